"""On a cluster the answers are those of this machine; here the cluster is two threads of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kanzei.bulk import spark as module
from kanzei.bulk.run import Target, assess_stream
from kanzei.bulk.spark import _first_words, _url, assess_frame, assess_with_spark, recipe_of
from kanzei.duty.book import LawBook
from kanzei.duty.view import View
from kanzei.errors import UsageError

from .lines import plain_rows, rows_of, told, write_csv

ROOT = Path(__file__).resolve().parents[2]
ROWS = plain_rows(70, 150)
# What Spark and its bridge to Java leave open at their end is not ours.
pytestmark = [pytest.mark.filterwarnings("default"), pytest.mark.needs("pyspark")]


@pytest.fixture(scope="module")
def java() -> None:
    """Spark runs on Java."""
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        pytest.skip("Java is not installed: Spark needs Java 17 or newer")


@pytest.fixture(scope="module")
def workers_find_us() -> Iterator[None]:
    """Python workers import this tree, not what may be installed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT / "src"))
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        yield


@pytest.fixture(scope="module")
def session(java: None, workers_find_us: None) -> Iterator[Any]:
    made = module._session("local[2]")
    yield made
    made.stop()


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lines in three files of a folder."""
    folder = tmp_path_factory.mktemp("spark") / "lines"
    folder.mkdir()
    for number in range(3):
        part = pa.Table.from_pylist(ROWS[number * 50 : (number + 1) * 50])
        pq.write_table(part, folder / f"{number}.parquet", row_group_size=20)
    return folder


def by_line(rows: list[dict[str, str]]) -> dict[tuple[str, str], dict[str, str]]:
    found = {(row["entry_number"], row["line"]): row for row in rows}
    assert len(found) == len(rows)
    return found


def local(view: View, folder: Path, given: Path) -> dict[tuple[str, str], dict[str, str]]:
    assess_stream([given], [Target(view, folder / "local.parquet")], force=True)
    return by_line(rows_of(folder / "local.parquet"))


def test_every_column_of_every_line_is_that_of_this_machine(
    session: Any, view: View, given: Path, tmp_path: Path
) -> None:
    frame = assess_frame(session.read.parquet(str(given)), view)

    found = by_line(told(frame.toArrow().to_pylist()))

    assert local(view, tmp_path, given) == found


def test_views_are_told_apart_in_the_same_workers(session: Any, book: LawBook, given: Path, tmp_path: Path) -> None:
    """Days known, readings, answers and forms of value: a worker keeps a desk for each."""
    switch = next(name for name, one in sorted(book.readings.items()) if len(one["choices"]) > 1)
    choice = next(one for one in book.readings[switch]["choices"] if one != book.readings[switch]["default"])
    views = [
        book.view(),
        book.view(known=date(2025, 8, 28)),
        book.view(value_as_given=True),
        book.view(switches={switch: choice}),
    ]

    for view in views:
        frame = assess_frame(session.read.parquet(str(given)), view)

        assert local(view, tmp_path, given) == by_line(told(frame.toArrow().to_pylist()))


def test_a_scenario_is_shipped(session: Any, book: LawBook, root: Path, given: Path, tmp_path: Path) -> None:
    view = book.view(scenario=[root / "examples" / "order.yaml"])
    frame = assess_frame(session.read.parquet(str(given)), view)

    assert local(view, tmp_path, given) == by_line(told(frame.toArrow().to_pylist()))


@pytest.mark.parametrize("most", [100_000, 5], ids=["cut entries apart", "all by entry"])
def test_an_entry_that_lies_in_several_partitions_is_looked_at_whole(
    session: Any, view: View, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """Two lines of one code may be an article already split; half of these entries stand in two files."""
    line = {"hts": "8547900010", "origin": "JP", "entered_on": "2025-09-20", "value_usd": "1000"}
    rows = [
        {"entry_number": f"E{number}", "line": f"{at}A", **line, "quantity": quantity}
        for number in range(24)
        for at, quantity in ((1, "5"), (2, ""))
    ]
    rows.append({"entry_number": "", "line": "1", **line, "quantity": ""})
    folder = tmp_path / "cut"
    folder.mkdir()
    for number, at in enumerate(range(0, len(rows), 7)):
        pq.write_table(pa.Table.from_pylist(rows[at : at + 7]), folder / f"{number:02}.parquet")
    monkeypatch.setattr(module, "_CUT_AT_MOST", most)

    found = by_line(told(assess_frame(session.read.parquet(str(folder)), view).toArrow().to_pylist()))

    assert local(view, tmp_path, folder) == found
    assert 2 == len({row["duty_usd"] for key, row in found.items() if key[0]})


def test_types_of_input_columns_are_kept(session: Any, view: View) -> None:
    frame = session.sql(
        "SELECT '8703230140' AS hts, 'JP' AS origin, DATE '2025-09-20' AS entered_on, 30000.00BD AS value_usd, 7 AS rate"
    )

    found = assess_frame(frame, view)

    kinds = dict(found.dtypes)
    assert ("date", "decimal(7,2)", "int") == tuple(kinds[name] for name in ("entered_on", "value_usd", "input_rate"))
    assert "decimal(18,2)" == kinds["duty_usd"]
    assert ["4500.00"] == [str(row["duty_usd"]) for row in found.collect()]


def test_a_worker_with_another_book_stops_the_job(
    session: Any, view: View, given: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = ("0" * 64, *recipe_of(view)[1:])
    monkeypatch.setattr(module, "recipe_of", lambda _: recipe)
    frame = assess_frame(session.read.parquet(str(given)), view)

    with pytest.raises(Exception, match="install the same Kanzei on every executor") as error:
        frame.toArrow()

    words = _first_words(error.value)
    assert f"this worker's law book is {view.digest[:12]}, the driver's 000000000000" in words
    assert "\n" not in words


def test_a_missing_column_is_said_before_the_job(session: Any, view: View) -> None:
    with pytest.raises(UsageError, match="value_usd"):
        assess_frame(session.sql("SELECT '8703230140' AS hts, 'JP' AS origin, '2025-09-20' AS entered_on"), view)


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_the_command_writes_a_folder_and_the_same_summary(java: None, given: Path, tmp_path: Path, kind: str) -> None:
    path = given if kind == "parquet" else write_csv(tmp_path / "in.csv", ROWS)
    found = {}
    for engine, out in (("spark", f"cluster.{kind}"), ("local", "here.csv")):
        ran = subprocess.run(
            [sys.executable, "-m", "kanzei.cli", "assess", str(path), "-o", out, "--engine", engine, "--json"]
            + (["--master", "local[2]"] if engine == "spark" else []),
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert 0 == ran.returncode, ran.stderr
        found[engine] = {
            name: value for name, value in json.loads(ran.stdout).items() if name not in ("output", "notes")
        }

    assert found["local"] == found["spark"]
    assert (tmp_path / f"cluster.{kind}").is_dir()
    parts = sorted((tmp_path / f"cluster.{kind}").glob(f"*.{kind}"))
    rows = [row for part in parts for row in rows_of(part)]
    here = by_line(rows_of(tmp_path / "here.csv"))
    assert {key: row["duty_usd"] for key, row in here.items()} == {
        key: row["duty_usd"] for key, row in by_line(rows).items()
    }


def test_a_result_that_exists_is_kept(
    java: None, workers_find_us: None, view: View, given: Path, tmp_path: Path
) -> None:
    (tmp_path / "out.parquet").mkdir()

    with pytest.raises(UsageError, match="exists"):
        assess_with_spark([given], [Target(view, tmp_path / "out.parquet")], master="local[1]")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("s3a:/bucket/lines", "s3a://bucket/lines"),
        ("hdfs:/host/lines", "hdfs://host/lines"),
        ("/data/lines.parquet", "/data/lines.parquet"),
    ],
)
def test_places_are_told_as_spark_takes_them(given: str, expected: str) -> None:
    """A path loses one slash of a URL."""
    assert expected == _url(Path(given))


def test_without_spark_the_way_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)

    with pytest.raises(UsageError, match="pip install 'kanzei\\[spark\\]'"):
        module._session(None)
