"""``/law``: instruments, headings, regimes, what changed between two days, claims, readings, authorities."""

from __future__ import annotations

from argparse import Namespace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field

from kanzei.cli.law import current, diff, listing, show
from kanzei.law.authorities import AUTHORITIES
from kanzei.law.claims import REGISTRY
from kanzei.web.api.given import PROBLEMS, AskedDesk, AskedHeavy, answer
from kanzei.web.desk import Views
from kanzei.web.questions import Day, Question, Text, Words

router = APIRouter(prefix="/law", tags=["law"], responses=PROBLEMS)


class Listed(Question):
    """Which instruments."""

    word: Words = Field([], description="only instruments whose id, title or citation has every word (repeatable)")
    since: Day | None = Field(None, description="known on this day or later")
    known: Day | None = Field(None, description="known on this day or before")


class Current(Question):
    """A country's regime on a day."""

    origin: Text = Field(alias="from", description="country of origin")
    on: Day | None = Field(None, description="day of entry (default: the book's newest day)")
    known: Day | None = Field(None, description="the law as known on this day")


class Between(Question):
    """Two known days."""

    before: Day = Field(description="known day to compare from")
    after: Day = Field(description="known day to compare to")
    brief: bool = Field(
        True, description="the law only, without the codes, countries and rates it reaches, which take seconds"
    )
    claim: Words = Field([], description="a fact about every line (repeatable)")


@router.get("/instruments")
async def instruments(question: Annotated[Listed, Query()], desk: AskedDesk) -> Response:
    """Instruments in the order of replay, as ``kanzei law list`` lists them."""
    asked = Namespace(**question.model_dump())
    return answer(await desk.ask(lambda views: listing.value_of(asked, views.book)))


@router.get("/instruments/{name:path}")
async def instrument(name: Text, desk: AskedDesk) -> Response:
    """One instrument with its provisions, or every provision of one heading, as ``kanzei law show`` shows them."""
    return answer(await desk.ask(lambda views: show.value_of(Namespace(id=name), views.book)))


@router.get("/current")
async def regime(question: Annotated[Current, Query()], desk: AskedDesk) -> Response:
    """Every provision that reaches goods of a country entered on a day, and what is pending."""
    asked = Namespace(origin=question.origin, on=question.on, known=question.known)
    return answer(await desk.ask(lambda views: current.value_of(asked, views.plain(question.known))))


@router.get("/diff")
async def between(question: Annotated[Between, Query()], heavy: AskedHeavy) -> Response:
    """What became known after one day up to another, and what it reaches."""
    return answer(await heavy.ask(difference, question.model_dump()))


def difference(views: Views, asked: dict[str, Any]) -> dict[str, Any]:
    """The answer of ``law diff``; runs in the process for long questions."""
    return diff.value_of(Namespace(**asked, spi="", loaded=None, no=[]), views.book)[0]


@router.get("/claims")
async def claims() -> Response:
    """Facts that may be stated about a line."""
    return answer({"claims": [one._asdict() for one in REGISTRY.values()]})


@router.get("/switches")
async def switches(desk: AskedDesk) -> Response:
    """Doubtful points and their readings."""
    return answer({"switches": list(desk.book.readings.values()), "lawbook": desk.book.digest})


@router.get("/authorities")
async def authorities() -> Response:
    """Authorities and what they are, in filing order."""
    return answer({"authorities": [{"id": name, "name": text} for name, text in AUTHORITIES.items()]})
