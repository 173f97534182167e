"""The worked examples, each to the printed digit."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from kanzei.cli.main import main
from kanzei.deal.calendar import business_days_after, business_days_between, last_notice
from kanzei.deal.calls import pay_calls
from kanzei.deal.returns import irr
from kanzei.deal.worked import Worked
from kanzei.money import dollars
from kanzei.render.deal_rows import irr_text, received, six

Make = Callable[..., Worked]
EXAMPLES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "examples.yaml").read_text(encoding="utf-8"))
BASE = {"funded": "1000.00", "life": 4, "rate": "6%"}


def printed_table(text: str, head: str) -> list[dict[str, str]]:
    """The rows under the header that begins so, by column; columns are two blanks apart."""
    lines = [line.strip() for line in text.split("\n")]
    start = next(number for number, line in enumerate(lines) if line.startswith(head))
    names = lines[start].split("  ")
    columns = [name.strip() for name in names if name.strip()]
    rows = []
    for line in lines[start + 1 :]:
        if not line[:1].isdigit():
            break
        rows.append(dict(zip(columns, line.replace(",", "").split(), strict=True)))
    return rows


@pytest.mark.parametrize("example", [one for one in EXAMPLES if "columns" in one], ids=lambda one: one["id"])
def test_the_command_prints_the_table(
    example: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`kanzei deal waterfall CASE` prints every figure of the example, from JSON and from YAML."""
    wanted = [
        {name: cell for name, cell in zip(example["columns"], row, strict=True) if cell != "see below"}
        for row in example["rows"]
    ]
    wanted = [{"t" if key == "year" else key: value for key, value in row.items()} for row in wanted]
    for name, text in (("case.json", json.dumps(example["case"])), ("case.yaml", yaml.safe_dump(example["case"]))):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        assert 0 == main(["deal", "waterfall", str(path), "--reading", example["reading"]])
        found = {row["t"]: row for row in printed_table(capsys.readouterr().out, "t  ")}

        assert wanted == [{key: found[row["t"]].get(key) for key in row} for row in wanted]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one["id"])
def test_totals_and_returns(example: dict[str, Any], worked: Make) -> None:
    found = worked(example["case"], example["reading"])
    parties = found.parties
    actual = {
        "japan": dollars(received(found, "investor")),
        "us": dollars(received(found, "host")),
        "cash": dollars(sum(one.cents for one in found.ledger if one.payer == "customers")),
        "net": dollars(parties["investor"].returns.net),
        "npv": dollars(parties["investor"].returns.npv),
        "us_npv": dollars(parties["host"].returns.npv),
        "irr": "None" if parties["investor"].irr_period is None else irr_text(parties["investor"].irr_period),
        "unpaid": dollars(found.unpaid),
        "never_tested": dollars(found.never_tested),
        "shortfall_left": dollars(found.shortfall_left),
        "diverted": [dollars(one.diverted) for one in found.recovered],
        "public": dollars(parties["public"].returns.received),
        "public_irr": irr_text(parties["public"].irr_period),
        "banks": dollars(received(found, "banks")),
        "banks_irr": irr_text(parties["banks"].irr_period),
        "all": dollars(parties["all"].returns.received),
        "all_irr": irr_text(parties["all"].irr_period),
    }

    assert {key: example[key] for key in actual if key in example} == {
        key: actual[key] for key in actual if key in example
    }


@pytest.mark.parametrize("example", [one for one in EXAMPLES if "recovery" in one], ids=lambda one: one["id"])
def test_the_shortfall_is_recovered(example: dict[str, Any], worked: Make) -> None:
    """E8: total cash does not change, the shortfall goes down by what is diverted."""
    found = worked(example["case"], example["reading"])
    interest = example["case"]["options"]["catchup_base"] == "deemed_interest"
    rows = [
        [
            str(one.period),
            dollars(one.before),
            *([dollars(one.base)] if interest else []),
            *(dollars(cents) for cents in (one.diverted, one.investor, one.host, one.left)),
        ]
        for one in found.recovered
    ]

    assert example["recovery"] == rows


def test_e0_the_published_figures(worked: Make) -> None:
    """Ten billion over twenty years at 4.5% + 1.0%: 1.05 billion in the first year; half a billion of cash against one billion carries 750 million on."""
    case = {"funded": "10000000000", "life": 20, "rate": {"benchmark": "4.5%", "spread": "1.0%"}, "cash": "500000000"}
    first = worked(case).outcomes[0].periods[0].due
    second = worked({"funded": "1000000000", "life": 1, "rate": "0%", "cash": ["500000000"]}).outcomes[0].periods[0]

    assert (55_000_000_000, 50_000_000_000, 105_000_000_000) == (first.interest, first.principal, first.amount)
    assert (25_000_000_000, 25_000_000_000, 75_000_000_000) == (second.investor, second.host, second.left)


def test_e2_differs_from_e1_by_14_90(worked: Make) -> None:
    periodic, cumulative = (worked({**BASE, "cash": "700"}, reading) for reading in ("mou", "us-cumulative"))
    first, second = (one.outcomes[0].periods for one in (periodic, cumulative))

    assert 1490 == received(periodic, "investor") - received(cumulative, "investor")
    assert all(b.investor > a.investor for a, b in zip(first[:3], second[:3], strict=True))
    assert 0 < first[0].tier2


def test_e6c_claims_after_the_default(worked: Make) -> None:
    """The insurer pays 360.83 in all and takes over the claim; salvage of 300.00 is shared by the size of claims, and every dollar is somebody's."""
    found = worked({**BASE, "cash": ["310", "310", "0", "300"]}, "japan-headline")
    lender, banks = found.outcomes[0].periods[-1].debt

    assert (9697, 20303) == (lender.claims, banks.insurer_claims)
    assert (7536, 15780, 0) == (lender.outstanding, banks.insurer_open, banks.outstanding)
    assert 583 == sum(one.cents for one in found.ledger if one.step == "premium")
    assert 36083 == sum(one.cents for one in found.ledger if one.step == "cover")
    assert 28431 == received(found, "investor") + received(found, "lender")
    assert (20886, 75834, 2932) == tuple(received(found, one) for one in ("insurer", "banks", "host"))
    assert 92000 == 28431 + 20886 + 75834 - 36083 + 2932


def test_e10_under_loans_the_banks_are_made_whole(worked: Make) -> None:
    found = worked({**BASE, "cash": "0"}, "japan-headline")

    assert 75834 == received(found, "banks")
    assert (0, 0, 0) == tuple(received(found, one) for one in ("investor", "lender", "host"))
    assert 75834 == sum(one.cents for one in found.ledger if one.step == "cover")


GUARANTEE = [
    "1 666.67 1.000000 0.015000 2.000010 1.923087 3.333350 3.205144",
    "2 500.00 0.985000 0.011820 1.182000 1.092825 2.462500 2.276720",
    "3 333.33 0.973180 0.009732 0.648780 0.576763 1.621950 1.441908",
    "4 166.66 0.963448 0.007708 0.256909 0.219607 0.802841 0.686272",
]


def test_e12_worth_of_the_guarantee(worked: Make) -> None:
    assumed = {"default": ["1.5%", "1.2%", "1.0%", "0.8%"], "loss": "20%", "premium": "0.50%", "discount": "4%"}
    found = worked({**BASE, "cash": "700", "guarantee": assumed}, "japan-headline").guarantee
    assert found
    rows = [
        " ".join([str(number), dollars(one.exposure), *(six(value) for value in (one.survival, one.default)),
                  *(six(value / 100) for value in (one.expected_loss, one.pv_loss, one.expected_premium, one.pv_premium))])
        for number, one in enumerate(found.periods, 1)
    ]  # fmt: skip

    assert GUARANTEE == rows
    assert ("3.812282", "7.610044", "3.797762") == tuple(
        six(one / 100) for one in (found.pv_loss, found.pv_premium, found.net)
    )
    assert found.break_even is not None
    assert ("0.250477", "4.425939") == (six(found.break_even * 100), six(found.cumulative_default * 100))


def test_e13_a_yearly_cap_pays_the_first_first() -> None:
    """Twenty a year, in billions of dollars."""
    b = 100_000_000_000
    calls = [(2026, "12", 12 * b), (2026, "9", 9 * b), (2026, "6", 6 * b), (2027, "15", 15 * b), (2028, "10", 10 * b)]
    found = pay_calls([*calls, (2029, "none", 0)], 20 * b)

    assert [(2026, 27, 20, 7), (2027, 22, 20, 2), (2028, 12, 12, 0), (2029, 0, 0, 0)] == [
        (one.year, one.before // b, one.paid // b, one.after // b) for one in found
    ]
    assert [
        [("12", 12), ("9", 8)],
        [("9", 1), ("6", 6), ("15", 13)],
        [("15", 2), ("10", 10)],
        [],
    ] == [[(ident, cents // b) for ident, cents in one.parts] for one in found]
    assert 52 == sum(one.paid for one in found) // b


@pytest.mark.parametrize(
    ("notice", "us", "japan_", "joint", "weekdays"),
    [
        ("2026-02-17", "2026-04-21", "2026-04-23", "2026-04-23", "2026-04-21"),
        ("2026-03-19", "2026-05-21", "2026-05-28", "2026-05-29", "2026-05-21"),
        ("2026-11-20", "2027-01-28", "2027-01-28", "2027-02-02", "2027-01-22"),
        ("2028-11-13", "2029-01-19", "2029-01-22", "2029-01-24", "2029-01-15"),
    ],
)
def test_e15_the_clock_of_45_business_days(notice: str, us: str, japan_: str, joint: str, weekdays: str) -> None:
    day = date.fromisoformat(notice)
    found = [str(business_days_after(day, 45, name)) for name in ("US", "INVESTOR", "JOINT", "NONE")]

    assert [us, japan_, joint, weekdays] == found


def test_e15_last_notices_and_days_to_the_first_loans() -> None:
    deadline, first, signed = date(2029, 1, 19), date(2026, 2, 17), date(2026, 5, 1)
    names = ("US", "INVESTOR", "JOINT")

    assert ["2028-11-13", "2028-11-10", "2028-11-07"] == [str(last_notice(deadline, 45, name)) for name in names]
    assert [53, 50, 50] == [business_days_between(first, signed, name) for name in names]


def test_e16_funded_in_yen_and_not_hedged(worked: Make) -> None:
    exchange = {
        "currency": "JPY",
        "at_funding": "158.00",
        "rates": ["158.00", "150.00", "145.00", "140.00"],
        "debt_rate": "2%",
    }
    found = worked({**BASE, "cash": ["620", "590", "560", "530"], "exchange": exchange}).exchange
    assert found
    debt, rows, rate = found

    assert [
        ("48980.00", "3160.00", "39500.00", "6320.00"),
        ("44250.00", "2370.00", "39500.00", "2380.00"),
        ("40600.00", "1580.00", "39500.00", "-480.00"),
        ("37100.00", "790.00", "39500.00", "-3190.00"),
    ] == [tuple(dollars(cents) for cents in (one.received, one.interest, one.principal, one.net)) for one in rows]
    assert ("158000.00", "170930.00", "5030.00", "3.3827%") == (
        dollars(debt), dollars(sum(one.received for one in rows)), dollars(sum(one.net for one in rows)), irr_text(rate),
    )  # fmt: skip


FLIP = {"funded": "100000000.00", "life": 25, "rate": "6%", "cash": ["20000000"] * 25}


def test_e17_the_hurdle_stops_inside_the_year(worked: Make) -> None:
    found = worked(FLIP, "us-cumulative")
    rows = found.outcomes[0].periods

    assert {(1_000_000_000, 1_000_000_000)} == {(one.investor, one.host) for one in rows[:15]}
    assert {(200_000_000, 1_800_000_000)} == {(one.investor, one.host) for one in rows[16:]}
    assert "6.7397%" == irr_text(found.parties["investor"].irr_period)


def test_e17_the_flip_of_whole_years(worked: Make) -> None:
    """NREL's flip model gives the investor all of the flip year's half: sixteen tens and nine twos, flows to the cent."""
    found = worked({**FLIP, "options": {"flip_within_period": "no"}}, "us-cumulative")
    flows = [one // 100 for one in found.parties["investor"].flows]
    flip, last = irr(flows[:17]), found.parties["investor"].irr_period
    assert flip is not None and last is not None

    assert [-100_000_000, *[10_000_000] * 16, *[2_000_000] * 9] == flows
    assert ("6.15381239%", "6.84386232%") == (irr_text(flip, 8), irr_text(last, 8))
    assert flip == pytest.approx(0.06153822, rel=1e-5)
    assert last == pytest.approx(0.06843869, rel=1e-5)


def tool_rate(flows: list[int]) -> float:
    """The rate as that model's search gives it: every step has the slope of the first guess, 10%, and it ends once the present value is below a millionth."""
    scale = max(abs(one) for one in flows)

    def value(rate: float) -> float:
        return sum(one / scale / (1 + rate) ** time for time, one in enumerate(flows))

    slope = sum(-time * one / scale / 1.1 ** (time + 1) for time, one in enumerate(flows))
    rate = 0.1
    while abs(value(rate)) > 1e-6:
        rate -= value(rate) / slope
    return rate


def test_e17_the_last_digits_of_the_tool_are_its_stopping_rule(worked: Make) -> None:
    """6.843869% in the place of 6.843862%, 6.153822% in that of 6.153812%: its search ends early; its cash flows are ours to the cent."""
    found = worked({**FLIP, "options": {"flip_within_period": "no"}}, "us-cumulative")
    flows = [one // 100 for one in found.parties["investor"].flows]

    assert ("6.153822%", "6.843869%") == (irr_text(tool_rate(flows[:17]), 6), irr_text(tool_rate(flows), 6))
    # What PySAM 7.1.1.post1 itself gave for these flows, to ten digits.
    assert ("6.153821915%", "6.843868814%") == (irr_text(tool_rate(flows[:17]), 9), irr_text(tool_rate(flows), 9))


def test_e17_present_value_of_the_whole_year_flip(worked: Make) -> None:
    found = worked({**FLIP, "discount": "6%", "options": {"flip_within_period": "no"}}, "us-cumulative")

    assert "6413874.49" == dollars(found.parties["investor"].returns.npv)


def test_e19_pooling_moves_200_to_japan(worked: Make) -> None:
    pair = {"life": 4, "rate": "6%", "projects": [
        {"id": "a", "funded": "1000.00", "cash": "700"}, {"id": "b", "funded": "1000.00", "cash": ["310", "310", "0", "300"]},
    ]}  # fmt: skip
    apart, pooled = worked(pair), worked({**pair, "pooled": True})

    assert 20000 == received(pooled, "investor") - received(apart, "investor")


def test_rates_of_return_known_in_closed_form() -> None:
    assert 0.1 == pytest.approx(irr([-100, 110]), abs=1e-12)
    assert 0.0 == pytest.approx(irr([-100, 50, 50]), abs=1e-12)
    assert None is irr([0, 0, 0])
    assert None is irr([5, 5])
    assert None is irr([-100, 230, -132]), "10% and 20% both"
    assert 0.001 == pytest.approx(irr([-1000, *[1] * 1199, 1001]), abs=1e-12)
    assert 0.0 == pytest.approx(irr([-100, *[0] * 1199, 100]), abs=1e-12)
    assert 0.21 == pytest.approx(irr([-100, 121], [Fraction(0), Fraction(1)]), abs=1e-12)
    assert 0.1 == pytest.approx(irr([-100, 121], [Fraction(0), Fraction(2)]), abs=1e-12)
