"""The shipped record: every claim has a source and a day, the deal room's terms resolve, two times hold."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from kanzei.cli import main
from kanzei.deal.read_terms import read_sheet
from kanzei.errors import LawError, UsageError
from kanzei.record.model import CLASSES, STATES, Record
from kanzei.record.read import check_file, read_record, shipped
from kanzei.record.status import standings
from kanzei.record.weigh import conflicts, speaks_of

THAT_DAY = date(2025, 8, 28)
RESTED = {
    "R15 NAM v others 2025-09": "the table's one row is two claims here, each at its own address: the association's note and the letter of July"
}
READINGS = Path(__file__).resolve().parents[2].parent / "shared" / "facility" / "readings.csv"


@pytest.fixture(scope="module")
def record() -> Record:
    return shipped()


def test_every_claim_has_a_source_and_a_day(record: Record) -> None:
    assert [] == [one.id for one in record.claims if not one.sources or one.known < date(2018, 1, 1)]
    assert {one.state for one in record.claims if one.state} <= set(STATES)


def test_nothing_is_known_before_the_first_day_of_its_sources(record: Record) -> None:
    def first(names: Iterable[str]) -> date:
        return min(record.sources[name].day for name in names)

    assert [] == [one.id for one in record.claims if one.known < first(record.first(one))]
    assert [] == [one.id for one in record.events if one.known < first(record.roots(one.sources))]
    rests = {one.id: one.known for one in record.claims}
    assert [] == [one.slot for one in record.rulings if one.known < max(rests[name] for name in one.rests_on)]


@pytest.mark.parametrize("deal", ["japan", "korea"])
def test_every_term_statement_and_reading_of_the_deal_room_resolves_to_a_claim(record: Record, deal: str) -> None:
    sheet = read_sheet(deal)
    held = {term for one in record.claims for term in one.terms}
    needed = {one.id for one in (*sheet.terms, *sheet.statements)}
    needed |= {name for one in sheet.readings.values() for name in one.rests_on}

    assert [] == sorted(name for name in needed if f"{deal}/{name}" not in held)


def test_a_term_named_by_a_claim_exists_and_is_not_known_sooner_in_the_deal_room(record: Record) -> None:
    known: dict[str, date] = {}
    for deal in ("japan", "korea"):
        sheet = read_sheet(deal)
        for one in (*sheet.terms, *sheet.statements):
            name = f"{deal}/{one.id}"
            known[name] = min(one.known, known.get(name, one.known))
    first: dict[str, date] = {}
    for claim in record.claims:
        for term in claim.terms:
            first[term] = min(claim.known, first.get(term, claim.known))

    assert set(first) <= set(known)
    assert {} == {term: (day, known[term]) for term, day in first.items() if day > known[term]}


@pytest.mark.skipif(not READINGS.is_file(), reason="does not apply: the table of readings is not here")
def test_every_topic_and_source_of_the_readings_is_in_the_record(record: Record) -> None:
    with READINGS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    ruled = {ruling.slot for ruling in record.rulings}
    topics = {one.topic: one.id for one in record.slots.values() if one.topic.startswith("R")}
    addresses = {one.url for one in record.sources.values()}

    assert {row["term_id"] for row in rows} == set(topics)
    assert [] == [topic for topic, slot in topics.items() if slot not in ruled]
    assert [] == sorted({row["source_url"] for row in rows if row["source_url"]} - addresses)
    for topic, slot in topics.items():
        wanted = sum(row["term_id"] == topic for row in rows)
        assert len(record.of(slot)) >= wanted or topic in {"R08"}, topic


@pytest.mark.skipif(not READINGS.is_file(), reason="does not apply: the table of readings is not here")
def test_every_reading_has_a_claim_of_its_speaker_and_day_from_its_source(record: Record) -> None:
    with READINGS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    slots = {one.topic: one.id for one in record.slots.values() if one.topic}

    def held(row: dict[str, str]) -> bool:
        surname = row["speaker"].split()[-1].strip("()") if row["role"] else ""
        return any(
            str(one.on).startswith(row["date"])
            and (not row["source_url"] or row["source_url"] in {record.sources[name].url for name in one.sources})
            and (surname in one.by or surname in one.role or not surname[0].isupper() or one.side == "text")
            for one in record.of(slots[row["term_id"]])
            if surname or one.by
        )

    lacking = [f"{row['term_id']} {row['speaker']} {row['date']}" for row in rows if not held(row)]
    assert [] == [one for one in lacking if one not in RESTED], lacking


def test_nothing_is_resolved_without_a_reason_known_no_sooner_than_what_it_rests_on(record: Record) -> None:
    claims = {one.id: one for one in record.claims}
    for ruling in record.rulings:
        assert ruling.kind in CLASSES and ruling.because and ruling.rests_on
        assert ruling.known >= max(claims[name].known for name in ruling.rests_on), ruling.slot
        assert {claims[name].slot for name in ruling.rests_on} == {ruling.slot}


def test_two_papers_on_one_wire_are_one_source(record: Record) -> None:
    found = {one.slot.id: one for one in conflicts(record.as_known(THAT_DAY))}
    weeks = {one.value: one.independent for one in found["rescheduling"].positions}

    assert {"next week": ("unnamed-next-week",), "undecided": ("kyodo-0828",)} == weeks
    assert found["rescheduling"].open


def test_the_announcer_is_not_the_traveller(record: Record) -> None:
    traveller = next(one for one in conflicts(record.as_known(THAT_DAY)) if one.slot.id == "traveller")
    held = {one.value: (len(one.independent), bool(one.slips)) for one in traveller.positions}

    assert {"Ryosei Akazawa": (3, False), "Yoshimasa Hayashi": (1, True)} == held
    assert traveller.ruling and ("slip", "Ryosei Akazawa") == (traveller.ruling.kind, traveller.ruling.value)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("who was to travel", True),
        ("Who was travelling, to Washington?", True),
        ("AKAZAWA", True),
        ("the who", True),
        ("akazawa polysilicon", False),
        ("xyzzy", False),
    ],
)
def test_a_conflict_is_found_by_words_all_of_which_it_holds(record: Record, words: str, wanted: bool) -> None:
    traveller = next(one for one in conflicts(record.as_known(THAT_DAY)) if one.slot.id == "traveller")

    assert wanted == speaks_of(traveller, words)


def test_the_split_is_open_in_august_and_settled_by_the_text(record: Record) -> None:
    def split(day: date) -> bool:
        return next(one for one in conflicts(record.as_known(day)) if one.slot.id == "profit-split").open

    assert (True, False, False) == tuple(split(day) for day in (THAT_DAY, date(2025, 9, 5), date(2025, 12, 1)))


def test_what_stood_on_the_day_of_the_cancelled_trip(record: Record) -> None:
    held = {one.slot.id[2:]: (one.claim.state, one.claim.says) for one in standings(record, THAT_DAY)}

    expected = {
        "general": ("in force", "column 1 + 15%"),
        "stacking": ("asked", "amended"),
        "cars-duty": ("in force", "27.5%"),
        "cars-cut": ("announced", "15%"),
        "parts-duty": ("in force", "27.5%"),
        "aircraft": ("announced", "no order"),
        "generics": ("announced", "no order"),
        "investment": ("announced", "no text"),
        "split": ("announced", "disputes"),
        "trip": ("cancelled", "one unnamed source"),
        "commerce-announcement": ("awaited", ""),
        "rice": ("announced", "nothing is legislated"),
        "farm": ("announced", "nothing is legislated"),
        "vehicles": ("announced", "nothing is legislated"),
        "agreement-2019": ("in force", ""),
    }
    assert [] == [
        name for name, (state, part) in expected.items() if held[name][0] != state or part not in held[name][1]
    ]
    assert "s122" not in held


def test_what_came_of_it_is_said_when_a_later_day_is_asked(record: Record) -> None:
    later = {one.slot.id: one.later for one in standings(record, THAT_DAY, record.known_on)}

    assert [("ordered", date(2025, 9, 4)), ("published", date(2025, 9, 15)), ("in force", date(2025, 9, 16))] == [
        (one.state, one.on) for one in later["c-cars-cut"]
    ]
    assert all(not one.later for one in standings(record, THAT_DAY))


def test_a_line_of_which_nothing_came_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["record", "status", "--on", str(THAT_DAY), "--known", "2026-07-01"])
    groups = {each.splitlines()[0]: each for each in capsys.readouterr().out.split("\n\n")}

    assert "nothing more is on file by 2026-07-01" in groups["Aircraft bought by Japan"]
    assert "nothing more" not in groups["Rice into Japan"]
    assert 0 == main(["record", "status", "--on", str(THAT_DAY)])
    assert "nothing more" not in capsys.readouterr().out


def test_a_line_cites_no_source_of_a_later_day(record: Record, capsys: pytest.CaptureFixture[str]) -> None:
    """The rate of 2025 for beef was public with the text of 2019; the schedules of 2026 confirm it to later readers alone."""
    beef = next(one for one in standings(record, THAT_DAY) if one.slot.id == "c-beef").claim

    assert ("agreement-2019",) == record.out_by(beef.sources, THAT_DAY)
    assert set(beef.sources) == set(record.out_by(beef.sources, date(2026, 7, 1)))
    assert 0 == main(["record", "status", "--on", str(THAT_DAY)])
    assert "of 2026" not in capsys.readouterr().out


def test_a_ruling_counts_no_reports_that_are_not_on_file(record: Record) -> None:
    """The words of a ruling and the weight beside it are of the same evidence."""
    counted = re.compile(r"\b(two|three|four|five|six|seven|eight|nine|ten)\b[^.;]* reports?\b", re.I)

    assert [] == [(one.slot, one.because) for one in record.rulings if counted.search(one.because)]


def test_a_timeline_that_ends_before_it_begins_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert 2 == main(["record", "timeline", "--from", "2025-09-01", "--to", "2025-08-01"])
    assert "--to 2025-08-01 lies before --from 2025-09-01" in capsys.readouterr().err


def test_an_order_whose_day_is_open_is_ordered(record: Record) -> None:
    held = {one.slot.id: one.claim.state for one in standings(record, date(2025, 9, 10))}

    assert ("ordered", "in force") == (held["c-cars-cut"], held["c-cars-duty"])


def test_mistakes_are_told_with_their_place(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        "claims:\n  - id: mine\n    slot: profit-splt\n    says: halves\n    by: me\n    state: promised\n    on: 2025-13-01\n"
    )
    with pytest.raises(LawError) as caught:
        check_file(file)
    said = str(caught.value)

    for part in (
        ":3:11: there is no slot 'profit-splt'; did you mean 'profit-split'?",
        ":6:12:",
        ":7:9:",
        "needs 'source'",
    ):
        assert part in said


def test_a_paper_that_draws_on_several_says_which(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        "claims:\n  - {id: mine, slot: rescheduling, says: soon, by: me, on: 2025-08-28, source: first-report}\n"
    )

    with pytest.raises(LawError, match="say with 'from' which of them"):
        check_file(file)


def test_a_chain_does_not_bite_its_tail(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        "sources:\n"
        "  - {id: a, title: A, kind: paper, day: 2025-08-28, grade: C, via: b}\n"
        "  - {id: b, title: B, kind: paper, day: 2025-08-28, grade: C, via: a}\n"
    )
    with pytest.raises(LawError, match="draws on itself"):
        read_record([file])


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        check_file(tmp_path / "none.yaml")
