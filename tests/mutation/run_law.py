"""Try the corpus on mutants of the law: only the changed provisions or set are laid over the standing views."""

from __future__ import annotations

import copy
from bisect import insort
from typing import Any, NamedTuple

from kanzei.duty.assess import answer_line
from kanzei.duty.book import LawBook
from kanzei.duty.view import View
from kanzei.errors import KanzeiError, LawError
from kanzei.law.compiled import load_instruments
from kanzei.law.instrument import END, Instrument, Operation
from kanzei.law.replay import History, Member, replay

from .corpus import Case, Key, base_views, cases, fails
from .law import FIRST_DAY, LawMutant

__all__ = ["Court", "Verdict"]


class Verdict(NamedTuple):
    """killed : by the case or check ``by``; else ``by`` says why no difference can be seen, or is empty: a survivor."""

    killed: bool
    by: str


class _Changed(View):
    """A view with a few provisions, one set or the groups replaced."""

    def __init__(self, base: View, book: LawBook, histories: dict[str, Any], members: list[Member] | None) -> None:
        super().__init__(book, base.known, base.switches, base.answer, base.value_as_given)
        self._base = base
        self._members = base._members
        self._histories = {
            name: next((rows for known, rows in reversed(states) if known <= base.known), ())
            for name, states in histories.items()
        }
        self._changed_set = members
        if book.groups is base.book.groups:
            self._groups = base._groups

    def candidates(self, entered: str, origin: str) -> list[dict[str, Any]]:
        """Those of the standing view, the changed provisions in their place."""
        if self._groups is not self._base._groups:
            return super().candidates(entered, origin)
        found = self._candidates.get((entered, origin))
        if found is None:
            found = [p for p in self._base.candidates(entered, origin) if p["id"] not in self._histories]
            for rows in self._histories.values():
                for start, stop, fields, suspended in rows:
                    stands = start <= entered < stop and not suspended
                    if stands and self.origin_matches(fields["origin"], origin.lower(), entered):
                        insort(found, fields, key=lambda p: p["id"])
            self._candidates[(entered, origin)] = found
        return found

    def memberships(self, code: str, entered: str) -> frozenset[str]:
        """Those of the standing view, the changed set apart."""
        found = self._base.memberships(code, entered)
        if not self._changed_set:
            return found
        name = self._changed_set[0].name
        best = (0, -1)
        for m in self._changed_set:
            if code.startswith(m.code) and m.start <= entered < m.stop and m.known <= self.known < m.until:
                best = max(best, (len(m.code), 1 if m.sign == "+" else -1), key=lambda b: (b[0], -b[1]))
        return (found - {name}) | ({name} if best[1] > 0 else frozenset())


class Court:
    """The standing book, its views, and the corpus."""

    def __init__(self, instruments: list[Instrument] | None = None) -> None:
        self.book = LawBook.shipped()
        self.instruments = instruments or load_instruments()
        self.bare = [one._replace(sets=()) for one in self.instruments]
        self.standing = replay(self.bare).provisions
        self.views = base_views(self.book)
        self.cases = cases()
        self.kills: dict[str, int] = {}
        self.evaluations = {case.id: self._evaluation(case) for case in self.cases}
        wrong = [case.id for case in self.cases if fails(case, self.views[case.key])]
        if wrong:
            raise AssertionError(f"the corpus does not hold on the standing book: {', '.join(wrong[:20])}")

    def _evaluation(self, case: Case) -> Any:
        try:
            return answer_line(self.views[case.key], case.line).evaluation
        except KanzeiError:
            return None

    def try_mutant(self, mutant: LawMutant) -> Verdict:
        """Killed, without an observable difference by rule, or a survivor."""
        if mutant.moved and max(mutant.moved) <= FIRST_DAY:
            return Verdict(False, "no entry the book answers for is before 2025-01-01")
        if mutant.set_name:
            return self._set(mutant)
        if mutant.what.startswith("default "):
            return self._book(mutant, "readings", {r["id"]: r for one in self._with(mutant) for r in one.readings})
        if mutant.target.startswith("voids "):
            return self._book(mutant, "voids", [v for one in self._with(mutant) for v in one.voids])
        try:
            found, touched = self._replayed(mutant)
        except LawError:
            return Verdict(True, "the book does not compile")
        names = {
            name for name in touched if found.get(name, _NOTHING).states != self.standing.get(name, _NOTHING).states
        }
        if not names:
            return Verdict(False, "the book replayed is the same")
        if not {n for n in names if _bears_on_2025(found.get(n), self.standing.get(n))}:
            return Verdict(False, "no entry the book answers for is before 2025-01-01")
        histories = {name: _states(found.get(name)) for name in names}
        views: dict[Key, _Changed] = {}
        for case in self._in_order(case for case in self.cases if self._reached(case, histories)):
            view = views.get(case.key) or views.setdefault(
                case.key, _Changed(self.views[case.key], self.book, histories, None)
            )
            if fails(case, view):
                return self._killed(case)
        return Verdict(False, "")

    def _replayed(self, mutant: LawMutant) -> tuple[dict[str, History], set[str]]:
        """The histories that may differ under a mutant; the other operations are left out, for speed."""
        changed = [one._replace(sets=()) for one in self._with(mutant)]
        old = next(one for one in self.instruments if one.id == mutant.instrument_id).operations
        apart = [op for op in mutant.instrument.operations if op not in old]
        apart += [op for op in old if op not in mutant.instrument.operations]
        touched: set[str] = set()
        for op in apart:
            if ":" in op.target.split("#")[0]:
                touched |= set(self.standing)
            stem = op.target
            touched |= {stem, *(n for n in self.standing if n.startswith((stem + ".", stem + "@")))}
        if len(touched) < 200:
            few = [
                one._replace(operations=tuple(op for op in one.operations if self._meets(op, touched)))
                for one in changed
            ]
            try:
                return replay(few).provisions, touched
            except LawError:
                pass  # an operation that names only what was left out: all are replayed
        found = replay(changed).provisions
        return found, {*found, *self.standing}

    def _meets(self, op: Operation, names: set[str]) -> bool:
        if op.kind in ("add", "order"):
            return op.target in names
        for word, field in (("authority:", "authority"), ("instrument:", "instrument")):
            if op.target.startswith(word):
                return any(self._field(n, field) == op.target.removeprefix(word) for n in names)
        return any(n == op.target or n.startswith((op.target + ".", op.target + "@")) for n in names)

    def _field(self, name: str, field: str) -> str:
        history = self.standing.get(name)
        return str(history.states[0][1][0].fields[field]) if history and history.states[0][1] else ""

    def _with(self, mutant: LawMutant) -> list[Instrument]:
        return [mutant.instrument if one.id == mutant.instrument_id else one for one in self.instruments]

    def _killed(self, case: Case) -> Verdict:
        self.kills[case.id] = self.kills.get(case.id, 0) + 1
        return Verdict(True, case.id)

    def _in_order(self, some: Any) -> list[Case]:
        return sorted(some, key=lambda case: -self.kills.get(case.id, 0))

    def _reached(self, case: Case, histories: dict[str, Any]) -> bool:
        line, base = case.line, self.views[case.key]
        entered = line.entered_on.isoformat()
        code = line.hts
        known = code[:2] not in ("", "98") and len(code) == 10
        sets = base.memberships(code, entered) if known else frozenset()
        for name, states in histories.items():
            for rows in (_rows_at(states, base.known), _rows_at(_states(self.standing.get(name)), base.known)):
                for start, stop, fields, suspended in rows:
                    if not start <= entered < stop or suspended:
                        continue
                    if not base.origin_matches(fields["origin"], line.origin.lower(), entered):
                        continue
                    inside = fields["goods"]["in"]
                    listed = not inside or any(w in sets or (w[0].isdigit() and code.startswith(w)) for w in inside)
                    if not known or (listed and self._may_hold(case, fields)):
                        return True
        return False

    def _may_hold(self, case: Case, fields: dict[str, Any]) -> bool:
        """Whether the condition of a provision can be met on a line: where neither the old nor the new can, nothing changes.

        A provision on a part of the goods divides the article where it only might fall on it.
        """
        evaluation = self.evaluations[case.id]
        if evaluation is None or "when" not in fields or fields.get("part", "all") != "all":
            return True
        claimed = case.line.claims.get(fields.get("heading", "-")) is True
        return any(
            evaluation.test(fields["when"], fields, part.name, claimed) is not False for part in evaluation.parts
        )

    def _set(self, mutant: LawMutant) -> Verdict:
        kind = mutant.target.split()[0]
        only = [
            one._replace(operations=(), sets=tuple(c for c in one.sets if (c.kind, c.name) == (kind, mutant.set_name)))
            for one in self._with(mutant)
        ]
        members = replay(only).members
        if kind == "group":
            groups = [row for row in self.book.groups if row[0] != mutant.set_name]
            groups += [list(m[1:]) for m in members]
            return self._book(mutant, "groups", groups)
        members = members or [Member(kind, mutant.set_name, "~", "+", END, END, END, END)]
        views = {key: _Changed(base, self.book, {}, members) for key, base in self.views.items()}
        for case in self._in_order(self.cases):
            view, base = views[case.key], self.views[case.key]
            entered, code = case.line.entered_on.isoformat(), case.line.hts
            if (
                len(code) == 10
                and code[:2] != "98"
                and view.memberships(code, entered) == base.memberships(code, entered)
            ):
                continue
            if fails(case, view):
                return self._killed(case)
        return Verdict(False, "")

    def _book(self, mutant: LawMutant, field: str, value: Any) -> Verdict:
        book = copy.copy(self.book)
        setattr(book, field, value)
        views: dict[Key, View] = {}
        for case in self._in_order(self.cases):
            base = self.views[case.key]
            if case.key not in views:
                views[case.key] = _Changed(base, book, {}, None)
                if field != "groups":
                    views[case.key]._candidates = base._candidates
                else:
                    views[case.key]._slices = base.slices()
            if fails(case, views[case.key]):
                return self._killed(case)
        return Verdict(False, "")


_NOTHING = History("", [])


def _states(history: History | None) -> list[Any]:
    if history is None:
        return []
    return [(known, [(s.start, s.stop, s.fields, s.suspended) for s in rows]) for known, rows in history.states]


def _rows_at(states: list[Any], known: str) -> Any:
    return next((rows for day, rows in reversed(states) if day <= known), ())


def _bears_on_2025(*histories: History | None) -> bool:
    spans = [
        [
            (day, [s._replace(start=max(s.start, FIRST_DAY)) for s in rows if s.stop > FIRST_DAY])
            for day, rows in history.states
        ]
        for history in histories
        if history is not None
    ]
    return len(spans) < 2 or spans[0] != spans[1]
