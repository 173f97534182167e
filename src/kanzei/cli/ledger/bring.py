"""``kanzei ledger import``: files into the ledger, all that are named or none."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kanzei.cli.ledger.options import add_ledger, add_wait, place
from kanzei.cli.options import say
from kanzei.cli.parser import Parts
from kanzei.errors import UsageError

if TYPE_CHECKING:
    from kanzei.ledger.bring import Brought

__all__ = ["add"]


def add(parts: Parts) -> None:
    """Options of the part."""
    made = parts.add_parser(
        "import",
        help="bring files in: entries as filed, refunds paid, notices",
        example=("ledger import examples/ledger/es-003.csv examples/ledger/rev-603.csv --ledger mine.duckdb",),
        description="Bring files in: ACE ES-003 and its siblings, Form 7501 data, brokers' tables, and CBP's reports REV-603, REV-613, REV-615 and ES-701. "
        "All files named come in, or none. A file imported before is refused by its digest. An entry that comes again takes the place of its earlier "
        "state, which stays in the ledger. Exit code 1: some lines could not be read.",
    )
    made.add_argument("file", nargs="+", type=Path, metavar="FILE", help="files: .csv, .xlsx, .parquet")
    made.add_argument("--again", action="store_true", help="take a file that was imported before once more")
    made.add_argument("--skip-known", action="store_true", help="leave out files that were imported before")
    made.add_argument("--importer", default="", metavar="N", help="importer number of entries that name none")
    form = made.add_argument_group("how the files are written")
    form.add_argument("--mapping", type=Path, metavar="FILE", help="mapping file of an odd layout (.yaml, .json)")
    form.add_argument("--date-format", metavar="FORM", help="form of the dates, such as MM/DD/YYYY")
    form.add_argument("--money", choices=("us", "eu"), help="form of amounts: us 1,234.56 or eu 1.234,56")
    form.add_argument("--sheet", metavar="NAME", help="sheet of an Excel file")
    add_wait(made)
    add_ledger(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Import the files; 1 when some of their lines could not be read."""
    from kanzei.cli.progress import Progress
    from kanzei.entries.mapping import read_mapping
    from kanzei.entries.parse import DEFAULT
    from kanzei.ledger.audit import stamp
    from kanzei.ledger.bring import bring_in, known_files
    from kanzei.ledger.place import writing
    from kanzei.render.ledger import brought_text

    where = place(options)
    for path in options.file:
        if not path.is_file():
            raise UsageError(f"{path}: there is no such file")
    reading = DEFAULT._replace(date_format=options.date_format, money=options.money)
    mapping = read_mapping(options.mapping) if options.mapping else None
    skipped: list[Path] = []
    with writing(where, options.wait, create=True) as base:
        paths = list(options.file)
        if options.skip_known:
            skipped = [one.path for one in known_files(base, paths)]
            paths = [path for path in paths if path not in skipped]
        done: Brought | None = None
        if paths:
            with Progress("importing lines") as bar:
                done = bring_in(
                    base,
                    paths,
                    stamp(),
                    mapping=mapping.columns if mapping else None,
                    options=mapping.options(reading) if mapping else reading,
                    sheet=options.sheet or (mapping.sheet if mapping else None),
                    importer=options.importer.strip(),
                    again=options.again,
                    progress=bar.tick,
                )
    say(options, _json(done, skipped, where), brought_text(done, skipped))
    return 1 if done and done.unread else 0


def _json(done: Brought | None, skipped: list[Path], where: str) -> dict[str, Any]:
    from kanzei.ledger.place import shown
    from kanzei.money import dollars

    value: dict[str, Any] = {"ledger": shown(where), "skipped": [str(path) for path in skipped], "import": None}
    if done is None:
        return value
    found = done.reconciliation
    return value | {
        "import": done.import_id,
        "files": [{"name": name, "kind": kind, "sha256": digest} for name, kind, digest in done.files],
        "lines": done.lines,
        "entries": done.entries,
        "entries_replaced": done.replaced,
        "entries_with_fewer_lines": list(done.fewer),
        "unread": done.unread,
        "value_usd": dollars(found.lines.value_cents) if found else None,
        "duty_usd": dollars(found.lines.duty_cents) if found else None,
        "agrees": found.agrees if found else None,
        "oddities": found.counts() if found else {},
        "reports": [
            {
                "name": one.name,
                "rows": len(one.rows),
                "unread": len(one.unreadable),
                "sums_usd": {name: dollars(cents) for name, cents in one.sums.items()},
            }
            for one in done.reports
        ],
    }
