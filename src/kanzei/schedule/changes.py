"""What releases of the schedule changed, grouped for a reader; and the names under which people know a release."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from kanzei.errors import ScheduleError

if TYPE_CHECKING:
    from kanzei.schedule.table import Schedule

__all__ = ["KINDS", "Change", "became_known", "changes_between", "counts", "find_release"]

KINDS = ("added", "removed", "general", "special", "column 2", "units")
"""What can happen to a code from one release to another."""


class Change(NamedTuple):
    """One change to a code. what : one of :data:`KINDS`; before, after : texts of rates, or units.

    related : for a code that came or went, the codes of its subheading on the other side (of its six-digit subheading where that has none):
              a guess from the numbers, the schedule does not say which code succeeds which.
    """

    code: str
    what: str
    before: str
    after: str
    related: tuple[str, ...] = ()


def find_release(names: Iterable[str], text: str) -> str:
    """The name of a release, however it is written: ``2025HTSRev17``, ``rev 17 of 2025``, ``2025_rev_17``, ``2025 basic``.

    Raises
    ------
    ScheduleError   No release of the table has that name.
    """
    held = list(names)
    exact = {name.lower(): name for name in held}
    word = text.strip().lower()
    if word in exact:
        return exact[word]
    year = re.search(r"(?<!\d)(20\d\d)(?!\d)", word)
    # The year's own digits must not be read as a revision.
    rest = word.replace(year[1], " ", 1) if year else word
    number = re.search(r"(?<!\d)(\d{1,2})(?!\d)", rest)
    if year:
        made = (
            f"{year[1]}HTSBasic"
            if "basic" in rest
            else f"{year[1]}HTSRev{int(number[1])}"
            if number
            else f"{year[1]}HTS"
        )
        if made.lower() in exact:
            return exact[made.lower()]
    from difflib import get_close_matches

    near = get_close_matches(word, list(exact), 3)
    hint = f"; nearest: {', '.join(exact[one] for one in near)}" if near else ""
    raise ScheduleError(
        f"no release {text!r}{hint}: the table holds {held[0]} to {held[-1]}; write 2025HTSRev17 or 'rev 17 of 2025'"
    )


def changes_between(schedule: Schedule, first: str, second: str) -> list[Change]:
    """Every change between two releases, by code; ten-digit codes, and subheadings whose own rate changed.

    Raises
    ------
    ScheduleError   No release has that name.
    """
    rows = schedule.diff(first, second)
    sides: dict[str, dict[str, list[str]]] = {"added": defaultdict(list), "removed": defaultdict(list)}
    for code, what, _, _ in rows:
        if what in sides and len(code) == 10:
            for digits in (8, 6):
                sides[what][code[:digits]].append(code)
    other = {"added": sides["removed"], "removed": sides["added"]}
    out = []
    for code, what, before, after in rows:
        related: list[str] = []
        if what in other:
            related = other[what].get(code[:8]) or other[what].get(code[:6]) or []
        out.append(Change(code, what, before, after, tuple(related)))
    return out


def counts(changes: Iterable[Change]) -> dict[str, int]:
    """How many codes changed in each way, those that did only."""
    found = Counter(one.what for one in changes)
    return {what: found[what] for what in KINDS if found[what]}


def became_known(schedule: Schedule, after: date, until: date) -> list[dict[str, Any]]:
    """Releases that became known after one day up to another, each with what it changed from the release before it.

    A release of which the table holds no export is named with that note.
    """
    held = schedule.revisions()
    out = [
        {
            "release": name,
            "known": known.isoformat(),
            "effective": effective.isoformat(),
            "changes": counts(changes_between(schedule, held[number - 1][0], name)) if number else {},
            "note": "no rate, code or unit changed" if number else "the first release of the table",
        }
        for number, (name, known, effective) in enumerate(held)
        if after < known <= until
    ]
    out += [
        {"release": name, "known": known.isoformat(), "effective": "", "changes": {}, "note": "no export is held"}
        for name, known in schedule.unimported()
        if after < known <= until
    ]
    return sorted(out, key=lambda one: str(one["known"]))
