"""What is open is shown as open: in words, as JSON, among the law of an origin, and with the other answer where a reading has one."""

from __future__ import annotations

import json
from datetime import date

import pytest

from kanzei.cli import main
from kanzei.duty.book import LawBook
from kanzei.duty.line import EntryLine


def line(hts: str, origin: str, entered: str) -> EntryLine:
    """Ten thousand dollars of an article."""
    return EntryLine(hts=hts, origin=origin, entered_on=date.fromisoformat(entered), value_cents=1_000_000)


@pytest.mark.parametrize(
    ("hts", "origin", "entered", "question", "point", "other"),
    [
        # Excluded whole by note 20(vvv); the exclusions were to end with 2026-11-09.
        ("0304725000", "CN", "2026-11-15", "178 exclusions", "CN-EXCLUSIONS", -250_000),
        # A ship-to-shore crane; the pause of a year was to end with 2026-11-09.
        ("8426190000", "CN", "2026-11-15", "ship-to-shore cranes", "CN-MARITIME", -1_000_000),
    ],
)
def test_both_answers_are_priced(hts, origin, entered, question, point, other):
    """The line names the question, the reading taken and what the other answer costs; the switch gives that answer."""
    book = LawBook.shipped()
    entry = line(hts, origin, entered)
    found = book.view().assess(entry)
    effects = [one.effect_cents for one in found.assumptions if point in one.what]
    choice = {"CN-EXCLUSIONS": "extended", "CN-MARITIME": "paused"}[point]

    assert any(question in warning for warning in found.warnings)
    assert effects == [other]
    assert book.view(switches={point: choice}).assess(entry).duty_cents == found.duty_cents + other


@pytest.mark.parametrize("point", ["CN-EXCLUSIONS", "CN-MARITIME"])
def test_no_question_before_the_day(point):
    """Until 2026-11-09 exclusions and pause hold, and no reading is needed."""
    hts = {"CN-EXCLUSIONS": "0304725000", "CN-MARITIME": "8426190000"}[point]
    found = LawBook.shipped().view().assess(line(hts, "CN", "2026-11-09"))

    assert not [one for one in found.assumptions if point in one.what]


@pytest.mark.parametrize(
    ("hts", "origin", "entered", "question"),
    [
        ("9004100000", "VN", "2026-03-15", "Federal Circuit"),
        ("9004100000", "VN", "2026-08-15", "Court of International Trade"),
        ("9004100000", "VN", "2026-11-22", "Court of International Trade"),
        ("9004100000", "BD", "2026-11-22", "Quota notices"),
        ("9004100000", "JP", "2026-11-22", "excess capacity"),
        ("9506992580", "CA", "2026-11-22", "section 338"),
        ("6403596060", "JP", "2026-11-22", "leather"),
    ],
)
def test_questions_without_a_price(hts, origin, entered, question):
    """Courts bear on every entry of the duty; the rest on entries after the last day looked at."""
    found = LawBook.shipped().view().assess(line(hts, origin, entered))

    assert any(warning.startswith("open question") and question in warning for warning in found.warnings)


def test_json_and_the_law_of_an_origin(capsys):
    """The same in JSON and in the listing of what is in force."""
    assert 0 == main(["duty", "0304725000", "--from", "CN", "--on", "2026-11-15", "--value", "10000", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert any("178 exclusions" in warning for warning in told["warnings"])
    assert any("CN-EXCLUSIONS" in one["what"] and one["effect_usd"] == "-2500.00" for one in told["assumptions"])

    for day in ("2026-10-12", "2026-11-22"):
        assert 0 == main(["law", "current", "--from", "CN", "--on", day, "--json"])
        pending = json.loads(capsys.readouterr().out)["pending"]
        assert {"CN-EXCLUSIONS", "CN-MARITIME"} <= {
            word.strip("().,;") for event in pending for word in event["what"].split()
        }


@pytest.mark.parametrize(
    ("hts", "origin", "entered", "spi", "claims", "question", "shown"),
    [
        # S7 is a question of the equipment of list (xi) (stacking-2026 rule 26), and of US metal.
        ("8429110010", "GB", "2026-11-22", "", {}, "reading S7", True),
        ("8429110010", "GB", "2026-11-22", "", {"us_metal": False}, "reading S7", False),
        ("8429110010", "VN", "2026-11-22", "", {}, "reading S7", False),
        ("7411101030", "GB", "2026-11-22", "", {}, "reading S7", False),
        ("7318152010", "GB", "2026-11-22", "", {}, "reading S7", False),
        ("85444290", "JP", "2026-11-22", "", {}, "reading S7", False),
        # S3 is one of a preference claimed.
        ("9004100000", "JP", "2026-11-22", "JP", {}, "reading S3", True),
        ("9004100000", "JP", "2026-11-22", "", {}, "reading S3", False),
        # The exclusions hold to 2026-11-09.
        ("0304725000", "CN", "2026-11-09", "", {}, "178 exclusions", False),
        ("0304725000", "CN", "2026-11-10", "", {}, "178 exclusions", True),
        ("8426190000", "CN", "2026-11-05", "", {}, "ship-to-shore", False),
        ("8426190000", "CN", "2026-11-10", "", {}, "ship-to-shore", True),
    ],
)
def test_a_question_stands_only_where_it_can_matter(hts, origin, entered, spi, claims, question, shown):
    """By goods, program, facts and day of entry."""
    entry = line(hts, origin, entered)._replace(spi=spi or None, claims=claims)
    found = LawBook.shipped().view().assess(entry)

    assert shown is any(one.startswith("open question") and question in one for one in found.warnings)


def test_files_and_lines_ask_one_function():
    """What a line tells, a slot of a file tells too; where a slot does not tell codes or programs apart, it tells more, never less."""
    from kanzei.bulk.words import horizon_of
    from kanzei.duty.assess import answer_line
    from kanzei.duty.questions import Asked

    view = LawBook.shipped().view()
    for hts, origin, spi in (("8429110010", "GB", ""), ("7411101030", "GB", ""), ("9004100000", "JP", "JP")):
        entry = line(hts, origin, "2026-11-22")._replace(spi=spi or None)
        borne = {one.step.authority for one in answer_line(view, entry).amounts.charged}
        told = {one for one in view.assess(entry).warnings if one.startswith("open question")}

        def of_slot(*more, origin=origin, borne=borne):
            found = horizon_of(view, Asked("2026-11-22", origin, *more), borne)
            return {one for one in found if one.startswith("open question")}

        assert told == of_slot(hts, spi)
        assert told <= of_slot()
