"""What every resource uses: the desk of the request, questions from a query or a body, the problems its document lists."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import JSONResponse

from kanzei.web.answers import Problem
from kanzei.web.desk import Desk
from kanzei.web.heavy import Heavy
from kanzei.web.jobs.keeper import Keeper

__all__ = ["PROBLEMS", "AskedDesk", "AskedHeavy", "AskedJobs", "HeavyFor", "answer"]

PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": what, "content": {"application/problem+json": {}}}
    for status, what in (
        (400, "the question cannot be asked this way"),
        (401, "a token is needed"),
        (403, "the request comes from another site"),
        (404, "there is nothing at this address"),
        (413, "the body is too large"),
        (421, "the request names another host"),
        (422, "a field cannot be read, or the line cannot be assessed"),
        (429, "too many questions at once"),
        (503, "no answer within the time allowed"),
    )
}


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


class HeavyFor:
    """The process for long questions, asked for one request: the work ends when its client has gone."""

    def __init__(self, request: Request) -> None:
        self.request = request

    async def ask(self, work: Callable[..., Any], *given: Any, keep: bool = True) -> Any:
        """See :meth:`kanzei.web.heavy.Heavy.ask`."""
        heavy: Heavy = self.request.app.state.heavy
        return await heavy.ask(work, *given, gone=self.request.is_disconnected, keep=keep)

    async def ask_models(self, work: Callable[..., Any], *given: Any) -> Any:
        """The same in the process for economic models, which take a minute: other questions do not wait for them."""
        models: Heavy = self.request.app.state.models
        return await models.ask(work, *given, gone=self.request.is_disconnected)


def _jobs(request: Request) -> Keeper:
    jobs: Keeper = request.app.state.jobs
    return jobs


AskedDesk = Annotated[Desk, Depends(_desk)]
AskedHeavy = Annotated[HeavyFor, Depends(HeavyFor)]
AskedJobs = Annotated[Keeper, Depends(_jobs)]


def answer(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> JSONResponse:
    """A JSON answer; days and paths become text as on the command line."""
    return _Json(value, status, headers)


class _Json(JSONResponse):
    def render(self, content: Any) -> bytes:
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=str).encode()
