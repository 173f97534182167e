"""Files in, files out, on every core: parts are read, assessed and encoded apart, and written in their order."""

from __future__ import annotations

import json
import os
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa

from kanzei.bulk.batch import RESULT_TYPES, Plan, lay_out, plan_for, work_on
from kanzei.bulk.cache import open_desk, store_desk
from kanzei.bulk.carry import Scratch
from kanzei.bulk.edges import Edge, beside, inner, join_edges, run_at, with_next
from kanzei.bulk.passes import total_of
from kanzei.bulk.sinks import Encoded, Encoder, Sink
from kanzei.bulk.sources import Source, open_source
from kanzei.entries.parse import DEFAULT, Options
from kanzei.entries.run import Summary
from kanzei.entries.write import check_output, output_names
from kanzei.errors import UsageError
from kanzei.law.authorities import AUTHORITIES

if TYPE_CHECKING:
    from kanzei.bulk.desk import Desk
    from kanzei.duty.view import View

__all__ = ["Target", "assess_stream", "kind_of", "result_schema"]


class Target(NamedTuple):
    """A view and where its result goes."""

    view: View
    path: Path


def assess_stream(
    paths: Sequence[str | Path] | Source,
    targets: Sequence[Target],
    *,
    options: Options = DEFAULT,
    mapping: Mapping[str, str] | None = None,
    raw: bool = False,
    force: bool = False,
    resume: bool = False,
    workers: int | None = None,
    progress: Callable[[float, int], object] | None = None,
    announce: Callable[[str], object] | None = None,
) -> list[Summary]:
    """Assess every line under every view; the input is read once.

    Parameters
    ----------
    paths    : files, folders or globs of one kind: Parquet, CSV, a DuckDB database. targets : each view's result: .parquet, .csv, .tsv or .duckdb.
    resume   : go on where a stopped run ended. workers : threads; ``None``: one for each core.
    progress : told the share of the work done and the lines done.

    Returns
    -------
    A summary for each target, as of the line-by-line engine.

    Raises
    ------
    UsageError   An input that cannot be read, or an output that must not be written.
    """
    source = open_source([Path(one) for one in paths], mapping) if not hasattr(paths, "parts") else paths
    assert not isinstance(source, Sequence)
    plan = plan_for(source.columns.header, options, mapping)
    stamp = source.stamp()
    for one in targets:
        kind_of(one.path)
        check_output(one.path, [Path(given[0]) for given in stamp], force=force)
    if announce is not None:
        announce(source.columns.described())
    schema = result_schema(source)
    desks = [open_desk(one.view) for one in targets]
    sinks = []
    for one in targets:
        about = {
            "files": stamp,
            "law": one.view.digest,
            "known": one.view.known,
            "answer": [one.view.answer, one.view.value_as_given],
            "columns": schema.names,
            "mapping": source.columns.taken,
            "reading": repr(options[:3]),
            "raw": raw,
            "parts": source.parts(),
        }
        sinks.append(Sink(one.path, kind_of(one.path), schema, about, resume=resume))
    first = min(sink.done for sink in sinks)
    # Results of several views that were stopped apart go on together from the earliest.
    try:
        _run(source, plan, desks, sinks, schema, first, workers or os.cpu_count() or 1, raw, progress)
    except BaseException:
        for sink in sinks:
            sink.stop()
        raise
    summaries = []
    for desk, sink, one in zip(desks, sinks, targets, strict=True):
        summary = _summary(desk, sink, source)
        sink.close({"kanzei": json.dumps(summary.as_json(str(one.path)), ensure_ascii=False)}, force=force)
        store_desk(desk)
        summaries.append(summary)
    return summaries


def result_schema(source: Source) -> pa.Schema:
    """Input columns, renamed where a result column needs the name, then the result columns."""
    names = output_names(source.schema.names)
    given = [field.with_name(name) for field, name in zip(source.schema, names, strict=False)]
    return pa.schema([*given, *(pa.field(name, kind) for name, kind in RESULT_TYPES.items())])


def kind_of(path: Path) -> str:
    """The kind of a result by its name."""
    found = {".parquet": "parquet", ".pq": "parquet", ".csv": "csv", ".tsv": "tsv", ".duckdb": "duckdb"}.get(
        path.suffix.lower()
    )
    if found is None:
        raise UsageError(f"{path}: bulk results are .parquet, .csv, .tsv or .duckdb")
    return found


def _run(
    source: Source,
    plan: Plan,
    desks: list[Desk],
    sinks: list[Sink],
    schema: pa.Schema,
    first: int,
    workers: int,
    raw: bool,
    progress: Callable[[float, int], object] | None,
) -> None:
    done, lines = sum(source.weight(part) for part in range(first)), 0

    own = threading.local()

    def one(
        part: int, before: pa.RecordBatch | None = None, after: pa.RecordBatch | None = None
    ) -> tuple[list[Encoded], Edge]:
        """A part encoded for each sink, and the entries at its edges. before, after : lines beyond them, of the same entries."""
        if not hasattr(own, "scratch"):
            own.scratch = Scratch()
        encoders: list[Encoder] = []
        counts: list[dict[str, Any]] = [{} for _ in desks]
        total = 0
        edge = Edge()
        for piece, following in with_next(source.read(part)):
            if not encoders:
                fitting = _fitting(schema, piece.batch)
                encoders = [Encoder(sink.encoding, fitting, raw=raw) for sink in sinks]
                edge = edge._replace(head=run_at(piece.batch, plan, end=False))
            total += piece.batch.num_rows
            beyond = after if following is None else run_at(following.batch, plan, end=False)
            looked = join_edges(piece.batch, piece.problems, before, beyond, plan)
            before = run_at(piece.batch, plan, end=True)
            for number, desk in enumerate(desks):
                work = inner(work_on(desk, looked.batch, plan, looked.problems, own.scratch), looked.at, looked.n)
                made = lay_out(desk, work)
                encoders[number].write(
                    pa.RecordBatch.from_arrays([*piece.batch.columns, *made.columns], schema=fitting)
                )
                _count(counts[number], work)
            edge = edge._replace(tail=before)
        encoders = encoders or [Encoder(sink.encoding, schema, raw=raw) for sink in sinks]
        return [Encoded(*encoder.close(), total, count) for encoder, count in zip(encoders, counts, strict=True)], edge

    def put(part: int, found: list[Encoded], before: pa.RecordBatch | None, after: pa.RecordBatch | None) -> int:
        """Add a part to the sinks; where an entry lies across one of its cuts it is looked at again, with the lines beyond. Returns its lines."""
        if before is not None or after is not None:
            found, _ = one(part, before, after)
        for sink, encoded in zip(sinks, found, strict=True):
            if sink.done == part:
                sink.add(encoded)
        return found[0].lines

    waiting: deque[tuple[int, Future[tuple[list[Encoded], Edge]]]] = deque()
    beyond = _tail_before(source, plan, first)
    held: tuple[int, list[Encoded], pa.RecordBatch | None] | None = None
    with ThreadPoolExecutor(workers) as pool:
        following = first
        try:
            while waiting or following < source.parts():
                while following < source.parts() and len(waiting) <= workers:
                    waiting.append((following, pool.submit(one, following)))
                    following += 1
                part, future = waiting.popleft()
                found, edge = future.result()
                across = beside(beyond, edge.head, plan)
                if held is not None:
                    lines += put(*held, edge.head if across else None)
                    done += source.weight(held[0])
                    if progress is not None:
                        progress(min(done, 1.0), lines)
                held, beyond = (part, found, beyond if across else None), edge.tail
            if held is not None:
                lines += put(*held, None)
                if progress is not None:
                    progress(1.0, lines)
        except BaseException:
            for _, future in waiting:
                future.cancel()
            raise


def _tail_before(source: Source, plan: Plan, part: int) -> pa.RecordBatch | None:
    """The lines of the entry with which the part before ends: a run that goes on has not read it."""
    if not part or "entry_number" not in plan.columns.taken:
        return None
    last = None
    for piece in source.read(part - 1):
        last = run_at(piece.batch, plan, end=True)
    return last


def _fitting(schema: pa.Schema, batch: pa.RecordBatch) -> pa.Schema:
    """The schema of the result, with the codes of the input as numbers of words where they were read so."""
    fields = list(schema)
    for number, column in enumerate(batch.columns):
        if column.type != fields[number].type:
            fields[number] = fields[number].with_type(column.type)
    return pa.schema(fields)


def _count(counts: dict[str, Any], work: Any) -> None:
    """Add the counts of a batch; every amount is an exact integer."""
    good = work.status == 0
    counts["lines"] = counts.get("lines", 0) + len(good)
    for number, name in enumerate(("ok", "error", "not-covered")):
        counts[name] = counts.get(name, 0) + int((work.status == number).sum())
    counts["duty"] = counts.get("duty", 0) + total_of(work.totals)
    counts["refundable"] = counts.get("refundable", 0) + total_of(work.refundable)
    counts["value"] = counts.get("value", 0) + total_of(work.values if good.all() else np.where(good, work.values, 0))
    amounts = counts.setdefault("amounts", [0] * len(AUTHORITIES))
    for number, row in work.cents.rows.items():
        amounts[number] += total_of(row)


def _summary(desk: Desk, sink: Sink, source: Source) -> Summary:
    summary = Summary(desk.digest)
    for one in sink.counts:
        if not one:
            continue
        summary.lines += one["lines"]
        for name in summary.statuses:
            summary.statuses[name] += one[name]
        summary.duty += one["duty"]
        summary.refundable += one["refundable"]
        summary.value += one["value"]
        for name, cents in zip(AUTHORITIES, one["amounts"], strict=True):
            summary.by_authority[name] += cents
    summary.notes += source.notes
    return summary
