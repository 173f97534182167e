"""Check instrument files: ``python -m kanzei.law.check [FILE…]`` prints every mistake with its place."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from kanzei.errors import LawError
from kanzei.law.compiled import LAWBOOK, load_instruments
from kanzei.law.conflicts import find_conflicts
from kanzei.law.instrument import Instrument
from kanzei.law.replay import replay
from kanzei.law.schema import read_instrument
from kanzei.law.statements import named_groups, named_readings
from kanzei.law.zones import read_zones

__all__ = ["Checked", "check_against", "check_book", "check_files", "undefined_names"]


class Checked(NamedTuple):
    """What a check found. mistakes : the files cannot be used; warnings : likely slips."""

    mistakes: list[str]
    warnings: list[str]


def check_files(paths: list[Path]) -> list[str]:
    """Mistakes in these files, each read alone."""
    return [mistake for path in paths for mistake in read_instrument(path)[1]]


def check_against(paths: list[Path], book: list[Instrument], has_codes: Callable[[str], bool]) -> Checked:
    """Mistakes of files, alone and together with a book, and their likely slips.

    Parameters
    ----------
    book : the standing instruments; a file takes the place of the one with its id. has_codes : whether the schedule has codes under a prefix.
    """
    from kanzei.law.lint import likely_slips, standing
    from kanzei.law.overlay import lay_on, mistakes_together, read_files

    laid, mistakes = read_files(paths)
    if mistakes:
        # What could be read is checked on its own terms; the book is asked once every file can be read.
        return Checked(mistakes, [])
    overlay = lay_on(book, laid)
    around = standing([one for one in book if one.id not in {two.id for two in laid}], has_codes)
    whole = standing(overlay.instruments, has_codes)
    warnings: list[str] = []
    for path, one in zip(paths, laid, strict=True):
        slips = likely_slips(path, one, whole._replace(authorities=around.authorities))
        mistakes += slips.mistakes
        warnings += slips.warnings
    told = {word.split("'")[1] for word in mistakes if ": origin '" in word}
    mistakes += [one for one in mistakes_together(overlay)[0] if not any(f"the group {word!r}" in one for word in told)]
    return Checked(list(dict.fromkeys(mistakes)), warnings)


def check_book(folder: Path = LAWBOOK) -> list[str]:
    """Mistakes in the book as a whole: files, names used and not defined, replay."""
    try:
        instruments = load_instruments(folder)
        replayed = replay(instruments)
        read_zones(folder, instruments)
    except LawError as error:
        return str(error).splitlines()
    return undefined_names(instruments) + find_conflicts(replayed)


def undefined_names(instruments: list[Instrument]) -> list[str]:
    """Sets, groups and readings that a provision names and no instrument defines."""
    sets = {change.name for one in instruments for change in one.sets if change.kind == "set"}
    groups = {change.name for one in instruments for change in one.sets if change.kind == "group"}
    readings = {str(reading["id"]) for one in instruments for reading in one.readings}
    wrong: list[str] = []
    for one in instruments:
        for op in one.operations:
            for word in _words(op.fields.get("goods")):
                if not word.isdigit() and word not in sets:
                    wrong.append(f"{op.place}: the set {word!r} is defined by no instrument{_nearest(word, sets)}")
            for word in _words(op.fields.get("origin")):
                if len(word) != 2 and word not in groups:
                    wrong.append(f"{op.place}: the group {word!r} is defined by no instrument{_nearest(word, groups)}")
            conditions = [op.fields.get(key, []) for key in ("when", "unless", "add_unless")]
            for switch in _switches(conditions):
                if switch not in readings:
                    wrong.append(
                        f"{op.place}: the reading {switch!r} is defined by no instrument{_nearest(switch, readings)}"
                    )
        for kind, said in one.statements.items():
            for fields in said:
                for word in named_groups(fields):
                    if word not in groups:
                        wrong.append(f"{one.file}: {kind}: the group {word!r} is defined by no instrument")
                for word in named_readings(fields):
                    if word not in readings:
                        wrong.append(f"{one.file}: {kind}: the reading {word!r} is defined by no instrument")
    return wrong


def _nearest(word: str, names: set[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(word, sorted(names), 1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _words(selection: object) -> list[str]:
    return [*selection["in"], *selection["except"]] if isinstance(selection, dict) else []


def _switches(condition: object) -> list[str]:
    if not isinstance(condition, list):
        return []
    if condition and condition[0] == "switch":
        return [str(condition[1])]
    return [name for one in condition for name in _switches(one)]


def main(arguments: list[str]) -> int:
    """Print the mistakes; 0 when there are none."""
    paths = [Path(word) for word in arguments]
    mistakes = check_files(paths) if paths else check_book()
    print("\n".join(mistakes) or "no mistakes")
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
