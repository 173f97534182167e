"""What the words for goods ask of the law book: a code whose duty is asked, and the facts about it that are taken as stated.

A word of a report is no tariff code. For each word one code stands that the duty of its kind falls on; the answer names it, so that a reader can ask for another.
"""

from __future__ import annotations

from typing import NamedTuple

from kanzei.record.checking.context import Spot
from kanzei.record.reports import Item

__all__ = ["GENERAL", "GOODS", "UNASKED", "Goods", "goods_of", "laid_on"]


class Goods(NamedTuple):
    """Goods of a word: their name, the code asked (digits alone), whether a duty of their own kind (section 232) may be on them,
    and a claim that they are what the word says."""

    name: str
    code: str
    own: bool = False
    claim: str = ""


GENERAL = Goods("goods on no list", "85287264")
GOODS = {
    "CAR": Goods("cars", "87032301", own=True),
    "PARTS": Goods("car parts", "87083050", own=True),
    "TRUCK": Goods("light trucks", "87042101", own=True),
    "STEEL": Goods("steel", "72081015", own=True),
    "ALUMINIUM": Goods("aluminum", "76061230", own=True),
    "COPPER": Goods("copper articles", "74091150", own=True),
    "LUMBER": Goods("softwood lumber", "44071100", own=True),
    "CHIP": Goods("advanced chips", "84733011", own=True, claim="semiconductor_article"),
    "PHARMA": Goods("medicines", "3004909214", own=True),
    "AIRCRAFT": Goods("civil aircraft", "88024001"),
    "TEXTILE": Goods("cotton sweaters", "61102020"),
    "furniture": Goods("kitchen cabinets", "9403409060"),
    "toy": Goods("toys", "95030000"),
    "motorcycle": Goods("motorcycles", "87112000"),
}
"""Concept or root -> goods."""
UNASKED = frozenset(
    {"BEEF", "PORK", "WHEAT", "CORN", "SOYBEAN", "RICE", "FARM", "WINE", "SPIRITS", "DAIRY", "ENERGY", "OIL"}
)
"""Goods whose duty is by quantity, or whose word covers many rates: no one code stands for them."""
_DUTY = frozenset(
    "tariff duty duties levy tax rate import baseline reciprocal flat charge universal blanket % per cent".split()
)
_JOINS = frozenset({"and", "or", ",", "including", "&"})
_WHOLE = ("IMPORT", "EXPORT", "good", "product", "shipment", "SHIPMENT", "UNIVERSAL", "RECIPROCAL")


def goods_of(spot: Spot, item: Item) -> list[str]:
    """Goods a figure is on: concepts of :data:`GOODS` or :data:`UNASKED`, and ``""`` for goods in general.

    Goods after "on" or "for" that follows the figure and its word for duty are its own ("a 25% tariff on cars"), up to the next figure;
    else those that stand before it, after the figure before ("steel pays 50%"); else what follows.
    """
    figures = [one for one in spot.items if one.kind in ("percent", "points") and one.start != item.start]
    after = min((one.start for one in figures if one.start > item.start), default=spot.words[-1].stop)
    old = item.role in ("from", "prior")
    before = max(
        (one.stop for one in figures if one.stop <= item.start and not old and not _linked(spot, one, item)),
        default=spot.words[0].start,
    )
    known = (*GOODS, *UNASKED)
    marks = spot.at(*known, *_WHOLE)
    later = [one for one in marks if item.stop <= one[1] < after and one[1] - item.stop < 90]
    earlier = [one for one in marks if before <= one[1] < item.start]
    nearest = _group(spot, [one for one in earlier if one[0] in known][::-1]) or earlier[-1:]
    later = _group(spot, later)
    found = (later or nearest) if laid_on(spot, item) else (nearest or later)
    names = list(dict.fromkeys(one[0] if one[0] in known else "" for one in found))
    if "CAR" in names and "PARTS" in names and "part" not in {one.stem for one in spot.words}:
        names.remove("PARTS")
    if (
        "" in names
        and len(names) > 1
        and not any(one.stem in ("includ", "most", "other", "well") for one in spot.words)
    ):
        names.remove("")
    return names or [""]


def _group(spot: Spot, marks: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """The first of the marks and those joined to it ("cars and car parts", "goods, including cars"), in the order given."""
    found = marks[:1]
    for one in marks[1:]:
        left, right = sorted((found[-1], one), key=lambda each: each[1])
        between = [word.text.lower() for word in spot.words if left[2] <= word.start < right[1]]
        if not set(between) & _JOINS or len(between) > 3:
            break
        found.append(one)
    return found


def laid_on(spot: Spot, item: Item) -> bool:
    """Whether "on" or "for" follows a figure, its word for duty between them or not."""
    for word in (one for one in spot.words if one.start >= item.stop):
        if word.text.lower() in ("on", "for"):
            return True
        if not (word.stem in _DUTY or word.text.lower() in _DUTY):
            return False
    return False


def _linked(spot: Spot, one: Item, other: Item) -> bool:
    """Whether two figures are the old and the new value of one thing ("from 25% to 15%")."""
    between = [word.text.lower() for word in spot.words if one.stop <= word.start < other.start]
    return len(between) <= 3 and bool({"to", "from", "or"} & set(between))
