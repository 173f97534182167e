"""Every numbered rule of stacking is cited where it lives: in an instrument, in the code, or among the known gaps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def cited(tag: str) -> set[int]:
    """Numbers cited as ``stacking rule 5``, ``rules 33 to 35 and 43`` …"""
    files = [
        *(ROOT / "src").rglob("*.yaml"),
        *(ROOT / "src").rglob("*.py"),
        *(ROOT / "docs" / "how-it-works").rglob("*.md"),
    ]
    text = re.sub(r"[\s#]+", " ", " ".join(path.read_text(encoding="utf-8") for path in files))
    out: set[int] = set()
    for found in re.finditer(tag + r" rules? ((?:\d+a?)(?:(?:, | and | to |-)\d+a?)*)", text, re.IGNORECASE):
        words = found.group(1)
        for first, last in re.findall(r"(\d+)(?: to |-)(\d+)", words):
            out |= set(range(int(first), int(last) + 1))
        out |= {int(number) for number in re.findall(r"\d+", words)}
    return out


@pytest.mark.parametrize(("tag", "last"), [(r"(?<!2026 )stacking", 51), ("stacking-2026", 47)])
def test_every_rule_is_cited(tag: str, last: int) -> None:
    """No rule is left without a place that carries it."""
    assert set() == set(range(1, last + 1)) - cited(tag)
