"""Entry numbers and upload files."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanzei.entries.parse import check_digit
from kanzei.errors import EntryError
from kanzei.refund.entry_numbers import normalise, what_is_wrong, with_check_digit
from kanzei.refund.rejects import file_rejects
from kanzei.refund.upload import MOST_BYTES, MOST_ROWS, upload_files

IMPORTER = "12-345678900"
TENS = st.from_regex(r"[A-Z0-9]{3}[0-9]{7}", fullmatch=True)


def numbers(count: int, filer: str = "ABC") -> list[str]:
    return [with_check_digit(f"{filer}{number:07d}") for number in range(count)]


def test_dashes_are_removed() -> None:
    """Example 12: ABC-1234567-8 is stored as ABC12345678; its check digit is another matter."""
    assert "ABC12345678" == normalise("ABC-1234567-8")
    assert "ABC12345678 has a wrong check digit: 6 would fit" == what_is_wrong(" abc-1234567-8 ")


@pytest.mark.parametrize("text", ["", "ABC-123456-7", "ABC12345678X", "AB*12345678", "ABC1234567A", "ÄBC12345678"])
def test_what_is_no_entry_number(text: str) -> None:
    with pytest.raises(EntryError, match="is no entry number"):
        normalise(text)
    assert what_is_wrong(text)


@given(TENS)
def test_exactly_one_check_digit_fits(ten: str) -> None:
    assert [with_check_digit(ten)] == [ten + digit for digit in "0123456789" if check_digit(ten + digit)]


def test_12_345_entries_give_two_files() -> None:
    """Example 12."""
    made = upload_files((number, IMPORTER) for number in numbers(12_345))

    assert [(9_999, 1), (2_346, 2)] == [(len(one.entries), one.part) for one in made.files]
    assert () == made.refused
    assert all(not file_rejects(one.text, [one.importer_number], "upload.csv") for one in made.files)


def test_two_importers_give_two_files() -> None:
    """Example 12: 500 entries of two importers."""
    held = numbers(500)
    made = upload_files((number, IMPORTER if place % 2 else "98-765432100") for place, number in enumerate(held))

    assert [250, 250] == [len(one.entries) for one in made.files]
    assert 2 == len({one.importer_number for one in made.files})


@given(
    st.lists(st.tuples(TENS.map(with_check_digit), st.sampled_from([IMPORTER, "98-765432100", ""])), max_size=40),
    st.integers(1, 7),
    st.integers(40, 200),
)
def test_each_entry_stands_in_one_file_once(entries: list[tuple[str, str]], rows: int, size: int) -> None:
    made = upload_files(entries, rows, size)
    held = [number for one in made.files for number in one.entries]

    assert len(held) == len(set(held))
    assert {number for number, importer in entries if importer} == set(held)
    assert {number for number, _ in entries} == set(held) | {one.entry_number for one in made.refused}
    for one in made.files:
        assert len(one.entries) <= rows
        assert len(one.text.encode()) <= size
        assert [["Entry Number"], *([number] for number in one.entries)] == list(csv.reader(io.StringIO(one.text)))


def test_what_cannot_be_uploaded_is_left_out_with_its_reason() -> None:
    good, other = numbers(2)
    made = upload_files(
        [("ABC12345678", IMPORTER), (good, IMPORTER), (good, "98-765432100"), (other, " "), (good, IMPORTER)]
    )

    assert [(good,)] == [one.entries for one in made.files]
    assert ["wrong check digit", "also stands under importer", "no importer number"] == [
        next(
            word
            for word in ("wrong check digit", "also stands under importer", "no importer number")
            if word in one.because
        )
        for one in made.refused
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "file-empty"),
        ("Entry Number\r\n", "file-empty"),
        ("Entry\r\nABC12345676\r\n", "file-header"),
        ("Entry Number,Importer\r\nABC12345676,1\r\n", "file-format"),
        ("Entry Number\r\nABC12345678\r\n", "entry-number"),
        ("Entry Number\r\n" + "ABC12345676\r\n" * (MOST_ROWS + 1), "file-rows"),
        ("Entry Number\r\n" + "ABC12345676\r\n" * (MOST_BYTES // 13 + 1), "file-size"),
    ],
)
def test_what_a_whole_file_is_refused_for(text: str, reason: str) -> None:
    assert reason in [one.id for one in file_rejects(text)]


def test_a_file_of_another_kind_or_of_several_importers() -> None:
    found = file_rejects("Entry Number\nABC12345676\n", ["1", "2"], "upload.xlsx")

    assert ["file-format", "file-importers"] == [one.id for one in found]
