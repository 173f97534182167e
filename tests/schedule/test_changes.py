"""What releases changed, and the names people give them; views read the release known on their day."""

from __future__ import annotations

from datetime import date

import pytest

from kanzei.errors import ScheduleError
from kanzei.schedule import Schedule
from kanzei.schedule.changes import became_known, changes_between, counts, find_release

NAMES = ["2024HTS", "2025HTSBasic", "2025HTSRev1", "2025HTSRev17", "2026HTSBasic", "2026HTSRev1", "2026HTSRev10"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2025HTSRev17", "2025HTSRev17"),
        ("2025htsrev17", "2025HTSRev17"),
        ("rev 17 of 2025", "2025HTSRev17"),
        ("2025_rev_17", "2025HTSRev17"),
        ("hts_2025_rev_17.json", "2025HTSRev17"),
        ("2025 Revision 17", "2025HTSRev17"),
        ("Rev17 2025", "2025HTSRev17"),
        ("2026 rev 01", "2026HTSRev1"),
        ("2026 basic edition", "2026HTSBasic"),
        ("2024", "2024HTS"),
    ],
)
def test_a_release_is_found_however_it_is_written(text: str, name: str) -> None:
    assert name == find_release(NAMES, text)


@pytest.mark.parametrize("text", ["2025HTSRev99", "rev 17", "", "2027 basic"])
def test_no_release_is_guessed(text: str) -> None:
    with pytest.raises(ScheduleError, match="no release"):
        find_release(NAMES, text)


def test_split_codes_are_paired_with_their_subheading() -> None:
    """Revision 16 of 2025 split statistical numbers of coffee and lithium carbonate."""
    found = changes_between(Schedule.open(), "2025HTSRev15", "2025HTSRev16")
    by_code = {one.code: one for one in found}

    assert {"added": 71, "removed": 34, "units": 8} == counts(found)
    assert ("2825600000",) == by_code["2825600010"].related
    assert "2825600010" in by_code["2825600000"].related


def test_releases_that_became_known() -> None:
    schedule = Schedule.open()
    found = became_known(schedule, date(2025, 6, 20), date(2025, 8, 1))

    assert [("2025HTSRev16", 71), ("2025HTSRev17", 0)] == [
        (one["release"], one["changes"].get("added", 0)) for one in found
    ]
    later = became_known(schedule, date(2026, 6, 30), date(2026, 7, 1))
    assert [("2026HTSRev11", "no export is held")] == [(one["release"], one["note"]) for one in later]


def test_codes_and_children_are_those_known_on_the_day() -> None:
    """Seen from 2025-06-30 an entry of August has the codes of the release known then; seen later, those of August."""
    schedule = Schedule.open()
    entered, early = date(2025, 8, 5), date(2025, 6, 30)

    assert "2825600000" in schedule.codes(entered, early)
    assert "2825600000" not in schedule.codes(entered)
    assert ["2825600000"] == schedule.children("28256000", entered, early)
    assert "2825600010" in schedule.children("28256000", entered)


def test_a_view_settles_a_short_code_by_the_schedule_it_knows() -> None:
    """Duty, short codes and units of a view all read the release known on its day."""
    from kanzei.duty.book import LawBook
    from kanzei.duty.line import EntryLine

    book = LawBook.shipped()
    line = EntryLine("2825600010", "DE", date(2025, 8, 5), 1_000_000)
    early, late = book.view(known=date(2025, 6, 30)), book.view(known=date(2025, 8, 5))

    assert any(
        "2825.60.00.10 is not in 2025HTSRev15, the newest release known then" in one
        for one in early.assess(line).warnings
    )
    assert early.assess(line).duty_cents == late.assess(line).duty_cents
    assert not any("is not in" in one for one in late.assess(line).warnings)
    short = line._replace(hts="28256000")
    assert early.assess(short).duty_cents == late.assess(short).duty_cents


@pytest.mark.parametrize("known", [date(2024, 11, 10), date(2024, 6, 30), date(2017, 1, 1)])
@pytest.mark.parametrize("code", ["90041000", "9004100000", "8703230140", "2825600010"])
def test_a_view_before_the_first_release_reads_the_first_and_says_so(known: date, code: str) -> None:
    """Such a view once asked each code for its siblings' answers, and they for its own, without end."""
    from kanzei.duty.book import LawBook
    from kanzei.duty.line import EntryLine

    found = LawBook.shipped().view(known=known).assess(EntryLine(code, "JP", date(2025, 9, 20), 10_000))

    assert [one.authority for one in found.components] == ["mfn"]
    assert any(one.endswith(f"known to Kanzei on {known}: 2024HTS stands in") for one in found.warnings)
