"""``/about``: which law book answers and how far it sees."""

from __future__ import annotations

from fastapi import APIRouter, Response

from kanzei.web.api.given import PROBLEMS, AskedDesk, answer

router = APIRouter(tags=["about"], responses=PROBLEMS)


@router.get("/about")
async def about(desk: AskedDesk) -> Response:
    """The law book served: newest known day, last official text, last day looked at, digest."""
    book = desk.book
    value = {"as_of": book.as_of, "official_to": book.official_to, "seen_to": book.seen_to, "lawbook": book.digest}
    return answer({**value, "edits": book.edits()})


@router.get("/empty", status_code=204)
async def empty() -> Response:
    """Nothing: what any other answer is measured against."""
    return Response(status_code=204)
