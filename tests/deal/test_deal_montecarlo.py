"""Simulations: the same for any chunk and number of paths, in agreement with the exact path where nothing is drawn, honest about what is assumed."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pytest

from kanzei.deal.deemed import Tranche
from kanzei.deal.draws import BLOCK, draw_block, drawn
from kanzei.deal.montecarlo import simulate
from kanzei.deal.read_case import read_case
from kanzei.deal.read_terms import read_sheet
from kanzei.deal.sensitivity import parts_of_variance, tornado
from kanzei.deal.shipped import find_case
from kanzei.deal.uncertainty import read_uncertainty, shipped_uncertainty
from kanzei.deal.waterfall import Vehicle
from kanzei.deal.worked import work
from kanzei.errors import LawError, UsageError

SHEET = read_sheet("japan").known(None)
CASE = read_case(find_case("secretarys-example"))
DRAWS = read_uncertainty()
STILL = DRAWS._replace(level=0.0, cycle=0.0, hazards=(0.0,), rate_spread=0.0, exchange_spread=0.0, late=(1.0,))
"""Nothing is drawn."""


@pytest.mark.parametrize("reading", SHEET.readings)
def test_with_nothing_drawn_every_path_is_the_exact_case(reading):
    """To the cent of the net and the tenth digit of the internal rate, for every party."""
    exact = work(CASE, SHEET, SHEET.readings[reading])
    (found,) = simulate(CASE, SHEET, [SHEET.readings[reading]], STILL, 3, 1)

    for name, measures in found.parties.items():
        returns = exact.parties[name].returns
        assert returns.net == pytest.approx(measures["net"].mean, abs=400)
        assert returns.npv == pytest.approx(measures["npv"].mean, abs=400)
        if returns.irr is not None:
            assert returns.irr == pytest.approx(measures["irr"].mean, abs=1e-9)


def test_a_path_does_not_depend_on_the_chunk_or_on_how_many_there_are():
    """Bit for bit: the answer is a function of seed and path."""
    readings = [SHEET.readings["mou"], SHEET.readings["japan-headline"]]
    one = simulate(CASE, SHEET, readings, DRAWS, 2500, 7, chunk=BLOCK)
    other = simulate(CASE, SHEET, readings, DRAWS, 2500, 7, chunk=10 * BLOCK)
    fewer = simulate(CASE, SHEET, readings, DRAWS, 1200, 7)

    for first, second, third in zip(one, other, fewer, strict=True):
        for name, line in first.values.items():
            assert np.array_equal(line, second.values[name])
            assert np.array_equal(line[:1200], third.values[name])
    assert not np.array_equal(one[0].values["all"], simulate(CASE, SHEET, readings, DRAWS, 2500, 8)[0].values["all"])


def test_draws_have_the_law_that_is_told():
    """Ten years of the shipped hazards end 6.75% of projects; recovery means 80%; levels mean one."""
    vehicle = Vehicle("v", (Tranche(0, 10**11, 10),), (10**10,) * 10, (Fraction(5, 100),) * 10, (Fraction(1),) * 10)
    quiet = DRAWS._replace(cycle=0.0, late=(1.0,), recovery_years=0)
    made = [drawn(draw_block(1, block, 1, 10), [vehicle], quiet, 1) for block in range(40)]
    ended = np.concatenate([one.drivers["defaults"] > 0 for one in made])
    first = np.concatenate([one.cash[0, 0] for one in made])
    untouched = first[~ended]

    assert 0.0675 == pytest.approx(ended.mean(), abs=0.004)
    assert 1e10 == pytest.approx(untouched.mean(), rel=0.01)
    # A default in the first year pays the recovered part of all the principal at once: 80% in the mean.
    sure = quiet._replace(hazards=(1.0,), level=0.0)
    part = (
        np.concatenate([drawn(draw_block(1, block, 1, 10), [vehicle], sure, 1).cash[0, 0] for block in range(10)])
        / 1e11
    )
    assert 0.80 == pytest.approx(part.mean(), abs=0.01)
    assert 0.64 == pytest.approx((part == 1.0).mean(), abs=0.015)


def test_the_largest_draw_has_the_largest_part():
    """Where only the level is drawn, it is all of the variance and the only bar that is drawn and moves."""
    only = STILL._replace(level=0.25)
    (found,) = simulate(CASE, SHEET, [SHEET.readings["us-headline"]], only, 4000, 3)
    parts = parts_of_variance(found, "all")

    assert "returns" == parts[0].name
    assert parts[0].variance > 0.7
    assert parts[0].rank > 0.7
    centre, bars = tornado(CASE, SHEET, SHEET.readings["us-headline"], only)
    assert {"returns", "defaults", "recovery"} >= {one.name for one in bars if one.kind == "draw"}
    assert centre == pytest.approx(work(CASE, SHEET, SHEET.readings["us-headline"]).parties["all"].returns.npv, abs=400)


def test_the_files_of_draws_say_where_each_figure_is_from(tmp_path):
    assert {"sourced", "illustrative"} == {one.basis for one in DRAWS.bases}
    assert all(one.source for one in DRAWS.bases if one.basis == "sourced")
    text = shipped_uncertainty().read_text(encoding="utf-8")
    bad = tmp_path / "draws.yaml"
    bad.write_text(
        text.replace("basis: sourced", "basis: guessed").replace("[60%, 20%, 12%, 8%]", "[60%, 20%]"), encoding="utf-8"
    )
    with pytest.raises(LawError) as caught:
        read_uncertainty(bad)

    assert "say basis: sourced (with its source) or basis: illustrative" in str(caught.value)
    assert "the probabilities make 0.8000, not 1" in str(caught.value)


@pytest.mark.parametrize(("paths", "seed"), [(0, 1), (10**7, 1), (10, -1)])
def test_numbers_that_make_no_sense_are_refused(paths, seed):
    with pytest.raises(UsageError):
        simulate(CASE, SHEET, [SHEET.readings["mou"]], DRAWS, paths, seed)


def test_the_command_prints_one_document(capsys):
    """JSON for machines: quantiles by party and reading, the seed, digests, and what matters most."""
    from kanzei.cli.main import main

    code = main(
        [
            "deal",
            "montecarlo",
            "--reading",
            "mou",
            "--reading",
            "japan-headline",
            "--paths",
            "1000",
            "--seed",
            "5",
            "--json",
        ]
    )
    value = json.loads(capsys.readouterr().out)

    assert 0 == code
    assert ["mou", "japan-headline"] == [one["reading"] for one in value["readings"]]
    assert {"0.05", "0.25", "0.5", "0.75", "0.95"} == set(value["readings"][0]["parties"]["all"]["irr"]["quantiles"])
    assert value["readings"][1]["guarantee"]["frequency"] > 0
    assert value["sensitivity"]["moved_alone"]
    assert 64 == len(value["draws"]["digest"])
