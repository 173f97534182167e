"""Which rows of an entry line stand: repetitions, reversals, credits and corrections.

The rule, in this order. Every step is told, and the amounts set aside are counted.

1. A row below zero cancels a row of the same number with exactly the opposite value and duty; both are set aside.
2. Of rows alike in number, ordinal, value, duty and version one counts.
3. Where a place of the line (its tariff ordinal, else its number) is filled more than once, the rows of the latest version stand: by the
   version number, then by the indicator of a post-summary correction.
4. What is left below zero beside one larger amount of the same number is a credit, and is netted.
5. A place still filled more than once is not decided: the line is not read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from kanzei.entries.filed_rows import FiledRow
from kanzei.errors import EntryError

__all__ = ["Standing", "Undecided", "place_of", "standing_rows"]


class Undecided(EntryError):
    """A line stands more than once, and nothing tells which is the later."""


class Standing(NamedTuple):
    """The rows that make the line, in the order of the file; none where it was reversed whole. reversed_duty : what was cancelled."""

    rows: tuple[FiledRow, ...]
    reversed_rows: int = 0
    reversed_duty: int = 0


Tell = Callable[[str, str, int | None], object]
PutAside = Callable[[str, Sequence[FiledRow]], object]


def standing_rows(rows: Sequence[FiledRow], tell: Tell, put_aside: PutAside) -> Standing:
    """The rows of a line that stand.

    Parameters
    ----------
    tell : called with the kind of an oddity, what is odd, and the duty it is about. put_aside : called with why, and the rows.

    Raises
    ------
    Undecided   Step 5.
    """
    if len({row.ordinal for row in rows if row.ordinal is not None}) == len(rows) and not _below(rows):
        return Standing(tuple(rows))
    left, gone = _reversed(list(rows))
    if gone:
        put_aside("reversed", gone)
        duty = sum(row.money[1] for row in gone if row.money[1] > 0)
        if not any(any(row.money) for row in left):
            put_aside("reversed", left)
            tell("reversed-line", f"cancelled by its own rows ({place_of(rows)})", duty)
            return Standing((), len(gone), duty)
        tell("reversed", f"{place_of(gone)} cancel each other", duty)
    left, repeated = _once(left)
    if repeated:
        put_aside("repeated", repeated)
        if any(any(row.money) for row in repeated) or not gone:
            tell("repeated", f"{place_of(repeated)}: counted once", sum(row.money[1] for row in repeated))
    if _filled_twice(left):
        latest = max(row.mark for row in left)
        earlier = [row for row in left if row.mark != latest]
        left = [row for row in left if row.mark == latest]
        if earlier:
            put_aside("corrected", earlier)
            was, now = (sum(row.money[1] for row in some) for some in (earlier, left))
            tell(
                "corrected",
                f"{place_of(earlier)} corrected by {place_of(left)}: duty {_usd(was)} before, {_usd(now)} now",
                now - was,
            )
    left = _netted(left, tell)
    if _filled_twice(left):
        shown = "; ".join(f"{row.where}: {_names(row)} {_usd(row.money[1])}" for row in left[:6])
        raise Undecided(
            f"the line stands more than once with other amounts ({shown}) and nothing tells which is the later: "
            "keep the one that holds, or bring the column of the version or of the post-summary correction"
        )
    return Standing(tuple(left), len(gone))


def _below(rows: Sequence[FiledRow]) -> bool:
    return any((row.duty or 0) < 0 or (row.value or 0) < 0 for row in rows)


def _names(row: FiledRow) -> str:
    return " ".join(number for number, _, _ in row.numbers)


def _reversed(rows: list[FiledRow]) -> tuple[list[FiledRow], list[FiledRow]]:
    """The rows that no other cancels, and those cancelled with what cancels them, the earliest of either first."""
    if not _below(rows):
        return rows, []
    gone: set[int] = set()
    for index, row in enumerate(rows):
        if min(row.money) >= 0:
            continue
        value, duty = row.money
        for other, one in enumerate(rows):
            if other not in gone and one.money == (-value, -duty) and _names(one) == _names(row):
                gone |= {index, other}
                break
    return [row for i, row in enumerate(rows) if i not in gone], [row for i, row in enumerate(rows) if i in gone]


def _once(rows: list[FiledRow]) -> tuple[list[FiledRow], list[FiledRow]]:
    seen: set[object] = set()
    kept: list[FiledRow] = []
    again: list[FiledRow] = []
    for row in rows:
        key = (row.ordinal, tuple(one[:2] for one in row.numbers), row.value, row.duty, row.mark)
        (again if key in seen else kept).append(row)
        seen.add(key)
    return kept, again


def _filled_twice(rows: Sequence[FiledRow]) -> bool:
    places = [row.ordinal if row.ordinal is not None else _names(row) for row in rows]
    return len(set(places)) < len(places)


def _netted(rows: list[FiledRow], tell: Tell) -> list[FiledRow]:
    """Credits taken off the one row of their number."""
    if not _below(rows):
        return rows
    out: list[FiledRow] = []
    for name in dict.fromkeys(_names(row) for row in rows):
        mine = [row for row in rows if _names(row) == name]
        whole = [row for row in mine if min(row.money) >= 0]
        value, duty = (sum(row.money[place] for row in mine) for place in (0, 1))
        if len(whole) != 1 or len(mine) == 1 or value < 0 or duty < 0 or len(whole[0].numbers) != 1:
            out += mine
            continue
        (number, _, cell) = whole[0].numbers[0]
        out.append(whole[0]._replace(value=value, duty=duty, paid=duty, numbers=((number, duty, cell),)))
        credit = duty - whole[0].money[1]
        tell("credit", f"{number}: {_usd(whole[0].money[1])} less a credit of {_usd(-credit)} is {_usd(duty)}", credit)
    order = {row.at: index for index, row in enumerate(rows)}
    return sorted(out, key=lambda row: order[row.at])


def place_of(rows: Sequence[FiledRow]) -> str:
    """Where rows stand: ``line 7``, ``lines 7-9``, ``sheet 'Main Report' rows 7, 12``."""
    if not rows:
        return ""
    heads: dict[str, list[int]] = {}
    for row in rows:
        head, _, number = row.where.rpartition(" ")
        heads.setdefault(head, []).append(int(number) if number.isdigit() else 0)
    return ", ".join(_counted(head, sorted(set(numbers))) for head, numbers in heads.items())


def _counted(head: str, numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"{head} {numbers[0]}"
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said = [f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    return f"{head}s {', '.join(said[:8])}{' …' if len(said) > 8 else ''}"


def _usd(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100:,}.{abs(cents) % 100:02d}"
