"""From a record batch of entry lines to the columns of their assessment: the one function that files, DuckDB and clusters feed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from kanzei.bulk.by_hand import by_hand, line_by_line
from kanzei.bulk.carry import Cents, Lines, Scratch, carry_out, tell
from kanzei.bulk.cells import read_money
from kanzei.bulk.desk import Desk
from kanzei.bulk.kernel import BY_HAND, OWING
from kanzei.bulk.memory import int32_array, text_array
from kanzei.bulk.passes import RATE_LIMIT, rates_of
from kanzei.bulk.profile import COLUMNS
from kanzei.bulk.program import FACTS
from kanzei.bulk.reader import NO_CODE, NO_DAY, Reader
from kanzei.bulk.split import DECIDED, IN_DOUBT, split_of
from kanzei.duty.assess import FIRST_DAY
from kanzei.entries.columns import Columns, take_columns
from kanzei.entries.parse import Options
from kanzei.errors import UsageError
from kanzei.law.authorities import AUTHORITIES

__all__ = ["RESULT_TYPES", "Plan", "Work", "assess_batch", "plan_for", "work_on"]

Array = Any

_FIRST = FIRST_DAY.toordinal() - 719163
"""Days from 1970-01-01 to the first day of the book, 2025-01-01."""
MONEY = pa.decimal64(18, 2) if hasattr(pa, "decimal64") else pa.decimal128(18, 2)
RATE = pa.decimal64(18, 6) if hasattr(pa, "decimal64") else pa.decimal128(18, 6)
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


_NO_VALUE = "the entered value is 0: only a duty on quantity can arise"
_MAY_BE_SPLIT = "may be a split line: another line of the entry has the same code and origin. Charged as a whole article; state `part`, or the metal content"


class Work(NamedTuple):
    """Lines assessed, before they are laid out: numbers of texts, cents, and what became of each line.

    status : 0 ok, 1 error, 2 not covered. values : as entered, cents.
    """

    cents: Cents
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


def work_on(
    desk: Desk,
    batch: pa.RecordBatch,
    plan: Plan,
    problems: Mapping[int, str] | None = None,
    scratch: Scratch | None = None,
) -> Work:
    """Every line of a batch assessed.

    Parameters
    ----------
    problems : place of a line whose row could not be taken apart -> why. scratch : memory to use again; the last batch that had it is then gone.
    """
    n = batch.num_rows
    columns = plan.columns
    taken, forms = columns.taken, columns.forms
    if plan.options.money:
        forms = forms._replace(money=plan.options.money)
    reader = Reader(desk, plan, forms)
    errors, extra = Texts(n), None

    for line, why in (problems or {}).items():
        errors.put(np.array([line]), desk.text(why))
    money = read_money(batch.column(taken["value_usd"]), "the entered value", forms, desk.text)
    exact = money.value
    errors.take(money.error)
    if money.blank:
        errors.put(np.flatnonzero(exact < 0), desk.text("the entered value is missing: give it in US dollars"))
    extra = reader.add(extra, money.warning)

    codes, origins = reader.codes(batch), reader.origins(batch)
    entered = reader.days(batch, "entered_on", needed=True)
    for found in (origins, entered, codes):
        errors.take(found[1])
        extra = reader.add(extra, found[2])
    loaded = reader.days(batch, "loaded_on") if "loaded_on" in taken else None
    if loaded is not None:
        errors.take(loaded[1])
    facts, stated, of_value, bits, fact_errors = reader.facts(batch, exact)
    errors.take(fact_errors)
    profile, seen = reader.profiles(batch, bits)
    quantities, quantity_errors = reader.quantities(batch)
    errors.take(quantity_errors)

    if codes[1] is not None and errors.any:
        # Goods without a code may be told by the text of their rate: the line-by-line engine knows.
        nameless = errors.numbers == desk.text(NO_CODE)
        errors.numbers[nameless & np.array([one.by_line for one, _ in desk.profiles])[_whole(profile, n)]] = 0
    errors.take(reader.profile_errors(profile, seen))
    facts, stated, of_value = reader.profile_facts(profile, seen, exact, facts, stated, of_value)
    if facts.shape[1]:
        errors.take(np.where(desk.odd(_whole(profile, n)), 0, reader.too_much(exact, facts, of_value)))

    days = entered[0]
    windows = _NONE
    if loaded is not None:
        late = np.flatnonzero((loaded[0] != NO_DAY) & (loaded[0] > days) & ~errors.some())
        if len(late):
            errors.put(late, reader.late(loaded[0][late], days[late]))
        windows = np.where(loaded[0] == NO_DAY, 0, desk.window_of(loaded[0]))
    early = days < _FIRST
    out_of_book = None
    if early.any():
        out_of_book = np.flatnonzero(early & ~errors.some())
        errors.put(out_of_book, reader.early(days[out_of_book]))
    good = ~errors.some() if errors.any else _ALL
    slots = desk.find_lines(codes[0], origins[0], days, windows, profile, good)

    whole = exact if desk.view.value_as_given else (exact + 50) // 100 * 100
    if facts.shape[1] and not desk.view.value_as_given:
        rounded = np.minimum((facts + 50) // 100 * 100, whole)
        facts = np.where(facts < 0, -1, np.where(facts <= exact, rounded, facts))
    lines = Lines(slots, whole, exact, facts, stated, of_value, quantities)
    made = carry_out(desk, lines, scratch)
    told = tell(desk, slots, made)
    if errors.any:
        told.texts[2] = np.where(good, told.texts[2], errors.numbers)
        status = np.where(good, told.states & 3, 1).astype(np.int8)
        if out_of_book is not None:
            status[out_of_book] = 2
    else:
        status = told.states & 3
    warnings, assumptions, wrong = told.texts
    if extra is not None:
        warnings = reader.joined(warnings, np.where(good, extra, 0) if len(good) else extra)
    least = int(exact.min(initial=1))
    if least <= 0:
        zero = (exact == 0) & (slots >= 0)
        if zero.any():
            warnings = reader.joined(warnings, np.where(zero, desk.text(_NO_VALUE), 0))
    work = Work(made.cents, made.totals, made.refundable, exact, status, told.headings, warnings, assumptions, wrong)
    hand = np.flatnonzero((made.lanes >= BY_HAND) & (status == 0))
    if len(hand):
        by_hand(desk, work, hand, lines)
    apart = told.states & 3 == _BY_LINE
    if least <= 0 or int(whole.min(initial=1)) == 0:
        # Of a value of nothing, what is owed under another heading cannot be told from the amounts, nor how its parts share a duty on quantity.
        untold = (told.states & OWING) > 0
        if facts.shape[1]:
            untold = untold | (facts >= 0).any(axis=0)
        apart |= (slots >= 0) & (whole == 0) & untold
    if "entry_number" in taken:
        entries = batch.column(taken["entry_number"])
        asked = split_of(desk, entries, lines, codes[0], origins[0], work.cents, told)
        if asked is not None:
            apart |= asked == DECIDED
            doubtful = asked == IN_DOUBT
            if doubtful.any():
                work = work._replace(
                    warnings=reader.joined(work.warnings, np.where(doubtful, desk.text(_MAY_BE_SPLIT), 0))
                )
    if apart.any():
        line_by_line(desk, work, batch, columns, plan.options, np.flatnonzero(apart))
    lost = np.flatnonzero(work.status)
    if len(lost):
        work.headings[lost] = work.assumptions[lost] = 0
        lost = lost[work.totals[lost] != 0]
        work.cents.clear(lost)
        work.totals[lost] = work.refundable[lost] = 0
    return work


_BY_LINE = 3
"""Status of a line that is left to the line-by-line engine."""
_NONE = np.zeros(0, dtype=np.int64)
"""Of no line anything."""
_ALL = np.zeros(0, dtype=bool)
"""Every line."""


def _whole(profile: Array, n: int) -> Array:
    """Profiles of every line, also where none states any."""
    return profile if len(profile) else np.zeros(n, dtype=np.int64)


class Texts:
    """Numbers of the first text said of each line.

    any : whether there may be one. numbers : int32 (n,), 0 where there is none; made when first asked for.
    """

    def __init__(self, n: int) -> None:
        self.n = n
        self.any = False
        self._numbers: Array = None

    @property
    def numbers(self) -> Array:
        """Numbers of texts by line."""
        if self._numbers is None:
            self._numbers = np.zeros(self.n, dtype=np.int32)
        return self._numbers

    def some(self) -> Array:
        """Which lines have one, bool (n,)."""
        return self.numbers != 0

    def take(self, found: Array | None) -> None:
        """Texts for lines that have none yet."""
        if found is not None:
            self.any = True
            np.copyto(self.numbers, found, where=self.numbers == 0, casting="same_kind")

    def put(self, lines: Array, numbers: Any) -> None:
        """Texts for some lines (places), where they have none yet."""
        self.any = True
        held = self.numbers[lines]
        self.numbers[lines] = np.where(held == 0, numbers, held)


def lay_out(desk: Desk, work: Work) -> pa.RecordBatch:
    """The result columns as Arrow arrays."""
    n = len(work.totals)
    failed = work.status != 0
    count = int(failed.sum())
    valid = pa.py_buffer(np.packbits(~failed, bitorder="little").tobytes()) if count else None
    rate = rates_of(work.totals, work.values)

    def money(cents: Array, kind: pa.DataType, present: tuple[Any, int] = (valid, count)) -> pa.Array:
        if kind.byte_width == 8:
            return pa.Array.from_buffers(kind, n, [present[0], pa.py_buffer(cents)], present[1])
        wide = np.zeros((n, 2), dtype=np.int64)
        wide[:, 0] = cents
        return pa.Array.from_buffers(kind, n, [present[0], pa.py_buffer(wide)], present[1])

    told = (valid, count)
    if (
        rate.max(initial=0) >= RATE_LIMIT
    ):  # a duty on quantity beside a value of a few cents: the column does not hold such a rate
        without = failed | (rate >= RATE_LIMIT)
        told = (pa.py_buffer(np.packbits(~without, bitorder="little").tobytes()), int(without.sum()))

    nothing = money(_zeros(n), MONEY)
    rows = work.cents.rows
    arrays = [
        money(work.totals, MONEY),
        money(rate, RATE, told),
        *(money(rows[number], MONEY) if number in rows else nothing for number in range(len(AUTHORITIES))),
        money(work.refundable, MONEY),
        *(_words(desk, one) for one in (work.headings, work.warnings, work.assumptions)),
        pa.DictionaryArray.from_arrays(int32_array(work.status), text_array(["ok", "error", "not-covered"])),
        _words(desk, work.errors),
        pa.DictionaryArray.from_arrays(int32_array(_zeros(n).view(np.int32)[:n]), text_array([desk.digest])),
    ]
    return pa.RecordBatch.from_arrays(arrays, names=list(RESULT_TYPES))


_NOTHING = np.zeros(1 << 18, dtype=np.int64)


def _zeros(n: int) -> Array:
    """Zeros that nobody writes to."""
    return _NOTHING[:n] if n <= len(_NOTHING) else np.zeros(n, dtype=np.int64)


def _words(desk: Desk, numbers: Array) -> pa.Array:
    """Numbers of texts as a dictionary array that holds the texts of this batch only."""
    used = np.zeros(len(desk.texts), dtype=bool)
    used[numbers] = True
    kept = np.flatnonzero(used)
    if len(kept) == 1:
        return pa.DictionaryArray.from_arrays(
            int32_array(_zeros(len(numbers)).view(np.int32)[: len(numbers)]), text_array([desk.texts[int(kept[0])]])
        )
    place = np.zeros(len(used), dtype=np.int32)
    place[kept] = np.arange(len(kept), dtype=np.int32)
    return pa.DictionaryArray.from_arrays(
        int32_array(place[numbers]), text_array([desk.texts[one] for one in kept.tolist()])
    )
