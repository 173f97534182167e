"""Rate texts of the schedule, read into small immutable formulas.

Formulas (nested tuples of JSON values)
---------------------------------------
``("free",)`` · ``("adval", rate)`` rate units over 3,000,000 · ``("specific", nano, unit, content)`` 10^-9 dollars a unit; ``content`` names
the matter whose weight counts (``lead``) or is ``""`` · ``("part", rate, (facts…))`` a percentage of the value of components ·
``("jewels", nano, above)`` · ``("sugar", nano, nano_per_degree, nano_least)`` · ``("sum", (formulas…))`` ·
``("greatest", (formulas…))`` · ``("least", (formulas…))`` ·
``("plus", rate, content)`` Chapter 99: the duty of the goods' own subheading and a rate on top (or off) · ``("no_change",)`` ·
``("see", where)`` · ``("not_computable", why)``: named, never dropped, never zero.

They are JSON as they stand; :func:`kanzei.schedule.words.rate_words` writes them back as a text that is read to the same formula.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from kanzei.money import NANO, RATE_ONE

__all__ = ["Rate", "content_fact", "is_free", "needs", "normalise", "parse_rate_text", "parse_special"]

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
    "pack": ("pack", 1, 1),
    "pr.": ("prs.", 1, 1),
    "doz.": ("doz.", 1, 1),
    "gross": ("gross", 1, 1),
    "thousand": ("thousands", 1, 1),
    "1,000": ("thousands", 1, 1),
    "1000": ("thousands", 1, 1),
    "1,000 pins": ("thousands", 1, 1),
    "line/gross": ("line gross", 1, 1),
}
"""Unit as written -> (unit of the formula, numerator, denominator of one written unit in it)."""

COMPONENTS = {
    "case": ("case_value",),
    "battery": ("battery_value",),
    "strap, band or bracelet": ("strap_value",),
    "movement": ("movement_value",),
    "movement and case": ("movement_value", "case_value"),
    "case and strap, band or bracelet": ("case_value", "strap_value"),
    "apparatus": ("apparatus_value",),
    "value of the rifle": ("rifle_value",),
    "value of the telescopic sight, if any": ("sight_value",),
    "value of the lead content": ("lead_content_value",),
    "fair retail value": ("fair_retail_value",),
    "cost of such goods or repairs": ("repair_value",),
    "cost of such parts": ("repair_value",),
    "cost of such parts or materials": ("repair_value",),
}
_CONTENTS = "lead copper zinc molybdenum tungsten magnesium manganese silicon".split()
_AMOUNT = re.compile(r"(?:\$(?P<dollars>\d[\d,]*(?:\.\d+)?)|(?P<cents>\d[\d,]*(?:\.\d+)?) ?¢)(?P<rest>.*)\Z")
_PERCENT = re.compile(r"(?P<number>\d+(?:\.\d+)?(?: ?\d+/\d+)?|\.\d+) ?(?:%|percent)(?P<rest>.*)\Z")
_SUGAR = re.compile(
    r"([\d.]+)¢/kg less ([\d.]+)¢ ?/kg for each degree under 100 degrees \(and fractions of a degree in proportion\) "
    r"but not less(?: than)? ([\d.]+)¢ ?/kg\Z"
)
_PLUS = re.compile(
    r"\[?the duty (?:rate )?provided (?:for )?in ?(?:the applicable subheading|such subheading|subheadings [\d., or]+\d)"
    r"(?: ?(?P<sign>\+|plus|minus) ?(?:a duty of )?(?P<rate>[\d.]+(?: \d+/\d+)?)%"
    r"(?: upon the value of the (?P<content>steel|aluminum|copper|non-u\.s\.) content)?)?\.?\]?\Z",
    re.IGNORECASE,
)
_CHOICE = re.compile(
    r"(?P<one>.+) or (?P<two>.+?),? whichever is (?:the )?(?P<which>greater|higher|less|lesser|lower)\Z", re.IGNORECASE
)
_BOUND = re.compile(r"(?P<one>.+?),? but not (?P<which>less|more) than (?P<two>.+)\Z", re.IGNORECASE)
_IN_WORDS = (
    ("garment in the", "each garment of the ensemble pays its own rate: give each as a line of its own"),
    ("article in the set", "the set pays the highest of its articles' rates: give the code of that article"),
    ("natural juice", "it is the rate of the natural juice of heading 2009: give that code"),
    ("each article in the absence", "each article pays the rate it has by itself: give each as a line of its own"),
    ("other piece or part", "it counts jewels and pieces and is limited to the duty of the complete movement"),
    ("complete, assembled", "it is the rate of the complete movement: give its code"),
    ("of which it is a", "it is the rate of the article it belongs to: give that article's code"),
    ("in the absence of this", "it is the rate the article has without this provision: give that code"),
    (
        "repairs or alterations",
        "it falls on the value of the repairs or alterations: claim the chapter 98 provision on the article's own code",
    ),
    (
        "processing outside",
        "it falls on the value of the processing abroad: claim the chapter 98 provision on the article's own code",
    ),
    (
        "less the",
        "it falls on the value less American components: claim the chapter 98 provision on the article's own code",
    ),
    ("like articles not previously exported", "it depends on the drawback and tax once allowed on the article"),
    ("beneficiary countries in heading", "it is the rate of another heading for the programme"),
    ("originating goods of", "it is the programme's rate of the subheading the goods would have"),
)
"""Words of a rate told in words -> why it cannot be computed here, and what to do."""


def content_fact(matter: str) -> str:
    """The claim that states the weight of a matter in the goods, in kg (``lead`` -> ``lead_content_kg``)."""
    return "total_sugars_kg" if matter == "total_sugars" else f"{matter}_content_kg"


def normalise(text: str) -> str:
    """A rate text without markup, line breaks, hyphens left from print and blanks that differ between exports."""
    text = re.sub(r"<sup>\s*(\d)\s*</sup>", r"\1 ", text)
    text = re.sub(r"<[^>]*>", "", text)
    text = re.sub(r"([a-z])- ([a-z])", r"\1\2", text).replace("internalrevenue", "internal revenue")
    text = text.replace("²", "2").replace("³", "3").replace("\xa0", " ")
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"\s*/\s*", "/", text)
    text = re.sub(r"\bpf\.? liter", "pf.liter", text)
    text = re.sub(r"\blin\. m\b", "lin.m", text)
    return (
        text.replace("thebattery", "the battery").replace("weght", "weight").replace("oralterations", "or alterations")
    )


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
        return ("not_computable", f"it is free under a condition only ({clean[4:].strip(' ,()')})")
    if low == "no change":
        return ("no_change",)
    if low.startswith("see "):
        return ("see", clean[4:].strip(" ."))
    try:
        return _computed(clean) or _in_words(clean)
    except (ValueError, ZeroDivisionError):
        return ("not_computable", f"a number in it cannot be read: {clean}")


def _in_words(clean: str) -> Rate:
    low = clean.lower()
    if not any(letter.isalnum() for letter in clean):
        return ("not_computable", "the schedule prints no rate here")
    for words, why in _IN_WORDS:
        if words in low:
            return ("not_computable", why)
    return ("not_computable", f"it is told in words: {clean}")


def _computed(clean: str) -> Rate | None:
    """A formula of amounts and percentages, or ``None`` where the text is something else."""
    if found := _PLUS.match(clean):
        units = sum((Fraction(part) for part in (found["rate"] or "0").split()), Fraction(0)) * RATE_ONE / 100
        if units.denominator == 1:
            sign = -1 if (found["sign"] or "").lower() == "minus" else 1
            return ("plus", sign * int(units), (found["content"] or "").lower())
    if found := _SUGAR.match(clean.lower()):
        return ("sugar", *(_nano(number, cents=True) for number in found.groups()))
    if found := _CHOICE.match(clean) or _BOUND.match(clean):
        one, two = _computed(found["one"].strip()), _computed(found["two"].strip())
        greatest = found["which"].lower() in ("greater", "higher") or (
            found.re is _BOUND and found["which"].lower() == "less"
        )
        return ("greatest" if greatest else "least", (one, two)) if one and two else None
    terms = [_term(one.strip()) for one in re.split(r" ?\+ ?", clean)]
    made = tuple(term for term in terms if term is not None)
    if len(made) < len(terms):
        return None
    return made[0] if len(made) == 1 else ("sum", made)


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
        if not rest or rest in (
            "on the entire set",
            "on the full value of the imported article",
            "ad valorem",
            "ad val",
        ):
            return ("adval", int(value))
        component = re.sub(r"^(?:on|of) (?:the )?", "", rest)
        facts = COMPONENTS.get(component)
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
    rest = re.sub(
        r",? ?(?:on (?:drained weight|contents and container|entire contents of container)|including weight of container)$",
        "",
        rest,
    )
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
    if rate[0] in ("sum", "greatest", "least"):
        return all(is_free(one) for one in rate[1])
    return bool(rate[0] == "free" or (rate[0] in ("adval", "specific") and rate[1] == 0))


def needs(rate: Rate) -> list[str]:
    """What a line must state for the rate to be computed, in words."""
    kind = rate[0]
    if kind in ("sum", "greatest", "least"):
        return list(dict.fromkeys(word for one in rate[1] for word in needs(one)))
    if kind == "specific":
        if rate[3]:
            return [f"the {rate[3].replace('_', ' ')} content in {rate[2]} (claim {content_fact(rate[3])})"]
        return [f"the quantity in {rate[2]}"]
    if kind == "part":
        return [f"the value of the {fact.removesuffix('_value').replace('_', ' ')} (claim {fact})" for fact in rate[2]]
    if kind == "jewels":
        return ["the quantity in No.", "the number of jewels in a movement (claim jewels)"]
    if kind == "sugar":
        return ["the quantity in kg", "the polarisation in degrees (claim sugar_degrees)"]
    if kind == "see":
        return [f"the rate of {rate[1]}"]
    if kind == "not_computable":
        return [str(rate[1])]
    return []
