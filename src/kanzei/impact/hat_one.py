"""One sector, many countries, by exact hat algebra: the equations, their derivatives and their solution.

Ignatenko, Lashkaripour, Macedoni and Simonovska, "Making America Great Again? The Economic Impacts of Liberation Day Tariffs", Journal of International
Economics 157 (2025) 104138; Dekle, Eaton and Kortum (AER P&P 97, 2007) for exact hats. j exports, i imports, a hat is new over old, l_ji are shares of
spending, nu_i the share of sales that pays labour in the market of sale, b the share of labour in cost (1 without intermediate inputs).

    cost         c_j = w_j^b P_j^(1-b) / [(w_j/P_j)^(1-b) L_j]^psi
    shares       l'_ji = l_ji c_j^(-eps) (1+t_ji)^(-eps phi_i) / S_i,   S_i = sum_j of the numerators
    prices       P_i = (E_i/w_i)^(1-phi_i) S_i^(-1/eps)
    labour       b sum_n (1-nu_n) X'_in + nu_i sum_n X'_ni = w_i L_i Y_i,   X'_ji = l'_ji E'_i/(1+t_ji)
    budget       E'_i = w_i L_i Y_i + R_i + (1-b) sum_n (1-nu_n) X'_in + T_i g,   g world income new over old
    supply       L_i = [(w_i/P_i)/(1-tau_i)]^kappa,   tau_i = R_i/(w_i L_i Y_i) where duty relieves income tax, 0 where it is rebated

By Walras' law one labour market is superfluous: that of the last country gives way to the numeraire, and is checked afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kanzei.errors import NotConverged, UsageError
from kanzei.impact.hat_solve import TOLERANCE, Array, Convergence, Single, solve

__all__ = ["WALRAS", "Equilibrium", "OneSector", "System"]

WALRAS = 1e-8
"""Largest relative gap of the market left out."""


@dataclass(frozen=True)
class OneSector:
    """A calibrated world and how it behaves.

    Attributes
    ----------
    countries : ISO codes, in the order of every array.
    spending, income, transfers : ndarray, shape (n,)   E, Y and T of the base, thousand USD.
    shares : ndarray, shape (n, n)   Of spending: rows export, columns import; a column adds to one.
    local : ndarray, shape (n,)   nu.
    passing : ndarray, shape (n,)   phi: what a duty does to the price of an import in elasticities of trade.
    elasticity, supply, scale, labour : eps, kappa, psi, b.
    relief : duty cuts income tax; otherwise it is rebated as a lump sum.
    numeraire : ``prices``: mean price, by spending, stays; ``wages``: mean wage, by income, stays.
    """

    countries: tuple[str, ...]
    spending: Array
    income: Array
    transfers: Array
    shares: Array
    local: Array
    passing: Array
    elasticity: float
    supply: float
    scale: float
    labour: float = 1.0
    relief: bool = True
    numeraire: str = "prices"

    @cached_property
    def base_inverse(self) -> Single:
        """Inverse of the Jacobian at the base: factored once, used for every scenario.

        In single precision: it only points the way of a step, and half the memory is read; the residual it is judged by is in double.
        """
        nothing = np.zeros_like(self.shares)
        inverse = np.linalg.inv(System(self, nothing).jacobian(np.zeros(4 * len(self.countries))))
        return np.ascontiguousarray(inverse, dtype=np.float32)

    def place(self, country: str) -> int:
        """Where a country stands.

        Raises
        ------
        UsageError   It is not in this world.
        """
        try:
            return self.countries.index(country)
        except ValueError:
            raise UsageError(
                f"{country}: not a country of this model (three-letter ISO codes, such as USA, JPN)"
            ) from None

    def solve(
        self,
        tariffs: Array,
        start: Equilibrium | None = None,
        tolerance: float = TOLERANCE,
        walras: float = WALRAS,
        factor: Array | None = None,
        inverse: Single | None = None,
    ) -> Equilibrium:
        """The equilibrium under new tariffs.

        Parameters
        ----------
        tariffs : ndarray, shape (n, n)   Rates as shares: row's goods into column's country. The base has none.
        start : a solution nearby, to start from (default: the base).
        walras : largest gap, over income, of the market left out. Only a published case whose transfers do not add up to zero needs another.
        factor : ndarray, shape (n, n)   What a duty does to the price, k of cells gathered from products (``hat_cells``; then tariffs are 1/n1 - 1); default 1+t.
        inverse : that of a world nearby, in the place of ``base_inverse``.

        Raises
        ------
        UsageError     A rate is not a number or takes the whole value away.
        NotConverged   No equilibrium to the tolerance, or the market left out does not clear.
        """
        if tariffs.shape != self.shares.shape or not np.isfinite(tariffs).all() or tariffs.min() <= -1:
            raise UsageError(f"tariffs are {len(self.countries)} rows by as many columns of rates above -1")
        system = System(self, tariffs, factor)
        first = np.zeros(4 * len(self.countries)) if start is None else start.logs
        near = self.base_inverse if inverse is None else inverse
        logs, how = solve(system.residual, system.jacobian, first, near, tolerance)
        found = Equilibrium(self, tariffs, logs, how, factor)
        if not found.walras <= walras:
            raise NotConverged(f"the market left out by Walras' law does not clear: {found.walras:.1e} of income")
        return found


class System:
    """The system under given tariffs: residuals and derivatives in logs of (w, E, L, P)."""

    def __init__(self, world: OneSector, tariffs: Array, factor: Array | None = None) -> None:
        self.world = world
        self.size = len(world.countries)
        self.keep = 1 / (1 + tariffs)
        self.weights = world.shares.copy()
        charged = np.flatnonzero(tariffs.any(axis=0) if factor is None else (factor != 1).any(axis=0))
        cheaper = self.keep[:, charged] if factor is None else 1 / factor[:, charged]
        self.weights[:, charged] *= cheaper ** (world.elasticity * world.passing[charged])
        self.weights_net = self.weights * self.keep
        self.sold_net = 1 - world.local
        b, psi = world.labour, world.scale
        self.by_wage, self.by_price, self.by_labour = b - psi * (1 - b), (1 - b) * (1 + psi), -psi

    def parts(self, logs: Array) -> tuple[Array, ...]:
        """Wages, spending, labour, prices; sums S, new shares, flows net of duty, exports and imports, duty, income, g."""
        world, n = self.world, self.size
        lw, le, ll, lp = logs[:n], logs[n : 2 * n], logs[2 * n : 3 * n], logs[3 * n :]
        cost = self.by_wage * lw + self.by_price * lp + self.by_labour * ll
        numerators = self.weights * np.exp(-world.elasticity * cost)[:, None]
        sums = numerators.sum(axis=0)
        shares = numerators / sums
        spending = world.spending * np.exp(le)
        flows = shares * self.keep * spending
        exports = np.einsum("ij,j->i", flows, self.sold_net)
        imports = flows.sum(axis=0)
        income = world.income * np.exp(lw + ll)
        return sums, shares, flows, exports, imports, spending - imports, income, spending

    def sums(self, lw: Array, le: Array, ll: Array, lp: Array) -> tuple[Array, ...]:
        """S, exports, imports, income and spending by products of a matrix and a vector: no table of flows is written."""
        world = self.world
        seller = np.exp(-world.elasticity * (self.by_wage * lw + self.by_price * lp + self.by_labour * ll))
        spending = world.spending * np.exp(le)
        sums = np.einsum("ji,j->i", self.weights, seller)
        each = spending / sums
        exports = seller * np.einsum("ji,i->j", self.weights_net, each * self.sold_net)
        imports = each * np.einsum("ji,j->i", self.weights_net, seller)
        return sums, exports, imports, world.income * np.exp(lw + ll), spending

    def excess(self, logs: Array) -> Array:
        """Demand for each country's labour beyond its supply, over base income."""
        n = self.size
        _, exports, imports, income, _ = self.sums(logs[:n], logs[n : 2 * n], logs[2 * n : 3 * n], logs[3 * n :])
        return (self.world.labour * exports + self.world.local * imports - income) / self.world.income

    def residual(self, logs: Array) -> Array:
        """All 4n residuals, each relative."""
        world, n = self.world, self.size
        lw, le, ll, lp = logs[:n], logs[n : 2 * n], logs[2 * n : 3 * n], logs[3 * n :]
        sums, exports, imports, income, spending = self.sums(lw, le, ll, lp)
        duty = spending - imports
        growth = income.sum() / world.income.sum()
        labour = (world.labour * exports + world.local * imports - income) / world.income
        if world.numeraire == "prices":
            labour[-1] = world.spending @ np.expm1(lp) / world.spending.sum()
        else:
            labour[-1] = world.income @ np.expm1(lw) / world.income.sum()
        budget = (income + duty + (1 - world.labour) * exports + world.transfers * growth - spending) / world.spending
        relief = -np.log1p(-duty / income) if world.relief else 0.0
        supply = ll - world.supply * (relief + lw - lp)
        prices = lp - (1 - world.passing) * (le - lw) + np.log(sums) / world.elasticity
        return np.concatenate([labour, budget, supply, prices])

    def jacobian(self, logs: Array) -> Array:
        """Derivatives of the residuals, by rows, in the logs."""
        world, n = self.world, self.size
        lw, lp = logs[:n], logs[3 * n :]
        _, shares, flows, exports, imports, duty, income, spending = self.parts(logs)
        eps = world.elasticity
        spread = eps * shares.T  # d log S_i = -spread @ dc, so shares move by -eps dc_j + spread @ dc
        sold = flows * self.sold_net
        exports_c = sold @ spread - np.diag(eps * exports)
        imports_c = imports[:, None] * spread - eps * flows.T
        duty_c = -imports_c  # spending less imports, and spending is a variable of its own
        growth_x = income / world.income.sum()
        out = np.zeros((4, 4, n, n))
        diagonal = np.diag_indices(n)

        def through_cost(row: int, by_cost: Array) -> None:
            out[row, 0] += self.by_wage * by_cost
            out[row, 2] += self.by_labour * by_cost
            if self.by_price:
                out[row, 3] += self.by_price * by_cost

        through_cost(0, (world.labour * exports_c + world.local[:, None] * imports_c) / world.income[:, None])
        out[0, 1] += world.labour * sold / world.income[:, None]
        out[0, 1][diagonal] += world.local * imports / world.income
        out[0, 0][diagonal] -= income / world.income
        out[0, 2][diagonal] -= income / world.income
        out[0, :, -1] = 0.0
        if world.numeraire == "prices":
            out[0, 3, -1] = world.spending * np.exp(lp) / world.spending.sum()
        else:
            out[0, 0, -1] = world.income * np.exp(lw) / world.income.sum()

        through_cost(1, (duty_c + (1 - world.labour) * exports_c) / world.spending[:, None])
        out[1, 1] += (1 - world.labour) * sold / world.spending[:, None]
        out[1, 1][diagonal] += (duty - spending) / world.spending
        for column in (0, 2):
            out[1, column] += np.outer(world.transfers / world.spending, growth_x)
            out[1, column][diagonal] += income / world.spending

        if world.relief:
            rate = duty / income
            through_cost(2, -world.supply * duty_c / (income * (1 - rate))[:, None])
            out[2, 1][diagonal] -= world.supply * rate / (1 - rate)
            for column in (0, 2):
                out[2, column][diagonal] += world.supply * rate / (1 - rate)
        out[2, 0][diagonal] -= world.supply
        out[2, 2][diagonal] += 1
        out[2, 3][diagonal] += world.supply

        through_cost(3, -shares.T)
        out[3, 0][diagonal] += 1 - world.passing
        out[3, 1][diagonal] -= 1 - world.passing
        out[3, 3][diagonal] += 1
        return out.transpose(0, 2, 1, 3).reshape(4 * n, 4 * n)


@dataclass(frozen=True)
class Equilibrium:
    """A solution: hats in logs, and what follows from them."""

    world: OneSector
    tariffs: Array
    logs: Array
    how: Convergence
    factor: Array | None = None

    @cached_property
    def parts(self) -> tuple[Array, ...]:
        """The parts of the equations at the solution."""
        return System(self.world, self.tariffs, self.factor).parts(self.logs)

    def _hat(self, number: int) -> Array:
        n = len(self.world.countries)
        return np.exp(self.logs[number * n : (number + 1) * n])

    @property
    def wages(self) -> Array:
        """w hat."""
        return self._hat(0)

    @property
    def spending(self) -> Array:
        """E hat."""
        return self._hat(1)

    @property
    def employment(self) -> Array:
        """L hat."""
        return self._hat(2)

    @property
    def prices(self) -> Array:
        """P hat."""
        return self._hat(3)

    @property
    def shares(self) -> Array:
        """New shares of spending."""
        return self.parts[1]

    @property
    def flows(self) -> Array:
        """New trade net of duty, thousand USD: rows export."""
        return self.parts[2]

    @property
    def duty(self) -> Array:
        """Duty collected, thousand USD: the sum of rate times value."""
        return np.asarray((self.flows * self.tariffs).sum(axis=0))

    @property
    def income(self) -> Array:
        """New factor income w L Y, thousand USD."""
        return self.parts[6]

    @cached_property
    def walras(self) -> float:
        """Largest gap of any labour market, over income: the one left out among them."""
        return float(np.abs(System(self.world, self.tariffs, self.factor).excess(self.logs)).max())
