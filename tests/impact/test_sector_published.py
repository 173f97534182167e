"""Published and recomputed tables of the models of many sectors, of gains from trade and of gravity, read from their files; and files of the same layouts."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kanzei.cli.main import main
from kanzei.errors import UsageError
from kanzei.impact.ge_reproduce import LAYOUTS, reproduce
from kanzei.impact.reproduce_summary import ranking

FILES = {
    "nash_tariffs_recomputed.csv": 588,
    "us_tariff_scenarios_icio2022_recomputed.parquet": 5832,
    "acr_one_sector_gains_wiod2008.csv": 123,
    "gegravity_can_jpn_pta_country.csv": 220,
    "cp2015_published.csv": 15,
    "cp2015_country_recomputed.csv": 105,
    "cp2015_bilateral_recomputed.csv": 9,
    "liberation_day_country_authors_no_retaliation.csv": 910,
    "liberation_day_country_recomputed.parquet": 10864,
}
"""File -> numbers in it, all of which must be met to 1e-6 or to the digits printed."""


@pytest.mark.parametrize("name", FILES)
def test_every_number_of_the_file_is_met(name: str, shared: Path) -> None:
    found = reproduce(str(shared / "economy" / "expected" / name))

    assert FILES[name] == len(found)
    assert [] == [row for row in found if not row.same]


def test_wages_alone_meet_the_recomputed_files_far_below_what_is_asked(shared: Path) -> None:
    folder = shared / "economy" / "expected"
    for name in ("nash_tariffs_recomputed.csv", "us_tariff_scenarios_icio2022_recomputed.parquet"):
        gaps = [row.difference for row in reproduce(str(folder / name))]
        assert max(abs(gap) for gap in gaps if gap is not None) < 1e-8


@pytest.mark.parametrize(
    ("name", "metric", "least", "median"),
    [
        ("lashkaripour2021_published_table1.csv", "gdp_change_percent", 0.94, 0.15),
        ("lashkaripour2021_published_table1.csv", "nash_tariff_percent", 0.96, 3.6),
        ("lashkaripour2021_published_country_year.csv", "gdp_change_percent", 0.94, 0.15),
    ],
)
def test_the_print_of_another_vintage_is_met_in_ranking_and_size(
    name: str, metric: str, least: float, median: float, shared: Path
) -> None:
    """Lashkaripour's print rests on another vintage of WIOD: the median gap of welfare is near 0.13 point."""
    rows = reproduce(str(shared / "economy" / "expected" / name))
    one = next(one for one in ranking(rows) if one.metric == metric)

    assert one.rows > 40
    assert one.correlation > least
    assert one.median < median
    assert not any(row.failed for row in rows)


def _file(folder: Path, *rows: dict[str, object], name: str = "claims.csv") -> str:
    with open(folder / name, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return str(folder / name)


@pytest.mark.parametrize(
    "row",
    [
        {"dataset": "wiod2014", "elasticity": "LL", "country": "JPN", "nash_tariff": 0, "welfare_percent": 0},
        {"elasticity": "FGO", "partner": "EU", "rate": 0.075, "retaliation": "reciprocal", "country": "USA", "welfare_percent": 0},
        {"year": 2011, "country": "JPN", "domestic_share": 0, "gains_eps7_percent": 0},
        {"year": 2022, "country": "VNM", "domestic_share": 0, "gains_eps4_percent": 0},
        {"scenario": "observed_deficits", "country": "Mexico", "metric": "real_wage", "value_percent": 0},
        {"model": "one_sector", "revenue_use": "lump_sum", "rate": 0, "us_welfare_percent": 0},
        {"scenario": "ustr_optimal_retaliation", "iso3": "JPN", "welfare": 0},
        {"scenario": "eps_6", "iso3": "JPN", "welfare": 0},
        {"scenario": "us_canada_mexico_war", "iso3": "MEX", "welfare": 0},
        {"country": "FRA", "factory gate price change (percent)": 0, "imr change (percent)": 0},
    ],
)  # fmt: skip
def test_other_rows_of_the_same_layouts_are_computed(row: dict[str, object], tmp_path: Path) -> None:
    """A made-up 0 is answered with a number of ours and the difference."""
    found = reproduce(_file(tmp_path, row))

    assert found
    assert all(one.computed is not None and abs(one.computed) > 1e-4 for one in found)
    assert all(one.failed for one in found)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"dataset": "wiod1999", "elasticity": "IS", "country": "JPN", "nash_tariff": 0.1}, "no table here is wiod1999"),
        ({"dataset": "icio2022", "elasticity": "XX", "country": "JPN", "nash_tariff": 0.1}, "not a set of elasticities"),
        ({"dataset": "icio2022", "elasticity": "IS", "country": "ZZZ", "nash_tariff": 0.1}, "not a country of this model"),
        ({"year": 1990, "country": "JPN", "domestic_share": 0.9}, "no table here has this country and year"),
        ({"scenario": "no_such", "iso3": "JPN", "welfare": 1}, "no model here has this scenario"),
        ({"scenario": "us_atlantis_war", "iso3": "JPN", "welfare": 1}, "no model here has this scenario"),
        ({"scenario": "ustr_reciprocal", "iso3": "ZZZ", "welfare": 1}, "no country of this model"),
        ({"scenario": "eps_0", "iso3": "JPN", "welfare": 1}, "no model here has this scenario"),
        ({"scenario": "eps_400", "iso3": "JPN", "welfare": 1}, "no model here has this scenario"),
        ({"table": 9, "scenario": "eps_0", "unit": "USA", "metric": "welfare", "published_value": 1}, "no model here has this scenario"),
        ({"model": "one_sector_io", "revenue_use": "lump_sum", "rate": 0.1, "us_welfare_percent": 1}, "no rate between 0 and 400%"),
        ({"model": "two_sectors", "revenue_use": "lump_sum", "rate": 0.1, "us_welfare_percent": 1}, "no model here is this one"),
        ({"country": "ARG", "factory gate price change (percent)": 1, "imr change (percent)": ""}, "not a country of the gravity"),
    ],
)  # fmt: skip
def test_rows_that_cannot_be_computed_say_why(row: dict[str, object], why: str, tmp_path: Path) -> None:
    found = reproduce(_file(tmp_path, row))

    assert [None] * len(found) == [one.computed for one in found]
    assert why in found[0].why


def test_a_panel_that_the_paper_prints_in_the_wrong_place(tmp_path: Path) -> None:
    """Table 10 prints -0.26 as the mean of other countries under balanced trade: it is the panel before, fixed transfers with retaliation."""
    row = {
        "table": 10,
        "unit": "non-US",
        "metric": "welfare",
        "published_value": "-0.26",
        "aggregation": "welfare: unweighted",
    }
    panels = [{**row, "scenario": one} for one in ("fixed_transfer_retaliation", "balanced_retaliation")]

    assert [True, False] == [one.same for one in reproduce(_file(tmp_path, *panels))]


def test_an_agreement_of_others_is_told_by_the_name_of_the_file(tmp_path: Path) -> None:
    row = {"country": "KOR", "factory gate price change (percent)": 0, "imr change (percent)": 0}
    own = reproduce(_file(tmp_path, row, name="gravity_kor_usa_pta.csv"))[0]
    other = reproduce(_file(tmp_path, row))[0]

    assert ("agreement KOR-USA", "agreement CAN-JPN") == (own.scenario, other.scenario)
    assert own.computed is not None and other.computed is not None and own.computed > other.computed


def test_an_unknown_layout_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    path = _file(tmp_path, {"dataset": "wiod2014", "elasticity": "IS", "country": "JPN", "nash": 1})

    with pytest.raises(UsageError, match="Nearest: Nash tariffs, which also needs nash_tariff") as told:
        reproduce(path)
    assert all(layout.words in str(told.value) for layout in LAYOUTS)


def test_what_is_no_number_or_no_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="'much' is not a number"):
        reproduce(_file(tmp_path, {"formula": "prop2_E_denominator", "rate": "much"}))
    (tmp_path / "bad.parquet").write_bytes(b"no parquet")
    with pytest.raises(UsageError, match="not a table in Parquet"):
        reproduce(str(tmp_path / "bad.parquet"))
    (tmp_path / "empty.csv").write_text("formula,rate\n")
    with pytest.raises(UsageError, match="without rows"):
        reproduce(str(tmp_path / "empty.csv"))


@pytest.mark.parametrize("text", ["much", "", "nan", "inf", "1.31%"])
def test_a_cell_that_is_no_number_is_named_with_its_row(text: str, tmp_path: Path) -> None:
    row = {"scenario": "zero_aggregate_deficits", "country": "Mexico", "metric": "real_wage", "value_percent": 1.72}
    path = _file(tmp_path, row, {**row, "value_percent": text})

    with pytest.raises(UsageError, match=rf"claims\.csv: row 2: value_percent: '{text}' is not a number"):
        reproduce(path)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"formula,rate\nprop2_E_denominator,0.2,18\n", "row 1 has more cells than the header"),
        (b"# Notes\n\nfiles, many, and more\n", "row 1 has more cells than the header"),
        ("formula,rate\nprop2_E_denominator,0.2\n".encode("utf-16"), "not text in UTF-8"),
        ("formula,rate\nprop2_E_denominator,0.2\n".encode("utf-16-le"), "NUL characters"),
        (b"formula,rate\n", "a table without rows"),
        (b"", "a table without rows"),
    ],
)
def test_a_file_that_is_no_table_is_refused(content: bytes, why: str, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)

    with pytest.raises(UsageError, match=why):
        reproduce(str(path))


def test_empty_cells_at_the_end_of_a_row_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("formula,rate\nprop2_E_denominator,0.21798821501283155,,\n", encoding="utf-8")

    assert reproduce(str(path))[0].same


def test_a_row_without_an_equilibrium_leaves_the_others(tmp_path: Path) -> None:
    rows = [
        {"model": "one_sector_io", "revenue_use": use, "rate": 0, "us_welfare_percent": 0}
        for use in ("lump_sum", "income_tax_relief")
    ]

    assert [None, None, 0.1793, 2.2819] == [
        None if one.computed is None else round(one.computed, 4) for one in reproduce(_file(tmp_path, *rows))
    ]


def test_gains_at_an_elasticity_that_is_none(tmp_path: Path) -> None:
    row = {"year": 2008, "country": "USA", "domestic_share": 0.9, "gains_eps0_percent": 1, "gains_eps5.2.1_percent": 1}
    found = reproduce(_file(tmp_path, row))

    assert ["domestic_share", "gains_eps0_percent"] == [one.metric for one in found]
    assert found[1].computed is None


def test_loose_rows_do_not_fail_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        {"country": one, "model": "baseline", "nash_tariff_percent": 40 + number, "gdp_change_percent": -1}
        for number, one in enumerate(("JPN", "USA", "CHN"))
    ]

    assert 0 == main(["impact", "reproduce", _file(tmp_path, *rows)])
    shown = capsys.readouterr().out
    assert "other data" in shown and "rank correlation" in shown
