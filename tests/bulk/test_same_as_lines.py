"""Bulk = line by line, to the cent, for lines of every kind."""

from __future__ import annotations

import os
from datetime import date
from typing import Any

import pytest

from kanzei.bulk import kernel
from kanzei.bulk.batch import RESULT_TYPES, assess_batch, plan_for
from kanzei.bulk.desk import Desk
from kanzei.duty.book import LawBook
from kanzei.duty.view import View
from kanzei.entries.parse import DEFAULT, Options

from .lines import COLUMNS, batch_of, differences, of_bulk, of_line, random_rows

LINES = 1_500


def in_bulk(desk: Desk, rows: list[dict[str, str]], options: Options = DEFAULT) -> list[dict[str, Any]]:
    batch = batch_of(rows)
    made = assess_batch(desk, batch, plan_for(batch.schema.names, options))
    return [of_bulk(row) for row in made.select(list(RESULT_TYPES)).to_pylist()]


def one_by_one(view: View, rows: list[dict[str, str]], options: Options = DEFAULT) -> list[dict[str, Any]]:
    columns = plan_for(COLUMNS, options).columns
    return [of_line(view, list(row.values()), columns, options) for row in rows]


@pytest.mark.parametrize("seed", [1, 2])
def test_bulk_charges_what_the_lines_engine_charges(desk: Desk, view: View, seed: int) -> None:
    """Every amount, heading, rate, status and error, on lines drawn from all codes, countries, days and claims."""
    rows = random_rows(seed, LINES, desk.codes[: desk.listed])

    actual = in_bulk(desk, rows)
    expected = one_by_one(view, rows)

    assert [] == differences(expected, actual, rows)
    assert LINES // 2 < sum(one["status"] == "ok" for one in actual)


def test_lines_that_state_contents_and_parts_are_the_same(desk: Desk, view: View) -> None:
    """Where most lines state a content, a share, a part or a damaged cell; of several faults the engines may name different ones."""
    rows = random_rows(3, 500, desk.codes[: desk.listed], odd=0.5)

    assert [] == differences(one_by_one(view, rows), in_bulk(desk, rows), rows, words=False)


def test_a_past_view_is_the_same(book: LawBook) -> None:
    """The law as known on 2025-08-28, for entries before and after that day."""
    view = book.view(known=date(2025, 8, 28))
    desk = Desk(view)
    rows = random_rows(4, 400, desk.codes[: desk.listed])

    assert [] == differences(one_by_one(view, rows), in_bulk(desk, rows), rows)


def test_another_reading_and_values_as_given_are_the_same(book: LawBook) -> None:
    """Doubtful points read otherwise, cents of value kept."""
    switches = {name: choices[-1] for name, choices in choices_of(book).items()}
    view = book.view(switches=switches, value_as_given=True)
    desk = Desk(view)
    rows = random_rows(5, 400, desk.codes[: desk.listed])

    actual = in_bulk(desk, rows)

    assert [] == differences(one_by_one(view, rows), actual, rows)
    assert switches


def choices_of(book: LawBook) -> dict[str, list[str]]:
    """Every choice of every doubtful point, the default first."""
    return {name: [point["default"], *others(point)] for name, point in book.readings.items() if others(point)}


def others(point: dict[str, Any]) -> list[str]:
    return [choice for choice in point["choices"] if choice != point["default"]]


def test_without_numba_the_answers_are_the_same(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Arrays, one program at a time, give what the kernel gives."""
    rows = random_rows(6, 1_500, desk.codes[: desk.listed], odd=0.1)
    expected = in_bulk(desk, rows)

    monkeypatch.setattr(kernel, "COMPILED", False)

    assert [] == differences(expected, in_bulk(desk, rows), rows)


CIGARS = {"hts": "2402103070", "origin": "GB", "entered_on": "2025-07-29", "value_usd": "662966.11"}
PART = {"hts": "8708295160", "origin": "BG", "entered_on": "2025-07-02", "value_usd": "100.00", "quantity": "6.905"}
PLUG = {"hts": "85479000", "origin": "CH", "entered_on": "2025-08-08", "value_usd": "898248.06"}
TUBE = {"hts": "7306695000", "origin": "CA", "entered_on": "2025-12-07", "value_usd": "250000000000.00"}
SEED = {"hts": "12059000", "origin": "TW", "entered_on": "2026-08-11", "value_usd": "35866.37"}
HUGE = {"hts": "2402103070", "origin": "GB", "entered_on": "2025-01-29", "quantity": "9999999", "unit": "t"}
CALF = {"hts": "0102294068", "origin": "GB", "entered_on": "2025-05-14", "value_usd": "0.00", "quantity": "3"}
CABLE = {"hts": "8544429090", "origin": "TH", "entered_on": "2025-09-16", "value_usd": "3925", "quantity": "8"}


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param({**CIGARS, "quantity2": "277.3"}, id="the first quantity is blank"),
        pytest.param({**CIGARS, "quantity": "5", "unit": "X", "quantity2": "7", "unit2": "kg"}, id="no unit is needed"),
        pytest.param({**CIGARS, "quantity": "5", "unit": "kg", "unit2": "kg"}, id="a unit without a quantity"),
        pytest.param({**CALF, "quantity2": "355.9", "us_content_value": "0"}, id="a value of nothing in two parts"),
        pytest.param({**CABLE, "claims": "loaded_on=2025-04-01"}, id="loading day among the claims"),
        pytest.param({**CABLE, "claims": "loaded_on=2025-12-01"}, id="loaded after entry, among the claims"),
        pytest.param(
            {**CABLE, "steel_content_pct": "100%", "claims": "us_content_value=5000"}, id="more than the value"
        ),
        pytest.param({**CABLE, "value_usd": "0.01", "steel_content_pct": "60%", "aluminum_value": "0.01"}, id="a cent"),
        pytest.param({**PLUG, "steel_value": "607580.20"}, id="a code of eight digits with contents"),
        pytest.param({**TUBE, "steel_content_pct": "33.3%"}, id="a share of a large value"),
        pytest.param(
            {**CABLE, "value_usd": "0", "steel_content_pct": "15%", "claims": "steel_value=0"}, id="a share that agrees"
        ),
        pytest.param({**SEED, "quantity": "269.022"}, id="a code of eight digits with a duty on quantity"),
        pytest.param({**HUGE, "value_usd": "0.60"}, id="a rate of ten million"),
        pytest.param({**HUGE, "value_usd": "0.60", "quantity": "99999999999"}, id="a rate beyond its column"),
        pytest.param({**PART, "aluminum_value": "25.26"}, id="a content that no duty asks for"),
        pytest.param({**CABLE, "value_usd": "9999999999999.99"}, id="as much as a cell may hold"),
    ],
)
def test_lines_that_were_once_told_apart(desk: Desk, view: View, cells: dict[str, str]) -> None:
    """Each of these had another answer, or other words, in one of the two engines."""
    rows = [{**dict.fromkeys(COLUMNS, ""), **cells}]

    assert [] == differences(one_by_one(view, rows), in_bulk(desk, rows), rows)


def test_a_quantity_without_a_unit_is_read_in_its_place(desk: Desk) -> None:
    """The second quantity is in the second unit the code asks for, whether the first is stated or not."""
    rows = [{**dict.fromkeys(COLUMNS, ""), **CIGARS, "quantity": first, "quantity2": "277.3"} for first in ("", "5")]

    without, beside = in_bulk(desk, rows)

    assert beside["mfn_usd"] == without["mfn_usd"] > 0


@pytest.mark.parametrize("size", [1, 7, 499])
def test_the_size_of_a_batch_changes_no_cent(desk: Desk, size: int) -> None:
    rows = random_rows(1, 500, desk.codes[: desk.listed])
    if size == 1:
        rows = rows[:60]

    apart = [one for at in range(0, len(rows), size) for one in in_bulk(desk, rows[at : at + size])]

    assert in_bulk(desk, rows) == apart


def test_the_order_of_lines_changes_no_cent(desk: Desk) -> None:
    rows = random_rows(2, 600, desk.codes[: desk.listed])

    assert in_bulk(desk, rows) == in_bulk(desk, rows[::-1])[::-1]


@pytest.mark.long
def test_a_million_lines_are_the_same(desk: Desk, view: View) -> None:
    """In batches, so that memory stays what one of them needs; ``KANZEI_MILLION`` sets another number of lines. Of several faults of a line the engines may
    name different ones."""
    wanted, size = int(os.environ.get("KANZEI_MILLION", 1_000_000)), 20_000
    for number in range(-(-wanted // size)):
        rows = random_rows(1_000 + number, size, desk.codes[: desk.listed])
        actual = in_bulk(desk, rows)

        assert [] == differences(one_by_one(view, rows), actual, rows, words=False), f"seed {1_000 + number}"

        view.stacks.clear()
