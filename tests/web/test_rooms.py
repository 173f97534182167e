"""The rooms deal and impact through the second door: files that are sent, names that are refused, tables and pictures."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from tests.web.conftest import ROOT

BASE = ROOT / "examples/deal/base.yaml"


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_case_may_be_sent_as_a_file_or_as_an_object(http: Any) -> None:
    """The same case in three ways gives the same cents."""
    by_file = http.post("/api/v1/deal/waterfall/upload", files={"file": ("base.yaml", BASE.read_bytes())}).json()
    case = {
        "id": "mine", "terms": "japan", "reading": "mou", "period": "year", "discount": "4%", "rate": {"benchmark": "4.5%", "spread": "1.0%"},
        "projects": [{"id": "plant", "sector": "semiconductors", "funded": 10000000000, "life": 20, "cash": 1600000000}],
    }  # fmt: skip
    by_body = http.post("/api/v1/deal/waterfall", json={"case": case}).json()
    shipped = http.get("/api/v1/deal/waterfall", params={"case": "illustration"}).json()

    assert "base" == by_file["case"] and by_file["vehicles"]
    assert shipped["totals"] == by_body["totals"]
    assert shipped["returns"]["host"]["received_usd"] == by_body["returns"]["host"]["received_usd"] == "16180000000.00"


def test_a_mistake_in_a_case_is_told_by_line_and_names_no_place_of_the_server(http: Any) -> None:
    wrong = BASE.read_bytes().replace(b"funded:", b"fundd:")
    told = http.post("/api/v1/deal/waterfall/upload", files={"file": ("mine.yaml", wrong)})

    assert 422 == told.status_code
    assert told.json()["detail"].startswith("mine.yaml:") and "/tmp" not in told.text


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/deal/compare", {"case": "pyproject.toml"}),
        ("/deal/compare", {"case": "examples/deal/base.yaml"}),
        ("/deal/compare", {"terms": "/etc/passwd"}),
        ("/deal/run", {"reading": "examples/deal/base.yaml"}),
        ("/deal/waterfall", {"case": "../examples/deal/base.yaml"}),
        ("/impact/reproduce", {"name": "examples/entries.csv"}),
    ],
)
def test_a_name_is_never_taken_for_a_file_of_the_server(http: Any, path: str, query: dict[str, str]) -> None:
    told = http.get(f"/api/v1{path}", params=query)

    assert (400, "application/problem+json") == (told.status_code, told.headers["content-type"])
    assert "there is no such" in told.json()["detail"]


def test_an_object_with_the_name_of_a_place_is_a_case_and_no_place(http: Any) -> None:
    told = http.post("/api/v1/deal/waterfall", json={"case": {"name": "../../x", "text": "id: x"}})

    assert 422 == told.status_code and told.json()["detail"].startswith("case.json:")


def test_contracts_are_run_from_a_file(http: Any) -> None:
    sent = (ROOT / "examples/contracts.json").read_bytes()
    told = http.post("/api/v1/deal/actus", files={"file": ("contracts.json", sent)}).json()

    assert (len(json.loads(sent)), 0) == (told["passed"], told["failed"])


def test_a_published_table_is_reproduced_from_a_file(http: Any) -> None:
    told = http.post("/api/v1/impact/reproduce/upload", files={"file": ("mine.csv", b"a,b\n1,2\n")})

    assert 400 == told.status_code and "/tmp" not in told.text


def test_every_part_with_tables_gives_them_with_their_columns(http: Any) -> None:
    asked: list[tuple[str, dict[str, str]]] = [
        ("/deal/compare/table", {}),
        ("/deal/compare/table", {"which": "doubtful"}),
        ("/deal/run/table", {"reading": "mou", "which": "years"}),
        ("/deal/run/table", {"reading": "mou", "which": "events"}),
        ("/deal/waterfall/table", {"case": "illustration"}),
        ("/deal/terms/table", {}),
        ("/impact/etr/table", {"on": "2025-09-16", "from": "JP", "by": "authority"}),
        ("/impact/partners/table", {"name": "Japan"}),
        ("/impact/ge/table", {"rate": "JPN=15"}),
        ("/impact/japan/table", {"layer": "none", "step": "inclusive"}),
    ]
    for path, query in asked:
        answer = http.get(f"/api/v1{path}", params=query)
        assert 200 == answer.status_code, answer.text
        rows = rows_of(answer.text)
        told = rows_of(http.get(f"/api/v1{path}", params={**query, "form": "dictionary"}).text)
        assert rows and list(rows[0]) == [row["column"] for row in told if row["column"]], path
        assert all(row["meaning"] for row in told), path


def test_cash_of_a_run_adds_up_in_its_table(http: Any) -> None:
    rows = rows_of(http.get("/api/v1/deal/run/table", params={"reading": "mou", "which": "years"}).text)
    net = sum(float(row["net"]) for row in rows if row["party"] == "investor")

    assert "5820000000.00" == f"{net:.2f}"


@pytest.mark.parametrize(
    ("path", "query"),
    [("/deal/compare/picture", {}), ("/impact/etr/picture", {"on": "2025-09-16", "from": "JP", "by": "authority"})],
)
def test_pictures_come_as_svg_with_their_digest_and_as_png(http: Any, path: str, query: dict[str, str]) -> None:
    drawn = http.get(f"/api/v1{path}", params=query)
    png = http.get(f"/api/v1{path}", params={**query, "form": "png"})

    assert "Source: Kanzei" in drawn.text and ("digest" in drawn.text or "law book" in drawn.text)
    assert png.content.startswith(b"\x89PNG")


def test_one_way_of_asking_a_model_is_wanted(http: Any) -> None:
    assert "say one of" in http.get("/api/v1/impact/ge").json()["detail"]
    assert 400 == http.get("/api/v1/impact/ge", params={"rate": "JPN=x"}).status_code
