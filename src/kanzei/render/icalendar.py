"""A calendar of last days as iCalendar (RFC 5545): whole days, lines folded at 75 octets, nothing that changes between two runs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

__all__ = ["Event", "calendar"]

_OCTETS = 75
_END = "\r\n"
_WARN_DAYS = 14


class Event(NamedTuple):
    """A whole day. key : what tells it from others, the same in every run."""

    day: date
    title: str
    text: str
    key: str


def calendar(events: Iterable[Event], made_on: date, name: str) -> str:
    """A calendar.

    Parameters
    ----------
    made_on : the day of the question, for the stamp that the standard asks for: the machine's clock is not looked at.

    Examples
    --------
    >>> print(calendar([Event(date(2026, 10, 30), "Protest", "1 entry", "a")], date(2026, 10, 12), "Last days")[:15])
    BEGIN:VCALENDAR
    """
    stamp = f"{made_on:%Y%m%d}T000000Z"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kanzei//Refunds//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines.append(f"X-WR-CALNAME:{_escaped(name)}")
    for one in events:
        uid = hashlib.sha256(f"{one.day} {one.key}".encode()).hexdigest()[:32]
        lines += [
            "BEGIN:VEVENT",
            f"UID:{uid}@kanzei",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{one.day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(one.title)}",
            f"DESCRIPTION:{_escaped(one.text)}",
            "TRANSP:TRANSPARENT",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"TRIGGER:-P{_WARN_DAYS}D",
            f"DESCRIPTION:{_escaped(one.title)}",
            "END:VALARM",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) for line in lines)


def _escaped(text: str) -> str:
    """TEXT of RFC 5545, 3.3.11."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "".join(one if one == "\n" or one >= " " else " " for one in text).replace("\n", "\\n")


def _folded(line: str) -> str:
    """A content line of at most 75 octets a physical line; no character is cut in two (RFC 5545, 3.1)."""
    out: list[bytes] = []
    held = b""
    for letter in line:
        octets = letter.encode()
        if len(held) + len(octets) > _OCTETS - (1 if out else 0):
            out.append(held)
            held = b""
        held += octets
    out.append(held)
    return (_END + " ").join(part.decode() for part in out) + _END
