"""The duty on one line into Japan: the columns weighed, the amount reckoned, what was assumed and what it would change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kanzei.duty.jp.amounts import Bases, QuantityNeeded, drop, evaluate
from kanzei.duty.jp.book import JapanView
from kanzei.duty.jp.choose import Offer, Outcome, offers, settle
from kanzei.duty.jp.find import band_words, dotted9, find_row, read_code9
from kanzei.duty.jp.line import Assumed, Charge, Declared, JapanDuty, NotComputable, Passed
from kanzei.errors import EntryError, NotCovered, UsageError
from kanzei.law.jp.cells import MARKS
from kanzei.schedule.yen_rates import Sum, rate_words, terms

__all__ = ["assess_japan"]

ORIGIN = "US"
"""The one origin whose agreement the book holds."""
EXEMPT_TO, SIMPLE_TO = 10_000, 200_000
"""Consignments up to these values in yen may be free, or under rates of their own, that the book does not hold."""


def assess_japan(view: JapanView, line: Declared) -> JapanDuty:
    """The duty by law as the view knows it.

    Raises
    ------
    NotComputable   A figure is not held; it is named.
    NotCovered      The code, the origin or the day lies outside the book.
    EntryError      The line cannot be read, or states too little.
    """
    if line.origin != ORIGIN:
        raise NotCovered(
            f"goods of {line.origin} into Japan are not covered: of the preferences of Japan the book holds that of the United States only"
        )
    rounding = view.rounding(line.entered_on)
    code = read_code9(line.code, view.book)
    prices = view.prices(line.entered_on)
    row = find_row(view.book, code, line.entered_on, line.value_yen, line.quantities.get("kg"), prices)
    bases = Bases(line.value_yen, line.quantities, prices, rounding)
    answer = _Answer(view, line, row, bases)
    return answer.make()


class _Answer:
    def __init__(self, view: JapanView, line: Declared, row: dict[str, Any], bases: Bases) -> None:
        self.view, self.line, self.row, self.bases = view, line, row, bases
        self.day: date = line.entered_on
        unknown = [key for key in line.facts if key not in view.facts]
        if unknown:
            raise UsageError(f"--claim {unknown[0]}: no fact of this book; it asks for {', '.join(sorted(view.facts))}")
        defaults = {key: fact["default"] == "yes" for key, fact in view.facts.items() if fact["default"] != "none"}
        self.facts = {**defaults, **line.facts}
        self.claimed = bool(line.claimed)

    def outcome(self, facts: Mapping[str, bool], claimed: bool) -> tuple[Outcome, list[Offer]]:
        found = offers(self.view, self.row, self.line.origin, self.day, facts)
        try:
            return settle(found, self.bases, claimed, self.day), found
        except QuantityNeeded as needed:
            what = f"{dotted9(self.row['code'])}: the rate asks for the quantity"
            if needed.unit == "kg-sugar":
                raise EntryError(f"{what} of sugar content in kilograms: --quantity 50kg-sugar") from None
            raise EntryError(f"{what} in {needed.unit}: --quantity 1000{needed.unit}") from None

    def yen(self, outcome: Outcome) -> int:
        return drop(outcome.amount, self.bases.rounding.duty_to)

    def make(self) -> JapanDuty:
        outcome, found = self.outcome(self.facts, self.claimed)
        if outcome.charged is None:
            raise self.refusal(outcome)
        duty = self.yen(outcome)
        return JapanDuty(
            declared=self.line._replace(code=self.row["code"]),
            goods=self.row["name"],
            duty_yen=duty,
            charge=self.charge(outcome, outcome.charged, duty),
            passed=tuple(self.passed(outcome.charged, found)),
            assumed=tuple(self.assumed(outcome, found, duty)),
            warnings=tuple(self.warnings(outcome.charged, found)),
            beside=tuple(self.view.beside(self.row["code"])),
            sources=tuple(self.view.book.sources[one] for one in self.row["sources"]),
            known_on=self.view.known,
            as_of=self.view.book.as_of,
            lawbook=self.view.book.digest,
        )

    def refusal(self, outcome: Outcome) -> NotComputable:
        missing = outcome.missing or ("a rate in any column",)
        text = f"not computable: {dotted9(self.row['code'])}, entered {self.day}, as known {self.view.known}: missing: {'; '.join(missing)}"
        if self.claimed:
            other, _ = self.outcome(self.facts, False)
            if other.charged:
                text += f"; without the claim of the agreement the duty is {self.yen(other):,} JPY ({other.charged.column['name']})"
        return NotComputable(text, missing)

    def charge(self, outcome: Outcome, offer: Offer, duty: int) -> Charge:
        assert offer.rate is not None
        column = offer.column
        priced = self.view.price_rows(self.day)
        named = [priced[one.name] for one in terms(offer.rate) if one.kind == "price"]
        whole = isinstance(offer.rate, Sum) and offer.rate.is_difference
        base = self.line.value_yen if whole else drop(self.line.value_yen, self.bases.rounding.value_to)
        cite = "; ".join(dict.fromkeys([offer.cite, *(f"{one['cite']}: {one['price']}" for one in named)]))
        weakest = max([offer.source, *(one["grade"] for one in named)], key=_GRADES.index)
        working = list(outcome.working)
        if duty != outcome.amount:
            working.append(f"fractions under {self.bases.rounding.duty_to} yen dropped: {duty:,} yen")
        return Charge(
            column["column"],
            column["name"],
            offer.text,
            tuple(working),
            base,
            duty,
            offer.because or outcome.reason,
            column["instrument"],
            cite,
            weakest,
            "L" if outcome.unproved else "M" if weakest != "hypothetical" else "L",
        )

    def passed(self, charged: Offer, found: list[Offer]) -> list[Passed]:
        out = []
        for one in found:
            if one is charged or (one.rate is None and not one.missing and not one.column["claim"]):
                continue
            name = one.column["name"]
            duty = None
            if one.rate is not None:
                try:
                    duty = drop(evaluate(one.rate, self.bases)[0], self.bases.rounding.duty_to)
                except QuantityNeeded:
                    duty = None
            out.append(
                Passed(
                    one.column["column"],
                    name,
                    rate_words(one.rate) if one.rate else "",
                    self.why_not(one, charged),
                    duty,
                )
            )
        held = {one.column["column"] for one in found}
        if self.row["temporary"] and "temporary" not in held and "general" in held:
            last = self.view.last_day("temporary", self.day)
            why = f"as known on {self.view.known} it is not in force on {self.day}"
            out.append(Passed("temporary", "temporary rate", "", why + (f": it ends with {last}" if last else "")))
        return out

    def why_not(self, one: Offer, charged: Offer) -> str:
        if one.missing:
            return f"missing: {one.missing}"
        if one.rate is None:
            return "the column has no rate for these goods"
        if one.column["claim"] and not self.claimed:
            return "not claimed"
        if one.column["role"] == "base" and charged.column["role"] == "instead":
            return "the temporary rate stands in its place"
        if one.column["role"] == "base" and self.row["temporary"]:
            return f"national law has a temporary rate, and the {charged.column['name']} is applied"
        return f"not less than the {charged.column['name']}"

    def assumed(self, outcome: Outcome, found: list[Offer], duty: int) -> list[Assumed]:
        out = []
        agreed = [one for one in found if one.column["claim"] and (one.rate is not None or one.missing)]
        if self.line.claimed is None and agreed and duty:
            other = self.effect(self.facts, True, duty)
            what = f"origin under the agreement is not claimed (--spi {agreed[0].column['claim']} claims it)"
            out.append(Assumed(what + self.lacks(self.facts, True), other))
        relevant = [one for one in found if not one.column["claim"] or self.claimed]
        for key in _keys(relevant):
            if key in self.line.facts or key not in self.facts:
                continue
            fact = self.view.facts[key]
            flipped = {**self.facts, key: not self.facts[key]}
            other = self.effect(flipped, self.claimed, duty)
            if other == 0:
                continue
            what = f"{fact['question']}: {fact['default']}, because {fact['because']}"
            out.append(Assumed(what + self.lacks(flipped, self.claimed), other))
        if outcome.unproved:
            out.append(
                Assumed(
                    "no column of national law or of the WTO was lower than the agreement's: those of the year were not seen"
                )
            )
        out.append(
            Assumed("the value is the customs value in yen, cost, insurance and freight included; nothing is converted")
        )
        return out

    def effect(self, facts: Mapping[str, bool], claimed: bool, duty: int) -> int | None:
        try:
            other, _ = self.outcome(facts, claimed)
        except EntryError:
            return None
        return self.yen(other) - duty if other.charged else None

    def lacks(self, facts: Mapping[str, bool], claimed: bool) -> str:
        try:
            other, _ = self.outcome(facts, claimed)
        except EntryError as error:
            return f"; its duty cannot be said: {error}"
        return "" if other.charged else f"; its duty is not computable: {'; '.join(other.missing)}"

    def warnings(self, charged: Offer, found: list[Offer]) -> list[str]:
        weighed = _keys([one for one in found if not one.column["claim"] or self.claimed])
        out = [
            f"{key} is stated, but no rate that is weighed rests on it" for key in self.line.facts if key not in weighed
        ]
        if charged.cell and charged.cell.mark in MARKS:
            out.append(f"the rate is {MARKS[charged.cell.mark]}")
        if self.row["band"] and "kg" not in self.line.quantities:
            out.append(
                f"the code holds goods of a customs value {band_words(self.row['band'], self.bases.prices)}; no quantity is stated to hold the line against it"
            )
        out += [f"not confirmed for this line: {what}" for what in filter(None, self.row["gap"].split("; "))]
        if self.line.value_yen <= EXEMPT_TO:
            out.append(f"a consignment of up to {EXEMPT_TO:,} yen may be free of duty; that exemption is not held")
        elif self.line.value_yen <= SIMPLE_TO:
            out.append(f"a consignment of up to {SIMPLE_TO:,} yen may come under simplified rates, which are not held")
        if self.day > self.view.book.as_of:
            out.append(f"no change seen since {self.view.book.as_of}: an entry of {self.day} is a projection")
        return out


def _keys(found: list[Offer]) -> list[str]:
    """Facts on which any of the columns rests."""
    return list(dict.fromkeys(key for one in found for key in one.facts))


_GRADES = ("official", "transcription", "agency", "secondary", "user", "hypothetical")
"""From the strongest to the weakest."""
