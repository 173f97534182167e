"""Under load: fifty clients at once without an error, a large upload without memory for it."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.web.conftest import CAR, Server

CLIENTS, EACH = 50, 6


async def _spent(url: str, path: str, asked: dict[str, str]) -> list[float]:
    """Seconds of every answer to fifty clients that ask one after the other."""
    import httpx2

    limits = httpx2.Limits(max_connections=CLIENTS, max_keepalive_connections=CLIENTS)
    async with httpx2.AsyncClient(base_url=url, timeout=60, trust_env=False, limits=limits) as client:

        async def one() -> list[float]:
            out = []
            for _ in range(EACH):
                begun = time.perf_counter()
                answer = await client.get(path, params=asked)
                out.append(time.perf_counter() - begun)
                assert answer.status_code in (200, 204), answer.text
            return out

        clients = await asyncio.gather(*(one() for _ in range(CLIENTS)))
    return sorted(spent for client in clients for spent in client)


def test_fifty_clients_are_answered(server: Server) -> None:
    """The 95th percentile of a duty is at most ten times the median of an empty answer, at the same load."""
    asyncio.run(_spent(server.url, "/api/v1/duty", CAR))
    empty = asyncio.run(_spent(server.url, "/api/v1/empty", {}))
    duty = asyncio.run(_spent(server.url, "/api/v1/duty", CAR))

    p50, p95 = empty[len(empty) // 2], duty[int(len(duty) * 0.95)]
    assert p95 <= 10 * p50, f"p95 {p95 * 1000:.0f} ms, p50 of an empty answer {p50 * 1000:.0f} ms"


@pytest.mark.parametrize("path", ["/", "/calculator/answer", "/api/v1/duty"])
def test_fifty_clients_with_questions_of_their_own(server: Server, path: str) -> None:
    """No value is asked for twice, so that nothing is kept: still at most ten times the median of an empty answer."""
    from benchmarks.web_load import paths, spent

    async def both() -> tuple[Any, Any]:
        await spent(server.url, paths(path, varied=True), 4, 2)
        empty = await spent(server.url, itertools.repeat("/api/v1/empty"), CLIENTS, 4)
        return empty, await spent(server.url, paths(path, varied=True), CLIENTS, 2)

    empty, asked = asyncio.run(both())

    assert asked.p95 <= 10 * empty.p50, (
        f"p95 {asked.p95 * 1000:.0f} ms, p50 of an empty answer {empty.p50 * 1000:.0f} ms"
    )


def test_an_upload_of_100_megabytes_streams(server: Server, http: Any) -> None:
    """The server's peak of memory hardly moves while 100 MB go to the disk."""
    row = b"8703230140,JP,2025-09-20,30000\n"
    lines = row * (1_000_000 // len(row))

    def body() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="large.csv"\r\n\r\nhts,origin,entered_on,value_usd\n'
        for _ in range(100):
            yield lines
        yield b"\r\n--x--\r\n"

    http.get("/api/v1/about")
    before = peak(server.process.pid)
    sent = http.post("/api/v1/assess", content=body(), headers={"content-type": "multipart/form-data; boundary=x"})
    after = peak(server.process.pid)
    job = sent.json()["id"]
    http.post(f"/api/v1/jobs/{job}/cancel")
    [kept] = (server.data / "jobs" / job / "in").rglob("large.csv")

    assert 202 == sent.status_code
    assert kept.stat().st_size > 99_000_000
    assert after - before < 40_000, f"{after - before} KB more"
    http.delete(f"/api/v1/jobs/{job}")


def peak(process: int) -> int:
    """Peak of resident memory in KB."""
    words = Path(f"/proc/{process}/status").read_text().split()
    return int(words[words.index("VmHWM:") + 1])
