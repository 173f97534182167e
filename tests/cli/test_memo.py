"""Memoranda: what they must say, in both formats."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from kanzei.duty.line import EntryLine
from kanzei.render.memo import Heading, Matter, compose, known_history
from kanzei.render.memo_html import memo_html

from .conftest import KNOWN, assessed


@pytest.fixture
def matter(line: EntryLine) -> Matter:
    return Matter(
        line=line,
        answer=assessed(111_000, refundable_cents=111_000),
        horizon=(date(2026, 10, 7), KNOWN),
        question="was charged",
        stated=("loaded on 2025-08-01 <script>",),
        doubts=(("C6", "What of the content?", "the whole", "the rest", 4_200),),
        silent=7,
        history=((date(2025, 4, 2), 89_000, ()), (date(2025, 9, 4), 150_000, ("us/eo-14345",))),
        sources={"us/eo-14345": ("Implementing the Agreement", "90 FR 43535", ("https://example.org/eo",))},
        command="kanzei duty 8528.72.64 --from JP",
    )


def test_a_memorandum_has_every_section_a_reader_asks_for(matter: Matter) -> None:
    sections = [block.text for block in compose(matter) if isinstance(block, Heading)]

    assert [
        "Question",
        "Short answer",
        "Computation",
        "Exceptions and other headings considered",
        "Facts assumed, and what another fact would change",
        "Doubtful points of law",
        "How the answer moved as the law became known",
        "Authorities",
        "Horizon",
    ] == sections


def test_html_is_self_contained_and_says_the_cents(matter: Matter) -> None:
    page = memo_html(matter)
    words = re.sub(r"<[^>]+>", " ", page)

    for told in ("1,500.00", "1,110.00", "9903.02.73", "+42.00", "-111.00", matter.answer.lawbook, "2026-10-12"):
        assert told in words
    assert "<script>" not in page
    assert [] == re.findall(r"<(?:link|img|script|iframe)\b|@import|url\(", page)


@pytest.mark.needs("docx")
def test_word_says_the_same(matter: Matter, tmp_path: Path) -> None:
    from docx import Document

    from kanzei.render.memo_docx import write_docx

    write_docx(matter, tmp_path / "memo.docx")
    paper = Document(str(tmp_path / "memo.docx"))
    words = "\n".join(
        [one.text for one in paper.paragraphs]
        + [cell.text for made in paper.tables for row in made.rows for cell in row.cells]
    )

    for told in ("1,500.00", "1,110.00", "9903.02.73", "+42.00", "8. Authorities", matter.answer.lawbook):
        assert told in words


def test_history_keeps_the_days_on_which_the_answer_changed() -> None:
    days = [date(2025, 1, day) for day in (1, 2, 3, 4)]

    answers = [(day, cents, ()) for day, cents in zip(days, (5, 5, 7, 5), strict=True)]

    assert ((days[0], 5, ()), (days[2], 7, ()), (days[3], 5, ())) == known_history(answers)
