"""Record files: YAML read with positions and checked; every mistake is told with file, line, column and how to mend it."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from kanzei.errors import LawError, UsageError
from kanzei.law.marked import Mark, Marked, read_yaml
from kanzei.law.reader import Reader
from kanzei.record.model import CLASSES, GRADES, KINDS, SIDES, STATES, Claim, Event, Record, Ruling, Slot, Source

__all__ = ["KEYS", "check_file", "read_record", "shipped"]

KEYS = ("sources", "slots", "events", "claims", "rulings")
"""Keys at the top of a record file, besides a note."""
_TOP = [*KEYS, "note"]
_SOURCE = ["id", "title", "kind", "day", "grade", "url", "via"]
_SLOT = ["id", "title", "topic", "commitment", "parties", "needs"]
_EVENT = ["id", "title", "on", "known", "source", "note"]
_CLAIM = [
    *("id", "slot", "says", "value", "by", "role", "side", "state", "scope", "slip", "on", "known", "source", "from"),
    *("supersedes", "corroborates", "contradicts", "terms", "note"),
]
_RULING = ["slot", "class", "outcome", "value", "because", "known", "rests_on"]
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*\Z")
_MONTH = re.compile(r"(\d{4})-(\d{2})\Z")


def _folder() -> Path:
    return Path(str(files("kanzei.record").joinpath("data")))


@cache
def shipped() -> Record:
    """The record that the package carries."""
    return read_record(sorted(_folder().glob("*.yaml")))


def read_record(paths: Iterable[Path], base: Record | None = None) -> Record:
    """A record from files, which may speak of one another's sources, slots and claims, and of those of ``base``.

    Raises
    ------
    LawError     The files have mistakes: all of them, a line each, ``file:line:column: what; how to mend``.
    UsageError   A file cannot be read.
    """
    maker = _Maker(base)
    for path in paths:
        maker.take(path)
    maker.check()
    if maker.errors:
        raise LawError("\n".join(dict.fromkeys(maker.errors)))
    return maker.made()


def check_file(path: Path) -> tuple[Record, int]:
    """A file of the user's read on top of the shipped record; second, how many claims it adds."""
    made = read_record([path], shipped())
    return made, len(made.claims) - len(shipped().claims)


class _Maker(Reader):
    def __init__(self, base: Record | None) -> None:
        super().__init__([])
        self.sources: dict[str, Source] = dict(base.sources) if base else {}
        self.slots: dict[str, Slot] = dict(base.slots) if base else {}
        self.events: dict[str, Event] = {one.id: one for one in base.events} if base else {}
        self.claims: dict[str, Claim] = {one.id: one for one in base.claims} if base else {}
        self.rulings: list[Ruling] = list(base.rulings) if base else []
        self.named: list[tuple[str, str, Mark]] = []
        self.written: list[tuple[Claim, Mark]] = []

    def take(self, path: Path) -> None:
        """Everything in one file."""
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise UsageError(f"{path}: is no text in UTF-8") from None
        except OSError as error:
            raise UsageError(f"{path}: cannot be read: {(error.strerror or str(error)).lower()}") from None
        root, errors = read_yaml(text, path.name if path.parent == _folder() else str(path))
        self.errors += errors
        if root is None:
            return
        body = self.mapping(root, "a record file", _TOP)
        for item in self.items(body.get("sources")):
            self._source(item)
        for item in self.items(body.get("slots")):
            self._slot(item)
        for item in self.items(body.get("events")):
            self._event(item)
        for item in self.items(body.get("claims")):
            self._claim(item)
        for item in self.items(body.get("rulings")):
            self._ruling(item)

    def check(self) -> None:
        """Names that nothing answers to, chains that bite their own tail, claims that reach over slots."""
        kinds: dict[str, list[str]] = {
            "source": list(self.sources),
            "slot": list(self.slots),
            "claim": list(self.claims),
        }
        for kind, name, mark in self.named:
            if name not in kinds[kind]:
                self.error(mark, f"there is no {kind} {name!r}{self.nearest(name, kinds[kind])}")
        for name in self.sources:
            if self._bites(name):
                self.errors.append(
                    f"the source {name} draws on itself: a chain of sources ends with one that has no 'via'"
                )
        if not self.errors:
            self._origins()

    def _origins(self) -> None:
        """A paper that draws on several says nothing of weight until a claim tells which of them it comes from."""
        record = self.made()
        for claim, mark in self.written:
            reach = record.roots(claim.sources) | set(claim.sources)
            for name in claim.sources:
                roots = record.roots([name])
                if len(roots) > 1 and not claim.origin:
                    self.error(
                        mark, f"{name} draws on {', '.join(sorted(roots))}: say with 'from' which of them, or {name}"
                    )
            for name in claim.origin:
                if name not in reach:
                    self.error(mark, f"'from' names {name}, which none of {', '.join(claim.sources)} draws on")

    def made(self) -> Record:
        """The record, known whole."""
        claims, events = tuple(self.claims.values()), tuple(self.events.values())
        last = max([date(2019, 10, 7), *(one.known for one in claims), *(one.known for one in events)])
        return Record(self.sources, self.slots, events, claims, tuple(self.rulings), last)

    def _bites(self, start: str) -> bool:
        seen: set[str] = set()
        todo = list(self.sources[start].via)
        while todo:
            name = todo.pop()
            if name == start:
                return True
            if name in self.sources and name not in seen:
                seen.add(name)
                todo += self.sources[name].via
        return False

    def _ident(self, body: dict[str, Marked], mark: Mark, taken: Iterable[str], what: str) -> str:
        text = self.text(body, "id", mark)
        if text and not _ID.match(text):
            self.error(body["id"].mark, f"the id {text!r} of {what}: write letters, digits and hyphens")
        if text and text in taken:
            self.error(body["id"].mark, f"{what} {text!r} stands twice: give each its own id")
        return text

    def _names(self, kind: str, item: Marked | None) -> tuple[str, ...]:
        out = []
        for one in self.items(item):
            self.named.append((kind, str(one.value), one.mark))
            out.append(str(one.value))
        return tuple(out)

    def _when(self, item: Marked) -> tuple[date, bool]:
        """A day; a month alone is its last day, not exact."""
        match = _MONTH.match(str(item.value))
        if match and 1 <= int(match[2]) <= 12 and int(match[1]) > 0:
            year, month = int(match[1]), int(match[2])
            return date(year, month, calendar.monthrange(year, month)[1]), False
        before = len(self.errors)
        text = self.day(item)
        return (date(1, 1, 1) if len(self.errors) > before else date.fromisoformat(text)), True

    def _days(self, body: dict[str, Marked], mark: Mark, what: str) -> tuple[date, date, bool]:
        if "on" not in body:
            self.error(mark, f"{what} needs 'on': the day it was said, or from which it holds")
            return date(1, 1, 1), date(1, 1, 1), True
        on, exact = self._when(body["on"])
        return on, self._when(body["known"])[0] if "known" in body else on, exact

    def _evidence(self, body: dict[str, Marked], mark: Mark, what: str) -> tuple[str, ...]:
        found = self._names("source", body.get("source"))
        if not found:
            self.error(mark, f"{what} needs 'source': the id of where it can be read")
        return found

    def _source(self, item: Marked) -> None:
        body = self.mapping(item, "a source", _SOURCE)
        ident = self._ident(body, item.mark, self.sources, "the source")
        if "day" not in body:
            self.error(item.mark, "a source needs 'day': the day it bears")
        day = self._when(body["day"])[0] if "day" in body else date(1, 1, 1)
        self.sources[ident] = Source(
            ident,
            self.text(body, "title", item.mark),
            self.choice(body, "kind", KINDS, None, item.mark),
            day,
            self.choice(body, "grade", GRADES, None, item.mark),
            self.optional(body, "url"),
            self._names("source", body.get("via")),
        )

    def _slot(self, item: Marked) -> None:
        body = self.mapping(item, "a slot", _SLOT)
        ident = self._ident(body, item.mark, self.slots, "the slot")
        commitment = self.yes(body["commitment"]) if "commitment" in body else False
        self.slots[ident] = Slot(
            ident,
            self.text(body, "title", item.mark),
            self.optional(body, "topic"),
            commitment,
            self.optional(body, "parties"),
            self.optional(body, "needs"),
        )

    def _event(self, item: Marked) -> None:
        body = self.mapping(item, "an event", _EVENT)
        ident = self._ident(body, item.mark, self.events, "the event")
        on, known, _ = self._days(body, item.mark, "an event")
        title = self.text(body, "title", item.mark)
        evidence = self._evidence(body, item.mark, "an event")
        self.events[ident] = Event(ident, title, on, known, evidence, self.optional(body, "note"))

    def _claim(self, item: Marked) -> None:
        body = self.mapping(item, "a claim", _CLAIM)
        ident = self._ident(body, item.mark, self.claims, "the claim")
        on, known, exact = self._days(body, item.mark, "a claim")
        slot = self.text(body, "slot", item.mark)
        if slot:
            self.named.append(("slot", slot, body["slot"].mark))
        claim = self.claims[ident] = Claim(
            id=ident,
            slot=slot,
            says=self.text(body, "says", item.mark),
            by=self.text(body, "by", item.mark),
            on=on,
            known=known,
            sources=self._evidence(body, item.mark, "a claim"),
            value=self.optional(body, "value"),
            state=self.choice(body, "state", STATES, "") if "state" in body else "",
            role=self.optional(body, "role"),
            side=self.choice(body, "side", SIDES, "press"),
            scope=self.optional(body, "scope"),
            slip=self.optional(body, "slip"),
            exact=exact,
            origin=self._names("source", body.get("from")),
            supersedes=self._names("claim", body.get("supersedes")),
            corroborates=self._names("claim", body.get("corroborates")),
            contradicts=self._names("claim", body.get("contradicts")),
            terms=tuple(self.texts(body.get("terms"))),
            note=self.optional(body, "note"),
        )
        self.written.append((claim, item.mark))

    def _ruling(self, item: Marked) -> None:
        body = self.mapping(item, "a ruling", _RULING)
        slot = self.text(body, "slot", item.mark)
        if slot:
            self.named.append(("slot", slot, body["slot"].mark))
        if "known" not in body:
            self.error(item.mark, "a ruling needs 'known': the day from which its reason could be known")
        rests_on = self._names("claim", body.get("rests_on"))
        if not rests_on:
            self.error(item.mark, "a ruling needs 'rests_on': the claims that decide, or that stand against each other")
        self.rulings.append(
            Ruling(
                slot=slot,
                kind=self.choice(body, "class", CLASSES, None, item.mark),
                outcome=self.choice(body, "outcome", ("resolved", "open"), None, item.mark),
                because=self.text(body, "because", item.mark),
                known=self._when(body["known"])[0] if "known" in body else date(1, 1, 1),
                rests_on=rests_on,
                value=self.optional(body, "value"),
            )
        )
