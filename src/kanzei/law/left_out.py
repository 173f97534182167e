"""A book in which an instrument says nothing: what the law would be if an order had not been made.

The instrument keeps its place and its name, so that what came ``after`` it stays in order, and loses everything it provides. What other instruments did to
its provisions falls with them: a notice that fixes the day of an order that was never given fixes nothing. What it adds to the lists of others falls too; lists
that it alone defines stay, for they charge nothing and others name them.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from kanzei.errors import UsageError
from kanzei.law.instrument import Instrument, Operation

__all__ = ["left_out"]


def left_out(instruments: Sequence[Instrument], ids: Sequence[str]) -> list[Instrument]:
    """The instruments, some of them silent. Their doubtful readings stay defined, and decide nothing.

    Raises
    ------
    UsageError   The book has no such instrument.
    """
    known = {one.id for one in instruments}
    for name in ids:
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise UsageError(f"--without {name}: the book has no such instrument{hint} (`kanzei law list` names them)")
    gone = set(ids)
    elsewhere = {change.name for one in instruments if one.id not in gone for change in one.sets}

    def falls(operation: Operation) -> bool:
        of = operation.target.removeprefix("instrument:").partition("#")[0]
        return of in gone

    out = []
    for one in instruments:
        if one.id in gone:
            kept = tuple(change for change in one.sets if change.name not in elsewhere)
            one = one._replace(operations=(), sets=kept, voids=(), authorises=(), statements={}, examples=())
        elif any(falls(operation) for operation in one.operations):
            one = one._replace(operations=tuple(each for each in one.operations if not falls(each)))
        out.append(one)
    return out
