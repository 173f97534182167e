"""The process of one job: it reads the job's folder, does the work, and tells its progress and its end on standard output, a JSON object a line.

Standard input is a pipe that nobody writes to: when the server dies it closes, and this process ends with it.
"""

from __future__ import annotations

import json
import os
import re
import sys
import threading
import time
from pathlib import Path
from typing import Any

from kanzei.errors import KanzeiError

__all__ = ["Reporter", "main"]


class Reporter:
    """Progress told to the server, a few times a second; it stands where a terminal has a bar."""

    EVERY_S = 0.2

    def __init__(self, what: str, total: int | None = None) -> None:
        self.what, self.total, self.done = what, total, 0
        self._told = 0.0

    def __enter__(self) -> Reporter:
        return self

    def __exit__(self, *rest: object) -> None:
        tell({"done": self.done, "total": self.total})

    def tick(self, units: int = 1) -> None:
        """Note work done."""
        self.done += units
        now = time.monotonic()
        if now - self._told > self.EVERY_S:
            self._told = now
            tell({"done": self.done, "total": self.total})


def tell(value: dict[str, Any]) -> None:
    """One line to the server."""
    sys.__stdout__.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")  # type: ignore[union-attr]
    sys.__stdout__.flush()  # type: ignore[union-attr]


def main(folder: Path) -> None:
    """Carry the job of a folder out."""
    from kanzei.web.jobs.kinds import KINDS

    threading.Thread(target=_end_with_server, daemon=True).start()
    spec = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    try:
        summary = KINDS[spec["kind"]](folder, spec, Reporter)
    except KanzeiError as error:
        tell({"error": re.sub(rf"{re.escape(str(folder))}/(in/\d+/)?", "", str(error))})
    except MemoryError:
        tell({"error": "the machine has run out of memory: use a smaller file"})
    except OSError as error:
        tell({"error": f"the result could not be written: {(error.strerror or str(error)).lower()}"})
    except Exception as error:  # a fault of ours is said in a sentence
        tell({"error": f"internal fault ({type(error).__name__}): please report it"})
    else:
        tell({"summary": summary})


def _end_with_server() -> None:
    sys.stdin.buffer.read()
    os._exit(3)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
