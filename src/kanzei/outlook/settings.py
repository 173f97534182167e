"""``--set KEY=VALUE``: a value of a scenario file written over before the file is read, so that it is checked as if it stood there."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from typing import Any

from kanzei.errors import UsageError
from kanzei.law.marked import Mark, Marked

__all__ = ["apply_settings", "settable"]

_EVENT_KEYS = ("probability", "day")


def apply_settings(root: Marked, settings: Iterable[str]) -> None:
    """Write settings into a marked tree.

    ``known=DAY`` · ``EVENT=70%`` (its probability) · ``EVENT.day=DAY`` · ``costs.KEY=VALUE`` · ``SHIPMENT.KEY=VALUE`` (its cost KEY where it has no such key).

    Raises
    ------
    UsageError   No event, shipment or key of that name; the nearest is named.
    """
    for word in settings:
        key, equals, value = word.partition("=")
        if not (equals and key.strip() and value.strip()):
            raise UsageError(f"--set {word}: write KEY=VALUE, such as autos=40% or costs.storage_per_day=120")
        _set(root, key.strip(), Marked(value.strip(), Mark(f"--set {word}", 1, 1)))


def settable(root: Marked) -> list[str]:
    """Every key that can be set."""
    out = ["known"]
    for name in _events(root):
        out += [name, f"{name}.day"]
    from kanzei.outlook.read_shipments import COST_KEYS, SHIPMENT_KEYS

    out += [f"costs.{key}" for key in COST_KEYS]
    for name in _shipments(root):
        out += [f"{name}.{key}" for key in (*SHIPMENT_KEYS, *COST_KEYS)]
    return out


def _set(root: Marked, key: str, value: Marked) -> None:
    if not isinstance(root.value, dict):
        return
    from kanzei.outlook.read_shipments import COST_KEYS

    name, _, inner = key.partition(".")
    known = settable(root)
    if key not in known and not (name in _events(root) and inner in _EVENT_KEYS):
        near = difflib.get_close_matches(key, known, 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        things = [*_events(root), *_shipments(root)]
        raise UsageError(
            f"--set {key}: there is no such value{hint} (events and shipments: {', '.join(things) or 'none'}; costs.KEY; known)"
        )
    if key == "known":
        _write(root, "known", value)
    elif name == "costs":
        _write(_inside(root, "costs", value.mark), inner, value)
    elif name in _events(root):
        event = _events(root)[name]
        _write(event, inner or "probability", value)
        if inner == "day":
            event.value.pop("days", None)  # type: ignore[attr-defined]
    else:
        shipment = _shipments(root)[name]
        _write(_inside(shipment, "costs", value.mark) if inner in COST_KEYS else shipment, inner, value)


def _write(item: Marked, key: str, value: Marked) -> None:
    if isinstance(item.value, dict):
        item.value[key] = value
        if item.keys is not None:
            item.keys[key] = value.mark


def _inside(item: Marked, key: str, mark: Mark) -> Marked:
    body: Any = item.value
    if key not in body:
        _write(item, key, Marked({}, mark, {}))
    found: Marked = body[key]
    return found


def _events(root: Marked) -> dict[str, Marked]:
    """Event id -> its mapping, wherever it stands in the tree."""
    out: dict[str, Marked] = {}

    def walk(item: Marked | None) -> Iterator[Marked]:
        if item is None or not isinstance(item.value, dict):
            return
        for kind in ("exclusive", "independent"):
            inside = item.value.get(kind)
            if inside is not None and isinstance(inside.value, list):
                for one in inside.value:
                    yield one
                    yield from walk(one)

    if isinstance(root.value, dict):
        for one in walk(root.value.get("tree")):
            if isinstance(one.value, dict) and "id" in one.value:
                out[str(one.value["id"].value)] = one
    return out


def _shipments(root: Marked) -> dict[str, Marked]:
    body = root.value.get("shipments") if isinstance(root.value, dict) else None
    if body is None or not isinstance(body.value, list):
        return {}
    return {str(one.value["id"].value): one for one in body.value if isinstance(one.value, dict) and "id" in one.value}
