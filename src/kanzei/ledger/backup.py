"""Whole ledgers copied: a backup, a move to the other engine, and back from a backup, held together by a digest over the rows."""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

import pyarrow as pa

from kanzei.errors import UsageError
from kanzei.ledger import place as places
from kanzei.ledger.audit import Stamp, note
from kanzei.ledger.base import Base
from kanzei.ledger.leave import copy_rows
from kanzei.ledger.schema import DATA, HISTORY

__all__ = ["COPIED", "Copied", "content_digest", "copy_ledger", "restore_ledger"]

COPIED = ("copied", "restored")
"""What the audit trail calls the copies themselves; the only rows in which a copy and its original differ."""

_SAID = re.compile(r"sha256 ([0-9a-f]{64})")


class Copied(NamedTuple):
    """rows : copied. sha256 : over what the rows say, whatever engine holds them and in whatever order."""

    rows: int
    sha256: str


def content_digest(base: Base) -> str:
    """SHA-256 over every row of a ledger, the same on both engines and in any order of rows; copies noted in the trail are left out.

    Notes
    -----
    Each row is hashed in a form of its own (a cell is its kind and its text with its length), and the hashes of a table are summed modulo 2^256, so that rows
    need not be sorted and no row can hide another. The digest is over the names of the tables, their numbers of rows and their sums. It tells damage and
    loss; it is no proof against somebody who writes rows to fit it.
    """
    whole = hashlib.sha256()
    for table in (*HISTORY, *DATA):
        total = count = 0
        for batch in base.batches(f"SELECT * FROM {table}"):
            for row in _rows(batch.cast(base.schemas[table])):
                if table == "events" and row[4] in COPIED:
                    continue
                total += int.from_bytes(hashlib.sha256(_plain(row)).digest(), "big")
                count += 1
        whole.update(f"{table} {count} {total % (1 << 256):064x}\n".encode("ascii"))
    return whole.hexdigest()


def _rows(batch: pa.RecordBatch) -> list[tuple[object, ...]]:
    return list(zip(*(column.to_pylist() for column in batch.columns), strict=True))


def _plain(row: tuple[object, ...]) -> bytes:
    """A row as bytes that no other row has: null apart from an empty text, lengths before texts."""
    parts = []
    for cell in row:
        text = b"" if cell is None else str(cell).encode("utf-8", "surrogatepass")
        parts.append(f"{'-' if cell is None else type(cell).__name__}{len(text)}:".encode("ascii") + text)
    return b"".join(parts)


def copy_ledger(place: str, target: str, by: Stamp) -> Copied:
    """Copy a whole ledger to a place where there is none: a backup, or a move to the other engine. The copy is read back and compared.

    Raises
    ------
    UsageError   A ledger stands there already, one of the two cannot be opened, or the copy is not what was copied.
    """
    return _copy(place, target, by, "copied", "")


def restore_ledger(backup: str, place: str, by: Stamp, expected: str = "") -> Copied:
    """Make a ledger again from a backup, at a place where there is none; row by row what was backed up.

    Parameters
    ----------
    expected : the digest the backup must have, as it was told when it was made; by default the one it states itself, where it does.

    Raises
    ------
    UsageError   The backup is not what it was when it was made, a ledger stands at the place, or one of the two cannot be opened.
    """
    return _copy(backup, place, by, "restored", expected.strip().lower(), own_word=True)


def _copy(place: str, target: str, by: Stamp, what: str, expected: str, *, own_word: bool = False) -> Copied:
    if places.exists(target):
        raise UsageError(f"{places.shown(target)} exists: a copy goes to a place where nothing stands")
    with places.reading(place) as source:
        digest = content_digest(source)
        _compare(digest, expected or (_stated(source) if own_word else ""), places.shown(place))
        with places.writing(target, create=True) as base:
            if base.one("SELECT COUNT(*) FROM events"):
                raise UsageError(
                    f"{places.shown(target)} was written meanwhile: a copy goes to a place where nothing stands"
                )
            count = copy_rows(source, base)
            note(base, by, what, f"{count} rows, from another place, sha256 {digest}")
    with places.reading(target) as made:
        _compare(content_digest(made), digest, places.shown(target))
    return Copied(count, digest)


def _stated(base: Base) -> str:
    """The digest that a backup states of itself: its last event, if nothing was written since; empty where there is none."""
    rows = base.query("SELECT what, about FROM events ORDER BY event_id DESC LIMIT 1")
    found = _SAID.search(rows[0][1]) if rows and rows[0][0] in COPIED else None
    return found[1] if found else ""


def _compare(found: str, expected: str, where: str) -> None:
    if expected and not re.fullmatch(r"[0-9a-f]{64}", expected):
        raise UsageError(f"{expected!r} is no SHA-256: 64 digits and letters a to f")
    if expected and found != expected:
        raise UsageError(
            f"{where} does not hold what was backed up: its rows have the digest {found[:12]}…, and {expected[:12]}… was expected: it is damaged, or another"
        )
