"""What the pictures of effective rates, history and revenue share: the sheet, its title and its footer."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

from kanzei.impact.dictionary import Asked
from kanzei.impact.law_chosen import law_words
from kanzei.render.deal_picture import GREY, _dress, _figure, _plain, _title

__all__ = ["dress", "figure", "finish", "footer"]

dress = _dress


def figure(width: float, height: float, title: str, below: str) -> Any:
    """A sheet in inches, with a title and a line below it."""
    drawn = _figure(width, height)
    _title(drawn, title, below)
    return drawn


def footer(asked: Asked, sources: str) -> str:
    """What a picture rests on."""
    use = f"Use of preferences: {asked.use}; " if asked.use else ""
    taken = asked.taken.words()
    return (
        f"Source: Kanzei, {law_words(asked.view)}; {sources}. {use}{taken if use else taken[:1].upper() + taken[1:]}."
    )


def finish(drawn: Any, path: Path, words: str) -> None:
    """Write the picture; without a date and with fixed names the same answer is the same file."""
    from matplotlib import rc_context

    lines = textwrap.wrap(words, int(drawn.get_figwidth() * 16))
    drawn.text(
        0.03,
        0.12 / drawn.get_figheight(),
        _plain("\n".join(lines)),
        fontsize=7.5,
        color=GREY,
        va="bottom",
        linespacing=1.35,
    )
    kind = path.suffix.lower()[1:]
    with rc_context({"svg.hashsalt": "kanzei", "svg.fonttype": "none", "font.family": "sans-serif"}):
        drawn.savefig(path, format=kind, facecolor="white", metadata={"Date": None} if kind == "svg" else None)
