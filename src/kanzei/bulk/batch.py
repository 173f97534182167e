"""From a record batch of entry lines to the columns of their assessment: the one function that files, DuckDB and clusters feed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from kanzei.bulk.by_hand import by_hand, line_by_line
from kanzei.bulk.carry import Cents, Lines, Scratch, carry_out
from kanzei.bulk.cells import read_distinct, read_money
from kanzei.bulk.desk import Desk, pack
from kanzei.bulk.kernel import BY_HAND
from kanzei.bulk.profile import COLUMNS
from kanzei.bulk.program import AUTHORITY, FACTS
from kanzei.bulk.reader import NO_CODE, NO_DAY, Reader
from kanzei.duty.assess import FIRST_DAY
from kanzei.duty.evaluator import METALS
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
_RATE_LIMIT = 10**18
"""Millionths from which a rate has more digits than its column."""
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
    errors, extra = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)

    for line, why in (problems or {}).items():
        errors[line] = desk.text(why)
    money = read_money(batch.column(taken["value_usd"]), "the entered value", forms, desk.text)
    exact = money.value
    blank = exact < 0
    if money.error is not None:
        errors = np.where(errors == 0, money.error, errors)
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

    if codes[1] is not None:
        # Goods without a code may be told by the text of their rate: the line-by-line engine knows.
        nameless = errors == desk.text(NO_CODE)
        errors[nameless & np.array([one.by_line for one, _ in desk.profiles])[profile]] = 0
    claimed = reader.profile_errors(profile)
    if claimed is not None:
        errors = np.where(errors == 0, claimed, errors)
    facts, stated, of_value = reader.profile_facts(profile, exact, facts, stated, of_value)
    if facts.shape[1]:
        over = np.where(desk.odd(profile), 0, reader.too_much(exact, facts, of_value))
        errors = np.where(errors == 0, over, errors)

    days = entered[0]
    late = (loaded[0] != NO_DAY) & (loaded[0] > days) & (errors == 0)
    if late.any():
        errors[late] = reader.late(loaded[0][late], days[late])
    status = np.where(errors != 0, 1, 0).astype(np.int8)
    early = (errors == 0) & (days < _FIRST)
    if early.any():
        errors[early] = reader.early(days[early])
        status[early] = 2
    window = (
        np.where(loaded[0] == NO_DAY, 0, desk.window_of(loaded[0]))
        if "loaded_on" in taken
        else np.zeros(n, dtype=np.int64)
    )
    good = errors == 0
    keys = np.where(good, pack(codes[0], origins[0], np.maximum(desk.epoch_of(days), 0), window, profile), -1)
    slots = desk.find(keys)

    whole = exact if desk.view.value_as_given else (exact + 50) // 100 * 100
    if facts.shape[1] and not desk.view.value_as_given:
        rounded = np.minimum((facts + 50) // 100 * 100, whole)
        facts = np.where(facts < 0, -1, np.where(facts <= exact, rounded, facts))
    lines = Lines(slots, whole, exact, facts, stated, of_value, quantities)
    made = carry_out(desk, lines, scratch)
    told, safe = desk.told(), np.maximum(slots, 0)
    everyone = bool(good.all())
    texts = [part[safe] if everyone else np.where(good, part[safe], 0) for part in told[:2]]
    warnings = reader.add(texts[0], extra if everyone else np.where(good, extra, 0))
    zero = good & (exact == 0)
    if zero.any():
        warnings = reader.add(warnings, np.where(zero, desk.text(_NO_VALUE), 0))
    decided = told.status[safe]
    errors = told.errors[safe] if everyone else np.where(good, told.errors[safe], errors)
    status = np.where(good, decided, status).astype(np.int8)
    headings = desk.headings(slots, made.masks, made.lanes)
    work = Work(made.cents, made.totals, made.refundable, exact, status, headings, warnings, texts[1], errors)
    hand = np.flatnonzero((made.lanes >= BY_HAND) & good & (decided == 0))
    if len(hand):
        by_hand(desk, work, hand, lines)
    # Of a value of nothing, what is owed under another heading cannot be told from the amounts, nor how its parts share a duty on quantity.
    untold = told.owing[safe]
    if facts.shape[1]:
        untold = untold | (facts >= 0).any(axis=0)
    apart = good & ((decided == 3) | ((whole == 0) & untold))
    if "entry_number" in taken:
        decisive, doubtful = _split_lines(desk, batch, taken, good, lines, codes[0], origins[0], work)
        apart |= decisive
        if doubtful.any():
            work = work._replace(warnings=reader.add(work.warnings, np.where(doubtful, desk.text(_MAY_BE_SPLIT), 0)))
    if apart.any():
        line_by_line(desk, work, batch, columns, plan.options, np.flatnonzero(apart))
    lost = np.flatnonzero(work.status)
    if len(lost):
        work.cents.clear(lost)
        work.totals[lost] = work.refundable[lost] = 0
        work.headings[lost] = work.assumptions[lost] = 0
    return work


def _split_lines(
    desk: Desk, batch: Any, taken: dict[str, int], good: Array, lines: Lines, codes: Array, origins: Array, work: Work
) -> tuple[Array, Array]:
    """Lines that may be one part of an article already split: those that a quantity beside none decides, and those left in doubt.

    A line is asked about where it is charged on a metal content that is not stated, the rest of the article would not be, and another line of the entry has
    its code and origin (:mod:`kanzei.entries.split`).
    """
    n = len(good)
    decisive, doubtful = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    open_ = desk.told().metals[np.maximum(lines.slots, 0)] & good
    metals = [
        work.cents.rows[AUTHORITY[f"s232_{name}"]] for name in METALS if AUTHORITY[f"s232_{name}"] in work.cents.rows
    ]
    if not metals or not open_.any():
        return decisive, doubtful
    open_ &= np.any([row > 0 for row in metals], axis=0)
    if not open_.any():
        return decisive, doubtful
    held = np.zeros(len(desk.codes), dtype=bool)
    held[codes[open_]] = True
    near = np.flatnonzero(held[codes] & good)
    entry = read_distinct(batch.column(taken["entry_number"])).index[near]
    near, entry = near[entry >= 0], entry[entry >= 0]
    key = (entry << 32) | (codes[near] << 9) | origins[near]
    _, place, counts = np.unique(key, return_inverse=True, return_counts=True)
    place = place.reshape(-1)
    several = counts[place] > 1
    doubtful[near[several]] = True
    counted = (lines.quantities[:, near] > 0).any(axis=0).astype(np.int64)
    with_quantity = np.bincount(place, weights=counted).astype(np.int64)[place]
    decisive[near[(counts[place] == 2) & (with_quantity == 1)]] = True
    decisive &= open_
    doubtful &= open_ & ~decisive
    return decisive, doubtful


def lay_out(desk: Desk, work: Work) -> pa.RecordBatch:
    """The result columns as Arrow arrays."""
    n = len(work.totals)
    failed = work.status != 0
    count = int(failed.sum())
    valid = pa.py_buffer(np.packbits(~failed, bitorder="little").tobytes()) if count else None
    if count or not work.values.all():
        rate = np.zeros(n, dtype=np.int64)
        some = (work.values > 0) & ~failed
        rate[some] = _rates(work.totals[some], work.values[some])
    else:
        rate = _rates(work.totals, work.values)

    def money(cents: Array, kind: pa.DataType, present: tuple[Any, int] = (valid, count)) -> pa.Array:
        if kind.byte_width == 8:
            return pa.Array.from_buffers(kind, n, [present[0], pa.py_buffer(cents)], present[1])
        wide = np.zeros((n, 2), dtype=np.int64)
        wide[:, 0] = cents
        return pa.Array.from_buffers(kind, n, [present[0], pa.py_buffer(wide)], present[1])

    told = (valid, count)
    if (
        rate.max(initial=0) >= _RATE_LIMIT
    ):  # a duty on quantity beside a value of a few cents: the column does not hold such a rate
        without = failed | (rate >= _RATE_LIMIT)
        told = (pa.py_buffer(np.packbits(~without, bitorder="little").tobytes()), int(without.sum()))

    nothing = money(_zeros(n), MONEY)
    rows = work.cents.rows
    arrays = [
        money(work.totals, MONEY),
        money(rate, RATE, told),
        *(money(rows[number], MONEY) if number in rows else nothing for number in range(len(AUTHORITIES))),
        money(work.refundable, MONEY),
        *(_words(desk, one) for one in (work.headings, work.warnings, work.assumptions)),
        pa.DictionaryArray.from_arrays(
            pa.array(work.status.astype(np.int32)), pa.array(["ok", "error", "not-covered"])
        ),
        _words(desk, work.errors),
        pa.DictionaryArray.from_arrays(pa.array(np.zeros(n, dtype=np.int32)), pa.array([desk.digest])),
    ]
    return pa.RecordBatch.from_arrays(arrays, names=list(RESULT_TYPES))


_NOTHING = np.zeros(1 << 18, dtype=np.int64)


def _zeros(n: int) -> Array:
    """Zeros that nobody writes to."""
    return _NOTHING[:n] if n <= len(_NOTHING) else np.zeros(n, dtype=np.int64)


def _rates(totals: Array, values: Array) -> Array:
    """Duty over value in millionths, half up; where the product could pass 2^63, in Python integers."""
    if len(totals) and int(totals.max()) >= 2**62 // 2_000_000:
        return np.array(
            [
                min((2 * t * 10**6 + v) // (2 * v), _RATE_LIMIT)
                for t, v in zip(totals.tolist(), values.tolist(), strict=True)
            ],
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
