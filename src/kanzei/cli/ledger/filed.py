"""``kanzei ledger filed``: keep that something was filed."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from kanzei.cli.ledger.options import add_ledger, add_wait, place
from kanzei.cli.options import day, say
from kanzei.cli.parser import Parts
from kanzei.counts import counted
from kanzei.errors import UsageError

__all__ = ["add"]


def add(parts: Parts) -> None:
    """Options of the part."""
    made = parts.add_parser(
        "filed",
        help="keep that a declaration, protest … was filed",
        example=("ledger filed ABC12345676 --remedy protest --on 2026-05-04 --reference 2704-26-100001",),
        description="Keep that something was filed for entries: a declaration, a protest, a correction. `kanzei ledger due` reminds of it no more.",
    )
    made.add_argument("entry", nargs="*", metavar="ENTRY", help="entry numbers")
    made.add_argument("--file", type=Path, metavar="FILE", help="an upload file: one entry number a row under a header")
    made.add_argument("--remedy", required=True, metavar="ID", help="declaration, protest, post-summary, suit …")
    made.add_argument("--on", required=True, type=day, metavar="DATE", help="the day it was filed")
    made.add_argument("--reference", default="", metavar="TEXT", help="its number, such as that of the protest")
    made.add_argument("--importer", default="", metavar="N", help="importer number of entries not in the ledger")
    add_wait(made)
    add_ledger(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Keep the filing."""
    from kanzei.ledger.audit import stamp
    from kanzei.ledger.filings import REMEDIES, keep_filings
    from kanzei.ledger.place import writing

    if options.remedy not in REMEDIES:
        raise UsageError(f"--remedy {options.remedy}: the remedies are {', '.join(REMEDIES)}")
    entries = [*options.entry, *(_entries(options.file) if options.file else ())]
    with writing(place(options), options.wait) as base:
        done = keep_filings(
            base, entries, options.remedy, options.on, options.reference, stamp(), options.importer.strip()
        )
    text = f"{options.remedy} of {options.on} kept for {counted(done.kept, 'entry', 'entries')}"
    if done.unknown:
        text += f"; not in the ledger otherwise: {', '.join(done.unknown[:6])}{' …' if len(done.unknown) > 6 else ''}"
    return say(options, {"kept": done.kept, "remedy": options.remedy, "unknown": list(done.unknown)}, text)


def _entries(path: Path) -> list[str]:
    from kanzei.refund.upload import HEADER

    try:
        rows = [row.strip().strip('"') for row in path.read_text(encoding="utf-8-sig").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from None
    if not rows or rows[0] != HEADER:
        raise UsageError(f"{path}: the first row must be {HEADER!r}")
    return [row for row in rows[1:] if row]
