"""``kanzei deal actus``: standard contracts held against a test file of the official layout."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from kanzei.cli.found import Found, How, here
from kanzei.cli.options import add_json, say
from kanzei.cli.parser import Parts

if TYPE_CHECKING:
    from kanzei.deal.actus import Case

__all__ = ["add", "answer_of", "run"]


def add(parts: Parts) -> None:
    """The part's options."""
    made = parts.add_parser(
        "actus",
        help="run a test file of the ACTUS standard: passed and failed by case",
        example=("deal actus examples/contracts.json", "deal actus examples/contracts.json --case bullet --json"),
        description="Run every case of a file of the official ACTUS test layout (types PAM, LAM, LAX, NAM, ANN, CEG, CEC). A case passes when "
        "its events agree in time and type and every number to 1e-8 absolute or 1e-9 relative; of a failed one the first difference is told. "
        "Exit code 0: all passed, 1: some failed, 2: the file cannot be read.",
    )
    made.add_argument(
        "file", metavar="FILE", help="a JSON file {case: {terms, to, dataObserved, eventsObserved, results}}"
    )
    made.add_argument("--case", metavar="ID", help="this case only")
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Run the cases; 1 where one of them fails."""
    from kanzei.render.tables import Ink

    found = answer_of(options, here(options))
    say(options, found.value, found.text(Ink(sys.stdout)))
    return found.code


def answer_of(options: Namespace, how: How) -> Found:
    """Every case run; it rests on no law."""
    from kanzei.deal.actus import run_file

    cases = run_file(options.file, options.case)
    code = 0 if all(case.passed for case in cases) else 1
    return Found(_value(options.file, cases), lambda ink: _text(options.file, cases), code=code)


def _value(file: str, cases: list[Case]) -> dict[str, Any]:
    passed = sum(case.passed for case in cases)
    return {
        "file": file,
        "cases": len(cases),
        "passed": passed,
        "failed": len(cases) - passed,
        "results": [_case_value(case) for case in cases],
    }


def _case_value(case: Case) -> dict[str, Any]:
    wrong = case.difference
    return {
        "case": case.name,
        "contract_type": case.kind,
        "status": "passed" if case.passed else "failed",
        "rows": case.rows,
        "difference": wrong
        and {"event": wrong.event, "field": wrong.field, "expected": wrong.expected, "found": wrong.found},
        "error": case.error or None,
    }


def _text(file: str, cases: list[Case]) -> str:
    from kanzei.render.words import printable

    width = max(len(case.name) for case in cases)
    lines = [
        f"{'passed' if case.passed else 'FAILED'}  {case.name:<{width}}  {case.kind:<4}  {case.rows:>4} rows"
        + (f"  {case.error or case.difference}" if not case.passed else "")
        for case in cases
    ]
    passed = sum(case.passed for case in cases)
    lines.append(f"{file}: {passed} of {len(cases)} cases passed, {len(cases) - passed} failed")
    return "\n".join(printable(line) for line in lines)
