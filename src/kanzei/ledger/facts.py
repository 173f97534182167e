"""What the law looks at on a line, as JSON text and back, without loss."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from kanzei.duty.line import EntryLine, Quantity

__all__ = ["as_text", "facts_of", "line_from", "texts_from"]

_DAY = "day"
"""Key of the object that stands for a day: JSON has none."""


def as_text(value: object) -> str:
    """A value as JSON with sorted keys: the same value is the same text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def texts_from(text: str) -> dict[str, str]:
    """A mapping of texts that was kept."""
    found: dict[str, str] = json.loads(text)
    return found


def _packed(value: object) -> object:
    if isinstance(value, date):
        return {_DAY: value.isoformat()}
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, tuple | list):
        return [_packed(one) for one in value]
    raise TypeError(f"a claim of type {type(value).__name__} cannot be kept: {value!r}")


def _unpacked(value: Any) -> object:
    if isinstance(value, Mapping):
        return date.fromisoformat(value[_DAY])
    return tuple(_unpacked(one) for one in value) if isinstance(value, list) else value


def facts_of(line: EntryLine) -> str:
    """All of a line but what has a column of its own (code, origin, day, value)."""
    facts: dict[str, object] = {}
    if line.quantities:
        facts["quantities"] = [[one.milli, one.unit] for one in line.quantities]
    for name in ("spi", "loaded_on", "part", "base_rate"):
        value = getattr(line, name)
        if value not in (None, ""):
            facts[name] = _packed(value)
    if line.claims:
        facts["claims"] = {key: _packed(value) for key, value in line.claims.items()}
    return as_text(facts)


def line_from(hts: str, origin: str, entered_on: date, value_cents: int, facts: str) -> EntryLine:
    """The line that was kept."""
    said = json.loads(facts)
    loaded = said.get("loaded_on")
    return EntryLine(
        hts,
        origin,
        entered_on,
        value_cents,
        tuple(Quantity(milli, unit) for milli, unit in said.get("quantities", ())),
        said.get("spi"),
        date.fromisoformat(loaded[_DAY]) if loaded else None,
        {key: _unpacked(value) for key, value in said.get("claims", {}).items()},
        said.get("part", ""),
        said.get("base_rate"),
    )
