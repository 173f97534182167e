"""A real server process on a free port, and ways to ask it: for the tests of the second door."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
CAR = {"hts": "8703.23.01.40", "from": "JP", "on": "2025-09-20", "value": "30000"}
DESKTOP, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
CAR_LINK = "hts=8703.23.01.40&from=JP&on=2025-09-20&value=30000"

WATCHED = Path(__file__).parent / "watched"

# Where everything is wanted, a module that cannot be imported fails.
if os.environ.get("KANZEI_TESTS") != "all" and not all(importlib.util.find_spec(one) for one in ("fastapi", "httpx2")):
    collect_ignore_glob = ["test_*.py"]


class Server:
    """A process of ``kanzei serve``; ``kill`` is ``kill -9``, ``stop`` is what Ctrl-C does."""

    def __init__(self, data: Path, *words: str) -> None:
        command = [sys.executable, "-m", "kanzei.cli", "serve", "--port", "0", "--data", str(data), *words]
        self.data = data
        self.connections = data.with_name(f"{data.name}.connections")
        path = os.pathsep.join([str(WATCHED), *filter(None, [os.environ.get("PYTHONPATH")])])
        env = {**os.environ, "PYTHONPATH": path, "KANZEI_TEST_CONNECTIONS": str(self.connections)}
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self.process.stdout and self.process.stderr
        line = self.process.stdout.readline()
        found = re.search(r"http://\S+/", line)
        if found is None:
            _, told = self.process.communicate(timeout=20)
            raise AssertionError(f"no address: {line!r} {told}")
        self.url = found[0].rstrip("/")

    def sought(self) -> str:
        """Where the server or a process of it tried to connect to, a line each (see ``watched/sitecustomize.py``)."""
        return self.connections.read_text(encoding="utf-8") if self.connections.exists() else ""

    def client(self, **more: Any) -> Any:
        import httpx2 as httpx

        return httpx.Client(base_url=self.url, timeout=60, trust_env=False, **more)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=10)

    def stop(self) -> tuple[int, str]:
        """The exit code and what was written on standard error."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        _, told = self.process.communicate(timeout=20)
        return self.process.returncode, told


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests that leave it as it was; it may not have sought a connection to anywhere in all that time."""
    made = Server(tmp_path_factory.mktemp("serve") / "data", "--rate", "100000")
    yield made
    made.stop()
    assert "" == made.sought(), "the server fetches nothing"


@pytest.fixture(scope="session")
def http(server: Server) -> Iterator[Any]:
    with server.client() as client:
        yield client


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Any]:
    """A client of the application in this process: ``app(settings…)``."""
    from fastapi.testclient import TestClient

    from kanzei.web.app import create_app
    from kanzei.web.settings import Settings

    opened: list[TestClient] = []

    def make(**given: Any) -> TestClient:
        settings = Settings(data=tmp_path / f"data{len(opened)}", **given)
        client = TestClient(create_app(settings), base_url="http://127.0.0.1", raise_server_exceptions=False)
        opened.append(client)
        client.__enter__()
        return client

    yield make
    for client in opened:
        client.__exit__(None, None, None)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser of the system."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next((path for name in names if (path := shutil.which(name))), None)
    if found is None:  # a failure where everything is wanted, see tests/conftest.py
        pytest.skip("chromium is not installed: apt-get install chromium")
    return found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    """The browser, driven."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def tab(browser: Any, server: Server) -> Iterator[Any]:
    """A page whose console must stay silent."""
    context = browser.new_context(base_url=server.url, viewport=DESKTOP)
    opened = context.new_page()
    said: list[str] = []
    opened.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    context.close()
    assert [] == said


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A ledger with one import and two runs."""
    from kanzei.cli import main

    place = str(tmp_path_factory.mktemp("ledger") / "books.duckdb")
    files = [str(ROOT / f"examples/ledger/{name}.csv") for name in ("es-003", "rev-603")]
    for words in (["import", *files], ["assess", "--known", "2026-02-19"], ["assess"]):
        assert 0 == main(["ledger", *words, "--ledger", place, "--json"])
    return place


@pytest.fixture(scope="session")
def shelf(books: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that reads it."""
    made = Server(tmp_path_factory.mktemp("serve") / "data", "--rate", "100000", "--ledger", books)
    yield made
    made.stop()
