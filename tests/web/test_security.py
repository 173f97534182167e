"""Each way in that a local web application is attacked by: what is sent stays inert, and the server goes on."""

from __future__ import annotations

import csv
import io
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from tests.web.conftest import CAR, CAR_LINK, ROOT, WATCHED, Server
from tests.web.test_jobs import ended, sent

RUN = '=HYPERLINK("http://evil.example")'
LINE = b"entry_number,hts,origin,entered_on,value_usd,note\n"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
"""Nine to the ninth words in 350 bytes."""


def address(server: Server) -> tuple[str, int]:
    host, port = server.url.removeprefix("http://").split(":")
    return host, int(port)


def answered(server: Server) -> bool:
    with server.client() as client:
        return bool(client.get("/api/v1/duty", params=CAR).status_code == 200)


# ---------------------------------------------------------------- outgoing


def test_the_watch_on_connections_sees_one(tmp_path: Path) -> None:
    """The watch that every server of these tests stands under does write a connection down, and refuses it."""
    seen = tmp_path / "seen"
    env = {**os.environ, "PYTHONPATH": str(WATCHED), "KANZEI_TEST_CONNECTIONS": str(seen)}
    code = "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')"
    ran = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)

    assert 0 != ran.returncode
    assert "127.0.0.1" in seen.read_text(encoding="utf-8")


@pytest.mark.parametrize("address", ["http://169.254.169.254/latest/meta-data", "file:///etc/passwd", "//evil.example/x", "gopher://127.0.0.1:6379/_"])  # fmt: skip
def test_an_address_typed_anywhere_is_text(http: Any, server: Server, address: str) -> None:
    for name in ("hts", "from", "claim", "filed", "spi", "mode"):
        assert http.get("/api/v1/duty", params={**CAR, name: address}).status_code in (200, 400, 422)
    assert http.get("/api/v1/law/instruments/" + address).status_code in (400, 404, 422)
    job = sent(http, ("e.csv", LINE + f"1,{address},JP,2025-09-20,1,{address}\n".encode()))

    assert "done" == ended(http, job.json()["id"])["state"]
    assert "" == server.sought()


# ------------------------------------------------------------------ upload


@pytest.mark.parametrize(
    ("field", "name"),
    [("scenario", "bomb.yaml"), ("adcvd", "bomb.yaml"), ("scenario", "tags.yaml"), ("adcvd", "tags.yaml")],
)
def test_yaml_that_swells_or_runs_is_refused(http: Any, server: Server, field: str, name: str) -> None:
    content = BOMB if name == "bomb.yaml" else "a: !!python/object/apply:os.system ['touch kanzei-was-here']\n"
    begun = time.monotonic()
    files = [("file", ("e.csv", LINE + b"1,8703230140,JP,2025-09-20,1,x\n")), (field, (name, content.encode()))]
    job = ended(http, http.post("/api/v1/assess", files=files).json()["id"])

    assert "failed" == job["state"]
    assert name in job["error"] and "internal fault" not in job["error"], job["error"]
    assert time.monotonic() - begun < 20
    assert not [*ROOT.glob("kanzei-was-here"), *server.data.rglob("kanzei-was-here")]


def test_a_scenario_and_case_rates_are_taken_like_on_the_command_line(http: Any, tmp_path: Path) -> None:
    scenario = ROOT / "examples" / "order.yaml"
    entries = b"".join((ROOT / "examples/entries.csv").read_bytes().splitlines(keepends=True)[:21])
    (tmp_path / "e.csv").write_bytes(entries)
    (tmp_path / scenario.name).write_bytes(scenario.read_bytes())
    words = ["assess", "e.csv", "-o", "o.csv", "--scenario", scenario.name]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    subprocess.run([sys.executable, "-m", "kanzei.cli", *words], cwd=tmp_path, env=env, check=True, capture_output=True)
    sending = [("file", ("e.csv", entries)), ("scenario", (scenario.name, scenario.read_bytes()))]
    job = ended(http, http.post("/api/v1/assess", files=sending).json()["id"])

    assert "done" == job["state"], job["error"]
    assert (tmp_path / "o.csv").read_bytes() == http.get(job["results"][0]["url"]).content


@pytest.mark.parametrize("name", ['a"\r\nSet-Cookie: x=1\r\n.csv', "../../../etc/x.csv", "..\\a\x00b.csv", "<img src=x>.csv", "é" * 300 + ".csv", ".csv"])  # fmt: skip
def test_the_name_of_a_file_is_only_a_name(http: Any, server: Server, name: str) -> None:
    """It neither leaves its folder, nor adds a header, nor is markup on the page."""
    escaped = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    body = (
        f'--x\r\nContent-Disposition: form-data; name="file"; filename="{escaped}"\r\n\r\n'.encode()
        + LINE + b"1,8703230140,JP,2025-09-20,1,x\n\r\n--x--\r\n"
    )  # fmt: skip
    answer = http.post("/api/v1/assess", content=body, headers={"content-type": "multipart/form-data; boundary=x"})

    assert answer.status_code in (202, 400, 415), answer.text
    assert "set-cookie" not in answer.headers
    if answer.status_code == 202:
        job = ended(http, answer.json()["id"])
        [kept] = [path for path in (server.data / "jobs" / job["id"] / "in").rglob("*") if path.is_file()]
        assert kept.parent.parent.name == "in"
        assert "<img" not in http.get("/files", headers={"accept": "text/html"}).text
        assert "set-cookie" not in http.get(job["results"][0]["url"]).headers


# ------------------------------------------------------------------ output


@pytest.fixture(scope="module")
def job(http: Any) -> dict[str, Any]:
    """A finished job whose cells a spreadsheet or a browser would run."""
    row = [RUN, "8703230140", "JP", "2025-09-20", "30000", "<script>alert(1)</script>"]
    bad = ["@SUM(1)", RUN, "JP", "2025-09-20", "1", "+1+cmd|' /C calc'!A0"]
    out = io.StringIO()
    csv.writer(out).writerows([row, bad])
    return ended(http, sent(http, ("e.csv", LINE + out.getvalue().encode())).json()["id"])


def runs(cell: object) -> bool:
    """Whether a spreadsheet would take a cell of CSV for a formula."""
    text = str(cell).lstrip(" \t\r\n\u00a0\ufeff")
    return text[:1] in ("=", "@") or (
        text[:1] in ("+", "-") and not text[1:].replace(".", "", 1).isdigit() and len(text) > 1
    )


@pytest.mark.parametrize("what", ["lines", "months", "authorities"])
def test_no_cell_of_a_table_is_a_formula(http: Any, job: dict[str, Any], what: str) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    text = http.get(f"/files/{job['id']}/table", params={"what": what, "form": "csv"}).text
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    packed = http.get(f"/files/{job['id']}/table", params={"what": what, "form": "xlsx"}).content
    book = openpyxl.load_workbook(io.BytesIO(packed))

    assert [] == [cell for cell in cells if runs(cell)]
    assert [] == [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    if what == "lines":
        assert f"'{RUN}" in cells
        assert any(RUN in str(cell.value) for row in book["table"].iter_rows() for cell in row)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_cell_of_a_result_is_a_formula(http: Any, form: str) -> None:
    """What the command line writes too: the files of a job are the command's."""
    out = io.StringIO()
    csv.writer(out).writerow([RUN, "8703230140", "JP", "2025-09-20", "30000", "\t=1+1\n@x"])
    found = ended(http, sent(http, ("e.csv", LINE + out.getvalue().encode()), form=form).json()["id"])
    content = http.get(found["results"][0]["url"]).content
    if form == "csv":
        assert [] == [cell for row in csv.reader(io.StringIO(content.decode())) for cell in row if runs(cell)]
    else:
        openpyxl = pytest.importorskip("openpyxl")
        book = openpyxl.load_workbook(io.BytesIO(content))
        assert [] == [c.value for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]


def test_what_was_uploaded_is_text_on_the_pages(http: Any, job: dict[str, Any]) -> None:
    for path in (
        f"/files/{job['id']}",
        f"/files/{job['id']}/report",
        f"/files/{job['id']}/report?entry=<script>&failed=1",
        "/files",
    ):
        page = http.get(path, headers={"accept": "text/html"})
        assert 200 == page.status_code
        assert "<script>alert" not in page.text and "<script>&" not in page.text


# ------------------------------------------------------------------ requests


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "PUT", "PATCH"])
@pytest.mark.parametrize("path", ["/", "/api/v1/duty", "/files", "/static/kanzei.css"])
def test_other_methods_change_nothing_and_tell_nothing(http: Any, method: str, path: str) -> None:
    answer = http.request(
        method, path, headers={"origin": "https://evil.example", "access-control-request-method": "POST"}
    )

    assert answer.status_code in (200, 400, 403, 404, 405, 415, 422), answer.status_code
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert answer.status_code >= 400 or method == "HEAD"


def test_headers_too_large_are_not_taken(server: Server) -> None:
    with socket.create_connection(address(server), 10) as line:
        line.settimeout(10)
        try:
            line.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"x" * 2_000_000)
            told = line.recv(200)
        except (ConnectionError, TimeoutError):
            told = b""

    assert told == b"" or b" 4" in told.split(b"\r\n")[0], told
    assert answered(server)


def test_clients_that_say_nothing_or_little_hold_nobody_up(server: Server) -> None:
    lines = [socket.create_connection(address(server), 10) for _ in range(60)]
    try:
        for number, line in enumerate(lines):
            line.sendall(
                b"GET / HTTP/1.1\r\nHost: 127."
                if number % 2
                else b"POST /api/v1/duty HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9"
            )
        begun = time.monotonic()
        assert answered(server)
        assert time.monotonic() - begun < 10
    finally:
        for line in lines:
            line.close()


@pytest.mark.parametrize("raw", [b"GET /%00 HTTP/1.1", b"GET /files/%2e%2e%2f%2e%2e%2fetc%2fpasswd HTTP/1.1", b"GET /static/..%2f..%2fsettings.py HTTP/1.1",
                                 b"GET /api/v1/jobs/..%2f..%2f HTTP/1.1", b"GET /?hts=%ff%fe HTTP/1.1", b"GET http://evil.example/ HTTP/1.1", b"GET /\xff HTTP/1.1", b"\x16\x03\x01\x02"])  # fmt: skip
def test_raw_requests_that_no_browser_sends(server: Server, raw: bytes) -> None:
    host = ":".join(map(str, address(server))).encode()
    with socket.create_connection(address(server), 10) as line:
        line.settimeout(10)
        line.sendall(raw + b"\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n")
        told = line.recv(4000)

    assert told == b"" or told.startswith((b"HTTP/1.1 2", b"HTTP/1.1 4")), told[:80]
    assert b"root:" not in told and b"LOOPBACK" not in told
    assert answered(server)


def test_another_site_cannot_send_a_form(http: Any) -> None:
    """A page elsewhere may send a form with our cookies: it is refused before anything is read."""
    answer = http.post("/api/v1/assess", files={"file": ("e.csv", LINE)}, headers={"origin": "https://evil.example"})

    assert 403 == answer.status_code


def test_the_question_is_text_in_the_link_and_the_title(http: Any) -> None:
    page = http.get(f"/?{CAR_LINK}&claim=%22%3E%3Csvg%20onload%3Dalert(1)%3E", headers={"accept": "text/html"})

    assert "<svg onload" not in page.text
