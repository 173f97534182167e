"""One-sector structural gravity: a change of trade costs estimated from data, in the manner of the package gegravity (USITC).

Anderson and van Wincoop (AER 93, 2003); Yotov, Piermartini, Monteiro and Larch, "An Advanced Guide to Trade Policy Analysis" (WTO and UNCTAD 2016), equations 1-18 to
1-25. i exports, j imports; y, e are shares of output and spending in their own world totals; T_ij = t_ij^(1-sigma) = exp(sum of coefficient times variable).

    inward      P_j^(1-sigma) = sum_i T_ij y_i / Pi_i^(1-sigma)
    outward     Pi_i^(1-sigma) = sum_j T_ij e_j / P_j^(1-sigma),   P of the reference importer 1
    price       p_i = (Pi_i / Pi'_i)        output and spending p_i Y_i, p_j E_j
    trade       X_ij = T_ij (Y_i/Pi_i^(1-sigma)) (E_j/P_j^(1-sigma)) / sum Y

The multilateral terms keep the shares of the base, as gegravity 0.3 does: a factory price that moves does not move y and e in them again. The sample's world is not
closed: outputs add up to 0.8 percent more than spending.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from kanzei.errors import NotConverged, UsageError
from kanzei.impact.hat_solve import Array

__all__ = ["Gravity", "GravityChange", "sample"]

SIGMA = 5.0
"""Elasticity of substitution of the package's examples."""
TOLERANCE, SWEEPS = 1e-14, 10_000


@dataclass(frozen=True)
class GravityChange:
    """Changes in percent by country, shape (n,), and the largest relative residual of the multilateral terms.

    Attributes
    ----------
    price : factory gate price, and output and spending with it. inward, outward : multilateral resistances P, Pi.
    gdp : output over P; the terms of trade as well. welfare : (E/P)/(E'/P'), no percent: below one is a gain.
    exports, imports, home : modelled trade with others and with oneself.
    """

    price: Array
    inward: Array
    outward: Array
    gdp: Array
    welfare: Array
    exports: Array
    imports: Array
    home: Array
    residual: float


@dataclass(frozen=True)
class Gravity:
    """A gravity world.

    Attributes
    ----------
    output, spending : ndarray, shape (n,)   Y, E, million USD.
    costs : ndarray, shape (v, n, n)   Variables of trade costs by exporter and importer. beta, stderr : shape (v,)   Their coefficients and standard errors.
    """

    countries: tuple[str, ...]
    variables: tuple[str, ...]
    output: Array
    spending: Array
    costs: Array
    beta: Array
    stderr: Array
    reference: str = "DEU"
    sigma: float = SIGMA

    def place(self, country: str) -> int:
        """Where a country stands.

        Raises
        ------
        UsageError   It is not in this world.
        """
        if country not in self.countries:
            raise UsageError(f"{country}: not a country of the gravity sample (it has {', '.join(self.countries)})")
        return self.countries.index(country)

    def resistances(self, costs: Array) -> tuple[Array, Array, float]:
        """P^(sigma-1), Pi^(sigma-1) and the largest residual, by scaling rows and columns in turn.

        Raises
        ------
        NotConverged   They still move after 10,000 sweeps.
        """
        freedom = np.exp(np.tensordot(self.beta, costs, 1))
        y, e = self.output / self.output.sum(), self.spending / self.spending.sum()
        reference = self.place(self.reference)
        inward, moved = np.ones(len(y)), np.inf
        for _ in range(SWEEPS):
            outward = 1 / (freedom @ (e * inward))
            new = 1 / (freedom.T @ (y * outward))
            new = new / new[reference]
            moved = float(np.abs(new / inward - 1).max())
            inward = new
            if moved <= TOLERANCE:
                return inward, 1 / (freedom @ (e * inward)), moved
        raise NotConverged(f"multilateral resistances still move by {moved:.0e} after {SWEEPS:,} sweeps")

    def change(self, costs: Array) -> GravityChange:
        """What new variables of trade costs, shape (v, n, n), do."""
        before_in, before_out, _ = self.resistances(self.costs)
        inward, outward, residual = self.resistances(costs)
        power = 1 / (1 - self.sigma)
        price = (outward / before_out) ** power
        index = (before_in / inward) ** power
        before = self._trade(self.costs, before_in, before_out, np.ones_like(price))
        after = self._trade(costs, inward, outward, price)
        abroad = 1 - np.eye(len(price))

        def percent(new: Array, old: Array) -> Array:
            return np.asarray(100 * (new / old - 1))

        return GravityChange(
            100 * (price - 1),
            100 * (index - 1),
            100 * ((before_out / outward) ** power - 1),
            100 * (price / index - 1),
            index / price,
            percent((after * abroad).sum(axis=1), (before * abroad).sum(axis=1)),
            percent((after * abroad).sum(axis=0), (before * abroad).sum(axis=0)),
            percent(np.diag(after), np.diag(before)),
            residual,
        )

    def _trade(self, costs: Array, inward: Array, outward: Array, price: Array) -> Array:
        output, spending = price * self.output, price * self.spending
        freedom = np.exp(np.tensordot(self.beta, costs, 1))
        return np.asarray(freedom * np.outer(output * outward, spending * inward) / output.sum())

    def agreement(self, members: Iterable[str], variable: str = "pta") -> Array:
        """Variables of trade costs in which all pairs of members have a trade agreement.

        Raises
        ------
        UsageError   A member is not in this world.
        """
        costs = self.costs.copy()
        places = [self.place(one) for one in members]
        for one in places:
            costs[self.variables.index(variable), one, [other for other in places if other != one]] = 1.0
        return costs


@cache
def sample() -> Gravity:
    """Thirty countries of 2006 (USITC Dynamic Gravity, WTO-UNCTAD guide; the sample of gegravity, MIT)."""
    with files("kanzei.impact").joinpath("facts/gravity-2006.npz").open("rb") as file, np.load(file) as table:
        data = {name: table[name] for name in table.files}
    return Gravity(
        tuple(str(one) for one in data["countries"]),
        tuple(str(one) for one in data["variables"]),
        data["output"],
        data["spending"],
        data["costs"],
        data["beta"],
        data["stderr"],
    )
