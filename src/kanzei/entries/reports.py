"""CBP's reports on money and on outcomes: refunds paid (REV-603), payments that failed (REV-613), outcomes of declarations (REV-615),
courtesy notices of liquidation (ES-701). Each row is a plain value; columns that are not known go with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from kanzei.counts import counted
from kanzei.entries import cells
from kanzei.entries.captions import caption, find_captions, missing_columns, take_captions
from kanzei.entries.columns import Columns, Forms, Reading, plain_name
from kanzei.entries.parse import DEFAULT, Options, check_digit
from kanzei.entries.read import Row, open_rows
from kanzei.errors import EntryError, UsageError

__all__ = [
    "AchReject",
    "CourtesyNotice",
    "DeclarationResult",
    "RefundPaid",
    "Report",
    "file_kind",
    "read_ach_rejects",
    "read_courtesy_notices",
    "read_declaration_results",
    "read_refunds_paid",
]

_ENTRY = ("entry_number", "entry_summary_number", "entry_no", "entry_num", "entry_summary_no", "entry")
_IMPORTER = (
    "importer_number",
    "importer_of_record_number",
    "importer_no",
    "importer_of_record_no",
    "ior_number",
    "ior",
    "payee_number",
)


class RefundPaid(NamedTuple):
    """A refund paid on an entry (REV-603). Amounts are cents, ``None`` where the cell is blank."""

    refund_number: str
    entry_number: str
    principal: int | None
    interest: int | None
    total: int | None
    paid_on: date | None
    importer_number: str
    place: str
    other: Mapping[str, str]


class AchReject(NamedTuple):
    """A payment that came back (REV-613)."""

    importer_number: str
    reason: str
    amount: int | None
    rejected_on: date | None
    refund_number: str
    entry_number: str
    place: str
    other: Mapping[str, str]


class DeclarationResult(NamedTuple):
    """What became of an entry in a refund declaration (REV-615, and the result file of a claim)."""

    declaration_number: str
    entry_number: str
    status: str
    reject_reason: str
    refund: int | None
    decided_on: date | None
    importer_number: str
    place: str
    other: Mapping[str, str]


class CourtesyNotice(NamedTuple):
    """A notice of liquidation, past or scheduled (ES-701). change : duty found less duty deposited, in cents."""

    entry_number: str
    liquidated_on: date | None
    type: str
    reason: str
    change: int | None
    importer_number: str
    place: str
    other: Mapping[str, str]


T = TypeVar("T", RefundPaid, AchReject, DeclarationResult, CourtesyNotice)


class Report(NamedTuple, Generic[T]):
    """A report as read.

    repeated   : rows that stand a second time word for word; they are not among ``rows``. unreadable : (place, reason).
    sums       : column of money -> cents of ``rows``. stated : the same of the file's own row of totals, where it has one.
    """

    name: str
    digest: str
    rows: tuple[T, ...]
    repeated: tuple[T, ...]
    unreadable: tuple[tuple[str, str], ...]
    sums: Mapping[str, int]
    stated: Mapping[str, int]
    notes: tuple[str, ...]


class _Form(NamedTuple):
    """A report's columns. kinds : column -> ``entry`` | ``day`` | ``money``; the others are text. needed : one of each group must be there."""

    name: str
    row: Callable[..., Any]
    aliases: Mapping[str, Sequence[str]]
    kinds: Mapping[str, str]
    needed: Sequence[Sequence[str]]


_REV_603 = _Form(
    "REV-603",
    RefundPaid,
    {
        "refund_number": ("refund_number", "refund_no", "refund_id", "trade_refund_number"),
        "entry_number": _ENTRY,
        "principal": (
            "principal",
            "principal_amount",
            "refund_principal",
            "refund_principal_amount",
            "duty_refund_amount",
        ),
        "interest": ("interest", "interest_amount", "refund_interest", "refund_interest_amount"),
        "total": ("total", "total_amount", "refund_total", "total_refund_amount", "refund_amount", "amount"),
        "paid_on": (
            "paid_on",
            "ach_date",
            "ach_payment_date",
            "payment_date",
            "refund_date",
            "ach_settlement_date",
            "certified_date",
        ),
        "importer_number": _IMPORTER,
    },
    {"entry_number": "entry", "principal": "money", "interest": "money", "total": "money", "paid_on": "day"},
    (("entry_number",), ("principal", "interest", "total")),
)
_REV_613 = _Form(
    "REV-613",
    AchReject,
    {
        "importer_number": _IMPORTER,
        "reason": (
            "reason",
            "reject_reason",
            "ach_reject_reason",
            "rejection_reason",
            "return_reason",
            "reject_description",
        ),
        "amount": ("amount", "refund_amount", "reject_amount", "rejected_amount", "total_amount"),
        "rejected_on": ("rejected_on", "reject_date", "rejection_date", "return_date", "ach_reject_date"),
        "refund_number": ("refund_number", "refund_no", "refund_id"),
        "entry_number": _ENTRY,
    },
    {"entry_number": "entry", "amount": "money", "rejected_on": "day"},
    (("importer_number",), ("reason",), ("amount",)),
)
_REV_615 = _Form(
    "REV-615",
    DeclarationResult,
    {
        "declaration_number": (
            "declaration_number",
            "declaration_no",
            "declaration_id",
            "claim_number",
            "cape_declaration_number",
        ),
        "entry_number": _ENTRY,
        "status": ("status", "entry_status", "declaration_status", "claim_status", "entry_summary_status"),
        "reject_reason": ("reject_reason", "rejection_reason", "error_description", "reason", "claim_error", "error"),
        "refund": ("refund", "refund_amount", "estimated_refund_amount", "total_refund_amount", "amount"),
        "decided_on": ("decided_on", "status_date", "decision_date", "declaration_date"),
        "importer_number": _IMPORTER,
    },
    {"entry_number": "entry", "refund": "money", "decided_on": "day"},
    (("entry_number",), ("status", "reject_reason"), ("declaration_number",)),
)
_ES_701 = _Form(
    "ES-701",
    CourtesyNotice,
    {
        "entry_number": _ENTRY,
        "liquidated_on": ("liquidated_on", "liquidation_date", "scheduled_liquidation_date"),
        "type": ("type", "liquidation_type", "liquidation_action", "notice_type", "event_type"),
        "reason": ("reason", "liquidation_reason", "change_reason", "reason_description", "reason_code"),
        "change": (
            "change", "change_of_duty", "duty_change", "change_in_duty", "change_amount", "duty_change_amount", "increase_decrease",
            "change_of_duty_amount",
        ),
        "importer_number": _IMPORTER,
    },
    {"entry_number": "entry", "liquidated_on": "day", "change": "money"},
    (("entry_number",), ("liquidated_on",), ("type", "reason", "change")),
)  # fmt: skip
_FORMS = (_REV_603, _REV_613, _REV_615, _ES_701)
_US = Forms("report", ("iso", "us"), "us")


def read_refunds_paid(
    path: str | Path, mapping: Mapping[str, str] | None = None, options: Options = DEFAULT, *, sheet: str | None = None
) -> Report[RefundPaid]:
    """Read refunds paid (REV-603).

    Parameters
    ----------
    mapping : column (a field of :class:`RefundPaid`) -> header in the file.

    Raises
    ------
    UsageError   The file cannot be opened, or a needed column is missing. A row that cannot be read is kept apart with its reason.
    """
    return _read(_REV_603, path, mapping, options, sheet)


def read_ach_rejects(
    path: str | Path, mapping: Mapping[str, str] | None = None, options: Options = DEFAULT, *, sheet: str | None = None
) -> Report[AchReject]:
    """Read payments that came back (REV-613); see :func:`read_refunds_paid`."""
    return _read(_REV_613, path, mapping, options, sheet)


def read_declaration_results(
    path: str | Path, mapping: Mapping[str, str] | None = None, options: Options = DEFAULT, *, sheet: str | None = None
) -> Report[DeclarationResult]:
    """Read what became of entries in declarations (REV-615, or the result file of a claim); see :func:`read_refunds_paid`."""
    return _read(_REV_615, path, mapping, options, sheet)


def read_courtesy_notices(
    path: str | Path, mapping: Mapping[str, str] | None = None, options: Options = DEFAULT, *, sheet: str | None = None
) -> Report[CourtesyNotice]:
    """Read notices of liquidation (ES-701); see :func:`read_refunds_paid`."""
    return _read(_ES_701, path, mapping, options, sheet)


def file_kind(path: str | Path, *, sheet: str | None = None) -> str:
    """What a file is by its header: ``REV-603``, ``REV-613``, ``REV-615``, ``ES-701``, or ``entries`` (lines or entries as filed).

    Raises
    ------
    UsageError   The file cannot be opened, or has no header that is known.
    """
    from kanzei.entries.filed_columns import FILED, FILED_ALIASES

    union: dict[str, list[str]] = {"any": [name for names in FILED_ALIASES.values() for name in names]}
    union["any"] += [name for form in _FORMS for names in form.aliases.values() for name in names]

    def find(rows: Sequence[Sequence[object]]) -> int | None:
        found = FILED.find(rows)
        return found if found is not None else find_captions(rows, union)

    def take(header: Sequence[object], mapping: Mapping[str, str] | None) -> Columns:
        return Columns(tuple(str(cell) if cell is not None else "" for cell in header), {})

    columns = open_rows(path, Reading(find, take, "A known header is needed"), sheet=sheet).columns
    names = {caption(name) for name in columns.header}
    if names & set(FILED_ALIASES["hts"]) or any(name.startswith("hts_") for name in names):
        return "entries"
    scores = {form.name: _score(form, names) for form in _FORMS}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] else "entries"


def _score(form: _Form, names: set[str]) -> int:
    """How many columns of a report a header has; nothing where a needed one is missing, or the header tells of an entry's totals."""
    found = {column for column, aliases in form.aliases.items() if names & set(aliases)}
    if any(not found & set(group) for group in form.needed):
        return 0
    if form is _REV_603 and not found & {"principal", "interest"}:
        return 0
    return len(found)


def _read(
    form: _Form, path: str | Path, mapping: Mapping[str, str] | None, options: Options, sheet: str | None
) -> Report[Any]:
    table = open_rows(path, _reading(form), mapping=mapping, sheet=sheet)
    columns = table.columns
    forms = columns.forms._replace(money=options.money) if options.money else columns.forms
    rows: list[Any] = []
    repeated: list[Any] = []
    unreadable: list[tuple[str, str]] = []
    seen: set[object] = set()
    sums = dict.fromkeys((name for name, kind in form.kinds.items() if kind == "money" and name in columns.taken), 0)
    stated: dict[str, int] = {}
    notes = list(columns.notes)
    names = [plain_name(name) for name in columns.header]
    for row in table.rows:
        if not row.problem and all(cells.is_blank(cell) for cell in row.cells):
            continue
        if [plain_name(cell) for cell in row.cells] == names:
            notes.append(f"{row.where} repeats the header: skipped")
            continue
        try:
            found = _values(form, row, columns, forms, options, notes)
        except EntryError as error:
            unreadable.append((row.where, str(error)))
            continue
        if _total(form, row, columns):
            stated = {name: found[name] for name in sums if found[name] is not None}
            continue
        key = tuple(cells.text_of(cell) for cell in row.cells)
        one = form.row(**found, place=row.where, other=_other(row, columns))
        if key in seen:
            repeated.append(one)
            continue
        seen.add(key)
        rows.append(one)
        for name in sums:
            sums[name] += found[name] or 0
    if repeated:
        notes.append(f"{counted(len(repeated), 'row')} repeated word for word: counted once")
    return Report(
        table.path.name, _digest(table.path), tuple(rows), tuple(repeated), tuple(unreadable), sums, stated,
        (*notes, *table.notes),
    )  # fmt: skip


def _reading(form: _Form) -> Reading:
    def take(header: Sequence[object], mapping: Mapping[str, str] | None) -> Columns:
        taken = take_captions(header, form.aliases, mapping)
        missing = [group[0] for group in form.needed if not any(name in taken for name in group)]
        if missing:
            raise UsageError(f"{form.name}: {missing_columns(missing, header, form.aliases)}")
        return Columns(tuple(str(cell) if cell is not None else "" for cell in header), taken, _US)

    return Reading(lambda rows: find_captions(rows, form.aliases), take, f"The columns of {form.name} are needed")


def _values(
    form: _Form, row: Row, columns: Columns, forms: Forms, options: Options, notes: list[str]
) -> dict[str, Any]:
    if row.problem:
        raise EntryError(row.problem)
    found: dict[str, Any] = {}
    for name in form.aliases:
        index = columns.taken.get(name, -1)
        cell = row.cells[index] if 0 <= index < len(row.cells) else None
        kind = form.kinds.get(name, "")
        what = columns.header[index] if index >= 0 else name
        if kind == "money":
            found[name] = cells.read_signed(cell, what, forms, notes)
        elif kind == "day":
            found[name] = cells.read_day(cell, what, forms, options.date_format)
        elif kind == "entry":
            found[name] = _entry(cell)
        else:
            found[name] = cells.text_of(cell)
    if (
        "total" in found
        and found["total"] is None
        and (found["principal"] is not None or found["interest"] is not None)
    ):
        found["total"] = (found["principal"] or 0) + (found["interest"] or 0)
    return found


def _entry(cell: object) -> str:
    text = cells.text_of(cell).replace("-", "").replace(" ", "").upper()
    padded = text.rjust(11, "0")
    return (
        padded if text.isdigit() and 8 < len(text) < 11 and not isinstance(cell, str) and check_digit(padded) else text
    )


def _total(form: _Form, row: Row, columns: Columns) -> bool:
    """Whether a row is one of totals: nothing but money in the columns known, or a word that says so."""
    texts = [
        cells.text_of(row.cells[index]) for name, index in columns.taken.items() if form.kinds.get(name) != "money"
    ]
    said = [text for text in texts if text]
    return (
        not said
        or any(text.lower().rstrip(":") in ("total", "totals", "grand total") for text in said)
        or (bool(row.cells) and cells.text_of(row.cells[0]).lower().rstrip(":") in ("total", "totals", "grand total"))
    )


def _other(row: Row, columns: Columns) -> dict[str, str]:
    used = set(columns.taken.values())
    return {
        columns.header[index]: cells.text_of(cell)
        for index, cell in enumerate(row.cells)
        if index not in used and index < len(columns.header) and columns.header[index] and not cells.is_blank(cell)
    }


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
