"""Record: what stood on a day and what came of it, the events around it, and where claims conflict."""

from __future__ import annotations

import shlex
from argparse import Namespace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from kanzei.cli import record_conflicts, record_status, record_timeline
from kanzei.cli.record_options import open_record
from kanzei.errors import KanzeiError
from kanzei.web.desk import Desk
from kanzei.web.pages import reports
from kanzei.web.pages.given import day_of
from kanzei.web.pages.shell import Page, page, picture
from kanzei.web.problems import in_fields

PAGE = Page("/record", "Record", "Who said what and when, what stood on a day")

router = APIRouter()

AROUND = timedelta(120)
"""How far the picture reaches to each side of the day, where nothing else is asked for."""


@router.get("/record")
async def record(request: Request) -> Response:
    """What stood on a day."""
    desk: Desk = request.app.state.desk
    query, errors = request.query_params, dict[str, str]()
    whole = await desk.ask(lambda _: open_record(Namespace(files=[])))
    view: dict[str, Any] = {"on": whole.known_on, "known": whole.known_on, "value": None, "drawn": "", "link": ""}
    try:
        on = day_of(query, "on") or whole.known_on
        known = day_of(query, "known") or max(on, whole.known_on)
        start, stop = day_of(query, "from") or on - AROUND, day_of(query, "to") or on + AROUND
        asked = Namespace(on=on, known=known, files=[])
        view |= {"on": on, "known": known, "start": start, "stop": stop}
        view["value"] = await desk.ask(lambda _: record_status.value_of(asked))
        shown = Namespace(start=start, stop=stop, slot=None, claims=False, known=known, files=[])
        told = await desk.ask(lambda _: record_timeline.told_of(shown))
        view["drawn"] = await desk.ask(lambda _: picture(record_timeline.drawing_of(shown, told[0])))
    except KanzeiError as error:
        errors["question"] = in_fields(str(error))
    link = {
        "on": view["on"],
        "known": view["known"],
        **{name: query[name] for name in ("from", "to") if query.get(name)},
    }
    events = sorted(whole.events, key=lambda one: (one.on, one.known))
    days = [(max(one.on, one.known), one.title) for one in events]
    return page(
        request,
        "record.html",
        422 if errors else 200,
        **view,
        errors=errors,
        query=urlencode({"on": view["on"], "known": view["known"]}),
        stable=f"/record?{urlencode(link)}",
        days=[one for one in sorted(days, reverse=True) if one[0] <= whole.known_on],
        newest=whole.known_on,
        given=dict(query),
    )  # fmt: skip


@router.get("/record/conflicts")
async def conflicts(request: Request) -> Response:
    """Where claims differ; found by words."""
    desk: Desk = request.app.state.desk
    query, errors = request.query_params, dict[str, str]()
    value: dict[str, Any] = {"known_on": desk.book.as_of, "conflicts": []}
    whole = value
    known: date | None = None
    word = query.get("word", "").strip() or None
    slot = query.get("slot", "").strip() or None
    try:
        known = day_of(query, "known")
        asked: dict[str, Any] = {"slot": slot, "all": query.get("all") == "true", "known": known, "files": []}
        whole = value = await desk.ask(lambda _: record_conflicts.value_of(Namespace(**asked, word=None)))
        if word:
            value = await desk.ask(lambda _: record_conflicts.value_of(Namespace(**asked, word=word)))
    except KanzeiError as error:
        errors["question"] = in_fields(str(error))
    link: dict[str, str] = {
        name: query[name] for name in ("word", "slot", "known", "all") if query.get(name, "").strip()
    }
    return page(
        request,
        "conflicts.html",
        422 if errors else 200,
        value=value,
        found=value["conflicts"],
        of=len(whole["conflicts"]),
        errors=errors,
        given=dict(query),
        query=urlencode(link),
        command=shlex.join(_command(link)),
        stable=f"/record/conflicts?{urlencode(link | ({} if known else {'known': value['known_on']}))}",
    )


def _command(link: dict[str, str]) -> list[str]:
    """The command that asks the same."""
    words = ["kanzei", "record", "conflicts", *([link["slot"]] if "slot" in link else [])]
    for name in ("word", "known"):
        words += [f"--{name}", link[name]] if name in link else []
    return [*words, *(["--all"] if link.get("all") == "true" else [])]


router.include_router(reports.router)
