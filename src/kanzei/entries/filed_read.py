"""Reading what people have of entries filed and paid: ACE reports, Form 7501 data, brokers' tables, the contract's own columns.

Rows are streamed through a store that brings those of one entry together (:mod:`kanzei.entries.gather`), so that memory does not grow
with the files, and no order of rows is asked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from kanzei.counts import counted
from kanzei.entries import cells
from kanzei.entries.codes import known_code
from kanzei.entries.filed import EntryState, FiledLine
from kanzei.entries.filed_columns import FILED, is_of_entries
from kanzei.entries.filed_lines import entry_lines
from kanzei.entries.filed_rows import FiledRow, Source, filed_rows
from kanzei.entries.filed_state import read_state
from kanzei.entries.gather import Gathering
from kanzei.entries.parse import DEFAULT, Options, check_digit
from kanzei.entries.read import open_rows
from kanzei.entries.reconcile import Oddity, Reconciliation, Tally, Unreadable, read_file
from kanzei.errors import EntryError, UsageError
from kanzei.money import dollars

__all__ = ["FiledEntries", "FiledReader", "read_filed"]

_YEAR = 366


class FiledEntries(NamedTuple):
    """An import. lines : by entry in the order of the files, then by line number. states : of all entries met, those without a line too."""

    lines: tuple[FiledLine, ...]
    states: Mapping[str, EntryState]
    reconciliation: Reconciliation


def read_filed(
    paths: Sequence[str | Path],
    mapping: Mapping[str, str] | None = None,
    options: Options = DEFAULT,
    *,
    sheet: str | None = None,
    keep_cells: bool = False,
) -> FiledEntries:
    """Read files of what was filed and paid into lines; all lines are held (see :class:`FiledReader` for one by one).

    Parameters
    ----------
    mapping    : column -> header in the files, before every alias. sheet : of an XLSX file.
    keep_cells : each line has the cells of its article's row.

    Raises
    ------
    UsageError   A file cannot be opened, or its header lacks what is needed. What is wrong with a line never stops the file:
                 it is in the reconciliation.
    """
    reader = FiledReader(paths, mapping, options, sheet=sheet, keep_cells=keep_cells)
    lines = tuple(reader)
    return FiledEntries(lines, reader.states, reader.reconciliation())


class FiledReader:
    """The lines of files of what was filed, one by one: iterate once, then ask for the reconciliation.

    states : entry number -> its state; filled while the lines are read.
    """

    def __init__(
        self,
        paths: Sequence[str | Path],
        mapping: Mapping[str, str] | None = None,
        options: Options = DEFAULT,
        *,
        sheet: str | None = None,
        keep_cells: bool = False,
    ) -> None:
        if not paths:
            raise UsageError("no file is named")
        if options.known_code is None:
            options = options._replace(known_code=known_code())
        self._paths = [Path(path) for path in paths]
        self._options, self._keep_cells = options, keep_cells
        self._tables = [open_rows(path, FILED, mapping=mapping, sheet=sheet) for path in self._paths]
        self._sources = [
            Source(number, table.path.name, table.columns, table.notes) for number, table in enumerate(self._tables)
        ]
        self._digests = [_digest(path) for path in self._paths]
        self._tally = Tally({source.number for source in self._sources if is_of_entries(source.columns)})
        self._apart: set[str] = set()
        self._nameless = 0
        self._begun = self._ended = False
        self._result: Reconciliation | None = None
        self.states: dict[str, EntryState] = {}

    @property
    def columns(self) -> tuple[str, ...]:
        """For each file, the columns taken, in words."""
        return tuple(f"{source.name}: {source.columns.described()}" for source in self._sources)

    @property
    def names(self) -> tuple[str, ...]:
        """The files, by the number that a line names its source with."""
        return tuple(source.name for source in self._sources)

    @property
    def headers(self) -> tuple[tuple[str, ...], ...]:
        """For each file, its header as it stands."""
        return tuple(table.columns.header for table in self._tables)

    def place_of(self, column: str) -> dict[int, int]:
        """Number of a file -> the place of a column among its cells, where it has it."""
        return {
            source.number: source.columns.taken[column] for source in self._sources if column in source.columns.taken
        }

    @property
    def unreadable(self) -> Sequence[Unreadable]:
        """Lines that could not be read, of the entries met so far."""
        return self._tally.unreadable

    def __iter__(self) -> Iterator[FiledLine]:
        if self._begun:
            raise UsageError("the files were read already: open them again")
        self._begun = True
        run = 0
        with Gathering[FiledRow]() as store:
            for source, table in zip(self._sources, self._tables, strict=True):
                before = None
                for row in filed_rows(source, table.rows, self._options):
                    self._tally.row(row)
                    if not row.entry and row.line and source.per_number and not source.columns.pairs:
                        # Without an entry number, neighbouring rows of one line number are one line.
                        run = run + 1 if before != row.line else run
                        store.add(f"\0{run}", row)
                    else:
                        store.add(row.entry, row)
                    before = row.line if not row.entry else None
            self._apart = store.apart
            for rows in store.groups():
                yield from self._entry(rows)
        self._ended = True

    def _entry(self, rows: Sequence[FiledRow]) -> Iterator[FiledLine]:
        entry, tally = rows[0].entry, self._tally

        def tell(kind: str, what: str, cents: int | None = None) -> None:
            tally.oddities.append(Oddity(kind, what, "", entry, "", cents))

        state = read_state(entry, rows, self._sources, self._options, tell)
        if entry:
            tally.entries += 1
            self.states[entry] = state
            if check_digit(entry) is None:
                tell("entry-number", f"{cells.shown(entry)} is not made of eleven characters, the last a digit")
            elif not check_digit(entry):
                tell("check-digit", "the check digit does not fit")
        else:
            self._nameless += 1
        if entry in self._apart:
            tell("rows-apart", f"{len(rows)} rows of the entry do not stand together: brought together")
        for what in _odd_days(state):
            tell("dates", what)
        mine = self._texts(rows, "importer_number")
        if len(mine) > 1:
            tell("mixed-importers", f"the entry has rows of several importer numbers: {', '.join(mine)}")
        tally.importers.update(dict.fromkeys(mine))
        lined = [row for row in rows if row.source not in tally.outside]
        before, refused = tally.lines, len(tally.unreadable)
        for line in entry_lines(lined, state, self._sources, tally, self._options, keep_cells=self._keep_cells):
            tally.line(line)
            yield line
        unread = tally.unreadable[refused:]
        value = tally.lines.value_cents - before.value_cents + sum(one.sums.value_cents for one in unread)
        duty = tally.lines.duty_cents - before.duty_cents + sum(one.sums.duty_cents for one in unread)
        if lined and entry:
            for name, stated, found in (
                ("duty", self._stated(rows, "duty"), duty),
                ("value", self._stated(rows, "value"), value),
            ):
                for cents in stated - {found}:
                    tell(
                        "entry-total",
                        f"the file states {name} {dollars(cents)} for the entry, its lines make {dollars(found)}",
                        cents - found,
                    )

    def _texts(self, rows: Sequence[FiledRow], name: str) -> list[str]:
        """What the rows say in a column, each once."""
        found: dict[str, None] = {}
        for number in dict.fromkeys(row.source for row in rows):
            index = self._sources[number].columns.taken.get(name, -1)
            if index >= 0:
                said = dict.fromkeys(row.cells[index] for row in rows if row.source == number)
                found |= {cells.text_of(cell): None for cell in said if not cells.is_blank(cell)}
        return list(found)

    def _stated(self, rows: Sequence[FiledRow], what: str) -> set[int]:
        """Totals of the entry as its rows state them."""
        found: set[int] = set()
        for row in rows:
            columns = self._sources[row.source].columns
            index = columns.taken.get(f"entry_{what}_usd", -1)
            if 0 <= index < len(row.cells):
                forms = columns.forms._replace(money=self._options.money) if self._options.money else columns.forms
                with suppress(EntryError):  # a total that is no amount states nothing
                    cents = cells.read_signed(row.cells[index], what, forms, [])
                    found |= {cents} if cents is not None else set()
            elif row.source in self._tally.outside:
                cents = row.paid if what == "duty" else row.value
                found |= {cents} if cents is not None else set()
        return found

    def reconciliation(self) -> Reconciliation:
        """What came of the rows.

        Raises
        ------
        UsageError   The lines were not read to their end.
        """
        if not self._ended:
            raise UsageError("the reconciliation is known when all lines have been read")
        if self._result is None:
            tally = self._tally
            if len(tally.importers) > 1:
                listed = ", ".join(sorted(tally.importers)[:6]) + (" …" if len(tally.importers) > 6 else "")
                tally.oddities.append(Oddity("mixed-importers", f"{len(tally.importers)} importer numbers: {listed}"))
            if self._nameless:
                said = f"{counted(self._nameless, 'row')} without an entry number: each is a line of its own"
                tally.oddities.append(Oddity("entry-number", said))
            for source in self._sources:
                for kind, count, noun, done in (
                    ("rounded", source.rounded, "amount", "finer than a cent, rounded half up"),
                    ("zero-put-back", source.padded, "HTS number", "given the leading zero that was lost"),
                    ("zero-put-back", source.mended, "entry number", "given the leading zeros that were lost"),
                ):
                    if count:
                        tally.oddities.append(Oddity(kind, f"{counted(count, noun)} {done}", source.name))
            self._result = tally.close(
                [read_file(source, self._digests[source.number], tally.raw(source.number)) for source in self._sources]
            )
        return self._result


def _odd_days(state: EntryState) -> Iterator[str]:
    entered, summary, liquidated = state.entered_on, state.summary_on, state.liquidated_on
    if entered and liquidated and liquidated < entered:
        yield f"liquidated on {liquidated}, before the entry of {entered}"
    if entered and summary and abs((summary - entered).days) > _YEAR:
        yield f"summary of {summary} more than a year from the entry of {entered}"
    if entered and state.released_on and abs((state.released_on - entered).days) > _YEAR:
        yield f"release of {state.released_on} more than a year from the entry of {entered}"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
