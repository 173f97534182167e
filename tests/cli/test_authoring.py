"""A lawyer's loop: check, effect, test, update, as commands on real files."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ORDER = ROOT / "examples" / "order.yaml"
DRAFT = ROOT / "examples" / "order-with-mistakes.yaml"
CAR = ("8703.23.01.40", "--from", "JP", "--on", "2026-11-20", "--value", "30000")


def kanzei(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command with a data folder of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "XDG_DATA_HOME": str(folder / "own"), "NO_COLOR": "1"}
    command = [sys.executable, "-m", "kanzei.cli", *words]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8", check=False, timeout=300
    )


def test_check_tells_every_mistake_of_a_draft_as_the_guide_shows(tmp_path: Path) -> None:
    """The guide's block is what the command prints for the shipped draft."""
    ran = kanzei(tmp_path, "law", "check", "examples/order-with-mistakes.yaml")
    page = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
    shown = page.partition("```text\n")[2].partition("```")[0]

    assert 2 == ran.returncode
    assert shown == ran.stdout


GOOD = """id: us/new-order
title: T
kind: proclamation
citation: 91 FR 1
signed: 2026-09-01
published: 2026-09-03
known: 2026-09-01
sources: ["https://www.federalregister.gov/"]
provisions:
  - id: a
    cite: s.1
    heading: 9903.99.41
    authority: s122
    origin: [gb, eu-27]
    goods: ['8703']
    duty: {add: 5%}
    entered: {from: 2026-10-05}
grade: official
checked: text
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[gb, eu-27]", "[uk, eu-27]", "14:14: origin 'uk' is no country: write gb"),
        ("[gb, eu-27]", "[gb, europe]", "10:5: the group 'europe' is defined by no instrument"),
        ("[gb, eu-27]", "[gb, eu]", "14:18: origin 'eu' is no country: did you mean the group eu-27?"),
        ("['8703']", "[vehicels]", "10:5: the set 'vehicels' is defined by no instrument; did you mean 'vehicles'?"),
        ("{add: 5%}", "{add: 5}", "16:17: expected a percentage, got '5'"),
        ("known: 2026-09-01", "known: 2026-08-30", "warning: {file}:7:8: known on 2026-08-30, before it was signed"),
        ("known: 2026-09-01", "known: 2026-09-09", "7:8: known on 2026-09-09, after it was published"),
        ("9903.99.41", "9903.94.02", "stands among headings of s232_autos, not of s122"),
        ("['8703']", "['8703.99']", "15:13: no code of the schedule begins with 8703.99"),
        ("from: 2026-10-05", "from: 2016-10-05", "17:21: reaches back to entries of 2016-10-05"),
        ('sources: ["https://www.federalregister.gov/"]\n', "", "has no sources"),
        ("citation: 91 FR 1\n", "", "has no citation"),
        ("grade: official\n", "", "has no grade, so results show it as 'user', confidence L"),
        ("checked: text\n", "", "says nothing of 'checked'"),
        ("kind: proclamation", "kind: hypothetical", "18:8: a hypothetical has no text of grade 'official'"),
        (
            "authority: s122",
            "authority: s301_brazil",
            "14:14: s301_brazil is the authority over goods of BR, and this provision names GB",
        ),
        (
            "authority: s122\n    origin: [gb, eu-27]",
            "authority: s338",
            "13:16: s338 is the authority over goods of CA, and this provision reaches every",
        ),
        ("provisions:", "sets: [{name: lonely, add: ['87']}]\nprovisions:", "no provision names the set 'lonely'"),
        (
            "provisions:",
            "ends: [{provision: us/eo-14345#autoss, entered: {from: 2026-10-01}}]\nprovisions:",
            "9:8: us/eo-14345#autoss names no provision known by 2026-09-01: check the id, and the day; did you mean us/eo-14345#autos?",
        ),
        (
            "authority: s122\n    origin: [gb, eu-27]",
            "authority: s232_autos\n    origin: [jp]",
            "10:5: us/eo-14345#autos (9903.94.41) and us/new-order#a (9903.99.41) both claim s232_autos",
        ),
    ],
)
def test_check_points_at_the_place(old: str, new: str, said: str, tmp_path: Path) -> None:
    """Against the book, with the place, and how to mend it; the file they are bent from is good."""
    from kanzei.duty.edited import standing_instruments
    from kanzei.law.check import check_against
    from kanzei.schedule import Schedule

    schedule = Schedule.open()
    path = tmp_path / "order.yaml"

    def checked(text: str) -> str:
        path.write_text(text, encoding="utf-8")
        found = check_against(
            [path],
            standing_instruments(own=False),
            lambda code: bool(schedule.children(code, schedule.revisions()[-1][1])),
        )
        return "\n".join([*found.mistakes, *(f"warning: {one}" for one in found.warnings)])

    assert "" == checked(GOOD)
    found = checked(GOOD.replace(old, new, 1))
    assert said.replace("{file}", str(path)) in found, found


@pytest.mark.parametrize(
    ("kind", "grade", "shown"),
    [
        ("hypothetical", "", ("hypothetical", "L")),
        ("notice", "", ("user", "L")),
        ("notice", "grade: secondary\n", ("secondary", "H")),
        ("notice", "grade: official\nconfidence: M\n", ("official", "M")),
    ],
)
def test_nothing_looks_official_that_does_not_say_so(
    kind: str, grade: str, shown: tuple[str, str], tmp_path: Path
) -> None:
    """What a file makes, and what it amends, is shown with its grade; one that states none is the user's or supposed."""
    path = tmp_path / "own.yaml"
    path.write_text(
        f"id: us/own\ntitle: T\nkind: {kind}\nknown: 2026-10-01\n{grade}"
        "amends: [{provision: us/eo-14345#autos, set: {duty: {total: 12%}}, entered: {from: 2026-11-01}, cite: s.1}]\n"
        "provisions: [{id: a, cite: s.2, heading: 9903.99.01, authority: s122, cumulative: true, origin: [jp], duty: {add: 1%},"
        " entered: {from: 2026-11-01}}]\n",
        encoding="utf-8",
    )
    found = json.loads(kanzei(tmp_path, "duty", *CAR, "--scenario", str(path), "--json").stdout)
    by_heading = {one["heading"]: (one["source"], one["confidence"]) for one in found["components"]}

    assert shown == by_heading["9903.99.01"]
    assert (shown if not grade else ("official", "H")) == by_heading["9903.94.41"]
    assert ("official", "H") == by_heading["8703.23.01.40"]


def test_the_registry_of_authorities_is_listed_as_the_book_uses_it(tmp_path: Path) -> None:
    """Every id; those of one country charge goods of that country only, in every provision of the book."""
    from kanzei.law.authorities import AUTHORITIES, ORIGINS
    from kanzei.law.compiled import load_instruments

    rows = json.loads(kanzei(tmp_path, "law", "authorities", "--on", "2025-09-20", "--json").stdout)["authorities"]
    status = {row["id"]: row["status"] for row in rows}
    named = {
        (op.fields["authority"], word)
        for one in load_instruments()
        for op in one.operations
        if op.kind in ("add", "order") and op.fields["duty"]["kind"] not in ("exempt", "none")
        for word in op.fields["origin"]["in"] or ["any"]
    }

    assert list(AUTHORITIES) == list(status)
    assert ("void", "charged", "no duty", "deposit") == tuple(
        status[name] for name in ("ieepa_reciprocal", "s232_autos", "s122", "ad")
    )
    assert {(name, code) for name, codes in ORIGINS.items() for code in codes} == {
        one for one in named if one[0] in ORIGINS
    }


def test_check_is_quick(tmp_path: Path) -> None:
    """One file against the whole book takes under three seconds of one processor, best of three."""
    import resource

    times = []
    for _ in range(3):
        began = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        assert 0 == kanzei(tmp_path, "law", "check", "examples/order.yaml").returncode
        times.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - began)

    assert min(times) < 3


def test_effect_writes_every_class_and_weighs_trade(tmp_path: Path) -> None:
    trade = tmp_path / "trade.csv"
    trade.write_text("hts,origin,value\n8703.23.01.40,JP,1000000\n8703.23.01.40,DE,500\n0101.21.00.10,JP,7\n", "utf-8")
    out = tmp_path / "effect.csv"
    ran = kanzei(tmp_path, "law", "effect", str(ORDER), "--json", "--trade", str(trade), "-o", str(out))
    assert 0 == ran.returncode, ran.stderr
    answer = json.loads(ran.stdout)
    with out.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with (tmp_path / "effect-codes.csv").open(encoding="utf-8") as file:
        codes = list(csv.DictReader(file))

    assert [["JP"]] == [one["origins"] for one in answer["classes"]]
    assert "8703230140" in {row["hts"] for row in codes}
    assert len(codes) == sum(int(row["codes"]) for row in rows) == answer["totals"]["codes"]
    assert ("0.15", "0.125") == (rows[0]["total_before"], rows[0]["total_after"])
    # 1,000,000.00 of cars at 2.5 points less.
    assert ("-25000.00", "1000000.00") == (answer["trade"]["change_usd"], answer["trade"]["reached_usd"])
    sides = answer["examples"][0]
    assert ("1500.00", "1250.00") == (sides["before"]["duty_usd"], sides["after"]["duty_usd"])
    again = kanzei(tmp_path, "law", "effect", str(ORDER), "-o", str(out))
    assert (2, True) == (again.returncode, "the file exists" in again.stderr)


def test_before_its_known_day_a_file_has_no_effect(tmp_path: Path) -> None:
    answer = json.loads(kanzei(tmp_path, "law", "effect", str(ORDER), "--known", "2026-09-30", "--json").stdout)

    assert ([], []) == (answer["classes"], answer["differences"])


def test_a_failing_example_is_shown_and_ends_with_1(tmp_path: Path) -> None:
    path = tmp_path / "order.yaml"
    path.write_text(ORDER.read_text(encoding="utf-8").replace("9903.94.41: 3000.00", "9903.94.41: 3000.01"), "utf-8")
    ran = kanzei(tmp_path, "law", "test", str(path))

    assert 1 == ran.returncode
    assert f"{path}:17:5" in ran.stdout
    assert "9903.94.41  3000.01   3000.00" in ran.stdout


def test_every_example_of_the_book_agrees_and_forty_files_have_one() -> None:
    """The worked examples inside the shipped instrument files, to the cent."""
    from kanzei.duty.book import LawBook
    from kanzei.duty.examples import run_examples
    from kanzei.law.compiled import load_instruments

    outcomes = run_examples(LawBook.shipped(), load_instruments())

    assert [] == [(one.example.place, one.wrong) for one in outcomes if one.wrong]
    assert 40 <= len({one.instrument for one in outcomes})


def test_an_own_law_book_answers_says_so_and_can_be_taken_out(tmp_path: Path) -> None:
    def duty() -> dict[str, object]:
        found: dict[str, object] = json.loads(kanzei(tmp_path, "duty", *CAR, "--json").stdout)
        return found

    shipped = duty()
    assert 0 == kanzei(tmp_path, "law", "update", str(ORDER)).returncode
    edited = duty()
    named = kanzei(tmp_path, "--version").stdout
    twice = kanzei(tmp_path, "law", "update", str(ORDER))
    removed = kanzei(tmp_path, "law", "update", "--remove", "us/hypothetical-japan-cars")

    assert ("4500.00", "3750.00") == (shipped["duty_usd"], edited["duty_usd"])
    assert shipped["lawbook"] != edited["lawbook"]
    assert any("us/hypothetical-japan-cars" in str(one) for one in edited["warnings"])  # type: ignore[attr-defined]
    assert "us/hypothetical-japan-cars" in named
    assert (2, True) == (twice.returncode, "--force" in twice.stderr)
    assert 0 == removed.returncode
    assert shipped == duty()


def test_an_own_file_that_no_longer_fits_says_how_to_take_it_out(tmp_path: Path) -> None:
    folder = tmp_path / "own" / "kanzei" / "lawbook"
    folder.mkdir(parents=True)
    (folder / "broken.yaml").write_text("id: us/broken\n", encoding="utf-8")
    ran = kanzei(tmp_path, "duty", *CAR)

    assert 2 == ran.returncode
    assert "kanzei law update --remove" in ran.stderr
    assert 0 == kanzei(tmp_path, "law", "update", "--remove", "broken.yaml").returncode


def test_a_draft_is_not_put_in(tmp_path: Path) -> None:
    ran = kanzei(tmp_path, "law", "update", str(DRAFT))

    assert 2 == ran.returncode
    assert "write the two-letter code jp" in ran.stderr
    assert not (tmp_path / "own" / "kanzei" / "lawbook").exists()


def test_a_scenario_is_checked_as_a_file_is(tmp_path: Path) -> None:
    """The same mistakes, for whoever lays a file on one line."""
    path = tmp_path / "bad.yaml"
    path.write_text(GOOD.replace("['8703']", "[vehicels]"), encoding="utf-8")
    ran = kanzei(tmp_path, "duty", *CAR, "--scenario", str(path))

    assert (2, "") == (ran.returncode, ran.stdout)
    assert "the set 'vehicels' is defined by no instrument" in ran.stderr
    missing = kanzei(tmp_path, "duty", *CAR, "--scenario", "nowhere.yaml")
    assert (2, True) == (missing.returncode, "nowhere.yaml: cannot be read" in missing.stderr)


def test_diff_counts_codes_and_names_releases(tmp_path: Path) -> None:
    ran = kanzei(tmp_path, "law", "diff", "2025-09-14", "2025-09-16", "--json")
    answer = json.loads(ran.stdout)
    cars = next(one for one in answer["changes"] if one["heading"] == "9903.94.41")

    assert ["2025HTSRev23"] == [one["release"] for one in answer["revisions"]]
    assert (1, True) == (cars["origins_reached"], 0 < cars["codes"] < 200)
    assert any(one["origins"] == ["JP"] and one["added_before"] == "0.25" for one in answer["classes"])
    brief = json.loads(kanzei(tmp_path, "law", "diff", "2025-09-14", "2025-09-16", "--brief", "--json").stdout)
    assert "classes" not in brief
