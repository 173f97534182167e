"""``kanzei impact japan``: what is printed and written, on a study made by hand and on rates alone."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from kanzei.cli import main
from kanzei.duty.book import LawBook
from kanzei.impact.draws import Input, Spread, spread
from kanzei.impact.japan import Effect, Gap, MonthSeen, Plan, Study
from kanzei.impact.japan_layers import LAYERS, MEASURES
from kanzei.impact.japan_months import months
from kanzei.impact.japan_one_sector import ELASTICITY_INPUT
from kanzei.impact.japan_outside import CHANNELS, cabinet_office, gap, outside
from kanzei.impact.japan_rates import StepRates
from kanzei.impact.japan_steps import STEPS
from kanzei.impact.rates import DayRates
from kanzei.impact.rates_conventions import Conventions
from kanzei.render.impact_japan import japan_text
from kanzei.render.impact_japan_rows import COLUMNS, Said, japan_json, write_tidy
from kanzei.render.tables import Ink

SAID = Said((), (), ("us/eo-14345",), (), "charged")


def made() -> Study:
    """A study with numbers of no meaning: each effect is another."""
    nothing = DayRates(date(2025, 1, 1), "none", [], np.zeros(0), np.zeros(0), {}, np.zeros(0))
    rates = [
        StepRates(
            step,
            step.known,
            "0" * 64,
            nothing,
            0.01 * at + 0.015,
            0.014,
            0.01 * at,
            0.01508 if at == 0 else None,
            {"ordinary": 0.015, "s122": 0.01 * at},
            0.15,
            0.1,
        )  # fmt: skip
        for at, step in enumerate(STEPS)
    ]
    layers = [LAYERS["partial"], LAYERS["one-sector"]]
    effects = [
        Effect(step.id, layer.id, measure, Spread(-at - 0.25, -at - 0.5, -at + 0.125))
        for layer in layers
        for at, step in enumerate(STEPS[1:])
        for measure in list(MEASURES)[:4]
    ]
    left = [gap(one) for one in (-0.1, -0.2, -0.3)]
    gaps = [Gap("partial", "gdp", spread([-0.1, -0.2, -0.3]), spread(left))]
    measures = ("exports_us", "vehicles_us", "us_points", "cars_points")
    seen = [MonthSeen(one, 0.17, dict.fromkeys(measures, Spread(-8, -9, -7))) for one in months()]
    inputs: dict[str, tuple[Input, ...]] = dict.fromkeys(("partial", "one-sector"), (ELASTICITY_INPUT,))
    return Study(Plan(Conventions(), draws=9), rates, layers, inputs, effects, gaps, seen, outside(), CHANNELS)


def test_every_number_says_its_source(tmp_path: Path) -> None:
    """Tidy rows: a source on every one; of what rests on the law, day of entry, view, scenario and digest; of what is drawn, range, horizon and draws."""
    path = tmp_path / "japan.csv"
    write_tidy(made(), SAID, path)
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert list(COLUMNS) == list(rows[0])
    assert {"rate", "part", "effect", "outside", "gap", "month"} == {row["table"] for row in rows}
    for row in rows:
        assert row["source"], row
        assert row["unit"], row
        if row["table"] in ("rate", "part", "effect"):
            assert row["entered"], row
            assert row["known"], row
            assert row["lawbook"], row
            assert row["scenario"] == "without us/eo-14345"
        if row["table"] in ("effect", "gap"):
            assert float(row["low"]) <= float(row["value"]) <= float(row["high"])
            assert row["horizon"], row
            assert row["draws"] == "9"
            assert row["others"] == "day"
    assert ["1.508000"] == [row["value"] for row in rows if row["measure"] == "calculated"]


def test_all_rows_for_japan_stand_beside_the_steps() -> None:
    study = made()
    text = japan_text(study, SAID, Ink())

    assert all(one.title in text for one in STEPS)
    assert all(one.study in text for one in outside())
    assert "fiscal year 2025" in text
    assert "never a target" in text
    assert "1.2 to 0.7" in text
    # -0.5 less a median of -0.2.
    assert "-0.30 (-0.39 -0.21)" in text
    assert "Not the shipped law under its defaults: without us/eo-14345." in text
    assert all(one.split(":")[0] in " ".join(text.split()) for one in CHANNELS)
    assert "1.508" in text
    assert "1 year" in text
    assert "long run" in text


def test_the_machine_form_has_all_of_it() -> None:
    found = japan_json(made(), SAID)

    assert len(STEPS) == len(found["steps"])
    assert len(outside()) == len(found["outside"])
    assert -0.5 == found["cabinet_office"]["change"] == cabinet_office().change
    assert ["us/eo-14345"] == found["without"]
    assert all(one["drawn"] and one["source"] and one["horizon"] for one in found["layers"])


@pytest.mark.needs("matplotlib")
@pytest.mark.parametrize("ending", [".svg", ".png"])
def test_a_picture_is_written(tmp_path: Path, ending: str) -> None:
    from kanzei.render.impact_japan_picture import draw_japan

    path = tmp_path / f"japan{ending}"
    draw_japan(made(), SAID, path)

    assert path.stat().st_size > 10_000
    if ending == ".svg":
        assert "2026-07-24" in path.read_text(encoding="utf-8")


def test_the_command_takes_the_rates_of_the_book(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """One step: what is printed is what the book says, for the day and the view of the step."""
    from kanzei.impact.rates import rates_on, weighted

    step = next(one for one in STEPS if one.id == "autos")
    path = tmp_path / "rates.csv"

    assert 0 == main(["impact", "japan", "--layer", "none", "--step", step.id, "--json", "-o", str(path)])
    found = json.loads(capsys.readouterr().out)
    expected = weighted(rates_on(LawBook.shipped().view(known=step.known), step.entered, ["5880"]))
    assert pytest.approx(expected, abs=1e-12) == found["steps"][1]["rates"]["statutory"]
    assert ["base", step.id] == [one["id"] for one in found["steps"]]
    assert [] == found["effects"] == found["gaps"]
    assert path.read_text(encoding="utf-8").startswith("table,step,entered")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--layer", "none", "--layer", "partial"], "rates alone"),
        (["--plot", "x.gif"], "must end in .png or .svg"),
        (["-o", "x.txt"], "must end in .csv"),
        (["-o", "no/folder/x.csv"], "there is no folder"),
        (["--horizon", "0.5"], "at least one"),
        (["--step", "thirty"], "choose from ten, twenty-four"),
        (["--convention", "most"], "choose whole"),
        (["--without", "us/nothing", "--layer", "none"], "the book has no such instrument"),
        (["--layer", "none", "--known", "2099-01-01"], "would be a guess"),
    ],
)
def test_what_cannot_be_is_refused_before_any_work(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = main(["impact", "japan", *words])
    except SystemExit as stopped:
        code = int(stopped.code or 0)

    assert 2 == code
    assert said in capsys.readouterr().err


def test_the_dictionary_names_every_column(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["impact", "japan", "--dictionary", "--json"])
    found = json.loads(capsys.readouterr().out)

    assert list(COLUMNS) == [one["column"] for one in found["columns"]]
    assert list(MEASURES) == [one["measure"] for one in found["measures"]]
