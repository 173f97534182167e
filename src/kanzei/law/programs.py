"""The special tariff programmes in words: what a symbol of the Special column stands for (``law/programs.yaml``).

Countries and their days are groups of the law book, ``spi:symbol``; no duty depends on what is read here.
"""

from __future__ import annotations

import json
import os
from functools import cache
from typing import Any, NamedTuple

__all__ = ["Program", "programs"]


class Program(NamedTuple):
    """A special tariff programme.

    note   : the general note of the schedule it rests on. start, end : first and last day of entry, ISO; ``""`` for no end.
    column : whether the symbol stands in the Special column. mpf : ``due`` | ``exempt``, the merchandise processing fee, with ``why``.
    """

    symbol: str
    name: str
    note: str
    start: str
    end: str
    column: bool
    effect: str
    mpf: str
    why: str = ""
    remark: str = ""


@cache
def programs() -> dict[str, Program]:
    """symbol -> programme."""
    path = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", "programs.json")
    with open(path, encoding="utf-8") as file:
        raw: dict[str, dict[str, Any]] = json.load(file)
    return {symbol: Program(symbol=symbol, **row) for symbol, row in raw.items()}
