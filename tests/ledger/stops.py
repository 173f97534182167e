"""Import a file in processes of their own, each killed one step further: ``python stops.py PLACE FILE``; or delete: ``PLACE --delete IMPORTER``.

A step is a statement, a batch, a copy, a flush or a rename. Prints for every step what a reader finds afterwards, as JSON: lines, imports, events.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kanzei.errors import UsageError
from kanzei.ledger import bring, duck, leave, place, postgres
from kanzei.ledger.audit import stamp

_left = [0]


def _step() -> None:
    _left[0] -= 1
    if _left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)


def stepping(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function with a step before and one after."""

    def stepped(*words: Any, **named: Any) -> Any:
        _step()
        found = function(*words, **named)
        _step()
        return found

    return stepped


def patch(*names: str) -> None:
    """Make every place at which a file or a table changes a step."""
    for kind in (duck.DuckBase, postgres.PostgresBase):
        for name in names:
            setattr(kind, name, stepping(getattr(kind, name)))
    for module, name in ((os, "fsync"), (os, "replace"), (shutil, "copy2")):
        setattr(module, name, stepping(getattr(module, name)))


def child(work: Callable[[], None]) -> int:
    """Do something in a process of its own; how it ended."""
    number = os.fork()
    if number == 0:
        try:
            work()
        except UsageError as error:  # the one before did all of it, and was killed while it cleared away
            os._exit(4 if "was imported before" in str(error) or "is of importer" in str(error) else 3)
        except BaseException as error:
            sys.stderr.write(f"{error!r}\n")
            os._exit(3)
        os._exit(0)
    return os.waitpid(number, 0)[1]


def bring_one(where: str, path: Path, steps: int) -> None:
    """Import a file and die at a step."""
    _left[0] = steps
    patch("execute", "append", "close")
    with place.writing(where, create=True) as base:
        bring.bring_in(base, [path], stamp(by="tester"))


def delete_one(where: str, importer: str, steps: int) -> None:
    """Delete an importer's data and die at a step."""
    _left[0] = steps
    patch("append", "close")  # its statements are many, and all of them work on the copy
    leave.delete_importer(where, importer, stamp(by="tester"))


def look(where: str) -> None:
    """Print what a reader finds."""
    if place.version_of(where) == 0:
        print(json.dumps(None), flush=True)
        return
    with place.reading(where) as base:
        counts = [
            base.one(f"SELECT COUNT(*) FROM {name}") for name in ("lines", "duties", "imports", "files", "events")
        ]
    print(json.dumps(counts), flush=True)


def main() -> None:
    """Kill one step further each time, until an import ends by itself."""
    where, what = sys.argv[1], sys.argv[2:]

    def work(steps: int) -> None:
        if what[0] == "--delete":
            delete_one(where, what[1], steps)
        else:
            bring_one(where, Path(what[0]), steps)

    for steps in range(1, 1000):
        ended = child(lambda steps=steps: work(steps))  # type: ignore[misc]
        if child(lambda: look(where)):
            sys.exit(f"step {steps}: the ledger does not open")
        if ended == 0 or os.WIFEXITED(ended) and os.WEXITSTATUS(ended) == 4:
            return
        if os.WTERMSIG(ended) != signal.SIGKILL:
            sys.exit(f"step {steps}: the import failed")


main()
