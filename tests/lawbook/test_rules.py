"""Every numbered rule of stacking is cited where it lives: in an instrument, in the code, or among the known gaps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kanzei import LawBook

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


PAGE = ROOT / "docs" / "reference" / "stacking.md"


@pytest.mark.parametrize(
    ("title", "last", "inserted"), [("Stacking", 51, {"45a"}), ("Stacking-2026", 47, {"42a"})], ids=["2025", "2026"]
)
def test_the_page_names_every_rule(title: str, last: int, inserted: set[str]) -> None:
    """The page has one row for each number, with what the rule says and places that exist."""
    text = PAGE.read_text(encoding="utf-8")
    section = re.split(r"^## ", text.split(f"\n## {title}:")[1], flags=re.MULTILINE)[0]
    rows = re.findall(r"^\| (\d+a?) \| (.+?) \| (.+?) \|$", section, re.MULTILINE)
    assert sorted(number for number, _, _ in rows) == sorted({str(n) for n in range(1, last + 1)} | inserted)
    known = set(re.findall(r"^id: (\S+)$", "\n".join(_instruments()), re.MULTILINE))
    for number, _, where in rows:
        for place in re.findall(r"`([^`]+)`", where):
            module = ROOT / "src" / (place.replace(".", "/") + ".py")
            assert place in known or module.is_file(), f"rule {number} names {place}"


def test_the_page_names_every_reading() -> None:
    """The doubtful points of the page are those of the book, with its question and its default."""
    section = PAGE.read_text(encoding="utf-8").split("\n## Doubtful points")[1]
    rows = re.findall(r"^\| ([\w-]+) \| (.+?) \|.*?\*\*([\w-]+)\*\*:", section, re.MULTILINE)
    book = LawBook.shipped().readings.values()
    assert sorted(rows) == sorted((one["id"], one["question"], one["default"]) for one in book)


def _instruments() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.yaml")]
