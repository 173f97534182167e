"""Every worked example and every published computation, to the cent, by heading."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from kanzei.duty.book import LawBook
from kanzei.duty.view import View

from .worked import FILES, Case, cents, differences, line_of, read

CASES = [pytest.param(case, id=case["id"]) for name in FILES for case in read(name)]
ANNOUNCED = [pytest.param(case, id=case["id"]) for name in FILES for case in read(name) if "total_from" in case]


@cache
def view(known: str | None) -> View:
    """The shipped book as known on a day."""
    return LawBook.shipped().view(known=date.fromisoformat(known) if known else None)


@pytest.mark.parametrize("case", CASES)
def test_case(case: Case) -> None:
    """Total, each component by heading, and the headings reported at zero."""
    found = view(case.get("known")).assess(line_of(case))
    wrong = differences(case, found)
    assert not wrong, f"{'; '.join(wrong)} (doubt: {case.get('doubt', 'none')}; {case['cite']})"


@pytest.mark.parametrize("case", ANNOUNCED)
def test_total_is_known_from_its_announcement(case: Case) -> None:
    """The total is right in the view of the day on which it became known."""
    assert view(case["total_from"]).assess(line_of(case)).duty_cents == cents(case["total"])


def test_nothing_is_lost() -> None:
    """The files hold as many cases as their sources."""
    assert [len(read(name)) for name in FILES] == [77, 58, 148]


def test_files_are_made_by_their_tool(root: Path, shared: Path, tmp_path: Path) -> None:
    """The case files are what the tool writes today from the library of facts."""
    import runpy

    tool = runpy.run_path(str(root / "tools" / "make_cases.py"))
    tool["main"].__globals__["CASES"] = tmp_path
    tool["main"].__globals__["sys"].argv[1:] = [str(shared)]
    tool["main"]()
    for name in FILES:
        assert (tmp_path / f"{name}.yaml").read_bytes() == (root / "tests" / "cases" / f"{name}.yaml").read_bytes()
