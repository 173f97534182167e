"""Mutants of the law: each predicate of each instrument turned, dropped or moved, one at a time.

An instrument is read as the book reads it; one field of one of its operations is changed; all instruments are replayed; and the cases that
a changed provision or set can reach are assessed again. A mutant is named by its instrument, its provision and the change: no line
numbers, so that the names hold while files are edited.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from kanzei.law.instrument import END, Instrument, Operation
from kanzei.money import RATE_ONE

__all__ = ["LawMutant", "mutants_of"]

FIRST_DAY = "2025-01-01"
POINT = RATE_ONE // 100


class LawMutant(NamedTuple):
    """A changed instrument.

    what : the change in words. instrument : as changed. moved : for a change of a day, (old, new).
    set_name : the set or group that changes, or ``""``.
    """

    instrument_id: str
    target: str
    what: str
    instrument: Instrument
    moved: tuple[str, str] | None = None
    set_name: str = ""

    @property
    def id(self) -> str:
        """Its name in the kept list of equivalents."""
        return f"{self.instrument_id}#{self.target}: {self.what}"


def mutants_of(one: Instrument) -> Iterator[LawMutant]:
    """Every mutant of an instrument, in the order of its file; the second of two alike is marked ``(2)``."""
    seen: Counter[str] = Counter()
    for mutant in _mutants_of(one):
        seen[mutant.id] += 1
        yield mutant if seen[mutant.id] == 1 else mutant._replace(what=f"{mutant.what} ({seen[mutant.id]})")


def _mutants_of(one: Instrument) -> Iterator[LawMutant]:
    groups: dict[tuple[str, str, str, str], list[int]] = {}
    for index, op in enumerate(one.operations):
        groups.setdefault((op.kind, op.place, op.start, op.stop), []).append(index)
    for indexes in groups.values():
        yield from _of_group(one, indexes)
    for index, change in enumerate(one.sets):
        label = f"{change.kind} {change.name} {change.sign}"

        def with_set(changed: Any, index: int = index) -> Instrument:
            sets = [*one.sets[:index], *([changed] if changed else []), *one.sets[index + 1 :]]
            return one._replace(sets=tuple(sets))

        span = f" from {change.start}" if change.start > "1900-01-01" else ""
        yield LawMutant(one.id, label + span, "dropped", with_set(None), None, change.name)
        for what, field, old, new in _days(change):
            yield LawMutant(
                one.id, label + span, what, with_set(change._replace(**{field: new})), (old, new), change.name
            )
    for index, void in enumerate(one.voids):
        rest = (*one.voids[:index], *one.voids[index + 1 :])
        yield LawMutant(one.id, f"voids {void['authority']}", "dropped", one._replace(voids=rest))
        for side, step in (("from", 1), ("from", -1)):
            moved = {**void, side: _shift(void[side], step)}
            changed = one._replace(voids=(*one.voids[:index], moved, *one.voids[index + 1 :]))
            what = f"{side} {void[side]} {step:+d} day"
            yield LawMutant(one.id, f"voids {void['authority']}", what, changed, (void[side], moved[side]))
    for index, reading in enumerate(one.readings):
        for choice in reading["choices"]:
            if choice != reading["default"]:
                changed = one._replace(
                    readings=(*one.readings[:index], {**reading, "default": choice}, *one.readings[index + 1 :])
                )
                yield LawMutant(one.id, f"reading {reading['id']}", f"default {choice}", changed)


def _shift(day: str, step: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=step)).isoformat()


def _days(thing: Any) -> Iterator[tuple[str, str, str, str]]:
    """(what, field, old day, new day) for both ends of an interval."""
    for field, word in (("start", "from"), ("stop", "to")):
        day = getattr(thing, field)
        if "1900-01-01" < day < END:
            for step in (1, -1):
                yield f"{word} {day} {step:+d} day", field, day, _shift(day, step)


def _of_group(one: Instrument, indexes: list[int]) -> Iterator[LawMutant]:
    """Mutants of one item of a file: a provision, a table with its rows, or an operation on earlier law."""
    ops = [one.operations[index] for index in indexes]
    label = _label(one, ops)

    def changed(new: dict[int, Operation | None]) -> Instrument:
        out = [new.get(number, op) for number, op in enumerate(one.operations)]
        return one._replace(operations=tuple(op for op in out if op is not None))

    if ops[0].kind != "add" and ops[0].kind != "order":
        yield LawMutant(one.id, label, f"{ops[0].kind} dropped", changed(dict.fromkeys(indexes)))
        for field in ("origin", "except_origin"):
            for word in getattr(ops[0], field):
                left = tuple(w for w in getattr(ops[0], field) if w != word)
                yield LawMutant(
                    one.id,
                    label,
                    f"{field} {word} dropped",
                    changed({i: op._replace(**{field: left}) for i, op in zip(indexes, ops, strict=True)}),
                )
    else:
        for index, op in zip(indexes, ops, strict=True):
            name = label if len(ops) == 1 else _short(one, op.target)
            yield LawMutant(one.id, name, "provision dropped", changed({index: None}))
    for what, field, old, new in _days(ops[0]):
        moved = {i: op._replace(**{field: new}) for i, op in zip(indexes, ops, strict=True)}
        if field == "start" and any(op.start >= op.stop for op in moved.values()):
            continue
        if field == "stop" and any(op.start >= op.stop for op in moved.values()):
            continue
        yield LawMutant(one.id, label, what, changed(moved), (old, new))
    # A change of a field that all rows share is made in all of them at once.
    seen: set[tuple[str, str]] = set()
    for index, op in zip(indexes, ops, strict=True):
        for field, what, value in _fields(op.fields):
            together = [
                (i, other)
                for i, other in zip(indexes, ops, strict=True)
                if other.fields.get(field) == op.fields.get(field)
            ]
            alone = len(together) < len(ops) and field in ("origin", "duty", "goods")
            name = _short(one, op.target) if alone and len(ops) > 1 else label
            if (name, what) in seen:
                continue
            seen.add((name, what))
            rows = [(index, op)] if alone else together
            new = {i: other._replace(fields=_set(other.fields, field, value)) for i, other in rows}
            yield LawMutant(one.id, name, what, changed(new))


def _short(one: Instrument, target: str) -> str:
    return target.removeprefix(f"{one.id}#").removeprefix("us/")


def _label(one: Instrument, ops: list[Operation]) -> str:
    names = [_short(one, op.target) for op in ops]
    if len(names) == 1:
        return names[0]
    if ops[0].kind in ("add", "order"):
        stems = {name.split("@")[0].split(".")[0] for name in names}
        return " ".join(sorted(stems))
    return names[0] if len(set(names)) == 1 else f"{names[0]} and {len(names) - 1} more"


def _set(fields: dict[str, Any], field: str, value: Any) -> dict[str, Any]:
    if value is None:
        return {key: old for key, old in fields.items() if key != field}
    return {**fields, field: value}


def _fields(fields: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """(field, change in words, new value or ``None`` for gone) for each predicate of a provision or an amendment."""
    for field in ("origin", "goods"):
        if field in fields:
            for what, value in _selection(fields[field]):
                yield field, f"{field} {what}", value
    if "duty" in fields:
        for what, value in _duty(fields["duty"]):
            yield "duty", f"duty {what}", value
    if "twin" in fields:
        yield "twin", "twin dropped", None
    if fields.get("part", "all") != "all":
        yield "part", f"part {fields['part']} to all", "all"
    if fields.get("min_share"):
        yield "min_share", "min_share +1 point", fields["min_share"] + POINT
        yield "min_share", "min_share -1 point", fields["min_share"] - POINT
    if "base" in fields:
        yield "base", "base dropped", None
        if "at_most" in fields["base"]:
            yield "base", "base at_most +1 point", {**fields["base"], "at_most": fields["base"]["at_most"] + POINT}
    if "when" in fields:
        yield "when", f"when dropped: {text(fields['when'])}", None
        for what, value in _condition(fields["when"]):
            yield "when", f"when {what}", value
    for key in ("unless", "add_unless"):
        exceptions = fields.get(key, [])
        for number, one in enumerate(exceptions):
            left = [*exceptions[:number], *exceptions[number + 1 :]]
            yield key, f"{key} dropped: {text(one)}", left
            for what, value in _condition(one):
                yield key, f"{key} {what}", [*exceptions[:number], value, *exceptions[number + 1 :]]
    for key in ("instead_of", "releases"):
        targets = fields.get(key, [])
        for number, one in enumerate(targets):
            left = [*targets[:number], *targets[number + 1 :]]
            yield key, f"{key} {one if isinstance(one, str) else '..'.join(one)} dropped", left or None
    for key in ("choose", "cumulative"):
        if fields.get(key):
            yield key, f"{key} dropped", None


def _selection(selection: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    if selection["in"]:
        yield "any", {**selection, "in": []}
    for side in ("in", "except"):
        for word in selection[side]:
            left = [w for w in selection[side] if w != word]
            if side == "in" and not left:
                continue
            yield f"{'' if side == 'in' else 'except '}{word} dropped", {**selection, side: left}


def _duty(duty: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    kind = duty["kind"]
    if "rate" in duty:
        yield f"{kind} {duty['rate'] * 100 / RATE_ONE:g}% +1 point", {**duty, "rate": duty["rate"] + POINT}
    if kind == "add":
        yield "add to total", {**duty, "kind": "total", "compare": "general"}
    if kind == "total":
        yield "total to add", {**duty, "kind": "add"}
        other = "claimed" if duty["compare"] == "general" else "general"
        yield f"compare {other}", {**duty, "compare": other}
    if kind in ("exempt", "none"):
        other = "none" if kind == "exempt" else "exempt"
        yield f"{kind} to {other}", {"kind": other}
    if kind == "refused":
        yield "refused to none", {"kind": "none"}
    if kind == "gap_to":
        yield "price +1 USD", {**duty, "price_nano": duty["price_nano"] + 10**9}
    if kind == "rate_of":
        yield "dropped", {"kind": "none"}


_SWAPS = {"before": "from", "from": "before", "below": "from", "applies": "owed", "owed": "applies"}


def _condition(c: list[Any]) -> Iterator[tuple[str, Any]]:
    """Each change of a condition: the whole negated, and every element of it turned, dropped or moved."""
    kind = c[0]
    if kind == "not":
        yield f"not dropped: {text(c)}", c[1]
        for what, value in _condition(c[1]):
            yield f"not: {what}", ["not", value]
        return
    if kind in ("all", "any"):
        yield f"{kind} to {'any' if kind == 'all' else 'all'}: {text(c)}", ["any" if kind == "all" else "all", c[1]]
        for number, one in enumerate(c[1]):
            yield f"{kind} without {text(one)}", [kind, [*c[1][:number], *c[1][number + 1 :]]]
            for what, value in _condition(one):
                yield what, [kind, [*c[1][:number], value, *c[1][number + 1 :]]]
        return
    yield f"negated: {text(c)}", ["not", c]
    for what, value in _elements(c):
        yield f"{what}: {text(c)}", value


def _elements(c: list[Any]) -> Iterator[tuple[str, Any]]:
    kind = c[0]
    if kind in ("loaded", "entered"):
        for step in (1, -1):
            yield f"{step:+d} day", [kind, c[1], _shift(c[2], step)]
    elif kind == "date":
        for step in (1, -1):
            yield f"{step:+d} day", ["date", c[1], c[2], _shift(c[3], step)]
    elif kind in ("spi", "column"):
        for word in c[1]:
            if len(c[1]) > 1:
                yield f"{word} dropped", [kind, [w for w in c[1] if w != word]]
    elif kind == "country":
        for word in c[2]:
            if len(c[2]) > 1:
                yield f"{word} dropped", [kind, c[1], [w for w in c[2] if w != word]]
    elif kind == "under":
        for position in (1, 2):
            for number, word in enumerate(c[position]):
                left = [*c[position][:number], *c[position][number + 1 :]]
                new = [*c[:position], left, *c[position + 1 :]]
                if new[1] or new[2]:
                    yield f"{word if isinstance(word, str) else '..'.join(dict.fromkeys(word))} dropped", new
        yield f"test {_SWAPS[c[3]]}", [*c[:3], _SWAPS[c[3]], c[4]]
        yield f"of {'article' if c[4] == 'part' else 'part'}", [*c[:4], "article" if c[4] == "part" else "part"]
    elif kind in ("column_1", "share"):
        position = 1 if kind == "column_1" else 2
        rate = c[position + 1]
        yield "+1 point", [*c[: position + 1], rate + POINT, *c[position + 2 :]]
        if kind == "column_1":
            yield "other column", [*c[:3], "claimed" if c[3] == "general" else "general"]
    elif kind in ("goods", "origin"):
        for what, value in _selection(c[1]):
            yield what, [kind, value]


def text(c: list[Any]) -> str:
    """A condition in a few words, the same on every run."""
    kind = c[0]
    if kind == "not":
        return f"not {text(c[1])}"
    if kind in ("all", "any"):
        return f"{kind}({', '.join(text(one) for one in c[1])})"
    words: list[str] = []
    for one in c[1:]:
        if isinstance(one, dict):
            words.append("+".join(one["in"]) + ("-" + "-".join(one["except"]) if one["except"] else ""))
        elif isinstance(one, list):
            spans = ["..".join(dict.fromkeys(x)) if isinstance(x, list) else str(x) for x in one]
            words.append("+".join(spans) if len(spans) < 4 else f"{spans[0]}+{len(spans) - 1}")
        else:
            words.append({True: "yes", False: "no"}.get(one, str(one)) if isinstance(one, bool) else str(one))
    return " ".join([kind, *(w for w in words if w)])
