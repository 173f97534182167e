"""Excel workbooks written row by row: money and days as numbers with their form, texts as texts whatever they begin with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from kanzei.entries.write import plain_text
from kanzei.errors import UsageError

__all__ = ["Book", "Formula", "has_excel"]

_ROWS = 1_048_576
_TEXT = 32_767
_WIDE = ("because", "why_not", "grounds", "citation", "notes", "what")


class Formula(str):
    """A text that is a formula; every other text never is."""


def has_excel() -> bool:
    """Whether Excel files can be written here."""
    from importlib.util import find_spec

    return find_spec("openpyxl") is not None


class Book:
    """A workbook. Rows go to sheets by name, which are made when first met; cells of columns ending in ``_usd`` are integer cents.

    Raises
    ------
    UsageError   openpyxl is not installed, or a sheet is full.
    """

    def __init__(self) -> None:
        try:
            import openpyxl
            from openpyxl.cell import WriteOnlyCell
            from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
            from openpyxl.styles import Alignment, Font, PatternFill
            from openpyxl.utils import get_column_letter
        except ImportError:
            raise UsageError("writing Excel files needs openpyxl: pip install 'kanzei[excel]'") from None
        self._book = openpyxl.Workbook(write_only=True)
        self._cell, self._illegal, self._letter = WriteOnlyCell, ILLEGAL_CHARACTERS_RE, get_column_letter
        self._bold, self._light = Font(bold=True), Font(bold=True, color="FFFFFF")
        self._fill = PatternFill("solid", start_color="1F3A5F")
        self._top = Alignment(vertical="top", wrap_text=True)
        self._sheets: dict[str, Any] = {}
        self._money: dict[str, list[bool]] = {}
        self._places: dict[str, list[int]] = {}
        self.rows: dict[str, int] = {}

    def sheet(self, name: str, columns: Sequence[str], widths: Sequence[int] = ()) -> None:
        """Make a sheet with a header that stays in sight. widths : of columns, in characters."""
        made = self._book.create_sheet(name[:31])
        made.freeze_panes = "A2"
        for number, column in enumerate(columns, 1):
            wide = widths[number - 1] if widths else 60 if column in _WIDE else max(len(column) + 3, 13)
            made.column_dimensions[self._letter(number)].width = wide
        self._sheets[name] = made
        self._money[name] = [column.endswith("_usd") for column in columns]
        self.rows[name] = 0
        self._append(name, [self._styled(column) for column in columns])

    def _styled(self, text: str) -> Any:
        cell = self._text(text)
        cell.font, cell.fill, cell.alignment = self._light, self._fill, self._top
        return cell

    def write(self, name: str, cells: Sequence[object], *, bold: bool = False) -> None:
        """Add a row."""
        made = []
        for value, money in zip(cells, self._money[name], strict=True):
            cell = self._made(value, money=money)
            if bold and hasattr(cell, "font"):
                cell.font = self._bold
            made.append(cell)
        self._append(name, made)

    def _append(self, name: str, cells: list[Any]) -> None:
        self.rows[name] += 1
        if self.rows[name] > _ROWS:
            raise UsageError(
                f"the sheet {name!r} would have more than {_ROWS:,} rows, the most that Excel holds: leave Excel out"
            )
        self._sheets[name].append(cells)

    def _made(self, value: object, *, money: bool) -> Any:
        if value is None:
            return None
        if isinstance(value, Formula):
            cell = self._cell(next(iter(self._sheets.values())), value=str(value))
            cell.number_format = "#,##0.00"
            return cell
        if money and isinstance(value, int):
            cell = self._cell(next(iter(self._sheets.values())), value=Decimal(value).scaleb(-2))
            cell.number_format = "#,##0.00;[Red]-#,##0.00"
            return cell
        if isinstance(value, date):
            cell = self._cell(next(iter(self._sheets.values())), value=value)
            cell.number_format = "yyyy-mm-dd"
            return cell
        return value if isinstance(value, int) else self._text(plain_text(value))

    def _text(self, value: str) -> Any:
        text = self._illegal.sub("", value)
        cell = self._cell(
            next(iter(self._sheets.values())), value=text if len(text) <= _TEXT else text[: _TEXT - 1] + "…"
        )
        cell.data_type = "s"
        return cell

    def filter(self, name: str) -> None:
        """Give a sheet the arrows that filter its columns."""
        last = self._letter(len(self._money[name]))
        self._sheets[name].auto_filter.ref = f"A1:{last}{self.rows[name]}"

    def save(self, path: Path, order: Sequence[str] = ()) -> None:
        """Write the file. order : names of sheets, those that come first."""
        named = {sheet.title: sheet for sheet in self._book._sheets}
        first = [named.pop(name[:31]) for name in order if name[:31] in named]
        self._book._sheets[:] = [*first, *named.values()]
        self._book.save(path)

    def abandon(self) -> None:
        """Let go of what was written so far."""
        for sheet in self._sheets.values():
            sheet.close()
