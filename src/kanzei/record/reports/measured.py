"""Figures as facts: what each measures, of which goods, countries and bodies, of when and on what basis."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from kanzei.record.reports.listed import capital_of
from kanzei.record.reports.model import FIGURES, Item, When
from kanzei.record.reports.scope import speaker
from kanzei.record.reports.statements import Side, Statement
from kanzei.record.reports.words import lexicon

__all__ = ["QUALIFIERS", "Fact", "facts"]

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


QUALIFIERS = frozenset(
    "FORECAST target ceil cap floor maximum minimum cumulative EQUITY LOAN GUARANTEE CASH THREATEN servic operat net gross pretax".split()
)


_WHOLE = frozenset({"servic", "target", "operat", "net", "gross"})
"""Qualifiers that count wherever they stand in the sentence."""


_NEUTRAL = frozenset(
    "total annual new whole big huge record its full-year total good goods japanes american monthly quarterly yearly".split()
)


_ANAPHORS = ("it ", "they ", "the bank ", "the company ", "the ministry ", "the agency ", "the fund ")


class Fact(NamedTuple):
    """A figure in its statement: ``family`` is what it measures, ``goods`` of what, ``period`` of when.

    partners, abroad : countries named in the statement, and in the whole report; bodies : those the statement is about,
    not those that tell it; share : a percentage "of" something; kind, object : the root right before what is measured, and
    the one after it and "of" ("net profit", "exports of toys"), where the lexicon knows neither; carried : the period is that of
    an earlier statement; told : all periods the report tells.
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
    kind: str
    object: str
    carried: bool = False
    told: tuple[When, ...] = ()


@lru_cache(maxsize=256)
def facts(side: Side) -> tuple[Fact, ...]:
    """Figures of a report in order."""
    found = []
    last: When | None = None
    bodies: frozenset[str] = frozenset()
    told = tuple(
        one.when
        for statement in side.statements
        for one in statement.items
        if one.when is not None and _is_period(one.when)
    )
    abroad = frozenset().union(*(_countries(statement) for statement in side.statements))
    for statement in side.statements:
        own = [one for one in statement.items if one.kind == "date" and one.when and _is_period(one.when)]
        opens = statement.sentence.text.lower().startswith(_ANAPHORS)
        bodies = _bodies(statement) or (bodies if opens else frozenset())
        for one in statement.items:
            if one.kind in FIGURES:
                near = next((each.when for each in own if each.value == one.period), own[0].when if own else last)
                found.append(_fact(one, statement, near, abroad)._replace(bodies=bodies, carried=not own, told=told))
        if own:
            last = own[-1].when
    return tuple(found)


def _is_period(when: When) -> bool:
    return when.grain in _PERIODS and not (
        when.grain == "relative" and not {"week", "month", "quarter", "year"} & set(when.word.split())
    )


def _fact(one: Item, statement: Statement, period: When | None, abroad: frozenset[str]) -> Fact:
    groups = lexicon().groups
    measures = [concept for concept in one.what if concept in groups["measure"]]
    if one.kind == "money" and set(measures) - {"TARIFF", "RATE"}:
        measures = [each for each in measures if each not in {"TARIFF", "RATE"}]
    if one.unit == "%" and "COST" in measures:
        measures = ["PRICE" if each == "COST" else each for each in measures]
    if "TARIFF" in measures and one.unit in {"%", "pp"}:
        family = "TARIFF"
    elif one.unit in {"%", "pp"} and "PROFIT" in measures:
        family = "PROFIT"
    else:
        first = next((each for each in _FIRST if each in measures), measures[0] if measures else "")
        if first == "TRADE":
            first = next((each for each in measures if each != "TRADE"), "TRADE")
        family = _FAMILY.get(first, first)
    if family in {"RATE", "INTEREST"} and _central_bank(statement):
        family = "POLICYRATE"
    if family == "OUTPUT" and one.unit == "%" and not {"industr", "PLANT"} & statement.content:
        family = "OUTPUT" if any(concept in groups["goods"] for concept in one.what) else "GROWTH"
    goods = frozenset(concept for concept in one.what if concept in groups["goods"])
    after = [each for each in statement.elements if each.start >= one.stop]
    noun = after[0].key if after and after[0].item is None and after[0].start - one.stop <= 24 else ""
    basis = frozenset(each for each in one.basis.split(", ") if each)
    lands = frozenset(capital_of().get(each, each) for each in one.entity)
    kind, of = _around(statement, one, set(measures))
    qualifiers = frozenset(one.what) & QUALIFIERS | statement.content & _WHOLE
    if not any(word.text.lower() == "operating" for word in statement.words):
        qualifiers -= {"operat"}
    more = (_countries(statement), abroad, _bodies(statement), _share(one, statement), kind, of)
    return Fact(one, statement, family, goods, period, basis, qualifiers, lands, noun, *more)


def _central_bank(one: Statement) -> bool:
    names = [item.value for item in one.items if item.kind == "organisation"]
    return "CENTRALBANK" in one.content or any(
        name.startswith(("Bank of ", "Reserve Bank", "Federal Reserve", "European Central"))
        or name.endswith("National Bank")
        for name in names
    )


def _around(statement: Statement, one: Item, measures: set[str]) -> tuple[str, str]:
    """The roots beside what is measured: "operating" of "operating profit", "toy" of "exports of toys"."""
    spots = [place for place, each in enumerate(statement.elements) if each.key in measures and each.item is None]
    if not spots:
        return "", ""
    place = min(spots, key=lambda spot: abs(statement.elements[spot].start - one.start))
    here = statement.elements[place]
    before = statement.elements[place - 1] if place else None
    kind = (
        before.key if before and before.item is None and here.start - before.stop <= 1 and before.key.islower() else ""
    )
    after = statement.elements[place + 1] if place + 1 < len(statement.elements) else None
    linked = [word.text.lower() for word in statement.words if here.stop <= word.start < after.start] if after else []
    of = after.key if after and after.item is None and linked == ["of"] else ""
    return "" if kind in _NEUTRAL else kind, of


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
