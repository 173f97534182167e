"""Filed against computed: what would make a filing right, and which headings are missing, wrong or contradictory.

The question of a reviewer who holds an entry summary and the law. Pure: a view, a line and what was filed in; a :class:`Review` out. Every proposal
of facts is answered by the evaluator before it is shown; nothing here decides law.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from kanzei.duty.assess import answer_line, assess_line
from kanzei.duty.clauses import exclusion, why_not
from kanzei.duty.evaluator import Evaluation
from kanzei.duty.supposed import MOST, Fact, Facts, apply_facts, consistent, proposals
from kanzei.errors import KanzeiError

if TYPE_CHECKING:
    from kanzei.duty.line import EntryLine
    from kanzei.duty.result import Assessment, Component
    from kanzei.duty.view import View

__all__ = ["Alternative", "Filing", "Missing", "Review", "Verdict", "review"]

_ANSWERS = 400
"""Answers the search may ask of the evaluator for one line."""
_WIDEST = 10
"""Sets of facts carried on from one size to the next: those nearest to the filing."""
_SHOWN = 6
_FIXED = ("unknown", "time", "suspended", "origin", "goods")
"""Reasons that no fact about the goods changes: a filing with such a heading is never exactly right."""

Filing = Sequence[tuple[str, int | None]]
"""Headings of Chapter 98 or 99 as filed, in order, each with the duty booked against it in cents or ``None``. The goods' own code (digits) may
stand among them, and a case number of antidumping or countervailing duty."""


class Alternative(NamedTuple):
    """A smallest set of unstated facts and what the line would bear under it.

    facts : as claims are written. words : in plain words. effect_cents : duty under it less duty as stated.
    """

    facts: tuple[str, ...]
    words: str
    duty_cents: int
    effect_cents: int
    headings: tuple[str, ...]


class Verdict(NamedTuple):
    """What is to be said of one filed heading.

    verdict : ``expected`` · ``if`` (right if the facts of an alternative hold) · ``not-needed`` (its conditions hold, another heading says it) ·
              ``not-possible`` (no fact found would bring it here; ``kind`` tells whether time, origin, goods or a condition stands in the way) ·
              ``duplicate``.
    filed_cents, computed_cents : where an amount was filed; the computed one follows the layout of the review.
    """

    heading: str
    verdict: str
    because: str
    kind: str = ""
    alternatives: tuple[Alternative, ...] = ()
    filed_cents: int | None = None
    computed_cents: int | None = None

    @property
    def difference_cents(self) -> int | None:
        """Filed less computed, ``None`` where no amount was filed."""
        return (
            None if self.filed_cents is None or self.computed_cents is None else self.filed_cents - self.computed_cents
        )


class Missing(NamedTuple):
    """A heading that the line bears and that was not filed. amount_cents : duty by law; filed_cents : on the form, a total whole."""

    heading: str
    authority: str
    kind: str
    rate: str
    amount_cents: int
    filed_cents: int
    because: str


class Review(NamedTuple):
    """A filing held against the law.

    verdict      : ``agrees`` · ``amounts-differ`` (the headings agree) · ``agrees-if`` (an alternative makes the headings exactly right) ·
                   ``differs``.
    alternatives : smallest sets of facts under which the computed headings are the filed ones.
    contradictions : (heading, heading, clause). order : the filed headings in the order of the form, where it was another.
    layout       : ``chapter-99`` (a total stands whole on its Chapter 99 row) or ``by-law`` (column 1 on the goods' own row), where amounts
                   were filed; total_difference_cents : filed less computed over all rows, where every row that bears duty has an amount.
    """

    verdict: str
    headings: tuple[Verdict, ...]
    missing: tuple[Missing, ...]
    alternatives: tuple[Alternative, ...]
    contradictions: tuple[tuple[str, str, str], ...]
    order: tuple[str, ...]
    layout: str
    total_difference_cents: int | None
    computed: tuple[str, ...]
    duty_cents: int


def review(view: View, line: EntryLine, filed: Filing) -> Review:
    """Hold a filing against what a line bears.

    Parameters
    ----------
    view : what was *charged* is compared, whatever ``answer`` the view gives: duties held void since were to be filed.

    Raises
    ------
    EntryError, NotCovered   As :meth:`kanzei.duty.view.View.assess`: the line itself cannot be assessed.
    """
    view = view.charged()
    assessment = assess_line(view, line, explain=False)
    names = [heading for heading, _ in filed if heading[:2] == "99"]
    computed = assessment.headings
    evaluation = Evaluation(view, answer_line(view, line).evaluation.situation)
    odd = [heading for heading in dict.fromkeys(names) if heading not in computed]
    reasons = {heading: why_not(view, evaluation, heading, computed) for heading in odd}
    search = _Search(view, line, assessment, frozenset(names))
    hopeless = [heading for heading in odd if reasons[heading][0] in _FIXED]
    if set(names) != set(computed) and (not hopeless or len(hopeless) < len(odd)):
        search.run(widest=_WIDEST if not hopeless else _WIDEST // 3)
    layout, expected = _layout(assessment, filed)
    verdicts = _verdicts(line, filed, assessment, search, reasons, expected)
    missing = _missing(assessment, names) + _chapter_98(line, filed)
    wrong = any(one.verdict != "expected" for one in verdicts)
    exact = search.exact
    verdict = "agrees-if" if exact and _only_facts(verdicts) else "differs"
    if not wrong and not missing:
        verdict = "amounts-differ" if any(one.difference_cents for one in verdicts) else "agrees"
    return Review(
        verdict,
        verdicts,
        missing,
        exact,
        _contradictions(view, evaluation, names, computed, exact),
        _order(names, computed, exact),
        layout,
        _total_difference(assessment, filed),
        computed,
        assessment.duty_cents,
    )


def _only_facts(verdicts: Iterable[Verdict]) -> bool:
    return all(one.verdict in ("expected", "if") for one in verdicts)


# --------------------------------------------------------------------- search


class _Search:
    """Smallest sets of facts that bring the computed headings nearer to the filed ones: best first, by size."""

    def __init__(self, view: View, line: EntryLine, base: Assessment, filed: frozenset[str]) -> None:
        self.view, self.line, self.base, self.filed = view, line, base, filed
        self.seen: dict[Facts, frozenset[str]] = {frozenset(): frozenset(base.headings)}
        self.found: dict[Facts, Alternative] = {}
        self.exact: tuple[Alternative, ...] = ()
        self.bringing: dict[str, list[Facts]] = {}
        self.asked = 0

    def run(self, widest: int) -> None:
        """Fill ``exact`` and ``bringing``. widest : sets carried on from one size to the next."""
        carried: list[Facts] = [frozenset()]
        waiting: dict[int, dict[Facts, None]] = {size: {} for size in range(1, MOST + 1)}
        for size in range(1, MOST + 1):
            for facts in carried:
                for more in self._proposed(facts):
                    together = facts | more
                    if together not in self.seen and consistent(together):
                        waiting[len(together)][together] = None
            level = [facts for facts in waiting[size] if self._answer(facts)]
            exact = [facts for facts in level if self.seen[facts] == self.filed]
            if exact:
                self.exact = self._shown(exact)
                return
            level.sort(key=lambda facts: (len(self.seen[facts] ^ self.filed), sorted(map(repr, facts))))
            carried = level[:widest]

    def _proposed(self, facts: Facts) -> list[Facts]:
        try:
            view, line = apply_facts(self.view, self.line, facts)
            answer = answer_line(view, line)
            evaluation = Evaluation(view, answer.evaluation.situation)
        except KanzeiError:
            return []
        now = self.seen[facts]
        return proposals(view, line, evaluation, self.filed - now, now - self.filed, answer.column.better)

    def _answer(self, facts: Facts) -> bool:
        """Ask the evaluator; whether the line can be assessed under the facts."""
        if self.asked >= _ANSWERS:
            return False
        self.asked += 1
        try:
            view, line = apply_facts(self.view, self.line, facts)
            under = assess_line(view, line, explain=False)
        except KanzeiError:
            return False
        if any(warning.startswith("claim of SPI") for warning in under.warnings):
            return False  # a preference that cannot be granted is no fact
        headings = frozenset(under.headings)
        self.seen[facts] = headings
        self.found[facts] = Alternative(
            tuple(sorted(fact.option for fact in facts)),
            " and ".join(sorted(fact.words for fact in facts)),
            under.duty_cents,
            under.duty_cents - self.base.duty_cents,
            under.headings,
        )
        for heading in headings & self.filed - set(self.base.headings):
            self.bringing.setdefault(heading, []).append(facts)
        return True

    def _shown(self, sets: Iterable[Facts]) -> tuple[Alternative, ...]:
        """The smallest sets; of several days of loading the last, of several contents the first."""
        kept: dict[tuple[object, ...], Facts] = {}
        for facts in sorted(sets, key=lambda one: (len(one), sorted(map(repr, one)))):
            if any(other < facts for other in kept.values()):
                continue
            under = self.found[facts]
            key = (tuple(sorted(_place(fact) for fact in facts)), under.headings)
            if key not in kept or _later(facts, kept[key]):
                kept[key] = facts
        # A heading asserted for itself says no more than the fact it stands on.
        plain = {
            self.found[facts].headings for facts in kept.values() if not any(fact.key[:2] == "99" for fact in facts)
        }
        found = [
            self.found[facts]
            for facts in kept.values()
            if self.found[facts].headings not in plain or not any(fact.key[:2] == "99" for fact in facts)
        ]
        found.sort(key=lambda one: (len(one.facts), abs(one.effect_cents), one.facts))
        return tuple(found[:_SHOWN])

    def bring(self, heading: str) -> tuple[Alternative, ...]:
        """The smallest sets of facts that bring one heading onto the line."""
        sets = self.bringing.get(heading, [])
        least = min((len(one) for one in sets), default=0)
        return self._shown(one for one in sets if len(one) == least)


def _place(fact: Fact) -> str:
    """A fact without the value of a day or an amount: those stand for many."""
    loose = fact.kind == "loaded" or (
        fact.kind == "claim" and isinstance(fact.value, int) and not isinstance(fact.value, bool)
    )
    if fact.kind == "spi":
        return f"spi {str(fact.value).rstrip('+*')}"
    return f"{fact.kind} {fact.key}" if loose else repr(fact)


def _later(a: Facts, b: Facts) -> bool:
    days = [max((fact.value for fact in facts if fact.kind == "loaded"), default=None) for facts in (a, b)]
    return days[0] is not None and days[1] is not None and days[0] > days[1]


# ------------------------------------------------------------------- verdicts


def _verdicts(
    line: EntryLine,
    filed: Filing,
    assessment: Assessment,
    search: _Search,
    reasons: dict[str, tuple[str, str]],
    expected: dict[str, int],
) -> tuple[Verdict, ...]:
    out: list[Verdict] = []
    seen: set[str] = set()
    for heading, cents in filed:
        due = None if cents is None else expected.get(heading, 0)
        if heading in seen:
            out.append(
                Verdict(
                    heading,
                    "duplicate",
                    "filed more than once on the line",
                    "",
                    (),
                    cents,
                    0 if cents is not None else None,
                )
            )
            continue
        seen.add(heading)
        verdict, because, kind, alternatives = _one(line, heading, assessment, search, reasons)
        out.append(Verdict(heading, verdict, because, kind, alternatives, cents, due))
    return tuple(out)


def _one(
    line: EntryLine,
    heading: str,
    assessment: Assessment,
    search: _Search,
    reasons: dict[str, tuple[str, str]],
) -> tuple[str, str, str, tuple[Alternative, ...]]:
    own = next((c for c in assessment.components if _same_heading(c, heading)), None)
    if own is not None:
        return "expected", own.citation, "", ()
    if heading[:2] == "98":
        return _chapter_98_verdict(line, heading)
    if heading[:2] != "99":
        what = (
            "no case of the line bears this number" if heading[:1] in "AC" else f"the goods of the line are {line.hts}"
        )
        return "not-possible", what, "goods", ()
    exact = tuple(one for one in search.exact if heading in one.headings)
    kind, because = reasons[heading]
    if exact:
        return "if", because, kind, exact
    if kind == "idle":
        return "not-needed", because, kind, ()
    bring = search.bring(heading)
    return ("if" if bring else "not-possible"), because, kind, bring


def _same_heading(component: Component, heading: str) -> bool:
    own = component.heading
    if heading[:2] == "99" or own[:2] == "99" or heading[:1] in "AC":
        return own == heading
    digits, other = own.replace(".", ""), heading.replace(".", "")
    return component.authority == "mfn" and digits[:8] == other[:8]


def _chapter_98_verdict(line: EntryLine, heading: str) -> tuple[str, str, str, tuple[Alternative, ...]]:
    if _claimed_98(line)[:8] == heading.replace(".", "")[:8]:
        return "expected", "claimed on the line", "", ()
    return (
        "not-possible",
        f"the line does not claim it: state ch98={heading} with the values it asks for",
        "condition",
        (),
    )


def _claimed_98(line: EntryLine) -> str:
    return str(line.claims.get("ch98") or (line.hts if line.hts.startswith("98") else "")).replace(".", "")


def _chapter_98(line: EntryLine, filed: Filing) -> tuple[Missing, ...]:
    claimed = _claimed_98(line)[:8]
    if not claimed or any(heading.replace(".", "")[:8] == claimed for heading, _ in filed):
        return ()
    heading = f"{claimed[:4]}.{claimed[4:6]}.{claimed[6:]}"
    return (Missing(heading, "", "chapter-98", "", 0, 0, "claimed on the line"),)


def _missing(assessment: Assessment, names: Sequence[str]) -> tuple[Missing, ...]:
    out: dict[str, Missing] = {}
    for c in assessment.components:
        if c.heading[:2] != "99" or c.heading in names:
            continue
        before = out.get(c.heading)
        amount, filed = c.amount_cents, c.filed_cents
        if before is not None:
            amount, filed = amount + before.amount_cents, filed + before.filed_cents
        out[c.heading] = Missing(c.heading, c.authority, c.kind, c.rate, amount, filed, c.citation)
    return tuple(out.values())


def _contradictions(
    view: View, evaluation: Evaluation, names: Sequence[str], computed: tuple[str, ...], exact: tuple[Alternative, ...]
) -> tuple[tuple[str, str, str], ...]:
    """Pairs of filed headings that cannot stand together; none where an answer does hold both (the parts of an article)."""
    together = [set(computed), *(set(one.headings) for one in exact)]
    out = []
    for one, other in combinations(dict.fromkeys(names), 2):
        if any({one, other} <= answer for answer in together):
            continue
        clause = exclusion(view, evaluation, one, other)
        if clause:
            out.append((one, other, clause))
    return tuple(out)


def _order(names: Sequence[str], computed: tuple[str, ...], exact: tuple[Alternative, ...]) -> tuple[str, ...]:
    """The filed headings as the form wants them, or nothing where they stand so or not all of them are known."""
    ranked = next((answer for answer in (computed, *(one.headings for one in exact)) if set(names) <= set(answer)), ())
    given = tuple(dict.fromkeys(names))
    right = tuple(heading for heading in ranked if heading in given)
    return right if right and right != given else ()


# -------------------------------------------------------------------- amounts


def _layout(assessment: Assessment, filed: Filing) -> tuple[str, dict[str, int]]:
    """The layout in which the filed amounts differ least, and the computed amounts in it by heading as filed."""
    amounts = [(heading, cents) for heading, cents in filed if cents is not None]
    if not amounts:
        return "", {}
    best: tuple[tuple[int, int], str, dict[str, int]] | None = None
    for layout in ("chapter-99", "by-law"):
        due = {
            heading: sum(
                component.filed_cents if layout == "chapter-99" else component.amount_cents
                for component in assessment.components
                if _same_heading(component, heading)
            )
            for heading, _ in amounts
        }
        gaps = [abs(cents - due[heading]) for heading, cents in amounts]
        found = ((sum(gap > 0 for gap in gaps), sum(gaps)), layout, due)
        if best is None or found[0] < best[0]:
            best = found
    assert best is not None
    return best[1], best[2]


def _total_difference(assessment: Assessment, filed: Filing) -> int | None:
    """Filed less computed over the whole line; ``None`` unless every heading that bears duty has an amount."""
    given = {heading: cents for heading, cents in filed if cents is not None}
    if not given:
        return None
    amounts = sum(cents for _, cents in filed if cents is not None)
    open_rows = [
        c for c in assessment.components if c.filed_cents and not any(_same_heading(c, heading) for heading in given)
    ]
    return None if open_rows or any(cents is None for _, cents in filed) else amounts - assessment.duty_cents
