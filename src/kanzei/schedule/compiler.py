"""Compile exports into the compact table: one row per code and stretch of revisions in which nothing changed."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from kanzei.errors import UsageError
from kanzei.schedule.exports import Row
from kanzei.schedule.rates import parse_rate_text, parse_special

__all__ = ["SCHEMA", "Revision", "compile_schedule", "extend_schedule"]

SCHEMA = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE unimported(name TEXT PRIMARY KEY, known TEXT) WITHOUT ROWID;
CREATE TABLE revisions(id INTEGER PRIMARY KEY, name TEXT, known TEXT, effective TEXT);
CREATE TABLE texts(id INTEGER PRIMARY KEY, column TEXT, text TEXT, formula TEXT);
CREATE TABLE codes(code TEXT, first INTEGER, last INTEGER, general INTEGER, special INTEGER, other INTEGER, units TEXT,
                   PRIMARY KEY(code, first)) WITHOUT ROWID;
"""


class Revision(NamedTuple):
    """A release: its name, the day it became known, the day it took effect (ISO days), and its export."""

    name: str
    known: str
    effective: str
    path: Path


def compile_schedule(
    revisions: list[Revision],
    read: Callable[[Path], list[Row]],
    target: Path,
    unimported: Sequence[tuple[str, str]] = (),
) -> tuple[str, int]:
    """Write the table; returns its digest and the number of code rows. The same exports give the same bytes.

    Parameters
    ----------
    unimported : (name, day) of releases known to exist of which there is no export.
    """
    texts: dict[tuple[str, str], int] = {}
    stretches: dict[str, list[list[object]]] = {}
    cache: dict[Path, list[Row]] = {}
    for number, revision in enumerate(revisions):
        if revision.path not in cache:
            cache = {revision.path: read(revision.path)}
        _add(stretches, texts, number, cache[revision.path])
    temporary = target.with_name(f"{target.name}.{os.getpid()}.part")
    temporary.unlink(missing_ok=True)
    base = sqlite3.connect(temporary)
    base.executescript(SCHEMA)
    base.executemany(
        "INSERT INTO revisions VALUES(?,?,?,?)", [(n, r.name, r.known, r.effective) for n, r in enumerate(revisions)]
    )
    table = [(number, column, text, _formula(column, text)) for (column, text), number in texts.items()]
    base.executemany("INSERT INTO texts VALUES(?,?,?,?)", table)
    codes = [(code, *stretch) for code in sorted(stretches) for stretch in stretches[code]]
    base.executemany("INSERT INTO codes VALUES(?,?,?,?,?,?,?)", codes)
    base.executemany("INSERT INTO unimported VALUES(?,?)", unimported)
    digest = _sign(base)
    base.commit()
    base.execute("VACUUM")
    base.close()
    os.replace(temporary, target)
    return digest, len(codes)


def extend_schedule(base: sqlite3.Connection, revision: Revision, rows: list[Row]) -> None:
    """Add a release newer than every one in an open table; the caller commits.

    Raises
    ------
    UsageError   The table holds that release or a later one.
    """
    last, newest, known = base.execute("SELECT id, name, known FROM revisions ORDER BY id DESC LIMIT 1").fetchone()
    if revision.known <= known:
        raise UsageError(f"{revision.name} is not newer than {newest}, the newest release of the table")
    texts = {(column, text): number for number, column, text in base.execute("SELECT id, column, text FROM texts")}
    before = len(texts)
    stretches: dict[str, list[list[object]]] = {}
    for code, *stretch in base.execute(
        "SELECT code, first, last, general, special, other, units FROM codes WHERE last=?", (last,)
    ):
        stretches[code] = [stretch]
    _add(stretches, texts, last + 1, rows)
    base.execute("INSERT INTO revisions VALUES(?,?,?,?)", (last + 1, revision.name, revision.known, revision.effective))
    fresh = [
        (number, column, text, _formula(column, text)) for (column, text), number in texts.items() if number >= before
    ]
    base.executemany("INSERT INTO texts VALUES(?,?,?,?)", fresh)
    codes = [(code, *stretch) for code, history in stretches.items() for stretch in history]
    base.executemany("INSERT OR REPLACE INTO codes VALUES(?,?,?,?,?,?,?)", codes)
    base.execute("DELETE FROM unimported WHERE name=?", (revision.name,))
    _sign(base)


def _add(
    stretches: dict[str, list[list[object]]], texts: dict[tuple[str, str], int], number: int, rows: list[Row]
) -> None:
    """Lengthen the last stretch of every code whose facts are unchanged in a release, begin a new one for the others."""
    for row in rows:
        facts = (
            texts.setdefault(("General", row.general), len(texts)),
            texts.setdefault(("Special", row.special), len(texts)),
            texts.setdefault(("Column 2", row.other), len(texts)),
            json.dumps(list(row.units), ensure_ascii=False),
        )
        history = stretches.setdefault(row.code, [])
        if history and history[-1][1] == number - 1 and tuple(history[-1][2:]) == facts:
            history[-1][1] = number
        else:
            history.append([number, number, *facts])


def _formula(column: str, text: str) -> str:
    formula = parse_special(text) if column == "Special" else parse_rate_text(text, column)
    return json.dumps(formula, ensure_ascii=False, separators=(",", ":"))


def _sign(base: sqlite3.Connection) -> str:
    """Store and return the digest of everything the table says."""
    made = hashlib.sha256()
    for query in (
        "SELECT name, known, effective FROM revisions ORDER BY id",
        "SELECT name, known FROM unimported ORDER BY known, name",
        "SELECT id, column, text, formula FROM texts ORDER BY id",
        "SELECT code, first, last, general, special, other, units FROM codes ORDER BY code, first",
    ):
        for row in base.execute(query):
            made.update(json.dumps(row, ensure_ascii=False).encode())
    base.execute("INSERT OR REPLACE INTO meta VALUES('digest', ?)", (made.hexdigest(),))
    return made.hexdigest()
