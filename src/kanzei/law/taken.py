"""The law packages a user took: each stands whole in a folder of its own, and one small file says which of them is in force.

    $XDG_DATA_HOME/kanzei/law/in-force.json      written beside and moved into place: the one step at which the law changes
    $XDG_DATA_HOME/kanzei/law/<name>/lawbook/    the instrument files and code lists
    $XDG_DATA_HOME/kanzei/law/<name>/compiled/   law.json and law.sqlite, compiled from them on this machine

A process that ends at any step leaves the former law in force, or the new. The folder of the former package stays, so that it can be taken up again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from kanzei.errors import LawError, UsageError
from kanzei.law.compiled import LAWBOOK, SEMANTICS, SHIPPED

__all__ = [
    "Taken",
    "book_folder",
    "former",
    "in_force",
    "install",
    "law_folder",
    "put_in_force",
    "release_stamp",
    "step_back",
]

POINTER = "in-force.json"
_PART = ".part"


class Taken(NamedTuple):
    """A package that was taken.

    Attributes
    ----------
    name : of its folder, from the package's digest. sha256 : of the package. law : digest of the law it makes.
    as_of, official_to : ISO days. checked : how it was checked, in words. release : stamp of the program that compiled it.
    """

    name: str
    sha256: str
    law: str
    as_of: str
    official_to: str
    checked: str
    release: str

    @property
    def lawbook(self) -> Path:
        """Its instrument files."""
        return law_folder() / self.name / "lawbook"

    @property
    def compiled(self) -> Path:
        """Its compiled book."""
        return law_folder() / self.name / "compiled"


def law_folder() -> Path:
    """Where packages stand (``$XDG_DATA_HOME/kanzei/law``)."""
    home = os.environ.get("XDG_DATA_HOME") or os.path.join(os.path.expanduser("~"), ".local", "share")
    return Path(home, "kanzei", "law")


def release_stamp() -> str:
    """What changes when the program is replaced by another release: a package is compiled anew then."""
    try:
        sources = (SHIPPED / "law.sources").read_text(encoding="ascii").strip()
        size = os.stat(SHIPPED / "law.json").st_size
    except OSError:
        sources, size = "", 0
    return f"{SEMANTICS} {size} {sources}"


def _state() -> tuple[Taken | None, Taken | None]:
    """(in force, former); ``None`` is the law that the program came with.

    Raises
    ------
    LawError   The file cannot be read.
    """
    path = law_folder() / POINTER
    try:
        text = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None, None
    except OSError as error:
        raise LawError(f"{path}: cannot be read: {error.strerror or error}") from None
    try:
        value = json.loads(text)
        return _taken(value["now"]), _taken(value["former"])
    except (ValueError, KeyError, TypeError):
        raise LawError(f"{path} is damaged: remove it, and the law that came with the program answers") from None


def _taken(value: Any) -> Taken | None:
    return None if value is None else Taken(**value)


def in_force() -> Taken | None:
    """The package in force; ``None`` where the law that the program came with answers.

    Raises
    ------
    LawError   What says so cannot be read.
    """
    return _state()[0]


def former() -> Taken | None:
    """The package that was in force before; ``None``: the law that the program came with."""
    return _state()[1]


def book_folder() -> Path:
    """The instrument files that answer, without the user's own: those of the package in force, or the shipped ones.

    Raises
    ------
    LawError   What the package in force should have is missing.
    """
    taken = in_force()
    if taken is None:
        return LAWBOOK
    if not taken.lawbook.is_dir():
        raise LawError(
            f"{taken.lawbook} is missing: take the law package again with 'kanzei law update', or go back with --back"
        )
    return taken.lawbook


def install(name: str, members: Iterable[tuple[str, bytes]], compile_into: Callable[[Path, Path], None]) -> None:
    """Put a package's files into a folder of their own and compile them there; the folder appears whole, and nothing rests on it yet.

    Parameters
    ----------
    compile_into : called with the folder of the instruments and the one for the compiled book; whatever it raises leaves nothing behind.

    Raises
    ------
    UsageError   The folder cannot be written.
    """
    import shutil

    place = law_folder()
    part = place / f"{name}{_PART}"
    try:
        place.mkdir(parents=True, exist_ok=True)
        for old in place.glob(f"*{_PART}"):  # what a killed update left
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        for member, data in members:
            path = part / "lawbook" / member
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        compile_into(part / "lawbook", part / "compiled")
        _flush(part)
        if (place / name).exists():
            shutil.rmtree(place / name)
        os.replace(part, place / name)
        _flush_folder(place)
    except OSError as error:
        raise UsageError(f"{place}: cannot be written: {error.strerror or error}") from None
    finally:
        shutil.rmtree(part, ignore_errors=True)


def put_in_force(taken: Taken | None) -> None:
    """Make a package the law that answers; what answered before can be taken up again.

    Raises
    ------
    UsageError   The folder cannot be written.
    """
    now, before = _state()
    _write(taken, before if now == taken else now)


def step_back() -> Taken | None:
    """Take up the law that was in force before; it. Stepping back twice is where one began.

    Raises
    ------
    UsageError   No package was ever taken, or the folder cannot be written.
    LawError     The files of the former package are gone.
    """
    now, before = _state()
    if now is None and before is None:
        raise UsageError("no law package was taken: the law that came with the program is in force")
    if before is not None and not (before.compiled / "law.json").is_file():
        raise LawError(f"{before.compiled} is missing: the former package cannot be taken up again; take it anew")
    _write(before, now)
    return before


def _write(now: Taken | None, before: Taken | None) -> None:
    import shutil

    place = law_folder()
    part = place / f".{POINTER}.part"
    value = {"now": now and now._asdict(), "former": before and before._asdict()}
    try:
        with part.open("w", encoding="utf-8") as file:
            file.write(json.dumps(value, indent=1) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, place / POINTER)
        _flush_folder(place)
    except OSError as error:
        raise UsageError(f"{place}: cannot be written: {error.strerror or error}") from None
    kept = {one.name for one in (now, before) if one is not None}
    for old in place.iterdir():
        if old.is_dir() and old.name not in kept:
            shutil.rmtree(old, ignore_errors=True)


def _flush(folder: Path) -> None:
    """Bring every file under a folder to the disk before the folder gets its name."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())
        else:
            _flush_folder(path)


def _flush_folder(folder: Path) -> None:
    with suppress(OSError):  # a folder that cannot be opened (Windows) flushes by itself
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
