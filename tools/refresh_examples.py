"""Run the console examples of a page and write under each command what it prints now.

    python tools/refresh_examples.py README.md docs/how-it-works/two-times.md

Digests become …; an example that shows three dots keeps its first and last lines as they are and must be mended by hand when
its test fails. Read the changes before committing them: the page then says what the program does, right or wrong.
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


def refreshed(block: str) -> str:
    """A console block with its outputs renewed."""
    commands = COMMAND.findall(block)
    outputs = COMMAND.split(block)[1:]
    parts = [
        command + (old if "\n...\n" in f"\n{old}" else printed(command) + ("\n" if old.endswith("\n\n") else ""))
        for command, old in zip(commands, outputs, strict=True)
    ]
    return "".join(parts)


def main() -> None:
    """Rewrite the pages named."""
    for name in sys.argv[1:]:
        page = Path(name)
        text = page.read_text(encoding="utf-8")
        page.write_text(BLOCK.sub(lambda match: refreshed(match.group(0)), text), encoding="utf-8")


if __name__ == "__main__":
    main()
