"""The page of an import, on a screen, as HTML and as Markdown."""

from __future__ import annotations

from pathlib import Path

from tests.entries.filed_files import TOTAL_LINE, row, written

from kanzei.entries.filed_read import read_filed
from kanzei.render.reconciliation import reconciliation_markdown, reconciliation_page, reconciliation_text
from kanzei.render.tables import Ink


def test_an_import_that_agrees(tmp_path: Path) -> None:
    rows = [*TOTAL_LINE, *TOTAL_LINE, 'Total,,,,,,,,,,,,"$20,000.00","$3,000.00",,']
    found = read_filed([written(tmp_path, rows)]).reconciliation

    for text in (reconciliation_text(found, Ink()), reconciliation_page(found), reconciliation_markdown(found)):
        assert "very amount of the files is accounted for, to the cent; the totals of the files agree" in " ".join(
            text.split()
        )
        assert "4 rows joined to 1 line of 1 entry" in text
        assert "rows repeated" in text
        assert "9903.02.73" in text
        assert "lines 4-5: counted once" in text


def test_an_import_that_does_not(tmp_path: Path) -> None:
    """The difference to the cent, and the lines not read with their reasons; what a file says is inert on a page."""
    bad = row(1, "99030273", duty="$5.00", line="<b>7")
    rows = [*TOTAL_LINE, bad, 'Total,,,,,,,,,,,,"$10,000.00","$1,505.01",,']
    found = read_filed([written(tmp_path, rows)]).reconciliation
    texts = reconciliation_text(found, Ink()), reconciliation_page(found), reconciliation_markdown(found)

    for text in texts:
        assert "duty total of lines.csv differs from its rows by 0.01" in text
        assert "article's own code is missing" in text.replace("&#x27;", "'").replace("\n", " ").replace("  ", "")
    assert all("<b>7" not in text for text in texts[1:])


def test_long_lists_are_cut_and_say_so(tmp_path: Path) -> None:
    rows = [row(1, "99030273", duty="$5.00", line=number) for number in range(1, 601)]
    found = read_filed([written(tmp_path, rows)]).reconciliation

    assert "and 588 more" in reconciliation_text(found, Ink())
    assert "and 100 more" in reconciliation_page(found)
    assert "and 100 more" in reconciliation_markdown(found)
