"""Many entries settled, in one process or several: a stream in, a stream out, in the order of the input."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from kanzei.duty.book import LawBook
from kanzei.entries.filed import FiledLine
from kanzei.refund.circumstances import Stated
from kanzei.refund.interest import Payee
from kanzei.refund.outcomes import UNKNOWN, Outcome, Outcomes
from kanzei.refund.phases import NOWHERE, Circumstances
from kanzei.refund.repeats import Seen
from kanzei.refund.rerate import Views
from kanzei.refund.settle import EntryRefund, Settings, settle
from kanzei.refund.tables import Tables, tables
from kanzei.refund.totals import Totals

if TYPE_CHECKING:
    from concurrent.futures import Future

__all__ = ["Group", "Share", "groups", "refund", "shares"]

_BATCH = 400
"""Lines settled at once: some hundred milliseconds of work."""
_ALONE = 2_000
"""Lines done before other processes are started: a small file is finished sooner without them."""


class Group(NamedTuple):
    """The lines of an entry, for each why it repeats another or ``""``, and what reports say of the entry."""

    lines: list[FiledLine]
    repeated: list[str]
    outcome: Outcome = UNKNOWN


class Share(NamedTuple):
    """Entries settled: their rows, their totals, and the digest of the law."""

    tables: list[Tables]
    totals: Totals
    lawbook: str


def refund(
    lines: Iterable[FiledLine],
    book: LawBook | None = None,
    *,
    on: date | None = None,
    as_known: date | None = None,
    paid_as_known: date | None = None,
    payee: Payee = "corporate",
    known: Circumstances = NOWHERE,
    outcomes: Outcomes | None = None,
    value_as_given: bool = False,
) -> Iterator[EntryRefund]:
    """What is owed back on entries, why, by which remedy and until when; one by one, in the order of the lines.

    Parameters
    ----------
    lines         : as :func:`kanzei.read_filed` reads them, or made by hand; those of an entry stand together.
    book          : the law; default: the shipped book.
    on            : the day deadlines are looked at; default: the newest day of the book, never the machine's clock.
    as_known      : the day whose knowledge counts as now; default: all the book holds.
    paid_as_known : the day of the law the filers had; default: the summary date of each entry, else its day of entry.
    payee         : whose overpayments, for the rate of interest. known : circumstances of all entries. outcomes : what reports say.
    value_as_given : keep the cents of values instead of rounding to dollars.

    Raises
    ------
    UsageError   ``as_known`` lies after the newest day of the book. A line that cannot be re-rated raises nothing: it says why.

    Examples
    --------
    >>> from datetime import date
    >>> from kanzei import EntryLine, EntryState, FiledDuty, FiledLine, refund
    >>> goods = EntryLine("6307909870", "JP", entered_on=date(2025, 9, 20), value_cents=1_000_000)
    >>> state = EntryState("ABC12345676", "01", entered_on=date(2025, 9, 20), deposited_on=date(2025, 10, 3))
    >>> filed = FiledLine(goods, state, "1", (FiledDuty("9903.02.73", 150_000), FiledDuty("6307.90.98.70", 0)))
    >>> entry = next(refund([filed], on=date(2026, 10, 12)))
    >>> entry.lines[0].rerate.paid, entry.lines[0].rerate.owed, entry.lines[0].rerate.refundable
    (150000, 70000, 80000)
    >>> [(row.difference.cause, row.principal, row.remedy.id, str(row.remedy.last_day)) for row in entry.lines[0].rows]
    [('ruling', 80000, 'declaration', '2026-10-19')]
    """
    law = LawBook.shipped() if book is None else book
    views = Views(law, as_known, value_as_given=value_as_given)
    told = outcomes is not None and "REV-603" in outcomes.told
    settings = Settings(on or law.as_of, paid_as_known, payee, Stated(known), told)
    for group in groups(lines, outcomes):
        yield settle(group.lines, views, settings, group.outcome, group.repeated)


def groups(
    lines: Iterable[FiledLine], outcomes: Outcomes | None = None, invoices: Mapping[int, int] | None = None
) -> Iterator[Group]:
    """Neighbouring lines of one entry together; a line without an entry number stands alone.

    Parameters
    ----------
    invoices : number of a file -> place of its column of invoice numbers, among the cells of its lines.
    """
    seen = Seen()
    held: list[FiledLine] = []
    why: list[str] = []

    def done() -> Group:
        number = held[0].state.entry_number
        return Group(held, why, outcomes.of(number) if outcomes and number else UNKNOWN)

    for line in lines:
        number = line.state.entry_number
        if held and (not number or number != held[0].state.entry_number):
            yield done()
            held, why = [], []
        held.append(line)
        place = (invoices or {}).get(line.source, -1)
        invoice = str(line.cells[place] or "") if 0 <= place < len(line.cells) else ""
        why.append(seen.why(line, invoice))
    if held:
        yield done()


def shares(
    stream: Iterable[Group], book: LawBook, settings: Settings, as_known: date | None = None, workers: int = 1
) -> Iterator[Share]:
    """Entries settled in shares, in order.

    Parameters
    ----------
    workers : processes beside this one, started where there is work for them; each opens the book anew.
    """
    views = Views(book, as_known, value_as_given=settings.value_as_given)
    batches = _batches(iter(stream))
    alone = 0
    for batch in batches:
        yield _share(batch, views, settings)
        alone += sum(len(one.lines) for one in batch)
        if workers > 1 and alone >= _ALONE:
            break
    yield from _together(batches, book, settings, as_known, workers)


def _batches(stream: Iterator[Group]) -> Iterator[list[Group]]:
    held: list[Group] = []
    size = 0
    for group in stream:
        held.append(group)
        size += len(group.lines)
        if size >= _BATCH:
            yield held
            held, size = [], 0
    if held:
        yield held


def _share(batch: list[Group], views: Views, settings: Settings) -> Share:
    totals, rows = Totals(), []
    lawbook = views.now.digest
    for group in batch:
        found = settle(group.lines, views, settings, group.outcome, group.repeated)
        totals.entry(found)
        rows.append(tables(found, lawbook, payments_told=settings.payments_told))
    return Share(rows, totals, lawbook)


def _together(
    batches: Iterator[list[Group]], book: LawBook, settings: Settings, as_known: date | None, workers: int
) -> Iterator[Share]:
    """Batches in several processes; a few are kept waiting, so that memory does not grow with the file."""
    first = list(islice(batches, 1))
    if not first:
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    context = get_context("spawn")
    with ProcessPoolExecutor(workers, context, _open, (book.recipe(), as_known, settings)) as pool:
        waiting: deque[Future[Share]] = deque(pool.submit(_work, batch) for batch in first)
        try:
            for batch in batches:
                waiting.append(pool.submit(_work, batch))
                if len(waiting) > 2 * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


_HELD: list[tuple[Views, Settings]] = []
"""What a process started by :func:`_together` works with: opening the book for every batch would cost more than the batch."""


def _open(recipe: tuple[dict[str, Any], str], as_known: date | None, settings: Settings) -> None:
    _HELD[:] = [(Views(LawBook(*recipe), as_known, value_as_given=settings.value_as_given), settings)]


def _work(batch: list[Group]) -> Share:
    return _share(batch, *_HELD[0])
