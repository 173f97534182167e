"""What commands say of folders and places that cannot be written, and counts of one."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from kanzei.cli.law.effect import write_classes
from kanzei.cli.main import main
from kanzei.counts import counted
from kanzei.entries.write import explained

from .test_coverage import kanzei

NOWHERE = Path("/proc/x.csv")
"""A place in a folder that stands and takes no file, whoever asks."""


@pytest.mark.parametrize("part", ["check", "test", "effect"])
def test_a_folder_is_called_one(tmp_path: Path, part: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert 2 == main(["law", part, str(tmp_path)])
    assert f"{tmp_path} is a folder: name the files in it" in capsys.readouterr().err


@pytest.mark.skipif(not NOWHERE.parent.is_dir(), reason="needs a folder that takes no file")
@pytest.mark.parametrize(
    "words",
    [
        ["schedule", "diff", "2025HTSRev15", "2025HTSRev16", "-o", str(NOWHERE)],
        pytest.param(
            ["law", "panel", "--on", "2025-09-20", "--from", "JP", "--hts", "8703230140", "-o", str(NOWHERE)],
            marks=pytest.mark.needs("pyarrow"),
        ),
        ["law", "coverage", "-o", str(NOWHERE)],
    ],
)
def test_a_place_that_takes_no_file_is_named_as_it_was_given(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert 2 == main(words)
    said = capsys.readouterr().err
    assert f"{NOWHERE}: nothing can be written in the folder /proc" in said
    assert ".part" not in said


@pytest.mark.skipif(not NOWHERE.parent.is_dir(), reason="needs a folder that takes no file")
def test_so_are_the_classes_of_an_effect() -> None:
    with pytest.raises(Exception, match="/proc/x.csv: nothing can be written in the folder /proc"):
        write_classes([], (NOWHERE, Path("/proc/x-codes.csv")))


def test_an_error_of_another_file_stays_what_it_is() -> None:
    other = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "elsewhere")
    assert other is explained(other, Path("a.part"), Path("a"))


@pytest.mark.parametrize(
    ("number", "words", "said"),
    [
        (1, ("origin",), "1 origin"),
        (0, ("origin",), "0 origins"),
        (1, ("country", "countries"), "1 country"),
        (1204, ("country", "countries"), "1,204 countries"),
    ],
)
def test_one_is_singular(number: int, words: tuple[str, ...], said: str) -> None:
    assert said == counted(number, *words)


@pytest.mark.needs("pyarrow")
def test_commands_count_one_in_the_singular(tmp_path: Path) -> None:
    panel = ("law", "panel", "--on", "2025-09-20", "--from", "JP", "--hts", "8703.23.01.40", "-o", "out.csv")
    assert "1 row: 1 origin, entered" in kanzei(*panel, cwd=tmp_path).stdout

    (tmp_path / "bad.yaml").write_text("id: us/bad\n", encoding="utf-8")
    checked = kanzei("law", "check", "bad.yaml", cwd=tmp_path)
    mistakes = len(checked.stdout.strip().splitlines())
    assert f"{counted(mistakes, 'mistake')}\n" in checked.stderr
