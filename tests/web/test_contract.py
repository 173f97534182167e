"""The interface answers what the command line answers, and in the shape its document says."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from tests.web.conftest import CAR, ROOT

LINE = ["8703.23.01.40", "--from", "JP", "--on", "2025-09-20", "--value", "30000"]
ASKED: list[tuple[list[str], str, dict[str, Any]]] = [
    (["duty", *LINE], "/duty", CAR),
    (["duty", *LINE, "--known", "2025-09-10", "--no", "passenger_vehicle"], "/duty", {**CAR, "known": "2025-09-10", "no": "passenger_vehicle"}),
    (
        ["duty", "7318.15.80.66", "--from", "TW", "--on", "2025-08-20", "--value", "5000", "--claim", "steel_value=1000", "--answer", "owed"],
        "/duty",
        {"hts": "7318.15.80.66", "from": "TW", "on": "2025-08-20", "value": "5000", "claim": "steel_value=1000", "answer": "owed"},
    ),
    (["duty", *LINE, "--fees", "--mode", "vessel", "--filed", "9903.94.01=7500"], "/duty", {**CAR, "fees": "true", "mode": "vessel", "filed": "9903.94.01=7500"}),
    (["timeline", "8703.23.01.40", "--from", "JP", "--value", "30000"], "/timeline", {"hts": "8703.23.01.40", "from": "JP", "value": "30000"}),
    (["schedule", "show", "6404.11.90.20"], "/schedule/6404.11.90.20", {}),
    (["schedule", "search", "piano", "--limit", "5"], "/schedule/search", {"words": "piano", "limit": "5"}),
    (["law", "list", "tariff", "--since", "2026-07-01"], "/law/instruments", {"word": "tariff", "since": "2026-07-01"}),
    (["law", "show", "us/eo-14345"], "/law/instruments/us/eo-14345", {}),
    (["law", "show", "9903.94.41"], "/law/instruments/9903.94.41", {}),
    (["law", "current", "--from", "JP", "--on", "2025-10-01"], "/law/current", {"from": "JP", "on": "2025-10-01"}),
    (["law", "diff", "2025-09-03", "2025-09-10", "--brief"], "/law/diff", {"before": "2025-09-03", "after": "2025-09-10"}),
    (["law", "coverage", "--only", "pending"], "/law/coverage", {"only": "pending"}),
    (["law", "claims"], "/law/claims", {}),
    (["law", "switches"], "/law/switches", {}),
    (["deal", "terms", "--known", "2025-08-28"], "/deal/terms", {"known": "2025-08-28"}),
    (["deal", "run", "--reading", "mou", "--case", "JP-01"], "/deal/run", {"reading": "mou", "case": "JP-01"}),
    (["deal", "compare", "--switch", "daa_mode=cumulative"], "/deal/compare", {"switch": "daa_mode=cumulative"}),
    (["deal", "waterfall", "illustration", "--reading", "us-cumulative"], "/deal/waterfall", {"case": "illustration", "reading": "us-cumulative"}),
    (["deal", "montecarlo", "--reading", "mou", "--paths", "100", "--seed", "7"], "/deal/montecarlo", {"reading": "mou", "paths": "100", "seed": "7"}),
    (["impact", "etr", "--on", "2025-09-16", "--known", "2025-09-03", "--from", "JP", "--by", "authority"], "/impact/etr", {"on": "2025-09-16", "known": "2025-09-03", "from": "JP", "by": "authority"}),
    (["impact", "partners", "Japan"], "/impact/partners", {"name": "Japan"}),
    (["impact", "ge", "--rate", "JPN=15", "--rate", "CHN=30", "--retaliate"], "/impact/ge", {"rate": ["JPN=15", "CHN=30"], "retaliate": "true"}),
    (["impact", "reproduce", "nafta"], "/impact/reproduce", {"name": "nafta"}),
    (["impact", "japan", "--layer", "none", "--step", "inclusive"], "/impact/japan", {"layer": "none", "step": "inclusive"}),
    (["law", "list", "--into", "JP", "beef"], "/law/japan", {"word": "beef"}),
    (["law", "show", "jp/pork-prices"], "/law/instruments/jp/pork-prices", {}),
    (["record", "status", "--on", "2025-08-28", "--known", "2026-07-23"], "/record/status", {"on": "2025-08-28", "known": "2026-07-23"}),
    (["record", "conflicts", "traveller", "--known", "2025-08-28"], "/record/conflicts", {"slot": "traveller", "known": "2025-08-28"}),
    (["record", "conflicts", "--word", "who was to travel"], "/record/conflicts", {"word": "who was to travel"}),
    (["record", "timeline", "--from", "2025-07-01", "--to", "2025-09-30", "--claims"], "/record/timeline", {"from": "2025-07-01", "to": "2025-09-30", "claims": "true"}),
]  # fmt: skip

LONG: list[tuple[list[str], str, dict[str, Any]]] = [
    (["deal", "trade", "--on", "2025-09-16", "--switch", "carry_rate=deemed"], "/deal/trade", {"on": "2025-09-16", "switch": "carry_rate=deemed"}),
    (["impact", "history", "--on", "2025-08-28"], "/impact/history", {"on": "2025-08-28"}),
    (["impact", "revenue", "--month", "2025-02"], "/impact/revenue", {"month": "2025-02"}),
    (["impact", "trade", "--on", "2025-09-20", "--from", "JP", "--by", "sector", "--top", "3"], "/impact/trade", {"on": "2025-09-20", "from": "JP", "by": "sector", "top": "3"}),
    (["impact", "japan", "--step", "autos", "--draws", "5", "--layer", "partial"], "/impact/japan", {"step": "autos", "draws": "5", "layer": "partial"}),
]  # fmt: skip
"""Questions over all partners: a minute or more where no panel is kept."""
ASKED += [pytest.param(*one, marks=pytest.mark.long) for one in LONG]  # type: ignore[misc]


@pytest.mark.parametrize(("words", "path", "query"), ASKED, ids=lambda one: one if isinstance(one, str) else None)
def test_the_same_question_has_the_same_answer_through_both_doors(
    http: Any, words: list[str], path: str, query: dict[str, Any]
) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "kanzei.cli", *words, "--json"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    answer = http.get(f"/api/v1{path}", params=query)

    assert (0, 200) == (ran.returncode, answer.status_code), ran.stderr + answer.text
    assert json.loads(ran.stdout) == answer.json()


def test_a_question_in_the_body_is_the_same_question(http: Any) -> None:
    by_query = http.get("/api/v1/duty", params=CAR).json()

    assert by_query == http.post("/api/v1/duty", json=CAR).json()
    assert by_query == http.post("/api/v1/duty", json={**CAR, "value": 30000, "claim": []}).json()


def test_answers_fit_the_models_of_the_document(http: Any) -> None:
    from kanzei.web.answers import DutyAnswer, Job, TimelineAnswer

    DutyAnswer.model_validate_json(http.get("/api/v1/duty", params=CAR).text)
    TimelineAnswer.model_validate_json(http.get("/api/v1/timeline", params={"hts": "8528.72.64.40", "from": "CN"}).text)
    sent = http.post("/api/v1/assess", files={"file": ("e.csv", (ROOT / "examples/entries.csv").read_bytes()[:900])})
    Job.model_validate_json(sent.text)


def test_the_document_lists_every_resource_and_only_ours(http: Any) -> None:
    document = http.get("/openapi.json").json()

    assert document["openapi"].startswith("3.1")
    wanted = {"/duty", "/timeline", "/assess", "/refund", "/jobs/{job}", "/law/diff", "/schedule/search"}
    assert wanted <= {path.removeprefix("/api/v1") for path in document["paths"]}
    assert all(path.startswith("/api/v1/") for path in document["paths"])


def test_tables_come_as_tidy_csv_with_their_dictionary_and_as_excel(http: Any) -> None:
    import csv
    import io

    import openpyxl

    text = http.get("/api/v1/duty/table", params=CAR).text
    rows = list(csv.DictReader(io.StringIO(text)))
    told = http.get("/api/v1/duty/table", params={**CAR, "form": "dictionary"}).text
    told_rows = list(csv.DictReader(io.StringIO(told)))
    book = openpyxl.load_workbook(io.BytesIO(http.get("/api/v1/duty/table", params={**CAR, "form": "xlsx"}).content))

    assert "4500.00" == f"{sum(float(row['amount']) for row in rows):.2f}"
    assert list(rows[0]) == [row["column"] for row in told_rows if row["column"]]
    assert "law book" in told_rows[-1]["meaning"]
    assert ["table", "columns"] == book.sheetnames
    assert len(rows) + 1 == book["table"].max_row


@pytest.mark.parametrize("form", ["svg", "png"])
@pytest.mark.parametrize("picture", ["steps", "two-times"])
def test_pictures_come_as_svg_and_png(http: Any, picture: str, form: str) -> None:
    asked = {"hts": "8703.23.01.40", "from": "JP", "since": "2025-09-01", "until": "2025-10-01", "known": "2025-09-20"}
    answer = http.get(f"/api/v1/timeline/{picture}", params={**asked, "form": form})

    assert 200 == answer.status_code, answer.text
    if form == "svg":
        assert "law book" in answer.text
    else:
        assert answer.content.startswith(b"\x89PNG")
