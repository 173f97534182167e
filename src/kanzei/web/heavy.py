"""Questions that take seconds, answered in a process of its own: it has its own book, and a time limit can end it.

A question names a function of this package by module and name; it is called with the process's views and its arguments.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any

from kanzei.errors import KanzeiError

__all__ = ["Heavy"]


class Heavy:
    """One process, started when first needed and again after it was ended; one question at a time."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._turn = asyncio.Lock()
        self._process: Any = None
        self._pipe: Connection | None = None

    async def ask(self, work: Callable[..., Any], *given: Any) -> Any:
        """What ``work(views, *given)`` gives in the other process; all of it must be picklable.

        Raises
        ------
        TimeoutError   It took longer than it may; the process was ended. KanzeiError   As the work raises it.
        """
        async with self._turn:
            pipe = self._started()
            done = False
            try:
                pipe.send((work.__module__, work.__qualname__, given))
                if not await asyncio.to_thread(pipe.poll, self.seconds):
                    raise TimeoutError
                kind, value = await asyncio.to_thread(pipe.recv)
                done = True
            except EOFError:
                raise RuntimeError("the process for long questions ended") from None
            finally:
                # Also when the asker has gone: work that nobody waits for stops.
                if not done:
                    self.close()
        if kind == "error":
            raise value
        return value

    def _started(self) -> Connection:
        if self._pipe is None or not self._process.is_alive():
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
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None


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
