"""The tools for assistants: a real client, over standard input and output, with a real process."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.web.conftest import CAR, ROOT

from kanzei.cli import main

pytestmark = pytest.mark.needs("mcp")

WORDS = ["8703.23.01.40", "--from", "JP", "--on", "2025-09-20", "--value", "30000"]
SCREW = {
    "hts": "7318.15.80.66",
    "from": "TW",
    "on": "2025-08-20",
    "value": "5000",
    "claim": ["steel_value=1000"],
    "answer": "owed",
}
ASKED: list[tuple[str, dict[str, Any], list[str]]] = [
    ("duty", CAR, ["duty", *WORDS]),
    ("duty", SCREW, ["duty", "7318.15.80.66", "--from", "TW", "--on", "2025-08-20", "--value", "5000", "--claim", "steel_value=1000", "--answer", "owed"]),
    ("timeline", {"hts": "8703.23.01.40", "from": "JP", "value": "30000"}, ["timeline", "8703.23.01.40", "--from", "JP", "--value", "30000"]),
    ("law_list", {"word": ["tariff"], "since": "2026-07-01"}, ["law", "list", "tariff", "--since", "2026-07-01"]),
    ("law_show", {"id": "us/eo-14345"}, ["law", "show", "us/eo-14345"]),
    ("law_current", {"from": "JP", "on": "2025-10-01"}, ["law", "current", "--from", "JP", "--on", "2025-10-01"]),
    ("law_diff", {"before": "2025-09-03", "after": "2025-09-10"}, ["law", "diff", "2025-09-03", "2025-09-10", "--brief"]),
    ("law_coverage", {"only": "pending"}, ["law", "coverage", "--only", "pending"]),
    ("schedule_search", {"words": "piano", "limit": 5}, ["schedule", "search", "piano", "--limit", "5"]),
    ("schedule_show", {"hts": "6404.11.90.20"}, ["schedule", "show", "6404.11.90.20"]),
    ("deal_compare", {"known": "2025-08-28"}, ["deal", "compare", "--known", "2025-08-28"]),
    ("deal_waterfall", {"case": "illustration", "reading": "us-cumulative"}, ["deal", "waterfall", "illustration", "--reading", "us-cumulative"]),
    ("impact_etr", {"on": "2025-09-20", "from": "JP", "by": "authority"}, ["impact", "etr", "--on", "2025-09-20", "--from", "JP", "--by", "authority"]),
    ("impact_partners", {"name": "Japan"}, ["impact", "partners", "Japan"]),
    ("impact_ge", {"rate": ["JPN=15", "CHN=30"], "retaliate": True}, ["impact", "ge", "--rate", "JPN=15", "--rate", "CHN=30", "--retaliate"]),
    ("impact_japan", {"step": ["inclusive"]}, ["impact", "japan", "--layer", "none", "--step", "inclusive"]),
    ("record_status", {"on": "2025-08-28"}, ["record", "status", "--on", "2025-08-28"]),
    ("record_conflicts", {"slot": "traveller"}, ["record", "conflicts", "traveller"]),
    ("record_timeline", {"from": "2025-08-20", "to": "2025-09-05"}, ["record", "timeline", "--from", "2025-08-20", "--to", "2025-09-05"]),
]  # fmt: skip
BAD: list[tuple[str, dict[str, Any], str]] = [
    ("duty", {"hts": "8703.23.01.40"}, "from: is needed and not given"),
    ("duty", {**CAR, "hts": "9999.99.99.99"}, "9999"),
    ("duty", {**CAR, "value": 1.5}, "write an amount as text"),
    ("duty", {**CAR, "scenario": ["/etc/passwd"]}, "scenario: is no field"),
    ("deal_waterfall", {"case": "../../etc/passwd"}, "case"),
    ("deal_waterfall", {"case": "none-such"}, "shipped: illustration"),
    ("deal_waterfall", {}, "case_text"),
    ("impact_etr", {"on": "2025-09-20", "by": "--output=x.csv"}, "by"),
    ("impact_ge", {}, "say which tariffs"),
    ("impact_trade", {"on": "2025-02-30"}, "2025-02-30"),
    ("impact_partners", {"name": "--json=x"}, "name"),
    ("record_check", {"text": "", "on": "2025-08-28"}, "is empty"),
    ("none_such", {}, "there is no tool"),
]


STEEL = str(ROOT / "examples/record/steel.txt")
LINE = {
    "hts": "6307.90.98.70",
    "from": "JP",
    "entered": "2025-09-20",
    "value": "10000",
    "filed": ["9903.02.73=1500.00"],
}
TOGETHER: list[tuple[str, dict[str, Any]]] = [
    ("assess", {"lines": [CAR, {**CAR, "hts": "9999.99.99.99"}]}),
    ("refund", {**LINE, "on": "2026-07-20"}),
    ("record_check", {"text": Path(STEEL).read_text(encoding="utf-8"), "name": STEEL, "on": "2025-08-28"}),
    ("law_pending", {}),
]


@pytest.fixture(scope="module")
def session() -> tuple[list[Any], list[Any]]:
    """The tools listed, and the answers of all calls, in one session with a process of its own."""
    from mcp import Client
    from mcp.client.stdio import StdioServerParameters, stdio_client

    calls = [*((name, arguments) for name, arguments, _ in (*ASKED, *BAD)), *TOGETHER]

    async def talk() -> tuple[list[Any], list[Any]]:
        command = StdioServerParameters(
            command=sys.executable, args=["-m", "kanzei.cli", "mcp"], cwd=ROOT, env={"PYTHONPATH": ":".join(sys.path)}
        )
        with open(os.devnull, "w") as silent:
            async with Client(stdio_client(command, errlog=silent)) as client:
                tools = (await client.list_tools()).tools
                return tools, [await client.call_tool(name, arguments) for name, arguments in calls]

    return asyncio.run(talk())


def said(capsys: pytest.CaptureFixture[str], words: list[str]) -> Any:
    """What a command prints with ``--json``."""
    capsys.readouterr()
    assert 0 == main([*words, "--json"])
    return json.loads(capsys.readouterr().out)


def test_tools_are_typed_and_read_only(session: tuple[list[Any], list[Any]]) -> None:
    tools, _ = session

    assert {name for name, *_ in (*ASKED, *TOGETHER)} <= {one.name for one in tools}
    for one in tools:
        assert one.annotations.read_only_hint and not one.annotations.destructive_hint
        assert "object" == one.input_schema["type"] and one.input_schema["additionalProperties"] is False


@pytest.mark.parametrize("number", range(len(ASKED)), ids=[name for name, *_ in ASKED])
def test_a_tool_answers_what_the_command_answers(
    session: tuple[list[Any], list[Any]], capsys: pytest.CaptureFixture[str], number: int
) -> None:
    answer = session[1][number]

    assert not answer.is_error, answer.content[0].text
    assert said(capsys, ASKED[number][2]) == answer.structured_content == json.loads(answer.content[0].text)


@pytest.mark.parametrize("number", range(len(BAD)), ids=[f"{name}-{words}" for name, _, words in BAD])
def test_what_cannot_be_asked_is_told(session: tuple[list[Any], list[Any]], number: int) -> None:
    answer = session[1][len(ASKED) + number]

    assert answer.is_error
    assert BAD[number][2] in answer.content[0].text and "Traceback" not in answer.content[0].text


def test_lines_reports_and_entries_are_answered_together(
    session: tuple[list[Any], list[Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    lines, entry, report, pending = session[1][-4:]

    assert {"status": "ok", **said(capsys, ["duty", *WORDS])} == lines.structured_content["lines"][0]
    assert 1 == lines.structured_content["failed"]
    assert "800.00" == entry.structured_content["summary"]["refundable_usd"]
    assert said(capsys, ["record", "check", STEEL, "--on", "2025-08-28"]) == report.structured_content
    told = pending.structured_content
    assert told["events"] and told["open"]
    assert told["lawbook"] == lines.structured_content["lawbook"]


def test_the_tools_are_listed_without_serving(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["mcp", "--check"])
    assert "record_conflicts" in capsys.readouterr().out
