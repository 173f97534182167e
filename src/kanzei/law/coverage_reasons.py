"""Written reasons: headings out of scope or pending, differences explained, and which set answers for which note.

The file ``lawbook/coverage.yaml`` is law-like data: each entry names headings, what it explains and its source, and one that explains
nothing is itself reported, so that reasons do not outlive what they were written for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from kanzei.errors import LawError
from kanzei.law.compiled import LAWBOOK
from kanzei.law.marked import Marked, read_yaml

__all__ = ["Explained", "NoteList", "Reasons", "Status", "read_reasons"]

STATES = ("out-of-scope", "pending")
WHATS = ("rate", "content", "special", "column-2", "origin", "day", "in-force", "absent", "footnote", "note")


class Status(NamedTuple):
    """Headings (spans, ends included) that no provision carries, and why. state : ``out-of-scope`` or ``pending``."""

    spans: tuple[tuple[str, str], ...]
    state: str
    reason: str
    source: str
    place: str


class Explained(NamedTuple):
    """A difference that has its reason. ours, official : the very words of either side, where the reason holds for those alone; releases : first and last
    release name, ``""`` where open."""

    spans: tuple[tuple[str, str], ...]
    whats: tuple[str, ...]
    ours: tuple[str, ...]
    official: tuple[str, ...]
    releases: tuple[str, str]
    reason: str
    source: str
    place: str


class NoteList(NamedTuple):
    """A list that a note spells out, the sets that answer for it, and the day on which they are compared."""

    note: str
    sets: tuple[str, ...]
    day: str
    place: str


class Reasons(NamedTuple):
    """The whole file. others : subchapter -> its status."""

    statuses: tuple[Status, ...]
    explained: tuple[Explained, ...]
    lists: tuple[NoteList, ...]
    others: dict[str, Status]


def read_reasons(path: Path = LAWBOOK / "coverage.yaml", text: str | None = None) -> Reasons:
    """Read the file of reasons.

    Raises
    ------
    LawError   Every mistake with file, line and column, and how to mend it.
    """
    root, errors = read_yaml(path.read_text(encoding="utf-8") if text is None else text, str(path))
    statuses: list[Status] = []
    explained: list[Explained] = []
    lists: list[NoteList] = []
    others: dict[str, Status] = {}

    def fail(item: Marked, words: str) -> None:
        errors.append(f"{item.mark}: {words}")

    body = root.value if root is not None and isinstance(root.value, dict) else {}
    if root is not None and not body:
        fail(root, "the file is a mapping of status, explained, lists and others")
    for key, value in body.items():
        if key not in ("status", "explained", "lists", "others") or not isinstance(value.value, list):
            fail(value, f"{key!r}: lists of status, explained, lists and others are expected")
            continue
        for item in value.value:
            entry = item.value if isinstance(item.value, dict) else {}
            if not entry:
                fail(
                    item,
                    "an entry is a mapping: {headings: [9903.27.01..9903.27.15], is: out-of-scope, reason: …, source: …}",
                )
                continue
            words = {name: _plain(one) for name, one in entry.items()}
            needed = {
                "status": ("headings", "is"),
                "others": ("chapter", "is"),
                "explained": ("headings", "what"),
                "lists": ("note", "sets", "on"),
            }[key]
            needed = needed if key == "lists" else (*needed, "reason", "source")
            absent = [name for name in needed if not words.get(name)]
            if absent:
                fail(item, f"the entry needs {', '.join(absent)}")
                continue
            place = str(item.mark)
            if key == "lists":
                lists.append(NoteList(str(words["note"]), tuple(_listed(words["sets"])), str(words["on"]), place))
                continue
            if key in ("status", "others") and words["is"] not in STATES:
                fail(item, f"is: {words['is']!r} is none of {', '.join(STATES)}")
                continue
            if key == "others":
                others[str(words["chapter"])] = Status((), words["is"], words["reason"], words["source"], place)
                continue
            spans = tuple(_span(one) for one in _listed(words["headings"]))
            if key == "status":
                statuses.append(Status(spans, words["is"], words["reason"], words["source"], place))
                continue
            whats = tuple(_listed(words["what"]))
            if wrong := [one for one in whats if one not in WHATS]:
                fail(item, f"what: {wrong[0]!r} is none of {', '.join(WHATS)}")
                continue
            releases = words.get("releases") or {}
            explained.append(
                Explained(
                    spans,
                    whats,
                    tuple(_listed(words.get("ours", []))),
                    tuple(_listed(words.get("official", []))),
                    (str(releases.get("from", "")), str(releases.get("to", ""))),
                    words["reason"],
                    words["source"],
                    place,
                )
            )
    if errors:
        raise LawError("\n".join(errors))
    return Reasons(tuple(statuses), tuple(explained), tuple(lists), others)


def _plain(item: Marked) -> Any:
    if isinstance(item.value, dict):
        return {key: _plain(one) for key, one in item.value.items()}
    if isinstance(item.value, list):
        return [_plain(one) for one in item.value]
    return " ".join(str(item.value).split())


def _listed(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _span(words: str) -> tuple[str, str]:
    first, _, last = words.partition("..")
    return first, last or first


def within(heading: str, spans: Iterable[tuple[str, str]]) -> bool:
    """Whether a heading stands in one of some spans."""
    return any(first <= heading <= last for first, last in spans)


def status_of(heading: str, reasons: Reasons) -> Status | None:
    """The written status of a heading that no provision carries."""
    return next((one for one in reasons.statuses if within(heading, one.spans)), None)


def explain(
    heading: str, what: str, official: str, ours: str, release: int, reasons: Reasons, numbers: Mapping[str, int]
) -> Explained | None:
    """The reason for a difference, or ``None``."""
    for one in reasons.explained:
        if what not in one.whats or not within(heading, one.spans):
            continue
        if (one.ours and ours not in one.ours) or (one.official and official not in one.official):
            continue
        first, last = (numbers.get(name, -1) for name in one.releases)
        if (first < 0 or first <= release) and (last < 0 or release <= last):
            return one
    return None
