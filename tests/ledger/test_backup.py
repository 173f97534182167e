"""Backups, and ledgers made again from them."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from tests.ledger.files import EXAMPLE, kanzei
from tests.ledger.server import programs
from tests.ledger.test_import import BY, bring
from tests.ledger.test_leave import filled

from kanzei.errors import UsageError
from kanzei.ledger.backup import content_digest, copy_ledger, restore_ledger
from kanzei.ledger.duck import DuckBase
from kanzei.ledger.place import reading, writing
from kanzei.ledger.schema import TABLES

pytestmark = pytest.mark.needs("duckdb")


def rows(place: str) -> dict[str, list[str]]:
    """Every row of every table but the notes of the copies themselves."""
    with reading(place) as base:
        return {
            table: sorted(
                str(row)
                for row in base.dicts(f"SELECT * FROM {table}")
                if table != "events" or row["what"] not in ("copied", "restored")
            )
            for table in TABLES
        }


def test_a_restored_ledger_is_the_original_row_by_row(place: str, tmp_path: Path) -> None:
    filled(place)
    backup, again = str(tmp_path / "backup.duckdb"), str(tmp_path / "again.duckdb")
    made = copy_ledger(place, backup, BY)
    told = restore_ledger(backup, again, BY, made.sha256)
    with reading(place) as base:
        digest = content_digest(base)

    assert rows(place) == rows(again)
    assert digest == made.sha256 == told.sha256
    with reading(again) as base:
        assert ["copied", "restored"] == [what for (what,) in base.query("SELECT what FROM events ORDER BY event_id")][
            -2:
        ]


CHANGES = (
    "UPDATE lines SET value_cents = value_cents + 1 WHERE line_id = (SELECT MIN(line_id) FROM lines)",
    "DELETE FROM duties WHERE line_id = (SELECT MIN(line_id) FROM duties)",
    "INSERT INTO receipts SELECT * FROM receipts LIMIT 1",
    "UPDATE filings SET reference = reference || 'x'",
    "UPDATE events SET by_whom = 'nobody' WHERE event_id = 1",
)


def test_a_backup_that_was_changed_is_refused(tmp_path: Path) -> None:
    """A cent, a row gone, a row twice, a letter more, another name in the trail."""
    path, backup = str(tmp_path / "books.duckdb"), tmp_path / "backup.duckdb"
    filled(path)
    copy_ledger(path, str(backup), BY)
    for number, change in enumerate(CHANGES):
        changed, again = tmp_path / f"changed{number}.duckdb", tmp_path / f"again{number}.duckdb"
        shutil.copyfile(backup, changed)
        base = DuckBase(changed, str(changed), read_only=False)
        base.execute(change)
        base.close()
        with pytest.raises(UsageError, match="does not hold what was backed up"):
            restore_ledger(str(changed), str(again), BY)
        assert not again.exists()


def test_a_backup_of_another_day_is_not_the_one_asked_for(tmp_path: Path) -> None:
    path, backup, again = (str(tmp_path / f"{name}.duckdb") for name in ("books", "backup", "again"))
    bring(path, EXAMPLE)
    copy_ledger(path, backup, BY)

    with pytest.raises(UsageError, match="and 000000000000… was expected"):
        restore_ledger(backup, again, BY, "0" * 64)
    with pytest.raises(UsageError, match="is no SHA-256"):
        restore_ledger(backup, again, BY, "abc")
    with pytest.raises(UsageError, match="a copy goes to a place where nothing stands"):
        restore_ledger(backup, path, BY)


def test_a_backup_is_taken_while_another_writes(tmp_path: Path) -> None:
    """The copy is of one moment: all of what stood before the writer, nothing of what it is writing."""
    path, backup = str(tmp_path / "books.duckdb"), str(tmp_path / "backup.duckdb")
    bring(path, EXAMPLE)
    before = rows(path)
    with writing(path) as base:
        base.execute("DELETE FROM duties")
        copy_ledger(path, backup, BY)

    assert before == rows(backup)
    assert before != rows(path)


def test_the_plain_copy_of_the_file_is_a_backup_too(tmp_path: Path) -> None:
    """A writer moves a whole file into place, so that what a copying program reads is one state."""
    path, copy, again = (str(tmp_path / f"{name}.duckdb") for name in ("books", "copy", "again"))
    filled(path)
    shutil.copyfile(path, copy)
    restore_ledger(copy, again, BY)

    assert rows(path) == rows(again)


def test_the_servers_own_dump_restores_the_same_rows(postgres: str, server: str) -> None:
    """As the guide writes it: `pg_dump` of the schema, `pg_restore` into an empty database."""
    import psycopg

    folder = programs()
    assert folder is not None
    if not (folder / "pg_dump").exists():
        pytest.skip("pg_dump is not installed: apt-get install postgresql-client")
    filled(postgres)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE restored")
    other = server.replace("/postgres?", "/restored?")
    with tempfile.TemporaryDirectory() as name:
        dump = f"{name}/ledger.dump"
        subprocess.run(
            [folder / "pg_dump", "--format=custom", "--schema=kanzei", f"--file={dump}", postgres], check=True
        )
        subprocess.run([folder / "pg_restore", "--single-transaction", f"--dbname={other}", dump], check=True)
    with reading(postgres) as one, reading(other) as two:
        digests = content_digest(one), content_digest(two)

    assert rows(postgres) == rows(other)
    assert digests[0] == digests[1]


def test_the_commands(tmp_path: Path) -> None:
    path = str(tmp_path / "books.duckdb")
    bring(path, EXAMPLE)
    made = json.loads(kanzei("backup", "-o", "backup.duckdb", "--json", cwd=tmp_path, place=path).stdout)
    words = ("restore", "backup.duckdb", "--sha256", made["sha256"], "--ledger", "again.duckdb")
    first, second = (kanzei(*words, cwd=tmp_path) for _ in range(2))

    assert (0, True) == (first.returncode, f"sha256 of the rows {made['sha256']}" in first.stdout)
    assert (2, True) == (second.returncode, "again.duckdb exists" in second.stderr)
    assert rows(path) == rows(str(tmp_path / "again.duckdb"))
