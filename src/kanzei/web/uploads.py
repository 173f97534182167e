"""Uploads: multipart bodies whose files go to the disk chunk by chunk, never held in memory.

Our own folders and cleaned names are used; extension and content must agree (OWASP ASVS 5.0, V5).
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from fastapi import Request
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from kanzei.web.problems import Refused

__all__ = ["Received", "receive"]

MOST_FILES = 50
MOST_FIELDS = 100
FIELD_BYTES = 4096
SPARE = 64 * 1024**2
"""Room left on the disk, in bytes."""
_MAGIC = {".xlsx": b"PK\x03\x04", ".parquet": b"PAR1"}


class Received(NamedTuple):
    """What an upload held: (field, path, name as sent) of each file, and (name, value) of each field."""

    files: list[tuple[str, Path, str]]
    fields: list[tuple[str, str]]


Kinds = Collection[str] | Mapping[str, Collection[str]]
"""Extensions taken, such as ``.csv``: of all files, or by the field they come in."""


async def receive(request: Request, folder: Path, kinds: Kinds) -> Received:
    """Write the files of a multipart body below a folder and give the fields beside them.

    Raises
    ------
    Refused   The body is no multipart form, a file is of another kind, or there is no room; nothing is left in the folder.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise Refused("bad-type", "send the files as multipart/form-data, such as curl -F file=@entries.csv")
    folder.mkdir(parents=True)
    taker = _Taker(folder, kinds)
    parser = MultipartParser(boundary, taker.callbacks())
    try:
        try:
            async for chunk in request.stream():
                parser.write(chunk)
            parser.finalize()
        except MultipartParseError as error:
            raise Refused("bad-question", f"the body is no whole multipart form: {error}") from None
        except OSError as error:
            raise Refused("no-room", f"the upload cannot be kept: {(error.strerror or 'no room').lower()}") from None
        await asyncio.to_thread(taker.settle)
    except BaseException:
        taker.drop()
        raise
    return Received(taker.files, taker.fields)


class _Taker:
    """What the parser calls: a file is opened at its headers, written as it comes, and closed."""

    def __init__(self, folder: Path, kinds: Kinds) -> None:
        self.folder, self.kinds = folder, kinds
        self.files: list[tuple[str, Path, str]] = []
        self.fields: list[tuple[str, str]] = []
        self._open: BinaryIO | None = None
        self._name, self._text = "", bytearray()
        self._header, self._value = bytearray(), bytearray()
        self._headers: dict[bytes, bytes] = {}

    def callbacks(self) -> Any:
        """By the names of the parser."""
        names = (
            "part_begin",
            "header_field",
            "header_value",
            "header_end",
            "headers_finished",
            "part_data",
            "part_end",
        )
        return {f"on_{name}": getattr(self, name) for name in names}

    def part_begin(self) -> None:
        self._headers, self._text = {}, bytearray()

    def header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def header_end(self) -> None:
        self._headers[bytes(self._header).lower()] = bytes(self._value)
        self._header, self._value = bytearray(), bytearray()

    def headers_finished(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        named = options.get(b"filename")
        if named is None:
            if len(self.fields) >= MOST_FIELDS:
                raise Refused("too-large", f"a form may have {MOST_FIELDS} fields at most")
            return
        name = named.decode("utf-8", "replace")
        if not name:
            self._open = open(os.devnull, "wb")  # noqa: SIM115  (closed at the end of the part); a form's empty file field
            return
        if len(self.files) >= MOST_FILES:
            raise Refused("too-large", f"{MOST_FILES} files at most in one upload")
        safe = cleaned(name)
        kinds = self.kinds.get(self._name) if isinstance(self.kinds, Mapping) else self.kinds
        if kinds is None:
            raise Refused("bad-question", f"{self._name[:40]!r} is no field for files: {', '.join(self.kinds)} are")
        if Path(safe).suffix.lower() not in kinds:
            raise Refused("bad-type", f"{safe}: files of the kinds {', '.join(kinds)} are read")
        place = self.folder / str(len(self.files) + 1)
        place.mkdir()
        self.files.append((self._name, place / safe, name[:200]))
        self._open = open(place / safe, "wb")  # noqa: SIM115  (closed at the end of the part)

    def part_data(self, data: bytes, start: int, end: int) -> None:
        if self._open is not None:
            if shutil.disk_usage(self.folder).free < SPARE:
                raise Refused("no-room", "the disk of the server is full")
            self._open.write(data[start:end])
            return
        self._text += data[start:end]
        if len(self._text) > FIELD_BYTES:
            raise Refused("too-large", f"the field {self._name[:40]!r} is longer than {FIELD_BYTES} bytes")

    def part_end(self) -> None:
        if self._open is None:
            self.fields.append((self._name, self._text.decode("utf-8", "replace")))
            return
        self._open.close()
        self._open = None

    def settle(self) -> None:
        """Flush every file to the disk, and look at its first bytes."""
        for _, path, _ in self.files:
            with open(path, "rb+") as file:
                head = file.read(4)
                os.fsync(file.fileno())
            magic = _MAGIC.get(path.suffix.lower())
            if magic is not None and head != magic:
                raise Refused("bad-type", f"{path.name}: the content is not that of a {path.suffix} file")

    def drop(self) -> None:
        """Close what is open and leave nothing."""
        if self._open is not None:
            self._open.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def cleaned(name: str) -> str:
    """A file's name without folders and without letters that mean something to a system."""
    last = re.split(r"[/\\]", name)[-1]
    safe = re.sub(r"[^\w.-]", "_", last, flags=re.ASCII).lstrip(".")
    stem, dot, suffix = safe.rpartition(".")
    return f"{stem[:80] or 'file'}{dot}{suffix[:10]}"
