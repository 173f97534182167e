"""What was filed on a line, folded to the layout of the law, and the causes of what differs.

Under a heading that states a total, filers put the whole total on the Chapter 99 row and nothing on the article's own (CSMS 66319804); others split it. Both
fold to the same: the ordinary duty first, the addition with the rest, so that no money moves between the two (R4, R7).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from kanzei.duty.book import LawBook
from kanzei.duty.result import Assessment, Component
from kanzei.entries.filed import FiledDuty

__all__ = ["Cause", "Difference", "Folded", "Headings", "by_authority", "fold", "mistakes", "same_amount"]

Cause = Literal[
    "ruling",
    "retroactive order",
    "wrong heading claimed",
    "missed exemption",
    "missed programme",
    "wrong rate",
    "duplicate",
    "heading not filed",
    "not split",
]
"""Why what was paid is not what is owed. ``not split``: one amount for several duties that no recomputation reaches, so nothing can be said of its parts."""

ORDINARY = "mfn"


class Difference(NamedTuple):
    """One row of what differs: cents > 0 were paid and are not owed, cents < 0 are owed and were not paid.

    instrument : id of the text that makes the difference, ``""`` for a mistake of the filing. void : the duty's authority is held void for this entry,
    so that the 2026 process reaches it.
    """

    cause: Cause
    instrument: str
    authority: str
    heading: str
    cents: int
    void: bool
    because: str
    citation: str
    confidence: str


class Folded(NamedTuple):
    """Duty filed for one authority, by law. headings : under which; twice : headings filed more than once with what the repetitions hold."""

    cents: int
    headings: tuple[str, ...]
    twice: tuple[tuple[str, int], ...] = ()


class Headings:
    """Chapter 99 headings of the book: what each belongs to, whatever the day."""

    def __init__(self, book: LawBook) -> None:
        self.authorities: dict[str, list[str]] = {}
        self.totals: set[str] = set()
        self.same: dict[str, set[str]] = {}
        for history in book.provisions.values():
            for version in history["versions"]:
                group = {version[key] for key in ("heading", "twin", "alias") if version.get(key)}
                for heading in group:
                    self.same.setdefault(heading, set()).update(group)
                for key in ("heading", "twin", "alias"):
                    heading = version.get(key)
                    if heading:
                        known = self.authorities.setdefault(heading, [])
                        if version["authority"] not in known:
                            known.append(version["authority"])
                        if version["duty"]["kind"] == "total":
                            self.totals.add(heading)

    def authority(self, number: str, near: Iterable[Component]) -> str:
        """The authority a filed number belongs to; ``""`` for a heading the book does not know.

        near : components of the line: a heading of several authorities is taken for the one that bears it there.
        """
        if number[:1].upper() in "AC" and "-" in number:
            return "ad" if number[:1].upper() == "A" else "cvd"
        if number.replace(".", "")[:2] != "99":
            return ORDINARY
        for component in near:
            if component.heading == number:
                return component.authority
        found = self.authorities.get(number, [])
        borne = {component.authority for component in near}
        return next((one for one in found if one in borne), found[0] if found else "")


def by_authority(assessment: Assessment) -> dict[str, int]:
    """Duty by law of an assessment, by authority; those that charge nothing left out."""
    out: dict[str, int] = {}
    for component in assessment.components:
        if component.amount_cents:
            out[component.authority] = out.get(component.authority, 0) + component.amount_cents
    return out


def fold(duties: Iterable[FiledDuty], near: Assessment, headings: Headings) -> dict[str, Folded]:
    """Duty filed by number as duty by law, by authority.

    Parameters
    ----------
    duties : each with its cents. near : the assessment whose ordinary duty a total is divided by.
    """
    cents: dict[str, int] = {}
    names: dict[str, list[str]] = {}
    twice: dict[str, dict[str, int]] = {}
    totals: list[str] = []
    bearing = {one.heading for one in near.components if one.kind == "total"}
    for duty in duties:
        authority = headings.authority(duty.number, near.components)
        amount = duty.cents or 0
        cents[authority] = cents.get(authority, 0) + amount
        if duty.number in names.setdefault(authority, []):
            repeated = twice.setdefault(authority, {})
            repeated[duty.number] = repeated.get(duty.number, 0) + amount
        else:
            names[authority].append(duty.number)
        if (duty.number in bearing or duty.number in headings.totals) and authority not in totals:
            totals.append(authority)
    ordinary = by_authority(near).get(ORDINARY, 0)
    for authority in totals[:1]:
        together = cents[authority] + cents.get(ORDINARY, 0)
        cents[ORDINARY] = max(0, min(ordinary, together))
        names.setdefault(ORDINARY, [])
        cents[authority] = together - cents[ORDINARY]
    return {
        authority: Folded(amount, tuple(names.get(authority, ())), tuple(twice.get(authority, {}).items()))
        for authority, amount in cents.items()
    }


def mistakes(
    paid: Mapping[str, Folded],
    reference: Assessment,
    duties: Iterable[FiledDuty],
    void: frozenset[str],
    spi: str | None,
) -> list[Difference]:
    """What was paid less what was chargeable in the law the filer went by, row by row, with its cause."""
    due = by_authority(reference)
    out: list[Difference] = []
    filed = list(duties)
    for authority in dict.fromkeys((*paid, *due)):
        found = paid.get(authority, Folded(0, ()))
        rest = found.cents - due.get(authority, 0)
        for heading, cents in found.twice:
            part = min(cents, rest)
            if part > 0:
                out.append(
                    _row("duplicate", authority, heading, part, void, "filed more than once on the line", reference)
                )
                rest -= part
        if rest:
            cause, heading, because = _cause(authority, found, rest, reference, filed, spi)
            out.append(_row(cause, authority, heading, rest, void, because, reference))
    return out


def same_amount(paid: Mapping[str, Folded], reference: Assessment, headings: Headings) -> list[str]:
    """Headings filed in the place of the one that was chargeable, where the amount is the same: no difference, and still not what was to be filed."""
    out = []
    for authority, found in paid.items():
        near = [one for one in reference.components if one.authority == authority and one.amount_cents]
        right = {other for one in near for other in headings.same.get(one.heading, {one.heading})}
        if authority == ORDINARY or not right or found.cents != sum(one.amount_cents for one in near):
            continue
        if found.headings and not right & set(found.headings):
            out.append(f"{found.headings[0]} was filed, {near[0].heading} was chargeable: the amount is the same")
    return out


def _row(
    cause: Cause, authority: str, heading: str, cents: int, void: frozenset[str], because: str, reference: Assessment
) -> Difference:
    near = [one for one in reference.components if one.authority == authority]
    confidence = min((one.confidence for one in near if one.confidence), key="LMH".index, default="M")
    citation = "; ".join(dict.fromkeys(one.citation for one in near if one.citation))
    return Difference(cause, "", authority, heading, cents, authority in void, because, citation, confidence)


def _cause(
    authority: str, found: Folded, rest: int, reference: Assessment, filed: list[FiledDuty], spi: str | None
) -> tuple[Cause, str, str]:
    """Why one authority's duty as filed is not what was chargeable."""
    near = [one for one in reference.components if one.authority == authority]
    bearing = [one for one in near if one.amount_cents or one.kind not in ("exempt", "none")]
    mine = next(iter(found.headings), "")
    right = next((one.heading for one in bearing), "")
    if authority == ORDINARY:
        if rest > 0 and spi and any("special" in one.citation for one in near):
            return "missed programme", mine or right, f"SPI {spi} is claimed, and more than its rate was paid"
        return "wrong rate", mine or right, "the ordinary duty paid is not that of the code, the origin and the day"
    if not found.headings:
        return "heading not filed", right, f"{right or authority} was chargeable and no heading of it was filed"
    if not bearing:
        if near:
            released = ", ".join(dict.fromkeys(one.heading for one in near if one.heading))
            if any(one.kind == "exempt" for one in near):
                return "missed exemption", mine, f"{released} leaves the goods out"
            return "wrong heading claimed", mine, f"{mine} was filed, {released} was chargeable, which adds nothing"
        if not authority:
            return "wrong heading claimed", mine, f"{mine} is no heading of the law book"
        return "wrong heading claimed", mine, "no heading of this authority reaches the goods on that day"
    if right not in found.headings:
        return "wrong heading claimed", mine, f"{mine} was filed, {right} was chargeable"
    own = sum(one.cents or 0 for one in filed if one.number == right)
    ordinary = sum(one.cents or 0 for one in filed if one.number[:2] not in ("98", "99") and one.number[:1].isdigit())
    whole = sum(one.filed_cents for one in bearing)
    if rest > 0 and any(one.kind == "total" for one in bearing) and own == whole and ordinary == rest:
        return (
            "wrong rate",
            right,
            "the whole total and the ordinary duty were both deposited: the total holds the ordinary duty (CSMS 66319804)",
        )
    return "wrong rate", right, "the duty paid under the heading is not its rate on the base"
