"""Files: entry lines or what was filed and paid go in; progress, totals, the lines that failed and the results come out."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from kanzei.render.words import amount
from kanzei.web.api.assess import KINDS
from kanzei.web.api.shown import shown
from kanzei.web.jobs.journal import ENDED, Entry
from kanzei.web.jobs.keeper import Keeper
from kanzei.web.pages.shell import Page, fragment, page

PAGE = Page("/files", "Files", "Files of entry lines assessed, refunds settled")

router = APIRouter()

MOST = 30


@router.get("/files")
async def files(request: Request) -> Response:
    """The page: two places to drop files, and the jobs."""
    jobs: Keeper = request.app.state.jobs
    cards = [card(jobs, one) for one in jobs.journal.entries(MOST)]
    running = any(one["job"]["state"] not in ENDED for one in cards)
    kept = jobs.settings.keep_days if jobs.settings.data else 0
    return page(
        request,
        "files.html",
        cards=cards,
        running=running,
        kinds=",".join(KINDS),
        limit=jobs.settings.upload_bytes,
        kept=kept,
    )


@router.get("/files/{job}")
async def one(request: Request, job: str) -> Response:
    """One job's card, which the page's script puts in its place."""
    jobs: Keeper = request.app.state.jobs
    return fragment(request, "job.html", card=card(jobs, jobs.entry(job)))


@router.post("/files/{job}/cancel")
async def cancel(request: Request, job: str) -> Response:
    """End a job; for a form without script."""
    from starlette.responses import RedirectResponse

    jobs: Keeper = request.app.state.jobs
    jobs.cancel(jobs.entry(job).id)
    return RedirectResponse("/files", 303)


def card(jobs: Keeper, job: Entry) -> dict[str, Any]:
    """What a card shows of a job."""
    value = shown(jobs, job)
    total = value["total"]
    return {
        "job": value,
        "share": value["done"] / total if total else None,
        "rows": _rows(value["summary"]) if value["summary"] else [],
        "failed": jobs.failed_lines(job.id) if job.state == "done" else [],
    }


def _rows(summary: dict[str, Any]) -> list[dict[str, Any]]:
    """The amounts by authority, or by cause for a refund, the largest first, each with its share of the largest."""
    groups = summary.get("by_cause") or summary.get("by_authority") or {}
    cents = {name: int(text.replace(".", "")) for name, text in groups.items()}
    most = max((abs(one) for one in cents.values()), default=1) or 1
    ordered = sorted(cents.items(), key=lambda pair: -abs(pair[1]))
    return [{"name": name, "amount": amount(one), "share": round(100 * abs(one) / most)} for name, one in ordered]
