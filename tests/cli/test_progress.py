"""The progress bar: only on a terminal, only after a second, and gone at the end."""

from __future__ import annotations

import io

import pytest

from kanzei.cli import progress
from kanzei.cli.progress import Progress


class Screen(io.StringIO):
    """Standard error, on a terminal or not."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


def shown(monkeypatch: pytest.MonkeyPatch, *, terminal: bool, seconds: float) -> str:
    """What a run of ten ticks over some seconds leaves on standard error."""
    screen, clock = Screen(terminal=terminal), iter(range(100))
    monkeypatch.setattr(progress.sys, "stderr", screen)
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock) * seconds / 10)
    with Progress("lines", 10) as bar:
        for _ in range(10):
            bar.tick()
    monkeypatch.undo()
    return screen.getvalue()


@pytest.mark.parametrize(("terminal", "seconds"), [(False, 60.0), (True, 0.5)])
def test_nothing_is_shown_off_a_terminal_or_for_quick_work(
    monkeypatch: pytest.MonkeyPatch, terminal: bool, seconds: float
) -> None:
    assert "" == shown(monkeypatch, terminal=terminal, seconds=seconds)


def test_the_bar_shows_the_share_and_wipes_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(monkeypatch, terminal=True, seconds=60.0)

    assert "lines: [" in text and "50%" in text and "100%" in text
    assert text.endswith("\r\x1b[K")
