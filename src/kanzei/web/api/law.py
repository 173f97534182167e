"""``/law``: instruments, headings, regimes, what changed between two days, claims, readings, authorities."""

from __future__ import annotations

from argparse import Namespace
from collections import OrderedDict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from kanzei.cli.law import coverage, current, diff, japan, listing, show
from kanzei.law.authorities import AUTHORITIES
from kanzei.law.claims import REGISTRY
from kanzei.web.api.given import PROBLEMS, AskedDesk, AskedHeavy, answer
from kanzei.web.desk import Views
from kanzei.web.law_tables import TABLES, classes_table, codes_table, provisions_table
from kanzei.web.questions import Day, Question, Text, Words
from kanzei.web.tables import Table, table_response

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


class Covered(Question):
    """Which headings of the official Chapter 99."""

    revision: Text | None = Field(None, description="only this release, such as 2025HTSRev18")
    only: Literal["unaccounted", "different", "pending", "explained"] | None = Field(
        None, description="these headings only"
    )


class _Form(Question):
    form: Literal["csv", "dictionary", "xlsx"] = "csv"


class _ListedTable(Listed, _Form):
    pass


class _BetweenTable(Between, _Form):
    part: Literal["changes", "classes", "codes"] = Field(
        "changes", description="the law; or what it reaches: classes, and the codes of each"
    )


class _CoveredTable(Covered, _Form):
    pass


@router.get("/instruments")
async def instruments(question: Annotated[Listed, Query()], desk: AskedDesk) -> Response:
    """Instruments in the order of replay, as ``kanzei law list`` lists them."""
    asked = Namespace(**question.model_dump())
    return answer(await desk.ask(lambda views: listing.value_of(asked, views.book)))


@router.get("/instruments/table", response_class=Response)
async def instruments_table(question: Annotated[_ListedTable, Query()], desk: AskedDesk) -> Response:
    """Instruments as a table."""
    asked = Namespace(**question.model_dump())
    return table_response(
        TABLES["instruments"](await desk.ask(lambda views: listing.value_of(asked, views.book))), question.form
    )


class _ShownTable(_Form):
    id: Text = Field(description="id of an instrument, or a heading")


@router.get("/provisions/table", response_class=Response)
async def shown_table(question: Annotated[_ShownTable, Query()], desk: AskedDesk) -> Response:
    """The provisions of an instrument or a heading, as known over time, as a table."""
    value = await desk.ask(lambda views: show.value_of(Namespace(id=question.id), views.book))
    return table_response(provisions_table(value, desk.book.digest), question.form)


@router.get("/japan/table", response_class=Response)
async def japan_table(question: Annotated[_ListedTable, Query()], desk: AskedDesk) -> Response:
    """Instruments of Japan as a table."""
    asked = Namespace(**question.model_dump())
    return table_response(TABLES["instruments"](await desk.ask(lambda _: japan.listed(asked))), question.form)


@router.get("/japan")
async def of_japan(question: Annotated[Listed, Query()], desk: AskedDesk) -> Response:
    """Instruments of the law book of Japan, as ``kanzei law list --into JP`` lists them."""
    asked = Namespace(**question.model_dump())
    return answer(await desk.ask(lambda _: japan.listed(asked)))


@router.get("/instruments/{name:path}")
async def instrument(name: Text, desk: AskedDesk) -> Response:
    """One instrument with its provisions, or every provision of one heading, as ``kanzei law show`` shows them."""
    if name.startswith("jp/"):
        return answer(await desk.ask(lambda _: japan.shown(name)))
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


@router.get("/diff/table", response_class=Response)
async def between_table(question: Annotated[_BetweenTable, Query()], heavy: AskedHeavy) -> Response:
    """What became known as a table; the parts classes and codes look at every code and country, which takes seconds."""
    asked = {**question.model_dump(exclude={"form", "part"}), "brief": question.part == "changes"}
    table = await heavy.ask(difference_table, asked, question.part)
    return table_response(table, question.form)


@router.get("/coverage")
async def covered(question: Annotated[Covered, Query()], heavy: AskedHeavy) -> Response:
    """The book against the official Chapter 99, as ``kanzei law coverage`` compares them."""
    return answer(await heavy.ask(compared, question.model_dump()))


@router.get("/coverage/table", response_class=Response)
async def covered_table(question: Annotated[_CoveredTable, Query()], heavy: AskedHeavy) -> Response:
    """The headings as a table."""
    value = await heavy.ask(compared, question.model_dump(exclude={"form"}))
    return table_response(TABLES["coverage"](value), question.form)


@router.get("/pending")
async def pending(desk: AskedDesk) -> Response:
    """What is dated and to come, what is open, and what is ordered without a day."""
    return answer(await desk.ask(lambda views: awaited(views)))


@router.get("/pending/table", response_class=Response)
async def pending_table(question: Annotated[_Form, Query()], desk: AskedDesk) -> Response:
    """The same as a table."""
    return table_response(TABLES["pending"](await desk.ask(awaited)), question.form)


def awaited(views: Views) -> dict[str, Any]:
    """Events to come, open questions, orders without a day; and how far the book sees."""
    book = views.book
    orders = [
        {"instrument": fields["instrument"], "authority": fields["authority"], "cite": fields["cite"], "known": known}
        for fields, known, fixed in book.orders.values()
        if fixed >= "9999"
    ]
    seen = {"as_of": book.as_of, "official_to": book.official_to, "seen_to": book.seen_to, "lawbook": book.digest}
    return {
        "events": list(book.pending["events"]),
        "open": list(book.pending["open"]),
        "undated_orders": orders,
        **seen,
    }


def compared(views: Views, asked: dict[str, Any]) -> dict[str, Any]:
    """The answer of ``law coverage``; runs in the process for long questions."""
    return coverage.value_of(Namespace(**asked), views.book)


def difference_table(views: Views, asked: dict[str, Any], part: str) -> Table:
    """A table of ``law diff``; runs in the process for long questions."""
    value, effect = _differed(views, asked)
    if effect is None:
        return TABLES["changes"](value)
    return classes_table(value) if part == "classes" else codes_table(value, effect.cells)


def difference(views: Views, asked: dict[str, Any]) -> dict[str, Any]:
    """The answer of ``law diff``; runs in the process for long questions."""
    return _differed(views, asked)[0]


_KEPT: OrderedDict[str, tuple[dict[str, Any], Any]] = OrderedDict()
"""The last differences with all they reach: the page and its files ask for the same, and it takes seconds."""


def _differed(views: Views, asked: dict[str, Any]) -> tuple[dict[str, Any], Any]:
    key = repr((views.book.digest, sorted(asked.items())))
    found = _KEPT.pop(key, None) or diff.value_of(Namespace(**asked, spi="", loaded=None, no=[]), views.book)
    _KEPT[key] = found
    while len(_KEPT) > 2:
        _KEPT.popitem(last=False)
    return found


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
