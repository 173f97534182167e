"""Law packages made from the book that answers, and taken in place of it: compiled here, held against what they promise, and put in force in one step."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kanzei.duty.own import lists_of
from kanzei.errors import LawError, UsageError
from kanzei.law.compiled import ELSEWHERE, NO_INSTRUMENTS, SEMANTICS, SHIPPED
from kanzei.law.package import Manifest, Package, build_package
from kanzei.law.taken import Taken, book_folder, in_force, install, put_in_force, release_stamp

if TYPE_CHECKING:
    from kanzei.law.instrument import Instrument

__all__ = ["Packed", "Standing", "Took", "make_package", "standing", "take_package"]


class Standing(NamedTuple):
    """The law in force, without the user's own files. law : its digest; as_of, official_to : ISO days."""

    law: str
    as_of: str
    official_to: str


class Packed(NamedTuple):
    """A package made: its bytes and what it says of itself."""

    data: bytes
    manifest: Manifest


class Took(NamedTuple):
    """What taking a package does: ids of instruments against the law that was in force. examples : worked examples that were run."""

    adds: tuple[str, ...]
    edits: tuple[str, ...]
    drops: tuple[str, ...]
    examples: int


class _Held(NamedTuple):
    """An instrument file in a folder. digest : over its bytes and those of its code lists."""

    path: Path
    instrument: Instrument
    digest: str


def standing() -> Standing:
    """The law in force; of a package what it made when it was taken, so that this answers even where its files are gone.

    Raises
    ------
    LawError   What says which law is in force cannot be read.
    """
    taken = in_force()
    if taken is not None:
        return Standing(taken.law, taken.as_of, taken.official_to)
    from kanzei.duty.edited import base_folder

    content = json.loads(((base_folder() or SHIPPED) / "law.json").read_bytes())
    return Standing(content["digest"], *_days(content))


def _days(content: dict[str, Any]) -> tuple[str, str]:
    """(as_of, official_to) of a compiled book."""
    from kanzei.duty.book import LawBook

    book = LawBook(content, "")
    return book.as_of.isoformat(), book.official_to.isoformat()


def make_package(paths: list[Path], made_by: str) -> Packed:
    """A package of the whole book that answers, the user's own files in it; or of the files named alone, to be laid on the book in force.

    Parameters
    ----------
    made_by : the program and its release.

    Raises
    ------
    LawError   A file cannot be used, alone or together with the book.
    """
    import tempfile

    from kanzei.duty.edited import own_files

    folder = book_folder()
    added = _loose(paths or own_files())
    whole = _laid(folder, added)
    with tempfile.TemporaryDirectory(prefix="kanzei-law-") as name:
        _write(Path(name, "lawbook"), whole)
        content, _ = _compile(Path(name, "lawbook"), Path(name, "compiled"), "")
    as_of, official_to = _days(content)
    replaces = standing().law if paths else json.loads((SHIPPED / "law.json").read_bytes())["digest"]
    kind = "additions" if paths else "whole"
    count = len(content["instruments"])
    manifest = Manifest(kind, SEMANTICS, made_by, content["digest"], replaces, as_of, official_to, count)
    return Packed(build_package(manifest, added if paths else whole), manifest)


def take_package(package: Package, checked: str, *, force: bool = False, only_look: bool = False) -> Took:
    """Compile a package beside the law in force, hold it against its manifest, run its examples, and put it in force.

    Parameters
    ----------
    checked : how the package was checked, in words, kept with it. force : also one whose newest day is earlier than that of the law in force.
    only_look : do all of it and put nothing in force.

    Raises
    ------
    UsageError   It is in force already, is older than the law in force, or was made for another book or program.
    LawError     Its instruments cannot be used, do not make what it promises, or the user's own files do not fit on them.
    """
    manifest, now = package.manifest, standing()
    taken = in_force()
    whole = taken is not None and taken.lawbook.is_dir() and (taken.compiled / "law.sqlite").is_file()
    if taken is not None and taken.sha256 == package.sha256 and whole and not only_look:
        raise UsageError(f"this law package is in force already, as of {taken.as_of}")
    if manifest.semantics != SEMANTICS:
        raise UsageError(
            f"the package is of law with meaning {manifest.semantics}, and this release reads {SEMANTICS}: it needs {manifest.made_by} or a release near it"
        )
    if manifest.kind == "additions" and manifest.replaces != now.law:
        raise UsageError(
            f"the package is to be laid on the law {manifest.replaces[:12]}, and {now.law[:12]} is in force: take that law first, or a whole package"
        )
    if manifest.as_of < now.as_of and not force:
        raise UsageError(
            f"the package knows the law to {manifest.as_of}, and the law in force to {now.as_of}: say --force to go back to older law"
        )
    before = _read(book_folder()) if taken is None or taken.lawbook.is_dir() else {}
    members = package.members if manifest.kind == "whole" else _laid(book_folder(), package.members)
    found: list[Took] = []

    def compile_into(lawbook: Path, compiled: Path) -> None:
        try:
            content, held = _compile(lawbook, compiled, package.sha256)
        except LawError as error:
            raise LawError(str(error).replace(f"{lawbook}/", "")) from None
        _promised(manifest, content)
        _own_fits([one.instrument for one in held.values()])
        adds = tuple(sorted(held.keys() - before.keys()))
        edits = tuple(sorted(name for name in held.keys() & before.keys() if held[name].digest != before[name].digest))
        count = _examples(content, compiled, [held[name].instrument for name in (*adds, *edits)])
        found.append(Took(adds, edits, tuple(sorted(before.keys() - held.keys())), count))
        if only_look:
            raise _Looked

    name = package.sha256[:16]
    try:
        install(name, members.items(), compile_into)
    except _Looked:
        return found[0]
    put_in_force(
        Taken(name, package.sha256, manifest.makes, manifest.as_of, manifest.official_to, checked, release_stamp())
    )
    return found[0]


class _Looked(Exception):  # noqa: N818  (no error: the end of a look)
    """Everything was looked at and nothing is to be kept."""


def _read(folder: Path) -> dict[str, _Held]:
    """Every instrument of a folder by its id, in the order of the names.

    Raises
    ------
    LawError   One or more files cannot be used.
    """
    from kanzei.law.schema import read_instrument

    out: dict[str, _Held] = {}
    errors: list[str] = []
    for path in sorted(folder.rglob("*.yaml")):
        parts = path.relative_to(folder).parts
        if path.name in NO_INSTRUMENTS or parts[0] in ELSEWHERE:
            continue
        instrument, wrong = read_instrument(path)
        errors += wrong
        if instrument is None or wrong:
            continue
        if instrument.id in out:
            errors.append(f"{path}: has the id {instrument.id} of {out[instrument.id].path}")
        digest = hashlib.sha256(b"\0".join(one.read_bytes() for one in (path, *lists_of(path))))
        out[instrument.id] = _Held(path, instrument, digest.hexdigest())
    if errors or not out:
        raise LawError("\n".join(errors) or f"{folder}: no instrument file there")
    return out


def _compile(lawbook: Path, compiled: Path, package: str) -> tuple[dict[str, Any], dict[str, _Held]]:
    """Check and compile a folder of instruments; what was compiled, and the instruments."""
    from kanzei.law.check import undefined_names
    from kanzei.law.compiled import compile_book, read_pending
    from kanzei.law.conflicts import find_conflicts
    from kanzei.law.replay import replay

    if not (lawbook / "pending.yaml").is_file():
        raise LawError("pending.yaml is missing: a whole book says to which day it was looked after")
    held = _read(lawbook)
    instruments = [one.instrument for one in held.values()]
    wrong = undefined_names(instruments) + find_conflicts(replay(instruments))
    if wrong:
        raise LawError("\n".join(wrong))
    compile_book(instruments, read_pending(lawbook), compiled, lawbook=lawbook, package=package)
    return json.loads((compiled / "law.json").read_bytes()), held


def _loose(paths: list[Path]) -> dict[str, bytes]:
    """Members for files that stand outside a book, each with its code lists in a folder of its own."""
    from kanzei.law.overlay import read_files

    laid, errors = read_files(paths)
    if errors:
        raise LawError("\n".join(errors))
    out: dict[str, bytes] = {}
    for path, one in zip(paths, laid, strict=True):
        name = one.id.replace("/", "-")
        out[f"added/{name}/{name}.yaml"] = path.read_bytes()
        for listed in lists_of(path):
            out[f"added/{name}/{listed.relative_to(path.parent).as_posix()}"] = listed.read_bytes()
    return out


def _laid(folder: Path, added: Mapping[str, bytes]) -> dict[str, bytes]:
    """The members of a book with others on top: a file whose id is among them gives way, with its code lists."""
    from kanzei.law.schema import read_instrument

    out = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".yaml", ".codes") and path.relative_to(folder).parts[0] not in ELSEWHERE
    }
    texts = {name: data.decode("utf-8", "replace") for name, data in added.items() if name.endswith(".yaml")}
    new = {_id_of(folder / name, text) for name, text in texts.items()} - {""}
    if new:
        for path in sorted(folder.rglob("*.yaml")):
            name = path.relative_to(folder).as_posix()
            if name not in out or path.name in NO_INSTRUMENTS:
                continue
            instrument, _ = read_instrument(path)
            if instrument is not None and instrument.id in new:
                for listed in lists_of(path):
                    out.pop(listed.relative_to(folder).as_posix(), None)
                del out[name]
    return {**out, **added}


def _id_of(path: Path, text: str) -> str:
    """The id that a file states, whether or not the rest of it can be used."""
    from kanzei.law.marked import read_yaml

    root, _ = read_yaml(text, str(path))
    found = root.value.get("id") if root is not None and isinstance(root.value, dict) else None
    return found.value if found is not None and isinstance(found.value, str) else ""


def _write(folder: Path, members: Mapping[str, bytes]) -> None:
    for name, data in members.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _promised(manifest: Manifest, content: dict[str, Any]) -> None:
    made = (content["digest"], *_days(content), len(content["instruments"]))
    said = (manifest.makes, manifest.as_of, manifest.official_to, manifest.instruments)
    words = ("law digest", "newest day", "last day of official text", "number of instruments")
    for what, one, other in zip(words, made, said, strict=True):
        if one != other:
            raise LawError(
                f"the package makes another law than it says: {what} {one}, promised {other} (made by {manifest.made_by})"
            )


def _own_fits(instruments: list[Instrument]) -> None:
    from kanzei.duty.edited import own_files, own_folder
    from kanzei.law.overlay import lay_on, mistakes_together, read_files

    laid, wrong = read_files(own_files())
    if laid and not wrong:
        wrong = mistakes_together(lay_on(instruments, laid))[0]
    if wrong:
        told = "\n".join(wrong)
        raise LawError(
            f"{told}\nthe files above stand in your own law book ({own_folder()}) and do not fit on the package: take them out first with --remove ID"
        )


def _examples(content: dict[str, Any], compiled: Path, instruments: list[Instrument]) -> int:
    """Run the worked examples of instruments that are new or changed; their number."""
    from kanzei.duty.book import LawBook
    from kanzei.duty.examples import run_examples

    outcomes = run_examples(LawBook(content, compiled / "law.sqlite"), instruments)
    failed = [one for one in outcomes if one.wrong]
    if failed:
        raise LawError(
            "\n".join(
                f"{one.instrument}: the example {one.example.name!r} fails: {one.wrong[0].what} {one.wrong[0].actual}, expected {one.wrong[0].expected}"
                for one in failed
            )
        )
    return len(outcomes)
