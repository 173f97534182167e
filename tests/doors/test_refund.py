"""`kanzei refund` as a user meets it: real files, a real process, every option."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections import deque
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kanzei.refund.entry_numbers import what_is_wrong, with_check_digit
from kanzei.refund.tables import EXTRA, LINES

from .test_commands import ROOT, kanzei

HEADER = (
    "Entry Summary Number,Entry Summary Line Number,Entry Type Code,Importer Number,Port of Entry Code,Entry Date,Entry Summary Date,"
    "Country of Origin Code,Country of Export Code,Line SPI Code,Tariff Ordinal Number,HTS Number - Full,Line Tariff Goods Value Amount,"
    "Line Tariff Duty Amount,Line Tariff Quantity (1),Line Tariff UOM (1) Code"
)
SAMPLE = ROOT / "examples" / "es-003.csv"
PAYMENTS = ROOT / "examples" / "rev-603.csv"


def number(at: int) -> str:
    return with_check_digit(f"KZI{at:07d}")


def line(
    entry: str, nine: str, article: str, *, importer: str = "12-345678900", origin: str = "JP", at: int = 1
) -> list[str]:
    """Two rows of ES-003: 9903.02.73 and masks, value 10,000.00, column 1 7%."""
    key = f"{entry},{at},01,{importer},2704,09/20/2025,10/03/2025,{origin},{origin},"
    return [f'{key},1,99030273,$0.00,"{nine}",,', f'{key},2,6307909870,"$10,000.00","{article}",100,KG']


def write(path: Path, rows: list[str], header: str = HEADER) -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def refund(*words: object, cwd: Path, code: int = 0) -> dict[str, Any]:
    ran = kanzei("refund", *map(str, words), "--json", cwd=cwd)
    assert ran.returncode == code, ran.stderr
    return json.loads(ran.stdout)  # type: ignore[no-any-return]


def total(rows: list[dict[str, str]], column: str) -> Decimal:
    return sum((Decimal(row[column]) for row in rows if row[column]), Decimal(0))


@pytest.mark.parametrize(
    ("nine", "article", "paid", "causes"),
    [
        ("$1,500.00", "$0.00", "1500.00", [("ruling", "800.00")]),
        ("$800.00", "$700.00", "1500.00", [("ruling", "800.00")]),
        ("$1,500.00", "$700.00", "2200.00", [("wrong rate", "700.00"), ("ruling", "800.00")]),
    ],
)
def test_the_three_ways_to_book_a_total(
    nine: str, article: str, paid: str, causes: list[tuple[str, str]], tmp_path: Path
) -> None:
    """The whole total on the heading, split, or both deposited: 800.00 of the ruling, never 1,500.00."""
    write(tmp_path / "es.csv", line(number(1), nine, article))
    summary = refund("es.csv", "-o", "lines.csv", cwd=tmp_path)
    rows = table(tmp_path / "lines.csv")

    assert causes == [(row["cause"], row["principal_usd"]) for row in rows]
    assert (paid, "1500.00", "700.00") == (rows[0]["paid_usd"], rows[0]["charged_usd"], rows[0]["owed_usd"])
    assert Decimal(paid) - 700 == total(rows, "principal_usd")
    assert summary["reconciles"] and {"0.00"} == {
        str(Decimal(one["one_usd"]) - Decimal(one["other_usd"])) for one in summary["checks"]
    }


def test_columns_stand_behind_those_of_the_input_and_none_is_touched(tmp_path: Path) -> None:
    write(
        tmp_path / "es.csv",
        [row + ",=1+1,mine" for row in line(number(1), "$1,500.00", "$0.00")],
        HEADER + ",cause,Remedy",
    )
    refund("es.csv", "-o", "lines.csv", "--raw", cwd=tmp_path)
    with (tmp_path / "lines.csv").open(encoding="utf-8", newline="") as file:
        header, row = list(csv.reader(file))

    inputs = [*HEADER.split(","), "input_cause", "input_remedy"]
    assert [*inputs, *LINES, *EXTRA] == header
    assert line(number(1), "", "$0.00")[1].split(",")[:8] == row[:8]
    assert ["=1+1", "mine"] == row[16:18]


def test_the_contract_of_columns() -> None:
    expected = (
        "charged_usd, owed_usd, refundable_usd, received_usd, principal_usd, interest_usd, interest_from, interest_to, cause, remedy, last_day, "
        "file_by, reject_reason, refund_status, confidence"
    )

    assert expected == ", ".join(LINES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The shipped example with its payments, written to a folder."""
    place = tmp_path_factory.mktemp("folder")
    summary = refund(SAMPLE, "-o", "out", "--reports", PAYMENTS, cwd=place)
    return place / "out", summary


def test_every_file_adds_up_to_the_summary(folder: tuple[Path, dict[str, Any]]) -> None:
    out, summary = folder
    rows = table(out / "lines.csv")

    for column in ("paid_usd", "charged_usd", "owed_usd", "refundable_usd", "refundable_low_usd"):
        assert Decimal(summary[column]) == total(rows, column), column
    assert total(rows, "paid_usd") - total(rows, "owed_usd") == total(rows, "principal_usd")
    for column, name in (("cause", "by_cause"), ("authority", "by_authority"), ("refund_status", "by_status")):
        for key, value in summary[name].items():
            assert Decimal(value) == total([row for row in rows if row[column] == key], "principal_usd"), key
    assert (
        Decimal(summary["received_usd"])
        == total(rows, "received_usd")
        == total(table(out / "audit.csv"), "received_usd")
    )
    assert Decimal(summary["interest_usd"]) == sum(
        Decimal(row["interest_usd"]) for row in rows if Decimal(row["interest_usd"] or 0) > 0
    )
    journal = table(out / "journal.csv")
    assert Decimal(summary["overpaid_usd"]) == total([row for row in journal if row["event"] == "refund"], "amount_usd")
    assert Decimal(summary["received_usd"]) == total([row for row in journal if row["debit"] == "cash"], "amount_usd")
    paid = sum(Decimal(row["Line Tariff Duty Amount"].strip("$").replace(",", "")) for row in table(SAMPLE))
    assert Decimal(summary["paid_usd"]) == paid


def test_parts_of_a_line_sum_to_its_difference(folder: tuple[Path, dict[str, Any]]) -> None:
    by_line: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in table(folder[0] / "lines.csv"):
        by_line.setdefault((row["refund_entry"], row["refund_line"]), []).append(row)

    assert 11 == len(by_line)
    for rows in by_line.values():
        assert Decimal(rows[0]["paid_usd"]) - Decimal(rows[0]["owed_usd"]) == total(rows, "principal_usd")


def test_payments_are_held_against_what_was_to_come(folder: tuple[Path, dict[str, Any]]) -> None:
    causes = {
        (row["entry_number"], row["what"]): (row["difference_usd"], row["cause"])
        for row in table(folder[0] / "audit.csv")
    }

    assert ("0.00", "") == causes["KZI41002304", "interest"]
    assert ("-0.01", "interest factor") == causes["KZI41002411", "interest"]
    assert ("-800.00", "unpaid line") == causes["KZI41002528", "principal"]
    assert ("-38.48", "interest on the principal") == causes["KZI41002528", "interest"]
    assert ("-2500.00", "not yet paid") == causes["KZI41002742", "principal"]


def test_a_duty_that_gave_way_makes_the_refund_a_range(folder: tuple[Path, dict[str, Any]]) -> None:
    """EO 14289: the steel duty that the Canadian one displaced may come back; both ends are shown."""
    row = next(row for row in table(folder[0] / "lines.csv") if row["authority"] == "ieepa_border_ca")

    assert ("0.00", "2500.00", "2500.00") == (row["refundable_low_usd"], row["refundable_usd"], row["principal_usd"])
    assert "EO 14289" in row["notes"]


def test_a_duty_under_challenge_is_kept_alive(folder: tuple[Path, dict[str, Any]]) -> None:
    row = next(row for row in table(folder[0] / "lines.csv") if row["refund_status"] == "protective")
    mine = [one for one in table(folder[0] / "remedies.csv") if one["refund_entry"] == row["refund_entry"]]

    assert ("s122", "0.00", "protective-suit") == (row["authority"], row["refundable_usd"], row["remedy"])
    assert {"protective-protest", "protective-suit"} == {one["remedy"] for one in mine}


def test_only_entries_that_would_pass_are_uploaded(folder: tuple[Path, dict[str, Any]]) -> None:
    out, summary = folder
    ((name, count),) = summary["uploads"].items()
    text = (out / name).read_bytes()
    numbers = text.decode("ascii").split("\r\n")
    rejects = table(out / "rejects.csv")

    assert "Entry Number" == numbers[0] and "" == numbers[-1] and count == len(numbers) - 2 == 3
    assert all(not what_is_wrong(one) for one in numbers[1:-1])
    assert {"KZI41002742"} == {row["entry_number"] for row in rejects}
    assert "liquidated more than 80 days ago" == rejects[0]["words"]
    assert "KZI41002304" not in numbers, "paid already"


def test_12_345_entries_go_into_two_files(tmp_path: Path) -> None:
    """At most 9,999 entry numbers a file, one importer each; the lines are one situation, so that the run is short."""
    from kanzei.duty.book import LawBook
    from kanzei.entries.filed_read import read_filed
    from kanzei.refund.rerate import Views
    from kanzei.refund.run import Share, _share, groups
    from kanzei.refund.settle import Settings
    from kanzei.refund.totals import Totals
    from kanzei.render.refund_files import Files

    write(tmp_path / "es.csv", line(number(1), "$1,500.00", "$0.00"))
    found = read_filed([tmp_path / "es.csv"], keep_cells=True)
    book = LawBook.shipped()
    share: Share = _share(list(groups(found.lines)), Views(book), Settings(book.as_of))
    totals = Totals()
    totals.merge(share.totals)
    totals.declare = [(number(at), "12-345678900") for at in range(12_345)]
    files = Files(tmp_path / "out", "folder", ["es.csv"], [HEADER.split(",")], force=False)
    files.add(share, deque())
    uploads = files.finish(totals, book.as_of, "", ("", ""), [])

    assert [9_999, 2_346] == list(uploads.values())
    assert all((tmp_path / "out" / name).stat().st_size <= 1_000_000 for name in uploads)


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_the_calendar_is_icalendar(folder: tuple[Path, dict[str, Any]]) -> None:
    """RFC 5545: CRLF, 75 octets a line, unique ids, an end for each beginning; one event for each remedy and day."""
    raw = (folder[0] / "deadlines.ics").read_bytes()
    lines = unfolded(raw.decode())
    events = [line for line in lines if line == "BEGIN:VEVENT"]
    ids = [line for line in lines if line.startswith("UID:")]
    days = {line.rpartition(":")[2] for line in lines if line.startswith("DTSTART")}
    wanted = {
        (row["remedy"], row["name"], row["file_by"], row["last_day"], row["estimated"])
        for row in table(folder[0] / "remedies.csv")
        if row["open"] == "yes" and row["last_day"] and row["remedy"] != "drawback"
    }

    assert raw.count(b"\n") == raw.count(b"\r\n") and all(len(part) <= 75 for part in raw.split(b"\r\n"))
    assert ("BEGIN:VCALENDAR", "END:VCALENDAR") == (lines[0], lines[-2])
    assert len(events) == len(set(ids)) == lines.count("END:VEVENT") == len(wanted)
    assert {row[2].replace("-", "") for row in wanted} == days


@pytest.mark.needs("openpyxl")
def test_the_workbook_reconciles(folder: tuple[Path, dict[str, Any]]) -> None:
    """A sheet for each remedy; their sums, the summary's values and the lines are one amount."""
    import openpyxl

    out, summary = folder
    book = openpyxl.load_workbook(out / "workbook.xlsx")
    sheets = {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}
    head = sheets["summary"][1:]
    sums = {
        name: sum(Decimal(str(row[rows[0].index("principal_usd")])) for row in rows[1:])
        for name, rows in sheets.items()
        if name != "summary"
    }

    assert {name: Decimal(value) for name, value in summary["by_remedy"].items()} == sums
    assert [sums[row[0].partition(":")[0]] for row in head[: len(sums)]] == [
        Decimal(str(row[2])) for row in head[: len(sums)]
    ]
    assert Decimal(str(head[len(sums)][2])) == Decimal(summary["paid_usd"]) - Decimal(summary["owed_usd"])
    for place, row in enumerate(head[: len(sums)], 2):
        assert f"=SUM('{row[0].partition(':')[0]}'!F2:F{row[1] + 1})" == row[3] and f"=C{place}-D{place}" == row[4]
    for name in ("protests", "corrections"):
        made = openpyxl.load_workbook(out / f"{name}.xlsx").active
        assert made is not None and len(table(out / f"{name}.csv")) + 1 == made.max_row


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".xlsx"])
def test_each_kind_of_file_has_the_same_rows(suffix: str, tmp_path: Path) -> None:
    write(tmp_path / "es.csv", line(number(1), "$1,500.00", "$700.00"))
    refund("es.csv", "-o", f"lines{suffix}", cwd=tmp_path)
    rows: list[Any]
    if suffix == ".csv":
        rows = [row["principal_usd"] for row in table(tmp_path / "lines.csv")]
    elif suffix == ".parquet":
        import pyarrow.parquet as pq

        rows = [str(cell) for cell in pq.read_table(tmp_path / "lines.parquet")["principal_usd"].to_pylist()]
    else:
        openpyxl = pytest.importorskip("openpyxl")
        header, *body = openpyxl.load_workbook(tmp_path / "lines.xlsx").active.iter_rows(values_only=True)
        rows = [row[header.index("principal_usd")] for row in body]

    assert ["700.00", "800.00"] == rows
    assert {"es.csv", f"lines{suffix}", "remedies.csv"} == {one.name for one in tmp_path.iterdir() if one.is_file()}


def test_a_line_that_fails_keeps_its_place(tmp_path: Path) -> None:
    """One that cannot be read, one that cannot be assessed: each with its reason, exit code 1."""
    bad = line(number(2), "$1,500.00", "$0.00", origin="QQ")
    alone = [line(number(3), "$1,500.00", "$0.00")[0]]
    write(
        tmp_path / "es.csv",
        [*line(number(1), "$1,500.00", "$0.00"), *bad, *alone, *line(number(4), "$800.00", "$700.00")],
    )
    summary = refund("es.csv", "-o", "lines.csv", cwd=tmp_path, code=1)
    rows = table(tmp_path / "lines.csv")

    assert (4, 2) == (summary["lines"], summary["failed"])
    assert [number(at) for at in (1, 2, 3, 4)] == [row["refund_entry"] for row in rows]
    told = {row["refund_entry"]: row["error"] for row in rows}
    assert "QQ" in told[number(2)] and "the article's own code is missing" in told[number(3)]
    assert Decimal(summary["paid_usd"]) == 3000


REPORTS = {
    "rev603.csv": "Refund Number,Entry Summary Number,Importer Number,Principal Amount,Interest Amount,Total Amount,ACH Date\n"
    f"R1,{number(1)},12-345678900,$800.00,$0.00,$800.00,07/20/2026\n",
    "rev613.csv": f"Importer Number,Reject Reason,Refund Amount,Refund Number,Entry Number\n12-345678900,ACCOUNT CLOSED,$800.00,R1,{number(1)}\n",
    "rev615.csv": f"Declaration Number,Entry Number,Status,Reject Reason\nD1,{number(1)},Accepted,\nD1,{number(2)},Rejected,ENTRY SUMMARY UNDER REVIEW\n",
    "es701.csv": f"Entry Number,Liquidation Date,Liquidation Type,Liquidation Reason\n{number(2)},09/15/2026,Liquidated,No Change\n",
}


def test_reports_are_recognised_and_joined(tmp_path: Path) -> None:
    """A payment sent back by the bank, an acceptance, a refusal in CBP's words, a notice of liquidation."""
    write(tmp_path / "es.csv", [*line(number(1), "$1,500.00", "$0.00"), *line(number(2), "$1,500.00", "$0.00")])
    for name, text in REPORTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    refund("es.csv", "-o", "lines.csv", "--reports", *REPORTS, cwd=tmp_path)
    first, second = table(tmp_path / "lines.csv")

    assert "ACH refused" == first["refund_status"]
    assert "rejected" == second["refund_status"] and second["reject_reason"].startswith("ENTRY SUMMARY UNDER REVIEW")
    (protest,) = [
        row
        for row in table(tmp_path / "remedies.csv")
        if row["refund_entry"] == number(2) and row["remedy"] == "protest"
    ]
    assert "2027-03-14" == protest["last_day"], "180 days after the notice"
    assert "2026-10-12" == second["interest_to"], "liquidated as entered: the reliquidation is to come"


def test_what_no_report_says_can_be_stated(tmp_path: Path) -> None:
    liquidated = [row + ",12/16/2025,Liquidated" for row in line(number(1), "$1,500.00", "$0.00")]
    write(tmp_path / "es.csv", liquidated, HEADER + ",Liquidation Date,Liquidation Status")
    (tmp_path / "more.yaml").write_text("plaintiff: true\nach: true\n", encoding="utf-8")
    seen = []
    for words in ((), ("--plaintiff",), ("--circumstances", "more.yaml")):
        refund("es.csv", "-o", "lines.csv", "--force", *words, cwd=tmp_path)
        (row,) = table(tmp_path / "lines.csv")
        seen.append((row["remedy"], row["phase"]))

    assert [("suit", "3"), ("declaration", "3"), ("declaration", "3")] == seen
    (tmp_path / "more.yaml").write_text("plaintif: true\n", encoding="utf-8")
    ran = kanzei("refund", "es.csv", "-o", "other.csv", "--circumstances", "more.yaml", cwd=tmp_path)
    assert 2 == ran.returncode and "'plaintif' is not known" in ran.stderr


def test_the_days_looked_at(tmp_path: Path) -> None:
    """Before the ruling was known nothing of it is refundable; a day of its own for the filers' law; deadlines on a day."""
    write(tmp_path / "es.csv", line(number(1), "$1,500.00", "$0.00"))
    before = refund("es.csv", "-o", "a.csv", "--as-known", "2026-01-15", "--on", "2026-01-15", cwd=tmp_path)
    after = refund("es.csv", "-o", "b.csv", "--force", "--on", "2026-05-01", cwd=tmp_path)
    filers = refund("es.csv", "-o", "c.csv", "--force", "--paid-as-known", "2025-08-28", cwd=tmp_path)

    assert ("0.00", "2026-01-15", "2026-01-15") == (before["refundable_usd"], before["on"], before["known_on"])
    assert ("800.00", "2026-05-01") == (after["refundable_usd"], after["on"])
    assert ("800.00", "1890.00") <= (filers["refundable_usd"], filers["charged_when_filed_usd"])
    corporate = Decimal(after["interest_usd"])
    other = refund("es.csv", "-o", "d.csv", "--force", "--on", "2026-05-01", "--importer-kind", "other", cwd=tmp_path)
    assert Decimal(other["interest_usd"]) > corporate


def test_odd_layouts_are_mapped(tmp_path: Path) -> None:
    header = "Ref,Pos,Tariff No,Ursprung,Tag,Wert,Zoll"
    rows = [f"{number(1)},1,99030273,JP,2025-09-20,0,1500", f"{number(1)},1,6307909870,JP,2025-09-20,10000,0"]
    write(tmp_path / "odd.csv", rows, header)
    names = {
        "entry_number": "Ref",
        "line": "Pos",
        "hts": "Tariff No",
        "origin": "Ursprung",
        "entered_on": "Tag",
        "value_usd": "Wert",
        "duty_paid_usd": "Zoll",
    }
    (tmp_path / "map.yaml").write_text("".join(f"{a}: {b}\n" for a, b in names.items()), encoding="utf-8")
    words = [word for a, b in names.items() for word in ("--map", f"{a}={b}")]

    one = refund("odd.csv", "-o", "a.csv", "--map", "map.yaml", cwd=tmp_path)
    other = refund("odd.csv", "-o", "b.csv", "--force", *words, cwd=tmp_path)
    assert ("800.00", "800.00") == (one["refundable_usd"], other["refundable_usd"])


def test_several_processes_give_the_same_bytes(tmp_path: Path) -> None:
    rows = [row for at in range(1, 2600) for row in line(number(at), "$1,500.00", "$0.00")]
    write(tmp_path / "es.csv", rows)
    for workers in ("1", "2"):
        refund("es.csv", "-o", f"out{workers}", "--workers", workers, cwd=tmp_path)
    for path in sorted((tmp_path / "out1").rglob("*")):
        if path.is_file() and path.suffix != ".xlsx":
            assert path.read_bytes() == (tmp_path / "out2" / path.relative_to(tmp_path / "out1")).read_bytes(), (
                path.name
            )


@pytest.mark.parametrize("wait", [0.9, 1.6])
@pytest.mark.parametrize("out", ["out", "lines.csv"])
def test_a_killed_run_leaves_nothing_half(out: str, wait: float, tmp_path: Path) -> None:
    """kill -9: the result is not there, or the old one stands whole."""
    rows = [row for at in range(1, 3000) for row in line(number(at), "$1,500.00", "$0.00")]
    write(tmp_path / "es.csv", rows)
    old = write(tmp_path / "small.csv", line(number(1), "$1,500.00", "$0.00"))
    refund(old.name, "-o", out, cwd=tmp_path)
    target = tmp_path / out
    before = (target / "lines.csv" if target.is_dir() else target).read_bytes()
    run = subprocess.Popen(
        [sys.executable, "-m", "kanzei.cli", "refund", "es.csv", "-o", out, "--force", "--workers", "1"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(wait)
    run.send_signal(signal.SIGKILL)
    run.wait()

    assert before == (target / "lines.csv" if target.is_dir() else target).read_bytes()
    refund(old.name, "-o", "again", cwd=tmp_path)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("es.csv", "-o", "out.duckdb"), "lines and causes are written as"),
        (("es.csv", "-o", "es.csv"), "es.csv is an input"),
        (("es.csv", "-o", "nowhere/out"), "there is no folder"),
        (("es.csv", "-o", "taken"), "which is no file of a refund"),
        (("none.csv", "-o", "out"), "none.csv"),
        (("es.csv", "-o", "out", "--reports", "es.csv"), "no report is recognised"),
        (("es.csv", "-o", "out", "--as-known", "2099-01-01"), "the book knows the law to"),
        (("es.csv", "-o", "out", "--map", "hts"), "write COLUMN=HEADER"),
        (("es.csv", "-o", "remedies.csv"), "under this name"),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_is_written(
    words: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    write(tmp_path / "es.csv", line(number(1), "$1,500.00", "$0.00"))
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "letter.txt").write_text("mine")
    before = sorted(one.name for one in tmp_path.iterdir())
    ran = kanzei("refund", *words, "--force", cwd=tmp_path)

    assert 2 == ran.returncode and told in ran.stderr
    assert before == sorted(one.name for one in tmp_path.iterdir())


def test_without_excel_the_csv_files_are_written(tmp_path: Path) -> None:
    """openpyxl hidden from the process: a clear message, and every other file."""
    write(tmp_path / "es.csv", line(number(1), "$1,500.00", "$0.00"))
    (tmp_path / "hidden").mkdir()
    code = (
        "import sys, importlib.util as u; real = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'openpyxl' else real(name, *rest)\n"
        "sys.modules['openpyxl'] = None\n"
        "from kanzei.cli.main import main; sys.exit(main(sys.argv[1:]))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    ran = subprocess.run(
        [sys.executable, "-c", code, "refund", "es.csv", "-o", "out"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert 0 == ran.returncode, ran.stderr
    assert "pip install 'kanzei[excel]'" in " ".join(ran.stdout.split())
    assert "lines.csv" in os.listdir(tmp_path / "out") and "workbook.xlsx" not in os.listdir(tmp_path / "out")


def test_amounts_that_begin_like_formulas_stay_texts(tmp_path: Path) -> None:
    rows = [row.replace("12-345678900", "=HYPERLINK(1)") for row in line(number(1), "$1,500.00", "$0.00")]
    write(tmp_path / "es.csv", rows)
    refund("es.csv", "-o", "out", cwd=tmp_path)

    assert "'=HYPERLINK(1)" in (tmp_path / "out" / "lines.csv").read_text(encoding="utf-8")
    openpyxl = pytest.importorskip("openpyxl")
    for name in ("workbook", "protests"):
        for sheet in openpyxl.load_workbook(tmp_path / "out" / f"{name}.xlsx"):
            assert all(
                cell.data_type != "f" or str(cell.value)[:2] in ("=S", "=C")
                for row in sheet.iter_rows()
                for cell in row
            )


FLAT = "entry_no,entry_date,line_no,hts_1,duty_1,hts_2,duty_2,origin,entered_value"


def test_the_importer_is_given_where_the_files_name_none(tmp_path: Path) -> None:
    """Data of Form 7501 name no importer: the option does, and the entry can be declared."""
    entry = number(4_100_230)
    write(tmp_path / "flat.csv", [f"{entry},2026-01-20,1,9903.02.73,800.00,6307.90.9870,700.00,JP,10000"], FLAT)
    without = refund("flat.csv", "-o", "without", "--on", "2026-10-12", cwd=tmp_path)
    given = refund("flat.csv", "-o", "with", "--on", "2026-10-12", "--importer", "12-345678900", cwd=tmp_path)

    assert ({}, {"uploads/declaration-12-345678900-1.csv": 1}) == (without["uploads"], given["uploads"])
    assert "--importer N" in table(tmp_path / "without" / "rejects.csv")[0]["because"]
    assert {"12-345678900"} == {row["importer_number"] for row in table(tmp_path / "with" / "protests.csv")}


def test_no_day_is_said_to_stand_in_where_none_does(tmp_path: Path) -> None:
    """Without a day of deposit or of summary no interest is reckoned, and nothing claims one."""
    row = f"{number(4_100_230)},2026-01-20,1,9903.02.73,800.00,6307.90.9870,700.00,JP,10000"
    write(tmp_path / "flat.csv", [row], FLAT)
    said = refund("flat.csv", "-o", "out.csv", cwd=tmp_path)

    assert "1 entry without a day of deposit or of summary: no interest is reckoned" in said["not_verified"]
    assert not any("stands in" in one for one in said["not_verified"])
    assert "0.00" == said["interest_usd"]


def test_the_cents_of_a_value_can_be_kept(tmp_path: Path) -> None:
    """Example 10 of the refunds: 83,333.33 at 3%, filed at +15% before the order for Japan: 2,500.00 and 10,000.00, 616.38 interest."""
    key = f"{number(4_100_230)},1,01,12-345678900,2704,08/15/2025,08/29/2025,JP,JP,"
    rows = [
        f'{key},1,99030230,$0.00,"$12,500.00",,,07/03/2026,Liquidated',
        f'{key},2,0302451100,"$83,333.33","$2,500.00",100,KG,07/03/2026,Liquidated',
    ]
    write(tmp_path / "es-003.csv", rows, f"{HEADER},Liquidation Date,Liquidation Status")
    said = refund("es-003.csv", "-o", "kept.csv", "--value-as-given", cwd=tmp_path)
    rounded = refund("es-003.csv", "-o", "rounded.csv", "--force", cwd=tmp_path)

    assert {"retroactive order": "2500.00", "ruling": "10000.00"} == said["by_cause"]
    assert ("12500.00", "616.38") == (said["refundable_usd"], said["interest_usd"])
    assert "wrong rate" in rounded["by_cause"]


def test_entries_are_counted_with_those_that_could_not_be_read(tmp_path: Path) -> None:
    one, other = number(4_100_230), number(4_100_241)
    write(tmp_path / "es-003.csv", [*line(one, "$800.00", "$700.00"), line(other, "$800.00", "$700.00")[0]])
    said = refund("es-003.csv", "-o", "out.csv", cwd=tmp_path, code=1)

    assert (2, 2, 1) == (said["lines"], said["entries"], said["failed"])


def test_totals_of_the_files_are_claimed_only_where_there_are_any(tmp_path: Path) -> None:
    rows = line(number(4_100_230), "$800.00", "$700.00")
    write(tmp_path / "without.csv", rows)
    write(tmp_path / "with.csv", [*rows, 'Grand Total,,,,,,,,,,,,"$10,000.00","$1,500.00",,'])
    without = kanzei("refund", "without.csv", "-o", "a.csv", cwd=tmp_path).stdout
    given = kanzei("refund", "with.csv", "-o", "b.csv", "--force", cwd=tmp_path).stdout

    assert "reconciles to the cent; the files state no totals of their own" in without
    assert "reconciles to the cent with the totals of the files" in given


def test_a_report_in_the_place_of_entries_is_refused(tmp_path: Path) -> None:
    """REV-603 names entries too; read as entries it would give a refund of nothing."""
    ran = kanzei("refund", str(PAYMENTS), "-o", "out.csv", cwd=tmp_path)

    assert 2 == ran.returncode
    assert "rev-603.csv is a report of CBP's (REV-603), not entries as filed: name it behind --reports" in ran.stderr


def test_files_without_a_line_say_so(tmp_path: Path) -> None:
    write(
        tmp_path / "es-001.csv",
        [f"{number(1)},01,12-345678900,09/20/2025"],
        "Entry Summary Number,Entry Type Code,Importer Number,Entry Date",
    )
    said = refund("es-001.csv", "-o", "out.csv", cwd=tmp_path)

    assert "nothing was re-rated" in said["not_verified"][0]
