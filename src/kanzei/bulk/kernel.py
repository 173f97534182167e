"""Carry programs out on lines: exact integers, one line after another, compiled where Numba is installed.

The same text runs as plain Python where it is not, slowly; :mod:`kanzei.bulk.apart` then takes its place with arrays, one program at a time.
Every product is kept below 2^63: lines beyond the limits are left to the scalar interpreter (lane ``BY_HAND``).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from kanzei.bulk.program import HEAD, PART, STEP

__all__ = [
    "AS_TOLD",
    "BY_HAND",
    "COMPILED",
    "DONE",
    "EXCEEDS",
    "METALS_OPEN",
    "NANO_LIMIT",
    "OWING",
    "STRAIGHT_WIDTH",
    "TOTAL",
    "VALUE_LIMIT",
    "VOID",
    "carry_out_lines",
    "find_lines",
    "find_slots",
    "njit",
    "put_slots",
    "split_lines",
    "tell_lines",
]

Array = Any

VALUE_LIMIT = 10**11
"""Cents from which a value is left to the scalar interpreter: 2 x 30,000,000 x 10^11 stays below 2^63."""
NANO_LIMIT = 4 * 10**18
"""Least product of a specific rate and a quantity that is left to the scalar interpreter."""
STRAIGHT_FROM = 10_000
"""Cents from which a difference of a twentieth of a percent is five cents at least: no rounding hides or turns it."""
STRAIGHT_WIDTH = 16
"""Words of a straight slot: 64 bytes, what the processor fetches at once."""
STRAIGHT_STEPS = STRAIGHT_WIDTH // 2 - 1
"""Steps of a straight slot at most."""
TOTAL, VOID = 64, 128
"""Marks beside the authority of a straight step: the rate is a total, the ordinary duty within; the authority is void."""
AS_TOLD = -2
"""Mask of a line whose steps are always those told of its slot."""
METALS_OPEN, OWING = 4, 8
"""Marks beside the status of a slot: charged on a metal content that is not stated; a step asks what is owed under another."""
DONE, BY_HAND, EXCEEDS = 0, 1, 2
"""What became of a line: carried out; left to the scalar interpreter; its contents exceed its value."""

_RATE_ONE = 3_000_000
_SPECIFIC = 10_000_000_000
"""Cents of a specific rate: 10^-9 dollars a unit on thousandths of a unit."""
_BOTH = 30_000_000_000

try:
    from numba import njit

    COMPILED = True
except ImportError:  # the extra `fast` is not installed
    COMPILED = False

    def njit(*args: Any, **options: Any) -> Any:  # type: ignore[no-redef,unused-ignore]
        """Leave a function as it is."""
        return lambda function: function


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def _ordinary(rate: int, nano: int, milli: int, part: int, bottom: int) -> int:
    """Ordinary duty of a part in cents, half up: a percentage of its value and a specific amount of the line's quantity."""
    left = rate * part
    if nano == 0:
        return (2 * left + _RATE_ONE) // (2 * _RATE_ONE)
    right = nano * milli
    whole = left // _RATE_ONE + right // _SPECIFIC
    rest = (left % _RATE_ONE) * 10_000 + 3 * (right % _SPECIFIC)
    return whole + (2 * rest + _BOTH) // (2 * _BOTH)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def _below(rate: int, nano: int, milli: int, limit: int, value: int) -> bool:
    """Whether column 1 is below a rate of the value, exactly."""
    if nano == 0:
        return rate < limit
    if limit <= rate:
        return False
    left, right = nano * milli, (limit - rate) * value
    a, b = left // _SPECIFIC, right // _RATE_ONE
    if a != b:
        return a < b
    return (left % _SPECIFIC) * _RATE_ONE < (right % _RATE_ONE) * _SPECIFIC


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def _share(rate: int, value: int) -> int:
    """A percentage of a value in cents, half up; unsigned division is the faster one."""
    return np.int64(np.uint64(2 * rate * value + _RATE_ONE) // np.uint64(2 * _RATE_ONE))  # type: ignore[return-value,unused-ignore]


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def carry_out_lines(
    slots: Array,
    table: Array,
    straight: Array,
    words: Array,
    starts: Array,
    row_of: Array,
    values: Array,
    exact: Array,
    facts: Array,
    stated: Array,
    of_value: Array,
    quantities: Array,
    amounts: Array,
    totals: Array,
    refundable: Array,
    masks: Array,
    lanes: Array,
) -> None:
    """Amounts of every line whose slot has a program.

    Parameters
    ----------
    slots      : slot of each line, int64 (n,); below 0: not for the kernel.
    straight   : int32 (slots, STRAIGHT_WIDTH): slots whose duties are percentages of the whole value whatever it is: number of steps and one (0: not such a
                 slot), rate of the ordinary duty, then authority (with TOTAL, VOID) and rate of each step. Holds from STRAIGHT_FROM cents.
    row_of     : row of ``amounts`` by authority, int64.
    table      : int64 (slots, 10): program, void authorities as bits, then for column 1 general and for the column in fact used: rate, nano-dollars a
                 unit, number of the quantity, factor of its unit.
    words, starts : programs, one after another, and where each begins.
    values     : dutiable value in cents, int64 (n,). exact : the value as stated.
    facts      : cents, int64 (facts, n), -1 where unstated. stated, of_value : the same as tested on shares. Shape (facts, 0) where no line states one.
    quantities : thousandths, int64 (q, n).

    Writes
    ------
    amounts : int64 (rows, n), zero before. totals, refundable : int64 (n,). masks : int64 (n,): steps that apply. lanes : int8 (n,).
    """
    with_facts = facts.shape[1] > 0
    part_values = np.zeros(8, dtype=np.int64)
    ordinary = np.zeros(8, dtype=np.int64)
    step_amount = np.zeros(64, dtype=np.int64)
    for line in range(slots.shape[0]):
        slot = slots[line]
        if slot < 0:
            continue
        program = table[slot, 0]
        if program < 0:
            lanes[line] = BY_HAND
            continue
        value = values[line]
        count = straight[slot, 0]
        if count > 0 and value >= STRAIGHT_FROM and value < VALUE_LIMIT:
            own = _share(straight[slot, 1], value)
            amounts[0, line] = own
            total = own
            back = 0
            for step in range(count - 1):
                marked = straight[slot, 2 + 2 * step]
                made = _share(straight[slot, 3 + 2 * step], value)
                if marked & TOTAL:
                    made -= own
                amounts[row_of[marked & (TOTAL - 1)], line] += made
                total += made
                if marked & VOID:
                    back += made
            totals[line] = total
            refundable[line] = back
            masks[line] = AS_TOLD
            lanes[line] = DONE
            continue
        g_rate, g_nano = table[slot, 2], table[slot, 3]
        a_rate, a_nano = table[slot, 6], table[slot, 7]
        g_milli = a_milli = 0
        hand = value >= VALUE_LIMIT
        if g_nano > 0:
            g_milli = quantities[table[slot, 4], line] * table[slot, 5]
            hand = hand or value == 0 or g_milli <= 0 or float(g_nano) * float(g_milli) >= NANO_LIMIT
        if a_nano > 0:
            a_milli = quantities[table[slot, 8], line] * table[slot, 9]
            hand = hand or value == 0 or a_milli <= 0 or float(a_nano) * float(a_milli) >= NANO_LIMIT
        at = starts[program]
        parts, steps = words[at], words[at + 1]
        if hand or ((g_nano > 0 or a_nano > 0) and parts > 1):
            lanes[line] = BY_HAND
            continue
        left = value
        rest = -1
        for part in range(parts):
            fact = words[at + HEAD + PART * part]
            if fact < 0:
                rest = part
                continue
            content = facts[fact, line] if with_facts else -1
            if content < 0:
                content = 0
            least = words[at + HEAD + PART * part + 1]
            if least > 0:
                top = stated[fact, line] if with_facts else 0
                under = of_value[fact, line] if with_facts else 1
                if top < 0:
                    top, under = 0, 1
                if top * _RATE_ONE < least * under:
                    content = 0
            part_values[part] = content
            left -= content
        if left < 0:
            lanes[line] = EXCEEDS
            continue
        if rest >= 0:
            part_values[rest] = left
        total = 0
        for part in range(parts):
            ordinary[part] = _ordinary(a_rate, a_nano, a_milli, part_values[part], value)
            total += ordinary[part]
        amounts[0, line] = total
        mask = 0
        waiting = 0
        first = at + HEAD + PART * parts
        for step in range(steps):
            here = first + STEP * step
            part = words[here + 2]
            on = part_values[part]
            applies = on != 0 or parts == 1
            if applies and words[here + 10] > 0:
                bits = 0
                word = at + words[here + 9]
                end = word + words[here + 10]
                while word < end:
                    op = words[word]
                    if op == 1:
                        if words[word + 3] == 1:
                            found = _below(g_rate, g_nano, g_milli, words[word + 2], value)
                        else:
                            found = _below(a_rate, a_nano, a_milli, words[word + 2], value)
                        bits = (bits << 1) | (1 if found == (words[word + 1] == 1) else 0)
                        word += 5
                    elif op == 2:
                        top = stated[words[word + 1], line] if with_facts else 0
                        under = of_value[words[word + 1], line] if with_facts else exact[line]
                        if top < 0:
                            top, under = 0, value
                        found = top * _RATE_ONE < words[word + 3] * under
                        bits = (bits << 1) | (1 if found == (words[word + 2] == 1) else 0)
                        word += 4
                    elif op == 3 or op == 4:
                        found = False
                        for other in range(words[word + 1]):
                            number = words[word + 2 + other]
                            decided = (mask >> number) & 1 and not (waiting >> number) & 1
                            if decided and (op == 4 or step_amount[number] > 0):
                                found = True
                                break
                        bits = (bits << 1) | (1 if found else 0)
                        word += 2 + words[word + 1]
                    elif op == 5:
                        bits ^= 1
                        word += 1
                    elif op == 6 or op == 7:
                        count = words[word + 1]
                        low = bits & ((1 << count) - 1)
                        found = low == (1 << count) - 1 if op == 6 else low != 0
                        bits = ((bits >> count) << 1) | (1 if found else 0)
                        word += 2
                    else:
                        bits = (bits << 1) | (1 if op == 0 else 0)
                        word += 1
                applies = bits & 1 == 1
            kind = words[here + 1]
            if applies:
                base = on
                form = words[here + 4]
                if form > 0:
                    fact = words[here + 5]
                    amount = facts[fact, line] if with_facts else -1
                    if form == 1:
                        if amount < 0 and fact == 4 and with_facts and facts[3, line] >= 0:
                            amount = value - facts[3, line]
                        if amount >= 0:
                            base = min(on, amount)
                    else:
                        less = min(max(amount, 0), value)
                        cap = words[here + 6]
                        if cap > 0:
                            less = min(less, (2 * cap * value + _RATE_ONE) // (2 * _RATE_ONE))
                        base = max(0, on - less)
                    if base == 0 and value != 0 and kind < 2:
                        applies = False
                if applies:
                    if kind < 2:
                        made = (2 * words[here + 3] * base + _RATE_ONE) // (2 * _RATE_ONE)
                        if kind == 1:
                            made = max(0, made - ordinary[part])
                    else:
                        made = 0
                    step_amount[step] = made
                    mask |= 1 << step
                    if words[here + 7] == 1:
                        waiting |= 1 << step
            if words[here + 8] == 1 and waiting != 0:
                best = -1
                for number in range(steps):
                    if (waiting >> number) & 1 and (best < 0 or step_amount[number] < step_amount[best]):
                        best = number
                mask = (mask & ~waiting) | (1 << best)
                waiting = 0
        void = table[slot, 1]
        back = 0
        for step in range(steps):
            if (mask >> step) & 1:
                made = step_amount[step]
                if made > 0:
                    authority = words[first + STEP * step]
                    amounts[row_of[authority], line] += made
                    total += made
                    if (void >> authority) & 1:
                        back += made
        totals[line] = total
        refundable[line] = back
        masks[line] = mask
        lanes[line] = DONE


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def _place(key: int, size: int) -> int:
    """Where a key is looked for first in a table of ``size`` places, a power of two (Fibonacci hashing)."""
    return ((key ^ (key >> 31)) * 0x9E3779B97F4A7C1 >> 23) & (size - 1)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def find_slots(keys: Array, entries: Array, out: Array) -> int:
    """Slots of keys in an open-addressed table, int64 (size, 2) of key and slot; -1 where a key is new, -2 for keys below 0. Returns how many are new."""
    size = entries.shape[0]
    missing = 0
    last, slot = np.int64(-1), np.int64(-2)
    for line in range(keys.shape[0]):
        key = keys[line]
        if key < 0:
            out[line] = -2
            continue
        if key != last:
            place = _place(key, size)
            while entries[place, 1] >= 0 and entries[place, 0] != key:
                place = (place + 1) & (size - 1)
            last, slot = key, entries[place, 1]
        out[line] = slot
        if slot < 0:
            missing += 1
    return missing


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def put_slots(keys: Array, slots: Array, entries: Array) -> None:
    """Enter keys with their slots."""
    size = entries.shape[0]
    for line in range(keys.shape[0]):
        place = _place(keys[line], size)
        while entries[place, 1] >= 0:
            place = (place + 1) & (size - 1)
        entries[place, 0] = keys[line]
        entries[place, 1] = slots[line]


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def find_lines(
    codes: Array,
    origins: Array,
    days: Array,
    windows: Array,
    profiles: Array,
    good: Array,
    epoch_of_day: Array,
    first_day: int,
    entries: Array,
    out: Array,
) -> int:
    """As :func:`find_slots`, keys made on the way (:func:`kanzei.bulk.desk.pack`).

    Parameters
    ----------
    days : of entry, since 1970. windows, profiles, good : length 0 where all are 0, or all lines are good. epoch_of_day : epochs from ``first_day`` on.
    """
    size = entries.shape[0]
    most = epoch_of_day.shape[0] - 1
    missing = 0
    last, slot = np.int64(-1), np.int64(-2)
    for line in range(codes.shape[0]):
        if good.shape[0] and not good[line]:
            out[line] = -2
            continue
        epoch = epoch_of_day[min(max(days[line] - first_day, 0), most)]
        key = (np.int64(codes[line]) << 9) | origins[line]
        key = (key << 9) | max(epoch, 0)
        key <<= 5
        if windows.shape[0]:
            key |= windows[line]
        key <<= 20
        if profiles.shape[0]:
            key |= profiles[line]
        if key != last:
            place = _place(key, size)
            while entries[place, 1] >= 0 and entries[place, 0] != key:
                place = (place + 1) & (size - 1)
            last, slot = key, entries[place, 1]
        out[line] = slot
        if slot < 0:
            missing += 1
    return missing


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def tell_lines(
    slots: Array, notes: Array, known: Array, masks: Array, lanes: Array, texts: Array, states: Array, headings: Array
) -> int:
    """Numbers of texts of lines.

    Parameters
    ----------
    notes : int32 (slots, 8), as :attr:`kanzei.bulk.desk.Desk.notes`. known : int64 (slots,): the mask for which the text of headings there holds.

    Writes
    ------
    texts : int32 (3, n): warnings, assumptions, errors. states : int8 (n,): status and marks. headings : int32 (n,), -1 where the text is not yet known.
    Lines without a slot are left as they are. Returns how many texts of headings are not known.
    """
    missing = 0
    for line in range(slots.shape[0]):
        slot = slots[line]
        if slot < 0:
            continue
        texts[0, line] = notes[slot, 0]
        texts[1, line] = notes[slot, 1]
        texts[2, line] = notes[slot, 2]
        states[line] = notes[slot, 3]
        if lanes[line] == DONE:
            mask = masks[line]
            if mask == AS_TOLD or mask == known[slot]:
                headings[line] = notes[slot, 4]
            else:
                headings[line] = -1
                missing += 1
    return missing


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
def split_lines(keys: Array, counted: Array, out: Array) -> None:
    """Which lines share entry, code and origin with another.

    Parameters
    ----------
    keys : of entry, code and origin, int64 (n,), below 0 where no entry is stated. counted : whether a line reports a quantity.

    Writes
    ------
    out : int8 (n,), zero before: 1 in doubt, 2 a quantity beside none decides.
    """
    n = keys.shape[0]
    size = 16
    while size < 2 * n:
        size *= 2
    places = np.full(size, -1, dtype=np.int64)
    found = np.zeros((size, 2), dtype=np.int32)
    for again in range(2):
        for line in range(n):
            key = keys[line]
            if key < 0:
                continue
            place = _place(key, size)
            while places[place] >= 0 and places[place] != key:
                place = (place + 1) & (size - 1)
            if again == 0:
                places[place] = key
                found[place, 0] += 1
                if counted[line]:
                    found[place, 1] += 1
            elif found[place, 0] > 1:
                out[line] = 2 if found[place, 0] == 2 and found[place, 1] == 1 else 1
