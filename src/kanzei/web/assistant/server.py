"""The process of ``kanzei mcp``: tools listed with their schemas, called one after another, over standard input and output."""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
from typing import Any

from mcp import types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from pydantic import ValidationError

from kanzei.errors import KanzeiError
from kanzei.web.assistant.operations import TOOLS, answered
from kanzei.web.desk import Desk
from kanzei.web.heavy import Heavy
from kanzei.web.problems import in_fields

__all__ = ["serve"]

SECONDS, LONG_SECONDS = 60.0, 900.0
TEXT = """Kanzei answers questions of United States import duty under the law as it was known on any day, of the deal between the United States and Japan, and of what tariffs do.
Amounts are text with two decimals in US dollars; days are ISO days. Every answer names its law book, how far official text reaches, and what was assumed: tell these, and tell
assumptions that move the amount. A day after the last one looked at is a projection. Nothing is changed, and nothing is fetched from elsewhere. It is no legal advice."""


def serve() -> None:
    """Answer until the other side closes."""
    asyncio.run(_serve())


async def _serve() -> None:
    desk, heavy = Desk(SECONDS), Heavy(LONG_SECONDS)

    async def listed(_: Any, __: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_shown(name) for name in TOOLS])

    async def called(_: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        return await _called(desk, heavy, params.name, params.arguments or {})

    book = desk.book
    server: Server[Any] = Server(
        "kanzei",
        version="1",
        title="Kanzei",
        instructions=f"{TEXT}\nLaw as known {book.as_of}, official text to {book.official_to}, law book {book.digest[:12]}.",
        on_list_tools=listed,
        on_call_tool=called,
    )
    try:
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())
    finally:
        heavy.close()
        desk.close()


def _shown(name: str) -> types.Tool:
    tool = TOOLS[name]
    hints = types.ToolAnnotations(
        read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )
    schema = tool.question.model_json_schema(by_alias=True)
    return types.Tool(name=name, description=tool.what, input_schema=schema, annotations=hints)


async def _called(desk: Desk, heavy: Heavy, name: str, arguments: dict[str, Any]) -> types.CallToolResult:
    """The answer, as text and as a value; what goes wrong is told in the answer, so that the asker can mend it."""
    try:
        if name in TOOLS:
            TOOLS[name].question.model_validate(arguments)
        if name in TOOLS and TOOLS[name].long:
            value = await heavy.ask(answered, name, arguments, keep=False)
        else:
            value = await desk.ask(lambda views: answered(views, name, arguments))
    except ValidationError as error:
        return _refused("; ".join(f"{_place(one['loc'])}: {_words(one)}" for one in error.errors()))
    except KanzeiError as error:
        return _refused(in_fields(str(error)))
    except TimeoutError:
        return _refused("the question took longer than a question may: ask for less")
    except Exception as error:  # a fault of ours is said with a number, and the session goes on
        number = secrets.token_hex(4)
        sys.stderr.write(f"kanzei mcp: fault {number}: {type(error).__name__} in {name}\n")
        return _refused(f"an internal fault, number {number} in the log of kanzei mcp: please report it")
    plain = json.dumps(value, ensure_ascii=False, default=str)
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=plain)], structured_content=json.loads(plain)
    )


def _refused(text: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(type="text", text=text)], is_error=True)


def _place(place: tuple[int | str, ...]) -> str:
    return ".".join(str(one) for one in place) or "question"


def _words(one: Any) -> str:
    if one["type"] == "extra_forbidden":
        return "is no field of this tool"
    if one["type"] == "missing":
        return "is needed and not given"
    return str(one["msg"]).removeprefix("Value error, ")
