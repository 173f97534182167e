"""An answer before it is said: its value, and its text, table and picture, each made when asked for; and what an answer needs of its door."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from kanzei.duty.view import View
    from kanzei.impact.tables import Tidy
    from kanzei.render.tables import Ink

__all__ = ["Found", "How", "here"]

STEPS = 1000


class Found(NamedTuple):
    """An answer.

    value : as ``--json`` prints it. text : for the screen. table : the tidy table, or write : writes it to a path; draw : writes the picture to one; ``None`` where there is none.
    notes : what is said beside it; code : exit code of the command.
    """

    value: Any
    text: Callable[[Ink], str]
    table: Callable[[], Tidy] | None = None
    draw: Callable[[Path], None] | None = None
    write: Callable[[Path], None] | None = None
    notes: tuple[str, ...] = ()
    code: int = 0


class How(NamedTuple):
    """What an answer needs of the door that asks.

    view_of : the view of a known day that the options ask for. shares : begins a piece of work by its name; what it gives is told the share done.
    processes : how many may share a panel of rates.
    """

    view_of: Callable[[date | None], View]
    shares: Callable[[str], AbstractContextManager[Callable[[float], None]]]
    processes: int


def here(options: Namespace) -> How:
    """The command line's own: the shipped book, a bar on standard error."""
    from kanzei.cli.impact_options import processes
    from kanzei.cli.law.book import shipped_book
    from kanzei.cli.options import open_view

    return How(lambda known: open_view(shipped_book(), options, known), _bar, processes())


@contextmanager
def _bar(what: str) -> Iterator[Callable[[float], None]]:
    from kanzei.cli.progress import Progress

    with Progress(what, STEPS) as bar:
        yield lambda share: bar.tick(int(share * STEPS) - bar.done)
