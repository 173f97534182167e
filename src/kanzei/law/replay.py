"""Replay all instruments once, in the order they became known, into versions of provisions and of set members.

A provision's history is a list of states ``(known day, segments)``: the state with the newest known day not after K is what a view at K
sees; its segments are the half-open intervals of entry days in which a version of the fields stands. State and segment together
are the rectangles (entered × known) of design.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from kanzei.errors import LawError
from kanzei.law.instrument import END, Fields, Instrument, Operation

__all__ = ["History", "Member", "Replayed", "Segment", "Standing", "in_order", "members_of", "replay"]


class Segment(NamedTuple):
    """Entry days ``start <= d < stop`` in which ``fields`` stand; ``suspended`` names the instrument that suspends them."""

    start: str
    stop: str
    fields: Fields
    suspended: str = ""


class History(NamedTuple):
    """States of one provision, oldest first: ``(known day, segments)``."""

    id: str
    states: list[tuple[str, tuple[Segment, ...]]]


class Member(NamedTuple):
    """A code or country that is (sign ``+``) or is excepted (``-``) from a set, in a rectangle entered × known."""

    kind: str
    name: str
    code: str
    sign: str
    start: str
    stop: str
    known: str
    until: str


class Replayed(NamedTuple):
    """The book replayed."""

    provisions: dict[str, History]
    orders: dict[str, tuple[Fields, str, str]]
    """Ordered, date open: id -> (fields, known day, known day on which a date was fixed or END)."""
    members: list[Member]


class Standing(NamedTuple):
    """Law to go on from: what stands as known on a day, for instruments that became known later.

    segments : provision -> what stands of it; orders : not yet dated. first : provision -> the fields it was made with.
    """

    segments: dict[str, list[Segment]]
    orders: dict[str, tuple[Fields, str, str]]
    first: dict[str, Fields]


def in_order(instruments: Iterable[Instrument]) -> list[Instrument]:
    """Instruments in the order of replay: known day and time, then ``after``, then id.

    Raises
    ------
    LawError   Two files carry one id, ``after`` names an instrument that is later or unknown, or runs in a circle.
    """
    by_id: dict[str, Instrument] = {}
    for one in instruments:
        if one.id in by_id:
            raise LawError(f"{one.id}: two files carry this id ({by_id[one.id].file}, {one.file}): rename one")
        by_id[one.id] = one
    placed: list[Instrument] = []
    done: set[str] = set()

    def place(one: Instrument, path: tuple[str, ...]) -> None:
        if one.id in done:
            return
        if one.id in path:
            raise LawError(f"{one.id}: 'after' runs in a circle: {' → '.join((*path, one.id))}")
        for name in one.after:
            if name not in by_id:
                raise LawError(f"{one.id}: 'after' names {name}, which is not in the book")
            if by_id[name].known[:10] > one.known[:10]:
                raise LawError(f"{one.id}: 'after' names {name}, which became known later ({by_id[name].known})")
            place(by_id[name], (*path, one.id))
        done.add(one.id)
        placed.append(one)

    for one in sorted(by_id.values(), key=lambda i: (i.known[:16], i.id)):
        place(one, ())
    return placed


def replay(instruments: Iterable[Instrument], standing: Standing | None = None) -> Replayed:
    """Replay instruments into histories, of the provisions they touch, from nothing or from what stands.

    Raises
    ------
    LawError   An operation names a provision that does not exist when it becomes known, with the place in its file; or two
               instruments of the same known time touch one provision and neither comes ``after`` the other.
    """
    ordered = in_order(instruments)
    rank = {one.id: number for number, one in enumerate(ordered)}
    after = {one.id: set(one.after) for one in ordered}
    times = {one.id: one.known[:16] for one in ordered}
    queue: list[tuple[str, int, int, Instrument, Operation]] = []
    for one in ordered:
        for index, operation in enumerate(one.operations):
            queue.append((operation.known[:16], rank[one.id], index, one, operation))
    queue.sort(key=lambda item: item[:3])

    current: dict[str, list[Segment]] = {}
    states: dict[str, list[tuple[str, tuple[Segment, ...]]]] = defaultdict(list)
    origin_of: dict[str, list[str]] = {}
    authority_of: dict[str, str] = {}
    instrument_of: dict[str, str] = {}
    orders: dict[str, tuple[Fields, str, str]] = {}
    touched: dict[str, tuple[str, str]] = {}
    errors: list[str] = []
    if standing is not None:
        current = {name: list(rows) for name, rows in standing.segments.items()}
        orders = dict(standing.orders)
        for name, fields in standing.first.items():
            _index(name, fields, origin_of, authority_of, instrument_of)

    def put(name: str, day: str, one: Instrument, place: str) -> None:
        last = touched.get(name)
        if last and last[0] != one.id and times[last[0]] == times[one.id] and last[0] not in after[one.id]:
            errors.append(
                f"{place}: {one.id} and {last[0]} became known at the same time and both change {name}: "
                f"say 'after: [{last[0]}]' in the later one, or give a time of day"
            )
        touched[name] = (one.id, day)
        segments = tuple(sorted(current[name], key=lambda s: s.start))
        history = states[name]
        if history and history[-1][0] == day:
            history[-1] = (day, segments)
        else:
            history.append((day, segments))

    for _, _, _, one, op in queue:
        day = op.known[:10]
        if op.kind == "add":
            if op.target in current:
                errors.append(f"{op.place}: the provision {op.target} stands twice")
                continue
            current[op.target] = [Segment(op.start, op.stop, op.fields)]
            _index(op.target, op.fields, origin_of, authority_of, instrument_of)
            put(op.target, day, one, op.place)
            continue
        if op.kind == "order":
            orders[op.target] = (op.fields, day, END)
            current.setdefault(op.target, [])
            _index(op.target, op.fields, origin_of, authority_of, instrument_of)
            continue
        names = _targets(op, current, authority_of, instrument_of, origin_of)
        if not names:
            errors.append(f"{op.place}: {_nothing(op, current, authority_of, instrument_of, origin_of)}")
        for name in names:
            if op.kind == "fix":
                if name not in orders:
                    errors.append(f"{op.place}: {name} is not an order")
                    continue
                fields, known, _ = orders[name]
                orders[name] = (fields, known, day)
                made = _merged(fields, op, one)
                current[name].append(Segment(op.start, op.stop, made))
            else:
                current[name] = _change(current[name], op, one)
            put(name, day, one, op.place)
    members = members_of(ordered)
    if errors:
        raise LawError("\n".join(errors))
    return Replayed({name: History(name, list(rows)) for name, rows in states.items()}, orders, members)


def _index(
    name: str,
    fields: Fields,
    origin_of: dict[str, list[str]],
    authority_of: dict[str, str],
    instrument_of: dict[str, str],
) -> None:
    origin_of[name] = list(fields["origin"]["in"])
    authority_of[name] = fields["authority"]
    instrument_of[name] = fields["instrument"]


def _targets(
    op: Operation,
    current: dict[str, list[Segment]],
    authority_of: dict[str, str],
    instrument_of: dict[str, str],
    origin_of: dict[str, list[str]],
) -> list[str]:
    if op.target.startswith("authority:"):
        names = [name for name in current if authority_of[name] == op.target[10:]]
    elif op.target.startswith("instrument:"):
        names = [name for name in current if instrument_of[name] == op.target[11:]]
    else:
        stem = op.target
        names = [n for n in current if n == stem or n.startswith((stem + ".", stem + "@"))]
    if op.origin:
        names = [n for n in names if set(origin_of[n]) & set(op.origin)]
    if op.except_origin:
        names = [n for n in names if not set(origin_of[n]) & set(op.except_origin)]
    return names


def _nothing(op: Operation, current: dict[str, list[Segment]], *rest: dict[str, Any]) -> str:
    """Why an operation reaches no provision, and how to mend it."""
    from difflib import get_close_matches

    wide = _targets(op._replace(origin=(), except_origin=()), current, *rest)
    if wide:
        return (
            f"{op.target} has no row for {' '.join(op.origin or op.except_origin)}: 'origin' here picks rows of a table that name these "
            "countries; for a provision of every origin add one of your own that takes its place (instead_of)"
        )
    close = get_close_matches(op.target, list(current), 1)
    near = f"; did you mean {close[0]}?" if close else ""
    return f"{op.target} names no provision known by {op.known}: check the id, and the day{near}"


def _merged(fields: Fields, op: Operation, one: Instrument) -> Fields:
    changes = {key: value for key, value in op.fields.items() if key not in ("by", "add_unless")}
    merged = {**fields, **changes}
    if "add_unless" in op.fields:
        merged["unless"] = [*merged.get("unless", []), *op.fields["add_unless"]]
    return {**merged, "amended_by": [*fields.get("amended_by", []), [one.id, op.fields.get("by", "")]]}


def _change(segments: list[Segment], op: Operation, one: Instrument) -> list[Segment]:
    out: list[Segment] = []
    for old in segments:
        start, stop = max(old.start, op.start), min(old.stop, op.stop)
        if start >= stop:
            out.append(old)
            continue
        if old.start < start:
            out.append(old._replace(stop=start))
        if op.kind == "amend":
            out.append(Segment(start, stop, _merged(old.fields, op, one), old.suspended))
        elif op.kind == "suspend":
            out.append(Segment(start, stop, old.fields, one.id))
        elif op.kind == "resume":
            out.append(Segment(start, stop, old.fields, ""))
        if stop < old.stop:
            out.append(old._replace(start=stop))
    return out


def members_of(ordered: list[Instrument]) -> list[Member]:
    """Rectangles of set members: each change closes what was known before and opens what is known from then on."""
    changes: dict[tuple[str, str, str], list[tuple[str, int, str, str, str]]] = defaultdict(list)
    for number, one in enumerate(ordered):
        for change in one.sets:
            for code in change.members:
                changes[(change.kind, change.name, code)].append(
                    (change.known[:16], number, change.sign, change.start, change.stop)
                )
    out: list[Member] = []
    for (kind, name, code), rows in sorted(changes.items()):
        rows.sort()
        spans: list[tuple[str, str, str]] = []
        standing: dict[tuple[str, str, str], str] = {}
        for known, _, sign, start, stop in rows:
            day = known[:10]
            after: list[tuple[str, str, str]] = []
            for sign0, start0, stop0 in spans:
                if start0 < min(stop0, start):
                    after.append((sign0, start0, min(stop0, start)))
                if max(start0, stop) < stop0:
                    after.append((sign0, max(start0, stop), stop0))
            after.append((sign, start, stop))
            for span in list(standing):
                if span not in after:
                    if standing[span] < day:
                        out.append(Member(kind, name, code, *span, standing[span], day))
                    del standing[span]
            for span in after:
                standing.setdefault(span, day)
            spans = after
        out += [Member(kind, name, code, *span, known, END) for span, known in standing.items()]
    return out
