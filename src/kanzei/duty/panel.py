"""The panel: the rate of every code from every country, on a day or as intervals over a span of days.

Rates are fractions of the value, statutory, under the registry's stated defaults unless the options say otherwise. Every number comes from the one evaluator:
codes and countries are put into the classes that the law tells apart (:mod:`kanzei.duty.classes`), each pair of classes has its stack, and a stack yields
its rates (:mod:`kanzei.duty.rates`).
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kanzei.duty.classes import Classes, CountryClass, Day, alike
from kanzei.duty.column_rates import BY_USE, ColumnRates, Tariff, Tariffs
from kanzei.duty.facts import Stated
from kanzei.duty.panel_rows import LAID_ON_TOP, Columns, PanelRows
from kanzei.duty.rates import SCALE, Carrier, contents
from kanzei.duty.rates_row import Row, rates_row
from kanzei.duty.view import View
from kanzei.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["COLUMNS", "PanelOptions", "Part", "panel", "panel_parts", "panel_schema"]

Array = Any

COLUMNS = (
    "hts",
    "origin",
    "entered_from",
    "entered_to",
    "mfn_rate",
    *(f"{name}_rate" for name in LAID_ON_TOP),
    "added_rate",
    "total_rate",
    "total_rate_low",
    "total_rate_high",
    "conditional",
    "headings",
    "mfn_text",
    "lawbook",
)
"""Columns of a panel, in their order (the contract of the panel)."""

BATCH = 1 << 17
"""Most rows of a record batch."""

Change = tuple[int, Array, Array]
"""An epoch, the numbers of the codes whose row changes at its start, and the numbers of their rows (-1: no such code)."""

Claimed = tuple[str, int | None, bool]
"""A programme claimed: symbol, its rate in rate units or ``None``, whether it is free."""


class PanelOptions(NamedTuple):
    """Conventions of a panel.

    claims      : facts stated for every line, by canonical key, as :func:`kanzei.law.claims.parse_claims` reads them; contents as ``*_pct``.
    loaded      : ISO day of loading, or ``""``.
    spi         : ``none`` no preference is claimed · ``best`` whatever is cheapest · ``listed`` a preference wherever one is open ·
                  ``every``, of :func:`panel_parts` alone, the three at once.
    unit_values : (code, origin or "", unit) -> value of one unit in USD, for specific rates.
    codes       : only codes that begin with one of these digits; empty: all.
    bounds      : also what one other answer would change; without it ``total_rate_low``, ``total_rate_high`` and ``conditional`` say nothing.
    """

    claims: Mapping[str, Any] = {}  # noqa: RUF012  (never mutated: a default, shared and empty)
    loaded: str = ""
    spi: str = "none"
    unit_values: Mapping[tuple[str, str, str], float] = {}  # noqa: RUF012
    codes: tuple[str, ...] = ()
    bounds: bool = True


def panel_schema() -> pa.Schema:
    """Arrow schema of a panel: days as date32, rates as nullable float64, texts as dictionaries."""
    import pyarrow as pa

    words = pa.dictionary(pa.int32(), pa.string())
    kinds = {
        "hts": words,
        "origin": words,
        "entered_from": pa.date32(),
        "entered_to": pa.date32(),
        "conditional": words,
        "headings": words,
        "mfn_text": words,
        "lawbook": words,
    }
    return pa.schema([(name, kinds.get(name, pa.float64())) for name in COLUMNS])


def panel(
    view: View,
    origins: Sequence[str],
    since: date,
    until: date,
    options: PanelOptions | None = None,
    *,
    processes: int = 1,
    tick: Callable[[float], None] = lambda share: None,
) -> Iterator[pa.RecordBatch]:
    """Rates of ten-digit codes of chapters 1 to 97 from some countries, for entries of ``[since, until)``.

    Parameters
    ----------
    origins   : ISO alpha-2. tick : told the share of the work done, 0 to 1.
    processes : how many processes share the work. More than one starts fresh interpreters, so a script that asks for them is guarded by
                ``if __name__ == "__main__"``.

    Yields
    ------
    Record batches of :func:`panel_schema`, one or more for each origin, ordered by origin, code and first day. Neighbouring intervals of one
    code and origin differ in some column.

    Raises
    ------
    UsageError    The span is empty or begins before the book, an option is no convention, or contents exceed the value.
    """
    if options and options.spi == "every":
        raise UsageError("--spi every: a panel has one rate; choose none, best or listed")
    parts = panel_parts(view, origins, since, until, options, processes=processes, tick=lambda share: tick(0.7 * share))
    yield from _laid_out(parts, lambda share: tick(0.7 + 0.3 * share))


def panel_parts(
    view: View,
    origins: Sequence[str],
    since: date,
    until: date,
    options: PanelOptions | None = None,
    *,
    processes: int = 1,
    tick: Callable[[float], None] = lambda share: None,
) -> list[Part]:
    """What :func:`panel` lays out, as plain values: origins that change alike share their runs. Parameters and errors as there."""
    chosen = options or PanelOptions()
    if since >= until:
        raise UsageError(f"the panel's span is empty: it begins on {since} and ends before {until}")
    if since < date(2025, 1, 1):
        raise UsageError(f"{since}: the book begins with entries of 2025-01-01")
    if chosen.spi not in ("none", "best", "listed", "every"):
        raise UsageError(f"--spi {chosen.spi}: choose none, best or listed")
    stated = contents(chosen.claims)[0]
    parts_of_value = ("steel_value", "aluminum_value", "copper_value", "us_content_value")
    if sum(stated.get(name, 0) for name in parts_of_value) > SCALE:
        raise UsageError("the contents assumed add up to more than the whole value: contents may not sum above 100%")
    shares = _divided(view, origins, processes)
    if len(shares) == 1:
        return [_Panel(view, origins, since, until, chosen).part(tick)]
    return _together(view, shares, since, until, chosen)


class Part(NamedTuple):
    """A panel computed and not yet laid out, as plain values.

    origins : origin -> number of its runs. runs : (codes, first epoch, last epoch, row) of every interval, by code and time.
    ways    : under ``every``, what a row of the runs is: the rows of ``columns`` under none, best and listed, int32 (n, 3).
    """

    codes: list[str]
    starts: list[str]
    stops: list[str]
    origins: dict[str, int]
    runs: list[tuple[Array, Array, Array, Array]]
    columns: Columns
    lawbook: str
    ways: Array

    def layout(self) -> Callable[[str], Iterator[pa.RecordBatch]]:
        """A function that gives the record batches of an origin."""
        import pyarrow as pa

        def words(numbers: Array, values: Any) -> Any:
            return pa.DictionaryArray.from_arrays(pa.array(numbers, pa.int32()), values)

        starts = np.array(self.starts, dtype="datetime64[D]").astype(np.int32)
        stops = np.array(self.stops, dtype="datetime64[D]").astype(np.int32)
        codes, book = pa.array(self.codes), pa.array([self.lawbook])
        texts = {
            name: (numbers, pa.array(values, pa.string())) for name, (numbers, values) in self.columns.words.items()
        }
        schema = panel_schema()

        def batches(origin: str) -> Iterator[pa.RecordBatch]:
            run = self.runs[self.origins[origin]]
            for at in range(0, len(run[3]), BATCH):
                code, first, last, rows = (one[at : at + BATCH] for one in run)
                zeros = np.zeros(len(rows), dtype=np.int32)
                arrays: dict[str, Any] = {
                    "hts": words(code, codes),
                    "origin": words(zeros, pa.array([origin])),
                    "entered_from": pa.array(starts[first], pa.int32()).cast(pa.date32()),
                    "entered_to": pa.array(stops[last], pa.int32()).cast(pa.date32()),
                    "lawbook": words(zeros, book),
                }
                for name, (numbers, values) in texts.items():
                    arrays[name] = words(numbers[rows], values)
                for name, (rates, null) in self.columns.rates.items():
                    arrays[name] = pa.array(rates[rows], pa.float64(), mask=None if null is None else null[rows])
                yield pa.record_batch([arrays[name] for name in COLUMNS], schema=schema)

        return batches


def _laid_out(parts: list[Part], tick: Callable[[float], None]) -> Iterator[pa.RecordBatch]:
    """The batches of several parts in the order of the origins."""
    of_origin = {origin: batches for part in parts for batches in [part.layout()] for origin in part.origins}
    for number, origin in enumerate(sorted(of_origin)):
        yield from of_origin[origin](origin)
        tick((number + 1) / len(of_origin))


def _divided(view: View, origins: Sequence[str], processes: int) -> list[list[str]]:
    """Origins in shares of like work; those that the law treats alike stay together, for they are computed once."""
    shares: list[list[str]] = [[] for _ in range(max(1, processes))]
    for number, group in enumerate(alike(view, set(origins))):
        shares[number % len(shares)] += group
    return [share for share in shares if share]


def _together(view: View, shares: list[list[str]], since: date, until: date, options: PanelOptions) -> list[Part]:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    law = (*view.book.recipe(), view.known, view.switches, view.answer)
    with ProcessPoolExecutor(len(shares), mp_context=get_context("spawn")) as pool:
        found = [pool.submit(_part_of, law, share, since, until, options) for share in shares]
        return [one.result() for one in found]


def _part_of(law: Any, origins: list[str], since: date, until: date, options: PanelOptions) -> Part:
    """One share of a panel, in a process of its own."""
    if until - since < timedelta(days=32):
        # Stacks live as long as their day: looking for garbage among those of a short panel would cost a quarter of its time.
        gc.disable()
    from kanzei.duty.book import LawBook

    content, members, known, switches, answer = law
    view = View(LawBook(content, members), known, switches, answer, False)
    return _Panel(view, origins, since, until, options).part(lambda share: None)


class _Panel:
    def __init__(self, view: View, origins: Sequence[str], since: date, until: date, options: PanelOptions) -> None:
        self.view, self.options = view, options
        self.origins = sorted(set(origins))
        first, last = since.isoformat(), until.isoformat()
        self.days = [first, *[day for day in view.bounds() if first < day < last]]
        self.stops = [*self.days[1:], last]
        self.facts, self.shares = contents(options.claims)
        self.schedule = view.book.schedule
        self.releases = [self.schedule.revision_on(date.fromisoformat(day), view.known_on)[0] for day in self.days]
        self.codes = self._codes()
        self.tariffs = Tariffs(self.schedule, self.codes, options.unit_values)
        claims = {
            key: value.isoformat() if isinstance(value, date) else value
            for key, value in options.claims.items()
            if not key.endswith("_pct")
        }
        self.classes = Classes(view, self.codes, self.origins, {**claims, **self.facts}, options.loaded)
        self.rows = PanelRows()
        self._carriers: dict[tuple[int, frozenset[str]], Carrier] = {}
        self._row_numbers: dict[int, int] = {}
        self._ways: dict[tuple[int, ...], int] = {}
        self._masks: dict[int, int] = {}
        self._voids: dict[frozenset[str], int] = {}
        self._open: dict[Any, tuple[int, tuple[Claimed, ...]]] = {}
        self._open_numbers: dict[tuple[Claimed, ...], int] = {}

    def part(self, tick: Callable[[float], None]) -> Part:
        """The panel computed."""
        origins: dict[str, int] = {}
        numbers: dict[tuple[int, ...], int] = {}
        runs = []
        for origin, changes in self._changes(tick).items():
            sequence = tuple(id(one) for one in changes)
            if sequence not in numbers:
                numbers[sequence] = len(numbers)
                runs.append(_runs(changes, len(self.days)))
            origins[origin] = numbers[sequence]
        columns = self.rows.columns(self.tariffs.words)
        ways = np.array(list(self._ways), dtype=np.int32).reshape(-1, 3)
        return Part(self.codes, self.days, self.stops, origins, runs, columns, self.view.digest, ways)

    def _codes(self) -> list[str]:
        found: set[str] = set()
        for release in set(self.releases):
            found.update(code for code, *_ in self.schedule.rows(release) if len(code) == 10 and code < "98")
        wanted = self.options.codes
        if wanted and not any(code.startswith(wanted) for code in found):
            raise UsageError(f"no code of those days begins with {', '.join(wanted)}")
        return sorted(code for code in found if not wanted or code.startswith(wanted))

    def _changes(self, tick: Callable[[float], None]) -> dict[str, list[Change]]:
        """Origin -> what changes at the start of each epoch; origins that change alike share the arrays."""
        out: dict[str, list[Change]] = {origin: [] for origin in self.origins}
        before: dict[str, Array] = {}
        kept: dict[Any, Array] = {}
        for epoch, entered in enumerate(self.days):
            day = self.classes.day(entered)
            void = self._void(entered)
            earlier, kept = kept, {}
            made: dict[tuple[int, int], Change] = {}
            for country, members in day.countries.items():
                masks = np.array([self._mask(mask & country.mask) for mask in day.masks], dtype=np.int32)
                alike = hashlib.blake2b(masks[day.codes].tobytes(), digest_size=16).digest()
                for origin in members:
                    tariff = self.tariffs.of(self.releases[epoch], origin)
                    key = (alike, country.column_2, country.programmes, void, id(tariff))
                    found = kept.get(key)
                    if found is None:
                        found = earlier.get(key)
                        if found is None:
                            found = self._rows_of(day, country, masks, tariff, void)
                        kept[key] = found
                    old = before.get(origin)
                    if old is not found:
                        pair = (id(old), id(found))
                        if pair not in made:
                            codes = np.arange(len(found)) if old is None else np.flatnonzero(old != found)
                            made[pair] = (epoch, codes.astype(np.int32), found[codes])
                        if len(made[pair][1]):
                            out[origin].append(made[pair])
                        before[origin] = found
            # What later days share with this one are rows; the stacks themselves would fill the memory.
            self._carriers.clear()
            self.classes.evaluations.clear()
            tick((epoch + 1) / len(self.days))
        return out

    def _mask(self, mask: int) -> int:
        return self._masks.setdefault(mask, len(self._masks))

    def _void(self, entered: str) -> frozenset[str]:
        if self.view.answer != "owed":
            return frozenset()
        return frozenset(
            void["authority"]
            for void in self.view.book.voids
            if void["known"] <= self.view.known and void["from"] <= entered < void["to"]
        )

    def _rows_of(self, day: Day, country: CountryClass, masks: Array, tariff: Tariff, void: frozenset[str]) -> Array:
        size = len(tariff.rates)
        keys = np.where(tariff.of_code >= 0, day.codes.astype(np.int64) * size + tariff.of_code, -1)
        unique, places = np.unique(keys, return_inverse=True)
        rows = np.empty(len(unique), dtype=np.int32)
        also = self._voids.setdefault(void, len(self._voids)) << 1 | country.column_2
        for number, key in enumerate(unique.tolist()):
            if key < 0:
                rows[number] = -1
                continue
            code_class, rates = key // size, tariff.rates[key % size]
            special, claimed = self._claims_open(country, rates)
            whole = ((int(masks[code_class]) << 20 | special) << 20 | rates.number) << 8 | also
            row = self._row_numbers.get(whole)
            if row is None:
                row = self._row_numbers[whole] = self._row(day, code_class, country, rates, claimed, void)
            rows[number] = row
        found: Array = rows[places.reshape(-1)]
        return found

    def _row(
        self,
        day: Day,
        code_class: int,
        country: CountryClass,
        rates: ColumnRates,
        claimed: tuple[Claimed, ...],
        void: frozenset[str],
    ) -> int:
        actual, text = rates.general, rates.general_text
        if country.column_2:
            actual, text = rates.other, rates.other_text
        plain = rates_row(self._carrier(day, code_class, country, "", rates.free, void), rates.general, actual)
        if not self.options.bounds and self.options.spi == "none":
            return self.rows.number(plain, text)
        others = [
            (symbol, rates_row(self._carrier(day, code_class, country, symbol, free, void), rates.general, rate))
            for symbol, rate, free in claimed
        ]
        if self.options.spi == "every":
            ways = (plain, _preferred(plain, others, "best"), _preferred(plain, others, "listed"))
            numbers = tuple(self.rows.number(one, text) for one in ways)
            return self._ways.setdefault(numbers, len(self._ways))
        return self.rows.number(_preferred(plain, others, self.options.spi), text)

    def _claims_open(self, country: CountryClass, rates: ColumnRates) -> tuple[int, tuple[Claimed, ...]]:
        """Programmes open to the country for these rates, one of those the law cannot tell apart, with their number."""
        key = (country.programmes, country.column_2, rates.number)
        found = self._open.get(key)
        if found is None:
            if country.column_2:
                listed: list[Claimed] = []
            elif not rates.special:
                # Nothing to grant: the goods are free for everybody, and a claim still counts where a duty asks for it.
                listed = [(one, 0, True) for one in sorted(country.programmes - BY_USE)] if rates.free else []
            else:
                listed = [one for one in rates.special if one[0] in country.programmes]
            kept: dict[Any, Claimed] = {}
            for one in listed:
                kept.setdefault((self.classes.programme(one[0]), *one[1:]), one)
            claims = tuple(kept.values())
            found = self._open[key] = self._open_numbers.setdefault(claims, len(self._open_numbers)), claims
        return found

    def _carrier(
        self, day: Day, code_class: int, country: CountryClass, spi: str, free: bool, void: frozenset[str]
    ) -> Carrier:
        evaluation = self.classes.evaluation(day, code_class, country, spi, free)
        key = (id(evaluation), void)
        found = self._carriers.get(key)
        if found is None:
            stated = Stated(self.view, day.entered, self.options.claims, self.options.loaded, {})
            found = self._carriers[key] = Carrier(
                self.view, evaluation, stated, self.facts, self.shares, void, bounds=self.options.bounds
            )
        return found


def _preferred(plain: Row, claimed: list[tuple[str, Row]], how: str) -> Row:
    """The row under a convention on preferences; under ``none`` a cheaper preference is a fact that would change the rate."""
    if not claimed:
        return plain

    def cost(row: Row) -> tuple[bool, int, int]:
        return row.total is None, row.total or 0, row.ordinary or 0

    if how != "none":
        symbol, best = min(claimed, key=lambda one: cost(one[1]))
        return best if how == "listed" or cost(best) < cost(plain) else plain
    low, names = plain.low, []
    for symbol, row in claimed:
        if row.total is None:
            gains = plain.total is None and (row.added or 0) < (plain.added or 0)
        else:
            gains = plain.total is None or row.total < plain.total
        if gains:
            names.append(f"spi:{symbol}")
            if low is not None and row.total is not None:
                low = min(low, row.total)
    return plain._replace(low=low, conditional=tuple(sorted({*plain.conditional, *names})))


def _runs(changes: list[Change], epochs: int) -> tuple[Array, Array, Array, Array]:
    """(code, first epoch, last epoch, row) of every interval in which a code keeps its row, by code and time."""
    codes = np.concatenate([one[1] for one in changes])
    first = np.repeat(np.array([one[0] for one in changes], dtype=np.int16), [len(one[1]) for one in changes])
    rows = np.concatenate([one[2] for one in changes])
    order = np.lexsort((first, codes))
    codes, first, rows = codes[order], first[order], rows[order]
    last = np.full(len(codes), epochs - 1, dtype=np.int16)
    last[:-1] = np.where(codes[1:] == codes[:-1], first[1:] - 1, epochs - 1)
    held = rows >= 0
    return codes[held], first[held], last[held], rows[held]
