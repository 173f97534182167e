"""Units of quantity: the schedule's words, the words files use for them, and safe conversions.

A conversion stays inside one dimension (mass, count, volume, area, length) and inside one meaning: a clean kilogram of wool is no kilogram,
a proof liter no liter, a pair no piece.
"""

from __future__ import annotations

from collections.abc import Mapping

from kanzei.errors import ScheduleError
from kanzei.money import MILLI

__all__ = ["canonical_unit", "content_in", "convert", "is_unit", "quantity_in", "round_quantity", "schedule_unit"]

_ALIASES = {
    "kg": "kg kgs kilo kilos kilogram kilograms kgm",
    "g": "g gm gms gram grams grm",
    "t": "t mt tonne tonnes tne metricton metrictons",
    "No.": "no no. nos nos. number numbers each ea pcs pcs. pc piece pieces head x-no nmb unit units",
    "hundreds": "hundreds hundred hun",
    "thousands": "thousands thousand k ths mil.pcs 1000pcs thousandpins 1000pins",
    "doz.": "doz doz. dz dzn dozen dozens dpc dzpcs doz.pcs doz.pcs.",
    "prs.": "prs prs. pr pr. pair pairs npr",
    "doz. prs.": "dpr doz.prs. doz.prs dozprs dozpairs dozenpairs",
    "gross": "gross gr gr. grs gro",
    "line gross": "gr.lines grlines grl linegross grosslines",
    "pack": "pack packs pk",
    "liters": "l lt ltr liter liters litre litres",
    "pf.liters": "pfl pf.l pf.liter pf.liters pf.litre pf.litres pfliters proofliter proofliters",
    "bbl": "bbl bbls barrel barrels",
    "m": "m meter meters metre metres lin.m linm lm mtr",
    "cm": "cm centimeter centimeters centimetre centimetres",
    "thousand m": "thousandm km",
    "m2": "m2 m² sqm sq.m sm mtk squaremeter squaremeters",
    "cm2": "cm2 cm² sqcm cmk",
    "m3": "m3 m³ cbm cu.m mtq cubicmeter cubicmeters",
    "thousand m3": "thousandm3 tm3 thousandm³",
    "cm3": "cm3 cm³ cc",
    "clean kg": "ckg cykg cleankg clean_kg cleanyieldkg kgcy",
    "carat": "car carat carats ct ctm",
    "jewels": "jwls jwls. jwl jewel jewels",
}
_NAMES = {alias: unit for unit, words in _ALIASES.items() for alias in words.split()}
_DIMENSIONS: tuple[dict[str, tuple[int, int]], ...] = (
    {"g": (1, 1000), "kg": (1, 1), "t": (1000, 1), "carat": (1, 5000)},
    {"No.": (1, 1), "doz.": (12, 1), "hundreds": (100, 1), "gross": (144, 1), "thousands": (1000, 1)},
    {"prs.": (1, 1), "doz. prs.": (12, 1)},
    {"cm3": (1, 1000), "liters": (1, 1), "m3": (1000, 1), "thousand m3": (1_000_000, 1)},
    {"cm2": (1, 10_000), "m2": (1, 1)},
    {"cm": (1, 100), "m": (1, 1), "thousand m": (1000, 1)},
)
"""Per dimension: unit -> its size in a common unit as (numerator, denominator). A carat is 200 mg."""
_SIZES = {unit: (index, size) for index, dimension in enumerate(_DIMENSIONS) for unit, size in dimension.items()}

_COUNTED = frozenset(("mwh", "square", "squares", "doses", "w", "gbq"))
"""Units of the schedule that convert into no other and have no other name."""
_MATTERS = {
    "lead": "pb",
    "copper": "cu",
    "zinc": "zn",
    "molybdenum": "mo",
    "tungsten": "w",
    "magnesium": "mg",
    "manganese": "mn",
    "silicon": "si",
}


def canonical_unit(word: str) -> str:
    """The schedule's word for a unit (``KG`` -> ``kg``, ``NO`` -> ``No.``); an unknown word stays as it is.

    Notes
    -----
    ``DPR`` is dozens of pairs, ``GR`` gross, ``GM`` grams, ``K`` thousands, as CBP abbreviates them. ``ton`` is not read: it may be a short one.
    """
    return _NAMES.get("".join(word.lower().split()), word.strip())


def is_unit(word: str) -> bool:
    """Whether a word is a unit, or has one in it (``Pb kg``, ``kg cmsc``); a blank one is none stated."""
    return not word.strip() or any(
        canonical_unit(one) in _NAMES.values() or one.lower() in _COUNTED for one in (word, *word.split())
    )


def schedule_unit(printed: str) -> str:
    """A unit as printed in an export, with the spelling made one (``m²``, ``lin. m``, ``pcs `` …); ``""`` for a blank one.

    Notes
    -----
    Only the spelling changes: ``pcs`` and ``Dz Pcs`` become the schedule's ``No.`` and ``doz.``; ``Cu kg`` or ``kg cmsc`` stay.
    """
    return canonical_unit(" ".join(printed.split()))


def convert(milli: int, given: str, wanted: str) -> tuple[int, int] | None:
    """A quantity in another unit of the same dimension, as (numerator, denominator) thousandths; ``None`` across dimensions."""
    given, wanted = canonical_unit(given), canonical_unit(wanted)
    if given == wanted:
        return milli, 1
    if given not in _SIZES or wanted not in _SIZES:
        return None
    (one, (top, bottom)), (two, (to_top, to_bottom)) = _SIZES[given], _SIZES[wanted]
    return (milli * top * to_bottom, bottom * to_top) if one == two else None


def quantity_in(unit: str, quantities: Mapping[str, int], *, zero_allowed: bool = False) -> tuple[int, int]:
    """The reported quantity in a unit, in thousandths, as (numerator, denominator).

    Raises
    ------
    ScheduleError   No quantity of that dimension is reported, or it is zero; the message names the unit needed and those given.

    Notes
    -----
    The same unit counts first, then another of its dimension, then a single quantity reported without any unit.
    """
    found: tuple[int, int] | None = None
    exact = [milli for name, milli in quantities.items() if canonical_unit(name) == unit]
    if exact:
        found = exact[0], 1
    elif unit:
        converted = (convert(milli, name, unit) for name, milli in quantities.items() if name)
        found = next((one for one in converted if one is not None), None)
    if found is None and len(quantities) == 1 and "" in quantities:
        found = quantities[""], 1
    if found is not None and (found[0] or zero_allowed):
        return found
    stated = ", ".join(f"{_number(milli)} {name or '(no unit)'}" for name, milli in quantities.items()) or "none"
    why = "; it is zero" if found is not None else _across(unit, quantities)
    raise ScheduleError(f"the rate needs the quantity in {unit}; given: {stated}{why}")


def _across(unit: str, quantities: Mapping[str, int]) -> str:
    return f" (no conversion into {unit} is safe)" if any(quantities) else ""


def _number(milli: int) -> str:
    sign, (whole, part) = "-" if milli < 0 else "", divmod(abs(milli), MILLI)
    return f"{sign}{whole}.{part:03d}".rstrip("0").rstrip(".")


def content_in(unit: str, matter: str, quantities: Mapping[str, int]) -> tuple[int, int] | None:
    """The weight of a matter held in the goods where it is reported as a quantity of its own (``Pb kg``), else ``None``."""
    words = {f"{_MATTERS.get(matter, matter)}{unit}".lower(), f"{matter}{unit}".lower()}
    if matter == "total_sugars":
        words |= {"kgttlsug", "kgtotalsugars"}
    for name, milli in quantities.items():
        if "".join(name.lower().split()).replace("_", "") in words:
            return milli, 1
    return None


def round_quantity(milli: int, nano: int) -> int:
    """A quantity as 19 CFR 159.3(b) lets it be taken for a specific rate: whole units where the rate is one dollar or less a unit.

    Parameters
    ----------
    milli : thousandths of the unit the rate names. nano : the rate in 10^-9 dollars a unit.

    Notes
    -----
    A half counts as a whole unit, less is dropped; dearer rates keep the fraction. Alcoholic beverages (proof liters) have a rule of
    their own, 19 CFR 159.4, and are never rounded here. Summarised from the regulation by secondary sources: an amount of duty is rounded this
    way only where a caller asks for it.
    """
    if abs(nano) > 1_000_000_000:
        return milli
    whole = (abs(milli) * 2 + MILLI) // (2 * MILLI) * MILLI
    return whole if milli >= 0 else -whole
