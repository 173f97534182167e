"""The door: finds the command, runs it, and turns every way of ending into an exit code.

Exit codes
----------
0 done · 1 some lines failed · 2 bad usage or input · 130 interrupted.
A reader that closes the pipe ends us quietly. Under ``--json`` a refusal is an object on standard output too.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from kanzei.cli.parser import Misused, Parser, first_parser
from kanzei.errors import KanzeiError, NotCovered

__all__ = ["COMMANDS", "command_parser", "main"]

COMMANDS = {
    "duty": "the duty on one entry line, with the law for it",
    "timeline": "the duty on one line for every entry date, as a table or a picture",
    "assess": "the duty on every line of CSV, Excel or Parquet files",
    "refund": "what is owed back on entries filed and paid: causes, interest, remedies, last days",
    "ledger": "entries imported and assessed: what changed, what lapses",
    "law": "the law book: instruments, regimes, what changed between two days",
    "schedule": "the tariff schedule: codes, rates, search, imports of official exports",
    "deal": "the investment facility: terms as known, readings, waterfalls, who is paid what",
    "record": "who said what and when, where reports conflict, what is in force",
    "impact": "what tariffs do: effective rates, history, revenue; models of trade, prices and welfare",
    "scenario": "what may become law: odds, planned shipments, what waiting costs or saves",
    "serve": "the same over HTTP, and as pages in a browser, on this machine",
    "mcp": "the same as tools for assistants, on standard input and output, read only",
}
"""Commands and what each answers; the module of the same name in this room carries it out."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code."""
    _tame_streams()
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        code = _run(words)
        sys.stdout.flush()
        return code
    except Misused as misused:
        _as_json(words, "error", misused.message)
        return 2
    except KanzeiError as error:
        _as_json(words, "not-covered" if isinstance(error, NotCovered) else "error", str(error))
        return _refuse(str(error))
    except BrokenPipeError:
        _drop_stdout()
        return 0
    except KeyboardInterrupt:
        sys.stderr.write("\nkanzei: interrupted\n")
        return 130
    except OSError as error:
        return _refuse(_os_text(error))
    except MemoryError:
        return _refuse("the machine has run out of memory: close other programs or use a smaller file")
    except Exception as error:  # the last door: a fault of ours is said in a sentence, never as a traceback
        if os.environ.get("KANZEI_TRACEBACK"):
            raise
        fault = f"internal fault ({type(error).__name__}: {error})"
        return _refuse(f"{fault}: please report it; KANZEI_TRACEBACK=1 shows where it happened")


def command_parser(name: str) -> Parser:
    """The parser of one command."""
    parser: Parser = import_module(f"kanzei.cli.{name}").parser()
    return parser


def _run(words: list[str]) -> int:
    if words and words[0] in COMMANDS:
        options = command_parser(words[0]).parse_args(words[1:])
        code: int = options.run(options)
        return code
    parser = first_parser(COMMANDS)
    if not words:
        parser.print_help(sys.stderr)
        return 2
    parser.parse_args(words)
    return 2


def _refuse(message: str) -> int:
    from kanzei.render.words import printable

    sys.stderr.write(f"kanzei: {printable(message)}\n")
    return 2


def _as_json(words: list[str], status: str, message: str) -> None:
    """The reason for a machine that asked with ``--json``."""
    if "--json" in words:
        from kanzei.render.machine import dump

        try:
            print(dump({"status": status, "error": message}), flush=True)
        except OSError:
            _drop_stdout()


def _os_text(error: OSError) -> str:
    """An error of the operating system in the form: where, what."""
    what = (error.strerror or str(error)).lower()
    return f"{error.filename}: {what}" if error.filename else what


def _tame_streams() -> None:
    """A terminal that cannot show a character shows another one: never a traceback for a cent sign."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")


def _drop_stdout() -> None:
    """Send what is left for the closed pipe nowhere, so that the interpreter does not complain at its end."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115  (lives until the process ends)
