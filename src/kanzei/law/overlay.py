"""Files laid on top of a law book: a hypothetical, a new order, or an edit of a file the book already has.

A file whose id the book holds takes that instrument's place; any other is added. The whole is replayed and checked together, so what a
new file breaks in the standing book is said with the new file's place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from kanzei.errors import LawError
from kanzei.law.conflicts import find_conflicts
from kanzei.law.instrument import Instrument
from kanzei.law.replay import Replayed, replay
from kanzei.law.schema import read_instrument

__all__ = ["Overlay", "lay_on", "mistakes_together", "read_files"]


class Overlay(NamedTuple):
    """A book with files on top.

    instruments : of the whole; laid: those of the files, in the order given; replaced: ids of the book that a file edits.
    """

    instruments: list[Instrument]
    laid: list[Instrument]
    replaced: list[str]


def read_files(paths: Iterable[Path]) -> tuple[list[Instrument], list[str]]:
    """The instruments of these files and every mistake of all of them; two files with one id are a mistake."""
    found: list[Instrument] = []
    errors: list[str] = []
    seen: dict[str, Path] = {}
    for path in paths:
        instrument, wrong = read_instrument(Path(path))
        errors += wrong
        if instrument is None:
            continue
        if instrument.id in seen:
            errors.append(f"{path}: has the id {instrument.id} of {seen[instrument.id]}: give one of them another")
        seen[instrument.id] = Path(path)
        found.append(instrument)
    return found, errors


def lay_on(base: Sequence[Instrument], laid: Sequence[Instrument]) -> Overlay:
    """The instruments of a book with others on top."""
    new = {one.id for one in laid}
    kept = [one for one in base if one.id not in new]
    return Overlay([*kept, *laid], list(laid), [one.id for one in base if one.id in new])


def mistakes_together(overlay: Overlay) -> tuple[list[str], Replayed | None]:
    """What is wrong with the whole that the laid files bring about, and the replay where there is one.

    Names used and not defined, operations on law that does not exist or is not yet known, ties in time, and pairs of provisions
    left unordered of which one comes from a laid file or is changed by one.
    """
    from kanzei.law.check import undefined_names

    wrong = undefined_names(overlay.instruments)
    try:
        replayed = replay(overlay.instruments)
    except LawError as error:
        return [*wrong, *str(error).splitlines()], None
    places = {op.target: op.place for one in overlay.laid for op in one.operations if op.kind in ("add", "order")}
    touched = touched_provisions(overlay, replayed)
    for message in find_conflicts(replayed, touched):
        place = next((places[name] for name in places if f"{name} (" in message), "")
        wrong.append(f"{place}: {message}" if place else f"{overlay.laid[0].file}: {message}")
    return wrong, replayed


def touched_provisions(overlay: Overlay, replayed: Replayed) -> frozenset[str]:
    """Provisions that a laid file adds or changes, and those whose goods or origins rest on a list it changes."""
    laid = {one.id for one in overlay.laid}
    names = {change.name for one in overlay.laid for change in one.sets}
    out: set[str] = set()
    for name, history in replayed.provisions.items():
        for _, segments in history.states:
            for segment in segments:
                fields = segment.fields
                words = [*fields["goods"]["in"], *fields["origin"]["in"]]
                if (
                    fields["instrument"] in laid
                    or segment.suspended in laid
                    or any(by in laid for by, _ in fields.get("amended_by", ()))
                    or any(word in names for word in words)
                ):
                    out.add(name)
    return frozenset(out)
