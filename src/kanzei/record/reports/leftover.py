"""What is changed in a copied sentence where the items tell nothing: digits, words of time, capitalised words."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from kanzei.record.reports.days import find_days
from kanzei.record.reports.differences import Difference
from kanzei.record.reports.listed import bare
from kanzei.record.reports.model import Token
from kanzei.record.reports.statements import Side, Statement

__all__ = ["leftover"]

_TIMES = frozenset(
    "day days week weeks month months quarter quarters year years decade decades century centuries early mid late next last this".split()
)


def leftover(first: Side, one: Statement, second: Side, other: Statement) -> Difference | None:
    """The one stretch of words that differs, where both sides of it are figures, times or names; None if it is not of that kind."""
    here, there = ([bare(word.text) for word in statement.words] for statement in (one, other))
    turned = here > there
    rows = sorted((here, there))
    changed = [
        (c, d, a, b) if turned else (a, b, c, d)
        for tag, a, b, c, d in SequenceMatcher(None, rows[0], rows[1], autojunk=False).get_opcodes()
        if tag != "equal"
    ]
    if len(changed) != 1:
        return None
    a, b, c, d = changed[0]
    left, right = one.words[a:b], other.words[c:d]
    if not left or not right:
        return None
    kind = _kind(left, right)
    if not kind or _same(one, left, other, right):
        return None
    spans = (left[0].start, left[-1].stop), (right[0].start, right[-1].stop)
    texts = first.report.text[slice(*spans[0])], second.report.text[slice(*spans[1])]
    rule = {"figure": "different figures for the same thing", "date": "different days for the same thing"}
    return Difference(kind, False, rule.get(kind, "different names in the same statement"), *texts, *spans)


def _kind(left: Sequence[Token], right: Sequence[Token]) -> str:
    digits = [[word.text.replace(",", "") for word in words if word.text[0].isdigit()] for words in (left, right)]
    if digits[0] and digits[1]:
        return "figure" if digits[0] != digits[1] else ""
    if all(any(word.text.lower() in _TIMES or _month(word.text) for word in words) for words in (left, right)):
        return "date"
    if all(word.text[0].isupper() and word.text.isalpha() for words in (left, right) for word in words):
        return "name"
    return ""


def _month(text: str) -> bool:
    return text[0].isupper() and any(when.grain in {"month", "weekday"} for _, _, when in find_days(f"in {text}"))


def _same(one: Statement, left: Sequence[Token], other: Statement, right: Sequence[Token]) -> bool:
    """Whether both stretches lie in items of one value: "US", "American"."""
    values = [
        {
            (item.kind, item.value)
            for item in statement.items
            if item.start < words[-1].stop and words[0].start < item.stop
        }
        for statement, words in ((one, left), (other, right))
    ]
    return bool(values[0] & values[1])
