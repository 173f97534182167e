"""Where an order departs from the general rules on whose rates apply: the rows of ``lawbook/zones.yaml``.

The file says what its keys mean. A row is known from the day of the instrument that carries it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kanzei.errors import LawError
from kanzei.law.authorities import AUTHORITIES
from kanzei.law.instrument import END, Instrument
from kanzei.law.marked import Marked, read_yaml
from kanzei.law.reader import Reader

__all__ = ["read_zones"]

_KEYS = (
    "id authority instrument of origin goods entered status rates_of switch admitted headings cite grade confidence because"
).split()
_CLOCKS = ("zone", "transportation")


def read_zones(folder: Path, instruments: list[Instrument]) -> list[dict[str, Any]]:
    """The rows of ``zones.yaml`` as JSON values, in the order of the file; none where there is no such file.

    Raises
    ------
    LawError   The file cannot be used; every mistake with file, line and column.
    """
    path = folder / "zones.yaml"
    if not path.exists():
        return []
    root, errors = read_yaml(path.read_text(encoding="utf-8"), path.name)
    rows: list[dict[str, Any]] = []
    if root is not None:
        read = Reader(errors)
        known = {one.id: one.known[:10] for one in instruments}
        readings = {str(reading["id"]) for one in instruments for reading in one.readings}
        body = read.mapping(root, "the file", ["clauses"])
        for item in read.items(body.get("clauses")):
            rows.append(_row(read, item, known, readings))
    if errors:
        raise LawError("\n".join(errors))
    return rows


def _row(read: Reader, item: Marked, known: dict[str, str], readings: set[str]) -> dict[str, Any]:
    body = read.mapping(item, "a clause", _KEYS)
    instrument = read.text(body, "instrument", item.mark)
    if instrument not in known:
        read.error(item.mark, f"no instrument {instrument!r}{read.nearest(instrument, known)}")
    authorities = read.texts(body.get("authority"))
    for word in authorities:
        if word not in AUTHORITIES:
            read.error(item.mark, f"unknown authority {word!r}{read.nearest(word, AUTHORITIES)}")
    if not authorities:
        read.error(item.mark, "a clause names the authorities it is about")
    clocks = read.texts(body.get("of")) or ["zone"]
    for word in clocks:
        if word not in _CLOCKS:
            read.error(item.mark, f"{word!r} is none of {', '.join(_CLOCKS)}")
    switch = read.text(body, "switch", item.mark) if "switch" in body else ""
    if switch and switch not in readings:
        read.error(item.mark, f"the reading {switch!r} is defined by no instrument")
    if bool(switch) == ("rates_of" in body):
        read.error(item.mark, "a clause says rates_of (entry or status), or names a switch")
    start, stop = _span(read, body.get("entered"))
    headings = read.mapping(body.get("headings"), "headings", ["before", "report"])
    return {
        "id": read.text(body, "id", item.mark),
        "authority": authorities,
        "instrument": instrument,
        "known": known.get(instrument, END),
        "of": clocks,
        "origin": [word.lower() for word in read.texts(body.get("origin"))],
        "goods": read.texts(body.get("goods")),
        "from": start,
        "to": stop,
        "status": _span(read, body.get("status")),
        "rates_of": read.choice(body, "rates_of", ("entry", "status"), "status"),
        "switch": switch,
        "admitted": _span(read, body["admitted"])[0] if "admitted" in body else "",
        "before": read.day(headings["before"]) if "before" in headings else "",
        "report": {name: str(value.value) for name, value in read.entries(headings.get("report"))},
        "cite": read.text(body, "cite", item.mark),
        "grade": read.text(body, "grade", item.mark),
        "confidence": read.text(body, "confidence", item.mark),
        "because": read.text(body, "because", item.mark),
    }


def _span(read: Reader, item: Marked | None) -> tuple[str, str]:
    body = read.mapping(item, "a span of days", ["from", "to"])
    start = read.day(body["from"]) if "from" in body else "0001-01-01"
    stop = read.day(body["to"]) if "to" in body else END
    return start, stop
