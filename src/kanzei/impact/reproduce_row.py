"""A published number and ours, and how a file of them is read."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kanzei.errors import UsageError

__all__ = ["CLOSE", "Row", "number", "read"]

CLOSE = 1e-6
"""Absolute or relative difference that counts as equal for numbers given in full precision."""


@dataclass(frozen=True, slots=True)
class Row:
    """A published number and ours.

    Attributes
    ----------
    computed : ``None`` where these models cannot give it; ``why`` says why.
    decimals : digits compared; ``None`` for numbers in full precision, compared at 1e-6.
    grade : what the file itself says of the row (``exact``, ``conditional`` ...).
    loose : the source used other data, so equality is not expected: ranking and median gap are told, and a difference is no failure.
    """

    where: str
    scenario: str
    unit: str
    metric: str
    published: float
    computed: float | None
    decimals: int | None
    grade: str = ""
    why: str = ""
    loose: bool = False

    @property
    def difference(self) -> float | None:
        """Ours less theirs."""
        return None if self.computed is None else self.computed - self.published

    @property
    def same(self) -> bool:
        """Equal to the digits printed, or within 1e-6."""
        if self.computed is None:
            return False
        if self.decimals is None:
            return abs(self.computed - self.published) <= CLOSE * max(1.0, abs(self.published))
        return abs(round(self.computed, self.decimals) - self.published) < 0.5 * 10.0**-self.decimals

    @property
    def failed(self) -> bool:
        """A row that can be computed, should be equal, and is not."""
        return self.computed is not None and not self.same and not self.loose


def read(path: Path) -> list[Mapping[str, str]]:
    """Rows of a CSV or Parquet file as texts; an empty cell is an empty text.

    Raises
    ------
    UsageError   It is neither, is not in UTF-8, has a row of more cells than the header, or has no row.
    """
    rows: list[Mapping[str, str]]
    if path.suffix == ".parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            table = pq.read_table(path)
        except (pa.ArrowInvalid, OSError) as error:
            raise UsageError(f"{path}: not a table in Parquet ({error})") from None
        rows = [{key: "" if value is None else str(value) for key, value in row.items()} for row in table.to_pylist()]
    else:
        try:
            with open(path, encoding="utf-8-sig", newline="") as file:
                rows = [_texts(row, number) for number, row in enumerate(csv.DictReader(file), 1)]
        except UnicodeDecodeError:
            raise UsageError(f"{path}: not text in UTF-8: save it as a CSV file in UTF-8") from None
        except (OSError, csv.Error, UsageError) as error:
            raise UsageError(f"{path}: not a table in CSV ({error})") from None
    if not rows:
        raise UsageError(f"{path}: a table without rows")
    return rows


def _texts(row: Mapping[str | None, str | list[str] | None], number: int) -> Mapping[str, str]:
    """A row as texts. More cells than the header has would move numbers under other heads, so they are refused unless empty; NULs tell UTF-16 without its mark."""
    if any(row.get(None) or ()):
        raise UsageError(f"row {number} has more cells than the header: quote cells that hold commas")
    found = {str(key): str(value or "") for key, value in row.items() if key is not None}
    if any("\0" in one for one in found):
        raise UsageError("the header holds NUL characters: save it in UTF-8")
    return found


def number(row: Mapping[str, str], column: str) -> float:
    """A number of a row.

    Raises
    ------
    UsageError   The cell holds none, or one that is not finite.
    """
    try:
        value = float(row[column])
    except (TypeError, ValueError):
        value = math.nan
    if not math.isfinite(value):
        raise UsageError(f"{column}: {row[column]!r} is not a number")
    return value
