"""Deal: what 90% is worth under each side's reading, which doubtful terms move it and by how much, who is paid when."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.datastructures import QueryParams
from starlette.responses import Response

from kanzei.deal.read_terms import shipped_sheets
from kanzei.errors import KanzeiError, UsageError
from kanzei.web import rooms
from kanzei.web.api.given import answer as json_answer
from kanzei.web.api.parts import ask
from kanzei.web.desk import Views
from kanzei.web.pages.deal_question import (
    FIELDS,
    cases,
    command_of,
    compare_question,
    one_question,
    pairs_asked,
    sheet_question,
)
from kanzei.web.pages.shell import Page, fragment, page
from kanzei.web.problems import in_fields
from kanzei.web.tables import FORMS, table_response

PAGE = Page("/deal", "Deal", "What the investment facility pays to whom, under each reading")

router = APIRouter()

WHO = {"mou": "the memorandum's text", "us-cumulative": "the Commerce Secretary", "us-headline": "the President", "japan-headline": "Japan's negotiator"}  # fmt: skip


@router.get("/deal")
async def deal(request: Request) -> Response:
    """The page."""
    query, errors = request.query_params, dict[str, str]()
    shown: dict[str, Any] | None = None
    try:
        shown = await request.app.state.desk.ask(lambda views: show(views, query))
    except KanzeiError as error:
        errors["question"] = in_fields(str(error))
    given = {key: query.get(key, "").strip() for key in FIELDS}
    link = urlencode(pairs_asked(query))
    return page(
        request, "deal.html", 422 if errors else 200,
        shown=shown, errors=errors, given=given, cases=cases(), sheets=list(shipped_sheets()), link=link, command=command_of(query),
    )  # fmt: skip


@router.get("/deal/file")
async def file(request: Request) -> Response:
    """The answer of the page as a file: ``what`` is compare, doubtful, run, years, events, waterfall; ``form`` csv, dictionary, xlsx, json, svg or png."""
    query = request.query_params
    what, form = query.get("what", "compare"), query.get("form", "csv")
    part = "deal_run" if what in ("run", "years", "events") else f"deal_{'compare' if what == 'doubtful' else what}"
    if part not in ("deal_run", "deal_compare", "deal_waterfall") or form not in (*FORMS, "json", "svg", "png"):
        raise UsageError("what is compare, doubtful, run, years, events or waterfall; form is csv, dictionary, xlsx, json, svg or png")  # fmt: skip
    asked = compare_question(query) if part == "deal_compare" else one_question(query, part)
    if form == "json":
        return json_answer(await ask(request, "desk", rooms.value, part, asked))
    if form in ("svg", "png"):
        content = await ask(request, "heavy", rooms.drawn, part, asked, form)
        kind = "image/svg+xml" if form == "svg" else "image/png"
        return Response(content, media_type=kind, headers={"cache-control": "private, max-age=600"})
    which = what if what in ("doubtful", "years", "events") else ""
    return table_response(await ask(request, "desk", rooms.tabled, part, asked, which), form)


@router.get("/deal/relief")
async def relief(request: Request) -> Response:
    """A part of the page: what the tariff cut is worth, against the cost of the facility."""
    asked = {
        **compare_question(request.query_params),
        "reading": request.query_params.get("under") or "mou",
        "on": [date(2025, 9, 16), date(2026, 10, 1)],
    }
    try:
        value = await ask(request, "models", rooms.value, "deal_trade", asked)
    except KanzeiError as error:
        return fragment(request, "deal_relief.html", value=None, said=in_fields(str(error)), link="")
    return fragment(request, "deal_relief.html", value=value, said="", link=_relief_link(asked))


def _relief_link(asked: dict[str, Any]) -> str:
    """The query of the same relief at the interface; it does not depend on the projects."""
    known = [("known", asked["known"])] if asked["known"] else []
    return urlencode([*(("on", one) for one in asked["on"]), ("reading", asked["reading"]), *known])


def show(views: Views, query: QueryParams) -> dict[str, Any]:
    """Everything the page says of an answer."""
    value = rooms.value(views, "deal_compare", compare_question(query))
    sheet = rooms.value(views, "deal_terms", sheet_question(query))
    named = {one["id"]: one for one in sheet["readings"]}
    rows = [_row(one, named) for one in value["readings"]]
    under = query.get("under", "")
    if under not in [row["id"] for row in rows]:
        under = rows[0]["id"] if rows else ""
    run = next((one for one in value["readings"] if one["reading"] == under), None)
    paid = [row for row in rows if row["gets"]]
    return {
        "value": value, "rows": rows, "under": under, "run": run, "title": sheet["title"], "digest": sheet["digest"],
        "readings": list(named.values()), "asked": query.getlist("reading") or list(named),
        "doubts": _doubts(value), "parties": _parties(run), "years": _years(run),
        "least": min(paid, key=lambda row: row["gets"], default=None), "most": max(paid, key=lambda row: row["gets"], default=None),
        "funded": value["readings"][0]["funded_usd"] if value["readings"] else "0.00",
        "pinned": urlencode([*(pair for pair in pairs_asked(query) if pair[0] != "known"), ("known", value["known_on"])]),
        "run_link": urlencode([*(pair for pair in pairs_asked(query) if pair[0] != "under"), ("under", under)]),
        "terms": {one["id"]: one for one in sheet["terms"]}, "sides": _sides(value),
    }  # fmt: skip


def _row(run: dict[str, Any], named: dict[str, dict[str, Any]]) -> dict[str, Any]:
    about = named.get(run["reading"], {})
    row: dict[str, Any] = {"id": run["reading"], "title": about.get("title", ""), "who": WHO.get(run["reading"], about.get("who", "")), "known": about.get("known", ""), "gets": None}  # fmt: skip
    if run.get("worked"):
        every, host = run["parties"]["all"], run["parties"]["host"]
        revenue = Decimal(run["worked"]["totals"]["revenue_usd"])
        row |= {
            "gets": Decimal(host["received_usd"]),
            "of_cash": Decimal(host["received_usd"]) / revenue if revenue else None,
            "of_profit": None if run["host_share_of_profit"] is None else Decimal(run["host_share_of_profit"]),
            "host_npv": Decimal(host["npv_usd"]), "net": Decimal(every["net_usd"]), "irr": every["irr"], "npv": Decimal(every["npv_usd"]),
        }  # fmt: skip
    return row


def _doubts(value: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Doubtful terms under the first reading: those whose other answers move what the host gets, and those that move nothing here."""
    groups: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for one in value["doubtful"]:
        groups.setdefault((one["term"], one["parameter"], one["grade"]), []).append(one)
    out: dict[str, list[dict[str, Any]]] = {"moving": [], "still": []}
    for (term, parameter, grade), answers in groups.items():
        taken = next((one for one in answers if one["taken"] and one.get("host_received_usd")), None)
        if taken is None:
            continue
        base = Decimal(taken["host_received_usd"])
        rows = [
            {"answer": one["answer"], "taken": one["taken"], "refused": one["refused"], "by": Decimal(one["host_received_usd"]) - base if one.get("host_received_usd") else None}
            for one in answers
        ]  # fmt: skip
        moving = any(one["by"] or one["refused"] for one in rows)
        out["moving" if moving else "still"].append(
            {"term": term, "parameter": parameter, "grade": grade, "answers": rows}
        )
    return out


def _sides(value: dict[str, Any]) -> tuple[str, str]:
    worked = next((one["worked"] for one in value["readings"] if one.get("worked")), None)
    parties = worked["parties"] if worked else {}
    return parties.get("investor", "Japan"), parties.get("host", "US")


def _parties(run: dict[str, Any] | None) -> list[tuple[str, dict[str, Any]]]:
    if run is None or not run.get("worked"):
        return []
    names = run["worked"]["parties"]
    ours = names.get("investor", "investor")
    named = {"public": f"{ours}, public side", "all": f"{ours}, all"}
    with_loans = any(run["parties"].get(one, {}).get("by_year_usd") for one in ("lender", "banks"))
    shown = [key for key, one in run["parties"].items() if one["by_year_usd"] and (with_loans or key not in named)]
    return [(named.get(key, names.get(key, key)), run["parties"][key]) for key in shown]


def _years(run: dict[str, Any] | None) -> list[tuple[str, list[str]]]:
    parties = _parties(run)
    years = sorted({year for _, one in parties for year in one["by_year_usd"]})
    return [(year, [one["by_year_usd"].get(year, "0.00") for _, one in parties]) for year in years]
