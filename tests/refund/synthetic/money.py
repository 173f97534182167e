"""Refunds of the synthetic importer: what CBP pays (REV-603, REV-613, REV-615), three in a hundred of it wrong, and what an audit must find."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import NamedTuple

from .importer import Entry, Importer

__all__ = ["Found", "Payments", "grown", "payments", "write_payments"]

_CORPORATE = {
    (2025, 1): 6,
    (2025, 2): 6,
    (2025, 3): 6,
    (2025, 4): 6,
    (2026, 1): 6,
    (2026, 2): 5,
    (2026, 3): 6,
    (2026, 4): 6,
}
"""Percent a year on overpayments of corporations, by quarter (26 U.S.C. 6621; the IRS's rulings); others bear one more."""
KINDS = (
    "a cent less", "a cent more", "a cent of interest", "no interest", "the other rate", "a line", "paid twice", "not paid",
    "sent back", "refused", "set off", "another entry", "an odd amount",
)  # fmt: skip


class Found(NamedTuple):
    """A finding that must be made: principal or interest, cause, received less expected in cents."""

    entry: str
    what: str
    cause: str
    cents: int


class Paid(NamedTuple):
    number: str
    entry: str
    principal: int
    interest: int
    on: date


class Payments(NamedTuple):
    """paid : rows of REV-603. back : refund number, reason (REV-613). outcomes : entry, status, reason (REV-615). found : what the audit must say."""

    paid: tuple[Paid, ...]
    back: tuple[tuple[str, str, int], ...]
    outcomes: tuple[tuple[str, str, str], ...]
    found: frozenset[Found]
    wrong: int
    right: int
    kinds: frozenset[str]


def grown(principal: int, start: date, stop: date, more: int = 0) -> int:
    """Interest, half up: the days after the deposit to the liquidation, compounded daily (19 U.S.C. 1505(c); 26 U.S.C. 6622)."""
    top = bottom = 1
    day = start
    while day < stop:
        day += timedelta(days=1)
        top *= 36_500 + _CORPORATE[day.year, (day.month + 2) // 3] + more
        bottom *= 36_500
    exact = Fraction(principal * (top - bottom), bottom)
    return int(exact + Fraction(1, 2))


def payments(found: Importer, seed: int = 603) -> Payments:
    """Payments on the entries that an accepted declaration brought to liquidation; the others are left alone."""
    draw = Random(seed)
    paid: list[Paid] = []
    back: list[tuple[str, str, int]] = []
    outcomes: list[tuple[str, str, str]] = []
    must: list[Found] = []
    kinds: list[str] = []
    right = wrong = 0
    entries = [one for one in found.entries if paid_out(one)]
    seeded = _seeded(entries, draw)
    for place, entry in enumerate(entries):
        stop = liquidated(entry)
        assert stop is not None
        principal = entry.void
        interest = grown(principal, entry.summary, stop)
        number, on = f"R{place:07d}", stop + timedelta(days=20)
        kind = seeded.get(place, "")
        outcomes.append(
            (
                entry.number,
                "REJECTED" if kind == "refused" else "ACCEPTED",
                "ENTRY ON DRAWBACK" if kind == "refused" else "",
            )
        )
        right, wrong = right + (not kind or kind == "another entry"), wrong + bool(kind)
        kinds += [kind] if kind else []
        less, less_interest = _short(kind, entry, principal, interest, stop, draw)
        if kind not in ("not paid", "refused"):
            paid.append(Paid(number, entry.number, principal + less, interest + less_interest, on))
        if kind == "paid twice":
            paid.append(Paid(number + "B", entry.number, principal, interest, on + timedelta(days=9)))
        if kind == "sent back":
            back.append((number, "R03 NO ACCOUNT", principal + interest))
        if kind == "another entry":
            stranger = entry.number[:3] + "99" + entry.number[5:10] + "0"
            paid.append(Paid(number + "C", stranger, 4_321, 87, on))
            must += [
                Found(stranger, "principal", "not expected", 4_321),
                Found(stranger, "interest", "not expected", 87),
            ]
        must += _findings(kind, entry, principal, interest, less, less_interest)
    return Payments(tuple(paid), tuple(back), tuple(outcomes), frozenset(must), wrong, right, frozenset(kinds))


def _seeded(entries: list[Entry], draw: Random) -> dict[int, str]:
    """One payment of each 33 is wrong, in the way seen least of those that an entry among them can bear."""
    found: dict[int, str] = {}
    for first in range(0, len(entries) - 32, 33):
        block = range(first, first + 33)
        kind = min(KINDS, key=lambda one: (not any(_can(one, entries[n]) for n in block), [*found.values()].count(one)))
        found[draw.choice([n for n in block if _can(kind, entries[n])])] = kind
    return found


def liquidated(entry: Entry) -> date | None:
    """The day of liquidation in the report."""
    text = entry.cells.get("Liquidation Date")
    return date(int(text[6:]), int(text[:2]), int(text[3:5])) if text else None


def paid_out(entry: Entry) -> bool:
    """Whether the entry was declared, reliquidated without the duty since the process opened, and nothing else speaks of it."""
    day = liquidated(entry)
    return day is not None and date(2026, 9, 1) <= day <= date(2026, 10, 31) and not entry.rejects and bool(entry.void)


def _offset(entry: Entry) -> int:
    """What may be set off: displaced duty (R5) and duty owed."""
    total = 0
    for line in entry.lines:
        if not line.gone and line.truth.high:
            total += line.truth.high - line.truth.low - sum(cents for cents in line.truth.rows.values() if cents < 0)
    return total


def _can(kind: str, entry: Entry) -> bool:
    held = [line for line in entry.lines if not line.gone and line.truth.high]
    amounts = {line.truth.high for line in held}
    if kind == "a line":
        return len(held) > 1 and len(amounts) == len(held) and bool(_first(entry))
    if kind == "a cent more":
        # Void duty and every other overpayment together are right when exactly that is paid.
        rows = [cents for line in entry.lines if not line.gone for cents in line.truth.rows.values() if cents > 0]
        return sum(rows) != entry.void + 1
    if kind == "set off":
        return 0 < _offset(entry) < entry.void
    return True


def _short(kind: str, entry: Entry, principal: int, interest: int, stop: date, draw: Random) -> tuple[int, int]:
    """Principal and interest received less those expected; interest follows a principal that is wrong."""
    if kind in ("a cent less", "a cent more"):
        return (-1 if kind == "a cent less" else 1), 0
    if kind == "a cent of interest":
        return 0, draw.choice((-1, 1))
    if kind == "no interest":
        return 0, -interest
    if kind == "the other rate":
        return 0, grown(principal, entry.summary, stop, 1) - interest
    if kind in ("a line", "set off", "an odd amount"):
        less = {"a line": _first(entry), "set off": _offset(entry), "an odd amount": principal // 7 + 3}[kind]
        return -less, grown(principal - less, entry.summary, stop) - interest
    return 0, 0


def _first(entry: Entry) -> int:
    """The refund of a line that no displaced duty may be set against, or nothing."""
    held = (line.truth for line in entry.lines if not line.gone)
    return next((truth.high for truth in held if truth.high and truth.high == truth.low), 0)


def _findings(kind: str, entry: Entry, principal: int, interest: int, less: int, less_interest: int) -> Iterable[Found]:
    causes = {
        "a cent less": "not explained", "a cent more": "not explained", "a cent of interest": "interest factor",
        "no interest": "interest factor", "the other rate": "interest factor", "a line": "unpaid line", "set off": "netting",
        "an odd amount": "not explained",
    }  # fmt: skip
    if kind in ("not paid", "sent back", "refused"):
        cause = {"not paid": "not yet paid", "sent back": "ACH", "refused": "reject"}[kind]
        yield Found(entry.number, "principal", cause, -principal)
        yield Found(entry.number, "interest", cause, -interest)
    elif kind == "paid twice":
        yield Found(entry.number, "principal", "paid twice", principal)
        yield Found(entry.number, "interest", "paid twice", interest)
    elif kind in causes:
        if less:
            yield Found(entry.number, "principal", causes[kind], less)
        if less and less_interest:
            yield Found(entry.number, "interest", "interest on the principal", less_interest)
        elif less_interest:
            yield Found(entry.number, "interest", causes[kind], less_interest)


def write_payments(made: Payments, folder: Path) -> tuple[Path, Path, Path]:
    """REV-603, REV-613 and REV-615 as CSV."""
    paths = folder / "rev-603.csv", folder / "rev-613.csv", folder / "rev-615.csv"
    rows: list[list[list[object]]] = [
        [["Refund Number", "Entry Summary Number", "Principal Amount", "Interest Amount", "ACH Payment Date"]],
        [["Importer Number", "Reject Reason", "Refund Amount", "Refund Number"]],
        [["Declaration Number", "Entry Number", "Status", "Reject Reason", "Status Date"]],
    ]
    rows[0] += [
        [one.number, one.entry, _usd(one.principal), _usd(one.interest), one.on.strftime("%m/%d/%Y")]
        for one in made.paid
    ]
    rows[1] += [["12-345678900", reason, _usd(cents), number] for number, reason, cents in made.back]
    rows[2] += [["D0000001", entry, status, reason, "07/15/2026"] for entry, status, reason in made.outcomes]
    for path, table in zip(paths, rows, strict=True):
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(table)
    return paths


def _usd(cents: int) -> str:
    return f"${cents // 100:,}.{cents % 100:02d}"
