"""``kanzei law list --into JP``, ``law show jp/…`` and ``law check`` of files whose id begins with ``jp/``."""

from __future__ import annotations

import re
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from kanzei.cli.law.book import near
from kanzei.cli.options import say
from kanzei.errors import UsageError

__all__ = ["is_of_japan", "list_japan", "listed", "mistakes_of", "show_japan", "shown"]


def list_japan(options: Namespace) -> int:
    """Instruments of the book of Japan."""
    from kanzei.duty.jp.book import JapanBook
    from kanzei.render.japan_law import instruments_text
    from kanzei.render.tables import Ink

    value = listed(options)
    return say(options, value, instruments_text(JapanBook.shipped(), value["instruments"], Ink(sys.stdout)))


def listed(options: Namespace) -> dict[str, Any]:
    """Instruments of the book of Japan as a JSON object."""
    from kanzei.duty.jp.book import JapanBook

    book = JapanBook.shipped()
    since = options.since.isoformat() if options.since else ""
    until = options.known.isoformat() if options.known else "9999"
    words = [word.lower() for word in options.word]
    rows = [
        one
        for one in book.instruments
        if since <= one["known"] <= until
        and all(word in f"{one['id']} {one['title']} {one['citation']}".lower() for word in words)
    ]
    return {"into": "JP", "instruments": rows, "as_of": book.as_of, "lawbook": book.digest}


def show_japan(options: Namespace) -> int:
    """One instrument of the book of Japan."""
    from kanzei.duty.jp.book import JapanBook
    from kanzei.render.japan_law import instrument_text
    from kanzei.render.tables import Ink

    one = shown(options.id)
    return say(options, one, instrument_text(JapanBook.shipped(), one, Ink(sys.stdout)))


def shown(name: str) -> dict[str, Any]:
    """One instrument of the book of Japan as a JSON object.

    Raises
    ------
    UsageError   There is none of this id.
    """
    from kanzei.duty.jp.book import JapanBook

    book = JapanBook.shipped()
    named = {one["id"]: one for one in book.instruments}
    word = name.strip()
    if word not in named:
        raise UsageError(
            f"there is no instrument {word!r}{near(word, named)}; `kanzei law list --into JP` lists those of Japan"
        )
    return named[word]


def is_of_japan(path: Path) -> bool:
    """Whether a file's id says that it is an instrument of Japan."""
    try:
        return bool(re.search(r"(?m)^id:\s*['\"]?jp/", path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError):
        return False


def mistakes_of(paths: list[Path]) -> list[str]:
    """What is wrong with instrument files of Japan, each with file, line and column."""
    from kanzei.law.jp.instrument import read_file

    return [mistake for path in paths for mistake in read_file(path)[1]]
