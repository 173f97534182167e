"""Write docs/reference/coverage.md from the comparison of the law book with the official Chapter 99.

python tools/build_coverage.py            write the page
python tools/build_coverage.py --check    exit 1 when the page is not what would be written
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "coverage.md"
HEAD = """\
# Coverage of Chapter 99

This page is made by `tools/build_coverage.py` from what `kanzei law coverage` compares; a test holds them together. The page with every
heading, what its official line says and which provision answers for it is `kanzei law coverage -o coverage.html`.

A heading is *encoded* (a provision carries it), *out of scope* or *pending*, each for a written reason. A line is compared with the book as
known on the day its release was published, for entries of that day: rate, columns, countries, days, footnotes, lists of the notes. Reasons
stand in `src/kanzei/lawbook/coverage.yaml`; one that explains nothing fails the comparison, as does a heading without one.

"""


def page() -> str:
    """The whole page."""
    from kanzei.cli.law.coverage import facts_of
    from kanzei.duty.book import LawBook
    from kanzei.law.chapter99 import read_table
    from kanzei.law.coverage import cover
    from kanzei.law.coverage_reasons import read_reasons
    from kanzei.render.coverage import coverage_rows
    from kanzei.render.coverage_files import coverage_markdown

    law = LawBook.shipped()
    table, book = read_table(), facts_of(law)
    report = cover(table, book, read_reasons())
    rows = coverage_rows(report, table, book, law.instrument, law.as_of.isoformat())
    return HEAD + coverage_markdown(rows, report, table)


def main() -> int:
    """Write or check the page."""
    options = argparse.ArgumentParser(description="the page of the coverage of Chapter 99")
    options.add_argument("--check", action="store_true", help="compare only")
    if options.parse_args().check:
        current = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page()
        if not current:
            print(f"{PAGE}: run python tools/build_coverage.py", file=sys.stderr)
        return 0 if current else 1
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
