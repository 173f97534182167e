"""A user's own law book: instrument files laid on top of the shipped book for good, in the user's data folder."""

from __future__ import annotations

import os
from pathlib import Path

from kanzei.counts import counted
from kanzei.duty.edited import own_files, own_folder
from kanzei.errors import LawError, UsageError

__all__ = ["held", "lists_of", "put_in", "take_out"]


def held() -> list[tuple[str, Path]]:
    """(id, file) of every instrument in the user's own law book; a file that cannot be read is named by itself."""
    from kanzei.law.schema import read_instrument

    out = []
    for path in own_files():
        instrument, _ = read_instrument(path)
        out.append((instrument.id if instrument else path.name, path))
    return out


def put_in(paths: list[Path], *, replace: bool = False) -> list[str]:
    """Check files against the shipped book and the files already there, run their examples, and put them in together.

    Returns
    -------
    What was done, a line for each file.

    Raises
    ------
    LawError     A file has mistakes, conflicts with the book, or an example of it fails; nothing was put in.
    UsageError   A file of that id is there already and ``replace`` was not said, or the folder cannot be written.
    """
    from kanzei.duty.book import LawBook
    from kanzei.duty.edited import standing_instruments
    from kanzei.duty.examples import run_examples
    from kanzei.law.check import check_against
    from kanzei.law.compiled import load_instruments
    from kanzei.law.overlay import read_files
    from kanzei.law.taken import book_folder
    from kanzei.schedule import Schedule

    schedule = Schedule.open()
    newest = len(schedule.revisions()) - 1
    found = check_against(paths, standing_instruments(), lambda prefix: bool(schedule.children(prefix, newest)))
    if found.mistakes:
        raise LawError("\n".join(found.mistakes))
    laid, _ = read_files(paths)
    there = dict(held())
    shipped = {one.id for one in load_instruments(book_folder())}
    for one in laid:
        if one.id in there and not replace:
            raise UsageError(
                f"{one.id} is in your own law book already ({there[one.id]}): say --force to put this one in its place"
            )
    book = LawBook.shipped().with_scenario(paths)
    failed = [one for one in run_examples(book, laid) if one.wrong]
    if failed:
        raise LawError(
            "\n".join(
                f"{one.example.place}: the example {one.example.name!r} fails: "
                + "; ".join(f"{d.what} {d.actual}, expected {d.expected}" for d in one.wrong)
                for one in failed
            )
        )
    done = []
    for path, one in zip(paths, laid, strict=True):
        target = own_folder() / f"{one.id.replace('/', '-')}.yaml"
        _copy(path, target)
        how = "takes the place of the shipped file" if one.id in shipped else "added"
        done.append(
            f"{one.id}: {how}, {counted(len(one.examples), 'worked example')} {'agrees' if len(one.examples) == 1 else 'agree'}"
        )
    return done


def _copy(path: Path, target: Path) -> None:
    """Copy a file and the code lists it names; each appears whole, the instrument last."""
    lists = lists_of(path)
    for source, place in [*((one, target.with_name(one.name)) for one in lists), (path, target)]:
        part = place.with_name(f"{place.name}.{os.getpid()}.part")
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(source.read_bytes())
            os.replace(part, place)
        except OSError as error:
            raise UsageError(f"{place}: cannot be written: {error.strerror or error}") from None
        finally:
            if part.parent.is_dir():
                part.unlink(missing_ok=True)


def lists_of(path: Path) -> list[Path]:
    """Code lists beside a file that it names."""
    from kanzei.law.marked import Marked, read_yaml

    root, _ = read_yaml(path.read_text(encoding="utf-8"), str(path))
    out: list[Path] = []

    def walk(item: Marked) -> None:
        if isinstance(item.value, dict):
            name = item.value.get("file")
            if name is not None and isinstance(name.value, str):
                out.append(path.parent / name.value)
            for one in item.value.values():
                walk(one)
        elif isinstance(item.value, list):
            for one in item.value:
                walk(one)

    if root is not None and isinstance(root.value, dict):
        for key in ("sets", "groups"):
            if key in root.value:
                walk(root.value[key])
    return out


def take_out(names: list[str]) -> list[str]:
    """Take instruments out again, by id; what was done.

    Raises
    ------
    UsageError   No file of the user's own has that id.
    """
    there = dict(held())
    for name in names:
        if name not in there:
            known = ", ".join(there) or "it is empty"
            raise UsageError(f"{name} is not in your own law book ({known})")
    done = []
    for name in names:
        lists = [own_folder() / one.name for one in lists_of(there[name])]
        there[name].unlink()
        still = {one for other, path in there.items() if other not in names for one in lists_of(path)}
        for one in lists:
            if one not in still:
                one.unlink(missing_ok=True)
        done.append(f"{name}: taken out")
    return done
