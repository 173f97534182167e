"""Rows that stand twice, rows reversed, credits and corrections: told, counted, and never summed or dropped in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.entries.filed_files import ENTRY, HEADER, SPLIT_LINE, TOTAL_LINE, duties, kinds, read, row


def below(rows: list[str]) -> list[str]:
    """The same rows with amounts below zero."""
    return [one.replace("$10,000.00", "($10,000.00)").replace("$1,500.00", "($1,500.00)") for one in rows]


def test_a_line_repeated_word_for_word_counts_once(tmp_path: Path) -> None:
    found = read(tmp_path, [*TOTAL_LINE, *TOTAL_LINE])
    (odd,) = found.reconciliation.oddities

    assert [150000] == [line.paid for line in found.lines]
    assert ("repeated", "lines 4-5: counted once", 150000) == (odd.kind, odd.what, odd.cents)
    assert (1_000_000, 150000) == found.reconciliation.aside["repeated"][1:]
    assert 300000 == found.reconciliation.raw.duty_cents


def test_a_reversed_line_is_set_aside(tmp_path: Path) -> None:
    found = read(tmp_path, [*TOTAL_LINE, *below(TOTAL_LINE)])

    assert () == found.lines
    assert {"reversed-line": 1} == kinds(found)
    assert (0, 0) == found.reconciliation.aside["reversed"][1:]
    assert 4 == found.reconciliation.rows


def test_a_line_reversed_and_booked_anew(tmp_path: Path) -> None:
    """The reversal takes the first booking away; the new one stands, alike or not."""
    (anew,) = read(tmp_path, [*TOTAL_LINE, *below(TOTAL_LINE), *SPLIT_LINE]).lines
    (alike,) = read(tmp_path, [*TOTAL_LINE, *below(TOTAL_LINE), *TOTAL_LINE]).lines

    assert [("9903.02.73", 80000), ("6307.90.98.70", 70000)] == duties(anew)
    assert [("9903.02.73", 150000), ("6307.90.98.70", 0)] == duties(alike)


def test_a_line_below_zero_cancels_the_line_it_mirrors(tmp_path: Path) -> None:
    negative = [one.replace(f"{ENTRY},1,", f"{ENTRY},2,") for one in below(TOTAL_LINE)]
    found = read(tmp_path, [*TOTAL_LINE, *negative, row(1, "6307909870", "$500.00", "$35.00", line=3)])

    assert ["3"] == [line.line_number for line in found.lines]
    assert {"reversed-line": 1} == kinds(found)
    assert "line 1 (lines 2-3) is cancelled by line 2 (lines 4-5)" == found.reconciliation.oddities[0].what


def test_a_line_below_zero_that_mirrors_none_is_not_read(tmp_path: Path) -> None:
    found = read(tmp_path, [*TOTAL_LINE, row(1, "6307909870", "($500.00)", "($35.00)", line=2)])
    (unread,) = found.reconciliation.unreadable

    assert ("negative-line", "2", -3500) == (unread.kind, unread.line_number, unread.sums.duty_cents)
    assert [150000] == [line.paid for line in found.lines]


@pytest.mark.parametrize("credit", ["($700.00)", "-700.00", "700.00-", "$-700.00"])
def test_a_credit_is_netted_and_told(tmp_path: Path, credit: str) -> None:
    found = read(tmp_path, [*TOTAL_LINE, row(1, "99030273", duty=credit)])
    (odd,) = found.reconciliation.oddities

    assert [("9903.02.73", 80000), ("6307.90.98.70", 0)] == duties(found.lines[0])
    assert ("credit", "9903.02.73: 1,500.00 less a credit of 700.00 is 800.00", -70000) == (
        odd.kind,
        odd.what,
        odd.cents,
    )


@pytest.mark.parametrize(
    ("column", "marks"), [("Post Summary Correction Indicator", "NY"), ("Entry Summary Version Number", "12")]
)
def test_the_later_version_stands(tmp_path: Path, column: str, marks: str) -> None:
    """By the mark, not by the order of the rows."""
    first, second = (
        [f"{one},{mark}" for one in rows] for mark, rows in zip(marks, (TOTAL_LINE, SPLIT_LINE), strict=True)
    )
    for rows in ([*first, *second], [*second, *first]):
        found = read(tmp_path, rows, f"{HEADER},{column}")
        assert [("9903.02.73", 80000), ("6307.90.98.70", 70000)] == duties(found.lines[0])
        assert 1 == kinds(found)["corrected"]
        assert (1_000_000, 150000) == found.reconciliation.aside["corrected"][1:]


def test_a_correction_to_another_heading(tmp_path: Path) -> None:
    """The place of a row in its line is its ordinal: a corrected heading takes the place of the first."""
    was = [f"{row(1, '99030230', duty='$1,500.00')},N", f"{TOTAL_LINE[1]},N"]
    now = [f"{row(1, '99030273', duty='$800.00')},Y", f"{SPLIT_LINE[1]},Y"]
    found = read(tmp_path, [*was, *now], f"{HEADER},PSC Indicator")

    assert ["9903.02.73", "6307.90.98.70"] == [one.number for one in found.lines[0].duties]


def test_a_row_that_both_versions_have_stands_in_the_later(tmp_path: Path) -> None:
    """A correction of the heading alone: the article's row is the same before and after."""
    was = [f"{row(1, '99030230', duty='$1,500.00')},N", f"{TOTAL_LINE[1]},N"]
    now = [f"{row(1, '99030273', duty='$800.00')},Y", f"{TOTAL_LINE[1]},Y"]
    found = read(tmp_path, [*was, *now], f"{HEADER},PSC Indicator")

    assert [("9903.02.73", 80000), ("6307.90.98.70", 0)] == duties(found.lines[0])
    assert {"corrected": 1} == kinds(found)


def test_a_value_of_the_line_is_compared_with_that_of_its_rows(tmp_path: Path) -> None:
    found = read(tmp_path, [f'{one},"$9,000.00"' for one in TOTAL_LINE], f"{HEADER},Line Goods Value Amount")

    assert {"amounts-differ": 1} == kinds(found)
    assert 1_000_000 == found.lines[0].line.value_cents


def test_two_versions_that_nothing_tells_apart_are_not_decided(tmp_path: Path) -> None:
    found = read(tmp_path, [*TOTAL_LINE, *SPLIT_LINE])
    (unread,) = found.reconciliation.unreadable

    assert () == found.lines
    assert ("twice", 300000) == (unread.kind, unread.sums.duty_cents)
    assert "nothing tells which is the later: keep the one that holds" in unread.reason


def test_a_heading_filed_twice_on_a_line_keeps_both_amounts(tmp_path: Path) -> None:
    rows = [row(1, "99030125", duty="$100.00"), row(2, "99030125", duty="$200.00"), row(3, "6307909870", "$1,000.00")]
    found = read(tmp_path, rows)

    assert [("9903.01.25", 10000), ("9903.01.25", 20000), ("6307.90.98.70", 0)] == duties(found.lines[0])
    assert {"heading-twice": 1} == kinds(found)


def test_columns_of_the_line_are_compared_with_its_numbers(tmp_path: Path) -> None:
    found = read(tmp_path, [f'{one},"$1,400.00"' for one in TOTAL_LINE], f"{HEADER},Line Duty Amount")
    (odd,) = found.reconciliation.oddities

    assert ("amounts-differ", -10000) == (odd.kind, odd.cents)
    assert 150000 == found.lines[0].paid


def test_a_duty_of_the_line_said_on_each_row_counts_once(tmp_path: Path) -> None:
    """Where the only column of duty is one of the line, its rows repeat it: what belongs to which number is not told."""
    header = HEADER.replace("Line Tariff Duty Amount", "Line Duty Amount").replace("Line Tariff Goods", "Line Goods")
    rows = [row(1, "99030273", "$10,000.00", "$1,500.00"), row(2, "6307909870", "$10,000.00", "$1,500.00")]
    found = read(tmp_path, rows, header)
    (line,) = found.lines

    assert (150000, True, 1_000_000) == (line.paid, line.blended, line.line.value_cents)
    assert [None, None] == [one.cents for one in line.duties]
    assert (1_000_000, 150000) == found.reconciliation.aside["on-every-row"][1:]
    assert {"blended": 1} == kinds(found)
