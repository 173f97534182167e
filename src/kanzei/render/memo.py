"""A memorandum on the duty of one line, as counsel would send it: question, answer, reasons, doubts, horizon.

The memorandum is a list of blocks, set in type by the modules memo_html and memo_docx.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from kanzei.countries import country_name
from kanzei.duty.line import EntryLine
from kanzei.duty.result import Assessment, Component
from kanzei.law.authorities import AUTHORITIES
from kanzei.render.stack import GRADES, Horizon, component_rate, goods_text
from kanzei.render.words import amount, dotted, heading_name, instrument_name, percent, signed_amount

__all__ = ["Block", "Heading", "Items", "Matter", "Para", "Table", "compose"]


class Heading(NamedTuple):
    """A numbered section begins."""

    text: str


class Para(NamedTuple):
    """Running text; ``strong`` is the answer itself."""

    text: str
    strong: bool = False


class Items(NamedTuple):
    """A list of sentences."""

    items: tuple[str, ...]


class Table(NamedTuple):
    """A table; ``right`` are the columns of figures, ``total`` says that the last row is a sum."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[int, ...] = ()
    total: bool = False


Known = tuple[date, int, tuple[str, ...]]
"""A known day, the duty in its view, and the ids of the instruments that became known on it."""
Block = Heading | Para | Items | Table


class Matter(NamedTuple):
    """What a memorandum is made of.

    stated   : facts the client stated, in words.
    doubts   : (switch, question, choice taken, other choice, effect in cents or ``None``).
    silent   : number of other readings that move nothing.
    history  : (first known day, duty in cents, instruments of that day) whenever the answer changed.
    sources  : instrument id -> (title, citation, links).
    command  : the command that gives this answer again.
    """

    line: EntryLine
    answer: Assessment
    horizon: Horizon
    question: str
    stated: tuple[str, ...]
    doubts: tuple[tuple[str, str, str, str, int | None], ...]
    silent: int
    history: tuple[Known, ...]
    sources: dict[str, tuple[str, str, tuple[str, ...]]]
    command: str


def compose(matter: Matter) -> list[Block]:
    """The memorandum's blocks, in the order in which a reader asks."""
    return [
        *_question(matter),
        *_answer(matter),
        *_computation(matter),
        *_exceptions(matter),
        *_assumptions(matter),
        *_doubts(matter),
        *_history(matter),
        *_authorities(matter),
        *_horizon(matter),
    ]


def title(matter: Matter) -> str:
    """The subject of the memorandum."""
    line = matter.line
    return f"Duty on {goods_text(line)} of {country_name(line.origin)}, entered {line.entered_on}"


def _question(matter: Matter) -> list[Block]:
    line = matter.line
    blocks: list[Block] = [
        Heading("Question"),
        Para(
            f"What duty {matter.question} on goods of {goods_text(line)}, originating in "
            f"{country_name(line.origin)} ({line.origin}), entered into the United States for consumption on "
            f"{line.entered_on} at a value of {amount(line.value_cents)} USD, under the law as it was known on "
            f"{matter.answer.known_on}?"
        ),
    ]
    if matter.stated:
        blocks += [Para("Stated by the importer:"), Items(matter.stated)]
    return blocks


def _answer(matter: Matter) -> list[Block]:
    answer = matter.answer
    bearing: dict[str, list[Component]] = {}
    for one in answer.components:
        if one.amount_cents and (one.heading.startswith("99") or one.kind == "deposit"):
            bearing.setdefault(one.heading, []).append(one)
    why = "; ".join(
        f"{amount(sum(one.amount_cents for one in parts))} USD under {'case' if parts[0].kind == 'deposit' else 'heading'} {heading} "
        f"({component_rate(parts[0])}; {_short(parts[0].citation)})"
        for heading, parts in bearing.items()
    )
    ordinary = sum(one.amount_cents for one in answer.components if one.authority == "mfn")
    blocks: list[Block] = [
        Heading("Short answer"),
        Para(
            f"{amount(answer.duty_cents)} USD, that is {percent(answer.rate, 2)} of the entered value.",
            strong=True,
        ),
        Para(
            f"It is made of the ordinary duty of {amount(ordinary)} USD"
            + (f", and of {why}." if why else " only; no additional duty bears on the goods.")
        ),
    ]
    if answer.refundable_cents:
        blocks.append(
            Para(
                f"Of this, {amount(answer.refundable_cents)} USD was charged under an authority since held void "
                "and may be claimed back."
            )
        )
    return blocks


def _short(citation: str) -> str:
    return citation.split(";")[0]


def _computation(matter: Matter) -> list[Block]:
    answer = matter.answer
    parted = any(one.part != "whole" for one in answer.components)
    rows = [
        (
            one.heading if "." in one.heading else dotted(one.heading),
            AUTHORITIES.get(one.authority, one.authority),
            *([one.part] if parted else []),
            amount(one.base_cents),
            component_rate(one),
            amount(one.amount_cents),
        )
        for one in answer.components
    ]
    blank = [""] * (3 if parted else 2)
    rows.append(("Total", *blank, percent(answer.rate, 2), amount(answer.duty_cents)))
    header = ("Heading", "Authority", *(["Part"] if parted else []), "Base, USD", "Rate", "Duty, USD")
    figures = (3, 4, 5) if parted else (2, 3, 4)
    return [Heading("Computation"), Table(header, tuple(rows), figures, total=True)]


def _exceptions(matter: Matter) -> list[Block]:
    rows = matter.answer.not_applied
    if not rows:
        return []
    return [
        Heading("Exceptions and other headings considered"),
        Table(("Heading", "Not applied because"), tuple((heading_name(one.heading), one.because) for one in rows)),
    ]


def _assumptions(matter: Matter) -> list[Block]:
    rows = matter.answer.assumptions
    if not rows:
        return []
    return [
        Heading("Facts assumed, and what another fact would change"),
        Table(
            ("Assumed", "Effect of the other answer, USD"),
            tuple((one.what, _effect(one.effect_cents)) for one in rows),
            (1,),
        ),
    ]


def _effect(cents: int | None) -> str:
    return "not computable" if cents is None else signed_amount(cents)


def _doubts(matter: Matter) -> list[Block]:
    blocks: list[Block] = [Heading("Doubtful points of law")]
    if matter.doubts:
        blocks.append(
            Table(
                ("Point", "Taken", "Other reading", "Effect, USD"),
                tuple(
                    (f"{name}: {question}", taken, other, _effect(cents))
                    for name, question, taken, other, cents in matter.doubts
                ),
                (3,),
            )
        )
    said = f"{matter.silent} other readings of doubtful points were tried and move nothing on this line."
    return [*blocks, Para(said)] if matter.silent or matter.doubts else []


def _history(matter: Matter) -> list[Block]:
    if len(matter.history) < 2:
        return []
    rows = tuple(
        (str(known), ", ".join(instrument_name(one) for one in by), amount(cents))
        for known, cents, by in matter.history
    )
    return [
        Heading("How the answer moved as the law became known"),
        Table(("As known from", "By", "Duty on this entry, USD"), rows, (2,)),
    ]


def _authorities(matter: Matter) -> list[Block]:
    rows: dict[tuple[str, ...], None] = {}
    links: dict[str, None] = {}
    for one in matter.answer.components:
        name, _, addresses = matter.sources.get(one.instrument, ("Harmonized Tariff Schedule", "", ()))
        grade = f"{GRADES.get(one.source, one.source)}, {one.confidence}"
        rows[one.heading, name, one.citation, grade] = None
        links.update(dict.fromkeys(f"{instrument_name(one.instrument)}: {address}" for address in addresses))
    header = ("Heading", "Instrument", "Citation", "Source and confidence")
    return [Heading("Authorities"), Table(header, tuple(rows)), *([Items(tuple(links))] if links else [])]


def _horizon(matter: Matter) -> list[Block]:
    answer = matter.answer
    official, seen = matter.horizon
    said = [f"The law is that known on {answer.known_on}; the law book runs to {answer.as_of}."]
    if official:
        said.append(f"It rests on official text to {official}, after that on transcriptions and secondary sources.")
    if seen:
        said.append(f"No change has been seen since {seen}, the last day for which changes were looked for.")
    said += list(answer.warnings)
    said.append("Antidumping and countervailing duties, quota balances and fees are outside this answer.")
    return [
        Heading("Horizon"),
        Items(tuple(said)),
        Para(f"Law book {answer.lawbook}. The same law book gives the same cents: {matter.command}"),
    ]


def known_history(answers: Sequence[Known]) -> tuple[Known, ...]:
    """The days on which the answer changed, from answers by known day, oldest first."""
    out: list[Known] = []
    for one in answers:
        if not out or out[-1][1] != one[1]:
            out.append(one)
    return tuple(out)


def link_parts(text: str) -> list[tuple[str, str]]:
    """Text cut into (text, address) pairs; the address is empty outside links."""
    import re

    out: list[tuple[str, str]] = []
    for piece in re.split(r"(https?://[^\s<>\"]+)", text):
        if piece:
            out.append((piece, piece if piece.startswith("http") else ""))
    return out


def subject_rows(matter: Matter) -> list[tuple[str, Any]]:
    """The head of the memorandum."""
    answer = matter.answer
    return [
        ("Re", title(matter)),
        ("Law as known", str(answer.known_on)),
        ("Law book", f"{answer.lawbook[:12]} (runs to {answer.as_of})"),
        ("Prepared with", "Kanzei; to be reviewed by counsel before it is relied on"),
    ]
