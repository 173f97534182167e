"""An announced project under a reading at both ends of its ranges and in their middle: nothing but a range was ever known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kanzei.deal.announced import ENDS
from kanzei.deal.run import Run
from kanzei.money import dollars
from kanzei.render.deal_rows import irr_text, label
from kanzei.render.tables import Ink, paragraph, table
from kanzei.render.words import amount

__all__ = ["ends_json", "ends_text"]


def ends_text(runs: Sequence[Run], note: str, ink: Ink) -> str:
    """Net, internal rate and present value of each end, and what the ranges rest on."""
    ours, theirs = label(runs[0].sheet, "all"), label(runs[0].sheet, "host")
    rows = []
    for end, one in zip(ENDS, runs, strict=True):
        if one.worked is not None:
            mine, other = one.parties["all"], one.parties["host"]
            rows.append(
                [
                    end,
                    amount(mine.returns.net),
                    irr_text(mine.irr, 2),
                    amount(mine.returns.npv),
                    amount(other.returns.net),
                ]
            )
    head = ["ranges at", f"{ours} net", "IRR a year", f"{ours} NPV", f"{theirs} net"]
    return "\n".join(
        [
            ink.bold("  Between the ends of the ranges"),
            table(head, rows, range(1, 5), ink=ink),
            paragraph(f"assumed: {note}"),
        ]
    )


def ends_json(runs: Sequence[Run], note: str) -> dict[str, Any]:
    """The same for machines."""
    return {
        "assumed": note,
        "ends": {
            end: {
                "investor_net_usd": dollars(one.parties["all"].returns.net),
                "investor_npv_usd": dollars(one.parties["all"].returns.npv),
                "investor_irr": one.parties["all"].irr,
                "host_net_usd": dollars(one.parties["host"].returns.net),
            }
            for end, one in zip(ENDS, runs, strict=True)
            if one.worked is not None
        },
    }
