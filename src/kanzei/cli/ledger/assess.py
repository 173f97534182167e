"""``kanzei ledger assess``: re-rate the lines that hold, and keep what was found as a run."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from kanzei.cli.ledger.options import add_ledger, add_wait, place, truth
from kanzei.cli.options import day, say, switches
from kanzei.cli.parser import Parser, Parts

if TYPE_CHECKING:
    from kanzei.refund.phases import Circumstances

__all__ = ["add", "add_circumstances", "circumstances"]


def add(parts: Parts) -> None:
    """Options of the part."""
    made = parts.add_parser(
        "assess",
        help="re-rate the lines and keep the result as a run",
        example=("ledger assess", "ledger assess --known 2026-02-19"),
        description="Re-rate every line that holds: what was paid, what was chargeable when it was filed and as known, what is owed, why they differ, and the "
        "remedies of every entry. The result is kept as a run beside the earlier ones. Readers are not held up. Exit code 1: some lines failed.",
    )
    made.add_argument(
        "--known", type=day, metavar="DATE", help="the law as known on this day (default: all the book holds)"
    )
    made.add_argument(
        "--on", type=day, metavar="DATE", help="the day remedies are seen from (default: the newest day of the view)"
    )
    made.add_argument("--importer", default="", metavar="N", help="only this importer's lines")
    made.add_argument(
        "--switch",
        action="append",
        default=[],
        metavar="ID=CHOICE",
        help="choose a reading of a doubtful point; `kanzei law switches` lists them (repeatable)",
    )
    made.add_argument("--value-as-given", action="store_true", help="keep the cents of values")
    add_circumstances(made)
    add_wait(made)
    add_ledger(made)
    made.set_defaults(run=run)


def add_circumstances(made: Parser) -> None:
    """Facts about the importer that no report tells."""
    made.add_argument(
        "--plaintiff",
        type=truth,
        metavar="yes|no",
        help="whether the importer sues in the refund cases and its number was handed over in time (phase 3)",
    )
    made.add_argument("--ach", type=truth, metavar="yes|no", help="whether the importer is enrolled for refunds by ACH")


def circumstances(options: Namespace) -> Circumstances:
    """What the options say of the importer."""
    from kanzei.refund.phases import Circumstances

    return Circumstances(plaintiff=options.plaintiff, ach=options.ach)


def run(options: Namespace) -> int:
    """Assess; 1 when some lines failed."""
    from kanzei.cli.progress import Progress
    from kanzei.duty.book import LawBook
    from kanzei.ledger.audit import stamp
    from kanzei.ledger.place import reading, shown, writing
    from kanzei.ledger.runs import assess_lines
    from kanzei.money import dollars
    from kanzei.refund.rerate import Views
    from kanzei.render.ledger import ran_text

    where = place(options)
    chosen = switches(options.switch)
    views = Views(LawBook.shipped(), options.known, chosen, value_as_given=options.value_as_given)
    seen_on = options.on or views.now.known_on
    with Progress("re-rating lines") as bar:
        done = assess_lines(
            lambda: reading(where),
            lambda: writing(where, options.wait),
            views,
            stamp(),
            seen_on,
            switches=chosen,
            value_as_given=options.value_as_given,
            known=circumstances(options),
            importer=options.importer.strip(),
            progress=bar.tick,
        )
    failed = done.statuses.get("error", 0) + done.statuses.get("not-covered", 0)
    value = {
        "ledger": shown(where),
        "run": done.run_id,
        "lawbook": views.now.digest,
        "known_on": views.now.known_on,
        "seen_on": seen_on,
        "lines": done.lines,
        "entries": done.entries,
        "statuses": done.statuses,
        "paid_usd": dollars(done.paid),
        "charged_usd": dollars(done.charged),
        "owed_usd": dollars(done.owed),
        "refundable_usd": dollars(done.refundable),
        "refundable_low_usd": dollars(done.refundable_low),
    }
    say(options, value, ran_text(value))
    return 1 if failed else 0
