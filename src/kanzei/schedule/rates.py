"""Rate texts of the schedule, read into small immutable formulas.

Formulas (nested tuples of JSON values)
---------------------------------------
``("free",)`` · ``("adval", rate)`` rate units over 3,000,000 · ``("specific", nano, unit, content)`` 10^-9 dollars a unit; ``content`` names
the matter whose weight counts (``lead``) or is ``""`` · ``("part", rate, (facts…))`` a percentage of the value of components ·
``("jewels", nano, above)`` · ``("sugar", nano, nano_per_degree, nano_least)`` · ``("sum", (formulas…))`` ·
``("plus", rate, content)`` Chapter 99: the duty of the goods' own subheading and a rate on top · ``("no_change",)`` ·
``("see", where)`` · ``("not_computable", why)``: named, never dropped, never zero.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from kanzei.money import NANO, RATE_ONE

__all__ = ["Rate", "is_free", "needs", "normalise", "parse_rate_text", "parse_special"]

Rate = tuple[Any, ...]

UNITS: dict[str, tuple[str, int, int]] = {
    "kg": ("kg", 1, 1),
    "clean kg": ("clean kg", 1, 1),
    "g": ("kg", 1, 1000),
    "t": ("t", 1, 1),
    "liter": ("liters", 1, 1),
    "pf.liter": ("pf.liters", 1, 1),
    "m2": ("m2", 1, 1),
    "m3": ("m3", 1, 1),
    "m": ("m", 1, 1),
    "lin.m": ("m", 1, 1),
    "bbl": ("bbl", 1, 1),
    "each": ("No.", 1, 1),
    "head": ("No.", 1, 1),
    "article": ("No.", 1, 1),
    "pack": ("No.", 1, 1),
    "pr.": ("prs.", 1, 1),
    "doz.": ("doz.", 1, 1),
    "gross": ("gross", 1, 1),
    "thousand": ("thousands", 1, 1),
    "1,000": ("thousands", 1, 1),
    "1000": ("thousands", 1, 1),
    "1,000 pins": ("thousand pins", 1, 1),
    "line/gross": ("line gross", 1, 1),
}
"""Unit as written -> (unit of the formula, numerator, denominator of one written unit in it)."""

_COMPONENTS = {
    "case": ("case_value",),
    "battery": ("battery_value",),
    "strap, band or bracelet": ("strap_value",),
    "movement": ("movement_value",),
    "movement and case": ("movement_value", "case_value"),
    "case and strap, band or bracelet": ("case_value", "strap_value"),
    "apparatus": ("apparatus_value",),
    "value of the rifle": ("rifle_value",),
    "value of the telescopic sight, if any": ("sight_value",),
    "value of the lead content": ("lead_value",),
}
_CONTENTS = "lead copper zinc molybdenum tungsten magnesium manganese silicon".split()
_AMOUNT = re.compile(r"(?:\$(?P<dollars>\d[\d,]*(?:\.\d+)?)|(?P<cents>\d[\d,]*(?:\.\d+)?) ?¢)(?P<rest>.*)\Z")
_PERCENT = re.compile(r"(?P<number>\d+(?:\.\d+)?(?: ?\d+/\d+)?|\.\d+) ?(?:%|percent)(?P<rest>.*)\Z")
_SUGAR = re.compile(
    r"([\d.]+)¢/kg less ([\d.]+)¢ ?/kg for each degree under 100 degrees \(and fractions of a degree in proportion\) "
    r"but not less(?: than)? ([\d.]+)¢ ?/kg\Z"
)
_PLUS = re.compile(
    r"\[?the duty provided (?:for )?in ?the applicable subheading(?: ?(?:\+|plus) ?(?:a duty of )?([\d.]+)%"
    r"(?: upon the value of the (steel|aluminum|copper|non-u\.s\.) content)?)?\.?\]?\Z",
    re.IGNORECASE,
)


def normalise(text: str) -> str:
    """A rate text without markup, line breaks, hyphens left from print and blanks that differ between exports."""
    text = re.sub(r"<sup>\s*(\d)\s*</sup>", r"\1 ", text)
    text = re.sub(r"<[^>]*>", "", text)
    text = re.sub(r"([a-z])- ([a-z])", r"\1\2", text)
    text = text.replace("²", "2").replace("³", "3").replace("\xa0", " ")
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"\s*/\s*", "/", text)
    text = re.sub(r"\bpf\.? liter", "pf.liter", text)
    text = re.sub(r"\blin\. m\b", "lin.m", text)
    return text.replace("thebattery", "the battery").replace("weght", "weight").replace("oralterations", "or alterations")


def parse_rate_text(text: str, column: str = "General") -> Rate:
    """Read one rate text of a General, Special (without its symbols) or Column 2 cell.

    Every text yields a formula; one that cannot be computed yields ``("not_computable", why)``.
    """
    clean = normalise(text)
    low = clean.lower().rstrip(".")
    if not clean:
        return ("not_computable", "the schedule prints no rate here")
    if low == "free":
        return ("free",)
    if low.startswith("free"):
        return ("not_computable", f"free under a condition: {clean}")
    if low == "no change":
        return ("no_change",)
    if low.startswith("see "):
        return ("see", clean[4:])
    if found := _PLUS.match(clean):
        units = Fraction(found[1] or "0") * RATE_ONE / 100
        return ("plus", int(units), (found[2] or "").lower())
    if found := _SUGAR.match(low):
        return ("sugar", *(_nano(number, cents=True) for number in found.groups()))
    terms = [_term(one.strip()) for one in re.split(r" ?\+ ?", clean)]
    if all(term is not None for term in terms):
        made = tuple(term for term in terms if term is not None)
        return made[0] if len(made) == 1 else ("sum", made)
    return ("not_computable", f"the rate is stated in words: {clean}")


def _nano(number: str, *, cents: bool) -> int:
    value = Fraction(number.replace(",", "")) * NANO / (100 if cents else 1)
    if value.denominator != 1:
        raise ValueError(f"{number} is finer than 10^-9 dollars")
    return int(value)


def _term(term: str) -> Rate | None:
    if found := _PERCENT.match(term):
        value = sum((Fraction(part) for part in found["number"].split()), Fraction(0)) * RATE_ONE / 100
        if value.denominator != 1:
            return None
        rest = found["rest"].strip().strip("/").strip()
        if not rest or rest == "on the entire set":
            return ("adval", int(value))
        component = re.sub(r"^on (?:the )?", "", rest)
        facts = _COMPONENTS.get(component)
        return ("part", int(value), facts) if facts else None
    found = _AMOUNT.match(term)
    if not found:
        return None
    nano = _nano(found["dollars"] or found["cents"], cents=found["cents"] is not None)
    rest = found["rest"].strip().lstrip("/")
    if jewel := re.fullmatch(r"jewel(?: over (\d+))?", rest):
        return ("jewels", nano, int(jewel[1] or 0))
    content = ""
    if found_content := re.fullmatch(r"kg (?:on|of) (?:the )?(?:anhydrous )?(\w+) content", rest):
        content, rest = found_content[1], "kg"
        if content not in (*_CONTENTS, "morphine"):
            return None
    elif rest == "kg of total sugars":
        content, rest = "total_sugars", "kg"
    elif rest == "pf.liter on ethyl alcohol content":
        rest = "pf.liter"
    rest = re.sub(r",? ?(?:on (?:drained weight|contents and container|entire contents of container)|including weight of container)$", "", rest)
    rest = re.sub(r" ?of (?:recording surface|immediate containers)$", "", rest)
    unit = UNITS.get(rest.strip())
    if unit is None:
        return None
    name, top, bottom = unit
    return ("specific", nano * bottom // top, name, content)


def parse_special(text: str) -> dict[str, tuple[str, Rate]]:
    """A Special cell as symbol -> (rate text, formula).

    Groups follow each other with or without a blank: ``Free (A,AU)25% (KR)``; ``See 9822.04.25 (AU)``. A cell without symbols
    (Chapter 99) is returned under ``""``.
    """
    clean = normalise(text)
    if not clean:
        return {}
    out: dict[str, tuple[str, Rate]] = {}
    place = 0
    for found in re.finditer(r"\(([A-Z][A-Z+*,. ]*)\)", clean):
        words = clean[place : found.start()].strip(" ,;")
        place = found.end()
        formula = parse_rate_text(words, "Special")
        # Some exports print a comma twice, or a blank or a full stop where a comma belongs.
        for symbol in re.split(r"[,. ]+", found[1]):
            if symbol:
                out[symbol] = (words, formula)
    rest = clean[place:].strip(" ,;.")
    if not out:
        return {"": (clean, parse_rate_text(clean, "Special"))}
    if rest:
        out[""] = (rest, parse_rate_text(rest, "Special"))
    return out


def is_free(rate: Rate) -> bool:
    """Whether the formula is free whatever the amounts."""
    return rate[0] == "free" or (rate[0] == "adval" and rate[1] == 0)


def needs(rate: Rate) -> list[str]:
    """What a line must state for the rate to be computed, in words."""
    kind = rate[0]
    if kind == "sum":
        return list(dict.fromkeys(word for one in rate[1] for word in needs(one)))
    if kind == "specific":
        return [f"the {rate[3].replace('_', ' ')} content in {rate[2]}" if rate[3] else f"the quantity in {rate[2]}"]
    if kind == "part":
        return [f"the claim {fact}" for fact in rate[2]]
    if kind == "jewels":
        return ["the quantity in No.", "the claim jewels"]
    if kind == "sugar":
        return ["the quantity in kg", "the claim degrees"]
    if kind in ("see", "not_computable"):
        return [rate[1]]
    return []
