"""How long a cold ``kanzei duty`` takes, as a ratio to ``python -c "import numpy"`` on the same machine.

Both run in fresh processes of the same interpreter, in turn, so that a busy moment strikes both;
the medians are compared.

    python benchmarks/cold_start.py [--runs 15] [--limit 1.5]

Exit code 1 when the ratio is above the limit.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time

QUESTION = ["duty", "8703.23.01.40", "--from", "JP", "--on", "2025-09-20", "--value", "30000"]
KANZEI = [sys.executable, "-m", "kanzei.cli", *QUESTION]
NUMPY = [sys.executable, "-c", "import numpy"]
BARE = [sys.executable, "-c", "pass"]
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""An installed package has its bytecode; a checkout must be allowed to keep its own for a fair comparison."""


def milliseconds(command: list[str]) -> float:
    """Wall time of one run of a command; the run must succeed."""
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=ENVIRONMENT)
    return (time.perf_counter() - began) * 1000


def main() -> int:
    """Measure and print; 0 within the limit, 1 above it."""
    parser = argparse.ArgumentParser(description="cold start of `kanzei duty` against `import numpy`")
    parser.add_argument("--runs", type=int, default=15, help="runs of each command (default 15)")
    parser.add_argument("--limit", type=float, default=1.5, help="largest ratio that passes (default 1.5)")
    options = parser.parse_args()

    commands = {"kanzei duty": KANZEI, "import numpy": NUMPY, "bare python": BARE}
    for command in commands.values():
        milliseconds(command)  # compiled bytecode and file cache: cold means a fresh process, not a fresh disk
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(options.runs):
        for name, command in commands.items():
            taken[name].append(milliseconds(command))
    medians = {name: statistics.median(values) for name, values in taken.items()}
    for name, median in medians.items():
        print(f"{name:14}{median:8.1f} ms  (best {min(taken[name]):.1f})")
    ratio = medians["kanzei duty"] / medians["import numpy"]
    print(f"ratio {ratio:.2f} (limit {options.limit:g}, medians of {options.runs} runs)")
    return 0 if ratio <= options.limit else 1


if __name__ == "__main__":
    sys.exit(main())
