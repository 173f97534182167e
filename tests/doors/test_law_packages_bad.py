"""Files that are no law packages, or are more than one: refused in words, before anything of them is used."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import struct
import subprocess
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.doors.law_packages import LIST2, kanzei, packed, rewritten, small_book

from kanzei.errors import LawError, UsageError
from kanzei.law.package import MANIFEST, MOST_BYTES, Manifest, build_package, package_bytes, read_package, sha256
from kanzei.law.signature import check_signature

Bad = Callable[[bytes], bytes]
MADE = Manifest("whole", 1, "kanzei 0", "a" * 64, "0" * 64, "2026-10-12", "2026-06-08", 1)


@cache
def good() -> bytes:
    return build_package(MADE, small_book(LIST2))


def plain(new: zipfile.ZipFile, name: str, data: bytes) -> None:
    new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)


def with_member(name: str, data: bytes = b"x", mode: int = 0o100644, kind: int = zipfile.ZIP_STORED) -> Bad:
    def made(old: bytes) -> bytes:
        def change(new: zipfile.ZipFile, member: str, text: bytes) -> None:
            plain(new, member, text)
            if member == MANIFEST:
                info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                info.external_attr, info.compress_type = mode << 16, kind
                new.writestr(info, data)

        return rewritten(old, change)

    return made


def manifest(change: Callable[[dict[str, object]], object]) -> Bad:
    """The manifest with something else in it."""

    def made(old: bytes) -> bytes:
        def write(new: zipfile.ZipFile, member: str, text: bytes) -> None:
            if member == MANIFEST:
                value = json.loads(text)
                other = change(value)
                text = other if isinstance(other, bytes) else json.dumps(value).encode()
            plain(new, member, text)

        return rewritten(old, write)

    return made


def without(name: str) -> Bad:
    def write(new: zipfile.ZipFile, member: str, text: bytes) -> None:
        if member != name:
            plain(new, member, text)

    return lambda old: rewritten(old, write)


def other_bytes(old: bytes) -> bytes:
    def write(new: zipfile.ZipFile, member: str, text: bytes) -> None:
        plain(new, member, text.replace(b"25%", b"24%"))

    return rewritten(old, write)


def compressed(old: bytes) -> bytes:
    """A bomb would be: a thousand times larger inside."""
    return with_member("us/2026/big.yaml", b"0" * 5_000_000, kind=zipfile.ZIP_DEFLATED)(old)


def overlapping(old: bytes) -> bytes:
    """Every entry of the directory points at the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for number in range(40):
            new.writestr(zipfile.ZipInfo(f"us/2026/{number:02}.yaml", (1980, 1, 1, 0, 0, 0)), b"x" * 4000)
    data = out.getvalue()
    start = data.index(b"PK\x01\x02")
    head, rest = data[: data.index(b"PK\x03\x04", 4)], data[start:]
    rest = re.sub(rb"(PK\x01\x02.{38}).{4}", lambda found: found[1] + struct.pack("<L", 0), rest, flags=re.S)
    end = rest.rindex(b"PK\x05\x06")
    return head + rest[: end + 16] + struct.pack("<L", len(head)) + rest[end + 20 :]


def encrypted(old: bytes) -> bytes:
    """The bit that says so, in the directory."""
    place = old.index(b"PK\x01\x02") + 8
    return old[:place] + b"\x01" + old[place + 1 :]


def twice(old: bytes) -> bytes:
    with pytest.warns(UserWarning, match="Duplicate name"):
        return with_member(LIST2)(old)


def many(old: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for number in range(4_100):
            new.writestr(f"us/2026/{number}.yaml", b"")
    return out.getvalue()


BAD: dict[str, tuple[Bad, str]] = {
    "empty": (lambda old: b"", "is no law package: `kanzei law pack` makes them"),
    "text": (lambda old: b"id: us/order\n", "is no law package: `kanzei law pack` makes them"),
    "tar": (lambda old: b"\x1f\x8b\x08" + old, "is no law package"),
    "half of it": (lambda old: old[: len(old) // 2], "is no law package: File is not a zip file"),
    "bytes before": (lambda old: b"#!/bin/sh\n" + old, "is no law package"),
    "bytes after": (lambda old: old + b"x", "more than its members"),
    "a comment": (lambda old: old[:-2] + b"\x02\x00hi", "more than its members"),
    "other times": (lambda old: rewritten(old, lambda new, name, text: new.writestr(name, text)), "has another form"),
    "no manifest": (without(MANIFEST), "has no manifest.json"),
    "manifest no JSON": (manifest(lambda value: b"{"), "manifest.json cannot be read"),
    "manifest a list": (manifest(lambda value: b"[]"), "the format is None"),
    "manifest deep": (manifest(lambda value: b"[" * 100_000), "manifest.json cannot be read"),
    "manifest key twice": (manifest(lambda value: b'{"format": 1, "format": 1}'), "has a key twice"),
    "another format": (
        manifest(lambda value: value.update(format="kanzei law package 2")),
        "this release reads 'kanzei law package 1'",
    ),
    "unknown key": (manifest(lambda value: value.update(run="rm")), "unknown key 'run'"),
    "missing key": (manifest(lambda value: value.pop("makes")), "missing key 'makes'"),
    "a kind of its own": (manifest(lambda value: value.update(kind="patch")), "'kind' has no value of its kind"),
    "a short digest": (manifest(lambda value: value.update(makes="ab")), "'makes' has no value of its kind"),
    "a number as text": (manifest(lambda value: value.update(semantics="1")), "'semantics' has no value of its kind"),
    "escapes for a name": (
        manifest(lambda value: value.update(made_by="\x1b[2J")),
        "'made_by' has no value of its kind",
    ),
    "members no list": (manifest(lambda value: value.update(members={})), "'members' has no value of its kind"),
    "not in the manifest": (with_member("us/2026/more.yaml"), "'us/2026/more.yaml': is not in the manifest"),
    "a member missing": (without(LIST2), f"'{LIST2}': is missing"),
    "another rate": (other_bytes, "is not what the manifest says"),
    "up and out": (with_member("../../evil.yaml"), "leads out of the package's folder"),
    "from the root": (with_member("/etc/evil.yaml"), "leads out of the package's folder"),
    "backslashes": (with_member("..\\evil.yaml"), "leads out of the package's folder"),
    "a drive": (with_member("c:evil.yaml"), "leads out of the package's folder"),
    "a program": (with_member("us/run.py"), "is no name of an instrument file"),
    "hidden": (with_member(".git/config.yaml"), "is no name of an instrument file"),
    "a device": (with_member("us/nul.yaml"), "is no name of an instrument file"),
    "a line in a name": (with_member("us/a\nb.yaml"), "is no name of an instrument file"),
    "letters that look alike": (with_member("us/\u0430.yaml"), "is no name of an instrument file"),
    "a long name": (with_member("us/" + "a" * 300 + ".yaml"), "is no name of an instrument file"),
    "a link": (with_member("us/link.yaml", b"/etc/passwd", 0o120777), "is a link"),
    "a folder": (with_member("us/", b"", 0o040755), "is no regular file"),
    "a pipe": (with_member("us/pipe.yaml", b"", 0o010644), "is no regular file"),
    "compressed": (compressed, "is compressed: members of a package are stored as they are"),
    "overlapping": (overlapping, "larger together than the file: they overlap"),
    "encrypted": (encrypted, "is encrypted"),
    "twice": (twice, "stands twice in the archive"),
    "many": (many, "has 4,100 members"),
    "large": (with_member("us/large.yaml", b"0" * (9 << 20)), "is larger than 8 MiB"),
}


@pytest.mark.parametrize(("bad", "told"), BAD.values(), ids=BAD)
def test_a_bad_package_is_refused_in_words(bad: Bad, told: str) -> None:
    data = bad(good())
    with pytest.raises(LawError) as caught:
        read_package(data, "x.kanzei-law")

    assert told in str(caught.value)
    assert str(caught.value).startswith("x.kanzei-law: ")
    assert str(caught.value).isprintable()


def test_the_good_one_is_read_and_has_one_form() -> None:
    """The bytes are pinned: another release or another Python makes the same."""
    found = read_package(good())

    assert (MADE, small_book(LIST2)) == (found.manifest, found.members)
    assert "5e8899aa63107f7c0d9297542961d5ffc99e6f9080f180209bbeb48f1f9a1ec5" == sha256(
        build_package(MADE, {"pending.yaml": b"a: 1\n"})
    )


@given(st.data())
def test_any_other_byte_is_noticed(data: st.DataObject) -> None:
    """Whichever byte of a package is another, it is refused."""
    content = bytearray(good())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))

    with pytest.raises(LawError):
        read_package(bytes(content))


@settings(max_examples=25)
@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{1,8}/[a-z0-9]{1,8}\.(yaml|codes)", fullmatch=True), st.binary(max_size=200), min_size=1
    )
)
def test_what_is_packed_is_what_is_read(members: dict[str, bytes]) -> None:
    members = {name: text for name, text in members.items() if not re.search(r"/(con|prn|aux|nul|com\d|lpt\d)\.", name)}
    if members:
        assert members == read_package(build_package(MADE, members)).members


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "large").touch()
    os.truncate(tmp_path / "large", MOST_BYTES + 1)
    for path, told in (
        (tmp_path / "none", "there is no such file"),
        (tmp_path, "is no regular file"),
        (tmp_path / "large", "is larger than"),
    ):
        with pytest.raises(UsageError, match=told):
            package_bytes(path)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A folder with a package, the keys of a maker and of another, and the maker's among the trusted."""
    if shutil.which("ssh-keygen") is None:
        pytest.skip("ssh-keygen is not installed: apt-get install openssh-client")
    for name in ("maker", "other"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", tmp_path / name], check=True)
    (tmp_path / "signers").write_text(f"maker@example.org {(tmp_path / 'maker.pub').read_text()}", encoding="utf-8")
    (tmp_path / "book.kanzei-law").write_bytes(good())
    return tmp_path


def signed(folder: Path, key: str, purpose: str = "kanzei-law") -> Path:
    path = folder / "book.kanzei-law"
    Path(f"{path}.sig").unlink(missing_ok=True)
    subprocess.run(
        ["ssh-keygen", "-q", "-Y", "sign", "-f", folder / key, "-n", purpose, path], check=True, capture_output=True
    )
    return Path(f"{path}.sig")


def test_a_signature_of_a_trusted_key_holds_and_no_other(keys: Path) -> None:
    signers = keys / "signers"

    def refused(data: bytes, signature: Path, told: str) -> None:
        with pytest.raises(UsageError, match=told):
            check_signature(data, signature, signers, "book")

    assert "maker@example.org" == check_signature(good(), signed(keys, "maker"), signers, "book")
    refused(good() + b"x", keys / "book.kanzei-law.sig", "is no signature of this file by maker@example.org")
    refused(good(), signed(keys, "maker", "file"), "is no signature of this file by maker@example.org")
    refused(good(), signed(keys, "other"), "no key of .*signers made")
    refused(good(), keys / "maker.pub", "no key of .*signers made")
    refused(good(), keys / "none.sig", r"none\.sig: there is no such file")
    signers.write_text(
        f'maker@example.org valid-before="20200101" {(keys / "maker.pub").read_text()}', encoding="utf-8"
    )
    refused(good(), signed(keys, "maker"), "no key of .*signers made|is no signature")
    signers.unlink()
    refused(good(), signed(keys, "maker"), "there is no file of trusted signers")


def test_without_openssh_that_is_said(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(keys))
    with pytest.raises(UsageError, match="ssh-keygen, which is not installed: install it, or give --sha256"):
        check_signature(good(), keys / "x.sig", keys / "signers", "book")


def test_the_command_takes_nothing_that_nobody_vouched_for(keys: Path) -> None:
    """As processes: neither digest nor signature, another digest, an untrusted key; then a trusted one, found beside the file."""
    path = keys / "book.kanzei-law"
    path.write_bytes(packed(small_book(LIST2)))
    (keys / "config" / "kanzei").mkdir(parents=True)
    (keys / "signers").rename(keys / "config" / "kanzei" / "allowed_signers")
    refused = [
        kanzei(keys, "law", "update", str(path), *words)
        for words in ((), ("--sha256", "0" * 64), ("--sha256", "abc"), ("--back",), ("--signature", "none.sig"))
    ]
    signed(keys, "other")
    refused.append(kanzei(keys, "law", "update", str(path)))
    there = (keys / "data" / "kanzei" / "law").exists()
    signed(keys, "maker")
    took = kanzei(keys, "law", "update", str(path))
    told = (
        "say what it must be",
        "does not have the digest given",
        "is no SHA-256",
        "one thing at a time",
        "none.sig: there is no",
        "no key of",
    )

    assert [(2, "")] * 6 == [(ran.returncode, ran.stdout) for ran in refused]
    assert [True] * 6 == [word in ran.stderr for word, ran in zip(told, refused, strict=True)]
    assert not there
    assert (0, True) == (took.returncode, "checked by the signature of maker@example.org" in took.stdout)
