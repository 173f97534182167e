"""``kanzei law diff``: what became known between two days, and the codes, countries and rates it reaches."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kanzei.cli.law.book import shipped_book
from kanzei.cli.law.effect import add_asked, asked, check_outputs, effect_of, write_classes
from kanzei.cli.options import add_json, day, say
from kanzei.cli.parser import Parts
from kanzei.errors import UsageError

if TYPE_CHECKING:
    from kanzei.duty.book import LawBook
    from kanzei.duty.effect import Effect, Touched

__all__ = ["add", "value_of"]


def add(parts: Parts) -> None:
    """Options of the part."""
    made = parts.add_parser(
        "diff",
        help="what became known between two days",
        example=("law diff 2025-09-03 2025-09-10",),
        description="What became known after one day up to another: provisions, lists, rulings, releases of the schedule; and which codes, "
        "countries and rates it reaches, for a line that states nothing but what the options say.",
    )
    made.add_argument("before", type=day, metavar="DAY", help="known day to compare from")
    made.add_argument("after", type=day, metavar="DAY", help="known day to compare to")
    made.add_argument("--brief", action="store_true", help="the law only: leave out the codes, countries and rates")
    add_asked(made)
    made.add_argument(
        "--codes", type=Path, metavar="FILE", help="write every class that changes to FILE.csv, its codes beside it"
    )
    made.add_argument("--force", action="store_true", help="write over existing files")
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Carry the part out; the exit code."""
    from kanzei.render.law import diff_text

    book = shipped_book()
    outputs = check_outputs(options.codes, options.force) if options.codes else None
    if outputs and options.brief:
        raise UsageError("--brief looks at no codes: leave it out to write them with --codes")
    value, effect = value_of(options, book)
    if effect is not None and outputs:
        write_classes(effect.cells, outputs)
    told = (value["changes"], value["revisions"], effect)
    return say(options, value, "" if options.json else diff_text(book, options.before, options.after, *told))


def value_of(options: Namespace, book: LawBook) -> tuple[dict[str, Any], Effect | None]:
    """What became known as a JSON object, and what it reaches; ``None`` where that is not asked for.

    Raises
    ------
    UsageError   A day after the newest of the book, or days in the wrong order.
    """
    from kanzei.schedule.changes import became_known

    for known in (options.before, options.after):
        if known > book.as_of:
            raise UsageError(f"the book knows the law to {book.as_of}: {known} is later")
    if options.before > options.after:
        raise UsageError(f"the first day, {options.before}, is after the second, {options.after}: turn them round")
    records = book.diff(options.before, options.after)
    revisions = became_known(book.schedule, options.before, options.after)
    value: dict[str, Any] = {"from": options.before, "to": options.after, "changes": records, "revisions": revisions}
    effect = None
    if not options.brief:
        from kanzei.render.effect import cell_json, totals

        effect = effect_of(book.view(known=options.before), book.view(known=options.after), asked(options))
        _reach(records, effect)
        value |= {"classes": cell_json(effect.cells), "totals": totals(effect.cells)}
    value["lawbook"] = book.digest
    return value, effect


def _reach(records: list[dict[str, Any]], effect: Effect) -> None:
    """Add to each change of the law how many codes and countries it reaches and how the duty moves there."""
    from kanzei.render.effect import change_words

    named: dict[str, list[Touched]] = {}
    for one in effect.touched:
        named.setdefault(one.delta.name, []).append(one)
    for record in records:
        found = [
            one
            for one in named.get(record["provision"], ())
            if not record["from"]
            or (one.delta.stop > record["from"] and one.delta.start < (record["to"] or "9999-12-31"))
        ]
        if not found:
            continue
        changes: dict[Any, int] = {}
        for one in found:
            for key, pairs in one.changes.items():
                changes[key] = max(changes.get(key, 0), pairs)
        record["codes"] = max(one.codes for one in found)
        record["origins_reached"] = len({origin for one in found for origin in one.origins})
        record["change"] = change_words(changes)
