"""A warning where goods of a code and origin are commonly within the scope of an antidumping or countervailing duty order.

A short list (``tools/adcvd_scopes.yaml`` says from what) of some well-known orders, far from all of the several hundred in place: silence says
nothing. The scope of an order is its written description and not the codes it names.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kanzei.duty.line import EntryLine

__all__ = ["commonly_within", "scope_notes", "stems_named"]


@cache
def _orders() -> dict[str, list[dict[str, Any]]]:
    import json
    import os

    path = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", "adcvd_scopes.json")
    with open(path, encoding="utf-8") as file:
        found: dict[str, list[dict[str, Any]]] = json.load(file)
    return found


def commonly_within(hts: str, origin: str) -> list[dict[str, Any]]:
    """Orders of the list that name a code (8 or 10 digits) for an origin: cases, product, as_of, grade, read."""
    return [row for row in _orders().get(origin, ()) if hts and hts.startswith(tuple(row["hts"]))]


def stems_named(origin: str) -> tuple[str, ...]:
    """Digits with which the codes begin that orders of the list name for an origin."""
    return tuple(dict.fromkeys(stem for row in _orders().get(origin, ()) for stem in row["hts"]))


def scope_notes(line: EntryLine) -> list[str]:
    """One warning for each order that may take the goods and of whose kinds the line names no case."""
    out = []
    for row in commonly_within(line.hts, line.origin):
        open_cases = [case for case in row["cases"] if not line.claims.get("ad_case" if case[0] == "A" else "cvd_case")]
        if not open_cases:
            continue
        keys = " and ".join("ad_case" if case[0] == "A" else "cvd_case" for case in open_cases)
        out.append(
            f"goods of this code and origin are commonly within the scope of {' and '.join(open_cases)} ({row['product']}; codes as of "
            f"{row['as_of']}, {row['grade']}): deposits are not computed unless the line states {keys} (or none); the scope is "
            "the order's words, not its codes"
        )
    return out
