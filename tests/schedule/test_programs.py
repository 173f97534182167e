"""The programmes against the schedule and against the tables they were made from."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

from kanzei import LawBook
from kanzei.law.programs import programs
from kanzei.schedule import Schedule
from kanzei.schedule.coverage import printed_lines
from kanzei.schedule.table import dotted

ROOT = Path(__file__).resolve().parents[2]


def table(shared: Path, name: str) -> list[dict[str, str]]:
    with open(shared / "law" / name, encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_symbol_printed_is_a_programme() -> None:
    """In every release of the table; and each programme said to stand in the column does, or its symbol was dropped."""
    schedule = Schedule.open()
    printed: set[str] = set()
    for _, effective in schedule.revision_days():
        printed |= set(printed_lines(schedule, date.fromisoformat(effective)))

    assert set() == printed - set(programs())
    assert {"J+", "MX"} == {one.symbol for one in programs().values() if one.column} - printed


def test_lines_are_those_of_the_schedule() -> None:
    schedule, day = Schedule.open(), date(2026, 6, 8)
    found = printed_lines(schedule, day)

    lines = {code[:8] for code in schedule.codes(day)}
    japan = {code for code in lines if "JP" in _special(schedule, code, day)}
    assert len(japan) == found["JP"].lines
    assert found["AU"].referred > 0
    assert all(one.free + one.referred <= one.lines for one in found.values())


def _special(schedule: Schedule, code: str, day: date) -> dict[str, object]:
    row = schedule._row(code, schedule.revision_on(day)[0]) or schedule._row(
        schedule.children(code, day)[0], schedule.revision_on(day)[0]
    )
    assert row is not None
    return dict(schedule._line(code, row, "", ()).special)


def test_the_agreement_with_japan_line_by_line(shared: Path) -> None:
    """Every rate of the list, in both years, is the JP rate of the Special column; and no other line has one."""
    schedule = Schedule.open()
    rows = table(shared, "lists/usjta-jp-lines.csv")
    for year in (2025, 2026):
        day = date(year, 7, 1)
        listed = {}
        for row in rows:
            if row["from"] <= day.isoformat() and (not row["to"] or day.isoformat() <= row["to"]):
                listed[row["code"][:8]] = row["jp_rate"]
        found = {}
        for code in {one[:8] for one in schedule.codes(day)}:
            special = _special(schedule, code, day)
            if "JP" in special:
                found[code] = special["JP"].text  # type: ignore[attr-defined]
        assert sorted(listed) == sorted(found), year
        wrong = {
            dotted(code): (rate, found[code])
            for code, rate in listed.items()
            if rate.replace(" ", "").lower() != found[code].replace(" ", "").lower()
        }
        # Two rates by use, in headings of their own: duty.preference takes them by the claim auto_part.
        assert ("1.4% automotive (9921.01.01); Free other (9921.01.02)", "See 9921.01.01, 9921.01.02") == wrong.pop(
            "8415.90.80"
        )
        assert {} == wrong


def test_the_words_are_those_of_the_table(shared: Path) -> None:
    """Symbols, first and last days of programs.csv."""
    for row in table(shared, "programs.csv"):
        symbol = row["symbol"].split(" ")[0]
        if symbol == "COL2":
            continue
        one = programs()[symbol]
        assert (row["start"], row["end"]) == (one.start, one.end), symbol
        if "MPF exempt" in row["notes"]:
            assert "exempt" == one.mpf
        if "MPF due" in row["notes"]:
            assert "due" == one.mpf


def test_the_countries_are_those_of_the_table(shared: Path) -> None:
    """Each beneficiary and its days of program_countries.csv; the renewals of 2026 run without a gap."""
    last: dict[tuple[str, str], str] = {}
    for group, code, _, _, stop, _, _ in LawBook.shipped().groups:
        kind, _, symbol = group.partition(":")
        if kind in ("spi", "program"):
            key = symbol.upper(), code.upper()
            last[key] = max(last.get(key, ""), stop)
    for row in table(shared, "program_countries.csv"):
        symbol = row["symbol"].split(" ")[0]
        if symbol in ("N", "J", "COL2"):
            continue
        stop = (date.fromisoformat(row["to"]) + timedelta(days=1)).isoformat() if row["to"] else "9999-12-31"
        assert last[symbol, row["iso2"]] == stop, (symbol, row["iso2"])


def test_the_shipped_words_are_the_file() -> None:
    command = [sys.executable, str(ROOT / "tools" / "build_programs.py"), "--check"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)

    assert 0 == ran.returncode, ran.stdout + ran.stderr


def test_the_command_in_both_times() -> None:
    """`kanzei law programs`: beneficiaries, days, lines, fee; an earlier view does not know the renewal."""

    def ask(*words: str) -> dict[str, object]:
        command = [sys.executable, "-m", "kanzei.cli", "law", "programs", *words, "--json"]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        assert 0 == ran.returncode, ran.stderr
        found: dict[str, object] = json.loads(ran.stdout)
        return found

    (lapsed,) = ask("D", "--on", "2025-11-15", "--known", "2025-12-01")["programs"]  # type: ignore[misc]
    (renewed,) = ask("D", "--on", "2025-11-15")["programs"]  # type: ignore[misc]
    assert ("ended", "in force") == (lapsed["status"], renewed["status"])
    assert {"2025-10-01"} == {one["entered_to"] for one in lapsed["countries"]}
    assert ("general note 16", "due") == (renewed["general_note"], renewed["mpf"])
    assert renewed["lines"] > 5000
    japan = ask("--from", "JP", "--on", "2025-10-01")
    assert ["C", "JP", "K", "L"] == [one["symbol"] for one in japan["programs"]]  # type: ignore[attr-defined]
    russia = ask("--from", "RU")
    assert ([], "2") == (russia["programs"], russia["column"])


def test_an_unknown_symbol_is_refused() -> None:
    command = [sys.executable, "-m", "kanzei.cli", "law", "programs", "KRX"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)

    assert 2 == ran.returncode
    assert "'KRX' is no symbol of a programme; did you mean KR?" in ran.stderr
