"""Take a law package in processes of their own, each killed one step further: ``python law_stops.py``, with a data folder of its own in the environment.

A step is a write, a flush, a removal or a rename. Prints, as JSON, the law before and after, the law that a reader finds after each kill, and what is left.
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

from tests.doors.law_packages import LIST2, NICARAGUA, law, packed, small_book

from kanzei.duty.packed import take_package
from kanzei.law.package import read_package, sha256
from kanzei.law.taken import law_folder

_left = [0]


def _stepping(function: Callable[..., Any]) -> Callable[..., Any]:
    def stepped(*words: Any, **named: Any) -> Any:
        _left[0] -= 1
        if _left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*words, **named)

    return stepped


def _child(work: Callable[[], None]) -> tuple[int, str]:
    """Do something in a process of its own; how it ended and what it printed."""
    reading, writing = os.pipe()
    number = os.fork()
    if number == 0:
        os.dup2(writing, 1)
        try:
            work()
            sys.stdout.flush()
        except BaseException as error:
            sys.stderr.write(f"{error!r}\n")
            os._exit(3)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as file:
        told = file.read()
    return os.waitpid(number, 0)[1], told


def main() -> None:
    """Kill one step further each time, until the package is in force."""
    first, second = packed(small_book(LIST2)), packed(small_book(LIST2, NICARAGUA))
    take_package(read_package(first), "by a test")
    old = law()

    def work(steps: int) -> None:
        _left[0] = steps
        for owner, name in ((os, "fsync"), (os, "replace"), (shutil, "rmtree"), (Path, "write_bytes"), (Path, "mkdir")):
            setattr(owner, name, _stepping(getattr(owner, name)))
        take_package(read_package(second), "by a test")

    found: list[str] = []
    for steps in range(1, 1000):
        if found and found[-1] != old:
            break
        ended, _ = _child(lambda steps=steps: work(steps))  # type: ignore[misc]
        wrong, told = _child(lambda: print(law(), end=""))
        if wrong:
            sys.exit(f"step {steps}: no law answers")
        if ended not in (0, signal.SIGKILL):
            sys.exit(f"step {steps}: the package could not be taken")
        found.append(told)
    left = [path.name for path in law_folder().iterdir()]
    told = {"old": old, "new": law(), "found": found, "left": left}
    print(json.dumps({**told, "name": sha256(second)[:16], "former": sha256(first)[:16]}))


main()
