"""Arrow arrays over the memory of others. The general ways (``pa.array``, ``to_numpy``) load pandas first where it is installed: a third of a second."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

__all__ = ["int32_array", "int64_array", "plain_numbers", "text_array"]

Array = Any


def plain_numbers(column: pa.Array) -> Array:
    """A column of integers or floats without nulls as NumPy sees it."""
    whole = np.frombuffer(column.buffers()[1], dtype=column.type.to_pandas_dtype(), count=len(column) + column.offset)
    return whole[column.offset :]


def int32_array(values: Array) -> pa.Array:
    """Numbers as an int32 array of Arrow."""
    held = np.ascontiguousarray(values, dtype=np.int32)
    return pa.Array.from_buffers(pa.int32(), len(held), [None, pa.py_buffer(held)])


def int64_array(values: Array) -> pa.Array:
    """Numbers as an int64 array of Arrow."""
    held = np.ascontiguousarray(values, dtype=np.int64)
    return pa.Array.from_buffers(pa.int64(), len(held), [None, pa.py_buffer(held)])


def text_array(words: Sequence[str]) -> pa.Array:
    """Texts as a string array of Arrow, of two gigabytes at most."""
    coded = [one.encode() for one in words]
    ends = np.zeros(len(coded) + 1, dtype=np.int32)
    np.cumsum([len(one) for one in coded], out=ends[1:])
    return pa.Array.from_buffers(pa.string(), len(coded), [None, pa.py_buffer(ends), pa.py_buffer(b"".join(coded))])
