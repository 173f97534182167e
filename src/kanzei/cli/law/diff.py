"""``kanzei law diff``: what became known between two days."""

from __future__ import annotations

from argparse import Namespace

from kanzei.cli.law.book import shipped_book
from kanzei.cli.options import add_json, day, say
from kanzei.cli.parser import Parts
from kanzei.errors import UsageError

__all__ = ["add"]


def add(parts: Parts) -> None:
    """Options of the part."""
    made = parts.add_parser(
        "diff", help="what became known between two days", example=("law diff 2025-09-03 2025-09-10",)
    )
    made.add_argument("before", type=day, metavar="DAY", help="known day to compare from")
    made.add_argument("after", type=day, metavar="DAY", help="known day to compare to")
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Carry the part out; the exit code."""
    from kanzei.render.law import diff_text

    book = shipped_book()
    for known in (options.before, options.after):
        if known > book.as_of:
            raise UsageError(f"the book knows the law to {book.as_of}: {known} is later")
    if options.before > options.after:
        raise UsageError(f"the first day, {options.before}, is after the second, {options.after}: turn them round")
    records = book.diff(options.before, options.after)
    value = {"from": options.before, "to": options.after, "changes": records, "lawbook": book.digest}
    return say(options, value, diff_text(book, options.before, options.after, records))
