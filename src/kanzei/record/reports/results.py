"""What a comparison finds: every finding with its rule and the places it rests on."""

from __future__ import annotations

from typing import NamedTuple

from kanzei.record.reports.model import Item

__all__ = ["STATUSES", "Comparison", "Finding", "Place"]

STATUSES = ("agreed", "same statement", "conflict", "different scope", "only")


class Place(NamedTuple):
    """Words in place: the report's number from zero, offsets in its text, line and column from one, and the words around."""

    report: int
    start: int
    stop: int
    line: int
    column: int
    words: str


class Finding(NamedTuple):
    """One finding. ``about``: what it concerns; ``values``: (report, value) in the order of reports; rule: why it is so."""

    status: str
    kind: str
    about: str
    values: tuple[tuple[int, str], ...]
    rule: str
    places: tuple[Place, ...]


class Comparison(NamedTuple):
    """Reports laid side by side: their names, the findings, warnings by report, and every item read from each."""

    reports: tuple[str, ...]
    findings: tuple[Finding, ...]
    warnings: tuple[tuple[int, str], ...]
    items: tuple[tuple[Item, ...], ...]

    def of(self, status: str) -> tuple[Finding, ...]:
        """Findings of one status."""
        return tuple(one for one in self.findings if one.status == status)
