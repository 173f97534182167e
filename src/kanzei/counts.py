"""How many of something, in words."""

from __future__ import annotations

__all__ = ["counted"]


def counted(number: int, noun: str, nouns: str = "") -> str:
    """A count with its noun, thousands separated: ``1 country``, ``1,204 codes``. nouns : plural, where an *s* does not make it."""
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"
