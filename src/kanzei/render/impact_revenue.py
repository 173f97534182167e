"""Revenue by month as a table and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kanzei.impact.dictionary import Asked
from kanzei.impact.history import SERIES
from kanzei.impact.rates_weights import BASIS
from kanzei.impact.revenue import STEPS, MonthRevenue
from kanzei.render.impact_history import asked_lines, law_line
from kanzei.render.tables import Ink, paragraph, table

__all__ = ["revenue_json", "revenue_text"]


def _billions(amount: float) -> str:
    return f"{amount / 1e3:,.2f}"


def _steps(found: Sequence[MonthRevenue], ink: Ink) -> str:
    """Steps down, months across."""
    by_month = [{step.name: step.amount for step in one.steps()} for one in found]
    levels = ("statutory", "calculated", "received")
    rows = [
        (name, *("" if name not in one else f"{one[name] / 1e3:{',.2f' if name in levels else '+,.2f'}}" for one in by_month), words)
        for name, words in STEPS.items()
        if name != "metal" or any(one.get(name) for one in by_month)
    ]  # fmt: skip
    return table(("step", *(one.month for one in found), ""), rows, right=range(1, len(found) + 1), ink=ink, fold=True)


def revenue_text(found: Sequence[MonthRevenue], asked: Asked, ink: Ink) -> str:
    """A line a month, then the steps, billions of dollars."""
    uses = found[0].stated is not None
    head = ("month", "imports", "none", "best", *(("use",) if uses else ()), "calculated", "received", "utilisation")
    rows = [
        (
            one.month,
            f"{one.base / 1e3:,.1f}{'' if one.consumption else ' *'}",
            _billions(one.amount(one.none)),
            _billions(one.amount(one.best)),
            *((_billions(one.amount(one.stated or 0)),) if uses else ()),
            "" if one.calculated is None else _billions(one.calculated),
            _billions(one.receipts),
            "" if one.utilisation is None else f"{one.utilisation:.1%}",
        )
        for one in found
    ]
    collected = SERIES["collected"]
    general = "; * general imports, where those for consumption are not on file"
    return "\n".join(
        [
            ink.bold("Revenue by month, billions of US dollars"),
            "",
            table(head, rows, right=range(1, len(head)), ink=ink),
            "",
            ink.bold("From the law's rates to the receipts"),
            "",
            _steps(found, ink),
            "",
            *asked_lines(asked),
            paragraph(
                "imports: goods, Census, imports for consumption, customs value; vintage early 2026"
                + (general if any(not one.consumption for one in found) else "")
            ),
            paragraph(
                f"none, best, use: mean statutory rate over the days of the month, every day alike, times these imports; weights of the mean: {BASIS}. "
                "The mix of goods and partners is that of 2024: trade does not shift."
            ),
            paragraph(
                f"utilisation: calculated duty over what the law's rates would bring {'under the use stated' if uses else 'with every cheaper preference'}"
            ),
            paragraph(
                "calculated: duty worked out by the Census Bureau from the entries of the month, without antidumping and countervailing duty"
            ),
            paragraph(
                f"received: {collected.basis.partition(' over ')[0]}; {collected.source}; vintage {collected.vintage}. They trail "
                "entries, and refunds lower them."
            ),
            paragraph(law_line(asked.view, asked.view.known_on)),
        ]
    )


def revenue_json(found: Sequence[MonthRevenue], asked: Asked) -> dict[str, Any]:
    """The same for machines: millions of US dollars, rates as fractions."""
    return {
        "unit": "million US dollars; rates are fractions, means over the days of the month",
        "months": [
            {
                "month": one.month,
                "spells_of_law": one.spells,
                "imports": one.base,
                "imports_basis": "imports for consumption" if one.consumption else "general imports",
                **{
                    name: {"rate": rate, "amount": one.amount(rate)}
                    for name, rate in (("none", one.none), ("best", one.best), ("use", one.stated))
                    if rate is not None
                },
                "calculated": one.calculated,
                "received": one.receipts,
                "utilisation": one.utilisation,
                "steps": [step._asdict() for step in one.steps()],
            }
            for one in found
        ],
        "steps": STEPS,
        "received": SERIES["collected"]._asdict(),
        **asked.about(),
    }
