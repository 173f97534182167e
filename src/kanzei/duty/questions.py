"""Open questions of the law, and which lines they can matter to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from kanzei.duty.view import View

__all__ = ["Asked", "open_questions"]


class Asked(NamedTuple):
    """What a question looks at.

    entered : ISO day. code : digits, ``""`` where it is not told apart. spi : program claimed, ``None`` where that is not told apart; claims : as stated.
    """

    entered: str
    origin: str
    code: str = ""
    spi: str | None = None
    claims: Mapping[str, Any] = {}


def open_questions(view: View, asked: Asked, authorities: Callable[[], Set[str]]) -> list[str]:
    """The questions of the newest view that can change the duty on a line, in words.

    A case in court bears on every entry; the rest only on entries after the last day looked at.

    Parameters
    ----------
    authorities : what the line bears; asked for only where a question hangs on it.
    """
    book = view.book
    if view.known_on != book.as_of:
        return []
    late = asked.entered > book.seen_to.isoformat()
    return [
        f"open question: {event['what']}"
        for event in book.pending.get("open", ())
        if (late or event.get("entries") == "any") and _touches(event, view, asked, authorities)
    ]


def _touches(event: dict[str, Any], view: View, asked: Asked, authorities: Callable[[], Set[str]]) -> bool:
    """Whether day, origin, goods, program, facts and authority of a question are those of the line; what is not told apart is not held against it."""
    day = str(event.get("on", "open"))
    if day[:1].isdigit() and asked.entered < day:
        return False
    origins, names = _words(event, "origin"), _words(event, "authority")
    if origins and not any(view.in_group(word.lower(), asked.origin, asked.entered) for word in origins):
        return False
    goods = _words(event, "goods")
    if goods and asked.code and not _among(view, asked, goods):
        return False
    programs = _words(event, "spi")
    if programs and asked.spi is not None and asked.spi.upper() not in programs:
        return False
    if any(asked.claims.get(key) is False for key in _words(event, "claim")):
        return False
    return bool(authorities() & set(names)) if names else bool(origins)


def _among(view: View, asked: Asked, goods: list[str]) -> bool:
    sets = view.memberships(asked.code, asked.entered)
    return any(word in sets or (word[:1].isdigit() and asked.code.startswith(word.replace(".", ""))) for word in goods)


def _words(event: dict[str, Any], key: str) -> list[str]:
    given = event.get(key) or []
    return [str(one) for one in given] if isinstance(given, list) else str(given).split()
