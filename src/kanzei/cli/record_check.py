"""``kanzei record check``: a record file of the user's."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from kanzei.cli.options import add_json, say
from kanzei.cli.parser import Parts

__all__ = ["add", "run"]


def add(parts: Parts) -> None:
    """Add the part."""
    made = parts.add_parser(
        "check",
        help="read a record file and tell every mistake with its place",
        example=("record check examples/record/note.yaml",),
        description="Reads a record file on top of the shipped record: every mistake with file, line, column and how to mend it.",
    )
    made.add_argument("file", metavar="FILE", help="a record file (YAML)")
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """A record file of the user's."""
    from kanzei.record.read import check_file

    record, added = check_file(Path(options.file))
    machine = {"status": "ok", "file": options.file, "claims": added, "sources": len(record.sources)}
    return say(options, machine, f"{options.file}: sound; {added} claims on top of the record")
