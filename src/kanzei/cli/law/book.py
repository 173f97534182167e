"""What the parts of ``kanzei law`` share: the book, and the nearest name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from kanzei.duty.book import LawBook

__all__ = ["existing", "near", "shipped_book"]


def shipped_book() -> LawBook:
    """The book of this release, or the edited one."""
    from kanzei.duty.book import LawBook

    return LawBook.shipped()


def near(word: str, names: Any) -> str:
    """A hint at the nearest of some names, or nothing."""
    from difflib import get_close_matches

    near = get_close_matches(word, list(names), 1) or get_close_matches(f"us/{word}", list(names), 1)
    return f"; did you mean {near[0]}?" if near else ""


def existing(paths: list[Path]) -> None:
    """Refuse files that are not there and folders, before anything is done."""
    from kanzei.errors import UsageError

    for path in paths:
        if path.is_dir():
            raise UsageError(f"{path} is a folder: name the files in it")
        if not path.is_file():
            raise UsageError(f"{path}: there is no such file")
