"""Export, deletion, copies."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.ledger.files import EXAMPLE, MINE, OTHER, PAID, entry, masks, written
from tests.ledger.test_import import BY, bring
from tests.ledger.test_runs import CAR, assess

from kanzei.errors import UsageError
from kanzei.ledger.backup import copy_ledger
from kanzei.ledger.filings import keep_filings
from kanzei.ledger.leave import delete_importer, export
from kanzei.ledger.place import reading, writing
from kanzei.ledger.schema import DATA, HISTORY, TABLES
from kanzei.ledger.states import current_lines


def filled(place: str) -> None:
    from datetime import date

    bring(place, EXAMPLE, PAID)
    assess(place)
    assess(place, importer=MINE)
    with writing(place) as base:
        keep_filings(base, ["ABC10000026", CAR], "protest", date(2026, 7, 1), "P-1", BY)


def test_an_export_has_all_of_an_importer_and_nothing_of_another(place: str, tmp_path: Path) -> None:
    filled(place)
    with reading(place) as base:
        done = export(base, tmp_path / "out", OTHER)
        counts = {
            table: base.one(f"SELECT COUNT(*) FROM {table} WHERE importer_number = ?", (OTHER,)) for table in DATA
        }
    tables = {
        name.removesuffix(".parquet"): pq.read_table(tmp_path / "out" / name).to_pylist() for name, _, _ in done.files
    }

    assert counts == {table: len(tables[table]) for table in DATA}
    assert {OTHER} == {row["importer_number"] for table in DATA for row in tables[table]}
    assert (1, 0, [1], [None, None]) == (
        len(tables["imports"]),
        len(tables["events"]),
        [row["run_id"] for row in tables["runs"]],
        [row["duty_cents"] for row in tables["files"]],
    )
    assert MINE not in json.dumps(tables, default=str)


def test_the_manifest_has_the_digest_of_every_file(place: str, tmp_path: Path) -> None:
    filled(place)
    with reading(place) as base:
        export(base, tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())

    assert len(TABLES) - 1 == len(manifest["files"])
    for one in manifest["files"]:
        assert hashlib.sha256((tmp_path / "out" / one["name"]).read_bytes()).hexdigest() == one["sha256"]


def test_an_export_as_csv_is_guarded_and_overwrites_nothing(place: str, tmp_path: Path) -> None:
    bring(place, written(tmp_path, masks(entry(1), importer="=HYPERLINK(1)")))
    with reading(place) as base:
        export(base, tmp_path / "out", kind="csv")
        export(base, tmp_path / "raw", kind="csv", raw=True)
        with pytest.raises(UsageError, match="exists: name another folder"):
            export(base, tmp_path / "out", kind="csv")
    read = [
        next(csv.DictReader((tmp_path / name / "lines.csv").read_text().splitlines()))["importer_number"]
        for name in ("out", "raw")
    ]

    assert ["'=HYPERLINK(1)", "=HYPERLINK(1)"] == read


def test_a_deletion_leaves_nothing_but_that_it_took_place(place: str) -> None:
    filled(place)
    done = delete_importer(place, MINE, BY)
    with reading(place) as base:
        left = {table: base.dicts(f"SELECT * FROM {table}") for table in (*HISTORY, *DATA)}
        held = [one.filed.state.entry_number for one in current_lines(base)]

    said = json.dumps(left, default=str)
    assert MINE not in said and "ABC1" not in said and "es-003" not in said
    assert [CAR] == held
    assert (4, 10) == (done.rows["lines"], done.rows["duties"])
    assert "deleted" == left["events"][-1]["what"]
    assert [1] == [row["run_id"] for row in left["runs"]]  # the run of this importer alone is gone
    assert [None] == [row["duty_cents"] for row in left["imports"]]  # sums that tell of what is gone


def test_a_deletion_of_the_last_importer_leaves_no_import(place: str) -> None:
    filled(place)
    delete_importer(place, MINE, BY)
    delete_importer(place, OTHER, BY)
    with reading(place) as base:
        left = {table: base.one(f"SELECT COUNT(*) FROM {table}") for table in (*HISTORY, *DATA)}
    bring(place, EXAMPLE)  # what was deleted may come again

    assert {"events"} == {table for table, count in left.items() if count}


@pytest.mark.needs("duckdb")
def test_deleted_bytes_are_not_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "books.duckdb"
    filled(str(path))
    before = path.read_bytes()
    delete_importer(str(path), MINE, BY)
    after = path.read_bytes()

    assert MINE.encode() in before and b"ABC1000001" in before
    assert MINE.encode() not in after and b"ABC1000001" not in after
    assert OTHER.encode() in after
    assert {"books.duckdb", ".books.duckdb.lock"} == {one.name for one in tmp_path.iterdir()}


def test_deleted_bytes_are_not_in_the_tables_of_the_server(postgres: str) -> None:
    """The server's files are rewritten; its log of changes is the server's own."""
    import psycopg

    filled(postgres)
    delete_importer(postgres, MINE, BY)
    with psycopg.connect(postgres) as connection:
        found = connection.execute(
            "SELECT c.relname, pg_read_binary_file(pg_relation_filepath(c.oid)) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
            "WHERE n.nspname = 'kanzei' AND c.relkind IN ('r', 'i')"
        ).fetchall()

    assert {"lines", "entries", "lines_by_entry"} <= {name for name, _ in found}
    assert [] == [name for name, content in found if MINE.encode() in content or b"ABC1000001" in content]


def test_an_importer_that_is_not_there_is_said(place: str) -> None:
    bring(place, EXAMPLE)

    with pytest.raises(UsageError, match=f"nothing in .* is of importer 11-1; it has {MINE}, {OTHER}"):
        delete_importer(place, "11-1", BY)
    with reading(place) as base:
        assert 5 == base.one("SELECT COUNT(*) FROM lines")


def test_an_entry_whose_importer_a_later_file_named_is_deleted_whole(place: str, tmp_path: Path) -> None:
    number = entry(1)
    bring(place, written(tmp_path, masks(number, importer=""), "first.csv"))
    bring(place, written(tmp_path, masks(number), "second.csv"))
    delete_importer(place, MINE, BY)
    with reading(place) as base:
        assert [0, 0] == [base.one(f"SELECT COUNT(*) FROM {table}") for table in ("entries", "lines")]


@pytest.mark.needs("duckdb")
def test_a_ledger_moves_between_the_engines_without_loss(postgres: str, tmp_path: Path) -> None:
    first, last = str(tmp_path / "first.duckdb"), str(tmp_path / "last.duckdb")
    filled(first)
    copy_ledger(first, postgres, BY)
    copy_ledger(postgres, last, BY)

    def content(place: str) -> dict[str, object]:
        with reading(place) as base:
            return {
                table: sorted(map(str, base.dicts(f"SELECT * FROM {table}")))
                for table in TABLES
                if table not in ("meta", "events")
            }

    assert content(first) == content(postgres) == content(last)
    with pytest.raises(UsageError, match="a copy goes to a place where nothing stands"):
        copy_ledger(first, postgres, BY)
    with pytest.raises(UsageError, match="a copy goes to a place where nothing stands"):
        copy_ledger(first, last, BY)
