"""The facts that matter for a line: what it leaves open and could state, with the price of the other answer, and what it states, with the price
of taking it back. A fact that cannot change the answer is not asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

from kanzei.duty.result import Assessment, Assumption
from kanzei.errors import KanzeiError
from kanzei.law.claims import resolve
from kanzei.web.questions import Duty

__all__ = ["Choice", "Fact", "facts_of", "unasked"]

Kind = Literal["choice", "amount", "day", "country", "text"]
Readings = Mapping[str, Mapping[str, Any]]


class Choice(NamedTuple):
    """One answer to a fact: what the form sends, in words, and what it would add to the duty (``None`` for the one that holds)."""

    value: str
    words: str
    effect_cents: int | None
    chosen: bool


class Fact(NamedTuple):
    """A question about the goods.

    field : name in the form. kind : how it is asked. legend : what is assumed where nothing is stated. key : of the claims registry.
    choices : for a choice; else ``value`` is what stands there and ``effect_cents`` the price of the answer that the legend shows, or of
    leaving the value out.
    """

    field: str
    kind: Kind
    legend: str
    key: str
    choices: tuple[Choice, ...] = ()
    value: str = ""
    effect_cents: int | None = None

    @property
    def weight(self) -> int:
        """The most that the fact moves, in cents."""
        return max((abs(one or 0) for one in (self.effect_cents, *(c.effect_cents for c in self.choices))), default=0)


_KINDS: dict[str, Kind] = {"usd": "amount", "number": "amount", "share": "amount", "date": "day", "country": "country"}
_TOLD = {"yes": "it is so", "no": "it is not so"}
_LOADING = "Day of loading on the final mode of transit"


def facts_of(question: Duty, answer: Assessment, readings: Readings, again: Callable[[Duty], Assessment]) -> list[Fact]:
    """The facts, those that move most first.

    Parameters
    ----------
    readings : doubtful points of the book by id. again : answers a changed question; a ``KanzeiError`` leaves the fact without a price.
    """

    def price(**changed: object) -> int | None:
        try:
            return again(question.model_copy(update=changed)).duty_cents - answer.duty_cents
        except KanzeiError:
            return None

    facts = _stated(question, price) + _points(question, answer, readings, price) + _programs(question, answer, price)
    held = {one.field for one in facts}
    facts += [fact for one in answer.assumptions if (fact := _open(one)) is not None and fact.field not in held]
    return sorted(facts, key=lambda one: -one.weight)


def unasked(answer: Assessment) -> list[str]:
    """What was assumed and is nothing that a line can state."""
    return [one.what for one in answer.assumptions if not one.asks]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _open(one: Assumption) -> Fact | None:
    """The question behind an assumption; those of programmes and doubtful points are asked elsewhere."""
    if one.asks in ("", "spi", "switch"):
        return None
    if one.asks == "loaded_on":
        return Fact("loaded", "day", _sentence(one.what), "loaded_on", (), "", one.effect_cents)
    claim = resolve(one.asks)
    kind = _KINDS.get(claim.type, "choice" if claim.type == "flag" else "text") if claim is not None else "text"
    field = f"fact.{one.asks}"
    if kind != "choice":
        return Fact(field, kind, _sentence(one.what), one.asks, (), "", one.effect_cents)
    value = "no" if one.other.startswith("!") else "yes"
    choices = (Choice("", "as assumed", None, True), Choice(value, _TOLD[value], one.effect_cents, False))
    return Fact(field, kind, _sentence(one.what), one.asks, choices)


def _stated(question: Duty, price: Callable[..., int | None]) -> list[Fact]:
    """The claims that the question states."""
    out: list[Fact] = []
    for number, text in enumerate(question.claim):
        key, _, value = (part.strip() for part in text.partition("="))
        out.append(_claimed(key, value, "yes", price(claim=_without(question.claim, number))))
    for number, key in enumerate(question.no):
        out.append(_claimed(key.strip(), "", "no", price(no=_without(question.no, number))))
    if question.loaded:
        day = question.loaded.isoformat()
        out.append(Fact("loaded", "day", _LOADING, "loaded_on", (), day, price(loaded=None)))
    return out


def _claimed(key: str, value: str, told: str, effect: int | None) -> Fact:
    claim = resolve(key)
    if claim is None:
        return Fact(f"fact.{key}", "text", "No fact of the registry", key, (), value, effect)
    legend = _sentence(claim.assume or key)
    kind = _KINDS.get(claim.type, "choice" if claim.type == "flag" else "text")
    if kind != "choice":
        return Fact(f"fact.{claim.key}", kind, legend, claim.key, (), value, effect)
    choices = (Choice("", "as assumed", effect, False), Choice(told, _TOLD[told], None, True))
    return Fact(f"fact.{claim.key}", kind, legend, claim.key, choices)


def _programs(question: Duty, answer: Assessment, price: Callable[..., int | None]) -> list[Fact]:
    """The special programs open to the goods, and the one claimed."""
    others = [
        Choice(one.other, f"{one.other} claimed", one.effect_cents, False)
        for one in answer.assumptions
        if one.asks == "spi"
    ]
    if question.spi:
        others = [Choice(question.spi, f"{question.spi} claimed", None, True), *others]
    if not others:
        return []
    none = Choice("", "none claimed", price(spi=None) if question.spi else None, not question.spi)
    return [Fact("spi", "choice", "Preference under a special program", "spi", (none, *others))]


def _points(question: Duty, answer: Assessment, readings: Readings, price: Callable[..., int | None]) -> list[Fact]:
    """Doubtful points of law whose other reading moves the duty, and those that the question decides."""
    found: dict[str, list[Choice]] = {}
    for one in answer.assumptions:
        if one.asks == "switch":
            name, _, choice = one.other.partition("=")
            found.setdefault(name, []).append(Choice(choice, _reading(readings, name, choice), one.effect_cents, False))
    for number, text in enumerate(question.switch):
        name, _, choice = text.partition("=")
        back = Choice("", _reading(readings, name, ""), price(switch=_without(question.switch, number)), False)
        found[name] = [back, Choice(choice, _reading(readings, name, choice), None, True)]
    return [
        Fact(
            f"switch.{name}",
            "choice",
            f"Doubtful point {name}",
            "",
            tuple(
                choices if choices[0].value == "" else [Choice("", _reading(readings, name, ""), None, True), *choices]
            ),
        )
        for name, choices in found.items()
    ]


def _reading(readings: Readings, name: str, choice: str) -> str:
    """A reading in words; ``""`` is the one taken by default."""
    point = readings.get(name, {})
    words = point.get("choices", {})
    return str(words.get(choice or point.get("default"), choice))


def _without(items: list[str], number: int) -> list[str]:
    return [*items[:number], *items[number + 1 :]]
