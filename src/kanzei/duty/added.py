"""A book with supposed instruments on top of what was known on a day: only what they add or change is compiled.

A what-if asks one question under many sets of supposed instruments, on many days. Replaying the whole book for each would cost a second; here the law that
stood on the day is sliced once, and each set of instruments is replayed from there. The outcome is a book like any other, for views known on that day.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from kanzei.law.instrument import END, STATEMENTS, Instrument, SetChange
from kanzei.law.replay import History, Member, Replayed, Segment, Standing, members_of, replay

if TYPE_CHECKING:
    from kanzei.duty.book import LawBook

__all__ = ["Ground"]

_UNTIL = "~"
"""How the table of members writes a last day that never comes: after every ISO day."""


class Ground:
    """A book as known on a day, to lay supposed instruments on."""

    def __init__(self, book: LawBook, known: date) -> None:
        self.book = book
        self.known = known.isoformat()
        self._content, self._members = book.recipe()
        segments: dict[str, list[Segment]] = {}
        first: dict[str, Any] = {}
        orders: dict[str, Any] = {}
        for name, history in book.provisions.items():
            states = [rows for day, rows in history["states"] if day <= self.known]
            if not states:
                continue
            versions = history["versions"]
            segments[name] = [Segment(start, stop, versions[number], by) for start, stop, number, by in states[-1]]
            first[name] = versions[0]
        for name, (fields, day, fixed) in book.orders.items():
            if day <= self.known:
                orders[name] = (fields, day, fixed if fixed <= self.known else END)
                segments.setdefault(name, [])
                first.setdefault(name, fields)
        self.standing = Standing(segments, orders, first)

    def with_instruments(self, instruments: Sequence[Instrument]) -> LawBook:
        """The book in which these instruments are law too, in the order of their own known days; views of it are known on the day of the ground.

        Raises
        ------
        LawError   An instrument changes law that does not exist, or two of one day change the same and neither comes after the other.
        """
        from kanzei.duty.book import LawBook

        if not instruments:
            return self.book
        here = {one.id for one in instruments}
        # Instruments of the book are earlier than any of these, so an 'after' that names one holds already.
        laid = [one._replace(after=tuple(name for name in one.after if name in here)) for one in instruments]
        done = replay(laid, self.standing)
        content = {**self._content, **self._changed(laid, done)}
        book = LawBook(content, self._members, self.book.schedule)
        changes = [change for one in laid for change in one.sets]
        if any(change.kind == "set" for change in changes):
            book.use_members(self._with_sets([one for one in changes if one.kind == "set"]))
        return book

    def replayed(self, instruments: Sequence[Instrument]) -> Replayed:
        """The whole book with these instruments on top, as known on the day of the ground: what a search for conflicts looks at."""
        book = self.with_instruments(instruments)
        histories = {}
        for name, history in book.provisions.items():
            states = [rows for day, rows in history["states"] if day <= self.known]
            if states:
                rows = tuple(Segment(a, b, history["versions"][number], by) for a, b, number, by in states[-1])
                histories[name] = History(name, [(self.known, rows)])
        members = [
            Member(
                "set", name, code, "+" if sign == 1 else "-", start, END if stop == _UNTIL else stop, self.known, END
            )
            for name, code, sign, start, stop in book.members.execute(
                "SELECT s.name, m.code, m.sign, m.start, m.stop FROM members m JOIN sets s ON s.id = m.set_id WHERE m.known <= ? AND ? < m.until",
                (self.known, self.known),
            )
        ]
        members += [
            Member("group", name, code, sign, start, stop, self.known, END)
            for name, code, sign, start, stop, known, until in book.groups
            if known <= self.known < until
        ]
        return Replayed(histories, {}, members)

    def _changed(self, laid: list[Instrument], done: Replayed) -> dict[str, Any]:
        out: dict[str, Any] = {}
        provisions = dict(self.book.provisions)
        for name, history in done.provisions.items():
            old = provisions.get(name, {"versions": [], "states": []})
            versions = list(old["versions"])
            rows = []
            for segment in history.states[-1][1]:
                if segment.fields not in versions:
                    versions.append(segment.fields)
                rows.append([segment.start, segment.stop, versions.index(segment.fields), segment.suspended])
            states = [state for state in old["states"] if state[0] <= self.known]
            provisions[name] = {"versions": versions, "states": [*states, [self.known, rows]]}
        out["provisions"] = provisions
        out["orders"] = {
            **self.book.orders,
            **{
                name: [fields, min(day, self.known), self.known if fixed != END else END]
                for name, (fields, day, fixed) in done.orders.items()
                if self.standing.orders.get(name) != (fields, day, fixed)
            },
        }
        out["instruments"] = [*self.book.instruments, *(_description(one, self.known) for one in laid)]
        added: tuple[tuple[str, list[dict[str, Any]]], ...] = (
            ("readings", [one for each in laid for one in each.readings]),
            ("voids", [{**one, "known": self.known} for each in laid for one in each.voids]),
            ("authorises", [{**one, "known": self.known} for each in laid for one in each.authorises]),
        )
        for key, new in added:
            out[key] = [*self._content[key], *new]
        said = self._content.get("statements", {})
        out["statements"] = {
            key: [
                *said.get(key, ()),
                *({**row, "known": self.known} for one in laid for row in one.statements.get(key, ())),
            ]
            for key in STATEMENTS
        }
        groups = [change for one in laid for change in one.sets if change.kind == "group"]
        out["groups"] = self._with_groups(groups) if groups else self.book.groups
        law = [
            [one.operations, one.sets, one.readings, one.voids, sorted(one.statements.items())]
            for one in sorted(laid, key=lambda one: (one.known, one.id))
        ]
        text = json.dumps([self.book.law_digest, self.known, law], sort_keys=True, ensure_ascii=False, default=str)
        out["digest"] = hashlib.sha256(text.encode()).hexdigest()
        return out

    def _with_groups(self, changes: list[SetChange]) -> list[list[str]]:
        moved = {(change.name, code) for change in changes for code in change.members}
        kept, open_ = [], []
        for row in self.book.groups:
            name, code, sign, start, stop, known, until = row
            if (name, code) in moved and known <= self.known < until:
                open_.append(Member("group", name, code, sign, start, stop, known, until))
            else:
                kept.append(row)
        return [*kept, *(list(one[1:]) for one in self._merge(open_, changes))]

    def _with_sets(self, changes: list[SetChange]) -> sqlite3.Connection:
        """A copy of the members in memory, with the codes that join or leave."""
        base = sqlite3.connect(":memory:", check_same_thread=False)
        self.book.members.backup(base)
        ids = dict(base.execute("SELECT name, id FROM sets").fetchall())
        for change in changes:
            if change.name not in ids:
                ids[change.name] = max(ids.values(), default=0) + 1
                base.execute("INSERT INTO sets VALUES(?,?)", (ids[change.name], change.name))
        open_ = []
        for name, code in sorted({(change.name, code) for change in changes for code in change.members}):
            where = "set_id=? AND code=? AND known<=? AND ?<until"
            given = (ids[name], code, self.known, self.known)
            rows = base.execute(f"SELECT sign, start, stop, known, until FROM members WHERE {where}", given).fetchall()
            base.execute(f"DELETE FROM members WHERE {where}", given)
            open_ += [
                Member("set", name, code, "+" if sign == 1 else "-", start, END if stop == _UNTIL else stop, known, END)
                for sign, start, stop, known, until in rows
            ]
        base.executemany(
            "INSERT INTO members VALUES(?,?,?,?,?,?,?)",
            [
                (
                    m.code,
                    ids[m.name],
                    1 if m.sign == "+" else -1,
                    m.start,
                    m.stop if m.stop != END else _UNTIL,
                    m.known,
                    _UNTIL,
                )
                for m in self._merge(open_, changes)
            ],
        )
        return base

    def _merge(self, standing: list[Member], changes: list[SetChange]) -> list[Member]:
        """Rectangles of members as they stand, with changes on top, all known on the day of the ground."""
        before = tuple(SetChange(m.kind, m.name, m.sign, (m.code,), m.start, m.stop, m.known) for m in standing)
        plain = Instrument("", "", "", "", "", "", "", (), (), "", "", "", "", (), before, (), (), ())
        late = plain._replace(sets=tuple(changes))
        return [one._replace(known=min(one.known, self.known)) for one in members_of([plain, late]) if one.until == END]


def _description(one: Instrument, known: str) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "kind": one.kind,
        "citation": one.citation,
        "signed": one.signed,
        "published": one.published,
        "known": known,
        "sources": list(one.sources),
        "grade": one.grade,
        "confidence": one.confidence,
        "checked": one.checked,
        "note": one.note,
        "file": one.file,
    }
