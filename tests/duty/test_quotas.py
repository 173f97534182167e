"""Quota headings of steel and aluminum to 2025-03-11, the suspended cases behind switches, and lines the notes print with slips."""

from __future__ import annotations

import sqlite3
from datetime import date
from functools import cache

import pytest

from kanzei import EntryLine, LawBook
from kanzei.law.compiled import LAWBOOK
from kanzei.law.schema import read_instrument
from kanzei.schedule.table import SHIPPED


@cache
def book():
    """The shipped book."""
    return LawBook.shipped()


def assessed(hts, origin, entered, switches=None, **rest):
    """A line of 10,000 dollars."""
    line = EntryLine(hts=hts, origin=origin, entered_on=date.fromisoformat(entered), value_cents=1_000_000, **rest)
    return book().view(switches=switches).assess(line)


def charged(answer):
    """(heading, rate) of what is above the ordinary duty, releases included."""
    return [(one.heading, one.rate) for one in answer.components if one.authority != "mfn"]


@pytest.mark.parametrize(
    ("hts", "origin", "entered", "claims", "expected"),
    [
        # Hot-rolled sheet of Japan inside the quota: heading 9903.81.25; beyond it 9903.80.01.
        ("7208106000", "JP", "2025-02-20", {"melt_pour": "JP"}, [("9903.81.25", "0")]),
        ("7208106000", "JP", "2025-02-20", {"melt_pour": "JP", "quota_filled": True}, [("9903.80.01", "0.25")]),
        ("7208106000", "GB", "2025-02-20", {"melt_pour": "GB"}, [("9903.81.25", "0")]),
        ("7208106000", "DE", "2025-02-20", {"melt_pour": "DE"}, [("9903.80.65", "0")]),
        ("7208106000", "KR", "2025-02-20", {}, [("9903.80.05", "0")]),
        # 7211.14.00.30 is plate cut to length (9903.80.11), the rest of 7211.14.00 plate in coils (9903.80.07).
        ("7211140030", "BR", "2025-02-20", {}, [("9903.80.11", "0")]),
        ("7211140090", "BR", "2025-02-20", {}, [("9903.80.07", "0")]),
        # Relief from the absolute quota, claimed by its heading.
        ("7208106000", "KR", "2025-02-20", {"9903.80.60": True, "quota_filled": True}, [("9903.80.60", "0")]),
        ("7208106000", "KR", "2025-02-20", {"9903.80.61": True, "quota_filled": True}, [("9903.80.61", "0.25")]),
        # Clad sheet: 9903.85.37 names it for the Union, no heading does for the United Kingdom.
        ("7606116000", "DE", "2025-02-20", {}, [("9903.85.37", "0")]),
        ("7606116000", "GB", "2025-02-20", {}, [("9903.85.01", "0.1")]),
        ("7601103000", "AR", "2025-02-20", {}, [("9903.85.05", "0")]),
        # All of it ended on 2025-03-12 (Proclamations 10895 and 10896).
        ("7208106000", "KR", "2025-03-12", {"9903.80.60": True}, [("9903.81.87", "0.25")]),
        ("7601103000", "AR", "2025-03-12", {}, [("9903.85.02", "0.25")]),
    ],
)
def test_the_heading_of_a_quota_is_reported(hts, origin, entered, claims, expected):
    """Headings as printed in the schedule of 2025, basic edition."""
    assert expected == charged(assessed(hts, origin, entered, claims=claims))


QUOTAS = [
    ("proc-9740-9759", "steel-quota", "proc-9705.steel-articles", 54),
    ("proc-10327-10328", "steel-quota", "proc-9705.steel-articles", 54),
    ("proc-10356", "steel-quota", "proc-9705.steel-articles", 54),
    ("proc-10405-10406", "steel-quota", "proc-9705.steel-articles", 54),
    ("proc-9740-9759", "aluminum-quota", "proc-9704.aluminum-articles", 2),
    ("proc-10327-10328", "aluminum-quota", "proc-9704.aluminum-articles", 16),
]


@pytest.mark.parametrize(("name", "provision", "articles", "headings"), QUOTAS)
def test_quota_headings_share_out_every_article_once(name, provision, articles, headings):
    """Every ten-digit code of the list of articles in February 2025 stands under exactly one heading."""
    folder = LAWBOOK / "us" / "before-2025"
    instrument, mistakes = read_instrument(folder / f"{name}.yaml")
    assert [] == mistakes
    rows = [op.fields for op in instrument.operations if f"#{provision}." in op.target]
    listed = [
        line.replace(".", "") for line in (folder / f"{articles}.codes").read_text().splitlines() if line[:1].isdigit()
    ]
    schedule = sqlite3.connect(f"{SHIPPED.as_uri()}?mode=ro", uri=True)
    release = schedule.execute("SELECT id FROM revisions WHERE name='2025HTSRev2'").fetchone()[0]
    found = schedule.execute(
        "SELECT code FROM codes WHERE length(code)=10 AND first<=? AND last>=?", (release, release)
    )
    codes = [code for (code,) in found if code.startswith(tuple(listed))]
    schedule.close()
    counts = {
        code: sum(
            code.startswith(tuple(row["goods"]["in"])) and not code.startswith(tuple(row["goods"]["except"] or ["x"]))
            for row in rows
        )
        for code in codes
    }
    assert headings == len(rows)
    assert len(codes) > 50
    assert {} == {code: count for code, count in counts.items() if count != 1}


@pytest.mark.parametrize(
    ("hts", "origin", "switches", "expected"),
    [
        ("0406904600", "DE", None, []),
        ("0406904600", "DE", {"LCA-2026": "lapsed"}, [("9903.89.25", "0.25")]),
        ("0406904600", "FR", {"LCA-2026": "lapsed"}, []),
        ("6110110015", "GB", {"LCA-2026": "lapsed"}, [("9903.89.49", "0.25")]),
    ],
)
def test_the_aircraft_case_stays_suspended_but_for_a_switch(hts, origin, switches, expected):
    """Note 21(h) leaves France out; 21(p) is the United Kingdom's alone."""
    answer = assessed(hts, origin, "2026-08-20", switches, quantities=())
    assert expected == [(one.heading, one.rate) for one in answer.components if one.authority == "s301_aircraft"]


@pytest.mark.parametrize("entered", ["2025-06-01", "2026-06-01"])
@pytest.mark.parametrize("switch", ["suspended", "lapsed"])
def test_the_aircraft_case_is_suspended_before_july_2026(entered, switch):
    """Under either reading: note 21(w) and (x) lift the duty from July 2021."""
    answer = assessed("0406904600", "DE", entered, {"LCA-2026": switch})
    assert "s301_aircraft" not in {one.authority for one in answer.components}


@pytest.mark.parametrize(("choice", "duty"), [("lapsed", 0), ("live", 1_000_000)])
def test_the_duties_of_1987_are_taken_to_have_lapsed(choice, duty):
    """Note 5 does not name 9903.41.15; charged only under the other reading, and where the heading is claimed."""
    answer = assessed("8471300100", "JP", "2025-01-15", {"JP-1987": choice}, claims={"9903.41.15": True})
    assert duty == sum(one.amount_cents for one in answer.components if one.authority == "mfn")


@pytest.mark.parametrize(
    ("hts", "heading", "rate"), [("2803000010", "9903.90.08", "0.35"), ("7217109000", "9903.90.09", "0.7")]
)
def test_goods_of_russia_that_the_notes_print_with_slips(hts, heading, rate):
    """``2803;00.00`` in note 30(b), ``7217,10.90`` in 30(d); the footnotes of every export name both."""
    answer = assessed(hts, "RU", "2025-02-20")
    assert (heading, rate) in [(one.heading, one.rate) for one in answer.components]


@pytest.mark.parametrize(
    ("hts", "origin", "entered", "claim", "rate"),
    [
        ("7208106000", "JP", "2025-04-20", "9903.81.88", "0.25"),
        ("7208106000", "JP", "2025-07-20", "9903.81.88", "0.5"),
        ("7208106000", "GB", "2025-07-20", "9903.81.95", "0.25"),
        ("7317003000", "JP", "2025-04-20", "9903.81.93", "0.25"),
        ("7601103000", "RU", "2025-02-20", "9903.85.69", "2"),
    ],
)
def test_zone_goods_pay_the_same_under_a_heading_of_their_own(hts, origin, entered, claim, rate):
    """Privileged foreign status (19 CFR 146.41): headings as printed in 2025 revisions 4 and 14."""
    plain, zone = (charged(assessed(hts, origin, entered, claims=claims)) for claims in ({}, {claim: True}))
    assert (claim, rate) in zone
    assert claim not in {heading for heading, _ in plain}
    assert [rate for _, rate in plain] == [rate for _, rate in zone]


def test_modules_presented_with_a_battery_are_claimed_by_heading():
    """Note 18(g): cells attached to batteries of 8507.20.80."""
    assert [] == [one for one in charged(assessed("8507208031", "VN", "2025-02-20")) if one[0].startswith("9903.45")]
    answer = assessed("8507208031", "VN", "2025-02-20", claims={"9903.45.25": True})
    assert ("9903.45.25", "0.14") in charged(answer)
