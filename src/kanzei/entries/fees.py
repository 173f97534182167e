"""The fees of a file's entries: a second pass over all its lines, grouped by entry number.

A line without an entry number is an entry by itself. A line that could not be assessed has no fee; the other lines of its entry
that bear the processing fee have none either, for it is shared over them all, and say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kanzei.duty.fees import EntryFees, Facts, entry_fees, facts_of
from kanzei.entries.run import Outcome
from kanzei.errors import KanzeiError
from kanzei.money import dollars

if TYPE_CHECKING:
    from kanzei.duty.view import View

__all__ = ["FEES", "FeeTotals", "Fees", "with_fees"]

FEES = ("mpf_usd", "hmf_usd", "fees_usd")
"""Result columns of the fees, only where they are asked for."""

Pair = tuple[Sequence[object], Outcome]


class Fees(NamedTuple):
    """The fees of one line in cents, ``None`` where one is not known or the line failed."""

    mpf: int | None = None
    hmf: int | None = None

    @property
    def both(self) -> int | None:
        """Their sum."""
        return None if self.mpf is None or self.hmf is None else self.mpf + self.hmf

    def cells(self) -> list[object]:
        """The cells of :data:`FEES`."""
        return [self.mpf, self.hmf, self.both]


class FeeTotals(NamedTuple):
    """Fees of a file in cents, each the sum of its column; both: of the lines whose two fees are known; unknown: lines without.

    entries : of the file; mpf_entries, hmf_entries : those that bear the fee.
    """

    mpf: int
    hmf: int
    both: int
    entries: int
    unknown: int
    mpf_entries: int = 0
    hmf_entries: int = 0

    def as_json(self) -> dict[str, object]:
        """Keys of the summary of ``assess --fees --json``."""
        return {
            "mpf_usd": dollars(self.mpf),
            "hmf_usd": dollars(self.hmf),
            "fees_usd": dollars(self.both),
            "fee_entries": self.entries,
            "mpf_entries": self.mpf_entries,
            "hmf_entries": self.hmf_entries,
            "lines_without_fees": self.unknown,
        }


def with_fees(
    pairs: Iterable[Pair], view: View, mode: str = ""
) -> tuple[list[tuple[Sequence[object], Outcome]], FeeTotals]:
    """The lines with their fees and what to say of them, in their order, and the totals.

    Parameters
    ----------
    mode : mode of transport of the lines that state none.
    """
    held = list(pairs)
    groups: dict[object, list[int]] = {}
    for number, (_, outcome) in enumerate(held):
        groups.setdefault(outcome.entry_number or number, []).append(number)
    mpf = hmf = both = unknown = mpf_entries = hmf_entries = 0
    for numbers in groups.values():
        facts: dict[int, Facts] = {}
        wrong: dict[int, str] = {}
        for number in numbers:
            found = _facts(held[number][1], view, mode)
            if isinstance(found, Facts):
                facts[number] = found
            else:
                wrong[number] = found
        fees = entry_fees(view, list(facts.values()), len(wrong))
        notes = _notes(held[numbers[0]][1], fees)
        before = mpf, hmf
        for place, number in enumerate(facts):
            made = Fees(fees.total(place, "mpf"), fees.total(place, "hmf"))
            mpf, hmf, both = mpf + (made.mpf or 0), hmf + (made.hmf or 0), both + (made.both or 0)
            unknown += made.both is None
            held[number] = _told(held[number], made, [*notes[0], *_whys(fees, place)], notes[1])
        mpf_entries, hmf_entries = mpf_entries + (mpf > before[0]), hmf_entries + (hmf > before[1])
        for number, reason in wrong.items():
            unknown += 1
            held[number] = _told(held[number], Fees(), [reason] if reason else [], [])
    return held, FeeTotals(mpf, hmf, both, len(groups), unknown, mpf_entries, hmf_entries)


def _facts(outcome: Outcome, view: View, mode: str) -> Facts | str:
    """The facts of a line, or why it has no fee."""
    if outcome.parsed is None or outcome.assessment is None:
        return ""
    carried = outcome.parsed.carried
    try:
        return facts_of(view, outcome.parsed.line, carried.get("mode", "") or mode, carried.get("entry_type", ""))
    except KanzeiError as error:
        return f"fees: {error}"


def _notes(first: Outcome, fees: EntryFees) -> tuple[list[str], list[str]]:
    warnings = [f"fees: {warning}" for warning in fees.warnings]
    number = first.entry_number
    if not number:
        warnings.append("fees: no entry number, so the line is taken as an entry by itself")
    assumed = [
        what if effect is None else f"{what} [fees of the entry otherwise {'+' if effect > 0 else ''}{dollars(effect)}]"
        for what, effect in fees.assumptions
    ]
    return warnings, assumed


def _whys(fees: EntryFees, place: int) -> list[str]:
    out = []
    for one in fees.lines[place]:
        if one.amount_cents is None:
            out.append(f"fees: {one.why}")
        elif one.limit:
            amount = dollars(one.entry_cents or 0)
            out.append(
                f"fees: the processing fee of the entry is its {'least' if one.limit == 'at least' else 'most'}, {amount}"
            )
    return out


def _told(pair: Pair, fees: Fees, warnings: list[str], assumed: list[str]) -> Pair:
    cells, outcome = pair
    said = tuple(dict.fromkeys((*outcome.warnings, *warnings)))
    return cells, outcome._replace(fees=fees, warnings=said, assumed=tuple(assumed))
