"""Slots kept from run to run: what the law decides under one digest is decided once on a machine."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import kanzei
from kanzei.bulk import kept
from kanzei.bulk.desk import Desk

if TYPE_CHECKING:
    from kanzei.duty.view import View

__all__ = ["cache_folder", "keep", "open_desk", "own_digest", "store_desk", "taken_up"]

_LIMIT = 4_000_000
"""Combinations above which a desk is not kept."""
_DIGEST = hashlib.sha256().digest_size
"""Bytes of the digest that stands before what is kept."""


def cache_folder() -> Path:
    """Where compiled slots are kept: ``$KANZEI_CACHE``, or the user's cache folder."""
    own = os.environ.get("KANZEI_CACHE")
    if own:
        return Path(own)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "kanzei"


def _place(view: View) -> Path:
    told = f"{view.digest} {view.known} {view.answer} {view.value_as_given} {kanzei.__version__} {own_digest('bulk', 'duty', 'entries', 'law', 'schedule')}"
    return cache_folder() / f"slots-{hashlib.sha256(told.encode()).hexdigest()[:24]}.bin"


def own_digest(*folders: str) -> str:
    """The text of the modules of some rooms, which decide what is kept: another text makes another cache."""
    found = hashlib.sha256()
    for folder in folders:
        for path in sorted((Path(__file__).parent.parent / folder).glob("*.py")):
            found.update(path.read_bytes())
    return found.hexdigest()


def open_desk(view: View) -> Desk:
    """The desk of a view, with the slots that earlier runs decided; a file that is damaged is passed over."""
    desk = Desk(view)
    data = taken_up(_place(view))
    if data is not None:
        kept.take_up(desk, data)
    return desk


def taken_up(path: Path) -> memoryview | None:
    """What :func:`keep` wrote, or ``None``: not there, or damaged. A wrong bit might be read, and charge other cents: what was written is known by its digest."""
    with suppress(OSError):
        data = path.read_bytes()
        if data[:_DIGEST] == hashlib.sha256(data[_DIGEST:]).digest():
            return memoryview(data)[_DIGEST:]
    return None


def keep(path: Path, data: bytes) -> None:
    """Write a file of the cache by write and rename; a folder that cannot be written is passed over."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with suppress(OSError):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with fresh.open("wb") as file:
                file.write(hashlib.sha256(data).digest())
                file.write(data)
            os.replace(fresh, path)
        finally:
            fresh.unlink(missing_ok=True)


def store_desk(desk: Desk) -> None:
    """Keep the slots decided, by write and rename; a folder that cannot be written is passed over."""
    if not desk.grown or desk.combinations > _LIMIT:
        return
    with suppress(TypeError):
        keep(_place(desk.view), kept.to_bytes(desk))
