"""One cell at a time: codes, money, days, quantities, units."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanzei.entries.cells import read_code, read_day, read_money, read_quantity, read_unit
from kanzei.entries.columns import Forms
from kanzei.errors import EntryError, UsageError
from kanzei.money import dollars

STRICT = Forms()
US = Forms("us", ("iso", "us"), "us")
EU = Forms("eu", ("iso",), "eu")


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("8703230140", "8703230140"), ("8703.23.01.40", "8703230140"), ("8703.23.0140", "8703230140"), ("8703-23-0140", "8703230140"),
        ("8703 23 01 40", "8703230140"), ("87032301", "87032301"), ("870323", "870323"), ("8703230140.0", "8703230140"),
        (8703230140, "8703230140"), (8703230140.0, "8703230140"), (Decimal("8703230140"), "8703230140"),
        (" 8703.23.01.40 ", "8703230140"), ("0101.21.00.10", "0101210010"),
    ],
)  # fmt: skip
def test_codes_as_people_write_them(cell: object, code: str) -> None:
    assert read_code(cell) == code


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("8.70323E+09", "in scientific notation: a spreadsheet"),
        ("8.70829516E+09", "in scientific notation"),
        ("101210010", "9 digits: a leading zero may be lost. If so, write 0101.21.00.10"),
        ("8703.23.01.4", "has 9 digits: one is missing at the end"),
        ("8703.23.014", "has 9 digits: one is missing at the end"),
        ("8703-23-0", "has 7 digits: one is missing at the end"),
        ("101.21.00.10", "9 digits: a leading zero may be lost. If so, write 0101.21.00.10"),
        ("8", "has 1 digit: ten are needed"),
        (101210010, "the cell is a number, so a leading zero was lost. If so, write 0101.21.00.10"),
        ("9903.02.73", "9903.02.73 is a provision of Chapter 99"),
        ("99030273", "is a provision of Chapter 99"),
        ("8703", "has 4 digits"),
        ("87032301401", "has 11 digits"),
        ("8703X30140", "not made of digits"),
        ("\u0668\u0667\u0660\u0663\u0662\u0663\u0660\u0661", "not made of digits"),
        ("7701000000", "begins with chapter 77"),
        ("=HYPERLINK(1)", "not made of digits"),
    ],
)
def test_codes_that_cannot_be_taken(cell: object, message: str) -> None:
    with pytest.raises(EntryError) as caught:
        read_code(cell)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("cell", "forms", "cents"),
    [
        ("1234.56", STRICT, 123456), ("1234", STRICT, 123400), (".5", STRICT, 50), ("1234.5", STRICT, 123450), ("0", STRICT, 0),
        (1234.56, STRICT, 123456), (0.1 + 0.2, STRICT, 30), (Decimal("1234.56"), STRICT, 123456), (7, STRICT, 700),
        ("$1,234.56", US, 123456), ("1,234", US, 123400), ("$ 0.00", US, 0), ("USD 12", US, 1200),
        ("1.234,56", EU, 123456), ("1234,5", EU, 123450), ("12.345", EU, 1234500),
        (1e6, STRICT, 100000000), (1.5e14, STRICT, 15000000000000000),
    ],
)  # fmt: skip
def test_money_in_its_declared_form(cell: object, forms: Forms, cents: int) -> None:
    warnings: list[str] = []
    assert read_money(cell, "value", forms, warnings) == cents
    assert warnings == []


@pytest.mark.parametrize(
    "cell", [None, "", "  ", "NaN", "nan", "inf", float("nan"), float("inf"), Decimal("NaN"), "-", "#N/A"]
)
def test_no_money_is_missing_and_not_zero(cell: object) -> None:
    assert read_money(cell, "value", STRICT, []) is None


@pytest.mark.parametrize(
    ("cell", "forms", "message"),
    [
        ("1,234.56", STRICT, "--money us"),
        ("$1234", STRICT, "--money us"),
        ("1 234", STRICT, "--money us"),
        ("(100)", STRICT, "--money us"),
        ("(100.00)", US, "negative"),
        ("-5", STRICT, "negative"),
        (-5, STRICT, "negative"),
        ("1e400", STRICT, "scientific notation"),
        ("1e3", US, "scientific notation"),
        ("12,34.5", US, "not an amount written 1,234.56"),
        ("1.234,56", US, "not an amount written 1,234.56"),
        ("1,234.56", EU, "not an amount written 1.234,56"),
        ("abc", STRICT, "not a number"),
        ("9" * 16, STRICT, "above 1,000,000,000,000,000"),
        ("9" * 5000, STRICT, "above 1,000,000,000,000,000"),
        (True, STRICT, "not an amount"),
    ],
)
def test_money_that_cannot_be_taken(cell: object, forms: Forms, message: str) -> None:
    with pytest.raises(EntryError) as caught:
        read_money(cell, "the entered value", forms, [])
    assert message in str(caught.value)
    assert len(str(caught.value)) < 300


def test_fractions_of_a_cent_are_rounded_half_up_and_said() -> None:
    warnings: list[str] = []
    assert read_money("10.005", "value", STRICT, warnings) == 1001
    assert "fractions of a cent" in warnings[0]


@given(st.integers(0, 10**15))
def test_money_reads_what_money_writes(cents: int) -> None:
    assert read_money(dollars(cents), "value", STRICT, []) == cents
    assert read_money(f"${cents // 100:,}.{cents % 100:02d}", "value", US, []) == cents


@pytest.mark.parametrize(
    ("cell", "forms", "pattern", "day"),
    [
        ("2025-08-07", STRICT, None, date(2025, 8, 7)),
        ("2025-08-07T00:01-04:00", STRICT, None, date(2025, 8, 7)),
        ("2025-08-07T03:59:00Z", STRICT, None, date(2025, 8, 6)),
        ("2025-01-07T04:59:00Z", STRICT, None, date(2025, 1, 6)),
        ("2025-08-07 00:00:00", STRICT, None, date(2025, 8, 7)),
        (datetime(2025, 8, 7, 3, 0, tzinfo=UTC), STRICT, None, date(2025, 8, 6)),
        (datetime(2025, 8, 7), STRICT, None, date(2025, 8, 7)),
        (date(2025, 8, 7), STRICT, None, date(2025, 8, 7)),
        ("08/07/2025", US, None, date(2025, 8, 7)),
        ("8/7/2025", US, None, date(2025, 8, 7)),
        ("2025-08-07", US, None, date(2025, 8, 7)),
        ("07.08.2025", STRICT, "DD.MM.YYYY", date(2025, 8, 7)),
        ("07/08/2025", STRICT, "%d/%m/%Y", date(2025, 8, 7)),
        ("20250807", STRICT, "YYYYMMDD", date(2025, 8, 7)),
        ("07-Aug-2025", STRICT, "DD-MMM-YYYY", date(2025, 8, 7)),
        ("8/7/25", STRICT, "MM/DD/YY", date(2025, 8, 7)),
        ("", STRICT, None, None),
    ],
)
def test_days(cell: object, forms: Forms, pattern: str | None, day: date | None) -> None:
    assert read_day(cell, "entered_on", forms, pattern) == day


@pytest.mark.parametrize(
    ("cell", "forms", "pattern", "message"),
    [
        ("2025-02-30", STRICT, None, "is not a day of the calendar"),
        ("30/02/2025", STRICT, "DD/MM/YYYY", "is not a day of the calendar"),
        ("08/07/2025", STRICT, None, "order of day and month is not declared"),
        ("45937", STRICT, None, "spreadsheet's day number (2025-10-07)"),
        ("0025-08-07", STRICT, None, "between 1900 and 2199"),
        ("20250-08-07", STRICT, None, "is not a date"),
        ("20250807", STRICT, None, "--date-format YYYYMMDD"),
        ("13/13/2025", US, None, "is not a day of the calendar"),
        ("2025-08-07", STRICT, "DD/MM/YYYY", "is not a date written DD/MM/YYYY"),
    ],
)
def test_days_that_cannot_be_taken(cell: object, forms: Forms, pattern: str | None, message: str) -> None:
    with pytest.raises(EntryError) as caught:
        read_day(cell, "entered_on", forms, pattern)
    assert message in str(caught.value)


def test_a_date_format_without_a_day_is_no_date_format() -> None:
    with pytest.raises(UsageError, match="date format 'MM/YYYY' is not known"):
        read_day("08/2025", "entered_on", STRICT, "MM/YYYY")


@given(st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31)), st.integers(-11, 11))
def test_the_eastern_day_does_not_depend_on_the_zone_it_is_written_in(stamp: datetime, hours: int) -> None:
    utc = stamp.replace(tzinfo=UTC)
    there = utc.astimezone(timezone(timedelta(hours=hours)))
    assert read_day(utc, "day", STRICT) == read_day(there, "day", STRICT)


@pytest.mark.parametrize(
    ("cell", "forms", "milli"),
    [
        ("100", STRICT, 100_000),
        (1250.5, STRICT, 1_250_500),
        ("1,250.5", US, 1_250_500),
        ("0", STRICT, 0),
        ("", STRICT, None),
    ],
)
def test_quantities(cell: object, forms: Forms, milli: int | None) -> None:
    assert read_quantity(cell, "quantity", forms) == milli


@pytest.mark.parametrize("cell", ["-1", "1,250.5", "many", "1e9", "9" * 30])
def test_quantities_that_cannot_be_taken(cell: str) -> None:
    with pytest.raises(EntryError, match="is not a plain number of zero or more"):
        read_quantity(cell, "quantity", STRICT)


@pytest.mark.parametrize(
    ("cell", "unit"),
    [("KG", "kg"), ("NO", "No."), ("No.", "No."), ("DOZ", "doz."), ("DPR", "doz. prs."), ("PRS", "prs."), ("L", "liters"), ("liter", "liters"),
     ("PFL", "pf.liters"), ("T", "t"), ("head", "No."), ("m²", "m2"), ("Pb kg", "Pb kg"), ("", "")],
)  # fmt: skip
def test_units_become_the_schedules_words(cell: str, unit: str) -> None:
    assert read_unit(cell) == unit


def test_an_amount_beyond_the_limit_says_so_however_it_is_stored() -> None:
    for cell in (1e17, 10**17, Decimal("1E17"), "100000000000000000"):
        with pytest.raises(EntryError, match="above 1,000,000,000,000,000 dollars"):
            read_money(cell, "the entered value", Forms(), [])
