"""Where assessments go: parts encoded apart, put one after another into a file beside its place, and moved into it when whole.

What a part adds is told in a journal beside the file, so that a run that was stopped goes on where the last whole part ends. Bytes after it are cut off:
nothing is lost and nothing counted twice.
"""

from __future__ import annotations

import base64
import io
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from kanzei.bulk.batch import RESULT_TYPES
from kanzei.bulk.footer import MAGIC, Body, join_footers, split_file
from kanzei.entries.write import guarded, move_into_place
from kanzei.errors import UsageError

__all__ = ["Encoded", "Encoder", "Sink"]

PLAIN = ("duty_usd", "rate", "mfn_usd")
"""Result columns whose cells seldom repeat: written without a dictionary."""


class Encoded(NamedTuple):
    """A part as bytes. tail : the footer of a Parquet part. lines : how many; counts : what the summary adds."""

    data: bytes | memoryview
    tail: bytes
    lines: int
    counts: dict[str, Any]


class Encoder:
    """A part in the making, batch by batch.

    Parameters
    ----------
    kind : ``parquet`` | ``csv`` | ``tsv``. raw : text is not guarded against spreadsheets that take it for a formula.
    """

    def __init__(self, kind: str, schema: pa.Schema, *, raw: bool = False) -> None:
        self.kind, self.raw = kind, raw
        self._out: Any = pa.BufferOutputStream() if kind == "parquet" else io.BytesIO()
        self._writer = pq.ParquetWriter(self._out, schema, **_encodings(schema)) if kind == "parquet" else None

    def write(self, batch: pa.RecordBatch) -> None:
        """Add a batch; nothing of it is looked at afterwards."""
        if self._writer is not None:
            self._writer.write_batch(batch)
            return
        import pyarrow.csv as pc

        delimiter = "\t" if self.kind == "tsv" else ","
        options = pc.WriteOptions(include_header=False, delimiter=delimiter, quoting_style="needed")
        pc.write_csv(_as_text(batch, self.raw), self._out, options)

    def close(self) -> tuple[bytes | memoryview, bytes]:
        """The bytes of the part, and its footer."""
        if self._writer is None:
            return self._out.getvalue(), b""
        self._writer.close()
        return split_file(memoryview(self._out.getvalue()))


def _encodings(schema: pa.Schema) -> dict[str, Any]:
    """Encodings measured to be the cheapest: a dictionary where cells repeat, differences where they do not, no statistics of words."""

    def repeats(field: pa.Field) -> bool:
        if field.name in RESULT_TYPES:
            return field.name not in PLAIN
        return bool(pa.types.is_dictionary(field.type) or pa.types.is_string(field.type))

    def is_words(field: pa.Field) -> bool:
        return bool(pa.types.is_dictionary(field.type) or pa.types.is_string(field.type))

    plain = [field.name for field in schema if field.name in PLAIN and field.name in RESULT_TYPES]
    return {
        "use_dictionary": [field.name for field in schema if repeats(field)],
        "column_encoding": dict.fromkeys(plain, "DELTA_BINARY_PACKED") or None,
        "write_statistics": [field.name for field in schema if not is_words(field)],
        "store_decimal_as_integer": True,
        "compression": "snappy",
    }


def _as_text(batch: pa.RecordBatch, raw: bool) -> pa.RecordBatch:
    """A batch as CSV holds it: words instead of their numbers, and no text that a spreadsheet takes for a formula."""
    import pyarrow.compute as pc

    arrays = []
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        if pa.types.is_dictionary(column.type):
            if not raw and name not in RESULT_TYPES:
                words = pa.array(
                    [
                        None if w is None else guarded(w) if isinstance(w, str) else w
                        for w in column.dictionary.to_pylist()
                    ],
                    column.type.value_type,
                )
                column = pa.DictionaryArray.from_arrays(column.indices, words)
            column = column.cast(column.type.value_type)
        elif (
            not raw and pa.types.is_string(column.type) and pc.any(pc.match_substring_regex(column, r"[=+\-@]")).as_py()
        ):
            column = pa.array([None if w is None else guarded(w) for w in column.to_pylist()], pa.string())
        arrays.append(column)
    return pa.RecordBatch.from_arrays(arrays, names=batch.schema.names)


class Sink:
    """A result in the making.

    Parameters
    ----------
    path   : where it shall stand. kind : as :class:`Encoder`, or ``duckdb``. schema : of the result.
    about  : what a run that goes on must have in common with the one that was stopped.
    resume : go on where that one ended; else begin anew.
    """

    def __init__(self, path: Path, kind: str, schema: pa.Schema, about: Mapping[str, Any], *, resume: bool) -> None:
        self.path, self.kind, self.schema = path, kind, schema
        self.encoding = "parquet" if kind == "duckdb" else kind
        self.part = path.with_name(f".{path.name}.part")
        self.journal = path.with_name(f".{path.name}.journal")
        self.about = dict(about)
        self.bodies: list[Body] = []
        self.done = 0
        self.counts: list[dict[str, Any]] = []
        self.place = 0
        if not (resume and self._go_on()):
            self._begin()
        self._log = self.journal.open("a", encoding="utf-8")
        self._file = self.part.open("rb+")
        self._file.seek(self.place)

    def _begin(self) -> None:
        head = MAGIC if self.encoding == "parquet" else self._header()
        self.part.write_bytes(head)
        self.place = len(head)
        self.bodies, self.counts, self.done = [], [], 0
        self.journal.write_text(json.dumps({"about": self.about, "place": self.place}) + "\n", encoding="utf-8")

    def _header(self) -> bytes:
        import csv

        out = io.StringIO()
        csv.writer(out, delimiter="\t" if self.kind == "tsv" else ",", lineterminator="\n").writerow(
            [guarded(name) for name in self.schema.names]
        )
        return out.getvalue().encode()

    def _go_on(self) -> bool:
        """Take up what a stopped run left; ``False`` where it left nothing.

        Raises
        ------
        UsageError   What it left is of another question or of other files.
        """
        if not (self.part.exists() and self.journal.exists()):
            return False
        rows = []
        for line in self.journal.read_text(encoding="utf-8").splitlines():
            try:
                rows.append(json.loads(line))
            except ValueError:
                break  # the last row was being written
        if not rows:
            return False
        if rows[0]["about"] != json.loads(json.dumps(self.about)):
            different = [
                key for key, value in rows[0]["about"].items() if value != json.loads(json.dumps(self.about)).get(key)
            ]
            raise UsageError(
                f"{self.part} was begun with other {' and '.join(different) or 'options'}: leave --resume out to begin anew"
            )
        size, self.place = self.part.stat().st_size, rows[0]["place"]
        for row in rows[1:]:
            if row["part"] != self.done or row["at"] + row["size"] > size:
                break
            self.bodies.append(Body(base64.b64decode(row["tail"]), row["at"] - len(MAGIC)))
            self.counts.append(row["counts"])
            self.place = row["at"] + row["size"]
            self.done += 1
        with self.part.open("rb+") as file:
            file.truncate(self.place)
        kept = "".join(json.dumps(row) + "\n" for row in rows[: self.done + 1])
        fresh = self.journal.with_name(self.journal.name + ".new")
        fresh.write_text(kept, encoding="utf-8")
        os.replace(fresh, self.journal)
        return True

    def add(self, encoded: Encoded) -> None:
        """Put the next part into its place."""
        self._file.write(encoded.data)
        self._file.flush()
        row = {
            "part": self.done,
            "at": self.place,
            "size": len(encoded.data),
            "tail": base64.b64encode(encoded.tail).decode(),
            "counts": encoded.counts,
        }
        self._log.write(json.dumps(row) + "\n")
        self._log.flush()
        self.bodies.append(Body(encoded.tail, self.place - len(MAGIC)))
        self.counts.append(encoded.counts)
        self.place += len(encoded.data)
        self.done += 1

    def close(self, metadata: Mapping[str, str], *, force: bool) -> None:
        """Finish the file and move it into its place."""
        if self.encoding == "parquet":
            # The schema is told by a part without lines: the others hold some words as numbers of a dictionary.
            _, plain = Encoder("parquet", self.schema).close()
            self._file.write(join_footers([Body(plain, 0), *self.bodies], metadata))
        self._file.close()
        self._log.close()
        if self.kind == "duckdb":
            self._load()
        move_into_place(self.part, self.path, force=force)
        self.part.unlink(missing_ok=True)
        self.journal.unlink(missing_ok=True)

    def _load(self) -> None:
        """Turn the Parquet file that was made into a table ``assessed`` of a database."""
        import duckdb

        base = self.part.with_name(self.part.name + ".db")
        base.unlink(missing_ok=True)
        with duckdb.connect(str(base)) as made:
            made.execute("CREATE TABLE assessed AS SELECT * FROM read_parquet(?)", [str(self.part)])
        os.replace(base, self.part)

    def stop(self) -> None:
        """Leave what is done for a run that goes on."""
        self._file.close()
        self._log.close()
