"""Slots kept from run to run: taken up under the same law and the same program only, and never half."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kanzei.bulk import cache
from kanzei.bulk.batch import RESULT_TYPES, assess_batch, plan_for
from kanzei.bulk.cache import cache_folder, open_desk, store_desk
from kanzei.bulk.desk import Desk
from kanzei.duty.book import LawBook
from kanzei.duty.view import View
from kanzei.entries.parse import DEFAULT

from .lines import COLUMNS, batch_of, differences, of_bulk, of_line, random_rows


def answers(desk: Desk, rows: list[dict[str, str]]) -> list[dict[str, Any]]:
    batch = batch_of(rows)
    made = assess_batch(desk, batch, plan_for(batch.schema.names, DEFAULT))
    return [of_bulk(row) for row in made.select(list(RESULT_TYPES)).to_pylist()]


@pytest.fixture(scope="module")
def first_run(tmp_path_factory: pytest.TempPathFactory, view: View) -> tuple[list[dict[str, str]], str, bytes]:
    """Lines whose slots an earlier run has decided, and the file in which it kept them."""
    folder = tmp_path_factory.mktemp("first")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KANZEI_CACHE", str(folder))
        desk = open_desk(view)
        rows = random_rows(21, 100, desk.codes[: desk.listed])
        answers(desk, rows)
        store_desk(desk)
    (path,) = kept(folder)
    return rows, path.name, path.read_bytes()


@pytest.fixture
def stored(own_cache: Path, first_run: tuple[list[dict[str, str]], str, bytes]) -> list[dict[str, str]]:
    """The cache as the earlier run left it."""
    rows, name, data = first_run
    own_cache.mkdir()
    (own_cache / name).write_bytes(data)
    return rows


def kept(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def test_a_second_run_takes_the_slots_up(stored: list[dict[str, str]], view: View) -> None:
    desk = open_desk(view)
    count = desk.count

    answers(desk, stored)

    assert 0 < count == desk.count
    assert not desk.grown


def test_what_is_added_to_a_kept_desk_is_decided_afresh(stored: list[dict[str, str]], view: View) -> None:
    """Numbers of stacks go on behind those that are kept: no new line falls into the stack of an old one."""
    columns = plan_for(COLUMNS, DEFAULT).columns
    for seed in (33, 34):
        again = open_desk(view)
        rows = random_rows(seed, 120, again.codes[: again.listed], odd=0.2)

        expected = [of_line(view, list(row.values()), columns) for row in rows]

        assert [] == differences(expected, answers(again, rows), rows, words=False)

        store_desk(again)


def test_another_law_takes_nothing_up(stored: list[dict[str, str]], book: LawBook) -> None:
    assert 0 == open_desk(book.view(known=date(2025, 8, 28))).count
    assert 0 == open_desk(book.view(value_as_given=True)).count
    assert 0 == open_desk(book.view(answer="owed")).count


def test_another_program_takes_nothing_up(
    stored: list[dict[str, str]], view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "own_digest", lambda *folders: "another")

    assert 0 == open_desk(view).count


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_a_kept_desk_that_is_cut_short_is_passed_over(
    stored: list[dict[str, str]], own_cache: Path, view: View, share: float
) -> None:
    (path,) = kept(own_cache)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])

    assert 0 == open_desk(view).count


@pytest.mark.parametrize("place", [0.001, 0.25, 0.5, 0.75, 0.999])
def test_a_kept_desk_with_one_wrong_bit_is_passed_over(
    stored: list[dict[str, str]], own_cache: Path, view: View, place: float
) -> None:
    """It might still be read, and charge other cents."""
    (path,) = kept(own_cache)
    data = bytearray(path.read_bytes())
    data[int(len(data) * place)] ^= 4
    path.write_bytes(bytes(data))

    assert 0 == open_desk(view).count


@pytest.mark.parametrize("data", [b"", b"\x80\x05N.", b"no pickle at all", b"\x80\xff" + bytes(200), bytes(range(256))])
def test_a_kept_desk_that_is_something_else_is_passed_over(
    stored: list[dict[str, str]], own_cache: Path, view: View, data: bytes
) -> None:
    kept(own_cache)[0].write_bytes(data)

    assert 0 == open_desk(view).count


def test_a_folder_that_cannot_be_written_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, view: View
) -> None:
    """Here a file stands where the folder should be; the run goes on and keeps nothing."""
    (tmp_path / "taken").write_text("a file")
    monkeypatch.setenv("KANZEI_CACHE", str(tmp_path / "taken" / "cache"))
    desk = open_desk(view)
    answers(desk, random_rows(22, 5, desk.codes[: desk.listed]))

    store_desk(desk)

    assert ["taken"] == os.listdir(tmp_path)


def test_a_stopped_write_leaves_the_earlier_desk(
    stored: list[dict[str, str]], own_cache: Path, view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [path.read_bytes() for path in kept(own_cache)]
    desk = open_desk(view)
    answers(desk, random_rows(23, 5, desk.codes[: desk.listed]))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    store_desk(desk)

    assert before == [path.read_bytes() for path in kept(own_cache)]


def test_the_folder_is_the_one_the_user_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("KANZEI_CACHE", raising=False)
    assert tmp_path / "kanzei" == cache_folder()

    monkeypatch.setenv("KANZEI_CACHE", str(tmp_path / "own"))
    assert tmp_path / "own" == cache_folder()
