"""The cells of a line that are neither code, country, day nor amount, read once for every combination that occurs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from kanzei.bulk.program import FACTS
from kanzei.duty.adcvd import CASE_KEYS
from kanzei.duty.clocks import CLOCK_CLAIMS
from kanzei.duty.preference import certified_claims
from kanzei.entries.cells import is_blank, read_unit
from kanzei.entries.columns import Forms
from kanzei.entries.parse import Options, parse_cells
from kanzei.errors import KanzeiError
from kanzei.law.claims import REGISTRY
from kanzei.money import RATE_ONE

__all__ = ["COLUMNS", "NOTHING", "Profile", "is_odd", "keys_stated", "read_profile"]

COLUMNS = (
    "spi", "claims", "part", "unit", "unit2", "unit3", "melt_pour", "smelt", "cast", "ch98", "entry_type", "exported_on",
    "withdrawn_on", "it_on", "zone_status", "zone_status_on", "released_on", "ad_case", "cvd_case", "ad_rate", "cvd_rate", "exporter",
    "producer", "metal_content_value", "us_components_value", "repair_value",
)  # fmt: skip
"""Columns of the contract that a profile takes in, beside shares of value."""

_BY_LINE = frozenset(
    (*CLOCK_CLAIMS, *CASE_KEYS, "ch98", "base_rate_text", "article", "repair_value", "us_components_value")
)
_PLAIN_ENTRY = frozenset(("01", "03", "11"))
_FOR_READING = {"hts": "9005100020", "origin": "JP", "entered_on": "2026-01-15", "value_usd": "900000000000"}
"""A line that any profile can stand on; nothing of it is kept."""
_ITS_OWN = ("900,000,000,000.00", _FOR_READING["entered_on"], "state the same fact and differ")
"""Words of errors that another value or day might not meet: a share and an amount of one content agree at some value."""


class Profile(NamedTuple):
    """What such cells state.

    claims  : flags, countries, days (ISO) by key. amounts : cents by key of :data:`kanzei.bulk.program.FACTS`; shares : rate units by the same keys.
    units   : units of the three quantities, as stated. error : why no line of this profile can be assessed.
    by_line : it states what only the line-by-line engine carries out (chapter 98, clocks, cases of antidumping duty).
    """

    claims: Mapping[str, Any] = {}
    spi: str = ""
    part: str = ""
    amounts: Mapping[str, int] = {}
    shares: Mapping[str, int] = {}
    units: tuple[str, ...] = ("", "", "")
    warnings: tuple[str, ...] = ()
    error: str = ""
    by_line: bool = False


NOTHING = Profile()
"""The profile of lines that state none of it."""


def read_profile(cells: Mapping[str, object], shares: Mapping[str, object], forms: Forms, options: Options) -> Profile:
    """The profile of a combination of cells.

    Parameters
    ----------
    cells : column of :data:`COLUMNS` -> cell. shares : column of a share of value, as the user names it -> cell.
    """
    stated = {name: cell for name, cell in cells.items() if not is_blank(cell)}
    given = {name: cell for name, cell in shares.items() if not is_blank(cell)}
    if not stated and not given:
        return NOTHING
    units = tuple(str(stated.pop(name, "") or "") for name in ("unit", "unit2", "unit3"))
    if str(stated.get("entry_type", "")).strip().zfill(2) in _PLAIN_ENTRY:
        stated.pop("entry_type")  # entered for consumption: the day of entry decides
    quantities = {f"quantity{n or ''}": "1" for n, unit in zip(("", 2, 3), units, strict=True) if unit}
    row = {**_FOR_READING, **stated, **quantities, **dict(zip(("unit", "unit2", "unit3"), units, strict=True))}
    try:
        parsed = parse_cells(row, forms, options, shares=given)
        line = parsed.line
        claims = dict(certified_claims(line.spi, dict(line.claims)))
    except KanzeiError as error:
        if any(one in str(error) for one in _ITS_OWN):  # whether it is an error depends on the line's own day or value
            return NOTHING._replace(by_line=True)
        return NOTHING._replace(error=str(error), units=units)
    # A loading day among the claims is no part of a profile: days have a column of their own.
    by_line = line.base_rate is not None or line.loaded_on is not None or any(key in _BY_LINE for key in claims)
    by_line = by_line or "base_rate_text" in str(stated.get("claims", ""))
    facts: dict[str, Any] = {}
    amounts: dict[str, int] = {}
    portions: dict[str, int] = {}
    for key, value in claims.items():
        if key.endswith("_pct") and key[:-4] in FACTS:
            portions[key[:-4]] = int(str(value))
        elif key in FACTS:
            amounts[key] = int(str(value))
        elif isinstance(value, bool | str):
            facts[key] = value
        elif isinstance(value, date):
            facts[key] = value.isoformat()
        else:
            claim = REGISTRY.get(key)
            by_line = by_line or claim is None or claim.type in ("usd", "share", "number")
            facts[key] = value
    if line.part and any(key in claims for key in (*(f"{name}_pct" for name in FACTS), "us_content_value")):
        by_line = True
    if line.part and line.part != "us":
        # A part of a split article is all of one metal, and nothing of the others (kanzei.duty.line.as_part).
        for key in [key for key, value in amounts.items() if value == line.value_cents and key == f"{line.part}_value"]:
            portions[key] = RATE_ONE
    amounts = {key: value for key, value in amounts.items() if key not in portions}
    units = tuple(read_unit(unit) if unit else "" for unit in units)
    if line.part:
        by_line = by_line or any(amounts.values())
    return Profile(facts, line.spi or "", line.part, amounts, portions, units, parsed.warnings, "", by_line)


def keys_stated(profile: Profile, columns: Sequence[str], bits: int) -> dict[str, Any]:
    """Claims as the evaluator asks for them: amounts count only by being stated, whether among the claims or in a column of their own."""
    out = dict(profile.claims)
    out.update(dict.fromkeys((*profile.amounts, *profile.shares), 0))
    out.update({name: 0 for number, name in enumerate(columns) if bits >> number & 1})
    return out


def is_odd(profile: Profile, stated: int) -> bool:
    """Whether its lines are parts of split articles, or state contents both among the claims and in columns (``stated``, as bits)."""
    return bool(profile.part) or bool(stated and (profile.amounts or profile.shares))
