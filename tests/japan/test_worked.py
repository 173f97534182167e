"""Worked lines into Japan, to the yen."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.japan.lines import line, view

from kanzei.duty.jp.amounts import Bases, evaluate
from kanzei.duty.jp.assess import assess_japan
from kanzei.duty.jp.line import NotComputable
from kanzei.schedule.yen_rates import parse_yen_rate

WORKED: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("worked.yaml").read_text(encoding="utf-8"))


def name_of(case: dict[str, Any]) -> str:
    return f"{case['line']['code']}, {case['line']['day']}, {case['line']['value']}: {case['cite']}"


@pytest.mark.parametrize("case", WORKED, ids=name_of)
def test_a_worked_line(case: dict[str, Any]) -> None:
    asked = dict(case["line"])
    declared = line(asked.pop("code"), asked.pop("day"), asked.pop("value"), **asked)
    law = view(case.get("known"))

    if case["duty"] == "not computable":
        with pytest.raises(NotComputable) as refused:
            assess_japan(law, declared)
        assert any(case["missing"] in one for one in refused.value.missing)
        assert case["missing"] in str(refused.value)
        return
    answer = assess_japan(law, declared)
    assert case["duty"] == answer.duty_yen
    assert case.get("column", answer.charge.column) == answer.charge.column


def test_what_a_claim_would_change_is_told() -> None:
    unclaimed = assess_japan(view(), line("020130010", date(2025, 10, 1), 1_000_000))
    claimed = assess_japan(view(), line("020130010", date(2025, 10, 1), 1_000_000, True))
    told = [one.effect_yen for one in unclaimed.assumed if "not claimed" in one.what]

    assert [claimed.duty_yen - unclaimed.duty_yen] == told


def test_what_a_quota_certificate_would_change_is_told() -> None:
    answer = assess_japan(view(), line("040630000", date(2025, 10, 1), 1_000_000, True))

    assert [109_000 - 400_000] == [one.effect_yen for one in answer.assumed if "quota certificate" in one.what]


def test_charges_beside_the_duty_are_named() -> None:
    rice = assess_japan(view(), line("100630090", date(2025, 10, 1), 450_000, kg=1000))
    car = assess_japan(view(), line("870323000", date(2025, 10, 1), 4_500_000))

    assert any("levy on rice" in one for one in rice.beside)
    assert ["consumption tax and local consumption tax on import"] == list(car.beside)


@pytest.mark.parametrize(
    ("value", "told"), [(10_000, "may be free of duty"), (200_000, "simplified rates"), (200_001, "")]
)
def test_small_consignments_are_warned_of(value: int, told: str) -> None:
    warned = assess_japan(view(), line("080212200", date(2025, 10, 1), value)).warnings

    assert any(told in one for one in warned) if told else not warned


def test_a_fact_that_bears_on_nothing_is_told() -> None:
    answer = assess_japan(view(), line("870323000", date(2025, 10, 1), 4_500_000, facts={"quota": True}))

    assert ("quota is stated, but no rate that is weighed rests on it",) == answer.warnings


def test_a_safeguard_in_force_is_no_assumption() -> None:
    """The notice of 2021 decides; whether one is in force is asked on other days."""
    asked = [
        any("safeguard" in one.what for one in assess_japan(view(), line("020230090", on, 1_000_000, True)).assumed)
        for on in (date(2021, 3, 18), date(2021, 4, 17))
    ]

    assert [False, True] == asked


def test_a_difference_duty_is_never_below_nothing() -> None:
    bases = Bases(1_000_000, {"kg": Fraction(1000)}, {}, view().rounding(date(2025, 6, 1)))

    assert Fraction(0) == evaluate(parse_yen_rate("526.096 yen/kg - 100%"), bases)[0]
