"""One measurement in this process: ``python -m benchmarks.bulk.measure TASK JSON`` prints its figures as JSON.

Seconds begin when the interpreter and the libraries are loaded and end when the result lies in its place: opening the book, taking up the slots kept from earlier
runs, compiling the kernel and deciding new slots are within them. Memory is the most that the process ever held.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.bulk.lines import ORIGINS, as_money, write_lines

__all__: list[str] = []

UNTIL = date(2026, 11, 22)
"""The day after the last entry."""
VIEWS = ("", "2026-02-19", "2025-09-10")
"""Days of knowledge of several views; the first is the newest the book holds."""


def write(given: dict[str, Any]) -> dict[str, Any]:
    """Write lines."""
    path = Path(given["path"])
    fresh = path.with_name("." + path.name)
    write_lines(fresh, given["lines"], given["distinct"], damaged=given["damaged"])
    fresh.replace(path)
    return {"bytes": path.stat().st_size}


def assess(given: dict[str, Any]) -> dict[str, Any]:
    """Kanzei, file to file."""
    import kanzei
    from kanzei.bulk.run import Target, assess_stream

    out = Path(given["out"])
    begun, worked = time.perf_counter(), time.process_time()
    book = kanzei.LawBook.shipped()
    days = VIEWS[: given["views"]]
    views = [book.view(known=date.fromisoformat(day)) if day else book.view() for day in days]
    targets = [Target(view, out.with_name(f"{number}-{out.name}")) for number, view in enumerate(views)]
    summaries = assess_stream([given["path"]], targets, force=True, workers=given["workers"])
    seconds = time.perf_counter() - begun
    size = targets[0].path.stat().st_size
    for one in targets[1:] if given.get("keep") else targets:
        one.path.unlink()
    return {
        "seconds": seconds,
        "processor_seconds": time.process_time() - worked,
        "statuses": dict(summaries[0].statuses),
        "bytes": size,
    }


def slots(given: dict[str, Any]) -> dict[str, Any]:
    """How much is kept for the next run, and how long it takes to take it up."""
    import kanzei
    from kanzei.bulk.cache import cache_folder, open_desk

    view = kanzei.LawBook.shipped().view()
    begun = time.perf_counter()
    desk = open_desk(view)
    took = time.perf_counter() - begun
    size = sum(one.stat().st_size for one in cache_folder().glob("slots-*"))
    return {
        "combinations": desk.combinations,
        "slots": desk.count,
        "programs": len(desk.programs),
        "seconds": took,
        "bytes": size,
    }


def floor(given: dict[str, Any]) -> dict[str, Any]:
    """The same columns read, columns of the same number, types and values written."""
    from benchmarks.bulk.floor import floor_seconds

    import kanzei
    from kanzei.bulk.cache import open_desk

    desk = open_desk(kanzei.LawBook.shipped().view())
    out = Path(given["out"])
    worked = time.process_time()
    seconds = floor_seconds(Path(given["path"]), out, desk, given["workers"])
    size = out.stat().st_size
    out.unlink()
    return {"seconds": seconds, "processor_seconds": time.process_time() - worked, "bytes": size}


def by_line(given: dict[str, Any]) -> dict[str, Any]:
    """Kanzei's engine that takes lines one by one and explains them in dollars, on a head of the file."""
    import pyarrow.parquet as pq

    import kanzei
    from kanzei.entries.files import assess_files

    path, head = Path(given["path"]), Path(given["out"])
    batch = next(pq.ParquetFile(path).iter_batches(batch_size=given["lines"]))
    pq.write_table(_table(batch), head)
    out = head.with_name("lines-" + head.name)
    begun = time.perf_counter()
    assess_files([head], kanzei.LawBook.shipped().view(), out, force=True)
    seconds = time.perf_counter() - begun
    head.unlink()
    out.unlink()
    return {"seconds": seconds, "lines": batch.num_rows}


def _table(batch: Any) -> Any:
    import pyarrow as pa

    return pa.Table.from_batches([batch])


def rates(given: dict[str, Any]) -> dict[str, Any]:
    """Make the rate table of the SQL peer, once for each digest of the law: one total rate for each code, country and interval of entry days."""
    import pyarrow.parquet as pq

    import kanzei
    from kanzei.duty.panel import panel

    path, rows = Path(given["path"]), 0
    fresh, told = path.with_name("." + path.name), path.with_suffix(".json")
    view = kanzei.LawBook.shipped().view()
    asked = {"law": view.digest, "origins": given["origins"], "since": given["since"]}
    if path.exists() and told.exists():
        kept: dict[str, Any] = json.loads(told.read_text())
        if all(kept.get(name) == value for name, value in asked.items()):
            return kept
    begun = time.perf_counter()
    writer = None
    origins = ORIGINS[: given["origins"]]
    since = date.fromisoformat(given["since"])
    for batch in panel(view, origins, since, UNTIL, processes=given["processes"]):
        batch = batch.select(["hts", "origin", "entered_from", "entered_to", "total_rate"])
        writer = writer or pq.ParquetWriter(fresh, batch.schema)
        writer.write_batch(batch)
        rows += batch.num_rows
    assert writer is not None
    writer.close()
    fresh.replace(path)
    seconds = time.perf_counter() - begun
    kept = {"rows": rows, "origins": len(origins), "since": given["since"], "seconds": seconds, "law": view.digest}
    told.write_text(json.dumps(kept))
    return kept


_JOIN = """
COPY (
  SELECT l.*, CAST(round(round(l.value_usd) * r.total_rate, 2) AS DECIMAL(18, 2)) AS duty_usd, r.total_rate AS rate
  FROM read_parquet('{lines}') l
  LEFT JOIN read_parquet('{rates}') r
    ON l.hts = r.hts AND l.origin = r.origin AND l.entered_on >= r.entered_from AND l.entered_on < r.entered_to
) TO '{out}' (FORMAT parquet, COMPRESSION snappy)
"""


def sql(given: dict[str, Any]) -> dict[str, Any]:
    """A straightforward join in DuckDB, file to file."""
    import duckdb

    out = Path(given["out"])
    connection = duckdb.connect()
    connection.execute(f"SET threads TO {int(given['workers'])}")
    connection.execute("SET preserve_insertion_order = true")
    connection.execute(f"SET temp_directory = '{out.parent}'")
    begun = time.perf_counter()
    connection.execute(_JOIN.format(lines=given["path"], rates=given["rates"], out=out))
    seconds = time.perf_counter() - begun
    answer = {"seconds": seconds, "peak_mb": _peak()}
    if given.get("against"):
        answer["compared"] = _compared(connection, given["against"], str(out))
    out.unlink()
    return answer


def _compared(connection: Any, ours: str, theirs: str) -> dict[str, Any]:
    """How the duty of two results over the same lines differs, line by line."""
    row = connection.execute(
        f"""SELECT count(*), sum((a.status <> 'ok' AND b.duty_usd IS NOT NULL)::INT), sum((a.status = 'ok' AND b.duty_usd IS NULL)::INT),
        sum((a.status = 'ok' AND a.duty_usd = b.duty_usd)::INT), sum((a.status = 'ok' AND a.duty_usd <> b.duty_usd)::INT),
        sum((a.status = 'ok' AND abs(a.duty_usd - b.duty_usd) BETWEEN 0.01 AND 0.05)::INT)
        FROM read_parquet('{ours}') a JOIN read_parquet('{theirs}') b ON a.entry_number = b.entry_number AND a.line = b.line"""
    ).fetchone()
    names = ("lines", "answered_where_we_say_why_not", "no_answer", "same_cents", "other_cents", "of_which_a_few_cents")
    return dict(zip(names, (int(one or 0) for one in row), strict=True))


RULES_DAYS = (("2025-05-05", 29, "9903.01.25"), ("2025-10-01", 12, "9903.02.72 9903.02.73"))
"""Spans of the rules engine's lines: first day, days, headings of the one duty beside column 1."""


def rules_lines(given: dict[str, Any]) -> dict[str, Any]:
    """Write the lines of the rules engine's subset of the law: Japan, column 1 a percentage, and the reciprocal duty alone."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    import kanzei
    from kanzei.duty.panel import panel

    view, rng = kanzei.LawBook.shipped().view(), np.random.default_rng(5)
    tables = []
    for first, span, headings in RULES_DAYS:
        day = date.fromisoformat(first)
        rows = pa.Table.from_batches(list(panel(view, ["JP"], day, date.fromordinal(day.toordinal() + 1)))).to_pylist()
        fitting = [
            (row["hts"], row["mfn_rate"])
            for row in rows
            if row["mfn_rate"] is not None and row["headings"] in headings.split(" ")
        ]
        n = given["lines"] // len(RULES_DAYS)
        drawn = rng.integers(0, len(fitting), n)
        start = day.toordinal() - date(1970, 1, 1).toordinal()
        days = (start + rng.integers(0, span, n)).astype(np.int32)
        cents = np.maximum(np.round(np.exp(rng.normal(8.5, 1.6, n))).astype(np.int64), 1) * 100
        tables.append(
            pa.table(
                {
                    "hts": pa.array([fitting[one][0] for one in drawn.tolist()]),
                    "origin": pa.array(["JP"] * n),
                    "entered_on": pa.array(days).cast(pa.date32()),
                    "value_usd": as_money(cents, np.zeros(n, dtype=bool)),
                    "column_1": pa.array([fitting[one][1] for one in drawn.tolist()]),
                }
            )
        )
    pq.write_table(pa.concat_tables(tables), given["path"])
    return {"lines": sum(one.num_rows for one in tables)}


def rules_kanzei(given: dict[str, Any]) -> dict[str, Any]:
    """Kanzei on the rules engine's lines, from memory to memory in one thread; how many cents the engine's answers differ."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    import kanzei
    from kanzei.bulk.frames import assess_reader

    table = pq.read_table(given["path"], columns=["hts", "origin", "entered_on", "value_usd"])
    view = kanzei.LawBook.shipped().view()
    seconds = []
    for _ in range(3):
        begun = time.perf_counter()
        made = assess_reader(view, table.to_reader(max_chunksize=1 << 18)).read_all()
        seconds.append(time.perf_counter() - begun)
    answer: dict[str, Any] = {"lines": table.num_rows, "cold_seconds": seconds[0], "seconds": min(seconds[1:])}
    ours = np.round(made["duty_usd"].cast(pa.float64()).to_numpy() * 100).astype(np.int64)
    if given.get("answers"):
        theirs = np.load(given["answers"])
        apart = np.abs(ours[: len(theirs)] - theirs)
        answer |= {
            "compared": len(theirs),
            "other_cents": int((apart > 0).sum()),
            "most_cents_apart": int(apart.max(initial=0)),
        }
    return answer


def _peak() -> float:
    """Megabytes: the most this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1 << 20)


TASKS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    one.__name__: one for one in (write, assess, slots, floor, by_line, rates, sql, rules_lines, rules_kanzei)
}


if __name__ == "__main__":
    made = TASKS[sys.argv[1]](json.loads(sys.argv[2]))
    print(json.dumps({"peak_mb": _peak(), **made}))
