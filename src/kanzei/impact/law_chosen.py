"""Which law an answer rests on, where it is not the shipped book under its defaults."""

from __future__ import annotations

from pathlib import Path

from kanzei.duty.view import View

__all__ = ["law_chosen", "law_words"]


def law_chosen(view: View) -> str:
    """Instruments laid on top, replaced or left out, readings chosen, and void authorities left out, in one line; empty: none of it."""
    words = {"added": "with", "replaced": "with another", "left out": "without"}
    parts = [f"{words[how]} {name}{f' ({Path(file).name})' if file else ''}" for name, file, how in view.book.laid]
    parts += [f"reading {name}={choice}" for name, choice in sorted(view.switches.items())]
    if view.answer != "charged":
        parts.append("as owed: duties under authorities held void are left out")
    return ", ".join(parts)


def law_words(view: View) -> str:
    """The day as of which the law is known, the book's digest, and what was chosen."""
    chosen = law_chosen(view)
    return f"law as known {view.known_on}, law book {view.digest[:12]}{f', {chosen}' if chosen else ''}"
