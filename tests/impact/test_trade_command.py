"""``kanzei impact trade``: what it refuses before work is done, its dictionary, and the tidy table and picture of a small world."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from kanzei.cli import main
from kanzei.duty.book import LawBook
from kanzei.impact.partial_case import Case
from kanzei.impact.partial_elasticities import chosen_set
from kanzei.impact.partial_prices import consumer_prices
from kanzei.impact.partial_range import Border, answer, ranges
from kanzei.impact.partial_tables import MEASURES, groups, table, whole_groups
from kanzei.render.impact_trade import Said, Shown, trade_json, trade_text
from kanzei.render.impact_trade_tidy import COLUMNS, write_tidy
from kanzei.render.machine import dump
from kanzei.render.tables import Ink

JAPAN = "5880"
CHOSEN = "with test/order (order.yaml), without us/eo-14345, as owed: duties under authorities held void are left out"


@pytest.fixture(scope="module")
def shown(japan_and_korea: Case) -> Shown:
    book, cells = LawBook.shipped(), japan_and_korea
    book.laid = [["test/order", "order.yaml", "added"], ["us/eo-14345", "", "left out"]]
    view = book.view(answer="owed")
    found = answer(cells, chosen_set(cells.layout, cells.value), Border(1.0, None, False, "test"))
    laid = groups(found, "partner")
    also = {
        "consumer_prices_static": lambda one: consumer_prices(cells, one).static,
        "consumer_prices": lambda one: consumer_prices(cells, one).moved,
    }
    drawn = ranges(found, laid.place, len(laid.keys), 5, 1, also=also)
    prices = consumer_prices(cells, found.found)
    said = Said(view, ("order.yaml",), (), "", "", 1.0)
    return Shown(found, laid, table(found, laid), table(found, whole_groups(found, [JAPAN]))[0], drawn, said, prices)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "name the day"),
        (["--on", "2025-09-20", "--elasticities", "guess"], "choose a number or broda-weinstein"),
        (["--on", "2025-09-20", "--horizon", "0.2"], "from 1 year on"),
        (["--on", "2025-09-20", "--pass-through", "1.5"], "at most 1"),
        (["--on", "2025-09-20", "--pass-through", "1", "--inverse-supply", "0.5"], "give one"),
        (["--on", "2025-09-20", "--collected", "2"], "between 0 and 1"),
        (["--on", "2025-09-20", "--retail", "2"], "between 0 and 1"),
        (["--on", "2025-09-20", "--from", "XX"], "XX"),
        (["--on", "2025-09-20", "-o", "table.txt"], "must end in .csv"),
        (["--on", "2025-09-20", "--plot", "picture.gif"], "must end in .png or .svg"),
        (["--on", "2025-09-20", "--draws", "0"], "whole number above zero"),
        (["--on", "2025-09-20", "-o", "no-such-folder/table.csv"], "no folder"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_at_once(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = main(["impact", "trade", *words])
    except SystemExit as stopped:
        code = int(stopped.code or 0)

    assert code == 2
    assert told in capsys.readouterr().err


def test_the_dictionary_names_every_column_and_measure(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["impact", "trade", "--dictionary", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)

    assert [one["column"] for one in told["columns"]] == list(COLUMNS)
    assert [one["measure"] for one in told["measures"]] == list(MEASURES)


def test_a_tidy_table_holds_every_figure_with_its_source(shown: Shown, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    write_tidy(shown, path)
    with (tmp_path / "table.dictionary.csv").open(encoding="utf-8", newline="") as file:
        named = [row["column"] for row in csv.DictReader(file)]
    assert named == [*COLUMNS, *(f"measure: {name}" for name in MEASURES)]
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert list(rows[0]) == list(COLUMNS)
    assert all(row["data"] and row["elasticities"] == "broda-weinstein" and row["lawbook"] for row in rows)
    assert {row["scenario"] for row in rows} == {CHOSEN} and {row["seed"] for row in rows} == {"1"}
    assert len({(row["by"], row["key"], row["measure"]) for row in rows}) == len(rows)
    totals = {row["measure"]: float(row["value"]) for row in rows if row["by"] == "total"}
    parts = [float(row["value"]) for row in rows if row["by"] == "partner" and row["measure"] == "revenue_after"]
    assert set(totals) == set(MEASURES) and sum(parts) == pytest.approx(totals["revenue_after"])
    drawn = next(row for row in rows if row["by"] == "total" and row["measure"] == "revenue_after")
    assert float(drawn["low"]) < float(drawn["median"]) < float(drawn["high"])


def test_text_and_json_state_what_they_rest_on(shown: Shown) -> None:
    text, told = trade_text(shown, Ink()), json.loads(dump(trade_json(shown)))

    for words in ("Broda and Weinstein", "2025-01-01", "the long run", "Left out", CHOSEN, "law book"):
        assert words in " ".join(text.split())
    assert (
        told["scenario"] == ["order.yaml"]
        and told["law_chosen"] == CHOSEN
        and told["lawbook"]
        and told["elasticities"]["source"]
    )
    assert told["totals"]["revenue_after"]["low"] < told["totals"]["revenue_after"]["high"]
    assert [row["key"] for row in told["rows"]] == [row.key for row in shown.rows]


@pytest.mark.needs("matplotlib")
@pytest.mark.parametrize("ending", ["png", "svg"])
def test_a_picture_is_drawn_and_says_its_source(shown: Shown, tmp_path: Path, ending: str) -> None:
    from kanzei.render.impact_trade_picture import draw_trade

    one, other = tmp_path / f"one.{ending}", tmp_path / f"other.{ending}"
    draw_trade(shown, one)
    draw_trade(shown, other)

    assert one.read_bytes() == other.read_bytes()
    if ending == "svg":
        told = one.read_text(encoding="utf-8")
        assert (
            "Census imports for consumption 2024" in told
            and "with test/order (order.yaml), without us/eo-14345" in told
        )
