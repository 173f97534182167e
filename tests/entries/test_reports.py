"""CBP's reports on money and outcomes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.entries.filed_files import ENTRY, TOTAL_LINE, entry, written

from kanzei.entries.reports import (
    file_kind,
    read_ach_rejects,
    read_courtesy_notices,
    read_declaration_results,
    read_refunds_paid,
)
from kanzei.errors import UsageError

REFUNDS = "Refund Number,Entry Summary Number,Principal Amount,Interest Amount,ACH Date,Payee"
DASHED = f"{ENTRY[:3]}-{ENTRY[3:10]}-{ENTRY[10]}"


def test_refunds_paid(tmp_path: Path) -> None:
    rows = [
        f'R1,{DASHED},"$12,500.00",$596.99,07/15/2026,MAPLE',
        f"R2,{entry(2)},100.00,,2026-07-16,",
        f'R1,{DASHED},"$12,500.00",$596.99,07/15/2026,MAPLE',
        f"R3,{entry(3)},abc,1.00,07/15/2026,",
        f"R4,{entry(4)},(50.00),0.00,07/15/2026,",
        'Total,,"$12,550.00",$596.99,,',
    ]
    found = read_refunds_paid(written(tmp_path, rows, header=REFUNDS))
    first, second, third = found.rows

    assert ("R1", ENTRY, 1250000, 59699, 1309699, date(2026, 7, 15)) == first[:6]
    assert ({"Payee": "MAPLE"}, "line 2") == (first.other, first.place)
    assert (10000, None, 10000) == (second.principal, second.interest, second.total)
    assert -5000 == third.principal
    assert ["line 4"] == [row.place for row in found.repeated]
    assert "abc" in found.unreadable[0][1]
    assert {"principal": 1255000, "interest": 59699} == dict(found.sums)
    assert {"principal": 1255000, "interest": 59699} == dict(found.stated)


def test_payments_that_came_back(tmp_path: Path) -> None:
    header = "Importer of Record Number,ACH Reject Reason,Refund Amount,Reject Date"
    (row,) = read_ach_rejects(
        written(tmp_path, ['12-345678900,No enrolment,"$1,309.69",07/20/2026'], header=header)
    ).rows

    assert ("12-345678900", "No enrolment", 130969, date(2026, 7, 20)) == row[:4]


@pytest.mark.parametrize(
    "header",
    [
        "Declaration Number,Entry Number,Entry Status,Reject Reason,Refund Amount",
        "CLAIM_NUMBER,ENTRY_NUMBER,STATUS,ERROR_DESCRIPTION,AMOUNT",
    ],
)
def test_outcomes_of_declarations(tmp_path: Path, header: str) -> None:
    path = written(tmp_path, [f"D9,{ENTRY},REJECTED,ENTRY SUMMARY UNDER REVIEW,0.00"], header=header)
    (row,) = read_declaration_results(path).rows

    assert ("D9", ENTRY, "REJECTED", "ENTRY SUMMARY UNDER REVIEW", 0) == row[:5]
    assert "REV-615" == file_kind(path)


def test_notices_of_liquidation(tmp_path: Path) -> None:
    header = "Entry Number,Liquidation Date,Liquidation Type,Reason,Change of Duty"
    (row,) = read_courtesy_notices(
        written(tmp_path, [f"{ENTRY},07/31/2026,Change,IEEPA,(1500.00)"], header=header)
    ).rows

    assert (ENTRY, date(2026, 7, 31), "Change", "IEEPA", -150000) == row[:5]


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (REFUNDS, "REV-603"),
        ("Importer Number,Reason,Amount", "REV-613"),
        ("ENTRY_NUMBER,CLAIM_NUMBER,STATUS,ERROR_DESCRIPTION", "REV-615"),
        ("Entry Number,Liquidation Date,Liquidation Type,Reason,Change of Duty", "ES-701"),
        ("Entry Summary Number,Entry Type Code,Total Duty Amount,Liquidation Date", "entries"),
        ("entry_no,entry_date,line_no,hts_1,duty_1,origin,entered_value", "entries"),
    ],
)
def test_what_a_file_is(tmp_path: Path, header: str, kind: str) -> None:
    assert kind == file_kind(written(tmp_path, ["," * header.count(",")], header=header))


def test_a_file_of_entry_lines_is_one(tmp_path: Path) -> None:
    assert "entries" == file_kind(written(tmp_path, TOTAL_LINE))


def test_a_report_without_its_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="REV-603: no column for principal"):
        read_refunds_paid(written(tmp_path, ["1,2"], header="Entry Number,Refund Number"))


def test_odd_captions_are_mapped(tmp_path: Path) -> None:
    path = written(tmp_path, [f"{ENTRY},12.00"], header="Entry Number,Geld")

    assert 1200 == read_refunds_paid(path, {"principal": "Geld"}).rows[0].principal
