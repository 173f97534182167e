"""``kanzei law update``: another law book in place of the one in force, or instrument files on top of it; and back again."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kanzei.cli.law.book import existing
from kanzei.cli.options import add_json, say
from kanzei.cli.parser import Parts
from kanzei.errors import KanzeiError, UsageError

__all__ = ["add"]

FILES = (".yaml", ".yml")
_PATIENCE_S = 20.0


def add(parts: Parts) -> None:
    """Options of the part."""
    made = parts.add_parser(
        "update",
        help="take a law package, or put instrument files into your own law book; and back",
        example=("law update examples/order.yaml", "law update"),
        description="Change the law that answers, for good. A law package (`kanzei law pack`) takes the place of the book in force: its digest or signature is "
        "checked first, it is compiled here, must make the law it promises, and its worked examples must agree; --back takes up the former law again. "
        "Instrument files (.yaml) are put into your own law book, on top of the law in force; --remove ID takes one out. Without FILE: what is in force, with "
        "its digest. Nothing is fetched, and nothing shipped is changed.",
    )
    made.add_argument(
        "file",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="a law package, or instrument files (with their code lists beside them)",
    )
    package = made.add_argument_group("a law package")
    package.add_argument("--sha256", metavar="HEX", help="the digest the package must have, as its maker published it")
    package.add_argument(
        "--signature",
        type=Path,
        metavar="FILE",
        help="an OpenSSH signature of the package (default: FILE.sig, where it stands beside it)",
    )
    package.add_argument(
        "--signers",
        type=Path,
        metavar="FILE",
        help="trusted keys, an allowed signers file (default: ~/.config/kanzei/allowed_signers)",
    )
    package.add_argument(
        "--check", action="store_true", help="do all that taking the package does and put nothing in force"
    )
    package.add_argument("--back", action="store_true", help="take up the law that was in force before")
    package.add_argument("--shipped", action="store_true", help="take up the law that came with this release")
    made.add_argument(
        "--remove",
        action="append",
        default=[],
        metavar="ID",
        help="take an instrument out of your own law book (repeatable)",
    )
    made.add_argument(
        "--force", action="store_true", help="replace your own file of the same id; take a package of older law"
    )
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Carry the part out; the exit code."""
    wishes = [bool(options.file), bool(options.remove), options.back, options.shipped]
    if sum(wishes) > 1:
        raise UsageError("one thing at a time: FILE, --remove, --back or --shipped")
    packages = [path for path in options.file if path.suffix.lower() not in FILES]
    if packages and len(options.file) > 1:
        raise UsageError(f"{packages[0]} is no .yaml file, so a law package: take it by itself")
    if not packages and (options.sha256 or options.signature or options.signers or options.check):
        raise UsageError(
            "--sha256, --signature, --signers and --check go with a law package; instrument files are checked by `kanzei law check`"
        )
    existing(options.file)
    from kanzei.render.law_package import in_force_text

    if any(wishes):
        with _alone():
            done = _package(packages[0], options) if packages else _change(options)
    else:
        done = []
    value = _found(done)
    if options.file and not packages and not options.json:
        sys.stderr.write("every answer now rests on these files and says so; take them out with --remove ID\n")
    return say(options, value, in_force_text(value))


def _change(options: Namespace) -> list[str]:
    """Everything that is done without a package; what was done, in words."""
    from kanzei.duty.own import put_in, take_out
    from kanzei.law.taken import in_force, put_in_force, step_back

    if options.remove:
        return take_out(options.remove)
    if options.file:
        return put_in(options.file, replace=options.force)
    if options.back:
        now = step_back()
        return [
            "back to "
            + (f"the law package {now.name}, as of {now.as_of}" if now else "the law that came with this release")
        ]
    if in_force() is None:
        raise UsageError("the law that came with this release is in force already")
    put_in_force(None)
    return ["the law that came with this release is in force; --back takes up the package again"]


def _package(path: Path, options: Namespace) -> list[str]:
    from kanzei.duty.packed import take_package
    from kanzei.law.package import package_bytes, read_package
    from kanzei.render.law_package import took_lines

    data = package_bytes(path)
    checked = _checked(data, path, options)
    package = read_package(data, str(path))
    took = take_package(package, checked, force=options.force, only_look=options.check)
    return took_lines(package.manifest, took, checked, only_look=options.check)


def _checked(data: bytes, path: Path, options: Namespace) -> str:
    """How the package was checked, in words.

    Raises
    ------
    UsageError   It is not what it should be, or nothing says what it should be.
    """
    from kanzei.law.signature import check_digest, check_signature, signers_file

    beside = path.with_name(path.name + ".sig")
    signature: Path | None = options.signature or (beside if beside.exists() else None)
    if options.sha256:
        check_digest(data, options.sha256, str(path))
    if options.signature or (signature and not options.sha256):
        assert signature is not None
        name = check_signature(data, signature, options.signers or signers_file(), str(path))
        return f"by the signature of {name}"
    if options.sha256:
        return "by the digest given"
    raise UsageError(
        f"{path}: say what it must be: --sha256 with the digest that its maker published, or --signature with a signature by a key you trust "
        f"(`kanzei law update --help`). A digest that came by the same way as the file proves nothing"
    )


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time changes the law."""
    from kanzei.law.taken import law_folder
    from kanzei.ledger.lock import holding

    place = law_folder().parent
    try:
        place.mkdir(parents=True, exist_ok=True)
        with holding(place / ".law.lock", "the law book", _PATIENCE_S):
            yield
    except OSError as error:
        raise UsageError(f"{place}: cannot be written: {error.strerror or error}") from None


def _found(done: list[str]) -> dict[str, Any]:
    """What is in force now."""
    from kanzei.duty.book import LawBook
    from kanzei.duty.own import held
    from kanzei.law.taken import former, in_force, release_stamp

    taken, before = in_force(), former()
    value: dict[str, Any] = {
        "done": done,
        "package": None if taken is None else {**taken._asdict(), "other_release": taken.release != release_stamp()},
        "former": None if before is None else before._asdict(),
        "own": [{"id": name, "file": str(path)} for name, path in held()],
    }
    try:
        book = LawBook.shipped()
    except KanzeiError as error:
        return {**value, "lawbook": None, "error": str(error)}
    return {
        **value,
        "lawbook": book.digest,
        "law": book.law_digest,
        "as_of": book.as_of,
        "official_to": book.official_to,
    }
