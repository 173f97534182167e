"""Data leaving the ledger: exported to files, or deleted for good."""

from __future__ import annotations

import csv
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from kanzei.entries.write import guarded, move_into_place, plain_text
from kanzei.errors import UsageError
from kanzei.ledger import place as places
from kanzei.ledger.audit import Stamp, note
from kanzei.ledger.base import Base
from kanzei.ledger.facts import as_text
from kanzei.ledger.schema import DATA, HISTORY, IMPORTED, NEWEST, RUN

__all__ = ["Deleted", "Exported", "copy_rows", "delete_importer", "export", "importers"]

_COUNTS = ("row_count", "line_count", "entry_count", "value_cents", "duty_cents", "unread_count", "unread_duty_cents")
"""Counts of an import that are of all importers in it."""

_OF = "importer_number = ? OR (entry_number <> '' AND entry_number IN (SELECT entry_number FROM theirs))"
"""Rows of an importer: by its number, or of an entry that names it somewhere."""


class Deleted(NamedTuple):
    """Rows removed, by table; only tables that had any."""

    rows: dict[str, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.rows.values())


class Exported(NamedTuple):
    """Files written: (name, rows, SHA-256)."""

    files: tuple[tuple[str, int, str], ...]


def importers(base: Base) -> dict[str, int]:
    """Importer number -> its entries."""
    return dict(
        base.query(
            "SELECT importer_number, COUNT(DISTINCT entry_number) FROM entries GROUP BY importer_number ORDER BY importer_number"
        )
    )


def _theirs(base: Base, importer: str) -> None:
    """Make the temporary table ``theirs``: entries that name an importer anywhere.

    Raises
    ------
    UsageError   Nothing is of this importer.
    """
    base.execute("DROP TABLE IF EXISTS theirs")
    base.execute("CREATE TEMPORARY TABLE theirs (entry_number TEXT)")
    found = 0
    for table in DATA:
        base.execute(
            f"INSERT INTO theirs SELECT DISTINCT entry_number FROM {table} WHERE importer_number = ?", (importer,)
        )
        found = found or int(base.one(f"SELECT COUNT(*) FROM {table} WHERE importer_number = ?", (importer,)))
    if not found:
        listed = ", ".join(name or "(none)" for name in list(importers(base))[:6])
        raise UsageError(f"nothing in {base.place} is of importer {importer}; it has {listed or 'none'}")


def delete_importer(place: str, importer: str, by: Stamp, wait_s: float = 0.0) -> Deleted:
    """Delete one importer's data for good: the file is written anew without it, and the trail keeps only that a deletion took place.

    Notes
    -----
    Imports and runs that held nothing else go too. Of an import of several importers the digests of the files stay, without names and counts. Copies made
    before, and on PostgreSQL the server's own logs and backups, are not reached.

    Raises
    ------
    UsageError   Nothing is of this importer, or the ledger cannot be written.
    """
    with places.writing(place, wait_s, anew=copy_rows) as base:
        _theirs(base, importer)
        rows = {}
        for table in DATA:
            found = int(base.one(f"SELECT COUNT(*) FROM {table} WHERE {_OF}", (importer,)))
            if found:
                rows[table] = found
        touched = [
            [
                number
                for (number,) in base.query(
                    " UNION ".join(f"SELECT {column} FROM {table} WHERE {_OF}" for table in tables),
                    (importer,) * len(tables),
                )
            ]
            for column, tables in (("import_id", IMPORTED), ("run_id", RUN))
        ]
        for table in DATA:
            base.execute(f"DELETE FROM {table} WHERE {_OF}", (importer,))
        for number in touched[0]:
            # What is odd about a file as a whole may name any importer in it.
            base.execute("DELETE FROM oddities WHERE import_id = ? AND importer_number = ''", (number,))
        rows |= _history_without(base, importer, *touched)
        base.execute("DROP TABLE theirs")
        note(base, by, "deleted", as_text(rows))
    return Deleted(rows)


def _history_without(base: Base, importer: str, imports: Sequence[int], runs: Sequence[int]) -> dict[str, int]:
    """Remove imports and runs that hold nothing any more, and counts that told of what was removed."""
    gone = {"imports": 0, "files": 0, "runs": 0}
    for number in imports:
        if any(base.one(f"SELECT COUNT(*) FROM {table} WHERE import_id = ?", (number,)) for table in IMPORTED):
            base.execute(
                f"UPDATE imports SET {', '.join(f'{name} = NULL' for name in _COUNTS)}, agrees = NULL, oddity_counts = '{{}}' WHERE import_id = ?",
                (number,),
            )
            base.execute(
                "UPDATE files SET name = '(part deleted)', columns_taken = '', row_count = NULL, value_cents = NULL, duty_cents = NULL, stated_value_cents = NULL, stated_duty_cents = NULL, "
                "notes = '[]' WHERE import_id = ?",
                (number,),
            )
            continue
        gone["files"] += int(base.one("SELECT COUNT(*) FROM files WHERE import_id = ?", (number,)))
        gone["imports"] += 1
        base.execute("DELETE FROM files WHERE import_id = ?", (number,))
        base.execute("DELETE FROM imports WHERE import_id = ?", (number,))
    for number in runs:
        scope = base.one("SELECT scope FROM runs WHERE run_id = ?", (number,))
        if scope == importer or not base.one("SELECT COUNT(*) FROM assessments WHERE run_id = ?", (number,)):
            gone["runs"] += 1
            base.execute("DELETE FROM runs WHERE run_id = ?", (number,))
    return {name: count for name, count in gone.items() if count}


def copy_rows(source: Base, target: Base) -> int:
    """Every row of a ledger into another; their number."""
    count = 0
    for table in (*HISTORY, *DATA):
        for batch in source.batches(f"SELECT * FROM {table}"):
            target.append(table, batch.cast(target.schemas[table]))
            count += batch.num_rows
    return count


def export(
    base: Base, folder: Path, importer: str = "", *, kind: str = "parquet", raw: bool = False, force: bool = False
) -> Exported:
    """Write every table to a file of its own, with a list of them and their digests.

    Parameters
    ----------
    importer : only its rows, with the imports and runs that hold them; counts that tell of others are left out. kind : ``parquet`` | ``csv``.
    raw : CSV text is not guarded against spreadsheets that take it for a formula.

    Raises
    ------
    UsageError   Nothing is of this importer, or a file exists already and ``force`` is not given.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tables = (*HISTORY, *DATA)
    standing = [folder / f"{table}.{kind}" for table in (*tables,) if (folder / f"{table}.{kind}").exists()]
    if standing and not force:
        raise UsageError(f"{standing[0]} exists: name another folder, or give --force to replace it")
    out = []
    for table, batches in _selected(base, importer):
        path = folder / f"{table}.{kind}"
        part = folder / f".{path.name}.{os.getpid()}.part"
        try:
            count = _write(part, kind, base.schemas[table], batches, raw)
            with part.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            move_into_place(part, path, force=force)
        finally:
            part.unlink(missing_ok=True)
        out.append((path.name, count, digest))
    manifest = {
        "ledger_version": NEWEST,
        "importer_number": importer,
        "files": [{"name": name, "rows": count, "sha256": digest} for name, count, digest in out],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return Exported(tuple(out))


def _selected(base: Base, importer: str) -> Iterator[tuple[str, Iterator[pa.RecordBatch]]]:
    """Each table with the rows that go out."""
    if not importer:
        for table in (*HISTORY, *DATA):
            yield table, base.batches(f"SELECT * FROM {table}")
        return
    entries = _entries_of(base, importer)
    imports: set[int] = set()
    runs: set[int] = set()
    for table in DATA:
        held = [_mine(batch, importer, entries) for batch in base.batches(f"SELECT * FROM {table}")]
        for batch in held:
            for column, numbers in (("import_id", imports), ("run_id", runs)):
                if column in batch.schema.names:
                    numbers.update(batch.column(column).unique().to_pylist())
        yield table, iter(held)
    yield "events", iter(())
    for table, column, kept in (("imports", "import_id", imports), ("files", "import_id", imports), ("runs", "run_id", runs)):  # fmt: skip
        names = [
            f"NULL AS {name}" if name in (*_COUNTS, "agrees") or name.startswith("stated_") else name
            for name in base.schemas[table].names
        ]
        rows = (
            row
            for number in sorted(kept)
            for row in base.batches(f"SELECT {', '.join(names)} FROM {table} WHERE {column} = ?", (number,))
        )
        yield table, rows


def _entries_of(base: Base, importer: str) -> pa.Array:
    """Entries that name an importer anywhere.

    Raises
    ------
    UsageError   Nothing is of this importer.
    """
    found: set[str] = set()
    any_row = False
    for table in DATA:
        rows = base.query(f"SELECT DISTINCT entry_number FROM {table} WHERE importer_number = ?", (importer,))
        any_row = any_row or bool(rows)
        found |= {entry for (entry,) in rows if entry}
    if not any_row:
        listed = ", ".join(name or "(none)" for name in list(importers(base))[:6])
        raise UsageError(f"nothing in {base.place} is of importer {importer}; it has {listed or 'none'}")
    return pa.array(sorted(found), pa.string())


def _mine(batch: pa.RecordBatch, importer: str, entries: pa.Array) -> pa.RecordBatch:
    import pyarrow.compute as pc

    of_entry = pc.is_in(batch.column("entry_number"), value_set=entries)
    return batch.filter(pc.or_(pc.equal(batch.column("importer_number"), importer), of_entry))


def _write(path: Path, kind: str, schema: pa.Schema, batches: Iterator[pa.RecordBatch], raw: bool) -> int:
    count = 0
    if kind == "parquet":
        import pyarrow.parquet as pq

        with pq.ParquetWriter(path, schema) as writer:
            for batch in batches:
                writer.write_batch(batch.cast(schema))
                count += batch.num_rows
        return count
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(schema.names)
        for batch in batches:
            columns = [column.to_pylist() for column in batch.columns]
            out.writerows([_text(cell, raw) for cell in row] for row in zip(*columns, strict=True))
            count += batch.num_rows
    return count


def _text(cell: Any, raw: bool) -> str:
    text = plain_text(cell)
    return text if raw or not isinstance(cell, str) else guarded(text)
