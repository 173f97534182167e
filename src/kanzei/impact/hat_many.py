"""Many sectors with input-output links, by exact hat algebra.

Caliendo and Parro, "Estimates of the Trade and Welfare Effects of NAFTA", Review of Economic Studies 82 (2015), equations 10-14. n buys from i in sector j;
g_nj is the share of value added in output, g_nkj that of input k, a_nj of final spending; theta_j the elasticity of trade; k_nij = (1+t')/(1+t).

    cost         c_nj = w_n^(g_nj) prod_k P_nk^(g_nkj)
    prices       P_nj = [sum_i pi_nij (k_nij c_ij)^(-theta_j)]^(-1/theta_j)
    shares       pi'_nij = pi_nij (k_nij c_ij / P_nj)^(-theta_j)
    spending     X'_nj = sum_k g_njk Y'_nk + a_nj (w_n VA_n + R'_n + D'_n),   Y'_nj = sum_i pi'_inj X'_ij/(1+t'_inj)
    wages        w_n VA_n = sum_j g_nj Y'_nj,   sum_n w_n VA_n = sum_n VA_n

Arrays stand sector first: (sector, buyer, seller) for trade, (sector, country) for the rest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from kanzei.errors import NotConverged, UsageError
from kanzei.impact.hat_solve import Array

__all__ = ["ManyEquilibrium", "ManySectors"]

TOLERANCE, SWEEPS, DAMPING = 1e-11, 2000, 0.5
WALRAS = 1e-8


@dataclass(frozen=True)
class ManySectors:
    """A calibrated world of many sectors.

    Attributes
    ----------
    shares : ndarray, shape (s, n, n)   pi: of n's spending in a sector, duty included, what goes to the seller.
    tariffs : ndarray, shape (s, n, n)   Rates of the base, shares of value.
    spending : ndarray, shape (s, n)   X, duty included.
    added : ndarray, shape (n,)   VA.
    deficits : ndarray, shape (n,)   D; they add up to nothing.
    value_share : ndarray, shape (s, n)   g_nj.
    inputs : ndarray, shape (n, s, s)   g_nkj: input k (rows) into sector j; with the share of value added a column adds to one.
    final : ndarray, shape (s, n)   a_nj.
    theta : ndarray, shape (s,)
    """

    countries: tuple[str, ...]
    sectors: tuple[str, ...]
    shares: Array
    tariffs: Array
    spending: Array
    added: Array
    deficits: Array
    value_share: Array
    inputs: Array
    final: Array
    theta: Array

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
        deficits: Array | None = None,
        start: ManyEquilibrium | None = None,
        tolerance: float = TOLERANCE,
        factor: Array | None = None,
    ) -> ManyEquilibrium:
        """The equilibrium under new tariffs and, if given, new deficits.

        Parameters
        ----------
        tariffs : ndarray, shape (s, n, n)   New rates. For cells gathered from products (``hat_cells``): 1/n1 - 1, in a base of 1/n0 - 1.
        factor : ndarray, shape (s, n, n)   What a duty does to the price, k of such cells (default: (1+t')/(1+t)).

        Raises
        ------
        UsageError     Rates of another shape, or deficits that do not add up to nothing.
        NotConverged   Wages, prices or spending still move, or a market does not clear.
        """
        transfers = self.deficits if deficits is None else deficits
        if tariffs.shape != self.tariffs.shape or not np.isfinite(tariffs).all() or tariffs.min() <= -1:
            raise UsageError("tariffs are sectors by buyers by sellers of rates above -1")
        if abs(transfers.sum()) > WALRAS * self.added.sum():
            raise UsageError("deficits of the world do not add up to nothing")
        power = -self.theta[:, None]
        wedge = (1 + tariffs) / (1 + self.tariffs) if factor is None else factor
        weights = self.shares * wedge ** power[:, :, None]
        keep = 1 / (1 + tariffs)
        world = self.added.sum()
        wages = np.ones(len(self.countries)) if start is None else start.wages
        logs = np.zeros_like(self.spending) if start is None else np.log(start.prices)
        spent = self.spending if start is None else start.spending
        moved = np.inf
        for count in range(1, SWEEPS + 1):
            cost = self.value_share * np.log(wages) + np.einsum("nkj,kn->jn", self.inputs, logs)
            sold_at = np.exp(power * cost)
            sums = np.matmul(weights, sold_at[:, :, None])[:, :, 0]
            new_logs = np.log(sums) / power
            shares = weights * sold_at[:, None, :] / sums[:, :, None]
            net = shares * keep
            output = np.matmul(net.transpose(0, 2, 1), spent[:, :, None])[:, :, 0]
            duty = (spent * (1 - net.sum(axis=2))).sum(axis=0)
            income = wages * self.added + duty + transfers
            new_spent = np.einsum("nkj,jn->kn", self.inputs, output) + self.final * income
            earned = (self.value_share * output).sum(axis=0) / self.added
            moved = max(
                float(np.abs(new_logs - logs).max()),
                float((np.abs(new_spent - spent).max(axis=0) / self.spending.max(axis=0)).max()),
                float(np.abs(earned / wages - 1).max()),
            )
            if not np.isfinite(moved):
                break
            if moved <= tolerance:
                return ManyEquilibrium(
                    self, tariffs, transfers, wages, np.exp(logs), shares, spent, output, moved, count
                )
            logs, spent = new_logs, new_spent
            wages = wages ** (1 - DAMPING) * np.maximum(earned, 1e-9) ** DAMPING
            wages = wages * (world / (wages @ self.added))
        raise NotConverged(
            f"no equilibrium found: wages, prices or spending still move by {moved:.1e} (wanted {tolerance:.0e})"
        )

    def balanced(self) -> ManySectors:
        """The same world without deficits: a solve at unchanged tariffs, taken as the new base."""
        return self.solve(self.tariffs, np.zeros_like(self.deficits)).as_base()


@dataclass(frozen=True)
class ManyEquilibrium:
    """A solution: hats of wages and prices, new shares, spending and output; the largest movement left, and sweeps."""

    world: ManySectors
    tariffs: Array
    deficits: Array
    wages: Array
    prices: Array
    shares: Array
    spending: Array
    output: Array
    residual: float
    sweeps: int

    @property
    def flows(self) -> Array:
        """Trade net of duty, by sector, buyer and seller."""
        return self.shares * self.spending[:, :, None] / (1 + self.tariffs)

    @property
    def duty(self) -> Array:
        """R: duty collected by each buyer."""
        return np.asarray((self.flows * self.tariffs).sum(axis=(0, 2)))

    @cached_property
    def index(self) -> Array:
        """Price of final spending: prod_j P_nj^a_nj."""
        return np.asarray(np.exp((self.world.final * np.log(self.prices)).sum(axis=0)))

    @property
    def real_wage(self) -> Array:
        """Real wage, hat."""
        return self.wages / self.index

    @property
    def real_income(self) -> Array:
        """Exact change of (w VA + R + D)/price, hat."""
        world = self.world
        before = world.added + _base_duty(world) + world.deficits
        return (self.wages * world.added + self.duty + self.deficits) / before / self.index

    def first_order(self) -> tuple[Array, Array]:
        """Terms of trade and volume of trade in percent: the paper's decomposition (equation 15), a first-order sum with base tariffs.

        It is no measure of welfare for large changes; ``real_income`` is, and the two differ by more than a point for Mexico under NAFTA.
        """
        world = self.world
        before, after = world.shares * world.spending[:, :, None] / (1 + world.tariffs), self.flows
        logs = world.value_share * np.log(self.wages) + np.einsum("nkj,kn->jn", world.inputs, np.log(self.prices))
        cost = np.expm1(logs)
        income = world.added + _base_duty(world) + world.deficits
        sold = (before.sum(axis=1) * cost).sum(axis=0)
        bought = (before * cost[:, None, :]).sum(axis=(0, 2))
        with np.errstate(divide="ignore", invalid="ignore"):
            volume = np.where(before > 0, after / before - 1 - cost[:, None, :], 0.0)
        gained = (world.tariffs * before * volume).sum(axis=(0, 2))
        return 100 * (sold - bought) / income, 100 * gained / income

    def as_base(self) -> ManySectors:
        """The solution as a base to start from."""
        return replace(
            self.world,
            shares=self.shares,
            tariffs=self.tariffs,
            spending=self.spending,
            added=self.wages * self.world.added,
            deficits=self.deficits,
        )


def _base_duty(world: ManySectors) -> Array:
    rate = world.tariffs / (1 + world.tariffs)
    return np.asarray((world.shares * world.spending[:, :, None] * rate).sum(axis=(0, 2)))
