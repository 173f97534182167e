"""Statements that say the same but for one "not"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kanzei.record.reports.event_match import EventMatch
from kanzei.record.reports.statements import Side, Statement, alike

__all__ = ["denials"]

_LIKE = 0.7
_GUARDS = frozenset({"until", "unless", "only", "once", "whether", "if", "may", "might", "could"})


def denials(first: Side, ours: Sequence[Statement], second: Side, theirs: Sequence[Statement]) -> Iterator[EventMatch]:
    """Statements that say the same but for one "not", whatever the verb."""
    for one in ours:
        for other in theirs:
            if (
                one.negations % 2 == other.negations % 2
                or alike(one.content, other.content) < _LIKE
                or min(len(one.content), len(other.content)) < (2 if one.content == other.content else 3)
            ):
                continue
            texts = [{word.text.lower() for word in statement.words} for statement in (one, other)]
            if any(each & _GUARDS for each in texts) or (one.content | other.content) & {
                "DENY",
                "REFUSE",
                "UNCLEAR",
                "DECIDE",
            }:
                continue
            spots = [
                next((each for each in statement.elements if each.key == "NOT"), None) for statement in (one, other)
            ]
            spans = [
                (spot.start, spot.stop) if spot else (statement.sentence.start, statement.sentence.stop)
                for spot, statement in zip(spots, (one, other), strict=True)
            ]
            said = ("denied", "stated") if one.negations > other.negations else ("stated", "denied")
            yield EventMatch("denial", "the same statement", *said, spans[0], spans[1])
