"""Compile exports into the compact table: one row per code and stretch of revisions in which nothing changed."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from kanzei.schedule.exports import Row
from kanzei.schedule.rates import parse_rate_text, parse_special

__all__ = ["SCHEMA", "Revision", "compile_schedule"]

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

    def text_id(column: str, text: str) -> int:
        return texts.setdefault((column, text), len(texts))

    stretches: dict[str, list[list[object]]] = {}
    cache: dict[Path, list[Row]] = {}
    for number, revision in enumerate(revisions):
        rows = cache.get(revision.path)
        if rows is None:
            cache = {revision.path: read(revision.path)}
            rows = cache[revision.path]
        for row in rows:
            facts = (
                text_id("General", row.general),
                text_id("Special", row.special),
                text_id("Column 2", row.other),
                json.dumps(list(row.units), ensure_ascii=False),
            )
            history = stretches.setdefault(row.code, [])
            if history and history[-1][1] == number - 1 and tuple(history[-1][2:]) == facts:
                history[-1][1] = number
            else:
                history.append([number, number, *facts])
    temporary = target.with_name(f"{target.name}.{os.getpid()}.part")
    temporary.unlink(missing_ok=True)
    base = sqlite3.connect(temporary)
    base.executescript(SCHEMA)
    base.executemany(
        "INSERT INTO revisions VALUES(?,?,?,?)", [(n, r.name, r.known, r.effective) for n, r in enumerate(revisions)]
    )
    table = []
    for (column, text), number in texts.items():
        formula = parse_special(text) if column == "Special" else parse_rate_text(text, column)
        table.append((number, column, text, json.dumps(formula, ensure_ascii=False, separators=(",", ":"))))
    base.executemany("INSERT INTO texts VALUES(?,?,?,?)", table)
    codes = [(code, *stretch) for code in sorted(stretches) for stretch in stretches[code]]
    base.executemany("INSERT INTO codes VALUES(?,?,?,?,?,?,?)", codes)
    base.executemany("INSERT INTO unimported VALUES(?,?)", unimported)
    facts_text = json.dumps(
        [[(r.name, r.known, r.effective) for r in revisions], list(unimported), table, codes], ensure_ascii=False
    )
    digest = hashlib.sha256(facts_text.encode()).hexdigest()
    base.execute("INSERT INTO meta VALUES('digest', ?)", (digest,))
    base.commit()
    base.execute("VACUUM")
    base.close()
    os.replace(temporary, target)
    return digest, len(codes)
