"""Who may ask, how often, how much: every guard refuses what it is there for, and says so in a problem document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.web.conftest import CAR, Server

from kanzei.errors import UsageError

TOKEN = "a-token-of-twenty-letters-and-more"


def kind(answer: Any) -> str:
    assert "application/problem+json" == answer.headers["content-type"], answer.text
    return str(answer.json()["type"]).rpartition(":")[2]


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "", "[::1", "localhost:x"]
)
def test_a_foreign_host_is_refused(app: Any, host: str) -> None:
    answer = app().get("/api/v1/about", headers={"host": host})

    assert (421, "bad-host") == (answer.status_code, kind(answer))


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost", "LOCALHOST:1", "[::1]:80"])
def test_the_loopback_names_are_ours(app: Any, host: str) -> None:
    assert 200 == app().get("/api/v1/about", headers={"host": host}).status_code


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"origin": "http://127.0.0.1:1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "path", ["/api/v1/duty", "/api/v1/assess", "/api/v1/jobs/0123456789abcdef0123456789abcdef/cancel", "/login"]
)
def test_what_changes_something_comes_from_our_own_pages(app: Any, headers: dict[str, str], path: str) -> None:
    answer = app().post(path, headers=headers)

    assert (403, "cross-site") == (answer.status_code, kind(answer))


def test_our_own_pages_and_programs_may_ask(app: Any) -> None:
    client = app()

    assert 200 == client.post("/api/v1/duty", json=CAR).status_code
    ours = {"origin": "http://127.0.0.1", "sec-fetch-site": "same-origin"}
    assert 200 == client.post("/api/v1/duty", json=CAR, headers=ours).status_code
    form = {
        "origin": "null",
        "sec-fetch-site": "same-origin",
    }  # what Chromium sends with a form of a page without referrer
    assert 200 == client.post("/api/v1/duty", json=CAR, headers=form).status_code


def test_behind_a_proxy_the_public_address_is_ours(app: Any) -> None:
    """TLS ends at the proxy: pages come by https, requests arrive by http; the session still goes over https only."""
    client = app(public="https://kanzei.example.org", token=TOKEN)
    host = {"host": "kanzei.example.org"}

    def login(origin: str) -> Any:
        told = {**host, "origin": origin, "content-type": "application/x-www-form-urlencoded"}
        return client.post("/login", headers=told, content=f"token={TOKEN}", follow_redirects=False)

    entered = login("https://kanzei.example.org")
    assert 303 == entered.status_code
    assert "secure" in entered.headers["set-cookie"].lower()
    for foreign in ("https://kanzei.example.org.evil.example", "https://evil.example", "http://kanzei.example.org:1"):
        assert 403 == login(foreign).status_code
    assert 421 == client.get("/health", headers={"host": "evil.example"}).status_code


def test_health_tells_that_it_answers_and_nothing_else(app: Any) -> None:
    answer = app(token=TOKEN).get("/health")

    assert (200, "ok\n") == (answer.status_code, answer.text)


def test_no_answer_may_be_read_by_another_site(app: Any) -> None:
    answer = app().get("/api/v1/about", headers={"origin": "https://evil.example"})

    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert "same-origin" == answer.headers["cross-origin-resource-policy"]


@pytest.mark.parametrize("path", ["/", "/files", "/api/v1/about", "/nowhere", "/static/kanzei.css", "/openapi.json"])
def test_every_answer_has_the_headers(app: Any, path: str) -> None:
    headers = app().get(path).headers
    policy = headers["content-security-policy"]

    assert "nosniff" == headers["x-content-type-options"]
    assert "no-referrer" == headers["referrer-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy


def test_pages_have_no_script_or_style_in_them(http: Any) -> None:
    import re

    for path in ("/", "/files", "/law", "/?hts=8703.23.01.40&from=JP&on=2025-09-20&value=30000"):
        page = http.get(path, headers={"accept": "text/html"}).text
        assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:", page), path


def test_more_questions_than_allowed_have_to_wait(app: Any) -> None:
    client = app(rate=0.5, burst=3)
    answers = [client.get("/api/v1/about") for _ in range(5)]

    assert [200, 200, 200, 429, 429] == [one.status_code for one in answers]
    assert "too-many" == kind(answers[-1])
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 2


def test_a_body_too_large_is_refused_with_and_without_its_length(app: Any) -> None:
    client = app(body_bytes=1000, upload_bytes=2000)
    large = b'{"hts": "' + b"8" * 5000 + b'"}'
    as_json = {"content-type": "application/json"}
    told = client.post("/api/v1/duty", content=large, headers=as_json)
    untold = client.post("/api/v1/duty", content=iter([large]), headers=as_json)
    upload = client.post("/api/v1/assess", files={"file": ("e.csv", b"x" * 5000)})

    assert [(413, "too-large")] * 3 == [(one.status_code, kind(one)) for one in (told, untold, upload)]


def test_a_body_that_does_not_come_is_not_waited_for(tmp_path: Path) -> None:
    import asyncio

    from kanzei.web.app import create_app
    from kanzei.web.settings import Settings

    sent: list[dict[str, Any]] = []
    scope = {"type": "http", "method": "POST", "path": "/api/v1/duty", "raw_path": b"", "query_string": b"", "scheme": "http", "http_version": "1.1",
             "headers": [(b"host", b"127.0.0.1"), (b"content-type", b"application/json")], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80)}  # fmt: skip
    chunks = iter([{"type": "http.request", "body": b'{"hts":', "more_body": True}])

    async def receive() -> dict[str, Any]:
        for chunk in chunks:
            return chunk
        await asyncio.sleep(60)
        raise AssertionError("waited")

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    app = create_app(Settings(data=tmp_path, idle_seconds=0.05))
    asyncio.run(asyncio.wait_for(app(scope, receive, send), 5))  # type: ignore[arg-type]

    assert 408 == sent[0]["status"]
    assert b"too-slow" in sent[1]["body"]


def test_a_question_that_takes_too_long_is_ended(app: Any) -> None:
    answer = app(heavy_seconds=0.01).get("/api/v1/law/diff", params={"before": "2025-09-03", "after": "2025-09-10"})

    assert (503, "busy") == (answer.status_code, kind(answer))


def test_a_token_is_asked_for_by_header_or_session(app: Any) -> None:
    client = app(token=TOKEN, host="0.0.0.0", names=("127.0.0.1",))
    bare = client.get("/api/v1/about")
    wrong = client.get("/api/v1/about", headers={"authorization": "Bearer wrong"})

    assert [(401, "not-authorised")] * 2 == [(one.status_code, kind(one)) for one in (bare, wrong)]
    assert "Bearer" in bare.headers["www-authenticate"]
    assert 200 == client.get("/api/v1/about", headers={"authorization": f"Bearer {TOKEN}"}).status_code

    page = client.get("/", headers={"accept": "text/html"}, follow_redirects=False)
    assert (303, "/login") == (page.status_code, page.headers["location"])
    assert 200 == client.get("/login").status_code
    assert 403 == client.post("/login", data={"token": "wrong"}).status_code
    opened = client.post("/login", data={"token": TOKEN}, follow_redirects=False)
    cookie = opened.headers["set-cookie"]
    assert 303 == opened.status_code
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie and TOKEN not in cookie
    assert 200 == client.get("/api/v1/about").status_code
    client.post("/logout")
    assert 401 == client.get("/api/v1/about").status_code


def test_no_address_but_loopback_without_a_token(tmp_path: Path) -> None:
    from kanzei.cli.serve import parser, run

    with pytest.raises(UsageError, match="give --token-file"):
        run(parser().parse_args(["--host", "0.0.0.0"]))
    short = tmp_path / "token"
    short.write_text("short\n")
    with pytest.raises(UsageError, match="20 letters"):
        run(parser().parse_args(["--host", "0.0.0.0", "--token-file", str(short)]))
    with pytest.raises(UsageError, match="cannot be read"):
        run(parser().parse_args(["--token-file", str(tmp_path / "none")]))


def test_two_servers_do_not_share_a_folder(tmp_path: Path) -> None:
    first = Server(tmp_path)
    try:
        with pytest.raises(AssertionError, match="another server works in this folder"):
            Server(tmp_path)
    finally:
        assert 0 == first.stop()[0]


def test_nothing_asked_stands_in_the_log(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text(TOKEN + "\n")
    token.chmod(0o600)
    server = Server(tmp_path / "data", "--token-file", str(token))
    with server.client(headers={"authorization": f"Bearer {TOKEN}"}) as client:
        assert 200 == client.get("/api/v1/duty", params=CAR).status_code
        assert 422 == client.get("/api/v1/duty", params={**CAR, "claim": "secret=x", "strict": "true"}).status_code
        assert 401 == client.get("/api/v1/about", headers={"authorization": "Bearer nonsense"}).status_code
    code, told = server.stop()

    assert (0, "") == (code, told)
