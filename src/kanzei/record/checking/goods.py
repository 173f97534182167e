"""What the words for goods ask of the law book: a code whose duty is asked, and the facts about it that are taken as stated.

A word of a report is no tariff code. For each word one code stands that the duty of its kind falls on; the answer names it, so that a reader can ask for another.
"""

from __future__ import annotations

from typing import NamedTuple

from kanzei.record.checking.context import Spot
from kanzei.record.reports import Item

__all__ = ["GENERAL", "GOODS", "UNASKED", "Goods", "goods_of"]


class Goods(NamedTuple):
    """Goods of a word: their name and the code asked, digits alone."""

    name: str
    code: str


GENERAL = Goods("goods on no list", "85287264")
GOODS = {
    "CAR": Goods("cars", "87032301"),
    "PARTS": Goods("car parts", "87082951"),
    "TRUCK": Goods("light trucks", "87042101"),
    "STEEL": Goods("steel", "72081015"),
    "ALUMINIUM": Goods("aluminum", "76061230"),
    "COPPER": Goods("copper articles", "74091150"),
    "LUMBER": Goods("softwood lumber", "44071100"),
    "CHIP": Goods("chips", "85423100"),
    "PHARMA": Goods("medicines", "3004909214"),
    "AIRCRAFT": Goods("civil aircraft", "88024001"),
    "TEXTILE": Goods("cotton sweaters", "61102020"),
    "furniture": Goods("kitchen cabinets", "94034060"),
    "toy": Goods("toys", "95030000"),
    "motorcycle": Goods("motorcycles", "87112000"),
}
"""Concept or root -> goods."""
UNASKED = frozenset(
    {"BEEF", "PORK", "WHEAT", "CORN", "SOYBEAN", "RICE", "FARM", "WINE", "SPIRITS", "DAIRY", "ENERGY", "OIL"}
)
"""Goods whose duty is by quantity, or whose word covers many rates: no one code stands for them."""
_WHOLE = ("IMPORT", "EXPORT", "good", "product", "shipment", "SHIPMENT", "UNIVERSAL", "RECIPROCAL")


def goods_of(spot: Spot, item: Item) -> list[str]:
    """Goods a figure is on: concepts of :data:`GOODS` or :data:`UNASKED`, and ``""`` for goods in general.

    Goods that follow the figure, up to the next one, are its own ("25% on cars"); else those that stand before it, after the figure before.
    """
    figures = [one for one in spot.items if one.kind in ("percent", "points") and one.start != item.start]
    after = min((one.start for one in figures if one.start > item.start), default=spot.words[-1].stop)
    before = max(
        (one.stop for one in figures if one.stop <= item.start and not _linked(spot, one, item)),
        default=spot.words[0].start,
    )
    known = (*GOODS, *UNASKED)
    later = [one for one in spot.at(*known, *_WHOLE) if item.stop <= one[1] < after]
    close = [one for one in later if one[1] - item.stop < 90]
    found = close or [one for one in spot.at(*known, *_WHOLE) if before <= one[1] < item.start][-3:]
    names = list(dict.fromkeys(one[0] if one[0] in known else "" for one in found))
    if "CAR" in names and "PARTS" not in names and any(one.stem == "part" for one in spot.words):
        names.append("PARTS")
    if (
        "" in names
        and len(names) > 1
        and not any(one.stem in ("includ", "most", "other", "well") for one in spot.words)
    ):
        names.remove("")
    return names or [""]


def _linked(spot: Spot, one: Item, other: Item) -> bool:
    """Whether two figures are the old and the new value of one thing ("from 25% to 15%")."""
    between = [word.text.lower() for word in spot.words if one.stop <= word.start < other.start]
    return len(between) <= 3 and bool({"to", "from", "or"} & set(between))
