"""Rates of the steps: the panel of that day by another way, the base of 2024, and a book without the order that carried the deal out."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from kanzei.duty.book import LawBook
from kanzei.duty.panel import PanelOptions, panel
from kanzei.duty.view import View
from kanzei.errors import UsageError
from kanzei.impact.japan_rates import GROUPS, JAPAN, StepRates, group_of, step_rates
from kanzei.impact.japan_steps import STEPS, Step
from kanzei.impact.rates import weights

BY_ID = {one.id: one for one in STEPS}
SHORT = ("base", "stacked", "inclusive", "autos")


def views(book: LawBook) -> Callable[[date | None], View]:
    made: dict[date | None, View] = {}

    def view_of(known: date | None) -> View:
        if known not in made:
            made[known] = book.view(known=known)
        return made[known]

    return view_of


@pytest.fixture(scope="module")
def shipped() -> Callable[[date | None], View]:
    return views(LawBook.shipped())


@pytest.fixture(scope="module")
def found(shipped: Callable[[date | None], View]) -> dict[str, StepRates]:
    rates = step_rates(shipped, steps=[BY_ID[one] for one in SHORT])
    return {one.step.id: one for one in rates}


def weighted_panel(view: View, on: date) -> float:
    """The rows of the panel of a day, one by one, weighted by the imports of 2024: none of the arrays of the room."""
    rows: dict[int, dict[str, float | None]] = {}
    for batch in panel(view, ["JP"], on, on + timedelta(days=1), PanelOptions(spi="none")):
        names = [name for name in batch.schema.names if name.endswith("_rate")]
        names = [name for name in names if name not in ("total_rate", "added_rate")]
        columns = {name: batch.column(name).to_pylist() for name in names}
        for at, code in enumerate(batch.column("hts").to_pylist()):
            rows[int(code)] = {name: columns[name][at] for name in names}
    near: dict[int, list[int]] = defaultdict(list)
    for code in rows:
        near[code // 100].append(code)
        near[10**9 + code // 10_000].append(code)
    base = weights()
    first, last = base.spans[JAPAN]
    top = bottom = 0.0
    for hts, value, paid in zip(
        base.hts[first:last].tolist(),
        base.value[first:last].tolist(),
        base.paid[first:last].tolist(),
        strict=True,
    ):
        bottom += value
        codes = [hts] if hts in rows else near.get(hts // 100) or near.get(10**9 + hts // 10_000, [])
        if hts // 10**8 >= 98 or not codes:
            continue
        for name in rows[codes[0]]:
            known = [rate for rate in (rows[code][name] for code in codes) if rate is not None]
            if known:
                top += value * sum(known) / len(known)
            elif name == "mfn_rate":
                top += value * (0.0 if np.isnan(paid) else paid)
    return top / bottom


@pytest.mark.parametrize("name", SHORT)
def test_a_step_is_the_weighted_panel_of_its_day(
    name: str, found: dict[str, StepRates], shipped: Callable[[date | None], View]
) -> None:
    step = BY_ID[name]

    assert found[name].known_on == step.known
    assert pytest.approx(weighted_panel(shipped(step.known), step.entered), abs=1e-8) == found[name].rate


@pytest.mark.long
def test_every_step_is_the_weighted_panel_of_its_day() -> None:
    view_of = views(LawBook.shipped())
    for one in step_rates(view_of):
        expected = weighted_panel(view_of(one.step.known), one.step.entered)
        assert pytest.approx(expected, abs=1e-8) == one.rate, one.step.id


def test_2024_is_calculated_duty_over_value(found: dict[str, StepRates]) -> None:
    """1.508%: Census, calculated duty over customs value, imports for consumption from Japan in 2024; the book's own rate stands beside it."""
    base = found["base"]

    assert base.calculated is not None
    assert "1.508" == f"{100 * base.calculated:.3f}"
    assert base.shown == base.calculated != base.rate
    assert abs(base.rate - base.calculated) < 0.001
    assert [] == [one.step.id for one in found.values() if one.step.id != "base" and one.calculated is not None]


def test_what_each_step_isolates(found: dict[str, StepRates]) -> None:
    """15% in all lowers the reciprocal part alone; the notice on vehicles lowers theirs from 27.5% to 15% and leaves metals as they are."""
    stacked, inclusive, autos = (found[one].groups() for one in ("stacked", "inclusive", "autos"))

    assert stacked["general"] > inclusive["general"]
    for name in set(GROUPS) - {"general"}:
        assert pytest.approx(stacked[name], abs=1e-12) == inclusive[name]
    assert found["inclusive"].vehicles > 0.27 > 0.16 > found["autos"].vehicles > 0.15
    assert pytest.approx(inclusive["metals"], abs=1e-9) == autos["metals"]


def test_what_became_known_later_stands_beside(found: dict[str, StepRates]) -> None:
    """EO 14345 reaches back over the entries of 2025-08-28: known now, the stacked step is the inclusive one."""
    assert pytest.approx(found["inclusive"].rate, abs=1e-12) == found["stacked"].as_now


def test_the_parts_add_up(found: dict[str, StepRates]) -> None:
    for one in found.values():
        assert (
            pytest.approx(one.rate, abs=1e-12) == sum(one.parts.values()) == pytest.approx(sum(one.groups().values()))
        )


@pytest.mark.parametrize(
    ("authority", "group"),
    [
        ("ordinary", "ordinary"),
        ("ieepa_reciprocal", "general"),
        ("s122", "general"),
        ("s301_forced_labor", "general"),
        ("s232_autos", "vehicles"),
        ("s232_steel", "metals"),
        ("s201_solar", "other"),
        ("s301_japan_leather", "other"),
    ],
)
def test_authorities_have_their_group(authority: str, group: str) -> None:
    assert group == group_of(authority)


def test_without_the_order_the_table_is_another(found: dict[str, StepRates]) -> None:
    """EO 14345 left out: 15% stays on top of column 1, and vehicles keep 27.5%."""
    book = LawBook.shipped().with_scenario([], ["us/eo-14345"])
    steps = [BY_ID[one] for one in ("inclusive", "autos")]
    rates = {one.step.id: one for one in step_rates(views(book), steps=steps)}

    assert pytest.approx(found["stacked"].rate, abs=1e-12) == rates["inclusive"].rate
    assert rates["inclusive"].rate > found["inclusive"].rate
    assert rates["autos"].vehicles > 0.27 > found["autos"].vehicles
    assert rates["inclusive"].digest != found["inclusive"].digest
    assert ["not the shipped law alone: us/eo-14345 left out of the book"] == book.edits()


def test_an_instrument_that_is_not_there_is_named() -> None:
    with pytest.raises(UsageError, match="did you mean us/eo-14345"):
        LawBook.shipped().with_scenario([], ["us/eo14345"])


def test_a_view_of_one_day_for_every_step(found: dict[str, StepRates], shipped: Callable[[date | None], View]) -> None:
    """On 2025-08-28 nobody knew that vehicles would pay 15% on 16 September."""
    step = BY_ID["autos"]
    seen = step_rates(shipped, known=date(2025, 8, 28), steps=[step])[0]

    assert seen.known_on == date(2025, 8, 28)
    assert seen.vehicles > 0.27


def test_steps_are_in_the_order_of_entry() -> None:
    days = [one.entered for one in STEPS]

    assert days == sorted(days)
    assert len({one.id for one in STEPS}) == len(STEPS)
    assert isinstance(STEPS[0], Step)


def test_the_base_by_sector_is_that_of_the_source(shared: Path) -> None:
    """Value and calculated duty of 2024 by GTAP sector, to the dollar."""
    from kanzei.impact.partial_elasticities import sector_names, sector_of

    base = weights()
    first, last = base.spans[JAPAN]
    numbers = sector_of(base.hts[first:last])
    value, duty = (np.bincount(numbers, column[first:last], 70) for column in (base.value, base.duty))
    names = {code: number for number, (code, _) in sector_names().items()}
    with open(shared / "economy/expected/japan_etr_2024_by_gtap_sector.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert rows
    for row in rows:
        number = names.get(row["gtap"], 0)
        assert (float(row["con_val_usd"]), float(row["cal_dut_usd"])) == (value[number], duty[number]), row["gtap"]
