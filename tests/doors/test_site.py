"""The documentation site: every page has its place in the menu, every link leads somewhere, and it is built from nothing but the clone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from tools.check_links import anchors, dead, links, pages, prose

from kanzei.law.compiled import load_instruments

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
BUILT = {"law/README.md", "deals/README.md", "reference/api.md"}
"""Pages of the menu that the builder makes."""


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """A tool of the repository, as `make docs` runs it."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, env=environment, cwd=ROOT, check=False
    )


def menu(entries: list[dict[str, Any]]) -> Iterator[str]:
    """Pages of the menu, in its order."""
    for entry in entries:
        for value in entry.values():
            if isinstance(value, str):
                yield value
            else:
                yield from menu(value)


def test_every_page_stands_in_the_menu_once() -> None:
    """A page nobody finds is no page; notebooks stand there as the pages they become."""
    listed = list(menu(tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]["nav"]))
    written = {path.relative_to(DOCS).as_posix() for path in pages() if path.is_relative_to(DOCS)}

    assert sorted(listed) == sorted({name.replace(".ipynb", ".md") for name in written} | BUILT)


def test_every_link_inside_leads_somewhere() -> None:
    """Files and headings; the tool says the same of all pages, and lists the addresses outside without asking for them."""
    assert [] == [
        f"{link.page}:{link.line} {link.target}"
        for page in pages()
        for link in links(page)
        if ":" not in link.target and dead(link)
    ]

    ran = run("tools/check_links.py", "--outside")

    assert (0, "") == (ran.returncode, ran.stderr)
    assert re.search(r"^\d+ links inside, 0 of them dead; [1-9]\d* addresses outside, not fetched$", ran.stdout, re.M)


def test_a_dead_link_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing file and a missing heading are told; what stands in code is no link."""
    monkeypatch.setattr("tools.check_links.ROOT", tmp_path)
    page = tmp_path / "page.md"
    page.write_text(
        "# One, two\n\n[a](#one-two) [b](#three)\n[c](gone.md)\n\n`[d](gone.md)`\n\n```text\n[e](gone.md)\n```\n\n# One, two\n"
    )

    assert {"one-two", "one-two-1"} == anchors(page)
    assert [(3, "page.md has no heading #three"), (4, "there is no gone.md")] == [
        (one.line, why) for one in links(page) if (why := dead(one))
    ]
    assert "gone.md" not in prose(page).partition("(gone.md)")[2]


def test_the_citation_file_is_that_of_the_package() -> None:
    """`CITATION.cff` has the fields the format needs, and says the version and licence of the package."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    page = (DOCS / "cite.md").read_text(encoding="utf-8")

    assert {"cff-version", "message", "title", "authors"} <= set(cited)
    assert (project["version"], project["license"]) == (cited["version"], cited["license"])
    assert f"version = {{{project['version']}}}" in page
    assert cited["title"] in page


def test_the_notebook_is_committed_without_outputs() -> None:
    """What it shows is what it prints when the site is built."""
    import json

    for path in DOCS.rglob("*.ipynb"):
        cells = [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]

        assert [] == [cell["id"] for cell in cells if cell["outputs"] or cell["execution_count"]]


@pytest.mark.needs("zensical", "nbclient", "ipykernel", "matplotlib")
def test_the_site_is_built_from_the_clone_and_fetches_nothing(tmp_path: Path) -> None:
    """One command, in which a dead link or a cell that fails ends the work. A page for every instrument; the notebook with its figures."""
    ran = run("tools/build_site.py", "--out", str(tmp_path))
    assert 0 == ran.returncode, ran.stdout + ran.stderr
    site = tmp_path / "site"

    missing = [one.id for one in load_instruments() if not (site / "law" / f"{one.id}.html").is_file()]
    assert [] == missing
    order = (site / "law" / "us" / "eo-14345.html").read_text(encoding="utf-8")
    assert {"9903.02.73", "90 FR 43535", "official/H", 'href="fr-2025-17908.html"', 'href="eo-14326.html"'} <= set(
        re.findall(r'9903\.02\.73|90 FR 43535|official/H|href="(?:fr-2025-17908|eo-14326)\.html"', order)
    )
    story = (site / "notebooks" / "story-of-the-deal.html").read_text(encoding="utf-8")
    figures = re.findall(r'<img alt="([^"]+)" src="story-of-the-deal/[0-9a-f]{12}\.png"', story)
    assert 6 == len(figures)
    assert "figure" not in figures
    fetched = re.compile(r'<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)="(?:https?:)?//')
    assert [] == [page.name for page in site.rglob("*.html") if fetched.search(page.read_text(encoding="utf-8"))]
    assert (site / "assets" / "site" / "search-from-files.js").is_file()
    assert "law/us/eo-14345.html" in (site / "search.js").read_text(encoding="utf-8")
