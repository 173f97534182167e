"""``kanzei law pack``: the law book, or instrument files, as one file that others can take."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path

from kanzei.cli.law.book import existing
from kanzei.cli.options import add_json, say
from kanzei.cli.parser import Parts
from kanzei.errors import UsageError

__all__ = ["add"]


def add(parts: Parts) -> None:
    """Options of the part."""
    made = parts.add_parser(
        "pack",
        help="make a law package: the whole book, or files on top of it",
        example=("law pack -o book.kanzei-law", "law pack examples/order.yaml -o order.kanzei-law"),
        description="Make a law package, one file that `kanzei law update` takes: without FILE the whole book that answers, your own files in it; with FILE "
        "these instruments alone, to be laid on the book in force. The same law gives the same bytes. Sign it with ssh-keygen -Y sign -n kanzei-law.",
    )
    made.add_argument(
        "file", nargs="*", type=Path, metavar="FILE", help="instrument files (with their code lists beside them)"
    )
    made.add_argument(
        "-o", "--output", required=True, type=Path, metavar="FILE", help="the package; the usual ending is .kanzei-law"
    )
    made.add_argument("--force", action="store_true", help="replace an existing file")
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Carry the part out; the exit code."""
    from kanzei.duty.packed import make_package
    from kanzei.entries.write import explained, move_into_place
    from kanzei.law.package import sha256
    from kanzei.ledger.audit import stamp
    from kanzei.render.law_package import packed_text

    path: Path = options.output
    existing(options.file)
    if not path.parent.is_dir():
        raise UsageError(f"{path}: there is no folder {path.parent}: make it first")
    if path.exists() and not options.force:
        raise UsageError(f"{path} exists: name another file, or give --force to replace it")
    packed = make_package(options.file, f"kanzei {stamp(by='-').version}")
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(packed.data)
        move_into_place(part, path, force=options.force)
    except OSError as error:
        raise explained(error, part, path) from None
    finally:
        part.unlink(missing_ok=True)
    value = {"output": str(path), "bytes": len(packed.data), "sha256": sha256(packed.data), **packed.manifest._asdict()}
    return say(options, value, packed_text(value))
