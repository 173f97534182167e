"""The components of an answered line: what each heading charges or releases, in the order of filing, with the text it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanzei.duty.chapter98 import Under
from kanzei.duty.column import Column
from kanzei.duty.line import EntryLine
from kanzei.duty.result import Component
from kanzei.duty.scalar import Charged
from kanzei.law.authorities import FILING_RANK
from kanzei.money import RATE_ONE, half_up, rate_text
from kanzei.schedule.table import dotted

if TYPE_CHECKING:
    from kanzei.duty.assess import Answer
    from kanzei.duty.view import View

__all__ = ["components_of", "is_void"]


def components_of(view: View, line: EntryLine, answer: Answer) -> list[Component]:
    """What an answered line is charged, in the order of filing; the ordinary duty stands last."""
    totals = {
        (one.step.part, half_up(one.step.rate * one.base, RATE_ONE))
        for one in answer.amounts.charged
        if one.step.kind == "total"
    }
    folded = {part for part, _ in totals}
    rows: list[tuple[int, str, Component]] = []
    for one in answer.amounts.charged:
        if one.step.kind in ("replace", "rate_of"):
            continue  # it stands in the ordinary duty
        rows.append((FILING_RANK[one.step.authority], one.step.heading, _component(view, line, answer, one)))
    rows.sort(key=lambda row: (row[0], row[1]))
    out: list[Component] = []
    released: set[tuple[str, str]] = set()
    for _, _, component in rows:
        if component.kind == "exempt":
            # One heading that releases from several duties is filed once.
            key = (component.heading, component.part)
            if key in released:
                continue
            released.add(key)
        if component.heading or component.amount_cents:
            out.append(component)
    column = answer.column
    heading = dotted(line.hts) or "(no code)"
    several = len(answer.amounts.parts) > 1
    for name, (value, ordinary) in answer.amounts.parts.items():
        if several and not value:
            continue
        label = name if several or line.part else "whole"
        p = answer.replaced
        out.append(
            Component(
                "mfn",
                p["heading"] if p and p.get("heading") and p["duty"]["kind"] == "replace" else heading,
                "replace" if p else "ordinary",
                label,
                _rate_words(column),
                answer.amounts.bases.get(name, value),
                ordinary,
                0 if name in folded else ordinary,
                p["instrument"] if p else "schedule",
                p["cite"] if p else _ordinary_cite(answer.under, heading, column),
                p["grade"] if p else "official",
                p["confidence"] if p else "H",
            )
        )
    return out


def _component(view: View, line: EntryLine, answer: Answer, one: Charged) -> Component:
    step, p = one.step, one.step.provision
    heading = dict(answer.clock.headings).get(step.heading, step.heading) if answer.clock else step.heading
    several = len(answer.amounts.parts) > 1
    ordinary = answer.amounts.parts[step.part][1]
    filed = one.amount + ordinary if step.kind == "total" else one.amount
    book = view.book
    instrument = book.instrument.get(p["instrument"], {})
    cite = ", ".join(word for word in (instrument.get("citation", ""), p["cite"]) if word)
    for name, by in p.get("amended_by", ())[-1:]:
        change = book.instrument.get(name, {})
        cite += (
            f"; as amended by {change.get('title', name)} ({change.get('citation') or name}{', ' + by if by else ''})"
        )
    return Component(
        step.authority,
        heading,
        step.kind,
        step.part if several or line.part else "whole",
        rate_text(step.rate),
        one.base,
        one.amount,
        filed,
        p["instrument"],
        cite,
        p["grade"],
        p["confidence"],
        one.amount > 0 and is_void(view, step.authority, line.entered_on.isoformat()),
    )


def is_void(view: View, authority: str, entered: str) -> bool:
    """Whether an authority is held void on a day of entry, as known in a view."""
    return any(
        v["authority"] == authority and v["known"] <= view.known and v["from"] <= entered < v["to"]
        for v in view.book.voids
    )


def _rate_words(column: Column) -> str:
    text = column.text
    if text.strip().lower() == "free":
        return "0"
    try:
        from kanzei.money import parse_rate

        return rate_text(parse_rate(text))
    except ValueError:
        return text


def _ordinary_cite(under: Under | None, heading: str, column: Column) -> str:
    if under is None:
        return f"HTSUS {heading}, {_column_words(column)}"
    name = f"{dotted(under.code)}" + (f" ({under.cite})" if under.cite else "")
    if under.column is not None:
        return f"HTSUS {name}, {_column_words(column)}"
    return f"HTSUS {heading}, {_column_words(column)}, under {name}"


def _column_words(column: Column) -> str:
    if column.name == "special":
        return f"column 1 special ({column.spi})"
    return {"general": "column 1 general", "column-2": "column 2"}[column.name]
