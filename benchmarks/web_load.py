"""The second door under load: fifty clients on one server, as ratios to an answer that says nothing.

    python -m benchmarks.web_load [--clients 50] [--each 8]

Every client asks one question after the other over a connection of its own. `same`: all ask one question, which the server has answered before.
`varied`: no value is asked twice, so that nothing is kept. The ratio is the 95th percentile over the median of ``/api/v1/empty`` at the same load.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
CAR = "hts=8703.23.01.40&from=JP&on=2025-09-20"
LINES = (
    CAR,
    f"{CAR}&known=2025-09-10",
    "hts=8528.72.64.40&from=CN&on=2025-11-20",
    "hts=7318.15.80.66&from=TW&on=2025-08-20",
)


class Spent(NamedTuple):
    """Seconds: the median, the 95th percentile and the longest of all answers; answers a second."""

    p50: float
    p95: float
    longest: float
    rate: float


def paths(form: str, *, varied: bool) -> Iterator[str]:
    """Addresses to ask for, without end; ``form`` begins them."""
    for number in itertools.count():
        line = LINES[number % len(LINES)] if varied else CAR
        yield f"{form}?{line}&value={30_000 + (number if varied else 0)}"


async def spent(url: str, asked: Iterator[str], clients: int, each: int) -> Spent:
    """What the answers took; an answer that is no success is an error."""
    import httpx2

    limits = httpx2.Limits(max_connections=clients, max_keepalive_connections=clients)
    async with httpx2.AsyncClient(base_url=url, timeout=120, trust_env=False, limits=limits) as client:

        async def one() -> list[float]:
            out = []
            for _ in range(each):
                path = next(asked)
                begun = time.perf_counter()
                answer = await client.get(path)
                out.append(time.perf_counter() - begun)
                if answer.status_code not in (200, 204):
                    raise SystemExit(f"{path}: {answer.status_code} {answer.text[:200]}")
            return out

        begun = time.perf_counter()
        rounds = await asyncio.gather(*(one() for _ in range(clients)))
        whole = time.perf_counter() - begun
    times = sorted(one for found in rounds for one in found)
    return Spent(times[len(times) // 2], times[int(len(times) * 0.95)], times[-1], len(times) / whole)


def main() -> None:
    """Start a server, ask, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--each", type=int, default=8, help="questions of each client")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "kanzei.cli", "serve", "--port", "0", "--data", folder, "--rate", "100000"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        try:
            assert server.stdout is not None
            found = re.search(r"http://\S+/", server.stdout.readline())
            if found is None:
                raise SystemExit("the server did not begin")
            table(found[0].rstrip("/"), options.clients, options.each)
        finally:
            server.terminate()
            server.wait(20)


def table(url: str, clients: int, each: int) -> None:
    """Ask for every kind of answer and print what it took."""
    rows: list[tuple[str, Iterator[str]]] = [
        ("empty", itertools.repeat("/api/v1/empty")),
        ("duty, same", paths("/api/v1/duty", varied=False)),
        ("duty, varied", paths("/api/v1/duty", varied=True)),
        ("calculator, same", paths("/", varied=False)),
        ("calculator, varied", paths("/", varied=True)),
        ("its answer alone, same", paths("/calculator/answer", varied=False)),
        ("its answer alone, varied", paths("/calculator/answer", varied=True)),
        ("code search", itertools.cycle(f"/api/v1/schedule/codes?words={one}" for one in ("piano", "8703", "steel", "tv"))),
    ]  # fmt: skip
    asyncio.run(spent(url, paths("/", varied=True), 4, 2))
    print(
        f"{clients} clients, {each} questions each\n{'':26}{'p50 ms':>9}{'p95 ms':>9}{'a second':>10}{'p95/empty p50':>15}"
    )
    empty = 0.0
    for name, asked in rows:
        found = asyncio.run(spent(url, asked, clients, each))
        empty = empty or found.p50
        ratio = found.p95 / empty
        print(f"{name:26}{found.p50 * 1000:9.0f}{found.p95 * 1000:9.0f}{found.rate:10.0f}{ratio:15.1f}", flush=True)


if __name__ == "__main__":
    main()
