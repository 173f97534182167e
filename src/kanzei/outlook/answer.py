"""The answer to a scenario: expected cost and range of every option, the best plan, and what would turn it round.

Costs add over shipments, so the best plan takes the best option of each; its range does not add, and is worked out over the worlds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from kanzei.duty.book import LawBook
from kanzei.outlook.duties import Desk
from kanzei.outlook.numbers import Spread, cents, expected, spread
from kanzei.outlook.outcomes import Outcome, Outcomes
from kanzei.outlook.plans import Option, Shipment
from kanzei.outlook.scenario import Scenario
from kanzei.outlook.tree import World, worlds

__all__ = ["Answer", "OptionAnswer", "Plan", "ShipmentAnswer", "answer_scenario"]

PARTS = (
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
)
"""Parts of an outcome whose expectation is shown."""


_RULES = {
    "warehouse": "rates of the day of withdrawal from warehouse",
    "zone-privileged": "rates of the day of privileged foreign status",
    "zone-nonprivileged": "rates of the day of entry from the zone",
}


class OptionAnswer(NamedTuple):
    """One option of a shipment over all worlds.

    total : what it costs. parts : expectation of each part of the cost. outcomes : by world, in the order of the worlds.
    verdict : what the law makes of waiting, in a sentence with its citation; refused : why the option cannot be.
    """

    option: Option
    total: Spread | None
    duty: Spread | None
    parts: dict[str, Fraction]
    outcomes: tuple[Outcome, ...]
    verdict: str = ""
    defeated: bool = False
    refused: str = ""


class ShipmentAnswer(NamedTuple):
    """A shipment with its options. best : the option of least expected cost; the first where two cost the same."""

    shipment: Shipment
    options: tuple[OptionAnswer, ...]
    best: OptionAnswer | None

    @property
    def first(self) -> OptionAnswer:
        """The option the others are measured against."""
        return self.options[0]

    @property
    def saving(self) -> Fraction:
        """What the best option saves in expectation over the first, cents."""
        if self.best is None or self.best.total is None or self.first.total is None:
            return Fraction(0)
        return self.first.total.expected - self.best.total.expected


class Plan(NamedTuple):
    """One option for every shipment. id : ``first`` | ``best`` | the id of an option all planned shipments have."""

    id: str
    options: tuple[str, ...]
    total: Spread


class Answer(NamedTuple):
    """The answer to a scenario.

    worlds : with their probabilities, which sum to one. digest : of law and schedule as known; asked : assessments made.
    """

    scenario: Scenario
    worlds: tuple[World, ...]
    shipments: tuple[ShipmentAnswer, ...]
    plans: tuple[Plan, ...]
    digest: str
    outcomes: Outcomes

    def plan(self, name: str) -> Plan:
        """A plan by its id."""
        return next(one for one in self.plans if one.id == name)


def answer_scenario(
    scenario: Scenario,
    book: LawBook,
    switches: Mapping[str, str] | None = None,
    tick: Callable[[], object] = lambda: None,
) -> Answer:
    """Work a scenario out.

    Parameters
    ----------
    tick : called after each shipment (progress).

    Raises
    ------
    UsageError   The view lies after the book, or the tree has too many worlds.
    LawError     The law of two events does not go together.
    """
    outcomes = Outcomes(Desk(book, scenario.known, scenario.laws, switches))
    ways = worlds(scenario.tree)
    found = []
    for one in scenario.shipments:
        found.append(_shipment(one, ways, outcomes))
        tick()
    return Answer(scenario, tuple(ways), tuple(found), _plans(found, ways), outcomes.desk.base.digest, outcomes)


def _shipment(shipment: Shipment, ways: Sequence[World], outcomes: Outcomes) -> ShipmentAnswer:
    found = [_option(shipment, option, ways, outcomes) for option in shipment.options]
    able = [one for one in found if one.total is not None]
    best = min(able, key=lambda one: one.total.expected if one.total else Fraction(0), default=None)
    return ShipmentAnswer(shipment, tuple(found), best)


def _option(shipment: Shipment, option: Option, ways: Sequence[World], outcomes: Outcomes) -> OptionAnswer:
    rows = tuple(outcomes.of(shipment, option, world) for world in ways)
    refused = next((one.refused for one in rows if one.refused), "")
    if refused:
        return OptionAnswer(option, None, None, {}, rows, refused=refused)
    total = spread((world.probability, one.total) for world, one in zip(ways, rows, strict=True))
    duty = spread((world.probability, one.duty) for world, one in zip(ways, rows, strict=True))
    parts = {
        name: expected((world.probability, getattr(one, name)) for world, one in zip(ways, rows, strict=True))
        for name in PARTS
    }
    verdict, defeated = _verdict(shipment, option, ways, rows, outcomes)
    return OptionAnswer(option, total, duty, parts, rows, verdict, defeated)


def _verdict(
    shipment: Shipment, option: Option, ways: Sequence[World], rows: Sequence[Outcome], outcomes: Outcomes
) -> tuple[str, bool]:
    """What the law makes of waiting."""
    if option.way in ("arrival", "entered"):
        return "", False
    arrival = Option("arrival", "arrival")
    gains, missed = [], []
    same, moved = True, False
    for world, one in zip(ways, rows, strict=True):
        here = outcomes.of(shipment, arrival, world)
        gains.append((world.probability, here.duty - one.duty))
        same = same and here.duty == one.duty
        plain = outcomes.plain(shipment, one.released_on, world.came, one.released_on)
        if plain.cents is not None:
            missed.append((world.probability, one.deposited - plain.cents))
            moved = moved or plain.cents != one.deposited
    gain = expected(gains)
    clock = next((one.clock[0] for one in rows if one.clock), None)
    if option.way == "zone-privileged" and moved and clock is not None:
        lost = expected(missed)
        fate = f"saves {_usd(lost)}" if lost > 0 else f"costs {_usd(-lost)} more"
        return (
            f"the clock defeats waiting: {clock.sentence}; the same goods entered without the status on the day of release: {fate} in expectation",
            not gain,
        )
    if same:
        return "waiting moves no duty in any world: what it costs is lost", False
    rule = f" ({_RULES[option.way]}, {clock.citation})" if clock is not None and option.way in _RULES else ""
    if gain <= 0:
        return f"waiting costs {_usd(-gain)} more duty in expectation{rule}", False
    return f"waiting saves {_usd(gain)} of duty in expectation{rule}", False


def _usd(amount: Fraction) -> str:
    whole, part = divmod(cents(amount), 100)
    return f"{whole:,}.{part:02d} USD"


def _plans(found: Sequence[ShipmentAnswer], ways: Sequence[World]) -> tuple[Plan, ...]:
    """The plans over all shipments: the first options, each option that every planned shipment has, and the best of each."""
    if not found:
        return ()
    named: dict[str, list[OptionAnswer]] = {"first": [one.first for one in found]}
    planned = [one for one in found if one.first.option.way != "entered"]
    common = [
        option.option.id
        for option in (planned[0].options if planned else ())
        if all(any(other.option.id == option.option.id for other in one.options) for one in planned)
    ]
    for name in common:
        named[name] = [next((o for o in one.options if o.option.id == name), one.first) for one in found]
    if all(one.best is not None for one in found):
        named["best"] = [one.best for one in found if one.best is not None]
    plans = []
    seen: set[tuple[str, ...]] = set()
    for name, options in named.items():
        ids = tuple(one.option.id for one in options)
        if any(one.total is None for one in options) or (ids in seen and name != "best"):
            continue
        seen.add(ids)
        rows = [
            (world.probability, sum(one.outcomes[number].total for one in options)) for number, world in enumerate(ways)
        ]
        plans.append(Plan(name, ids, spread(rows)))
    return tuple(plans)


def latest(answer: Answer) -> date:
    """The last day that matters: of an event, an arrival or a release."""
    days = [answer.scenario.known, *(one.arrives for one in answer.scenario.shipments)]
    days += [day for world in answer.worlds for _, day in world.came if day is not None]
    days += [one.until for shipment in answer.scenario.shipments for one in shipment.options if one.until is not None]
    return max(days)
