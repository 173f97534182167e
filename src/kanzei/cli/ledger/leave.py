"""``kanzei ledger export``, ``delete`` and ``upgrade``."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from kanzei.cli.ledger.options import add_ledger, add_wait, place
from kanzei.cli.options import say
from kanzei.cli.parser import Parts
from kanzei.counts import counted
from kanzei.errors import UsageError

__all__ = ["add"]


def add(parts: Parts) -> None:
    """Options of the parts."""
    made = parts.add_parser(
        "export",
        help="every table as Parquet or CSV, of one importer or of all",
        example=("ledger export --importer 12-345678900 -o out",),
        description="Write every table to a file of its own, with a manifest of their digests: of one importer, or of all.",
    )
    made.add_argument("--importer", default="", metavar="N", help="only this importer's data")
    made.add_argument("-o", "--output", required=True, type=Path, metavar="DIR", help="folder for the files")
    made.add_argument("--format", choices=("parquet", "csv"), default="parquet", help="of the files (default: parquet)")
    made.add_argument("--raw", action="store_true", help="CSV for machines: text is not guarded against formulas")
    made.add_argument("--force", action="store_true", help="write over existing files")
    add_ledger(made)
    made.set_defaults(run=_export)
    gone = parts.add_parser(
        "delete",
        help="delete one importer's data for good",
        example=("ledger delete --importer 12-345678900 --yes",),
        description="Delete one importer's data: entries, lines, money, runs, filings. The file is written anew without it; the audit trail keeps only that a "
        "deletion took place. Files and backups elsewhere are not reached.",
    )
    gone.add_argument("--importer", required=True, metavar="N", help="importer number")
    gone.add_argument("--yes", action="store_true", help="do not ask; needed where nobody can answer")
    add_wait(gone)
    add_ledger(gone)
    gone.set_defaults(run=_delete)
    up = parts.add_parser(
        "upgrade",
        help="bring a ledger of an older Kanzei up to this one",
        example=("ledger upgrade",),
        description="Bring the tables of an older release up to this one. Parts that write do so by themselves.",
    )
    add_wait(up)
    add_ledger(up)
    up.set_defaults(run=_upgrade)


def _export(options: Namespace) -> int:
    from kanzei.ledger.leave import export
    from kanzei.ledger.place import reading

    output: Path = options.output
    if output.exists() and not output.is_dir():
        raise UsageError(f"-o {output} is no folder")
    with reading(place(options)) as base:
        done = export(base, output, options.importer.strip(), kind=options.format, raw=options.raw, force=options.force)
    rows = sum(count for _, count, _ in done.files)
    value = {
        "output": str(output),
        "importer_number": options.importer.strip(),
        "files": [{"name": name, "rows": count, "sha256": digest} for name, count, digest in done.files],
    }
    return say(
        options, value, f"{counted(rows, 'row')} in {counted(len(done.files), 'file')} and manifest.json in {output}"
    )


def _delete(options: Namespace) -> int:
    from kanzei.ledger.audit import stamp
    from kanzei.ledger.leave import delete_importer
    from kanzei.ledger.place import shown

    importer = options.importer.strip()
    where = place(options)
    if not importer:
        raise UsageError("--importer: name an importer number")
    if not options.yes and not _agreed(importer, shown(where)):
        return 2
    done = delete_importer(where, importer, stamp(), options.wait)
    text = f"{counted(done.total, 'row')} of importer {importer} deleted: "
    text += ", ".join(f"{name} {count:,}" for name, count in done.rows.items())
    text += "\nthe ledger was written anew without them; copies made before are not reached"
    return say(options, {"ledger": shown(where), "importer_number": importer, "deleted": done.rows}, text)


def _agreed(importer: str, where: str) -> bool:
    if not sys.stdin.isatty():
        raise UsageError(f"this deletes all data of importer {importer} in {where} for good: say --yes")
    sys.stderr.write(f"All data of importer {importer} in {where} will be deleted for good. Type the number to go on: ")
    sys.stderr.flush()
    if sys.stdin.readline().strip() == importer:
        return True
    sys.stderr.write("nothing was deleted\n")
    return False


def _upgrade(options: Namespace) -> int:
    from kanzei.ledger.place import shown, version_of, writing
    from kanzei.ledger.schema import NEWEST

    where = place(options)
    before = version_of(where)
    if before < NEWEST:
        with writing(where, options.wait):
            pass
    text = f"brought from version {before} to {NEWEST}" if before < NEWEST else f"of version {NEWEST} already"
    return say(options, {"ledger": shown(where), "before": before, "after": NEWEST}, f"{shown(where)}: {text}")
