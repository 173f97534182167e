"""A part of a room as a resource: its answer, its tables and its picture at three addresses, asked with one model."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Query, Request, Response
from pydantic import Field, create_model

from kanzei.web import rooms
from kanzei.web.api.given import HeavyFor, answer
from kanzei.web.questions import Question
from kanzei.web.tables import Table, table_response

__all__ = ["Place", "add", "ask", "asked_of"]

Place = Literal["desk", "heavy", "models"]
"""Where a part is worked out: at once, in the process for long questions, or in the one for models that take a minute."""


def asked_of(question: Question) -> dict[str, Any]:
    """The options that a question states."""
    return question.model_dump(exclude={"form", "which"})


async def ask(request: Request, place: Place, work: Any, *given: Any) -> Any:
    """Do a piece of work of :mod:`kanzei.web.rooms` in its place."""
    if place == "desk":
        return await request.app.state.desk.ask(lambda views: work(views, *given))
    heavy = HeavyFor(request)
    return await (heavy.ask if place == "heavy" else heavy.ask_models)(work, *given)


def add(
    router: APIRouter, part: str, model: type[Question], what: str, place: Place = "heavy", *, tables: tuple[str, ...] | None = ("",),
    picture: bool = False, body: bool = False,
) -> None:  # fmt: skip
    """Routes of a part.

    Parameters
    ----------
    part : module of the command, such as ``deal_compare``. what : the first line of its documentation.
    tables : names of its tables, the first without one; None: none. picture : whether there is one. body : whether it may be asked with a JSON object.
    """
    path = "/" + part.partition("_")[2]

    async def value(request: Request, question: Any) -> Response:
        return answer(await ask(request, place, rooms.value, part, asked_of(question)))

    _route(router, path, value, Annotated[model, Query()], what)
    if body:
        _route(router, path, value, Annotated[model, Body()], f"{what[:-1]}, asked with a JSON object.", "POST")
    if tables is not None:
        form: Any = (Literal["csv", "dictionary", "xlsx"], "csv")
        which: Any = (Literal[tables], Field(tables[0], description="which of its tables"))
        many = {"form": form, **({"which": which} if len(tables) > 1 else {})}

        async def table(request: Request, question: Any) -> Response:
            told = asked_of(question), getattr(question, "which", "")
            found: Table = await ask(request, place, rooms.tabled, part, *told)
            return table_response(found, question.form)

        made = create_model(f"{model.__name__}Table", __base__=model, **many)
        _route(router, f"{path}/table", table, Annotated[made, Query()], "The answer as a table: tidy CSV, its data dictionary, or Excel.", raw=True)  # fmt: skip
    if picture:
        form = (Literal["svg", "png"], "svg")

        async def drawn(request: Request, question: Any) -> Response:
            where: Place = "heavy" if place == "desk" else place
            content = await ask(request, where, rooms.drawn, part, asked_of(question), question.form)
            kind = "image/svg+xml" if question.form == "svg" else "image/png"
            keep = {"cache-control": "private, max-age=600"}
            return Response(content, media_type=kind, headers=keep)

        made = create_model(f"{model.__name__}Drawn", __base__=model, form=form)
        _route(router, f"{path}/picture", drawn, Annotated[made, Query()], "The answer as a picture, SVG or PNG.", raw=True)  # fmt: skip


def _route(
    router: APIRouter, path: str, work: Any, question: Any, what: str, method: str = "GET", *, raw: bool = False
) -> None:
    async def asked(request: Request, question: Any) -> Response:
        made: Response = await work(request, question)
        return made

    # The annotation is the model of this part: FastAPI reads the question by it and describes it.
    asked.__annotations__ = {"request": Request, "question": question, "return": Response}
    name = f"{method}-{router.prefix}{path}".replace("/", "-").strip("-")
    more: dict[str, Any] = {"response_class": Response} if raw else {}
    router.add_api_route(path, asked, methods=[method], name=name, summary=what, **more)
