"""Options that several commands share, and how their texts become days, cents, quantities and claims."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError, Namespace
from datetime import date
from typing import TYPE_CHECKING, Any

from kanzei.cli.parser import Parser
from kanzei.errors import UsageError
from kanzei.times import parse_day

if TYPE_CHECKING:
    from kanzei.duty.book import LawBook
    from kanzei.duty.line import EntryLine, Quantity
    from kanzei.duty.view import View

__all__ = [
    "add_json",
    "add_line",
    "add_reading",
    "add_view",
    "cents",
    "day",
    "line_of",
    "open_view",
    "quantity",
    "switches",
]

MOST_CENTS = 10**15 * 100
_PLAIN = re.compile(r"(\d+)(?:\.(\d*))?\Z|\.(\d+)\Z")
_QUANTITY = re.compile(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*(.*?)\s*\Z")


def day(text: str) -> date:
    """A day written YYYY-MM-DD."""
    try:
        return parse_day(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def cents(text: str) -> int:
    """Dollars as a plain number with at most two decimals."""
    body = text.strip()
    if re.fullmatch(r"-\s*\S+|\(.*\)", body):
        raise ArgumentTypeError(f"{text!r} is negative: a value is zero or more")
    found = _PLAIN.match(body)
    if not found:
        raise ArgumentTypeError(
            f"{text!r} is not a plain number of dollars: write 30000 or 30000.50, without signs or commas"
        )
    whole, part = found[1] or "0", found[2] or found[3] or ""
    if len(part.rstrip("0")) > 2:
        raise ArgumentTypeError(f"{text!r} has fractions of a cent: round it to two decimals")
    value = int(whole) * 100 + int(part[:2].ljust(2, "0") or 0)
    if value > MOST_CENTS:
        raise ArgumentTypeError(f"{text!r} is more than a line can carry (1,000,000,000,000,000 dollars)")
    return value


def quantity(text: str) -> Quantity:
    """A number and, if it is said, its unit: ``100kg``, ``100 kg``, ``1000liters``, ``12``."""
    from kanzei.duty.line import Quantity

    found = _QUANTITY.match(text)
    if not found:
        raise ArgumentTypeError(f"{text!r} is not a quantity: write a number and its unit, such as 100kg")
    whole, _, part = found[1].partition(".")
    if len(part.rstrip("0")) > 3:
        raise ArgumentTypeError(f"{text!r} is finer than a thousandth of the unit")
    return Quantity(int(whole or "0") * 1000 + int(part[:3].ljust(3, "0")), found[2])


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
        group.add_argument(
            "--value", required=True, type=cents, metavar="USD", help="entered value, a plain number"
        )
    else:
        group.add_argument(
            "--value", type=cents, default=1_000_000, metavar="USD", help="entered value (default: 10000)"
        )
    group.add_argument(
        "--quantity",
        action="append",
        type=quantity,
        default=[],
        metavar="N[UNIT]",
        help="quantity in the unit of the code, such as 100kg (repeatable)",
    )
    group.add_argument("--spi", metavar="SYM", help="special program indicator claimed, such as S, KR, JP")
    group.add_argument(
        "--loaded", type=day, metavar="DATE", help="day of loading on the final mode of transit"
    )
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
    group.add_argument(
        "--part", default="", metavar="PART", help="the part of a split article that this line is"
    )


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


def open_view(book: LawBook, options: Namespace, known: date | None = None) -> View:
    """The view of the book that the options ask for."""
    return book.view(
        known=known,
        switches=switches(options.switch),
        scenario=list(options.scenario),
        answer=options.answer,
        value_as_given=options.value_as_given,
    )


def line_of(options: Namespace, entered_on: date) -> tuple[EntryLine, tuple[str, ...]]:
    """The entry line that the options describe, and notes on how their words were read.

    Raises
    ------
    EntryError   A code, an origin or a claim that cannot be read.
    """
    from kanzei.countries import normalise_origin
    from kanzei.duty.line import EntryLine
    from kanzei.law.claims import parse_claims

    country, note = normalise_origin(options.origin)
    stated = ";".join([*options.claim, *(f"!{key}" for key in options.no)])
    claims, warnings = parse_claims(stated, value_cents=options.value)
    line = EntryLine(
        hts=_code(options.hts),
        origin=country,
        entered_on=entered_on,
        value_cents=options.value,
        quantities=tuple(options.quantity),
        spi=options.spi.strip().upper() if options.spi else None,
        loaded_on=options.loaded,
        claims=claims,
        part=options.part,
    )
    return line, tuple(one for one in (note, *warnings) if one)


def _code(text: str) -> str:
    body = re.sub(r"[.\s-]", "", text)
    if not (body.isdigit() and body.isascii() and len(body) in (6, 8, 10)):
        raise UsageError(f"HTS {text!r} is not a tariff code: write 8 or 10 digits, such as 8703.23.01.40")
    return body
