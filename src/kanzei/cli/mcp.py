"""``kanzei mcp``: the same operations as tools for assistants, on standard input and output, read only."""

from __future__ import annotations

from argparse import Namespace

from kanzei.cli.options import add_json, say
from kanzei.cli.parser import Parser
from kanzei.errors import UsageError

__all__ = ["parser"]


def parser() -> Parser:
    """Options of the command."""
    made = Parser(
        prog="kanzei mcp",
        description="Serve the operations as tools of the Model Context Protocol to the program that started this one, on standard input and output. "
        "Nothing is changed, no file is read, and nothing is fetched. It ends when its input ends.",
        example=("mcp --check",),
    )
    made.add_argument("--check", action="store_true", help="list the tools, and serve nothing")
    add_json(made)
    made.set_defaults(run=run)
    return made


def run(options: Namespace) -> int:
    """Serve until the input ends."""
    try:
        from kanzei.web.assistant.server import serve
    except ImportError as error:
        raise UsageError(f"serving assistants needs {error.name}: pip install 'kanzei[mcp]'") from None
    if options.check:
        from kanzei.web.assistant.operations import TOOLS

        value = {"tools": [{"name": one.name, "what": one.what} for one in TOOLS.values()]}
        wide = max(len(name) for name in TOOLS)
        return say(options, value, "\n".join(f"{one.name:<{wide}}  {one.what}" for one in TOOLS.values()))
    serve()
    return 0
