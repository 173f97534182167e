"""Where questions are answered: one warm law book, a view of each known day kept, one thread that looks at it.

The evaluator is not made for several threads at once, and one answer takes about a millisecond; so questions stand in a line before one
thread. What takes seconds goes to a process of its own with its own book (:mod:`kanzei.web.heavy`), which a time limit can end.
"""

from __future__ import annotations

import asyncio
import ctypes
import threading
from argparse import Namespace
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from kanzei.cli.options import open_view
from kanzei.duty.book import LawBook

if TYPE_CHECKING:
    from kanzei.duty.view import View

__all__ = ["Desk", "Views"]

T = TypeVar("T")


class _Over(BaseException):
    """Raised in the thread that answers when the time of a question is over."""


class Views:
    """Views of one book by known day, readings and answer; the least lately asked for is let go."""

    MOST = 400
    CALLS = 5000
    """Views remember every situation asked for; after so many questions all are let go, so that memory stays bounded."""

    def __init__(self, book: LawBook) -> None:
        self.book = book
        self._calls = 0
        self._kept: OrderedDict[Any, View] = OrderedDict()

    def at(self, options: Namespace, known: date | None) -> View:
        """The view that options ask for, of a known day."""
        self._calls += 1
        if self._calls % self.CALLS == 0:
            self._kept.clear()
        key = (known, *sorted(options.switch), options.answer, options.value_as_given)
        view = self._kept.pop(key, None)
        if view is None:
            view = open_view(self.book, options, known)
        self._kept[key] = view
        if len(self._kept) > self.MOST:
            self._kept.popitem(last=False)
        return view

    def plain(self, known: date | None = None) -> View:
        """The view of a known day without further choices."""
        return self.at(Namespace(switch=[], answer="charged", value_as_given=False, scenario=[]), known)


class Desk:
    """The book of a server and the thread that answers from it."""

    KEPT = 200
    """Answers kept, to be given again: the book of a server does not change."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.views = Views(LawBook.shipped())
        self._turn = threading.Lock()
        self._now: object = None
        self._thread = 0
        self._line = ThreadPoolExecutor(1, "law")
        self._kept: OrderedDict[tuple[object, ...], Any] = OrderedDict()

    @property
    def book(self) -> LawBook:
        """The law book served."""
        return self.views.book

    async def ask(self, work: Callable[[Views], T]) -> T:
        """Do some work with the views, in its turn.

        Raises
        ------
        TimeoutError   It took longer than a question may.
        """
        loop, question = asyncio.get_running_loop(), object()
        try:
            return await asyncio.wait_for(loop.run_in_executor(self._line, self._answer, question, work), self.seconds)
        except TimeoutError:
            self._end(question)
            raise

    def _answer(self, question: object, work: Callable[[Views], T]) -> T:
        """Do the work, in the thread that answers; what was ended in the middle of it leaves nothing half made behind."""
        try:
            with self._turn:
                self._now, self._thread = question, threading.get_ident()
            try:
                return work(self.views)
            finally:
                with self._turn:
                    self._now = None
        except _Over:
            self.views = Views(LawBook.shipped())
            raise TimeoutError from None

    def _end(self, question: object) -> None:
        """End the work on a question that nobody waits for any more, so that it takes no time from others."""
        with self._turn:
            if self._now is question:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread), ctypes.py_object(_Over))

    async def once(self, key: tuple[object, ...], work: Callable[[Views], T]) -> T:
        """As :meth:`ask`, for work that rests on nothing but its key and the book: what was answered lately is given again.

        Raises
        ------
        TimeoutError   It took longer than a question may.
        """
        found = self._kept.pop(key, None)
        if found is None:
            found = await self.ask(work)
        self._kept[key] = found
        if len(self._kept) > self.KEPT:
            self._kept.popitem(last=False)
        answer: T = found
        return answer

    def close(self) -> None:
        """Answer no more."""
        self._line.shutdown(wait=False, cancel_futures=True)
