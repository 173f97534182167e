"""Bad inputs and their clear errors, through the interface and through the page: a problem document that says what to do, never a fault."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.web.conftest import CAR

TAKEN: list[tuple[dict[str, Any], str, str]] = [
    ({"hts": "8703-23-0140"}, "4500.00", ""),
    ({"hts": "8703230140.0"}, "4500.00", ""),
    ({"hts": "8703.23.01"}, "4500.00", ""),
    ({"from": "UK"}, "3000.00", "origin UK read as GB"),
    ({"from": "JPN"}, "4500.00", "read as JP"),
    ({"from": " jp "}, "4500.00", ""),
    ({"from": "NO"}, "8250.00", ""),
    ({"from": "NA"}, "8250.00", ""),
    ({"on": "2027-06-01"}, "4500.00", "no change seen since"),
    ({"known": "1999-01-01"}, "750.00", "the book holds none of the law of 2025"),
    ({"value": "0"}, "0.00", "the entered value is 0"),
    ({"value": "1.005"}, "0.15", "fractions of a cent"),
    ({"spi": "KR"}, "4500.00", "claim of SPI KR cannot be granted"),
    ({"claim": "<script>alert(1)</script>"}, "4500.00", "unknown claim"),
]
"""What is taken, with the duty and the warning that must be said."""

REFUSED: list[tuple[dict[str, Any], int, str]] = [
    ({"hts": "8.70323E+09"}, 422, "scientific notation"),
    ({"hts": "101210000"}, 422, "a leading zero may be lost. If so, write 0101.21.00.00"),
    ({"hts": "8703.23.00.10"}, 422, "is not in 2025HTSRev23; 8703.23 has 8703.23.01.10"),
    ({"hts": "9903.94.01"}, 422, "give the article's own code"),
    ({"hts": "abc"}, 422, "is not made of digits"),
    ({"hts": ""}, 422, "the HTS number is missing"),
    ({"hts": "8703230140\u202e"}, 422, "is not made of digits"),
    ({"hts": "8" * 500}, 422, "at most 200 characters"),
    ({"from": "XX"}, 422, "XX is no country"),
    ({"from": "EU"}, 422, "name the member state"),
    ({"from": ""}, 422, "the country of origin is empty"),
    ({"on": "2025-02-30"}, 422, "is not a day of the calendar"),
    ({"on": "08/07/2025"}, 422, "is not a date written YYYY-MM-DD"),
    ({"on": "45937"}, 422, "is not a date written YYYY-MM-DD"),
    ({"on": "0025-01-01"}, 422, "the year must lie between"),
    ({"on": "20250-01-01"}, 422, "is not a date written YYYY-MM-DD"),
    ({"on": "2024-12-31"}, 422, "the book begins with entries of 2025-01-01"),
    ({"known": "2030-01-01"}, 400, "would be a guess: leave known out"),
    ({"loaded": "2025-10-01"}, 422, "after the entry of 2025-09-20"),
    ({"value": "1,234.56"}, 422, "write 1234.56"),
    ({"value": "1.234,56"}, 422, "a point before the cents"),
    ({"value": "(100)"}, 422, "is not plain digits"),
    ({"value": "-5"}, 422, "no credit lines"),
    ({"value": "NaN"}, 422, "the entered value is missing"),
    ({"value": "1e400"}, 422, "scientific notation"),
    ({"value": "1000000000000000000"}, 422, "is above 1,000,000,000,000,000 dollars"),
    ({"hts": "2204.21.50.40"}, 422, "needs the quantity in liters"),
    ({"hts": "2204.21.50.40", "quantity": "5doz"}, 422, "no conversion into liters"),
    ({"claim": ["steel_value=20000", "aluminum_value=20000"]}, 422, "more than the entered value"),
    ({"claim": "passenger_vehicle", "no": "passenger_vehicle"}, 422, "state the same fact and differ"),
    ({"claim": "<script>", "strict": "true"}, 422, "unknown claim"),
    ({"switch": "C7=z"}, 400, "is none of"),
    ({"answer": "maybe"}, 422, "Input should be 'charged' or 'owed'"),
    ({"colour": "red"}, 422, "is no field of this question"),
]


@pytest.mark.parametrize(("changed", "duty", "warning"), TAKEN, ids=str)
def test_what_can_be_read_is_taken_and_said(http: Any, changed: dict[str, Any], duty: str, warning: str) -> None:
    answer = http.get("/api/v1/duty", params={**CAR, **changed}).json()

    assert duty == answer["duty_usd"]
    assert any(warning in one for one in answer["warnings"]) or not warning


@pytest.mark.parametrize(("changed", "status", "said"), REFUSED, ids=str)
def test_what_cannot_be_read_is_refused_with_the_way_out(
    http: Any, changed: dict[str, Any], status: int, said: str
) -> None:
    answer = http.get("/api/v1/duty", params={**CAR, **changed})

    assert (status, "application/problem+json") == (answer.status_code, answer.headers["content-type"])
    assert said in answer.json()["detail"]


def test_the_page_says_it_too_and_what_was_typed_stays_inert(http: Any) -> None:
    typed = '"><script>alert(1)</script>'
    page = http.get("/", params={**CAR, "hts": typed}, headers={"accept": "text/html"})

    assert 422 == page.status_code
    assert "No answer yet" in page.text
    assert typed not in page.text and "&lt;script&gt;" in page.text


@pytest.mark.parametrize(
    ("content", "kind", "status", "said"),
    [
        (b'{"hts": ', "application/json", 422, "the body is no JSON"),
        (b"[" * 20_000, "application/json", 400, ""),
        (b"[]", "application/json", 422, ""),
        (b'{"hts":"8703230140","from":"JP","on":"2025-09-20","value":1e400}', "application/json", 422, "write an amount as text"),
        (b'{"hts":"8703230140","from":"JP","on":"2025-09-20","value":30000.5}', "application/json", 422, "write an amount as text"),
        (b'{"hts":"8703230140","from":"JP","on":"2025-09-20","value":' + b"9" * 5000 + b"}", "application/json", 422, ""),
        (b"hts=8703230140", "application/x-www-form-urlencoded", 415, "send a JSON object"),
        (b"<duty/>", "text/xml", 415, "send a JSON object"),
        (b"\xff\xfe\x00", "application/json", 400, ""),
    ],
    ids=lambda one: repr(one)[:30],
)  # fmt: skip
def test_bodies_that_are_no_question(http: Any, content: bytes, kind: str, status: int, said: str) -> None:
    answer = http.post("/api/v1/duty", content=content, headers={"content-type": kind})

    assert answer.status_code in {status, 400, 422} if status != 415 else answer.status_code == 415
    assert "application/problem+json" == answer.headers["content-type"]
    assert said in answer.json()["detail"]


def test_a_field_at_fault_is_pointed_at(http: Any) -> None:
    answer = http.post("/api/v1/duty", json={**CAR, "claim": ["ok", "x" * 300], "on": "tomorrow"}).json()

    assert {"/claim/1", "/on"} == {one["pointer"] for one in answer["errors"]}


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/nowhere", "/api/v1/jobs/xyz", "/api/v1/jobs/" + "0" * 32, "/static/../settings.py", "/static/%2e%2e/settings.py", "/files/none"])  # fmt: skip
def test_what_is_not_there(http: Any, path: str) -> None:
    answer = http.get(path)

    assert answer.status_code in (404, 422)
    assert "application/problem+json" == answer.headers["content-type"]
    assert "text/html" in http.get("/nowhere", headers={"accept": "text/html"}).headers["content-type"]


def test_a_method_that_is_not_taken(http: Any) -> None:
    answer = http.put("/api/v1/duty", json=CAR)

    assert (405, "bad-method") == (answer.status_code, answer.json()["type"].rpartition(":")[2])


texts = st.text(max_size=30)


@given(st.fixed_dictionaries({name: texts for name in ("hts", "from", "on", "value")}, optional={name: texts for name in ("spi", "loaded", "claim", "no", "known", "switch", "quantity", "filed", "part", "zone_status")}))  # fmt: skip
@settings(max_examples=120)
def test_no_question_makes_a_fault(http: Any, asked: dict[str, str]) -> None:
    """Whatever is typed, alone or beside an otherwise good question."""
    assert http.get("/api/v1/duty", params=asked).status_code in (200, 400, 422)
    assert http.get("/api/v1/duty", params={**asked, **CAR}).status_code in (200, 400, 422)
