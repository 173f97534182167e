"""Options that the parts of ``kanzei ledger`` share."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError, Namespace

from kanzei.cli.options import add_json
from kanzei.cli.parser import Parser

__all__ = ["add_ledger", "add_wait", "place", "span", "truth"]

_SPAN = re.compile(r"(\d{1,4})\s*(d|days?|w|weeks?)?\Z")


def add_ledger(made: Parser) -> None:
    """``--ledger`` and ``--json``."""
    made.add_argument(
        "--ledger",
        metavar="PLACE",
        help="a DuckDB file, or postgresql://user@host/base (default: $KANZEI_LEDGER, else kanzei.ledger.duckdb)",
    )
    add_json(made)


def add_wait(made: Parser) -> None:
    """``--wait``, for parts that write."""
    made.add_argument(
        "--wait", type=_seconds, default=0.0, metavar="SECONDS", help="wait for another writer to end (default: 0)"
    )


def place(options: Namespace) -> str:
    """Where the ledger is."""
    from kanzei.ledger.place import place_of

    return place_of(options.ledger)


def span(text: str) -> int:
    """A span of days: ``90d``, ``12w`` or a plain number of days."""
    found = _SPAN.match(text.strip().lower())
    if not found:
        raise ArgumentTypeError(f"{text!r} is no span: write days or weeks, such as 90d or 12w")
    return int(found[1]) * (7 if (found[2] or "d")[0] == "w" else 1)


def truth(text: str) -> bool:
    """``yes`` or ``no``."""
    if text not in ("yes", "no"):
        raise ArgumentTypeError(f"{text!r} is neither yes nor no")
    return text == "yes"


def _seconds(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 <= found < 86_400:
        raise ArgumentTypeError(f"{text!r} is no number of seconds")
    return found
