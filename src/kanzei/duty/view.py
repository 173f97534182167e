"""A view: the law book as known on one day, ready to assess lines.

The law of the day of entry applies, in whole days US Eastern (stacking rule 1; stacking-2026 rule 1), as far as it was known: a notice with effect
back in time is ignored in an earlier view (stacking rules 2 and 49; stacking-2026 rule 6).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from kanzei.duty.assess import assess_line
from kanzei.duty.book import LawBook
from kanzei.duty.by_country import segments_known
from kanzei.duty.line import EntryLine
from kanzei.duty.result import Assessment
from kanzei.duty.spans import Reached
from kanzei.times import parse_day

if TYPE_CHECKING:
    from kanzei.duty.adcvd import CaseRates
    from kanzei.duty.filed import Filing, Review

__all__ = ["View"]


class View:
    """The law as published on or before ``known`` (ISO day)."""

    def __init__(self, book: LawBook, known: str, switches: dict[str, str], answer: str, value_as_given: bool) -> None:
        self.book = book
        self.known = known
        self.switches = switches
        self.answer = answer
        self.value_as_given = value_as_given
        self.case_rates: CaseRates | None = None
        """Deposit rates of antidumping and countervailing cases, from the user's file."""
        self.stacks: dict[Any, Any] = {}
        """Stacks already decided, by situation; they hold for every amount."""
        self.reached = Reached()
        """Which headings stand under the spans of conditions."""
        self.desk: Any = None
        """Slots for tables of lines, made by :mod:`kanzei.bulk` when first asked for."""
        self._slices: list[tuple[dict[str, Any], list[list[Any]]]] | None = None
        self._candidates: dict[tuple[str, str], list[dict[str, Any]]] = {}
        self._in_force: dict[str, list[tuple[str, str, dict[str, Any]]]] = {}
        self._sets: dict[tuple[str, str], frozenset[str]] = {}
        self._groups: dict[tuple[str, str], set[str]] = {}
        self._bounds: list[str] | None = None
        self._said: dict[tuple[str, str], list[dict[str, Any]]] = {}
        self._members: dict[str, list[tuple[str, str, int, str, str]]] = {}

    def with_switch(self, name: str, choice: str) -> View:
        """The same view under another reading of one doubtful point."""
        other = View(self.book, self.known, {**self.switches, name: choice}, self.answer, self.value_as_given)
        other._share(self)
        return other

    def _share(self, other: View) -> None:
        """Look at the same slice of the book as another view."""
        self._slices, self._sets, self._groups, self._members = (
            other.slices(),
            other._sets,
            other._groups,
            other._members,
        )
        self._candidates, self.case_rates = other._candidates, other.case_rates
        self._in_force, self.reached = other._in_force, other.reached

    def with_case_rates(self, rates: CaseRates) -> View:
        """The same view with a user's deposit rates of antidumping and countervailing cases; they are part of the digest."""
        other = View(self.book, self.known, self.switches, self.answer, self.value_as_given)
        other._share(self)
        other.case_rates = rates
        return other

    def charged(self) -> View:
        """The view that answers what was charged by law, void authorities included: what was to be filed."""
        if self.answer == "charged":
            return self
        other = View(self.book, self.known, self.switches, "charged", self.value_as_given)
        other._share(self)
        return other

    @property
    def known_on(self) -> date:
        """The view's day."""
        return parse_day(self.known)

    @property
    def digest(self) -> str:
        """Digest of law, schedule and switches chosen."""
        if not self.switches and self.case_rates is None:
            return self.book.digest
        import hashlib

        chosen = f" {sorted(self.switches.items())}" if self.switches else ""
        chosen += f" {self.case_rates.digest}" if self.case_rates is not None else ""
        return hashlib.sha256(f"{self.book.digest}{chosen}".encode()).hexdigest()

    # --------------------------------------------------- the law as evaluated

    def slices(self) -> list[tuple[dict[str, Any], list[list[Any]]]]:
        """(versions, segments) of every provision known in this view."""
        if self._slices is None:
            out = []
            for history in self.book.provisions.values():
                segments = segments_known(history, self.known)
                if segments:
                    out.append((history["versions"], segments))
            self._slices = out
        return self._slices

    def candidates(self, entered: str, origin: str) -> list[dict[str, Any]]:
        """Provisions in force for entries of a day from an origin."""
        key = (entered, origin)
        found = self._candidates.get(key)
        if found is None:
            low = origin.lower()
            found = self._candidates[key] = [
                p
                for start, stop, p in self._standing(low)
                if start <= entered < stop and self.origin_matches(p["origin"], low, entered)
            ]
        return found

    def _standing(self, origin: str) -> list[tuple[str, str, dict[str, Any]]]:
        """(start, stop, provision) of what may reach an origin (lower case) on some day of entry and is not suspended."""
        found = self._in_force.get(origin)
        if found is None:
            found = self._in_force[origin] = [
                (start, stop, history["versions"][number])
                for _, history in self.book.index.provisions_of(origin)
                for start, stop, number, suspended in segments_known(history, self.known)
                if not suspended
            ]
        return found

    def origin_matches(self, selection: dict[str, Any], origin: str, entered: str) -> bool:
        """Whether an origin (lower case) is in a selection of countries and groups."""
        for word in selection["except"]:
            if self.in_group(word, origin, entered):
                return False
        if not selection["in"]:
            return True
        return any(self.in_group(word, origin, entered) for word in selection["in"])

    def in_group(self, name: str, origin: str, entered: str) -> bool:
        """Whether a country belongs to a group on a day of entry."""
        if len(name) == 2:
            return name == origin.lower()
        return name in self._groups_of(origin.lower(), entered)

    def _groups_of(self, origin: str, entered: str) -> set[str]:
        """The groups an origin (lower case) is in on a day of entry, those of all countries included."""
        key = (origin, entered)
        found = self._groups.get(key)
        if found is None:
            found = self._groups[key] = set()
            for code in (origin, "all"):
                signs: dict[str, set[str]] = {"+": set(), "-": set()}
                for group, sign, start, stop, known, until in self.book.index.groups_of(code):
                    if start <= entered < stop and known <= self.known < until:
                        signs[sign].add(group)
                found |= signs["+"] - signs["-"]
        return found

    def programmes(self, origin: str, entered: str) -> list[str]:
        """Symbols of the special programmes open to an origin on a day of entry."""
        return sorted(name[4:].upper() for name in self._groups_of(origin.lower(), entered) if name.startswith("spi:"))

    def memberships(self, code: str, entered: str) -> frozenset[str]:
        """Names of the sets a code is in on a day of entry: by prefix, the longest wins, exceptions included."""
        key = (code, entered)
        found = self._sets.get(key)
        if found is None:
            best: dict[str, tuple[int, int]] = {}
            for name, prefix, sign, start, stop in self._rows(code):
                if start <= entered < stop:
                    size = len(prefix)
                    if name not in best or size > best[name][0] or (size == best[name][0] and sign == -1):
                        best[name] = (size, sign)
            found = frozenset(name for name, (_, sign) in best.items() if sign == 1)
            self._sets[key] = found
        return found

    def _rows(self, code: str) -> list[tuple[str, str, int, str, str]]:
        rows = self._members.get(code)
        if rows is None:
            prefixes = [code[:size] for size in range(2, len(code) + 1)]
            marks = ",".join("?" * len(prefixes))
            rows = self.book.members.execute(
                "SELECT s.name, m.code, m.sign, m.start, m.stop FROM members m JOIN sets s ON s.id = m.set_id "
                f"WHERE m.code IN ({marks}) AND m.known <= ? AND ? < m.until",
                [*prefixes, self.known, self.known],
            ).fetchall()
            self._members[code] = rows
        return rows

    def statements(self, kind: str, entered: str) -> list[dict[str, Any]]:
        """What the instruments known say on a subject for entries of a day, the last known last.

        kind : one of :data:`kanzei.law.instrument.STATEMENTS`.
        """
        key = (kind, entered)
        found = self._said.get(key)
        if found is None:
            rows = self.book.statements.get(kind, ())
            found = [row for row in rows if row["known"] <= self.known and row["from"] <= entered < row["to"]]
            found.sort(key=lambda row: str(row["known"]))
            self._said[key] = found
        return found

    def switch(self, name: str) -> str:
        """The choice in force for a doubtful point."""
        if name in self.switches:
            return self.switches[name]
        reading = self.book.readings.get(name)
        return reading["default"] if reading else ""

    # ------------------------------------------------------------- questions

    def assess(self, line: EntryLine, *, explain: bool = True) -> Assessment:
        """The duty on one line.

        Raises
        ------
        EntryError      The line lacks what its rate needs, or contradicts itself.
        NotCovered      Outside the book: before 2025-01-01, or a code or rate the schedule cannot answer for.
        ConflictError   Two provisions claim one slot and the book does not order them.
        """
        return assess_line(self, line, explain=explain)

    def assess_table(self, table: Any, *, mapping: dict[str, str] | None = None) -> Any:
        """The duty on every line of a table: the table with the result columns of ``kanzei assess``, as the same kind of table.

        Parameters
        ----------
        table   : of PyArrow, Polars or pandas, a DuckDB relation, or anything with ``__arrow_c_stream__``; a stream of record batches gives a stream. It has the
                  columns of entry files (``hts, origin, entered_on, value_usd`` …) under any of their names.
        mapping : column of the contract -> column of the table.

        Raises
        ------
        UsageError   A needed column is missing. A line that cannot be assessed raises nothing: its ``status`` and ``error`` say why.
        """
        import kanzei

        return kanzei.assess_table(self, table, mapping=mapping)

    def review(self, line: EntryLine, filed: Filing) -> Review:
        """What was filed on a line, held against the law (see :func:`kanzei.duty.filed.review`)."""
        from kanzei.duty.filed import review

        return review(self, line, filed)

    def bounds(self) -> list[str]:
        """Every day of entry on which some provision or set begins or ends in this view; :mod:`kanzei.duty.sight` has those of one line."""
        if self._bounds is None:
            days: set[str] = set()
            for _, segments in self.slices():
                for start, stop, _, _ in segments:
                    days.update((start, stop))
            for row in self.book.members.execute(
                "SELECT DISTINCT start, stop FROM members WHERE known <= ? AND ? < until", (self.known,) * 2
            ):
                days.update(row)
            for _, _, _, start, stop, known, until in self.book.groups:
                if known <= self.known < until:
                    days.update((start, stop))
            for kind in ("chapter98", "chapter98_terms"):
                for row in self.book.statements.get(kind, ()):
                    if row["known"] <= self.known:
                        days.update((row["from"], row["to"]))
            for _, effective in self.book.schedule.revision_days():
                days.add(effective)
            self._bounds = sorted(day for day in days if "1900-01-01" < day < "9999")
        return self._bounds

    def timeline(self, line: EntryLine, since: date, until: date) -> list[tuple[date, date, Assessment]]:
        """The line assessed over every interval of entry days in ``[since, until)``, neighbours of equal duty joined."""
        from kanzei.duty.sight import days_seen

        bounds = sorted({*days_seen(self, line), *(self.case_rates.bounds() if self.case_rates is not None else ())})
        days = [since, *[parse_day(day) for day in bounds if since.isoformat() < day < until.isoformat()], until]
        out: list[tuple[date, date, Assessment]] = []
        for start, stop in zip(days, days[1:], strict=False):
            found = self.assess(line._replace(entered_on=start), explain=False)
            if out and _same(out[-1][2], found):
                out[-1] = (out[-1][0], stop, out[-1][2])
            else:
                out.append((start, stop, found))
        return out

    def regime(self, origin: str, on: date) -> list[dict[str, Any]]:
        """Every provision that reaches goods of an origin entered on a day, one row each, in filing order."""
        from kanzei.duty.regime import regime_rows

        return regime_rows(self, origin, on)

    def last_day(self) -> date:
        """The day before the book's newest."""
        return self.book.as_of - timedelta(days=1)


def _same(a: Assessment, b: Assessment) -> bool:
    return [(c.heading, c.part, c.rate, c.amount_cents) for c in a.components] == [
        (c.heading, c.part, c.rate, c.amount_cents) for c in b.components
    ]
