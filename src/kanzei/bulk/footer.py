"""Parquet files joined without reading them: bodies one after another, and one footer made of theirs.

Row groups are encoded apart, on every core, each as a small file in memory. Only the footers are read: a footer is a Thrift structure in the compact
protocol, whose offsets into the file are moved by the place where the body now stands. Nothing else of it is touched.

Notes
-----
Apache Parquet format, ``parquet.thrift`` (FileMetaData, RowGroup, ColumnChunk, ColumnMetaData); Apache Thrift compact protocol.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

__all__ = ["MAGIC", "Body", "join_footers", "split_file"]

MAGIC = b"PAR1"
_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = 1, 2, 3, 7, 8, 9, 10, 11, 12
_NUMBERS = (4, 5, 6)

Field = tuple[int, int, Any]
"""(id, type, value); a struct is a list of fields, a list ``(type of its elements, elements)``."""


class Body(NamedTuple):
    """A part of the file to be. footer : that of the part by itself; moved : bytes by which its body stands later than in that file."""

    footer: bytes
    moved: int


def split_file(data: bytes | memoryview) -> tuple[memoryview, bytes]:
    """Body (without the magic word) and footer of a Parquet file in memory."""
    view = memoryview(data)
    size = int.from_bytes(view[-8:-4], "little")
    return view[4 : len(view) - 8 - size], bytes(view[len(view) - 8 - size : len(view) - 8])


def join_footers(bodies: Iterable[Body], metadata: Mapping[str, str]) -> bytes:
    """The end of a file that holds some bodies, from its footer to the last magic word. metadata : key-value pairs added to it.

    Raises
    ------
    ValueError   There is no body.
    """
    first: list[Field] | None = None
    groups: list[Any] = []
    rows = 0
    for body in bodies:
        fields, _ = _struct(body.footer, 0)
        found = {number: value for number, _, value in fields}
        for group in found[4][1]:
            groups.append(_moved_group(group, body.moved, len(groups)))
        rows += found[3]
        first = first if first is not None else fields
    if first is None:
        raise ValueError("a Parquet file needs one part at least, empty or not")
    out: list[Field] = []
    pairs = [[(1, _BINARY, key.encode()), (2, _BINARY, value.encode())] for key, value in metadata.items()]
    for number, kind, value in first:
        if number == 3:
            value = rows
        elif number == 4:
            value = (_STRUCT, groups)
        elif number == 5:
            value = (_STRUCT, [*value[1], *pairs])
            pairs = []
        elif number > 5 and pairs:
            out.append((5, _LIST, (_STRUCT, pairs)))
            pairs = []
        out.append((number, kind, value))
    if pairs:
        out.append((5, _LIST, (_STRUCT, pairs)))
    made = bytearray()
    _put_struct(made, out)
    return bytes(made) + len(made).to_bytes(4, "little") + MAGIC


def _moved_group(group: list[Field], by: int, ordinal: int) -> list[Field]:
    out = []
    for number, kind, value in group:
        if number == 1:
            value = (value[0], [_moved_chunk(one, by) for one in value[1]])
        elif number == 5:
            value += by
        elif number == 7:
            value = ordinal if ordinal < 2**15 else 2**15 - 1
        out.append((number, kind, value))
    return out


def _moved_chunk(chunk: list[Field], by: int) -> list[Field]:
    out = []
    for number, kind, value in chunk:
        if number in (2, 4, 6) and value:
            value += by
        elif number == 3:
            value = [(n, k, v + by if n in (9, 10, 11, 14) and v else v) for n, k, v in value]
        out.append((number, kind, value))
    return out


# ------------------------------------------------------------ compact protocol


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def _value(data: bytes, at: int, kind: int) -> tuple[Any, int]:
    if kind in (_TRUE, _FALSE):
        return kind == _TRUE, at
    if kind == _BYTE:
        return data[at], at + 1
    if kind in _NUMBERS:
        found, at = _varint(data, at)
        return (found >> 1) ^ -(found & 1), at
    if kind == _DOUBLE:
        return data[at : at + 8], at + 8
    if kind == _BINARY:
        size, at = _varint(data, at)
        return data[at : at + size], at + size
    if kind in (_LIST, _SET):
        size, inner = data[at] >> 4, data[at] & 15
        at += 1
        if size == 15:
            size, at = _varint(data, at)
        items = []
        for _ in range(size):
            if inner in (_TRUE, _FALSE):
                item, at = data[at], at + 1
            else:
                item, at = _value(data, at, inner)
            items.append(item)
        return (inner, items), at
    if kind == _STRUCT:
        return _struct(data, at)
    raise ValueError(f"a Parquet footer holds a value of type {kind}, which is not read")


def _struct(data: bytes, at: int) -> tuple[list[Field], int]:
    fields: list[Field] = []
    last = 0
    while True:
        head = data[at]
        at += 1
        if not head:
            return fields, at
        kind = head & 15
        if head >> 4:
            last += head >> 4
        else:
            found, at = _varint(data, at)
            last = (found >> 1) ^ -(found & 1)
        value, at = _value(data, at, kind)
        fields.append((last, kind, value))


def _put_varint(out: bytearray, value: int) -> None:
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)


def _put_value(out: bytearray, kind: int, value: Any) -> None:
    if kind in (_TRUE, _FALSE):
        return
    if kind == _BYTE:
        out.append(value)
    elif kind in _NUMBERS:
        _put_varint(out, value << 1 if value >= 0 else (-value << 1) - 1)
    elif kind == _DOUBLE:
        out += value
    elif kind == _BINARY:
        _put_varint(out, len(value))
        out += value
    elif kind in (_LIST, _SET):
        inner, items = value
        if len(items) < 15:
            out.append(len(items) << 4 | inner)
        else:
            out.append(15 << 4 | inner)
            _put_varint(out, len(items))
        for item in items:
            if inner in (_TRUE, _FALSE):
                out.append(item)
            else:
                _put_value(out, inner, item)
    else:
        _put_struct(out, value)


def _put_struct(out: bytearray, fields: list[Field]) -> None:
    last = 0
    for number, kind, value in fields:
        if kind in (_TRUE, _FALSE):
            kind = _TRUE if value else _FALSE
        if 0 < number - last <= 15:
            out.append((number - last) << 4 | kind)
        else:
            out.append(kind)
            _put_varint(out, number << 1)
        last = number
        _put_value(out, kind, value)
    out.append(0)
