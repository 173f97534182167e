"""A memorandum as a Word document, by python-docx (the ``memo`` extra)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kanzei.errors import UsageError
from kanzei.render.memo import Heading, Items, Matter, Para, Table, compose, subject_rows, title

__all__ = ["write_docx"]


def write_docx(matter: Matter, path: Path) -> None:
    """Write the memorandum as a .docx file.

    Raises
    ------
    UsageError   python-docx is not installed.
    """
    try:
        from docx import Document
        from docx.shared import Inches, Pt
    except ImportError:
        raise UsageError("Word memoranda need python-docx: pip install 'kanzei[memo]' (.html does without)") from None
    paper = Document()
    paper.core_properties.title = title(matter)
    paper.core_properties.author = "Kanzei"
    for section in paper.sections:
        section.left_margin = section.right_margin = Inches(1)
    paper.styles["Normal"].font.name = "Georgia"
    paper.styles["Normal"].font.size = Pt(10.5)
    paper.add_heading("Memorandum", level=0)
    for name, text in subject_rows(matter):
        line = paper.add_paragraph()
        line.paragraph_format.space_after = Pt(2)
        line.add_run(f"{name}: ").bold = True
        line.add_run(str(text))
    number = 0
    for block in compose(matter):
        if isinstance(block, Heading):
            number += 1
            paper.add_heading(f"{number}. {block.text}", level=2)
        elif isinstance(block, Para):
            run = paper.add_paragraph().add_run(block.text)
            run.bold = block.strong
            run.font.size = Pt(13) if block.strong else Pt(10.5)
        elif isinstance(block, Items):
            for one in block.items:
                paper.add_paragraph(one, style="List Bullet")
        else:
            _table(paper, block)
    paper.save(str(path))


def _table(paper: Any, block: Table) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    made = paper.add_table(rows=1, cols=len(block.header))
    made.style = "Light Grid Accent 1"
    for number, row in enumerate([block.header, *block.rows]):
        cells = made.rows[0].cells if number == 0 else made.add_row().cells
        last = block.total and number == len(block.rows)
        for column, text in enumerate(row):
            words = cells[column].paragraphs[0]
            run = words.add_run(text)
            run.font.size = Pt(9)
            run.bold = number == 0 or last
            if column in block.right:
                words.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paper.add_paragraph()
