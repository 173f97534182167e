"""What would turn a plan round: the probability at which two options cost the same, the day of an event, and what it was worth to know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from kanzei.errors import UsageError
from kanzei.outlook.answer import Answer
from kanzei.outlook.numbers import BreakEven, break_even, expected
from kanzei.outlook.plans import Shipment
from kanzei.outlook.scenario import Learned
from kanzei.outlook.tree import Group, World, most_probable, moved, reweighed, worlds

__all__ = ["DayCost", "Turn", "Worth", "by_day", "perfect_knowledge", "turns", "worth"]


class Turn(NamedTuple):
    """A break-even. shipment : its id, or ``""`` for the plan as a whole. first, second : ids of the options, or of plans, compared.

    now : the probability in the scenario.
    """

    event: str
    now: Fraction
    shipment: str
    first: str
    second: str
    point: BreakEven


class DayCost(NamedTuple):
    """Expected cost of plans, cents, were an event to come on a day for certain of day (its probability as it is)."""

    day: date
    costs: tuple[tuple[str, Fraction], ...]
    best: tuple[str, ...]


class Worth(NamedTuple):
    """What it was worth to know something.

    probability : of what was learned, before. blind : expected cost, it being so, of the plan that was best without knowing. knowing : of the best plan with it.
    plan : that plan. first : expected cost, it being so, of the first option of every shipment.
    """

    learned: Learned | None
    probability: Fraction
    blind: Fraction
    knowing: Fraction
    plan: tuple[str, ...]
    first: Fraction | None = None

    @property
    def cents(self) -> Fraction:
        """What knowing saves, never below zero."""
        return self.blind - self.knowing


def turns(answer: Answer) -> tuple[Turn, ...]:
    """The break-even probability of every free event, of every other option of a shipment against the first, and of every plan against the first."""
    out = []
    for event in answer.scenario.free:
        now = answer.scenario.event(event).probability
        most = most_probable(answer.scenario.tree, event)
        try:
            ends = [_Costs(answer, reweighed(answer.scenario.tree, event, share)) for share in (Fraction(0), most)]
        except UsageError:
            continue  # its neighbours cannot make room: it comes for certain
        for one in answer.shipments:
            able = [other for other in one.options if other.total is not None]
            if len(able) < 2 or one.first.total is None:
                continue
            first = one.first.option.id
            a = (ends[0].of(one.shipment, first), ends[1].of(one.shipment, first))
            for other in able[1:]:
                name = other.option.id
                b = (ends[0].of(one.shipment, name), ends[1].of(one.shipment, name))
                out.append(Turn(event, now, one.shipment.id, first, name, break_even(a, b, most)))
        names = {plan.id: plan.options for plan in answer.plans}
        if "first" in names:
            a = (ends[0].plan(names["first"]), ends[1].plan(names["first"]))
            for name, options in names.items():
                if options != names["first"]:
                    b = (ends[0].plan(options), ends[1].plan(options))
                    out.append(Turn(event, now, "", "first", name, break_even(a, b, most)))
    return tuple(out)


class _Costs:
    """Expected costs under another tree of the same law; the worlds are listed once."""

    def __init__(self, answer: Answer, tree: Group) -> None:
        self.answer = answer
        self.worlds = worlds(tree)

    def of(self, shipment: Shipment, option: str) -> Fraction:
        """One option of a shipment, cents."""
        chosen = next(one for one in shipment.options if one.id == option)
        outcomes = self.answer.outcomes
        return expected((world.probability, outcomes.of(shipment, chosen, world).total) for world in self.worlds)

    def plan(self, options: Sequence[str]) -> Fraction:
        """An option for each shipment, cents."""
        pairs = zip(self.answer.shipments, options, strict=True)
        return sum((self.of(one.shipment, name) for one, name in pairs), Fraction(0))

    def best(self) -> tuple[str, ...]:
        """The best option of each shipment."""
        out = []
        for one in self.answer.shipments:
            able = {other.option.id: self.of(one.shipment, other.option.id) for other in one.options if other.total}
            out.append(min(able, key=able.__getitem__))
        return tuple(out)


def by_day(answer: Answer, event: str, days: Sequence[date]) -> tuple[DayCost, ...]:
    """Expected cost of each plan, and the best option of each shipment, by the day on which an event comes, if it comes."""
    out = []
    for day in days:
        under = _Costs(answer, moved(answer.scenario.tree, event, day))
        best = under.best()
        rows = [(plan.id, under.plan(plan.options)) for plan in answer.plans if plan.id != "best"]
        rows.append(("best", under.plan(best)))
        out.append(DayCost(day, tuple(rows), best))
    return tuple(out)


def days_about(answer: Answer, event: str, before: int = 14, after: int = 28) -> list[date]:
    """Days about an event, none before the view and none that its own place in the tree forbids."""
    days = [day for day, _ in answer.scenario.event(event).days]
    start = max(min(days) - timedelta(days=before), answer.scenario.known)
    stop = max(days) + timedelta(days=after)
    return [start + timedelta(days=number) for number in range((stop - start).days + 1)]


def worth(answer: Answer, learned: Learned) -> Worth:
    """What it was worth to know something: the worlds in which it is so, the plan chosen without knowing, and the best plan among them.

    Raises
    ------
    UsageError   It cannot be so in this tree.
    """
    kept = [world for world in answer.worlds if _is_so(world, learned)]
    total = sum((world.probability for world in kept), Fraction(0))
    if not total:
        raise UsageError(
            f"{learned.id}: no world of the tree has it so: give its events a probability above zero, and the day one of their days"
        )
    return _worth(answer, learned, kept, total)


def perfect_knowledge(answer: Answer) -> Worth:
    """What it would be worth to know which world it is: the most that any knowledge can be worth."""
    plan = answer.plan("best")
    rows = []
    for number, world in enumerate(answer.worlds):
        least = sum(
            min(option.outcomes[number].total for option in one.options if option.total is not None)
            for one in answer.shipments
        )
        rows.append((world.probability, least))
    return Worth(None, Fraction(1), plan.total.expected, expected(rows), ())


def _worth(answer: Answer, learned: Learned, kept: list[World], total: Fraction) -> Worth:
    numbers = {world.came: number for number, world in enumerate(answer.worlds)}
    blind = knowing = first = Fraction(0)
    plan = []
    for one in answer.shipments:
        costs = {
            option.option.id: expected(
                (world.probability, option.outcomes[numbers[world.came]].total) for world in kept
            )
            / total
            for option in one.options
            if option.total is not None
        }
        assert one.best is not None
        choice = min(costs, key=lambda name: costs[name])
        blind += costs[one.best.option.id]
        knowing += costs[choice]
        first += costs.get(one.first.option.id, costs[choice])
        plan.append(choice)
    return Worth(learned, total, blind, knowing, tuple(plan), first)


def _is_so(world: World, learned: Learned) -> bool:
    came = dict(world.came)
    return all((name in came) is comes for name, comes in learned.comes) and all(
        came.get(name) == day for name, day in learned.on
    )
