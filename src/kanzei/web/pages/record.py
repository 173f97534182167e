"""Record: what stood on a day and what came of it, the events around it, and where claims conflict."""

from __future__ import annotations

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
_LITTLE = frozenset(
    "a an and at by for from in is of on or that the this to was were what when where which who will with".split()
)


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
    known: date | None = None
    slot = query.get("slot", "").strip() or None
    try:
        known = day_of(query, "known")
        asked = Namespace(slot=slot, all=query.get("all") == "true", known=known, files=[])
        value = await desk.ask(lambda _: record_conflicts.value_of(asked))
    except KanzeiError as error:
        errors["question"] = in_fields(str(error))
    every = value["conflicts"]
    found = [one for one in every if _has(one, query.get("word", ""))]
    link: dict[str, str] = {
        name: query[name] for name in ("word", "slot", "known", "all") if query.get(name, "").strip()
    }
    file_query: dict[str, str] = {name: link[name] for name in ("slot", "known", "all") if name in link}
    return page(
        request,
        "conflicts.html",
        422 if errors else 200,
        value=value,
        found=found,
        of=len(every),
        errors=errors,
        given=dict(query),
        query=urlencode(file_query),
        stable=f"/record/conflicts?{urlencode(link | ({} if known else {'known': value['known_on']}))}",
    )


def _has(one: dict[str, Any], words: str) -> bool:
    """Whether a conflict speaks of all the words; little words do not count."""
    wanted = [word for word in _plain(words).split() if word not in _LITTLE]
    told = [one["title"], one["slot"], one["topic"] or "", one["because"] or ""]
    told += [
        text
        for side in one["positions"]
        for claim in side["claims"]
        for text in (side["value"], claim["says"], claim["by"])
    ]
    held = _plain(" ".join(told)).split()
    return all(any(part.startswith(word) or word.startswith(part) and len(part) > 4 for part in held) for word in wanted)  # fmt: skip


def _plain(text: str) -> str:
    return "".join(one if one.isalnum() or one in "%-." else " " for one in text.lower()).replace(".", " ")


router.include_router(reports.router)
