"""The compiled book: provisions as JSON, set members in SQLite, one digest over both.

The wheel carries it; an edited book or a scenario is compiled into the user's cache folder, by write and rename.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from pathlib import Path
from typing import Any

from kanzei.errors import LawError
from kanzei.law.instrument import END, STATEMENTS, Instrument
from kanzei.law.replay import Replayed, in_order, replay

__all__ = ["SHIPPED", "compile_book", "load_instruments", "read_pending", "sources_digest"]

LAWBOOK = Path(__file__).parent.parent / "lawbook"
SHIPPED = Path(__file__).parent.parent / "data"
ELSEWHERE = ("jp",)
"""Folders of the law book that hold the law of another jurisdiction, compiled apart (:mod:`kanzei.law.jp`)."""
NO_INSTRUMENTS = ("coverage.yaml", "pending.yaml", "zones.yaml")
"""Files of the lawbook folder that are not instruments."""
SEMANTICS = 1
"""Raised when the same book would give other cents."""


def load_instruments(folder: Path = LAWBOOK) -> list[Instrument]:
    """Read every instrument file under a folder.

    Raises
    ------
    LawError   One or more files cannot be used; all mistakes of all files, a line each.
    """
    from kanzei.law.schema import read_instrument

    out: list[Instrument] = []
    errors: list[str] = []
    for path in sorted(folder.rglob("*.yaml")):
        if path.name in NO_INSTRUMENTS or path.relative_to(folder).parts[0] in ELSEWHERE:
            continue
        instrument, wrong = read_instrument(path)
        errors += wrong
        if instrument is not None:
            out.append(instrument)
    if errors:
        raise LawError("\n".join(errors))
    if not out:
        raise LawError(f"{folder}: no instrument file there")
    return out


def read_pending(folder: Path = LAWBOOK) -> dict[str, Any]:
    """The horizon of the book and its pending events, from ``pending.yaml``."""
    from kanzei.law.marked import Marked, read_yaml

    path = folder / "pending.yaml"
    root, errors = read_yaml(path.read_text(encoding="utf-8"), str(path))
    if root is None or errors:
        raise LawError("\n".join(errors))

    def plain(item: Marked) -> Any:
        if isinstance(item.value, dict):
            return {key: plain(value) for key, value in item.value.items()}
        if isinstance(item.value, list):
            return [plain(one) for one in item.value]
        return item.value

    found = plain(root)
    return found if isinstance(found, dict) else {}


def sources_digest(folder: Path = LAWBOOK) -> str:
    """SHA-256 over the names and bytes of every instrument file and code list: whether a compiled book is current."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        ours = path.relative_to(folder).parts[0] not in ELSEWHERE
        if ours and path.suffix in (".yaml", ".codes") and path.name != "coverage.yaml":
            found.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def compile_book(
    instruments: list[Instrument],
    pending: dict[str, Any],
    folder: Path,
    laid: list[list[str]] | None = None,
    *,
    lawbook: Path = LAWBOOK,
    package: str = "",
) -> str:
    """Write ``law.json`` and ``law.sqlite`` into a folder; returns the digest (64 hex digits).

    Parameters
    ----------
    laid : [id, file, how] of files laid on top of the shipped book, kept with it so that every result can name them.
    lawbook : folder of the instruments, for the zones. package : SHA-256 of the law package they came in; none for the shipped book.

    Notes
    -----
    The digest covers provisions, orders, members, readings, voids and zone clauses in canonical form, so reordering files or reformatting
    YAML does not change it and changing one rate does.
    """
    from kanzei.law.zones import read_zones

    replayed = replay(instruments)
    content = _content(instruments, replayed)
    content["pending"] = pending
    if laid:
        content["laid"] = laid
    if package:
        content["package"] = package
    content["zones"] = read_zones(lawbook, instruments)
    kept = ("provisions", "orders", "readings", "voids", "authorises", "statements", "zones")
    law = {key: content[key] for key in kept}
    canonical = json.dumps(
        [SEMANTICS, _without_prose(law), _rows(replayed)], sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    content["digest"] = digest
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    _write(folder / "law.json", text.encode())
    _write_members(folder / "law.sqlite", replayed, digest)
    return digest


_PROSE = frozenset(
    {"note", "grade", "confidence", "cite", "by", "question", "remedy", "what", "limits", "why", "because"}
)


def _without_prose(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_prose(one) for key, one in value.items() if key not in _PROSE}
    if isinstance(value, list | tuple):
        return [_without_prose(one) for one in value]
    return value


def _rows(replayed: Replayed) -> list[list[str]]:
    return [list(member) for member in sorted(replayed.members)]


def _content(instruments: list[Instrument], replayed: Replayed) -> dict[str, Any]:
    ordered = in_order(instruments)
    provisions: dict[str, Any] = {}
    for name, history in sorted(replayed.provisions.items()):
        versions: list[Any] = []
        states: list[Any] = []
        for known, segments in history.states:
            row = []
            for segment in segments:
                if segment.fields not in versions:
                    versions.append(segment.fields)
                row.append([segment.start, segment.stop, versions.index(segment.fields), segment.suspended])
            states.append([known, row])
        provisions[name] = {"versions": versions, "states": states}
    return {
        "instruments": [
            {
                "id": one.id,
                "title": one.title,
                "kind": one.kind,
                "citation": one.citation,
                "signed": one.signed,
                "published": one.published,
                "known": one.known,
                "sources": list(one.sources),
                "grade": one.grade,
                "confidence": one.confidence,
                "checked": one.checked,
                "note": one.note,
                "file": one.file,
            }
            for one in ordered
        ],
        "provisions": provisions,
        "orders": {name: [fields, known, fixed] for name, (fields, known, fixed) in sorted(replayed.orders.items())},
        "readings": sorted((reading for one in ordered for reading in one.readings), key=lambda r: str(r["id"])),
        "voids": [void for one in ordered for void in one.voids],
        "authorises": [power for one in ordered for power in one.authorises],
        "statements": {key: [said for one in ordered for said in one.statements.get(key, ())] for key in STATEMENTS},
        "groups": [list(m[1:]) for m in replayed.members if m.kind == "group"],
    }


def _write(path: Path, content: bytes) -> None:
    temporary = path.with_name(f"{path.name}.{os.getpid()}.part")
    temporary.write_bytes(content)
    os.replace(temporary, path)


def _write_members(path: Path, replayed: Replayed, digest: str) -> None:
    temporary = path.with_name(f"{path.name}.{os.getpid()}.part")
    temporary.unlink(missing_ok=True)
    base = sqlite3.connect(temporary)
    base.executescript(
        "PRAGMA page_size=4096;"
        "CREATE TABLE meta(digest TEXT);"
        "CREATE TABLE sets(id INTEGER PRIMARY KEY, name TEXT);"
        "CREATE TABLE members(code TEXT, set_id INTEGER, sign INTEGER, start TEXT, stop TEXT, known TEXT, until TEXT);"
    )
    base.execute("INSERT INTO meta VALUES(?)", (digest,))
    rows = sorted(m for m in replayed.members if m.kind == "set")
    names = {name: number for number, name in enumerate(sorted({m.name for m in rows}))}
    base.executemany("INSERT INTO sets VALUES(?,?)", [(number, name) for name, number in names.items()])
    base.executemany(
        "INSERT INTO members VALUES(?,?,?,?,?,?,?)",
        sorted(
            (
                m.code,
                names[m.name],
                1 if m.sign == "+" else -1,
                m.start,
                m.stop if m.stop != END else "~",
                m.known,
                m.until if m.until != END else "~",
            )
            for m in rows
        ),
    )
    base.execute("CREATE INDEX members_by_code ON members(code)")
    base.commit()
    base.execute("VACUUM")
    base.close()
    os.replace(temporary, path)
