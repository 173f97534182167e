"""Files of what was filed and paid, in the layouts people have."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.entries.filed_files import ENTRY, HEADER, SPLIT_LINE, TOTAL_LINE, duties, entry, kinds, read, row, written

from kanzei.entries.filed import FiledLine
from kanzei.entries.filed_read import FiledReader, read_filed
from kanzei.errors import UsageError

# --- ACE ES-003


def test_the_rows_of_a_line_are_joined(tmp_path: Path) -> None:
    """The sample of the report: two lines of one entry, three and one Chapter 99 rows."""
    china = [
        row(1, "99038803", duty="$2,500.00", line=2, origin="CN"),
        row(2, "99030124", duty="$2,000.00", line=2, origin="CN"),
        row(3, "99030125", duty="$1,000.00", line=2, origin="CN"),
        row(4, "3926909989", "$10,000.00", "$530.00", line=2, origin="CN", quantity="40"),
    ]
    found = read(tmp_path, [*TOTAL_LINE, *china])
    first, second = found.lines

    assert [("9903.02.73", 150000), ("6307.90.98.70", 0)] == duties(first)
    assert (1_000_000, 150000, False, "lines 2-3") == (first.line.value_cents, first.paid, first.blended, first.place)
    assert ("6307909870", "JP", date(2025, 9, 20)) == first.line[:3]
    assert ["9903.88.03", "9903.01.24", "9903.01.25", "3926.90.99.89"] == [one.number for one in second.duties]
    assert 603000 == second.paid
    assert (6, 2, 1) == (found.reconciliation.rows, found.reconciliation.lines.number, found.reconciliation.entries)
    assert {} == kinds(found)
    assert found.reconciliation.agrees


def test_both_layouts_of_a_total_make_the_same_line(tmp_path: Path) -> None:
    """1,500.00 and 0.00, or 800.00 and 700.00: the sum paid is the same, and no money moves between the numbers as filed."""
    (whole,) = read(tmp_path, TOTAL_LINE).lines
    (split,) = read(tmp_path, SPLIT_LINE).lines

    assert whole.paid == split.paid == 150000
    assert whole.line == split.line
    assert [("9903.02.73", 80000), ("6307.90.98.70", 70000)] == duties(split)


def test_the_state_of_an_entry_is_three_valued(tmp_path: Path) -> None:
    extra = "Liquidation Date,Liquidation Status,Reconciliation Indicator,Protest Number,Protest Status,Post Summary Correction Indicator"
    tail = ",07/31/2026,Extended,,270425100001,Open,Y"
    found = read(
        tmp_path,
        [one + tail for one in TOTAL_LINE],
        f"{HEADER},{extra},Final Liquidation,Control Status".removesuffix(",Final Liquidation,Control Status"),
    )
    state = found.states[ENTRY]

    assert (date(2026, 7, 31), "extended") == (state.liquidated_on, state.liquidation_status)
    assert (True, False, None, None) == (state.extended, state.suspended, state.reconciliation, state.drawback)
    assert (True, "270425100001", True) == (state.protest_open, state.protest_number, state.corrected)
    assert (date(2025, 10, 3), True) == (state.deposited_on, state.estimated_deposit)
    assert (None, None, None) == (state.surety, state.deemed_final, state.under_review)


@pytest.mark.parametrize(
    ("column", "cell", "field", "value"),
    [
        ("Reconciliation Indicator", "N", "reconciliation", False),
        ("Reconciliation Indicator", "001", "reconciliation", True),
        ("Drawback Indicator", "Y", "drawback", True),
        ("Control Status", "Under CBP Review", "under_review", True),
        ("Control Status", "Trade Control", "under_review", False),
        ("Final Liquidation", "Y", "deemed_final", True),
        ("Protest Status", "Denied", "protest_open", False),
        ("Cape Phase 1 Eligible", "YES", "phase", "1"),
        ("Cape Phase 1 Eligible", "no", "phase", "not 1"),
        ("Deposit Date", "10/02/2025", "deposited_on", date(2025, 10, 2)),
        ("Surety Paid", "Yes", "surety", True),
        ("Importer Name", "Maple, Inc.", "other", {"importer_name": "Maple, Inc."}),
    ],
)
def test_states_as_files_write_them(tmp_path: Path, column: str, cell: str, field: str, value: object) -> None:
    found = read(tmp_path, [f'{one},"{cell}"' for one in TOTAL_LINE], f"{HEADER},{column}")

    assert value == getattr(found.states[ENTRY], field)


def test_a_work_sheet_of_claims_keeps_its_columns(tmp_path: Path) -> None:
    found = read(
        tmp_path, [f"{one},CL-7,,Y" for one in TOTAL_LINE], f"{HEADER},CLAIM NUMBER,CLAIM ERROR,CAPE PHASE 1 ELIGIBLE"
    )

    assert ("work sheet built on ACE ES-003", "1") == (found.reconciliation.files[0].layout, found.states[ENTRY].phase)
    assert {"claim_number": "CL-7"} == dict(found.states[ENTRY].other)


def test_titles_above_and_totals_below(tmp_path: Path) -> None:
    rows = [*TOTAL_LINE, ',,,,,,,,,,,,"$10,000.00","$1,500.00",,']
    content = "\n".join(["ACE Reports", "Importer: Maple", "", HEADER, *rows]) + "\n"
    found = read(tmp_path, content)
    (file,) = found.reconciliation.files

    assert 1 == len(found.lines)
    assert (1_000_000, 150000, "line 7") == (file.stated_value, file.stated_duty, file.stated_where)
    assert (0, 0) == (file.value_difference, file.duty_difference)
    assert found.reconciliation.agrees


def test_a_total_that_is_not_the_sum_is_shown_and_costs_no_line(tmp_path: Path) -> None:
    found = read(tmp_path, [*TOTAL_LINE, 'Grand total,,,,,,,,,,,,"$10,000.00","$1,500.01",,'])

    assert 1 == len(found.lines)
    assert 1 == found.reconciliation.files[0].duty_difference
    assert not found.reconciliation.agrees


def test_subtotals_by_entry_are_no_totals_of_the_file(tmp_path: Path) -> None:
    other = [row(1, "6307909870", "$5,000.00", "$350.00", number=entry(2))]
    sub = '{} Total,,,,,,,,,,,,"${}","${}",,'
    rows = [*TOTAL_LINE, sub.format(ENTRY, "10,000.00", "1,500.00"), *other, sub.format(entry(2), "5,000.00", "350.00")]
    found = read(tmp_path, rows)

    assert 2 == len(found.lines)
    assert found.reconciliation.files[0].stated_duty is None
    assert found.reconciliation.agrees


def test_workbooks_are_read_as_the_text_files_are(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Main Report"
    sheet.append(["Entry Summary Line Tariff Details"])
    sheet.append(HEADER.split(","))
    from datetime import datetime

    for ordinal, hts, value, duty in ((1, 99030273, 0, 1500.0), (2, 6307909870, 10000.0, 0)):
        sheet.append(
            [
                ENTRY,
                1,
                "01",
                "12-345678900",
                2704,
                datetime(2025, 9, 20),
                datetime(2025, 10, 3),
                "JP",
                "JP",
                None,
                ordinal,
                hts,
                value,
                duty,
                None,
                None,
            ]
        )
    book.save(tmp_path / "es003.xlsx")
    (line,) = read_filed([tmp_path / "es003.xlsx"]).lines
    (text,) = read(tmp_path, TOTAL_LINE).lines

    assert duties(text) == duties(line)
    assert (text.paid, text.line.hts, text.line.entered_on) == (line.paid, line.line.hts, line.line.entered_on)
    assert "sheet 'Main Report' rows 3-4" == line.place


def test_a_report_without_its_entry_numbers_is_refused(tmp_path: Path) -> None:
    """Its rows would all be of one entry, and their lines stand more than once."""
    names = HEADER.split(",")
    place = names.index("Entry Summary Number")
    rows = [
        ",".join(cell for at, cell in enumerate(one.split(",")) if at != place)
        for one in (row("1", "99030273"), row("2", "6307909870"))
    ]
    del names[place]

    with pytest.raises(UsageError, match="no column for entry_number in the header"):
        read(tmp_path, rows, ",".join(names))


def test_codes_and_entry_numbers_as_spreadsheets_leave_them(tmp_path: Path) -> None:
    """A zero lost before nine digits is put back where the schedule knows the code; dashes fall away."""
    rows = [row("", "201100510", "$100.00", "$4.00", number=f"{ENTRY[:3]}-{ENTRY[3:10]}-{ENTRY[10]}", line="001")]
    found = read(tmp_path, rows)
    (line,) = found.lines

    assert ("0201100510", ENTRY, "1") == (line.line.hts, line.state.entry_number, line.line_number)
    assert {"zero-put-back": 1} == kinds(found)
    assert ["1 HTS number given the leading zero that was lost"] == [one.what for one in found.reconciliation.oddities]


# --- form 7501

FLAT = (
    "entry_no,entry_date,import_date,port,line_no,description,hts_1,rate_1,duty_1,hts_2,rate_2,duty_2,hts_3,rate_3,duty_3,"
    "origin,export_country,gross_kg,net_qty,uom,entered_value,charges,spi,mpf,hmf"
)


def test_the_flat_layout_gives_each_number_its_duty(tmp_path: Path) -> None:
    rows = [
        f"{ENTRY},2025-09-20,2025-09-18,2704,001,BUMPER,9903.94.43,15%,1500.00,8708.29.5160,0,0.00,,,,JP,JP,410,100,KG,10000,350,,34.64,12.50"
    ]
    (line,) = read(tmp_path, rows, FLAT).lines

    assert [("9903.94.43", 150000), ("8708.29.51.60", 0)] == duties(line)
    assert ("8708295160", 150000, False) == (line.line.hts, line.paid, line.blended)


def test_one_amount_for_several_numbers_is_blended(tmp_path: Path) -> None:
    rows = [
        f"{ENTRY},2025-09-20,,2704,1,X,9903.88.03,25%,,9903.01.25,10%,,3926.90.99.89,5.3%,4030.00,CN,CN,,40,KG,10000,,,,"
    ]
    found = read(tmp_path, rows, FLAT)
    (line,) = found.lines

    assert [("9903.88.03", None), ("9903.01.25", None), ("3926.90.99.89", 403000)] == duties(line)
    assert (403000, True) == (line.paid, line.blended)
    assert {"blended": 1} == kinds(found)


@pytest.mark.parametrize(
    "header",
    [
        "1. Filer Code/Entry Number,7. Entry Date,10. Country of Origin,31. Line No.,33. A. HTSUS No. B. AD/CVD No.,"
        "36. A. Entered Value B. CHGS C. Relationship,37. A. HTSUS Rate,38. Duty and IR Tax,41. Duty",
        "1. Filer Code/Entry No.,7. Entry Date,10. Country of Origin,27. Line No.,29. A. HTSUS No. B. ADA/CVD No.,"
        "32. A. Entered Value B. CHGS C. Relationship,33. A. HTSUS Rate,34. Duty and I.R. Tax,37. Duty",
        "1,7,10,31,33,36,37,38,41",
        "1,7,10,27,29,32,33,34,37",
    ],
    ids=["2024", "older", "2024-bare", "older-bare"],
)
def test_the_form_with_captions_by_block(tmp_path: Path, header: str) -> None:
    """On the form a line number, and what stands once in an entry, are not said again below."""
    rows = [
        f"{ENTRY},09/20/2025,JP,001,9903.02.73,,15%,1500.00,1900.00",
        ",,,,6307.90.9870,10000,0,0.00,",
        ",,,002,8708.29.5160,1000,2.5%,25.00,",
        ",,,003,9903.94.43,,15%,375.00,",
        ",,,,8708.29.5160,2500,0,0.00,",
    ]
    found = read(tmp_path, rows, header)

    assert ["1", "2", "3"] == [line.line_number for line in found.lines]
    assert [150000, 2500, 37500] == [line.paid for line in found.lines]
    assert [("9903.94.43", 37500), ("8708.29.51.60", 0)] == duties(found.lines[2])
    assert {"JP"} == {line.line.origin for line in found.lines}
    assert {} == kinds(found)


def test_lines_of_the_form_without_an_entry_number(tmp_path: Path) -> None:
    header = (
        "10. Country of Origin,7. Entry Date,31. Line No.,33. A. HTSUS No.,36. A. Entered Value,38. Duty and IR Tax"
    )
    rows = [
        "JP,09/20/2025,001,9903.02.73,,1500.00",
        ",,,6307.90.9870,10000,0.00",
        "JP,09/20/2025,002,6307.90.9870,600,42.00",
    ]
    found = read(tmp_path, rows, header)

    assert [150000, 4200] == [line.paid for line in found.lines]
    assert {"entry-number": 1} == kinds(found)


# --- brokers, and the contract's own columns


def test_a_brokers_table_with_a_row_for_each_number(tmp_path: Path) -> None:
    header = "Entry No.,Line No,HTS Code,COO,Entry Date,Customs Value,Duty Amount,Ref"
    rows = [f'{ENTRY},1,9903.02.73,JP,9/20/2025,,"1,500.00",x', f'{ENTRY},1,6307.90.9870,JP,9/20/2025,"10,000.00",0,x']
    found = read(tmp_path, rows, header)

    assert [("9903.02.73", 150000), ("6307.90.98.70", 0)] == duties(found.lines[0])
    assert ("broker's table", False) == (found.reconciliation.files[0].layout, found.lines[0].blended)
    assert "columns not read: 'Ref'" in found.reconciliation.files[0].notes


def test_a_table_that_lists_no_headings_is_of_lines_as_wholes(tmp_path: Path) -> None:
    header = "Entry No.,Line No,HTS Code,COO,Entry Date,Customs Value,Duty Amount"
    (line,) = read(tmp_path, [f"{ENTRY},1,6307.90.9870,JP,9/20/2025,10000,1500.00"], header).lines

    assert (150000, True) == (line.paid, line.blended)
    assert [("6307.90.98.70", None)] == duties(line)


OWN = "entry_number,line,hts,origin,entered_on,value_usd,filed,duty_paid_usd"


@pytest.mark.parametrize(
    ("filed", "paid", "expected", "blended"),
    [
        ("9903.02.73=1500.00 6307.90.98.70=0", "", [("9903.02.73", 150000), ("6307.90.98.70", 0)], False),
        ("9903.02.73=800.00", "1500.00", [("9903.02.73", 80000), ("6307.90.98.70", 70000)], False),
        ("9903.02.73", "1500.00", [("9903.02.73", None), ("6307.90.98.70", None)], True),
        ("9903.01.33 9903.02.73", "0", [("9903.01.33", None), ("9903.02.73", None), ("6307.90.98.70", None)], False),
        ("", "700.00", [("6307.90.98.70", 70000)], False),
        ("", "(700.00)", None, False),
    ],
)
def test_the_columns_of_the_contract(tmp_path: Path, filed: str, paid: str, expected: object, blended: bool) -> None:
    found = read(tmp_path, [f"{ENTRY},1,6307909870,JP,2025-09-20,10000,{filed},{paid}"], OWN)
    if expected is None:
        assert "above and below zero" in found.reconciliation.unreadable[0].reason
        return
    (line,) = found.lines

    assert (expected, blended) == (duties(line), line.blended)


def test_the_contracts_own_columns_are_read_strictly(tmp_path: Path) -> None:
    found = read(tmp_path, [f"{ENTRY},1,6307909870,JP,09/20/2025,10000,,700"], OWN)

    assert "not a date written YYYY-MM-DD" in found.reconciliation.unreadable[0].reason


def test_the_line_table_of_a_duty_tool(tmp_path: Path) -> None:
    """Without entry numbers each row is a line of its own."""
    header = "line_id,hts,coo,entered_value,col1_rate_pct,entry_date,filed_ch99,filed_duty_total,flags"
    rows = [
        "1,8708.29.5160,JP,10000,2.5,2026-02-01,9903.94.43 9903.01.33,1500.00,",
        "2,6307.90.9870,JP,100,7,2026-02-01,,7.00,",
    ]
    first, second = read(tmp_path, rows, header).lines

    assert (150000, True, "1") == (first.paid, first.blended, first.line_number)
    assert ([("6307.90.98.70", 700)], False) == (duties(second), second.blended)


def test_a_case_stands_among_the_numbers(tmp_path: Path) -> None:
    header = "Entry No.,Line No,HTS Code,COO,Entry Date,Customs Value,Duty Amount"
    rows = [f"{ENTRY},1,7306.30.5028,KR,9/20/2025,1000,0", f"{ENTRY},1,A-580-809-000,KR,9/20/2025,,48.00"]
    found = read(tmp_path, rows, header)

    assert ("A-580-809-000", 4800) in duties(found.lines[0])
    assert 4800 == found.reconciliation.headings["AD/CVD cases"].duty_cents


def test_a_provision_of_chapter_98_is_claimed(tmp_path: Path) -> None:
    rows = [row(1, "98170096"), row(2, "9021102000", "$100.00")]
    (line,) = read(tmp_path, rows).lines

    assert "9817.00.96" == line.line.claims["ch98"]
    assert [("9817.00.96", 0), ("9021.10.20.00", 0)] == duties(line)


def test_a_mapping_names_odd_headers(tmp_path: Path) -> None:
    header = "Vorgang,Pos,Ware,Land,Tag,Wert,Zoll"
    mapping = {
        "entry_number": "Vorgang",
        "line": "Pos",
        "hts": "Ware",
        "origin": "Land",
        "entered_on": "Tag",
        "value_usd": "Wert",
        "duty_paid_usd": "Zoll",
    }
    rows = [f"{ENTRY},1,9903.02.73,JP,09/20/2025,0,1500.00", f"{ENTRY},1,6307.90.9870,JP,09/20/2025,10000,0"]
    (line,) = read(tmp_path, rows, header, mapping=mapping).lines

    assert 150000 == line.paid


# --- several files


def test_totals_of_entries_bring_states_and_are_compared(tmp_path: Path) -> None:
    lines = written(tmp_path, TOTAL_LINE)
    header = "Entry Summary Number,Entry Type Code,Total Duty Amount,Total Goods Value Amount,Liquidation Date,Drawback"
    totals = written(
        tmp_path,
        [f'{ENTRY},01,"$1,600.00","$10,000.00",07/31/2026,N', f"{entry(9)},01,$5.00,$100.00,,"],
        "es001.csv",
        header,
    )
    found = read_filed([totals, lines])

    assert (date(2026, 7, 31), False) == (found.lines[0].state.liquidated_on, found.lines[0].state.drawback)
    assert {ENTRY, entry(9)} == set(found.states)
    (odd,) = [one for one in found.reconciliation.oddities if one.kind == "entry-total"]
    assert ("the file states duty 1600.00 for the entry, its lines make 1500.00", 10000) == (odd.what, odd.cents)
    assert 150000 == found.reconciliation.raw.duty_cents


def test_totals_of_lines_alone_are_not_read_as_lines(tmp_path: Path) -> None:
    header = (
        "Entry Summary Number,Entry Summary Line Number,Country of Origin Code,Line Goods Value Amount,Line Duty Amount"
    )
    found = read(tmp_path, [f'{ENTRY},1,JP,"$10,000.00","$1,500.00"'], header)

    assert () == found.lines
    assert "bring the report with a row for each number (ACE ES-003)" in found.reconciliation.unreadable[0].reason
    assert 150000 == found.reconciliation.unread.duty_cents


def test_the_file_with_every_number_stands_before_totals_of_lines(tmp_path: Path) -> None:
    header = (
        "Entry Summary Number,Entry Summary Line Number,Country of Origin Code,Line Goods Value Amount,Line Duty Amount"
    )
    totals = written(tmp_path, [f'{ENTRY},1,JP,"$10,000.00","$1,500.00"'], "es002.csv", header)
    found = read_filed([totals, written(tmp_path, TOTAL_LINE)])

    assert [150000] == [line.paid for line in found.lines]
    assert {"detail-elsewhere": 1} == kinds(found)
    assert found.reconciliation.agrees
    assert "lines.csv lines 2-3" == found.lines[0].place


def test_overlapping_downloads_count_once(tmp_path: Path) -> None:
    """Two files of one report, the second beginning in the middle of a line."""
    one, two = written(tmp_path, TOTAL_LINE, "a.csv"), written(tmp_path, TOTAL_LINE[1:], "b.csv")
    found = read_filed([one, two])

    assert [150000] == [line.paid for line in found.lines]
    assert {"repeated": 1, "rows-apart": 0} | kinds(found) == {"repeated": 1, "rows-apart": 0}
    assert found.reconciliation.agrees


# --- good lines beside bad ones


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([row(1, "99030273", duty="$1,500.00")], "the row with the article's own code is missing"),
        ([row(1, "6307909870", "$1.00"), row(2, "8708295160", "$1.00")], "2 codes of chapters 1-97"),
        ([row(1, "6307909870", "$1.00", "abc")], "Line Tariff Duty Amount 'abc'"),
        ([row(1, "6307909870", "", "$1.00")], "the entered value is missing"),
        ([row(1, "6307909870", "$1.00", entered="13/13/2025")], "is not a day of the calendar"),
        ([row(1, "", "$1.00", "$1.00")], "no HTS number stands on the line"),
        ([row(1, "6.30790987E+09", "$1.00", "$1.00")], "scientific notation"),
        (
            [row(1, "99030273", "$5.00", "$1.00"), row(2, "6307909870", "$10.00")],
            "several rows of the line carry a goods value",
        ),
        ([row(1, "6307909870", "$1.00", "$1.00") + ",extra"], "a cell with a comma may lack its quotation marks"),
    ],
)
def test_a_line_that_cannot_be_read_says_why_and_costs_no_other(tmp_path: Path, rows: list[str], reason: str) -> None:
    bad = [one.replace(f"{ENTRY},1,", f"{ENTRY},7,") for one in rows]
    found = read(tmp_path, [*TOTAL_LINE, *bad])
    (unread,) = found.reconciliation.unreadable

    assert [150000] == [line.paid for line in found.lines]
    assert reason in unread.reason
    assert ("7", ENTRY) == (unread.line_number, unread.entry_number)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("a,b\n1,2\n", "no header was found"),
        ("HTS,COO,Value\n1,2,3\n", "no column for entered_on"),
        ("HTS,COO,Value,Import Date\n1,2,3,4\n", "'Import Date' is not the date of entry"),
        (HEADER + "," + "Entry Date\n", "has 'Entry Date' twice"),
        ("", "is empty"),
        (HEADER.replace("Entry Summary Line Number", "Lines") + "\n", "no column for line"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason.replace("(", "\\(")):
        read_filed([written(tmp_path, content)])


def test_what_is_asked_of_the_reader_in_the_wrong_order(tmp_path: Path) -> None:
    reader = FiledReader([written(tmp_path, TOTAL_LINE)])
    with pytest.raises(UsageError, match="when all lines have been read"):
        reader.reconciliation()
    assert 1 == len(list(reader))
    with pytest.raises(UsageError, match="read already"):
        next(iter(reader))
    with pytest.raises(UsageError, match="no file"):
        FiledReader([])


def test_the_cells_of_the_article_go_with_the_line_where_asked_for(tmp_path: Path) -> None:
    (line,) = read(tmp_path, TOTAL_LINE, keep_cells=True).lines

    assert TOTAL_LINE[1].split(",")[11] == line.cells[11]
    assert () == read(tmp_path, TOTAL_LINE).lines[0].cells


# --- oddities


def test_oddities_of_entries(tmp_path: Path) -> None:
    rows = [
        *TOTAL_LINE,
        *(one.replace(ENTRY, "ABC12345670") for one in TOTAL_LINE),
        *(one.replace(ENTRY, "AB1") for one in TOTAL_LINE),
        row(1, "6307909870", "$1.00", "$1.00", number=entry(5), importer="98-765432100"),
        row(1, "6307909870", "$1.00", "$1.00", number="", importer="98-765432100"),
    ]
    found = read(tmp_path, rows)

    assert {"check-digit": 1, "entry-number": 2, "mixed-importers": 1} == kinds(found)
    assert 5 == len(found.lines)


def test_amounts_finer_than_a_cent_are_rounded_and_told(tmp_path: Path) -> None:
    found = read(tmp_path, [row("1.0", "6307909870", "10000.005", "1.005", line="1.0")])

    assert {"rounded": 1} == kinds(found)
    assert (1_000_001, 101, "1") == (found.lines[0].line.value_cents, found.lines[0].paid, found.lines[0].line_number)


def test_facts_that_differ_between_the_rows_of_a_line(tmp_path: Path) -> None:
    rows = [row(1, "99030273", duty="$1,500.00", origin="CN"), TOTAL_LINE[1]]
    found = read(tmp_path, rows)

    assert {"differs-between-rows": 1} == kinds(found)
    assert "JP" == found.lines[0].line.origin


def test_a_value_filled_down_counts_once(tmp_path: Path) -> None:
    rows = [row(1, "99030273", "$10,000.00", "$1,500.00"), TOTAL_LINE[1]]
    found = read(tmp_path, rows)

    assert {"value-repeated": 1} == kinds(found)
    assert 1_000_000 == found.lines[0].line.value_cents
    assert 1_000_000 == found.reconciliation.aside["on-every-row"].value_cents


# --- any order


@st.composite
def laid_out(draw: st.DrawFn) -> tuple[list[str], dict[tuple[str, str], tuple[list[tuple[str, int]], int, str]]]:
    """Rows of random lines in random order, and the truth by entry and line."""
    cents = st.integers(0, 10**9)
    truth: dict[tuple[str, str], tuple[list[tuple[str, int]], int, str]] = {}
    rows: list[str] = []
    headings = ["9903.01.24", "9903.01.25", "9903.01.33", "9903.02.73", "9903.88.03", "9903.94.43"]
    for number in range(draw(st.integers(1, 3))):
        for line in range(1, draw(st.integers(1, 4)) + 1):
            value, origin = draw(cents), draw(st.sampled_from(["JP", "CN", "DE"]))
            filed = [(one, draw(cents)) for one in draw(st.lists(st.sampled_from(headings), unique=True, max_size=4))]
            filed.append((draw(st.sampled_from(["6307.90.98.70", "8708.29.51.60"])), draw(cents)))
            for ordinal, (hts, duty) in enumerate(filed, 1):
                amount = f"${(value if ordinal == len(filed) else 0) / 100:,.2f}"
                rows.append(
                    row(
                        ordinal,
                        hts.replace(".", ""),
                        amount,
                        f"${duty / 100:,.2f}",
                        number=entry(number),
                        line=line,
                        origin=origin,
                    )
                )
            truth[entry(number), str(line)] = filed, value, origin
    return draw(st.permutations(rows)), truth


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(laid_out())
def test_any_order_of_rows_makes_the_same_lines(
    tmp_path: Path, drawn: tuple[list[str], dict[tuple[str, str], object]]
) -> None:
    """The lines, their duties in filing order, and the sums of the file, whatever the order of its rows."""
    rows, truth = drawn
    found = read(tmp_path, rows)

    def shape(line: FiledLine) -> object:
        return duties(line), line.line.value_cents, line.line.origin

    assert truth == {(line.state.entry_number, line.line_number): shape(line) for line in found.lines}
    assert len(truth) == len(found.lines)
    assert found.reconciliation.raw.duty_cents == sum(line.paid or 0 for line in found.lines)
    assert found.reconciliation.lines.duty_cents == sum(
        sums.duty_cents for sums in found.reconciliation.headings.values()
    )
    assert set(kinds(found)) <= {"rows-apart"}
    assert found.reconciliation.agrees


@pytest.mark.long
def test_a_large_file_in_any_order_takes_little_memory(tmp_path: Path) -> None:
    """200,000 lines, 800,000 rows shuffled: under a minute, and far below 1 GB."""
    import random
    import resource
    import time

    rows = []
    for number in range(200_000):
        one, line = entry(number // 5), number % 5 + 1
        for ordinal, (hts, duty) in enumerate(
            [("99038803", "$25.00"), ("99030124", "$20.00"), ("99030125", "$10.00")], 1
        ):
            rows.append(row(ordinal, hts, duty=duty, number=one, line=line, origin="CN"))
        rows.append(row(4, "3926909989", "$100.00", "$5.30", number=one, line=line, origin="CN", quantity="40"))
    random.Random(1).shuffle(rows)
    path = written(tmp_path, rows)
    del rows
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    reader = FiledReader([path])
    paid = sum(line.paid or 0 for line in reader)

    assert 200_000 * 6030 == paid == reader.reconciliation().raw.duty_cents
    assert time.process_time() - began < 60
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500_000
