"""The pages show what the program prints: every console example in them is run and compared."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from tools.refresh_examples import in_series

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


class Example(NamedTuple):
    """A command of a page and what the page says it prints.

    A line of three dots stands for any lines, the sign … for any text in a line (a digest).
    """

    page: str
    line: int
    command: str
    expected: str


def examples(page: Path) -> list[Example]:
    """Every ``$ command`` of the page's console blocks with the lines under it."""
    found: list[Example] = []
    inside, command, at, output = False, "", 0, []

    def close() -> None:
        if command:
            found.append(Example(page.relative_to(ROOT).as_posix(), at, command, "\n".join(output).rstrip()))

    for number, line in enumerate(page.read_text(encoding="utf-8").split("\n"), 1):
        if line.startswith("```"):
            close()
            inside, command, output = line.strip() == "```console", "", []
        elif inside and line.startswith("$ "):
            close()
            command, at, output = line[2:], number, []
        elif inside and command.endswith("\\"):
            command = command[:-1] + line.strip()
        elif inside:
            output.append(line)
    return found


def pattern(expected: str) -> str:
    """A regular expression for the printed text; blanks at the ends of lines are free."""
    lines = [
        r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line.rstrip()).replace("…", ".*?") + r"[ ]*\n"
        for line in expected.split("\n")
    ]
    return "".join(lines)


EXAMPLES = [example for page in PAGES if page.is_file() and not in_series(page) for example in examples(page)]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example.page}:{example.line}")
def test_the_page_shows_what_is_printed(example: Example, tmp_path: Path) -> None:
    """Run from a folder that has the shipped examples, as the repository does."""
    words = shlex.split(example.command)
    assert words[0] == "kanzei", f"{example.page}:{example.line}: only kanzei commands go into console blocks"
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    (tmp_path / "out").mkdir()
    ran = subprocess.run(
        [sys.executable, "-m", "kanzei.cli", *words[1:]],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "110", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode in (0, 1), ran.stderr
    printed = ran.stdout.rstrip("\n") + "\n"
    assert re.fullmatch(pattern(example.expected), printed), f"{example.command}\n{printed}{ran.stderr}"


def test_the_reference_page_is_what_the_commands_say() -> None:
    """`docs/reference/commands.md` is made from the parsers; rebuild it with tools/build_reference.py."""
    command = [sys.executable, str(ROOT / "tools" / "build_reference.py"), "--check"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    ran = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)

    assert (0, "") == (ran.returncode, ran.stderr)


def test_every_column_is_explained() -> None:
    """The page on entry files names every column that is read or written."""
    from kanzei.entries.columns import ALIASES
    from kanzei.entries.write import RESULTS
    from kanzei.law.authorities import AUTHORITIES

    text = (ROOT / "docs" / "reference" / "entry-files.md").read_text(encoding="utf-8")
    columns = {*ALIASES, *RESULTS} - {f"{name}_usd" for name in AUTHORITIES}

    assert [] == sorted(name for name in columns if f"`{name}`" not in text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_python_examples_print_what_is_shown(page: Path) -> None:
    """``>>>`` examples of the pages run as doctests."""
    failed, _ = doctest.testfile(str(page), module_relative=False, encoding="utf-8", optionflags=doctest.ELLIPSIS)

    assert 0 == failed


def test_the_package_s_own_example_runs() -> None:
    import kanzei

    failed, tried = doctest.testmod(kanzei)

    assert 0 == failed
    assert 0 < tried


def test_the_readme_shows_the_promised_commands() -> None:
    """The front page shows the two commands to begin with, and the four kinds of question by example."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = {shlex.split(example.command)[1] for example in EXAMPLES if example.page == "README.md"}

    assert "make demo" in text and "make test" in text
    assert {"duty", "timeline", "assess", "law"} <= shown


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    """A relative link of a page names a file that exists."""
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    dead = [target for target in targets if ":" not in target and not (page.parent / target).exists()]

    assert [] == dead
