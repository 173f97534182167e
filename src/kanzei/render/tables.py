"""Plain text tables and the little colour a terminal gets."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Sequence
from typing import TextIO

from kanzei.render.words import printable

__all__ = ["Ink", "paragraph", "table"]


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


def table(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    right: Sequence[int] = (),
    indent: str = "  ",
    ink: Ink | None = None,
    last: int = 0,
) -> str:
    """Columns of text under a header, two blanks apart.

    right : columns set flush right; last: width at which the last column is folded (0: never).
    """
    cells = [[printable(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in [list(header), *cells]) for i in range(len(header))]
    lines = []
    for number, row in enumerate([list(header), *cells]):
        first, rest = _fold(row[-1], last)
        parts = [
            cell.rjust(widths[i]) if i in right else cell.ljust(widths[i]) for i, cell in enumerate([*row[:-1], first])
        ]
        line = indent + "  ".join(parts).rstrip()
        lines.append(ink.dim(line) if ink and number == 0 else line)
        margin = " " * (len(indent) + sum(width + 2 for width in widths[:-1]))
        lines += [margin + part for part in rest]
    return "\n".join(lines)


def _fold(text: str, width: int) -> tuple[str, list[str]]:
    if not width or len(text) <= width:
        return text, []
    folded = textwrap.wrap(text, width) or [""]
    return folded[0], folded[1:]


def paragraph(text: str, indent: str = "  ", hang: str = "", width: int = 108) -> str:
    """Running text folded to a screen."""
    return "\n".join(
        textwrap.wrap(printable(text), width, initial_indent=indent, subsequent_indent=indent + hang)
        or [indent.rstrip()]
    )
