"""Ledger: is an entry still refundable, how, until when; what lapses, what came in, what changed. Read only."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.datastructures import QueryParams
from starlette.responses import Response

from kanzei.cli.ledger import changes, due, listing, show
from kanzei.errors import KanzeiError, UsageError
from kanzei.ledger.verdict import Way, verdict_on, ways_of
from kanzei.web.api.given import HeavyFor
from kanzei.web.api.ledger import Due, shelf_of
from kanzei.web.entry_line import EntryLine, settled
from kanzei.web.pages.given import day_of
from kanzei.web.pages.shell import Page, page
from kanzei.web.problems import in_fields
from kanzei.web.questions import pairs_of

PAGE = Page("/ledger", "Ledger", "Is an entry still refundable, what lapses, what changed")

router = APIRouter()

LINE = ("hts", "from", "entered", "value")
"""Fields without which an entry line is none."""
_OPTIONAL = (
    "entry",
    "filed",
    "summary",
    "liquidated",
    "importer",
    "entry_type",
    "on",
    "as_known",
    "plaintiff",
    "importer_kind",
)


@router.get("/ledger")
async def ledger(request: Request) -> Response:
    """The page: an entry of the ledger or a line of one's own, then what the ledger holds."""
    query, errors = request.query_params, dict[str, str]()
    shelf, book = shelf_of(request), request.app.state.desk.book
    view: dict[str, Any] = {
        "has_ledger": shelf.place is not None, "entry": None, "run": None, "line": None, "ways": [], "stable": "/ledger", "line_query": "",
        "due": None, "due_query": "", "overview": None, "changes": None, "on": book.as_of,
    }  # fmt: skip
    try:
        if query.get("hts", "").strip():
            question = _line(query)
            view["line_query"] = urlencode(pairs_of(question))
            view["stable"] = f"/ledger?{view['line_query']}"
            view["line"] = await HeavyFor(request).ask(settled, question.model_dump(mode="json"), keep=False)
            view["ways"] = [_of_line(one) for one in view["line"]["remedies"] if one["direction"] == "refund"]
        if shelf.place is not None:
            view |= await _held(request, query)
    except KanzeiError as error:
        errors["question"] = in_fields(str(error))
    view["verdict"] = verdict_on(view["ways"])
    if shelf.place is not None and view["overview"] is None:
        view["overview"] = await shelf.ask(listing.value_of, what=None, importer="")
    return page(request, "ledger.html", 422 if errors else 200, **view, errors=errors, given=dict(query))


async def _held(request: Request, query: QueryParams) -> dict[str, Any]:
    """What the ledger of the server says: an entry looked for, what lapses, imports and runs, two runs compared."""
    shelf, book = shelf_of(request), request.app.state.desk.book
    view: dict[str, Any] = {"overview": await shelf.ask(listing.value_of, what=None, importer="")}
    runs = view["overview"]["runs"]
    number = query.get("number", "").strip()
    if number:
        found = await shelf.ask(show.value_of, entry=number)
        view["entry"], view["stable"] = found, f"/ledger?{urlencode({'number': number})}"
        view["run"] = next((one for one in runs if one["run_id"] == found["run"]), None)
        view["ways"] = ways_of(found["remedies"])
    if runs:
        on: date = day_of(query, "due_on") or book.as_of
        asked = {"on": on, "within": query.get("within", "").strip() or "90d"}
        question = Due.model_validate(asked)
        view["due"] = await shelf.ask(due.value_of, **question.options())
        view["due_query"] = urlencode(asked)
    if query.get("before") and query.get("after"):
        pair = {name: _number(query, name) for name in ("before", "after")}
        view["changes"] = await shelf.ask(changes.value_of, **pair)
    return view


def _line(query: QueryParams) -> EntryLine:
    """The entry line of the form.

    Raises
    ------
    UsageError   A field is missing or cannot be read.
    """
    fields: dict[str, Any] = {name: query[name] for name in (*LINE, *_OPTIONAL) if query.get(name, "").strip()}
    filed = [one for text in query.getlist("filed") for one in text.replace(";", " ").split()]
    if "filed" in fields:
        fields["filed"] = filed
    missing = [name for name in LINE if name not in fields]
    if missing:
        raise UsageError(f"{', '.join(missing)}: needed to settle a line")
    try:
        return EntryLine.model_validate(fields)
    except ValidationError as error:
        told = "; ".join(f"{one['loc'][0]}: {one['msg'].removeprefix('Value error, ')}" for one in error.errors())
        raise UsageError(told) from None


def _number(query: QueryParams, name: str) -> int:
    text = query.get(name, "").strip()
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 10**9):
        raise UsageError(f"{name}: {text!r} is no run: write its number")
    return int(text)


def _of_line(row: dict[str, str]) -> Way:
    return Way(
        row["name"], row["open"] == "yes", row["why_not"], row["amount_usd"], row["last_day"], row["file_by"], row["estimated"] == "yes",
        row["citation"], (),
    )  # fmt: skip
