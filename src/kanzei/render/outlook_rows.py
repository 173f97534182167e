"""The answer to a scenario as JSON values and as rows of CSV."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from kanzei.money import dollars
from kanzei.outlook.answer import OptionAnswer
from kanzei.outlook.numbers import Spread, cents
from kanzei.outlook.outcomes import Outcome
from kanzei.outlook.report import Report, branch
from kanzei.outlook.scenario import Scenario
from kanzei.outlook.tree import Event, Group

__all__ = ["COLUMNS", "csv_rows", "report_json", "scenario_json"]

_AMOUNTS = (
    "deposited",
    "more",
    "back",
    "to_others",
    "lost",
    "interest",
    "storage",
    "handling",
    "bond",
    "finance",
    "waiting",
    "late",
    "total",
)
COLUMNS = (
    "shipment",
    "option",
    "branch",
    "days",
    "probability",
    "released_on",
    *(f"{name}_usd" for name in _AMOUNTS),
    "refused",
)
"""Columns of the CSV: one row for each shipment, option and world."""


def _share(value: Fraction) -> str:
    return str(value)


def _usd(value: Fraction) -> str:
    return dollars(cents(value))


def csv_rows(report: Report) -> Iterator[list[str]]:
    """Every outcome; the expected cost of an option is the sum of probability times total over its rows."""
    answer = report.answer
    for one in answer.shipments:
        for option in one.options:
            for world, outcome in zip(answer.worlds, option.outcomes, strict=True):
                days = ";".join(f"{name}={day}" for name, day in world.came if day is not None)
                yield [
                    one.shipment.id,
                    option.option.id,
                    branch(world, answer.scenario),
                    days,
                    _share(world.probability),
                    outcome.released_on.isoformat(),
                    *_amounts(outcome),
                    outcome.refused,
                ]


def _amounts(outcome: Outcome) -> list[str]:
    if outcome.refused:
        return [""] * len(_AMOUNTS)
    return [dollars(getattr(outcome, name)) for name in _AMOUNTS]


def _spread(found: Spread | None) -> dict[str, str] | None:
    if found is None:
        return None
    return {
        "expected_usd": dollars(found.cents),
        "p5_usd": dollars(found.low),
        "p95_usd": dollars(found.high),
        "least_usd": dollars(found.least),
        "most_usd": dollars(found.most),
    }


def _event(one: Event) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "probability": _share(one.probability),
        "rest": one.rest,
        "days": [{"day": day, "probability": _share(share)} for day, share in one.days],
        **({one.then.kind: [_event(other) for other in one.then.events]} if one.then else {}),
    }


def _tree(group: Group) -> dict[str, Any]:
    return {group.kind: [_event(one) for one in group.events]}


def scenario_json(scenario: Scenario) -> dict[str, Any]:
    """What a scenario holds."""
    return {
        "id": scenario.id,
        "title": scenario.title,
        "known_on": scenario.known,
        "note": scenario.note,
        "tree": _tree(scenario.tree),
        "shipments": [
            {
                "id": one.id,
                "hts": one.line.hts,
                "origin": one.line.origin,
                "value_usd": dollars(one.line.value_cents),
                "arrives": one.arrives,
                "importer": one.importer,
                "options": [
                    {
                        "id": o.id,
                        "way": o.way,
                        "until": o.until,
                        "events": list(o.events),
                        "plus": o.plus,
                        "days": o.days,
                    }
                    for o in one.options
                ],
            }
            for one in scenario.shipments
        ],
        "flows": [
            {"id": one.id, "title": one.title, "basis": one.basis, "source": one.source} for one in scenario.flows
        ],
        "sources": list(scenario.sources),
        "digest": scenario.digest,
    }


def _option(option: OptionAnswer) -> dict[str, Any]:
    return {
        "id": option.option.id,
        "way": option.option.way,
        "refused": option.refused,
        "verdict": option.verdict,
        "defeated_by_clock": option.defeated,
        "cost": _spread(option.total),
        "duty": _spread(option.duty),
        "expected_parts": {f"{name}_usd": _usd(value) for name, value in option.parts.items()},
    }


def report_json(report: Report) -> dict[str, Any]:
    """The answer for machines: amounts are text with two decimals, probabilities exact fractions."""
    answer, scenario = report.answer, report.answer.scenario
    return {
        "scenario": scenario_json(scenario),
        "worlds": len(answer.worlds),
        "shipments": [
            {
                "id": one.shipment.id,
                "best": one.best.option.id if one.best else None,
                "saving_usd": _usd(one.saving),
                "options": [_option(option) for option in one.options],
            }
            for one in answer.shipments
        ],
        "plans": [
            {
                "id": plan.id,
                "options": {one.shipment.id: name for one, name in zip(answer.shipments, plan.options, strict=True)},
                "cost": _spread(plan.total),
            }
            for plan in answer.plans
        ],
        "break_even": [
            {
                "event": one.event,
                "shipment": one.shipment or None,
                "first": one.first,
                "second": one.second,
                "now": _share(one.now),
                "at": None if one.point.at is None else _share(one.point.at),
                "most": _share(one.point.most),
                "cheaper_above": {"first": one.first, "second": one.second}.get(one.point.better),
            }
            for one in report.turns
        ],
        "by_day": {
            event: [
                {"day": row.day, "best": list(row.best), "expected_usd": {name: _usd(cost) for name, cost in row.costs}}
                for row in rows
            ]
            for event, rows in report.by_day.items()
        },
        "paid_back": [
            {
                "shipment": one.shipment,
                "entered_on": one.entered,
                "event": one.event,
                "probability": _share(one.probability),
                "refund_usd": dollars(one.refund.cents),
                "to": one.goes,
                "route": one.refund.fate.route,
                "last_day": one.refund.fate.last_day,
                "file_by": one.refund.fate.file_by,
                "paid_on": one.refund.fate.paid_on,
                "because": one.refund.fate.because,
                "citation": one.refund.fate.citation,
            }
            for one in report.back
        ],
        "worth_knowing": [
            {
                "id": one.learned.id if one.learned else "which world it is",
                "probability": _share(one.probability),
                "worth_usd": _usd(one.cents),
                "blind_usd": _usd(one.blind),
                "knowing_usd": _usd(one.knowing),
                "first_usd": None if one.first is None else _usd(one.first),
                "plan": list(one.plan),
            }
            for one in (*report.worth, *([report.perfect] if report.perfect else []))
        ],
        "waiting": [
            {
                "event": one.event,
                "trade": one.flow.id,
                "day": one.day,
                "value_usd": dollars(one.value),
                "left_out_usd": dollars(one.missed),
                "days_of_year": one.flow.days,
                "a_day_usd": _usd(one.a_day(one.waiting + one.gone)),
                "a_day_gone_usd": _usd(one.a_day(one.gone)),
                "a_day_paid_back_usd": _usd(one.a_day(one.waiting)),
                "paid_back_from": one.from_day,
                "basis": one.flow.basis,
                "source": one.flow.source,
            }
            for one in report.delays
        ],
        "known_on": scenario.known,
        "lawbook": answer.digest,
    }
