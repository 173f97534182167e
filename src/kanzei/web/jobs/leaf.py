"""What a reader leafs through of a finished job: its first lines and those that failed, totals by month, remedies; one SQLite file beside the result.

It is made once, by the job's own process, from the result: a page of it then costs nothing, whatever the size of the result.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from kanzei.web.jobs.errors import rows_of

__all__ = ["MOST", "Leaf", "Sheet", "leaf_of_assess", "leaf_of_refund", "plain_entry"]

MOST = 20_000
"""Most lines kept of a result, and most lines kept that failed; the result has them all."""
SEARCHED = 300_000
"""Most rows looked through for lines that failed."""
FILE = "leaf.sqlite"

_LINE = ("entry_number", "line", "hts", "origin", "entered_on", "value_usd")
_RESULT = ("duty_usd", "rate", "refundable_usd", "headings", "warnings", "status", "error")
_SETTLED = (
    "refund_entry", "refund_line", "cause", "because", "paid_usd", "owed_usd", "refundable_usd", "received_usd", "interest_usd",
    "remedy", "file_by", "last_day", "refund_status", "status", "error",
)  # fmt: skip


class Sheet(NamedTuple):
    """Rows of one kind: ``columns`` and the rows asked for, each with its number in the result; ``total`` rows fit what was asked."""

    columns: tuple[str, ...]
    rows: list[tuple[int, list[str]]]
    total: int


class Leaf:
    """The file of one job, opened to be read.

    Raises
    ------
    FileNotFoundError   The job made none.
    """

    def __init__(self, folder: Path) -> None:
        path = folder / FILE
        if not path.is_file():
            raise FileNotFoundError(path)
        self._base = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)

    def __enter__(self) -> Leaf:
        return self

    def __exit__(self, *rest: object) -> None:
        self._base.close()

    def sheet(
        self,
        name: str,
        *,
        skip: int = 0,
        limit: int = MOST,
        failed: bool = False,
        entry: str = "",
        is_open: bool = False,
    ) -> Sheet:
        """Some rows of ``lines``, ``remedies`` or ``months``.

        Parameters
        ----------
        failed : only lines that failed. entry : only those of an entry, its number with or without dashes. is_open : only remedies that are open.
        """
        where = [
            "sheet = ?",
            *(["failed"] if failed else []),
            *(["entry = ?"] if entry else []),
            *(["open"] if is_open else []),
        ]
        given: list[object] = [name, *([plain_entry(entry)] if entry else [])]
        words = " AND ".join(where)
        head = self._base.execute("SELECT columns FROM sheets WHERE name = ?", (name,)).fetchone()
        total = self._base.execute(f"SELECT count(*) FROM rows WHERE {words}", given).fetchone()[0]
        found = self._base.execute(
            f"SELECT number, cells FROM rows WHERE {words} ORDER BY rank, number LIMIT ? OFFSET ?",
            [*given, limit, skip],
        )
        columns = tuple(json.loads(head[0])) if head else ()
        return Sheet(columns, [(number, json.loads(cells)) for number, cells in found], total)


def plain_entry(text: str) -> str:
    """An entry number as it is looked for: letters and digits only."""
    return "".join(c for c in text.upper() if c.isalnum())


class _Maker:
    """Writes the file; it takes its place when it is whole."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._part = folder / f"{FILE}.part"
        self._part.unlink(missing_ok=True)
        self._base = sqlite3.connect(self._part)
        self._base.execute("CREATE TABLE sheets(name TEXT PRIMARY KEY, columns TEXT)")
        self._base.execute(
            "CREATE TABLE rows(sheet TEXT, rank TEXT, number INTEGER, entry TEXT, failed INTEGER, open INTEGER, cells TEXT)"
        )

    def sheet(self, name: str, columns: Sequence[str]) -> None:
        self._base.execute("INSERT INTO sheets VALUES(?,?)", (name, json.dumps(columns)))

    def row(
        self,
        sheet: str,
        number: int,
        cells: Sequence[str],
        *,
        rank: str = "",
        entry: str = "",
        failed: bool = False,
        is_open: bool = False,
    ) -> None:
        told = (
            sheet,
            rank,
            number,
            plain_entry(entry),
            int(failed),
            int(is_open),
            json.dumps(cells, ensure_ascii=False),
        )
        self._base.execute("INSERT INTO rows VALUES(?,?,?,?,?,?,?)", told)

    def close(self) -> None:
        self._base.execute("CREATE INDEX by_sheet ON rows(sheet, failed, rank, number)")
        self._base.execute("CREATE INDEX by_entry ON rows(sheet, entry)")
        self._base.commit()
        self._base.close()
        self._part.replace(self._path)


def leaf_of_assess(
    folder: Path, result: Path, failed: int, date_format: str | None, mapping: dict[str, str] | None
) -> None:
    """Make the file from a result of ``kanzei assess``."""
    from kanzei.web.jobs.months import header_of, months_of

    places = header_of(result, mapping)
    made = _Maker(folder)
    names = [name for name in _LINE if name in places] + list(_RESULT)
    made.sheet("lines", names)
    for number, row in _first(rows_of(result, [places.get(name, name) for name in names]), failed):
        cells = [_text(row.get(places.get(name, name))) for name in names]
        entry = _text(row.get(places.get("entry_number", "")))
        made.row("lines", number, cells, entry=entry, failed=row.get("status") not in ("ok", None, ""))
    months = months_of(result, places, date_format)
    made.sheet("months", months.columns)
    for place, cells in enumerate(months.rows):
        made.row("months", place, cells)
    made.close()


def leaf_of_refund(folder: Path, failed: int) -> None:
    """Make the file from the folder that ``kanzei refund`` wrote."""
    from kanzei.refund.tables import REMEDY

    made = _Maker(folder)
    made.sheet("lines", _SETTLED)
    for number, row in _first(rows_of(folder / "out" / "lines.csv"), failed):
        cells = [_text(row.get(name)) for name in _SETTLED]
        entry = _text(row.get("refund_entry"))
        made.row("lines", number, cells, entry=entry, failed=row.get("status") not in ("ok", None, ""))
    made.sheet("remedies", REMEDY)
    for number, row in enumerate(islice(rows_of(folder / "out" / "remedies.csv"), 10 * MOST), 2):
        cells = [_text(row.get(name)) for name in REMEDY]
        is_open = row.get("open") == "yes"
        # What must be filed first stands first; what has no last day follows.
        rank = f"{'0' if is_open else '1'}{row.get('file_by') or row.get('last_day') or '9999'}"
        made.row("remedies", number, cells, rank=rank, entry=_text(row.get("refund_entry")), is_open=is_open)
    made.close()


def _first(rows: Iterator[dict[str, Any]], failed: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """The first rows, and of the others those that failed, with their numbers (the header is row 1).

    failed : how many did; once all are found, or after so many rows, no further row is read.
    """
    bad = 0
    for number, row in enumerate(rows, 2):
        is_bad = row.get("status") not in ("ok", None, "")
        bad += is_bad
        if number - 1 <= MOST or (is_bad and bad <= MOST):
            yield number, row
        if number > MOST and (bad >= min(failed, MOST) or number > SEARCHED):
            return


def _text(cell: object) -> str:
    from kanzei.entries.write import plain_text

    return plain_text(cell)[:2000]
