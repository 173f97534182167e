"""Everyday words find the headings that hold the goods, with or without descriptions at hand."""

from __future__ import annotations

from datetime import date

import pytest

from kanzei.errors import UsageError
from kanzei.schedule import Schedule
from kanzei.schedule.find import everyday, find

ON = date(2025, 10, 1)
ASKED = [
    ("car", "8703"), ("Cars", "8703"), ("truck", "8704"), ("TV", "8528"), ("tvs", "8528"), ("beef", "0201"), ("toys", "9503"),
    ("laptop", "847130"), ("Electric  Car", "870380"), ("watches", "9101"), ("eggs", "0407"), ("boxes of beef", ""),
]  # fmt: skip


@pytest.fixture(scope="module")
def schedule() -> Schedule:
    return Schedule.open()


def test_every_heading_stands_in_the_schedule(schedule: Schedule) -> None:
    codes = schedule.codes(ON)
    missing = {one for prefixes in everyday().values() for one in prefixes if not any(c.startswith(one) for c in codes)}

    assert set() == missing
    assert len(everyday()) > 200


@pytest.mark.parametrize(("words", "heading"), ASKED)
def test_an_everyday_word_finds_its_heading(
    schedule: Schedule, monkeypatch: pytest.MonkeyPatch, words: str, heading: str
) -> None:
    """Without descriptions: an everyday word is answered, another is refused with the way to get them."""

    def none(text: str, limit: int) -> list[tuple[str, str]]:
        raise UsageError("no descriptions are at hand")

    monkeypatch.setattr("kanzei.schedule.find.search", none)
    if heading:
        assert find(schedule, words, ON)[0].code.startswith(heading)
    else:
        with pytest.raises(UsageError, match="no descriptions"):
            find(schedule, words, ON)


def test_each_of_several_headings_is_seen(schedule: Schedule) -> None:
    found = find(schedule, "shirts", ON, limit=10)

    assert {"6105", "6205"} == {one.code[:4] for one in found}


def test_names_follow_the_everyday_word(schedule: Schedule, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kanzei.schedule.find.search", lambda text, limit: [("870600", "chassis of a bus")])
    found = [one.code[:4] for one in find(schedule, "bus", ON, limit=200)]

    assert "8702" == found[0] and "8706" == found[-1]
