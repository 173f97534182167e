"""``kanzei law check``: check instrument files."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from kanzei.cli.options import add_json
from kanzei.cli.parser import Parts
from kanzei.errors import UsageError

__all__ = ["add"]


def add(parts: Parts) -> None:
    """Options of the part."""
    made = parts.add_parser("check", help="check instrument files", example=("law check",))
    made.add_argument("file", nargs="*", type=Path, metavar="FILE", help="files to check (default: the whole book)")
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Carry the part out; the exit code."""
    from kanzei.law.check import check_book, check_files

    for path in options.file:
        if not path.is_file():
            raise UsageError(f"{path}: there is no such file")
    wrong = check_files(options.file) if options.file else check_book()
    if options.json:
        from kanzei.render.machine import dump

        print(dump({"mistakes": wrong}))
    else:
        what = f"{len(options.file)} files" if options.file else "the law book"
        print("\n".join(wrong) if wrong else f"{what}: no mistakes")
    if wrong:
        sys.stderr.write(f"kanzei law check: {len(wrong)} mistakes\n")
    return 2 if wrong else 0
