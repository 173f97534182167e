"""The tariff side: the round calculation, value by legal basis and day, the bargain, and statutes of a snap-back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from kanzei.deal.instrument import instrument_text
from kanzei.deal.leverage import STATUTES, bargain, first_day_without, pv_of_years, read_snap_back, rounded, snap_back
from kanzei.deal.read_case import read_case
from kanzei.deal.read_terms import read_sheet
from kanzei.deal.run import run
from kanzei.deal.shipped import find_case
from kanzei.deal.trade import AIRCRAFT, assumptions, imports_of_japan, owed_lines, relief_on, static_relief
from kanzei.duty.book import LawBook
from kanzei.errors import UsageError

WHOLE = read_sheet("japan")
SHEET = WHOLE.known(None)
ENDED = date(2026, 2, 24)


@pytest.fixture(scope="module")
def view():
    return LawBook.shipped().view()


@pytest.fixture(scope="module")
def before(view):
    return relief_on(view, date(2025, 12, 1))


@pytest.fixture(scope="module")
def after(view):
    return relief_on(view, date(2026, 10, 1))


def billions(value) -> Decimal:
    return rounded(value / 10**9, 4)


def test_the_round_calculation_is_reproduced():
    """47.5 x 12.5% + 93.2 x 10% = 15.2575 billion; four years at 4% make 55.3831; break-even amounts at 10 and 25 cents a dollar."""
    relief = static_relief(date(2025, 12, 1), ENDED)
    pv = pv_of_years(relief, 4, Fraction(4, 100))

    assert Decimal("15.2575") == billions(relief)
    assert Decimal("55.3831") == billions(pv)
    assert Decimal("553.83") == rounded(pv / 10**9 / Fraction(10, 100), 2)
    assert Decimal("221.53") == rounded(pv / 10**9 / Fraction(25, 100), 2)


def test_after_the_ruling_the_other_goods_have_lost_their_counterfactual():
    """Cars and parts alone, 5.9375; kept by a switch, 15.2575; and a view from before the ruling knows of no end."""
    assert ENDED == first_day_without(SHEET)
    assert Decimal("15.2575") == billions(static_relief(date(2026, 2, 23), ENDED))
    assert Decimal("5.9375") == billions(static_relief(ENDED, ENDED))
    assert Decimal("15.2575") == billions(static_relief(ENDED, ENDED, keep_other=True))
    assert Decimal("9.3200") == billions(static_relief(date(2025, 8, 7), ENDED, autos_from=date(2025, 9, 16)))
    assert first_day_without(WHOLE.known(date(2026, 2, 19))) is None


def test_each_basis_has_its_own_counterfactual_and_is_worth_nothing_once_ended(before, after):
    """The reciprocal duty by three names; cars, wood and aircraft by the law of an economy without a deal; section 301 though no text of the deal speaks of it."""
    was = {(one.basis, one.counterfactual): one for one in before.reliefs}
    now = {(one.basis, one.counterfactual): one for one in after.reliefs}

    assert was["ieepa_reciprocal", "letter-25"].value > was["ieepa_reciprocal", "april-24"].value > 4e9
    assert was["ieepa_reciprocal", "flat (AU)"].value < 0
    assert all(one.ended and one.value == 0 for (basis, _), one in now.items() if basis == "ieepa_reciprocal")
    assert 7.0e9 == pytest.approx(now["s232_autos", "AU"].value, rel=0.03)
    assert ("s301_forced_labor", "AU") in now
    assert ("s301_forced_labor", "AU") not in was
    assert was[AIRCRAFT, "AU"].value < was[AIRCRAFT, "AU"].most
    assert ("s232_wood", "AU") in now
    assert sum(one.value for one in after.reliefs if one.basis != "ieepa_reciprocal") == pytest.approx(
        after.total("april-24")
    )
    assert before.trade + before.not_valued <= sum(imports_of_japan().values())


def test_cars_and_parts_save_some_twelve_and_a_half_points(before):
    """25% on top of column 1 against 15% all-in: 10 points where column 1 is free, 12.5 where it is 2.5%."""
    autos = next(one for one in before.reliefs if one.basis == "s232_autos")

    assert 0.125 == pytest.approx(autos.value / autos.trade, abs=0.001)


def test_the_bargain_meets_at_its_break_even(before):
    """At the break-even amount cost and relief are equal; a cost of nothing needs no odds."""
    case = read_case(find_case("illustration"))
    worse = run(case, SHEET, SHEET.readings["us-headline"])
    found = bargain(worse, Fraction(10**9), 4, Fraction(4, 100))

    assert found.amount * found.cost_each == pytest.approx(found.pv_relief)
    assert found.probability * found.pv_relief == pytest.approx(found.cost)
    assert 0.0 == bargain(run(case, SHEET, SHEET.readings["mou"]), Fraction(10**9), 4, Fraction(4, 100)).probability
    assert bargain(worse, Fraction(0), 4, Fraction(4, 100)).probability is None


def test_a_snap_back_names_its_statute_and_the_emergency_act_is_refused_after_the_ruling(view):
    with pytest.raises(UsageError, match="rests on a statute"):
        read_snap_back("25%")
    with pytest.raises(UsageError, match="is no statute"):
        read_snap_back("anger=25%@2026-03-01")
    with pytest.raises(UsageError, match="never below nothing"):
        read_snap_back("s301=-5%@2027-01-01")
    late = read_snap_back("ieepa=25%@2026-02-21")
    with pytest.raises(UsageError, match="On 2026-02-20 the Supreme Court held"):
        snap_back(*late, SHEET, [])
    assert 0.0 == snap_back(*read_snap_back("ieepa=25%@2026-02-20"), SHEET, []).a_year
    assert 0.0 == snap_back(*late, WHOLE.known(date(2026, 2, 1)), []).a_year
    with pytest.raises(UsageError, match="15% at the most"):
        snap_back(*read_snap_back("s122=20%@2026-12-01"), SHEET, [])
    lines = owed_lines(view, date(2026, 10, 1))
    cars = snap_back(*read_snap_back("s232=25%@2026-10-01"), SHEET, lines)
    short = snap_back(*read_snap_back("s122=15%@2026-10-01"), SHEET, lines)
    assert 5.5e9 == pytest.approx(cars.a_year, rel=0.03)
    assert cars.until is None
    assert date(2027, 2, 28) == short.until
    assert short.a_year * 150 / 365 == pytest.approx(short.in_all)
    assert {"ieepa", "s122", "s232", "s301", "s338"} == set(STATUTES)


def test_days_that_are_told_are_days_on_which_something_changed(view):
    assert [date(2025, 8, 7), date(2025, 9, 16)] == [one for one, _, _ in assumptions().days][:2]
    assert all(one.isoformat() in view.bounds() for one, _, _ in assumptions().days)
    with pytest.raises(UsageError, match="no country"):
        relief_on(view, date(2026, 1, 1), like="ZZ")
    with pytest.raises(UsageError, match="cannot be Japan"):
        relief_on(view, date(2026, 1, 1), like="jp")


@pytest.mark.parametrize(("statute", "rate"), [("s232", "25%"), ("s301", "20%")])
def test_a_snap_back_is_an_instrument(statute, rate, tmp_path, view):
    """Written as a file and read by the one evaluator, it costs what the command says, to the dollar; other statutes have no provision to amend."""
    wanted = read_snap_back(f"{statute}={rate}@2026-10-01")
    path = tmp_path / "snap-back.yaml"
    path.write_text(instrument_text(*wanted, date(2026, 10, 1)), encoding="utf-8")
    day = date(2026, 10, 1)
    then = owed_lines(LawBook.shipped().view(scenario=[path]), day)
    now = owed_lines(view, day)
    difference = sum(v * (sum(owed.values()) + c) for v, owed, c in then) - sum(
        v * (sum(owed.values()) + c) for v, owed, c in now
    )

    if statute == "s232":
        assert snap_back(*wanted, SHEET, now).a_year == pytest.approx(difference, abs=1)
    assert difference > 1e9
    with pytest.raises(UsageError, match="no provision to amend"):
        instrument_text(*read_snap_back("s122=15%@2026-12-01"), day)
