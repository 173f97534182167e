"""From a record batch of entry lines to the columns of their assessment: the one function that files, DuckDB and clusters feed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from kanzei.bulk.by_hand import by_hand, line_by_line
from kanzei.bulk.cells import Amounts, days_of, read_distinct, read_milli, read_money
from kanzei.bulk.desk import NOTHING_KEY, Desk, pack
from kanzei.bulk.kernel import BY_HAND, EXCEEDS, carry_out_lines
from kanzei.bulk.profile import COLUMNS, read_profile
from kanzei.bulk.program import FACTS
from kanzei.countries import normalise_origin
from kanzei.duty.assess import FIRST_DAY
from kanzei.entries import cells as plain
from kanzei.entries.columns import Columns, take_columns
from kanzei.entries.parse import _HOME, Options
from kanzei.errors import KanzeiError, UsageError
from kanzei.law.authorities import AUTHORITIES
from kanzei.money import RATE_ONE

__all__ = ["RESULT_TYPES", "Plan", "Work", "assess_batch", "plan_for", "work_on"]

Array = Any

_FIRST = FIRST_DAY.toordinal() - 719163
"""Days from 1970-01-01 to the first day of the book, 2025-01-01."""
_CONTENTS = FACTS[:4]
"""Contents that together are no more than the value."""
_NO_DAY = np.iinfo(np.int64).min
_UNSTATED = -(2**31)
MONEY = pa.decimal64(18, 2) if hasattr(pa, "decimal64") else pa.decimal128(18, 2)
RATE = pa.decimal64(12, 6) if hasattr(pa, "decimal64") else pa.decimal128(12, 6)
WORDS = pa.dictionary(pa.int32(), pa.string())

RESULT_TYPES: dict[str, pa.DataType] = {
    "duty_usd": MONEY,
    "rate": RATE,
    **{f"{name}_usd": MONEY for name in AUTHORITIES},
    "refundable_usd": MONEY,
    **dict.fromkeys(("headings", "warnings", "assumptions", "status", "error", "lawbook"), WORDS),
}
"""Result columns and their Arrow types, in the order of the contract."""


class Plan(NamedTuple):
    """How the columns of a file are read.

    needs : indices of the input columns that the assessment looks at.
    """

    columns: Columns
    options: Options
    profile: tuple[tuple[str, int], ...]
    shares: tuple[tuple[str, int], ...]
    facts: tuple[tuple[int, int], ...]
    quantities: tuple[tuple[int, int], ...]


class Work(NamedTuple):
    """Lines assessed, before they are laid out: numbers of texts, cents, and what became of each line.

    status : 0 ok, 1 error, 2 not covered. amounts : int64 (authorities, n).
    """

    amounts: Array
    totals: Array
    refundable: Array
    values: Array
    status: Array
    headings: Array
    warnings: Array
    assumptions: Array
    errors: Array


def plan_for(header: Sequence[str], options: Options, mapping: Any = None) -> Plan:
    """Find the columns of the contract.

    Raises
    ------
    UsageError   A needed column is missing, or the layout is one that only the line-by-line engine reads (several rows or numbers a line, filed headings).
    """
    columns = take_columns(header, mapping)
    if columns.folds or columns.pairs or "filed" in columns.taken or columns.mixed:
        raise UsageError("this layout is read line by line: leave --engine out")
    taken = columns.taken
    return Plan(
        columns,
        options,
        tuple((name, taken[name]) for name in COLUMNS if name in taken),
        tuple((columns.header[index], index) for index in columns.shares.values()),
        tuple((number, taken[name]) for number, name in enumerate(FACTS) if name in taken),
        tuple((n, taken[name]) for n, name in enumerate(("quantity", "quantity2", "quantity3")) if name in taken),
    )


def assess_batch(desk: Desk, batch: pa.RecordBatch, plan: Plan) -> pa.RecordBatch:
    """The input columns and those of the result."""
    made = lay_out(desk, work_on(desk, batch, plan))
    return pa.RecordBatch.from_arrays([*batch.columns, *made.columns], names=[*batch.schema.names, *made.schema.names])


def work_on(desk: Desk, batch: pa.RecordBatch, plan: Plan) -> Work:
    """Every line of a batch assessed."""
    n = batch.num_rows
    columns = plan.columns
    taken, forms = columns.taken, columns.forms
    if plan.options.money:
        forms = forms._replace(money=plan.options.money)
    reader = _Reader(desk, plan, forms)
    errors, extra = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)

    money = read_money(batch.column(taken["value_usd"]), "the entered value", forms, desk.text)
    exact = money.value
    blank = exact < 0
    if money.error is not None:
        errors = money.error.copy()
    if blank.any():
        errors[blank & (errors == 0)] = desk.text("the entered value is missing: give it in US dollars")
    extra = reader.add(extra, money.warning)

    codes, origins = reader.codes(batch), reader.origins(batch)
    entered = reader.days(batch, "entered_on", needed=True)
    for found in (origins, entered, codes):
        errors = np.where((errors == 0) & (found[1] != 0), found[1], errors) if found[1] is not None else errors
        extra = reader.add(extra, found[2])
    loaded = reader.days(batch, "loaded_on")
    if loaded[1] is not None:
        errors = np.where((errors == 0) & (loaded[1] != 0), loaded[1], errors)
    facts, stated, of_value, bits, fact_errors = reader.facts(batch, exact)
    if fact_errors is not None:
        errors = np.where(errors == 0, fact_errors, errors)
    profile = reader.profiles(batch, bits)
    quantities, quantity_errors = reader.quantities(batch)
    if quantity_errors is not None:
        errors = np.where(errors == 0, quantity_errors, errors)

    days = entered[0]
    late = (loaded[0] != _NO_DAY) & (loaded[0] > days) & (errors == 0)
    if late.any():
        errors[late] = reader.late(loaded[0][late], days[late])
    status = np.where(errors != 0, 1, 0).astype(np.int8)
    early = (errors == 0) & (days < _FIRST)
    if early.any():
        errors[early] = reader.early(days[early])
        status[early] = 2
    window = (
        np.where(loaded[0] == _NO_DAY, 0, desk.window_of(loaded[0]))
        if "loaded_on" in taken
        else np.zeros(n, dtype=np.int64)
    )
    facts, stated, of_value = reader.profile_facts(profile, exact, facts, stated, of_value)
    if facts.shape[1]:
        over = np.where(desk.odd(profile), 0, reader.too_much(exact, facts, of_value))
        errors = np.where(errors == 0, over, errors)
        status = np.where((errors != 0) & (status == 0), 1, status).astype(np.int8)
    good = errors == 0
    keys = np.where(good, pack(codes[0], origins[0], np.maximum(desk.epoch_of(days), 0), window, profile), -1)
    slots = desk.find(keys)

    whole = exact if desk.view.value_as_given else (exact + 50) // 100 * 100
    if facts.shape[1] and not desk.view.value_as_given:
        rounded = np.minimum((facts + 50) // 100 * 100, whole)
        facts = np.where(facts < 0, -1, np.where(facts <= exact, rounded, facts))
    amounts = np.zeros((len(AUTHORITIES), n), dtype=np.int64)
    totals, refundable = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    masks, lanes = np.zeros(n, dtype=np.int64), np.full(n, -1, dtype=np.int8)
    _carry_out(
        desk, slots, whole, exact, facts, stated, of_value, quantities, amounts, totals, refundable, masks, lanes
    )

    texts = desk.slot_texts()
    safe = np.maximum(slots, 0)
    headings = desk.headings_of_lines(slots, masks, lanes)
    warnings = np.where(good, texts.warnings[safe], 0)
    assumptions = np.where(good, texts.assumptions[safe], 0)
    if extra.any():
        warnings = reader.add(warnings, np.where(good, extra, 0))
    zero = good & (exact == 0)
    if zero.any():
        warnings = reader.add(
            warnings, np.where(zero, desk.text("the entered value is 0: only a duty on quantity can arise"), 0)
        )
    decided = texts.status[safe]
    errors = np.where(good, texts.errors[safe], errors)
    status = np.where(good, decided, status).astype(np.int8)
    work = Work(amounts, totals, refundable, exact, status, headings, warnings, assumptions, errors)
    hand = np.flatnonzero(good & ((lanes == BY_HAND) | (lanes == EXCEEDS)) & (decided == 0))
    if len(hand):
        by_hand(desk, work, hand, slots, whole, exact, facts, stated, of_value, quantities)
    apart = good & (decided == 3)
    if "entry_number" in taken:
        apart |= _may_be_split(desk, batch, taken, good, slots, codes[0], origins[0], amounts, facts)
    if apart.any():
        line_by_line(desk, work, batch, columns, plan.options, np.flatnonzero(apart))
    lost = work.status != 0
    if lost.any():
        amounts[:, lost] = 0
        totals[lost] = refundable[lost] = 0
        work.headings[lost] = work.assumptions[lost] = 0
    return work


def _carry_out(desk: Desk, slots: Array, *arrays: Array) -> None:
    from kanzei.bulk.kernel import COMPILED

    if COMPILED:
        carry_out_lines(slots, desk.table, desk.words, desk.starts, *arrays)
        return
    from kanzei.bulk.apart import carry_out_apart

    carry_out_apart(desk, slots, *arrays)


def _may_be_split(
    desk: Desk,
    batch: Any,
    taken: dict[str, int],
    good: Array,
    slots: Array,
    codes: Array,
    origins: Array,
    amounts: Array,
    facts: Array,
) -> Array:
    """Lines charged on a metal content that is not stated, beside another line of the entry with the same code and origin."""
    from kanzei.bulk.program import AUTHORITY

    n = len(slots)
    metal = desk.slot_texts().metals[np.maximum(slots, 0)] & good
    if facts.shape[1]:
        metal &= (facts[:3] < 0).all(axis=0)
    if metal.any():
        metal &= (amounts[[AUTHORITY[f"s232_{name}"] for name in ("steel", "aluminum", "copper")]] > 0).any(axis=0)
    if not metal.any():
        return np.zeros(n, dtype=bool)
    entry = read_distinct(batch.column(taken["entry_number"])).index
    key = (entry << 32) | (codes << 9) | origins
    named, counts = np.unique(key[good & (entry >= 0)], return_counts=True)
    again = named[counts > 1]
    return metal & np.isin(key, again) if len(again) else np.zeros(n, dtype=bool)


class _Reader:
    """Cells of a batch as numbers, with texts of what is wrong with them."""

    def __init__(self, desk: Desk, plan: Plan, forms: Any) -> None:
        self.desk, self.plan, self.forms = desk, plan, forms

    def add(self, one: Array, other: Array | None) -> Array:
        """Two columns of texts joined."""
        if other is None or not other.any():
            return one
        desk = self.desk
        both = np.flatnonzero(other)
        pairs, place = np.unique(np.stack([one[both], other[both]]), axis=1, return_inverse=True)
        joined = [desk.text("; ".join(filter(None, (desk.texts[a], desk.texts[b])))) for a, b in pairs.T.tolist()]
        out = one.copy()
        out[both] = np.array(joined, dtype=np.int64)[place.reshape(-1)]
        return out

    def _once(self, kind: str, cells: list[object], read: Any) -> Array:
        """Readings of different cells, (value, error, warning) by row, with a last row for a blank cell; kept from batch to batch."""
        kept = self.desk.cells.setdefault((kind, repr(self.forms), self.plan.options.date_format), {})
        if len(kept) > 4_000_000:
            kept.clear()
        out = []
        for cell in [*cells, None]:
            key = (type(cell), cell)
            found = kept.get(key)
            if found is None:
                found = kept[key] = read(cell)
            out.append(found)
        return np.array(out, dtype=np.int64)

    def _column(
        self, batch: pa.RecordBatch, name: str, kind: str, read: Any
    ) -> tuple[Array, Array | None, Array | None]:
        found = read_distinct(batch.column(self.plan.columns.taken[name]))
        table = self._once(kind, found.cells, read)
        value = table[:, 0][found.index]
        error = table[:, 1][found.index] if table[:, 1].any() else None
        warning = table[:, 2][found.index] if table[:, 2].any() else None
        return value, error, warning

    def codes(self, batch: pa.RecordBatch) -> tuple[Array, Array | None, Array | None]:
        """Numbers of codes."""
        desk = self.desk

        def read(cell: object) -> tuple[int, int, int]:
            if plain.is_blank(cell):
                return 0, desk.text("the HTS number is missing: give the ten digits of the article"), 0
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
            return desk.origin(code), 0, desk.text("; ".join(filter(None, (note, _HOME if code == "US" else ""))))

        return self._column(batch, "origin", "origin", read)

    def days(
        self, batch: pa.RecordBatch, name: str, *, needed: bool = False
    ) -> tuple[Array, Array | None, Array | None]:
        """Days since 1970; a blank cell is the least integer."""
        place = self.plan.columns.taken.get(name)
        if place is None:
            return np.full(batch.num_rows, _NO_DAY), None, None
        desk, forms = self.desk, self.forms
        missing = desk.text(f"{forms.own(name)} is missing: give the day of entry as YYYY-MM-DD") if needed else 0
        found = days_of(batch.column(place))
        if found is not None:
            none = found == _UNSTATED
            if not none.any():
                return found, None, None
            return np.where(none, _NO_DAY, found), np.where(none, missing, 0) if needed else None, None

        def read(cell: object) -> tuple[int, int, int]:
            warnings: list[str] = []
            try:
                day = plain.read_day(cell, forms.own(name), forms, self.plan.options.date_format, warnings)
            except KanzeiError as error:
                return _NO_DAY, desk.text(str(error)), 0
            if day is None:
                return _NO_DAY, missing, 0
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
        """Contents stated in columns: cents, the same as tested on shares, what they are shares of; which are stated, as bits; errors."""
        n = batch.num_rows
        bits = np.zeros(n, dtype=np.int64)
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
            return empty, empty, empty, bits, errors
        facts = np.full((len(FACTS), n), -1, dtype=np.int64)
        for number, found in rows.items():
            facts[number] = found.value
        return facts, facts.copy(), np.broadcast_to(exact, facts.shape).copy(), bits, errors

    def profile_facts(
        self, profile: Array, exact: Array, facts: Array, stated: Array, of_value: Array
    ) -> tuple[Array, Array, Array]:
        """Contents stated among the claims, or as shares of the value, laid beside those of the columns."""
        desk = self.desk
        seen = np.unique(profile)
        having = [one for one in seen.tolist() if desk.profiles[one][0].amounts or desk.profiles[one][0].shares]
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
                facts[row, free] = (2 * exact[free] * share + RATE_ONE) // (2 * RATE_ONE)
                stated[row, free], of_value[row, free] = share, RATE_ONE
        return facts, stated, of_value

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

    def profiles(self, batch: pa.RecordBatch, bits: Array) -> Array:
        """Numbers of profiles: every combination of such cells is read once."""
        plan, desk = self.plan, self.desk
        found = [(name, read_distinct(batch.column(place))) for name, place in (*plan.profile, *plan.shares)]
        found = [(name, one) for name, one in found if (one.index >= 0).any()]
        if not found and not bits.any():
            return np.zeros(batch.num_rows, dtype=np.int64)
        key = bits.copy()
        for _, one in found:
            key = key * (len(one.cells) + 1) + one.index + 1
            if key.max(initial=0) > 2**40:
                key = np.unique(key, return_inverse=True)[1].reshape(-1).astype(np.int64)
        _, first, place = np.unique(key, return_index=True, return_inverse=True)
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
            numbers.append(desk.profile(whole, read, int(bits[line])))
        return np.array(numbers, dtype=np.int64)[place.reshape(-1)]

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


def lay_out(desk: Desk, work: Work) -> pa.RecordBatch:
    """The result columns as Arrow arrays."""
    n = len(work.totals)
    failed = work.status != 0
    valid = None if not failed.any() else pa.py_buffer(np.packbits(~failed, bitorder="little").tobytes())
    count = int(failed.sum())
    with np.errstate(divide="ignore"):
        rate = np.zeros(n, dtype=np.int64)
        some = work.values > 0
        rate[some] = _rates(work.totals[some], work.values[some])

    def money(cents: Array, kind: pa.DataType) -> pa.Array:
        if kind.byte_width == 8:
            return pa.Array.from_buffers(kind, n, [valid, pa.py_buffer(np.ascontiguousarray(cents))], count)
        wide = np.zeros((n, 2), dtype=np.int64)
        wide[:, 0] = cents
        return pa.Array.from_buffers(kind, n, [valid, pa.py_buffer(wide)], count)

    arrays = [
        money(work.totals, MONEY),
        money(rate, RATE),
        *(money(work.amounts[number], MONEY) for number in range(len(AUTHORITIES))),
        money(work.refundable, MONEY),
        *(_words(desk, one) for one in (work.headings, work.warnings, work.assumptions)),
        pa.DictionaryArray.from_arrays(
            pa.array(work.status.astype(np.int32)), pa.array(["ok", "error", "not-covered"])
        ),
        _words(desk, work.errors),
        pa.DictionaryArray.from_arrays(pa.array(np.zeros(n, dtype=np.int32)), pa.array([desk.digest])),
    ]
    return pa.RecordBatch.from_arrays(arrays, names=list(RESULT_TYPES))


def _rates(totals: Array, values: Array) -> Array:
    """Duty over value in millionths, half up; where the product could pass 2^63, in Python integers."""
    if len(totals) and int(totals.max()) >= 2**62 // 2_000_000:
        return np.array(
            [(2 * t * 10**6 + v) // (2 * v) for t, v in zip(totals.tolist(), values.tolist(), strict=True)],
            dtype=np.int64,
        )
    return (totals * 2_000_000 + values) // (2 * values)


def _words(desk: Desk, numbers: Array) -> pa.Array:
    """Numbers of texts as a dictionary array that holds the texts of this batch only."""
    used = np.zeros(len(desk.texts), dtype=bool)
    used[numbers] = True
    kept = np.flatnonzero(used)
    place = np.zeros(len(used), dtype=np.int32)
    place[kept] = np.arange(len(kept), dtype=np.int32)
    return pa.DictionaryArray.from_arrays(
        pa.array(place[numbers]), pa.array([desk.texts[one] for one in kept.tolist()], pa.string())
    )
