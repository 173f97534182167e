"""Scenario files: every mistake with file, line, column and how to mend it."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from pathlib import Path

import pytest
from tests.outlook.conftest import CARS, HEAD, autos

from kanzei.cli.main import main
from kanzei.duty.book import LawBook
from kanzei.errors import LawError, UsageError
from kanzei.outlook.delays import read_facts
from kanzei.outlook.numbers import cents
from kanzei.outlook.read import read_scenario
from kanzei.outlook.shipped import find_scenario, shipped_scenarios
from kanzei.outlook.together import check_together
from kanzei.outlook.words import probability_of, share_text

ROOT = Path(__file__).resolve().parents[2]
GOOD = HEAD + autos() + "shipments:" + CARS


def wrong(tmp_path: Path, text: str, *settings: str) -> str:
    """What is said of a file."""
    path = tmp_path / "case.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LawError) as error:
        read_scenario(path, settings)
    return str(error.value).replace(str(tmp_path) + "/", "")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "probability: 70%",
            "probability: 170%",
            "case.yaml:8:20: '170%' is no probability: it lies between 0% and 100%",
        ),
        ("probability: 70%", "probability: likely", "'likely' is no probability: write 70%, 0.7 or 7/10"),
        ("probability: 70%", "probability: rest", "'rest' is a probability among exclusive events"),
        ("      probability: 70%\n", "", "needs 'probability'"),
        ("day: 2025-09-16", "day: 2025-02-30", "'2025-02-30' is not a day of the calendar"),
        ("day: 2025-09-16", "day: 2025-08-01", "comes on 2025-08-01, before the view of 2025-08-28"),
        ("      day: 2025-09-16\n", "", "carries law and needs 'day' or 'days'"),
        ("independent:", "exclusive:", "exclusive events make 70%, not 100%"),
        ("known: 2025-08-28\n", "", "needs 'known'"),
        ("{from: $day}", "{from: $today}", "'$today' is not a day about the event: write $day, $day+14 or $day-28"),
        ("authority: s232_autos", "authority: s232_auto", "unknown authority 's232_auto'; did you mean 's232_autos'?"),
        ("- arrival", "- arival", "'arival' is no option: write arrival; did you mean 'arrival'?"),
        ("arrives: 2025-09-01", "arives: 2025-09-01", "unknown key 'arives' in a shipment; did you mean 'arrives'?"),
        ("value_usd: 3000000", "value_usd: 3,000,000", "value"),
        ("hts: 8703.23.01.40", "hts: 87", "HTS number '87' has 2 digits"),
        (
            "{id: warehouse, warehouse: 2025-09-20}",
            "{id: arrival, warehouse: 2025-09-20}",
            "the option 'arrival' stands twice",
        ),
        (
            "warehouse: 2025-09-20}",
            "warehouse: {event: auto, last: 2025-10-01}}",
            "there is no event that has a day 'auto'",
        ),
        ("warehouse: 2025-09-20}", "warehouse: {event: autos}}", "waiting for an event needs both"),
        ("warehouse: 2025-09-20}", "warehouse: 2035-09-20}", "five years (19 U.S.C. 1557(a)(1))"),
        ("shipments:", "costs: {finance: 6}\nshipments:", "expected a percentage, got '6'"),
        ("shipments:", "costs: {storage: 6}\nshipments:", "unknown key 'storage' in costs"),
        ("id: cars", "id: autos", "the id 'autos' is taken"),
    ],
)
def test_a_mistake_says_where_and_how_to_mend_it(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in GOOD
    said = wrong(tmp_path, GOOD.replace(old, new, 1))

    assert told in said
    assert said.startswith("case.yaml:")


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    said = wrong(tmp_path, GOOD.replace("70%", "x").replace("- arrival", "- later").replace("s232_autos", "s1"))

    assert 3 <= len(said.splitlines())


def test_days_are_a_distribution(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    days = "days: [{day: 2025-09-16, probability: 60%}, {day: 2025-09-23, probability: 2/5}]"
    path.write_text(GOOD.replace("day: 2025-09-16", days, 1), encoding="utf-8")

    assert [Fraction(3, 5), Fraction(2, 5)] == [share for _, share in read_scenario(path).event("autos").days]
    assert "make 99%, not 100%" in wrong(tmp_path, GOOD.replace("day: 2025-09-16", days.replace("2/5", "39%"), 1))
    assert "more" not in wrong(tmp_path, GOOD.replace("day: 2025-09-16", "days: {from: 2025-09-16, to: 2025-09-16}", 1))


def test_probabilities_are_exact() -> None:
    assert Fraction(7, 10) == probability_of("70%") == probability_of("0.7") == probability_of("7/10")
    assert ("70%", "1/3", "12.5%") == (
        share_text(Fraction(7, 10)),
        share_text(Fraction(1, 3)),
        share_text(Fraction(1, 8)),
    )


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("auto=40%", "did you mean autos?"),
        ("autos", "write KEY=VALUE"),
        ("cars.colour=red", "there is no such value"),
        ("costs.storage=1", "there is no such value"),
    ],
)
def test_a_setting_that_names_nothing(tmp_path: Path, setting: str, told: str) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(GOOD, encoding="utf-8")
    with pytest.raises(UsageError, match="--set") as error:
        read_scenario(path, [setting])

    assert told in str(error.value)


def test_a_setting_stands_where_it_was_set(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(GOOD, encoding="utf-8")
    found = read_scenario(
        path, ["autos=1/3", "autos.day=2025-09-20", "cars.storage_per_day=7", "cars.value_usd=5000", "costs.bond=1.50"]
    )

    assert Fraction(1, 3) == found.event("autos").probability
    assert "2025-09-20" == str(found.event("autos").days[0][0])
    assert (700, 150, 500_000) == (
        found.shipments[0].costs.storage_per_day,
        found.shipments[0].costs.bond,
        found.shipments[0].line.value_cents,
    )
    assert found.digest != read_scenario(path).digest


def test_law_that_conflicts_is_found_by_check(tmp_path: Path, book: LawBook) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(GOOD.replace("            instead_of: [9903.94.01]\n", "", 1), encoding="utf-8")
    with pytest.raises(LawError, match="both claim s232_autos"):
        check_together(read_scenario(path), book)
    path.write_text(GOOD, encoding="utf-8")

    assert 1 == check_together(read_scenario(path), book)


def test_law_that_is_not_known_yet_cannot_be_changed(tmp_path: Path, book: LawBook) -> None:
    """EO 14345 became known on 2025-09-04: a scenario of 08-28 does not know it."""
    path = tmp_path / "case.yaml"
    law = "      law:\n        ends: [{provision: us/eo-14345#general, entered: {from: $day}, cite: supposed}]\n"
    path.write_text(
        HEAD + f"    - id: e\n      title: E\n      probability: 1\n      day: 2025-09-16\n{law}", encoding="utf-8"
    )
    with pytest.raises(LawError, match="names no provision known by 2025-09-16"):
        check_together(read_scenario(path), book)


def test_every_shipped_scenario_reads_and_goes_together(book: LawBook) -> None:
    for name, path in shipped_scenarios().items():
        scenario = read_scenario(path)
        assert name == scenario.id
        assert 0 < check_together(scenario, book)
        for flow in scenario.flows:
            assert read_facts(flow, path)
            assert flow.source and flow.basis


def test_the_trade_facts_are_those_of_the_library(shared: Path) -> None:
    """Imports for consumption from Japan, 2024: 144.86 billion, of which codes of a million and more make 143.86."""
    import gzip

    with gzip.open(
        shared / "trade" / "us_imports_2024_hts10_country.csv.gz", "rt", encoding="utf-8", newline=""
    ) as file:
        rows = {
            row["hs10"]: int(row["imports_for_consumption_usd_2024"]) * 100
            for row in csv.DictReader(file)
            if row["census_country"] == "5880"
        }
    scenario = read_scenario(find_scenario("2025-08-28-amendment-asked"))
    facts = dict(read_facts(scenario.flows[0], scenario.path))

    assert {code: value for code, value in rows.items() if value >= 100_000_000} == facts
    assert 143_864_967_611_00 == sum(facts.values())


def test_the_command_writes_what_it_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The rows of the CSV make the expected costs of the JSON; pictures carry the source line, the view and the digest."""
    out, plot = tmp_path / "o.csv", tmp_path / "p.svg"
    file = str(ROOT / "examples" / "scenario.yaml")

    assert 0 == main(["scenario", "run", file, "--json", "-o", str(out), "--plot", str(plot)])
    said = json.loads(capsys.readouterr().out)
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    for one in said["shipments"][0]["options"]:
        own = [row for row in rows if row["option"] == one["id"]]
        total = sum(Fraction(row["probability"]) * Fraction(row["total_usd"]) for row in own)
        assert Fraction(one["cost"]["expected_usd"]) == Fraction(cents(total * 100), 100)
    picture = plot.read_text(encoding="utf-8")
    assert "law as known 2025-08-28" in picture
    assert said["lawbook"][:12] in picture
    assert "break-even" in picture
    assert 2 == main(["scenario", "run", file, "-o", str(out)])
    assert "the file exists" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["scenario", "show", "2025-08-28-amendment"], 2, "did you mean 2025-08-28-amendment-asked?"),
        (["scenario", "run", "nowhere.yaml"], 2, "neither a file nor a shipped scenario"),
        (["scenario", "run", "2025-08-28-amendment-asked", "--plot", "p.pdf"], 2, "must end in .png or .svg"),
        (
            ["scenario", "run", "2025-08-28-amendment-asked", "--set", "known=2030-01-01"],
            2,
            "before the view of 2030-01-01",
        ),
    ],
)
def test_a_question_that_cannot_be_asked(
    words: list[str], code: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert code == main(words)
    assert told in capsys.readouterr().err
