"""A case simulated: returns of every party under a reading with their quantiles, and cash by year for pictures.

Draws are common to all readings, so differences between readings are differences of terms. Results do not depend on the size of a chunk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from kanzei.deal.case import PERIODS, Case, Planned, plan
from kanzei.deal.draws import BLOCK, Drawn, draw_block, drawn, late_periods, lengthened
from kanzei.deal.path_returns import internal_rates, multiples, paybacks, peak_exposure, present_values
from kanzei.deal.sheet import Reading, Sheet
from kanzei.deal.simulate import Simulated, funding_flows, pay_all, plain
from kanzei.deal.uncertainty import Uncertainty
from kanzei.deal.worked import GROUPS
from kanzei.errors import UsageError

__all__ = ["MEASURES", "QUANTILES", "Distribution", "Guaranteed", "Simulation", "group_flows", "prepare", "simulate"]

Array = Any

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
MEASURES = ("net", "npv", "irr", "multiple", "payback", "exposure")
"""Of each party: cents for net, npv and exposure; shares for irr; years for payback."""
MOST_PATHS = 1_000_000
_PARTIES = ("investor", "host", "public", "banks", "all")


class Distribution(NamedTuple):
    """One measure of one party: quantiles and mean of the paths on which it is defined, and on how many it is not."""

    mean: float | None
    quantiles: tuple[float | None, ...]
    undefined: int


class Guaranteed(NamedTuple):
    """The insurer's cover, means over paths, cents of present value: paid out, recovered, premiums; and the part of paths on which it paid."""

    paid: float
    recovered: float
    premiums: float
    frequency: float

    @property
    def expected_loss(self) -> float:
        """Paid less recovered."""
        return self.paid - self.recovered


class Simulation(NamedTuple):
    """A reading simulated.

    parties : group -> measure -> distribution. loss : group -> part of paths on which less comes back than was put in. by_year : group -> (years from 0, paths) sums of cash so
    far, cents. values : group -> net present value by path. yen : multiple of all that the investor's side put in, in its own currency, unhedged. drivers : name -> figure by path.
    """

    reading: Reading
    planned: Planned
    paths: int
    seed: int
    parties: Mapping[str, Mapping[str, Distribution]]
    loss: Mapping[str, float]
    by_year: Mapping[str, Array]
    values: Mapping[str, Array]
    yen: Distribution
    yen_loss: float
    guarantee: Guaranteed | None
    drivers: Mapping[str, Array]


def prepare(
    case: Case, sheet: Sheet, reading: Reading, assumed: Uncertainty, options: Mapping[str, object] | None = None
) -> Planned:
    """The plan of a case under a reading with room for delays.

    Raises
    ------
    UsageError   The case has something that only the exact path works out.
    """
    planned = plan(case, sheet, reading, options)
    more = late_periods(assumed, PERIODS[case.period])
    vehicles = [lengthened(plain(one, planned.rules), more) for one in planned.vehicles]
    longest = max(len(one.cash) for one in vehicles)
    return planned._replace(vehicles=tuple(lengthened(one, longest - len(one.cash)) for one in vehicles))


def group_flows(paid: Simulated, funding: Mapping[str, Array], group: Sequence[str]) -> Array:
    """Flows of some parties together by period from 0 along paths, cents."""
    periods, paths = next(iter(paid.totals.values())).shape
    out = np.zeros((periods + 1, paths))
    for party in group:
        if party in funding:
            out += funding[party][:, None]
        if party in paid.totals:
            out[1:] += paid.totals[party]
    # Sums of floats leave crumbs where the exact path has nothing: below a thousandth of a cent there is no flow.
    out[np.abs(out) < 1e-3] = 0.0
    return out


def simulate(
    case: Case,
    sheet: Sheet,
    readings: Sequence[Reading],
    assumed: Uncertainty,
    paths: int,
    seed: int,
    chunk: int = 4 * BLOCK,
    tick: Callable[[float], object] = lambda share: None,
) -> list[Simulation]:
    """Simulate a case under several readings with the same draws.

    Parameters
    ----------
    chunk : paths worked on at a time, a multiple of 1,000. tick : told the part done.

    Raises
    ------
    UsageError   There are no or too many paths, or the case cannot be simulated.
    """
    if not 1 <= paths <= MOST_PATHS:
        raise UsageError(f"--paths {paths}: from 1 to {MOST_PATHS:,}")
    if seed < 0:
        raise UsageError(f"--seed {seed}: must not be negative")
    plans = [prepare(case, sheet, one, assumed) for one in readings]
    per_year = PERIODS[case.period]
    gathered = [_Gathered(one, case) for one in plans]
    blocks = range(-(-paths // BLOCK))
    width = max(1, chunk // BLOCK)
    for low in range(0, len(blocks), width):
        numbers = blocks[low : low + width]
        for planned, into in zip(plans, gathered, strict=True):
            made = [_drawn(seed, one, planned, assumed, per_year, paths - one * BLOCK) for one in numbers]
            cash = np.concatenate([one.cash for one in made], axis=2)
            shift = np.concatenate([one.shift for one in made], axis=1)
            exchange = np.concatenate([one.exchange for one in made], axis=1)
            drivers = {name: np.concatenate([one.drivers[name] for one in made]) for name in made[0].drivers}
            into.take(pay_all(planned, cash, shift), exchange, drivers)
        tick(min(1.0, (low + width) / len(blocks)))
    return [into.told(reading, paths, seed) for reading, into in zip(readings, gathered, strict=True)]


def _drawn(seed: int, block: int, planned: Planned, assumed: Uncertainty, per_year: int, most: int) -> Drawn:
    """One block; of the last only as many paths as were asked for."""
    vehicles = planned.vehicles
    found = drawn(draw_block(seed, block, len(vehicles), len(vehicles[0].cash)), vehicles, assumed, per_year)
    if most >= BLOCK:
        return found
    return Drawn(
        found.cash[..., :most],
        found.shift[:, :most],
        found.exchange[:, :most],
        {name: line[:most] for name, line in found.drivers.items()},
    )


class _Gathered:
    """What is kept of each path, chunk by chunk: a few figures and cash by year; never a whole path of every vehicle."""

    def __init__(self, planned: Planned, case: Case) -> None:
        self.planned, self.case = planned, case
        self.per_year = PERIODS[case.period]
        self.periods = len(planned.vehicles[0].cash)
        self.funding = funding_flows(planned, self.periods)
        self.figures: dict[tuple[str, str], list[Array]] = {}
        self.by_year: dict[str, list[Array]] = {}
        self.yen: list[Array] = []
        self.covered: list[tuple[Array, Array, Array]] = []
        self.drivers: dict[str, list[Array]] = {}

    def take(self, paid: Simulated, exchange: Array, drivers: Mapping[str, Array]) -> None:
        """Take what is kept of a chunk."""
        discount = float(self.case.discount)
        insured = any(loan.premium is not None for one in self.planned.vehicles for loan in one.loans)
        for name in _PARTIES:
            if name in ("public", "banks") and not any(one.loans for one in self.planned.vehicles):
                continue
            flows = group_flows(paid, self.funding, GROUPS[name])
            found = {
                "net": flows.sum(axis=0),
                "npv": present_values(flows, discount, self.per_year),
                "irr": internal_rates(flows, self.per_year),
                "multiple": multiples(flows),
                "payback": paybacks(flows, self.per_year),
                "exposure": peak_exposure(flows),
            }
            for measure, line in found.items():
                self.figures.setdefault((name, measure), []).append(line)
            sums = np.cumsum(flows, axis=0)
            years = [min(at * self.per_year, self.periods) for at in range(-(-self.periods // self.per_year) + 1)]
            self.by_year.setdefault(name, []).append(sums[years])
            if name == "all":
                self.yen.append(multiples(flows * exchange))
        if insured:
            insurer = paid.totals["insurer"]
            zero = np.zeros((1, insurer.shape[1]))
            out = paid.covered.sum(axis=0)
            # Net of the insurer = premiums + recovered - paid; what is paid is told apart, premiums are those of paths and periods without an open claim.
            recovered, premiums = _told_apart(insurer + out, np.cumsum(out, axis=0))
            self.covered.append(
                tuple(
                    present_values(np.concatenate([zero, line]), discount, self.per_year)
                    for line in (out, recovered, premiums)
                )
            )
        for name, line in drivers.items():
            self.drivers.setdefault(name, []).append(line)

    def told(self, reading: Reading, paths: int, seed: int) -> Simulation:
        """The distributions."""
        lines = {key: np.concatenate(parts) for key, parts in self.figures.items()}
        names = [name for name in _PARTIES if (name, "net") in lines]
        yen = np.concatenate(self.yen)
        guarantee = None
        if self.covered:
            paid, recovered, premiums = (np.concatenate([one[at] for one in self.covered]) for at in range(3))
            guarantee = Guaranteed(
                float(paid.mean()), float(recovered.mean()), float(premiums.mean()), float((paid > 0.5).mean())
            )
        return Simulation(
            reading,
            self.planned,
            paths,
            seed,
            {name: {one: _distribution(lines[name, one]) for one in MEASURES} for name in names},
            {name: float((lines[name, "net"] < 0.0).mean()) for name in names},
            {name: np.concatenate(parts, axis=1) for name, parts in self.by_year.items()},
            {name: lines[name, "npv"] for name in names},
            _distribution(yen),
            float((yen < 1.0).mean()),
            guarantee,
            {name: np.concatenate(parts) for name, parts in self.drivers.items()},
        )


def _told_apart(received: Array, paid_so_far: Array) -> tuple[Array, Array]:
    """Parts of what the insurer received: recoveries where it has paid before and is still owed, premiums otherwise."""
    recovered = np.zeros_like(received)
    owed = np.zeros(received.shape[1])
    before = np.zeros(received.shape[1])
    for at, line in enumerate(received):
        # No premium is charged in a period that begins with an open claim.
        was_open = owed > 0.5
        owed += paid_so_far[at] - before
        before = paid_so_far[at]
        recovered[at] = np.where(was_open, np.minimum(line, owed), 0.0)
        owed -= recovered[at]
    return recovered, received - recovered


def _distribution(line: Array) -> Distribution:
    fine = line[~np.isnan(line)]
    if not len(fine):
        return Distribution(None, (None,) * len(QUANTILES), len(line))
    return Distribution(
        float(fine.mean()), tuple(float(one) for one in np.quantile(fine, QUANTILES)), len(line) - len(fine)
    )
