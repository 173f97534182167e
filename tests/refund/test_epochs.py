"""Spans of days of entry and of knowledge: within one, nothing changes for a line."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.refund.synthetic.rows import worked

from kanzei.duty.assess import answer_line
from kanzei.duty.line import EntryLine
from kanzei.duty.result import Assessment
from kanzei.duty.view import View
from kanzei.entries.filed import EntryState, FiledDuty, FiledLine
from kanzei.errors import KanzeiError, NotCovered
from kanzei.refund.rerate import Views, rerate

GOODS = st.sampled_from(
    [
        *((row.hts, row.origin, row.spi or None) for row in worked()),
        ("7606123025", "RU", None),
        ("8708295160", "JP", None),
        ("8708305090", "TW", None),
        ("2204215005", "FR", None),
        ("0901210020", "BR", None),
        ("7318152010", "CA", "S"),
        ("8544429090", "JP", None),
        ("8507600020", "CN", None),
        ("8429521010", "JP", None),
        ("9004100000", "MX", "S"),
    ]
)
DAYS = st.integers(0, 640).map(lambda number: date(2025, 1, 1) + timedelta(days=number))
CLAIMS = st.sampled_from([{}, {"entry_type": "01"}, {"entry_type": "06"}, {"auto_part": True}])


def duty(view: View, line: EntryLine) -> object:
    """The components of a line, or why it has none."""
    try:
        found = view.assess(line, explain=False)
    except KanzeiError as error:
        return type(error)
    return tuple(one[:9] for one in found.components), found.refundable_cents


@settings(deadline=None, max_examples=150)
@given(GOODS, DAYS, CLAIMS, st.none() | st.integers(0, 40))
@example(("9004100000", "JP", None), date(2026, 2, 27), {}, 7)
@example(("7208510030", "CA", None), date(2025, 6, 3), {}, None)
def test_the_first_day_of_a_span_answers_for_all_of_it(
    views: Views, goods: tuple[str, str, str | None], day: date, claims: dict[str, object], loaded: int | None
) -> None:
    """Days of a span are not told apart by the law."""
    line = EntryLine(
        goods[0], goods[1], day, 1_234_567, spi=goods[2], loaded_on=None if loaded is None else day - timedelta(days=loaded), claims=claims
    )  # fmt: skip
    still = views.epochs.still(line)

    assert still.entered_on <= day
    assert duty(views.now, line) == duty(views.now, still)
    assert duty(views.view(views.place(day)), line) == duty(views.view(views.place(day)), still)


@settings(deadline=None, max_examples=60)
@given(GOODS, DAYS, st.data())
def test_days_of_knowledge_that_are_not_named_change_nothing(
    views: Views, goods: tuple[str, str, str | None], day: date, data: st.DataObject
) -> None:
    line = EntryLine(goods[0], goods[1], day, 1_234_567, spi=goods[2])
    start = data.draw(st.integers(0, len(views.days) - 1))
    places = views.epochs.places(line, start)
    place = data.draw(st.integers(start, len(views.days) - 1))
    stands_for = max(one for one in places if one <= place)

    assert places == sorted(set(places))
    assert places[0] <= start
    assert duty(views.view(place), line) == duty(views.view(stands_for), line)


@settings(deadline=None, max_examples=80)
@given(GOODS, DAYS)
def test_what_is_owed_is_what_is_charged_without_the_void(
    views: Views, goods: tuple[str, str, str | None], day: date
) -> None:
    line = EntryLine(goods[0], goods[1], day, 1_234_567, spi=goods[2])
    try:
        now: Assessment = views.now.assess(line, explain=False)
    except KanzeiError:
        return
    void = frozenset(one.authority for one in now.components if one.void)
    found = views.displaced(line, void)
    direct = answer_line(views.now, line, void).total

    assert views.owed.assess(line, explain=False).duty_cents == sum(
        one.amount_cents for one in now.components if not one.void
    )
    assert (now.duty_cents - now.refundable_cents if found is None else found) == direct


def test_a_line_whose_rates_are_those_of_another_day_is_left_as_it_is(views: Views) -> None:
    """Privileged foreign status, immediate transportation, withdrawal from warehouse: the day of entry alone does not decide."""
    line = EntryLine("8703230190", "JP", date(2025, 9, 20), 3_000_000)

    assert views.epochs.first(line.entered_on) == views.epochs.still(line).entered_on < line.entered_on
    for claims in (
        {"zone_status": "privileged-foreign", "zone_status_on": date(2025, 9, 1)},
        {"it_on": date(2025, 9, 1)},
        {"withdrawn_on": date(2025, 9, 25)},
    ):
        other = line._replace(claims=claims)
        assert other == views.epochs.still(other)
        assert list(range(3, len(views.days))) == views.epochs.places(other, 3)


def test_what_is_wrong_with_a_line_is_said_with_its_own_day(views: Views) -> None:
    line = EntryLine("6307909870", "JP", date(2024, 12, 20), 1_000_000)
    filed = FiledLine(line, EntryState("ABC12345676"), "1", (FiledDuty("6307.90.98.70", 70_000),))

    assert views.epochs.still(line) != line
    with pytest.raises(NotCovered, match="entered 2024-12-20"):
        rerate(filed, views)


@pytest.mark.parametrize("days", [0, 1])
def test_a_line_loaded_in_its_span_keeps_its_day(days: int, views: Views) -> None:
    """Goods are not loaded after their entry."""
    entered = date(2025, 9, 20)
    first = views.epochs.first(entered)
    line = EntryLine("8703230190", "JP", entered, 3_000_000, loaded_on=first + timedelta(days=days))

    assert (first, entered)[days] == views.epochs.still(line).entered_on
