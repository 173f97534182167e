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
    """The least fee of entry A is shared over its two lines; they stand apart in the file."""
    summary = assessed(tmp_path, "out.csv")
    found = rows(tmp_path / "out.csv")

    assert ["11.19", "651.50", "22.39", "173.20", "", "", "0.00"] == [row["mpf_usd"] for row in found]
    assert ["1.25", "0.00", "2.50", "0.00", "", "", "0.00"] == [row["hmf_usd"] for row in found]
    assert "fees: the processing fee of the entry is its least, 33.58" in found[0]["warnings"]
    assert "fees: 1 line of entry A left out" in found[2]["warnings"]
    assert "taken as an entry by itself" in found[3]["warnings"]
    assert "fees of the entry otherwise +62.50" in found[3]["assumptions"]
    assert "fees: mode 'rocket' is not known" in found[5]["warnings"]
    assert summary.fees is not None
    assert (85_828, 375, 5, 2) == tuple(summary.fees)


def test_fees_reconcile_with_the_summary(tmp_path: Path) -> None:
    """Fees of the lines make up the totals."""
    summary = assessed(tmp_path, "out.csv", "vessel").as_json()
    found = rows(tmp_path / "out.csv")

    for name in FEES:
        assert Decimal(str(summary[name])) == sum(Decimal(row[name] or 0) for row in found)


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

    assert ("11.19", "1.25", "12.44") == tuple(first[name] for name in FEES)
    assert Decimal("12.44") == pq.read_table(tmp_path / "out.parquet").column("fees_usd")[0].as_py()


def test_the_form_has_no_place_for_fees(tmp_path: Path) -> None:
    """Asked for together with the layout of Form 7501 they are refused."""
    (tmp_path / "in.csv").write_text(LINES, encoding="utf-8")
    view = LawBook.shipped().view()
    with pytest.raises(UsageError, match="no place for fees"):
        assess_files([tmp_path / "in.csv"], view, tmp_path / "out.csv", layout="7501", fees=view)
