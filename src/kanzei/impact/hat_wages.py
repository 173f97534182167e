"""Many sectors without input-output links, by exact hat algebra in wages alone.

Lashkaripour, "The Cost of a Global Tariff War: A Sufficient Statistics Approach", Journal of International Economics 131 (2021) 103419, section 2. n buys from
i in sector j; e_nj are fixed shares of spending, theta_j the elasticity of trade, k_nij what a duty does to the price, n1_nij the part of the price that is
not duty (1/(1+t') for a plain rate).

    shares     l'_nij = l_nij (k_nij w_i)^(-theta_j) / S_nj,   S_nj = sum_i of the numerators
    income     Y'_n = (w_n VA_n + D_n) / sum_ij e_nj n1_nij l'_nij            (duty is a fixed part of spending, so it needs no unknown of its own)
    wages      w_i VA_i = sum_n A_ni Y'_n,   A_ni = sum_j e_nj n1_nij l'_nij
    welfare    Y'_n / prod_j P_nj^e_nj,   P_nj = S_nj^(-1/theta_j)

The unknowns are the logs of n wages. By Walras' law one market is superfluous: the last gives way to the numeraire, world wage income unchanged, and is checked
afterwards. Arrays stand sector first: (sector, buyer, seller).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from kanzei.errors import NotConverged, UsageError
from kanzei.impact.hat_solve import Array, Convergence, solve

__all__ = ["TOLERANCE", "WALRAS", "WageEquilibrium", "WageOnly", "WageSystem"]

TOLERANCE, WALRAS = 1e-12, 1e-8


@dataclass(frozen=True)
class WageOnly:
    """A calibrated world of many sectors, each country making everything with labour alone.

    Attributes
    ----------
    shares : ndarray, shape (s, n, n)   l: of a buyer's spending in a sector, duty included, what goes to the seller.
    keep : ndarray, shape (s, n, n)   1/(1+t) of the base, or n0 of cells gathered from products.
    weights : ndarray, shape (s, n)   e: shares of spending by sector; a column adds to one.
    added : ndarray, shape (n,)   VA: wage income of the base.
    deficits : ndarray, shape (n,)   D, in units of world income; they add up to nothing.
    theta : ndarray, shape (s,)
    """

    countries: tuple[str, ...]
    sectors: tuple[str, ...]
    shares: Array
    keep: Array
    weights: Array
    added: Array
    deficits: Array
    theta: Array

    @property
    def tariffs(self) -> Array:
        """Rates of the base."""
        return np.asarray(1 / self.keep - 1)

    @cached_property
    def spending(self) -> Array:
        """Y of the base, shape (n,): wages, duty and transfer."""
        kept = np.einsum("jn,jni,jni->n", self.weights, self.shares, self.keep)
        return np.asarray((self.added + self.deficits) / kept)

    @cached_property
    def base_inverse(self) -> Array:
        """Inverse of the Jacobian at the base: factored once, used for every scenario nearby."""
        system = WageSystem(self, np.ones_like(self.shares), self.keep)
        return np.ascontiguousarray(np.linalg.inv(system.jacobian(np.zeros(len(self.countries)))))

    def place(self, country: str) -> int:
        """Where a country stands.

        Raises
        ------
        UsageError   It is not in this world.
        """
        try:
            return self.countries.index(country)
        except ValueError:
            raise UsageError(f"{country}: not a country of this model (it has {', '.join(self.countries)})") from None

    def solve(
        self,
        tariffs: Array,
        start: WageEquilibrium | None = None,
        factor: Array | None = None,
        tolerance: float = TOLERANCE,
    ) -> WageEquilibrium:
        """The equilibrium under new tariffs.

        Parameters
        ----------
        tariffs : ndarray, shape (s, n, n)   New rates. For cells gathered from products (``hat_cells``): 1/n1 - 1, in a base that keeps n0.
        start : a solution nearby, to start from (default: the base).
        factor : ndarray, shape (s, n, n)   What a duty does to the price, k of such cells (default: (1+t')/(1+t)).

        Raises
        ------
        UsageError     Rates of another shape, or a rate that is not above -1.
        NotConverged   Wages do not clear all markets, or the market left out does not clear.
        """
        if tariffs.shape != self.shares.shape or not np.isfinite(tariffs).all() or tariffs.min() <= -1:
            raise UsageError("tariffs are sectors by buyers by sellers of rates above -1")
        wedge = (1 + tariffs) * self.keep if factor is None else factor
        system = WageSystem(self, wedge, 1 / (1 + tariffs))
        first = np.zeros(len(self.countries)) if start is None else start.logs
        logs, how = solve(system.residual, system.jacobian, first, self.base_inverse, tolerance)
        found = WageEquilibrium(self, tariffs, wedge, logs, how)
        if not found.walras <= WALRAS:
            raise NotConverged(f"the market left out by Walras' law does not clear: {found.walras:.1e} of income")
        return found

    def balanced(self) -> WageOnly:
        """The same world without deficits: a solve at unchanged tariffs, taken as the new base."""
        return replace(self, deficits=np.zeros_like(self.deficits)).solve(self.tariffs).as_base()


class WageSystem:
    """The system under given tariffs: residuals and derivatives in the logs of wages."""

    def __init__(self, world: WageOnly, wedge: Array, keep: Array) -> None:
        self.world, self.keep = world, keep
        self.power = -world.theta[:, None]
        self.weights = world.shares * wedge ** self.power[:, :, None]
        self.weights_net = self.weights * keep

    def parts(self, logs: Array) -> tuple[Array, ...]:
        """S, shares, spending net of duty e n1 l', A, wage income, Y'."""
        world = self.world
        sold_at = np.exp(self.power * logs)
        sums = np.matmul(self.weights, sold_at[:, :, None])[:, :, 0]
        shares = self.weights * sold_at[:, None, :] / sums[:, :, None]
        net = shares * self.keep * world.weights[:, :, None]
        table = net.sum(axis=0)
        earned = world.added * np.exp(logs)
        return sums, shares, net, table, earned, (earned + world.deficits) / table.sum(axis=1)

    def excess(self, logs: Array) -> Array:
        """Demand for each country's labour beyond its supply, over base income: by products of a matrix and a vector, no table of flows is written."""
        world = self.world
        sold_at = np.exp(self.power * logs)
        each = world.weights / np.matmul(self.weights, sold_at[:, :, None])[:, :, 0]
        kept = (np.matmul(self.weights_net, sold_at[:, :, None])[:, :, 0] * each).sum(axis=0)
        earned = world.added * np.exp(logs)
        paid = each * ((earned + world.deficits) / kept)
        demand = (np.matmul(paid[:, None, :], self.weights_net)[:, 0] * sold_at).sum(axis=0)
        return np.asarray((demand - earned) / world.added)

    def residual(self, logs: Array) -> Array:
        """All n residuals, each relative; the last is the numeraire's."""
        out = self.excess(logs)
        out[-1] = self.world.added @ np.expm1(logs) / self.world.added.sum()
        return out

    def jacobian(self, logs: Array) -> Array:
        """Derivatives of the residuals, by rows, in the logs."""
        world = self.world
        _, shares, net, table, earned, income = self.parts(logs)
        theta = world.theta
        # d A_ni / d log w_m = sum_j theta_j net_nji (l'_njm - [i = m])
        kept = net.sum(axis=2)
        table_n = np.einsum("j,jn,jnm->nm", theta, kept, shares) - np.einsum("j,jnm->nm", theta, net)  # of sum_i A_ni
        income_w = -(income / table.sum(axis=1))[:, None] * table_n
        income_w[np.diag_indices_from(income_w)] += earned / table.sum(axis=1)
        paid = net * (theta[:, None] * income)[:, :, None]
        size = len(earned)
        spread = paid.transpose(2, 0, 1).reshape(size, -1) @ shares.reshape(-1, size)
        spread[np.diag_indices_from(spread)] -= paid.sum(axis=(0, 1)) + earned
        out = np.asarray((table.T @ income_w + spread) / world.added[:, None])
        out[-1] = earned / world.added.sum()
        return out


@dataclass(frozen=True)
class WageEquilibrium:
    """A solution: logs of wages, and what follows from them."""

    world: WageOnly
    tariffs: Array
    wedge: Array
    logs: Array
    how: Convergence

    @cached_property
    def system(self) -> WageSystem:
        """The equations that it solves."""
        return WageSystem(self.world, self.wedge, 1 / (1 + self.tariffs))

    @cached_property
    def parts(self) -> tuple[Array, ...]:
        """The parts of the equations at the solution."""
        return self.system.parts(self.logs)

    @property
    def countries(self) -> tuple[str, ...]:
        """Codes, in the order of every array."""
        return self.world.countries

    @property
    def wages(self) -> Array:
        """w hat."""
        return np.exp(self.logs)

    @property
    def shares(self) -> Array:
        """New shares of spending."""
        return self.parts[1]

    @property
    def spending(self) -> Array:
        """Y', shape (n,)."""
        return self.parts[5]

    @property
    def flows(self) -> Array:
        """New trade net of duty, by sector, buyer and seller."""
        return np.asarray(self.parts[2] * self.spending[:, None])

    @property
    def duty(self) -> Array:
        """Duty collected by each buyer."""
        return np.asarray(self.spending * (1 - self.parts[3].sum(axis=1)))

    @property
    def index(self) -> Array:
        """Price of spending, hat."""
        return np.asarray(np.exp(-(self.world.weights * np.log(self.parts[0]) / self.world.theta[:, None]).sum(axis=0)))

    @property
    def real_income(self) -> Array:
        """Welfare: spending over its price, hat."""
        return self.spending / self.world.spending / self.index

    @property
    def real_wage(self) -> Array:
        """Wage over the price of spending, hat: GDP at constant prices per worker."""
        return self.wages / self.index

    @cached_property
    def walras(self) -> float:
        """Largest gap of any market, over income: the one left out among them."""
        return float(np.abs(self.system.excess(self.logs)).max())

    def as_base(self) -> WageOnly:
        """The solution as a base to start from."""
        return replace(
            self.world,
            shares=self.shares,
            keep=1 / (1 + self.tariffs),
            added=self.wages * self.world.added,
            deficits=self.world.deficits,
        )
