"""The view on a book of our own: which rows a day of entry and a known day let in, each at its edge."""

from __future__ import annotations

import sqlite3
from datetime import date
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest

from kanzei.duty.adcvd import CaseRates
from kanzei.duty.book import LawBook
from kanzei.duty.by_country import Index
from kanzei.duty.line import EntryLine
from kanzei.duty.view import View

FROM, TO, KNOWN, UNTIL = "2025-02-01", "2025-03-01", "2025-01-10", "2025-01-20"
INSIDE = [
    ("2025-01-31", KNOWN, False),
    (FROM, KNOWN, True),
    ("2025-02-28", KNOWN, True),
    (TO, KNOWN, False),
    (FROM, "2025-01-09", False),
    (FROM, "2025-01-19", True),
    (FROM, UNTIL, False),
]
"""(entered, known, whether a row of that rectangle counts): half open on both axes."""


class Days(View):
    """A view that computes nothing: it keeps the days it was asked for, and tells months apart."""

    asked: list[date]

    def assess(self, line: EntryLine, *, explain: bool = True) -> Any:
        self.asked.append(line.entered_on)
        return SimpleNamespace(
            components=[SimpleNamespace(heading="", part="", rate=str(line.entered_on.month), amount_cents=0)]
        )


def book(
    groups: list[tuple[str, ...]] = [],  # noqa: B006  (read only)
    statements: dict[str, list[dict[str, str]]] = {},  # noqa: B006
    members: list[tuple[str, str, int, str, str, str, str]] = [],  # noqa: B006
) -> Any:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE sets(id INTEGER PRIMARY KEY, name TEXT)")
    base.execute("CREATE TABLE members(code TEXT, set_id INT, sign INT, start TEXT, stop TEXT, known TEXT, until TEXT)")
    names = sorted({row[0] for row in members})
    base.executemany("INSERT INTO sets VALUES(?,?)", list(enumerate(names)))
    base.executemany(
        "INSERT INTO members VALUES(?,?,?,?,?,?,?)", [(row[1], names.index(row[0]), *row[2:]) for row in members]
    )
    schedule = SimpleNamespace(revision_days=list, digest="s")
    return SimpleNamespace(
        groups=groups, statements=statements, members=base, provisions={}, schedule=schedule, readings={}, digest="d",
        index=Index({}, groups),
    )  # fmt: skip


def view(
    known: str = "2025-12-31", answer: str = "charged", switches: dict[str, str] | None = None, **law: Any
) -> View:
    return View(book(**law), known, switches or {}, answer, False)


@cache
def shipped() -> View:
    return LawBook.shipped().view()


@pytest.mark.parametrize(("entered", "known", "inside"), INSIDE)
def test_a_country_is_in_a_group_inside_its_days_of_entry_and_of_knowledge(
    entered: str, known: str, inside: bool
) -> None:
    found = view(known, groups=[("club", "jp", "+", FROM, TO, KNOWN, UNTIL)])

    assert [inside, False] == [found.in_group("club", "JP", entered), found.in_group("club", "CA", entered)]


@pytest.mark.parametrize(("entered", "known", "inside"), INSIDE)
def test_a_country_is_out_of_a_group_inside_the_days_of_its_exception(entered: str, known: str, inside: bool) -> None:
    rows = [
        ("club", "jp", "+", "1900-01-01", "9999-12-31", "1900-01-01", "9999-12-31"),
        ("club", "jp", "-", FROM, TO, KNOWN, UNTIL),
    ]

    assert inside != view(known, groups=rows).in_group("club", "JP", entered)


def test_a_group_of_all_holds_every_country() -> None:
    rows = [("spi:c", "all", "+", FROM, TO, KNOWN, UNTIL), ("spi:s", "ca", "+", FROM, TO, KNOWN, UNTIL)]
    found = view(KNOWN, groups=rows)

    assert [True, False] == [found.in_group(name, "JP", FROM) for name in ("spi:c", "spi:s")]
    assert [["C"], ["C", "S"]] == [found.programmes(one, FROM) for one in ("JP", "CA")]


@pytest.mark.parametrize(
    ("selection", "ca", "jp"),
    [
        ({"in": [], "except": []}, True, True),
        ({"in": ["ca"], "except": []}, True, False),
        ({"in": [], "except": ["ca"]}, False, True),
        ({"in": ["club"], "except": []}, True, True),
        ({"in": ["club"], "except": ["ca"]}, False, True),
        ({"in": [], "except": ["club"]}, False, False),
    ],
)
def test_a_selection_names_countries_and_groups(selection: dict[str, list[str]], ca: bool, jp: bool) -> None:
    rows = [("club", code, "+", FROM, TO, KNOWN, UNTIL) for code in ("ca", "jp")]
    found = view(KNOWN, groups=rows)

    assert [ca, jp] == [found.origin_matches(selection, origin, FROM) for origin in ("ca", "jp")]


@pytest.mark.parametrize(("entered", "known", "inside"), INSIDE)
def test_a_code_is_in_a_set_inside_its_days_of_entry_and_of_knowledge(entered: str, known: str, inside: bool) -> None:
    found = view(known, members=[("list", "8703", 1, FROM, TO, KNOWN, UNTIL)])

    assert inside == ("list" in found.memberships("8703230140", entered))


@pytest.mark.parametrize(
    ("rows", "inside"),
    [
        ([("87", 1)], True),
        ([("88", 1)], False),
        ([("87", 1), ("8703", -1)], False),
        ([("8703", -1), ("87", 1)], False),
        ([("87", -1), ("8703", 1)], True),
        ([("8703", 1), ("87", -1)], True),
        ([("8703", 1), ("8703", -1)], False),
        ([("8703", -1), ("8703", 1)], False),
        ([("870323", 1), ("8703", -1), ("87", 1)], True),
    ],
)
def test_the_longest_prefix_says_whether_a_code_is_in_a_set_and_an_exception_wins_over_its_like(
    rows: list[tuple[str, int]], inside: bool
) -> None:
    """Whatever the order of the rows."""
    found = view(KNOWN, members=[("list", code, sign, FROM, TO, KNOWN, UNTIL) for code, sign in rows])

    assert inside == ("list" in found.memberships("8703230140", FROM))


def said(known: str = KNOWN, start: str = FROM, stop: str = TO) -> dict[str, str]:
    return {"known": known, "from": start, "to": stop}


@pytest.mark.parametrize(("entered", "known", "inside"), [row for row in INSIDE if row[1] != UNTIL])
def test_a_statement_speaks_inside_its_days_of_entry_once_it_is_known(entered: str, known: str, inside: bool) -> None:
    assert ([said()] if inside else []) == view(known, statements={"fees": [said()]}).statements("fees", entered)


def test_the_statement_known_last_stands_last() -> None:
    late, early = said("2025-01-09"), said("2025-01-08")
    found = view(KNOWN, statements={"fees": [late, early]})

    assert [early, late] == found.statements("fees", FROM)
    assert [] == found.statements("drawback", FROM)


@pytest.mark.parametrize(
    ("known", "seen"), [("2025-01-09", False), (KNOWN, True), ("2025-01-19", True), (UNTIL, False)]
)
def test_a_day_of_a_group_or_a_set_bounds_the_law_while_it_is_known(known: str, seen: bool) -> None:
    expected = [FROM, TO] if seen else []

    assert expected == view(known, groups=[("club", "jp", "+", FROM, TO, KNOWN, UNTIL)]).bounds()
    assert expected == view(known, members=[("list", "8703", 1, FROM, TO, KNOWN, UNTIL)]).bounds()


@pytest.mark.parametrize("kind", ["chapter98", "chapter98_terms"])
@pytest.mark.parametrize(("known", "seen"), [("2025-01-09", False), (KNOWN, True), ("2025-01-11", True)])
def test_a_day_of_chapter_98_bounds_the_law_once_it_is_known(kind: str, known: str, seen: bool) -> None:
    assert ([FROM, TO] if seen else []) == view(known, statements={kind: [said()]}).bounds()


def test_the_ends_of_time_bound_nothing() -> None:
    assert [] == view(statements={"chapter98": [said(start="1900-01-01", stop="9999-12-31")]}).bounds()


@pytest.mark.parametrize(
    ("since", "until", "asked"),
    [
        ("2025-01-15", "2025-03-15", ["2025-01-15", FROM, TO]),
        (FROM, "2025-03-15", [FROM, TO]),
        ("2025-01-15", TO, ["2025-01-15", FROM]),
        (FROM, TO, [FROM]),
    ],
)
def test_a_line_is_assessed_once_for_each_stretch_of_days(since: str, until: str, asked: list[str]) -> None:
    """A bound on the first day begins no second stretch, and one on the day that is no longer asked for begins none."""
    days = Days(book(statements={"chapter98": [said()]}), "2025-12-31", {}, "charged", False)
    days.asked = []
    line = EntryLine("8703230140", "JP", date(2025, 1, 1), 100, claims={"ch98": "98020040"})

    rows = days.timeline(line, date.fromisoformat(since), date.fromisoformat(until))

    assert asked == [day.isoformat() for day in days.asked]
    assert [*asked, until] == [*(row[0].isoformat() for row in rows), rows[-1][1].isoformat()]


def test_neighbours_of_equal_duty_are_one_stretch() -> None:
    days = Days(
        book(statements={"chapter98": [said(start="2025-02-10", stop="2025-02-20")]}),
        "2025-12-31",
        {},
        "charged",
        False,
    )
    days.asked = []

    line = EntryLine("8703230140", "JP", date(2025, 1, 1), 100, claims={"ch98": "98020040"})
    rows = days.timeline(line, date(2025, 2, 1), date(2025, 3, 1))

    assert [(date(2025, 2, 1), date(2025, 3, 1))] == [row[:2] for row in rows]


def test_the_view_of_what_was_charged_is_itself() -> None:
    """One that answers what is owed gives way to another."""
    charged, owed = view(), view(answer="owed")

    assert charged is charged.charged()
    assert (False, "charged") == (owed.charged() is owed, owed.charged().answer)


def test_the_digest_tells_switches_and_deposit_rates_apart() -> None:
    """Without either it is that of the book."""
    plain, rates = view(), CaseRates((), "r1")
    chosen = [plain.with_switch("A", "x"), plain.with_switch("A", "y"), plain.with_case_rates(rates)]
    chosen += [chosen[0].with_case_rates(rates), plain.with_case_rates(CaseRates((), "r2"))]

    assert "d" == plain.digest
    assert 6 == len({plain.digest, *(one.digest for one in chosen)})


def test_the_shipped_book_is_bounded_by_the_first_day_of_a_judgment() -> None:
    """What is owed changes on no day that the timeline does not look at."""
    bounds = {*shipped().bounds(), "9999-12-31"}

    assert [] == [one["authority"] for one in shipped().book.voids if not {one["from"], one["to"]} <= bounds]
