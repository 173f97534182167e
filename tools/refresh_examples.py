"""Run the console examples of a page and write under each command what it prints now.

    python tools/refresh_examples.py README.md docs/how-it-works/two-times.md

The commands of a tutorial or guide build on each other: they run one after the other in one folder, as its reader's do, and a block
titled with the name of a file (```csv title="out/lines.csv") shows the beginning of what they wrote. On other pages every command
stands alone. Digests become …; where a page leaves lines out by a line of three dots, as many lines before and after it are kept as there
were. Read the changes before committing them: the page then says what the program does, right or wrong.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r'(?P<head>```(?:console|\w+ title="(?P<file>[^"]+)")\n)(?P<body>.*?)(?=```)', re.S)
COMMAND = re.compile(r"^\$ (?:.*\\\n)*.*\n", re.M)


def in_series(page: Path) -> bool:
    """Whether the commands of a page build on each other."""
    return page.name == "tutorial.md" or page.parent.name == "how-to"


@contextmanager
def working_folder() -> Iterator[Path]:
    """A folder that has the shipped examples, as a clone of the repository does."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "examples").symlink_to(ROOT / "examples")
        (folder / "out").mkdir()
        yield folder


def printed(command: str, folder: Path) -> str:
    """What a command of the page prints, without its digests."""
    words = shlex.split(command.removeprefix("$ ").replace("\\\n", " "))
    ran = subprocess.run(
        [sys.executable, "-m", "kanzei.cli", *words[1:]],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "110", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode > 1:
        raise SystemExit(f"{command}{ran.stderr}")
    return without_digests(ran.stdout)


def without_digests(text: str) -> str:
    """Text with … in the place of digests."""
    lines = [line.rstrip() for line in text.rstrip("\n").split("\n")]
    return re.sub(r"\b(?=[0-9a-f]*[a-f])(?=[a-f]*[0-9])(?:[0-9a-f]{64}|[0-9a-f]{12})\b", "…", "\n".join(lines)) + "\n"


def shortened(new: str, old: str) -> str:
    """The new output, as short as the old one was shown."""
    gap = "\n" if old.endswith("\n\n") else ""
    before, dots, after = f"\n{old.rstrip()}\n".partition("\n...\n")
    if not dots:
        return new + gap
    if "\n...\n" in f"\n{after}":
        raise SystemExit(f"only one line of three dots can be kept in an example:\n{old}")
    lines, head, tail = new.rstrip("\n").split("\n"), before.count("\n"), after.count("\n")
    return "\n".join([*lines[:head], "...", *lines[len(lines) - tail :]]) + "\n" + gap


def refreshed(block: str, print_it: Callable[[str], str]) -> str:
    """A console block with its outputs renewed."""
    commands = COMMAND.findall(block)
    outputs = COMMAND.split(block)[1:]
    parts = [command + shortened(print_it(command), old) for command, old in zip(commands, outputs, strict=True)]
    return "".join(parts)


def page_refreshed(page: Path) -> str:
    """The text of a page with every output renewed."""

    def alone(command: str) -> str:
        with working_folder() as folder:
            return printed(command, folder)

    with working_folder() as together:

        def renewed(found: re.Match[str]) -> str:
            if not found["file"]:
                run = (lambda command: printed(command, together)) if in_series(page) else alone
                return found["head"] + refreshed(found["body"], run)
            written = (together / found["file"]).read_text(encoding="utf-8-sig")
            return found["head"] + shortened(without_digests(written), found["body"])

        return BLOCK.sub(renewed, page.read_text(encoding="utf-8"))


def main() -> None:
    """Rewrite the pages named."""
    for name in sys.argv[1:]:
        page = Path(name)
        page.write_text(page_refreshed(page), encoding="utf-8")


if __name__ == "__main__":
    main()
