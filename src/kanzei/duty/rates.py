"""A duty stack as rates: fractions of the value instead of cents, for every ordinary rate at once.

A stack is carried out by :func:`kanzei.duty.scalar.carry_out` on a value so large that nothing is rounded. What it yields for one authority is a
constant and a multiple of the ordinary rate (a total of 15% adds 15% less column 1). Which steps apply changes only where the ordinary rate passes a
rate that a guard or a total names, so one run for each interval between them answers for every code.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from kanzei.duty.evaluator import METALS, Evaluation
from kanzei.duty.facts import Other, Stated, divides_alike, other_answers, settle
from kanzei.duty.scalar import Charged, Figures, carry_out_answers
from kanzei.duty.stack import Guard, Stack
from kanzei.duty.view import View
from kanzei.law.authorities import AUTHORITIES, FILING_RANK
from kanzei.law.claims import REGISTRY
from kanzei.money import RATE_ONE

__all__ = ["SCALE", "Carrier", "Change", "Found", "Outcome", "Sums", "contents"]

SCALE = RATE_ONE * RATE_ONE
"""Units of a rate that make 100%: a rate of 1/3,000,000 on a share of 1/3,000,000 is one unit."""

_LISTED = tuple(AUTHORITIES)


class Outcome(NamedTuple):
    """A stack carried out for ordinary rates of one interval.

    linear   : (authority, constant, slope): its rate is ``constant + slope x ordinary rate``, in units of SCALE; the ordinary rate in rate units.
    headings : Chapter 99 headings in filing order.
    unknown  : authorities whose amount needs a quantity (minimum prices).
    refused  : heading under which the goods may not be entered, or ``""``.
    ordinary : rate units that replace the ordinary rate, or ``None``.
    """

    linear: tuple[tuple[str, int, int], ...]
    headings: tuple[str, ...]
    unknown: tuple[str, ...]
    refused: str
    ordinary: int | None


class Sums(NamedTuple):
    """All duties of an outcome together: ``constant + slope x ordinary rate``; ``ordinary`` as in :class:`Outcome`, ``certain``: none unknown or refused."""

    constant: int
    slope: int
    ordinary: int | None
    certain: bool


class Change(NamedTuple):
    """Another answer that leads to other duties. relief : only a lower duty counts: nobody asks for an exception in order to pay more."""

    name: str
    kind: str
    relief: bool
    sums: Sums


class Found(NamedTuple):
    """An outcome, its sums, and the other answers that lead elsewhere."""

    outcome: Outcome
    sums: Sums
    changes: tuple[Change, ...]


class Carrier:
    """A stack under stated facts, carried out once for each interval of ordinary rates.

    Parameters
    ----------
    view       : the law; ``evaluation`` was made under it, with facts left open.
    stated     : what answers the open facts. facts, shares: contents stated, as in :class:`Figures`, for a value of SCALE.
    without    : authorities left out of the answer.
    alone      : other answers are not asked for, and the intervals of another carrier are given.
    bounds     : other answers are asked for; without them there are rates, and nothing of what they hang on.
    """

    __slots__ = (
        "_found",
        "_others",
        "alone",
        "bounds",
        "evaluation",
        "facts",
        "left_open",
        "limits",
        "ordinary",
        "rows",
        "shares",
        "stated",
        "view",
        "without",
    )

    def __init__(
        self,
        view: View,
        evaluation: Evaluation,
        stated: Stated,
        facts: dict[str, int],
        shares: dict[str, tuple[int, int]],
        without: frozenset[str] = frozenset(),
        *,
        alone: bool = False,
        bounds: bool = True,
    ) -> None:
        self.view, self.stated, self.facts, self.shares = view, stated, facts, shares
        self.without, self.alone, self.bounds = without, alone, bounds and not alone
        self.evaluation = self.left_open = evaluation
        if not divides_alike(evaluation, stated):
            situation = evaluation.situation._replace(
                claims={**evaluation.situation.claims, **stated.claims}, loaded=stated.loaded
            )
            law = view
            for name, choice in stated.switches.items():
                law = law.with_switch(name, choice)
            self.evaluation = Evaluation(law, situation)
        self.ordinary = _replaced(self.evaluation, stated)
        self.rows: dict[tuple[int | None, int | None], Any] = {}
        self._found: dict[Any, Found] = {}
        self._others: tuple[list[Other], list[tuple[Other, Carrier]]] | None = None
        self.limits: list[int] = []
        if not alone:
            found: set[int] = set()
            for stack, contents in [
                (self.evaluation.stack, facts),
                *((one.evaluation.stack, one.facts) for _, one in self._split()[1]),
            ]:
                found.update(_limits(stack, contents))
            self.limits = sorted(found)

    def found(self, general: int, actual: int) -> Found:
        """The outcome for rates of column 1 general and of the column in fact used (rate units), with the other answers that change it."""
        key = self._key(general, actual)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._find(
                _within(self.limits, key[0], general), _within(self.limits, key[1], actual)
            )
        return found

    def representatives(self) -> list[int]:
        """A rate of every interval, for an ordinary rate that is not known."""
        limits = self.limits
        between = [(a + b) // 2 for a, b in zip(limits, limits[1:], strict=False) if b - a > 1]
        return sorted({0, *limits, *between, (limits[-1] if limits else 0) + RATE_ONE})

    def _key(self, general: int, actual: int) -> tuple[int, int]:
        if general == actual:
            place = _place(self.limits, general)
            return place, place
        return _place(self.limits, general), _place(self.limits, actual)

    def _split(self) -> tuple[list[Other], list[tuple[Other, Carrier]]]:
        """The other answers that the stack itself gives, and those that need one of their own."""
        if not self.bounds:
            return [], []
        if self._others is None:
            stated, evaluation = self.stated, self.left_open
            alike: list[Other] = []
            apart: list[tuple[Other, Carrier]] = []
            own = evaluation is not self.evaluation or any(
                p["duty"]["kind"] == "replace" for p in evaluation.by_slot.get("mfn", ())
            )
            for other in other_answers(evaluation, stated, self.view.book.readings):
                changed = stated.but(other)
                if own or not divides_alike(evaluation, changed):
                    carrier = Carrier(self.view, evaluation, changed, self.facts, self.shares, self.without, alone=True)
                    apart.append((other, carrier))
                else:
                    alike.append(other)
            apart += self._contents()
            self._others = alike, apart
        return self._others

    def _contents(self) -> Iterator[tuple[Other, Carrier]]:
        """A content of nil, or an American content of half the value, where the law asks for one that is not stated."""
        evaluation = self.left_open
        unknown = evaluation.unknown_metals
        for kind, key in sorted(evaluation.consulted):
            if kind not in ("content", "base") or key in self.facts:
                continue
            metal = key.removesuffix("_value")
            if kind == "content" and metal in unknown and metal != unknown[0]:
                continue
            amount = SCALE // 2 if key == "us_content_value" else 0
            if amount + sum(self.facts.get(f"{name}_value", 0) for name in METALS) > SCALE:
                continue  # half the value does not fit beside the contents stated
            claims = {**evaluation.situation.claims, key: amount}
            again = Evaluation(self.view, evaluation.situation._replace(claims=claims), open_facts=True)
            facts, shares = {**self.facts, key: amount}, {**self.shares, key: (amount, SCALE)}
            carrier = Carrier(self.view, again, self.stated, facts, shares, self.without, alone=True)
            yield Other(key, "content", {}, "", {}, False), carrier

    def _find(self, general: tuple[int, int], actual: tuple[int, int]) -> Found:
        def rate(one: tuple[int, int]) -> Any:
            top, bottom = one[0], one[1] * RATE_ONE
            return lambda part, value: (top * part, bottom)

        alike, apart = self._split()
        used = actual if self.ordinary is None else (self.ordinary, 1)
        # Without contents a value of 100% in rate units is exact; with them a share of it must be too.
        finer = RATE_ONE if self.facts else 1
        figures = Figures(
            RATE_ONE * finer,
            self.facts,
            rate(general),
            rate(used),
            _NOTHING,
            self.shares,
            _Answers(self.stated, alike) if alike else self.stated,
        )
        parts, charged, _ = carry_out_answers(self.evaluation.stack, figures, 1 + len(alike))
        outcome = self._outcome([one for bits, one in charged if bits & 1], parts, finer)
        sums = self._sums(charged, parts, finer, 1 + len(alike))
        changes = [
            Change(other.name, other.kind, other.relief, there)
            for other, there in zip(alike, sums[1:], strict=True)
            if there != sums[0]
        ]
        for other, carrier in apart:
            # The same interval: a rate of it stands for all.
            there = carrier._find(general, actual).sums
            if there != sums[0]:
                changes.append(Change(other.name, other.kind, other.relief, there))
        return Found(outcome, sums[0], tuple(changes))

    def _outcome(self, charged: list[Charged], parts: Mapping[str, tuple[int, int]], finer: int) -> Outcome:
        linear: dict[str, tuple[int, int]] = {}
        unknown: dict[str, None] = {}
        rows: list[tuple[int, str]] = []
        refused = ""
        for one in charged:
            step = one.step
            if step.kind == "refused":
                refused = step.heading or step.provision["id"]
            if step.kind in ("replace", "rate_of"):
                if step.kind == "replace" and step.heading:
                    rows.append((len(FILING_RANK), step.heading))  # it stands in the ordinary duty, which comes last
                continue
            if step.heading:
                rows.append((FILING_RANK[step.authority], step.heading))
            if step.kind == "gap_to":
                unknown[step.authority] = None
            elif one.amount:
                before = linear.get(step.authority, (0, 0))
                more = _linear(one, parts, finer)
                linear[step.authority] = (before[0] + more[0], before[1] + more[1])
        rows.sort()
        return Outcome(
            tuple((name, *linear[name]) for name in _LISTED if name in linear) if len(linear) > 1 else _one(linear),
            tuple(dict.fromkeys(heading for _, heading in rows if heading[:2] == "99")),
            tuple(unknown),
            refused,
            self.ordinary,
        )

    def _sums(
        self, charged: list[tuple[int, Charged]], parts: Mapping[str, tuple[int, int]], finer: int, answers: int
    ) -> list[Sums]:
        """All duties together, for each answer."""
        constants, slopes = [0] * answers, [0] * answers
        lost = 0
        for bits, one in charged:
            step = one.step
            if step.kind == "refused" or (step.kind == "gap_to" and step.authority not in self.without):
                lost |= bits
            elif one.amount and step.kind in ("add", "total") and step.authority not in self.without:
                more, less = _linear(one, parts, finer)
                for answer in range(answers):
                    if bits >> answer & 1:
                        constants[answer] += more
                        slopes[answer] += less
        return [
            Sums(constants[answer], slopes[answer], self.ordinary, not lost >> answer & 1) for answer in range(answers)
        ]


class _Answers:
    """Bits of the answers under which a guard on an open fact holds: the first is as stated, then one fact changed at a time."""

    def __init__(self, stated: Stated, others: list[Other]) -> None:
        self.stated, self.every = stated, (1 << (1 + len(others))) - 1
        self.changed: dict[tuple[str, str], list[tuple[int, Stated]]] = {}
        for place, other in enumerate(others, 1):
            there = stated.but(other)
            for key in (*(("claim", one) for one in other.claims), *(("switch", one) for one in other.switches)):
                self.changed.setdefault(key, []).append((place, there))
            if other.loaded:
                self.changed.setdefault(("loaded", ""), []).append((place, there))

    def __call__(self, guard: Guard) -> int:
        """The bits for one guard."""
        found = self.every if self.stated(guard) else 0
        kind = guard[0]
        key = ("loaded", "") if kind == "loaded" else ("switch" if kind == "switch" else "claim", guard[1])
        for place, there in self.changed.get(key, ()):
            if there(guard) != bool(found >> place & 1):
                found ^= 1 << place
        return found


def _linear(one: Charged, parts: Mapping[str, tuple[int, int]], finer: int) -> tuple[int, int]:
    """(constant, slope) of a step that bears duty."""
    if one.step.kind == "total":
        return one.step.rate * (one.base or 0) // finer, -(parts[one.step.part][0] // finer)
    return one.amount * (RATE_ONE // finer), 0


def _one(linear: dict[str, tuple[int, int]]) -> tuple[tuple[str, int, int], ...]:
    return tuple((name, *form) for name, form in linear.items())


class _Any(dict[str, int]):
    """Quantities nobody stated: zero of everything, so that a minimum price is found and marked as unknown."""

    def get(self, key: str, default: Any = None) -> int:
        return 0


_NOTHING = _Any()


def _replaced(evaluation: Evaluation, stated: Stated) -> int | None:
    part = evaluation.parts[0].name
    for p in evaluation.by_slot.get("mfn", ()):
        if p["duty"]["kind"] == "replace" and settle(evaluation._holds(p, part), stated) is True:
            return int(p["duty"]["rate"])
    return None


def _limits(stack: Stack, facts: Mapping[str, int]) -> list[int]:
    """Ordinary rates at which the outcome of a stack can change."""
    found: set[int] = set()
    seen: set[int] = set()
    totals: set[tuple[int, int]] = set()
    adds: set[int] = set()
    for step in stack.steps:
        _guard_limits(step.guard, found, seen)
        if step.kind == "total":
            totals.add((step.rate, _share_of(step.base, facts)))
        elif step.kind == "add" and step.choose:
            adds.add(step.rate * _share_of(step.base, facts) // RATE_ONE)
    for rate, share in totals:
        whole = rate * share // RATE_ONE
        found.add(whole)
        found |= {whole - add for add in adds if whole > add}
    return sorted(found)


def _share_of(base: tuple[Any, ...], facts: Mapping[str, int]) -> int:
    """The share of the value a base with a stated content can reach, in rate units."""
    if not base or base[1] not in facts:
        return RATE_ONE
    share = facts[base[1]] // RATE_ONE
    return min(share, RATE_ONE) if base[0] == "claim" else max(0, RATE_ONE - min(share, base[2] or share))


def _guard_limits(guard: Guard, found: set[int], seen: set[int]) -> None:
    if guard is True or guard is False or id(guard) in seen:
        return
    seen.add(id(guard))
    if guard[0] == "column_1":
        found.add(guard[2])
    elif guard[0] in ("and", "or"):
        for one in guard[1]:
            _guard_limits(one, found, seen)
    elif guard[0] == "not":
        _guard_limits(guard[1], found, seen)


def _place(limits: list[int], rate: int) -> int:
    """Number of the interval: odd on a limit, even between two."""
    place = bisect_left(limits, rate)
    return 2 * place + (1 if place < len(limits) and limits[place] == rate else 0)


def _within(limits: list[int], place: int, rate: int) -> tuple[int, int]:
    return (limits[place // 2], 1) if place % 2 else (rate, 1)


def contents(claims: Mapping[str, Any]) -> tuple[dict[str, int], dict[str, tuple[int, int]]]:
    """Contents stated as shares of the value, as amounts of a value of SCALE and as shares."""
    facts: dict[str, int] = {}
    shares: dict[str, tuple[int, int]] = {}
    for key, share in claims.items():
        stem = key.removesuffix("_pct")
        if key.endswith("_pct") and stem in REGISTRY and isinstance(share, int):
            facts[stem] = share * RATE_ONE
            shares[stem] = (share, RATE_ONE)
    return facts, shares
