"""The book against the official Chapter 99: the comparison holds, and it bites where a fact is wrong."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from kanzei.cli.law.coverage import facts_of
from kanzei.duty.book import LawBook
from kanzei.errors import LawError
from kanzei.law.carried import Book, Member
from kanzei.law.chapter99 import Chapter99, from_json, read_table, table_json
from kanzei.law.coverage import Finding, Report, cover, look_at
from kanzei.law.coverage_lists import compare_codes
from kanzei.law.coverage_reasons import Reasons, read_reasons
from kanzei.law.official import read_line


@pytest.fixture(scope="module")
def law() -> LawBook:
    return LawBook.shipped()


@pytest.fixture(scope="module")
def table() -> Chapter99:
    return read_table()


@pytest.fixture(scope="module")
def reasons() -> Reasons:
    return read_reasons()


@pytest.fixture(scope="module")
def members(law: LawBook) -> list[Member]:
    return [row for rows in facts_of(law).sets.values() for row in rows]


@pytest.fixture(scope="module")
def report(law: LawBook, table: Chapter99, reasons: Reasons) -> Report:
    return cover(table, facts_of(law), reasons)


def of_heading(table: Chapter99, heading: str, *, notes: bool = False) -> Chapter99:
    """The table with the facts of one heading only."""
    return table._replace(
        headings={heading: table.headings[heading]} if heading in table.headings else {},
        second_hand={},
        footnotes={heading: table.footnotes[heading]} if heading in table.footnotes else {},
        notes=table.notes if notes else {},
    )


def book_with(law: LawBook, members: list[Member], provisions: dict[str, Any] | None = None) -> Book:
    return Book(provisions or law.provisions, law.groups, members, law.orders, law.readings)


def test_nothing_is_unaccounted_for(report: Report) -> None:
    assert [] == [one.heading for one in report.unaccounted]
    assert [] == [one.chapter for one in report.strange]


def test_no_difference_is_unexplained(report: Report) -> None:
    assert [] == [(one.heading, one.what, one.official, one.ours) for one in report.different]


def test_no_reason_outlives_what_it_explains(report: Report) -> None:
    assert [] == list(report.stale)


def test_every_heading_of_every_release_is_in_the_report(report: Report, table: Chapter99) -> None:
    assert {*table.headings, *table.second_hand} == {one.heading for one in report.headings}
    for one in report.headings:
        assert one.provisions if one.state == "encoded" else one.reason and one.source


@pytest.mark.parametrize(
    ("heading", "state", "reason"),
    [
        ("9903.80.60", "encoded", ""),
        ("9903.81.25", "encoded", ""),
        ("9903.85.66", "encoded", ""),
        ("9903.89.05", "encoded", ""),
        ("9903.41.15", "encoded", ""),
        ("9903.91.13", "encoded", ""),
        ("9903.92.80", "encoded", ""),
        ("9903.27.01", "out-of-scope", "Ukraine"),
        ("9903.88.16", "out-of-scope", "list 4B"),
        ("9903.81.88", "encoded", ""),
        ("9903.85.70", "encoded", ""),
    ],
)
def test_the_state_of_a_heading(report: Report, heading: str, state: str, reason: str) -> None:
    """Headings the library's list of unaccounted ones asks for."""
    one = next(one for one in report.headings if one.heading == heading)
    assert state == one.state
    assert reason in one.reason


# ----------------------------------------------------------------- it bites


def changed(law: LawBook, heading: str, change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """The book's provisions with one change to every version that carries a heading."""
    provisions = dict(law.provisions)
    for name in provisions:
        if any(heading in (f.get("heading"), f.get("twin")) for f in provisions[name]["versions"]):
            provisions[name] = copy.deepcopy(provisions[name])
            for fields in provisions[name]["versions"]:
                if heading in (fields.get("heading"), fields.get("twin")):
                    change(fields)
    return provisions


def found(
    law: LawBook, table: Chapter99, reasons: Reasons, members: list[Member], heading: str, provisions: dict[str, Any]
) -> list[Finding]:
    return cover(of_heading(table, heading), book_with(law, members, provisions), reasons).different


def headings_with(law: LawBook, table: Chapter99, wanted: Callable[[dict[str, Any]], bool]) -> list[str]:
    return sorted(
        {
            f["heading"]
            for h in law.provisions.values()
            for f in h["versions"]
            if f.get("heading") in table.headings and wanted(f)
        }
    )


def one_point_more(fields: dict[str, Any]) -> None:
    if "rate" in fields["duty"]:
        fields["duty"]["rate"] += 30_000


def test_a_wrong_rate_is_seen_for_every_heading_that_states_one(
    law: LawBook, table: Chapter99, reasons: Reasons, members: list[Member]
) -> None:
    """One point more on a rate, heading by heading: an unexplained difference each time."""
    bearing = headings_with(law, table, lambda f: f["duty"].get("rate", 0) > 0)
    assert 230 < len(bearing)
    silent = [
        heading
        for heading in bearing
        if not any(
            one.what == "rate"
            for one in found(law, table, reasons, members, heading, changed(law, heading, one_point_more))
        )
    ]
    assert [] == silent


def test_a_missing_country_is_seen_for_every_heading_that_names_countries(
    law: LawBook, table: Chapter99, reasons: Reasons, members: list[Member]
) -> None:
    """One country less in each origin of ours."""
    named = [h for h, spans in sorted(table.headings.items()) if any(set(s.line.origins) - {"any"} for s in spans)]
    named = [h for h in named if h in set(headings_with(law, table, lambda f: len(f["origin"]["in"]) > 0))]
    assert 250 < len(named)

    def one_less(fields: dict[str, Any]) -> None:
        fields["origin"]["in"] = fields["origin"]["in"][1:] or ["aq"]

    silent = [
        heading
        for heading in named
        if not any(
            one.what == "origin"
            for one in found(law, table, reasons, members, heading, changed(law, heading, one_less))
        )
    ]
    assert [] == silent


@pytest.mark.parametrize("heading", ["9903.01.53", "9903.02.02", "9903.94.40", "9903.88.03", "9903.76.21"])
def test_a_country_too_many_is_seen(
    law: LawBook, table: Chapter99, reasons: Reasons, members: list[Member], heading: str
) -> None:
    def one_more(fields: dict[str, Any]) -> None:
        fields["origin"]["in"] = [*fields["origin"]["in"], "nz"]

    assert "origin" in {
        one.what for one in found(law, table, reasons, members, heading, changed(law, heading, one_more))
    }


@pytest.mark.parametrize(
    ("heading", "what"), [("9903.94.06", "day"), ("9903.91.01", "day"), ("9903.91.05", "day"), ("9903.94.02", "day")]
)
def test_a_wrong_first_day_is_seen(
    law: LawBook, table: Chapter99, reasons: Reasons, members: list[Member], heading: str, what: str
) -> None:
    """A month later than the line says."""
    provisions = dict(law.provisions)
    for name in facts_of(law).provisions_of(heading):
        provisions[name] = copy.deepcopy(provisions[name])
        for _, segments in provisions[name]["states"]:
            for segment in segments:
                year, month, day = segment[0].split("-")
                segment[0] = f"{year}-{int(month) % 12 + 1:02}-{day}"
    assert what in {one.what for one in found(law, table, reasons, members, heading, provisions)}


@pytest.mark.parametrize(
    ("heading", "day"), [("9903.02.02", "2025-08-07"), ("9903.01.43", "2025-04-09"), ("9903.03.02", "2026-02-24")]
)
def test_a_wrong_day_of_loading_is_seen(
    law: LawBook, table: Chapter99, reasons: Reasons, members: list[Member], heading: str, day: str
) -> None:
    def later(fields: dict[str, Any]) -> None:
        for key in ("when", "unless"):
            if key in fields:
                fields[key] = json.loads(
                    json.dumps(fields[key]).replace(f'"loaded", "before", "{day}"', '"loaded", "before", "2025-12-24"')
                )

    seen = found(law, table, reasons, members, heading, changed(law, heading, later))
    assert f"loaded before {day}" in {one.official for one in seen}


@pytest.mark.parametrize(
    ("set_name", "code", "where"),
    [
        ("s301-9903.88.03", "96200065", "9903.88.03"),
        ("russia-35", "28030000", "9903.90.08"),
        ("vehicles", "", "33(b)"),
        ("annex-ii", "", "2(v)(iii)(a)"),
        ("metals-vii", "", "16(c)(vii)"),
        ("jp-aircraft", "", "35(b)"),
    ],
)
def test_a_missing_member_is_seen(
    law: LawBook, table: Chapter99, reasons: Reasons, members: list[Member], set_name: str, code: str, where: str
) -> None:
    """One code less in a set: the footnote or the note says so."""
    gone = code or next(row[1] for row in members if row[0] == set_name and row[4] == "~" and row[6] == "~")
    less = [row for row in members if row[:2] != (set_name, gone)]
    assert len(less) < len(members)
    heading = where if where.startswith("9903") else "9903.94.01"
    seen = cover(of_heading(table, heading, notes=True), book_with(law, less), reasons).different
    assert where in {one.heading for one in seen if one.ours == "not reached"}


def test_a_member_too_many_is_seen(law: LawBook, table: Chapter99, reasons: Reasons, members: list[Member]) -> None:
    row = next(row for row in members if row[0] == "chips" and row[4] == "~")
    more = [*members, (row[0], "01012100", *row[2:])]
    seen = cover(of_heading(table, "9903.79.01", notes=True), book_with(law, more), reasons).different
    assert ("39(b)", "not named") in {(one.heading, one.official) for one in seen}


def test_a_heading_nobody_carries_is_unaccounted(
    law: LawBook, table: Chapter99, reasons: Reasons, members: list[Member]
) -> None:
    heading = "9903.94.41"
    less = {
        name: h
        for name, h in law.provisions.items()
        if not any(heading in (f.get("heading"), f.get("twin")) for f in h["versions"])
    }
    seen = cover(of_heading(table, heading), book_with(law, members, less), reasons)
    assert [heading] == [one.heading for one in seen.unaccounted]
    assert not seen.holds


def test_without_its_reason_a_difference_stands(
    law: LawBook, table: Chapter99, reasons: Reasons, members: list[Member]
) -> None:
    """Each written reason is needed: without it, something is different or unaccounted."""
    everything = cover(table, book_with(law, members), Reasons((), (), reasons.lists, reasons.others))
    assert {one.heading for one in everything.unaccounted} >= {"9903.27.01", "9903.88.16", "9903.92"}
    assert {one.what for one in everything.different} >= {
        "rate",
        "origin",
        "in-force",
        "absent",
        "footnote",
        "note",
        "content",
        "special",
    }


def test_a_release_alone(law: LawBook, table: Chapter99, reasons: Reasons) -> None:
    number = table.number("2025HTSRev18")
    assert number is not None
    report = cover(table, facts_of(law), reasons, [number])
    assert report.holds
    assert {one.heading for one in report.headings if one.releases} == {
        h for h in table.headings if table.line(h, number)
    }


# ----------------------------------------------------------- new exports


LINE = ("Articles the product of Japan", [], ["The duty provided in the applicable subheading + 25%"] * 3)


def newest_lines(table: Chapter99) -> list[Any]:
    newest = max(n for n, one in enumerate(table.releases) if one.kind != "rates")
    return [line for heading in table.headings if (line := table.line(heading, newest))]


def test_a_new_export_that_changes_nothing(law: LawBook, table: Chapter99, reasons: Reasons) -> None:
    assert [] == look_at(table, newest_lines(table), facts_of(law), reasons)


def test_a_heading_nobody_has_looked_at_is_found(law: LawBook, table: Chapter99, reasons: Reasons) -> None:
    lines = [*newest_lines(table), read_line("9903.77.77", *LINE), read_line("9903.05.40", *LINE)]
    seen = {one.heading: one for one in look_at(table, lines, facts_of(law), reasons)}
    assert ("new", False) == (seen["9903.77.77"].what, seen["9903.77.77"].looked_at)
    assert ("new", True) == (seen["9903.05.40"].what, seen["9903.05.40"].looked_at)


def test_changed_words_and_rates_are_found(law: LawBook, table: Chapter99, reasons: Reasons) -> None:
    lines = newest_lines(table)
    place = {line.heading: number for number, line in enumerate(lines)}
    lines[place["9903.94.01"]] = lines[place["9903.94.01"]]._replace(general=("plus", 1_500_000, ""))
    lines[place["9903.94.05"]] = lines[place["9903.94.05"]]._replace(words="0" * 12)
    del lines[place["9903.94.07"]]
    seen = {one.heading: one.what for one in look_at(table, lines, facts_of(law), reasons)}
    assert {"9903.94.01": "rate", "9903.94.05": "words", "9903.94.07": "gone"} == seen


# --------------------------------------------------------------- small parts


@pytest.mark.parametrize(
    ("stated", "inside", "outside", "missing", "extra"),
    [
        ({"87032301"}, {"870323"}, set(), (), ()),
        ({"870323"}, {"87032301"}, set(), (), ()),
        ({"8703230110"}, {"870323"}, {"8703230110"}, ("8703230110",), ()),
        ({"87032301"}, {"87032401"}, set(), ("87032301",), ("87032401",)),
        (set(), {"8703"}, set(), (), ("8703",)),
    ],
)
def test_codes_meet_by_their_beginnings(
    stated: set[str], inside: set[str], outside: set[str], missing: tuple[str, ...], extra: tuple[str, ...]
) -> None:
    assert (missing, extra) == compare_codes(frozenset(stated), frozenset(inside), frozenset(outside))


def test_the_table_goes_through_json(table: Chapter99) -> None:
    again = from_json(json.loads(json.dumps(table_json(table))))
    assert table == again


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("[]", "mapping"),
        (
            "status: [{headings: [9903.01.01], is: done, reason: a, source: b}]",
            "'done' is none of out-of-scope, pending",
        ),
        ("status: [{headings: [9903.01.01], is: pending}]", "needs reason, source"),
        ("explained: [{headings: [9903.01.01], what: colour, reason: a, source: b}]", "'colour' is none of rate"),
        ("lists: [{note: 2, sets: [a]}]", "needs on"),
        ("other: []", "'other'"),
        ("status: [one]", "an entry is a mapping"),
    ],
)
def test_a_mistake_in_the_reasons_is_told_with_its_place(text: str, mistake: str) -> None:
    with pytest.raises(LawError, match=r"coverage.yaml:1:\d+") as told:
        read_reasons(text=text)
    assert mistake in str(told.value)
