"""What a line can see of the law: its timeline over the days it sees is that over every day of the book."""

from __future__ import annotations

import random
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from kanzei.countries import all_origins
from kanzei.duty.book import LawBook
from kanzei.duty.line import EntryLine
from kanzei.duty.sight import days_seen, sees_all
from kanzei.duty.view import View, _same
from kanzei.errors import KanzeiError

FIRST = date(2025, 1, 1)
MUCH = ("JP", "CN", "CA", "MX", "GB", "DE", "BR", "IN", "KR", "CH", "TW", "RU", "HK", "VN")
"""Origins with much law of their own."""


@cache
def book() -> LawBook:
    return LawBook.shipped()


def over_every_day(view: View, line: EntryLine, since: date, until: date) -> list[tuple[date, date, Any]]:
    """The timeline with nothing left out: every day on which the book changes anything, for any goods of any country."""
    days = {day for void in view.book.voids for day in (void["from"], void["to"])} | set(view.bounds())
    starts = [since, *(date.fromisoformat(day) for day in sorted(days) if since.isoformat() < day < until.isoformat())]
    out: list[tuple[date, date, Any]] = []
    for start, stop in zip(starts, [*starts[1:], until], strict=True):
        found = view.assess(line._replace(entered_on=start), explain=False)
        if out and _same(out[-1][2], found):
            out[-1] = (out[-1][0], stop, out[-1][2])
        else:
            out.append((start, stop, found))
    return out


def told(asked: Any, *given: Any) -> Any:
    try:
        return asked(*given)
    except KanzeiError as error:
        return type(error), str(error)


def some_line(chance: random.Random) -> tuple[View, EntryLine]:
    """A line as it may come: mostly goods that much law names, facts stated or not, a short code at times."""
    codes = book().schedule.all_codes()
    code = chance.choice(codes)
    if chance.random() < 0.6:
        dear = [one for one in codes if one[:2] in ("72", "73", "76", "84", "85", "87", "94", "44", "30", "08")]
        code = chance.choice(dear)
    claims: dict[str, Any] = {}
    for key in ("passenger_vehicle", "usmca", "pending_ftz"):
        if chance.random() < 0.15:
            claims[key] = chance.random() < 0.5
    if chance.random() < 0.2:
        claims["steel_value"] = 100_000
    if chance.random() < 0.2:
        claims["melt_pour"] = chance.choice(("us", "jp", "gb", "ru"))
    line = EntryLine(
        code[:8] if chance.random() < 0.15 else code,
        chance.choice(MUCH if chance.random() < 0.7 else all_origins()),
        FIRST,
        1_000_000,
        claims=claims,
        spi=chance.choice(("S", "KR", "JP", "CL")) if chance.random() < 0.2 else None,
        loaded_on=date(2025, 1, 1) if chance.random() < 0.1 else None,
    )
    known = chance.choice([None, None, *book().known_days()[::7]])
    answer = "owed" if chance.random() < 0.25 else "charged"
    return book().view(None if known is None or known < FIRST else known, answer=answer), line


def agree(seed: int) -> None:
    view, line = some_line(random.Random(seed))
    until = book().as_of + timedelta(days=61)

    assert told(over_every_day, view, line, FIRST, until) == told(view.timeline, line, FIRST, until), line


@pytest.mark.parametrize("seed", range(24))
def test_nothing_that_changes_the_answer_is_left_out(seed: int) -> None:
    agree(seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 1100))
def test_nothing_that_changes_the_answer_is_left_out_at_length(seed: int) -> None:
    agree(seed)


def test_most_days_are_left_out() -> None:
    """The days a car of Japan sees are few of those of the book, and each of its duties begins on one."""
    view = book().view()
    seen = days_seen(view, EntryLine("8703230140", "JP", FIRST, 1))

    assert len(seen) < len(view.bounds()) / 4
    assert {"2025-04-03", "2025-09-16"} <= set(seen)


@pytest.mark.parametrize(
    "line",
    [
        EntryLine("9802004040", "JP", FIRST, 1, claims={"article": "8703230140"}),
        EntryLine("8703230140", "JP", FIRST, 1, claims={"ch98": "98020040"}),
        EntryLine("8703230140", "JP", FIRST, 1, claims={"zone_status": "PF"}),
        EntryLine("870323", "JP", FIRST, 1),
        EntryLine("", "JP", FIRST, 1, base_rate="2.5%"),
    ],
    ids=["chapter 98", "claimed under chapter 98", "zone", "six digits", "no code"],
)
def test_where_other_law_decides_every_day_is_looked_at(line: EntryLine) -> None:
    assert sees_all(line)
    assert book().view().bounds() == days_seen(book().view(), line)
