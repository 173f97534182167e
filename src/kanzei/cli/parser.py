"""The argument parser with our manners: one clear message, the nearest command, an example that is tested."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from typing import Any, NoReturn

__all__ = ["Misused", "Parser", "Parts", "first_parser"]


class Misused(SystemExit):
    """The words given are not a command; the message is already on standard error."""

    def __init__(self, message: str) -> None:
        super().__init__(2)
        self.message = message


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one message, and whose help ends with examples.

    Parameters
    ----------
    example : command lines without the leading ``kanzei``; a test runs each.
    """

    def __init__(self, *args: Any, example: tuple[str, ...] = (), **more: Any) -> None:
        more.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        more.setdefault("allow_abbrev", False)
        self.example = example
        if example:
            more["epilog"] = "example:\n" + "\n".join(f"  kanzei {line}" for line in example)
        super().__init__(*args, **more)
        self.register("action", None, _Once)
        self.register("action", "store", _Once)

    def error(self, message: str) -> NoReturn:
        """Print what is wrong and where to look, and end with exit code 2."""
        from kanzei.render.words import printable

        if message.endswith("expected one argument"):
            message += "; a value that begins with '-' is written behind an equals sign, --option=-value"
        sys.stderr.write(f"{self.prog}: {printable(message)}\n{self.prog} --help shows the options\n")
        raise Misused(message)


class _Once(argparse._StoreAction):
    """An option that takes one value: given twice with two values, neither is taken in silence."""

    def __call__(self, parser: argparse.ArgumentParser, namespace: Any, values: Any, option: str | None = None) -> None:
        given: dict[str, object] = vars(namespace).setdefault("given", {})
        if option and given.get(self.dest, values) != values:
            parser.error(f"argument {option}: given twice, {given[self.dest]} and {values}: say it once")
        given[self.dest] = values
        super().__call__(parser, namespace, values, option)


Parts = Any
"""What ``add_subparsers`` of a :class:`Parser` gives: its ``add_parser`` makes a part of a command."""


def first_parser(commands: Mapping[str, str]) -> Parser:
    """The parser of the bare command: it lists the commands and knows none of their options."""
    listing = "\n".join(f"  {name:<10} {text}" for name, text in commands.items())
    parser = Parser(
        prog="kanzei",
        usage="kanzei COMMAND [OPTIONS]",
        description="United States import duty to the cent, for any entry date, as known on any day.\n\n"
        f"commands:\n{listing}\n\nkanzei COMMAND --help explains a command.",
        example=("duty 8703.23.01.40 --from JP --on 2025-09-20 --value 30000",),
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and the law book it carries")
    parser.add_argument("command", type=_unknown(commands), help=argparse.SUPPRESS)
    return parser


def _unknown(commands: Mapping[str, str]) -> Any:
    def command(text: str) -> str:
        from difflib import get_close_matches

        near = get_close_matches(text, list(commands), 1)
        hint = f"; did you mean {near[0]!r}?" if near else f": the commands are {', '.join(commands)}"
        raise argparse.ArgumentTypeError(f"there is no command {text!r}{hint}")

    return command


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *rest: object) -> None:
        from importlib.metadata import PackageNotFoundError, version

        from kanzei.duty.book import LawBook

        try:
            release = version("kanzei")
        except PackageNotFoundError:
            release = "(not installed)"
        book = LawBook.shipped()
        print(f"kanzei {release}, law book {book.digest[:12]}, as of {book.as_of}")
        if book.package:
            print(f"from the law package {book.package[:16]}")
        for edit in book.edits():
            print(edit)
        parser.exit()
