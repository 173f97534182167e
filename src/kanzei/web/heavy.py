"""Questions that take seconds, answered in a process of its own: it has its own book, and a time limit can end it.

A question names a function of this package by module and name; it is called with the process's views and its arguments, and must depend on
nothing else: answers are kept and given again.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from copy import copy
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any

from starlette.responses import Response

from kanzei.errors import KanzeiError

__all__ = ["Heavy"]

Gone = Callable[[], Awaitable[bool]]
SLICE_S = 0.2


class Heavy:
    """One process, started when first needed and again after it was ended; one question at a time."""

    KEPT = 64

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._turn = asyncio.Lock()
        self._process: Any = None
        self._pipe: Connection | None = None
        self._kept: OrderedDict[tuple[str, str, str], Any] = OrderedDict()

    async def ask(self, work: Callable[..., Any], *given: Any, gone: Gone | None = None, keep: bool = True) -> Any:
        """What ``work(views, *given)`` gives in the other process; all of it must be picklable.

        Parameters
        ----------
        gone : whether nobody waits for the answer any more; the work is then ended.
        keep : whether the answer may be kept and given again; not where the question holds somebody's text.

        Raises
        ------
        TimeoutError   It took longer than it may, or nobody waits; the process was ended. KanzeiError   As the work raises it.
        """
        if not keep:
            async with self._turn:
                return await self._answer((work.__module__, work.__qualname__, ""), given, gone)
        key = (work.__module__, work.__qualname__, repr(given))
        if key not in self._kept:
            async with self._turn:
                if key not in self._kept:
                    self._kept[key] = await self._answer(key, given, gone)
        self._kept.move_to_end(key)
        while len(self._kept) > self.KEPT:
            self._kept.popitem(last=False)
        return _own(self._kept[key])

    def held(self, work: Callable[..., Any], *given: Any) -> Any:
        """What was answered already, or ``None``."""
        return self._kept.get((work.__module__, work.__qualname__, repr(given)))

    async def _answer(self, key: tuple[str, str, str], given: tuple[Any, ...], gone: Gone | None) -> Any:
        pipe = self._started()
        until = time.monotonic() + self.seconds
        done = False
        try:
            pipe.send((key[0], key[1], given))
            while not await asyncio.to_thread(pipe.poll, min(SLICE_S, self.seconds)):
                if time.monotonic() > until or (gone is not None and await gone()):
                    raise TimeoutError
            kind, value = await asyncio.to_thread(pipe.recv)
            done = True
        except (EOFError, ConnectionError):
            raise RuntimeError("the process for long questions ended") from None
        finally:
            if not done:
                self.close()
        if kind == "error":
            raise value
        return value

    def _started(self) -> Connection:
        if self._pipe is None or not self._process.is_alive():
            self.close()
            context = multiprocessing.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(target=serve, args=(theirs,), daemon=True)
            self._process.start()
            theirs.close()
        return self._pipe

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.join(2)
            self._process.close()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None


def _own(value: Any) -> Any:
    """What one asker may change: the headers of a response are rewritten while it is packed and sent."""
    if isinstance(value, Response):
        value = copy(value)
        value.raw_headers = list(value.raw_headers)
    return value


def serve(pipe: Connection) -> None:
    """Answer questions until the other end is closed: the life of the process."""
    import signal

    from kanzei.duty.book import LawBook
    from kanzei.web.desk import Views

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server says when to end
    views = Views(LawBook.shipped())
    while True:
        try:
            module, name, given = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer: tuple[str, Any] = ("done", getattr(import_module(module), name)(views, *given))
        except KanzeiError as error:
            answer = ("error", error)
        except Exception as error:  # said to the asker, who numbers it
            answer = ("error", RuntimeError(f"{type(error).__name__} in a long question"))
        pipe.send(answer)
