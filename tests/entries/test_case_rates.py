"""The user's file of case deposit rates, in every form, and its mistakes."""

from __future__ import annotations

import gc
import json
import warnings
from datetime import date
from pathlib import Path

import pytest

from kanzei.duty.adcvd import parse_deposit
from kanzei.entries.case_rates import read_case_rates
from kanzei.entries.filing import read_filing
from kanzei.errors import EntryError, UsageError

HEADER = "case,origin,hts,exporter,producer,rate,from,to,known,citation,note\n"
GOOD = (
    HEADER
    + 'A588874001,jp,"7208, 7211.14",,,12.34%,2024-05-01,2025-06-01,,"89 FR 1",x\n'
    + "C-570-968,CN,,Acme,,0.23 USD/kg,2025-01-01,,2024-12-20,,\n"
)
AS_OBJECTS = [
    {"case": "A588874001", "origin": "jp", "hts": ["7208", "7211.14"], "rate": "12.34%", "from": "2024-05-01", "to": "2025-06-01",
     "citation": "89 FR 1", "note": "x"},
    {"case": "C-570-968", "origin": "CN", "exporter": "Acme", "rate": "0.23 USD/kg", "from": "2025-01-01", "known": "2024-12-20"},
]  # fmt: skip
AS_YAML = """rates:
- {case: A588874001, origin: jp, hts: [7208, 7211.14], rate: 12.34%, from: 2024-05-01, to: 2025-06-01, citation: 89 FR 1, note: x}
- {case: C-570-968, origin: CN, exporter: Acme, rate: 0.23 USD/kg, from: 2025-01-01, known: 2024-12-20}
"""


def xlsx(path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADER.strip().split(","))
    sheet.append(
        ["A588874001", "jp", "7208, 7211.14", None, None, 0.1234, date(2024, 5, 1), "2025-06-01", None, "89 FR 1", "x"]
    )
    sheet["F2"].number_format = "0.00%"
    sheet.append(["C-570-968", "CN", None, "Acme", None, "0.23 USD/kg", date(2025, 1, 1), None, date(2024, 12, 20)])
    book.save(path)


def write(folder: Path, kind: str) -> Path:
    path = folder / f"rates{kind}"
    if kind == ".xlsx":
        xlsx(path)
    else:
        text = {
            ".csv": GOOD,
            ".json": json.dumps(AS_OBJECTS),
            ".yaml": AS_YAML,
            ".tsv": GOOD.replace('"7208, 7211.14"', "7208 7211.14").replace(",", "\t"),
        }
        path.write_text(text[kind], encoding="utf-8")
    return path


@pytest.mark.needs("openpyxl")
@pytest.mark.parametrize("kind", [".csv", ".tsv", ".xlsx", ".json", ".yaml"])
def test_every_form_says_the_same(tmp_path: Path, kind: str) -> None:
    found = read_case_rates(write(tmp_path, kind))
    first, second = found.rows

    assert ("A-588-874-001", "JP", ("7208", "721114"), parse_deposit("12.34%")) == (
        first.case,
        first.origin,
        first.hts,
        first.deposit,
    )
    assert (date(2024, 5, 1), date(2025, 6, 1), "89 FR 1") == (first.start, first.stop, first.citation)
    assert ("C-570-968", "Acme", date(2024, 12, 20), date.max) == (second.case, second.maker, second.known, second.stop)
    assert read_case_rates(write(tmp_path, ".csv")).digest == found.digest


@pytest.mark.needs("openpyxl")
def test_a_workbook_read_is_closed(tmp_path: Path) -> None:
    """No file is left open, whether the rows were good or not."""
    import openpyxl

    xlsx(tmp_path / "good.xlsx")
    book = openpyxl.Workbook()
    book.active.append(["case", "rate"])
    book.active.append(["A-588-874", "5%"])
    book.save(tmp_path / "bad.xlsx")
    gc.collect()
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        read_case_rates(tmp_path / "good.xlsx")
        with pytest.raises(UsageError, match="no column from"):
            read_case_rates(tmp_path / "bad.xlsx")
        gc.collect()
    assert [str(one.message) for one in said if issubclass(one.category, ResourceWarning)] == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("B-588-874,,,,,5%,2025-01-01,,,,", "row 2: case: 'B-588-874' is no case number"),
        ("none,,,,,5%,2025-01-01,,,,", "is no case number"),
        ("A-588-874,,,,,5,2025-01-01,,,,", "row 2: rate: '5' is no deposit rate: write 25.65%"),
        ("A-588-874,,,,,5%,01/02/2025,,,,", "row 2: from:"),
        ("A-588-874,,,,,5%,,,,,", "row 2: from:"),
        ("A-588-874,,,,,5%,2025-02-01,2025-02-01,,,", "'to' is the first day on which the rate no longer holds"),
        ("A-588-874,XX,,,,5%,2025-02-01,,,,", "row 2:"),
        ("A-588-874,,72x,,,5%,2025-02-01,,,,", "hts: '72x' is no code or prefix"),
        ("A-588-874,,,,,5%,2025-02-01,,soon,,", "known:"),
        (
            "A-588-874,,,,,5%,2025-02-01,,,,\nA588874,,,,,6%,2025-03-01,,,,",
            "row 2 and row 3: A-588-874 has two rates on 2025-03-01",
        ),
        ("A-588-874,,,,,5%,2025-02-01,,,,,too,many", "row 2 has 13 cells"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, line: str, words: str) -> None:
    path = tmp_path / "rates.csv"
    path.write_text(HEADER + line + "\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_case_rates(path)

    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("rates.csv", "case,rate\nA-588-874,5%\n", "no column from"),
        ("rates.csv", "case,rate,from,rate\n", "the column rate stands twice"),
        ("rates.csv", HEADER, "holds no rate"),
        ("rates.json", "{", "is not JSON"),
        ("rates.json", '{"rates": 3}', "expected a list of objects"),
        ("rates.json", '[{"case": "A-588-874", "rate": ["5%"], "from": "2025-01-01"}]', "rate: expected one value"),
        ("rates.yaml", "rates: [", "is not YAML"),
        ("rates.pdf", "x", "are read from .csv"),
    ],
)
def test_a_file_that_is_no_such_file_is_refused(tmp_path: Path, name: str, text: str, words: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_case_rates(path)

    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("first", "second", "wrong"),
    [
        ("2025-01-01,,", "2025-06-01,,", True),
        ("2025-01-01,,2024-12-01", "2025-06-01,,", True),
        ("2025-01-01,,", "2025-06-01,,2025-07-01", True),
        ("2025-01-01,,2024-12-01", "2025-06-01,,2024-12-01", True),
        ("2025-01-01,,2024-12-01", "2025-06-01,,2025-07-01", False),
        ("2025-01-01,2025-06-01,", "2025-06-01,,2025-07-01", False),
    ],
)
def test_two_rates_on_one_day_must_each_say_when_they_were_known(
    tmp_path: Path, first: str, second: str, *, wrong: bool
) -> None:
    """Where only one says it, which of the two holds would be a guess."""
    path = tmp_path / "rates.csv"
    rows = "".join(f"A-588-874,,,,,{rate},{days},,\n" for rate, days in (("5%", first), ("9%", second)))
    path.write_text(HEADER + rows, encoding="utf-8")
    if not wrong:
        assert 2 == len(read_case_rates(path).rows)
        return
    with pytest.raises(UsageError, match="has two rates on 2025-06-01: .*say on each when it was 'known'"):
        read_case_rates(path)


def test_a_long_rate_meets_every_later_one_and_not_only_the_next(tmp_path: Path) -> None:
    path = tmp_path / "rates.csv"
    days = ("2025-01-01,2025-12-31,", "2025-02-01,2025-03-01,2025-01-15", "2025-06-01,2025-07-01,")
    path.write_text(HEADER + "".join(f"A-588-874,,,,,5%,{one},,\n" for one in days), encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_case_rates(path)

    assert ["2025-02-01", "2025-06-01"] == [line.split(" on ")[1][:10] for line in str(caught.value).split("\n")]


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "rates.csv"
    path.write_text(HEADER + "x,,,,,5%,2025-01-01,,,,\nA-588-874,,,,,5,2025-01-01,,,,\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_case_rates(path)

    assert ["row 2", "row 3"] == [line.split(": ")[1] for line in str(caught.value).split("\n")]


@pytest.mark.parametrize(
    ("row", "fields"),
    [
        ("A-1,,,,,25.65,2025-01-01,,,,", ["case", "rate"]),
        ("A-1,XX,72x,,,,soon,never,later,,", ["case", "rate", "from", "to", "origin", "hts", "known"]),
        ("A-588-874,,72x,,,5%,2025-02-01,2025-01-01,,,", ["to", "hts"]),
    ],
)
def test_every_mistake_of_a_row_is_told_at_once(tmp_path: Path, row: str, fields: list[str]) -> None:
    path = tmp_path / "rates.csv"
    path.write_text(HEADER + row + "\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_case_rates(path)

    said = [line.removeprefix(f"{path}: row 2: ") for line in str(caught.value).split("\n")]
    assert fields == [line.split()[0].rstrip(":") for line in said]


@pytest.mark.parametrize(
    ("cell", "filing"),
    [
        ("9903.01.33 99039441", [("9903.01.33", None), ("9903.94.41", None)]),
        ("9903.01.33; 9903.94.41=4500", [("9903.01.33", None), ("9903.94.41", 450_000)]),
        ('{"9903.94.41": "4500.005", "9903.01.33": null}', [("9903.94.41", 450_001), ("9903.01.33", None)]),
        ('["9903.94.41"]', [("9903.94.41", None)]),
        ("8703230140=0 A588874001=12.5", [("8703.23.01.40", 0), ("A-588-874-001", 1250)]),
        (None, []),
    ],
)
def test_filings_are_read(cell: object, filing: list[tuple[str, int | None]]) -> None:
    assert filing == list(read_filing(cell))


@pytest.mark.parametrize(
    "cell", ["9903.94.41=-5", "9903.94.41=1,234.50", '{"a": {}}', "[1]", "{", '{"9903.94.41": true}', "9903.94.41=1e9"]
)
def test_a_filing_that_cannot_be_read_is_an_error(cell: str) -> None:
    with pytest.raises(EntryError, match="filed"):
        read_filing(cell)


def test_a_word_that_is_no_heading_stands_as_written() -> None:
    words = ("9903.94", "x\x1b", "99", "9903.94.410", "y" * 60)

    assert [("9903.94", None), ("x?", 500), ("99", None), ("9903.94.410", None), ("y" * 40 + "…", None)] == list(
        read_filing(f"{words[0]} {words[1]}=5 {' '.join(words[2:])}")
    )
    assert [('""', 100)] == list(read_filing("=1"))
