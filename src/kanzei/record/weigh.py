"""Conflicts: one slot, different values, with the evidence on each side weighed in plain sight."""

from __future__ import annotations

from typing import NamedTuple

from kanzei.record.model import KINDS, Claim, Record, Ruling, Slot

__all__ = ["Conflict", "Position", "conflicts", "speaks_of"]

_LITTLE = frozenset(
    "a an and at by for from in is of on or that the this to was were what when where which who will with".split()
)


class Position(NamedTuple):
    """One value of a slot and those who hold it.

    independent : first sources of all chains, each counted once; closest : the closest kind of source;
    official : whether an official text or an official's own words stand behind it; replaced : by which later claims.
    """

    value: str
    scope: str
    claims: tuple[Claim, ...]
    independent: tuple[str, ...]
    closest: str
    official: bool
    slips: tuple[str, ...]
    replaced: tuple[str, ...]


class Conflict(NamedTuple):
    """A slot that has more than one value, or a ruling about its one."""

    slot: Slot
    positions: tuple[Position, ...]
    ruling: Ruling | None

    @property
    def open(self) -> bool:
        """Whether nothing known settles it."""
        return self.ruling is None or self.ruling.outcome == "open"


def speaks_of(one: Conflict, words: str) -> bool:
    """Whether a conflict speaks of all the words; little words do not count.

    A word stands for those that begin with it, and for a shorter one that it begins with: ``travelling`` finds ``travel``.
    """
    told = [one.slot.title, one.slot.id, one.slot.topic or "", one.ruling.because if one.ruling else ""]
    told += [text for side in one.positions for claim in side.claims for text in (side.value, claim.says, claim.by)]
    held = _plain(" ".join(told))
    wanted = [word for word in _plain(words) if word not in _LITTLE]
    return all(
        any(part.startswith(word) or word.startswith(part) and len(part) > 4 for part in held) for word in wanted
    )


def _plain(text: str) -> list[str]:
    return "".join(one if one.isalnum() or one in "%-" else " " for one in text.lower()).split()


def conflicts(record: Record, *, everything: bool = False) -> tuple[Conflict, ...]:
    """Slots whose claims give different values, as known on the record's day.

    everything : also the slots with a ruling of their own and one value only.
    """
    rulings: dict[str, Ruling] = {}
    for ruling in sorted(record.rulings, key=lambda one: one.known):
        rulings[ruling.slot] = ruling
    found = []
    for slot in record.slots.values():
        if slot.commitment:
            continue
        grouped: dict[tuple[str, str], list[Claim]] = {}
        for claim in record.of(slot.id):
            if claim.value:
                grouped.setdefault((claim.value, claim.scope), []).append(claim)
        if len({value for value, _ in grouped}) > 1 or (everything and slot.id in rulings and grouped):
            positions = tuple(_position(record, *key, tuple(claims)) for key, claims in grouped.items())
            found.append(Conflict(slot, positions, rulings.get(slot.id)))
    return tuple(found)


def _position(record: Record, value: str, scope: str, claims: tuple[Claim, ...]) -> Position:
    roots = sorted(frozenset[str]().union(*(record.first(claim) for claim in claims)))
    kinds = [record.sources[name].kind for name in roots]
    own = {claim.id for claim in claims}
    return Position(
        value=value,
        scope=scope,
        claims=claims,
        independent=tuple(roots),
        closest=min(kinds, key=KINDS.index),
        official=any(kind in ("official", "statement") for kind in kinds),
        slips=tuple(dict.fromkeys(claim.slip for claim in claims if claim.slip)),
        replaced=tuple(one.id for one in record.claims if own & set(one.supersedes)),
    )
