"""Revenue by month as a table and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kanzei.duty.view import View
from kanzei.impact.history import SERIES
from kanzei.impact.rates import BASIS
from kanzei.impact.revenue import MonthRevenue
from kanzei.render.impact_history import law_line
from kanzei.render.tables import Ink, paragraph, table

__all__ = ["revenue_json", "revenue_text"]


def _share(one: MonthRevenue, rate: float) -> str:
    amount = one.amount(rate)
    return f"{one.receipts / amount:.0%}" if amount else ""


def revenue_text(found: Sequence[MonthRevenue], use: str, view: View, ink: Ink) -> str:
    """A line a month, billions of dollars."""
    uses = found[0].stated is not None
    head = ("month", "imports", "none", "best", *(("use",) if uses else ()), "calculated", "received")
    rows = [
        (
            one.month,
            f"{one.base / 1e3:,.1f}{'' if one.consumption else ' *'}",
            f"{one.amount(one.none) / 1e3:,.2f}",
            f"{one.amount(one.best) / 1e3:,.2f}",
            *((f"{one.amount(one.stated or 0) / 1e3:,.2f}",) if uses else ()),
            "" if one.calculated is None else f"{one.calculated / 1e3:,.2f}",
            f"{one.receipts / 1e3:,.2f}",
            _share(one, one.none),
            _share(one, one.best),
        )
        for one in found
    ]
    head = (*head, "of none", "of best")
    collected = SERIES["collected"]
    return "\n".join(
        [
            ink.bold("Revenue by month, billions of US dollars"),
            "",
            table(head, rows, right=range(1, len(head)), ink=ink),
            "",
            *([paragraph(f"use of preferences: {use}")] if uses else []),
            paragraph(
                "imports: goods, Census, imports for consumption, customs value; vintage early 2026"
                + (
                    "; * general imports, where those for consumption are not on file"
                    if any(not one.consumption for one in found)
                    else ""
                )
            ),
            paragraph(
                f"none, best, use: mean statutory rate on day {found[0].on.day} of the month times these imports; weights of the mean: {BASIS}. "
                "The mix of goods and partners is that of 2024: trade does not shift."
            ),
            paragraph(
                "calculated: duty worked out by the Census Bureau from the entries of the month, without antidumping and countervailing duty"
            ),
            paragraph(
                f"received: {collected.basis.partition(' over ')[0]}; {collected.source}; vintage {collected.vintage}. They trail "
                "entries, and refunds lower them."
            ),
            paragraph(law_line(view, found[-1].on)),
        ]
    )


def revenue_json(found: Sequence[MonthRevenue], use: str, view: View) -> dict[str, Any]:
    """The same for machines: millions of US dollars, rates as fractions."""
    return {
        "unit": "million US dollars; rates are fractions",
        "months": [
            {
                "month": one.month,
                "rates_of": one.on,
                "imports": one.base,
                "imports_basis": "imports for consumption" if one.consumption else "general imports",
                **{
                    name: {"rate": rate, "amount": one.amount(rate)}
                    for name, rate in (("none", one.none), ("best", one.best), ("use", one.stated))
                    if rate is not None
                },
                "calculated": one.calculated,
                "received": one.receipts,
            }
            for one in found
        ],
        "use_of_preferences": use or None,
        "weights": BASIS,
        "received": SERIES["collected"]._asdict(),
        "known_on": view.known_on,
        "seen_to": view.book.seen_to,
        "lawbook": view.digest,
    }
