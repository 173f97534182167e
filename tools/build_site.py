"""Build the documentation site into out/site, with nothing from the network.

    python tools/build_site.py                build; a broken link fails
    python tools/build_site.py --pages        write the sources of the site only
    python tools/build_site.py --out FOLDER   build into FOLDER/site instead

The pages of docs/ are copied into out/site-pages, together with a page for every instrument and term sheet, the public
interface, and the notebooks as they ran; files outside docs/ that a page links to come along. Zensical makes the site.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path, PurePosixPath

import build_api_page
import build_deal_pages
import build_law_pages
import build_notebooks
from kanzei.counts import counted

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
LINK = re.compile(r"(\]\()([^)#\s:]+)((?:#[^)\s]*)?\))")
SHIM = re.compile(r'<script src="https://unpkg\.com/iframe-worker/shim"[^>]*></script>')
OUTSIDE = re.compile(r'<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)="(?:https?:)?//[^"]*"[^>]*>')


def placed(target: Path) -> PurePosixPath | None:
    """Where a file of the repository lies among the sources of the site; ``None`` for a folder."""
    if target.is_relative_to(DOCS):
        return PurePosixPath(target.relative_to(DOCS).as_posix())
    if target.is_dir():
        return None
    name = target.relative_to(ROOT).as_posix()
    return PurePosixPath("repository" if target.suffix == ".md" else "files") / name


def page_text(source: Path, at: PurePosixPath, more: list[Path]) -> str:
    """A page with its links as they must be among the sources; ``more`` takes the files it links to outside docs/."""

    def moved(found: re.Match[str]) -> str:
        target = (source.parent / found[2]).resolve()
        if not target.exists() or not target.is_relative_to(ROOT):
            return found[0]
        place = placed(target)
        if place is None:
            target = target / "README.md"
            if not target.is_file():
                raise SystemExit(f"{source}: {found[2]} is a folder without a page of its own")
            place = placed(target)
        if not target.is_relative_to(DOCS):
            more.append(target)
        return f"{found[1]}{os.path.relpath(str(place), str(at.parent))}{found[3]}"

    text = LINK.sub(moved, source.read_text(encoding="utf-8"))
    return re.sub(r"(\]\([^)#\s:]+)\.ipynb\)", r"\1.md)", text)


def copy_pages(pages: Path) -> None:
    """Copy docs/ and what it links to."""
    waiting = [path for path in sorted(DOCS.rglob("*")) if path.is_file() and path.suffix != ".ipynb"]
    done: set[Path] = set()
    while waiting:
        source = waiting.pop()
        if source in done:
            continue
        done.add(source)
        at = placed(source)
        assert at is not None
        target = pages / at
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.suffix == ".md":
            target.write_text(page_text(source, at, waiting), encoding="utf-8")
        else:
            shutil.copyfile(source, target)


def write_pages(pages: Path) -> None:
    """Write every source of the site anew."""
    shutil.rmtree(pages, ignore_errors=True)
    pages.mkdir(parents=True)
    copy_pages(pages)
    number = build_law_pages.write(pages)
    sheets = build_deal_pages.write(pages)
    (pages / "reference" / "api.md").write_text(build_api_page.page(), encoding="utf-8")
    notebooks = build_notebooks.write(pages)
    print(f"{counted(number, 'instrument')}, {counted(sheets, 'term sheet')}, {counted(notebooks, 'notebook')} run")


def zensical(out: Path) -> None:
    """Make the site from its sources; a link that leads nowhere ends the work."""
    shutil.rmtree(out / "site", ignore_errors=True)
    shutil.copyfile(ROOT / "zensical.toml", out / "zensical.toml")
    command = [sys.executable, "-m", "zensical", "build", "--clean", "--strict", "-f", str(out / "zensical.toml")]
    ran = subprocess.run(
        command, cwd=out, env={**os.environ, "NO_COLOR": "1"}, check=False, capture_output=True, text=True
    )
    if ran.returncode:
        raise SystemExit((ran.stdout + ran.stderr).partition("Traceback")[0])


def keep_local(site: Path) -> None:
    """Put our own script in the place of one that would be fetched; anything else fetched from elsewhere ends the work."""
    found = []
    for page in sorted(site.rglob("*.html")):
        depth = len(page.relative_to(site).parts) - 1
        own = f'<script src="{"../" * depth}assets/site/search-from-files.js"></script>'
        text = SHIM.sub(own, page.read_text(encoding="utf-8"))
        page.write_text(text, encoding="utf-8")
        found += [f"{page.relative_to(site)}: {tag}" for tag in OUTSIDE.findall(text) if 'rel="canonical"' not in tag]
    if found:
        raise SystemExit("\n".join(["these would be fetched from elsewhere:", *found[:20]]))


def main() -> None:
    """Build the site, or its sources only."""
    options = argparse.ArgumentParser(description="the documentation site")
    options.add_argument("--pages", action="store_true", help="write the sources only")
    options.add_argument("--out", type=Path, default=ROOT / "out", metavar="FOLDER", help="default: out")
    chosen = options.parse_args()
    out = chosen.out.resolve()
    write_pages(out / "site-pages")
    if not chosen.pages:
        zensical(out)
        keep_local(out / "site")
        number = sum(1 for _ in (out / "site").rglob("*.html"))
        print(f"{number} pages: {os.path.relpath(out / 'site' / 'index.html')}")


if __name__ == "__main__":
    main()
