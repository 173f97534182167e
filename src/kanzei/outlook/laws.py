"""Supposed law of a scenario: an instrument for each event, written once and dated by the day on which the event comes.

In the law of an event ``$day`` stands for that day, ``$day+14`` and ``$day-28`` for days about it. Everything else is written as in an instrument file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from kanzei.errors import LawError
from kanzei.law.instrument import Instrument
from kanzei.law.marked import Mark, Marked
from kanzei.law.schema import instrument_of
from kanzei.times import parse_day

__all__ = ["Draft", "Laws"]

_DAY = re.compile(r"\$day\s*(?:([+-])\s*(\d{1,4}))?\Z")


class Draft(NamedTuple):
    """The law of an event before it is dated. body : as in an instrument file; path : the file beside which its code lists stand."""

    event: str
    title: str
    body: Marked
    path: Path


class Laws:
    """The instruments of a scenario, made when first asked for."""

    def __init__(self, drafts: dict[str, Draft]) -> None:
        self.drafts = drafts
        self._made: dict[tuple[str, date], Instrument] = {}

    def __contains__(self, event: str) -> bool:
        return event in self.drafts

    def instrument(self, event: str, day: date) -> Instrument:
        """The instrument of an event that comes on a day.

        Raises
        ------
        LawError   The law cannot be used; every mistake with its place.
        """
        key = (event, day)
        if key not in self._made:
            errors: list[str] = []
            found = self.read(event, day, errors)
            if found is None:
                raise LawError("\n".join(errors))
            self._made[key] = found
        return self._made[key]

    def read(self, event: str, day: date, errors: list[str]) -> Instrument | None:
        """The instrument, or ``None`` with the mistakes added to ``errors``."""
        draft = self.drafts[event]
        body = dated(draft.body, day, errors)
        if not isinstance(body.value, dict):
            errors.append(f"{body.mark}: the law of an event is a mapping, as in an instrument file")
            return None
        mark = body.mark
        known = body.value.get("known")
        fixed = {
            "id": Marked(f"us/{event}", mark),
            "title": Marked(draft.title, mark),
            "kind": Marked("hypothetical", mark),
        }
        kept = {key: value for key, value in body.value.items() if key not in ("grade", "known")}
        whole = {**fixed, **kept, "known": Marked(day.isoformat(), known.mark if known else mark)}
        found, _ = instrument_of(Marked(whole, mark, body.keys), errors, draft.path)
        return found


def dated(item: Marked, day: date, errors: list[str]) -> Marked:
    """A marked tree with ``$day`` written out."""
    return _each(item, lambda text, mark: _written(text, mark, day, errors))


def first_day(draft: Draft) -> date | None:
    """The known day that the law of an event states itself."""
    body = draft.body.value
    known = body.get("known") if isinstance(body, dict) else None
    try:
        return parse_day(str(known.value)[:10]) if known is not None else None
    except ValueError:
        return None


def _written(text: str, mark: Mark, day: date, errors: list[str]) -> str:
    if not text.startswith("$"):
        return text
    found = _DAY.match(text)
    if not found:
        errors.append(f"{mark}: {text!r} is not a day about the event: write $day, $day+14 or $day-28")
        return day.isoformat()
    number = int(found[2] or 0) * (-1 if found[1] == "-" else 1)
    return (day + timedelta(days=number)).isoformat()


def _each(item: Marked, change: Callable[[str, Mark], str]) -> Marked:
    if isinstance(item.value, dict):
        return item._replace(value={key: _each(value, change) for key, value in item.value.items()})
    if isinstance(item.value, list):
        return item._replace(value=[_each(value, change) for value in item.value])
    return item._replace(value=change(item.value, item.mark)) if isinstance(item.value, str) else item
