"""The desk: what was answered is given again; a question past its time uses no more of the thread, and leaves no half of an answer behind."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import Any

import pytest
from tests.web.conftest import CAR


def test_a_question_past_its_time_uses_no_more_time() -> None:
    from kanzei.web.desk import Desk

    seen: list[float] = []
    over = threading.Event()

    def endless(views: Any) -> None:
        try:
            while time.monotonic() < begun + 30:
                seen.append(time.monotonic())
        finally:
            over.set()

    async def story(desk: Desk) -> None:
        before = desk.views
        with pytest.raises(TimeoutError):
            await desk.ask(endless)
        assert over.wait(5), "the work goes on"
        count = len(seen)
        desk.seconds = 20
        assert desk.book.digest == await desk.ask(lambda views: views.book.digest)
        assert desk.views is not before, "what was looked at half is not used again"
        assert count == len(seen)

    begun = time.monotonic()
    desk = Desk(0.3)
    try:
        asyncio.run(story(desk))
    finally:
        desk.close()
    assert time.monotonic() - begun < 20


def test_a_question_that_waits_past_its_time_ends_no_other() -> None:
    """The time of a question that stands in the line is over: the one before it goes on."""
    from kanzei.web.desk import Desk

    async def story(desk: Desk) -> None:
        first = asyncio.create_task(desk.ask(lambda views: time.sleep(0.6) or "whole"))
        await asyncio.sleep(0.05)
        desk.seconds = 0.1
        with pytest.raises(TimeoutError):
            await desk.ask(lambda views: "late")
        assert "whole" == await first

    desk = Desk(20)
    try:
        asyncio.run(story(desk))
    finally:
        desk.close()


def test_an_answer_is_given_again_without_being_worked_out_again() -> None:
    from kanzei.web.desk import Desk

    asked: list[int] = []

    async def story(desk: Desk) -> None:
        for number in (1, 1, 2, 1):
            assert number == await desk.once(("n", number), lambda views, n=number: asked.append(n) or n)  # type: ignore[misc]
        for number in range(3, 3 + desk.KEPT):
            await desk.once(("n", number), lambda views, n=number: n)  # type: ignore[misc]
        await desk.once(("n", 1), lambda views: asked.append(1) or 1)

    desk = Desk(20)
    try:
        asyncio.run(story(desk))
    finally:
        desk.close()
    assert [1, 2, 1] == asked


def test_what_is_kept_does_not_mix_questions(http: Any) -> None:
    """One cent more, another known day, a fact denied: each is a question of its own."""
    asked = [
        CAR,
        {**CAR, "value": "30001"},
        {**CAR, "known": "2025-09-10"},
        {**CAR, "known": "2025-09-10", "no": "passenger_vehicle"},
    ]
    answers = [[http.get("/api/v1/duty", params=one).json()["duty_usd"] for one in asked] for _ in range(2)]

    assert [["4500.00", "4500.15", "8250.00", "4500.00"]] * 2 == answers


def test_a_picture_kept_is_sent_whole_again(http: Any) -> None:
    """Packing rewrites the headers of a response: the one that is kept must not be touched."""
    query = {"hts": "8703.23.01.40", "from": "JP", "value": "30000", "since": "2025-09-01", "known": "2025-09-20"}
    first, again, bare = (
        http.get("/api/v1/timeline/two-times", params=query, headers={"accept-encoding": packed})
        for packed in ("gzip", "gzip", "identity")
    )

    assert first.content == again.content == bare.content
    assert first.content.startswith(b"<svg") or b"<svg" in first.content[:200]
