"""Japan in both times: what an entry was charged as known on each day (EO 14257, 14266, 14326, 14345; 90 FR 44638)."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from kanzei import EntryLine, LawBook, Quantity

CAR, TRUCK, PART, TV, SHIRT, SAKE = "8703230140", "8704310120", "8708505110", "85287264", "6110202010", "2206004500"


@cache
def book():
    """The shipped book."""
    return LawBook.shipped()


def day(text):
    """An ISO day."""
    return date.fromisoformat(text)


def charged(hts, entered, known=None, value=10_000, **rest):
    """Duty in dollars on goods of Japan."""
    line = EntryLine(hts=hts, origin="JP", entered_on=day(entered), value_cents=value * 100, **rest)
    found = book().view(known=day(known) if known else None).assess(line)

    return found.duty_cents / 100


@pytest.mark.parametrize(
    ("known", "duty"),
    [
        ("2025-08-28", 8250.00),
        ("2025-09-03", 8250.00),
        ("2025-09-10", 8250.00),
        ("2025-09-15", 4500.00),
        ("2025-09-16", 4500.00),
        (None, 4500.00),
    ],
)
def test_car_of_2025_09_20(known, duty):
    """27.5% until the notice fixed the day of EO 14345 s.4; 15% in all since it was known."""
    assert duty == charged(CAR, "2025-09-20", known, 30_000)


@pytest.mark.parametrize("known", ["2025-09-16", "2026-02-24", None])
def test_autos_not_one_day_early(known):
    """Autos, parts and light trucks: 90 FR 44638 reaches entries from 2025-09-16, not from 08-07."""
    assert 8250.00 == charged(CAR, "2025-09-15", known, 30_000)
    assert 4500.00 == charged(CAR, "2025-09-16", known, 30_000)
    assert 15_000.00 == charged(TRUCK, "2025-09-15", known, 30_000)
    assert 7500.00 == charged(TRUCK, "2025-09-16", known, 30_000)
    assert 2750.00 == charged(PART, "2025-09-15", known, claims={"auto_part": True})
    assert 1500.00 == charged(PART, "2025-09-16", known, claims={"auto_part": True})


@pytest.mark.parametrize(
    ("known", "duty"),
    [
        ("2025-08-01", 1890.00),
        ("2025-08-28", 1890.00),
        ("2025-09-03", 1890.00),
        ("2025-09-04", 1500.00),
        ("2025-09-16", 1500.00),
        (None, 1500.00),
    ],
)
def test_general_goods_inclusive_back_to_2025_08_07(known, duty):
    """Known 07-31 to 09-03: 15% on top; since EO 14345: 15% in all, back to 08-07."""
    assert duty == charged(TV, "2025-08-20", known)


@pytest.mark.parametrize(("hts", "refund"), [(TV, 390.00), (SHIRT, 1500.00)])
def test_refund_is_value_times_the_lesser_of_column_1_and_15_percent(hts, refund):
    """japan.md section 4."""
    assert refund == charged(hts, "2025-08-20", "2025-09-03") - charged(hts, "2025-08-20", "2025-09-10")


@pytest.mark.parametrize("known", ["2025-08-28", "2025-09-10", "2025-09-16", None])
def test_in_transit_pays_column_1_and_10(known):
    """Loaded before 2025-08-07 and entered before 2025-10-05, under both versions."""
    assert 1390.00 == charged(TV, "2025-08-25", known, loaded_on=day("2025-07-30"))


@pytest.mark.parametrize("known", ["2025-04-09", "2025-08-28", "2025-09-10", None])
def test_24_percent_for_one_day(known):
    """24% on entries of 2025-04-09 only; loaded before that day 10%; loaded before 04-05 nothing."""
    assert 1390.00 == charged(TV, "2025-04-08", known)
    assert 2790.00 == charged(TV, "2025-04-09", known)
    assert 1390.00 == charged(TV, "2025-04-09", known, loaded_on=day("2025-04-06"))
    assert 390.00 == charged(TV, "2025-04-09", known, loaded_on=day("2025-04-04"))
    assert 1390.00 == charged(TV, "2025-04-10", known)


@pytest.mark.parametrize(
    ("entered", "duty"), [("2025-07-08", 1390.00), ("2025-07-09", 2790.00), ("2025-08-20", 2790.00)]
)
def test_forecast_of_the_pause(entered, duty):
    """As known 2025-05-01 the pause of EO 14266 runs to 2025-07-08 and 24% returns on 07-09."""
    assert duty == charged(TV, entered, "2025-05-01")


@pytest.mark.parametrize("known", ["2025-07-07", "2025-07-08", "2025-07-31", None])
@pytest.mark.parametrize("entered", ["2025-07-15", "2025-08-05"])
def test_the_letter_is_never_law(known, entered):
    """The 25% announced on 2025-07-07 changes no computed duty (the pause itself is what is known)."""
    if known is not None and known <= "2025-07-08" and entered > "2025-08-01":
        assert 2790.00 == charged(TV, entered, known)
    else:
        assert 1390.00 == charged(TV, entered, known)


@pytest.mark.parametrize("known", ["2025-09-16", "2025-11-20", None])
def test_aircraft_from_09_16_not_from_08_07(known):
    """9903.96.02 is not retroactive."""
    claims = {"civil_aircraft": True}
    assert 1500.00 == charged("8411919085", "2025-09-15", known, claims=claims)
    assert 0.00 == charged("8411919085", "2025-09-16", known, claims=claims)


@pytest.mark.parametrize("known", ["2025-09-04", "2025-09-10", "2025-09-14"])
def test_ordered_is_not_dated(known):
    """Between order and notice the auto part is shown as ordered, date open."""
    line = EntryLine(hts=CAR, origin="JP", entered_on=day("2025-09-20"), value_cents=3_000_000)
    found = book().view(known=day(known)).assess(line)

    assert any("ordered, date open: EO 14345 s.4" in one.because for one in found.not_applied)


@pytest.mark.parametrize("known", ["2025-09-10", None])
def test_generics_authorised_only(known):
    """EO 14345 s.5 gives a power that was never used; the answer says so."""
    line = EntryLine(hts="3004909291", origin="JP", entered_on=day("2025-10-20"), value_cents=1_000_000)
    found = book().view(known=day(known) if known else None).assess(line)

    assert any("authorised only" in one.because for one in found.not_applied)


@pytest.mark.parametrize("known", ["2025-10-20", "2026-02-24", None])
def test_steel_without_relief(known):
    """EO 14345 gives no metals relief: 50%."""
    assert 5000.00 == charged("7208510030", "2025-10-01", known)


@pytest.mark.parametrize("known", ["2025-08-28", "2025-09-10", "2025-09-16", None])
def test_leather_footwear_pays_40_more(known):
    """9903.41.10, cumulative (note 3)."""
    with_it = charged("6403596060", "2025-07-01", known, claims={"leather_footwear": True})
    without = charged("6403596060", "2025-07-01", known, claims={"leather_footwear": False})
    assert 4000.00 == with_it - without


@pytest.mark.parametrize(("hts", "general", "jp"), [("8712001550", 1100.00, 550.00), ("9201100005", 470.00, 0.00)])
def test_jp_rates_where_they_matter(hts, general, jp):
    """Bicycles 5.5% for 11%, pianos free for 4.7%, before any reciprocal duty and on top of it."""
    assert general == charged(hts, "2025-02-01")
    assert jp == charged(hts, "2025-02-01", spi="JP")
    assert jp + 1000.00 == charged(hts, "2025-06-01", spi="JP")


@pytest.mark.parametrize(
    ("entered", "duty"),
    [
        ("2026-02-23", 1500.00),
        ("2026-02-24", 1390.00),
        ("2026-07-23", 1390.00),
        ("2026-07-24", 1250.00),
        ("2026-11-22", 1250.00),
    ],
)
def test_after_ieepa(entered, duty):
    """Column 1 + 10 under section 122 from 2026-02-24, 12.5% in all from 2026-07-24."""
    assert duty == charged(TV, entered)


def test_charged_and_owed():
    """8528.72.64 entered 2025-08-20: charged 1,890 as known 08-28; 1,500 as known now, 1,110 of it refundable; owed 390."""
    line = EntryLine(hts=TV, origin="JP", entered_on=day("2025-08-20"), value_cents=1_000_000)
    then = book().view(known=day("2025-08-28")).assess(line)
    now = book().view().assess(line)
    owed = book().view(answer="owed").assess(line)

    assert (189_000, 0) == (then.duty_cents, then.refundable_cents)
    assert (150_000, 111_000) == (now.duty_cents, now.refundable_cents)
    assert 39_000 == owed.duty_cents


def test_sake_by_its_own_unit_value():
    """3 cents a liter on 1,000 liters worth 8,000: 0.375%, topped up to 15% (note 2(v)(xix))."""
    assert 1200.00 == charged(SAKE, "2025-10-01", value=8000, quantities=(Quantity(1_000_000, "liters"),))
