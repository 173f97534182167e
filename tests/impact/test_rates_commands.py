"""The commands of effective rates, history, revenue and partners: what they print, write and refuse."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from kanzei.cli import main
from kanzei.impact.dictionary import HISTORY, PARTNERS, RATES, REVENUE
from kanzei.impact.tables import Column, columns_of

JAPAN = ["impact", "etr", "--on", "2025-09-20", "--from", "JP"]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_table_is_tidy_and_its_dictionary_stands_beside_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rates.csv"
    assert 0 == main([*JAPAN, "--by", "section,authority", "--json", "-o", str(path)])
    told = json.loads(capsys.readouterr().out)
    rows, columns = rows_of(path), rows_of(tmp_path / "rates.dictionary.csv")

    assert ["section", "authority"] == told["by"]
    assert [row["section"] for row in rows] == [row["section"] for row in told["rows"]]
    assert float(rows[0]["none"]) == pytest.approx(told["rows"][0]["none"])
    assert list(rows[0]) == [one["column"] for one in columns]
    assert all(one["meaning"] and one["unit"] for one in columns)
    assert told["lawbook"] == rows[0]["lawbook"]


def test_a_file_is_not_replaced_unless_that_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "partners.csv"
    assert 0 == main(["impact", "partners", "Japan", "-o", str(path)])
    assert 0 != main(["impact", "partners", "Japan", "-o", str(path)])
    assert "--force" in capsys.readouterr().err
    assert 0 == main(["impact", "partners", "Korea, South", "-o", str(path), "--force"])
    assert {"South Korea"} == {row["partner"] for row in rows_of(path)}


def test_a_picture_is_not_replaced_and_a_folder_is_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    there, folder = tmp_path / "there.svg", tmp_path / "folder.png"
    there.write_text("mine", encoding="utf-8")
    folder.mkdir()

    assert 2 == main([*JAPAN, "--plot", str(there)])
    assert "--force replaces it" in capsys.readouterr().err
    assert 2 == main([*JAPAN, "--plot", str(folder), "--force"])
    assert "this is a folder" in capsys.readouterr().err
    assert "mine" == there.read_text(encoding="utf-8")


def test_an_answer_names_the_law_that_was_chosen(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    chosen = "without us/eo-14345, as owed: duties under authorities held void are left out"
    asked = [*JAPAN, "--without", "us/eo-14345", "--answer", "owed"]
    path = tmp_path / "rates.csv"
    assert 0 == main([*asked, "-o", str(path)])
    assert chosen in " ".join(capsys.readouterr().out.split())
    assert {chosen} == {row["law_chosen"] for row in rows_of(path)}
    assert 0 == main([*asked, "--json"])
    other = json.loads(capsys.readouterr().out)
    assert 0 == main([*JAPAN, "--json"])
    plain = json.loads(capsys.readouterr().out)

    assert chosen == other["law_chosen"] and plain["law_chosen"] is None
    assert other["lawbook"] != plain["lawbook"]


@pytest.mark.parametrize("part", ["etr", "history", "revenue", "partners"])
def test_every_part_says_what_its_columns_are(part: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["impact", part, "--dictionary"])
    told = capsys.readouterr().out
    dictionary = {"etr": RATES, "history": HISTORY, "revenue": REVENUE, "partners": PARTNERS}[part]

    assert all(one.name in told for one in dictionary)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([*JAPAN, "--by", "port"], "--by port"),
        ([*JAPAN, "--mean"], "--mean"),
        (["impact", "etr", "--on", "2025-09-20", "--from", "IT", "--shift", "boehm"], "Italy"),
        (["impact", "trade", "--on", "2025-09-20", "--from", "IT"], "Italy"),
        ([*JAPAN, "--convention", "some"], "cbo-high"),
        ([*JAPAN, "--convention", "half", "--assume", "steel_content_pct=30%"], "leave one out"),
        ([*JAPAN, "--use", "observed"], "observed:2025-09"),
        ([*JAPAN, "--plot", "rates.pdf"], ".png or .svg"),
        ([*JAPAN, "-o", "rates.txt"], ".csv"),
        (["impact", "history"], "--on DATE"),
        (["impact", "history", "--on", "2024-12-31"], "2025-01-01"),
        (["impact", "revenue"], "--month YYYY-MM"),
        (["impact", "partners", "Atlantis"], "Atlantis"),
    ],
)
def test_what_cannot_be_is_refused_in_words(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 != main(words)
    told = capsys.readouterr()
    assert said in told.err
    assert "Traceback" not in told.err


@pytest.mark.needs("matplotlib")
@pytest.mark.parametrize("ending", ["png", "svg"])
def test_pictures_are_drawn_and_the_same_answer_is_the_same_file(
    ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a", "b"):
        assert 0 == main([*JAPAN, "--by", "chapter", "--plot", str(tmp_path / f"{name}.{ending}")])
    span = ["impact", "etr", "--since", "2025-09-10", "--until", "2025-09-20", "--from", "JP", "--plot"]
    assert 0 == main([*span, str(tmp_path / f"days.{ending}")])

    assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"b.{ending}").read_bytes()
    assert (tmp_path / f"days.{ending}").stat().st_size > 5_000


def test_a_column_that_is_none_is_refused() -> None:
    from kanzei.errors import UsageError

    with pytest.raises(UsageError, match="no such column"):
        columns_of((Column("a", "text", "a letter"),), ["b"])
