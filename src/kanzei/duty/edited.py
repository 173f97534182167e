"""Which compiled book answers: the shipped one, an edited checkout, one with the user's own instruments on top, or a scenario.

Whatever is not the shipped book is compiled once into the cache folder, under a name made of everything it was compiled from, and found
there the next time. Files a user put on top for good stand in the user's data folder (``kanzei law update``).
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kanzei.errors import LawError
from kanzei.law.compiled import ELSEWHERE, LAWBOOK, SHIPPED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kanzei.duty.book import LawBook
    from kanzei.law.instrument import Instrument

__all__ = ["edited_folder", "laid_book", "own_files", "own_folder", "standing_instruments"]

_KEPT = 24
"""Compiled scenarios kept in the cache folder."""


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(base) / "kanzei"


def own_folder() -> Path:
    """Where a user's own instruments stand (``$XDG_DATA_HOME/kanzei/lawbook``)."""
    home = os.environ.get("XDG_DATA_HOME") or os.path.join(os.path.expanduser("~"), ".local", "share")
    return Path(home, "kanzei", "lawbook")


def own_files() -> list[Path]:
    """The user's own instrument files, by name."""
    folder = own_folder()
    try:
        return [folder / name for name in sorted(os.listdir(folder)) if name.endswith(".yaml")]
    except OSError:
        return []


def standing_instruments(own: bool = True) -> list[Instrument]:
    """Every instrument of the book that answers by default; ``own=False`` leaves the user's own files out.

    Raises
    ------
    LawError   A file cannot be used.
    """
    from kanzei.law.compiled import load_instruments
    from kanzei.law.overlay import lay_on, read_files

    instruments = load_instruments()
    files = own_files() if own else []
    if not files:
        return instruments
    laid, errors = read_files(files)
    if errors:
        raise LawError("\n".join(errors))
    return lay_on(instruments, laid).instruments


def laid_book(base: LawBook, paths: list[Path], without: Sequence[str] = ()) -> LawBook:
    """A book with files on top of the standing one.

    without : ids of instruments of the standing book that say nothing (:mod:`kanzei.law.left_out`).

    Raises
    ------
    LawError     A file cannot be used, alone or together with the book; every mistake with file, line and column.
    UsageError   The book has no instrument that is to be left out.
    """
    import hashlib

    from kanzei.law.left_out import left_out
    from kanzei.law.overlay import read_files

    laid, errors = read_files(paths)
    if errors:
        raise LawError("\n".join(errors))
    made_from = hashlib.sha256(base.source.read_bytes())
    made_from.update(repr(laid).encode())
    if without:
        made_from.update(repr(sorted(without)).encode())
    place = _cache() / "scenario" / made_from.hexdigest()[:24]
    if not _whole(place):
        standing = left_out(standing_instruments(), without)
        if without:
            _check_silence(standing, without)
        silent = [[name, "", "left out"] for name in sorted(set(without))]
        place = _compile(standing, laid, paths, place, [*base.laid, *silent])
        _forget_old(place)
    return _open(place, base)


def _check_silence(standing: list[Instrument], without: Sequence[str]) -> None:
    """Refuse a book that an instrument's silence leaves without an answer."""
    from kanzei.law.check import undefined_names
    from kanzei.law.conflicts import find_conflicts
    from kanzei.law.replay import replay

    said = f"the book cannot stand without {', '.join(without)}: leave out, or lay on with --scenario, what rests on it"
    try:
        wrong = undefined_names(standing) or find_conflicts(replay(standing))
    except LawError as error:
        raise LawError(f"{error}\n{said}") from None
    if wrong:
        raise LawError("\n".join([*wrong, said]))


def _open(place: Path, base: LawBook) -> LawBook:
    from kanzei.duty.book import LawBook

    content = json.loads((place / "law.json").read_bytes())
    return LawBook(content, place / "law.sqlite", base.schedule)


def _whole(place: Path) -> bool:
    return (place / "law.json").exists() and (place / "law.sqlite").exists()


def _compile(
    base: list[Instrument], laid: list[Instrument], paths: list[Path], place: Path, standing: list[list[str]]
) -> Path:
    from kanzei.law.compiled import compile_book, read_pending
    from kanzei.law.overlay import lay_on, mistakes_together

    overlay = lay_on(base, laid)
    wrong, _ = mistakes_together(overlay)
    if wrong:
        raise LawError("\n".join(wrong))
    names = [
        [one.id, str(path), "replaced" if one.id in overlay.replaced else "added"]
        for one, path in zip(laid, paths, strict=True)
    ]
    new = {one.id for one in laid}
    named = [*(row for row in standing if row[0] not in new), *names]
    return _somewhere(place, lambda folder: compile_book(overlay.instruments, read_pending(), folder, named))


def _somewhere(place: Path, compile_into: Any) -> Path:
    """The folder asked for, or one for this run alone where no cache folder can be written."""
    try:
        compile_into(place)
        return place
    except OSError:
        import atexit
        import shutil
        import tempfile

        other = Path(tempfile.mkdtemp(prefix="kanzei-"))
        atexit.register(shutil.rmtree, other, ignore_errors=True)
        compile_into(other)
        return other


def _forget_old(newest: Path) -> None:
    """Keep the cache folder small: the oldest compiled scenarios go."""
    import shutil

    with suppress(OSError):
        found = sorted(newest.parent.iterdir(), key=lambda one: one.stat().st_mtime_ns, reverse=True)
        for old in found[_KEPT:]:
            if old != newest:
                shutil.rmtree(old, ignore_errors=True)


def _stamp(*folders: Path) -> str:
    import hashlib

    parts = [
        f"{path.relative_to(folder)} {path.stat().st_size} {path.stat().st_mtime_ns}"
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def edited_folder() -> Path | None:
    """Folder of the compiled book where it is not the shipped one; ``None`` where it is.

    Raises
    ------
    LawError   A file of the user's own, or of an edited checkout, cannot be used.
    """
    checkout = _edited_checkout()
    files = own_files()
    return _with_own(files, checkout) if files else checkout


def _with_own(files: list[Path], checkout: Path | None) -> Path:
    import hashlib

    from kanzei.law.compiled import load_instruments
    from kanzei.law.overlay import read_files

    made_from = hashlib.sha256(((checkout or SHIPPED) / "law.json").read_bytes())
    made_from.update(_stamp(own_folder()).encode())
    place = _cache() / "book" / made_from.hexdigest()[:16]
    if _whole(place):
        return place
    laid, errors = read_files(files)
    try:
        if errors:
            raise LawError("\n".join(errors))
        return _compile(load_instruments(), laid, files, place, [])
    except LawError as error:
        raise LawError(
            f"{error}\nthe files above stand in your own law book ({own_folder()}): mend them, or take them out with "
            "'kanzei law update --remove ID'"
        ) from None


def _edited_checkout() -> Path | None:
    """Folder of the compiled edited book, or ``None`` when the shipped one is current.

    The days of the files are looked at first. Where files look new (installers and checkouts do not keep days) their content is compared
    with what the shipped book was compiled from, once: the outcome is kept in the cache folder by a stamp of names, sizes and days.
    """
    shipped = SHIPPED / "law.json"
    try:
        compiled_at = shipped.stat().st_mtime_ns
    except OSError:
        compiled_at = 0
    newest = 0
    for folder, inner, names in os.walk(LAWBOOK):
        inner[:] = [name for name in inner if name not in ELSEWHERE]
        for name in names:
            if name.endswith((".yaml", ".codes")):
                newest = max(newest, os.stat(os.path.join(folder, name)).st_mtime_ns)
    if newest <= compiled_at:
        return None
    place = _cache() / "book" / _stamp(LAWBOOK)[:16]
    if (place / "shipped").exists():
        return None
    if _whole(place):
        return place
    from kanzei.law.compiled import sources_digest

    try:
        current = (SHIPPED / "law.sources").read_text(encoding="ascii").strip() == sources_digest()
    except OSError:
        current = False
    if not current:
        return _compile_edited(place)
    # Without a cache folder the files are compared at every start.
    with suppress(OSError):
        place.mkdir(parents=True, exist_ok=True)
        (place / "shipped").touch()
    return None


def _compile_edited(place: Path) -> Path:
    import sys

    from kanzei.law.compiled import compile_book, load_instruments, read_pending

    instruments, pending = load_instruments(), read_pending()
    digest = ""

    def make(folder: Path) -> None:
        nonlocal digest
        digest = compile_book(instruments, pending, folder)

    place = _somewhere(place, make)
    print(f"law edited: compiled {len(instruments)} instruments ({digest[:12]})", file=sys.stderr)
    return place
