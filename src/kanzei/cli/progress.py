"""A progress bar on standard error: only on a terminal, and only for work of more than a second."""

from __future__ import annotations

import sys
import time

__all__ = ["Progress"]

PATIENCE_S = 1.0
REDRAW_S = 0.1
WIDTH = 30


class Progress:
    """A bar that appears after a second and leaves no trace.

    total : units of work, or ``None`` when it is not known.
    """

    def __init__(self, what: str, total: int | None = None) -> None:
        self.what, self.total, self.done = what, total, 0
        self.on = sys.stderr.isatty()
        self.begun = self.drawn = time.monotonic()
        self.shown = False

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *rest: object) -> None:
        self.close()

    def tick(self, units: int = 1) -> None:
        """Note work done."""
        self.done += units
        if not self.on:
            return
        now = time.monotonic()
        if now - self.begun > PATIENCE_S and now - self.drawn > REDRAW_S:
            self.drawn, self.shown = now, True
            sys.stderr.write("\r\x1b[K" + self._text(now))
            sys.stderr.flush()

    def close(self) -> None:
        """Wipe the bar."""
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self.shown = False

    def _text(self, now: float) -> str:
        pace = self.done / max(now - self.begun, 1e-9)
        if not self.total:
            return f"{self.what}: {self.done:,} ({pace:,.0f} a second)"
        share = min(self.done / self.total, 1.0)
        left = (self.total - self.done) / pace if pace else 0.0
        bar = "#" * int(share * WIDTH)
        return f"{self.what}: [{bar:<{WIDTH}}] {share:4.0%}, {left:.0f} s left"
