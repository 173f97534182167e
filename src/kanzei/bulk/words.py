"""What a result says beside the amounts, in words that hold for every line of a slot: no amounts in them, shares of the value instead."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from kanzei.duty.classes import Classes
from kanzei.duty.questions import Asked, open_questions
from kanzei.duty.rates import SCALE, Sums
from kanzei.law.claims import REGISTRY
from kanzei.money import RATE_ONE

if TYPE_CHECKING:
    from kanzei.bulk.laws import Answers
    from kanzei.duty.view import View

__all__ = ["Questions", "assumptions_of", "horizon_of"]

Array = Any


def assumptions_of(answers: Answers, general: int | None, actual: int | None, contents: bool) -> list[str]:
    """The facts taken as not stated that would move the duty, each with the share of the value by which it would.

    Parameters
    ----------
    general, actual : rates of column 1 general and of the column in fact used, rate units; ``None`` where not a percentage: no share is then told.
    contents : the lines state contents in amounts, so that the share differs from line to line: none is told.
    """
    out: dict[str, None] = {}
    if general is None or actual is None:
        for rate in answers.representatives:
            for change in answers.found(rate, rate).changes:
                out.setdefault(_words(answers.view, change.name, change.kind))
        return sorted(out)
    found = answers.found(general, actual)
    rows = []
    for change in found.changes:
        effect = _effect(found.sums, change.sums, actual)
        if effect == 0 or (change.relief and effect is not None and effect > 0):
            continue
        words = _words(answers.view, change.name, change.kind)
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


def _words(view: View, name: str, kind: str) -> str:
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
        return f"doubtful point {point} read as '{view.switch(point)}'; shown for '{choice}'"
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


class Questions:
    """How far the open questions of the law (:mod:`kanzei.duty.questions`) tell codes apart, and which duties they name."""

    def __init__(self, view: View, classes: Classes, codes: list[str]) -> None:
        self.view = view
        self._classes, self._codes = classes, codes
        events = view.book.pending.get("open", ())
        self.authorities = frozenset(word for one in events for word in _listed(one.get("authority")))
        self._goods = [goods for one in events if (goods := _listed(one.get("goods")))]
        self._always = any(one.get("entries") == "any" and one.get("goods") for one in events)
        self._seen_to = view.book.seen_to.isoformat()
        self._classes_of: dict[str, Array] = {}

    def ask_code(self, entered: str) -> bool:
        """Whether a question about goods bears on entries of a day: most bear only on days after the last one looked at."""
        return self._always or entered > self._seen_to

    def classes(self, entered: str) -> Array:
        """Class of each code, int64: codes of one class are in the same of the goods that questions name."""
        found = self._classes_of.get(entered)
        if found is None:
            numbers, examples = self._classes.alike()
            named = [word for goods in self._goods for word in goods]
            found = np.zeros(len(self._codes), dtype=np.int64)
            for word in dict.fromkeys(named):
                inside = np.array([word in self.view.memberships(code, entered) for code in examples], dtype=bool)
                held = inside[numbers]
                if word[:1].isdigit():
                    digits = word.replace(".", "")
                    held = held | np.array([code.startswith(digits) for code in self._codes], dtype=bool)
                found = found * 2 + held
                found = np.unique(found, return_inverse=True)[1].astype(np.int64).reshape(-1)
            self._classes_of[entered] = found
        return found


def _listed(given: Any) -> list[str]:
    return [str(one) for one in given] if isinstance(given, list) else str(given or "").split()
