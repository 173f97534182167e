"""``kanzei duty --memo``: gathers what the memorandum needs from the book and writes it."""

from __future__ import annotations

import shlex
from argparse import Namespace
from datetime import date
from typing import TYPE_CHECKING

from kanzei.errors import KanzeiError
from kanzei.render.words import amount

if TYPE_CHECKING:
    from kanzei.duty.book import LawBook
    from kanzei.duty.line import EntryLine
    from kanzei.duty.result import Assessment
    from kanzei.duty.view import View

__all__ = ["write_memo"]

FIRST = date(2025, 1, 1)
"""The first known day shown: entries before it are not covered."""

Doubt = tuple[str, str, str, str, int | None]


def write_memo(options: Namespace, book: LawBook, line: EntryLine, answer: Assessment, command: list[str]) -> None:
    """Write the memorandum on one assessed line to ``options.memo``."""
    from kanzei.cli.options import lawmaking, open_view
    from kanzei.render.memo import Matter, known_history

    view = open_view(book, options, options.known)
    doubts, silent = _doubts(view, line, answer)
    newest = options.known or book.as_of
    known = [FIRST, *(day for day in book.known_days() if FIRST < day <= newest)]
    answers = []
    for day in known:
        found = _answer(open_view(book, options, day), line)
        if found is not None:
            made = tuple(lawmaking(book, day))
            charging = {component.instrument for component in found.components}
            answers.append((day, found.duty_cents, tuple(one for one in made if one in charging) or made))
    matter = Matter(
        line=line,
        answer=answer,
        horizon=(book.official_to, book.seen_to),
        question="was charged" if options.answer == "charged" else "is owed",
        stated=_stated(options, line),
        doubts=doubts,
        silent=silent,
        history=known_history(answers),
        sources={one["id"]: (one["title"], one["citation"], tuple(one["sources"])) for one in view.book.instruments},
        command=shlex.join(["kanzei", *command]),
    )
    if options.memo.suffix.lower() == ".docx":
        from kanzei.render.memo_docx import write_docx

        write_docx(matter, options.memo)
    else:
        from kanzei.render.memo_html import memo_html

        options.memo.write_text(memo_html(matter), encoding="utf-8")


def _answer(view: View, line: EntryLine) -> Assessment | None:
    try:
        return view.assess(line, explain=False)
    except KanzeiError:
        return None


def _duty(view: View, line: EntryLine) -> int | None:
    found = _answer(view, line)
    return None if found is None else found.duty_cents


def _doubts(view: View, line: EntryLine, answer: Assessment) -> tuple[tuple[Doubt, ...], int]:
    """Doubtful points whose other reading moves the duty, and the number of readings that move nothing."""
    out: list[Doubt] = []
    silent = 0
    for name, reading in view.book.readings.items():
        taken = view.switch(name)
        for choice, words in reading["choices"].items():
            if choice == taken:
                continue
            duty = _duty(view.with_switch(name, choice), line)
            if duty == answer.duty_cents:
                silent += 1
                continue
            effect = None if duty is None else duty - answer.duty_cents
            out.append((name, reading["question"], reading["choices"][taken], words, effect))
    return tuple(out), silent


def _stated(options: Namespace, line: EntryLine) -> tuple[str, ...]:
    """The facts of the question beyond code, origin, day and value."""
    said = [f"quantity {one.milli / 1000:,g} {one.unit}".rstrip() for one in line.quantities]
    said += [f"special program indicator {line.spi}"] if line.spi else []
    said += [f"loaded on {line.loaded_on}"] if line.loaded_on else []
    for key, value in line.claims.items():
        if isinstance(value, bool):
            said.append(f"{key.replace('_', ' ')}: {'yes' if value else 'no'}")
        elif isinstance(value, int) and key.endswith("_value"):
            said.append(f"{key.replace('_', ' ')}: {amount(value)} USD")
        elif isinstance(value, date | str):
            said.append(f"{key.replace('_', ' ')}: {value}")
    said += [f"hypothetical instrument added: {path}" for path in options.scenario]
    return tuple(said)
