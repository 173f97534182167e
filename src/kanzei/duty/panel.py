"""The panel: the rate of every code from every country, on a day or as intervals over a span of days.

Rates are fractions of the value, statutory, under the registry's stated defaults unless the options say otherwise. Every number comes from the one evaluator:
codes and countries are put into the classes that the law tells apart (:mod:`kanzei.duty.classes`), each pair of classes has its stack, and a stack yields
its rates (:mod:`kanzei.duty.rates`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kanzei.duty.classes import Classes, CountryClass, Day
from kanzei.duty.facts import Stated
from kanzei.duty.rates import SCALE, Carrier, Row, contents, rates_row
from kanzei.duty.view import View
from kanzei.errors import UsageError
from kanzei.law.authorities import AUTHORITIES
from kanzei.money import RATE_ONE
from kanzei.schedule.rates import Rate, is_free

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["COLUMNS", "PanelOptions", "panel", "panel_schema"]

Array = Any

COLUMNS = (
    "hts",
    "origin",
    "entered_from",
    "entered_to",
    "mfn_rate",
    *(f"{name}_rate" for name in AUTHORITIES if name != "mfn"),
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

_LAID_ON_TOP = tuple(name for name in AUTHORITIES if name != "mfn")
_PLACE = {name: place for place, name in enumerate(_LAID_ON_TOP)}
_BY_USE = frozenset("CKLB")
"""Programmes open to every origin by the use of the goods (aircraft, medicines, dyes, cars): never taken as a preference of a country."""


class PanelOptions(NamedTuple):
    """Conventions of a panel.

    claims      : facts stated for every line, by canonical key, as :func:`kanzei.law.claims.parse_claims` reads them; contents as ``*_pct``.
    loaded      : ISO day of loading, or ``""``.
    spi         : ``none`` no preference is claimed · ``best`` whatever is cheapest · ``listed`` a preference wherever one is open.
    unit_values : (code, origin or "", unit) -> value of one unit in USD, for specific rates.
    codes       : only codes that begin with one of these digits; empty: all.
    """

    claims: Mapping[str, Any] = {}  # noqa: RUF012  (never mutated: a default, shared and empty)
    loaded: str = ""
    spi: str = "none"
    unit_values: Mapping[tuple[str, str, str], float] = {}  # noqa: RUF012
    codes: tuple[str, ...] = ()


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
    tick: Callable[[float], None] = lambda share: None,
) -> Iterator[pa.RecordBatch]:
    """Rates of ten-digit codes of chapters 1 to 97 from some countries, for entries of ``[since, until)``.

    Parameters
    ----------
    origins : ISO alpha-2. tick : told the share of the work done, 0 to 1.

    Yields
    ------
    Record batches of :func:`panel_schema`, one or more for each origin, ordered by origin, code and first day. Neighbouring intervals of one
    code and origin differ in some column.

    Raises
    ------
    UsageError    The span is empty or begins before the book, or an option is no convention.
    """
    return _Panel(view, origins, since, until, options or PanelOptions(), tick).batches()


class _Tariff(NamedTuple):
    """The schedule of one release: number of each code's rates (-1: no such code), and the rates by number."""

    of_code: Array
    rates: list[_Rates]


class _Rates(NamedTuple):
    """Column rates of a code. general, other : rate units, ``None`` where not a percentage; special : (symbol, units or None, free); number : the same for equal rates."""

    general: int | None
    other: int | None
    free: bool
    general_text: int
    other_text: int
    special: tuple[tuple[str, int | None, bool], ...]
    number: int


class _Panel:
    def __init__(
        self,
        view: View,
        origins: Sequence[str],
        since: date,
        until: date,
        options: PanelOptions,
        tick: Callable[[float], None],
    ) -> None:
        if since >= until:
            raise UsageError(f"the panel's span is empty: it begins on {since} and ends before {until}")
        if since < date(2025, 1, 1):
            raise UsageError(f"{since}: the book begins with entries of 2025-01-01")
        if options.spi not in ("none", "best", "listed"):
            raise UsageError(f"--spi {options.spi}: choose none, best or listed")
        self.view, self.options, self.tick = view, options, tick
        self.origins = sorted(set(origins))
        first, last = since.isoformat(), until.isoformat()
        self.days = [first, *[day for day in view.bounds() if first < day < last]]
        self.stops = [*self.days[1:], last]
        self.facts, self.shares = contents(options.claims)
        self.texts = _Words()
        self.schedule = view.book.schedule
        self.releases = [self.schedule.revision_on(date.fromisoformat(day), view.known_on)[0] for day in self.days]
        self.codes = self._codes()
        claims = {
            key: value.isoformat() if isinstance(value, date) else value
            for key, value in options.claims.items()
            if not key.endswith("_pct")
        } | self.facts
        self.classes = Classes(view, self.codes, self.origins, claims, options.loaded)
        self.tariffs: dict[Any, _Tariff] = {}
        self.carriers: dict[tuple[int, frozenset[str]], Carrier] = {}
        self.rows: dict[Any, int] = {}
        self.open: dict[Any, tuple[tuple[str, int | None, bool], ...]] = {}
        self.rate_numbers: dict[Any, int] = {}
        self.table = _Table()

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The panel's batches."""
        cells = self._cells()
        made: dict[Any, Any] = {}
        for number, origin in enumerate(self.origins):
            sequence = tuple(id(one) for one in cells[origin])
            runs = made.get(sequence)
            if runs is None:
                runs = made[sequence] = _runs(cells[origin])
            yield from self._write(origin, runs)
            self.tick(0.7 + 0.3 * (number + 1) / len(self.origins))

    # ------------------------------------------------------------------ schedule

    def _codes(self) -> list[str]:
        found: set[str] = set()
        for release in set(self.releases):
            found.update(code for code, *_ in self.schedule.rows(release) if len(code) == 10 and code < "98")
        wanted = self.options.codes
        if wanted and not any(code.startswith(wanted) for code in found):
            raise UsageError(f"no code of those days begins with {', '.join(wanted)}")
        return sorted(code for code in found if not wanted or code.startswith(wanted))

    def _tariff(self, release: int, origin: str) -> _Tariff:
        own = origin if any(key[1] == origin for key in self.options.unit_values) else ""
        found = self.tariffs.get((release, own))
        if found is None:
            found = self.tariffs[(release, own)] = self._read_tariff(release, own)
        return found

    def _read_tariff(self, release: int, origin: str) -> _Tariff:
        place = {code: number for number, code in enumerate(self.codes)}
        of_code = np.full(len(self.codes), -1, dtype=np.int32)
        numbers: dict[Any, int] = {}
        rates: list[_Rates] = []
        for code, general, special, other in self.schedule.rows(release):
            at = place.get(code)
            if at is None:
                continue
            values = self._unit_values(code, origin)
            key = (general, special, other, tuple(values.items()))
            number = numbers.get(key)
            if number is None:
                number = numbers[key] = len(rates)
                rates.append(self._column_rates(general, special, other, values))
            of_code[at] = number
        return _Tariff(of_code, rates)

    def _unit_values(self, code: str, origin: str) -> dict[str, float]:
        found: dict[str, float] = {}
        if self.options.unit_values:
            for (stem, country, unit), value in self.options.unit_values.items():
                if code.startswith(stem) and country in ("", origin) and (country or unit not in found):
                    found[unit] = value
        return found

    def _column_rates(self, general: int, special: int, other: int, values: Mapping[str, float]) -> _Rates:
        text, rate = self.schedule.text(general)
        other_text, other_rate = self.schedule.text(other)
        listed = self.schedule.text(special)[1]
        content = (
            _percentage(rate, values),
            _percentage(other_rate, values),
            is_free(rate),
            self.texts.number(text),
            self.texts.number(other_text),
            tuple(
                (symbol, _percentage(one, values), is_free(one))
                for symbol, (_, one) in sorted(listed.items())
                if symbol and symbol not in _BY_USE
            ),
        )
        return _Rates(*content, self.rate_numbers.setdefault(content, len(self.rate_numbers)))

    # --------------------------------------------------------------------- cells

    def _cells(self) -> dict[str, list[Array]]:
        """Origin -> for each epoch the number of the row of each code (-1: no such code that day)."""
        out: dict[str, list[Array]] = {origin: [] for origin in self.origins}
        kept: dict[Any, Array] = {}
        for epoch, entered in enumerate(self.days):
            day = self.classes.day(entered)
            void = self._void(entered)
            for country, members in day.countries.items():
                for origin in members:
                    tariff = self._tariff(self.releases[epoch], origin)
                    masks = [mask & country.mask for mask in day.masks]
                    key = (
                        tuple(masks),
                        day.codes.tobytes(),
                        country.column_2,
                        country.programmes,
                        void,
                        id(tariff),
                    )
                    found = kept.get(key)
                    if found is None:
                        found = kept[key] = self._rows_of(day, country, tariff, void)
                    out[origin].append(found)
            self.tick(0.7 * (epoch + 1) / len(self.days))
        return out

    def _void(self, entered: str) -> frozenset[str]:
        if self.view.answer != "owed":
            return frozenset()
        return frozenset(
            void["authority"]
            for void in self.view.book.voids
            if void["known"] <= self.view.known and void["from"] <= entered < void["to"]
        )

    def _rows_of(self, day: Day, country: CountryClass, tariff: _Tariff, void: frozenset[str]) -> Array:
        size = len(tariff.rates)
        keys = np.where(tariff.of_code >= 0, day.codes.astype(np.int64) * size + tariff.of_code, -1)
        unique, places = np.unique(keys, return_inverse=True)
        rows = np.empty(len(unique), dtype=np.int32)
        for number, key in enumerate(unique.tolist()):
            rows[number] = (
                -1 if key < 0 else self._row_number(day, key // size, country, tariff.rates[key % size], void)
            )
        found: Array = rows[places.reshape(-1)]
        return found

    def _row_number(self, day: Day, code_class: int, country: CountryClass, rates: _Rates, void: frozenset[str]) -> int:
        special = self._open(country, rates)
        key = (day.masks[code_class] & country.mask, country.column_2, special, rates.number, void)
        found = self.rows.get(key)
        if found is None:
            row = self._row(day, code_class, country, rates, special, void)
            text = rates.other_text if country.column_2 else rates.general_text
            found = self.rows[key] = self.table.number(row, text)
        return found

    def _row(
        self,
        day: Day,
        code_class: int,
        country: CountryClass,
        rates: _Rates,
        special: tuple[tuple[str, int | None, bool], ...],
        void: frozenset[str],
    ) -> Row:
        actual = rates.other if country.column_2 else rates.general
        plain = rates_row(self._carrier(day, code_class, country, "", rates.free, void), rates.general, actual)
        claimed = []
        for symbol, rate, free in special:
            carrier = self._carrier(day, code_class, country, symbol, free, void)
            claimed.append((symbol, rates_row(carrier, rates.general, rate)))
        return _preferred(plain, claimed, self.options.spi)

    def _open(self, country: CountryClass, rates: _Rates) -> tuple[tuple[str, int | None, bool], ...]:
        """Programmes open to the country for these rates, one of those the law cannot tell apart: (symbol, rate units or None, free)."""
        key = (country.programmes, rates.number)
        found = self.open.get(key)
        if found is None:
            if country.column_2:
                listed: list[tuple[str, int | None, bool]] = []
            elif not rates.special:
                # Nothing to grant: the goods are free for everybody, and a claim still counts where a duty asks for it.
                listed = [(one, 0, True) for one in sorted(country.programmes - _BY_USE)] if rates.free else []
            else:
                listed = [one for one in rates.special if one[0] in country.programmes]
            kept: dict[Any, tuple[str, int | None, bool]] = {}
            for one in listed:
                kept.setdefault((self.classes.programme(one[0]), *one[1:]), one)
            found = self.open[key] = tuple(kept.values())
        return found

    def _carrier(
        self, day: Day, code_class: int, country: CountryClass, spi: str, free: bool, void: frozenset[str]
    ) -> Carrier:
        evaluation = self.classes.evaluation(day, code_class, country, spi, free)
        key = (id(evaluation), void)
        found = self.carriers.get(key)
        if found is None:
            stated = Stated(self.view, day.entered, self.options.claims, self.options.loaded, {})
            found = self.carriers[key] = Carrier(self.view, evaluation, stated, self.facts, self.shares, void)
        return found

    # -------------------------------------------------------------------- output

    def _write(self, origin: str, runs: tuple[Array, Array, Array, Array]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        codes, first, last, rows = runs
        size = 1 << 17
        for at in range(0, len(rows), size):
            yield self._batch(pa, origin, *(one[at : at + size] for one in (codes, first, last, rows)))

    def _batch(self, pa: Any, origin: str, codes: Array, first: Array, last: Array, rows: Array) -> pa.RecordBatch:
        table = self.table.columns(self.texts)
        zeros = np.zeros(len(rows), dtype=np.int32)

        def words(numbers: Array, values: Any) -> Any:
            return pa.DictionaryArray.from_arrays(pa.array(numbers, pa.int32()), values)

        starts = np.array(self.days, dtype="datetime64[D]").astype(np.int32)
        stops = np.array(self.stops, dtype="datetime64[D]").astype(np.int32)
        arrays: dict[str, Any] = {
            "hts": words(codes, self._code_words(pa)),
            "origin": words(zeros, pa.array([origin])),
            "entered_from": pa.array(starts[first], pa.int32()).cast(pa.date32()),
            "entered_to": pa.array(stops[last], pa.int32()).cast(pa.date32()),
            "lawbook": words(zeros, pa.array([self.view.digest])),
        }
        for name in ("conditional", "headings", "mfn_text"):
            numbers, values = table.words[name]
            arrays[name] = words(numbers[rows], values)
        for name, (values, null) in table.rates.items():
            mask = null[rows] if null is not None else None
            arrays[name] = pa.array(values[rows], pa.float64(), mask=mask)
        return pa.record_batch([arrays[name] for name in COLUMNS], schema=panel_schema())

    def _code_words(self, pa: Any) -> Any:
        if not hasattr(self, "_codes_array"):
            self._codes_array = pa.array(self.codes)
        return self._codes_array


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


def _percentage(rate: Rate, unit_values: Mapping[str, float]) -> int | None:
    """The rate as a fraction of the value in rate units, or ``None``; specific amounts by the values of a unit given."""
    if rate[0] == "free":
        return 0
    if rate[0] == "adval":
        return int(rate[1])
    if rate[0] in ("sum", "greatest", "least"):
        parts = [_percentage(one, unit_values) for one in rate[1]]
        known = [one for one in parts if one is not None]
        if len(known) < len(parts):
            return None
        return sum(known) if rate[0] == "sum" else max(known) if rate[0] == "greatest" else min(known)
    if rate[0] == "specific" and not rate[3]:
        value = unit_values.get(rate[2])
        # nano-dollars a unit over dollars a unit
        return None if not value else round(rate[1] / value * RATE_ONE / 1e9)
    return None


def _runs(epochs: list[Array]) -> tuple[Array, Array, Array, Array]:
    """(code, first epoch, last epoch, row) of every interval in which a code keeps its row, by code and time."""
    if len(epochs) == 1:
        codes = np.flatnonzero(epochs[0] >= 0).astype(np.int32)
        zeros = np.zeros(len(codes), dtype=np.int32)
        return codes, zeros, zeros, epochs[0][codes]
    matrix = np.stack(epochs, axis=1)
    starts = np.ones(matrix.shape, dtype=bool)
    starts[:, 1:] = matrix[:, 1:] != matrix[:, :-1]
    changes: Any = np.nonzero(starts)
    codes, first = changes
    rows: Array = matrix[codes, first]
    last = np.empty_like(first)
    last[:-1] = np.where(codes[1:] == codes[:-1], first[1:] - 1, len(epochs) - 1)
    last[-1:] = len(epochs) - 1
    held = rows >= 0
    return codes[held].astype(np.int32), first[held], last[held], rows[held]


class _Words:
    """Texts by number."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        return self.numbers.setdefault(text, len(self.numbers))

    def array(self) -> Any:
        import pyarrow as pa

        return pa.array(list(self.numbers), pa.string())


class _Columns(NamedTuple):
    """The distinct rows as columns: rates with a mask of nulls, words as (numbers, values)."""

    rates: dict[str, tuple[Array, Array | None]]
    words: dict[str, tuple[Array, Any]]
    rows: int


class _Table:
    """Distinct rows by number, and as columns."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[Row, int], int] = {}
        self._made: _Columns | None = None

    def number(self, row: Row, text: int) -> int:
        return self.numbers.setdefault((row, text), len(self.numbers))

    def columns(self, texts: _Words) -> _Columns:
        if self._made is not None and self._made.rows == len(self.numbers):
            return self._made
        size = len(self.numbers)
        laid = np.zeros((len(_LAID_ON_TOP), size))
        laid_null = np.zeros((len(_LAID_ON_TOP), size), dtype=bool)
        figures: dict[str, list[int | None]] = {
            name: [] for name in ("mfn_rate", "added_rate", "total_rate", "total_rate_low", "total_rate_high")
        }
        conditional, headings = _Words(), _Words()
        numbers: dict[str, list[int]] = {"conditional": [], "headings": [], "mfn_text": []}
        for at, (row, text) in enumerate(self.numbers):
            for name, rate in row.rates:
                if rate is None:
                    laid_null[_PLACE[name], at] = True
                else:
                    laid[_PLACE[name], at] = rate / SCALE
            for name, figure in zip(figures, (row.ordinary, row.added, row.total, row.low, row.high), strict=True):
                figures[name].append(figure)
            numbers["conditional"].append(conditional.number(" ".join(row.conditional)))
            numbers["headings"].append(headings.number(" ".join(row.headings)))
            numbers["mfn_text"].append(text)
        rates: dict[str, tuple[Array, Array | None]] = {}
        for name, place in _PLACE.items():
            null = laid_null[place]
            rates[f"{name}_rate"] = (laid[place], null if null.any() else None)
        for name, values in figures.items():
            null = np.array([one is None for one in values], dtype=bool)
            rates[name] = (
                np.array([0.0 if one is None else one / SCALE for one in values]),
                null if null.any() else None,
            )
        words = {"conditional": conditional.array(), "headings": headings.array(), "mfn_text": texts.array()}
        self._made = _Columns(
            rates, {name: (np.array(numbers[name], dtype=np.int32), values) for name, values in words.items()}, size
        )
        return self._made


def end_of(day: date) -> date:
    """The day after, as the end of a panel of one day."""
    return day + timedelta(days=1)
