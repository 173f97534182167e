"""The product layer on the law book: law alone moves trade, a scenario changes it, lines add up, ranges hold the figure they range about."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from kanzei.duty.book import LawBook
from kanzei.errors import UsageError
from kanzei.impact.draws import draw
from kanzei.impact.partial_case import Case, case
from kanzei.impact.partial_elasticities import (
    SECTOR_SETS,
    SETS,
    chosen_set,
    horizon_factor,
    long_run,
    parameter,
    sector_of,
)
from kanzei.impact.partial_mean import shifted_mean
from kanzei.impact.partial_range import Answer, Border, answer, inputs_of, ranges
from kanzei.impact.partial_tables import BY, MEASURES, Row, groups, table, whole_groups
from kanzei.impact.rates import weights

JAPAN, KOREA = "5880", "5800"
FULL = Border(1.0, None, False, "test")
DAY = date(2025, 9, 20)


@pytest.fixture(scope="module")
def found(japan_and_korea: Case) -> Answer:
    return answer(japan_and_korea, chosen_set(japan_and_korea.layout, japan_and_korea.value), FULL)


def test_a_day_against_itself_changes_nothing() -> None:
    """Like for like: both days under the same conventions."""
    same = case(LawBook.shipped().view(), DAY, DAY, partners=[KOREA])
    told = answer(same, chosen_set(same.layout, same.value), FULL).sums

    assert (told.imports_after, told.revenue_after) == pytest.approx((told.imports_before, told.revenue_before))
    assert (told.buyers, told.treasury) == pytest.approx((0, 0), abs=1)


def test_chapters_98_and_99_stay_as_they_were(japan_and_korea: Case, found: Answer) -> None:
    special = weights().hts[japan_and_korea.cells] // 10**8 >= 98

    assert special.any() and (found.found.value_after[special] == japan_and_korea.value[special]).all()
    assert not found.found.duty_after[special].any()


def test_the_order_that_brought_japan_to_inclusive_rates_moves_trade_from_korea_to_japan(found: Answer) -> None:
    """As the law was known on 2025-08-28, before EO 14345, Japan bore 25% on cars like Korea, and stacked rates."""
    before = case(LawBook.shipped().view(known=date(2025, 8, 28)), DAY, partners=[JAPAN, KOREA])
    then = table(one := answer(before, chosen_set(before.layout, before.value), FULL), groups(one, "partner"))
    now = table(found, groups(found, "partner"))
    japan = [next(row for row in rows if row.key == JAPAN) for rows in (then, now)]
    korea = [next(row for row in rows if row.key == KOREA) for rows in (then, now)]

    assert japan[1].rate_static < japan[0].rate_static - 0.03
    assert japan[1].imports_after > japan[0].imports_after and korea[1].imports_after < korea[0].imports_after
    assert japan[1].diverted > 0 > korea[1].diverted


def test_a_scenario_that_takes_an_order_away_changes_the_result(found: Answer, tmp_path: Path) -> None:
    path = tmp_path / "none.yaml"
    path.write_text(
        "id: us/hypothetical-no-reciprocal\ntitle: The reciprocal duties end\nkind: hypothetical\nknown: 2025-09-10\n"
        "note: Not law.\nends:\n  - {authority: [ieepa_reciprocal], entered: {from: 2025-09-15}, cite: supposed}\n"
    )
    without = case(LawBook.shipped().view(scenario=[path]), DAY, partners=[JAPAN, KOREA])
    told = answer(without, chosen_set(without.layout, without.value), FULL).sums

    assert told.rate_static < found.sums.rate_static - 0.02
    assert told.revenue_after < found.sums.revenue_after and told.imports_after > found.sums.imports_after


@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize("top", [None, 3])
def test_lines_add_up_to_the_total(found: Answer, by: str, top: int | None) -> None:
    rows = table(found, groups(found, by, top=top))
    told = found.sums

    for name in ("imports_before", "imports_after", "revenue_before", "revenue_static", "revenue_after", "exporters"):
        assert sum(getattr(row, name) for row in rows) == pytest.approx(getattr(told, name), abs=1)
    assert sum(row.diverted for row in rows) == pytest.approx(0, abs=1e-6 * told.imports_before)
    for name, weight in (("rate_static", "imports_before"), ("rate_after", "imports_after")):
        mean = sum(getattr(row, name) * getattr(row, weight) for row in rows) / getattr(told, weight)
        assert mean == pytest.approx(getattr(told, name))
    if top:
        assert len(rows) <= top + 1 and (rows[-1].key == "others") == (len(rows) == top + 1)


def test_the_partners_asked_for_are_one_line(found: Answer) -> None:
    asked = table(found, whole_groups(found, [JAPAN]))[0]
    row = next(one for one in table(found, groups(found, "partner")) if one.key == JAPAN)
    chapters = table(found, groups(found, "chapter", [JAPAN]))

    assert asked[2:] == pytest.approx(row[2:])
    assert sum(one.imports_after for one in chapters) == pytest.approx(row.imports_after)
    with pytest.raises(UsageError):
        groups(found, "weather")


def test_every_measure_of_an_answer_has_a_unit_and_a_meaning(found: Answer) -> None:
    assert set(found.sums._fields) | {"consumer_prices_static", "consumer_prices"} == set(MEASURES)
    assert set(Row._fields) - {"key", "label"} <= set(MEASURES)


def test_buyers_who_move_pay_less_than_unchanged_trade_would(found: Answer) -> None:
    told = found.sums

    assert told.revenue_before < told.revenue_after < told.revenue_static
    assert told.rate_before < told.rate_after < told.rate_static
    assert told.buyers < 0 < told.treasury and told.net < 0 and told.exporters == 0


def test_ranges_are_the_same_whatever_else_is_asked(found: Answer) -> None:
    """Common random numbers: the number and order of scenarios and lines do not enter."""
    partner, chapter = groups(found, "partner"), groups(found, "chapter")
    one = ranges(found, partner.place, len(partner.keys), 12, 5)
    ranges(found, chapter.place, len(chapter.keys), 3, 9)
    again = ranges(found, chapter.place, len(chapter.keys), 12, 5)

    assert one.sums == again.sums and one.moves == again.moves
    told = one.sums["revenue_after"]
    assert told.low < told.median < told.high
    assert one.sums["revenue_static"].low == pytest.approx(one.sums["revenue_static"].high)
    assert all(len(spreads) == len(partner.keys) for spreads in one.groups.values())


def test_one_draw_is_a_pass_with_what_was_drawn(found: Answer, japan_and_korea: Case) -> None:
    laid = groups(found, "partner")
    told = ranges(found, laid.place, len(laid.keys), 1, 8)
    drawn = {name: float(values[0]) for name, values in draw(told.inputs, 1, 8).items()}
    base = found.chosen.demand
    demand = base._replace(
        sigma=base.sigma * drawn["elasticity between origins"],
        eta=base.eta * drawn["elasticity between products"],
        kappa=base.kappa * drawn["elasticity against home goods"],
    )
    f = drawn["pass-through at the border"]
    again = answer(japan_and_korea, found.chosen._replace(demand=demand), Border(f, None, True, "drawn"))
    rows = table(again, groups(again, "partner"))

    for name, value in again.sums._asdict().items():
        assert told.sums[name].low == told.sums[name].high == pytest.approx(value)
    for at, key in enumerate(laid.keys):
        row = next(one for one in rows if one.key == key)
        for name, spreads in told.groups.items():
            assert spreads[at].median == pytest.approx(getattr(row, name))


def test_the_mean_after_buyers_moved_is_that_of_the_trade(
    found: Answer, japan_and_korea: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kanzei.impact.partial_mean.case", lambda *asked: japan_and_korea)
    shifted = shifted_mean(LawBook.shipped().view(), DAY, "broda-weinstein", [JAPAN])
    row = next(one for one in table(found, groups(found, "partner")) if one.key == JAPAN)

    assert (shifted.rate_static, shifted.rate_after) == pytest.approx((row.rate_static, row.rate_after))


def test_what_is_drawn_depends_on_what_is_stated(japan_and_korea: Case) -> None:
    long = chosen_set(japan_and_korea.layout, japan_and_korea.value)
    near = chosen_set(japan_and_korea.layout, japan_and_korea.value, horizon=2.0)
    names = [one.name for one in inputs_of(near, FULL)]

    assert "long-run elasticity of the path" in names and "pass-through at the border" in names
    stated = [one.name for one in inputs_of(long, Border(0.9, None, True, "stated"))]
    assert "long-run elasticity of the path" not in stated and "pass-through at the border" not in stated


def test_the_set_of_the_path_is_drawn_from_its_published_range(japan_and_korea: Case) -> None:
    """In the first year the published elasticity is 0.76 whatever the long run: nothing but the other nests is left to draw."""
    chosen = chosen_set(japan_and_korea.layout, japan_and_korea.value, "boehm", horizon=1.0)
    names = [one.name for one in inputs_of(chosen, FULL)]

    assert "elasticity between origins" not in names and "long-run elasticity of the path" in names
    assert chosen.demand.sigma == pytest.approx(parameter("path_year_1"))


@pytest.mark.parametrize("name", [*SETS, "3.5"])
def test_every_set_gives_every_product_an_elasticity_and_says_its_source(japan_and_korea: Case, name: str) -> None:
    chosen = chosen_set(japan_and_korea.layout, japan_and_korea.value, name)

    assert (chosen.demand.sigma > 0).all() and np.isfinite(chosen.demand.sigma).all() and chosen.source
    assert not chosen.found or sum(chosen.found.values()) == pytest.approx(1)


def test_sets_hold_what_their_sources_hold(japan_and_korea: Case) -> None:
    """Broda and Weinstein: 108.2 for 0101.11.0010 is set to the limit; a sector set is the trade elasticity plus 1."""
    car = japan_and_korea.layout.codes // 10**6 == 8703
    broda = chosen_set(japan_and_korea.layout, japan_and_korea.value).demand.sigma
    assert broda.min() >= 1.5 and broda.max() <= 15.0

    for name in SECTOR_SETS:
        assert len(set(chosen_set(japan_and_korea.layout, japan_and_korea.value, name).demand.sigma[car])) <= 2
    assert set(chosen_set(japan_and_korea.layout, japan_and_korea.value, "uniform-4").demand.sigma) <= {2.0, 5.0}
    three = chosen_set(japan_and_korea.layout, japan_and_korea.value, "fajgelbaum").demand
    assert (three.sigma[0], three.eta[0], three.kappa[0]) == (2.53, 1.53, 1.19)


def test_the_path_begins_at_its_first_year_and_ends_at_the_long_run(japan_and_korea: Case) -> None:
    assert long_run() * horizon_factor(1.0) == pytest.approx(parameter("path_year_1"))
    assert horizon_factor(8.5) == horizon_factor(30.0) == horizon_factor(None) == 1.0
    # Geometric: half of the way in years is the geometric middle of the ends.
    assert horizon_factor(4.75) == pytest.approx(np.sqrt(horizon_factor(1.0)))
    near, far = (
        chosen_set(japan_and_korea.layout, japan_and_korea.value, horizon=years).demand for years in (1.0, None)
    )
    assert near.sigma == pytest.approx(far.sigma * horizon_factor(1.0))
    assert near.kappa == pytest.approx(far.kappa * horizon_factor(1.0))


def test_codes_have_sectors_and_special_chapters_none() -> None:
    codes = np.array([8703230140, 9801001012, 7208101500, 1], dtype=np.int64)

    assert (sector_of(codes) > 0).tolist() == [True, False, True, False]
    base = weights()
    ordinary = base.hts // 10**8 < 98
    assert (sector_of(base.hts) > 0).tolist() == ordinary.tolist()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "no-such-set"},
        {"name": "-3"},
        {"name": "nan"},
        {"between": 0.0},
        {"home": 1000.0},
        {"horizon": 0.5},
        {"name": "fajgelbaum", "horizon": 3.0},
    ],
)
def test_what_is_not_on_file_is_refused(japan_and_korea: Case, wrong: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        chosen_set(japan_and_korea.layout, japan_and_korea.value, **wrong)  # type: ignore[arg-type]
