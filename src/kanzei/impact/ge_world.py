"""The 194 countries of 2023, calibrated for the one-sector models.

Goods trade is CEPII BACI HS22 V202501, 2023 (Etalab 2.0); GDP is World Bank WDI (CC BY 4.0). The calibration is that of section 4 of Ignatenko,
Lashkaripour, Macedoni and Simonovska (JIE 157, 2025, 104138): nu for the United States and for the rest solves the two equations under which labour in
sale takes 26 and 12 percent of income; spending at home is what remains of spending after imports, at least zero; phi_i = 1/((1-nu_i)) (1+theta)/theta
- 1/theta with theta = eps/0.67.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import numpy as np

from kanzei.impact.hat_one import OneSector
from kanzei.impact.hat_solve import Array

__all__ = ["BaseData", "base_data", "fixed_transfers", "one_sector", "with_inputs"]

SALES_SHARE_US, SALES_SHARE_REST = 0.26, 0.12
ELASTICITY, SUPPLY, SCALE_ELASTICITY = 4.0, 0.5, 0.67
LABOUR_SHARE = 0.49
"""Share of labour in cost with intermediate inputs: 0.49 in the authors' computation, 0.48 in their text."""
SOURCE = "trade CEPII BACI HS22 V202501, 2023; GDP World Bank WDI, 2023; model and parameters Ignatenko et al. 2025"


@dataclass(frozen=True)
class BaseData:
    """Trade (thousand USD, rows export), GDP (thousand USD), and the tariffs of 2 April 2025."""

    countries: tuple[str, ...]
    names: tuple[str, ...]
    trade: Array
    gdp: Array
    announced: Array
    european: tuple[int, ...]


@cache
def base_data() -> BaseData:
    """The shipped tables of facts."""
    folder = files("kanzei.impact").joinpath("facts")
    with folder.joinpath("countries-2023.csv").open(encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    with folder.joinpath("trade-2023.npz").open("rb") as binary, np.load(binary) as table:
        trade = table["kusd"]
    return BaseData(
        tuple(row["iso3"] for row in rows),
        tuple(row["name"] for row in rows),
        trade,
        np.array([float(row["gdp_2023_usd"]) for row in rows]) / 1000,
        np.array([float(row["ustr_tariff"]) for row in rows]),
        tuple(number for number, row in enumerate(rows) if row["eu_group"] == "1"),
    )


def _local_shares(trade: Array, gdp: Array, home: int) -> tuple[float, float]:
    """nu of the rest and of the home country, by Newton's method on the two equations of the calibration."""
    rest = np.ones(len(gdp))
    rest[home] = 0
    group = np.stack([rest, 1 - rest])
    flows, income = group @ trade @ group.T, group @ gdp
    wanted = np.array([SALES_SHARE_REST, SALES_SHARE_US])

    def gap(local: Array) -> Array:
        spent = income + (1 - local) * (flows.sum(axis=0) - flows @ (1 - local))
        own = np.array([spent[0] - flows[1, 0], spent[1] - flows[0, 1]])
        at_home = own / (own + np.array([flows[0, 1], flows[1, 0]]))
        return np.asarray(at_home * local + (1 - at_home) * local[::-1] - wanted)

    local = wanted.copy()
    for _ in range(50):
        value = gap(local)
        if np.abs(value).max() < 1e-14:
            break
        slope = np.stack([(gap(local + step) - gap(local - step)) / 2e-6 for step in np.eye(2) * 1e-6], axis=1)
        local = local - np.linalg.solve(slope, value)
    return float(local[0]), float(local[1])


@cache
def _flows() -> tuple[Array, Array]:
    """Trade with what each country buys at home on the diagonal, and nu."""
    data = base_data()
    home = data.countries.index("USA")
    rest_share, home_share = _local_shares(data.trade, data.gdp, home)
    local = np.full(len(data.gdp), rest_share)
    local[home] = home_share
    imports = data.trade.sum(axis=0)
    transfers = (1 - local) * (imports - data.trade @ (1 - local))
    flows = data.trade.copy()
    np.fill_diagonal(flows, np.maximum(data.gdp + transfers - imports, 0))
    return flows, local


@cache
def one_sector(elasticity: float = ELASTICITY, relief: bool = True) -> OneSector:
    """The main model. phi and psi stay at their values for an elasticity of 4, as in the paper's table 9."""
    flows, local = _flows()
    spending = flows.sum(axis=0)
    income = flows @ (1 - local) + local * spending
    theta = ELASTICITY / SCALE_ELASTICITY
    return OneSector(
        base_data().countries,
        spending,
        income,
        spending - income,
        flows / spending,
        local,
        (1 + theta) / ((1 - local) * theta) - 1 / theta,
        elasticity,
        SUPPLY,
        1 / theta,
        relief=relief,
    )


@cache
def fixed_transfers() -> OneSector:
    """nu = 0 and phi = 1: deficits are transfers fixed to world income (Dekle, Eaton and Kortum 2007; the paper's table 10)."""
    main = one_sector()
    income = main.shares @ main.spending
    return replace(
        main,
        income=income,
        transfers=main.spending - income,
        local=np.zeros_like(income),
        passing=np.ones_like(income),
    )


@cache
def with_inputs(labour: float = LABOUR_SHARE) -> OneSector:
    """Production also uses the country's own bundle of goods: 1 - b of cost. The mean wage is the numeraire (the paper's table 4)."""
    main = one_sector()
    flows = main.shares * main.spending
    np.fill_diagonal(flows, np.diag(flows) / labour)
    spending = flows.sum(axis=0)
    sold = flows @ (1 - main.local)
    income = labour * sold + main.local * spending
    return replace(
        main,
        spending=spending,
        income=income,
        transfers=spending - income - (1 - labour) * sold,
        shares=flows / spending,
        labour=labour,
        numeraire="wages",
    )
