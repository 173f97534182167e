"""Grounds on which a difference between two reports is no conflict after all: each tells of somebody else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kanzei.record.reports.identity import name_parts, same_name
from kanzei.record.reports.model import Item
from kanzei.record.reports.scope import speaker
from kanzei.record.reports.statements import Side, Statement
from kanzei.record.reports.words import lexicon

__all__ = ["other_subjects", "subjects"]

_BODIES = frozenset({"organisation", "name", "person"})
_ANAPHORS = (
    "it ",
    "its ",
    "they ",
    "he ",
    "she ",
    "the bank ",
    "the company ",
    "the firm ",
    "the group ",
    "the carmaker ",
    "the maker ",
    "the fund ",
)
_FIRMS = re.compile(
    r"the (?:\w+ )?(?:\w+(?:maker|developer|lender|retailer|insurer|producer|supplier|builder|operator)|developer|lender|retailer|insurer|producer|supplier|operator|house|airline|giant|chain|utility|brewer|conglomerate)\b"
)
_TELLS = frozenset({"to", "by", "told", "from", "with"})


def subjects(side: Side, statement: Statement) -> list[Item]:
    """Bodies and unknown names a statement is about; where it has none and opens with "it" or "the company", those before it.

    One that only tells the statement, or is told it, is none of them.
    """
    low = [word.text.lower() for word in statement.words]
    own = any(pair in {("it", "said"), ("it", "says")} for pair in zip(low, low[1:], strict=False))
    says = "" if own else speaker(statement.items, statement.words)
    found = [
        item for item in statement.items if item.kind in _BODIES and item.value != says and not _told(statement, item)
    ]
    place = statement.sentence.position
    opening = next((each.key for each in statement.elements), "")
    of_measure = opening in lexicon().groups["measure"] and not any(item.kind in _BODIES for item in statement.items)
    text = statement.sentence.text.lower()
    if not found and place and (of_measure or text.startswith(_ANAPHORS) or _FIRMS.match(text)):
        before = next((one for one in side.statements if one.sentence.position == place - 1), None)
        if before is not None:
            return [
                item
                for item in before.items
                if item.kind in _BODIES and item.start - before.sentence.start < 30 and not _bracketed(before, item)
            ]
    return found


def _bracketed(statement: Statement, item: Item) -> bool:
    """Whether a name stands alone in brackets, as an agency does in its dateline."""
    text, at = statement.sentence.text, item.start - statement.sentence.start
    return text[:at].rstrip().endswith("(") and text[item.stop - statement.sentence.start :].lstrip().startswith(")")


def _told(statement: Statement, item: Item) -> bool:
    before = [word.text.lower() for word in statement.words if word.stop <= item.start][-2:]
    return (
        bool(_TELLS & set(before))
        and "according" in {word.text.lower() for word in statement.words}
        or before[-1:] == ["told"]
    )


def other_subjects(first: Side, one: Statement, second: Side, other: Statement) -> bool:
    """Whether each statement is about a body or a name that the other statement, with what it refers back to, has not."""
    here, there = subjects(first, one), subjects(second, other)
    theirs, ours = [*there, *_all(other)], [*here, *_all(one)]
    left = [a for a in here if not any(_may(first, a, second, b) for b in theirs)]
    right = [b for b in there if not any(_may(first, a, second, b) for a in ours)]
    shared = [a for a in here if any(same_name(a, first.day, b, second.day) for b in there)]
    return bool(left and right and not shared)


def _may(first: Side, one: Item, second: Side, other: Item) -> bool:
    if {one.kind, other.kind} == {"person", "organisation"}:
        parts = name_parts(one.value), name_parts(other.value)
        return parts[0] <= parts[1] or parts[1] <= parts[0]
    return same_name(one, first.day, other, second.day) is not False


def _all(one: Statement) -> Sequence[Item]:
    return [item for item in one.items if item.kind in _BODIES]
