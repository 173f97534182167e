"""Terms in two times, readings, and what each numbered rule is carried by."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from kanzei.cli.main import main
from kanzei.deal.parameters import PARAMETERS
from kanzei.deal.read_terms import read_reading, read_sheet
from kanzei.deal.rules import OPTIONS
from kanzei.deal.sheet import Sheet
from kanzei.errors import LawError, UsageError

BEFORE = date(2025, 8, 28)

CARRIED = {
    "T01": "parties",
    "T02": "commitment_cap",
    "T03": "deadline",
    "T04": "deadline_binds",
    "T05": "sector_list_closed",
    "T06": "lender_window",
    "T10": "selector",
    "T11": "committee_investor_seats",
    "T12": "consultation_binding",
    "T13": "states",
    "T14": "committee_meetings",
    "T15": "administrator",
    "T20": "notice_business_days",
    "T21": "business_calendar",
    "T22": "currency",
    "T23": "drawdown",
    "T24": "first_loans_signed",
    "T30": "may_decline",
    "T31": "snapback_allowed",
    "T32": "catchup",
    "T33": "catchup_base",
    "T34": "partial_rule",
    "T35": "tariffs_stay_while_funded",
    "T40": "spv_per_project",
    "T41": "pooling",
    "T42": "vendor_preference",
    "T43": "host_support",
    "T44": "operator_per_project",
    "T45": "loss_sharing",
    "T50": "tier1",
    "T51": "host_matches_investor",
    "T52": "daa_mode",
    "T53": "daa_mode",
    "T54": "deemed_benchmark",
    "T55": "balance_basis",
    "T56": "tax_before_split",
    "T57": "accelerate_on_exit",
    "T58": "lender_income_covers_cost",
    "T59": "debt_level",
    "T60": "mix",
    "T70": "general_rate",
    "T71": "auto_rate",
    "T72": "aircraft_rate",
    "T73": "order_lets_raise",
    "T74": "emergency_power_until",
    "T75": "s122_rate",
    "T76": "post_s122_rate",
    "T77": "snapback_rate_example",
    "T80": "binding",
    "T81": "law_override",
    "T82": "terms_version",
    "T83": "goes_on_after_ruling",
}
"""Every numbered rule and a parameter that carries it."""


def test_every_rule_is_carried_by_a_parameter(japan: Sheet) -> None:
    found = {term.id: set(term.values) for term in japan.terms}

    assert [] == [ident for ident, name in CARRIED.items() if name not in found.get(ident, set())]


def test_the_list_of_rules_is_whole(shared: Path) -> None:
    """Held against the library of facts, where it is there."""
    text = (shared / "facility" / "terms.md").read_text(encoding="utf-8")

    assert set(CARRIED) == set(re.findall(r"^\| (T\d\d) \|", text, re.M))


def test_what_is_doubtful_is_a_switch(japan: Sheet) -> None:
    """Each engine parameter of grade C or D has another answer; what has none sets nothing that an answer could change."""
    silent = {"deemed_spread", "amendment", "terms_version", "first_loans_signed"}
    without = [
        (term.id, name)
        for term in japan.terms
        for name in term.values
        if term.grade_of(name) in "CD" and name not in term.switches
    ]

    assert [] == [one for one in without if one[1] not in silent]


def test_every_term_has_source_grade_and_day(japan: Sheet) -> None:
    assert [] == [one.id for one in japan.terms if not one.sources and one.grade != "D"]
    assert all(one.confidence in "HML" and one.known >= date(2025, 7, 22) for one in japan.terms)


def test_every_option_is_a_parameter_with_its_term(japan: Sheet) -> None:
    assert set(OPTIONS) <= set(PARAMETERS)
    assert {ident for ident in OPTIONS.values()} <= {one.id for one in japan.terms}


def test_in_august_there_is_no_first_stage_and_no_deemed_amount() -> None:
    then = read_sheet().known(BEFORE)
    parameters = {name for term in then.terms for name in term.values}

    assert {"us-headline", "japan-headline"} == set(then.readings)
    assert parameters.isdisjoint(
        {"tier1", "tier2", "daa_mode", "deemed_benchmark", "carry_rate", "notice_business_days"}
    )
    assert 55_000_000_000_000 == then.value("commitment_cap")


@pytest.mark.parametrize(
    ("words", "day"),
    [
        (("run", "--reading", "mou"), "2025-09-04"),
        (("terms", "--reading", "us-cumulative"), "2025-09-11"),  # said on television a week after the signing
    ],
)
def test_the_memorandum_is_refused_before_it_was_known(
    words: tuple[str, ...], day: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 2 == main(["deal", *words, "--known", "2025-08-28"])
    told = capsys.readouterr().err

    assert f"known from {day}" in told
    assert "memorandum of understanding" in told
    assert "us-headline, japan-headline" in told


def test_terms_of_august_print_nothing_of_september(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["deal", "terms", "--known", "2025-08-28"])
    told = " ".join(capsys.readouterr().out.split())

    assert "50/50" not in told
    assert "50%" not in told
    assert "deemed" not in told
    assert "US keeps 90%" in told


def test_a_term_said_again_is_the_newest_of_its_day() -> None:
    whole = read_sheet()
    first, second = (whole.known(day).term_of("cap_is_target") for day in (BEFORE, date(2025, 9, 4)))
    assert first and second

    assert ("yes", "no") == (first.written["cap_is_target"], second.written["cap_is_target"])
    assert "D" == next(one for one in whole.known(BEFORE).terms if one.id == "T60").grade_of("mix")
    assert "B" == next(one for one in whole.known(date(2025, 9, 5)).terms if one.id == "T60").grade_of("mix")


@pytest.mark.parametrize(("day", "there"), [("2026-02-19", False), ("2026-02-20", True)])
def test_the_ruling_is_known_from_its_day(day: str, there: bool) -> None:
    assert there is (read_sheet().known(date.fromisoformat(day)).value("emergency_power_until") is not None)


def test_a_day_after_the_file_is_refused() -> None:
    with pytest.raises(UsageError, match="as of 2026-11-22"):
        read_sheet().known(date(2027, 1, 1))


def test_another_deal_is_another_file() -> None:
    korea = read_sheet("korea").known(None)

    assert (2_000_000_000_000, True, "cumulative") == tuple(
        korea.value(name) for name in ("annual_cap", "pooling", "daa_mode")
    )
    assert {"mou", "periodic"} == set(korea.readings)
    with pytest.raises(UsageError, match="known from 2025-11-14"):
        korea = read_sheet("korea")
        korea.known(date(2025, 8, 28)).reading("mou", korea)


MINE = """\
reading:
  id: mine
  title: Sixty to Japan first
  base: mou
  rests_on: [T50]
  waterfall:
    - {id: first, title: until D, do: split, shares: {investor: 60%, host: 40%}, until: deemed, clause: T50}
    - {id: rest, title: the rest, do: split, shares: {investor: 10%, host: 90%}, clause: T50}
"""


def test_a_reading_of_one_s_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Shares of one's own: x = D / 60%."""
    reading, case = tmp_path / "mine.yaml", tmp_path / "case.yaml"
    reading.write_text(MINE, encoding="utf-8")
    case.write_text("{funded: 1000.00, life: 4, rate: 6%, cash: 700}", encoding="utf-8")
    assert 0 == main(["deal", "waterfall", str(case), "--reading", str(reading), "--json"])
    first = json.loads(capsys.readouterr().out)["vehicles"][0]["rows"][0]

    assert ("516.67", "328.33", "371.67") == (first["tier1_usd"], first["investor_usd"], first["host_usd"])


def test_a_reading_of_one_s_own_is_known_when_what_it_rests_on_is(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(MINE, encoding="utf-8")
    whole = read_sheet()
    with pytest.raises(UsageError, match="mine was not known on 2025-08-28"):
        read_reading(path, whole.known(BEFORE), whole)


SHEET = """\
id: small
title: A small deal
as_of: 2026-01-01
calendar: NONE
documents:
  paper: {title: the paper, known: 2025-05-01}
terms:
  - {id: A1, title: shares, values: {tier1: {investor: 50%, host: 50%}}, document: paper, grade: A, confidence: H}
readings:
  - id: one
    title: One
    rests_on: [A1]
    waterfall:
      - {id: all, title: all, do: split, shares: {investor: 50%, host: 50%}, clause: A1}
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("grade: A", "grade: E", ":8:98: grade: 'E' is none of A, B, C, D"),
        ("tier1:", "teir1:", ":8:38: there is no parameter 'teir1'; did you mean 'tier1'?"),
        ("host: 50%}}", "host: 40%}}", ":8:45: the shares make 90%, not 100%"),
        ("document: paper", "document: papers", ":8:84: there is no document 'papers'; did you mean 'paper'?"),
        ("known: 2025-05-01", "known: 2025-05-32", ":6:36: '2025-05-32' is not a day of the calendar"),
        ("clause: A1", "clause: A2", ":14:86: there is no term or statement 'A2' (A1)"),
        ("do: split", "do: spilt", ":14:35: do: 'spilt' is none of"),
        ("investor: 50%, host: 50%}, clause", "investor: 6, host: 50%}, clause", "'6': write 6% with its sign"),
        ("as_of: 2026-01-01", "as_of: 2025-01-01", "A1 is known from 2025-05-01, after as_of 2025-01-01"),
        ("clause: A1}", "until: deemed, clause: A1}", ":14:7: the last step must be a split without 'until'"),
        ("title: One", "titel: One", "unknown key 'titel' in a reading; did you mean 'title'?"),
    ],
)
def test_mistakes_are_told_with_their_place(old: str, new: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(SHEET.replace(old, new), encoding="utf-8")
    with pytest.raises(LawError) as error:
        read_sheet(str(path))

    assert told in str(error.value), str(error.value)
    assert str(path) in str(error.value)


def test_the_small_sheet_is_right(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(SHEET, encoding="utf-8")

    assert {"one"} == set(read_sheet(str(path)).known(None).readings)
