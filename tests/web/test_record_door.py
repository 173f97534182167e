"""The record through the second door: reports checked and compared as on the command line, and never as code."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.conftest import ROOT

from kanzei.cli import main
from kanzei.web.reports import pieces

STEEL = ROOT / "examples/record/steel.txt"
TWO = [ROOT / "examples/record/morning.txt", ROOT / "examples/record/evening.txt"]
EVIL = '<script>document.title="taken"</script> <img src=x onerror=alert(1)> Treasury Secretary Howard Lutnick signed 15% on Aug. 28, 2025.'


def said(capsys: pytest.CaptureFixture[str], *words: object) -> Any:
    """What a command prints with ``--json``."""
    capsys.readouterr()
    assert 0 == main([*map(str, words), "--json"])
    return json.loads(capsys.readouterr().out)


def test_a_report_is_checked_as_on_the_command_line(http: Any, capsys: pytest.CaptureFixture[str]) -> None:
    told = said(capsys, "record", "check", STEEL, "--on", "2025-08-28")
    sent = http.post(
        "/api/v1/record/check", files={"file": (str(STEEL), STEEL.read_bytes())}, data={"on": "2025-08-28"}
    )
    asked = {"text": STEEL.read_text(), "name": str(STEEL), "on": "2025-08-28"}

    assert told == sent.json()
    assert told == http.post("/api/v1/record/check", json=asked).json()


def test_reports_are_compared_as_on_the_command_line(http: Any, capsys: pytest.CaptureFixture[str]) -> None:
    told = said(capsys, "record", "compare", *TWO, "--reported-on", "2025-08-28")
    files = [("file", (str(path), path.read_bytes())) for path in TWO]
    asked = {"reports": [{"name": str(path), "text": path.read_text()} for path in TWO], "reported_on": "2025-08-28"}

    assert told == http.post("/api/v1/record/compare", files=files, data={"reported_on": "2025-08-28"}).json()
    assert told == http.post("/api/v1/record/compare", json=asked).json()


@pytest.mark.parametrize(
    ("path", "asked", "status", "words"),
    [
        ("check", {"text": " ", "on": "2025-08-28"}, 400, "is empty"),
        ("check", {"text": "15% it is", "on": "2030-01-01"}, 400, "would be a guess"),
        ("check", {"text": "15% it is"}, 422, "is needed"),
        ("check", {"text": "15% it is", "on": "2025-08-28", "with": "/etc/passwd"}, 422, "is no field"),
        ("compare", {"reports": [{"text": "one"}]}, 422, "at least 2"),
    ],
)
def test_what_cannot_be_asked_of_reports_is_told(
    http: Any, path: str, asked: dict[str, Any], status: int, words: str
) -> None:
    answer = http.post(f"/api/v1/record/{path}", json=asked)

    assert status == answer.status_code
    assert words in answer.json()["detail"]
    assert "/tmp" not in answer.text


def test_a_report_may_have_so_many_bytes_and_is_not_kept(app: Any, tmp_path: Path) -> None:
    client = app(report_bytes=2000)
    much = client.post("/api/v1/record/check", json={"text": "15% " * 1000, "on": "2025-08-28"})
    few = client.post("/api/v1/record/check", json={"text": "Lutnick says 15%.", "on": "2025-08-28"})

    assert (413, 200) == (much.status_code, few.status_code)
    assert "2,000 bytes" in much.json()["detail"]
    assert not client.app.state.heavy._kept


@pytest.mark.parametrize("path", ["check", "compare"])
def test_a_report_is_shown_as_text_and_never_as_page(http: Any, path: str) -> None:
    """What somebody pastes, and the name of the file, stand escaped wherever they stand."""
    name = "<b>x</b>.txt"
    files = [
        ("file", (name, EVIL.encode())),
        *([("file", ("other.txt", b"15% was signed."))] if path == "compare" else []),
    ]
    page = http.post(
        f"/record/{path}", files=files, data={"on": "2025-08-28", "text": EVIL if path == "compare" else ""}
    )

    assert 200 == page.status_code
    assert "<script>document" not in page.text and "<img" not in page.text and "<b>x" not in page.text
    assert "&lt;script&gt;" in page.text


def test_the_tables_of_the_record_are_tidy(http: Any) -> None:
    for what, query in (("status", {"on": "2025-08-28"}), ("conflicts", {}), ("timeline", {"claims": "true"})):
        rows = list(csv.DictReader(io.StringIO(http.get(f"/api/v1/record/{what}/table", params=query).text)))
        told = http.get(f"/api/v1/record/{what}/table", params={**query, "form": "dictionary"}).text
        names = [row["column"] for row in csv.DictReader(io.StringIO(told)) if row["column"]]

        assert len(rows) > 20 and list(rows[0]) == names


def test_the_tables_of_the_law_are_tidy(http: Any) -> None:
    asked = {
        "instruments": {"since": "2026-07-01"}, "japan": {}, "pending": {}, "coverage": {"only": "explained"}, "provisions": {"id": "us/eo-14345"},
        "diff": {"before": "2025-09-03", "after": "2025-09-10"},
    }  # fmt: skip
    for what, query in asked.items():
        rows = list(csv.DictReader(io.StringIO(http.get(f"/api/v1/law/{what}/table", params=query).text)))
        told = http.get(f"/api/v1/law/{what}/table", params={**query, "form": "dictionary"}).text

        assert len(rows) > 5, what
        assert list(rows[0]) == [row["column"] for row in csv.DictReader(io.StringIO(told)) if row["column"]]


def test_who_was_to_travel_is_found_by_asking(http: Any) -> None:
    page = http.get("/record/conflicts", params={"word": "who was to travel?"}).text

    assert "1 of " in page and "Ryosei Akazawa." in page and "3 independent sources" in page
    assert "kanzei record conflicts --word &#39;who was to travel?&#39;" in page


def test_the_files_of_a_question_hold_what_its_page_shows(http: Any) -> None:
    """The words stand in the links of the table, and the answer is that of the command."""
    words = "who was to travel"
    page = http.get("/record/conflicts", params={"word": words}).text
    links = [html.unescape(one) for one in re.findall(r'href="(/api/v1/record/conflicts[^"]*)"', page)]
    table = next(one for one in links if one.endswith("form=csv"))
    rows = list(csv.DictReader(io.StringIO(http.get(table).text)))
    told = http.get(next(one for one in links if "form=" not in one)).json()

    assert {"traveller"} == {row["slot"] for row in rows} == {one["slot"] for one in told["conflicts"]}
    assert told == http.get("/api/v1/record/conflicts", params={"word": words}).json()


def test_changes_alike_in_words_say_on_which_duty(http: Any) -> None:
    """EO 14345 frees aircraft from several duties: each row names its own."""
    page = http.get("/law/changes", params={"before": "2025-09-03", "after": "2025-09-10"}).text
    rows = [row for row in re.findall(r"<tr>.*?</tr>", page) if "jp-aircraft" in row]

    assert len(rows) > 1 and len(set(rows)) == len(rows)


@given(st.text("ab <&", max_size=40), st.lists(st.tuples(st.integers(-2, 42), st.integers(-2, 42)), max_size=6))
def test_pieces_put_together_are_the_report(text: str, places: list[tuple[int, int]]) -> None:
    """Words found in place, overlapping or not, never lose or double a letter."""
    spans = [(start, stop, "agrees", number) for number, (start, stop) in enumerate(places, 1)]
    found = pieces(text, spans)

    assert text == "".join(one.text for one in found)
    for start, stop, _, number in spans:
        if 0 <= start < stop <= len(text):
            assert text[start:stop] == "".join(one.text for one in found if number in one.items)
