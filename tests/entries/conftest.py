"""A view of the law with one made-up duty, for tests that look at files and not at law; and the shipped book."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kanzei.duty.line import EntryLine
from kanzei.duty.result import Assessment, Assumption, Component
from kanzei.errors import EntryError, NotCovered


class Flat:
    """10% on everything: 2% ordinary, 8% under heading 9903.02.73; refuses chapter 97, knows nothing before 2025."""

    digest = "ab" * 32

    def __init__(self) -> None:
        self.lines: list[EntryLine] = []

    def assess(self, line: EntryLine) -> Assessment:
        """The duty on a line."""
        self.lines.append(line)
        if line.entered_on.year < 2025:
            raise NotCovered("before the book")
        if line.hts.startswith("97"):
            raise EntryError("works of art are refused here")
        two, eight = line.value_cents * 2 // 100, line.value_cents * 8 // 100
        components = (
            Component("ieepa_reciprocal", "9903.02.73", "total", "whole", "0.1", line.value_cents, eight, two + eight, "us/x", "s.1",
                      "official", "H", True),
            Component("mfn", line.hts, "ordinary", "whole", "0.02", line.value_cents, two, 0, "schedule", "", "official", "H"),
        )  # fmt: skip
        assumed = (Assumption("the part is taken whole", -500),)
        return Assessment(
            two + eight, eight, line.value_cents, components, (), assumed, (), line.entered_on, date(2026, 10, 12),
            date(2026, 10, 12), self.digest,
        )  # fmt: skip


@pytest.fixture
def flat() -> Flat:
    """See :class:`Flat`."""
    return Flat()


@pytest.fixture(scope="session")
def view() -> Any:
    """The newest view of the shipped law book."""
    from kanzei.duty.book import LawBook

    return LawBook.shipped().view()
