"""One row of a file of what was filed: its entry, its line, its numbers and its amounts, before it is known what line the rows make."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from kanzei.entries import cells
from kanzei.entries.codes import is_article, number_name
from kanzei.entries.columns import ALIASES, Columns, plain_name
from kanzei.entries.filed_columns import STATES, WORDS, is_per_number, is_totals
from kanzei.entries.filing import read_filing
from kanzei.entries.parse import Options, check_digit
from kanzei.entries.read import Row
from kanzei.errors import EntryError

__all__ = ["FiledRow", "Source", "TotalRow", "filed_rows"]

_TOTAL = ("total", "totals", "grand total", "sum", "subtotal", "sub total", "overall total")


_NOT_CELLS = {
    "duty_paid_usd", "filed", "value_usd", "entry_number", "line", "hts", "invoice", "importer_number", "port", "mode", "liquidated_on",
    "liquidation_status", "reconciliation", "drawback", "phase", "exported_from",
}  # fmt: skip
"""Columns that are read apart, amounts of either sign and states among them, and those that say nothing to the law."""
_OF_BOTH = ("entered_on", "released_on")
_NOTHING = ("", "$0.00", "0.00", "0")
"""Cells of money met on most rows."""


class FiledRow(NamedTuple):
    """A row as read. Amounts are cents of either sign.

    source, at : the file, and the row's place in it (``where`` in words).
    numbers    : (number with dots, cents booked against it, place of its cell or -1), in the order of the row.
    paid       : the duty of the row in its own column. duty : all duty of the row. value : the value cell.
    mark       : (version, corrected): rows of a later version stand before those of an earlier one.
    problem    : why the row cannot be read.
    """

    source: int
    at: int
    where: str
    entry: str
    line: str
    ordinal: int | None
    numbers: tuple[tuple[str, int | None, int], ...]
    value: int | None
    paid: int | None
    duty: int | None
    line_value: int | None
    line_duty: int | None
    mark: tuple[int, int]
    problem: str
    cells: tuple[object, ...]

    @property
    def money(self) -> tuple[int, int]:
        """Value and duty, a blank as nothing."""
        return self.value or 0, self.duty or 0


class TotalRow(NamedTuple):
    """A row of totals found in a file. above : (value, duty) of all rows above it; since : of those since the last such row."""

    where: str
    words: str
    value: int | None
    duty: int | None
    above: tuple[int, int]
    since: tuple[int, int]


class Source:
    """A file while it is read: what is known of it, and counts.

    line_cells, state_cells : columns, with their places, that speak of the line and of the entry.
    chapter_99 : a number of chapter 98 or 99 was met. padded : zeros put back. rounded : amounts finer than a cent. mended : entry numbers given their lost zeros.
    """

    __slots__ = (
        "chapter_99",
        "columns",
        "line_cells",
        "mended",
        "name",
        "notes",
        "number",
        "padded",
        "per_number",
        "rounded",
        "rows",
        "state_cells",
        "totals",
    )

    def __init__(self, number: int, name: str, columns: Columns, notes: list[str]) -> None:
        self.number, self.name, self.columns, self.notes = number, name, columns, notes
        self.totals: list[TotalRow] = []
        self.rows = self.padded = self.mended = self.rounded = 0
        self.per_number = is_per_number(columns)
        taken = columns.taken.items()
        self.line_cells = [(name, index) for name, index in taken if name in ALIASES and name not in _NOT_CELLS]
        self.state_cells = [(name, index) for name, index in taken if name in STATES or name in _OF_BOTH]
        self.chapter_99 = False

    @property
    def tells_numbers(self) -> bool:
        """Whether a duty of this file belongs to the number it stands beside, not to the line as a whole."""
        return self.per_number or self.chapter_99 or "filed" in self.columns.taken

    @property
    def line_duty(self) -> bool:
        """Whether the only column of duty is one of the line, said again on each of its rows."""
        taken = self.columns.taken
        return "duty_paid_usd" in taken and taken["duty_paid_usd"] == taken.get("line_duty_usd")

    @property
    def line_value(self) -> bool:
        """Whether the value is one of the line, said again on each of its rows."""
        return self.columns.taken.get("value_usd") == self.columns.taken.get("line_value_usd", -1)


def filed_rows(source: Source, rows: Iterator[Row], options: Options) -> Iterator[FiledRow]:
    """The rows of a file; blank rows and repeated headers are left out and noted, rows of totals kept apart in ``source.totals``."""
    columns = source.columns
    names = [plain_name(name) for name in columns.header]
    read = _reader(source, options)
    blocks = columns.forms.name == WORDS["7501-blocks"]
    above, since = (0, 0), (0, 0)
    blank = filled = 0
    before: FiledRow | None = None
    for at, row in enumerate(rows):
        if not row.problem and all(cells.is_blank(cell) for cell in row.cells):
            blank += 1
            continue
        if _again(row, columns, names):
            source.notes.append(f"{row.where} repeats the header: skipped")
            continue
        found = read(at, row)
        if not row.problem and _is_total(found, columns):
            total = TotalRow(
                row.where, _words(row), found.value, found.duty, (above[0], above[1]), (since[0], since[1])
            )
            source.totals.append(total)
            since = (0, 0)
            continue
        if blocks and before is not None and found.numbers and found.entry in ("", before.entry):
            # On the form the line, and what stands once in an entry, are not said again below.
            filled += not found.line
            found = _continued(found, before, columns)
        source.rows += 1
        value, duty = found.value or 0, found.duty or 0
        above = (above[0] + value, above[1] + duty)
        since = (since[0] + value, since[1] + duty)
        before = found
        yield found
    if blank:
        source.notes.append(f"{blank} row{'s' if blank > 1 else ''} of empty cells left out")
    if filled:
        source.notes.append(f"{filled} rows without a line number taken to belong to the line above")


def _reader(source: Source, options: Options) -> Callable[[int, Row], FiledRow]:
    columns = source.columns
    taken = columns.taken
    forms = columns.forms._replace(money=options.money) if options.money else columns.forms
    get = taken.get
    entry_at, filer_at, line_at = get("entry_number", -1), get("filer_code", -1), get("line", -1)
    ordinal_at, version_at, corrected_at = get("ordinal", -1), get("version", -1), get("corrected", -1)
    money_at = [
        (place, taken[name], forms.own(name))
        for place, name in enumerate(("value_usd", "duty_paid_usd", "line_value_usd", "line_duty_usd"))
        if name in taken
    ]
    totals = is_totals(columns)
    marked = version_at >= 0 or corrected_at >= 0
    last: list[object] = ["", ""]
    rounded: list[str] = []

    def money(row: Row, index: int, name: str) -> int | None:
        cell = row.cells[index] if 0 <= index < len(row.cells) else ""
        if cell in _NOTHING:
            return None if cell == "" else 0
        cents = cells.read_signed(cell, name, forms, rounded)
        source.rounded += len(rounded)
        rounded.clear()
        return cents

    def read(at: int, row: Row) -> FiledRow:
        def text(index: int) -> str:
            return cells.text_of(row.cells[index]) if 0 <= index < len(row.cells) else ""

        problem = row.problem
        cell = row.cells[entry_at] if 0 <= entry_at < len(row.cells) else ""
        if filer_at >= 0 or cell != last[0]:
            last[:] = [cell, _entry(cell, text(filer_at), source)]
        entry = str(last[1])
        line = text(line_at).removesuffix(".0")
        line = str(int(line)) if line.isdigit() and line.isascii() and len(line) < 9 else line
        ordinal = text(ordinal_at).removesuffix(".0")
        amounts: list[int | None] = [None, None, None, None]
        for place, index, name in money_at:
            try:
                amounts[place] = None if row.problem else money(row, index, name)
            except EntryError as error:
                problem = problem or str(error)
        value, paid, line_value, line_duty = amounts
        numbers: tuple[tuple[str, int | None, int], ...] = ()
        if not problem and not totals:
            try:
                numbers = _numbers(row, source, money, paid)
            except EntryError as error:
                problem = str(error)
        booked = [cents for _, cents, _ in numbers if cents is not None]
        mark = _mark(text(version_at), text(corrected_at)) if marked else (0, 0)
        return FiledRow(
            source.number, at, row.where, entry, line, int(ordinal) if ordinal.isdigit() and ordinal.isascii() else None,
            numbers, value, paid, paid if paid is not None else sum(booked) if booked else None, line_value, line_duty,
            mark, problem, tuple(row.cells),
        )  # fmt: skip

    return read


def _entry(cell: object, filer: str, source: Source) -> str:
    """An entry number without dashes; one that a spreadsheet took for a number has its zeros back, where the check digit says so."""
    text = cells.text_of(cell).replace("-", "").replace(" ", "").upper()
    if filer and len(text) == 8:
        text = filer.upper().rjust(3, "0") + text
    if text.isdigit() and 8 < len(text) < 11 and not isinstance(cell, str) and check_digit(text.rjust(11, "0")):
        source.mended += 1
        return text.rjust(11, "0")
    return text


def _mark(version: str, corrected: str) -> tuple[int, int]:
    number = int(version) if version.isdigit() and version.isascii() and len(version) < 9 else 0
    return number, int(corrected[:1].lower() in ("y", "t", "1", "x"))


def _numbers(
    row: Row, source: Source, money: Callable[[Row, int, str], int | None], paid: int | None
) -> tuple[tuple[str, int | None, int], ...]:
    """The numbers that a row states, each with its duty where the row tells it apart."""
    columns = source.columns
    out: list[tuple[str, int | None, int]] = []
    for hts, _, duty in columns.pairs:
        if not cells.is_blank(row.cells[hts]):
            out.append(
                (_name(row.cells[hts], source), money(row, duty, columns.header[duty]) if duty >= 0 else None, hts)
            )
    filed = columns.taken.get("filed", -1)
    if filed >= 0 and not cells.is_blank(row.cells[filed]):
        text = cells.text_of(row.cells[filed])
        # Outside the contract's own columns a list may be parted by bars or pluses.
        loose = text if columns.forms.money == "plain" or text[:1] in "[{" else text.replace("|", " ").replace("+", " ")
        out += [(number, cents, -1) for number, cents in read_filing(loose)]
    own = columns.taken.get("hts", -1)
    if own >= 0 and not cells.is_blank(row.cells[own]):
        name = _name(row.cells[own], source)
        same = next((index for index, (number, _, _) in enumerate(out) if number == name), None)
        if same is not None:
            out[same] = (name, out[same][1], own)
        elif not any(is_article(number) for number, _, _ in out) or not is_article(name):
            out.append((name, None, own))
    if len(out) == 1 and out[0][1] is None:
        out = [(out[0][0], paid, out[0][2])]
    if not source.chapter_99:
        source.chapter_99 = any(number.startswith(("98", "99")) for number, _, _ in out)
    return tuple(out)


def _name(cell: object, source: Source) -> str:
    text = cells.text_of(cell)
    name = number_name(text)
    if name[:1] == "0" and text[:1] not in "0":
        source.padded += 1
    return name


def _is_total(row: FiledRow, columns: Columns) -> bool:
    """No tariff number, no line, no day and no origin; the entry number is missing, or is no entry number."""
    if row.numbers or row.line:
        return False
    names = ("origin", "entered_on", "entry_type", "port")
    blank = all(
        cells.is_blank(row.cells[index]) or _total_word(row.cells[index])
        for name in names
        if (index := columns.taken.get(name, -1)) >= 0
    )
    strange = not is_totals(columns) and not 8 <= len(row.entry) <= 11
    return blank and (not row.entry or strange or "TOTAL" in row.entry)


def _total_word(cell: object) -> bool:
    return cells.text_of(cell).lower().rstrip(":").strip() in _TOTAL


def _words(row: Row) -> str:
    found = (str(cell) for cell in row.cells if isinstance(cell, str) and any(c.isalpha() for c in cell))
    return " ".join(next(found, "").split())[:60]


def _again(row: Row, columns: Columns, names: list[str]) -> bool:
    """Whether the row is the header once more; its first word is looked at before the others."""
    first = row.cells[0] if row.cells else None
    if first != columns.header[0] and not (
        isinstance(first, str) and first.strip().lower() == columns.header[0].strip().lower()
    ):
        return False
    return [plain_name(cell) for cell in row.cells] == names


_OF_ENTRY = frozenset(
    {"entry_number", "entered_on", "origin", "exported_from", "exported_on", "mode", "it_on", *STATES}
)


def _continued(row: FiledRow, before: FiledRow, columns: Columns) -> FiledRow:
    """A row of the form below another: what stands blank is what the row above says, of the entry, and of the line where it goes on."""
    kept = {
        index
        for name, index in columns.taken.items()
        if name in _OF_ENTRY
        or (
            not row.line
            and not name.endswith(("_usd", "_value"))
            and not name.startswith(("quantity", "unit", "hts", "filed"))
        )
    }
    filled = tuple(
        before.cells[index] if index in kept and cells.is_blank(cell) and index < len(before.cells) else cell
        for index, cell in enumerate(row.cells)
    )
    return row._replace(entry=before.entry, line=row.line or before.line, cells=filled)
