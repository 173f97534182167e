"""Findings that say one thing are one finding, with all their places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kanzei.record.reports.results import Finding

__all__ = ["distinct", "once"]


def once(found: Iterable[Finding]) -> Iterator[Finding]:
    """Findings that say one thing in several pairs of reports, with all their places."""
    made: dict[tuple[str, str, str, str], Finding] = {}
    for one in found:
        key = (one.status, one.kind, one.about, "" if one.status == "agreed" else repr(one.values))
        old = made.get(key)
        if old is None:
            made[key] = one
        else:
            values = tuple(dict.fromkeys((*old.values, *one.values)))
            made[key] = old._replace(values=values, places=tuple(sorted(set(old.places + one.places))))
    return iter(made.values())


def distinct(found: Iterable[Finding]) -> list[Finding]:
    """Conflicts whose words were not already named by an earlier one; one substitution of people is one conflict."""
    made: list[Finding] = []
    for one in found:
        if one.status == "conflict":
            spots = {(place.report, place.start) for place in one.places}
            again = any(
                other.status == "conflict"
                and (
                    spots <= {(place.report, place.start) for place in other.places}
                    or (
                        other.kind in {"traveller", "agent", "name"}
                        and one.kind in {"traveller", "agent", "name", "speaker"}
                        and {value for _, value in other.values} == {value for _, value in one.values}
                    )
                    or (one.kind == other.kind in {"denial", "opposite"} and _near(one, other))
                )
                for other in made
            )
            if again:
                continue
        made.append(one)
    return made


def _near(one: Finding, other: Finding) -> bool:
    """Whether two findings stand in the same sentences, or nearly."""
    return any(
        a.report == b.report and a.line == b.line and abs(a.start - b.start) < 200
        for a in one.places
        for b in other.places
    )
