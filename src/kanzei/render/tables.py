"""Plain text tables and the little colour a terminal gets."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Sequence
from typing import TextIO

from kanzei.render.words import printable

__all__ = ["Ink", "paragraph", "table"]


WIDTH, LEAST_WIDTH, LEAST_FOLD, LEAST_CUT = 110, 80, 28, 16


class Ink:
    """Bold, dim and warning text on a terminal; plain text in a pipe, a file, or under ``NO_COLOR``."""

    __slots__ = ("on",)

    def __init__(self, stream: TextIO | None = None) -> None:
        terminal = bool(stream and stream.isatty())
        self.on = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"

    def bold(self, text: str) -> str:
        """Text that carries the answer."""
        return f"\x1b[1m{text}\x1b[0m" if self.on else text

    def dim(self, text: str) -> str:
        """Text that may be passed over."""
        return f"\x1b[2m{text}\x1b[0m" if self.on else text

    def warn(self, text: str) -> str:
        """Text that asks for care."""
        return f"\x1b[33m{text}\x1b[0m" if self.on else text


def screen_width() -> int:
    """Columns of the screen: ``COLUMNS``, the terminal's own, or 110 in a pipe; never less than 80."""
    try:
        said = int(os.environ.get("COLUMNS", ""))
    except ValueError:
        said = 0
    if not said:
        try:
            said = os.get_terminal_size(1).columns
        except (OSError, ValueError):
            said = WIDTH
    return max(said, LEAST_WIDTH)


def table(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    right: Sequence[int] = (),
    indent: str = "  ",
    ink: Ink | None = None,
    fold: bool = False,
    clip: bool = False,
    least: int = LEAST_FOLD,
) -> str:
    """Columns of text under a header, two blanks apart.

    right : columns set flush right; fold, clip: the last column is folded, or cut, to what
            is left of the screen, and never below ``least``.
    """
    cells = [[printable(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in [list(header), *cells]) for i in range(len(header))]
    left = len(indent) + sum(width + 2 for width in widths[:-1])
    last = max(screen_width() - left, LEAST_CUT if clip else least) if fold or clip else 0
    if clip:
        cells = [[*row[:-1], _cut(row[-1], last)] for row in cells]
    lines = []
    for number, row in enumerate([list(header), *cells]):
        first, rest = _fold(row[-1], last)
        parts = [
            cell.rjust(widths[i]) if i in right else cell.ljust(widths[i]) for i, cell in enumerate([*row[:-1], first])
        ]
        line = indent + "  ".join(parts).rstrip()
        lines.append(ink.dim(line) if ink and number == 0 else line)
        lines += [" " * left + part for part in rest]
    return "\n".join(lines)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1].rpartition(" ")[0].rstrip(" ,;") + " …"


def _fold(text: str, width: int) -> tuple[str, list[str]]:
    if not width or len(text) <= width:
        return text, []
    folded = textwrap.wrap(text, width) or [""]
    return folded[0], folded[1:]


def paragraph(text: str, indent: str = "  ", hang: str = "") -> str:
    """Running text folded to a screen."""
    return "\n".join(
        textwrap.wrap(printable(text), screen_width() - 2, initial_indent=indent, subsequent_indent=indent + hang)
        or [indent.rstrip()]
    )
