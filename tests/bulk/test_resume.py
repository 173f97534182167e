"""A run that was stopped, by whatever, goes on where its last whole part ends: nothing lost, nothing twice."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kanzei.bulk import sources
from kanzei.bulk.run import Target, assess_stream
from kanzei.duty.book import LawBook
from kanzei.duty.view import View
from kanzei.entries.parse import Options
from kanzei.entries.run import Summary
from kanzei.errors import UsageError

from .lines import plain_rows, rows_of, write_csv

ROOT = Path(__file__).resolve().parents[2]
CHILD = """
import sys, time
from pathlib import Path
from kanzei.bulk import sources
from kanzei.bulk.run import Target, assess_stream
from kanzei.duty.book import LawBook
sources.LINES, sources.BLOCK = 50, 1 << 12
view = LawBook.shipped().view()
assess_stream([Path(sys.argv[1])], [Target(view, Path(sys.argv[2]))], resume=True, workers=2, raw=True,
              progress=lambda share, lines: time.sleep(float(sys.argv[3])))
"""
"""A run in small parts that takes its time after each of them."""


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "LINES", 50)
    monkeypatch.setattr(sources, "BLOCK", 1 << 12)


def source(folder: Path, kind: str, number: int = 900, seed: int = 40) -> Path:
    rows = plain_rows(seed, number)
    if kind == "csv":
        return write_csv(folder / "in.csv", rows)
    pq.write_table(pa.Table.from_pylist(rows), folder / "in.parquet", row_group_size=50)
    return folder / "in.parquet"


def run(view: View, path: Path, out: Path, **options: Any) -> Summary:
    options = {"raw": True, "workers": 2, **options}
    (summary,) = assess_stream([path], [Target(view, out)], **options)
    return summary


class StopError(Exception):
    """A fault from outside, after some parts."""


def stopped(view: View, path: Path, out: Path, after: int, **options: Any) -> None:
    """Begin a run that ends after some parts."""
    told = []

    def stop(share: float, _: int) -> None:
        told.append(share)
        if len(told) == after:
            raise StopError

    with pytest.raises(StopError):
        run(view, path, out, progress=stop, **options)


def journal_of(out: Path) -> Path:
    return out.with_name(f".{out.name}.journal")


def without_output(summary: Summary) -> dict[str, Any]:
    return summary.as_json("")


@pytest.mark.parametrize("into", ["parquet", "csv", "duckdb"])
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_run_killed_in_the_middle_goes_on_to_the_same_result(
    view: View, tmp_path: Path, small_parts: None, kind: str, into: str
) -> None:
    """SIGKILL to a real process; what stands under the final name is whole or not there."""
    path = source(tmp_path, kind)
    out, journal = tmp_path / f"out.{into}", journal_of(tmp_path / f"out.{into}")
    undisturbed = run(view, path, tmp_path / f"undisturbed.{into}")
    words = [sys.executable, "-c", CHILD, str(path), str(out), "0.1"]
    child = subprocess.Popen(words, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, stderr=subprocess.PIPE)
    try:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and child.poll() is None:
            assert not out.exists()
            if journal.exists() and journal.read_bytes().count(b"\n") > 3:
                break
            time.sleep(0.02)
        child.send_signal(signal.SIGKILL)
    finally:
        child.kill()
        _, said = child.communicate()

    assert -signal.SIGKILL == child.returncode, said
    assert not out.exists()
    done = journal.read_bytes().count(b"\n") - 1
    assert 3 <= done < 16

    shares: list[float] = []
    summary = run(view, path, out, resume=True, progress=lambda share, _: shares.append(share))

    assert len(shares) < 18
    assert without_output(undisturbed) == without_output(summary)
    assert rows_of(tmp_path / f"undisturbed.{into}") == rows_of(out)
    if into == "csv":
        assert (tmp_path / "undisturbed.csv").read_bytes() == out.read_bytes()
    assert not [one.name for one in tmp_path.iterdir() if one.name.startswith(".")]


@pytest.mark.parametrize("into", ["parquet", "csv"])
@pytest.mark.parametrize("torn", [1, 20, 200])
def test_a_torn_row_of_the_journal_costs_one_part(
    view: View, tmp_path: Path, small_parts: None, into: str, torn: int
) -> None:
    path, out = source(tmp_path, "csv"), tmp_path / f"out.{into}"
    run(view, path, tmp_path / f"whole.{into}")
    stopped(view, path, out, 6)
    data = journal_of(out).read_bytes()
    journal_of(out).write_bytes(data[:-torn])

    run(view, path, out, resume=True)

    assert rows_of(tmp_path / f"whole.{into}") == rows_of(out)


@pytest.mark.parametrize("missing", [1, 5_000])
def test_bytes_that_never_reached_the_disk_are_made_again(
    view: View, tmp_path: Path, small_parts: None, missing: int
) -> None:
    """The journal may be ahead of the file after a power cut."""
    path, out = source(tmp_path, "csv"), tmp_path / "out.csv"
    run(view, path, tmp_path / "whole.csv")
    stopped(view, path, out, 6)
    part = out.with_name(f".{out.name}.part")
    part.write_bytes(part.read_bytes()[:-missing])

    run(view, path, out, resume=True)

    assert (tmp_path / "whole.csv").read_bytes() == out.read_bytes()


def test_bytes_after_the_last_whole_part_are_cut_off(view: View, tmp_path: Path, small_parts: None) -> None:
    path, out = source(tmp_path, "csv"), tmp_path / "out.csv"
    run(view, path, tmp_path / "whole.csv")
    stopped(view, path, out, 6)
    with out.with_name(f".{out.name}.part").open("ab") as file:
        file.write(b"half a li")

    run(view, path, out, resume=True)

    assert (tmp_path / "whole.csv").read_bytes() == out.read_bytes()


@pytest.mark.parametrize("left", ["journal", "part", "empty journal", "nothing"])
def test_a_run_of_which_too_little_is_left_begins_anew(
    view: View, tmp_path: Path, small_parts: None, left: str
) -> None:
    path, out = source(tmp_path, "csv"), tmp_path / "out.csv"
    run(view, path, tmp_path / "whole.csv")
    stopped(view, path, out, 6)
    if left != "journal" and left != "empty journal":
        journal_of(out).unlink()
    if left == "empty journal":
        journal_of(out).write_bytes(b"")
    if left in ("journal", "nothing"):
        out.with_name(f".{out.name}.part").unlink()

    run(view, path, out, resume=True)

    assert (tmp_path / "whole.csv").read_bytes() == out.read_bytes()


def test_without_resume_a_stopped_run_begins_anew(view: View, tmp_path: Path, small_parts: None) -> None:
    path, out = source(tmp_path, "csv"), tmp_path / "out.csv"
    run(view, path, tmp_path / "whole.csv")
    stopped(view, path, out, 6)
    shares: list[float] = []

    run(view, path, out, progress=lambda share, _: shares.append(share))

    assert (tmp_path / "whole.csv").read_bytes() == out.read_bytes()
    assert shares[0] < 0.1


def test_a_run_of_other_files_law_or_forms_does_not_go_on(
    view: View, book: LawBook, tmp_path: Path, small_parts: None
) -> None:
    """Each refusal says in what the two differ, and leaves what was done."""
    path, out = source(tmp_path, "csv"), tmp_path / "out.csv"
    stopped(view, path, out, 6)
    before = (out.with_name(f".{out.name}.part").read_bytes(), journal_of(out).read_bytes())

    def refused(law: View, given: Path, **options: Any) -> str:
        with pytest.raises(UsageError) as error:
            run(law, given, out, resume=True, **options)
        assert before == (out.with_name(f".{out.name}.part").read_bytes(), journal_of(out).read_bytes())
        return str(error.value)

    other = write_csv(tmp_path / "other.csv", plain_rows(41, 900))
    switch = next(name for name, one in book.readings.items() if len(one["choices"]) > 1)
    choice = next(one for one in book.readings[switch]["choices"] if one != book.readings[switch]["default"])

    assert "was begun with other files" in refused(view, other)
    assert "other law: leave --resume out to begin anew" in refused(book.view(switches={switch: choice}), path)
    assert "other known" in refused(book.view(known=book.seen_to.replace(year=2025)), path)
    assert "other answer" in refused(book.view(value_as_given=True), path)
    assert "other reading" in refused(view, path, options=Options(money="eu"))
    assert "other raw" in refused(view, path, raw=False)
    assert "other mapping" in refused(view, path, mapping={"value_usd": "quantity"})

    os.utime(path, ns=(1, 1))
    assert "other files" in refused(view, path)


def test_what_was_finished_meanwhile_is_kept(view: View, tmp_path: Path, small_parts: None) -> None:
    path, out = source(tmp_path, "csv", 200), tmp_path / "out.csv"
    run(view, path, out)

    with pytest.raises(UsageError, match="out.csv exists"):
        run(view, path, out, resume=True)


def test_views_that_were_stopped_apart_go_on_together(
    view: View, book: LawBook, tmp_path: Path, small_parts: None
) -> None:
    """One of two results is further than the other: no part is written twice."""
    path = source(tmp_path, "csv")
    targets = [
        Target(view, tmp_path / "new.csv"),
        Target(book.view(known=book.as_of.replace(year=2025)), tmp_path / "old.csv"),
    ]
    for one in targets:
        run(one.view, path, one.path.with_suffix(".alone.csv"))
    told: list[float] = []

    def stop(share: float, _: int) -> None:
        told.append(share)
        if len(told) == 7:
            raise StopError

    with pytest.raises(StopError):
        assess_stream([path], targets, raw=True, workers=2, progress=stop)
    rows = journal_of(targets[1].path).read_text().splitlines(keepends=True)
    journal_of(targets[1].path).write_text("".join(rows[:3]))

    summaries = assess_stream([path], targets, raw=True, workers=2, resume=True)

    for one, summary in zip(targets, summaries, strict=True):
        assert one.path.with_suffix(".alone.csv").read_bytes() == one.path.read_bytes()
        assert 900 == summary.lines


def test_a_full_disk_leaves_what_is_done(
    view: View, tmp_path: Path, small_parts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error goes up; the next run goes on."""
    from kanzei.bulk.sinks import Sink

    path, out = source(tmp_path, "csv"), tmp_path / "out.csv"
    run(view, path, tmp_path / "whole.csv")
    add = Sink.add
    with monkeypatch.context() as patch:

        def full(self: Sink, encoded: Any) -> None:
            if self.done == 5:
                raise OSError(28, "No space left on device")
            add(self, encoded)

        patch.setattr(Sink, "add", full)
        with pytest.raises(OSError, match="No space"):
            run(view, path, out)

    assert not out.exists()

    run(view, path, out, resume=True)

    assert (tmp_path / "whole.csv").read_bytes() == out.read_bytes()


def test_the_journal_tells_what_was_asked(view: View, tmp_path: Path, small_parts: None) -> None:
    path, out = source(tmp_path, "csv"), tmp_path / "out.csv"
    stopped(view, path, out, 3)

    about = json.loads(journal_of(out).read_text().splitlines()[0])["about"]

    assert view.digest == about["law"]
    assert str(path.absolute()) == about["files"][0][0]
    shutil.rmtree(tmp_path)
