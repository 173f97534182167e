"""``kanzei deal trade``: what the tariff side is worth, by legal basis and day, against the cost of the facility."""

from __future__ import annotations

import sys
from argparse import Namespace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from kanzei.cli.deal_view import add_known, add_switch, case_of, view
from kanzei.cli.found import Found, How, here
from kanzei.cli.options import add_json, day, say
from kanzei.cli.parser import Parts
from kanzei.errors import UsageError

if TYPE_CHECKING:
    from kanzei.deal.leverage import Statute
    from kanzei.deal.sheet import Sheet

__all__ = ["add", "answer_of", "run"]


def add(parts: Parts) -> None:
    """Add the part."""
    made = parts.add_parser(
        "trade",
        help="tariff relief by legal basis and day against named counterfactuals, and against the cost of the facility",
        example=(
            "deal trade --on 2026-10-01",
            "deal trade --on 2026-10-01 --snap-back s232=25%@2026-10-01 --against letter-25",
        ),
        description="Trade of 2024 held fixed, ten digits. Each legal basis is valued on each day against its own counterfactual and is worth nothing once it has ended. "
        "Then relief against the cost of the facility under a reading, the break-even probability, and a snap-back, which must name the statute it would rest on.",
    )
    made.add_argument("terms", nargs="?", metavar="TERMS", help="a file of terms (default: the case's)")
    made.add_argument(
        "--on",
        type=day,
        action="append",
        default=[],
        metavar="DATE",
        help="day of entry (repeatable; default: every day on which a basis changed)",
    )
    made.add_argument(
        "--case", default="illustration", metavar="ID|FILE", help="projects whose cost is held against the relief"
    )
    made.add_argument(
        "--reading", default="mou", metavar="ID|FILE", help="reading under which the facility is run (default: mou)"
    )
    made.add_argument(
        "--against",
        default="april-24",
        metavar="ID",
        help="counterfactual of the reciprocal duty: april-24, letter-25 or flat (default: april-24)",
    )
    made.add_argument(
        "--like", default="AU", metavar="CC", help="economy that stands for one without a deal (default: AU)"
    )
    made.add_argument(
        "--years", type=int, default=4, metavar="N", help="years that the relief of the last day stays (default: 4)"
    )
    made.add_argument(
        "--pass-through", default="1", metavar="SHARE", help="part of the relief that is Japan's (default: 1)"
    )
    made.add_argument(
        "--snap-back", metavar="STATUTE=RATE@DATE", help="tariffs put back: s122, s232, s301, s338, or ieepa to its end"
    )
    made.add_argument(
        "--write", type=Path, metavar="FILE", help="write the snap-back as an instrument, for --scenario of any command"
    )
    add_known(made)
    add_switch(made)
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Value the tariff side, and print it."""
    from kanzei.render.tables import Ink

    # The law is looked at as it is: --switch answers doubtful terms of the deal.
    law = Namespace(switch=[], scenario=[], answer="charged", value_as_given=False)
    found = answer_of(options, here(law))
    return say(options, found.value, found.text(Ink(sys.stdout)))


def answer_of(options: Namespace, how: How) -> Found:
    """Relief by legal basis and day, against the cost of the facility."""
    from kanzei.deal.leverage import bargain, read_snap_back, snap_back
    from kanzei.deal.run import run as run_deal
    from kanzei.deal.trade import assumptions, owed_lines, relief_on
    from kanzei.deal.words import read_share
    from kanzei.render.deal_trade import Traded, general_names, trade_json, trade_text

    like = options.like.upper()
    general = f"flat ({like})" if options.against == "flat" else options.against
    if general not in general_names(like):
        raise UsageError(f"--against {options.against}: choose {', '.join(assumptions().general)} or flat")
    if not 1 <= options.years <= 100:
        raise UsageError(f"--years {options.years}: from 1 to 100")
    try:
        share = read_share(options.pass_through)
    except ValueError as error:
        raise UsageError(f"--pass-through: {error}") from None
    if not 0 <= share <= 1:
        raise UsageError(f"--pass-through {options.pass_through}: from 0 to 1")
    case = case_of(options.case, options.switch, calls=True)
    sheet, reading = view(options.terms or case.terms, options.known or case.known, options.reading)
    if sheet.parties.get("investor") != "Japan":
        raise UsageError(
            f"the relief of {sheet.parties.get('investor')} is not valued: trade facts by code are shipped for Japan alone"
        )
    assert reading is not None
    wanted = read_snap_back(options.snap_back) if options.snap_back else None
    if wanted is not None:
        # Refused before anything is worked out.
        snap_back(*wanted, sheet, [])
    known = options.known or case.known
    law = how.view_of(None)
    book = law.book
    if known and known < book.as_of:
        law = how.view_of(known)
    if options.write:
        _write(options, wanted, date.fromisoformat(law.known))
    told = {one: what for one, since, what in assumptions().days if known is None or since <= known}
    days = sorted(set(options.on)) or list(told)
    if not days:
        raise UsageError(f"no relief was known on {known}: name a day of entry with --on")
    with how.shares("valuing trade") as tick:
        found = []
        for number, one in enumerate(days, 1):
            found.append(relief_on(law, one, told.get(one, ""), like=like))
            tick(number / len(days))
        snap = snap_back(*wanted, sheet, owed_lines(law, wanted[2])) if wanted else None
    relief = Fraction(found[-1].total(general)) * share
    made = Traded(
        sheet, reading.id, like, general, share, book.digest, date.fromisoformat(law.known), _static(sheet, days), tuple(found),
        bargain(run_deal(case, sheet, reading), relief, options.years, case.discount), snap,
    )  # fmt: skip
    return Found(trade_json(made), lambda ink: trade_text(made, ink))


def _write(options: Namespace, wanted: tuple[Statute, Fraction, date] | None, known: date) -> None:
    """Write the snap-back as a file of the law."""
    from kanzei.deal.instrument import instrument_text

    if wanted is None:
        raise UsageError("--write: needs --snap-back STATUTE=RATE@DATE")
    try:
        options.write.write_text(instrument_text(*wanted, known), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"--write {options.write}: {error.strerror}") from None
    sys.stderr.write(f"instrument written to {options.write}\n")


def _static(sheet: Sheet, days: list[date]) -> tuple[tuple[str, date | None, Fraction], ...]:
    """The round calculation itself, as the law stood on each day, and on the last with the other goods' old counterfactual kept where it has ended."""
    from kanzei.deal.leverage import first_day_without
    from kanzei.deal.trade import assumptions, static_relief

    ended, cut = first_day_without(sheet), sheet.value("auto_rate_from")
    autos_from = cut if isinstance(cut, date) else None
    rows: list[tuple[str, date | None, Fraction]] = [("the calculation of 2024", None, assumptions().static.value())]
    rows += [("as the law then stood", one, static_relief(one, ended, autos_from=autos_from)) for one in days]
    if ended is not None and days[-1] >= ended:
        kept = static_relief(days[-1], ended, autos_from=autos_from, keep_other=True)
        rows.append(("other goods' counterfactual kept", days[-1], kept))
    return tuple(rows)
