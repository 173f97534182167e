"""What the parts of ``kanzei law`` share: the book, and the nearest name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kanzei.duty.book import LawBook

__all__ = ["near", "shipped_book"]


def shipped_book() -> LawBook:
    """The book of this release, or the edited one."""
    from kanzei.duty.book import LawBook

    return LawBook.shipped()


def near(word: str, names: Any) -> str:
    """A hint at the nearest of some names, or nothing."""
    from difflib import get_close_matches

    near = get_close_matches(word, list(names), 1) or get_close_matches(f"us/{word}", list(names), 1)
    return f"; did you mean {near[0]}?" if near else ""
