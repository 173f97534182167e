"""A law package: instrument files and their code lists in one file, with a manifest of what they are and what they make.

It is a ZIP archive with a single permitted form: members stored and not compressed, in the order of their names after the manifest, with fixed times. So the
same law makes the same bytes everywhere, nothing can be larger inside than outside, and whatever else an archive could carry is found by building it anew
and comparing. The compiled book is not in it: it follows from the instruments, and whoever takes the package compiles them and compares the digest.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from kanzei.errors import LawError, UsageError

__all__ = ["FORMAT", "MANIFEST", "Manifest", "Package", "build_package", "package_bytes", "read_package", "sha256"]

FORMAT = "kanzei law package 1"
MANIFEST = "manifest.json"
KINDS = ("whole", "additions")

MOST_BYTES = 64 << 20
MOST_MEMBERS = 4_000
MOST_OF_ONE = 8 << 20
_LONGEST_NAME = 200
_EPOCH = (1980, 1, 1, 0, 0, 0)
_REGULAR = 0o100644
_NAME = re.compile(r"(?:[a-z0-9][a-z0-9_-]*/){0,5}[A-Za-z0-9][A-Za-z0-9._-]*\.(?:yaml|codes)")
_DEVICES = re.compile(r"(?:^|/)(?:con|prn|aux|nul|com\d|lpt\d)[./]", re.I)
_HEX = re.compile(r"[0-9a-f]{64}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Manifest(NamedTuple):
    """What a package says of itself.

    Attributes
    ----------
    kind : ``whole``, every instrument of a book; or ``additions``, files on top of the book ``replaces``.
    semantics : the meaning of compiled law; a program of another refuses the package. made_by : release that made it.
    makes : law digest, 64 hex digits; replaces : that of the book it was made against.
    as_of, official_to : newest day of the book made, and the last that rests on official text; ISO days.
    instruments : how many the book made has.
    """

    kind: str
    semantics: int
    made_by: str
    makes: str
    replaces: str
    as_of: str
    official_to: str
    instruments: int


class Package(NamedTuple):
    """A package that was read: its manifest, its members by name, and the SHA-256 of the whole file."""

    manifest: Manifest
    members: dict[str, bytes]
    sha256: str


def sha256(data: bytes) -> str:
    """64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def build_package(manifest: Manifest, members: Mapping[str, bytes]) -> bytes:
    """The bytes of a package; the same members and facts always give the same.

    Raises
    ------
    LawError   A member's name or size is not permitted, or there are too many.
    """
    wrong = [f"{name}: {why}" for name, data in members.items() if (why := _unfit(name, len(data)))]
    if len(members) > MOST_MEMBERS:
        wrong.append(f"{len(members):,} files: a package holds {MOST_MEMBERS:,} at most")
    if wrong or not members:
        raise LawError("\n".join(wrong) or "a package holds one file at least")
    listed = [
        {"name": name, "bytes": len(data), "sha256": sha256(data)}
        for name, data in sorted(members.items(), key=lambda one: one[0].encode())
    ]
    value = {"format": FORMAT, **manifest._asdict(), "members": listed}
    text = json.dumps(value, indent=1, ensure_ascii=True) + "\n"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=False) as archive:
        for name, data in [
            (MANIFEST, text.encode("ascii")),
            *((str(one["name"]), members[str(one["name"])]) for one in listed),
        ]:
            info = zipfile.ZipInfo(name, _EPOCH)
            info.create_system, info.external_attr = 3, _REGULAR << 16
            archive.writestr(info, data)
    return out.getvalue()


def package_bytes(path: Path) -> bytes:
    """The bytes of a package's file, which is looked at once.

    Raises
    ------
    UsageError   It is no regular file, cannot be read, or is too large.
    """
    if not path.is_file():
        raise UsageError(f"{path}: there is no such file" if not path.exists() else f"{path} is no regular file")
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from None
    if len(data) > MOST_BYTES:
        raise UsageError(f"{path} is larger than a law package may be ({MOST_BYTES >> 20} MiB)")
    return data


def read_package(data: bytes, name: str = "the package") -> Package:
    """Read a package and hold it against its own manifest; nothing is written anywhere.

    Parameters
    ----------
    name : of the file, for messages.

    Raises
    ------
    LawError   It is no package, is damaged, or holds what a package may not.
    """
    try:
        members = _members(data)
    except LawError as error:
        raise LawError(f"{name}: {error}") from None
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        OverflowError,
        ValueError,
        NotImplementedError,
        OSError,
        RuntimeError,
    ) as error:
        raise LawError(f"{name}: is no law package: {error}") from None
    try:
        manifest, listed = _manifest(members.pop(MANIFEST, None))
        _compare(listed, members)
        if build_package(manifest, members) != data:
            raise LawError(
                "the archive carries more than its members, or has another form: it was not made by `kanzei law pack`"
            )
    except LawError as error:
        raise LawError(f"{name}: {error}") from None
    return Package(manifest, members, sha256(data))


def _members(data: bytes) -> dict[str, bytes]:
    if data[:4] != b"PK\x03\x04":
        raise LawError("is no law package: `kanzei law pack` makes them")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = archive.infolist()
        if len(infos) > MOST_MEMBERS + 1:
            raise LawError(f"has {len(infos):,} members: a package holds {MOST_MEMBERS:,} at most")
        out: dict[str, bytes] = {}
        for info in infos:
            why = _unfit_member(info)
            if why:
                raise LawError(f"{info.filename!r}: {why}")
            if info.filename in out:
                raise LawError(f"{info.filename!r}: stands twice in the archive")
            out[info.filename] = b""
        if sum(info.file_size for info in infos) > len(data):
            raise LawError("its members are larger together than the file: they overlap")
        for info in infos:
            out[info.filename] = archive.read(info)
    return out


def _unfit_member(info: zipfile.ZipInfo) -> str:
    kind = (info.external_attr >> 16) & 0o170000
    if info.flag_bits & 1:
        return "is encrypted"
    if kind == 0o120000:
        return "is a link"
    if info.is_dir() or kind not in (0, 0o100000):
        return "is no regular file"
    if info.compress_type != zipfile.ZIP_STORED or info.compress_size != info.file_size:
        return "is compressed: members of a package are stored as they are"
    if info.filename == MANIFEST:
        return "" if info.file_size <= MOST_OF_ONE else "is too large"
    return _unfit(info.filename, info.file_size)


def _unfit(name: str, size: int) -> str:
    if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name:
        return "leads out of the package's folder"
    if len(name) > _LONGEST_NAME or not _NAME.fullmatch(name) or _DEVICES.search(name):
        return "is no name of an instrument file (.yaml) or code list (.codes)"
    return f"is larger than {MOST_OF_ONE >> 20} MiB" if size > MOST_OF_ONE else ""


def _compare(listed: dict[str, tuple[int, str]], members: dict[str, bytes]) -> None:
    for what, names in (
        ("is not in the manifest", members.keys() - listed.keys()),
        ("is missing", listed.keys() - members.keys()),
    ):
        if names:
            raise LawError(f"{min(names)!r}: {what}")
    for name, data in members.items():
        if (len(data), sha256(data)) != listed[name]:
            raise LawError(
                f"{name!r}: is not what the manifest says (its digest is another): the package is damaged or was changed"
            )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) != len(pairs):
        raise LawError(f"{MANIFEST} has a key twice")
    return out


def _manifest(text: bytes | None) -> tuple[Manifest, dict[str, tuple[int, str]]]:
    if text is None:
        raise LawError(f"has no {MANIFEST}: it was not made by `kanzei law pack`")
    try:
        value = json.loads(text.decode("ascii"), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise LawError(f"{MANIFEST} cannot be read: {error}") from None
    form = value.get("format") if isinstance(value, dict) else None
    if form != FORMAT:
        raise LawError(f"{MANIFEST}: the format is {form!r}, and this release reads {FORMAT!r}")
    wanted = {"format", *Manifest._fields, "members"}
    for word, names in (("unknown key", value.keys() - wanted), ("missing key", wanted - value.keys())):
        if names:
            raise LawError(f"{MANIFEST}: {word} {min(names)!r}")
    good = {
        "kind": value["kind"] in KINDS,
        "semantics": type(value["semantics"]) is int,
        "made_by": _words(value["made_by"], re.compile(r"[ -~]{1,60}")),
        **{key: _words(value[key], _HEX) for key in ("makes", "replaces")},
        **{key: _words(value[key], _DAY) for key in ("as_of", "official_to")},
        "instruments": type(value["instruments"]) is int,
        "members": isinstance(value["members"], list) and all(map(_is_member, value["members"])),
    }
    wrong = [key for key, fits in good.items() if not fits]
    if wrong:
        raise LawError(f"{MANIFEST}: {wrong[0]!r} has no value of its kind")
    listed = {one["name"]: (one["bytes"], one["sha256"]) for one in value["members"]}
    if len(listed) != len(value["members"]):
        raise LawError(f"{MANIFEST}: a member is listed twice")
    return Manifest(**{key: value[key] for key in Manifest._fields}), listed


def _words(value: Any, form: re.Pattern[str]) -> bool:
    return isinstance(value, str) and form.fullmatch(value) is not None


def _is_member(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == {"name", "bytes", "sha256"}
        and isinstance(value["name"], str)
        and type(value["bytes"]) is int
        and _words(value["sha256"], _HEX)
    )
