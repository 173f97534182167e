"""Whether an entry can still be refunded, how and until when: what its ways come to, in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

__all__ = ["Verdict", "Way", "verdict_on", "ways_of"]


class Way(NamedTuple):
    """A remedy that brings money back; amount (USD, two decimals) and days (ISO, or empty) as text."""

    name: str
    is_open: bool
    why_not: str
    amount: str
    last_day: str
    file_by: str
    estimated: bool
    citation: str
    notes: tuple[str, ...]


class Verdict(NamedTuple):
    """What ways come to: the most that one of them brings back, the open way that lapses first, and the last."""

    amount: str
    first: Way | None
    last: Way | None


def ways_of(remedies: Iterable[Mapping[str, Any]]) -> list[Way]:
    """The ways to a refund among the remedies of an entry, as the ledger keeps them; payments to be made are none."""
    return [
        Way(
            one["name"], bool(one["is_open"]), one["why_not"], one["usd"] or "0.00", str(one["last_day"] or ""), str(one["file_by"] or ""),
            bool(one["estimated"]), one["citation"], tuple(one["notes"]),
        )
        for one in remedies
        if one["direction"] == "refund"
    ]  # fmt: skip


def verdict_on(ways: Sequence[Way]) -> Verdict | None:
    """``None`` where no way is open that brings money back. Ways of one entry reach the same money: they are not added."""
    useful = [one for one in ways if one.is_open and Decimal(one.amount) > 0]
    if not useful:
        return None
    dated = sorted((one for one in useful if one.file_by), key=lambda one: one.file_by)
    most = max(useful, key=lambda one: Decimal(one.amount)).amount
    return Verdict(most, dated[0] if dated else None, dated[-1] if len(dated) > 1 else None)
