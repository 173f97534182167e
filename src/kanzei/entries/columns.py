"""Columns of an entry file: names, aliases in order of preference, and the layouts recognised.

A file of unknown layout is read strictly: ISO dates, plain numbers. A recognised layout carries its own
forms.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from kanzei.errors import UsageError
from kanzei.law.claims import resolve

__all__ = ["ALIASES", "LINES", "NEEDED", "Columns", "Forms", "Reading", "find_header", "plain_name", "take_columns"]

NEEDED = ("hts", "origin", "entered_on", "value_usd")

ALIASES: dict[str, tuple[str, ...]] = {
    "hts": (
        "hts", "hts_number_full", "hts_number", "htsus", "hts_code", "hts10", "tariff_number", "htsus_no",
        "htsus_number",
        "hts_us", "hs_code", "tariff_code", "hts_no",
    ),
    "origin": (
        "origin", "country_of_origin_code", "country_of_origin", "coo", "countryorigin", "origin_country",
        "country_origin", "co",
    ),
    "entered_on": ("entered_on", "entry_date", "date_of_entry", "release_date", "released_on"),
    "value_usd": (
        "value_usd", "line_tariff_goods_value_amount", "entered_value", "line_goods_value_amount",
        "customs_value",
        "entered_value_usd", "total_entered_value", "value",
    ),
    "entry_number": ("entry_number", "entry_summary_number", "entry_no", "filer_code_entry_number", "entry"),
    "line": ("line", "entry_summary_line_number", "line_no", "line_number", "line_id"),
    "loaded_on": ("loaded_on", "loaded_date", "loading_date", "date_of_loading"),
    "quantity": ("quantity", "line_tariff_quantity_1", "net_quantity_in_htsus_units", "qty_1", "net_qty",
    "net_quantity", "qty"),
    "unit": ("unit", "line_tariff_uom_1_code", "uom", "uom_1", "unit_1"),
    "quantity2": ("quantity2", "quantity_2", "line_tariff_quantity_2", "qty_2"),
    "unit2": ("unit2", "unit_2", "line_tariff_uom_2_code", "uom_2"),
    "quantity3": ("quantity3", "quantity_3", "line_tariff_quantity_3", "qty_3"),
    "unit3": ("unit3", "unit_3", "line_tariff_uom_3_code", "uom_3"),
    "spi": ("spi", "line_spi_code", "special_program_indicator", "spi_code", "preference"),
    "exported_from": ("exported_from", "country_of_export_code", "export_country", "country_of_export",
    "exporting_country"),
    "exported_on": ("exported_on", "export_date"),
    "steel_value": ("steel_value", "steel_content_value"),
    "aluminum_value": ("aluminum_value", "aluminum_content_value", "aluminium_value",
    "aluminium_content_value"),
    "copper_value": ("copper_value", "copper_content_value"),
    "us_content_value": ("us_content_value",),
    "metal_content_value": ("metal_content_value",),
    "us_components_value": ("us_components_value", "ch98_us_content_value"),
    "repair_value": ("repair_value",),
    "ch98": ("ch98", "ch98_provision"),
    "part": ("part",),
    "claims": ("claims", "flags"),
    "invoice": ("invoice", "invoice_number", "invoice_no"),
    "entry_type": ("entry_type", "entry_type_code"),
    "importer_number": ("importer_number", "importer_no"),
    "port": ("port", "port_of_entry_code", "port_code"),
    "mode": ("mode", "mode_of_transport"),
    "deposited_on": ("deposited_on", "entry_summary_date", "summary_date"),
    "liquidated_on": ("liquidated_on", "liquidation_date"),
    "liquidation_status": ("liquidation_status",),
    "protest": ("protest", "protest_number"),
    "reconciliation": ("reconciliation", "reconciliation_indicator"),
    "drawback": ("drawback",),
    "phase": ("phase", "cape_phase_1_eligible"),
    "released_on": ("released_on", "release_date"),
    "it_on": ("it_on", "it_date", "i_t_date"),
    "withdrawn_on": ("withdrawn_on", "warehouse_withdrawal_date", "withdrawal_date"),
    "zone_status": ("zone_status",),
    "zone_status_on": ("zone_status_on", "admitted_on"),
    "melt_pour": ("melt_pour", "country_of_melt_pour", "country_of_melt_and_pour"),
    "smelt": ("smelt", "primary_country_of_smelt", "country_of_smelt"),
    "cast": ("cast", "country_of_cast"),
    "filed": ("filed", "filed_ch99"),
    "ad_case": ("ad_case", "ad_case_number", "antidumping_case"),
    "cvd_case": ("cvd_case", "cvd_case_number", "countervailing_case"),
    "ad_rate": ("ad_rate",),
    "cvd_rate": ("cvd_rate",),
    "exporter": ("exporter", "exporter_name"),
    "producer": ("producer", "producer_name"),
    "duty_paid_usd": ("duty_paid_usd", "line_tariff_duty_amount", "duty_and_ir_tax", "filed_duty_total",
    "duty"),
}  # fmt: skip
"""column -> names accepted for it, the first found wins. Import and summary dates never stand for entry."""

_PARTS = re.compile(r"(?:column_)?(hts|rate|duty)_(\d{1,2})\Z")


class Forms(NamedTuple):
    """How a layout writes days, money and codes.

    dates : ``iso``, and ``us`` (MM/DD/YYYY). money : ``plain`` | ``us`` ($, commas, parentheses) | ``eu``
            (1.234,56).
    names : column of the contract -> header of the file, for messages, where the two differ.
    """

    name: str = "unknown"
    dates: tuple[str, ...] = ("iso",)
    money: str = "plain"
    names: Mapping[str, str] = {}

    def own(self, column: str) -> str:
        """A column of the contract as the file calls it."""
        return self.names.get(column, column)


_STRICT = Forms()
_ACE = Forms("ACE ES-003", ("iso", "us"), "us")
_FORM_7501 = Forms("7501 flat file", ("iso", "us"), "us")


class Columns(NamedTuple):
    """Where each column of the contract stands in the file.

    taken  : column -> index. pairs : for the flat 7501 layout, (hts, rate, duty) indices in order; ``-1``
             where missing.
    shares : claim key of a share of value -> index (``steel_content_pct`` …). notes : what a reader should
             know.
    mixed  : claim key of a share whose column holds two scales -> what stands in it.
    """

    header: tuple[str, ...]
    taken: dict[str, int]
    forms: Forms = _STRICT
    pairs: tuple[tuple[int, int, int], ...] = ()
    shares: dict[str, int] = {}
    notes: tuple[str, ...] = ()
    mixed: Mapping[str, str] = {}

    @property
    def folds(self) -> bool:
        """Whether one line stands in several rows (ACE ES-003)."""
        return self.forms.name == _ACE.name and "line" in self.taken

    def described(self) -> str:
        """The mapping in one sentence: ``hts from 'HTS Number - Full', …``."""
        said = [
            f"{column} from {self.header[index]!r}" if plain_name(self.header[index]) != column else column
            for column, index in self.taken.items()
        ]
        if self.pairs:
            said.append(f"{len(self.pairs)} HTS numbers a line from {self.header[self.pairs[0][0]]!r} on")
        said += [f"{key} from {self.header[index]!r}" for key, index in self.shares.items()]
        return f"layout {self.forms.name}; columns taken: {', '.join(said)}"


def plain_name(name: object) -> str:
    """A header for comparison: lower case, words joined by underscores."""
    text = str(name if name is not None else "").replace("\ufeff", "").strip().lower()
    return "_".join("".join(c if c.isalnum() else " " for c in text).split())


def find_header(rows: Sequence[Sequence[object]]) -> int | None:
    """Index of the header among the first rows of a file (titles may stand above it), or ``None``."""
    best, best_score = None, 0
    for index, row in enumerate(rows):
        score = sum(1 for cell in row if _known(plain_name(cell)))
        if score > best_score:
            best, best_score = index, score
    return best if best_score >= 2 else None


def _known(name: str) -> bool:
    return bool(name) and (name in _NAMES or bool(_PARTS.match(name)))


_NAMES = {alias for aliases in ALIASES.values() for alias in aliases}


def take_columns(header: Sequence[object], mapping: Mapping[str, str] | None = None) -> Columns:
    """Find the columns of the contract in a header.

    Parameters
    ----------
    mapping : column of the contract -> header in the file, where the user says so; it goes before every
              alias.

    Raises
    ------
    UsageError   A needed column is missing, a name stands twice, or a mapping names what is not there.
    """
    names = [plain_name(cell) for cell in header]
    places: dict[str, int] = {}
    for index, name in enumerate(names):
        if name and name in places and name in _NAMES:
            raise UsageError(
                f"the header has {header[index]!r} twice (columns {places[name] + 1} and {index + 1}): rename one"
            )
        places.setdefault(name, index)
    taken: dict[str, int] = {}
    for column, wanted in (mapping or {}).items():
        if column not in ALIASES:
            near = difflib.get_close_matches(column, ALIASES, n=1)
            raise UsageError(f"no column {column!r} can be mapped{f': nearest is {near[0]}' if near else ''}")
        if plain_name(wanted) not in places:
            raise UsageError(f"the mapping names {wanted!r}, which is not in the header: {_listed(header)}")
        taken[column] = places[plain_name(wanted)]
    for column, aliases in ALIASES.items():
        if column not in taken:
            for alias in aliases:
                if alias in places:
                    taken[column] = places[alias]
                    break
    pairs = _pairs(places)
    forms = _layout(places, pairs)
    notes: list[str] = []
    if pairs and "hts" in taken:
        pairs = ()
        forms = _STRICT
    shares = _shares(names)
    missing = [column for column in NEEDED if column not in taken and not (column == "hts" and pairs)]
    if forms is not _ACE and "id" in places and "entry_number" not in taken and "line" not in taken:
        taken["line"] = places["id"]
    if missing:
        raise UsageError(_missing(missing, header))
    if "metal_content_value" in taken:
        notes.append("metal_content_value names no metal: it is taken by the chapter of the code (72, 73, 74, 76) only")
    ordered = {column: taken[column] for column in ALIASES if column in taken}
    names_said = {column: str(header[index]).strip() for column, index in ordered.items() if names[index] != column}
    forms = forms._replace(names=names_said)
    return Columns(tuple(str(c) if c is not None else "" for c in header), ordered, forms, pairs, shares, tuple(notes))


def _pairs(places: Mapping[str, int]) -> tuple[tuple[int, int, int], ...]:
    numbers = sorted(int(found[2]) for name in places if (found := _PARTS.match(name)) and found[1] == "hts")
    return tuple(
        (places[f"hts_{n}"], places.get(f"rate_{n}", -1), places.get(f"duty_{n}", -1))
        for n in numbers
        if f"hts_{n}" in places
    )


def _layout(places: Mapping[str, int], pairs: Sequence[object]) -> Forms:
    if "entry_summary_number" in places and ("hts_number_full" in places or "hts_number" in places):
        return _ACE
    if pairs:
        return _FORM_7501
    if {"id", "entry_date", "hts10", "claims"} <= set(places):
        return Forms("worked cases")
    if {"coo", "entered_value"} <= set(places) and ("flags" in places or "filed_ch99" in places):
        return Forms("duty tool line table")
    return _STRICT


def _shares(names: Sequence[str]) -> dict[str, int]:
    out: dict[str, int] = {}
    for index, name in enumerate(names):
        claim = resolve(name) if name.endswith("_pct") and name != "metal_content_pct" else None
        if claim and claim.type == "share":
            out.setdefault(claim.key, index)
    return out


def _listed(header: Sequence[object]) -> str:
    names = [str(cell) for cell in header if cell not in (None, "")]
    return ", ".join(repr(name[:40]) for name in names[:12]) + (" …" if len(names) > 12 else "")


def _missing(missing: Sequence[str], header: Sequence[object]) -> str:
    said = f"no column for {', '.join(missing)} in the header ({_listed(header)})"
    dates = [str(cell) for cell in header if plain_name(cell) in ("import_date", "entry_summary_date", "summary_date")]
    if "entered_on" in missing and dates:
        said += f"; {dates[0]!r} is not the date of entry: map it (map it to entered_on if it shall be)"
    names = "; ".join(f"{column}: {', '.join(ALIASES[column][:4])}" for column in missing)
    return f"{said}. Names accepted: {names}"


class Reading(NamedTuple):
    """What a reader of files looks for: which row is the header, which columns it takes from it, and what it needs, in words."""

    find: Callable[[Sequence[Sequence[object]]], int | None] = find_header
    take: Callable[[Sequence[object], Mapping[str, str] | None], Columns] = take_columns
    needed: str = "The columns hts, origin, entered_on and value_usd are needed"


LINES = Reading()
"""Entry lines to be assessed."""
