"""Cells of a batch as numbers: codes, countries, days, amounts and profiles, with texts of what is wrong with them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from kanzei.bulk.cells import Amounts, Distinct, days_of, few_values, read_distinct, read_milli, read_money
from kanzei.bulk.desk import NOTHING_KEY, Desk
from kanzei.bulk.profile import read_profile
from kanzei.bulk.program import FACTS
from kanzei.countries import normalise_origin
from kanzei.duty.assess import FIRST_DAY
from kanzei.entries import cells as plain
from kanzei.entries.parse import _HOME
from kanzei.errors import KanzeiError, UsageError
from kanzei.money import RATE_ONE

if TYPE_CHECKING:
    from kanzei.bulk.batch import Plan

__all__ = ["NO_CODE", "NO_DAY", "Reader"]

Array = Any

NO_CODE = "the HTS number is missing: give the ten digits of the article"
NO_DAY = np.iinfo(np.int64).min
"""A day that is not stated."""
_CONTENTS = FACTS[:4]
"""Contents that together are no more than the value."""
_UNSTATED = -(2**31)


class Readings:
    """What cells of a column were read as, kept from batch to batch. Safe to share among threads."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, int, int]] = []
        self._number: dict[Any, int] = {}
        self._table = np.zeros((0, 3), dtype=np.int64)
        self._lock = threading.Lock()

    def of(self, cells: list[object], read: Any) -> Array:
        """Value, error and warning of cells, int64 (cells + 1, 3); the last row is of a blank cell."""
        # Text by itself: among other kinds of cells, 1 and True and 1.0 are one key.
        number = self._number
        out = [number.get(cell, -1) if type(cell) is str else -1 for cell in cells]
        out.append(-1)
        for place in [place for place, found in enumerate(out) if found < 0]:
            cell = cells[place] if place < len(cells) else None
            key = cell if type(cell) is str else (type(cell), cell)
            if key not in number:
                made = read(cell)
                with self._lock:
                    if key not in number:
                        self.rows.append(made)
                        number[key] = len(self.rows) - 1
            out[place] = number[key]
        table = self._table
        if len(table) < len(self.rows):
            with self._lock:
                table = self._table = np.array(self.rows, dtype=np.int64)
        return table[out]


class Reader:
    """Cells of a batch as numbers, with texts of what is wrong with them."""

    def __init__(self, desk: Desk, plan: Plan, forms: Any) -> None:
        self.desk, self.plan, self.forms = desk, plan, forms

    def add(self, one: Array | None, other: Array | None) -> Array | None:
        """Two columns of texts joined; ``None`` where neither says anything."""
        if other is None or one is None:
            return one if other is None else other
        return self.joined(one, other)

    def joined(self, one: Array, other: Array) -> Array:
        """Two columns of texts joined."""
        both = np.flatnonzero(other)
        if not len(both):
            return one
        desk = self.desk
        pairs, place = np.unique(np.stack([one[both], other[both]]), axis=1, return_inverse=True)
        made = [desk.text("; ".join(filter(None, (desk.texts[a], desk.texts[b])))) for a, b in pairs.T.tolist()]
        out = one.copy()
        out[both] = np.array(made, dtype=np.int64)[place.reshape(-1)]
        return out

    def _once(self, kind: str, cells: list[object], read: Any) -> Array:
        """Readings of different cells, (value, error, warning) by row, with a last row for a blank cell; kept from batch to batch."""
        kept = self.desk.cells.setdefault((kind, repr(self.forms), self.plan.options.date_format), Readings())
        if len(kept.rows) > 4_000_000:
            kept = self.desk.cells[(kind, repr(self.forms), self.plan.options.date_format)] = Readings()
        return kept.of(cells, read)

    def _column(
        self, batch: pa.RecordBatch, name: str, kind: str, read: Any
    ) -> tuple[Array, Array | None, Array | None]:
        found = read_distinct(batch.column(self.plan.columns.taken[name]))
        table = self._once(kind, found.cells, read)
        of_cell = np.ascontiguousarray(table.T)
        # The last row is of a blank cell: it says something of lines only where there is one.
        rows = slice(None) if len(found.index) and int(found.index.min()) < 0 else slice(-1)
        error, warning = (part[found.index] if part[rows].any() else None for part in of_cell[1:])
        return of_cell[0][found.index], error, warning

    def codes(self, batch: pa.RecordBatch) -> tuple[Array, Array | None, Array | None]:
        """Numbers of codes."""
        desk = self.desk

        def read(cell: object) -> tuple[int, int, int]:
            if plain.is_blank(cell):
                return 0, desk.text(NO_CODE), 0
            digits = plain.text_of(cell).removesuffix(".0")
            if len(digits) == 9 and digits.isdigit() and not isinstance(cell, str) and "0" + digits in desk.code_number:
                return desk.code("0" + digits), 0, 0
            try:
                return desk.code(plain.read_code(cell)), 0, 0
            except KanzeiError as error:
                return 0, desk.text(str(error)), 0

        return self._column(batch, "hts", "hts", read)

    def origins(self, batch: pa.RecordBatch) -> tuple[Array, Array | None, Array | None]:
        """Numbers of countries of origin."""
        desk = self.desk

        def read(cell: object) -> tuple[int, int, int]:
            try:
                if isinstance(cell, bool):
                    raise UsageError(
                        f"the country of origin was read as {cell} by the program that wrote the file: write NO as text"
                    )
                code, note = normalise_origin(plain.text_of(cell))
            except KanzeiError as error:
                return 0, desk.text(str(error)), 0
            return (
                desk.origin_number[code],
                0,
                desk.text("; ".join(filter(None, (note, _HOME if code == "US" else "")))),
            )

        return self._column(batch, "origin", "origin", read)

    def days(
        self, batch: pa.RecordBatch, name: str, *, needed: bool = False
    ) -> tuple[Array, Array | None, Array | None]:
        """Days since 1970; a blank cell is the least integer."""
        place = self.plan.columns.taken.get(name)
        if place is None:
            return np.full(batch.num_rows, NO_DAY), None, None
        desk, forms = self.desk, self.forms
        missing = desk.text(f"{forms.own(name)} is missing: give the day of entry as YYYY-MM-DD") if needed else 0
        found = days_of(batch.column(place))
        if found is not None:
            none = found == _UNSTATED
            if not none.any():
                return found, None, None
            return np.where(none, NO_DAY, found), np.where(none, missing, 0) if needed else None, None

        def read(cell: object) -> tuple[int, int, int]:
            warnings: list[str] = []
            try:
                day = plain.read_day(cell, forms.own(name), forms, self.plan.options.date_format, warnings)
            except KanzeiError as error:
                return NO_DAY, desk.text(str(error)), 0
            if day is None:
                return NO_DAY, missing, 0
            return day.toordinal() - 719163, 0, desk.text("; ".join(warnings))

        return self._column(batch, name, name, read)

    def late(self, loaded: Array, entered: Array) -> Array:
        """Texts for goods loaded after their entry."""
        return self._of_pairs(
            loaded, entered, lambda a, b: f"loaded on {a}, after the entry of {b}: one of the two days is wrong"
        )

    def early(self, days: Array) -> Array:
        """Texts for entries before the book."""
        return self._of_pairs(days, days, lambda a, _: f"entered {a}: the book begins with entries of {FIRST_DAY}")

    def _of_pairs(self, one: Array, other: Array, words: Any) -> Array:
        from datetime import date

        pairs, place = np.unique(np.stack([one, other]), axis=1, return_inverse=True)
        made = [
            self.desk.text(words(date.fromordinal(a + 719163), date.fromordinal(b + 719163)))
            for a, b in pairs.T.tolist()
        ]
        return np.array(made, dtype=np.int64)[place.reshape(-1)]

    def facts(self, batch: pa.RecordBatch, exact: Array) -> tuple[Array, Array, Array, Array, Array | None]:
        """Contents stated in columns: cents, the same as tested on shares, what they are shares of; which are stated, as bits (of length 0: none); errors."""
        n = batch.num_rows
        bits = np.zeros(n if self.plan.facts else 0, dtype=np.int64)
        rows: dict[int, Amounts] = {}
        errors: Array | None = None
        for number, place in self.plan.facts:
            found = read_money(batch.column(place), FACTS[number], self.forms, self.desk.text)
            if found.error is not None:
                errors = found.error if errors is None else np.where(errors == 0, found.error, errors)
            if (found.value >= 0).any():
                rows[number] = found
                bits |= (found.value >= 0).astype(np.int64) << number
        if not rows:
            empty = np.zeros((len(FACTS), 0), dtype=np.int64)
            return empty, empty, empty, bits[:0], errors
        facts = np.full((len(FACTS), n), -1, dtype=np.int64)
        for number, found in rows.items():
            facts[number] = found.value
        return facts, facts.copy(), np.broadcast_to(exact, facts.shape).copy(), bits, errors

    def profile_facts(
        self, profile: Array, seen: list[int], exact: Array, facts: Array, stated: Array, of_value: Array
    ) -> tuple[Array, Array, Array]:
        """Contents stated among the claims, or as shares of the value, laid beside those of the columns. seen : the profiles that occur."""
        desk = self.desk
        having = [one for one in seen if desk.profiles[one][0].amounts or desk.profiles[one][0].shares]
        if not having:
            return facts, stated, of_value
        n = len(profile)
        if not facts.shape[1]:
            facts = np.full((len(FACTS), n), -1, dtype=np.int64)
            stated, of_value = facts.copy(), np.broadcast_to(exact, facts.shape).copy()
        for number in having:
            read = desk.profiles[number][0]
            lines = np.flatnonzero(profile == number)
            for name, cents in read.amounts.items():
                row = FACTS.index(name)
                free = lines[facts[row, lines] < 0]
                facts[row, free] = stated[row, free] = cents
            for name, share in read.shares.items():
                row = FACTS.index(name)
                free = lines[facts[row, lines] < 0]
                # Whole units apart: a share of a large value would pass 2^63.
                whole, rest = exact[free] // RATE_ONE, exact[free] % RATE_ONE
                facts[row, free] = whole * share + (2 * rest * share + RATE_ONE) // (2 * RATE_ONE)
                stated[row, free], of_value[row, free] = share, RATE_ONE
        return facts, stated, of_value

    def profile_errors(self, profile: Array, seen: list[int]) -> Array | None:
        """Texts of why no line of a profile can be assessed. seen : the profiles that occur."""
        desk = self.desk
        wrong = [one for one in seen if desk.profiles[one][0].error]
        if not wrong:
            return None
        texts = np.zeros(max(wrong) + 1, dtype=np.int64)
        texts[wrong] = [desk.text(desk.profiles[one][0].error) for one in wrong]
        return np.where(profile < len(texts), texts[np.minimum(profile, len(texts) - 1)], 0)

    def too_much(self, exact: Array, facts: Array, of_value: Array) -> Array:
        """Texts for contents that add up to more than the value; shares were rounded one by one, so a cent each may be too much."""
        named = facts[: len(_CONTENTS)]
        total = np.maximum(named, 0).sum(axis=0)
        slack = ((named >= 0) & (of_value[: len(_CONTENTS)] == RATE_ONE)).sum(axis=0)
        out = np.zeros(len(exact), dtype=np.int64)
        for line in np.flatnonzero(total > np.maximum(exact, 0) + slack).tolist():
            names = " + ".join(self.forms.own(name) for n, name in enumerate(_CONTENTS) if named[n, line] >= 0)
            out[line] = self.desk.text(
                f"{names} is {total[line] / 100:,.2f}, more than the entered value of {exact[line] / 100:,.2f}: check the contents"
            )
        return out

    def profiles(self, batch: pa.RecordBatch, bits: Array) -> tuple[Array, list[int]]:
        """Numbers of profiles, and those that occur: every combination of such cells is read once. Of length 0 where no line states any."""
        plan, desk = self.plan, self.desk
        found = [(name, read_distinct(batch.column(place))) for name, place in (*plan.profile, *plan.shares)]
        found = [(name, one) for name, one in found if (len(one.cells) and int(one.index.max(initial=-1)) >= 0)]
        if not len(bits) and all(_blank_throughout(one) for _, one in found):
            return np.zeros(0, dtype=np.int64), [0]
        n = batch.num_rows
        key = bits.copy() if len(bits) else np.zeros(n, dtype=np.int64)
        most = 1 << len(FACTS) if len(bits) else 1
        for _, one in found:
            if len(one.cells) == 1 and int(one.index.min(initial=0)) >= 0:
                continue  # the same cell on every line
            key *= len(one.cells) + 1
            key += one.index
            key += 1
            most *= len(one.cells) + 1
            if most > 2**40:
                key = np.unique(key, return_inverse=True)[1].reshape(-1).astype(np.int64)
                most = n
        first, place = few_values(key)
        numbers = []
        names = dict(plan.shares)
        for line in first.tolist():
            cells = {name: one.cells[one.index[line]] for name, one in found if one.index[line] >= 0}
            words = tuple(
                (name, str(type(cell)), cell if not isinstance(cell, (dict, list)) else str(cell))
                for name, cell in cells.items()
            )
            whole = (words, ()) if words else NOTHING_KEY
            read = desk.read_profiles.get(whole)
            if read is None:
                read = desk.read_profiles[whole] = read_profile(
                    {name: cell for name, cell in cells.items() if name not in names},
                    {name: cell for name, cell in cells.items() if name in names},
                    self.forms,
                    plan.options,
                )
            numbers.append(desk.profile(whole, read, int(bits[line]) if len(bits) else 0))
        return np.array(numbers, dtype=np.int64)[place.reshape(-1)], sorted(set(numbers))

    def quantities(self, batch: pa.RecordBatch) -> tuple[Array, Array | None]:
        """Quantities in thousandths, int64 (3, n), 0 where not stated."""
        out = np.zeros((3, batch.num_rows), dtype=np.int64)
        errors: Array | None = None
        for number, place in self.plan.quantities:
            found = read_milli(
                batch.column(place), f"quantity{number + 1 if number else ''}", self.forms, self.desk.text
            )
            out[number] = np.maximum(found.value, 0)
            if found.error is not None:
                errors = found.error if errors is None else np.where(errors == 0, found.error, errors)
        return out, errors


def _blank_throughout(found: Distinct) -> bool:
    """Whether no cell of a column says anything."""
    return len(found.cells) == 1 and plain.is_blank(found.cells[0])
