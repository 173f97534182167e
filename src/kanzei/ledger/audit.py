"""The audit trail: who did what to the ledger, when, with which release."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from typing import NamedTuple

from kanzei.ledger.base import Base

__all__ = ["Stamp", "note", "stamp"]


class Stamp(NamedTuple):
    """When (ISO 8601, UTC), by whom, and the release of the program."""

    at_utc: str
    by_whom: str
    version: str


def stamp(now: datetime | None = None, by: str = "") -> Stamp:
    """The stamp of a write.

    Parameters
    ----------
    now : the time, with its zone; default: the machine's, which nothing but the trail looks at. by : default: the user's name.
    """
    from importlib.metadata import PackageNotFoundError, version

    try:
        release = version("kanzei")
    except PackageNotFoundError:
        release = "(not installed)"
    at = (now or datetime.now(UTC)).astimezone(UTC)
    return Stamp(at.strftime("%Y-%m-%dT%H:%M:%SZ"), by or _user(), release)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a process without a user, as in some containers
        return "(unknown)"


def note(base: Base, by: Stamp, what: str, about: str) -> None:
    """Write an event. about : numbers only, never a name of an importer or a file, since the trail outlives a deletion."""
    number = base.next_id("events", "event_id")
    base.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)", (number, *by, what, about))
