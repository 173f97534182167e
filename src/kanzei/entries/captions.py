"""Captions of columns: names compared without case, points and the block numbers of CBP Form 7501, and columns taken by lists of aliases."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence

from kanzei.entries.columns import plain_name
from kanzei.errors import UsageError

__all__ = ["block", "caption", "find_captions", "missing_columns", "take_captions"]

_BLOCK = re.compile(r"(?:block_|box_|field_|item_)?(\d{1,2})_?(?:[a-d]_)?(?=[a-z])")
_TOTALS = {"duty", "tax", "other", "total", "total_entered_value"}
"""Blocks at the foot of the form: they speak of the entry, and two of them are named like a column of the line."""
_SEARCHED = 25

Aliases = Mapping[str, Sequence[str]]


def block(name: object) -> int | None:
    """The number of the block of Form 7501 that a caption begins with."""
    found = _BLOCK.match(plain_name(name))
    return int(found[1]) if found else None


def caption(name: object) -> str:
    """A caption for comparison: lower case, words joined by underscores, the block of Form 7501 left out.

    ``33. A. HTSUS No. B. AD/CVD No.`` and ``29 HTSUS No.`` are both ``htsus_no``; the total ``41 Duty`` is ``entry_duty``.
    """
    plain = plain_name(name)
    found = _BLOCK.match(plain)
    if not found:
        return plain
    body = plain[found.end() :].split("_b_")[0]
    return f"entry_{body.removeprefix('total_')}" if body in _TOTALS and body != "total" else body


def find_captions(rows: Sequence[Sequence[object]], aliases: Aliases, least: int = 2) -> int | None:
    """Index of the row that has the most captions known (titles may stand above it), or ``None``."""
    known = {alias for names in aliases.values() for alias in names}
    best, best_score = None, 0
    for index, row in enumerate(rows[:_SEARCHED]):
        score = len({caption(cell) for cell in row} & known)
        if score > best_score:
            best, best_score = index, score
    return best if best_score >= least else None


def take_captions(
    header: Sequence[object], aliases: Aliases, mapping: Mapping[str, str] | None = None, *, shared: Sequence[str] = ()
) -> dict[str, int]:
    """Column -> its place in a header, by the user's mapping first, then by the first alias found.

    A place serves one column, save those named in ``shared``.

    Raises
    ------
    UsageError   A known name stands twice, or the mapping names a column or a header that is not there.
    """
    known = {alias for names in aliases.values() for alias in names}
    places: dict[str, int] = {}
    for index, cell in enumerate(header):
        name = caption(cell)
        if name and name in places and name in known and plain_name(header[places[name]]) == plain_name(cell):
            raise UsageError(
                f"the header has {header[index]!r} twice (columns {places[name] + 1} and {index + 1}): rename one"
            )
        if name:
            places.setdefault(name, index)
            places.setdefault(plain_name(cell), index)
    taken: dict[str, int] = {}
    for column, wanted in (mapping or {}).items():
        if column not in aliases:
            near = difflib.get_close_matches(column, aliases, n=1)
            raise UsageError(f"no column {column!r} can be mapped{f': nearest is {near[0]}' if near else ''}")
        place = places.get(plain_name(wanted), places.get(caption(wanted)))
        if place is None:
            raise UsageError(f"the mapping names {wanted!r}, which is not in the header: {listed(header)}")
        taken[column] = place
    for column, names in aliases.items():
        if column in taken:
            continue
        held = set(taken.values()) if column not in shared else set()
        place = next((places[name] for name in names if name in places and places[name] not in held), None)
        if place is not None:
            taken[column] = place
    return {column: taken[column] for column in aliases if column in taken}


def listed(header: Sequence[object]) -> str:
    """A header in a message, the first dozen of its names."""
    names = [str(cell) for cell in header if cell not in (None, "")]
    return ", ".join(repr(name[:40]) for name in names[:12]) + (" …" if len(names) > 12 else "")


def missing_columns(missing: Sequence[str], header: Sequence[object], aliases: Aliases) -> str:
    """What to say of columns that a header lacks."""
    names = "; ".join(f"{column}: {', '.join(aliases[column][:4])}" for column in missing)
    return f"no column for {', '.join(missing)} in the header ({listed(header)}). Names accepted: {names}; another is mapped"
