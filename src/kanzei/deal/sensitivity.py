"""What matters most: each draw and each term moved alone (tornado), and each draw's part of the variance along with its rank correlation.

Notes
-----
The part of the variance is the first-order index Var(E[Y | X]) / Var(Y), estimated from the simulated paths themselves by the means of twenty classes of equal size of X, less what
classes of pure noise would show ((k - 1) / (n - 1)); no further run is needed. Draws that work together leave a rest that belongs to none alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from kanzei.deal.case import PERIODS, Case
from kanzei.deal.draws import DRIVERS, Shocks, drawn
from kanzei.deal.montecarlo import Simulation, group_flows, prepare
from kanzei.deal.path_returns import present_values
from kanzei.deal.paths import HALF_A_CENT
from kanzei.deal.rules import OPTIONS
from kanzei.deal.sheet import Reading, Sheet
from kanzei.deal.simulate import funding_flows, pay_all
from kanzei.deal.uncertainty import Uncertainty
from kanzei.deal.worked import GROUPS
from kanzei.errors import UsageError

__all__ = ["Bar", "Part", "parts_of_variance", "tornado"]

Array = Any

NINTH = 1.2815515655446004
"""The ninth decile of the standard normal."""
CLASSES = 20


class Bar(NamedTuple):
    """One thing moved alone: net present value (cents) of the party with it low and high, and what low and high are. kind : ``draw`` or ``term``."""

    name: str
    kind: str
    low: float
    high: float
    said_low: str
    said_high: str

    @property
    def width(self) -> float:
        """How far the value moves."""
        return abs(self.high - self.low)


class Part(NamedTuple):
    """One draw: its part of the variance of the net present value, and its rank correlation with it."""

    name: str
    variance: float
    rank: float


def parts_of_variance(found: Simulation, group: str) -> list[Part]:
    """Parts of the variance of a party's net present value, the largest first; draws that never moved are left out."""
    value = found.values[group]
    out = []
    for name in DRIVERS:
        line = found.drivers[name]
        if len(line) < 2 * CLASSES or np.ptp(line) == 0.0 or np.ptp(value) == 0.0:
            continue
        out.append(Part(name, _first_order(line, value), _rank_correlation(line, value)))
    return sorted(out, key=lambda one: -one.variance)


def _first_order(line: Array, value: Array) -> float:
    order = np.argsort(line, kind="stable")
    classes = [value[part] for part in np.array_split(order, CLASSES)]
    # Paths with the very same draw (no default, no delay) belong to one class, wherever the sorting put them.
    mode = line[order[len(order) // 2]]
    same = line == mode
    if same.sum() > len(line) / CLASSES:
        others = np.flatnonzero(~same)
        others = others[np.argsort(line[others], kind="stable")]
        number = max(1, min(CLASSES - 1, len(others) // 50))
        classes = [value[same], *(value[part] for part in np.array_split(others, number))]
    total = value.var()
    mean = value.mean()
    between = sum(len(one) * (one.mean() - mean) ** 2 for one in classes if len(one)) / len(value)
    share = between / total
    noise = (len(classes) - 1) / (len(value) - 1)
    return float(max(0.0, (share - noise) / (1.0 - noise)))


def _ranks(line: Array) -> Array:
    _, inverse, counts = np.unique(line, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return (ends - (counts - 1) / 2.0)[inverse]


def _rank_correlation(line: Array, value: Array) -> float:
    return float(np.corrcoef(_ranks(line), _ranks(value))[0, 1])


def tornado(
    case: Case,
    sheet: Sheet,
    reading: Reading,
    assumed: Uncertainty,
    group: str = "all",
    tick: Callable[[], object] = lambda: None,
) -> tuple[float, list[Bar]]:
    """The central value of a party (no shock, no default, no delay), and what each draw and each term, moved alone, makes of it; the widest first."""
    from kanzei.deal.read_terms import parameter_value
    from kanzei.deal.words import Words
    from kanzei.law.marked import Mark, Marked

    def of_case(changed: Case, rule: Reading = reading, options: Mapping[str, object] | None = None) -> float:
        return float(_values(changed, sheet, rule, assumed, group, options, ["centre"])[0])

    names = [
        "centre",
        "returns-",
        "returns+",
        "cycle-",
        "cycle+",
        "rates-",
        "rates+",
        "defaults-",
        "defaults+",
        "timing+",
    ]
    values = dict(zip(names, _values(case, sheet, reading, assumed, group, None, names), strict=True))
    centre = float(values["centre"])
    deciles = ("first decile all along", "ninth decile all along")
    bars = [
        Bar(name, "draw", float(values[f"{name}-"]), float(values[f"{name}+"]), *deciles)
        for name in ("returns", "cycle", "rates")
    ]
    worse, better = float(values["defaults-"]), float(values["defaults+"])
    bars.append(Bar("defaults", "draw", worse, centre, "one after five years, half of the worse recoveries", "none"))
    bars.append(
        Bar(
            "recovery",
            "draw",
            worse,
            better,
            "given a default after five years: half of the worse recoveries",
            "all of it",
        )
    )
    bars.append(Bar("timing", "draw", float(values["timing+"]), centre, f"{_late(assumed)} years late", "in time"))
    tick()
    point = Fraction(1, 100)
    moved = [
        case._replace(
            projects=tuple(
                one._replace(rates=tuple(max(Fraction(0), r + by) for r in one.rates)) for one in case.projects
            )
        )
        for by in (-point, point)
    ]
    bars.append(Bar("deemed rate", "term", of_case(moved[0]), of_case(moved[1]), "a point less (T54)", "a point more"))
    longer = [
        case._replace(projects=tuple(one._replace(life=max(1, one.life * part // 4)) for one in case.projects))
        for part in (3, 5)
    ]
    bars.append(
        Bar(
            "project life",
            "term",
            of_case(longer[0]),
            of_case(longer[1]),
            "a quarter shorter (T52)",
            "a quarter longer",
        )
    )
    tick()
    for term, parameter, others in sheet.doubtful():
        if parameter not in OPTIONS or (parameter == "daa_mode" and reading.values.get("daa_mode") == "none"):
            continue
        ours = case.written.get(parameter, reading.written.get(parameter, term.written[parameter]))
        found = []
        for answer in dict.fromkeys((ours, *others, term.written[parameter])):
            errors: list[str] = []
            value = parameter_value(Words(errors), parameter, Marked(answer, Mark(parameter, 1, 1)))
            try:
                found.append(
                    (
                        of_case(
                            case, reading._replace(values={**reading.values, parameter: value}), {parameter: value}
                        ),
                        answer,
                    )
                )
            except UsageError:
                continue
        tick()
        if len(found) > 1:
            low, high = min(found), max(found)
            bars.append(Bar(f"{parameter} ({term.id})", "term", low[0], high[0], low[1], high[1]))
    return centre, sorted((one for one in bars if one.width > HALF_A_CENT), key=lambda one: -one.width)


def _late(assumed: Uncertainty) -> int:
    """The ninth decile of the delay, in years, and one at the least where any is drawn."""
    reached = int(np.searchsorted(np.cumsum(assumed.late), 0.9))
    return max(reached, 1 if len(assumed.late) > 1 else 0)


def _values(
    case: Case,
    sheet: Sheet,
    reading: Reading,
    assumed: Uncertainty,
    group: str,
    options: Mapping[str, object] | None,
    names: list[str],
) -> Array:
    """Net present values of a party with single draws moved: a path for each name."""
    planned = prepare(case, sheet, reading, assumed, options)
    per_year = PERIODS[case.period]
    vehicles, periods, width = len(planned.vehicles), len(planned.vehicles[0].cash), len(names)
    level, cycle, rate = np.zeros((vehicles + 1, width)), np.zeros((periods, width)), np.zeros((periods, width))
    default, recovery, delay = np.zeros((vehicles, width)), np.zeros((vehicles, width)), np.zeros((vehicles, width))
    late = np.cumsum((0.0, *assumed.late))
    for at, name in enumerate(names):
        sign = -1.0 if name.endswith("-") else 1.0
        if name.startswith("returns"):
            # Common and own level together at the decile.
            level[:, at] = sign * NINTH / (np.sqrt(assumed.common) + np.sqrt(1.0 - assumed.common))
        elif name.startswith("defaults"):
            default[:, at] = _survival(assumed, 5) + 1e-9
            recovery[:, at] = 0.0 if name.endswith("+") else min(1.0, assumed.full + (1.0 - assumed.full) / 2.0)
        elif name.startswith("timing"):
            delay[:, at] = late[_late(assumed)] + 1e-9
    shocks = Shocks(level, cycle, rate, np.zeros((periods, width)), default, recovery, delay)
    made = drawn(shocks, planned.vehicles, assumed, per_year)
    shift, cash = made.shift, made.cash
    # Mean corrections off: the centre is the plan itself.
    cash = cash * np.exp(assumed.level**2 / 2.0 + assumed.cycle**2 / 2.0)
    steady = assumed.rate_spread / np.sqrt(max(2.0 * assumed.reversion - assumed.reversion**2, 1e-9))
    for at, name in enumerate(names):
        sign = -1.0 if name.endswith("-") else 1.0
        if name.startswith("cycle"):
            cash[..., at] *= np.exp(sign * NINTH * assumed.cycle)
        elif name.startswith("rates"):
            shift[:, at] = sign * NINTH * steady
        elif name.startswith("defaults"):
            # What is recovered does not move with the level of cash.
            cash[..., at] = drawn(shocks, planned.vehicles, assumed._replace(level=0.0, cycle=0.0), per_year).cash[
                ..., at
            ]
    funding = funding_flows(planned, periods)
    paid = pay_all(planned, cash, shift)
    return present_values(group_flows(paid, funding, GROUPS[group]), float(case.discount), per_year)


def _survival(assumed: Uncertainty, years: int) -> float:
    out = 1.0
    for year in range(years):
        out *= 1.0 - assumed.hazards[min(year, len(assumed.hazards) - 1)]
    return out
