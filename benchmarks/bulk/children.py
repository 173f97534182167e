"""Measurements in processes of their own, and the machine they were made on."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

__all__ = ["ROOT", "ChildError", "ask", "machine"]

ROOT = Path(__file__).resolve().parent.parent.parent
_PACKAGES = ("numpy", "pyarrow", "numba", "duckdb", "polars")


class ChildError(RuntimeError):
    """A measurement did not come to its end."""


def ask(
    module: str, task: str, given: Mapping[str, Any], extra: Mapping[str, str], python: str = sys.executable
) -> Any:
    """What a fresh process answers.

    Parameters
    ----------
    module : run as ``python -m``. task, given : its arguments. extra : environment beside that of this process.
    """
    source = str(ROOT / "src")
    environment = {**os.environ, **extra}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, (source, str(ROOT), os.environ.get("PYTHONPATH"))))
    words = [python, "-m", module, task, json.dumps(given)]
    ran = subprocess.run(words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if ran.returncode:
        raise ChildError(f"{module} {task} ended with {ran.returncode}")
    return json.loads(ran.stdout.splitlines()[-1])


def machine() -> dict[str, Any]:
    """Cores, memory, processor and versions: what figures hang on, and nothing that names the machine."""
    return {
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "processor": _processor(),
        "system": platform.system(),
        "python": platform.python_version(),
        "versions": {name: _version(name) for name in _PACKAGES},
    }


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "missing"
