"""Spans of headings that conditions name, and which provisions stand under them."""

from __future__ import annotations

from typing import Any

__all__ = ["Reached"]


class Reached:
    """Which headings stand under the spans that conditions name, kept for all evaluations of a law: a heading and its twin are a bit."""

    def __init__(self) -> None:
        self._bits: dict[tuple[str, str], int] = {}
        self._pairs: list[tuple[str, str]] = []
        self._known: dict[Any, tuple[int, int]] = {}

    def bit(self, p: dict[str, Any]) -> int:
        """The bit of a provision."""
        pair = (p.get("heading", ""), p.get("twin", ""))
        found = self._bits.get(pair)
        if found is None:
            found = self._bits[pair] = 1 << len(self._pairs)
            self._pairs.append(pair)
        return found

    def under(self, spans: list[Any], held: int) -> int:
        """Those of some bits that stand under one of several spans of headings."""
        key = tuple([(first, last) for first, last in spans])
        seen, found = self._known.get(key, (0, 0))
        fresh = held & ~seen
        if fresh:
            for number, (heading, twin) in enumerate(self._pairs):
                if fresh >> number & 1 and any(a <= heading <= b or a <= twin <= b for a, b in key):
                    found |= 1 << number
            self._known[key] = seen | fresh, found
        return held & found
