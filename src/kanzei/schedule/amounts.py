"""The ordinary duty of a formula: exact, unrounded, in cents as a rational number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kanzei.errors import ScheduleError
from kanzei.money import MILLI, NANO, RATE_ONE
from kanzei.schedule.rates import Rate

__all__ = ["canonical_unit", "ordinary_duty", "quantity_in"]

_ALIASES = {
    "kg": "kg kgs kilogram kilograms kgm",
    "g": "g gm gram grams grm",
    "t": "t ton tonne tonnes mt",
    "No.": "no no. nos number each pcs pc piece pieces ea head x-no nmb",
    "doz.": "doz doz. dz dozen dozens dzn",
    "prs.": "prs prs. pr pr. pair pairs dpr npr",
    "doz. prs.": "dpr. doz.prs. doz_prs",
    "gross": "gross gr grs gro",
    "thousands": "thousands thousand k m.pcs ths mil",
    "liters": "l liter liters litre litres lt ltr",
    "pf.liters": "pfl pf.liter pf.liters pf_liters pf.litres pf",
    "m": "m meter meters metre metres lin.m lm",
    "m2": "m2 sqm sq.m sm mtk",
    "m3": "m3 cbm cu.m cm mtq",
    "cm2": "cm2 sqcm",
    "bbl": "bbl bbls barrel barrels",
    "clean kg": "ckg clean_kg cleankg",
    "carat": "car carat carats ct",
}
_NAMES = {alias: unit for unit, words in _ALIASES.items() for alias in words.split()}
_SAME: dict[str, tuple[tuple[str, int, int], ...]] = {
    "kg": (("g", 1, 1000), ("t", 1000, 1)),
    "t": (("kg", 1, 1000), ("g", 1, 1_000_000)),
    "doz.": (("No.", 1, 12), ("gross", 12, 1)),
    "No.": (("doz.", 12, 1), ("thousands", 1000, 1), ("gross", 144, 1)),
    "gross": (("No.", 1, 144), ("doz.", 1, 12)),
    "thousands": (("No.", 1, 1000),),
    "prs.": (("doz. prs.", 12, 1),),
    "m2": (("cm2", 1, 10_000),),
}
"""unit wanted -> (unit given, numerator, denominator): conversions inside one dimension only."""


def canonical_unit(word: str) -> str:
    """The schedule's word for a unit (``KG`` -> ``kg``, ``NO`` -> ``No.``); an unknown word stays as it is."""
    plain = word.strip().lower().replace(" ", "")
    return _NAMES.get(plain, word.strip())


def quantity_in(unit: str, quantities: Mapping[str, int]) -> tuple[int, int]:
    """The reported quantity in a unit, in thousandths, as (numerator, denominator).

    Raises
    ------
    ScheduleError   No quantity of that dimension is reported; the message names the unit needed and those given.
    """
    given = {canonical_unit(name): amount for name, amount in quantities.items()}
    if unit in given:
        return given[unit], 1
    for name, top, bottom in _SAME.get(unit, ()):
        if name in given:
            return given[name] * top, bottom
    if "" in given and len(given) == 1:
        return given[""], 1
    stated = ", ".join(f"{amount / MILLI:g} {name or '(no unit)'}" for name, amount in given.items()) or "none"
    raise ScheduleError(f"the rate needs the quantity in {unit}; given: {stated}")


def ordinary_duty(
    rate: Rate,
    value_cents: int,
    quantities: Mapping[str, int],
    facts: Mapping[str, Any],
    share: tuple[int, int] = (1, 1),
) -> tuple[int, int]:
    """Unrounded duty in cents as (numerator, denominator), denominator positive.

    Parameters
    ----------
    value_cents : value the percentages fall on (a part of the line's value, where the line is split).
    quantities  : unit -> thousandths, of the whole line.
    facts       : component values in cents (``case_value`` …), ``degrees`` and ``jewels`` in thousandths, contents in thousandths of kg
                  (``lead_content`` …), of the whole line.
    share       : the part's share of the line's value; specific amounts are shared by it.

    Raises
    ------
    ScheduleError   The formula needs something the line does not state, or cannot be computed.

    Notes
    -----
    19 CFR 159.3(b) lets quantities be rounded for low specific rates; quantities are taken here as reported, to the thousandth.
    """
    kind = rate[0]
    top, bottom = share
    if kind == "free":
        return 0, 1
    if kind == "adval":
        return rate[1] * value_cents, RATE_ONE
    if kind == "sum":
        numerator, denominator = 0, 1
        for one in rate[1]:
            n, d = ordinary_duty(one, value_cents, quantities, facts, share)
            numerator, denominator = numerator * d + n * denominator, denominator * d
        return numerator, denominator
    if kind == "specific":
        if rate[3]:
            key = f"{rate[3]}_content"
            amount = _fact(facts, key, f"the {rate[3].replace('_', ' ')} content in {rate[2]}")
            n, d = amount, 1
        else:
            n, d = quantity_in(rate[2], quantities)
        return rate[1] * n * 100 * top, NANO * MILLI * d * bottom
    if kind == "part":
        total = sum(_fact(facts, fact, f"the value of the {fact.removesuffix('_value')}") for fact in rate[2])
        return rate[1] * total * top, RATE_ONE * bottom
    if kind == "jewels":
        jewels = _fact(facts, "jewels", "the number of jewels")
        n, d = quantity_in("No.", quantities)
        counted = max(0, jewels - rate[2] * MILLI)
        return rate[1] * counted * n * 100 * top, NANO * MILLI * MILLI * d * bottom
    if kind == "sugar":
        degrees = _fact(facts, "degrees", "the polarisation in degrees")
        n, d = quantity_in("kg", quantities)
        nano = max(rate[1] * MILLI - rate[2] * max(0, 100 * MILLI - degrees), rate[3] * MILLI)
        return nano * n * 100 * top, NANO * MILLI * MILLI * d * bottom
    if kind == "see":
        raise ScheduleError(f"the schedule refers to {rate[1]} for this rate: give the rate of that provision as base_rate_text")
    if kind == "not_computable":
        raise ScheduleError(f"this rate cannot be computed: {rate[1]}; give the ad valorem rate as base_rate_text")
    raise ScheduleError(f"a Chapter 99 rate ({kind}) has no ordinary duty of its own: give the article's own code")


def _fact(facts: Mapping[str, Any], key: str, what: str) -> int:
    value = facts.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ScheduleError(f"the rate needs {what}: state it as the claim {key}")
    return value
