"""Runs, what changed between two, and what lapses."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from tests.ledger.files import EXAMPLE, HEADER, MINE, OTHER, PAID, entry, masks, written
from tests.ledger.test_import import BY, bring

from kanzei.duty.book import LawBook
from kanzei.errors import UsageError
from kanzei.ledger.changes import changes
from kanzei.ledger.due import DueList, due
from kanzei.ledger.filings import keep_filings
from kanzei.ledger.leave import delete_importer
from kanzei.ledger.listing import entry_page, listed, overview
from kanzei.ledger.place import reading, writing
from kanzei.ledger.runs import Ran, assess_lines
from kanzei.refund.calendar import last_working_day
from kanzei.refund.phases import Circumstances
from kanzei.refund.rerate import Views
from kanzei.render.ledger_due import due_csv, due_ics

ENTRY, ORDER, CHINA, CAR = "ABC12345676", "ABC10000018", "ABC10000026", "XYZ20000011"
RULING = "us/scotus-2026-02-20"


@cache
def views(known: date | None = None) -> Views:
    return Views(LawBook.shipped(), known)


def assess(place: str, known: date | None = None, importer: str = "") -> Ran:
    now = views(known)
    return assess_lines(
        lambda: reading(place),
        lambda: writing(place),
        now,
        BY,
        now.now.known_on,
        known=Circumstances(),
        importer=importer,
    )


def lapsing(place: str, on: date, days: int, **more: object) -> DueList:
    with reading(place) as base:
        return due(base, on, days, **more)  # type: ignore[arg-type]


def test_a_run_keeps_what_the_rerating_found(place: str) -> None:
    bring(place, EXAMPLE)
    done = assess(place)
    with reading(place) as base:
        rows = base.query(
            "SELECT entry_number, status, paid_cents, charged_cents, owed_cents, refundable_cents FROM assessments ORDER BY entry_number"
        )
        causes = base.query(
            "SELECT entry_number, cause, authority, cents FROM differences ORDER BY entry_number, position"
        )
        duties = base.query("SELECT authority, paid_cents, charged_cents, owed_cents FROM assessed_duties WHERE entry_number = ? ORDER BY 1", (ENTRY,))  # fmt: skip

    assert (1, 5, 5, {"ok": 5}) == (done.run_id, done.lines, done.entries, done.statuses)
    assert (ENTRY, "ok", 150_000, 150_000, 70_000, 80_000) in rows
    assert (CAR, "ok", 450_000, 450_000, 450_000, 0) in rows
    assert [(ENTRY, "ruling", "ieepa_reciprocal", 80_000)] == [one for one in causes if one[0] == ENTRY]
    assert [("ieepa_reciprocal", 80_000, 80_000, 0), ("mfn", 70_000, 70_000, 70_000)] == duties
    assert sum(one[2] - one[4] for one in rows) == sum(cents for *_, cents in causes)


def test_a_run_says_which_view_it_looked_through(place: str) -> None:
    bring(place, EXAMPLE)
    assess(place, date(2026, 2, 19))
    with reading(place) as base:
        rows = base.query("SELECT lawbook, known_on, seen_on, last_import, scope FROM runs")

    day = date(2026, 2, 19)
    assert [(views(day).now.digest, day, day, 1, "")] == rows


def test_a_line_that_cannot_be_rated_keeps_its_reason(place: str, tmp_path: Path) -> None:
    number = entry(1)
    rows = [row.replace("09/20/2025", "09/20/2019").replace("10/03/2025", "10/03/2019") for row in masks(number)]
    bring(place, written(tmp_path, rows))
    done = assess(place)
    with reading(place) as base:
        ((status, error),) = base.query("SELECT status, error FROM assessments")

    assert {"not-covered": 1} == done.statuses
    assert "not-covered" == status and error


def test_one_importer_alone(place: str) -> None:
    bring(place, EXAMPLE)

    done = assess(place, importer=OTHER)
    assert (1, 450_000) == (done.lines, done.paid)
    with pytest.raises(UsageError, match="no line of importer 11-1 is in"):
        assess(place, importer="11-1")


def test_nothing_to_assess_is_said(place: str, tmp_path: Path) -> None:
    header = "Entry Number,Liquidation Date,Liquidation Type,Reason,Change of Duty"
    bring(place, written(tmp_path, [f"{entry(1)},08/14/2026,Liquidated,No change,0.00"], "es-701.csv", header))

    with pytest.raises(UsageError, match="no line is in"):
        assess(place)
    with pytest.raises(UsageError, match="nothing in .* is assessed yet"):
        lapsing(place, date(2026, 8, 14), 90)


def test_what_changed_between_two_runs(place: str) -> None:
    bring(place, EXAMPLE)
    assess(place, date(2026, 2, 19))
    assess(place)
    with reading(place) as base:
        found = changes(base, 1, 2)
        same = changes(base, 2, 2)

    lines = {one.line_key: one for one in found.lines}
    masks_line = lines[f"{ENTRY}/1"]
    assert masks_line.before and masks_line.after
    assert (150_000, 70_000) == (masks_line.before["owed"], masks_line.after["owed"])
    assert [("ruling", RULING, "ieepa_reciprocal", 0, 80_000)] == [tuple(one) for one in masks_line.moved]
    assert f"{CAR}/1" not in lines
    assert (4, 0, 3_080_000) == found.instruments["ruling", RULING]
    assert (4, 1) == (len(found.lines), found.same)
    told = {(one.entry_number, one.remedy): one for one in found.remedies}
    assert ("new", 0, 80_000) == (
        told[ENTRY, "declaration"].what,
        told[ENTRY, "declaration"].cents_before,
        told[ENTRY, "declaration"].cents_after,
    )
    assert ((), (), {}, 5) == (same.lines, same.remedies, same.instruments, same.same)


def test_a_correction_between_two_runs_shows_as_a_change(place: str, tmp_path: Path) -> None:
    number = entry(1)
    bring(place, written(tmp_path, masks(number), "first.csv"))
    assess(place)
    bring(place, written(tmp_path, [*masks(number, 1, "1600.00"), *masks(number, 2)], "second.csv"))
    assess(place)
    with reading(place) as base:
        found = changes(base, 1, 2)

    first, second = sorted(found.lines)
    assert first.before and first.after and second.after
    assert (150_000, 160_000) == (first.before["paid"], first.after["paid"])
    assert (None, 150_000) == (second.before, second.after["paid"])


def test_a_run_that_is_not_there_is_named(place: str) -> None:
    bring(place, EXAMPLE)
    assess(place)
    with reading(place) as base, pytest.raises(UsageError, match="has no run 7: it has 1"):
        changes(base, 1, 7)


def test_what_lapses_with_the_days_of_the_rules(place: str) -> None:
    bring(place, EXAMPLE)
    assess(place)
    found = lapsing(place, date(2026, 7, 20), 90)
    rows = [(one.entry_number, one.remedy, one.last_day, one.file_by, one.cents) for one in found.rows]

    assert [
        (CHINA, "declaration", date(2026, 8, 29), date(2026, 8, 28), 1_500_000),
        (CHINA, "reliquidation", date(2026, 9, 8), date(2026, 9, 8), 1_500_000),
        (ORDER, "declaration", date(2026, 9, 18), date(2026, 9, 18), 1_500_000),
        (ORDER, "reliquidation", date(2026, 9, 28), date(2026, 9, 28), 1_500_000),
    ] == rows
    assert 3_000_000 == found.at_stake  # two remedies of one entry reach the same money
    assert all(one.file_by == last_working_day(one.last_day) for one in found.rows)


def test_a_window_holds_its_last_day_and_no_other(place: str) -> None:
    bring(place, EXAMPLE)
    assess(place)
    on = date(2026, 9, 1)
    day = date(2026, 9, 8)

    assert [day] == [one.file_by for one in lapsing(place, on, (day - on).days).rows]
    assert [] == list(lapsing(place, on, (day - on).days - 1).rows)
    assert [day] == [one.last_day for one in lapsing(place, day, 0).rows]
    assert [] == list(lapsing(place, day + timedelta(days=1), 0).rows)


def test_a_day_reckoned_from_an_estimate_says_so(place: str) -> None:
    """Entered 2025-09-20 without a day of liquidation: day 314 is 2026-07-31, so the last of 180 days is 2027-01-27."""
    bring(place, EXAMPLE)
    assess(place)
    rows = lapsing(place, date(2026, 12, 1), 90, only=frozenset(["protest"])).rows

    assert [(ENTRY, date(2027, 1, 27), True)] == [
        (one.entry_number, one.last_day, one.estimated) for one in rows if one.entry_number == ENTRY
    ]


def test_a_look_back_into_older_law_does_not_decide_what_lapses(place: str) -> None:
    bring(place, EXAMPLE)
    assess(place)
    assess(place, date(2026, 2, 19))

    assert 1 == lapsing(place, date(2026, 7, 20), 90).run["run_id"]
    assert () == lapsing(place, date(2026, 7, 20), 90, run=2).rows


def test_an_import_after_the_run_is_told(place: str, tmp_path: Path) -> None:
    bring(place, EXAMPLE)
    assess(place)
    bring(place, written(tmp_path, masks(entry(1))))

    assert 1 == lapsing(place, date(2026, 7, 20), 90).newer_imports


def test_what_was_filed_is_not_due_any_more(place: str) -> None:
    bring(place, EXAMPLE)
    assess(place)
    with writing(place) as base:
        done = keep_filings(base, ["ABC-1000002-6"], "declaration", date(2026, 7, 1), "D-1", BY)
    found = lapsing(place, date(2026, 7, 20), 90)

    assert (1, ()) == (done.kept, done.unknown)
    assert (CHINA, "declaration") not in {(one.entry_number, one.remedy) for one in found.rows}
    assert 1 == found.filed
    assert 4 == len(lapsing(place, date(2026, 7, 20), 90, with_filed=True).rows)
    with pytest.raises(UsageError, match="nothing was kept"), writing(place) as base:
        keep_filings(base, ["ABC10000026", "nonsense"], "protest", date(2026, 7, 1), "", BY)


def test_an_accepted_declaration_closes_corrections(place: str, tmp_path: Path) -> None:
    header = "Declaration Number,Entry Number,Status,Reject Reason,Refund Amount,Status Date"
    bring(
        place,
        EXAMPLE,
        written(tmp_path, [f"D-1,{CHINA},Accepted,,15000.00,07/10/2026"], "rev-615.csv", header),
    )
    assess(place)

    assert (CHINA, "declaration") not in {
        (one.entry_number, one.remedy) for one in lapsing(place, date(2026, 7, 20), 90).rows
    }


ON = date(2026, 7, 20)
SENT_BACK = "Importer Number,Refund Number,Entry Summary Number,Reject Reason,Amount,ACH Date"
MONEY = "Refund Number,Importer Number,Entry Summary Number,Principal Amount,Interest Amount,Total Amount,ACH Date"


def test_an_article_on_two_lines_is_one_article(place: str, tmp_path: Path) -> None:
    """The metal bears the duty on steel, the rest the reciprocal duty: nothing is underpaid."""
    head = f"01,{MINE},07/01/2025,07/14/2025,,,DE"
    rows = [
        f"{ENTRY},1,{head},1,9903.81.90,0.00,2500.00,,",
        f"{ENTRY},1,{head},2,7326.90.86.88,5000.00,145.00,100,KG",
        f"{ENTRY},2,{head},1,9903.01.25,0.00,500.00,,",
        f"{ENTRY},2,{head},2,7326.90.86.88,5000.00,145.00,0,KG",
    ]
    bring(place, written(tmp_path, rows, header=f"{HEADER},Line Tariff Quantity (1),Line Tariff UOM (1) Code"))
    ran = assess(place)

    assert (3_290_00, 3_290_00, 2_790_00) == (ran.paid, ran.charged, ran.owed)


def test_what_was_paid_back_is_not_due_any_more(place: str, tmp_path: Path) -> None:
    """15,000.00 are owed back on the entry: paid in part the rest is at stake, paid in full nothing is, sent back by the bank all is again."""

    def stake(on: date = ON) -> dict[str, int]:
        rows = lapsing(place, on, 400).rows
        return {one.remedy: one.cents for one in rows if one.entry_number == CHINA and one.direction == "refund"}

    def told(name: str, row: str, header: str = MONEY) -> None:
        bring(place, written(tmp_path, [row], name, header))

    bring(place, EXAMPLE)
    assess(place)
    assert {"declaration", "protest"} < set(stake()) and {15_000_00} == set(stake().values())

    told("one.csv", f"R-1,{MINE},{CHINA},5000.00,200.00,5200.00,07/10/2026")
    told(
        "again.csv",
        f"R-1,{MINE},{CHINA},5000.00,200.00,5200.00,07/10/2026\nR-9,{MINE},{CHINA},0.00,1.00,1.00,07/11/2026",
    )
    assert {10_000_00} == set(stake().values()), "a payment told twice counts once"

    told("two.csv", f"R-2,{MINE},{CHINA},10000.00,400.00,10400.00,07/12/2026")
    assert {} == stake()
    assert 1 == lapsing(place, ON, 120).paid_back
    assert {15_000_00} == set(stake(date(2026, 7, 1)).values()), "on the first of July nothing had arrived"
    assess(place)
    with reading(place) as base:
        page = entry_page(base, CHINA)
    assert {"paid back on 2026-07-12"} == {one["why_not"] for one in page["remedies"] if one["direction"] == "refund"}

    told("back.csv", f"{MINE},R-2,{CHINA},Account closed,10400.00,07/15/2026", SENT_BACK)
    assert {10_000_00} == set(stake().values())


def test_a_declaration_not_accepted_is_not_taken_for_one_that_was(place: str, tmp_path: Path) -> None:
    """A refusal may give no reason, and its word has the word for the opposite in it."""
    header = "Declaration Number,Entry Number,Status,Reject Reason,Refund Amount,Status Date"
    bring(place, EXAMPLE, written(tmp_path, [f"D-1,{CHINA},Not Accepted,,,07/10/2026"], "rev-615.csv", header))
    assess(place)

    assert (CHINA, "declaration") in {(one.entry_number, one.remedy) for one in lapsing(place, ON, 90).rows}


def test_the_calendar_can_be_read_by_others(place: str) -> None:
    """RFC 5545: lines end with CR LF, none is longer than 75 octets, text is escaped, events have what they must."""
    bring(place, EXAMPLE)
    assess(place)
    text = due_ics(lapsing(place, date(2026, 7, 20), 90))
    assert text.endswith("END:VCALENDAR\r\n") and "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = text.replace("\r\n ", "").split("\r\n")

    assert 4 == lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT")
    assert "DTSTART;VALUE=DATE:20260828" in lines
    assert "SUMMARY:File by today: declaration in the 2026 process\\, phase 1\\, 1 entry\\, 15\\,000.00 USD" in lines
    assert 4 == len({line for line in lines if line.startswith("UID:")})
    assert text == due_ics(lapsing(place, date(2026, 7, 20), 90))


def test_the_list_as_csv(place: str) -> None:
    bring(place, EXAMPLE)
    assess(place)
    rows = due_csv(lapsing(place, date(2026, 7, 20), 90)).split("\n")

    assert rows[1].startswith(
        f"{CHINA},{MINE},declaration,\"declaration in the 2026 process, phase 1\",refund,2026-08-29,2026-08-28,,false,39,15000.00,"
    )  # fmt: skip


def test_all_that_is_known_of_an_entry(place: str) -> None:
    bring(place, EXAMPLE, PAID)
    assess(place)
    with reading(place) as base:
        page = entry_page(base, ORDER)
        with pytest.raises(UsageError, match="entry ABC is not in"):
            entry_page(base, "ABC")

    assert [("15000.00", "15000.00", "15000.00")] == [
        (one["paid_usd"], one["assessment"][0]["charged_usd"], one["assessment"][0]["refundable_usd"])
        for one in page["lines"]
    ]
    assert ["13096.99"] == [one["total_usd"] for one in page["receipts"]]
    assert "suit" in [one["remedy"] for one in page["remedies"]]
    assert [1] == [one["import_id"] for one in page["history"]]


def test_lists(place: str) -> None:
    bring(place, EXAMPLE, PAID)
    assess(place)
    with reading(place) as base:
        found = overview(base)
        counts = {
            what: len(listed(base, what))
            for what in ("imports", "runs", "entries", "importers", "receipts", "outcomes", "filings", "events")
        }

    assert (5, 5, "51560.00", [MINE, OTHER]) == (found["entries"], found["lines"], found["paid_usd"], found["importers"])  # fmt: skip
    assert {"imports": 2, "runs": 1, "entries": 5, "importers": 2, "receipts": 1, "outcomes": 0, "filings": 0, "events": 2} == counts  # fmt: skip


def test_a_run_during_which_data_was_deleted_is_not_kept(place: str) -> None:
    """Else the run would bring back what was deleted."""
    bring(place, EXAMPLE)
    now = views()

    def write():  # type: ignore[no-untyped-def]
        delete_importer(place, OTHER, BY)
        return writing(place)

    with pytest.raises(UsageError, match="data was deleted from the ledger while the run went on"):
        assess_lines(lambda: reading(place), write, now, BY, now.now.known_on)
    with reading(place) as base:
        assert 0 == base.one("SELECT COUNT(*) FROM runs")
