"""One writer at a time: a lock that ends with the process that holds it, however it ends."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kanzei.errors import UsageError

__all__ = ["holding"]

_PAUSE_S = 0.1


@contextmanager
def holding(path: Path, what: str, wait_s: float = 0.0) -> Iterator[None]:
    """Hold a lock file; it stays behind empty-handed, since removing it could give two writers a lock each.

    Parameters
    ----------
    what : what is locked, for the message. wait_s : how long to wait for another writer.

    Raises
    ------
    UsageError   Another process holds it.
    """
    number = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        end = time.monotonic() + wait_s
        while not _take(number):
            if time.monotonic() >= end:
                raise UsageError(
                    f"{what} is being written by another process{_holder(path)}: wait for it to end, or say --wait SECONDS; reading goes on meanwhile"
                )
            time.sleep(_PAUSE_S)
        os.ftruncate(number, 0)
        os.pwrite(number, json.dumps({"pid": os.getpid()}).encode(), 0) if hasattr(os, "pwrite") else None
        yield
    finally:
        os.close(number)


def _holder(path: Path) -> str:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return f" (number {int(found['pid'])})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""


try:
    import fcntl

    def _take(number: int) -> bool:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

except ImportError:  # Windows
    import msvcrt

    def _take(number: int) -> bool:
        try:
            # A byte far behind what is written, which others must be able to read.
            os.lseek(number, 1 << 20, os.SEEK_SET)
            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True
