"""The facts that matter for a line: what it leaves open and could state, with the price of the other answer, and what it states, with the price
of taking it back. A fact that cannot change the answer is not asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from kanzei.duty.result import Assessment
from kanzei.errors import KanzeiError
from kanzei.law.claims import resolve
from kanzei.web.questions import Duty

__all__ = ["Choice", "Fact", "facts_of", "unasked"]

Kind = Literal["choice", "amount", "day", "country", "text"]


class Choice(NamedTuple):
    """One answer to a fact: what the form sends, in words, and what it would add to the duty."""

    value: str
    words: str
    effect_cents: int | None
    chosen: bool


class Fact(NamedTuple):
    """A question about the goods.

    field : name in the form. kind : how it is asked. words : what is assumed, or what is stated. choices : for a choice; else ``value`` is
    what stands there and ``effect_cents`` the price of the answer that ``words`` names.
    """

    field: str
    kind: Kind
    title: str
    words: str
    choices: tuple[Choice, ...] = ()
    value: str = ""
    effect_cents: int | None = None


_KIND: dict[str, Kind] = {"usd": "amount", "date": "day", "country": "country", "number": "amount", "share": "amount"}


def facts_of(
    question: Duty, answer: Assessment, readings: dict[str, dict[str, object]], again: Callable[[Duty], Assessment]
) -> list[Fact]:
    """Facts in the order of what they move; those stated first.

    Parameters
    ----------
    readings : doubtful points of the book by id. again : answers a changed question; a ``KanzeiError`` leaves the fact without a price.
    """
    out = _stated(question, answer, readings, again)
    known = {one.field for one in out}
    spi = [one for one in answer.assumptions if one.asks == "spi"]
    points: dict[str, list[Choice]] = {}
    for one in answer.assumptions:
        if one.asks == "switch":
            name, _, choice = one.other.partition("=")
            points.setdefault(name, []).append(
                Choice(choice, _reading(readings, name, choice), one.effect_cents, False)
            )
        elif (
            one.asks
            and one.asks != "spi"
            and (fact := _open(one.asks, one.other, one.what, one.effect_cents)).field not in known
        ):
            out.append(fact)
    if spi and "spi" not in known:
        choices = [Choice("", "none", None, True)]
        choices += [Choice(one.other, f"{one.other} claimed", one.effect_cents, False) for one in spi]
        out.append(Fact("spi", "choice", "Preference", "no special program is claimed", tuple(choices)))
    for name, others in points.items():
        if f"switch.{name}" not in known:
            default = str(readings[name]["default"])
            now = Choice("", _reading(readings, name, default), None, True)
            what = str(readings[name].get("question") or readings[name].get("title") or "")
            out.append(Fact(f"switch.{name}", "choice", f"Doubtful point {name}", what, (now, *others)))
    return out


def unasked(answer: Assessment) -> list[str]:
    """What was assumed and is nothing that a line can state."""
    return [one.what for one in answer.assumptions if not one.asks]


def _title(key: str) -> str:
    return {"loaded_on": "Day of loading"}.get(key, key.replace("_", " ").capitalize())


def _open(key: str, other: str, what: str, effect: int | None) -> Fact:
    field = "loaded" if key == "loaded_on" else f"fact.{key}"
    claim = resolve(key)
    kind = _KIND.get(claim.type, "choice") if claim is not None else "text"
    if kind == "choice":
        value = "no" if other.startswith("!") else "yes"
        denied = {"yes": "it is so", "no": "it is not so"}
        choices = (Choice("", "as assumed", None, True), Choice(value, f"state that {denied[value]}", effect, False))
        return Fact(field, "choice", _title(key), what, choices)
    return Fact(field, kind, _title(key), what, (), "", effect)


def _reading(readings: dict[str, dict[str, object]], name: str, choice: str) -> str:
    choices = readings.get(name, {}).get("choices", {})
    return f"{choice}: {choices[choice]}" if isinstance(choices, dict) and choice in choices else choice


def _stated(
    question: Duty, answer: Assessment, readings: dict[str, dict[str, object]], again: Callable[[Duty], Assessment]
) -> list[Fact]:
    out: list[Fact] = []

    def price(**changed: object) -> int | None:
        try:
            return again(question.model_copy(update=changed)).duty_cents - answer.duty_cents
        except KanzeiError:
            return None

    for number, text in enumerate(question.claim):
        key, _, value = text.partition("=")
        effect = price(claim=[*question.claim[:number], *question.claim[number + 1 :]])
        out.append(_said(key.strip(), value.strip(), effect, "yes"))
    for number, key in enumerate(question.no):
        effect = price(no=[*question.no[:number], *question.no[number + 1 :]])
        out.append(_said(key.strip(), "", effect, "no"))
    if question.spi:
        choices = (
            Choice("", "none", price(spi=None), False),
            Choice(question.spi, f"{question.spi} claimed", None, True),
        )
        out.append(Fact("spi", "choice", "Preference", f"the special program {question.spi} is claimed", choices))
    if question.loaded:
        words = f"stated: loaded on {question.loaded}"
        out.append(Fact("loaded", "day", "Day of loading", words, (), question.loaded.isoformat(), price(loaded=None)))
    for number, text in enumerate(question.switch):
        name, _, choice = text.partition("=")
        others = [*question.switch[:number], *question.switch[number + 1 :]]
        now = Choice(choice, _reading(readings, name, choice), None, True)
        default = str(readings.get(name, {}).get("default", ""))
        back = Choice("", _reading(readings, name, default), price(switch=others), False)
        out.append(Fact(f"switch.{name}", "choice", f"Doubtful point {name}", "", (back, now)))
    return out


def _said(key: str, value: str, effect: int | None, flag: str) -> Fact:
    """A claim that the question states; ``effect`` is what taking it back would add."""
    claim = resolve(key)
    name = claim.key if claim is not None else key
    kind = _KIND.get(claim.type, "text" if value else "choice") if claim is not None else "text"
    if kind == "choice":
        told = "it is so" if flag == "yes" else "it is not so"
        choices = (Choice("", "not stated", effect, False), Choice(flag, f"stated that {told}", None, True))
        words = claim.assume if claim is not None else ""
        return Fact(f"fact.{name}", "choice", _title(name), f"unless stated: {words}" if words else "", choices)
    return Fact(f"fact.{name}", kind, _title(name), "stated", (), value, effect)
