"""The application: guards around routes, one desk, one keeper of jobs; what goes wrong becomes a problem document or a page that says it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from kanzei.errors import KanzeiError
from kanzei.web.api import routers
from kanzei.web.desk import Desk
from kanzei.web.guards import Guards, Sessions
from kanzei.web.heavy import Heavy
from kanzei.web.jobs.keeper import Keeper
from kanzei.web.pages import page_routers, problem_page
from kanzei.web.problems import KINDS, Refused, problem, problem_of
from kanzei.web.settings import Settings

__all__ = ["create_app"]

HERE = Path(__file__).parent
PREFIX = "/api/v1"


def create_app(settings: Settings) -> FastAPI:
    """The application of a server with these settings; it opens the law book and takes up jobs that were not finished."""
    sessions = Sessions(settings.token)

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        app.state.desk = Desk(settings.question_seconds)
        app.state.heavy, app.state.models = Heavy(settings.heavy_seconds), Heavy(settings.model_seconds)
        app.state.jobs = Keeper(settings)
        try:
            app.state.jobs.start()
        except KanzeiError as error:
            app.state.refused = error
            raise
        try:
            yield
        finally:
            await app.state.jobs.stop()
            app.state.heavy.close()
            app.state.models.close()
            app.state.desk.close()

    app = FastAPI(
        title="Kanzei",
        version="1",
        summary="United States import duty to the cent, under the law as it was known on any day",
        description="The questions of the command line over HTTP: the same names, the same JSON. Amounts are text with two decimals, days ISO "
        "days; errors are problem documents (RFC 9457). Nothing is fetched from elsewhere.",
        lifespan=life,
        docs_url=None,
        redoc_url=None,
        separate_input_output_schemas=False,
    )
    app.state.settings, app.state.sessions, app.state.refused = settings, sessions, None
    for router in routers():
        app.include_router(router, prefix=PREFIX)
    app.add_route("/health", _alive)
    for router in page_routers():
        app.include_router(router, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    _add_handlers(app)
    app.add_middleware(GZipMiddleware, minimum_size=1500, compresslevel=3)
    app.add_middleware(Guards, settings=settings, sessions=sessions)
    return app


async def _alive(request: Request) -> Response:
    """Nothing but that the server answers."""
    return Response("ok\n", media_type="text/plain")


def _add_handlers(app: FastAPI) -> None:
    async def told(request: Request, error: Exception) -> Response:
        kind, detail, more = problem_of(request, error)
        return _answer(request, kind, detail, getattr(error, "headers", None), **more)

    async def fields(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        found = [_field(one) for one in error.errors()]
        return _answer(
            request, "bad-fields", "; ".join(f"{one['field']}: {one['detail']}" for one in found), errors=found
        )

    async def routed(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if isinstance(error.__cause__, Refused):
            return await told(request, error.__cause__)
        kind = next((name for name, (status, _) in KINDS.items() if status == error.status_code), "bad-question")
        detail = {
            "not-found": f"there is nothing at {request.url.path}: /openapi.json lists what there is",
            "bad-method": f"{request.url.path} does not take {request.method}",
        }.get(kind, str(error.detail))
        return _answer(request, kind, detail, dict(error.headers or {}))

    for base in (KanzeiError, Refused, TimeoutError, Exception):
        app.add_exception_handler(base, told)
    app.add_exception_handler(RequestValidationError, fields)
    app.add_exception_handler(HTTPException, routed)


def _answer(request: Request, kind: str, detail: str, headers: dict[str, str] | None = None, **more: Any) -> Response:
    """The problem, as a page for a browser that asked for a page: at a page's address, or with a form sent without script."""
    asks_data = request.url.path.startswith(PREFIX) and request.method == "GET"
    wants_page = "text/html" in request.headers.get("accept", "") and not asks_data
    if wants_page:
        return problem_page(request, kind, detail, headers)
    return problem(kind, detail, headers, **more)


def _field(error: dict[str, Any]) -> dict[str, str]:
    """Where a field is (a JSON pointer) and what is wrong with it, in our words."""
    place = [str(one) for one in error["loc"]]
    names = place[1:] if place[0] in ("query", "body", "path", "header") else place
    said = str(error["msg"]).removeprefix("Value error, ")
    kind = error["type"]
    if kind == "missing":
        said = "is needed and not given"
    elif kind == "extra_forbidden":
        said = "is no field of this question; /openapi.json lists them"
    elif kind == "json_invalid":
        said = "the body is no JSON: " + str(error.get("ctx", {}).get("error", "")).lower()
    pointer = "/" + "/".join(one.replace("~", "~0").replace("/", "~1") for one in names)
    return {"field": ".".join(names) or "body", "pointer": pointer, "detail": said}
