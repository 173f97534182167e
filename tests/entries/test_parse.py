"""From the cells of a row to an entry line."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanzei.duty.line import EntryLine, Quantity
from kanzei.entries.columns import Columns, Forms, take_columns
from kanzei.entries.parse import Options, Parsed, check_digit, parse_cells, parse_row
from kanzei.errors import EntryError, UsageError

GOOD = {"hts": "8703.23.01.40", "origin": "JP", "entered_on": "2025-09-20", "value_usd": "30000"}


def parsed(**cells: object) -> Parsed:
    return parse_cells({**GOOD, **cells}, Forms())


def test_a_line_with_everything() -> None:
    found = parsed(
        quantity="100", unit="KG", quantity2="5", unit2="NO", spi="s+", loaded_on="2025-09-01", steel_value="1000.00", melt_pour="jp",
        claims="auto_part", entry_number="ABC12345676", line="3", invoice="INV-7", part="Steel", filed="9903.81.91 99030133",
        duty_paid_usd="4500.00",
    )  # fmt: skip
    assert found.line == EntryLine(
        hts="8703230140",
        origin="JP",
        entered_on=date(2025, 9, 20),
        value_cents=3_000_000,
        quantities=(Quantity(100_000, "kg"), Quantity(5_000, "No.")),
        spi="S+",
        loaded_on=date(2025, 9, 1),
        claims={
            "auto_part": True,
            "steel_value": 100_000,
            "aluminum_value": 0,
            "copper_value": 0,
            "melt_pour": "JP",
        },
        part="steel",
    )
    assert found.warnings == ()
    assert (found.entry_number, found.line_number) == ("ABC12345676", "3")
    assert found.filed == (("9903.81.91", None), ("9903.01.33", None))
    assert found.duty_paid_cents == 450_000
    assert found.carried == {"invoice": "INV-7"}


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"hts": ""}, "the HTS number is missing"),
        ({"origin": None}, "the country of origin is empty"),
        ({"origin": False}, "write NO as text"),
        ({"entered_on": ""}, "entered_on is missing"),
        ({"value_usd": "NaN"}, "the entered value is missing"),
        ({"loaded_on": "2025-10-01"}, "loaded on 2025-10-01, after the entry of 2025-09-20"),
        ({"withdrawn_on": "2025-09-01"}, "withdrawn on 2025-09-01, before the entry"),
        ({"it_on": "2025-09-21"}, "I.T. entry of 2025-09-21, after the entry"),
        ({"zone_status": "PF", "zone_status_on": "2025-09-21"}, "zone status of 2025-09-21, after the entry"),
        ({"zone_status": "PF", "zone_status_on": "2025-09-01", "entry_type": "01"}, "under type 06, not 01"),
        ({"entry_type": "86"}, "de minimis"),
        ({"it_on": "2025-09-01", "claims": "it_on=2025-09-02"}, "it_on stands in a column and among the claims"),
        ({"steel_value": "20000", "aluminum_value": "10001"}, "more than the entered value of 30,000.00"),
        ({"steel_value": "10000", "claims": "steel_value=9000"}, "a column and among the claims, and they differ"),
        ({"spi": "JP", "claims": "spi=S"}, "spi is JP in its column and S among the claims"),
        ({"loaded_on": "2025-09-01", "claims": "loaded_on=2025-09-02"}, "they differ"),
        ({"part": "zinc"}, "part 'zinc' is none of steel, aluminum, copper, us, rest"),
        ({"claims": "patented; generic"}, "exclude each other"),
        ({"quantity": "-3"}, "quantity '-3' is not a plain number"),
    ],
)
def test_lines_that_cannot_be_assessed(cells: dict[str, object], message: str) -> None:
    with pytest.raises(EntryError) as caught:
        parsed(**cells)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"origin": "UK"}, "origin UK read as GB"),
        ({"origin": "US"}, "no text read leaves products of the United States out"),
        ({"origin": "US"}, "American goods returned are usually entered under 9801.00.10"),
        ({"value_usd": "0"}, "the entered value is 0"),
        ({"value_usd": "10.005"}, "fractions of a cent"),
        ({"claims": "auto_prt"}, "nearest: auto_part"),
        ({"entry_number": "ABC12345670"}, "wrong check digit"),
        ({"metal_content_value": "500"}, "names no metal for this code"),
    ],
)
def test_lines_that_are_taken_with_a_warning(cells: dict[str, object], message: str) -> None:
    assert any(message in warning for warning in parsed(**cells).warnings)


@pytest.mark.parametrize(
    ("stamp", "day", "said"),
    [
        ("2025-09-16T00:00:00Z", 16, "midnight UTC"),
        ("2025-09-16T00:00+00:00", 16, "midnight UTC"),
        ("2025-09-16T02:00:00Z", 15, "US Eastern"),
        ("2025-09-16T00:00:00+09:00", 15, "US Eastern"),
        ("2025-09-16T00:00:00-04:00", 16, ""),
        ("2025-09-16T00:00", 16, ""),
    ],
)
def test_a_day_with_a_zone_names_the_day_taken(stamp: str, day: int, said: str) -> None:
    found = parsed(entered_on=stamp)
    assert found.line.entered_on == date(2025, 9, day)
    assert [said in one and f"2025-09-{day}" in one for one in found.warnings] == [True] * bool(said)


@pytest.mark.parametrize("stamp", ["2025-09-16T25:00", "2025-09-16 10:60", "2025-09-16T10:00:61Z"])
def test_a_time_no_clock_shows_is_refused(stamp: str) -> None:
    with pytest.raises(EntryError, match="no clock shows"):
        parsed(entered_on=stamp)


def test_the_same_fact_may_stand_in_a_column_and_among_the_claims() -> None:
    found = parsed(steel_value="10000", spi="jp", claims='{"steel_value": 10000, "spi": "JP"}')
    assert found.line.claims == {"steel_value": 1_000_000}
    assert found.line.spi == "JP"


def test_flags_parted_by_blanks_are_claims() -> None:
    assert parsed(claims="auto_part !kit").line.claims == {"auto_part": True, "kit": False}


def test_the_facts_of_a_clock_are_claims() -> None:
    """Columns and claims say the same; the day of entry stays the file's own."""
    cells = {
        "entry_type": "06",
        "zone_status": "PF",
        "zone_status_on": "2025-09-01",
        "released_on": "2025-09-21",
    }
    found = parsed(**cells)
    assert found.line.entered_on == date(2025, 9, 20)
    assert found.line.claims == {
        "entry_type": "06",
        "zone_status": "PF",
        "admitted_on": date(2025, 9, 1),
        "released_on": date(2025, 9, 21),
    }
    said = ";".join(f"{key}={value}" for key, value in cells.items())
    assert parsed(claims=said).line.claims == found.line.claims
    assert parsed(withdrawn_on="2025-11-02").line.claims == {"withdrawn_on": date(2025, 11, 2)}
    assert parsed(it_on="2025-09-10").line.claims == {"it_on": date(2025, 9, 10)}
    assert parsed(released_on="2025-09-20").line.claims == {}


def test_the_metal_of_a_content_is_that_of_the_chapter() -> None:
    assert parsed(hts="7326908688", metal_content_value="6000").line.claims == {"steel_value": 600_000}
    assert parsed(hts="7616995190", metal_content_value="6000").line.claims == {"aluminum_value": 600_000}


def test_a_rate_text_stands_in_for_a_code() -> None:
    found = parsed(hts="", claims='{"base_rate_text": "50¢/kg"}')
    assert (found.line.hts, found.line.base_rate) == ("", "50¢/kg")
    assert parsed(claims="base_rate_text=2.5%").line.base_rate is None


def test_an_article_repaired_abroad_is_read_from_its_chapter_98_number() -> None:
    found = parsed(hts="9802.00.40.40", claims="article=8501.10.40.20; repair_value=2000")
    assert found.line.hts == "8501104020"
    assert found.line.claims["ch98"] == "9802.00.40"


def test_a_lost_zero_is_put_back_only_in_numbers_and_only_when_the_code_exists() -> None:
    options = Options(known_code=lambda code, day: code == "0101210010")
    assert parse_cells({**GOOD, "hts": 101210010}, Forms(), options).padded
    with pytest.raises(EntryError, match=r"If so, write 0101\.21\.00\.10"):
        parse_cells({**GOOD, "hts": "101210010"}, Forms(), options)
    with pytest.raises(EntryError, match="0999999999 is no code either"):
        parse_cells({**GOOD, "hts": 999999999}, Forms(), options)


def test_strict_makes_an_unknown_claim_an_error() -> None:
    with pytest.raises(EntryError, match="unknown claim"):
        parse_cells({**GOOD, "claims": "auto_prt"}, Forms(), Options(strict=True))


@pytest.mark.parametrize(
    ("number", "fits"), [("ABC12345676", True), ("ABC-1234567-6", True), ("ABC12345671", False), ("short", None)]
)
def test_check_digits(number: str, fits: bool | None) -> None:
    assert check_digit(number) is fits


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=3, max_size=3), st.integers(0, 10**7 - 1))
def test_one_check_digit_in_ten_fits(filer: str, number: int) -> None:
    assert sum(check_digit(f"{filer}{number:07d}{digit}") is True for digit in range(10)) == 1


@given(st.dictionaries(st.sampled_from([*GOOD, "claims", "quantity", "unit", "steel_value", "loaded_on", "spi", "part", "filed"]),
                       st.one_of(st.text(max_size=30), st.integers(), st.floats(), st.none(), st.booleans(),
                       st.dates())))  # fmt: skip
def test_no_cell_causes_anything_but_a_reason(cells: dict[str, object]) -> None:
    try:
        found = parse_cells({**GOOD, **cells}, Forms())
    except EntryError as error:
        assert 0 < len(str(error)) < 2_000
    else:
        assert found.line.value_cents >= 0


# --- columns
# ---------------------------------------------------------------------------------------------------------


def columns(header: str, **mapping: str) -> Columns:
    return take_columns(header.split(","), mapping)


def test_aliases_are_taken_in_their_order() -> None:
    found = columns("Release Date,HTS,CountryOrigin,Customs Value,Entry Date,Import Date")
    assert found.taken == {"hts": 1, "origin": 2, "entered_on": 4, "value_usd": 3, "released_on": 0}
    assert columns("Release Date,HTS,COO,Entered Value").taken["entered_on"] == 0
    assert "entered_on from 'Entry Date'" in found.described()


def test_case_and_order_are_free() -> None:
    assert columns("VALUE_USD,Entered On,ORIGIN,Hts").taken == {"hts": 3, "origin": 2, "entered_on": 1, "value_usd": 0}


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("hts,origin,value_usd", "no column for entered_on"),
        ("HTS,CountryOrigin,Entry Date", "no column for value_usd"),
        ("hts,origin,value_usd,Import Date", "'Import Date' is not the date of entry"),
        ("hts,hts,origin,entered_on,value_usd", "'hts' twice (columns 1 and 2)"),
    ],
)
def test_headers_that_cannot_be_taken(header: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        columns(header)
    assert message in str(caught.value)


def test_a_mapping_goes_before_every_alias() -> None:
    header = "hts,origin,entered_on,Import Date,value_usd"
    assert columns(header, entered_on="import date").taken["entered_on"] == 3
    with pytest.raises(UsageError, match="no column 'enterd_on' can be mapped: nearest is entered_on"):
        columns(header, enterd_on="Import Date")
    with pytest.raises(UsageError, match="the mapping names 'Arrival'"):
        columns(header, entered_on="Arrival")


def test_a_share_of_value_may_be_a_column() -> None:
    found = columns("hts,origin,entered_on,value_usd,steel_content_pct")
    line = parse_row(["7326908688", "JP", "2025-09-20", "1000", "60%"], found).line
    assert line.claims["steel_value"] == 60_000
    with pytest.raises(EntryError, match="column 'steel_content_pct': 0.6 may mean .* write the percent sign"):
        parse_row(["7326908688", "JP", "2025-09-20", "1000", "0.6"], found)


def test_messages_use_the_column_names_of_the_file() -> None:
    found = columns("hts,origin,entered_on,value_usd,Steel Content Pct,Aluminum Content Pct")
    row = ["7326908688", "JP", "2025-09-20", "1000"]
    with pytest.raises(EntryError, match=r"column 'Steel Content Pct': 150 is more than the whole"):
        parse_row([*row, "150", ""], found)
    with pytest.raises(EntryError, match=r"Steel Content Pct \+ Aluminum Content Pct is 1,200\.00, more than"):
        parse_row([*row, "60%", "60%"], found)


@pytest.mark.parametrize(
    ("place", "cell", "message"),
    [
        (2, "20/09/2025", "Entry Date: "),
        (2, "", "Entry Date is missing"),
        (4, "x", "Steel Content Value 'x' is not a number"),
        (4, "2000", "Steel Content Value is 2,000.00, more than"),
        (5, "x", "Net Qty 'x' is not a plain number"),
    ],
)
def test_a_message_names_the_column_as_the_file_does(place: int, cell: str, message: str) -> None:
    found = columns("HTS,COO,Entry Date,Value,Steel Content Value,Net Qty")
    row = ["7326908688", "JP", "2025-09-20", "1000", "10", "1"]
    row[place] = cell
    with pytest.raises(EntryError) as caught:
        parse_row(row, found)
    assert str(caught.value).startswith(message)
