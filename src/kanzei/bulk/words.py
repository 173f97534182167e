"""What a result says beside the amounts, in words that hold for every line of a slot: no amounts in them, shares of the value instead."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kanzei.duty.questions import Asked, open_questions
from kanzei.duty.rates import SCALE, Carrier, Sums
from kanzei.law.claims import REGISTRY
from kanzei.money import RATE_ONE

if TYPE_CHECKING:
    from kanzei.duty.view import View

__all__ = ["assumptions_of", "horizon_of"]


def assumptions_of(carrier: Carrier, general: int | None, actual: int | None, contents: bool) -> list[str]:
    """The facts taken as not stated that would move the duty, each with the share of the value by which it would.

    Parameters
    ----------
    general, actual : rates of column 1 general and of the column in fact used, rate units; ``None`` where not a percentage: no share is then told.
    contents : the lines state contents in amounts, so that the share differs from line to line: none is told.
    """
    out: dict[str, None] = {}
    if general is None or actual is None:
        for rate in carrier.representatives():
            for change in carrier.found(rate, rate).changes:
                out.setdefault(_words(carrier, change.name, change.kind))
        return sorted(out)
    found = carrier.found(general, actual)
    rows = []
    for change in found.changes:
        effect = _effect(found.sums, change.sums, actual)
        if effect == 0 or (change.relief and effect is not None and effect > 0):
            continue
        words = _words(carrier, change.name, change.kind)
        if effect is not None and not contents:
            words += f" [otherwise {_percent(effect)} of value]"
        rows.append((-abs(effect or 0), words))
    return [words for _, words in sorted(rows)]


def _effect(here: Sums, there: Sums, actual: int) -> int | None:
    """What another answer adds to the duty, in units of SCALE, or ``None`` where it cannot be told."""
    if not (here.certain and there.certain):
        return None

    def total(sums: Sums) -> int:
        ordinary = actual if sums.ordinary is None else sums.ordinary
        return sums.constant + (sums.slope + RATE_ONE) * ordinary

    return total(there) - total(here)


def _percent(effect: int) -> str:
    share = f"{abs(effect) * 100 / SCALE:.4f}".rstrip("0").rstrip(".")
    return f"{'+' if effect > 0 else '-'}{share}%"


def _words(carrier: Carrier, name: str, kind: str) -> str:
    """A change of one fact, in the words of the registry."""
    if kind == "flag":
        claim = REGISTRY.get(name)
        if claim is not None and claim.assume:
            return claim.assume
        return f"heading {name} is not claimed" if name[:2] == "99" else f"{name.replace('_', ' ')} is not stated"
    if kind == "loaded":
        day = name.partition("<")[2]
        return f"loading day not stated: taken as on or after {day}; shown for goods loaded before it"
    if kind == "country":
        key, _, country = name.partition("=")
        return f"country of {key.replace('_', ' ')} not stated: taken not to be {country}"
    if kind == "date":
        return f"{name.partition('<')[0].partition('>')[0]} not stated: shown for {name}"
    if kind == "switch":
        point, _, choice = name.removeprefix("switch:").partition("=")
        return f"doubtful point {point} read as '{carrier.view.switch(point)}'; shown for '{choice}'"
    if name == "us_content_value":
        return "US content not stated: taken as none; shown for a US content of half the value"
    what = name.removesuffix("_value").replace("_", " ")
    return f"{what} content not stated: the full value is taken; shown for a content of nil"


def horizon_of(view: View, asked: Asked, authorities: Iterable[str]) -> list[str]:
    """What a reader must know about the edge of the book for such lines (:func:`kanzei.duty.explain.horizon`)."""
    entered = asked.entered
    book = view.book
    out: list[str] = list(book.edits())
    if view.known < "2025-01-01":
        out.append(f"as known on {view.known} the book holds none of the law of 2025 and after")
    if entered > book.seen_to.isoformat():
        out.append(f"no change seen since {book.seen_to}: the law of that day is taken")
    elif entered > view.known:
        out.append(f"a forecast: entered after {view.known}, under the law as known on that day")
    slots = set(authorities)
    out += open_questions(view, asked, lambda: slots)
    return out
