"""What every test may lean on: the library of facts, optional parts, and the suite's time budget.

Fixtures and markers
--------------------
``shared``              path of the library of official exports and worked cases beside the clone
``needs("openpyxl")``   skip the test where an optional part is missing (also ``@pytest.mark.needs(...)``)

With ``KANZEI_TESTS=all`` a test that would skip for a missing part fails instead. A skip whose reason begins
with ``does not apply:`` stays a skip: nothing is missing, the promise has no meaning on that machine.
"""

from __future__ import annotations

import importlib.util
import os
import tempfile
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("KANZEI_SHARED", ROOT.parent / "shared"))
BUDGET_S = 900
DOES_NOT_APPLY = "does not apply:"

_started = time.monotonic()

# What a developer imported or compiled must not change an answer here.
for _name in ("XDG_DATA_HOME", "XDG_CACHE_HOME"):
    os.environ[_name] = os.path.join(tempfile.gettempdir(), f"kanzei-tests-{os.getuid()}", _name.lower())

# The suite tries the same examples on every machine; `make long` tries new ones, and many more.
# No deadline for one example: a busy machine is not a broken promise.
settings.register_profile("suite", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", deadline=None, max_examples=2000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


def everything_is_wanted() -> bool:
    """Whether a missing part is a failure (``KANZEI_TESTS=all``)."""
    return os.environ.get("KANZEI_TESTS") == "all"


def require(*modules: str) -> None:
    """Skip the running test unless every module can be found; nothing is imported to find out."""
    for module in modules:
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"{module} is not installed: install what `make test` installs")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The library of facts beside the clone (or at ``KANZEI_SHARED``); the test is skipped without it."""
    if not (SHARED / "cases" / "gold.csv").is_file():
        pytest.skip(f"the library of facts is not at {SHARED}: set KANZEI_SHARED")
    return SHARED


@pytest.fixture(scope="session")
def needs() -> Callable[..., None]:
    """``needs("openpyxl")`` skips the test where the module is missing."""
    return require


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes name no test: packed ones hold the time, and every process must collect the same names."""
    return argname if isinstance(val, bytes) else None


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Honour ``@pytest.mark.needs(module, …)``."""
    for mark in item.iter_markers("needs"):
        require(*mark.args)


def _fail_skip(report: Any) -> None:
    """Turn a skip for a missing part into a failure, when everything is wanted."""
    if not (everything_is_wanted() and report.skipped) or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    reason = reason.removeprefix("Skipped: ")
    if reason.startswith(DOES_NOT_APPLY):
        return
    report.outcome = "failed"
    report.longrepr = f"KANZEI_TESTS=all: this test may not be skipped. {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """See :func:`_fail_skip`."""
    report = yield
    _fail_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, Any, Any]:
    """See :func:`_fail_skip`; a module that skips itself counts too."""
    report = yield
    _fail_skip(report)
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the number of tests and the share of the time budget they took."""
    counted = ("passed", "failed", "skipped", "xfailed", "error")
    number = sum(len(terminalreporter.stats.get(key, ())) for key in counted)
    spent = time.monotonic() - _started
    over = "" if spent <= BUDGET_S else " - over the budget"
    terminalreporter.write_line(f"suite: {number} tests, {spent:.0f} s of {BUDGET_S} s{over}")
