"""The same function on a cluster: Spark's ``mapInArrow`` feeds it, one batch after another.

Every executor compiles the book once for each Python worker and digest: what is shipped is the recipe of a view (days, readings, the content of an edited
book), a few kilobytes, or megabytes with a scenario. Executors must have Kanzei of the same digest installed; a worker that finds another stops the job.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from kanzei.bulk.batch import RESULT_TYPES, Plan, lay_out, plan_for, work_on
from kanzei.bulk.edges import inner, looked_at
from kanzei.bulk.run import Target
from kanzei.entries.parse import DEFAULT, Options
from kanzei.entries.run import Summary
from kanzei.entries.write import output_names
from kanzei.errors import KanzeiError, UsageError
from kanzei.law.authorities import AUTHORITIES

if TYPE_CHECKING:
    from kanzei.bulk.desk import Desk
    from kanzei.duty.view import View

__all__ = ["Recipe", "assess_frame", "assess_with_spark", "recipe_of"]

BATCH = 1 << 17
"""Lines of an Arrow batch."""

_CUT_AT_MOST = 100_000
"""Entries cut through that are brought together by themselves; where there are more, all lines are."""

Recipe = tuple[Any, ...]
"""What makes a view on another machine: (digest, content of an edited book or ``None``, its members, known, readings, answer, value as given)."""

_DESKS: dict[str, Desk] = {}
"""Desks of this worker, by all of the recipe that tells one view from another."""


def recipe_of(view: View) -> Recipe:
    """What a worker needs in order to look at the same law."""
    edited = view.book.recipe() if view.book.edits() or view.book.package else (None, None)
    return (view.digest, *edited, view.known, dict(view.switches), view.answer, view.value_as_given)


def _desk(recipe: Recipe) -> Desk:
    """The desk of a recipe, made once in each worker.

    Raises
    ------
    UsageError   The worker's book is another.
    """
    from kanzei.bulk.cache import open_desk
    from kanzei.duty.book import LawBook
    from kanzei.duty.view import View

    digest, content, members, known, switches, answer, as_given = recipe
    key = repr((digest, known, sorted(switches.items()), answer, as_given))
    found = _DESKS.get(key)
    if found is None:
        book = LawBook.shipped() if content is None else LawBook(content, members)
        view = View(book, known, switches, answer, as_given)
        if view.digest != digest:
            raise UsageError(
                f"this worker's law book is {view.digest[:12]}, the driver's {digest[:12]}: install the same Kanzei on every executor"
            )
        found = _DESKS[key] = open_desk(view)
    return found


def _assess(
    batches: Iterator[pa.RecordBatch], recipe: Recipe, header: Sequence[str], options: Options, mapping: Any
) -> Iterator[pa.RecordBatch]:
    """The pure function, as ``mapInArrow`` calls it: batches in, batches out."""
    desk = _desk(recipe)
    plan: Plan = plan_for(header, options, mapping)
    for batch, looked in looked_at(batches, plan):
        made = lay_out(desk, inner(work_on(desk, looked.batch, plan), looked.at, looked.n))
        columns = [column.cast(_plain(column.type)) for column in made.columns]
        yield pa.RecordBatch.from_arrays(
            [*batch.columns, *columns], names=[*output_names(batch.schema.names), *made.schema.names]
        )


def _plain(kind: pa.DataType) -> pa.DataType:
    """Types that Spark takes: text instead of dictionaries, decimals of 128 bits."""
    if pa.types.is_dictionary(kind):
        return kind.value_type
    return pa.decimal128(kind.precision, kind.scale) if pa.types.is_decimal(kind) else kind


def assess_frame(
    frame: Any, view: View, *, options: Options = DEFAULT, mapping: Mapping[str, str] | None = None
) -> Any:
    """A Spark DataFrame of entry lines with the columns of its assessment.

    Parameters
    ----------
    frame : with the columns of the contract under any of their names. view : the law looked at; it is shipped as its recipe.
    """
    from pyspark.sql.types import DecimalType, StringType, StructField, StructType

    header = list(frame.columns)
    taken = plan_for(header, options, mapping).columns.taken
    given = [
        StructField(name, field.dataType, True)
        for name, field in zip(output_names(header), frame.schema.fields, strict=True)
    ]
    made = [
        StructField(name, DecimalType(kind.precision, kind.scale) if pa.types.is_decimal(kind) else StringType(), True)
        for name, kind in RESULT_TYPES.items()
    ]
    recipe, wanted = recipe_of(view), dict(mapping or {}) or None
    line = header[taken["line"]] if "line" in taken else None
    parts = _with_whole_entries(frame, header[taken["entry_number"]], line) if "entry_number" in taken else [frame]
    results = [
        part.mapInArrow(lambda batches: _assess(batches, recipe, header, options, wanted), StructType([*given, *made]))
        for part in parts
    ]
    return results[0] if len(results) == 1 else results[0].unionByName(results[1])


def _with_whole_entries(frame: Any, name: str, line: str | None) -> list[Any]:
    """The frame in one or two parts, in each of which the lines of an entry stand together, in the order of their numbers where they have any.

    Whether a line is one part of a split article hangs on the other lines of its entry, and Spark cuts files where it likes. Entries cut through, or
    scattered, are found by one look at the column, and their lines brought together; the others stay where they are.
    """
    from pyspark.sql import functions as f

    entry = f.col(f"`{name}`")
    place = frame.select(entry.alias("entry"), f.monotonically_increasing_id().alias("place"))
    spread = f.max("place") - f.min("place") + 1 != f.count("*")
    cut = (
        place.where(f.trim(f.col("entry").cast("string")) != "")
        .groupBy("entry")
        .agg(spread.alias("spread"))
        .where("spread")
        .select("entry")
    )
    found = [row["entry"] for row in cut.limit(_CUT_AT_MOST + 1).collect()]
    if not found:
        return [frame]
    order = [entry, *([f.col(f"`{line}`").try_cast("bigint"), f.col(f"`{line}`")] if line else [])]
    if len(found) > _CUT_AT_MOST:
        return [frame.repartition(entry).sortWithinPartitions(*order)]
    known = frame.sparkSession.createDataFrame([(one,) for one in found], cut.schema)
    condition = entry == f.col("entry")
    beside = frame.join(f.broadcast(known), condition, "left_anti")
    together = frame.join(f.broadcast(known), condition, "left_semi").repartition(entry).sortWithinPartitions(*order)
    return [beside, together]


def assess_with_spark(
    paths: Sequence[Path],
    targets: Sequence[Target],
    *,
    options: Options = DEFAULT,
    mapping: Mapping[str, str] | None = None,
    master: str | None = None,
    force: bool = False,
) -> list[Summary]:
    """Assess files on a cluster; each view's result is a folder of Parquet parts (or of CSV parts), as Spark writes them.

    Parameters
    ----------
    paths  : Parquet or CSV, in any place that Spark reads (``s3a://…`` among them). master : URL of the Spark master; ``None``: what the environment says, or every
             core of this machine.

    Raises
    ------
    UsageError   Spark or Java is missing, or a job fails because of its input.
    """
    standing = _standing()
    session = _session(master)
    try:
        summaries = []
        for one in targets:
            kind = "csv" if one.path.suffix.lower() == ".csv" else "parquet"
            frame = _read(session, [_url(path) for path in paths])
            result = assess_frame(frame, one.view, options=options, mapping=mapping)
            result.write.mode("overwrite" if force else "errorifexists").option("header", True).format(kind).save(
                _url(one.path)
            )
            summaries.append(_summary(session, _url(one.path), kind, one.view.digest))
        return summaries
    except KanzeiError:
        raise
    except Exception as error:  # Spark raises errors of many classes, told apart by their home; all others go on
        if type(error).__module__.startswith(("pyspark", "py4j")):
            raise UsageError(f"Spark: {_first_words(error)}") from None
        raise
    finally:
        if not standing:  # a session that its owner made goes on
            session.stop()


def _url(path: Path) -> str:
    """A path as Spark takes it; the double slash of a URL, lost in a path, is put back."""
    text = str(path)
    scheme, colon, rest = text.partition(":/")
    if colon and scheme.isalnum() and len(scheme) > 1:
        return f"{scheme}://{rest.lstrip('/')}"
    return text if path.is_absolute() else str(path.absolute())


def _first_words(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    named = [line for line in lines if re.match(r"[\w.]*(Error|NotCovered)\b", line)]
    return (named or lines or [type(error).__name__])[-1 if named else 0][:400]


def _standing() -> bool:
    """Whether the program has a Spark session of its own."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        return False
    return SparkSession.getActiveSession() is not None


def _session(master: str | None) -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise UsageError("--engine spark needs PySpark and Java 17 or newer: pip install 'kanzei[spark]'") from None
    made = SparkSession.builder.appName("kanzei").config("spark.sql.execution.arrow.maxRecordsPerBatch", BATCH)
    # What goes wrong is told by the error that reaches the driver.
    made = (
        made.config("spark.log.level", "OFF")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.ui.showConsoleProgress", "false")
    )
    if master:
        made = made.master(master)
    if (master or "local").startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        made = (
            made.config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.ui.enabled", "false")
        )
    try:
        return made.getOrCreate()
    except Exception as error:  # a missing Java, a master that does not answer: each raises another class
        raise UsageError(
            f"Spark did not start ({_first_words(error)}): is Java 17 or newer installed, JAVA_HOME set"
            f"{f', and does the master {master} answer' if master and not master.startswith('local') else ''}?"
        ) from None


def _read(session: Any, urls: list[str]) -> Any:
    if all(url.lower().endswith((".csv", ".tsv", ".txt")) for url in urls):
        delimiter = "\t" if urls[0].lower().endswith(".tsv") else ","
        return session.read.option("header", True).option("sep", delimiter).option("multiLine", False).csv(urls)
    return session.read.parquet(*urls)


def _summary(session: Any, url: str, kind: str, digest: str) -> Summary:
    """Counts and totals of what was written, added up by Spark."""
    from pyspark.sql import functions as f

    frame = session.read.option("header", True).format(kind).load(url)
    good = f.col("status") == "ok"
    cents = {name: f.sum(f.when(good, f.col(f"{name}_usd").cast("decimal(38,2)"))).alias(name) for name in AUTHORITIES}
    value = next(name for name in frame.columns if name in ("value_usd", "input_value_usd") or "value" in name)
    row = frame.agg(
        f.count("*").alias("lines"),
        *(
            f.sum(f.when(f.col("status") == name, 1).otherwise(0)).alias(f"status_{name}")
            for name in ("ok", "error", "not-covered")
        ),
        f.sum(f.when(good, f.col("duty_usd").cast("decimal(38,2)"))).alias("duty"),
        f.sum(f.when(good, f.col("refundable_usd").cast("decimal(38,2)"))).alias("refundable"),
        f.sum(f.when(good, f.col(value).cast("decimal(38,2)"))).alias("value"),
        *cents.values(),
    ).first()
    summary = Summary(digest)
    summary.lines = row["lines"]
    for name in summary.statuses:
        summary.statuses[name] = int(row[f"status_{name}"] or 0)
    summary.duty, summary.refundable, summary.value = (_cents(row[name]) for name in ("duty", "refundable", "value"))
    for name in AUTHORITIES:
        summary.by_authority[name] = _cents(row[name])
    return summary


def _cents(amount: Any) -> int:
    return int(amount * 100) if amount is not None else 0
