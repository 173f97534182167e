"""Fees of a file: a second pass by entry number, wherever its lines stand."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest

from kanzei.duty.book import LawBook
from kanzei.entries.fees import FEES
from kanzei.entries.files import assess_files
from kanzei.entries.run import Summary
from kanzei.errors import UsageError

LINES = """entry_number,line,hts,origin,entered_on,value_usd,mode,entry_type,spi
A,1,9005.10.00.20,JP,2026-03-10,1000,11,01,
B,1,9005.10.00.20,JP,2026-03-10,400000,40,01,
A,2,9005.10.00.20,DE,2026-03-10,2000,11,01,
,1,9005.10.00.20,JP,2026-03-10,50000,,,
A,3,1234.56.78,JP,2026-03-10,2000,11,01,
C,1,9005.10.00.20,JP,2026-03-10,2000,rocket,01,
D,1,9005.10.00.20,MX,2026-03-10,2000,30,01,S
E,1,9005.10.00.20,JP,2026-03-10,1000,11,01,
E,2,9005.10.00.20,DE,2026-03-10,2000,11,01,
"""


def assessed(tmp_path: Path, name: str, mode: str = "") -> Summary:
    """The lines assessed with their fees."""
    (tmp_path / "in.csv").write_text(LINES, encoding="utf-8")
    view = LawBook.shipped().view()
    return assess_files([tmp_path / "in.csv"], view, tmp_path / name, fees=view, mode=mode)


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a result."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_limits_span_the_lines_of_an_entry(tmp_path: Path) -> None:
    """The fee of an entry is shared over its lines, which stand apart in the file; with one of them unread no share is known."""
    summary = assessed(tmp_path, "out.csv")
    found = rows(tmp_path / "out.csv")

    assert ["", "651.50", "", "173.20", "", "", "0.00", "11.19", "22.39"] == [row["mpf_usd"] for row in found]
    assert ["1.25", "0.00", "2.50", "0.00", "", "", "0.00", "1.25", "2.50"] == [row["hmf_usd"] for row in found]
    assert "fees: the processing fee of the entry is its least, 33.58" in found[7]["warnings"]
    assert "of which a line could not be assessed: mend that first" in found[2]["warnings"]
    assert "taken as an entry by itself" in found[3]["warnings"]
    assert "fees of the entry otherwise +62.50" in found[3]["assumptions"]
    assert "fees: mode 'rocket' is not known" in found[5]["warnings"]
    assert summary.fees is not None
    assert (85_828, 750, 86_203, 6, 4) == tuple(summary.fees)[:5]


def test_fees_reconcile_with_the_summary(tmp_path: Path) -> None:
    """Fees of the lines make up the totals."""
    summary = assessed(tmp_path, "out.csv", "vessel").as_json()
    found = rows(tmp_path / "out.csv")

    for name in FEES:
        assert Decimal(str(summary[name])) == sum(Decimal(row[name] or 0) for row in found)
    for name in ("mpf", "hmf"):
        bearing = {
            row["entry_number"] or number for number, row in enumerate(found) if Decimal(row[f"{name}_usd"] or 0)
        }
        assert len(bearing) == summary[f"{name}_entries"] <= summary["fee_entries"]


def test_without_fees_no_column_changes(tmp_path: Path) -> None:
    """The columns stand only where fees are asked for."""
    (tmp_path / "in.csv").write_text(LINES, encoding="utf-8")
    assess_files([tmp_path / "in.csv"], LawBook.shipped().view(), tmp_path / "plain.csv")
    assessed(tmp_path, "fees.csv")
    plain, with_fees = rows(tmp_path / "plain.csv")[0], rows(tmp_path / "fees.csv")[0]

    assert [*plain, *FEES] == list(with_fees)
    assert {k: v for k, v in plain.items() if k not in ("warnings", "assumptions")} == {
        k: v for k, v in with_fees.items() if k not in ("warnings", "assumptions", *FEES)
    }


def test_json_lines_and_parquet_carry_fees(tmp_path: Path, needs: object) -> None:
    """Fees are text with two decimals in JSON lines and decimals in Parquet."""
    assert callable(needs)
    needs("pyarrow")
    import pyarrow.parquet as pq

    assessed(tmp_path, "out.jsonl")
    assessed(tmp_path, "out.parquet")
    first = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8").split("\n")[0])

    last = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8").split("\n")[7])
    assert (None, "1.25", None) == tuple(first[name] for name in FEES)
    assert ("11.19", "1.25", "12.44") == tuple(last[name] for name in FEES)
    assert Decimal("12.44") == pq.read_table(tmp_path / "out.parquet").column("fees_usd")[7].as_py()


def test_the_form_has_no_place_for_fees(tmp_path: Path) -> None:
    """Asked for together with the layout of Form 7501 they are refused."""
    (tmp_path / "in.csv").write_text(LINES, encoding="utf-8")
    view = LawBook.shipped().view()
    with pytest.raises(UsageError, match="no place for fees"):
        assess_files([tmp_path / "in.csv"], view, tmp_path / "out.csv", layout="7501", fees=view)


@pytest.mark.parametrize(
    ("column", "bad"),
    [
        ("hts", "1234.56.78"),
        ("hts", "8.7E+09"),
        ("zone_status", "maybe"),
        ("entered_on", "soon"),
        ("origin", "Atlantis"),
        ("loaded_on", "2026-13-01"),
        ("value_usd", "much"),
        ("filed", "9903.94.41=x"),
        ("mode", "rocket"),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_line_that_fails_for_whatever_reason_stays_in_its_entry(
    tmp_path: Path, column: str, bad: str, first: bool
) -> None:
    """The limits span every line of the entry: the share of the good line is not known, and it says why (19 CFR 24.23(b)(1)(i))."""
    good = {
        "entry_number": "E2",
        "hts": "9005.10.00.20",
        "origin": "JP",
        "entered_on": "2026-03-10",
        "value_usd": "100000",
        "mode": "air",
        "loaded_on": "2026-03-01",
        "zone_status": "",
        "filed": "",
    }
    wrong = {**good, column: bad}
    with (tmp_path / "in.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(good))
        writer.writeheader()
        writer.writerows([wrong, good] if first else [good, wrong])
    view = LawBook.shipped().view()
    summary = assess_files([tmp_path / "in.csv"], view, tmp_path / "out.csv", fees=view)
    found = rows(tmp_path / "out.csv")[1 if first else 0]

    assert ("", "0.00", "") == tuple(found[name] for name in FEES)
    assert "of which a line could not be assessed: mend that first" in found["warnings"]
    assert "no entry number" not in found["warnings"]
    assert summary.fees is not None
    assert (0, 0, 0, 1, 2) == tuple(summary.fees)[:5]
