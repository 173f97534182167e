"""Money received against money expected: each difference with its cause, none missed, none invented."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanzei.refund.audit import Expected, ExpectedLine, Finding, Received, audit, audit_entry
from kanzei.refund.interest import interest

START, STOP = date(2025, 9, 4), date(2026, 6, 30)
LINES = (ExpectedLine("1", 1_000_000), ExpectedLine("2", 200_000), ExpectedLine("3", 50_000))
DUE = 59_699
"""Interest of example 1 on 12,500.00."""


def entry(**changes: object) -> Expected:
    return Expected(**{"entry_number": "ABC12345676", "lines": LINES, "start": START, "stop": STOP, **changes})  # type: ignore[arg-type]


def paid(principal: int, cents: int, **changes: object) -> Received:
    return Received("ABC12345676", principal, cents, **changes)  # type: ignore[arg-type]


def found(one: Expected, *payments: Received) -> list[tuple[str, str, int]]:
    return [(f.what, f.cause, f.cents) for f in audit_entry(one, payments)]


def test_paid_to_the_cent() -> None:
    assert [] == found(entry(), paid(1_250_000, DUE))
    assert [] == found(entry(), paid(1_000_000, 50_000), paid(250_000, DUE - 50_000))


@pytest.mark.parametrize("cent", [-1, 1])
def test_a_cent_of_interest(cent: int) -> None:
    assert [("interest", "interest factor", cent)] == found(entry(), paid(1_250_000, DUE + cent))
    assert "rounded" in audit_entry(entry(), [paid(1_250_000, DUE + cent)])[0].because


def test_the_rate_of_others_was_applied() -> None:
    one = audit_entry(entry(), [paid(1_250_000, 70_470)])[0]

    assert ("interest factor", 70_470 - DUE) == (one.cause, one.cents)
    assert "others than corporations" in one.because


def test_interest_to_another_day() -> None:
    earlier = interest(1_250_000, START, date(2026, 6, 20)).cents

    assert "fits a day of liquidation of 2026-06-20" == audit_entry(entry(), [paid(1_250_000, earlier)])[0].because


def test_no_interest_at_all() -> None:
    assert "no interest was paid, 596.99 was due" == audit_entry(entry(), [paid(1_250_000, 0)])[0].because


@pytest.mark.parametrize(("left", "lines"), [(200_000, ("2",)), (250_000, ("2", "3"))])
def test_unpaid_lines_and_the_interest_that_follows(left: int, lines: tuple[str, ...]) -> None:
    principal = 1_250_000 - left
    follows = interest(principal, START, STOP).cents
    got = audit_entry(entry(), [paid(principal, follows)])

    assert [("principal", "unpaid line", -left), ("interest", "interest on the principal", follows - DUE)] == [
        (one.what, one.cause, one.cents) for one in got
    ]
    assert lines == got[0].lines


def test_displaced_duty_set_off() -> None:
    """R5: the duty that gave way is set against the refund."""
    lines = (ExpectedLine("1", 1_000_000, displaced=400_000), ExpectedLine("2", 250_000))
    principal = 850_000
    got = audit_entry(entry(lines=lines), [paid(principal, interest(principal, START, STOP).cents)])

    assert ("netting", -400_000, ("1",)) == (got[0].cause, got[0].cents, got[0].lines)


def test_lines_that_may_be_set_off_whole_are_netted_not_unpaid() -> None:
    """The displaced duty is as large as the refund (example 13): the law has a reason for the missing line."""
    lines = (
        ExpectedLine("1", 860_500, displaced=860_500),
        ExpectedLine("2", 803_325, displaced=900_000),
        ExpectedLine("3", 250_000),
    )
    both, none = entry(lines=lines), entry(lines=tuple(one._replace(displaced=0) for one in lines))

    for one, cause in ((both, "netting"), (none, "unpaid line")):
        assert ("principal", cause, -1_663_825) == found(one, paid(250_000, interest(250_000, START, STOP).cents))[0]


def test_duty_owed_set_off() -> None:
    lines = (ExpectedLine("1", 1_000_000, owed=12_345), ExpectedLine("2", 250_000))

    assert ("principal", "netting", -12_345) == found(entry(lines=lines), paid(1_250_000 - 12_345, DUE))[0]


def test_nothing_paid() -> None:
    assert [("principal", "not yet paid", -1_250_000), ("interest", "not yet paid", -DUE)] == found(entry())
    assert "reject" == found(entry(rejected="open protest"))[0][1]
    assert "ACH" == found(entry(), paid(1_250_000, DUE, ach_reject="account closed"))[0][1]


def test_a_payment_that_ach_refused_and_a_later_one_that_arrived() -> None:
    assert [] == found(entry(), paid(1_250_000, DUE, ach_reject="account closed"), paid(1_250_000, DUE))


def test_paid_twice() -> None:
    assert {"paid twice"} == {one[1] for one in found(entry(), paid(1_250_000, DUE), paid(1_250_000, DUE))}


def test_what_nothing_explains() -> None:
    assert ("principal", "not explained", -7) == found(entry(), paid(1_249_993, DUE))[0]
    assert ("principal", "not explained", 7) == found(entry(), paid(1_250_007, DUE))[0]
    assert [("interest", "not explained", 5)] == found(entry(start=None), paid(1_250_000, 5))


def test_a_payment_for_an_entry_nobody_expected() -> None:
    made = audit([entry()], [paid(1_250_000, DUE), Received("XYZ00000013", 100, 1)])

    assert 1 == made.right
    assert [("XYZ00000013", "not expected"), ("XYZ00000013", "not expected")] == [
        (one.entry_number, one.cause) for one in made.findings
    ]


def test_a_sum_is_looked_for_among_few_lines_only() -> None:
    """Of many lines one alone may be the unpaid one: three of a hundred make almost any amount."""
    many = entry(lines=tuple(ExpectedLine(str(number), 1_000 + number) for number in range(40)))
    total = many.principal
    cases = {
        1_007: ("unpaid line", ("7",)),
        2_015: ("not explained", ()),
        total: ("unpaid line", tuple(str(n) for n in range(40))),
    }
    for left, expected in cases.items():
        one = audit_entry(many, [paid(total - left, interest(total - left, START, STOP).cents)])[0]

        assert expected == (one.cause, one.lines)


def test_days_are_looked_for_inside_the_table_of_rates_only() -> None:
    """The last day of the table: later days have no rate and explain nothing."""
    late = entry(stop=date(2026, 12, 31))
    due = interest(1_250_000, START, date(2026, 12, 31)).cents

    assert "was due on this principal" in audit_entry(late, [paid(1_250_000, due * 3)])[0].because


MONEY = st.integers(0, 2_000_000)


@given(
    st.lists(st.lists(MONEY, min_size=1, max_size=4), max_size=6),
    st.lists(st.tuples(st.integers(0, 7), MONEY, MONEY), max_size=8),
)
def test_findings_sum_to_received_less_expected(lines: list[list[int]], payments: list[tuple[int, int, int]]) -> None:
    expected = [
        entry(
            entry_number=f"E{number}", lines=tuple(ExpectedLine(str(place), cents) for place, cents in enumerate(own))
        )
        for number, own in enumerate(lines)
    ]
    made = audit(expected, [Received(f"E{number}", principal, cents) for number, principal, cents in payments])

    def total(what: str, findings: tuple[Finding, ...] = made.findings) -> int:
        return sum(one.cents for one in findings if one.what == what)

    assert made.received_principal - made.expected_principal == total("principal")
    assert made.received_interest - made.expected_interest == total("interest")
    assert made.right == len(expected) - len(
        {one.entry_number for one in made.findings} & {one.entry_number for one in expected}
    )


def test_three_payments_in_a_hundred_are_wrong_and_no_other_is_named() -> None:
    """From a cent to a whole line; seeded."""
    seed = random.Random(20260220)
    expected, received, wrong = [], [], set()
    for number in range(2_000):
        name = f"E{number:05d}"
        lines = tuple(ExpectedLine(str(place), seed.randint(1, 10**7)) for place in range(seed.randint(1, 6)))
        one = entry(entry_number=name, lines=lines)
        principal = one.principal
        cents = interest(principal, START, STOP).cents
        if seed.random() < 0.03:
            wrong.add(name)
            kind = seed.randrange(3)
            principal -= (0, lines[0].principal, seed.randint(1, principal))[kind]
            cents += seed.choice([-1, 1]) if kind == 0 else 0
        expected.append(one)
        received.append(Received(name, principal, cents))
    made = audit(expected, received)

    assert wrong == {one.entry_number for one in made.findings}
    assert 2_000 - len(wrong) == made.right
