"""What came of one job: totals by authority and month, its lines page by page, what can still be asked back and until when."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.datastructures import QueryParams
from starlette.responses import Response

from kanzei.errors import UsageError
from kanzei.render.words import amount
from kanzei.web.api.shown import shown
from kanzei.web.jobs.keeper import Keeper
from kanzei.web.pages.shell import page
from kanzei.web.problems import Refused
from kanzei.web.report import SHEETS, sheet_of, table_of
from kanzei.web.tables import FORMS, table_response

router = APIRouter()

PER_PAGE = 50
MOST_REMEDIES = 100
_WIDE = ("warnings", "error", "because", "headings")
"""Columns of running text."""
_ANSWERS = ("duty_usd", "cause")
"""Where the answer of a line begins: in a line that failed, what went wrong stands there."""


@router.get("/files/{job}/report")
async def report(request: Request, job: str) -> Response:
    """The page of a finished job."""
    jobs: Keeper = request.app.state.jobs
    found = jobs.entry(job)
    if found.state != "done" or found.summary is None:
        raise Refused("too-late", "the job is not done: there is nothing to look at yet")
    query = request.query_params
    number, failed, entry = _page_of(query), query.get("failed") == "1", query.get("entry", "").strip()[:60]
    lines = sheet_of(jobs, job, "lines", skip=(number - 1) * PER_PAGE, limit=PER_PAGE, failed=failed, entry=entry)
    view: dict[str, Any] = {"remedies": None, "told": None, "months": None}
    if found.kind == "refund":
        chosen = {"entry": entry} if entry else {"is_open": True}
        view["remedies"] = sheet_of(jobs, job, "remedies", limit=MOST_REMEDIES, **chosen)
        view["told"] = answer_about(jobs, job, entry) if entry else None
    else:
        view["months"] = sheet_of(jobs, job, "months")
    kept = {"failed": "1" if failed else "", "entry": entry}
    return page(
        request,
        "report.html",
        job=shown(jobs, found),
        sum=found.summary,
        lines=lines,
        number=number,
        last=max(1, -(-lines.total // PER_PAGE)),
        failed=failed,
        entry=entry,
        kept=urlencode({name: one for name, one in kept.items() if one}),
        wide=_WIDE,
        answers_from=next((place for place, one in enumerate(lines.columns) if one in _ANSWERS), len(lines.columns)),
        groups=_groups(found.summary),
        calendar=next((one["url"] for one in shown(jobs, found)["results"] if one["name"].endswith(".ics")), ""),
        **view,
    )


@router.get("/files/{job}/table")
async def table(request: Request, job: str) -> Response:
    """A table of a finished job: CSV, its columns, Excel."""
    query = request.query_params
    what, form = query.get("what", "lines"), query.get("form", "csv")
    if what not in SHEETS or form not in FORMS:
        raise UsageError(f"what is one of {', '.join(SHEETS)}, form one of {', '.join(FORMS)}")
    chosen: dict[str, Any] = {}
    if what in ("lines", "remedies"):
        chosen = {"failed": query.get("failed") == "1", "entry": query.get("entry", "").strip()[:60]}
    return table_response(table_of(request.app.state.jobs, job, what, **chosen), form)


def answer_about(jobs: Keeper, job: str, entry: str) -> dict[str, Any]:
    """Whether an entry can still be refunded, how and until when: ``state`` is ``unknown``, ``open``, ``paid``, ``closed`` or ``nothing``."""
    found = sheet_of(jobs, job, "remedies", entry=entry)
    rows = [dict(zip(found.columns, cells, strict=True)) for _, cells in found.rows]
    refunds = [row for row in rows if row["direction"] == "refund"]
    lines = sheet_of(jobs, job, "lines", entry=entry)
    if not lines.total:
        return {"state": "unknown", "rows": [], "amount": ""}
    best: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in refunds:
        if row["open"] == "yes":
            best.setdefault((row["name"], row["file_by"] or row["last_day"]), []).append(row)
    ways = [
        {"name": name, "by": by, "amount": amount(sum(_cents(row["amount_usd"]) for row in held)), "citation": held[0]["citation"],
         "estimated": held[0]["estimated"] == "yes"}
        for (name, by), held in best.items()
    ]  # fmt: skip
    why = sorted({row["why_not"] for row in refunds if row["why_not"]})
    state = (
        "open" if ways else "nothing" if not refunds else "paid" if any("paid back" in one for one in why) else "closed"
    )
    return {"state": state, "ways": ways, "why": why}


def _page_of(query: QueryParams) -> int:
    text = query.get("page", "1")
    if not (text.isascii() and text.isdigit()) or not 0 < int(text[:9]) < 1_000_000:
        raise UsageError("page is a number from 1")
    return int(text[:9])


def _cents(text: str) -> int:
    return int(text.replace(".", "")) if text else 0


def _groups(summary: dict[str, Any]) -> list[dict[str, Any]]:
    """Amounts by cause and authority, the largest first, each with its share of the largest."""
    out = []
    for name, title in (("by_cause", "Cause"), ("by_authority", "Authority")):
        cents = {key: _cents(text) for key, text in summary.get(name, {}).items()}
        most = max((abs(one) for one in cents.values()), default=1) or 1
        rows = [
            {"name": key, "amount": amount(one), "share": round(100 * abs(one) / most)}
            for key, one in sorted(cents.items(), key=lambda pair: -abs(pair[1]))
        ]
        if rows:
            out.append({"what": "causes" if name == "by_cause" else "authorities", "title": title, "rows": rows})
    return out
