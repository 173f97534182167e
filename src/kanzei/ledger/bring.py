"""Bringing files in: all that a command names, or nothing of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from kanzei.entries.filed import EntryState
from kanzei.entries.filed_read import FiledReader
from kanzei.entries.parse import DEFAULT, Options
from kanzei.entries.reconcile import Reconciliation
from kanzei.entries.reports import (
    AchReject,
    CourtesyNotice,
    DeclarationResult,
    RefundPaid,
    Report,
    file_kind,
    read_ach_rejects,
    read_courtesy_notices,
    read_declaration_results,
    read_refunds_paid,
)
from kanzei.errors import UsageError
from kanzei.ledger.audit import Stamp, note
from kanzei.ledger.base import Base, Rows
from kanzei.ledger.facts import as_text, facts_of
from kanzei.ledger.states import state_cells

__all__ = ["Brought", "Known", "bring_in", "digest_of", "known_files"]

AnyReport = Report[RefundPaid] | Report[AchReject] | Report[DeclarationResult] | Report[CourtesyNotice]


class Known(NamedTuple):
    """A file that the ledger has already."""

    path: Path
    import_id: int
    at_utc: str
    name: str


class Brought(NamedTuple):
    """What an import brought. replaced : entries whose lines take the place of earlier ones; fewer : those of them that now have fewer lines.

    reconciliation : of the files of entries, ``None`` where there was none. reports : of the other files.
    """

    import_id: int
    files: tuple[tuple[str, str, str], ...]
    lines: int
    entries: int
    replaced: int
    fewer: tuple[str, ...]
    reconciliation: Reconciliation | None
    reports: tuple[AnyReport, ...]

    @property
    def unread(self) -> int:
        """Lines and rows that could not be read."""
        lines = len(self.reconciliation.unreadable) if self.reconciliation else 0
        return lines + sum(len(one.unreadable) for one in self.reports)


def digest_of(path: Path) -> str:
    """SHA-256 of a file.

    Raises
    ------
    UsageError   It cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        raise UsageError(f"{path}: there is no such file") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}") from None


def known_files(base: Base, paths: Sequence[Path]) -> list[Known]:
    """Those of the files that were imported before, whatever their name then."""
    out = []
    for path in paths:
        rows = base.query(
            "SELECT f.import_id, i.at_utc, f.name FROM files AS f JOIN imports AS i ON i.import_id = f.import_id "
            "WHERE f.sha256 = ? ORDER BY f.import_id DESC LIMIT 1",
            (digest_of(path),),
        )
        out += [Known(path, *row) for row in rows]
    return out


def bring_in(
    base: Base,
    paths: Sequence[Path],
    by: Stamp,
    *,
    mapping: Mapping[str, str] | None = None,
    options: Options = DEFAULT,
    sheet: str | None = None,
    importer: str = "",
    again: bool = False,
    progress: Callable[[int], object] = lambda count: None,
) -> Brought:
    """Bring files into an open ledger; the caller's transaction makes it all or nothing.

    Parameters
    ----------
    importer : number of entries that name none. again : take files that were imported before once more.

    Raises
    ------
    UsageError   A file cannot be read, was imported before, or stands twice among those named.
    """
    digests = [digest_of(path) for path in paths]
    twice = [str(path) for place, path in enumerate(paths) if digests[place] in digests[:place]]
    if twice:
        raise UsageError(f"{twice[0]} is named twice, or holds the same bytes as another of the files: name it once")
    _check_known(base, paths, again=again)
    kinds = [_kind(path, sheet, mapped=bool(mapping)) for path in paths]
    number = base.next_id("imports", "import_id")
    filed = [path for path, kind in zip(paths, kinds, strict=True) if kind == "entries"]
    bringer = _Bringer(base, number, importer)
    reader = FiledReader(filed, mapping, options, sheet=sheet) if filed else None
    found = bringer.lines(reader, progress) if reader else None
    reports: list[tuple[str, AnyReport]] = []
    for path, kind in zip(paths, kinds, strict=True):
        if kind != "entries":
            reports.append((kind, bringer.report(kind, path, options, sheet, len(filed) + len(reports))))
    replaced, fewer = bringer.replaced()
    bringer.close()
    _history(base, number, by, found, reports, bringer)
    note(base, by, "imported", f"import {number}")
    listed = tuple((path.name, kind, digest) for path, kind, digest in zip(paths, kinds, digests, strict=True))
    return Brought(
        number,
        listed,
        bringer.line_count,
        bringer.entry_count,
        replaced,
        fewer,
        found,
        tuple(one for _, one in reports),
    )


def _kind(path: Path, sheet: str | None, *, mapped: bool) -> str:
    """What a file is by its header; one of an odd layout that comes with a mapping is of entries."""
    try:
        return file_kind(path, sheet=sheet)
    except UsageError:
        if not mapped:
            raise
        return "entries"


def _check_known(base: Base, paths: Sequence[Path], *, again: bool) -> None:
    known = known_files(base, paths)
    if not known:
        return
    one = known[0]
    called = f" as {one.name}" if one.name != one.path.name else ""
    if not again:
        more = f" and {len(known) - 1} more" if len(known) > 1 else ""
        raise UsageError(
            f"{one.path}{more} was imported before{called} (import {one.import_id}, {one.at_utc}), byte for byte the same: "
            "nothing was imported; --skip-known leaves it out, --again takes it once more"
        )
    for one in known:
        if base.one("SELECT COUNT(*) FROM lines WHERE import_id = ? AND entry_number = ''", (one.import_id,)):
            raise UsageError(
                f"{one.path} has lines without an entry number, which a second import would count twice: it stays as import {one.import_id} brought it"
            )


class _Bringer:
    """The rows of one import on their way into the tables."""

    def __init__(self, base: Base, number: int, importer: str) -> None:
        self.base, self.number, self.importer = base, number, importer
        self.rows: dict[str, Rows] = {}
        self.line_count = self.entry_count = 0
        self.keys: dict[str, int] = {}
        self.per_entry: dict[str, int] = {}
        self.known_importers: dict[str, str] = {
            entry: found
            for entry, found in base.query(
                "SELECT entry_number, MAX(importer_number) FROM entries WHERE entry_number <> '' AND importer_number <> '' GROUP BY entry_number"
            )
        }

    def to(self, table: str) -> Rows:
        if table not in self.rows:
            self.rows[table] = Rows(self.base, table)
        return self.rows[table]

    def owner(self, entry: str, said: str = "") -> str:
        """The importer number of an entry: as said, as the ledger knows it, or the one given for entries that name none."""
        found = said or self.known_importers.get(entry, "") or self.importer
        if entry and found:
            self.known_importers[entry] = found
        return found

    def lines(self, reader: FiledReader, progress: Callable[[int], object]) -> Reconciliation:
        lines, duties, entries = self.to("lines"), self.to("duties"), self.to("entries")
        for number, one in enumerate(reader, 1):
            state = one.state
            entry = state.entry_number
            importer = self.owner(entry, state.importer_number)
            key = self._key(entry, one.line_number, number)
            line = one.line
            lines.add(
                self.number,
                number,
                importer,
                entry,
                one.line_number,
                key,
                one.source,
                one.place,
                line.hts,
                line.origin,
                line.entered_on,
                line.value_cents,
                one.paid,
                one.blended,
                facts_of(line),
                as_text(one.warnings),
            )
            for position, duty in enumerate(one.duties):
                duties.add(self.number, number, importer, entry, position, duty.number, duty.cents)
            if entry:
                self.per_entry[entry] = self.per_entry.get(entry, 0) + 1
            else:
                entries.add(self.number, importer, "", number, "entries", True, *state_cells(state))
            self.line_count = number
            if number % 100 == 0:
                progress(100)
        found = reader.reconciliation()
        # An entry whose lines are reversed or cannot be read has none now: its earlier lines do not hold either.
        told = {one.entry_number for one in found.unreadable}
        told |= {one.entry_number for one in found.oddities if one.kind == "reversed-line"}
        for entry, state in reader.states.items():
            lined = entry in self.per_entry or entry in told
            entries.add(
                self.number,
                self.owner(entry, state.importer_number),
                entry,
                None,
                "entries",
                lined,
                *state_cells(state),
            )
            if lined:
                self.per_entry.setdefault(entry, 0)
        self.entry_count = len(reader.states)
        self._oddities(found)
        return found

    def _key(self, entry: str, line: str, number: int) -> str:
        if not entry:
            return f"import {self.number} line {number}"
        key = f"{entry}/{line}"
        self.keys[key] = self.keys.get(key, 0) + 1
        return key if self.keys[key] == 1 else f"{key}#{self.keys[key]}"

    def _oddities(self, found: Reconciliation) -> None:
        out = self.to("oddities")
        for bad in found.unreadable:
            owner = self.owner(bad.entry_number)
            cents = bad.sums.duty_cents
            out.add(self.number, owner, bad.entry_number, bad.line_number, True, bad.kind, bad.reason, bad.place, cents)
        for odd in found.oddities:
            owner = self.owner(odd.entry_number)
            out.add(self.number, owner, odd.entry_number, odd.line_number, False, odd.kind, odd.what, odd.place, odd.cents)  # fmt: skip

    def report(self, kind: str, path: Path, options: Options, sheet: str | None, file_number: int) -> AnyReport:
        """Bring a report of CBP's in."""
        read: Callable[..., AnyReport] = _READERS[kind]
        found = read(path, None, options, sheet=sheet)
        for row in found.rows:
            owner = self.owner(row.entry_number, row.importer_number)
            head = (self.number, file_number, owner, row.entry_number)
            tail = (row.place, as_text(dict(row.other)))
            if isinstance(row, RefundPaid):
                sums = (row.principal, row.interest, row.total)
                self.to("receipts").add(*head, "refund", row.refund_number, *sums, row.paid_on, "", *tail)
            elif isinstance(row, AchReject):
                sums = (None, None, row.amount)
                self.to("receipts").add(
                    *head, "ach-reject", row.refund_number, *sums, row.rejected_on, row.reason, *tail
                )
            elif isinstance(row, DeclarationResult):
                said = (row.declaration_number, row.status, row.reject_reason, row.refund, row.decided_on)
                self.to("outcomes").add(*head, *said, *tail)
            else:
                self.to("notices").add(*head, row.liquidated_on, row.type, row.reason, row.change, *tail)
                state = _noticed(row)
                self.to("entries").add(self.number, owner, row.entry_number, None, "ES-701", False, *state_cells(state))
        for place, reason in found.unreadable:
            self.to("oddities").add(self.number, self.importer, "", "", True, "unreadable", reason, f"{path.name} {place}", None)  # fmt: skip
        return found

    def replaced(self) -> tuple[int, tuple[str, ...]]:
        """Entries of this import whose lines stood in the ledger before, and those that now have fewer."""
        before = dict(
            self.base.query(
                "SELECT l.entry_number, COUNT(*) FROM lines AS l JOIN (SELECT entry_number, MAX(import_id) AS import_id FROM entries "
                "WHERE lined AND entry_number <> '' AND import_id < ? GROUP BY entry_number) AS e "
                "ON e.entry_number = l.entry_number AND e.import_id = l.import_id GROUP BY l.entry_number",
                (self.number,),
            )
        )
        mine = [entry for entry in self.per_entry if entry in before]
        return len(mine), tuple(entry for entry in mine if self.per_entry[entry] < before[entry])

    def close(self) -> None:
        for rows in self.rows.values():
            rows.close()


_READERS: Mapping[str, Any] = {
    "REV-603": read_refunds_paid,
    "REV-613": read_ach_rejects,
    "REV-615": read_declaration_results,
    "ES-701": read_courtesy_notices,
}


def _noticed(row: CourtesyNotice) -> EntryState:
    """The state that a notice tells."""
    words = f"{row.type} {row.reason}".lower()
    kind = row.type.strip().lower()
    held = "exten" in words or "suspen" in words
    return EntryState(
        row.entry_number,
        importer_number=row.importer_number,
        liquidated_on=row.liquidated_on,
        liquidation_status=kind,
        extended="exten" in words if held else None,
        suspended="suspen" in words if held else None,
    )


def _history(
    base: Base,
    number: int,
    by: Stamp,
    found: Reconciliation | None,
    reports: Sequence[tuple[str, AnyReport]],
    bringer: _Bringer,
) -> None:
    files = Rows(base, "files")
    if found:
        for place, one in enumerate(found.files):
            raw = (one.rows, one.raw.value_cents, one.raw.duty_cents, one.stated_value, one.stated_duty)
            files.add(number, place, one.name, one.digest, one.layout, one.columns, *raw, as_text(one.notes))
    start = len(found.files) if found else 0
    for place, (kind, report) in enumerate(reports):
        count = len(report.rows) + len(report.repeated) + len(report.unreadable)
        money = report.sums.get("total", report.sums.get("amount", report.sums.get("refund")))
        files.add(number, start + place, report.name, report.digest, kind, "", count, None, money, None, None, as_text(report.notes))  # fmt: skip
    files.close()
    counts = as_text(found.counts() if found else {})
    totals: tuple[int | bool | None, ...] = (None,) * 8
    if found:
        unread = found.unread
        totals = (found.rows, found.lines.number, bringer.entry_count, found.lines.value_cents, found.lines.duty_cents,
                  unread.number, unread.duty_cents, found.agrees)  # fmt: skip
    out = Rows(base, "imports")
    out.add(number, *by, *totals, counts)
    out.close()
