"""Chapter 98 basics: what of the value is dutiable when goods return after work abroad.

Notes
-----
HTSUS 9802.00.40, .50 and .60: duty on the foreign repair, alteration or processing; 9802.00.80: on the value less the American
components. Additional duties follow the same base (stacking rule 32; stacking-2026 rule 11).
"""

from __future__ import annotations

from kanzei.duty.line import EntryLine
from kanzei.errors import EntryError, NotCovered

__all__ = ["dutiable"]

_REPAIR = ("98020040", "98020050", "98020060")
_ASSEMBLED = "98020080"


def dutiable(line: EntryLine) -> tuple[EntryLine, int, tuple[str, ...]]:
    """The line with the article's own code, its dutiable value in cents, and what to tell the reader.

    Raises
    ------
    EntryError   The provision needs a value or the article's code and the line does not give it.
    NotCovered   A provision of chapter 98 the book does not carry.
    """
    claimed = str(line.claims.get("ch98", "")).replace(".", "")[:8]
    if line.hts.startswith("98"):
        own = line.hts[:8]
        if claimed and claimed != own:
            raise EntryError(f"the code is {own} and the claim ch98 is {claimed}: name one provision of chapter 98")
        claimed = own
        article = str(line.claims.get("article", "")).replace(".", "")
        if not article:
            raise EntryError(
                f"{own} names how the goods return, not the goods: give the article's own code as the claim 'article', "
                "for example article=9004.10.00"
            )
        line = line._replace(hts=article)
        if claimed in _REPAIR and "repair_value" not in line.claims:
            line = line._replace(claims={**line.claims, "repair_value": line.value_cents})
    if not claimed:
        return line, line.value_cents, ()
    if claimed in _REPAIR:
        value = line.claims.get("repair_value")
        if not isinstance(value, int):
            raise EntryError(
                f"{claimed} is dutiable on the work done abroad: give its value as the claim 'repair_value'"
            )
        if value > line.value_cents:
            raise EntryError("repair_value exceeds the entered value")
        return line, value, (f"{claimed[:4]}.{claimed[4:6]}.{claimed[6:]}: duties fall on the work done abroad only",)
    if claimed == _ASSEMBLED:
        value = line.claims.get("us_components_value")
        if not isinstance(value, int):
            raise EntryError(
                "9802.00.80 is dutiable on value less American components: give the claim 'us_components_value'"
            )
        if value > line.value_cents:
            raise EntryError("us_components_value exceeds the entered value")
        return line, line.value_cents - value, ("9802.00.80: duties fall on the value less American components",)
    raise NotCovered(f"chapter 98 provision {claimed}: the book carries 9802.00.40, .50, .60 and .80")
