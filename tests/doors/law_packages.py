"""Small law books, packed, for the tests of law packages; and what answers under a data folder."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from kanzei.duty.book import LawBook
from kanzei.law.compiled import LAWBOOK, SEMANTICS, compile_book, load_instruments, read_pending
from kanzei.law.package import Manifest, build_package

ROOT = Path(__file__).resolve().parents[2]
ORDER = ROOT / "examples" / "order.yaml"
PENDING = b"official_to: 2026-06-08\nseen_to: 2026-%s\nevents: []\n"
LIST2 = "us/before-2025/301-list2.yaml"
NICARAGUA = "us/2025/301-nicaragua.yaml"


def small_book(*names: str, seen: bytes = b"10-12") -> dict[str, bytes]:
    """The members of a book of a few shipped instruments. seen : month and day to which it was looked after."""
    out = {"pending.yaml": PENDING % seen}
    for name in names:
        path = LAWBOOK / name
        for one in path.parent.glob(f"{path.stem}.*"):
            out[one.relative_to(LAWBOOK).as_posix()] = one.read_bytes()
    return out


def packed(members: dict[str, bytes], **other: object) -> bytes:
    """A whole package of these members; the manifest is true but for what ``other`` says."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for member, data in members.items():
            path = folder / "lawbook" / member
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        instruments, pending = load_instruments(folder / "lawbook"), read_pending(folder / "lawbook")
        law = compile_book(instruments, pending, folder / "out", lawbook=folder / "lawbook")
    as_of = str(pending["seen_to"])
    facts = {
        "kind": "whole",
        "semantics": SEMANTICS,
        "made_by": "kanzei 0",
        "makes": law,
        "replaces": "0" * 64,
        "as_of": as_of,
        "official_to": str(pending["official_to"]),
        "instruments": len(instruments),
    }
    return build_package(Manifest(**{**facts, **other}), members)  # type: ignore[arg-type]


def rewritten(data: bytes, change: Callable[[zipfile.ZipFile, str, bytes], None]) -> bytes:
    """The archive written anew, member by member, by a function that may write them otherwise."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            change(new, info.filename, old.read(info))
    return out.getvalue()


def law() -> str:
    """Digest of the law that answers in this process."""
    return LawBook.shipped().law_digest


def kanzei(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command with data, cache and settings of its own."""
    places = {f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("DATA", "CACHE", "CONFIG")}
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "NO_COLOR": "1", **places, **more}
    command = [sys.executable, "-m", "kanzei.cli", *words]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8", check=False, timeout=300
    )
