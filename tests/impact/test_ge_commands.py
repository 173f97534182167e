"""``kanzei impact ge`` and ``reproduce``: tables, dictionaries and pictures, what is refused, and what every answer names."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from kanzei.cli import main

ONE = ["impact", "ge", "--rate", "JPN=15", "--country", "USA", "--country", "JPN"]
MANY = [*ONE, "--model", "wiod14"]
PAPER = ["impact", "reproduce", "liberation-day", "--table", "1"]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("asked", [ONE, MANY, [*MANY, "--draws", "3"]])
def test_a_tidy_table_holds_what_the_machine_form_has(
    asked: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ge.csv"
    assert 0 == main([*asked, "--json", "-o", str(path)])
    told = json.loads(capsys.readouterr().out)
    rows = rows_of(path)

    assert {(row["country"], row["measure"]): float(row["value"]) for row in rows} == pytest.approx(
        {(name, key): value for name, values in told["countries"].items() for key, value in values.items()}
    )
    assert all(row["scenario"] and row["sources"] and row["elasticities"] and row["horizon"] for row in rows)
    assert list(rows[0]) == [row["column"] for row in rows_of(tmp_path / "ge.dictionary.csv")]
    for row in rows:
        assert bool(row["low"]) == ("--draws" in asked)
        assert not row["low"] or float(row["low"]) <= float(row["median"]) <= float(row["high"])


def test_the_elasticity_in_use_and_the_model_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main([*ONE, "--elasticity", "8", "--model", "lump-sum"])
    told = " ".join(capsys.readouterr().out.split())

    assert "elasticity of trade 8 (not their 4)" in told and "model lump-sum: the same, duty rebated" in told


@pytest.mark.needs("matplotlib")
@pytest.mark.parametrize("asked", [ONE, [*MANY, "--draws", "3"], PAPER])
def test_a_picture_names_its_source_and_is_the_same_again(
    asked: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = tmp_path / "one.svg", tmp_path / "other.svg"
    assert 0 == main([*asked, "--plot", str(one)])
    assert 0 == main([*asked, "--plot", str(other)])

    told = one.read_text(encoding="utf-8")
    assert one.read_bytes() == other.read_bytes()
    assert "Source: " in told and ("JPN 15.00%" in told or asked is PAPER)


def test_a_reproduced_table_is_written_with_its_dictionary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "rows.csv"
    assert 0 == main([*PAPER, "-o", str(path)])
    rows = rows_of(path)

    assert 24 == len(rows) and {"yes"} == {row["same"] for row in rows}
    assert all(
        float(row["difference"]) == pytest.approx(float(row["computed"]) - float(row["published"])) for row in rows
    )
    assert list(rows[0]) == [row["column"] for row in rows_of(tmp_path / "rows.dictionary.csv")]


@pytest.mark.parametrize("part", ["ge", "reproduce"])
def test_the_dictionary_needs_no_question(part: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["impact", part, "--dictionary"])
    assert "scenario" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["impact", "ge"], "--rate, --on, --case, --optimal, --nash"),
        ([*ONE, "-o", "table.xlsx"], "must end in .csv"),
        ([*ONE, "--plot", "picture.jpg"], ".png or .svg"),
        (["impact", "reproduce"], "liberation-day, nafta"),
        (["impact", "reproduce", "liberation-day", "--table", "77"], "its tables: 1, 2, 3"),
        ([*PAPER, "--plot", "no-such-folder/a.png"], "no folder"),
    ],
)
def test_what_cannot_be_is_refused_in_words(words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert 2 == main(words)
    assert told in capsys.readouterr().err
