"""One article on two lines: its metal, and the rest of it."""

from __future__ import annotations

from datetime import date

import pytest

from kanzei.duty.line import EntryLine, Quantity
from kanzei.entries.filed import EntryState, FiledDuty, FiledLine
from kanzei.refund.parts import with_parts
from kanzei.refund.rerate import Views
from kanzei.refund.settle import Settings, settle

STATE = EntryState("ABC12345676", "01", entered_on=date(2025, 7, 1), summary_on=date(2025, 7, 14))


def screw(
    line: str, kilograms: int, *duties: tuple[str, int], hts: str = "7326908688", origin: str = "DE"
) -> FiledLine:
    """Derivative articles of steel, 2.9%, value 5,000.00."""
    goods = EntryLine(hts, origin, date(2025, 7, 1), 500_000, (Quantity(kilograms * 1000, "KG"),))
    filed = (*(FiledDuty(*one) for one in duties), FiledDuty("7326.90.86.88", 14_500))
    return FiledLine(goods, STATE, line, filed)


METAL = screw("1", 100, ("9903.81.90", 250_000))
REST = screw("2", 0, ("9903.01.25", 50_000))


@pytest.mark.parametrize("lines", [(METAL, REST), (REST, METAL)])
def test_the_rest_of_an_article_bears_no_duty_on_its_metal(lines: tuple[FiledLine, FiledLine], views: Views) -> None:
    """The reciprocal duty on the rest was owed until the ruling; no duty on steel is missing."""
    found = settle(lines, views, Settings(date(2026, 10, 12)))

    assert [("ruling", "ieepa_reciprocal", 50_000)] == [
        (row.difference.cause, row.difference.authority, row.principal) for one in found.lines for row in one.rows
    ]
    assert all("its steel and the rest" in " ".join(one.rerate.notes) for one in found.lines if one.rerate)


@pytest.mark.parametrize(
    "other",
    [
        screw("2", 40, ("9903.01.25", 50_000)),
        screw("2", 0, ("9903.81.90", 250_000)),
        screw("2", 0, ("9903.01.25", 50_000), origin="FR"),
        screw("2", 0, ("9903.01.25", 50_000), hts="7326908688")._replace(line=REST.line._replace(part="aluminum")),
    ],
)
def test_lines_that_do_not_show_it_are_left_alone(other: FiledLine) -> None:
    """A line with a quantity of its own, a heading of the metal, another origin, or a part that is stated."""
    assert [METAL, other] == with_parts([METAL, other])
