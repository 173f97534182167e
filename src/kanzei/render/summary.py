"""The summary of an assessed file: counts that reconcile, duty by authority, where the result lies."""

from __future__ import annotations

from typing import Any

from kanzei.counts import counted
from kanzei.law.authorities import AUTHORITIES
from kanzei.render.tables import Ink, paragraph, table

__all__ = ["summary_text"]


def _grouped(text: str) -> str:
    """``1234.50`` with thousands separated."""
    whole, _, part = text.partition(".")
    return f"{int(whole):,}.{part}"


def summary_text(summary: dict[str, Any], ink: Ink) -> str:
    """The summary for people; ``summary`` is what ``--json`` prints."""
    failed = f"{summary['failed']:,} failed" if summary["failed"] else "none failed"
    if summary["not_covered"]:
        failed += f" ({summary['not_covered']:,} not covered)"
    rows = [
        [name, _grouped(text), AUTHORITIES.get(name, "")]
        for name, text in sorted(summary["by_authority"].items(), key=lambda pair: -float(pair[1]))
    ]
    rows.append(["duty", _grouped(summary["duty_usd"]), "all duties"])
    for key, what in (("mpf", "merchandise processing fee"), ("hmf", "harbor maintenance fee")):
        if f"{key}_usd" in summary:
            rows.append(
                [
                    key,
                    _grouped(summary[f"{key}_usd"]),
                    f"{what}, {counted(summary[f'{key}_entries'], 'entry', 'entries')} of {summary['fee_entries']:,}",
                ]
            )
    out = [
        f"{ink.bold(format(summary['lines'], ','))} {'line' if summary['lines'] == 1 else 'lines'}: {summary['assessed']:,} assessed, {failed}",
        f"value of the lines assessed {_grouped(summary['value_usd'])} USD, "
        f"duty {ink.bold(_grouped(summary['duty_usd']))} USD",
    ]
    if float(summary["refundable_usd"]):
        out.append(f"of which {_grouped(summary['refundable_usd'])} USD under authorities held void")
    out += ["", table(["authority", "duty, USD", "what it is"], rows, right=(1,), ink=ink)]
    if summary.get("lines_without_fees"):
        out.append(
            f"  {counted(summary['lines_without_fees'], 'line')} without fees: failed, of one entry with a line that failed, or a fee the book does not hold"
        )
    out += [paragraph(note, hang="  ") for note in summary["notes"]]
    if summary["failed"]:
        out.append(ink.warn("  a line that failed keeps its place; the column error says why, status marks it"))
    return "\n".join([*out, "", f"result: {summary['output']}", ink.dim(f"law book {summary['lawbook'][:12]}")])
