"""Compute every worked example and print where the book differs.

Usage: python tools/check_gold.py [WORD]

WORD keeps only cases whose id contains it. Same files and comparison as tests/cases. Exit status 1 when a case differs, 2 when
none was tried.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "cases")]

from worked import FILES, Case, cents, differences, line_of, read  # noqa: E402

from kanzei.duty.book import LawBook  # noqa: E402
from kanzei.duty.view import View  # noqa: E402
from kanzei.errors import KanzeiError  # noqa: E402


def describe(case: Case) -> str:
    """The facts of a case on one line."""
    keys = ("entered", "known", "origin", "hts", "value", "spi", "loaded", "quantity", "claims", "doubt")
    return " ".join(f"{key}={case[key]}" for key in keys if key in case)


def wrong(case: Case, book: LawBook, views: dict[str, View]) -> tuple[list[str], str]:
    """What differs, and the duties found."""

    def view(known: str) -> View:
        if known not in views:
            views[known] = book.view(known=date.fromisoformat(known) if known else None)
        return views[known]

    try:
        found = view(case.get("known", "")).assess(line_of(case))
        out = differences(case, found)
        if "total_from" in case:
            then = view(case["total_from"]).assess(line_of(case)).duty_cents
            if then != cents(case["total"]):
                out.append(f"as known on {case['total_from']} the total is {then / 100:.2f}")
    except KanzeiError as error:
        return [f"{type(error).__name__}: {error}"], ""
    parts = [f"{c.heading} [{c.authority} {c.part}] {c.amount_cents / 100:.2f}" for c in found.components]
    return out, "; ".join(parts)


def main() -> int:
    """Print the differences and the count of each file."""
    book, views = LawBook.shipped(), {}
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    failed = tried = 0
    for name in FILES:
        cases = [case for case in read(name) if word in case["id"]]
        bad = 0
        for case in cases:
            messages, got = wrong(case, book, views)
            if messages:
                bad += 1
                print(f"{case['id']}: {describe(case)}\n    " + "\n    ".join(messages) + f"\n    found: {got}")
        print(f"== {name}: {len(cases) - bad} of {len(cases)} agree")
        failed += bad
        tried += len(cases)
    if not tried:
        print(f"no case has {word!r} in its id")
        return 2
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
