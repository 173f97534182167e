"""Processes killed, readers beside a writer, two writers: the ledger opens, with all or nothing of a file."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from tests.ledger.files import EXAMPLE, OTHER, command, entry, environment, kanzei, many, masks, written
from tests.ledger.test_import import bring

from kanzei.errors import UsageError
from kanzei.ledger.duck import DuckBase
from kanzei.ledger.lock import holding
from kanzei.ledger.place import reading, writing


def counts(place: str) -> tuple[int, ...]:
    with reading(place) as base:
        tables = ("lines", "duties", "imports", "files", "events")
        return tuple(base.one(f"SELECT COUNT(*) FROM {table}") for table in tables)


def test_killed_at_every_step_of_an_import(place: str, tmp_path: Path) -> None:
    """The processes are killed, none ends; after each the ledger opens with all of the file or nothing."""
    bring(place, EXAMPLE)
    found = _stopped(place, str(many(tmp_path, 3)))
    before, after = (5, 12, 1, 1, 1), (11, 24, 2, 2, 2)

    assert {before, after} == set(found)
    assert sorted(found) == found  # nothing that was there is lost again
    assert 15 < len(found)
    # The last steps only clear away: an import that had been done is refused as known then, so that all is there once.
    assert after == counts(place)


@pytest.mark.needs("duckdb")
def test_killed_at_every_step_of_a_deletion(tmp_path: Path) -> None:
    """All of an importer is there, or nothing of it and not a byte: a deletion is never half done."""
    path = tmp_path / "books.duckdb"
    bring(str(path), many(tmp_path, 1), written(tmp_path, masks(entry(1), importer=OTHER)))
    found = _stopped(str(path), "--delete", OTHER)

    assert [(3, 6, 1, 2, 1), (2, 4, 1, 2, 2)] == list(dict.fromkeys(found))
    assert OTHER.encode() not in path.read_bytes()


def _stopped(place: str, *words: str) -> list[tuple[int, ...]]:
    """What a reader finds after each kill; see stops.py."""
    ran = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("stops.py")), place, *words],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert 0 == ran.returncode, ran.stderr
    return [tuple(json.loads(line)) for line in ran.stdout.splitlines()]


def test_killed_at_random_moments(place: str, tmp_path: Path) -> None:
    """Real processes of the command line, killed at any moment of their run."""
    _kill(place, tmp_path, rounds=8, entries=400)


@pytest.mark.long
def test_killed_at_many_random_moments(place: str, tmp_path: Path) -> None:
    _kill(place, tmp_path, rounds=150, entries=4_000)


def _kill(place: str, folder: Path, rounds: int, entries: int) -> None:
    chance = random.Random(20260220)
    bring(place, EXAMPLE)
    begun = time.monotonic()
    assert 0 == kanzei("import", str(many(folder, entries, "first.csv")), cwd=folder, place=place).returncode
    whole = time.monotonic() - begun
    done, killed = 1, 0
    for number in range(rounds):
        path = many(folder, entries, f"{number}.csv", start=(number + 1) * entries)
        process = subprocess.Popen(
            command("import", str(path), "--wait", "20"),
            cwd=folder,
            env=environment(place),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(whole * chance.uniform(0.3, 1.05))
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        found = counts(place) if "//" not in place else _settled(place)
        before = _expected(entries, done)
        after = _expected(entries, done + 1)
        assert found in (before, after), f"round {number}"
        done += found == after
    assert killed >= rounds // 3
    assert 0 == kanzei("import", str(many(folder, 2, "last.csv", start=10**6)), cwd=folder, place=place).returncode
    with reading(place) as base:
        half = base.one("SELECT COUNT(*) FROM lines AS l LEFT JOIN imports AS i ON i.import_id = l.import_id WHERE i.import_id IS NULL")  # fmt: skip
    assert 0 == half


def _expected(entries: int, files: int) -> tuple[int, ...]:
    return (5 + 2 * entries * files, 12 + 4 * entries * files, 1 + files, 1 + files, 1 + files)


def _settled(place: str) -> tuple[int, ...]:
    """The server may still be carrying out what a killed client asked for last: all or nothing is told once it has noticed."""
    with writing(place, 20):
        pass
    return counts(place)


@pytest.mark.needs("duckdb")
def test_what_a_killed_writer_leaves_is_cleared_away(tmp_path: Path) -> None:
    path = tmp_path / "books.duckdb"
    bring(str(path), EXAMPLE)
    for name in (".books.duckdb.work", ".books.duckdb.work.wal", ".books.duckdb.new"):
        (tmp_path / name).write_bytes(b"half a ledger")
    bring(str(path), written(tmp_path, masks(entry(1))))

    assert {"books.duckdb", ".books.duckdb.lock", "lines.csv"} == {one.name for one in tmp_path.iterdir()}
    assert 6 == counts(str(path))[0]


def test_readers_go_on_while_a_writer_writes(place: str, tmp_path: Path) -> None:
    """A reader sees the ledger as it was until the writer is done, and then the new one; it never waits and never fails."""
    bring(place, EXAMPLE)
    with writing(place) as base:
        base.execute("INSERT INTO events VALUES (9, 'now', 'me', '1', 'x', 'y')")
        with reading(place) as first, reading(place) as second:
            seen = [one.one("SELECT COUNT(*) FROM events") for one in (first, second)]
        ran = kanzei("list", "events", "--json", cwd=tmp_path, place=place)
    after = counts(place)[-1]

    assert ([1, 1], 1, 2) == (seen, len(json.loads(ran.stdout)["rows"]), after)


def test_a_reader_that_is_open_keeps_its_ledger(place: str) -> None:
    """One state from its first question to its last, though a writer finishes in between."""
    bring(place, EXAMPLE)
    with reading(place) as base:
        before = base.one("SELECT COUNT(*) FROM events")
        with writing(place) as other:
            other.execute("INSERT INTO events VALUES (9, 'now', 'me', '1', 'x', 'y')")
        during = base.one("SELECT COUNT(*) FROM events")

    assert (1, 1, 2) == (before, during, counts(place)[-1])


def test_readers_in_other_processes_while_imports_come_and_go(place: str, tmp_path: Path) -> None:
    bring(place, EXAMPLE)
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, place],
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for number in range(6):
        bring(place, written(tmp_path, masks(entry(50 + number)), f"{number}.csv"))
    for process in readers:
        said, wrong = process.communicate(timeout=60)
        assert (0, "") == (process.returncode, wrong)
        seen = json.loads(said)
        assert seen == sorted(seen)
        assert all(lines == imports + 4 for lines, imports in seen)


READER = """
import json, sys, time
from kanzei.ledger.place import reading
seen, end = [], time.monotonic() + 2.5
while time.monotonic() < end:
    with reading(sys.argv[1]) as base:
        seen.append([base.one("SELECT COUNT(*) FROM lines"), base.one("SELECT COUNT(*) FROM imports")])
print(json.dumps(seen))
"""


def test_a_second_writer_gets_a_clear_message(place: str, tmp_path: Path) -> None:
    bring(place, EXAMPLE)
    with writing(place):
        ran = kanzei("import", str(written(tmp_path, masks(entry(1)))), cwd=tmp_path, place=place)

    assert (2, "") == (ran.returncode, ran.stdout)
    assert "is being written by another process" in ran.stderr and "--wait SECONDS" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_second_writer_that_waits_comes_after_the_first(place: str, tmp_path: Path) -> None:
    bring(place, EXAMPLE)
    path = written(tmp_path, masks(entry(1)))
    ended: list[int] = []
    with writing(place) as base:
        thread = threading.Thread(
            target=lambda: ended.append(
                kanzei("import", str(path), "--wait", "30", cwd=tmp_path, place=place).returncode
            )
        )
        thread.start()
        time.sleep(1.0)
        base.execute("INSERT INTO events VALUES (9, 'now', 'me', '1', 'x', 'y')")
    thread.join()

    assert ([0], 3) == (ended, counts(place)[-1])


def test_a_writer_that_fails_leaves_the_ledger_as_it_was(place: str) -> None:
    bring(place, EXAMPLE)
    with pytest.raises(RuntimeError), writing(place) as base:
        base.execute("DELETE FROM lines")
        raise RuntimeError

    assert (5, 12, 1, 1, 1) == counts(place)


def test_a_lock_ends_with_its_process(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    code = "import sys, time; from pathlib import Path; from kanzei.ledger.lock import holding\nwith holding(Path(sys.argv[1]), 'it'): print('held', flush=True); time.sleep(60)"
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(path)], env=environment(), stdout=subprocess.PIPE, text=True
    )
    assert process.stdout and "held\n" == process.stdout.readline()
    told = rf"it is being written by another process \(number {process.pid}\)"
    with pytest.raises(UsageError, match=told), holding(path, "it"):
        pass
    process.kill()
    process.communicate()
    with holding(path, "it"):
        pass


@pytest.mark.needs("duckdb")
def test_a_file_that_another_program_writes_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "books.duckdb"
    bring(str(path), EXAMPLE)
    code = "import duckdb, sys, time; c = duckdb.connect(sys.argv[1]); print('open', flush=True); time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout and "open\n" == process.stdout.readline()
    said = [
        kanzei(*words, cwd=tmp_path, place=str(path))
        for words in (("list",), ("import", str(written(tmp_path, masks(entry(1))))))
    ]
    process.kill()
    process.communicate()

    assert [2, 2] == [one.returncode for one in said]
    assert all("is open for writing in another program: close it there" in one.stderr for one in said)
    assert (5, 12, 1, 1, 1) == counts(str(path))


@pytest.mark.needs("duckdb")
def test_a_file_that_is_no_ledger_is_said(tmp_path: Path) -> None:
    text, other = tmp_path / "text.duckdb", tmp_path / "other.duckdb"
    text.write_text("not a database, but long enough to look like one\n" * 500)
    base = DuckBase(other, "other", read_only=False)
    base.execute("CREATE TABLE mine (a BIGINT)")
    base.close()

    with pytest.raises(UsageError, match=r"text\.duckdb"), reading(str(text)):
        pass
    with pytest.raises(UsageError, match="holds no ledger"), reading(str(other)):
        pass
    with pytest.raises(UsageError, match="there is no ledger here"), reading(str(tmp_path / "none.duckdb")):
        pass


@pytest.mark.needs("duckdb")
@pytest.mark.skipif(os.name == "nt", reason="does not apply: links to files")
def test_a_link_to_a_ledger_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    path, link = tmp_path / "real" / "books.duckdb", tmp_path / "books.duckdb"
    bring(str(path), EXAMPLE)
    link.symlink_to(path)
    bring(str(link), written(tmp_path, masks(entry(1))))

    assert link.is_symlink()
    assert 6 == counts(str(path))[0]


def test_an_older_ledger_is_brought_up_and_a_newer_refused(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(place, EXAMPLE)
    monkeypatch.setattr("kanzei.ledger.base.NEWEST", 2)
    monkeypatch.setattr(
        "kanzei.ledger.base.upgrade_texts",
        lambda found: [(2, "ALTER TABLE events ADD COLUMN host TEXT")] if found < 2 else [],
    )
    with pytest.raises(UsageError, match="is of version 1 and this Kanzei reads version 2: `kanzei ledger upgrade`"), reading(place):  # fmt: skip
        pass
    with writing(place):
        pass
    with reading(place) as base:
        assert (2, "host") == (base.version(), base.described("events")[-1][0])
    monkeypatch.undo()
    with pytest.raises(UsageError, match="is of version 2 and this Kanzei knows versions to 1"), reading(place):
        pass
    with pytest.raises(UsageError, match="install a newer Kanzei"), writing(place):
        pass


def test_a_server_that_does_not_answer_is_said_without_the_password() -> None:
    with pytest.raises(UsageError) as caught, reading("postgresql://me:secret@127.0.0.1:1/books?connect_timeout=2"):
        pass

    assert "postgresql://me@127.0.0.1:1/books: no connection" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_server_without_a_ledger_is_said(postgres: str) -> None:
    with pytest.raises(UsageError, match="holds no ledger: `kanzei ledger import` makes one"), reading(postgres):
        pass
    with pytest.raises(UsageError, match="holds no ledger"), writing(postgres):
        pass
