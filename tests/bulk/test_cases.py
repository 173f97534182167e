"""The published cases and the shipped entries: both engines say the same of every line."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kanzei.bulk import kernel
from kanzei.bulk.run import Target, assess_stream
from kanzei.duty.book import LawBook
from kanzei.duty.view import View
from kanzei.entries.files import assess_files
from kanzei.entries.run import Summary
from kanzei.law.authorities import AUTHORITIES

from .lines import rows_of

SAME = ("duty_usd", "rate", *(f"{one}_usd" for one in AUTHORITIES), "refundable_usd", "headings", "status")


def both(path: Path, view: View, folder: Path) -> tuple[Summary, Summary]:
    """Line by line and in bulk: summaries, after the rows were found the same."""
    lines = assess_files([path], view, folder / "lines.csv")
    (bulk,) = assess_stream([path], [Target(view, folder / "bulk.csv")], workers=1, force=True)
    one, other = rows_of(folder / "lines.csv"), rows_of(folder / "bulk.csv")
    names = [name for name in one[0] if name in SAME or name not in ("warnings", "assumptions", "error")]

    different = [
        (number, {name: (a[name], b[name]) for name in names if a[name] != b[name]})
        for number, (a, b) in enumerate(zip(one, other, strict=True), 2)
        if any(a[name] != b[name] for name in names)
    ]
    assert [] == different
    assert [bool(row["error"]) for row in one] == [bool(row["error"]) for row in other]
    assert list(one[0]) == list(other[0])
    return lines, bulk


@pytest.mark.parametrize("name", ["entries.csv", "entries-with-mistakes.csv"])
def test_the_shipped_entries_are_the_same_in_bulk(root: Path, view: View, tmp_path: Path, name: str) -> None:
    lines, bulk = both(root / "examples" / name, view, tmp_path)

    assert lines.as_json() == bulk.as_json()


def test_the_published_cases_are_the_same_in_bulk(shared: Path, view: View, tmp_path: Path) -> None:
    """Each with the cents of its source; goods told by the text of their rate are left to the lines engine."""
    lines, bulk = both(shared / "cases" / "gold.csv", view, tmp_path)

    assert lines.as_json() == bulk.as_json()
    assert 100 < bulk.assessed


def test_the_published_cases_are_the_same_without_numba(
    shared: Path, view: View, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel, "COMPILED", False)

    both(shared / "cases" / "gold.csv", view, tmp_path)


def test_the_shipped_entries_are_the_same_in_a_past_view(root: Path, book: LawBook, tmp_path: Path) -> None:
    view = book.view(known=book.seen_to.replace(year=2025, month=8, day=28))

    lines, bulk = both(root / "examples" / "entries.csv", view, tmp_path)

    assert lines.as_json() == bulk.as_json()


def test_entries_in_parquet_are_the_same_as_in_text(root: Path, view: View, tmp_path: Path) -> None:
    """Read by other code, to the same cents."""
    import pyarrow.csv as pc

    path = root / "examples" / "entries.csv"
    names = path.read_text(encoding="utf-8").partition("\n")[0].split(",")
    options = pc.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False)
    pq.write_table(pc.read_csv(path, convert_options=options), tmp_path / "in.parquet", row_group_size=100)

    assess_stream([path], [Target(view, tmp_path / "text.csv")])
    assess_stream([tmp_path / "in.parquet"], [Target(view, tmp_path / "parquet.csv")])

    assert rows_of(tmp_path / "text.csv") == rows_of(tmp_path / "parquet.csv")
