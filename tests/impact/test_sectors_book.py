"""From the law book to the models: codes into sectors, goods into cells, the rates of a day against those of another."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from importlib.resources import files

import numpy as np
import pytest

from kanzei.cli.main import main
from kanzei.duty.book import LawBook
from kanzei.impact.ge_book import one_cells, solve_one
from kanzei.impact.ge_world import one_sector
from kanzei.impact.partial_case import Case
from kanzei.impact.rates import weights
from kanzei.impact.sector_data import elasticities, sector_table, use_table
from kanzei.impact.sectors_book import book_cells, model_goods, solve_day
from kanzei.impact.sectors_goods import MEMBERS, Goods, _like_for_like
from kanzei.impact.sectors_places import sector_of_codes

BASE, DAY = date(2025, 1, 1), date(2025, 9, 20)


@pytest.fixture(scope="module")
def gathered() -> Goods:
    return model_goods(LawBook.shipped().view(), DAY, BASE, "wiod14")


def _sectors(model: str) -> tuple[str, ...]:
    return (use_table() if model == "wiod-io" else sector_table(model)).sectors


@pytest.mark.parametrize(
    ("code", "icio", "wiod14", "industry"),
    [
        (8703_23_0190, "C29", "Transport equipment", "Transport Equipment"),
        (2601_11_0030, "B07", "Mining and quarrying", "Mining and Quarrying"),
        (2505_10_1000, "B08", "Mining and quarrying", "Mining and Quarrying"),
        (8901_20_0000, "C301", "Transport equipment", "Transport Equipment"),
        (8802_40_0040, "C302T309", "Transport equipment", "Transport Equipment"),
        (3004_90_9290, "C21", "Chemicals, pharmaceuticals", "Chemicals and Chemical Products"),
        (7208_51_0030, "C24A", "Basic metals", "Basic Metals and Fabricated Metal"),
    ],
)
def test_codes_stand_in_the_sectors_of_their_goods(code: int, icio: str, wiod14: str, industry: str) -> None:
    """Cars, iron ore, sand, tankers, aeroplanes, medicines, plates: chapters 26 and 89 divide two GTAP sectors."""
    for model, wanted in (("icio", icio), ("wiod14", wiod14), ("wiod-io", industry)):
        sectors = _sectors(model)
        assert wanted == sectors[int(sector_of_codes(np.array([code]), model, sectors)[0])]


def test_a_code_that_is_new_goes_by_its_neighbours_and_chapters_98_and_99_by_none() -> None:
    sectors = sector_table("icio").sectors
    found = sector_of_codes(np.array([8703_23_0199, 9801_00_1012, 9903_01_2500]), "icio", sectors)

    assert ["C29", -1, -1] == [sectors[found[0]], found[1], found[2]]


def test_every_gtap_sector_of_goods_has_a_place_in_every_model() -> None:
    with files("kanzei.impact").joinpath("facts/gtap.csv").open(encoding="utf-8") as text:
        goods = [row for row in csv.DictReader(text) if row["group"] not in {"Utilities", "Construction", "Services"}]
    assert 45 == len(goods)
    assert {row["icio28"] for row in goods} <= set(sector_table("icio").sectors)
    assert {int(row["wiod35"]) for row in goods} <= set(range(1, 17))


def test_goods_keep_the_value_of_the_weights(gathered: Goods) -> None:
    """One group for the Union; what is placed adds up to the share that is told; nobody is without goods."""
    assert pytest.approx(gathered.covered * weights().value.sum(), rel=1e-9) == gathered.value.sum()
    assert gathered.covered > 0.95
    assert () == gathered.unplaced
    countries = sector_table("wiod14").countries
    assert gathered.groups is not None
    assert 1 == len({int(gathered.groups[n]) for n, one in enumerate(countries) if one in MEMBERS})
    assert -1 == gathered.groups[countries.index("USA")]


def test_goods_together_make_the_cells_of_goods_apart(gathered: Goods) -> None:
    """Splitting every line in two at the same rates changes no cell."""
    theta = elasticities("wiod14", "IS")
    halves = replace(
        gathered,
        seller=np.tile(gathered.seller, 2),
        sector=np.tile(gathered.sector, 2),
        value=np.concatenate([0.3 * gathered.value, 0.7 * gathered.value]),
        before=np.tile(gathered.before, 2),
        after=np.tile(gathered.after, 2),
    )
    one, two = (book_cells(goods, theta, 16, 44) for goods in (gathered, halves))

    for name in ("factor", "net_before", "net_after", "mean_after", "mean_shifted"):
        assert np.allclose(getattr(one, name), getattr(two, name), rtol=1e-10)
    assert (one.factor[one.known] <= 1 + one.mean_after[one.known] + 1e-9).all()


def test_the_rates_of_a_seller_are_those_of_the_product_layer(gathered: Goods, japan_and_korea: Case) -> None:
    """Like for like: a good without a rate on one of the days (4420.19 on the base day) has no change, here as there."""
    case, countries = japan_and_korea, sector_table("wiod14").countries
    assert gathered.groups is not None
    for partner, name in (("5880", "JPN"), ("5800", "KOR")):
        place = case.partners.index(partner)
        there = (case.partner == place) & (weights().hts[case.cells] // 10**8 < 98)
        here = gathered.seller == gathered.groups[countries.index(name)]
        for rates, theirs in ((gathered.before, case.before), (gathered.after, case.after)):
            duty = float((theirs * case.value)[there].sum())
            assert pytest.approx(duty, rel=1e-12) == float((rates * gathered.value)[here].sum())


def test_a_good_without_a_rate_on_one_day_keeps_that_of_the_base_day() -> None:
    """How a rate was found: 3 is no rate, 2 a specific rate as paid, 1 neighbours, 0 the code itself."""
    old, new = _like_for_like(
        (np.array([0.0, 0.02, 0.02, 0.01, 0.0]), np.array([3, 0, 0, 1, 3])),
        (np.array([0.15, 0.0, 0.17, 0.16, 0.0]), np.array([0, 3, 0, 2, 3])),
    )

    assert [0.0, 0.02, 0.02, 0.01, 0.0] == old.tolist()
    assert [0.0, 0.02, 0.17, 0.16, 0.0] == new.tolist()


def test_the_same_day_changes_nothing(gathered: Goods) -> None:
    still = replace(gathered, after=gathered.before)
    found = solve_day(LawBook.shipped().view(), BASE, BASE, "wiod14", gathered=still)
    assert np.allclose(found.real_income, 1, atol=1e-9)
    assert pytest.approx(1, abs=1e-9) == found.exports("JPN")
    one = solve_one(replace(still, groups=None, seller=np.zeros_like(still.seller)), one_sector())
    assert np.allclose(one.logs, 0, atol=1e-9)


def test_the_rates_of_a_day_in_the_model(gathered: Goods) -> None:
    """Duty collected is the sum of duties; trade balances; Japan sells the United States less, and the world's trade falls."""
    found = solve_day(LawBook.shipped().view(), DAY, BASE, "wiod14", gathered=gathered)
    solved, countries = found.found, found.countries
    us, flows = countries.index("USA"), found.flows

    assert np.allclose(found.duty, (flows * solved.tariffs).sum(axis=(0, 2)), rtol=1e-9)
    assert np.allclose(flows.sum(axis=(0, 2)), flows.sum(axis=(0, 1)), rtol=1e-8)
    assert found.exports("JPN", "USA") < 0.9 < found.exports("JPN") < 1
    assert found.duty[us] > 1.5 * (found.flows_before * solved.world.tariffs).sum(axis=(0, 2))[us]
    assert found.real_wage[us] < found.real_income[us] < 1
    answered = solve_day(LawBook.shipped().view(), DAY, BASE, "wiod14", gathered=gathered, retaliate=True)
    assert answered.real_income[us] < found.real_income[us]


def test_in_one_sector_the_factor_is_less_than_the_mean() -> None:
    """Two goods of Japan, one at 50 percent and one free: buyers move, so the price rises less than the mean rate says."""
    world = one_sector()
    japan = world.place("JPN")
    goods = Goods(
        np.array([japan, japan]),
        np.array([0, 0]),
        np.array([1.0, 1.0]),
        np.zeros(2),
        np.array([0.5, 0.0]),
        1.0,
        ("JPN",),
        (),
        (),
        (),
    )
    laid = one_cells(goods, world)
    found = solve_one(goods, world)
    plain = np.zeros_like(world.shares)
    plain[japan, world.place("USA")] = 0.25

    assert 0.25 == laid.mean[japan] and laid.factor[japan] < 1.25 and laid.tariff[japan] < 0.25
    assert found.duty[world.place("USA")] < world.solve(plain).duty[world.place("USA")]


@pytest.mark.parametrize(
    "words",
    [
        "impact ge --model wiod14 --rate JPN=15 --draws 3 --json",
        "impact ge --model wiod14 --rate ALL=10 --draws 8 --sets --country JPN",
        "impact ge --model wiod-io --rate EU=15 --retaliate --elasticity-set CP --country EU --country World",
        "impact ge --model wiod14 --optimal --by-sector --json",
        "impact ge --model wiod14 --optimal",
        "impact ge --model wiod14 --nash ALL",
        "impact ge --model wiod14 --nash CHN",
        "impact ge --rate JPN=15 --draws 3",
    ],
)
def test_commands(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(words.split())
    shown = capsys.readouterr().out
    assert "long run" in shown


@pytest.mark.long
def test_the_law_book_from_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main("impact ge --model wiod14 --on 2025-09-20 --since 2025-08-06 --country JPN".split())
    shown = capsys.readouterr().out
    assert "US rates of 2025-09-20 against those of 2025-08-06" in shown
    assert "law book" in shown and "JPN" in shown


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("impact ge --model icio --case eps_8", "belong to the one-sector models"),
        ("impact ge --model icio --rate ZZZ=10", "not a country of this model"),
        ("impact ge --model wiod-io --nash CHN", "there without input-output links"),
        ("impact ge --model wiod-io --optimal --by-sector", "there without input-output links"),
        ("impact ge --rate JPN=15 --since 2025-01-01", "--since goes with --on"),
        ("impact ge --rate JPN=15 --sets", "--sets goes with --draws"),
        ("impact ge --rate JPN=15 --elasticity-set CP", "go with --model icio"),
        ("impact ge --optimal --draws 5", "--draws goes with"),
        ("impact ge --model icio --optimal --draws 5", "--draws goes with"),
        ("impact ge --model wiod14 --rate JPN=15 --draws 3 --sets", "at least 8"),
        ("impact ge --model wiod14 --on 2024-05-01", "the book begins with entries of 2025-01-01"),
        ("impact ge --nash ALL", "name a country besides the US"),
        ("impact ge --model wiod14 --nash USA", "name a country besides the US"),
    ],
)
def test_questions_that_cannot_be_asked(words: str, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert 2 == main(words.split())
    assert text in capsys.readouterr().err
