"""The answer to "still refundable": what the ways of an entry come to."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kanzei.ledger.verdict import Way, verdict_on

WAYS = st.lists(
    st.builds(
        lambda is_open, cents, days, estimated: Way(
            "a way", is_open, "", str(Decimal(cents).scaleb(-2).quantize(Decimal("0.01"))), "",
            "" if days is None else str(date(2026, 1, 1) + timedelta(days)), estimated, "", (),
        ),
        st.booleans(), st.integers(0, 10**9), st.none() | st.integers(0, 2000), st.booleans(),
    ),
    max_size=6,
)  # fmt: skip


@given(WAYS)
def test_the_verdict_speaks_of_open_ways_that_bring_money_and_adds_none_up(ways: list[Way]) -> None:
    useful = [one for one in ways if one.is_open and Decimal(one.amount)]
    told = verdict_on(ways)

    assert (told is None) == (not useful)
    if told is None:
        return
    days = sorted(one.file_by for one in useful if one.file_by)
    assert Decimal(told.amount) == max(Decimal(one.amount) for one in useful)
    assert (told.first is None, told.last is None) == (not days, len(days) < 2)
    assert told.first is None or (told.first in useful and told.first.file_by == days[0])
    assert told.last is None or (told.last in useful and told.last.file_by == days[-1])


def test_an_entry_without_an_open_way_is_not_refundable() -> None:
    closed = Way(
        "protest",
        False,
        "the last day was 2026-01-05",
        "800.00",
        "2026-01-05",
        "2026-01-05",
        False,
        "19 U.S.C. 1514(c)(3)",
        (),
    )
    nothing = closed._replace(is_open=True, amount="0.00")

    assert verdict_on([closed, nothing]) is None
