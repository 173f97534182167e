"""``kanzei assess``: every line of files of entry lines, in order, with the duty or the reason why not."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kanzei.cli.options import add_json, add_reading, count, day, open_view
from kanzei.cli.parser import Parser
from kanzei.cli.progress import Progress
from kanzei.errors import UsageError

if TYPE_CHECKING:
    from kanzei.duty.book import LawBook
    from kanzei.duty.view import View
    from kanzei.entries.run import Summary

    Bar = Callable[..., Progress]

__all__ = ["assess_all", "engine_of", "parser"]


def parser() -> Parser:
    """Options of the command."""
    made = Parser(
        prog="kanzei assess",
        description="The duty on every line of CSV, Excel or Parquet files. Every input line stays in its place; "
        "a line that cannot be assessed says why. Exit code 1: some lines failed.",
        example=(
            "assess examples/entries.csv -o assessed.csv",
            "assess examples/entries.csv -o with-fees.csv --fees --mode vessel",
        ),
    )
    made.add_argument(
        "file",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="files of entry lines: .csv, .xlsx, .parquet; in bulk also folders, globs and DuckDB databases",
    )
    made.add_argument(
        "-o",
        "--output",
        required=True,
        type=Path,
        metavar="OUT",
        help="result: .csv, .tsv, .xlsx, .parquet, .jsonl; in bulk .parquet, .csv, .tsv, .duckdb",
    )
    made.add_argument("--force", action="store_true", help="replace an existing result")
    law = made.add_argument_group("the law looked at")
    law.add_argument(
        "--known",
        action="append",
        type=day,
        default=[],
        metavar="DATE",
        help="the law as known on this day; given several times, each day gets a file of its own",
    )
    add_reading(law)
    fees = made.add_argument_group("fees")
    fees.add_argument(
        "--fees",
        action="store_true",
        help="add the merchandise processing and harbor maintenance fees, by entry number",
    )
    fees.add_argument(
        "--mode", default="", metavar="MODE", help="mode of transport of lines that state none: vessel, air …"
    )
    form = made.add_argument_group("how the files are written")
    form.add_argument("--layout", choices=("7501",), help="result with a row for each HTS number, as to be filed")
    form.add_argument("--date-format", metavar="FORM", help="form of the dates, such as MM/DD/YYYY")
    form.add_argument("--money", choices=("us", "eu"), help="form of amounts: us 1,234.56 or eu 1.234,56")
    form.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="COLUMN=HEADER",
        help="take a column from this header (repeatable)",
    )
    form.add_argument("--sheet", metavar="NAME", help="sheet of an Excel file")
    form.add_argument("--strict", action="store_true", help="an unknown claim fails its line")
    form.add_argument(
        "--raw", action="store_true", help="CSV for machines: do not guard text against spreadsheet formulas"
    )
    bulk = made.add_argument_group("bulk")
    bulk.add_argument(
        "--engine",
        choices=("lines", "local", "spark"),
        help="lines: one by one, each explained in dollars; local: in bulk on every core; spark: on a cluster "
        "(default: lines, and local for large files that it can read)",
    )
    bulk.add_argument("--resume", action="store_true", help="go on where a stopped run in bulk ended")
    bulk.add_argument("--workers", type=count, metavar="N", help="threads in bulk (default: one for each core)")
    bulk.add_argument("--table", default="", metavar="NAME", help="table of a DuckDB database")
    bulk.add_argument("--master", metavar="URL", help="Spark master, such as spark://host:7077 (default: local[*])")
    add_json(made)
    made.set_defaults(run=run)
    return made


def run(options: Namespace) -> int:
    """Assess the files, write the results, print the summaries; 1 when a line failed."""
    done = assess_all(options)
    _report(options, done)
    return 1 if any(summary.failed for _, summary in done) else 0


def assess_all(options: Namespace, bar: Bar = Progress) -> list[tuple[Path, Summary]]:
    """Assess the files by the engine that fits them; each result with its summary.

    Parameters
    ----------
    bar : what is told of the progress, as :class:`kanzei.cli.progress.Progress` is.

    Raises
    ------
    UsageError   A file that cannot be read, an option that cannot be carried out, a result that must not be written.
    """
    from kanzei.duty.book import LawBook
    from kanzei.entries.write import check_output

    if options.mode:
        from kanzei.duty.fees import read_mode

        read_mode(options.mode)
    engine = engine_of(options)
    outputs = _outputs(options)
    for _, _, path in outputs:
        # A run that goes on finds no result yet; one that was finished meanwhile is not done again.
        if engine != "spark":
            check_output(path, [one for one in options.file if one.is_file()], force=options.force)
    book = LawBook.shipped()
    views = [(open_view(book, options, known, scenario), path) for known, scenario, path in outputs]
    if engine == "lines":
        return [(path, _assess(options, book, view, path, bar)) for view, path in views]
    return _in_bulk(options, engine, views, bar)


def engine_of(options: Namespace) -> str:
    """The engine asked for, or the one that fits the files.

    Raises
    ------
    UsageError   An option that the engine asked for does not have.
    """
    by_line = [
        name
        for name, said in (
            ("--fees", options.fees),
            ("--layout", options.layout),
            ("--adcvd", options.adcvd),
            ("--sheet", options.sheet),
            ("--answer owed", options.answer == "owed"),
        )
        if said
    ]
    if options.engine in ("local", "spark") and by_line:
        raise UsageError(f"{by_line[0]} is carried out line by line: leave --engine {options.engine} out")
    if options.resume and (by_line or options.engine == "lines"):
        raise UsageError("--resume goes with --engine local")
    if options.engine:
        return str(options.engine)
    return "lines" if by_line or not (options.resume or _is_large(options)) else "local"


_LARGE_LINES = 20_000
_LARGE_BYTES = 4_000_000


def _is_large(options: Namespace) -> bool:
    """Whether the files are for the bulk engine, and can be read and written by it."""
    kinds = {path.suffix.lower() for path in options.file if path.is_file()}
    whole = all(path.is_dir() or any(sign in str(path) for sign in "*?[") or path.is_file() for path in options.file)
    if any(path.is_dir() or any(sign in str(path) for sign in "*?[") for path in options.file) or kinds & {
        ".duckdb",
        ".db",
    }:
        return whole
    if options.output.suffix.lower() not in (".parquet", ".pq", ".csv", ".tsv", ".duckdb") or not whole:
        return False
    if options.output.suffix.lower() == ".duckdb":
        return True
    if kinds == {".parquet"}:
        import pyarrow.parquet as pq

        try:
            return bool(sum(pq.ParquetFile(path).metadata.num_rows for path in options.file) > _LARGE_LINES)
        except OSError:
            return False
    if kinds <= {".csv", ".tsv", ".txt"} and sum(path.stat().st_size for path in options.file) > _LARGE_BYTES:
        return _plain_layout(options)
    return False


def _plain_layout(options: Namespace) -> bool:
    """Whether text files are of a layout that the bulk engine reads."""
    from kanzei.bulk.batch import plan_for
    from kanzei.bulk.sources import open_source
    from kanzei.entries.parse import DEFAULT
    from kanzei.errors import KanzeiError

    try:
        plan_for(
            open_source(options.file, _mapping(options.map)).columns.header, DEFAULT, _mapping(options.map) or None
        )
    except KanzeiError:
        return False  # the other engine says what is wrong
    return True


def _outputs(options: Namespace) -> list[tuple[date | None, list[str], Path]]:
    """(known day, scenario files, result) of each view asked for.

    Several known days get a result each; scenarios beside them one more, under the newest law.
    """
    days = list(dict.fromkeys(options.known))
    path: Path = options.output
    if len(days) < 2:
        return [(days[0] if days else None, list(options.scenario), path)]
    out: list[tuple[date | None, list[str], Path]] = [
        (known, [], path.with_name(f"{path.stem}.known-{known}{path.suffix}")) for known in days
    ]
    if options.scenario:
        name = "-".join(Path(one).stem for one in options.scenario)
        out.append((None, list(options.scenario), path.with_name(f"{path.stem}.scenario-{name}{path.suffix}")))
    return out


def _mapping(words: Sequence[str]) -> dict[str, str]:
    out = {}
    for word in words:
        column, equals, header = word.partition("=")
        if not (column and equals and header):
            raise UsageError(f"--map {word}: write COLUMN=HEADER, such as hts='Tariff No'")
        out[column.strip()] = header.strip()
    return out


def _in_bulk(options: Namespace, engine: str, views: list[tuple[View, Path]], bar: Bar) -> list[tuple[Path, Summary]]:
    from kanzei.bulk.run import Target, assess_stream
    from kanzei.bulk.sources import DuckSource, open_source
    from kanzei.entries.parse import Options
    from kanzei.render.words import printable

    reading = Options(date_format=options.date_format, money=options.money, strict=options.strict)
    mapping = _mapping(options.map) or None
    targets = [Target(view, path) for view, path in views]
    if engine == "spark":
        from kanzei.bulk.spark import assess_with_spark

        summaries = assess_with_spark(
            options.file, targets, options=reading, mapping=mapping, master=options.master, force=options.force
        )
        return [(path, summary) for (_, path), summary in zip(views, summaries, strict=True)]
    source = (
        DuckSource(options.file[0], mapping, options.table) if options.table else open_source(options.file, mapping)
    )
    with bar("assessing lines", 1000) as shown:
        summaries = assess_stream(
            source,
            targets,
            options=reading,
            mapping=mapping,
            raw=options.raw,
            force=options.force,
            resume=options.resume,
            workers=options.workers,
            progress=lambda share, _: shown.tick(int(share * 1000) - shown.done),
            announce=lambda text: sys.stderr.write(f"{printable(text)}\n"),
        )
    return [(path, summary) for (_, path), summary in zip(views, summaries, strict=True)]


def _assess(options: Namespace, book: LawBook, view: View, path: Path, bar: Bar) -> Summary:
    from kanzei.entries.files import assess_files
    from kanzei.entries.parse import Options
    from kanzei.render.machine import assessment_json
    from kanzei.render.words import printable

    reading = Options(
        date_format=options.date_format,
        money=options.money,
        strict=options.strict,
        known_code=lambda code, on: _exists(book, code, on),
    )
    with bar("assessing lines") as shown:
        return assess_files(
            options.file,
            view,
            path,
            options=reading,
            mapping=_mapping(options.map) or None,
            sheet=options.sheet,
            layout=options.layout,
            raw=options.raw,
            force=options.force,
            progress=shown.tick,
            announce=lambda text: sys.stderr.write(f"{printable(text)}\n"),
            as_json=assessment_json,
            fees=view if options.fees else None,
            mode=options.mode,
        )


def _exists(book: LawBook, code: str, on: date) -> bool:
    from kanzei.errors import ScheduleError

    try:
        return not book.schedule.lookup(code, on).warnings
    except ScheduleError:
        return False


def _report(options: Namespace, done: list[tuple[Path, Summary]]) -> None:
    if options.json:
        from kanzei.render.machine import dump

        values = [summary.as_json(str(path)) for path, summary in done]
        print(dump(values[0] if len(values) == 1 else {"runs": values}))
        return
    from kanzei.render.summary import summary_text
    from kanzei.render.tables import Ink

    print("\n\n".join(summary_text(summary.as_json(str(path)), Ink(sys.stdout)) for path, summary in done))
