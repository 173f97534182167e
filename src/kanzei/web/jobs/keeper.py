"""The keeper of jobs: accepts work, runs one job at a time in a process of its own, takes up what an earlier server left."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kanzei.errors import UsageError
from kanzei.web.jobs.journal import ENDED, Entry, Journal
from kanzei.web.problems import Refused
from kanzei.web.settings import Settings
from kanzei.web.uploads import Received

__all__ = ["Keeper"]

MOST_ATTEMPTS = 3


class Keeper:
    """Jobs of one data folder; a lock keeps a second server out of it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._own = tempfile.TemporaryDirectory(prefix="kanzei-") if settings.data is None else None
        self.folder = Path(self._own.name) if self._own else settings.data or Path()
        self.progress: dict[str, tuple[int, int | None]] = {}
        """Units done and their total, of jobs begun in this server."""
        self._wake = threading.Condition()
        self._stopping = False
        self._child: subprocess.Popen[str] | None = None
        self._running = ""
        self._thread = threading.Thread(target=self._work, name="jobs", daemon=True)

    def start(self) -> None:
        """Open the folder, put back what was running, remove what is old, and begin.

        Raises
        ------
        UsageError   The folder cannot be written, or another server holds it.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for name in ("jobs", "incoming"):
                # Entries are confidential: no other user of the machine may look.
                (self.folder / name).mkdir(mode=0o700, exist_ok=True)
            self._lock = _locked(self.folder / "lock")
        except OSError as error:
            raise UsageError(f"--data {self.folder}: {(error.strerror or str(error)).lower()}") from None
        self.journal = Journal(self.folder / "journal.sqlite")
        self.journal.put_back()
        for name in self.journal.old(self.settings.keep_days):
            self.remove(name)
        shutil.rmtree(self.folder / "incoming", ignore_errors=True)
        for place in (self.folder / "jobs").iterdir():
            if self.journal.entry(place.name) is None:
                shutil.rmtree(place, ignore_errors=True)
        self._thread.start()

    async def stop(self) -> None:
        """End the job that runs, which stays accepted, and close."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
            if self._child is not None:
                self._child.kill()
        await asyncio.to_thread(self._thread.join, 10)
        self.journal.close()
        os.close(self._lock)
        if self._own is not None:
            self._own.cleanup()

    # ------------------------------------------------------------ the doors

    def incoming(self) -> Path:
        """A folder for an upload, not yet made.

        Raises
        ------
        Refused   As many jobs wait as may.
        """
        if self.journal.waiting() >= self.settings.queue:
            raise Refused(
                "too-many", f"{self.settings.queue} jobs wait already: come back later", {"retry-after": "30"}
            )
        return self.folder / "incoming" / secrets.token_hex(16)

    def accept(self, kind: str, upload: Path, received: Received, options: Mapping[str, Any]) -> str:
        """Promise a job: files and journal are on the disk before this returns. The job's id."""
        name = upload.name
        place = self.folder / "jobs" / name
        files = [[field, str(path.relative_to(upload)), sent] for field, path, sent in received.files]
        place.mkdir()
        os.rename(upload, place / "in")
        _flushed(place)
        _flushed(place.parent)
        self.journal.accept(name, kind, files, options)
        with self._wake:
            self._wake.notify()
        return name

    def entry(self, name: str) -> Entry:
        """A job.

        Raises
        ------
        Refused   There is none of this id.
        """
        found = self.journal.entry(name)
        if found is None:
            raise Refused("not-found", "there is no such job, or it was removed")
        return found

    def results(self, name: str) -> list[Path]:
        """Files of a finished job."""
        place = self.folder / "jobs" / name / "out"
        return sorted(path for path in place.rglob("*") if path.is_file()) if place.is_dir() else []

    def result_name(self, name: str, path: Path) -> str:
        """The name of a result below its folder."""
        return path.relative_to(self.folder / "jobs" / name / "out").as_posix()

    def failed_lines(self, name: str) -> list[dict[str, Any]]:
        """Lines that a finished job could not assess, as far as a page shows them."""
        path = self.folder / "jobs" / name / "failed.json"
        found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
        return found

    def cancel(self, name: str) -> None:
        """End a job that waits or runs.

        Raises
        ------
        Refused   It has ended already.
        """
        if not self.journal.end(name, "cancelled"):
            raise Refused("too-late", "the job has ended already")
        with self._wake:
            if self._running == name and self._child is not None:
                self._child.kill()
        if self._running != name:
            shutil.rmtree(self.folder / "jobs" / name / "out", ignore_errors=True)

    def remove(self, name: str) -> None:
        """Forget a job that has ended, with its files.

        Raises
        ------
        Refused   It has not ended.
        """
        found = self.journal.entry(name)
        if found is not None and found.state not in ENDED:
            raise Refused("too-late", "the job has not ended: cancel it first")
        shutil.rmtree(self.folder / "jobs" / name, ignore_errors=True)
        self.journal.forget(name)

    # ------------------------------------------------------------- the work

    def _work(self) -> None:
        while True:
            with self._wake:
                job = None if self._stopping else self.journal.begin()
                if job is None:
                    if self._stopping:
                        return
                    self._wake.wait(60)
                    continue
                self._running = job.id
            try:
                self._carry_out(job)
            except OSError as error:
                self.journal.end(
                    job.id, "failed", error=f"the work could not be begun: {(error.strerror or str(error)).lower()}"
                )
            self._running = ""

    def _carry_out(self, job: Entry) -> None:
        """Run a job's process to its end and write down what came of it."""
        place = self.folder / "jobs" / job.id
        if job.attempt > MOST_ATTEMPTS:
            self.journal.end(
                job.id, "failed", error=f"the work ended {MOST_ATTEMPTS} times without an answer: a smaller file may do"
            )
            return
        self.progress[job.id] = (0, None)
        spec = {"kind": job.kind, "files": job.files, "options": job.options, "attempt": job.attempt}
        (place / "job.json").write_text(json.dumps(spec), encoding="utf-8")
        command = [sys.executable, "-m", "kanzei.web.jobs.worker", str(place.absolute())]
        with self._wake:
            if self._stopping or self.entry(job.id).state != "running":
                return
            self._child = child = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
            )
        timer = threading.Timer(self.settings.job_seconds, child.kill)
        timer.daemon = True
        timer.start()
        begun, last = time.monotonic(), {}
        with child:
            for line in child.stdout or ():
                last = json.loads(line)
                if "done" in last:
                    self.progress[job.id] = (last["done"], last["total"])
        timer.cancel()
        with self._wake:
            self._child = None
        if "summary" in last:
            self.journal.end(job.id, "done", summary=last["summary"])
        elif "error" in last:
            self.journal.end(job.id, "failed", error=last["error"])
        elif time.monotonic() - begun >= self.settings.job_seconds:
            self.journal.end(job.id, "failed", error="the work took longer than this server allows")
        found = self.journal.entry(job.id)
        if found is not None and found.state in ("failed", "cancelled"):
            shutil.rmtree(place / "out", ignore_errors=True)
        elif found is not None and found.state == "running" and not self._stopping:
            self.journal.put_back()  # ended without a word: once more


def _locked(path: Path) -> int:
    """A lock on the folder, held until it is closed or the process ends."""
    import fcntl

    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise UsageError(f"--data {path.parent}: another server works in this folder: name another") from None
    return handle


def _flushed(folder: Path) -> None:
    """Flush a folder's entries to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
