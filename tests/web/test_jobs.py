"""Accepted work: nothing of it is lost by kill -9, its results are the command line's, and uploads cannot reach out of their folder."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from tests.web.conftest import ROOT, Server

ENTRIES = ROOT / "examples" / "entries.csv"
FEW = b"".join(ENTRIES.read_bytes().splitlines(keepends=True)[:41])
CAR = b"hts,origin,entered_on,value_usd\n8703230140,JP,2025-09-20,30000\n"


def ended(client: Any, job: str, seconds: float = 40) -> dict[str, Any]:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        value: dict[str, Any] = client.get(f"/api/v1/jobs/{job}").json()
        if value["state"] not in ("queued", "running"):
            return value
        time.sleep(0.1)
    raise AssertionError(f"the job has not ended: {value}")


def sent(client: Any, *files: tuple[str, bytes], kind: str = "assess", **fields: str) -> Any:
    return client.post(f"/api/v1/{kind}", files=[("file", one) for one in files], data=fields)


@pytest.fixture(scope="module")
def done(http: Any) -> dict[str, Any]:
    """A finished job of one line with a cell that a spreadsheet would run."""
    text = CAR.replace(b"usd\n", b"usd,note\n").replace(b"30000\n", b'30000,"=HYPERLINK(""http://evil.example"")"\n')
    return ended(http, sent(http, ("e.csv", text)).json()["id"])


def test_a_file_is_assessed_as_on_the_command_line(http: Any, tmp_path: Path) -> None:
    entries, out = tmp_path / "entries.csv", tmp_path / "out.csv"
    entries.write_bytes(FEW)
    subprocess.run(
        [sys.executable, "-m", "kanzei.cli", "assess", str(entries), "-o", str(out)],
        check=True,
        capture_output=True,
        cwd=ROOT,
    )
    answer = sent(http, ("entries.csv", FEW))
    job = ended(http, answer.json()["id"])

    assert (202, "done") == (answer.status_code, job["state"]), job
    assert job["url"] == answer.headers["location"]
    assert 40 == job["summary"]["lines"] == job["done"]
    [result] = job["results"]
    got = http.get(result["url"])
    assert 'attachment; filename="assessed.csv"' == got.headers["content-disposition"]
    assert out.read_bytes() == got.content


def test_what_was_filed_is_settled(http: Any) -> None:
    reports = ROOT / "examples"
    files = [
        ("file", ("es-003.csv", (reports / "es-003.csv").read_bytes())),
        ("report", ("rev-603.csv", (reports / "rev-603.csv").read_bytes())),
    ]
    job = ended(http, http.post("/api/v1/refund", files=files).json()["id"])

    assert ("done", "28500.00") == (job["state"], job["summary"]["overpaid_usd"]), job
    names = {one["name"] for one in job["results"]}
    assert {"lines.csv", "remedies.csv"} <= names
    nested = next(one for one in job["results"] if "/" in one["name"])
    assert 200 == http.get(nested["url"]).status_code


def test_lines_that_fail_are_told(http: Any) -> None:
    text = "hts,origin,entered_on,value_usd\n8703230140,JP,2025-09-20,30000\n8703230140,XX,2025-09-20,1\n"
    job = ended(http, sent(http, ("bad.csv", text.encode())).json()["id"])
    failed = http.get(f"{job['url']}/failed").json()["failed"]

    assert (2, 1) == (job["summary"]["lines"], job["summary"]["failed"])
    assert [(3, "error")] == [(one["row"], one["status"]) for one in failed]
    assert "XX" in failed[0]["error"]


def test_a_file_that_cannot_be_read_says_why_without_our_folders(http: Any) -> None:
    job = ended(http, sent(http, ("none.csv", b"a,b\n1,2\n")).json()["id"])

    assert "failed" == job["state"]
    assert "none.csv" in job["error"] and "/jobs/" not in job["error"]


def test_accepted_work_survives_kill_9(tmp_path: Path) -> None:
    """Two jobs are accepted, the server is killed while the first is at work: a new server finishes both, and the result is whole."""
    data = tmp_path / "data"
    first = Server(data, "--rate", "100000")
    with first.client() as client:
        jobs = [sent(client, ("entries.csv", FEW)).json()["id"] for _ in range(2)]
        until = time.monotonic() + 20
        while client.get(f"/api/v1/jobs/{jobs[0]}").json()["state"] != "running" and time.monotonic() < until:
            time.sleep(0.02)
    first.kill()

    second = Server(data, "--rate", "100000")
    try:
        with second.client() as client:
            found = [ended(client, job) for job in jobs]
            assert ["done", "done"] == [one["state"] for one in found]
            rows = list(csv.DictReader(io.StringIO(client.get(found[0]["results"][0]["url"]).text)))
        assert 40 == len(rows)
        assert {"ok"} == {row["status"] for row in rows}
    finally:
        assert 0 == second.stop()[0]


def test_a_run_in_bulk_goes_on_where_kill_9_ended_it(tmp_path: Path) -> None:
    """A file for the bulk engine, killed once its journal is begun: the new server goes on by the journal, and every line comes out once, in order."""
    import pyarrow.parquet as pq

    data, count = tmp_path / "data", 240_000
    rows = "\n".join(f"{n},8703230140,JP,2025-09-20,{1000 + n % 90}" for n in range(count))
    text = f"line,hts,origin,entered_on,value_usd\n{rows}\n"
    first = Server(data, "--rate", "100000")
    with first.client() as client:
        job = sent(client, ("large.csv", text.encode()), form="parquet").json()["id"]
        journal = data / "jobs" / job / "out" / ".assessed.parquet.journal"
        until = time.monotonic() + 120
        while not journal.exists() and time.monotonic() < until:
            time.sleep(0.01)
        state = client.get(f"/api/v1/jobs/{job}").json()["state"]
    first.kill()
    while workers(str(data)):
        time.sleep(0.02)
    assert "running" == state, "the job ended before the kill: make it longer"
    assert journal.exists(), "the run in bulk ended before the kill: make it longer"

    second = Server(data, "--rate", "100000")
    try:
        with second.client() as client:
            found = ended(client, job, 120)
    finally:
        assert 0 == second.stop()[0]
    table = pq.read_table(data / "jobs" / job / "out" / "assessed.parquet", columns=["line", "duty_usd", "status"])
    duty = sum(table["duty_usd"].to_pylist())

    assert ("done", count, count) == (found["state"], found["summary"]["lines"], found["summary"]["assessed"])
    assert list(range(count)) == [int(one) for one in table["line"].to_pylist()]
    assert found["summary"]["duty_usd"] == f"{duty:.2f}"


def test_the_work_ends_with_its_server(tmp_path: Path) -> None:
    """The process of a job does not outlive a server that was killed."""
    server = Server(tmp_path / "data")
    lines = ["hts,origin,entered_on,value_usd", *["8703230140,JP,2025-09-20,30000"] * 15_000]
    with server.client() as client:
        job = sent(client, ("long.csv", "\n".join(lines).encode())).json()["id"]
        until = time.monotonic() + 20
        while not client.get(f"/api/v1/jobs/{job}").json()["done"] and time.monotonic() < until:
            time.sleep(0.05)
    folder = str(tmp_path / "data")
    assert workers(folder), "the job ended before the kill: make it longer"
    server.kill()
    until = time.monotonic() + 10
    while workers(folder) and time.monotonic() < until:
        time.sleep(0.05)

    assert [] == workers(folder)


def workers(folder: str) -> list[str]:
    """Processes of jobs in a folder."""
    out = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue
        if "kanzei.web.jobs.worker" in words and any(folder in word for word in words):
            out.append(path.parent.name)
    return out


def test_a_job_is_cancelled_and_removed(http: Any, server: Server) -> None:
    lines = ["hts,origin,entered_on,value_usd", *["8703230140,JP,2025-09-20,30000"] * 15_000]
    job = sent(http, ("long.csv", "\n".join(lines).encode())).json()["id"]
    early = http.delete(f"/api/v1/jobs/{job}")
    cancelled = http.post(f"/api/v1/jobs/{job}/cancel")
    again = http.post(f"/api/v1/jobs/{job}/cancel")

    assert (409, 200, 409) == (early.status_code, cancelled.status_code, again.status_code)
    assert ("cancelled", []) == (cancelled.json()["state"], cancelled.json()["results"])
    assert 204 == http.delete(f"/api/v1/jobs/{job}").status_code
    assert 404 == http.get(f"/api/v1/jobs/{job}").status_code
    until = time.monotonic() + 5
    while (server.data / "jobs" / job).exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not (server.data / "jobs" / job).exists()


NAMES = (
    "../../evil.csv",
    "..\\..\\evil.csv",
    "/etc/evil.csv",
    "a\x00b.csv",
    "x" * 500 + ".csv",
    "....csv",
    "é'\"<b>.csv",
)


def test_names_of_files_cannot_reach_out_of_their_folder(http: Any, server: Server) -> None:
    """Whatever they are called, files lie in a folder of their job, under a name that means nothing to a system."""
    for name in NAMES:
        answer = sent(http, (name, CAR))
        assert answer.status_code in (202, 400, 415), answer.text
        if answer.status_code == 202:
            job = answer.json()["id"]
            http.post(f"/api/v1/jobs/{job}/cancel")
            [path] = (server.data / "jobs" / job / "in").rglob("*.csv")
            assert path.name.isascii() and len(path.name) < 100 and not path.name.startswith(".")
    outside = [path for path in server.data.parent.rglob("*evil*") if server.data / "jobs" not in path.parents]
    assert [] == outside


@pytest.mark.parametrize(
    "path",
    [
        "../job.json",
        "%2e%2e/job.json",
        "..%2f..%2fjournal.sqlite",
        "/etc/passwd",
        "assessed.csv%00",
        "in/1/entries.csv",
    ],
)
def test_results_are_those_of_the_job_and_nothing_else(http: Any, done: dict[str, Any], path: str) -> None:
    answer = http.get(f"{done['url']}/results/{path}")

    assert 404 == answer.status_code, answer.text


@pytest.mark.parametrize(
    ("file", "status", "said"),
    [
        (("e.exe", b"MZ"), 415, "files of the kinds"),
        (("e.duckdb", b"x"), 415, "files of the kinds"),
        (("e.xlsx", b"not a zip"), 415, "the content is not that of a .xlsx file"),
        (("e.parquet", b"not parquet"), 415, "the content is not that of a .parquet file"),
    ],
    ids=str,
)
def test_files_of_another_kind_are_refused(http: Any, file: tuple[str, bytes], status: int, said: str) -> None:
    answer = sent(http, file)

    assert status == answer.status_code
    assert said in answer.json()["detail"]


def test_what_is_no_upload_is_refused(http: Any, server: Server) -> None:
    as_form = {"content-type": "multipart/form-data; boundary=x"}
    broken = http.post("/api/v1/assess", content=b"--y\r\nnonsense", headers=as_form)
    none = http.post("/api/v1/assess", files={"other": ("e.csv", b"x")})
    plain = http.post("/api/v1/assess", json={})
    unknown = sent(http, ("e.csv", b"x"), colour="red")
    twice = http.post(
        "/api/v1/assess",
        files=[("file", ("e.csv", b"x")), ("known", (None, "2025-09-01")), ("known", (None, "2025-09-02"))],
    )

    assert [400, 400, 415, 422, 400] == [one.status_code for one in (broken, none, plain, unknown, twice)]
    assert "/colour" == unknown.json()["errors"][0]["pointer"]
    assert [] == list((server.data / "incoming").iterdir())


def test_cells_that_a_spreadsheet_would_run_come_out_inert(http: Any, done: dict[str, Any]) -> None:
    [row] = csv.DictReader(io.StringIO(http.get(done["results"][0]["url"]).text))

    assert row["note"].startswith("'=")


def test_an_archive_that_unpacks_to_much_is_refused(http: Any) -> None:
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (60 << 20))
    job = ended(http, sent(http, ("bomb.xlsx", packed.getvalue())).json()["id"])

    assert ("failed", True) == (job["state"], "refused" in job["error"]), job["error"]


def test_an_upload_that_breaks_off_leaves_nothing(http: Any, server: Server) -> None:
    import socket

    address = server.url.removeprefix("http://").split(":")
    before = len(http.get("/api/v1/jobs").json()["jobs"])
    with socket.create_connection((address[0], int(address[1]))) as line:
        head = f"POST /api/v1/assess HTTP/1.1\r\nHost: {':'.join(address)}\r\nContent-Length: 100000\r\n"
        line.sendall(
            (head + "Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\nContent-Disposition: form-data; "
             'name="file"; filename="e.csv"\r\n\r\nhts,origin\r\n').encode()
        )  # fmt: skip
        time.sleep(0.3)
    until = time.monotonic() + 5
    while list((server.data / "incoming").iterdir()) and time.monotonic() < until:
        time.sleep(0.05)

    assert [] == list((server.data / "incoming").iterdir())
    assert before == len(http.get("/api/v1/jobs").json()["jobs"])
