"""Columns of a file of what was filed and paid: the contract's own, those of the state of an entry, and the layouts recognised.

A layout that names its columns as CBP or a broker does brings dates as MM/DD/YYYY or ISO, and money as $1,234.56. A file with the
contract's own names is read strictly.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kanzei.entries.captions import block, caption, find_captions, missing_columns, take_captions
from kanzei.entries.columns import ALIASES, Columns, Forms, Reading, plain_name
from kanzei.errors import UsageError

__all__ = ["FILED", "FILED_ALIASES", "STATES", "WORDS", "is_of_entries", "is_per_number", "is_totals"]

_OWN: dict[str, tuple[str, ...]] = {
    "entry_number": (*ALIASES["entry_number"], "entry_summary_no", "entry_num", "customs_entry_number", "filer_code_entry_no"),
    "filer_code": ("filer_code", "filer"),
    "line": (*ALIASES["line"], "entry_line", "entry_line_number", "line_item", "summary_line_number"),
    "ordinal": ("ordinal", "tariff_ordinal_number", "tariff_ordinal", "tariff_sequence", "hts_sequence"),
    "hts": (*ALIASES["hts"], "tariff", "tariff_no", "hts_full", "classification"),
    "value_usd": (
        "value_usd", "line_tariff_goods_value_amount", "tariff_goods_value_amount", "entered_value",
        "line_goods_value_amount", "customs_value", "entered_value_usd", "line_value", "goods_value", "value", "value_amount",
    ),
    "line_value_usd": ("line_value_usd", "line_goods_value_amount"),
    "duty_paid_usd": (
        "duty_paid_usd", "line_tariff_duty_amount", "tariff_duty_amount", "duty_and_ir_tax", "duty_and_i_r_tax",
        "filed_duty_total", "duty", "duty_usd", "duty_amount", "duty_amt", "duty_paid", "line_duty_amount", "line_duty",
        "estimated_duty",
    ),
    "line_duty_usd": ("line_duty_usd", "line_duty_amount", "line_duty", "line_total_duty", "total_line_duty_amount"),
    "entry_value_usd": (
        "entry_value_usd", "entry_entered_value", "total_entered_value", "entry_value", "entry_summary_goods_value_amount",
        "total_goods_value_amount", "total_goods_value", "goods_value_amount", "total_value",
    ),
    "entry_duty_usd": (
        "entry_duty_usd", "entry_duty", "total_duty", "total_duty_amount", "entry_summary_duty_amount",
        "total_estimated_duty_amount", "estimated_duty_amount", "total_estimated_duty", "total_duty_paid",
    ),
    "version": ("version", "entry_summary_version_number", "entry_summary_version", "version_number"),
    "filed": (*ALIASES["filed"], "chapter_99", "ch99", "chapter_99_headings", "secondary_hts", "additional_hts"),
}  # fmt: skip
STATES: dict[str, tuple[str, ...]] = {
    "entry_type": (*ALIASES["entry_type"], "type_code"),
    "importer_number": (*ALIASES["importer_number"], "importer_of_record_number", "importer_of_record_no", "ior_number", "ior"),
    "importer_name": ("importer_name", "importer_of_record_name", "importer"),
    "port": (*ALIASES["port"], "entry_port", "port_of_entry"),
    "summary_on": ("summary_on", "entry_summary_date", "summary_date"),
    "deposited_on": ("deposited_on", "deposit_date", "date_of_deposit", "payment_date", "duty_paid_date", "statement_paid_date"),
    "liquidated_on": (*ALIASES["liquidated_on"], "scheduled_liquidation_date", "liq_date"),
    "liquidation_status": (*ALIASES["liquidation_status"], "liq_status"),
    "final_liquidation": ("final_liquidation", "final_liquidation_indicator", "deemed_final"),
    "extended": ("extended", "extension_indicator", "liquidation_extended"),
    "suspended": ("suspended", "suspension_indicator", "liquidation_suspended"),
    "under_review": ("under_review",),
    "control_status": ("control_status", "entry_summary_control_status"),
    "corrected": ("corrected", "post_summary_correction_indicator", "post_summary_correction", "psc_indicator", "psc"),
    "reconciliation": (*ALIASES["reconciliation"], "recon_indicator", "recon", "reconciliation_flag"),
    "drawback": (*ALIASES["drawback"], "drawback_indicator", "drawback_flag"),
    "protest_number": ("protest_number", "protest", "protest_no"),
    "protest_status": ("protest_status",),
    "surety": ("surety", "surety_paid", "paid_by_surety"),
    "phase": ALIASES["phase"],
    "review_team": ("review_team", "review_team_number", "team_number"),
    "created_on": ("created_on", "initial_entry_summary_create_date"),
    "claim_number": ("claim_number", "declaration_number"),
    "claim_error": ("claim_error", "error_description"),
}  # fmt: skip
"""Columns that speak of the entry and not of the line."""

_SKIPPED = {"deposited_on", "protest"}
FILED_ALIASES: dict[str, tuple[str, ...]] = {
    **{name: names for name, names in ALIASES.items() if name not in _SKIPPED},
    **_OWN,
    **STATES,
}
WORDS = {
    "es-003": "ACE ES-003",
    "sheet": "work sheet built on ACE ES-003",
    "line-totals": "ACE totals of lines",
    "entry-totals": "ACE totals of entries",
    "7501-flat": "7501 flat file",
    "7501-blocks": "Form 7501, captions by block",
    "broker": "broker's table",
    "own": "columns of the contract",
}
"""Layout -> its name for people."""
_ROW_PER_NUMBER = ("es-003", "sheet", "7501-blocks")
"""Layouts whose rows cannot be joined without a line number."""
_SHARED = ("released_on", "line_value_usd", "line_duty_usd", "entered_on")
_PART = re.compile(
    r"(?:column_)?(hts|htsus|hts_no|hts_number|hts_code|tariff|tariff_no|tariff_number|rate|duty_rate|duty|duty_amount|duty_amt)"
    r"(?:_(\d{1,2})|([1-9]))\Z"
)
_KINDS = {"rate": "rate", "duty_rate": "rate", "duty": "duty", "duty_amount": "duty", "duty_amt": "duty"}
_BARE = re.compile(r"(?:block_|box_)?(\d{1,2})_?[a-d]?\Z")


def is_totals(columns: Columns) -> bool:
    """Whether the layout has no tariff number: it tells of entries, or of lines as wholes."""
    return "hts" not in columns.taken and not columns.pairs


def is_of_entries(columns: Columns) -> bool:
    """Whether a row tells of an entry as a whole."""
    return is_totals(columns) and "line" not in columns.taken


def is_per_number(columns: Columns) -> bool:
    """Whether the layout says of its own that it gives a row, or a cell of duty, to each number of a line."""
    return columns.forms.name in (WORDS["es-003"], WORDS["sheet"], WORDS["7501-blocks"]) or bool(columns.pairs)


def _find(rows: Sequence[Sequence[object]]) -> int | None:
    found = find_captions(rows, FILED_ALIASES)
    if found is None:
        for index, row in enumerate(rows):
            if sum(1 for cell in row if _PART.match(caption(cell))) >= 2 or _edition(row):
                return index
    return found


def _edition(header: Sequence[object]) -> Mapping[int, str]:
    """Where captions are the bare numbers of the blocks: their columns, by the edition of the form that they fit."""
    numbers = {int(found[1]) for cell in header if (found := _BARE.match(plain_name(cell)))}
    if {1, 31, 33, 36, 38} <= numbers:
        return _EDITION_2024
    if {1, 27, 29, 32, 34} <= numbers:
        return _EDITION_OLD
    return {}


_EDITION_2024 = {
    1: "entry_number", 2: "entry_type", 3: "summary_date", 6: "port_code", 7: "entry_date", 9: "mode", 10: "origin",
    14: "exporting_country", 15: "export_date", 21: "melt_pour", 22: "smelt", 24: "cast", 27: "importer_number", 31: "line",
    33: "hts", 35: "net_quantity", 36: "entered_value", 37: "rate", 38: "duty", 39: "entry_value", 41: "entry_duty",
}  # fmt: skip
_EDITION_OLD = {
    1: "entry_number", 2: "entry_type", 3: "summary_date", 6: "port_code", 7: "entry_date", 9: "mode", 10: "origin",
    14: "exporting_country", 15: "export_date", 23: "importer_number", 27: "line", 29: "hts", 31: "net_quantity",
    32: "entered_value", 33: "rate", 34: "duty", 35: "entry_value", 37: "entry_duty",
}  # fmt: skip


def _named(header: Sequence[object]) -> list[object]:
    """The header with bare block numbers as the words they stand for; a second column of one block keeps its number."""
    edition = _edition(header)
    if not edition:
        return list(header)
    out: list[object] = []
    for cell in header:
        found = _BARE.match(plain_name(cell))
        word = edition.get(int(found[1]), "") if found else ""
        out.append(word if word and word not in out else cell)
    return out


def _take(header: Sequence[object], mapping: Mapping[str, str] | None) -> Columns:
    named = _named(header)
    taken = take_captions(named, FILED_ALIASES, mapping, shared=_SHARED)
    pairs = _pairs(named)
    layout = "7501-blocks" if _edition(header) and not pairs else _layout(named, taken, pairs)
    if "value_usd" not in taken and "entry_value_usd" in taken and ("hts" in taken or pairs) and "line" in taken:
        taken["value_usd"] = taken.pop("entry_value_usd")
    if "hts" in taken or pairs:
        needed = (
            "origin",
            "entered_on",
            "value_usd",
            *(("line",) if layout in _ROW_PER_NUMBER else ()),
            *(("entry_number",) if layout in ("es-003", "sheet") else ()),
        )
        missing = [name for name in needed if name not in taken]
        if missing:
            raise UsageError(_missing(missing, header))
    elif "entry_number" not in taken or len(taken) < 2:
        raise UsageError(missing_columns(["hts", "entry_number"], header, FILED_ALIASES))
    strict = layout == "own"
    forms = Forms(WORDS[layout]) if strict else Forms(WORDS[layout], ("iso", "us"), "us")
    names = {name: str(header[index]).strip() for name, index in taken.items() if plain_name(header[index]) != name}
    used = {*taken.values(), *(place for pair in pairs for place in pair)}
    unread = [str(cell) for index, cell in enumerate(header) if index not in used and str(cell or "").strip()]
    notes = (f"columns not read: {', '.join(repr(name[:40]) for name in unread)}",) if unread else ()
    return Columns(
        tuple(str(cell) if cell is not None else "" for cell in header),
        taken,
        forms._replace(names=names),
        pairs,
        notes=notes,
    )


def _layout(header: Sequence[object], taken: Mapping[str, int], pairs: Sequence[object]) -> str:
    names = {plain_name(cell) for cell in header}
    if pairs:
        return "7501-flat"
    if "entry_summary_number" in names or "entry_summary_line_number" in names:
        if "hts" not in taken:
            return "line-totals" if "line" in taken else "entry-totals"
        if "ordinal" in taken or "line_tariff_duty_amount" in names:
            return "sheet" if "claim_number" in taken or "claim_error" in taken else "es-003"
        return "line-totals"
    if sum(1 for cell in header if block(cell) is not None) >= 4:
        return "7501-blocks"
    if all(plain_name(header[index]) == name for name, index in taken.items()):
        return "own"
    return "broker" if "hts" in taken else "line-totals" if "line" in taken else "entry-totals"


def _pairs(header: Sequence[object]) -> tuple[tuple[int, int, int], ...]:
    found: dict[int, dict[str, int]] = {}
    for index, cell in enumerate(header):
        part = _PART.match(caption(cell))
        if part:
            found.setdefault(int(part[2] or part[3]), {}).setdefault(_KINDS.get(part[1], "hts"), index)
    return tuple(
        (one["hts"], one.get("rate", -1), one.get("duty", -1)) for _, one in sorted(found.items()) if "hts" in one
    )


def _missing(missing: Sequence[str], header: Sequence[object]) -> str:
    said = missing_columns(missing, header, FILED_ALIASES)
    dates = [str(cell) for cell in header if caption(cell) in ("import_date", "entry_summary_date", "summary_date")]
    if "entered_on" in missing and dates:
        said += f"; {dates[0]!r} is not the date of entry: map it to entered_on if it shall be"
    return said


FILED = Reading(
    _find,
    _take,
    "An entry number, the tariff numbers, the value and the duty of each line are needed (ACE report ES-003 has them)",
)
"""Entry lines as filed, and reports on entries."""
