"""Write docs/reference/commands.md from the command line's own parsers.

python tools/build_reference.py            write the page
python tools/build_reference.py --check    exit 1 when the page is not what would be written
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "commands.md"
HEAD = """\
# Commands

This page is made from the program by `tools/build_reference.py`; a test holds them together.

Exit codes: 0 done, 1 some lines failed, 2 bad usage or input, 130 interrupted. `--json` prints for machines.
"""


def commands(name: str, parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """A command and those below it, with their full names."""
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not below:
        yield name, parser
    for action in below:
        summaries = {choice.dest: choice.help for choice in action._choices_actions}
        for word, child in action.choices.items():
            child.description = child.description or summaries.get(word)
            yield from commands(f"{name} {word}", child)


def cell(text: str) -> str:
    """Text fit for a table cell."""
    return " ".join(text.split()).replace("|", "\\|")


def option_row(action: argparse.Action) -> str:
    """One option or argument as a table row."""
    if action.choices is not None:
        value = "|".join(str(one) for one in action.choices)
    elif isinstance(action.metavar, tuple):
        value = " ".join(action.metavar)
    else:
        value = action.metavar or action.dest.upper()
    if not action.option_strings:
        name = value
    else:
        name = ", ".join(action.option_strings) + ("" if action.nargs == 0 else f" {value}")
    text = (action.help or "") % {"default": action.default, "prog": "kanzei", "metavar": value}
    return f"| `{cell(name)}` | {cell(text)}{' (needed)' if action.required and action.option_strings else ''} |"


def section(name: str, parser: argparse.ArgumentParser) -> str:
    """One command: what it answers, its options, examples."""
    shown = [
        action
        for action in parser._actions
        if action.help != argparse.SUPPRESS and not isinstance(action, argparse._HelpAction)
    ]
    lines = [f"## kanzei {name}", "", " ".join((parser.description or "").split()), ""]
    if shown:
        lines += ["| option | meaning |", "|---|---|", *map(option_row, shown), ""]
    if example := getattr(parser, "example", ()):
        lines += [*(f"    kanzei {line}" for line in example), ""]
    return "\n".join(lines)


def page() -> str:
    """The whole page."""
    from kanzei.cli.main import COMMANDS, command_parser

    sections = [section(name, parser) for top in COMMANDS for name, parser in commands(top, command_parser(top))]
    return "\n".join([HEAD, *sections]).rstrip() + "\n"


def main() -> int:
    """Write or check the page."""
    options = argparse.ArgumentParser(description="the reference page of the commands")
    options.add_argument("--check", action="store_true", help="compare only")
    if options.parse_args().check:
        current = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page()
        if not current:
            print(f"{PAGE}: run python tools/build_reference.py", file=sys.stderr)
        return 0 if current else 1
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
