"""Figures of two reports matched by what they measure, of whom, of when and on what basis; sentences need not be alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from kanzei.record.reports.days import interval, same_time
from kanzei.record.reports.equal import Verdict, judge_figures
from kanzei.record.reports.identity import name_parts
from kanzei.record.reports.model import FIGURES, Item, When
from kanzei.record.reports.names import capital_of
from kanzei.record.reports.scope import speaker
from kanzei.record.reports.statements import Side, Statement, alike
from kanzei.record.reports.words import lexicon

__all__ = ["QUALIFIERS", "Fact", "FigureMatch", "facts", "match_figures", "scope_of"]

_FAMILY = {
    "GDP": "GROWTH",
    "FUND": "FACILITY",
    "PACKAGE": "FACILITY",
    "INVESTMENT": "FACILITY",
    "SHIPMENT": "EXPORT",
    "INTEREST": "RATE",
}
_FIRST = ("DEFICIT", "SURPLUS")
"""Measures that name the figure wherever they stand: "the deficit in trade", "the trade deficit"."""
_PERIODS = frozenset({"month", "months", "quarter", "half", "year", "fiscal", "relative"})
_STRICT = frozenset(
    {
        "seasonally adjusted",
        "unadjusted",
        "nominal",
        "real",
        "core",
        "headline",
        "preliminary",
        "services",
        "by volume",
        "by value",
        "in yen",
        "annualised",
        "average",
        "cumulative",
        "customs",
        "balance of payments",
        "fiscal",
        "calendar",
        "a year",
        "a month",
        "a day",
    }
)
QUALIFIERS = frozenset(
    "FORECAST target ceil cap floor maximum minimum cumulative EQUITY LOAN GUARANTEE CASH THREATEN servic operat net gross pretax".split()
)
_WHOLE = frozenset({"servic", "target", "operat", "net", "gross"})
"""Qualifiers that count wherever they stand in the sentence."""
_MOVES = {"RISE": 1, "RAISE": 1, "GROWTH": 1, "FALL": -1, "CUT": -1}
_ANAPHORS = ("it ", "they ", "the bank ", "the company ", "the ministry ", "the agency ", "the fund ")
_ENOUGH, _BARE = 0.34, 0.55


class Fact(NamedTuple):
    """A figure in its statement: ``family`` is what it measures, ``goods`` of what, ``period`` of when.

    partners, abroad : countries named in the statement, and in the whole report; bodies : those the statement is about,
    not those that tell it; share : a percentage "of" something.
    """

    item: Item
    statement: Statement
    family: str
    goods: frozenset[str]
    period: When | None
    basis: frozenset[str]
    qualifiers: frozenset[str]
    lands: frozenset[str]
    noun: str
    partners: frozenset[str]
    abroad: frozenset[str]
    bodies: frozenset[str]
    share: bool


class FigureMatch(NamedTuple):
    """Two figures of one thing, and the verdict on them; ``scope``: why they are of different things after all."""

    one: Fact
    other: Fact
    verdict: Verdict
    scope: str
    likeness: float


@lru_cache(maxsize=256)
def facts(side: Side) -> tuple[Fact, ...]:
    """Figures of a report in order."""
    found = []
    last: When | None = None
    bodies: frozenset[str] = frozenset()
    abroad = frozenset().union(*(_countries(statement) for statement in side.statements))
    for statement in side.statements:
        own = [one for one in statement.items if one.kind == "date" and one.when and _is_period(one.when)]
        opens = statement.sentence.text.lower().startswith(_ANAPHORS)
        bodies = _bodies(statement) or (bodies if opens else frozenset())
        for one in statement.items:
            if one.kind in FIGURES:
                near = next((each.when for each in own if each.value == one.period), own[0].when if own else last)
                found.append(_fact(one, statement, near, abroad)._replace(bodies=bodies))
        if own:
            last = own[-1].when
    return tuple(found)


def _is_period(when: When) -> bool:
    return when.grain in _PERIODS and not (
        when.grain == "relative" and when.word.split()[-1] not in {"month", "quarter", "year"}
    )


def _fact(one: Item, statement: Statement, period: When | None, abroad: frozenset[str]) -> Fact:
    groups = lexicon().groups
    measures = [concept for concept in one.what if concept in groups["measure"]]
    if "TARIFF" in measures and one.unit in {"%", "pp"}:
        family = "TARIFF"
    elif one.unit in {"%", "pp"} and "PROFIT" in measures:
        family = "PROFIT"
    else:
        first = next((each for each in _FIRST if each in measures), measures[0] if measures else "")
        if first == "TRADE":
            first = next((each for each in measures if each != "TRADE"), "TRADE")
        family = _FAMILY.get(first, first)
    goods = frozenset(concept for concept in one.what if concept in groups["goods"])
    after = [each for each in statement.elements if each.start >= one.stop]
    noun = after[0].key if after and after[0].item is None and after[0].start - one.stop <= 24 else ""
    basis = frozenset(each for each in one.basis.split(", ") if each)
    lands = frozenset(capital_of().get(each, each) for each in one.entity)
    return Fact(one, statement, family, goods, period, basis, frozenset(one.what) & QUALIFIERS | statement.content & _WHOLE, lands, noun,
        _countries(statement), abroad, _bodies(statement), _share(one, statement))  # fmt: skip


def _countries(statement: Statement) -> frozenset[str]:
    """Countries a statement names; a capital that only says where somebody spoke is none."""
    found = {item.value for item in statement.items if item.kind == "place" and item.value not in capital_of()}
    return frozenset(
        found
        | {
            "European Union"
            for item in statement.items
            if item.value in {"European Commission", "European Central Bank"}
        }
    )


def _bodies(statement: Statement) -> frozenset[str]:
    """Bodies a statement is about: no preposition governs them and they do not only tell it."""
    found = set()
    for item in statement.items:
        before = [word.text.lower() for word in statement.words if word.stop <= item.start][-2:]
        governed = any(word in {"from", "to", "by", "of", "with", "on", "at", "in", "per"} for word in before)
        if item.kind == "organisation" and not governed and item.value != speaker(statement.items, statement.words):
            found.add(item.value)
    return frozenset(found)


def _share(one: Item, statement: Statement) -> bool:
    after = [word.text.lower() for word in statement.words if word.start >= one.stop][:1]
    return one.unit == "%" and after == ["of"]


def match_figures(first: Side, second: Side, ours: Sequence[Fact], theirs: Sequence[Fact]) -> list[FigureMatch]:
    """Matches, each figure in one at most: equal ones first, then those of one thing with different values."""
    rows = []
    for one in ours:
        for other in theirs:
            verdict = judge_figures(one.item, other.item)
            if verdict.same is None and one.item.unit != other.item.unit:
                continue
            likeness = _likeness(one, other)
            family = one.family == other.family or not one.family or not other.family
            if verdict.same is True:
                scope = scope_of(first, one, second, other)
                plain = verdict.rule.startswith("same figure") and one.item.kind in {"money", "percent", "points"}
                if likeness >= 0.3 or (plain and (likeness > 0 or one.family == other.family)) and not scope:
                    rows.append(
                        (
                            2.0 + likeness - (0.5 if scope else 0) + (0.3 if family else 0),
                            one,
                            other,
                            verdict,
                            "",
                            likeness,
                        )
                    )
                continue
            if not _one_thing(one, other, likeness):
                continue
            rows.append((likeness, one, other, verdict, scope_of(first, one, second, other), likeness))
    rows.sort(key=lambda row: (-row[0], row[1].item.start, row[2].item.start))
    used: tuple[set[Item], set[Item]] = (set(), set())
    found = []
    for _, one, other, verdict, scope, likeness in rows:
        if one.item in used[0] or other.item in used[1]:
            if verdict.same is True and (one.item not in used[0] or other.item not in used[1]) and likeness >= 0.3:
                used[0].add(one.item)
                used[1].add(other.item)
                found.append(FigureMatch(one, other, verdict, "", likeness))
            continue
        used[0].add(one.item)
        used[1].add(other.item)
        found.append(FigureMatch(one, other, verdict, scope, likeness))
    return found


def _likeness(one: Fact, other: Fact) -> float:
    """Shared concepts of the clauses or of the sentences, the better of the two, with names and places in common."""
    clause = alike(frozenset(one.item.what), frozenset(other.item.what))
    whole = alike(one.statement.content, other.statement.content)
    lands = 0.1 if one.lands & other.lands else 0.0
    people = [
        frozenset().union(
            *(name_parts(each.value) for each in fact.statement.items if each.kind in {"person", "organisation"})
        )
        for fact in (one, other)
    ]
    return max(clause, whole) + lands + (0.1 if people[0] & people[1] else 0.0)


def _one_thing(one: Fact, other: Fact, likeness: float) -> bool:
    """Whether two figures measure one thing, so that different values would be a conflict or a different scope."""
    if (
        one.item.unit != other.item.unit
        and {one.item.kind, other.item.kind} != {"money"}
        and not {one.item.unit, other.item.unit} <= {"day", "month"}
    ):
        return False
    if one.item.unit == "" and one.noun != other.noun and not (_implied(one, other) or _implied(other, one)):
        return False
    if one.family != other.family and (
        (one.family and other.family) or alike(frozenset(one.item.what), frozenset(other.item.what)) < _BARE
    ):
        return False
    if (one.item.kind == "ordinal") != (other.item.kind == "ordinal"):
        return False
    moves = [_MOVES.get(next((each for each in fact.item.what if each in _MOVES), ""), 0) for fact in (one, other)]
    concepts = frozenset(one.item.what) & frozenset(other.item.what)
    if len(concepts) < 2 and max(len(one.item.what), len(other.item.what)) > 2 and not _common(one, other):
        return False
    opposed = moves[0] * moves[1] < 0 and one.family not in {"TARIFF", "RATE"}
    return likeness >= (_ENOUGH if one.family else _BARE) + (0.1 if opposed else 0)


def _implied(one: Fact, other: Fact) -> bool:
    """Whether a figure without a noun of its own counts what the other counts: "his ninth" of the trip."""
    return not one.noun and other.noun in one.statement.content


def _common(one: Fact, other: Fact) -> bool:
    """Whether two statements share a country, a body, or two concepts."""
    return (
        bool(one.partners & other.partners or one.bodies & other.bodies)
        or len(one.statement.content & other.statement.content) >= 2
    )


def scope_of(first: Side, one: Fact, second: Side, other: Fact) -> str:
    """Why two figures of one measure are still not of one thing; empty where nothing tells them apart."""
    if one.goods != other.goods:
        return "of different goods"
    if one.qualifiers != other.qualifiers:
        return "of different parts or kinds"
    if (one.lands and other.lands and not one.lands & other.lands) or _partner(one, other):
        return "of different countries"
    if _elsewhere(one, other):
        return "of different countries"
    if one.bodies and other.bodies and not one.bodies & other.bodies:
        return "of different bodies"
    if one.share != other.share and any(each in fact.item.what for fact in (one, other) for each in _MOVES):
        return "a share and a change"
    if one.item.basis != other.item.basis and _bases(one, other):
        return "on different bases"
    if {one.item.role, other.item.role} in (
        {"prior", ""},
        {"prior", "to"},
        {"prior", "by"},
        {"from", "to"},
        {"from", ""},
        {"from", "by"},
    ):
        return "superseded: an earlier value and the later one"
    if one.family in {"PROFIT"} and _receiver(one) and _receiver(other) and _receiver(one) != _receiver(other):
        return "of different receivers"
    return _times(first, one, second, other)


def _elsewhere(one: Fact, other: Fact) -> bool:
    """Each statement names a country the other does not, or one names a country of which the other report, on others, is silent."""
    if one.partners - other.partners and other.partners - one.partners:
        return True
    home = {"United States"}
    return any(
        here.partners - home and there.abroad - home and not here.partners - home <= there.abroad
        for here, there in ((one, other), (other, one))
    )


def _bases(one: Fact, other: Fact) -> bool:
    moved = {"year on year", "month on month", "quarter on quarter"}
    if one.basis & moved and other.basis & moved and one.basis & moved != other.basis & moved:
        return True
    strict = _STRICT - ({"a year", "a month", "a day"} if one.item.unit == "%" else set())
    return (one.basis & strict) != (other.basis & strict)


def _partner(one: Fact, other: Fact) -> bool:
    """Trade with one country against trade with all, or with another."""
    if one.family not in {"EXPORT", "IMPORT", "TRADE", "DEFICIT", "SURPLUS"}:
        return False
    lands = [
        fact.lands | {capital_of().get(each.value, each.value) for each in fact.statement.items if each.kind == "place"}
        for fact in (one, other)
    ]
    return bool(one.lands - lands[1] and len(one.lands) > 1 or other.lands - lands[0] and len(other.lands) > 1)


def _receiver(one: Fact) -> str:
    """The country nearest to a share: "90% to the United States", "the US would retain 90 per cent"."""
    places = [each for each in one.statement.items if each.kind == "place"]
    after = [each for each in places if 0 <= each.start - one.item.stop <= 12]
    near = after or sorted(places, key=lambda each: abs(each.start - one.item.start))
    return capital_of().get(near[0].value, near[0].value) if near else ""


def _times(first: Side, one: Fact, second: Side, other: Fact) -> str:
    revised = ["REVISE" in fact.item.what or "REVISE" in fact.statement.content for fact in (one, other)]
    if revised[0] != revised[1] and one.family not in {"TARIFF"}:
        return "superseded: one is a revised figure"
    if one.period is None or other.period is None:
        return ""
    same = same_time(one.period, first.day, other.period, second.day)
    if same is False:
        return "of different periods"
    if same is None:
        return (
            ""
            if one.period.grain == other.period.grain and one.period.word == other.period.word
            else "of periods that cannot be placed"
        )
    return "" if _like_grain(one.period, first.day, other.period, second.day) else "of different periods"


def _like_grain(one: When, day: date | None, other: When, second: date | None) -> bool:
    here, there = interval(one, day), interval(other, second)
    if here and there:
        return here == there
    return one.grain == other.grain or bool(one.first and one.first == other.first and one.last == other.last)
