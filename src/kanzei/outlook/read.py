"""Scenario files: YAML read with positions, typed, and checked; every mistake is told, not the first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from kanzei.errors import LawError, UsageError
from kanzei.law.marked import Mark, Marked, read_yaml
from kanzei.outlook.laws import Draft, Laws, first_day
from kanzei.outlook.read_shipments import read_costs, read_shipments
from kanzei.outlook.scenario import Flow, Learned, Scenario
from kanzei.outlook.settings import apply_settings
from kanzei.outlook.tree import MOST_WORLDS, Event, Group, count_worlds, events
from kanzei.outlook.words import Words, share_text

__all__ = ["read_scenario"]

_TOP = ["id", "title", "known", "note", "sources", "tree", "costs", "shipments", "flows", "learned"]
_EVENT = ["id", "title", "probability", "day", "days", "law", "file", "exclusive", "independent", "note"]
_KINDS = ("exclusive", "independent")


def read_scenario(path: Path, settings: Iterable[str] = (), shipments: Path | None = None) -> Scenario:
    """Read a scenario file.

    Parameters
    ----------
    settings  : ``KEY=VALUE`` laid on top (see :func:`kanzei.outlook.settings.apply_settings`).
    shipments : a file with ``costs:`` and ``shipments:`` in the place of those of the scenario.

    Raises
    ------
    LawError     The file has mistakes: all of them, a line each, ``file:line:column: what; how to mend``.
    UsageError   A file cannot be read, or a setting names nothing.
    """
    settings = list(settings)
    text = _text(path)
    root, errors = read_yaml(text, str(path))
    if root is None:
        raise LawError("\n".join(errors))
    other = _text(shipments) if shipments else ""
    if shipments:
        planned, wrong = read_yaml(other, str(shipments))
        errors += wrong
        if planned is None:
            raise LawError("\n".join(errors))
        _take_over(root, planned, errors)
    apply_settings(root, settings)
    found = _Maker(Words(errors), root, path).make()
    if errors:
        raise LawError("\n".join(dict.fromkeys(errors)))
    digest = hashlib.sha256("\0".join([text, other, *settings]).encode()).hexdigest()
    return found._replace(digest=digest)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise UsageError(f"{path}: is no text in UTF-8") from None
    except OSError as error:
        why = (
            "there is no such file" if isinstance(error, FileNotFoundError) else (error.strerror or str(error)).lower()
        )
        raise UsageError(f"{path}: cannot be read: {why}") from None


def _take_over(root: Marked, planned: Marked, errors: list[str]) -> None:
    """Put the plans of another file into the place of the scenario's own."""
    body = Words(errors).mapping(planned, "a file of shipments", ["costs", "shipments"])
    if isinstance(root.value, dict) and body:
        root.value.pop("costs", None)
        root.value.update(body)


class _Maker:
    def __init__(self, read: Words, root: Marked, path: Path) -> None:
        self.read = read
        self.root = root
        self.path = path
        self.body = read.mapping(root, "the file", _TOP)
        self.known = read.when(self.body["known"]) if "known" in self.body else date(1900, 1, 1)
        self.drafts: dict[str, Draft] = {}
        self.marks: dict[str, Mark] = {}
        self.warnings: list[str] = []

    def make(self) -> Scenario:
        read, body, mark = self.read, self.body, self.root.mark
        if "known" not in body:
            read.error(
                mark, "needs 'known': the day of the law looked at, known: 2025-08-28; later instruments are left out"
            )
        if "tree" not in body:
            read.error(mark, "needs 'tree': the events that may come, under exclusive: or independent:")
        tree = self._group(body["tree"], None) if "tree" in body else Group("independent")
        number = count_worlds(tree)
        if number > MOST_WORLDS:
            read.error(
                body["tree"].mark,
                f"comes to {number:,} worlds, and {MOST_WORLDS:,} is the most: give fewer days to an event",
            )
        names = list(self.marks)
        laws = Laws(self.drafts)
        for one in events(tree):
            # Read on its first day: that another day would make other mistakes is seen when a world asks for it.
            if one.id in laws and one.days:
                laws.read(one.id, one.days[0][0], read.errors)
        costs = read_costs(read, body.get("costs"))
        planned = read_shipments(
            read, body.get("shipments"), costs, [one.id for one in events(tree) if one.days], names
        )
        return Scenario(
            id=read.name(body, mark, "the scenario"),
            title=read.text(body, "title", mark),
            known=self.known,
            tree=tree,
            laws=laws,
            shipments=planned,
            flows=tuple(self._flows(body.get("flows"))),
            learned=tuple(self._learned(body.get("learned"), tree)),
            note=read.optional(body, "note"),
            sources=tuple(read.texts(body.get("sources"))),
            warnings=tuple(self.warnings),
            path=self.path,
        )

    def _group(self, item: Marked, parent: Event | None) -> Group:
        read = self.read
        body = read.mapping(item, "a tree", list(_KINDS))
        kinds = [kind for kind in _KINDS if kind in body]
        if len(kinds) != 1:
            read.error(item.mark, "a tree has one of exclusive: (exactly one comes) and independent: (each by itself)")
            return Group("independent")
        return self._events(kinds[0], body[kinds[0]], parent)

    def _events(self, kind: Any, item: Marked, parent: Event | None) -> Group:
        read = self.read
        found = [one for each in read.items(item) if (one := self._event(each, kind, parent)) is not None]
        if not found:
            read.error(item.mark, f"{kind}: holds no event")
        if kind == "exclusive" and found:
            resting = [one for one in found if one.rest]
            total = sum((one.probability for one in found), Fraction(0))
            if len(resting) > 1:
                read.error(item.mark, "'rest' stands twice: give one of them a probability")
            elif resting and total > 1:
                read.error(item.mark, f"the probabilities make {share_text(total)} before the rest: lower them")
            elif resting:
                found = [one._replace(probability=1 - total) if one.rest else one for one in found]
            elif total != 1:
                read.error(
                    item.mark,
                    f"exclusive events make {share_text(total)}, not 100%: of them exactly one comes; "
                    "add {id: none, title: nothing comes, probability: rest}",
                )
        elif any(one.rest for one in found):
            read.error(item.mark, "'rest' is a probability among exclusive events: here give a number")
        return Group(kind, tuple(found))

    def _event(self, item: Marked, kind: str, parent: Event | None) -> Event | None:
        read = self.read
        body = read.mapping(item, "an event", _EVENT)
        if not body:
            return None
        name = read.name(body, item.mark, "an event")
        if name in self.marks:
            read.error(item.mark, f"the event {name!r} stands twice ({self.marks[name]}): give one of them another id")
        self.marks[name] = item.mark
        title = read.text(body, "title", item.mark)
        rest = "probability" in body and body["probability"].value == "rest"
        if "probability" not in body:
            read.error(item.mark, "needs 'probability': 70%, 0.7, 7/10" + (" or rest" if kind == "exclusive" else ""))
        probability = Fraction(0) if rest or "probability" not in body else read.probability(body["probability"])
        draft = self._draft(name, title, body, item.mark)
        days = self._days(body, item.mark, draft)
        if draft is not None:
            self.drafts[name] = draft
            if not days:
                read.error(
                    item.mark, f"the event {name!r} carries law and needs 'day' or 'days': when it becomes known"
                )
        for day, _ in days[:1]:
            if day < self.known:
                read.error(
                    item.mark, f"comes on {day}, before the view of {self.known}: what was known then is law already"
                )
            if parent is not None and parent.days and day < parent.days[-1][0]:
                read.error(
                    item.mark,
                    f"may come on {day}, before {parent.id!r}, which may come as late as {parent.days[-1][0]}",
                )
        made = Event(name, title, probability, days, rest=rest)
        kinds = [one for one in _KINDS if one in body]
        if len(kinds) > 1:
            read.error(item.mark, "has both exclusive: and independent:, what follows is one of the two")
        elif kinds:
            made = made._replace(then=self._events(kinds[0], body[kinds[0]], made if days else parent))
        return made

    def _days(self, body: dict[str, Marked], mark: Mark, draft: Draft | None) -> tuple[tuple[date, Fraction], ...]:
        if "day" in body and "days" in body:
            self.read.error(mark, "has both 'day' and 'days': keep one")
        if "days" in body:
            return self.read.days(body["days"])
        if "day" in body:
            return ((self.read.when(body["day"]), Fraction(1)),)
        own = first_day(draft) if draft is not None else None
        return ((own, Fraction(1)),) if own else ()

    def _draft(self, name: str, title: str, body: dict[str, Marked], mark: Mark) -> Draft | None:
        if "law" in body and "file" in body:
            self.read.error(mark, "has both 'law' and 'file': keep one")
        if "law" in body:
            return Draft(name, title, body["law"], self.path)
        if "file" not in body:
            return None
        item = body["file"]
        path = self.path.parent / str(item.value)
        try:
            root, errors = read_yaml(path.read_text(encoding="utf-8"), str(path))
        except (OSError, UnicodeDecodeError):
            self.read.error(item.mark, f"the file {str(item.value)!r} cannot be read beside this one")
            return None
        self.read.errors.extend(errors)
        return Draft(name, title, root, path) if root is not None else None

    def _flows(self, item: Marked | None) -> Iterable[Flow]:
        read = self.read
        for one in read.items(item):
            body = read.mapping(one, "a flow", ["id", "title", "facts", "origin", "goods", "days", "basis", "source"])
            if not body:
                continue
            yield Flow(
                read.name(body, one.mark, "a flow"),
                read.text(body, "title", one.mark),
                read.text(body, "facts", one.mark),
                read.text(body, "origin", one.mark).upper(),
                tuple(word.replace(".", "") if word[:1].isdigit() else word for word in read.texts(body.get("goods"))),
                read.count(body["days"], 366) if "days" in body else 365,
                read.text(body, "basis", one.mark),
                read.text(body, "source", one.mark),
                str(one.mark),
            )

    def _learned(self, item: Marked | None, tree: Group) -> Iterable[Learned]:
        read = self.read
        for one in read.items(item):
            body = read.mapping(one, "something learned", ["id", "title", "comes", "on", "source"])
            if not body:
                continue
            comes = []
            for name, value in read.entries(body.get("comes")):
                if read.one_of(name, self.marks, value.mark, "event"):
                    comes.append((name, read.yes(value)))
            if not comes:
                read.error(one.mark, "needs 'comes': which events come or do not, comes: {autos: yes}")
            on = []
            for name, value in read.entries(body.get("on")):
                if read.one_of(name, self.marks, value.mark, "event"):
                    on.append((name, read.when(value)))
            yield Learned(
                read.name(body, one.mark, "something learned"),
                read.text(body, "title", one.mark),
                tuple(comes),
                tuple(on),
                read.optional(body, "source"),
            )
