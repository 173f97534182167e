"""The slots of a desk as bytes and back: arrays as they are, the rest as JSON. Nothing in it is run when it is read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from kanzei.bulk.desk import Slot
from kanzei.bulk.profile import Profile
from kanzei.duty.stack import Part, Stack, Step

if TYPE_CHECKING:
    from kanzei.bulk.desk import Desk

__all__ = ["to_bytes", "take_up"]

_ARRAYS = ("table", "straight", "notes", "known")
"""By slot, only as far as there are slots; ``entries`` stands beside them whole."""
_ALIGNED = 64
_WORDS = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
    "Decimal": Decimal,
}
"""Kinds of cells that JSON has no word for."""
_PROVISION = ("id", "cite", "duty")
"""What a stack that is carried out asks of a provision."""


def to_bytes(desk: Desk) -> bytes:
    """What a later run can take up.

    Raises
    ------
    TypeError   A cell of a kind that has no word here stands in a profile.
    """
    arrays = {name: getattr(desk, name)[: desk.count] for name in _ARRAYS} | {"entries": desk.entries}
    told = {
        "count": desk.count,
        "borne": desk.borne,
        "codes": desk.codes[desk.listed :],
        "texts": desk.texts,
        "kinds": desk.kinds,
        "stacks": [_bare(stack) for stack in desk.stacks],
        "profiles": [
            [key, stated, *profile]
            for (key, stated), (profile, _) in zip(desk.profile_keys(), desk.profiles, strict=True)
        ],
        "arrays": {name: [array.dtype.str, array.shape] for name, array in arrays.items()},
    }
    head = json.dumps(told, default=_word).encode()
    parts = [len(head).to_bytes(8, "little"), head]
    size = len(head) + 8
    for array in arrays.values():
        parts.append(bytes(-size % _ALIGNED))
        size += len(parts[-1])
        parts.append(np.ascontiguousarray(array).tobytes())
        size += len(parts[-1])
    return b"".join(parts)


def take_up(desk: Desk, data: memoryview) -> None:
    """Go on with what an earlier run kept, on a desk that is still empty."""
    length = int.from_bytes(data[:8], "little")
    told = json.loads(bytes(data[8 : 8 + length]), object_hook=_unworded)
    at = 8 + length
    for name, (kind, shape) in told["arrays"].items():
        at += -at % _ALIGNED
        size = int(np.prod(shape)) * np.dtype(kind).itemsize
        # A copy: these are written to, and the rest of the bytes need not be held.
        setattr(desk, name, np.frombuffer(data[at : at + size], dtype=kind).reshape(shape).copy())
        at += size
    desk.count, desk.borne = told["count"], told["borne"]
    for code in told["codes"]:
        desk.code(code)
    for words in told["texts"]:
        desk.text(words)
    for key, stated, *profile in told["profiles"]:
        read = Profile._make(one if isinstance(one, dict) else _tuples(one) for one in profile)
        desk.read_profiles[_tuples(key)] = read
        desk.profile(_tuples(key), read, stated)
    stacks = [
        Stack(
            tuple(Part(*one) for one in parts),
            tuple(Step._make([*map(_tuples, step[:-1]), step[-1]]) for step in steps),
        )
        for parts, steps in told["stacks"]
    ]
    desk.resume([Slot(*_tuples(kind)) for kind in told["kinds"]], stacks)


def _bare(stack: Stack) -> list[Any]:
    """A stack with as much of its provisions as is asked for."""
    steps = [
        [*step[:-1], {name: step.provision[name] for name in _PROVISION if name in step.provision}]
        for step in stack.steps
    ]
    return [stack.parts, steps]


def _tuples(value: Any) -> Any:
    return tuple(_tuples(one) for one in value) if isinstance(value, list) else value


def _word(value: Any) -> dict[str, str]:
    kind = type(value).__name__
    if kind not in _WORDS:
        if isinstance(value, Mapping):
            return dict(value)
        raise TypeError(f"no word for a cell of kind {kind}")
    return {"~": kind, "is": str(value) if kind == "Decimal" else value.isoformat()}


def _unworded(value: dict[str, Any]) -> Any:
    return _WORDS[value["~"]](value["is"]) if value.keys() == {"~", "is"} else value
