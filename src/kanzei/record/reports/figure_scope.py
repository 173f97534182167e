"""Why two figures of one measure are still not of one thing: goods, countries, bodies, basis, receiver, time."""

from __future__ import annotations

from datetime import date

from kanzei.record.reports.listed import capital_of
from kanzei.record.reports.measured import Fact
from kanzei.record.reports.model import When
from kanzei.record.reports.statements import Side
from kanzei.record.reports.times import business_year, interval, same_time

__all__ = ["MOVES", "scope_of", "times_of"]

MOVES = {"RISE": 1, "RAISE": 1, "GROWTH": 1, "FALL": -1, "CUT": -1}
"""Which way a word moves what is measured."""
_WEEKS = 10
"""Days between two reports after which a forecast or a first estimate may have been replaced."""
_REVISED = frozenset(
    "GROWTH EXPORT IMPORT TRADE DEFICIT SURPLUS INFLATION OUTPUT WAGE PERSONNEL PROFIT COST SELL".split()
)
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


def scope_of(first: Side, one: Fact, second: Side, other: Fact) -> str:
    """Why two figures of one measure are still not of one thing; empty where nothing tells them apart."""
    if one.goods != other.goods:
        return "of different goods"
    if _kinds(one, other) != _kinds(other, one):
        return "of different parts or kinds"
    if (one.lands and other.lands and not one.lands & other.lands) or _partner(one, other):
        return "of different countries"
    if _elsewhere(one, other):
        return "of different countries"
    if (one.kind and other.kind and one.kind != other.kind) or (
        one.object and other.object and one.object != other.object
    ):
        return "of different kinds"
    if one.bodies and other.bodies and not one.bodies & other.bodies:
        return "of different bodies"
    if one.share != other.share and any(each in fact.item.what for fact in (one, other) for each in MOVES):
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
    return times_of(first, one, second, other)


def _kinds(one: Fact, other: Fact) -> frozenset[str]:
    """Parts and kinds of a figure; "estimate" tells nothing where the other statement has it too."""
    both = {"FORECAST"} if _ahead(one) and _ahead(other) else set()
    return one.qualifiers - both


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
    paced = {"a year", "a month", "a day"}
    if one.basis & other.basis & paced:
        return (one.basis ^ other.basis) & _STRICT - {"average"} != frozenset()
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


def times_of(first: Side, one: Fact, second: Side, other: Fact) -> str:
    """Why two figures are of different times, or one has replaced the other; empty where nothing tells them apart."""
    revised = [
        "REVISE" in fact.item.what or "REVISE" in fact.statement.content or _than_before(fact) for fact in (one, other)
    ]
    if revised[0] != revised[1] and one.family not in {"TARIFF"}:
        return "superseded: one is a revised figure"
    spans = [_spans(fact) for fact in (one, other)]
    if one.family in _REVISED and spans[0] - spans[1] and spans[1] - spans[0]:
        return "of periods that cannot be placed"
    if _at_other_times(first, one, second, other):
        return "superseded: told at different times, of what is forecast or may be revised"
    if one.period is None or other.period is None:
        return ""
    same = same_time(one.period, first.day, other.period, second.day)
    for here, day, there, its in ((one, first.day, other, second.day), (other, second.day, one, first.day)):
        seen = there.period
        if (
            same is not True
            and here.carried
            and seen is not None
            and any(same_time(each, day, seen, its) and each.grain == seen.grain for each in here.told)
        ):
            return ""
    if same is False:
        return "of different periods"
    if same is None:
        return (
            ""
            if one.period.grain == other.period.grain and one.period.word == other.period.word
            else "of periods that cannot be placed"
        )
    return "" if _like_grain(one.period, first.day, other.period, second.day) else "of different periods"


def _than_before(one: Fact) -> bool:
    """Whether a statement sets its figure against an earlier estimate: "less than it forecast in May"."""
    words = one.statement.words
    spots = [word.start for word in words if word.text.lower() in {"than", "previously"}]
    return any(
        each.key == "FORECAST" and 0 <= each.start - spot < 30 for each in one.statement.elements for spot in spots
    )


_AHEAD = frozenset("will would expect expects expected sees forecast forecasts projects projected likely".split())


_SPANS = frozenset("day week month quarter half season decade".split())


def _spans(one: Fact) -> frozenset[str]:
    """Words of spans of time in a statement, "from a month earlier" and the like left out."""
    compared = {"YEARONYEAR", "MONTHONMONTH", "QUARTERONQUARTER"}
    taken = [(each.start, each.stop) for each in one.statement.elements if each.key in compared]
    return frozenset(
        word.stem
        for word in one.statement.words
        if word.stem in _SPANS and not any(start <= word.start < stop for start, stop in taken)
    )


def _ahead(one: Fact) -> bool:
    """Whether a statement tells what is to come, or an estimate."""
    return "FORECAST" in one.statement.content or any(word.text.lower() in _AHEAD for word in one.statement.words)


def _at_other_times(first: Side, one: Fact, second: Side, other: Fact) -> bool:
    """Whether reports of different weeks give a forecast, or a figure of a kind that statistics revise."""
    if first.day is None or second.day is None or abs((first.day - second.day).days) < _WEEKS:
        return False
    ahead = [_ahead(one), _ahead(other)]
    return one.family in _REVISED and (not any(ahead) or all(ahead))


def _like_grain(one: When, day: date | None, other: When, second: date | None) -> bool:
    if business_year(one, day) is not None and business_year(other, second) is not None:
        return True
    here, there = interval(one, day), interval(other, second)
    if here and there:
        return here == there
    return one.grain == other.grain or bool(one.first and one.first == other.first and one.last == other.last)
