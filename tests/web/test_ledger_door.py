"""The ledger through the second door: what the command says of it, read only; and one entry line without a ledger."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from tests.web.conftest import Server

from kanzei.cli import main

pytestmark = pytest.mark.needs("duckdb")

LINE = {
    "entry": "ABC12345676", "hts": "6307.90.98.70", "from": "JP", "entered": "2025-09-20", "value": "10000", "filed": "9903.02.73=1500.00",
    "summary": "2025-10-03", "on": "2026-07-20",
}  # fmt: skip


@pytest.mark.parametrize(
    ("words", "path", "query"),
    [
        (["list"], "", {}),
        (["list", "entries"], "/list/entries", {}),
        (["show", "ABC-1234567-6"], "/entries/ABC-1234567-6", {}),
        (["changes", "1", "2"], "/changes", {"before": 1, "after": 2}),
        (["due", "--on", "2026-07-20", "--within", "12w"], "/due", {"on": "2026-07-20", "within": "12w"}),
    ],
    ids=lambda one: one if isinstance(one, str) else None,
)
def test_the_ledger_answers_as_on_the_command_line(
    shelf: Server, books: str, capsys: pytest.CaptureFixture[str], words: list[str], path: str, query: dict[str, Any]
) -> None:
    capsys.readouterr()
    assert 0 == main(["ledger", *words, "--ledger", books, "--json"])
    told = json.loads(capsys.readouterr().out)
    with shelf.client() as http:
        assert told == http.get(f"/api/v1/ledger{path}", params=query).json()


def test_the_ledger_is_read_and_never_written(shelf: Server, books: str) -> None:
    before = Path(books).read_bytes()
    with shelf.client() as http:
        for path in (
            "",
            "/list/events",
            "/due?on=2026-07-20",
            "/due/table?on=2026-07-20&form=xlsx",
            "/due/calendar?on=2026-07-20",
        ):
            assert 200 == http.get(f"/api/v1/ledger{path}").status_code
        for method in ("POST", "PUT", "DELETE"):
            assert 405 == http.request(method, "/api/v1/ledger").status_code
        refused = http.get("/api/v1/ledger/due", params={"on": "2026-07-20", "within": "soon"})

    assert (400, True) == (refused.status_code, "is no span" in refused.json()["detail"])
    assert before == Path(books).read_bytes()


def test_the_tables_of_the_ledger_are_tidy(shelf: Server) -> None:
    with shelf.client() as http:
        due = list(csv.DictReader(io.StringIO(http.get("/api/v1/ledger/due/table?on=2026-07-20").text)))
        value = http.get("/api/v1/ledger/due?on=2026-07-20").json()
        ways = list(csv.DictReader(io.StringIO(http.get("/api/v1/ledger/entries/ABC12345676/table").text)))
        entry = http.get("/api/v1/ledger/entries/ABC12345676").json()
        moved = list(csv.DictReader(io.StringIO(http.get("/api/v1/ledger/changes/table?before=1&after=2").text)))

    assert [(one["entry_number"], one["amount_usd"]) for one in due] == [
        (one["entry_number"], one["amount_usd"]) for one in value["due"]
    ]
    assert [(one["name"], one["amount_usd"]) for one in ways] == [
        (one["name"], one["usd"]) for one in entry["remedies"]
    ]
    assert {"cause", "instrument", "before_usd", "after_usd"} <= set(moved[0])


def test_a_server_without_a_ledger_says_so_and_settles_a_line_all_the_same(
    http: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line is what the refund command says of a file of the same two rows."""
    nothing = http.get("/api/v1/ledger")
    told = http.get("/api/v1/ledger/line", params=LINE).json()
    head = "entry_number,line,entry_type,entered_on,summary_on,origin,ordinal,hts,value_usd,duty_paid_usd\n"
    first = "ABC12345676,1,01,2025-09-20,2025-10-03,JP"
    path = tmp_path / "line.csv"
    path.write_text(f"{head}{first},1,9903.02.73,0,1500.00\n{first},2,6307.90.98.70,10000,0\n")
    capsys.readouterr()
    assert 0 == main(["refund", str(path), "-o", str(tmp_path / "out"), "--on", "2026-07-20", "--json"])
    alike = json.loads(capsys.readouterr().out)

    assert (404, True) == (nothing.status_code, "--ledger" in nothing.json()["detail"])
    assert {**alike, "output": ""} == told["summary"]
    assert "800.00" == told["summary"]["refundable_usd"]
    assert "2026-10-19" in {one["last_day"] for one in told["remedies"] if one["open"] == "yes"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"filed": "9903.02.73"}, "NUMBER=USD"),
        ({"hts": "x"}, "x"),
        ({"entered": "2025-13-01"}, "2025-13-01"),
        ({"value": "ten"}, "ten"),
        ({"from": ""}, "origin"),
    ],
    ids=str,
)
def test_a_line_that_cannot_be_read_says_why(http: Any, change: dict[str, str], words: str) -> None:
    answer = http.get("/api/v1/ledger/line", params={**LINE, **change})
    page = http.get("/ledger", params={**LINE, **change})

    assert answer.status_code in (400, 422) and 422 == page.status_code
    assert words in answer.json()["detail"]
    assert "No answer yet" in page.text and "<h1>Ledger</h1>" in page.text


def test_a_wrong_ledger_is_told_at_the_start(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert 2 == main(["serve", "--check", "--ledger", str(tmp_path / "none.duckdb")])
    assert "there is no ledger here" in capsys.readouterr().err
