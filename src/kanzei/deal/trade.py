"""What the tariff side is worth, with trade held fixed: by legal basis and day, each against a named counterfactual.

Notes
-----
Trade is what the United States imported from Japan in 2024, by ten-digit code (U.S. Census Bureau, codes of a million dollars and more). Rates are the panel's: what Japan owes on a day
of entry, and what an economy without a deal owes under the same law. Nothing moves with the rates, and who bears them is not asked: a share can be
laid on (pass-through). A basis that has ended is worth nothing from that day. Lines whose rate is not a part of value are left out and counted.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kanzei.countries import is_country
from kanzei.deal.read_terms import file_text
from kanzei.deal.words import Words
from kanzei.errors import LawError, UsageError
from kanzei.law.marked import read_yaml

if TYPE_CHECKING:
    from kanzei.duty.view import View

__all__ = [
    "LIKE",
    "Counterfactual",
    "Relief",
    "ReliefDay",
    "Static",
    "assumptions",
    "imports_of_japan",
    "owed_lines",
    "relief_on",
    "static_relief",
]

LIKE = "AU"
"""An economy without such a deal whose goods bear the general rules: the flat rate of 10%, section 232 and the forced-labor duty in full."""
AIRCRAFT = "civil aircraft"
_RECIPROCAL = "ieepa_reciprocal"


class Counterfactual(NamedTuple):
    """A general rate that was named: added to column 1."""

    id: str
    rate: Fraction
    title: str
    source: str


class Static(NamedTuple):
    """Round trade values in dollars and the points of duty saved on them."""

    autos: Fraction
    other: Fraction
    autos_points: Fraction
    other_points: Fraction
    source: str

    def value(self, *, other: bool = True) -> Fraction:
        """Dollars a year; ``other`` off: the other goods have lost the counterfactual they were valued against (T74)."""
        return self.autos * self.autos_points + (self.other * self.other_points if other else Fraction(0))


class Assumptions(NamedTuple):
    """What is valued against what, and on which days: each day of entry, the day on which it became known, and what changed."""

    static: Static
    general: Mapping[str, Counterfactual]
    days: tuple[tuple[date, date, str], ...]


class Relief(NamedTuple):
    """Value of one legal basis on a day, dollars a year.

    counterfactual : its name. ended : no goods of any origin owe under the basis on that day. most : where the facts decide (civil aircraft), the value if all listed goods are such.
    """

    basis: str
    counterfactual: str
    value: float
    trade: float
    ended: bool
    most: float | None = None


class ReliefDay(NamedTuple):
    """All bases on a day of entry; not_valued : dollars of trade whose rate is no part of value."""

    day: date
    what: str
    reliefs: tuple[Relief, ...]
    not_valued: float
    trade: float

    def total(self, general: str) -> float:
        """Dollars a year against one general counterfactual: that of the reciprocal basis, and the law's own on all others."""
        return sum(one.value for one in self.reliefs if one.basis != _RECIPROCAL or one.counterfactual == general)


@cache
def assumptions() -> Assumptions:
    """The shipped counterfactuals."""
    path = Path(str(files("kanzei.deal").joinpath("assumptions/relief.yaml")))
    root, errors = read_yaml(file_text(path), str(path))
    if root is None:
        raise LawError("\n".join(errors))
    read = Words(errors)
    body = read.mapping(root, "relief", ["id", "as_of", "static", "general", "days"])
    static = read.mapping(body["static"], "static", ["autos", "other", "autos_points", "other_points", "source"])
    billion = 10**9
    general = {}
    for name, item in read.entries(body["general"]):
        own = read.mapping(item, name, ["rate", "title", "source"])
        general[name] = Counterfactual(name, read.share(own["rate"]), str(own["title"].value), str(own["source"].value))
    days = []
    for item in read.items(body["days"]):
        own = read.mapping(item, "a day", ["day", "known", "what"])
        days.append((read.when(own["day"]), read.when(own["known"]), str(own["what"].value)))
    made = Assumptions(
        Static(
            Fraction(str(static["autos"].value)) * billion,
            Fraction(str(static["other"].value)) * billion,
            read.share(static["autos_points"]),
            read.share(static["other_points"]),
            str(static["source"].value),
        ),
        general,
        tuple(days),
    )
    if errors:
        raise LawError("\n".join(errors))
    return made


def static_relief(
    on: date, ended: date | None, *, autos_from: date | None = date.min, keep_other: bool = False
) -> Fraction:
    """The round calculation as the law stood on a day of entry, dollars a year: cars and parts once they were cut, other goods until their basis ended.

    Parameters
    ----------
    ended : first day of entry without the reciprocal duty, or none where the ruling is not known. autos_from : first day of entry of the rate on cars, none where it is not
    known (default: from ever). keep_other : value other goods against their old counterfactual all the same.
    """
    static = assumptions().static
    whole = static.value(other=keep_other or ended is None or on < ended)
    if autos_from is None or on < autos_from:
        whole -= static.autos * static.autos_points
    return whole


@cache
def imports_of_japan() -> Mapping[str, int]:
    """Ten-digit code -> dollars imported from Japan in 2024."""
    text = files("kanzei.outlook").joinpath("facts/imports-jp-2024.csv").read_text(encoding="utf-8")
    return {row["hts"]: int(row["value_usd"]) for row in csv.DictReader(text.splitlines())}


Row = Mapping[str, float | None]


def _rates(view: View, day: date, origins: Sequence[str], aircraft: bool) -> dict[str, dict[str, Row]]:
    """Origin -> code -> authority -> rate, for the codes that Japan trades in."""
    from datetime import timedelta

    from kanzei.duty.panel import PanelOptions, panel
    from kanzei.duty.panel_rows import LAID_ON_TOP

    wanted = imports_of_japan()
    out: dict[str, dict[str, Row]] = {origin: {} for origin in origins}
    options = PanelOptions(claims={"civil_aircraft": True} if aircraft else {})
    for batch in panel(view, origins, day, day + timedelta(days=1), options):
        codes = batch.column("hts").to_pylist()
        places = batch.column("origin").to_pylist()
        columns = {name: batch.column(f"{name}_rate").to_pylist() for name in LAID_ON_TOP}
        live = {name: values for name, values in columns.items() if any(values) or None in values}
        for at, code in enumerate(codes):
            if code in wanted:
                out[places[at]][code] = {name: values[at] for name, values in live.items()}
    return out


def relief_on(
    view: View, day: date, what: str = "", *, like: str = LIKE, tick: Callable[[], object] = lambda: None
) -> ReliefDay:
    """Value every basis on a day of entry.

    Parameters
    ----------
    like : ISO code of the economy that stands for one without a deal.

    Raises
    ------
    UsageError   ``like`` is Japan.
    """
    like = like.upper()
    if like == "JP":
        raise UsageError("--like JP: the economy without a deal cannot be Japan itself")
    if not is_country(like):
        raise UsageError(f"--like {like}: no country has that code")
    trade = imports_of_japan()
    plain = _rates(view, day, ["JP", like], False)
    tick()
    planes = _rates(view, day, ["JP", like], True)
    tick()
    found: dict[str, float] = {}
    reach: dict[str, float] = {}
    borne: set[str] = set()
    general = dict.fromkeys(assumptions().general, 0.0)
    not_valued = valued = near = most = 0.0
    for code, value in trade.items():
        ours, theirs = plain["JP"].get(code), plain[like].get(code)
        if ours is None or theirs is None:
            continue
        if None in ours.values() or None in theirs.values():
            not_valued += value
            continue
        valued += value
        for name in ours.keys() | theirs.keys():
            mine, other = ours.get(name) or 0.0, theirs.get(name) or 0.0
            if mine or other:
                borne.add(name)
                reach[name] = reach.get(name, 0.0) + value
            if mine != other:
                found[name] = found.get(name, 0.0) + value * (other - mine)
            if name == _RECIPROCAL and other:
                for key, counter in assumptions().general.items():
                    general[key] += value * (float(counter.rate) - mine)
        gain = _gap(planes, like, code) - _gap(plain, like, code)
        most += value * gain
        if code.startswith("88"):
            near += value * gain
    reliefs = []
    ended = _RECIPROCAL not in borne
    for key, amount in general.items():
        reliefs.append(Relief(_RECIPROCAL, key, 0.0 if ended else amount, reach.get(_RECIPROCAL, 0.0), ended))
    reliefs.append(
        Relief(_RECIPROCAL, f"flat ({like})", found.pop(_RECIPROCAL, 0.0), reach.get(_RECIPROCAL, 0.0), ended)
    )
    for name in ("s232_autos", "s232_wood"):
        reliefs.append(Relief(name, like, found.pop(name, 0.0), reach.get(name, 0.0), name not in borne))
    reliefs.append(
        Relief(AIRCRAFT, like, near, sum(value for code, value in trade.items() if code.startswith("88")), False, most)
    )
    reliefs += [Relief(name, like, amount, reach[name], False) for name, amount in sorted(found.items())]
    return ReliefDay(day, what, tuple(reliefs), not_valued, valued)


def owed_lines(view: View, day: date) -> list[tuple[float, dict[str, float], float]]:
    """Each code that Japan trades in: dollars of trade, authority -> rate owed beside column 1, and the column 1 rate; lines without a rate of value are left out."""
    from datetime import timedelta

    from kanzei.duty.panel import panel
    from kanzei.duty.panel_rows import LAID_ON_TOP

    trade, out = imports_of_japan(), []
    for batch in panel(view, ["JP"], day, day + timedelta(days=1)):
        codes, column = batch.column("hts").to_pylist(), batch.column("mfn_rate").to_pylist()
        laid = {name: batch.column(f"{name}_rate").to_pylist() for name in LAID_ON_TOP}
        for at, code in enumerate(codes):
            if code in trade and column[at] is not None and all(values[at] is not None for values in laid.values()):
                out.append(
                    (float(trade[code]), {name: values[at] for name, values in laid.items() if values[at]}, column[at])
                )
    return out


def _gap(rates: Mapping[str, Mapping[str, Row]], like: str, code: str) -> float:
    """How much more the other economy owes on a line, all bases together."""
    ours, theirs = rates["JP"].get(code, {}), rates[like].get(code, {})
    return sum(one or 0.0 for one in theirs.values()) - sum(one or 0.0 for one in ours.values())
