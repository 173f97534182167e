"""The whole work of ``kanzei refund``: files of what was filed and paid in, every file of a refund out, and the summary."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from kanzei.counts import counted
from kanzei.duty.book import LawBook
from kanzei.entries.filed import FiledLine
from kanzei.entries.filed_read import FiledReader
from kanzei.entries.mapping import FileMap
from kanzei.entries.parse import DEFAULT, Options
from kanzei.entries.reports import (
    Report,
    file_kind,
    read_ach_rejects,
    read_courtesy_notices,
    read_declaration_results,
    read_refunds_paid,
)
from kanzei.errors import UsageError
from kanzei.money import dollars
from kanzei.refund.audit import Expected, Received, audit_entry
from kanzei.refund.circumstances import Stated, read_circumstances
from kanzei.refund.interest import Payee
from kanzei.refund.outcomes import Outcomes
from kanzei.refund.run import groups, shares
from kanzei.refund.settle import Settings
from kanzei.refund.totals import Totals
from kanzei.render.reconciliation import reconciliation_markdown, reconciliation_page
from kanzei.render.refund import RefundRun, refund_parts
from kanzei.render.refund_files import Files, Unread, check_target

__all__ = ["read_reports", "read_stated", "refund_files"]

TITLE = "Refund: reconciliation"


def refund_files(
    paths: Sequence[Path],
    output: Path,
    *,
    book: LawBook | None = None,
    on: date | None = None,
    as_known: date | None = None,
    paid_as_known: date | None = None,
    payee: Payee = "corporate",
    stated: Stated | None = None,
    reports: Sequence[Path] = (),
    mapping: FileMap | None = None,
    options: Options = DEFAULT,
    workers: int = 1,
    force: bool = False,
    raw: bool = False,
    importer: str = "",
    value_as_given: bool = False,
    progress: Callable[[int], object] | None = None,
    announce: Callable[[str], object] | None = None,
) -> RefundRun:
    """Settle every entry of the files, and write what came of it: all files, or none.

    Parameters
    ----------
    output   : a file (lines and causes, ``remedies.csv`` beside it), or a folder for all files. reports : REV-603, REV-613, REV-615, ES-701, in any order.
    importer : number of entries whose files name none. value_as_given : keep the cents of values.
    workers  : processes, for large files. progress : called with lines done. announce : with the columns taken from each file.
    others   : as in :func:`kanzei.refund.run.refund`.

    Raises
    ------
    UsageError   A file cannot be opened or is of a kind unknown, or the output would destroy something. What is wrong with a line stops nothing.
    """
    inputs = [*paths, *reports]
    kind = check_target(output, inputs, force=force)
    law = LawBook.shipped() if book is None else book
    law.view(as_known)  # refuses a day after the newest of the book before anything is read
    if mapping is None:
        _no_reports(paths)
    columns = dict(mapping.columns) if mapping else None
    reader = FiledReader(
        paths,
        columns,
        mapping.options(options) if mapping else options,
        sheet=mapping.sheet if mapping else None,
        keep_cells=True,
    )
    outcomes, notes = read_reports(reports, options)
    if announce is not None:
        for text in (*reader.columns, *notes):
            announce(text)
    known = stated or Stated()
    day = on or law.as_of
    settings = Settings(day, paid_as_known, payee, known, "REV-603" in outcomes.told, value_as_given)
    files = Files(output, kind, reader.names, reader.headers, force=force, raw=raw)
    try:
        totals, lawbook = Totals(), ""
        unread: deque[Unread] = deque()
        stream = groups(_read(reader, unread, importer), outcomes, reader.place_of("invoice"))
        for share in shares(stream, law, settings, as_known, workers):
            files.add(share, unread)
            totals.merge(share.totals)
            lawbook = share.lawbook
            if progress is not None:
                progress(share.totals.counts["lines"])
        lawbook = lawbook or law.view(as_known).digest
        files.unread(unread, lawbook, sys.maxsize)
        _unexpected(outcomes, set(reader.states), totals, files)
        found = reader.reconciliation()
        run = RefundRun(
            totals, found, outcomes, day, as_known or law.as_of, law.as_of, lawbook, str(output), {}, tuple(files.notes)
        )
        parts = refund_parts(run)
        pages = reconciliation_markdown(found, TITLE, parts), reconciliation_page(found, TITLE, parts)
        uploads = files.finish(totals, day, known.all.importer_number, pages, _for_workbook(run))
        return run._replace(uploads=uploads, notes=tuple(files.notes))
    except BaseException:
        files.abandon()
        raise


def _read(reader: FiledReader, unread: deque[Unread], importer: str) -> Iterator[FiledLine]:
    """The lines, with the importer given where their files name none; what could not be read is put aside with its place among them."""
    met = number = 0

    def aside() -> None:
        nonlocal met
        unread.extend((number, one) for one in reader.unreadable[met:])
        met = len(reader.unreadable)

    for line in reader:
        aside()
        if importer and not line.state.importer_number:
            line = line._replace(state=line.state._replace(importer_number=importer))
        yield line
        number += 1
    aside()


def _no_reports(paths: Sequence[Path]) -> None:
    """Refuse reports of money and outcomes in the place of entries: they name entries too, and a refund of nothing would come of them."""
    for path in paths:
        try:
            kind = file_kind(path)
        except UsageError:  # the reader of entries says what is wrong
            continue
        if kind.startswith("REV-"):
            raise UsageError(f"{path} is a report of CBP's ({kind}), not entries as filed: name it behind --reports")


def read_reports(paths: Sequence[Path], options: Options = DEFAULT) -> tuple[Outcomes, list[str]]:
    """Reports joined by entry, each recognised by its header; with what was read of each, in words.

    Raises
    ------
    UsageError   A file is none of the reports, or cannot be read.
    """
    out, notes = Outcomes(), []
    returned: list[Report[Any]] = []
    for path in paths:
        kind = file_kind(path)
        report: Report[Any]
        if kind == "REV-603":
            report = read_refunds_paid(path, None, options)
            out.paid(report.rows)
        elif kind == "REV-613":
            report = read_ach_rejects(path, None, options)
            returned.append(report)
        elif kind == "REV-615":
            report = read_declaration_results(path, None, options)
            out.declared(report.rows)
        elif kind == "ES-701":
            report = read_courtesy_notices(path, None, options)
            out.noticed(report.rows)
        else:
            raise UsageError(
                f"{path}: no report is recognised by its header: REV-603, REV-613, REV-615 or ES-701 was expected"
            )
        notes.append(f"{report.name}: {kind}, {counted(len(report.rows), 'row')}")
        notes += [f"{report.name}: {place} is not read: {why}" for place, why in report.unreadable]
        notes += [
            f"{report.name}: its own total of {name} differs from its rows by {dollars(stated - report.sums[name])}"
            for name, stated in report.stated.items()
            if stated != report.sums.get(name, stated)
        ]
    for report in returned:  # after the payments that they are about
        out.returned(report.rows)
    return out, notes


def read_stated(path: Path | None, *, plaintiff: bool = False) -> Stated:
    """The circumstances of a file (YAML or JSON), and of an option.

    Raises
    ------
    UsageError   The file is missing or damaged, or says something unknown.
    """
    found = Stated()
    if path is not None:
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{path} cannot be read: {error}") from None
        import yaml

        try:
            found = read_circumstances(yaml.safe_load(text), str(path))  # JSON is YAML
        except yaml.YAMLError as error:
            raise UsageError(f"{path} is neither YAML nor JSON: {' '.join(str(error).split())}") from None
    if plaintiff:
        if found.all.plaintiff is False:
            raise UsageError(f"--plaintiff, and {path} says plaintiff: false: one of the two is wrong")
        found = found._replace(all=found.all._replace(plaintiff=True))
    return found


def _unexpected(outcomes: Outcomes, known: set[str], totals: Totals, files: Files) -> None:
    """Payments for entries that stand in no file: their money counts, and nobody expected it."""
    for number in sorted(outcomes.entries() - {one.replace("-", "").upper() for one in known}):
        payments = outcomes.of(number).payments
        good: list[Received] = [one for one in payments if not one.ach_reject]
        for one in audit_entry(Expected(number, (), None, None), payments):
            totals.findings["not expected"] += 1
            totals.finding_cents["not expected"] += one.cents
            why = "the entry stands in none of the files"
            paid_on = max((paid.paid_on for paid in good if paid.paid_on), default=None)
            numbers = " ".join(dict.fromkeys(paid.refund_number for paid in payments if paid.refund_number))
            files.audit(
                [number, one.what, 0, one.cents, one.cents, "not expected", why, "", None, None, paid_on, numbers]
            )
        totals.payments(payments)


def _for_workbook(run: RefundRun) -> list[tuple[str, int | None]]:
    """Totals below the sheets' on the summary of the workbook."""
    cents = run.totals.cents
    out: list[tuple[str, int | None]] = [("from what was paid to what comes back", None)]
    out += [("paid", cents["paid"]), ("owed", cents["owed"]), ("paid less owed", cents["paid"] - cents["owed"])]
    out += [("overpaid", cents["overpaid"]), ("underpaid", cents["underpaid"])]
    out += [("refundable, low", cents["refundable low"]), ("refundable", cents["refundable"])]
    out += [("interest on what was overpaid", cents["interest"])]
    if run.payments_told:
        out += [("principal received", cents["received principal"]), ("interest received", cents["received interest"])]
    out += [("by cause", None), *run.totals.by_cause.items(), ("by authority", None), *run.totals.by_authority.items()]
    return out
