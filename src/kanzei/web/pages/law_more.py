"""Further pages of the law: what changed between two days, instruments, the official Chapter 99, what is pending, Japan's side."""

from __future__ import annotations

from argparse import Namespace
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.datastructures import QueryParams
from starlette.responses import Response

from kanzei.cli.law import japan
from kanzei.errors import KanzeiError, UsageError
from kanzei.render.coverage import SECTIONS, official_words, ours_words, reason_words
from kanzei.web.api.given import HeavyFor
from kanzei.web.api.law import awaited, compared, difference
from kanzei.web.desk import Desk
from kanzei.web.pages.given import day_of
from kanzei.web.pages.shell import page
from kanzei.web.problems import in_fields

router = APIRouter()

CLASSES_SHOWN = 40
HEADINGS_SHOWN = 250


@router.get("/law/changes")
async def changes(request: Request) -> Response:
    """What became known between two days, and, where it is asked for, the codes, countries and rates it reaches."""
    query, errors = request.query_params, dict[str, str]()
    value: dict[str, Any] | None = None
    reach = query.get("reach") == "true"
    given = {name: query[name].strip() for name in ("before", "after") if query.get(name, "").strip()}
    if given:
        try:
            days = {name: day_of(query, name) for name in ("before", "after")}
            if None in days.values():
                raise UsageError("before and after: two known days are needed")
            value = await HeavyFor(request).ask(difference, {**days, "brief": not reach, "claim": []})
        except KanzeiError as error:
            errors["question"] = in_fields(str(error))
    link = urlencode({**given, **({"reach": "true"} if reach else {})})
    told = {
        "value": value,
        "reach": reach,
        "query": urlencode(given),
        "stable": f"/law/changes?{link}",
        "shown": CLASSES_SHOWN,
    }
    return page(request, "changes.html", 422 if errors else 200, **told, errors=errors, given=dict(query))  # fmt: skip


@router.get("/law/instruments")
async def instruments(request: Request) -> Response:
    """The instruments of the book, found by words, kind and days."""
    desk: Desk = request.app.state.desk
    query, errors = request.query_params, dict[str, str]()
    found: list[Any] = []
    try:
        found = _found(desk.book.instruments, query)
    except KanzeiError as error:
        errors["question"] = in_fields(str(error))
    kinds = sorted({one["kind"] for one in desk.book.instruments})
    given = {name: query[name].strip() for name in ("word", "kind", "since", "known") if query.get(name, "").strip()}
    file_query: list[tuple[str, str]] = [(name, given[name]) for name in ("since", "known") if name in given]
    file_query += [("word", word) for word in given.get("word", "").split()]
    stable = (
        f"/law/instruments?{urlencode(given | ({} if 'known' in given else {'known': desk.book.as_of.isoformat()}))}"
    )
    return page(
        request, "instruments.html", 422 if errors else 200, found=found, kinds=kinds, of=len(desk.book.instruments), errors=errors, given=dict(query),
        query=urlencode(file_query), stable=stable,
    )  # fmt: skip


def _found(every: Any, query: QueryParams) -> list[Any]:
    words = query.get("word", "").lower().split()[:10]
    since, known, kind = day_of(query, "since"), day_of(query, "known"), query.get("kind", "").strip()
    found = [
        one
        for one in every
        if (not since or one["known"][:10] >= since.isoformat())
        and (not known or one["known"][:10] <= known.isoformat())
        and kind in ("", one["kind"])
        and all(word in f"{one['id']} {one['title']} {one['citation']}".lower() for word in words)
    ]
    return sorted(found, key=lambda one: str(one["known"]), reverse=True)


@router.get("/law/coverage")
async def coverage(request: Request) -> Response:
    """The book against the official Chapter 99, section by section, heading by heading."""
    query, errors = request.query_params, dict[str, str]()
    whole: dict[str, Any] = await HeavyFor(request).ask(compared, {"revision": None, "only": None})
    section, state = query.get("section", "").strip(), query.get("state", "").strip()
    rows = [
        {**row, "official_words": official_words(row), "ours_words": ours_words(row), "reason_words": reason_words(row)}
        for row in whole["headings"]
        if section in ("", row["section"]) and state in ("", row["state"], row["agreement"])
    ]
    if not section and not state:
        rows = []
    sections: dict[str, dict[str, int]] = {}
    for row in whole["headings"]:
        counts = sections.setdefault(
            row["section"],
            {"headings": 0, "encoded": 0, "out-of-scope": 0, "pending": 0, "explained": 0, "different": 0},
        )
        counts["headings"] += 1
        for name in (row["state"], row["agreement"]):
            if name in counts:
                counts[name] += 1
    link = urlencode({name: query[name] for name in ("section", "state") if query.get(name, "").strip()})
    return page(
        request, "coverage.html", summary=whole["summary"], sections=sections, names=SECTIONS, rows=rows[:HEADINGS_SHOWN], more=len(rows) - HEADINGS_SHOWN,
        lists=whole["lists"], others=whole["others"], given=dict(query), errors=errors, stable=f"/law/coverage{'?' + link if link else ''}",
    )  # fmt: skip


@router.get("/law/pending")
async def pending(request: Request) -> Response:
    """What is dated and to come, what is open, what is ordered without a day."""
    value = await request.app.state.desk.ask(awaited)
    return page(request, "pending.html", value=value)


@router.get("/law/japan")
async def of_japan(request: Request) -> Response:
    """The law book of Japan."""
    query, errors = request.query_params, dict[str, str]()
    value: dict[str, Any] = {"instruments": [], "as_of": "", "lawbook": ""}
    try:
        asked = Namespace(
            word=query.get("word", "").split()[:10], since=day_of(query, "since"), known=day_of(query, "known")
        )
        value = await request.app.state.desk.ask(lambda _: japan.listed(asked))
    except KanzeiError as error:
        errors["question"] = in_fields(str(error))
    found = sorted(value["instruments"], key=lambda one: str(one["known"]), reverse=True)
    given = {name: query[name].strip() for name in ("word", "since", "known") if query.get(name, "").strip()}
    link = urlencode(given)
    pairs = [(name, one) for name, text in given.items() for one in (text.split() if name == "word" else [text])]
    return page(request, "japan.html", 422 if errors else 200, value=value, found=found, errors=errors, given=dict(query), stable=f"/law/japan?{link}", query=urlencode(pairs))  # fmt: skip


@router.get("/law/jp/{name:path}")
async def japanese(request: Request, name: str) -> Response:
    """One instrument of Japan."""
    value = await request.app.state.desk.ask(lambda _: japan.shown(f"jp/{name}"))
    return page(request, "japan_instrument.html", value=value, tables=_tables(value))


_NOT_SHOWN = (
    "id",
    "title",
    "citation",
    "kind",
    "signed",
    "published",
    "known",
    "note",
    "sources",
    "file",
    "checked",
    "grade",
    "confidence",
)


def _tables(value: dict[str, Any]) -> list[tuple[str, list[str], list[list[str]]]]:
    """Every list of rows that an instrument holds: its name, columns and cells, rows without anything left out."""
    out = []
    for name, rows in value.items():
        if (
            name in _NOT_SHOWN
            or not isinstance(rows, list)
            or not rows
            or not all(isinstance(row, dict) for row in rows)
        ):
            continue
        columns = [
            key for key in dict.fromkeys(key for row in rows for key in row) if any(row.get(key) for row in rows)
        ]
        out.append((name, columns, [[_cell(row.get(key)) for key in columns] for row in rows]))
    return out


def _cell(value: object) -> str:
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, list):
        return ", ".join(_cell(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{key} {_cell(one)}" for key, one in value.items() if one not in (None, "", [], {}))
    return "open" if value == "9999-12-31" else str(value)
