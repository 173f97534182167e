"""Columns of cells to arrays of integers: every different cell is read once, by the same reading as line by line (:mod:`kanzei.entries.cells`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kanzei.bulk.memory import plain_numbers
from kanzei.bulk.passes import scaled
from kanzei.entries import cells as plain
from kanzei.entries.columns import Forms
from kanzei.errors import KanzeiError

__all__ = [
    "Amounts",
    "Distinct",
    "Numbers",
    "few_values",
    "plain_texts",
    "read_distinct",
    "read_index",
    "read_milli",
    "read_money",
]

Array = Any

_PLAIN_MONEY = r"^[0-9]{1,13}(\.[0-9]{1,2})?$"
_PLAIN_MILLI = r"^[0-9]{1,12}(\.[0-9]{1,3})?$"


class Distinct(NamedTuple):
    """A column as numbers of its different cells. index : int32 or int64 (n,), -1 where null. cells : the different cells."""

    index: Array
    cells: list[object]


class Numbers(NamedTuple):
    """What different cells were read as. value : int64 by cell; error, warning : numbers of texts by cell (0: none)."""

    value: Array
    error: Array
    warning: Array


class Amounts(NamedTuple):
    """Amounts of a column. value : int64 (n,), -1 where blank. error, warning : numbers of texts, int64 (n,), or ``None`` where there are none.
    blank : whether any is blank, or an error."""

    value: Array
    error: Array | None
    warning: Array | None
    blank: bool = True


def read_distinct(column: pa.Array) -> Distinct:
    """The different cells of a column, nulls apart."""
    index, cells = _encoded(column)
    return Distinct(index, [] if cells is None else cells.to_pylist())


def read_index(column: pa.Array) -> Array:
    """Numbers of the different cells of a column, -1 where a cell is null or blank."""
    index, cells = _encoded(column)
    if cells is not None and (pa.types.is_string(cells.type) or pa.types.is_large_string(cells.type)):
        length = pc.binary_length(pc.utf8_trim_whitespace(cells))
        length = plain_numbers(length.fill_null(0) if length.null_count else length)
        blank = np.flatnonzero(length == 0)
        if len(blank):
            return np.where(np.isin(index, blank), -1, index)
    return index


def _encoded(column: pa.Array) -> tuple[Array, pa.Array | None]:
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    column = plain_texts(column)
    if pa.types.is_null(column.type):
        return np.full(len(column), -1, dtype=np.int64), None
    encoded = column if pa.types.is_dictionary(column.type) else pc.dictionary_encode(column)
    index = encoded.indices
    numbers = plain_numbers(index.fill_null(-1) if index.null_count else index)
    return numbers if numbers.dtype in (np.int32, np.int64) else numbers.astype(np.int64), encoded.dictionary


def plain_texts(column: pa.Array) -> pa.Array:
    """Views of text as text: not every function of Arrow takes a view."""
    return column.cast(pa.string()) if pa.types.is_string_view(column.type) else column


def numbers_of(found: list[tuple[int, int, int]]) -> Numbers:
    """Readings as arrays, with a last row for a blank cell (index -1)."""
    table = np.array(found, dtype=np.int64).reshape(-1, 3)
    return Numbers(table[:, 0], table[:, 1], table[:, 2])


def days_of(column: pa.Array) -> Array | None:
    """Days since 1970 of a column of dates, int64, blank as the least integer; ``None`` for a column of another kind."""
    if pa.types.is_date32(column.type):
        plain_days = column.cast(pa.int32())
        if plain_days.null_count:
            plain_days = plain_days.fill_null(np.iinfo(np.int32).min)
        return plain_numbers(plain_days).astype(np.int64)
    return None


def read_money(column: pa.Array, what: str, forms: Forms, text: Callable[[str], int]) -> Amounts:
    """Amounts in cents.

    Parameters
    ----------
    what : the column in words, for messages. text : gives a text its number.
    """

    def one(cell: object) -> tuple[int, int, int]:
        warnings: list[str] = []
        try:
            cents = plain.read_money(cell, what, forms, warnings)
        except KanzeiError as error:
            return -1, text(str(error)), 0
        return -1 if cents is None else cents, 0, text("; ".join(warnings))

    return _read(column, 100, _PLAIN_MONEY, 2, one)


def read_milli(column: pa.Array, what: str, forms: Forms, text: Callable[[str], int]) -> Amounts:
    """Quantities in thousandths."""

    def one(cell: object) -> tuple[int, int, int]:
        try:
            milli = plain.read_quantity(cell, what, forms)
        except KanzeiError as error:
            return -1, text(str(error)), 0
        return -1 if milli is None else milli, 0, 0

    return _read(column, 1000, _PLAIN_MILLI, 3, one)


def _read(
    column: pa.Array, scale: int, shape: str, digits: int, one: Callable[[object], tuple[int, int, int]]
) -> Amounts:
    """The plain cells at once, the others one different cell at a time."""
    column = plain_texts(column)
    kind = column.type
    n = len(column)
    if pa.types.is_dictionary(kind):
        inner = _read(column.dictionary, scale, shape, digits, one)
        index = read_distinct(column).index
        value, error, warning = (
            None if part is None else np.append(part, blank)[index]
            for part, blank in zip(inner[:3], (-1, 0, 0), strict=True)
        )
        return Amounts(value, error, warning)
    value = np.full(n, -1, dtype=np.int64)
    if pa.types.is_null(kind):
        return Amounts(value, None, None)
    if pa.types.is_integer(kind):
        signed = column.cast(pa.int64(), safe=False) if pa.types.is_unsigned_integer(kind) else column
        numbers = plain_numbers(signed.fill_null(-1) if signed.null_count else signed).astype(np.int64)
        good = (numbers >= 0) & (numbers < 10**12)
        value[good] = numbers[good] * scale
    elif pa.types.is_floating(kind):
        wide = column if pa.types.is_float64(kind) else column.cast(pa.float64())
        value, whole = scaled(plain_numbers(wide.fill_null(np.nan) if wide.null_count else wide), scale)
        if whole:
            return Amounts(value, None, None, False)
        good = value >= 0
    elif pa.types.is_decimal(kind) and 0 <= kind.scale <= digits and kind.precision <= 18:
        numbers = _unscaled(column)
        good = numbers >= 0
        if column.null_count:
            good &= column.is_valid().to_numpy(zero_copy_only=False)
        times = scale // 10**kind.scale
        whole = bool(good.all())
        value = numbers * times if times > 1 else numbers
        if whole:
            return Amounts(value, None, None, False)
        value = np.where(good, value, -1)
    elif pa.types.is_string(kind) or pa.types.is_large_string(kind):
        fits = pc.match_substring_regex(column, shape)
        if fits.null_count:
            fits = fits.fill_null(False)
        good = fits.to_numpy(zero_copy_only=False)
        taken = column if good.all() else column.filter(fits)
        wide = taken.cast(pa.decimal128(18, digits)) if len(taken) else None
        if wide is not None:
            value[good] = _unscaled(wide)
    else:
        good = np.zeros(n, dtype=bool)
    if good.all():
        return Amounts(value, None, None, False)
    other = ~good
    if column.null_count:
        other &= column.is_valid().to_numpy(zero_copy_only=False)
    if not other.any():
        return Amounts(value, None, None)
    rest = read_distinct(column.filter(pa.array(other)))
    read = [one(cell) for cell in rest.cells]
    table = np.array([*read, (-1, 0, 0)], dtype=np.int64)[rest.index]
    value[other] = table[:, 0]
    error, warning = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    error[other], warning[other] = table[:, 1], table[:, 2]
    return Amounts(value, error if table[:, 1].any() else None, warning if table[:, 2].any() else None)


def _unscaled(column: pa.Array) -> Array:
    """The integers under a column of decimals of up to 18 digits."""
    width = column.type.byte_width
    if width == 8:
        return np.frombuffer(column.buffers()[1], dtype=np.int64)[column.offset : column.offset + len(column)]
    if width < 8:
        column = column.cast(pa.decimal128(18, column.type.scale))
        width = 16
    words = np.frombuffer(column.buffers()[1], dtype=np.int64).reshape(-1, width // 8)
    return words[column.offset : column.offset + len(column), 0]


def few_values(key: Array) -> tuple[Array, Array]:
    """A line of each different value, and the place of every line's among them; without sorting where the values are small."""
    top = int(key.max(initial=0)) + 1
    if top > 1 << 20:
        _, first, place = np.unique(key, return_index=True, return_inverse=True)
        return first, place.reshape(-1)
    line = np.full(top, -1, dtype=np.int64)
    line[key[::-1]] = np.arange(len(key) - 1, -1, -1)
    seen = np.flatnonzero(line >= 0)
    number = np.zeros(top, dtype=np.int64)
    number[seen] = np.arange(len(seen))
    return line[seen], number[key]


def as_day(cell: object) -> object:
    """A cell of a timestamp column as the line-by-line reading knows it."""
    return cell if isinstance(cell, (date, datetime, str)) or cell is None else str(cell)
