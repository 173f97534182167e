"""``/ledger``: the ledger named at the start of the server, read only: imports, runs, entries, what changed, what lapses; and one entry line without a ledger."""

from __future__ import annotations

import asyncio
from argparse import ArgumentTypeError, Namespace
from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from kanzei.cli.ledger import changes, due, listing, show
from kanzei.cli.ledger.options import span
from kanzei.web.api.given import PROBLEMS, AskedHeavy, answer
from kanzei.web.entry_line import EntryLine, settled
from kanzei.web.ledger_tables import TABLES
from kanzei.web.problems import Refused
from kanzei.web.questions import Day, Question, Text
from kanzei.web.settings import Settings
from kanzei.web.tables import table_response

__all__ = ["Due", "Shelf", "router", "shelf_of"]

router = APIRouter(prefix="/ledger", tags=["ledger"], responses=PROBLEMS)

What = Literal["imports", "runs", "entries", "importers", "receipts", "outcomes", "filings", "oddities", "events"]


class Shelf:
    """The ledger of a server. Each question opens it anew, so that it sees what was written meanwhile, and in a thread of its own."""

    def __init__(self, settings: Settings) -> None:
        self.place, self.seconds = settings.ledger, settings.question_seconds

    async def ask(self, part: Callable[[Namespace], Any], **options: Any) -> Any:
        """What a part of ``kanzei ledger`` gives.

        Raises
        ------
        Refused   No ledger was named. UsageError   As the part raises it. TimeoutError   It took longer than a question may.
        """
        if self.place is None:
            raise Refused("not-found", "this server reads no ledger: start it with kanzei serve --ledger FILE")
        asked = Namespace(ledger=self.place, **options)
        return await asyncio.wait_for(asyncio.to_thread(part, asked), self.seconds)


def shelf_of(request: Request) -> Shelf:
    """The ledger of the server of a request."""
    return Shelf(request.app.state.settings)


AskedShelf = Annotated[Shelf, Depends(shelf_of)]


class Importer(Question):
    """Whose."""

    importer: Text = Field("", description="only this importer's")


class Runs(Question):
    """Two runs."""

    before: int = Field(ge=1, lt=10**9, description="the earlier run")
    after: int = Field(ge=1, lt=10**9, description="the later run")


class Due(Importer):
    """What lapses."""

    on: Day = Field(description="the day asked about")
    within: Text = Field("90d", description="days or weeks, such as 90d or 12w")
    run: int | None = Field(None, ge=1, lt=10**9, description="amounts of this run (default: newest)")
    remedy: list[Text] = Field([], max_length=20, description="only this remedy, such as protest (repeatable)")
    with_filed: bool = Field(False, description="also remedies kept as filed")
    plaintiff: Literal["yes", "no"] | None = Field(None, description="whether the importer sues in the refund cases")
    ach: Literal["yes", "no"] | None = Field(None, description="whether the importer is enrolled for refunds by ACH")

    def options(self) -> dict[str, Any]:
        """The options of the command.

        Raises
        ------
        Refused   The span is none.
        """
        try:
            within = span(self.within)
        except ArgumentTypeError as error:
            raise Refused("bad-question", f"within: {error}") from None
        told = {
            name: None if value is None else value == "yes"
            for name, value in (("plaintiff", self.plaintiff), ("ach", self.ach))
        }
        named = {"importer": self.importer, "of_run": self.run, "remedy": self.remedy, "with_filed": self.with_filed}
        return {"on": self.on, "within": within, **named, **told}  # fmt: skip


@router.get("")
async def overview(shelf: AskedShelf) -> Response:
    """Imports and runs, as ``kanzei ledger list`` gives them."""
    return answer(await shelf.ask(listing.value_of, what=None, importer=""))


@router.get("/list/{what}")
async def listed(what: What, question: Annotated[Importer, Query()], shelf: AskedShelf) -> Response:
    """One list, as ``kanzei ledger list WHAT`` gives it."""
    return answer(await shelf.ask(listing.value_of, what=what, importer=question.importer))


@router.get("/entries/{entry}")
async def entry(entry: Text, shelf: AskedShelf) -> Response:
    """All that the ledger knows of an entry, as ``kanzei ledger show`` gives it."""
    return answer(await shelf.ask(show.value_of, entry=entry))


@router.get("/changes")
async def changed(question: Annotated[Runs, Query()], shelf: AskedShelf) -> Response:
    """Two runs held against each other, as ``kanzei ledger changes`` gives it."""
    return answer(await shelf.ask(changes.value_of, before=question.before, after=question.after))


@router.get("/due")
async def lapsing(question: Annotated[Due, Query()], shelf: AskedShelf) -> Response:
    """Remedies that lapse, as ``kanzei ledger due`` gives them."""
    return answer(await shelf.ask(due.value_of, **question.options()))


@router.get("/due/calendar", response_class=Response)
async def calendar(question: Annotated[Due, Query()], shelf: AskedShelf) -> Response:
    """The last days as a calendar, the file of ``kanzei ledger due -o due.ics``."""
    from kanzei.render.ledger_due import due_ics

    found = await shelf.ask(due.found_of, **question.options())
    keep = {"content-disposition": 'attachment; filename="due.ics"'}
    return Response(due_ics(found), media_type="text/calendar", headers=keep)


class _Tabled(Question):
    form: Literal["csv", "dictionary", "xlsx"] = "csv"


class _DueTable(Due, _Tabled):
    pass


class _RunsTable(Runs, _Tabled):
    pass


@router.get("/due/table", response_class=Response)
async def due_table(question: Annotated[_DueTable, Query()], shelf: AskedShelf) -> Response:
    """What lapses as a table: tidy CSV, its data dictionary, or Excel."""
    return table_response(TABLES["due"](await shelf.ask(due.value_of, **question.options())), question.form)


@router.get("/changes/table", response_class=Response)
async def changes_table(question: Annotated[_RunsTable, Query()], shelf: AskedShelf) -> Response:
    """What moved between two runs, by line and instrument, as a table."""
    value = await shelf.ask(changes.value_of, before=question.before, after=question.after)
    return table_response(TABLES["changes"](value), question.form)


@router.get("/list/{what}/table", response_class=Response)
async def list_table(what: Literal["imports", "runs", "entries"], question: Annotated[_Tabled, Query()], shelf: AskedShelf) -> Response:  # fmt: skip
    """Imports, runs or entries as a table."""
    value = await shelf.ask(listing.value_of, what=what, importer="")
    return table_response(TABLES[what](value), question.form)


class _LineTable(EntryLine, _Tabled):
    pass


@router.get("/entries/{entry}/table", response_class=Response)
async def ways_table(entry: Text, question: Annotated[_Tabled, Query()], shelf: AskedShelf) -> Response:
    """The ways to a refund of an entry as a table."""
    return table_response(TABLES["entry"](await shelf.ask(show.value_of, entry=entry)), question.form)


@router.get("/line/table", response_class=Response)
async def line_table(question: Annotated[_LineTable, Query()], heavy: AskedHeavy) -> Response:
    """The ways to a refund of an entry line as a table."""
    value = await heavy.ask(settled, question.model_dump(mode="json", exclude={"form"}), keep=False)
    return table_response(TABLES["line"](value), question.form)


@router.get("/line")
async def line(question: Annotated[EntryLine, Query()], heavy: AskedHeavy) -> Response:
    """One entry line as filed and paid, settled as ``kanzei refund`` settles it: whether it can be refunded, how, until when."""
    return answer(await heavy.ask(settled, question.model_dump(mode="json"), keep=False))
