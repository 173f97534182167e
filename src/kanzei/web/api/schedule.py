"""``/schedule``: codes by words or number, the rates of a code, the countries of origin."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from kanzei.cli.schedule import found_of, shown_of
from kanzei.countries import all_origins, country_name
from kanzei.schedule.find import find
from kanzei.web.api.given import PROBLEMS, AskedDesk, answer
from kanzei.web.questions import Day, Question, Text

router = APIRouter(tags=["schedule"], responses=PROBLEMS)


class Found(Question):
    """A search of codes."""

    words: Text = Field(description="words of the description, the last may be begun only; or the beginning of a code")
    on: Day | None = Field(None, description="day of entry (default: the book's newest day)")
    limit: int = Field(20, ge=1, le=200)


class Shown(Question):
    """The day of a code."""

    on: Day | None = Field(None, description="day of entry (default: the newest release)")
    known: Day | None = Field(None, description="the schedule as known on this day")


@router.get("/schedule/search")
async def search(question: Annotated[Found, Query()], desk: AskedDesk) -> Response:
    """Headings and codes by the words of their description, as ``kanzei schedule search`` finds them."""
    return answer(await desk.ask(lambda views: found_of(question.words, question.limit)))


@router.get("/schedule/codes")
async def codes(question: Annotated[Found, Query()], desk: AskedDesk) -> Response:
    """Codes of a day that begin with the digits or whose name has the words, with their ordinary rate."""
    on = question.on or desk.book.as_of
    key = ("codes", question.words, on, question.limit)
    found = await desk.once(key, lambda views: find(views.book.schedule, question.words, on, question.limit))
    rows = [{"hts": one.code, "name": one.name, "general": one.general} for one in found]
    return answer({"words": question.words, "on": on, "found": rows})


@router.get("/schedule/{hts}")
async def show(hts: Text, question: Annotated[Shown, Query()], desk: AskedDesk) -> Response:
    """The rates of a code or of the codes below it, as ``kanzei schedule show`` prints them."""
    from argparse import Namespace

    asked = Namespace(hts=hts, on=question.on, known=question.known)
    return answer(await desk.ask(lambda views: shown_of(asked, views.book.schedule)[0]))


@router.get("/countries")
async def countries() -> Response:
    """Countries of origin: two-letter code and name."""
    return answer({"countries": [{"code": code, "name": country_name(code)} for code in all_origins()]})
