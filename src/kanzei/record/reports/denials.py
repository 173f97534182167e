"""Statements that say the same but for one "not"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kanzei.record.reports.event_match import EventMatch
from kanzei.record.reports.statements import Side, Statement, alike, denials_of
from kanzei.record.reports.words import lexicon

__all__ = ["denials", "opposed"]

_LIKE, _OPPOSED = 0.7, 0.6
_GUARDS = frozenset({"until", "unless", "only", "once", "whether", "if", "may", "might", "could", "without"})


_OUGHT = frozenset({"should", "must", "ought"})
_MOVES = frozenset(
    "RISE FALL RAISE CUT GROWTH SURPLUS DEFICIT IMPORT EXPORT MAINTAIN PURCHASE SELL START END PAUSE EXEMPT INCLUDE RESIGN APPOINT".split()
)


def opposed(first: Side, ours: Sequence[Statement], second: Side, theirs: Sequence[Statement]) -> Iterator[EventMatch]:
    """Statements that say the same but for two words of opposite meaning, "legal" and "illegal"; movements apart, whose scope counts."""
    book = lexicon()
    for one in ours:
        for other in theirs:
            if one.negations % 2 != other.negations % 2 or one.content & other.content & {"UNCLEAR"}:
                continue
            texts = [{word.text.lower() for word in statement.words} for statement in (one, other)]
            if any(each & _GUARDS for each in texts):
                continue
            for key in sorted(one.content - other.content - _MOVES):
                found = sorted((book.opposite.get(key, frozenset()) & other.content) - one.content - _MOVES)
                if not found:
                    continue
                rest = one.content - {key}, other.content - {found[0]}
                if alike(*rest) < _OPPOSED or min(map(len, rest)) < 2:
                    continue
                here = next(each for each in one.elements if each.key == key)
                there = next(each for each in other.elements if each.key == found[0])
                yield EventMatch(
                    "opposite", "the same statement",
                    first.report.text[here.start : here.stop], second.report.text[there.start : there.stop],
                    (here.start, here.stop), (there.start, there.stop),
                )  # fmt: skip


def _untold(one: Statement) -> frozenset[str]:
    """What a statement says, without the clause that names who tells it: "..., the finance ministry said"."""
    speech = lexicon().groups["speech"] | {"REPORT", "ANNOUNCE"}
    commas = [word.start for word in one.words if word.text == ","]
    spoken = [each for each in one.elements if each.key in speech]
    verbs = [word for word in one.words if word.text.lower() in {"said", "says", "reported", "told", "wrote"}]
    for comma in reversed(commas):
        tail = [word for word in verbs if word.start > comma]
        if tail and len([word for word in one.words if comma < word.start < tail[0].start]) <= 8:
            kept = [each.key for each in one.elements if each.start < comma]
            return frozenset(kept) & one.content - {"DENY"}
    return one.content - {"DENY"} - {each.key for each in spoken}


def _names(one: Statement) -> set[str]:
    return {item.value for item in one.items if item.kind in {"person", "organisation", "place", "name"}}


def denials(first: Side, ours: Sequence[Statement], second: Side, theirs: Sequence[Statement]) -> Iterator[EventMatch]:
    """Statements that say the same but for one "not", whatever the verb."""
    for one in ours:
        for other in theirs:
            if any("DENY" in each.content and denials_of(each) == each.negations for each in (one, other)):
                continue
            denied = [denials_of(each) for each in (one, other)]
            rest = _untold(one), _untold(other)
            least = 3 if rest[0] != rest[1] or not _names(one) & _names(other) else 2
            if (
                denied[0] % 2 == denied[1] % 2
                or alike(*rest) < _LIKE
                or min(map(len, rest)) < (2 if one.content == other.content else least)
            ):
                continue
            texts = [{word.text.lower() for word in statement.words} for statement in (one, other)]
            if bool(texts[0] & _OUGHT) != bool(texts[1] & _OUGHT):
                continue
            if any(each & _GUARDS for each in texts) or (one.content | other.content) & {
                "REFUSE",
                "UNCLEAR",
                "DECIDE",
            }:
                continue
            spots = [
                next((each for each in statement.elements if each.key in {"NOT", "DENY"}), None)
                for statement in (one, other)
            ]
            spans = [
                (spot.start, spot.stop) if spot else (statement.sentence.start, statement.sentence.stop)
                for spot, statement in zip(spots, (one, other), strict=True)
            ]
            said = ("denied", "stated") if denied[0] > denied[1] else ("stated", "denied")
            yield EventMatch("denial", "the same statement", *said, spans[0], spans[1])
