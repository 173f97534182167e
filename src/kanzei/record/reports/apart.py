"""Like sentences that tell of two things or two people all the same, and lines that tell of the report itself."""

from __future__ import annotations

from kanzei.record.reports.measured import QUALIFIERS
from kanzei.record.reports.statements import Statement
from kanzei.record.reports.words import lexicon

__all__ = ["earlier_values", "margin", "two_people", "two_things"]


def two_things(one: Statement, other: Statement, kinds: set[str], values: set[tuple[str, str, str]]) -> bool:
    """Whether like sentences tell of different things: a figure and its scope differ, or two names, or a name and a day."""
    if "figure" in kinds and kinds & {"name", "date"}:
        return True
    if sum(kind == "name" for kind, _, _ in values) > 1 or {"name", "date"} <= kinds:
        return True
    if "figure" not in kinds:
        return False
    groups = lexicon().groups
    scope = groups["measure"] | groups["goods"] | QUALIFIERS
    changed = (one.content ^ other.content) & scope
    bases = [{item.basis for item in statement.items if item.number is not None} for statement in (one, other)]
    return bool(changed) or bases[0] != bases[1]


def two_people(one: Statement, other: Statement, kinds: set[str]) -> bool:
    """Whether two people with offices of their own do one common thing: "the envoy flew", "the minister flew"."""
    roles = [{item.value for item in statement.items if item.kind == "role"} for statement in (one, other)]
    people = [{item.value for item in statement.items if item.kind == "person"} for statement in (one, other)]
    return (
        people[0] != people[1]
        and kinds == {"name"}
        and bool(roles[0] and roles[1] and not roles[0] & roles[1])
        and len(one.content) < 2
    )


def earlier_values(one: Statement, other: Statement) -> set[str]:
    """Figures, in their words, that the other statement gives as what was before."""
    found = set()
    for here, there in ((one, other), (other, one)):
        prior = {
            (item.unit, item.number)
            for item in there.items
            if item.number is not None and item.role in {"prior", "from"}
        }
        found |= {
            item.text for item in here.items if (item.unit, item.number) in prior and item.role not in {"prior", "from"}
        }
    return found


def margin(one: Statement) -> bool:
    """Whether a line tells of the report itself: its day, its authors."""
    words = sum(not each.key.startswith("#") for each in one.elements)
    days = any(item.kind == "date" for item in one.items)
    ended = one.sentence.text.rstrip("\"'").endswith((".", "!", "?"))
    return one.sentence.kind == "credit" or (
        days and not ended and words <= 1 and not any(item.number is not None for item in one.items)
    )
