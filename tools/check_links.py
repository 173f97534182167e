"""Check every link of the pages inside the repository, and list those that lead outside.

    python tools/check_links.py              exit 1 when a link inside leads nowhere
    python tools/check_links.py --outside    list the addresses outside, with the pages that name them; none is fetched

A link inside names a file, and where it has an anchor, a heading of that file.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"\]\(<?([^)\s>]+)>?\)|<(https?://[^>\s]+)>")
CODE = re.compile(r"^(`{3,}).*?^\1[ ]*$|`[^`\n]*`", re.M | re.S)
HEADING = re.compile(r"^#{1,6} (.+?)[ ]*$", re.M)


class Link(NamedTuple):
    """A link of a page: the line it stands in, and what it names."""

    page: Path
    line: int
    target: str


def pages() -> list[Path]:
    """The pages of the repository: those beside the README, and docs/ with its notebooks."""
    docs = ROOT / "docs"
    return [*sorted(ROOT.glob("*.md")), *sorted(docs.rglob("*.md")), *sorted(docs.rglob("*.ipynb"))]


def prose(page: Path) -> str:
    """The text of a page with its code blanked out; of a notebook, its cells of text."""
    text = page.read_text(encoding="utf-8")
    if page.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        text = "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return CODE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def links(page: Path) -> Iterator[Link]:
    """Every link of a page."""
    text = prose(page)
    for found in LINK.finditer(text):
        yield Link(page, text.count("\n", 0, found.start()) + 1, found[1] or found[2])


def anchors(page: Path) -> set[str]:
    """Anchors of a page's headings, as GitHub and the site make them."""
    found: set[str] = set()
    text = re.sub(r"^(`{3,}).*?^\1[ ]*$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    for heading in HEADING.findall(text):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        slug = re.sub(r"[^\w\- ]", "", words).strip().replace(" ", "-")
        again = next(
            number for number in range(len(found) + 1) if (f"{slug}-{number}" if number else slug) not in found
        )
        found.add(f"{slug}-{again}" if again else slug)
    return found


def dead(link: Link) -> str:
    """Why a link inside leads nowhere, or nothing."""
    name, _, anchor = link.target.partition("#")
    target = (link.page.parent / name).resolve() if name else link.page
    if not target.exists():
        return f"there is no {name}"
    if anchor and target.suffix == ".md" and anchor not in anchors(target):
        return f"{target.relative_to(ROOT)} has no heading #{anchor}"
    return ""


def main() -> int:
    """Check the links inside; list those outside where asked to."""
    options = argparse.ArgumentParser(description="the links of the pages")
    options.add_argument("--outside", action="store_true", help="list the addresses outside")
    chosen = options.parse_args()
    outside: dict[str, set[str]] = defaultdict(set)
    wrong, inside = [], 0
    for link in (link for page in pages() for link in links(page)):
        place = link.page.relative_to(ROOT).as_posix()
        if re.match(r"[a-z][a-z0-9+.-]*:", link.target):
            outside[link.target].add(place)
            continue
        inside += 1
        if because := dead(link):
            wrong.append(f"{place}:{link.line} {link.target}: {because}")
    if chosen.outside:
        print("\n".join(f"{address}  {' '.join(sorted(found))}" for address, found in sorted(outside.items())))
    print("\n".join(wrong), file=sys.stderr, end="\n" if wrong else "")
    print(f"{inside} links inside, {len(wrong)} of them dead; {len(outside)} addresses outside, not fetched")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
