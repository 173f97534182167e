"""What would turn a plan round: the probability at which two options cost the same, the day of an event, and what it was worth to know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from kanzei.errors import UsageError
from kanzei.outlook.answer import Answer, cost_under, costs_under
from kanzei.outlook.numbers import BreakEven, break_even
from kanzei.outlook.scenario import Learned
from kanzei.outlook.tree import World, most_probable, moved, reweighed

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
    plan : that plan.
    """

    learned: Learned | None
    probability: Fraction
    blind: Fraction
    knowing: Fraction
    plan: tuple[str, ...]

    @property
    def cents(self) -> Fraction:
        """What knowing saves, never below zero."""
        return self.blind - self.knowing


def turns(answer: Answer) -> tuple[Turn, ...]:
    """The break-even probability of every free event, for each shipment (its best other option against the first) and for the plan."""
    out = []
    for event in answer.scenario.free:
        now = answer.scenario.event(event).probability
        most = most_probable(answer.scenario.tree, event)
        never, surely = _ends(answer, event, most)
        if never is None or surely is None:
            continue
        for one in answer.shipments:
            able = [other for other in one.options if other.total is not None]
            if len(able) < 2 or one.first.total is None:
                continue
            first = one.first.option.id
            # The rival: the best option where that is another, else the best of the others.
            others = [other for other in able if other.option.id != first]
            rival = min(others, key=lambda other: other.total.expected if other.total else Fraction(0)).option.id
            ends = [
                (cost_under(answer, never, one.shipment, name), cost_under(answer, surely, one.shipment, name))
                for name in (first, rival)
            ]
            out.append(Turn(event, now, one.shipment.id, first, rival, break_even(ends[0], ends[1], most)))
        names = {plan.id: plan.options for plan in answer.plans}
        if "first" in names and "best" in names and names["first"] != names["best"]:
            ends = [
                (costs_under(answer, never, names[name]), costs_under(answer, surely, names[name]))
                for name in ("first", "best")
            ]
            out.append(Turn(event, now, "", "first", "best", break_even(ends[0], ends[1], most)))
    return tuple(out)


def _ends(answer: Answer, event: str, most: Fraction) -> tuple[object, ...] | tuple[None, None]:
    tree = answer.scenario.tree
    try:
        return reweighed(tree, event, Fraction(0)), reweighed(tree, event, most)
    except UsageError:
        return None, None


def by_day(answer: Answer, event: str, days: Sequence[date]) -> tuple[DayCost, ...]:
    """Expected cost of each plan, and the best option of each shipment, by the day on which an event comes, if it comes."""
    out = []
    for day in days:
        tree = moved(answer.scenario.tree, event, day)
        best = _best_under(answer, tree)
        rows = [
            (plan.id, costs_under(answer, tree, plan.options)) for plan in answer.plans if plan.id != "best"
        ]
        rows.append(("best", costs_under(answer, tree, best)))
        out.append(DayCost(day, tuple(rows), best))
    return tuple(out)


def days_about(answer: Answer, event: str, before: int = 14, after: int = 28) -> list[date]:
    """Days about an event, none before the view and none that its own place in the tree forbids."""
    days = [day for day, _ in answer.scenario.event(event).days]
    start = max(min(days) - timedelta(days=before), answer.scenario.known)
    stop = max(days) + timedelta(days=after)
    return [start + timedelta(days=number) for number in range((stop - start).days + 1)]


def _best_under(answer: Answer, tree: object) -> tuple[str, ...]:
    out = []
    for one in answer.shipments:
        able = [other.option.id for other in one.options if other.total is not None]
        out.append(min(able, key=lambda name: cost_under(answer, tree, one.shipment, name)))  # type: ignore[arg-type]  # noqa: B023
    return tuple(out)


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
    knowing = Fraction(0)
    for number, world in enumerate(answer.worlds):
        least = sum(
            min(option.outcomes[number].total for option in one.options if option.total is not None)
            for one in answer.shipments
        )
        knowing += world.probability * least
    return Worth(None, Fraction(1), plan.total.expected, knowing, ())


def _worth(answer: Answer, learned: Learned, kept: list[World], total: Fraction) -> Worth:
    numbers = {world.came: number for number, world in enumerate(answer.worlds)}
    blind = knowing = Fraction(0)
    plan = []
    for one in answer.shipments:
        costs = {
            option.option.id: sum(
                (world.probability / total * option.outcomes[numbers[world.came]].total for world in kept), Fraction(0)
            )
            for option in one.options
            if option.total is not None
        }
        assert one.best is not None
        choice = min(costs, key=lambda name: costs[name])  # noqa: B023
        blind += costs[one.best.option.id]
        knowing += costs[choice]
        plan.append(choice)
    return Worth(learned, total, blind, knowing, tuple(plan))


def _is_so(world: World, learned: Learned) -> bool:
    came = dict(world.came)
    return all((name in came) is comes for name, comes in learned.comes) and all(
        came.get(name) == day for name, day in learned.on
    )
