"""Whatever is asked within the document, or a little outside it: no path answers with a fault. New paths are taken up by themselves."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kanzei.web.app import create_app
from kanzei.web.settings import Settings

SECONDS = 1.0
"""Time of one path; a path whose answers take long is asked less often."""
MODELS, PATIENCE = ("/api/v1/impact/", "/api/v1/deal/trade", "/api/v1/deal/montecarlo"), 4.0
"""Paths behind which models run, for minutes where the question asks for it; a client that leaves after these seconds ends them."""
DOCUMENT = create_app(Settings()).openapi()
OPERATIONS = [
    (method, path) for path, one in DOCUMENT["paths"].items() for method in one if method in ("get", "post", "put", "patch", "delete")
]  # fmt: skip
GOOD = {
    "hts": ["8703.23.01.40", "7318158066", "0101.21.00", "9903.94.01"], "from": ["JP", "CN", "us", "XX"], "origin": ["JP", "DE"],
    "on": ["2025-09-20", "2026-02-30"], "known": ["2025-09-10", "1999-01-01", "2999-01-01"], "value": ["30000", "0", "-1", "1e9"],
    "before": ["2025-09-03"], "after": ["2025-09-04", "2025-09-03"], "words": ["piano", "87", "tv"], "name": ["us/eo-14345", "9903.94.41"],
    "job": ["0" * 32], "spi": ["KR", "S"], "form": ["csv", "svg", "json"], "claim": ["usmca", "steel_value=5", "=", "x=y=z"],
    "switch": ["C6=other", "C6"], "quantity": ["5kg", "kg", "1e5l"], "filed": ["9903.94.41=5"],
}  # fmt: skip
ODD = st.sampled_from(["", " ", "\x00", "a\x00b", "\u202e", "\U0001f6a2" * 5, "../../etc/passwd", "%00", "'; DROP TABLE jobs; --", "=1+1", "<script>", "{{7*7}}", "9" * 400, "-0", "NaN", "null", "true", "\r\nx: y", "ﬀ", "\ud7ff"])  # fmt: skip
TEXT = st.one_of(ODD, st.text(max_size=30))


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema that a reference names."""
    while "$ref" in schema:
        schema = DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def values(name: str, schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values of a field: some that fit, some that do not."""
    schema = resolved(schema)
    found: list[st.SearchStrategy[Any]] = [TEXT]
    if name in GOOD:
        found.append(st.sampled_from(GOOD[name]))
    if "enum" in schema:
        found.append(st.sampled_from(schema["enum"]))
    for one in schema.get("anyOf", []):
        if one.get("type") != "null":
            found.append(values(name, one))
    match schema.get("type"):
        case "boolean":
            found.append(st.sampled_from(["true", "false", "2"]))
        case "integer":
            found.append(st.integers(-2, 10**6).map(str))
        case "number":
            found.append(st.floats(allow_nan=True).map(str))
        case "array":
            found = [st.lists(values(name, schema.get("items", {})), max_size=3)]
    return st.one_of(found)


def sane(value: Any) -> Any:
    """Without halves of letters, which no client can send."""
    if isinstance(value, list):
        return [sane(one) for one in value]
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(10**30), 10**30), st.floats(allow_nan=False, allow_infinity=False), TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)),
    max_leaves=6,
)  # fmt: skip


def asked(operation: dict[str, Any], path: str) -> st.SearchStrategy[dict[str, Any]]:
    """Questions to one operation: parts of the path, of the query, and a body."""
    parameters = operation.get("parameters", [])
    parts = {one["name"]: values(one["name"], one["schema"]).filter(bool) for one in parameters if one["in"] == "path"}
    needed = {
        one["name"]: values(one["name"], one["schema"])
        for one in parameters
        if one["in"] == "query" and one.get("required")
    }
    others = {
        one["name"]: values(one["name"], one["schema"])
        for one in parameters
        if one["in"] == "query" and not one.get("required")
    }
    content = operation.get("requestBody", {}).get("content", {})
    body: st.SearchStrategy[Any] = st.none()
    if "application/json" in content:
        schema = resolved(content["application/json"]["schema"])
        fields = {name: st.one_of(values(name, one), JSON) for name, one in schema.get("properties", {}).items()}
        wanted = {name: fields.pop(name) for name in schema.get("required", []) if name in fields}
        body = st.one_of(st.fixed_dictionaries(wanted, optional=fields), JSON)
    elif "multipart/form-data" in content:
        schema = content["multipart/form-data"]["schema"]
        fields = {
            name: values(name, one)
            for name, one in schema["properties"].items()
            if name not in ("file", "report", "scenario", "adcvd")
        }
        body = st.tuples(
            st.fixed_dictionaries({}, optional=fields),
            st.sampled_from(["x.csv", "x.exe", "", "x.xlsx", "..csv"]),
            st.binary(max_size=60),
        )
    stray = {"colour": TEXT} if operation.get("parameters") else {}
    return st.fixed_dictionaries(
        {
            "parts": st.fixed_dictionaries(parts),
            "query": st.fixed_dictionaries(needed, optional={**others, **stray}),
            "body": body,
        }
    )


def test_the_document_names_every_route() -> None:
    assert len(OPERATIONS) >= 20


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=[f"{method} {path}" for method, path in OPERATIONS])
def test_no_question_within_the_document_makes_a_fault(http: Any, method: str, path: str) -> None:
    operation = DOCUMENT["paths"][path][method]
    begun = time.monotonic()
    seen: list[int] = []

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(asked(operation, path))
    def holds(question: dict[str, Any]) -> None:
        if seen and time.monotonic() - begun > SECONDS:
            return
        address = path
        for name, value in question["parts"].items():
            address = address.replace("{" + name + "}", quote(str(sane(value)), safe=""))
        given_body = question["body"]
        sent: dict[str, Any] = {}
        if isinstance(given_body, tuple) and "multipart/form-data" in operation["requestBody"]["content"]:
            fields, name, content = given_body
            pairs = [
                (key, (None, sane(one)))
                for key, value in fields.items()
                for one in (value if isinstance(value, list) else [value])
            ]
            sent["files"] = [*pairs, ("file", (name, content))]
        elif "requestBody" in operation:
            sent["json"] = given_body
        try:
            answer = http.request(
                method.upper(),
                address,
                params={k: sane(v) for k, v in question["query"].items()},
                timeout=PATIENCE if path.startswith(MODELS) else 60.0,
                **sent,
            )
        except httpx2.ReadTimeout:
            assert path.startswith(MODELS), path
            seen.append(0)
            return
        seen.append(answer.status_code)
        assert answer.status_code < 500, f"{answer.status_code} {answer.text[:300]}"
        if answer.status_code >= 400:
            assert "application/problem+json" == answer.headers["content-type"]
        if answer.status_code == 202:
            http.post(f"{answer.json()['url']}/cancel")

    holds()
    assert seen
