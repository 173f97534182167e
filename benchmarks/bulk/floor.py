"""The floor: reading the same columns and writing output columns of the same number, types and values, with the same reader, encoders and threads, and doing
nothing else (design, section 8).

The result columns that are written were made once, from lines of the file itself, so that their values are distributed as the true ones.
"""

from __future__ import annotations

import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa

from kanzei.bulk.batch import lay_out, plan_for, work_on
from kanzei.bulk.desk import Desk
from kanzei.bulk.run import result_schema
from kanzei.bulk.sinks import Encoded, Encoder, Sink
from kanzei.bulk.sources import open_source
from kanzei.entries.parse import DEFAULT

__all__ = ["floor_seconds"]


def floor_seconds(path: Path, out: Path, desk: Desk, workers: int) -> float:
    """Seconds to read a file and write it again with result columns that were ready."""
    source = open_source([path])
    plan = plan_for(source.columns.header, DEFAULT)
    first = next(iter(source.read(0))).batch
    ready = lay_out(desk, work_on(desk, first, plan))
    schema = result_schema(source)
    begun = time.perf_counter()
    sink = Sink(out, "parquet", schema, {}, resume=False)

    def one(part: int) -> Encoded:
        encoder, lines = None, 0
        for piece in source.read(part):
            n = piece.batch.num_rows
            lines += n
            made = (
                ready.slice(0, n)
                if n <= ready.num_rows
                else pa.concat_batches([ready] * (n // ready.num_rows + 1)).slice(0, n)
            )
            whole = pa.RecordBatch.from_arrays(
                [*piece.batch.columns, *made.columns], names=[*piece.batch.schema.names, *made.schema.names]
            )
            encoder = encoder or Encoder("parquet", whole.schema)
            encoder.write(whole)
        assert encoder is not None
        return Encoded(*encoder.close(), lines, {})

    waiting: deque = deque()
    following = 0
    with ThreadPoolExecutor(workers) as pool:
        while waiting or following < source.parts():
            while following < source.parts() and len(waiting) <= workers:
                waiting.append(pool.submit(one, following))
                following += 1
            sink.add(waiting.popleft().result())
    sink.close({}, force=True)
    return time.perf_counter() - begun
