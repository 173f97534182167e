"""``kanzei ledger backup`` and ``restore``."""

from __future__ import annotations

from argparse import Namespace

from kanzei.cli.ledger.options import add_ledger, place
from kanzei.cli.options import say
from kanzei.cli.parser import Parts
from kanzei.counts import counted

__all__ = ["add"]


def add(parts: Parts) -> None:
    """Options of the parts."""
    copy = parts.add_parser(
        "backup",
        help="copy the whole ledger, also to the other engine",
        example=("ledger backup -o backup.duckdb",),
        description="Copy the whole ledger, as it stands at one moment, to a place where nothing stands: a DuckDB file, or a PostgreSQL address to move to. "
        "The copy is read back and compared, and the digest over its rows is told: keep it, `kanzei ledger restore --sha256` asks for it.",
    )
    copy.add_argument("-o", "--output", required=True, metavar="PLACE", help="a DuckDB file, or postgresql://…")
    add_ledger(copy)
    copy.set_defaults(run=_backup)
    back = parts.add_parser(
        "restore",
        help="make a ledger again from a backup",
        example=("ledger restore kanzei.ledger.duckdb --ledger again.duckdb",),
        description="Make a ledger again from a backup, at a place where nothing stands (--ledger), row by row what was backed up. The rows are held against the "
        "digest that was told when the backup was made, or else against the one that the backup states itself.",
    )
    back.add_argument("backup", metavar="PLACE", help="the backup: a DuckDB file, or postgresql://…")
    back.add_argument("--sha256", default="", metavar="HEX", help="the digest of its rows, as `backup` told it")
    add_ledger(back)
    back.set_defaults(run=_restore)


def _backup(options: Namespace) -> int:
    from kanzei.ledger.audit import stamp
    from kanzei.ledger.backup import copy_ledger
    from kanzei.ledger.place import shown

    done = copy_ledger(place(options), options.output, stamp())
    where = shown(options.output)
    text = f"{counted(done.rows, 'row')} copied to {where}\nsha256 of the rows {done.sha256}"
    return say(options, {"output": where, "rows": done.rows, "sha256": done.sha256}, text)


def _restore(options: Namespace) -> int:
    from kanzei.ledger.audit import stamp
    from kanzei.ledger.backup import restore_ledger
    from kanzei.ledger.place import shown

    where = place(options)
    done = restore_ledger(options.backup, where, stamp(), options.sha256)
    text = f"{counted(done.rows, 'row')} restored to {shown(where)}\nsha256 of the rows {done.sha256}"
    return say(options, {"ledger": shown(where), "rows": done.rows, "sha256": done.sha256}, text)
