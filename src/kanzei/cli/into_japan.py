"""``--into JP`` of ``duty`` and ``timeline``: the line declared in Japan, its duty in yen."""

from __future__ import annotations

import re
import sys
from argparse import Namespace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from kanzei.cli.options import say
from kanzei.errors import EntryError, UsageError

if TYPE_CHECKING:
    from kanzei.duty.jp.book import JapanBook, JapanView
    from kanzei.duty.jp.line import Declared
    from kanzei.render.japan import Stretch

__all__ = ["run_duty", "run_timeline"]

ELSEWHERE = "loaded entry_type withdrawn it zone_status zone_status_on released part switch answer adcvd value_as_given fees mode filed memo plot".split()
"""Options that bear on imports into the United States only."""
UNITS: dict[str, tuple[str, Fraction]] = {
    "kg": ("kg", Fraction(1)),
    "t": ("kg", Fraction(1000)),
    "g": ("kg", Fraction(1, 1000)),
    "l": ("l", Fraction(1)),
    "kl": ("l", Fraction(1000)),
    "kg-sugar": ("kg-sugar", Fraction(1)),
}
"""A unit as written -> the unit of duties, and how many of it make one."""
CLAIMS = ("USJTA", "US-JP", "JP-US")
"""Names under which the US-Japan agreement is claimed; the first is ours."""
AFTER = timedelta(days=61)
_MOST = 10**15


def run_duty(options: Namespace) -> int:
    """Assess the line and print the answer."""
    from kanzei.duty.jp.assess import assess_japan
    from kanzei.render.japan import japan_json, japan_text
    from kanzei.render.tables import Ink

    view = open_japan(options)
    answer = assess_japan(view, declared(options, options.on, options.value, view.book))
    return say(options, japan_json(answer), japan_text(answer, Ink(sys.stdout)))


def run_timeline(options: Namespace) -> int:
    """The duty for every day of entry: a row for each run of days on which it is the same."""
    from kanzei.duty.jp.find import dotted9
    from kanzei.render.japan import japan_timeline_json, japan_timeline_text
    from kanzei.render.tables import Ink

    view = open_japan(options)
    given = vars(options).get("given", {})
    line = declared(options, options.since, given.get("value", "1000000"), view.book)
    until = options.until or max(view.book.as_of, options.since) + AFTER
    if until <= options.since:
        raise UsageError(f"--until {until} is not after --since {options.since}")
    runs = stretches(view, line, options.since, until)
    claim = "the agreement claimed" if line.claimed else "the agreement not claimed"
    title = f"{dotted9(line.code)} from {line.origin} into Japan, customs value {line.value_yen:,} JPY, {claim}; as known {view.known}"
    foot = f"no change seen since {view.book.as_of}: later days are a projection; law book of Japan {view.book.digest[:12]}"
    return say(
        options, japan_timeline_json(runs, view.book.digest), japan_timeline_text(title, runs, foot, Ink(sys.stdout))
    )


def stretches(view: JapanView, line: Declared, since: date, until: date) -> list[Stretch]:
    """Runs of days of entry with one answer."""
    from kanzei.duty.jp.assess import assess_japan
    from kanzei.duty.jp.line import JapanDuty, NotComputable
    from kanzei.times import parse_day

    rows = view.book.rows(line.code)
    days = {since, *view.bounds()}
    days |= {parse_day(word) for row in rows for step in row["us_japan"] for word in step[:2] if word < "2199"}
    days |= {date(year, 4, 1) for year in range(since.year, until.year + 1)}
    if any(row["season"] for row in rows):
        months = {int(row["season"][:2]) for row in rows}
        days |= {date(year, month, 1) for year in range(since.year, until.year + 1) for month in months}
    starts = sorted(one for one in days if since <= one < until)
    out: list[Stretch] = []
    for start, stop in zip(starts, [*starts[1:], until], strict=True):
        found: JapanDuty | NotComputable
        try:
            found = assess_japan(view, line._replace(entered_on=start))
        except NotComputable as error:
            found = error
        if out and _same(out[-1][2], found):
            out[-1] = (out[-1][0], stop, out[-1][2])
        else:
            out.append((start, stop, found))
    return out


def _same(one: object, other: object) -> bool:
    from kanzei.duty.jp.line import JapanDuty, NotComputable

    if isinstance(one, JapanDuty) and isinstance(other, JapanDuty):
        return (one.duty_yen, one.charge.rate, one.charge.column) == (
            other.duty_yen,
            other.charge.rate,
            other.charge.column,
        )
    return isinstance(one, NotComputable) and isinstance(other, NotComputable) and one.missing == other.missing


def open_japan(options: Namespace) -> JapanView:
    """The view the options ask for.

    Raises
    ------
    UsageError   An option that bears on the United States only.
    """
    from kanzei.duty.jp.book import JapanBook

    for name in ELSEWHERE:
        given = getattr(options, name, None)
        if given and given != "charged":
            raise UsageError(
                f"--{name.replace('_', '-')} bears on imports into the United States only: leave it out with --into JP"
            )
    book = JapanBook.shipped().with_files([Path(one) for one in options.scenario])
    return book.view(options.known)


def declared(options: Namespace, on: date, value: str, book: JapanBook) -> Declared:
    """The line that the options describe.

    Raises
    ------
    EntryError   A code, an origin, an amount or a quantity that cannot be read.
    """
    from kanzei.countries import normalise_origin
    from kanzei.duty.jp.find import read_code9
    from kanzei.duty.jp.line import Declared

    origin = normalise_origin(options.origin)[0]
    return Declared(
        code=read_code9(options.hts, book),
        origin=origin,
        entered_on=on,
        value_yen=_yen(str(value)),
        quantities=_quantities(options.quantity),
        claimed=_claimed(options.spi),
        facts=_facts(options.claim, options.no),
    )


def _yen(text: str) -> int:
    bare = text.strip()
    if bare.startswith("-"):
        raise EntryError(f"--value {text!r} is negative: state the customs value of the goods")
    if not re.fullmatch(r"\d+", bare, re.ASCII):
        plain = re.sub(r"[^\d.]", "", bare).partition(".")[0]
        hint = f": write {plain}" if plain else ""
        raise EntryError(f"--value {text!r} is not a whole number of yen in plain digits{hint}")
    if int(bare) > _MOST:
        raise EntryError(f"--value {text!r} is above a thousand trillion yen: check the amount")
    return int(bare)


def _quantities(words: list[str]) -> dict[str, Fraction]:
    out: dict[str, Fraction] = {}
    for word in words:
        found = re.fullmatch(r"\s*(\d+(?:\.\d{1,6})?)\s*([A-Za-z-]+)\s*", word, re.ASCII)
        if not found:
            raise UsageError(f"--quantity {word!r}: write a number and its unit, such as 1000kg")
        unit, times = UNITS.get(found[2].lower(), ("", Fraction(1)))
        if not unit:
            raise UsageError(f"--quantity {word!r}: duties of Japan go by {', '.join(UNITS)}")
        quantity = Fraction(found[1]) * times
        if not quantity:
            raise EntryError(f"--quantity {word!r} is nothing: state what is imported")
        if unit in out:
            raise UsageError(f"--quantity: {unit} is given twice: say it once")
        out[unit] = quantity
    return out


def _claimed(spi: str | None) -> bool | None:
    if spi is None:
        return None
    if spi.upper() not in CLAIMS:
        raise UsageError(
            f"--spi {spi}: into Japan the book holds one preference, of the US-Japan agreement: --spi {CLAIMS[0]}"
        )
    return True


def _facts(claims: list[str], denied: list[str]) -> dict[str, bool]:
    wrong = [word for word in [*claims, *denied] if "=" in word]
    if wrong:
        raise UsageError(
            f"--claim {wrong[0]}: the facts of the Japanese book are answered yes or no: --claim KEY or --no KEY"
        )
    both = set(claims) & set(denied)
    if both:
        raise UsageError(f"{min(both)} is both claimed and denied")
    return {**dict.fromkeys(claims, True), **dict.fromkeys(denied, False)}
