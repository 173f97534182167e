"""The mean rate once buyers have moved, beside the one with the weights of 2024: both are wanted, for weights that stay overstate a rate after trade has shifted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from kanzei.duty.view import View
from kanzei.impact.partial_case import BASE_DAY, case
from kanzei.impact.partial_elasticities import chosen_set, parameter, parameter_source
from kanzei.impact.partial_range import Border, answer
from kanzei.impact.partial_tables import table, whole_groups
from kanzei.impact.rates import Use

__all__ = ["Shifted", "shifted_mean"]


class Shifted(NamedTuple):
    """Mean rates as fractions of customs value: ``rate_static`` with the weights of 2024, ``rate_after`` once buyers have moved; and what they rest on."""

    rate_static: float
    rate_after: float
    since: date
    preferences: str
    elasticities: str
    source: str


def shifted_mean(
    view: View,
    on: date,
    elasticities: str,
    partners: Sequence[str] | None = None,
    use: Use | None = None,
    claims: Mapping[str, Any] | None = None,
    tick: Callable[[float], None] = lambda share: None,
) -> Shifted:
    """The mean of some partners (all, if none is named) in a world of all partners, by the long run of a set of elasticities.

    use : as :func:`kanzei.impact.partial_case.case` takes it.

    Raises
    ------
    UsageError   There is no such set.
    """
    cells = case(view, on, BASE_DAY, use, claims, tick)
    chosen = chosen_set(cells.layout, cells.value, elasticities)
    border = Border(parameter("pass_through"), None, False, parameter_source("pass_through"))
    found = answer(cells, chosen, border)
    row = table(found, whole_groups(found, list(partners or cells.partners)))[0]
    return Shifted(row.rate_static, row.rate_after, cells.since, cells.preferences, chosen.name, chosen.source)
