"""Law: what is in force for a country on a day, what became known between two days, the instruments and what each changed, what is pending."""

from __future__ import annotations

from argparse import Namespace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.datastructures import QueryParams
from starlette.responses import RedirectResponse, Response

from kanzei.cli.law import current, show
from kanzei.countries import country_name
from kanzei.duty.explain import duty_words
from kanzei.errors import KanzeiError
from kanzei.web.desk import Desk, Views
from kanzei.web.pages import law_more
from kanzei.web.pages.given import day_of, form_of
from kanzei.web.pages.shell import Page, page
from kanzei.web.problems import in_fields
from kanzei.web.tables import Column, Table, table_response

PAGE = Page("/law", "Law", "What is in force, what changed, where it stands")

router = APIRouter()

_REGIME = (
    Column("origin", "ISO 3166", "country of origin"),
    Column("entered_on", "day", "day of entry"),
    Column("known_on", "day", "the law as it was known on this day"),
    Column("authority", "id", "the authority"),
    Column("heading", "code", "heading of Chapter 99"),
    Column("duty", "text", "what it does to the duty"),
    Column("kind", "word", "add, total, replace, exempt, none"),
    Column("goods", "text", "the goods it falls on"),
    Column("when", "text", "conditions"),
    Column("from", "day", "first day of entry"),
    Column("to", "day", "day after the last day of entry; empty while open"),
    Column("void", "0 or 1", "1 where the authority is held void"),
    Column("instrument", "id", "the order, proclamation or notice"),
    Column("citation", "text", "where it stands"),
    Column("grade", "word", "grade of the source"),
)


@router.get("/law")
async def law(request: Request) -> Response:
    """The page: a country's regime on a day. Links of other questions that once stood here lead on."""
    desk: Desk = request.app.state.desk
    query, errors = request.query_params, dict[str, str]()
    if query.get("before") and query.get("after"):
        return RedirectResponse(f"/law/changes?{urlencode({name: query[name] for name in ('before', 'after')})}", 303)
    if query.get("word"):
        return RedirectResponse(f"/law/instruments?{urlencode({'word': query['word']})}", 303)
    view: dict[str, Any] = {"given": dict(query), "regime": None, "files": "", "stable": ""}
    try:
        if query.get("from"):
            view["regime"] = await desk.ask(lambda views: regime(views, query))
            view["files"] = urlencode({name: query[name] for name in ("from", "on", "known") if query.get(name)})
            value = view["regime"]["value"]
            pinned = {"from": value["origin"], "on": value["entered_on"], "known": value["known_on"]}
            view["stable"] = f"/law?{urlencode(pinned)}"
    except KanzeiError as error:
        errors["question"] = in_fields(str(error))
    lately = sorted(desk.book.instruments, key=lambda one: str(one["known"]), reverse=True)[:15]
    return page(request, "law.html", 422 if errors else 200, **view, errors=errors, lately=lately)


@router.get("/law/regime/table")
async def regime_table(request: Request) -> Response:
    """The regime as a table: CSV, its columns, Excel."""
    query = request.query_params
    form = form_of(query)
    value = (await request.app.state.desk.ask(lambda views: regime(views, query)))["value"]
    first = (value["origin"], str(value["entered_on"]), str(value["known_on"]))
    rows = [(*first, *(_cell(row, one.name) for one in _REGIME[3:])) for row in value["provisions"]]
    about = (
        f"Kanzei; as known {value['known_on']}; official text to {value['official_to']}; no change seen since {value['seen_to']}; "
        f"law book {value['lawbook']}"
    )
    return table_response(Table(f"regime-{value['origin']}-{value['entered_on']}", _REGIME, rows, about), form)


router.include_router(law_more.router)


@router.get("/law/{name:path}")
async def instrument(request: Request, name: str) -> Response:
    """One instrument, or one heading: its provisions and what each changed."""
    desk: Desk = request.app.state.desk
    value = await desk.ask(lambda views: show.value_of(Namespace(id=name), views.book))
    provisions = [(key, _versions(history)) for key, history in value["provisions"].items()]
    return page(request, "instrument.html", value=value, provisions=provisions, orders=_orders(value.get("orders", {})))


def regime(views: Views, query: QueryParams) -> dict[str, Any]:
    """What is in force for a country on a day, by authority."""
    known, on = day_of(query, "known"), day_of(query, "on")
    value = current.value_of(Namespace(origin=query.get("from", ""), on=on, known=known), views.plain(known))
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in value["provisions"]:
        groups.setdefault(row["authority"], []).append(row)
    return {"value": value, "name": country_name(value["origin"]), "groups": groups}


def _cell(row: dict[str, Any], name: str) -> object:
    value = row.get("cite" if name == "citation" else name)
    return int(bool(value)) if name == "void" else "" if value is None else str(value)


def _versions(history: dict[str, Any]) -> list[dict[str, Any]]:
    """The states of a provision, one for each day on which another became known: its intervals and what it says there."""
    out: list[dict[str, Any]] = []
    for known, segments in history["states"]:
        rows = []
        for start, stop, number, suspended in segments:
            fields = history["versions"][number]
            end = "" if stop >= "9999" else str(date.fromisoformat(stop) - timedelta(days=1))
            what = "suspended" if suspended else duty_words(fields)
            rows.append({"from": "" if start < "1900-01-02" else start, "to": end, "what": what, "fields": fields})
        out.append({"known": known, "rows": rows})
    return out


def _orders(orders: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What an instrument orders without dating it: where, what, the day on which a notice fixed it; each once."""
    rows = [(fields["cite"], duty_words(fields), fixed) for fields, _, fixed in orders.values()]
    return [(cite, what, "" if fixed >= "9999" else fixed) for cite, what, fixed in dict.fromkeys(rows)]
