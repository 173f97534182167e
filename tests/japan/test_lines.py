"""Every line held: it answers, or it names what is missing; brackets and shipped tables are what they say."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from tests.japan.lines import book, line, value_in, view

from kanzei.duty.jp.amounts import Bases, evaluate
from kanzei.duty.jp.assess import assess_japan
from kanzei.duty.jp.choose import offers
from kanzei.duty.jp.find import in_season
from kanzei.duty.jp.line import NotComputable
from kanzei.law.jp.cells import read_cell
from kanzei.law.jp.compiled import FOLDER, SHIPPED, compile_book
from kanzei.schedule.yen_rates import Sum, parse_yen_rate

ROOT = Path(__file__).resolve().parents[2]
DAYS = [
    date(2020, 1, 1),
    date(2022, 7, 1),
    date(2025, 3, 31),
    date(2025, 6, 1),
    date(2025, 12, 1),
    date(2026, 4, 1),
    date(2027, 4, 1),
]
SHARES = [Fraction(0), Fraction(1, 10), Fraction(1, 2), Fraction(99, 100)]


@pytest.mark.parametrize("chapter", book().chapters())
def test_every_line_answers_or_names_what_is_missing(chapter: str) -> None:
    for row in book().lines:
        if not row["code"].startswith(chapter):
            continue
        for on in DAYS:
            if not in_season(row["season"], on):
                continue
            for claimed in (None, True):
                value = value_in(row, 1000, on, Fraction(1, 2))
                declared = line(row["code"], on, value, claimed, kg=1000, l=1000, kg_sugar=500)
                try:
                    answer = assess_japan(view(), declared)
                except NotComputable as refused:
                    assert refused.missing and all(len(one) > 10 for one in refused.missing), declared
                    assert on < date(2025, 4, 1) or claimed, declared
                    continue
                assert answer.sources and answer.charge.citation and answer.charge.working, declared
                assert answer.charge.source in ("transcription", "agency", "secondary"), declared


@pytest.mark.parametrize("chapter", book().chapters())
def test_brackets_say_what_the_rules_say(chapter: str) -> None:
    """The schedule brackets a rate that is not applied: no bracketed column is ever charged in the place of an open one."""
    on = date(2025, 6, 1)
    facts = {key: fact["default"] == "yes" for key, fact in view().facts.items()}
    for row in book().lines:
        if not row["code"].startswith(chapter):
            continue
        found = offers(view(), row, "US", on, facts)
        for share in SHARES:
            value = value_in(row, 1000, on, share)
            bases = Bases(value, {"kg": Fraction(1000), "l": Fraction(1000)}, view().prices(on), view().rounding(on))
            amounts = {
                one.column["column"]: evaluate(one.rate, bases)[0]
                for one in found
                if one.rate is not None and not one.column["claim"]
            }
            open_ones = [name for name in amounts if not (cell := read_cell(row[name])) or not cell.bracketed]
            national = "temporary" if "temporary" in amounts else "general"

            assert open_ones, row
            assert min(amounts[name] for name in {national, "wto"} if name in amounts) == min(
                amounts[name] for name in open_ones
            ), (row, share)


@pytest.mark.parametrize(
    ("low", "high", "at"),
    [
        ("020312023", "020312024", "price(pork-cuts) - 482 yen/kg"),
        ("020312025", "020312022", "1000/1043 price(pork-cuts)"),
        ("020311020", "020311031", "price(pork-carcass) - 361 yen/kg"),
        ("020311032", "020311040", "1000/1043 price(pork-carcass)"),
        ("021011010", "021011020", "300/137 price(pork-processed)"),
    ],
)
def test_the_gate_price_joins_without_a_step(low: str, high: str, at: str) -> None:
    """At the edge between two bands both rates come to the same, exactly."""
    edge = parse_yen_rate(at)
    assert isinstance(edge, Sum)
    prices = view().prices(date(2025, 6, 1))
    value = sum(one.times * (prices[one.name] if one.kind == "price" else 1) for one in edge.terms)
    both = []
    for code in (low, high):
        rate = parse_yen_rate(book().rows(code)[0]["temporary"])
        terms = rate.terms if isinstance(rate, Sum) else ()
        scale = {"value": value, "unit": Fraction(1)}
        both.append(sum(one.times * scale.get(one.kind, prices.get(one.name, Fraction(0))) for one in terms))

    assert both[0] == both[1]


@pytest.mark.parametrize(("on", "share"), [(date(2025, 6, 1), "0.004"), (date(2026, 6, 1), "0.002")])
def test_the_agreement_s_formula_meets_its_ad_valorem_rate(on: date, share: str) -> None:
    """At 524 and 393 yen/kg, and at 897.59 for processed pork, the formula gives the rate over the gate price."""
    for code, gate, factor in (
        ("020312025", "524", share),
        ("020311032", "393", share),
        ("021011010", "897.59", "0.011" if on.year == 2025 else "0.007"),
    ):
        word = on.isoformat()
        text = next(one[2] for one in book().rows(code)[0]["us_japan"] if one[0] <= word < one[1])
        bases = Bases(int(Fraction(gate) * 100), {"kg": Fraction(100)}, {}, view().rounding(on))
        amount, _ = evaluate(parse_yen_rate(text), bases)

        assert Fraction(gate) * 100 * Fraction(factor) == amount


def test_the_specific_duty_limits_are_those_reported() -> None:
    """64.53 yen/kg for cuts (jbpress, 2014), 48.90 for carcasses: the standard import price less the specific duty."""
    prices = view().prices(date(2025, 6, 1))

    assert (Fraction("64.53"), Fraction("48.90")) == (prices["pork-cuts"] - 482, prices["pork-carcass"] - 361)


def test_the_derived_price_of_processed_pork_is_the_one_that_gives_897_59() -> None:
    price = view().prices(date(2025, 6, 1))["pork-processed"]

    assert Fraction("897.59") == round(Fraction(3, 2) * price / (Fraction("0.6") + Fraction("0.085")), 2)


def test_the_shipped_book_is_what_the_files_say() -> None:
    import json

    assert compile_book() == json.loads(SHIPPED.read_bytes()), "run python tools/build_jp_law.py"


def test_the_page_of_lines_is_what_the_book_says() -> None:
    command = [sys.executable, str(ROOT / "tools" / "build_jp_page.py"), "--check"]
    ran = subprocess.run(command, capture_output=True, text=True, env={"PYTHONPATH": str(ROOT / "src")}, check=False)

    assert (0, "") == (ran.returncode, ran.stderr)


def test_the_tables_are_what_the_library_gives(shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = importlib.util.spec_from_file_location("build_jp_lines", ROOT / "tools" / "build_jp_lines.py")
    assert spec and spec.loader
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    monkeypatch.setattr(tool, "BOOK", tmp_path)
    tool.main(shared / "law")

    for name in ("lines.csv", "us-japan.csv", "sources.csv"):
        assert (FOLDER / name).read_bytes() == (tmp_path / name).read_bytes(), (
            f"{name}: run python tools/build_jp_lines.py"
        )
