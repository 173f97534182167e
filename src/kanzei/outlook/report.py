"""Everything a scenario answers, gathered: costs and plans, what turns them round, who is paid back, what knowing was worth, what a day of waiting costs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from kanzei.duty.book import LawBook
from kanzei.outlook.answer import Answer, answer_scenario, latest
from kanzei.outlook.delays import Delay, delays
from kanzei.outlook.duties import Came
from kanzei.outlook.outcomes import Refund
from kanzei.outlook.scenario import Scenario
from kanzei.outlook.tree import World
from kanzei.outlook.turning import DayCost, Turn, Worth, by_day, days_about, perfect_knowledge, turns, worth

__all__ = ["Curve", "PaidBack", "Report", "report"]

AFTER = 14
"""Days shown after the last day that matters."""
MOST_DAYS = 150
MOST_LOOKS = 40_000
"""Worlds times days that the table by day looks at: beyond it days are passed over."""


class PaidBack(NamedTuple):
    """Duty of a shipment that an event makes too much. refund : in the world in which most comes back; earned : interest on it there.

    entered : day of entry. probability : of the worlds in which something comes back. goes : ``ours``, another importer of record, or ``nobody``.
    """

    shipment: str
    option: str
    entered: date
    event: str
    probability: Fraction
    refund: Refund
    interest: int
    goes: str


class Curve(NamedTuple):
    """Duty on all planned shipments together by the day of entry, under one branch, cents.

    came : the events of the branch, each on the middle one of its days. deposited : at the rates known on the day; owed : in the end. Days without an answer are left out.
    """

    came: Came
    probability: Fraction
    days: tuple[date, ...]
    deposited: tuple[int, ...]
    owed: tuple[int, ...]

    @property
    def name(self) -> str:
        """The branch in words."""
        return " + ".join(name for name, _ in self.came) or "nothing comes"


class Report(NamedTuple):
    """The whole answer. by_day : event -> expected cost by the day on which it comes."""

    answer: Answer
    turns: tuple[Turn, ...]
    by_day: dict[str, tuple[DayCost, ...]]
    back: tuple[PaidBack, ...]
    worth: tuple[Worth, ...]
    perfect: Worth | None
    delays: tuple[Delay, ...]
    curves: tuple[Curve, ...]


def report(
    scenario: Scenario,
    book: LawBook,
    switches: Mapping[str, str] | None = None,
    tick: Callable[[], object] = lambda: None,
) -> Report:
    """Work everything out; see :func:`kanzei.outlook.answer.answer_scenario` for what is raised."""
    answer = answer_scenario(scenario, book, switches, tick)
    whole = any(plan.id == "best" for plan in answer.plans)
    days: dict[str, tuple[DayCost, ...]] = {}
    if whole:
        for name in scenario.free:
            if name in scenario.laws and scenario.event(name).days:
                days[name] = by_day(answer, name, _few(days_about(answer, name), len(answer.worlds)))
                tick()
    return Report(
        answer,
        turns(answer),
        days,
        tuple(_paid_back(answer)),
        tuple(worth(answer, one) for one in scenario.learned) if whole else (),
        perfect_knowledge(answer) if whole else None,
        delays(answer, tick),
        _curves(answer),
    )


def _few(days: list[date], ways: int) -> list[date]:
    """Every day, or every so many of them where the tree has many worlds."""
    step = max(1, -(-len(days) * ways // MOST_LOOKS))
    return days[::step]


def _paid_back(answer: Answer) -> list[PaidBack]:
    """For each shipment entered on arrival or entered already: what each event brings back, to whom."""
    out: list[PaidBack] = []
    for one in answer.shipments:
        option = one.first
        found: dict[str, PaidBack] = {}
        for world, outcome in zip(answer.worlds, option.outcomes, strict=True):
            for refund in outcome.refunds:
                if refund.cents <= 0:
                    continue
                goes = one.shipment.importer if refund.fate.comes_back else "nobody"
                old = found.get(refund.event)
                probability = world.probability + (old.probability if old else 0)
                if old is None or refund.cents > old.refund.cents:
                    found[refund.event] = PaidBack(
                        one.shipment.id,
                        option.option.id,
                        outcome.released_on,
                        refund.event,
                        probability,
                        refund,
                        outcome.interest,
                        goes,
                    )
                else:
                    found[refund.event] = old._replace(probability=probability)
        out += found.values()
    return out


def _curves(answer: Answer) -> tuple[Curve, ...]:
    """A curve for every branch, by its probability, the most probable first."""
    scenario = answer.scenario
    planned = [one.shipment for one in answer.shipments if one.first.option.way != "entered"]
    if not planned:
        return ()
    gathered: dict[Came, Fraction] = {}
    for world in answer.worlds:
        came = tuple(
            (name, scenario.event(name).middle) for name, day in world.came if name in scenario.laws and day is not None
        )
        gathered[came] = gathered.get(came, Fraction(0)) + world.probability
    start = min(scenario.known, *(one.arrives for one in planned))
    number = min((latest(answer) - start).days + AFTER, MOST_DAYS)
    days = [start + timedelta(days=one) for one in range(number + 1)]
    out = []
    for came, probability in sorted(gathered.items(), key=lambda row: (-row[1], len(row[0]))):
        rows = []
        for day in days:
            then = [answer.outcomes.plain(one, day, came, day).cents for one in planned]
            end = [answer.outcomes.plain(one, day, came).cents for one in planned]
            if None not in then and None not in end:
                rows.append((day, sum(one or 0 for one in then), sum(one or 0 for one in end)))
        out.append(
            Curve(
                came,
                probability,
                tuple(row[0] for row in rows),
                tuple(row[1] for row in rows),
                tuple(row[2] for row in rows),
            )
        )
    return tuple(out)


def branch(world: World, scenario: Scenario) -> str:
    """The name of a world's branch: the events that carry law, or say so themselves."""
    return " + ".join(name for name, _ in world.came if name in scenario.laws) or "nothing comes"
