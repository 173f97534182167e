"""``--into JP`` as a command: answers, refusals, and what it leaves alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kanzei.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
BEEF = ("duty", "0201.30.010", "--from", "US", "--on", "2025-10-01", "--value", "1000000", "--into", "JP")


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    code = main(words)
    out = capsys.readouterr()
    return code, out.out, out.err


def test_the_answer_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(capsys, *BEEF, "--spi", "usjta", "--json")
    answer = json.loads(out)

    assert (0, "JPY", "216000", "0.216", 2025) == (
        code,
        answer["currency"],
        answer["duty_jpy"],
        answer["rate"],
        answer["fiscal_year"],
    )
    assert [("us_japan", "21.6%", "216000")] == [
        (one["column"], one["rate"], one["amount_jpy"]) for one in answer["components"]
    ]
    assert {"general": "500000", "temporary": "385000", "wto": "500000"} == {
        one["column"]: one["amount_jpy"] for one in answer["not_applied"]
    }
    assert not [key for key in answer if key.endswith("_usd")]


def test_a_figure_that_is_missing_is_a_refusal_that_names_it(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = told(capsys, *BEEF[:5], "2027-05-01", *BEEF[6:], "--spi", "USJTA", "--json")
    answer = json.loads(out)

    assert (2, "not-covered") == (code, answer["status"])
    assert "the US-Japan agreement rate of fiscal year 2027" in answer["error"]
    assert "without the claim of the agreement the duty is 500,000 JPY" in err


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {1: "8703.23.01.40"},
            "has 10 digits: imports into Japan need the nine of Japan's own code; lines held under it: 8703.23.000",
        ),
        ({1: "870323"}, "has 6 digits"),
        ({1: "0101.21.000"}, "chapters held: 02, 04, 07"),
        ({1: "0203.12.020"}, "nearest lines held: 0203.12.022"),
        ({1: "beef"}, "is no code: Japan writes nine digits"),
        ({3: "CN"}, "goods of CN into Japan are not covered"),
        ({3: "XX"}, "XX is no country"),
        ({5: "2019-12-31"}, "it begins with entries of 2020-01-01"),
        ({7: "1,000,000"}, "write 1000000"),
        ({7: "1000000.50"}, "write 1000000"),
        ({7: "-5"}, "is negative"),
        ({7: "9" * 17}, "above a thousand trillion yen"),
        ({9: "JP", 10: "--known", 11: "2026-07-10"}, "holds nothing after 2026-07-09"),
        ({10: "--known", 11: "2019-10-06"}, "as known from 2019-10-07"),
        ({10: "--spi", 11: "KR"}, "--spi USJTA"),
        ({10: "--claim", 11: "zork"}, "it asks for added_sugar"),
        ({10: "--claim", 11: "quota=3"}, "answered yes or no"),
        ({10: "--loaded", 11: "2025-09-01"}, "--loaded bears on imports into the United States only"),
        ({10: "--memo", 11: "x.html"}, "--memo bears on imports into the United States only"),
        ({10: "--quantity", 11: "5zork"}, "duties of Japan go by kg, t, g, l"),
        ({10: "--quantity", 11: "kg"}, "write a number and its unit"),
        ({10: "--quantity", 11: "0kg"}, "is nothing"),
        ({10: "--quantity", 11: "5kg", 12: "--quantity", 13: "1t"}, "given twice"),
        ({1: "2204.21.020"}, "the rate asks for the quantity in l: --quantity 1000l"),
        ({1: "0203.12.022", 10: "--quantity", 11: "2t"}, "over about 524.00 yen/kg"),
        ({10: "--claim", 11: "emergency", 12: "--no", 13: "emergency"}, "both claimed and denied"),
    ],
    ids=str,
)
def test_bad_input_is_one_clear_message(capsys: pytest.CaptureFixture[str], change: dict[int, str], said: str) -> None:
    words = [change.get(at, word) for at, word in enumerate(BEEF)]
    words += [word for at, word in sorted(change.items()) if at >= len(BEEF)]
    code, out, err = told(capsys, *words)

    assert (2, "") == (code, out)
    assert said in err
    assert 1 == len(err.strip().split("\n"))


def test_a_value_outside_the_band_names_the_code_for_it(capsys: pytest.CaptureFixture[str]) -> None:
    words = (
        "duty",
        "0203.12.022",
        "--from",
        "US",
        "--on",
        "2025-10-01",
        "--value",
        "450000",
        "--quantity",
        "1t",
        "--into",
        "JP",
    )

    assert "0203.12.025 is the code for it" in told(capsys, *words)[2]


def test_the_timeline_turns_on_the_first_of_april(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = told(
        capsys,
        "timeline",
        "0201.30.010",
        "--from",
        "US",
        "--since",
        "2025-01-01",
        "--into",
        "JP",
        "--spi",
        "USJTA",
        "--json",
    )
    rows = json.loads(out)["timeline"]

    assert [("2025-01-01", "225000"), ("2025-04-01", "216000"), ("2026-04-01", "208000")] == [
        (one["entered_from"], one["duty_jpy"]) for one in rows
    ]


def test_a_year_that_is_missing_stands_in_the_timeline(capsys: pytest.CaptureFixture[str]) -> None:
    words = (
        "timeline",
        "0201.30.010",
        "--from",
        "US",
        "--since",
        "2022-04-01",
        "--until",
        "2024-05-01",
        "--into",
        "JP",
        "--spi",
        "USJTA",
    )
    rows = json.loads(told(capsys, *words, "--json")[1])["timeline"]

    assert ["not-covered", "not-covered", "ok"] == [one["status"] for one in rows]
    assert ["the US-Japan agreement rate of fiscal year 2022"] == rows[0]["missing"]


def test_the_schedule_of_japan_is_shown_listed_and_searched(capsys: pytest.CaptureFixture[str]) -> None:
    shown = json.loads(told(capsys, "schedule", "show", "0201.30.010", "--into", "JP", "--json")[1])["lines"][0]
    listed = json.loads(told(capsys, "schedule", "codes", "--on", "2022-06-01", "--into", "JP", "--json")[1])
    found = json.loads(told(capsys, "schedule", "search", "chilled", "beef", "--into", "JP", "--json")[1])["found"]

    assert ("(50%)", "38.5%", "20.8%") == (shown["general"], shown["temporary"], shown["us_japan"])
    assert {"emergency", "safeguard"} <= set(shown["facts"])
    assert "the US-Japan agreement rate of fiscal year 2022" in listed["missing"]["020130010"]
    assert "020130010" in [one["code"] for one in found]


def test_the_instruments_of_japan_are_listed_shown_and_checked(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    listed = json.loads(told(capsys, "law", "list", "fiscal", "--into", "JP", "--json")[1])["instruments"]
    shown = told(capsys, "law", "show", "jp/pork-prices")[1]
    unknown = told(capsys, "law", "show", "jp/pork-price")
    (tmp_path / "x.yaml").write_text("id: jp/x\ntitle: x\nkind: order\nknown: 2025-01-01\n", encoding="utf-8")
    wrong = told(capsys, "law", "check", str(tmp_path / "x.yaml"))
    example = ROOT / "examples" / "japan-beef.yaml"
    right = told(capsys, "law", "check", str(example))

    assert ["jp/temporary-measures-2025", "jp/temporary-measures-2026"] == [one["id"] for one in listed]
    assert "pork-cuts 546.53 yen/kg" in shown
    assert 2 == unknown[0] and "did you mean jp/pork-prices?" in unknown[2]
    assert 2 == wrong[0] and "x.yaml:3:7: kind: 'order' is none of" in wrong[1]
    assert (0, f"{example}: no mistakes\n") == right[:2]


def test_a_supposed_rate_is_laid_on_the_book(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "beef.yaml"
    path.write_text(
        "id: jp/supposed-beef\ntitle: A supposed cut\nkind: hypothetical\nknown: 2026-07-01\n"
        "rates:\n  - {column: us_japan, goods: ['0201'], rate: 9%, cite: supposed, entered: {from: 2025-10-01}}\n",
        encoding="utf-8",
    )
    code, out, _ = told(capsys, *BEEF, "--spi", "USJTA", "--scenario", str(path), "--json")
    answer = json.loads(out)
    plain = json.loads(told(capsys, *BEEF, "--spi", "USJTA", "--json")[1])

    assert (0, "90000", "hypothetical", "L") == (
        code,
        answer["duty_jpy"],
        answer["components"][0]["source"],
        answer["components"][0]["confidence"],
    )
    assert "jp/supposed-beef" == answer["components"][0]["instrument"]
    assert answer["lawbook"] != plain["lawbook"]


def test_of_two_rates_the_later_known_stands(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    words = []
    for name, known, rate in (("first", "2026-07-02", "7%"), ("second", "2026-07-01", "9%")):
        path = tmp_path / f"{name}.yaml"
        path.write_text(
            f"id: jp/{name}\ntitle: A supposed cut\nkind: hypothetical\nknown: {known}\n"
            f"rates:\n  - {{column: us_japan, goods: ['0201'], rate: {rate}, cite: supposed, entered: {{from: 2025-10-01}}}}\n",
            encoding="utf-8",
        )
        words += ["--scenario", str(path)]

    assert "70000" == json.loads(told(capsys, *BEEF, "--spi", "USJTA", *words, "--json")[1])["duty_jpy"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id: jp/x\n", ":1:1: needs 'kind'"),
        ("id: us/x\ntitle: x\nkind: notice\nknown: 2025-01-01\n", ":1:5: the id 'us/x' must look like"),
        ("id: jp/x\ntitle: x\nkind: notice\nknown: 2025-13-01\n", ":4:8: '2025-13-01' is not a day of the calendar"),
        (
            "id: jp/x\ntitle: x\nkind: notice\nknown: 2025-01-01\nrates:\n  - {column: us, goods: ['02'], rate: 5, cite: x, entered: {from: 2025-01-01}}\n",
            "column: 'us' is none of",
        ),
        (
            "id: jp/x\ntitle: x\nkind: notice\nknown: 2025-01-01\nrates:\n  - {column: wto, goods: ['02'], rate: '5', cite: x, entered: {from: 2025-01-01}}\n",
            "has no unit",
        ),
        (
            "id: jp/x\ntitle: x\nkind: notice\nknown: 2025-01-01\nrates:\n  - {column: wto, goods: [beef], rate: 5%, cite: x, entered: {from: 2025-02-01, to: 2025-01-01}}\n",
            "'beef' is not the beginning of a code",
        ),
        ("id: jp/x\ntitle: x\nkind: notice\nknown: 2025-01-01\ncolums: []\n", "did you mean 'columns'?"),
    ],
)
def test_a_bad_file_says_where(capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(text, encoding="utf-8")
    code, out, err = told(capsys, *BEEF, "--scenario", str(path))

    assert (2, "") == (code, out)
    assert said in err
    assert "bad.yaml:" in err


def test_an_entry_into_the_united_states_loads_nothing_of_japan() -> None:
    code = (
        "import sys; from kanzei.cli import main;"
        "main('duty 8703.23.01.40 --from JP --on 2025-09-20 --value 30000'.split());"
        "print([name for name in sys.modules if 'japan' in name or '.jp' in name], file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )

    assert "[]" == ran.stderr.strip()
