"""``kanzei law update``: put instrument files on top of the law book for good, or take them off again."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from kanzei.cli.law.book import existing
from kanzei.cli.options import add_json, say
from kanzei.cli.parser import Parts
from kanzei.errors import UsageError

__all__ = ["add"]


def add(parts: Parts) -> None:
    """Options of the part."""
    made = parts.add_parser(
        "update",
        help="put instrument files into your own law book, or take them out",
        example=("law update examples/order.yaml", "law update"),
        description="Put finished instrument files into your own law book, on top of the shipped one: they are checked against it, "
        "their worked examples must agree, and every later answer rests on them and says so. Without FILE the files already there are "
        "listed; --remove ID takes one out again. Nothing shipped is changed.",
    )
    made.add_argument(
        "file", nargs="*", type=Path, metavar="FILE", help="files to put in (with their code lists beside them)"
    )
    made.add_argument(
        "--remove", action="append", default=[], metavar="ID", help="take an instrument out again (repeatable)"
    )
    made.add_argument("--force", action="store_true", help="put in a file in place of your own file of the same id")
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Carry the part out; the exit code."""
    from kanzei.duty.own import held, put_in, take_out

    if options.file and options.remove:
        raise UsageError("put files in, or take instruments out with --remove: not both at once")
    existing(options.file)
    done: list[str] = []
    if options.remove:
        done = take_out(options.remove)
    elif options.file:
        done = put_in(options.file, replace=options.force)
    own = held()
    value: dict[str, Any] = {"done": done, "own": [{"id": name, "file": str(path)} for name, path in own]}
    if options.file or options.remove:
        from kanzei.duty.book import LawBook

        book = LawBook.shipped()
        value["lawbook"] = book.digest
        done.append(f"law book {book.digest[:12]}, as of {book.as_of}")
    lines = [*done, *([""] if done else [])]
    lines += [f"{name}  {path}" for name, path in own] or ["your own law book is empty: the shipped law alone answers"]
    if options.file and not options.json:
        sys.stderr.write("every answer now rests on these files and says so; take them out with --remove ID\n")
    return say(options, value, "\n".join(lines))
