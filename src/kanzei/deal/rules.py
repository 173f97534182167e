"""What the engine needs of a term sheet under one reading: a closed record, each field a parameter of the registry, options laid on top."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple, cast

from kanzei.deal.sheet import Reading, Sheet
from kanzei.deal.steps import Step

__all__ = ["CALL_OPTIONS", "OPTIONS", "Rules", "rules_of"]

DEBT_KINDS = ("premium", "interest", "principal", "cover", "claims")
_DEBT_STEPS = (
    Step("premium", "premium of the insurer", "premium", "T60"),
    Step("interest", "interest of the loans", "interest", "T59"),
    Step("principal", "instalments of the loans", "principal", "T59"),
    Step("cover", "the insurer pays for what insured banks did not get", "cover", "T60"),
    Step("claims", "open claims after a default", "claims", "T60"),
)

OPTIONS = {
    "daa_mode": "T52",
    "flip_within_period": "T50",
    "carry_rate": "T55",
    "balance_basis": "T55",
    "day_count": "T55",
    "tax_before_split": "T56",
    "accelerate_on_exit": "T57",
    "debt_level": "T59",
    "catchup": "T32",
    "catchup_base": "T33",
    "partial_rule": "T34",
    "pooling": "T41",
}
"""Parameters that a case may set for itself, with their term."""

CALL_OPTIONS = {
    "cap_is_target": "T02",
    "deadline_binds": "T04",
    "business_calendar": "T21",
    "mutual_benefit_required": "R07",
    "commercially_reasonable": "R07",
}
"""Doubtful parameters of the way from selection to payment: a run can answer them too, a single waterfall has no calls."""


class Rules(NamedTuple):
    """The rules by which one vehicle's cash is paid out.

    before, split, after : steps ahead of the split, the split, and those served out of the investor's receipts.
    carry_rate : a year, or ``deemed``: the deemed rate of the period. Each other field is the parameter of that name.
    """

    reading: str
    before: tuple[Step, ...]
    split: tuple[Step, ...]
    after: tuple[Step, ...]
    daa_mode: str = "none"
    flip_within_period: bool = True
    carry_rate: Fraction | str = Fraction(0)
    balance_basis: str = "scheduled"
    day_count: str = "act/360"
    tax_before_split: bool = True
    accelerate_on_exit: bool = True
    debt_level: str = "project"
    catchup: bool = False
    catchup_base: str = "deemed_interest"
    partial_rule: str = "pro_rata"
    pooling: bool = False


def rules_of(sheet: Sheet, reading: Reading, options: Mapping[str, object] | None = None, loans: bool = False) -> Rules:
    """Rules of a reading: its own values before the terms', the options of a case before both.

    Parameters
    ----------
    loans : the vehicle has loans: where the reading has no step for them they are served by T59's answer, ahead of the split or after it.
    """
    values: dict[str, object] = {}
    for name in OPTIONS:
        value = sheet.value(name, reading)
        if value is not None:
            values[name] = value
    values.update(options or {})
    debt = tuple(one for one in reading.steps if one.kind in DEBT_KINDS) or (_DEBT_STEPS if loans else ())
    split = tuple(one for one in reading.steps if one.kind == "split")
    feeder = values.get("debt_level", "project") == "feeder"
    made = Rules(reading.id, () if feeder else debt, split, debt if feeder else ())
    return made._replace(**cast(dict[str, Any], values))
