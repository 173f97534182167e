"""The process for long questions: it ends with its time or its asker, comes again, and gives the same answer without work."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from kanzei.errors import UsageError

pytestmark = pytest.mark.needs("fastapi")


def wait(views: Any, seconds: float) -> float:
    time.sleep(seconds)
    return time.time()


def refuse(views: Any) -> None:
    raise UsageError(f"not under {views.book.digest[:4]}")


def die(views: Any) -> None:
    import os

    os._exit(1)


for _work in (wait, refuse, die):
    _work.__module__ = "tests.web.test_heavy"  # the name under which another process finds them


def test_it_ends_with_its_time_or_its_asker_and_comes_again() -> None:
    from kanzei.web.heavy import Heavy

    async def gone() -> bool:
        return True

    async def story() -> None:
        heavy = Heavy(30)
        try:
            first = await heavy.ask(wait, 0.01)
            assert first == await heavy.ask(wait, 0.01), "kept, not asked again"
            with pytest.raises(UsageError, match="not under"):
                await heavy.ask(refuse)
            begun = time.monotonic()
            with pytest.raises(TimeoutError):
                await heavy.ask(wait, 60, gone=gone)
            heavy.seconds = 0.3
            with pytest.raises(TimeoutError):
                await heavy.ask(wait, 61)
            assert time.monotonic() - begun < 10
            heavy.seconds = 30
            with pytest.raises(RuntimeError, match="ended"):
                await heavy.ask(die)
            assert first < await heavy.ask(wait, 0.02)
        finally:
            heavy.close()

    asyncio.run(story())
