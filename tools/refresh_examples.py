"""Run the console examples of a page and write under each command what it prints now.

    python tools/refresh_examples.py README.md docs/how-it-works/two-times.md

Digests become …; where a page leaves lines out by a line of three dots, as many lines before and after it are kept as there
were. Read the changes before committing them: the page then says what the program does, right or wrong.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.S)
COMMAND = re.compile(r"^\$ (?:.*\\\n)*.*\n", re.M)


def printed(command: str) -> str:
    """What a command of the page prints, without its digests."""
    words = shlex.split(command.removeprefix("$ ").replace("\\\n", " "))
    ran = subprocess.run(
        [sys.executable, "-m", "kanzei.cli", *words[1:]],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "110", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode > 1:
        raise SystemExit(f"{command}{ran.stderr}")
    lines = [line.rstrip() for line in ran.stdout.rstrip("\n").split("\n")]
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


def refreshed(block: str) -> str:
    """A console block with its outputs renewed."""
    commands = COMMAND.findall(block)
    outputs = COMMAND.split(block)[1:]
    parts = [command + shortened(printed(command), old) for command, old in zip(commands, outputs, strict=True)]
    return "".join(parts)


def main() -> None:
    """Rewrite the pages named."""
    for name in sys.argv[1:]:
        page = Path(name)
        text = page.read_text(encoding="utf-8")
        page.write_text(BLOCK.sub(lambda match: refreshed(match.group(0)), text), encoding="utf-8")


if __name__ == "__main__":
    main()
