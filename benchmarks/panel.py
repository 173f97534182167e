"""Panels: every code from every country, on one day and over a span, as a whole process with its memory.

    python benchmarks/panel.py [--day 2026-10-01] [--span 2025-01-01 2027-01-01]

The floor is printed in the same run: the rows of the panel read back and written again by the same writer, with nothing decided.
For scale, published for the best public tracker: 2 min 44 s and 6.1 GiB for one release, 74 minutes for all.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

FLOOR = """
import sys
import pyarrow.parquet as pq
source = pq.ParquetFile(sys.argv[1], read_dictionary=["hts", "origin", "conditional", "headings", "mfn_text", "lawbook"])
keys = ["hts", "origin", "entered_from", "entered_to"]
with pq.ParquetWriter(sys.argv[2], source.schema_arrow, compression="zstd", write_statistics=keys) as target:
    for batch in source.iter_batches(batch_size=1 << 17):
        target.write_batch(batch)
"""


class Run(NamedTuple):
    """A process carried out: wall and processor seconds, and the most memory it held."""

    seconds: float
    processor: float
    megabytes: float


def run(words: list[str]) -> Run:
    """Carry a process out; the memory is that of all its processes together (proportional share, looked at ten times a second)."""
    began = time.perf_counter()
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL, start_new_session=True)
    most = 0.0
    while True:
        done, status, usage = os.wait4(child.pid, os.WNOHANG)
        if done:
            break
        most = max(most, held(child.pid))
        time.sleep(0.1)
    if status:
        raise SystemExit(f"{' '.join(words[:4])} … ended with {os.waitstatus_to_exitcode(status)}")
    return Run(time.perf_counter() - began, usage.ru_utime + usage.ru_stime, most)


def held(session: int) -> float:
    """Megabytes of all processes of a session (Linux)."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ProcessLookupError, IndexError):
            if int((folder / "stat").read_text().rpartition(")")[2].split()[3]) == session:
                found = re.search(r"^Pss:\s+(\d+)", (folder / "smaps_rollup").read_text(), re.M)
                total += int(found[1]) if found else 0
    return total / 1024


def measure(what: str, options: list[str], folder: Path) -> None:
    """Time a panel and its floor, and print both."""
    import pyarrow.parquet as pq

    target, copy = folder / "panel.parquet", folder / "copy.parquet"
    made = run([sys.executable, "-m", "kanzei.cli", "law", "panel", *options, "-o", str(target), "--force"])
    floor = run([sys.executable, "-c", FLOOR, str(target), str(copy)])
    rows = pq.read_metadata(target).num_rows
    print(
        f"{what}: {rows:,} rows, {target.stat().st_size / 1e6:,.0f} MB; {made.seconds:.1f} s "
        f"({made.processor:.1f} s of processor), {made.megabytes:,.0f} MB of memory; "
        f"floor {floor.seconds:.1f} s, ratio {made.seconds / floor.seconds:.1f}"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="time and memory of `kanzei law panel`")
    parser.add_argument("--day", default="2026-10-01")
    parser.add_argument("--span", nargs=2, default=["2025-01-01", "2027-01-01"], metavar=("FROM", "TO"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(f"one day, {options.day}", ["--on", options.day], Path(folder))
        since, until = options.span
        measure(f"span {since} to {until}", ["--since", since, "--until", until], Path(folder))


if __name__ == "__main__":
    main()
