"""Files as they come: CSV, XLSX and Parquet, good and bad."""

from __future__ import annotations

import io
import random
import re
import zipfile
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kanzei.entries.fold import group_rows, parse_group
from kanzei.entries.parse import Parsed
from kanzei.entries.read import Row, Table, open_table
from kanzei.errors import EntryError, UsageError

HEADER = "hts,origin,entered_on,value_usd,note\n"
LINE = "8703230140,JP,2025-09-20,30000,car\n"


def written(tmp_path: Path, content: str | bytes, name: str = "lines.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def rows(path: Path, **options: Any) -> list[Row]:
    return list(open_table(path, **options).rows)


def lines(table: Table) -> list[Parsed]:
    return [parse_group(group, table.columns) for group in group_rows(table.rows, table.columns)]


# --- CSV


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings_are_told_apart(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, (HEADER + "8703230140,JP,2025-09-20,30000,Müller & Söhne\n").encode(encoding))
    (row,) = rows(path)
    assert row.cells == ["8703230140", "JP", "2025-09-20", "30000", "Müller & Söhne"]
    assert row.where == "line 2"


def test_latin_text_is_said_with_its_line(tmp_path: Path) -> None:
    table = open_table(written(tmp_path, (HEADER + LINE + LINE.replace("car", "Käfer")).encode("cp1252")))
    assert len(list(table.rows)) == 2
    assert "text is not UTF-8 (line 3): read as Windows-1252 (Latin-1)" in table.notes


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_told_apart(tmp_path: Path, delimiter: str) -> None:
    (row,) = rows(written(tmp_path, (HEADER + LINE).replace(",", delimiter)))
    assert row.cells[0] == "8703230140"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_ends_of_lines(tmp_path: Path, end: str) -> None:
    assert len(rows(written(tmp_path, (HEADER + LINE + LINE).replace("\n", end)))) == 2


def test_titles_blank_rows_and_a_second_header_are_left_out(tmp_path: Path) -> None:
    table = open_table(written(tmp_path, f"Report of the month\n\n{HEADER}{LINE}\n,,,,\n{HEADER}{LINE}"))
    assert [row.where for row in table.rows] == ["line 4", "line 8"]
    assert table.notes == [
        "1 row above the header skipped",
        "line 7 repeats the header: skipped",
        "1 row of empty cells left out",
    ]


@pytest.mark.parametrize("blank", [",,,,\n", ",\n", "  ,, ,,\n", " \n", "#N/A,,,,\n"])
def test_rows_of_empty_cells_are_counted(tmp_path: Path, blank: str) -> None:
    """Lines written and rows said to be left out add up to the rows of the file."""
    table = open_table(written(tmp_path, HEADER + blank + LINE + blank + LINE + blank))

    assert ["line 3", "line 5"] == [row.where for row in table.rows]
    assert ["3 rows of empty cells left out"] == table.notes


def test_embedded_line_breaks_and_quotes(tmp_path: Path) -> None:
    found = rows(written(tmp_path, HEADER + '8703230140,JP,2025-09-20,30000,"a ""car"",\nblue"\n' + LINE))
    assert found[0].cells[4] == 'a "car",\nblue'
    assert [row.where for row in found] == ["line 2", "line 4"]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("8703230140,JP,2025-09-20,30,000,car\n", "6 cells where the header has 5"),
        ("8703230140,JP,2025-09-20\n", "3 cells where the header has 5"),
        ('8703230140,JP,2025-09-20,30000,"a"car"\n', "a quotation mark stands inside a cell"),
    ],
)
def test_a_spoilt_line_keeps_its_place_and_its_reason(tmp_path: Path, line: str, problem: str) -> None:
    table = open_table(written(tmp_path, HEADER + LINE + line + LINE))
    groups = list(group_rows(table.rows, table.columns))
    assert len(groups) == 3
    assert len(groups[1].shown.cells) == 5
    with pytest.raises(EntryError) as caught:
        parse_group(groups[1], table.columns)
    assert problem in str(caught.value)
    assert parse_group(groups[2], table.columns).line.value_cents == 3_000_000


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\n\n", "no header was found"),
        (LINE * 3, "no header was found"),
        (HEADER.encode() + b"8703230140,JP,2025-09-20,30\x00000,car\n", "line 2 holds a NUL byte (byte 65)"),
        (
            HEADER + '8703230140,JP,2025-09-20,30000,"car\n' + LINE * 3,
            "a quotation mark opened in line 2 is not closed",
        ),
        (
            "hts,origin,entered_on,value_usd," + ",".join(f"c{n}" for n in range(10_000)) + "\n",
            "10,004 columns: 2,000 is the limit",
        ),
        ("hts,origin,value_usd\n8703230140,JP,1\n", "no column for entered_on"),
        (b"%PDF-1.7\n", "is a PDF"),
        (b"\x1f\x8b\x08\x00", "compressed (gzip)"),
        (b"PK\x03\x04rest", "named .csv but holds a ZIP archive"),
        (b"PAR1rest", "named .csv but holds Parquet"),
    ],
)
def test_files_that_are_refused(tmp_path: Path, content: str | bytes, message: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(UsageError) as caught:
        list(open_table(path).rows)
    assert message in str(caught.value)
    assert str(path) in str(caught.value) or "header" in str(caught.value)


def test_a_file_of_one_endless_line_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER + "x" * (17 << 20))
    with pytest.raises(UsageError, match="longer than 16 MB"):
        open_table(path)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no such file"):
        open_table(tmp_path / "none.csv")
    with pytest.raises(UsageError, match="is a folder"):
        open_table(tmp_path)
    with pytest.raises(UsageError, match="extension '.dat' is not known"):
        open_table(written(tmp_path, HEADER, "lines.dat"))


def test_a_total_is_left_out_only_when_it_is_the_sum(tmp_path: Path) -> None:
    table = open_table(written(tmp_path, HEADER + LINE + LINE + "Total,,,60000,\n"))
    assert len(list(table.rows)) == 2
    assert table.notes == ["line 4 is the total of the lines above it (60,000.00): skipped"]
    false = rows(written(tmp_path, HEADER + LINE + LINE + ",,,60001,\n"))
    assert "not the sum of the lines above: 60,001.00 against 60,000.00" in false[2].problem


def test_a_mapping_finds_a_header_of_other_words(tmp_path: Path) -> None:
    path = written(tmp_path, "Ware,Land,Tag,Wert\n8703230140,JP,2025-09-20,30000\n")
    with pytest.raises(UsageError, match="no header was found"):
        open_table(path)
    table = open_table(path, mapping={"hts": "Ware", "origin": "Land", "entered_on": "Tag", "value_usd": "Wert"})
    assert lines(table)[0].line.value_cents == 3_000_000


def test_a_column_of_two_scales_is_refused_where_no_percent_sign_stands(tmp_path: Path) -> None:
    content = "hts,origin,entered_on,value_usd,Steel Content Pct\n"
    for share in ("15", "0.15", "15%", "150", ""):
        content += f"7326908688,JP,2025-09-20,1000,{share}\n"
    table = open_table(written(tmp_path, content))
    found: list[int | None | str] = []
    for group in group_rows(table.rows, table.columns):
        try:
            claims = parse_group(group, table.columns).line.claims
            found.append(None if "steel_value" not in claims else int(str(claims["steel_value"])))
        except EntryError as error:
            found.append(str(error)[:73])
    said = "column 'Steel Content Pct' holds both 0.15 (line 3) and 15 (line 2): whet"
    assert found == [said, said, 15_000, said, None]
    assert any("holds both 0.15 (line 3) and 15 (line 2)" in note for note in table.notes)


def test_a_column_of_one_scale_is_taken(tmp_path: Path) -> None:
    content = "hts,origin,entered_on,value_usd,steel_content_pct\n"
    for share in ("15", "0", "15%", "0.5%"):
        content += f"7326908688,JP,2025-09-20,1000,{share}\n"
    table = open_table(written(tmp_path, content))
    assert [one.line.claims["steel_value"] for one in lines(table)] == [15_000, 0, 15_000, 500]
    assert table.notes == []


# --- XLSX ------------------------------------------------------------------------------------------------------------


def workbook(path: Path, *sheets: tuple[str, list[list[object]]], hidden: str = "") -> Path:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, cells in sheets:
        sheet = book.create_sheet(title)
        for row in cells:
            sheet.append(row)
        if title == hidden:
            sheet.sheet_state = "hidden"
    book.save(path)
    return path


TABLE: list[list[object]] = [
    ["HTS", "Origin", "Entry Date", "Entered Value"],
    ["8703230140", "NO", datetime(2025, 9, 20), 1234.56],
    [101210010, "NA", "2025-09-20", 1000],
]


@pytest.mark.needs("openpyxl")
def test_a_workbook_with_titles_a_hidden_sheet_and_numbers(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "b.xlsx",
        ("Old", TABLE),
        ("Notes", [["hello"]]),
        ("Main Report", [["Entries of the year"], [], *TABLE]),
        hidden="Old",
    )
    table = open_table(path)
    found = list(table.rows)
    assert [row.where for row in found] == ["sheet 'Main Report' row 4", "sheet 'Main Report' row 5"]
    assert found[0].cells == ["8703230140", "NO", datetime(2025, 9, 20), 1234.56]
    assert found[1].cells[:2] == [101210010, "NA"]
    assert "hidden sheets were not read: 'Old'" in table.notes
    assert any("the header stands in row 3" in note for note in table.notes)
    assert len(list(open_table(path, sheet="Old").rows)) == 2
    with pytest.raises(UsageError, match="has no sheet 'New'"):
        open_table(path, sheet="New")


@pytest.mark.needs("openpyxl")
def test_formulas_are_not_evaluated(tmp_path: Path) -> None:
    path = workbook(tmp_path / "b.xlsx", ("S", [TABLE[0], ["8703230140", "JP", "2025-09-20", "=1000+234"]]))
    table = open_table(path)
    with pytest.raises(EntryError, match=r"cell D2 of sheet 'S' \(Entered Value\) holds a formula without a stored"):
        lines(table)


@pytest.mark.needs("openpyxl")
def test_formulas_matter_only_in_columns_that_are_read(tmp_path: Path) -> None:
    good = ["8703230140", "JP", "2025-09-20", 1234]
    path = workbook(
        tmp_path / "b.xlsx", ("S", [[*TABLE[0], "Note"], [*good, "=A1"], ["=A2", "=B2", "=C2", "=D2", "x"]])
    )
    first, second = open_table(path).rows
    assert (first.problem, first.cells[3]) == ("", 1234)
    assert "cell A3 of sheet 'S' (HTS)" in second.problem


@pytest.mark.needs("openpyxl")
def test_a_stored_value_of_a_formula_is_read(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx", ("S", [[*TABLE[0], "SPI"], ["8703230140", "JP", "2025-09-20", "=1000+234", "=A9"]])
    )
    stored = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(stored, "w") as new:
        for member in old.infolist():
            content = old.read(member)
            content = re.sub(rb"<f>1000\+234</f><v ?/?>(</v>)?", b"<f>1000+234</f><v>1234</v>", content)
            content = content.replace(b'<c r="E2"><f>A9', b'<c r="E2" t="str"><f>A9')
            new.writestr(member.filename, content)
    (one,) = lines(open_table(stored))
    assert (one.line.value_cents, one.line.spi) == (123_400, None)


@pytest.mark.needs("openpyxl")
def test_sheets_and_blank_rows_left_out_are_named(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "b.xlsx",
        ("May", [TABLE[0], TABLE[1], [], [], TABLE[1], []]),
        ("June", TABLE),
        ("Old", TABLE),
        hidden="Old",
    )
    table = open_table(path)
    assert len(list(table.rows)) == 2
    assert "read from sheet 'May' only: 'June' was not read (--sheet names another)" in table.notes
    assert "hidden sheets were not read: 'Old'" in table.notes
    assert "sheet 'May': 2 blank rows between the lines left out" in table.notes
    assert not any("not read" in note for note in open_table(path, sheet="June").notes)


@pytest.mark.needs("openpyxl")
def test_workbooks_that_are_refused(tmp_path: Path) -> None:
    cases: list[tuple[bytes, str]] = [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old .xls workbook or one with a password"),
        (b"PK\x03\x04 broken", "is a damaged workbook"),
        (zipped({"hello.txt": b"x"}), "no workbook"),
        (zipped({"xl/workbook.xml": b"<?xml?><!DOCTYPE a [<!ENTITY b 'c'>]>"}), "declares a document type"),
        (zipped({"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": b"0" * (11 << 20)}), "it is refused"),
        (zipped({"xl/workbook.xml": b"<a/>"}), "is not a workbook that can be read"),
    ]
    for content, message in cases:
        with pytest.raises(UsageError) as caught:
            open_table(written(tmp_path, content, "b.xlsx"))
        assert message in str(caught.value)
    with pytest.raises(UsageError, match="no sheet with a header was found"):
        open_table(workbook(tmp_path / "c.xlsx", ("S", [["just", "words"]])))


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


# --- Parquet ---------------------------------------------------------------------------------------------------------


def parquet(path: Path, columns: dict[str, Any]) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table(columns), path)
    return path


def test_parquet_types_become_what_they_mean(tmp_path: Path) -> None:
    import pyarrow as pa

    noon = datetime(2025, 8, 7, 3, 0)
    path = parquet(
        tmp_path / "a.parquet",
        {
            "hts": pa.array(["8703230140", "8703230140", None]).dictionary_encode(),
            "origin": pa.array(["NA", "NO", "JP"], pa.large_string()),
            "entered_on": pa.array([noon] * 3, pa.timestamp("ns", "UTC")),
            "value_usd": pa.array([Decimal("1234.56")] * 3, pa.decimal128(18, 2)),
            "quantity": pa.array([1.5, None, float("nan")]),
            "claims": pa.array([{"kit": True, "repair_value": None}, None, {"kit": None, "repair_value": 5}]),
        },
    )
    table = open_table(path)
    groups = list(group_rows(table.rows, table.columns))
    first = parse_group(groups[0], table.columns).line
    assert (first.hts, first.origin, first.entered_on, first.value_cents) == (
        "8703230140",
        "NA",
        date(2025, 8, 6),
        123456,
    )
    assert first.claims == {"kit": True}
    assert parse_group(groups[1], table.columns).line.origin == "NO"
    with pytest.raises(EntryError, match="the HTS number is missing"):
        parse_group(groups[2], table.columns)


def test_days_stamped_as_midnight_utc_stay_that_day(tmp_path: Path) -> None:
    import pyarrow as pa

    stamps = [datetime(2025, 9, 16), datetime(2025, 9, 16, 3, 59), datetime(2025, 9, 16, 12)]
    columns = {"hts": ["8703230140"] * 3, "origin": ["JP"] * 3, "value_usd": [1000] * 3}
    path = parquet(tmp_path / "a.parquet", {**columns, "entered_on": pa.array(stamps, pa.timestamp("us", "UTC"))})
    found = lines(open_table(path))
    assert [one.line.entered_on.isoformat() for one in found] == ["2025-09-16", "2025-09-15", "2025-09-16"]
    assert found[0].warnings == ("entered_on 2025-09-16 00:00:00+00:00 is midnight UTC: taken as the day 2025-09-16",)
    assert found[1].warnings == (
        "entered_on 2025-09-16 03:59:00+00:00 was taken to US Eastern time: the day is 2025-09-15",
    )
    assert "the day is 2025-09-16" in found[2].warnings[0]
    eastern = parquet(
        tmp_path / "b.parquet",
        {**columns, "entered_on": pa.array([datetime(2025, 9, 16, 4)] * 3, pa.timestamp("us", "America/New_York"))},
    )
    (one, *_) = lines(open_table(eastern))
    assert (one.line.entered_on, one.warnings) == (date(2025, 9, 16), ())


def test_parquet_files_that_are_refused(tmp_path: Path) -> None:
    import pyarrow as pa

    good = parquet(tmp_path / "good.parquet", {"hts": ["8703230140"] * 9})
    with pytest.raises(UsageError, match="no column for origin"):
        open_table(good)
    with pytest.raises(UsageError, match="damaged or encrypted"):
        open_table(written(tmp_path, good.read_bytes()[:-20], "cut.parquet"))
    with pytest.raises(UsageError, match="an encrypted Parquet file"):
        open_table(written(tmp_path, b"PARE1234", "e.parquet"))
    with pytest.raises(UsageError, match=r"named \.parquet but holds text"):
        open_table(written(tmp_path, HEADER, "t.parquet"))
    nested = {"hts": [["8703230140"]], "origin": ["JP"], "entered_on": ["2025-09-20"], "value_usd": [1]}
    with pytest.raises(UsageError, match="column 'hts' is nested"):
        open_table(parquet(tmp_path / "n.parquet", nested))
    none = {name: pa.array([], pa.string()) for name in ("hts", "origin", "entered_on", "value_usd")}
    assert rows(parquet(tmp_path / "empty.parquet", none)) == []


# --- layouts ---------------------------------------------------------------------------------------------------------

ACE = """Entry Summary Line Tariff Details,,,,,,,,,,
Entry Summary Number,Entry Summary Line Number,Entry Date,Entry Summary Date,Country of Origin Code,Line SPI Code,Tariff Ordinal \
Number,HTS Number - Full,Line Tariff Goods Value Amount,Line Tariff Duty Amount,Line Tariff Quantity (1),Line Tariff UOM (1) Code
KZI00000014,1,09/20/2025,10/03/2025,JP,,1,99030273,$0.00,"$1,500.00",,
KZI00000014,1,09/20/2025,10/03/2025,JP,,2,6307909891,"$10,000.00",$0.00,"1,100",KG
KZI00000014,2,09/20/2025,10/03/2025,CN,,1,99038803,$0.00,"$2,500.00",,
KZI00000014,2,09/20/2025,10/03/2025,CN,,2,3926909989,"$10,000.00",$530.00,40,KG
KZI00000014,3,09/20/2025,10/03/2025,CN,,1,99038803,$0.00,"$2,500.00",,
KZI00000014,4,09/20/2025,10/03/2025,VN,,1,98020040,$0.00,$0.00,,
KZI00000014,4,09/20/2025,10/03/2025,VN,,2,8501104020,"$10,000.00",$530.00,40,NO
,,,,,,,,"$30,000.00",,,
"""


def test_the_rows_of_an_ace_report_fold_into_lines(tmp_path: Path) -> None:
    table = open_table(written(tmp_path, ACE))
    assert table.columns.forms.name == "ACE ES-003"
    groups = list(group_rows(table.rows, table.columns))
    assert [len(group.rows) for group in groups] == [2, 2, 1, 2]
    first = parse_group(groups[0], table.columns)
    assert (first.line.hts, first.line.value_cents, first.line.entered_on) == (
        "6307909891",
        1_000_000,
        date(2025, 9, 20),
    )
    assert first.line.quantities == ((1_100_000, "kg"),)
    assert first.filed == (("9903.02.73", 150_000),)
    assert first.duty_paid_cents == 150_000
    assert groups[0].shown.where == "line 4"
    assert parse_group(groups[1], table.columns).duty_paid_cents == 303_000
    with pytest.raises(EntryError, match="Chapter 99 headings only"):
        parse_group(groups[2], table.columns)
    repaired = parse_group(groups[3], table.columns).line
    assert (repaired.hts, repaired.claims) == ("8501104020", {"ch98": "9802.00.40"})
    assert any("is the total of the lines above" in note for note in table.notes)


NEAR = """Entry Summary Number,Line Number,Entry Date,Country of Origin Code,HTS Number,Line Goods Value Amount,Line Tariff Duty Amount
KZI00000014,1,09/20/2025,JP,99030273,0.00,"4,500.00"
KZI00000014,1,09/20/2025,JP,6307909891,"30,000.00",0.00
KZI00000014,2,09/20/2025,JP,6307909891,"1,000.00",70.00
"""


def test_a_report_near_to_es_003_is_read_as_one(tmp_path: Path) -> None:
    table = open_table(written(tmp_path, NEAR))
    first, second = lines(table)
    assert (first.line.hts, first.line.value_cents, first.line.entered_on) == (
        "6307909891",
        3_000_000,
        date(2025, 9, 20),
    )
    assert (first.entry_number, first.line_number) == ("KZI00000014", "1")
    assert first.filed == (("9903.02.73", 450_000),)
    assert (second.line_number, second.line.value_cents) == ("2", 100_000)


def test_a_report_without_line_numbers_is_read_row_by_row(tmp_path: Path) -> None:
    content = "Entry Summary Number,Entry Date,Country of Origin Code,HTS Number,Line Goods Value Amount\n"
    content += 'KZI00000014,09/20/2025,JP,6307909891,"30,000.00"\n' * 2
    assert [one.line.value_cents for one in lines(open_table(written(tmp_path, content)))] == [3_000_000] * 2


def test_a_line_of_two_articles_is_refused(tmp_path: Path) -> None:
    content = (
        "\n".join(ACE.split("\n")[:4]) + '\nKZI00000014,1,09/20/2025,10/03/2025,JP,,3,6307909889,"$1.00",$0.00,1,KG\n'
    )
    table = open_table(written(tmp_path, content))
    with pytest.raises(EntryError, match="several rows of this line carry a goods value"):
        lines(table)


def test_the_flat_7501_file(tmp_path: Path) -> None:
    content = (
        "entry_no,entry_date,import_date,line_no,hts_1,rate_1,duty_1,hts_2,rate_2,duty_2,hts_3,rate_3,duty_3,origin,net_qty,uom,"
        "entered_value,spi\n"
        'KZI-0000001-4,09/20/2025,2025-09-18,001,9903.94.43,15%,1500.00,8708.29.5160,0,0.00,,,,JP,100,KG,"10,000",\n'
    )
    table = open_table(written(tmp_path, content))
    (found,) = lines(table)
    assert table.columns.forms.name == "7501 flat file"
    assert (found.line.hts, found.line.value_cents, found.line.entered_on) == (
        "8708295160",
        1_000_000,
        date(2025, 9, 20),
    )
    assert found.filed == (("9903.94.43", 150_000),)
    assert found.duty_paid_cents == 150_000


def test_the_line_table_of_duty_tools(tmp_path: Path) -> None:
    content = (
        "line_id,hts,coo,entered_value,col1_rate_pct,entry_date,loaded_date,metal_content_value,country_of_melt_pour,filed_ch99,flags\n"
        "1,8708.29.5160,JP,10000,2.5,2026-07-25,,,,9903.94.43 9903.05.90,s232_auto_part\n"
        "2,7326.90.8688,DE,10000,2.9,2026-03-10,2026-02-20,6000,DE,9903.81.90 9903.03.01,\n"
    )
    first, second = lines(open_table(written(tmp_path, content)))
    assert first.line.claims == {"auto_part": True}
    assert [heading for heading, _ in first.filed] == ["9903.94.43", "9903.05.90"]
    assert second.line.claims == {"steel_value": 600_000, "melt_pour": "DE"}
    assert second.line.loaded_on == date(2026, 2, 20)


def test_the_worked_cases_are_a_valid_input(shared: Path) -> None:
    table = open_table(shared / "cases" / "gold.csv")
    found = lines(table)
    assert len(found) == 148
    assert all(one.warnings == () for one in found)
    assert found[0].line.base_rate == "50¢/kg"
    assert found[0].line_number == "OFF-JP-001"


# --- damage ----------------------------------------------------------------------------------------------------------


@pytest.mark.needs("openpyxl")
@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_a_damaged_file_gives_reasons_and_nothing_else(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"in.{kind}"
    body = [["8703230140", "JP", "2025-09-20", str(number), f"car {number}"] for number in range(40)]
    names = HEADER.strip().split(",")
    if kind == "csv":
        path.write_text(HEADER + "".join(",".join(row) + "\n" for row in body), encoding="utf-8")
    elif kind == "xlsx":
        workbook(path, ("S", [list(names), *[list(row) for row in body]]))
    else:
        parquet(path, {name: [row[index] for row in body] for index, name in enumerate(names)})
    whole = path.read_bytes()
    rng = random.Random(19)
    refused = 0
    for _ in range(150 if kind == "csv" else 60):
        damaged = bytearray(whole)
        for _ in range(rng.choice((1, 3, 20))):
            place = rng.randrange(len(damaged))
            damaged[place : place + rng.randrange(3)] = bytes(rng.randrange(256) for _ in range(rng.randrange(4)))
        path.write_bytes(bytes(damaged))
        try:
            table = open_table(path)
            for group in group_rows(table.rows, table.columns):
                with suppress(EntryError):
                    parse_group(group, table.columns)
        except UsageError as error:
            refused += 1
            assert len(str(error)) < 1_000
    assert refused
