"""The journal of jobs: one SQLite file; what it says was accepted survives a kill or a loss of power."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

__all__ = ["ENDED", "Entry", "Journal"]

ENDED = ("done", "failed", "cancelled")
"""States that a job does not leave."""

_COLUMNS = "id, kind, state, accepted, attempt, files, options, error, summary"


class Entry(NamedTuple):
    """A job as the journal holds it.

    state : queued | running | done | failed | cancelled. attempt : how often it was begun. files : (field, path below the job's folder, name
    as sent) of each upload. summary : what the command prints with ``--json``, once done.
    """

    id: str
    kind: str
    state: str
    accepted: str
    attempt: int
    files: list[list[str]]
    options: dict[str, Any]
    error: str
    summary: dict[str, Any] | None


class Journal:
    """Every method is one transaction, flushed to the disk before it returns."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._base = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute("PRAGMA synchronous=FULL")
        self._base.execute(
            "CREATE TABLE IF NOT EXISTS jobs (number INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, "
            "accepted TEXT NOT NULL, attempt INTEGER NOT NULL DEFAULT 0, files TEXT NOT NULL, options TEXT NOT NULL, "
            "error TEXT NOT NULL DEFAULT '', summary TEXT)"
        )

    def _do(self, words: str, given: Sequence[Any] = ()) -> list[Any]:
        with self._lock:
            return self._base.execute(words, given).fetchall()

    def accept(self, name: str, kind: str, files: Sequence[Sequence[str]], options: Mapping[str, Any]) -> None:
        """Write a job down."""
        given = (name, kind, _now(), json.dumps(files), json.dumps(options, default=str))
        self._do("INSERT INTO jobs (id, kind, state, accepted, files, options) VALUES (?, ?, 'queued', ?, ?, ?)", given)

    def entry(self, name: str) -> Entry | None:
        """A job by its id."""
        found = self._do(f"SELECT {_COLUMNS} FROM jobs WHERE id = ?", (name,))
        return _entry(found[0]) if found else None

    def entries(self, limit: int = 100) -> list[Entry]:
        """Jobs, the newest first."""
        return [_entry(row) for row in self._do(f"SELECT {_COLUMNS} FROM jobs ORDER BY number DESC LIMIT ?", (limit,))]

    def waiting(self) -> int:
        """How many jobs wait or run."""
        return int(self._do("SELECT count(*) FROM jobs WHERE state IN ('queued', 'running')")[0][0])

    def begin(self) -> Entry | None:
        """Take the job that waits longest, as running."""
        words = "UPDATE jobs SET state = 'running', attempt = attempt + 1 WHERE number = (SELECT min(number) FROM jobs WHERE state = 'queued')"
        found = self._do(f"{words} RETURNING {_COLUMNS}")
        return _entry(found[0]) if found else None

    def end(self, name: str, state: str, *, error: str = "", summary: Mapping[str, Any] | None = None) -> bool:
        """Write down how a job ended; False where it had ended before."""
        told = json.dumps(summary, default=str) if summary is not None else None
        words = "UPDATE jobs SET state = ?, error = ?, summary = ? WHERE id = ? AND state IN ('queued', 'running') RETURNING id"
        return bool(self._do(words, (state, error, told, name)))

    def put_back(self) -> None:
        """Let jobs that were running when a server ended wait again."""
        self._do("UPDATE jobs SET state = 'queued' WHERE state = 'running'")

    def old(self, days: int) -> list[str]:
        """Ids of jobs that ended and were accepted longer ago than some days."""
        before = (datetime.now(UTC) - timedelta(days=days)).isoformat()
        return [row[0] for row in self._do(f"SELECT id FROM jobs WHERE accepted < ? AND state IN {ENDED}", (before,))]

    def forget(self, name: str) -> None:
        """Remove a job."""
        self._do("DELETE FROM jobs WHERE id = ?", (name,))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._base.close()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _entry(row: Sequence[Any]) -> Entry:
    name, kind, state, accepted, attempt, files, options, error, summary = row
    told = json.loads(summary) if summary else None
    return Entry(name, kind, state, accepted, attempt, json.loads(files), json.loads(options), error, told)
