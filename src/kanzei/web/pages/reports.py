"""Reports pasted or sent: one against law and data, or several side by side, with the words in place."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import QueryParams
from starlette.responses import Response

from kanzei.errors import KanzeiError, UsageError
from kanzei.web.api.given import HeavyFor
from kanzei.web.api.record import taken
from kanzei.web.pages.given import day_of
from kanzei.web.pages.shell import page
from kanzei.web.problems import in_fields
from kanzei.web.reports import checked, laid_beside

router = APIRouter()

CLASSES = {
    "differs": "adds", "opinion": "doubt", "cannot be checked here": "doubt", "agrees": "agrees",
    "conflict": "adds", "agreed": "agrees", "same statement": "agrees", "only": "alone",
}  # fmt: skip
"""Kind of a finding -> how its words are marked."""


@router.get("/record/check")
async def ask_check(request: Request) -> Response:
    """The form."""
    return page(request, "check.html", given={}, errors={}, value=None, pieces=[], classes=CLASSES)


@router.post("/record/check")
async def check(request: Request) -> Response:
    """A report and what is found in it."""
    view: dict[str, Any] = {"given": {}, "errors": {}, "value": None, "pieces": []}
    try:
        sent, fields = await taken(request)
        view["given"] = {**fields, "text": _pasted(sent[0].raw) if sent and sent[0].name.startswith("text ") else ""}
        if len(sent) != 1:
            raise UsageError("paste one report, or choose one file")
        on = day_of(QueryParams(fields), "on")
        if on is None:
            raise UsageError("on: a report needs its day: what was not known by then does not count")
        view["value"], view["pieces"] = await HeavyFor(request).ask(checked, sent[0], on, keep=False)
    except KanzeiError as error:
        view["errors"] = {"question": in_fields(str(error))}
    return page(request, "check.html", 422 if view["errors"] else 200, **view, classes=CLASSES)


@router.get("/record/compare")
async def ask_compare(request: Request) -> Response:
    """The form."""
    return page(request, "compare.html", given={}, errors={}, value=None, reports=[], texts=["", ""], classes=CLASSES)


@router.post("/record/compare")
async def compare(request: Request) -> Response:
    """Reports side by side."""
    view: dict[str, Any] = {"given": {}, "errors": {}, "value": None, "reports": [], "texts": ["", ""]}
    try:
        sent, view["given"] = await taken(request)
        pasted = [_pasted(one.raw) for one in sent if one.name.startswith("text ")]
        view["texts"] = [*pasted, "", ""][: max(2, len(pasted))]
        day = day_of(QueryParams(view["given"]), "reported_on")
        view["value"], view["reports"] = await HeavyFor(request).ask(laid_beside, tuple(sent), day, keep=False)
    except KanzeiError as error:
        view["errors"] = {"question": in_fields(str(error))}
    return page(request, "compare.html", 422 if view["errors"] else 200, **view, classes=CLASSES)


def _pasted(raw: bytes) -> str:
    return raw.decode()
