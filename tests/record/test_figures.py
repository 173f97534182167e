"""Figures taken out of reports."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kanzei.record.figures import figures, side_by_side

SEEDS = sorted((Path(__file__).resolve().parents[2].parent / "shared" / "seeds").glob("*.txt"))


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("a fund of $550 billion", "USD", "550000000000"),
        ("a fund of US$550bn", "USD", "550000000000"),
        ("a $550-billion fund", "USD", "550000000000"),
        ("it is 15 per cent", "%", "15"),
        ("it is 15%", "%", "15"),
        ("from 0.7 percent", "%", "0.7"),
        ("paid $1,234.50 then", "USD", "1234.50"),
        ("paid $5 more", "USD", "5"),
        ("loans of ¥340 billion", "JPY", "340000000000"),
    ],
)
def test_a_figure_is_read_in_any_of_its_words(text: str, unit: str, value: str) -> None:
    assert [(unit, Decimal(value))] == [(one.unit, one.value) for one in figures(text)]


def test_a_paragraph_that_stands_twice_counts_once() -> None:
    assert 1 == len(figures("It is 15%.\nIt is 15%.\n"))


@pytest.mark.skipif(len(SEEDS) != 2, reason="does not apply: the two reports are not here")
@pytest.mark.parametrize("turned", [False, True])
def test_figures_of_the_two_reports(turned: bool) -> None:
    texts = [one.read_text(encoding="utf-8") for one in (reversed(SEEDS) if turned else SEEDS)]
    sides = side_by_side(texts)
    first, second = (1, 0) if turned else (0, 1)

    def named(places: list[tuple[str, Decimal]]) -> set[str]:
        return {f"{unit}{value:f}" for unit, value in places}

    assert {"USD550000000000", "%90", "%15"} == named([(one.unit, one.value) for one in sides if one.agreed])
    assert {"USD192000000000", "USD129000000000", "%24", "%10"} == named(
        [(one.unit, one.value) for one in sides if not one.places[second]]
    )
    assert {"%1.2", "%0.7"} == named([(one.unit, one.value) for one in sides if not one.places[first]])
