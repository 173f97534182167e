"""``kanzei assess`` in bulk: which engine is taken, several laws at once, the summary, and what is refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from argparse import Namespace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kanzei.bulk.run import Target, assess_stream
from kanzei.cli.assess import engine_of, parser
from kanzei.duty.book import LawBook
from kanzei.errors import UsageError

from .lines import plain_rows, rows_of, write_csv

ROOT = Path(__file__).resolve().parents[2]


def kanzei(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kanzei.cli", *words],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


@pytest.fixture
def entries(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "entries.csv", plain_rows(50, 120))


def test_the_summary_is_that_of_the_lines_engine(entries: Path, tmp_path: Path) -> None:
    found = {}
    for engine in ("lines", "local"):
        ran = kanzei("assess", "entries.csv", "-o", "out.csv", "--force", "--engine", engine, "--json", cwd=tmp_path)
        found[engine] = (ran.returncode, json.loads(ran.stdout), ran.stderr)

    assert found["lines"][:2] == found["local"][:2]
    assert "hts" in found["local"][2]


def test_the_summary_stands_in_the_file(entries: Path, tmp_path: Path) -> None:
    ran = kanzei("assess", "entries.csv", "-o", "out.parquet", "--engine", "local", "--json", cwd=tmp_path)

    about = pq.read_metadata(tmp_path / "out.parquet").metadata[b"kanzei"]

    assert json.loads(ran.stdout) == json.loads(about)


def test_a_line_that_failed_sets_the_exit_code(tmp_path: Path) -> None:
    rows = plain_rows(51, 3)
    write_csv(tmp_path / "good.csv", rows)
    rows[1]["hts"] = "1"
    write_csv(tmp_path / "bad.csv", rows)

    assert 0 == kanzei("assess", "good.csv", "-o", "a.csv", "--engine", "local", cwd=tmp_path).returncode
    assert 1 == kanzei("assess", "bad.csv", "-o", "b.csv", "--engine", "local", cwd=tmp_path).returncode


def test_several_days_and_a_scenario_each_get_a_file(entries: Path, tmp_path: Path, root: Path, book: LawBook) -> None:
    """In one run over the input, each as by a run of its own."""
    days = ("2025-04-01", "2025-09-10")
    words = [word for day in days for word in ("--known", day)]
    scenario = root / "examples" / "order.yaml"
    line = ("assess", "entries.csv", "-o", "out.parquet", "--engine", "local", "--json")
    ran = kanzei(*line, *words, "--scenario", str(scenario), cwd=tmp_path)

    assert ran.returncode in (0, 1), ran.stderr
    names = [f"out.known-{day}.parquet" for day in days] + ["out.scenario-order.parquet"]
    views = [book.view(known=date.fromisoformat(day)) for day in days] + [book.view(scenario=[scenario])]
    runs = json.loads(ran.stdout)["runs"]
    assert names == [one["output"] for one in runs]
    assert 3 == len({one["duty_usd"] + one["lawbook"] for one in runs})
    for name, view, told in zip(names, views, runs, strict=True):
        (alone,) = assess_stream([entries], [Target(view, tmp_path / "alone.parquet")], force=True)
        assert rows_of(tmp_path / "alone.parquet") == rows_of(tmp_path / name)
        assert told == alone.as_json(name)


def test_views_in_one_run_equal_runs_of_their_own(entries: Path, tmp_path: Path, book: LawBook) -> None:
    views = {"new": book.view(), "old": book.view(known=date(2025, 8, 28)), "given": book.view(value_as_given=True)}
    targets = [
        Target(view, tmp_path / f"{name}.{kind}")
        for (name, view), kind in zip(views.items(), ("csv", "parquet", "tsv"), strict=True)
    ]

    together = assess_stream([entries], targets)

    for one, summary in zip(targets, together, strict=True):
        alone = one.path.with_name(f"alone-{one.path.name}")
        (single,) = assess_stream([entries], [Target(one.view, alone)])
        assert single.as_json() == summary.as_json()
        assert rows_of(alone) == rows_of(one.path)


def options(folder: Path, *words: str) -> Namespace:
    return parser().parse_args([one if one.startswith("-") or "." not in one else str(folder / one) for one in words])


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files that count as large, and small ones."""
    monkeypatch.setattr("kanzei.cli.assess._LARGE_LINES", 100)
    monkeypatch.setattr("kanzei.cli.assess._LARGE_BYTES", 10_000)
    for name, number in (("large", 200), ("small", 20)):
        rows = plain_rows(52, number)
        write_csv(tmp_path / f"{name}.csv", rows)
        pq.write_table(pa.Table.from_pylist(rows), tmp_path / f"{name}.parquet")
    (tmp_path / "filed.csv").write_text(
        (tmp_path / "large.csv").read_text(encoding="utf-8").replace("note", "filed"), encoding="utf-8"
    )
    (tmp_path / "base.duckdb").write_bytes(b"")
    (tmp_path / "folder.d").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("words", "engine"),
    [
        (["large.csv", "-o", "out.csv"], "local"),
        (["large.csv", "-o", "out.parquet"], "local"),
        (["large.csv", "-o", "out.xlsx"], "lines"),
        (["large.csv", "-o", "out.jsonl"], "lines"),
        (["large.csv", "-o", "out.csv", "--fees"], "lines"),
        (["large.csv", "-o", "out.csv", "--layout", "7501"], "lines"),
        (["large.csv", "-o", "out.csv", "--answer", "owed"], "lines"),
        (["large.csv", "-o", "out.csv", "--engine", "lines"], "lines"),
        (["filed.csv", "-o", "out.csv"], "lines"),
        (["large.parquet", "-o", "out.parquet"], "local"),
        (["small.csv", "-o", "out.csv"], "lines"),
        (["small.csv", "-o", "out.csv", "--engine", "local"], "local"),
        (["small.csv", "-o", "out.csv", "--engine", "spark"], "spark"),
        (["small.csv", "-o", "out.csv", "--resume"], "local"),
        (["small.csv", "-o", "out.duckdb"], "local"),
        (["small.parquet", "-o", "out.parquet"], "lines"),
        (["base.duckdb", "-o", "out.parquet"], "local"),
        (["folder.d", "-o", "out.parquet"], "local"),
        (["small*.csv", "-o", "out.parquet"], "local"),
        (["large.csv", "small.parquet", "-o", "out.parquet"], "lines"),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, list) else one,
)
def test_the_engine_is_the_one_that_fits(large: Path, words: list[str], engine: str) -> None:
    assert engine == engine_of(options(large, *words))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--engine", "local", "--fees"], "--fees is carried out line by line: leave --engine local out"),
        (["--engine", "spark", "--layout", "7501"], "--layout is carried out line by line"),
        (["--engine", "local", "--answer", "owed"], "--answer owed is carried out line by line"),
        (["--engine", "lines", "--resume"], "--resume goes with --engine local"),
        (["--resume", "--fees"], "--resume goes with --engine local"),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, list) else "",
)
def test_options_that_an_engine_does_not_have_are_refused(large: Path, words: list[str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        engine_of(options(large, "small.csv", "-o", "out.csv", *words))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["entries.csv", "-o", "out.xlsx", "--engine", "local"], "bulk results are .parquet, .csv, .tsv or .duckdb"),
        (["entries.csv", "-o", "entries.csv", "--engine", "local", "--force"], "entries.csv is an input"),
        (["nowhere.csv", "-o", "out.csv", "--engine", "local"], "there is no such file"),
        (["entries.csv", "-o", "no/out.csv", "--engine", "local"], "there is no folder"),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, list) else "",
)
def test_bad_usage_ends_with_two(entries: Path, tmp_path: Path, words: list[str], said: str) -> None:
    ran = kanzei("assess", *words, cwd=tmp_path)

    assert 2 == ran.returncode
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr
    assert ["entries.csv"] == [one.name for one in tmp_path.iterdir()]


@pytest.mark.needs("duckdb")
def test_a_table_of_a_database_is_named(tmp_path: Path) -> None:
    import duckdb

    rows = plain_rows(53, 10)
    table = pa.Table.from_pylist(rows)
    with duckdb.connect(str(tmp_path / "base.duckdb")) as base:
        base.register("given", table)
        base.execute("CREATE TABLE a AS SELECT * FROM given")
        base.execute("CREATE TABLE b AS SELECT * FROM given LIMIT 3")

    several = kanzei("assess", "base.duckdb", "-o", "out.csv", cwd=tmp_path)
    named = kanzei("assess", "base.duckdb", "-o", "out.csv", "--table", "b", "--json", cwd=tmp_path)

    assert (2, True) == (several.returncode, "name one with --table" in several.stderr)
    assert 3 == json.loads(named.stdout)["lines"], named.stderr


def test_progress_is_told_to_the_end(
    entries: Path, tmp_path: Path, book: LawBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kanzei.bulk import sources

    monkeypatch.setattr(sources, "BLOCK", 1 << 11)
    told: list[tuple[float, int]] = []
    said: list[str] = []

    def note(share: float, lines: int) -> None:
        told.append((share, lines))

    targets: list[Any] = [Target(book.view(), tmp_path / "a.csv"), Target(book.view(), tmp_path / "b.csv")]
    assess_stream([entries], targets, progress=note, announce=said.append)

    assert told == sorted(told)
    assert pytest.approx(1.0) == told[-1][0]
    assert 120 == told[-1][1]
    assert 1 == len(said)
