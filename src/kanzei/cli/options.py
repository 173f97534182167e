"""Options that several commands share, and how their texts become days, cents, quantities and claims."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError, Namespace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kanzei.cli.parser import Parser
from kanzei.errors import EntryError, UsageError
from kanzei.times import parse_day

if TYPE_CHECKING:
    from kanzei.duty.book import LawBook
    from kanzei.duty.line import EntryLine
    from kanzei.duty.view import View

__all__ = [
    "add_json",
    "add_line",
    "add_reading",
    "add_view",
    "count",
    "day",
    "lawmaking",
    "line_of",
    "open_view",
    "say",
    "switches",
]

TALK = ("letter", "message", "agreement", "memorandum")
"""Kinds of instruments that seldom change duty by themselves."""
_QUANTITY = re.compile(r"\s*([\d.,]+)\s*(.*?)\s*\Z")


def day(text: str) -> date:
    """A day written YYYY-MM-DD."""
    try:
        return parse_day(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def count(text: str) -> int:
    """A whole number above zero."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 10**9):
        raise ArgumentTypeError(f"{text!r} is not a whole number above zero")
    return int(text)


def add_json(parser: Parser) -> None:
    """``--json``."""
    parser.add_argument("--json", action="store_true", help="print JSON for machines")


def add_view(parser: Parser) -> None:
    """Options that choose the law one looks at."""
    group = parser.add_argument_group("the law looked at")
    group.add_argument(
        "--known",
        type=day,
        metavar="DATE",
        help="the law as it was known on this day (default: all the book holds)",
    )
    add_reading(group)


def add_reading(group: Any) -> None:
    """Options that choose scenarios, readings and the question, the known day apart."""
    group.add_argument(
        "--scenario",
        action="append",
        default=[],
        metavar="FILE",
        help="add a hypothetical instrument (repeatable)",
    )
    group.add_argument(
        "--switch",
        action="append",
        default=[],
        metavar="ID=CHOICE",
        help="choose a reading of a doubtful point; `kanzei law switches` lists them (repeatable)",
    )
    group.add_argument(
        "--answer",
        choices=("charged", "owed"),
        default="charged",
        help="what was charged by law, or what is owed once void authorities are left out (default: charged)",
    )
    group.add_argument(
        "--adcvd",
        metavar="FILE",
        help="deposit rates of antidumping and countervailing cases, for lines that name theirs (.csv, .xlsx, .json, .yaml)",
    )
    group.add_argument(
        "--value-as-given",
        action="store_true",
        help="keep the cents of the value instead of rounding to dollars",
    )


def add_line(parser: Parser, *, value: bool = True) -> None:
    """Options that say what the goods are."""
    parser.add_argument("hts", metavar="HTS", help="tariff code of 8 or 10 digits, with or without dots")
    group = parser.add_argument_group("the entry line")
    group.add_argument(
        "--from",
        dest="origin",
        required=True,
        metavar="CC",
        help="country of origin, two letters (JP, CN, DE)",
    )
    if value:
        group.add_argument("--value", required=True, metavar="USD", help="entered value, a plain number")
    else:
        group.add_argument("--value", default="10000", metavar="USD", help="entered value (default: 10000)")
    group.add_argument(
        "--quantity",
        action="append",
        default=[],
        metavar="N[UNIT]",
        help="quantity in the unit of the code, such as 100kg (repeatable)",
    )
    group.add_argument("--spi", metavar="SYM", help="special program indicator claimed, such as S, KR, JP")
    group.add_argument("--loaded", type=day, metavar="DATE", help="day of loading on the final mode of transit")
    _add_clock(parser)
    group.add_argument(
        "--claim",
        action="append",
        default=[],
        metavar="KEY[=VALUE]",
        help="a fact about the goods; `kanzei law claims` lists them (repeatable)",
    )
    group.add_argument(
        "--no", action="append", default=[], metavar="KEY", help="deny a fact about the goods (repeatable)"
    )
    group.add_argument("--strict", action="store_true", help="an unknown claim is an error, not a warning")
    group.add_argument("--part", default="", metavar="PART", help="the part of a split article that this line is")


def _add_clock(parser: Parser) -> None:
    group = parser.add_argument_group("whose rates, where it is not simply the day of entry")
    group.add_argument("--entry-type", metavar="NN", help="entry type of Form 7501: 01, 03, 06, 11, 21, 23, 31 …")
    group.add_argument("--withdrawn", type=day, metavar="DATE", help="day of withdrawal from warehouse")
    group.add_argument("--it", type=day, metavar="DATE", help="day the immediate transportation entry was accepted")
    group.add_argument(
        "--zone-status", metavar="STATUS", help="privileged-foreign (PF) or non-privileged-foreign (NPF)"
    )
    group.add_argument("--zone-status-on", type=day, metavar="DATE", help="day of the zone status, or of admission")
    group.add_argument("--released", type=day, metavar="DATE", help="day of release, where it is not the day of entry")


def switches(words: list[str]) -> dict[str, str]:
    """``ID=CHOICE`` words as a mapping."""
    out: dict[str, str] = {}
    for word in words:
        name, equals, choice = word.partition("=")
        if not (name and equals and choice):
            raise UsageError(f"--switch {word}: write ID=CHOICE; `kanzei law switches` lists ids and choices")
        if out.get(name, choice) != choice:
            raise UsageError(f"--switch {name}: two choices are given, {out[name]!r} and {choice!r}")
        out[name] = choice
    return out


def open_view(book: LawBook, options: Namespace, known: date | None = None, scenario: list[str] | None = None) -> View:
    """The view of the book that the options ask for; ``scenario`` in the place of theirs."""
    if scenario is None and getattr(options, "without", None):
        book, scenario = book.with_scenario([Path(one) for one in options.scenario], options.without), []
    view = book.view(
        known=known,
        switches=switches(options.switch),
        scenario=[Path(one) for one in (options.scenario if scenario is None else scenario)],
        answer=options.answer,
        value_as_given=options.value_as_given,
    )
    if getattr(options, "adcvd", None):
        from kanzei.entries.case_rates import read_case_rates

        view = view.with_case_rates(read_case_rates(options.adcvd))
    return view


def lawmaking(book: LawBook, known: date) -> list[str]:
    """Ids of the instruments that became known on a day; talk is left out where an order or a ruling stands beside it."""
    found = [one for one in book.instruments if one["known"][:10] == known.isoformat()]
    return [one["id"] for one in found if one["kind"] not in TALK] or [one["id"] for one in found]


def line_of(options: Namespace, entered_on: date) -> tuple[EntryLine, tuple[str, ...]]:
    """The entry line that the options describe, and notes on how their words were read.

    The words are read as the cells of a file of unknown layout are: one reading for both doors.

    Raises
    ------
    EntryError   A code, an origin, an amount or a claim that cannot be read.
    """
    from kanzei.entries.columns import Forms
    from kanzei.entries.parse import Options, parse_cells

    row: dict[str, object] = {
        "hts": options.hts,
        "origin": options.origin,
        "entered_on": entered_on,
        "value_usd": options.value,
        "spi": options.spi,
        "loaded_on": options.loaded,
        "part": options.part,
        "entry_type": options.entry_type,
        "withdrawn_on": options.withdrawn,
        "it_on": options.it,
        "zone_status": options.zone_status,
        "zone_status_on": options.zone_status_on,
        "released_on": options.released,
        "claims": ";".join([*options.claim, *(f"!{key}" for key in options.no)]),
    }
    if len(options.quantity) > 3:
        raise UsageError("--quantity: a code asks for three quantities at most")
    for suffix, text in zip(("", "2", "3"), options.quantity, strict=False):
        found = _QUANTITY.match(text)
        if text.lstrip().startswith("-"):
            raise UsageError(f"--quantity {text!r} is negative: enter a credit as a correction of its own entry line")
        if not found:
            raise UsageError(f"--quantity {text!r}: write a number and its unit, such as 100kg")
        row["quantity" + suffix], row["unit" + suffix] = found[1], found[2]
    _check_value(str(options.value))
    parsed = parse_cells(row, Forms(), Options(strict=options.strict))
    return parsed.line, parsed.warnings


def _check_value(text: str) -> None:
    """Refuse separators of thousands: whether a comma or a point parts the cents is not to be guessed."""
    if not re.search(r"[,'_$]|\d\s+\d", text):
        return
    grouped = re.fullmatch(r"\s*\$?\s*(\d{1,3}(?:[,\s'_]\d{3})*(?:\.\d+)?)\s*", text)
    hint = re.sub(r"[^\d.]", "", grouped[1]) if grouped else "digits, with a point before the cents, such as 1234.56"
    raise EntryError(f"--value {text!r} is not plain digits: write {hint}")


def say(options: Namespace, value: Any, text: str) -> int:
    """Print the machine's form (``--json``) or the reader's; the exit code of a question that was answered."""
    if options.json:
        from kanzei.render.machine import dump

        print(dump(value))
    else:
        print(text)
    return 0
