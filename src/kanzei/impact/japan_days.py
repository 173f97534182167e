"""Rates of all partners on the days of the steps: what the layers of models reckon with.

The days are independent questions to the law book, so several processes may share them.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, NamedTuple

from kanzei.duty.view import View
from kanzei.impact.japan_rates import JAPAN, remembered
from kanzei.impact.rates import DayRates, pair_on, weights
from kanzei.impact.rates_conventions import Conventions

__all__ = ["Asked", "laid_on", "rates_of_days"]


class Asked(NamedTuple):
    """A day: its name, the day of entry, the law as known when."""

    name: str
    entered: date
    known: date | None


def rates_of_days(
    view_of: Callable[[date | None], View],
    asked: Sequence[Asked],
    taken: Conventions,
    alone: bool,
    processes: int = 1,
    tick: Callable[[float], None] = lambda share: None,
) -> dict[str, DayRates]:
    """Rates by name, every preference claimed that is cheaper.

    Parameters
    ----------
    asked : the first is the base. alone : on all other days only Japan's rates are those of the day, and the other partners' those of the base.
    processes : how many share the work. More than one starts fresh interpreters.
    """
    whole = [one for number, one in enumerate(asked) if not (alone and number)]
    views = {one.name: view_of(one.known) for one in asked}
    out: dict[str, DayRates] = {}
    plain = all(view.case_rates is None for view in views.values())
    with _without_garbage():
        if processes > 1 and len(whole) > 1 and plain:
            out = _shared(views, whole, taken, processes, tick)
        for at, one in enumerate(asked):
            if one.name not in out:
                partners = None if one in whole else [JAPAN]
                found = remembered(views[one.name], one.entered, partners, "best", taken)
                out[one.name] = found if one in whole else laid_on(out[asked[0].name], found)
                tick((at + 1) / len(asked))
            # A view holds the stacks of its day: let it go, and them with it.
            del views[one.name]
            gc.collect()
    return out


@contextmanager
def _without_garbage() -> Iterator[None]:
    """Stacks live as long as their day: looking for garbage among them costs time and finds none."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def laid_on(base: DayRates, japan: DayRates) -> DayRates:
    """Rates of the base, Japan's cells taken from another day."""
    first, last = weights().spans[JAPAN]
    ours = (base.cells >= first) & (base.cells < last)
    total, filled = base.total.copy(), base.filled.copy()
    total[ours], filled[ours] = japan.total, japan.filled
    return base._replace(on=japan.on, total=total, parts={}, filled=filled)


def _shared(
    views: Mapping[str, View],
    asked: Sequence[Asked],
    taken: Conventions,
    processes: int,
    tick: Callable[[float], None],
) -> dict[str, DayRates]:
    """The days worked out by several processes."""
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from multiprocessing import get_context

    book = next(iter(views.values())).book
    pool = ProcessPoolExecutor(
        min(processes, len(asked)), get_context("spawn"), initializer=_open, initargs=book.recipe()
    )
    out = {}
    with pool:
        tasks = {}
        for one in asked:
            view = views[one.name]
            law = (view.known, view.switches, view.answer)
            tasks[pool.submit(_one, law, one.entered, taken)] = one.name
        for at, task in enumerate(as_completed(tasks)):
            out[tasks[task]] = task.result()
            tick((at + 1) / len(asked))
    return out


_BOOK: Any = None


def _open(content: dict[str, Any], members: str) -> None:
    """In a process of its own: the book."""
    global _BOOK
    from kanzei.duty.book import LawBook

    gc.disable()
    _BOOK = LawBook(content, members)


def _one(law: tuple[str, dict[str, str], str], on: date, taken: Conventions) -> DayRates:
    """In a process of its own: a day. The parts by authority stay behind."""
    found = pair_on(View(_BOOK, *law, False), on, None, taken, weights())[1]._replace(parts={}, base=None)
    gc.collect()
    return found
