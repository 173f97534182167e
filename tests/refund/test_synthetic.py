"""A synthetic importer through files and rooms: every seeded mistake is found, none is invented, and the parts make the files' own totals.

What must be found comes from worked rows with a citation (``synthetic/law.yaml``) and the arithmetic of ``synthetic/lines.py``, never from the program.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.refund.synthetic.files import HEADER, Sums, write_lines
from tests.refund.synthetic.importer import (
    IMPORTER,
    LAYOUTS,
    REJECTED,
    SEEN_ON,
    Importer,
    Line,
    alone,
    importer,
    mistakes_of,
)
from tests.refund.synthetic.lines import GENERAL
from tests.refund.synthetic.money import KINDS, Found, paid_out, payments, write_payments
from tests.refund.synthetic.rows import by_day, is_void, worked

from kanzei.duty.book import LawBook
from kanzei.entries.filed_read import FiledReader
from kanzei.entries.reconcile import Reconciliation
from kanzei.entries.reports import read_ach_rejects, read_declaration_results, read_refunds_paid
from kanzei.refund.audit import audit
from kanzei.refund.circumstances import Stated
from kanzei.refund.outcomes import Outcomes
from kanzei.refund.phases import Circumstances
from kanzei.refund.rejects import file_rejects
from kanzei.refund.rerate import Views
from kanzei.refund.rules import reasons
from kanzei.refund.run import groups
from kanzei.refund.settle import EntryRefund, Settings, settle
from kanzei.refund.upload import upload_files

FEW, MANY = 5_000, 200_000
_INVOICE = HEADER.index("Invoice Number")


class Run(NamedTuple):
    """An importer, its file, and what came of it."""

    importer: Importer
    sums: Sums
    settled: list[EntryRefund]
    reconciliation: Reconciliation
    expected: dict[tuple[str, str], Line]


def stated(made: Importer) -> Stated:
    """What stands in no report, of all entries and of single ones."""
    accepted = frozenset(entry.number for entry in made.entries if entry.stated.get("accepted"))
    own = {
        entry.number: {name: value for name, value in entry.stated.items() if name != "accepted"}
        for entry in made.entries
        if entry.stated
    }
    every = Circumstances(IMPORTER, plaintiff=False, ach=True, in_ace=True, statement_paid=True, accepted=accepted)
    return Stated(every, own)


def settled(
    path: Path, views: Views, settings: Settings, outcomes: Outcomes | None = None
) -> Iterator[EntryRefund | Reconciliation]:
    """Every entry of a report, and the reconciliation last."""
    reader = FiledReader([path], keep_cells=True)
    for group in groups(reader, outcomes, {0: _INVOICE}):
        yield settle(group.lines, views, settings, group.outcome, group.repeated)
    yield reader.reconciliation()


def run(lines: int, folder: Path, views: Views, seed: int = 20260220) -> Run:
    made = importer(lines, seed)
    path = folder / "es-003.csv"
    sums = write_lines(made, path)
    *found, reconciliation = settled(path, views, Settings(SEEN_ON, stated=stated(made)))
    assert isinstance(reconciliation, Reconciliation)
    entries = [one for one in found if isinstance(one, EntryRefund)]
    expected = {(entry.number, str(line.number)): line for entry, line in made.lines()}
    return Run(made, sums, entries, reconciliation, expected)


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Some thousand lines."""
    return run(FEW, tmp_path_factory.mktemp("synthetic"), Views(LawBook.shipped()))


def the_file_reconciles(one: Run) -> None:
    found = one.reconciliation
    (file,) = found.files
    lines = list(one.expected.values())

    assert (one.sums.rows, one.sums.value, one.sums.duty) == found.raw
    assert (0, 0) == (file.duty_difference, file.value_difference)  # against the file's own row of totals
    assert found.agrees
    assert (len(lines), sum(line.value for line in lines), sum(line.truth.paid for line in lines)) == found.lines
    assert one.sums.aside == {why: (held.value_cents, held.duty_cents) for why, held in found.aside.items()}
    assert () == found.unreadable
    assert one.importer.oddities == found.counts()


def every_line_is_explained(one: Run) -> None:
    left = dict(one.expected)
    wrong = []
    for entry in one.settled:
        for line in entry.lines:
            want = left.pop((entry.state.entry_number, line.filed.line_number))
            found = line.rerate
            assert found is not None, line.error
            rows: dict[tuple[str, str], int] = {}
            for row in found.rows:
                rows[row.cause, row.authority] = rows.get((row.cause, row.authority), 0) + row.cents
                assert row.void == (is_void(row.authority, line.filed.line.entered_on))
                if row.cause == "retroactive order":
                    assert want.row.by == row.instrument
            have = (found.paid, found.owed, rows, found.refundable_low, found.refundable)
            if have != want.truth[:5]:
                wrong.append((entry.state.entry_number, want.row.id, want.booked, want.layout, have))
            refused, blended = want.booked.seed == "blended and wrong", want.layout == "blended"
            assert ("refused" if refused else "H" if blended else "") == found.split

    assert [] == wrong
    assert {} == left


def the_parts_make_the_whole(one: Run) -> None:
    rated = [line.rerate for entry in one.settled for line in entry.lines if line.rerate]
    truths = [line.truth for line in one.expected.values()]

    assert sum(found.paid for found in rated) == one.reconciliation.lines.duty_cents
    assert sum(found.paid - found.owed for found in rated) == sum(row.cents for found in rated for row in found.rows)
    assert sum(truth.high for truth in truths) == sum(found.refundable for found in rated)
    assert sum(sum(truth.rows.values()) for truth in truths) == sum(row.cents for found in rated for row in found.rows)


def every_rejection_is_predicted(one: Run) -> None:
    entries = {entry.number: entry for entry in one.importer.entries}
    for found in one.settled:
        want = entries[found.state.entry_number]
        assert {(name, REJECTED[name], True) for name in want.rejects} == {
            (one.id, one.words, one.sure) for one in found.rejects
        }, want
        assert (want.declarable and not want.rejects) == found.declare, want
        if not want.rejects:
            assert want.phase == found.phase.number


CHECKS = [the_file_reconciles, every_line_is_explained, the_parts_make_the_whole, every_rejection_is_predicted]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_some_thousand_lines(check: object, few: Run) -> None:
    assert callable(check)
    check(few)


def test_every_kind_of_mistake_layout_and_rejection_was_seeded(few: Run) -> None:
    """A seed that never falls would prove nothing."""
    causes = {mistake.cause for row in worked() for mistake in row.mistakes}
    seeds = mistakes_of(few.importer)

    assert set() == {*causes, *GENERAL, *LAYOUTS[:3], *LAYOUTS[5:], "entered twice", *REJECTED} - set(seeds)
    assert {"reversed", "reversed by a line"} <= {line.layout for entry in few.importer.entries for line in entry.lines}
    assert 0.05 <= few.importer.oddities["blended"] / len(few.expected) < 0.07
    assert {row.id for row in worked()} == {line.row.id for line in few.expected.values()}


def test_every_reason_of_an_entry_is_seeded() -> None:
    """Beside ``closed``, which is a day and not an entry (tests/refund/test_phases.py)."""
    of_entries = {name for name, reason in reasons().items() if reason.level == "entry"}

    assert of_entries - {"closed"} == set(REJECTED) - {"entry-number"}


def test_the_rows_of_the_law_are_cited_and_cover_two_years() -> None:
    days = list(by_day())

    assert all(row.cite for row in worked())
    assert len({row.id for row in worked()}) == len(worked())
    assert (2025, 2026) == (days[0].year, days[-1].year)


def test_payments_of_which_three_in_a_hundred_are_wrong(tmp_path: Path, views: Views) -> None:
    """REV-603, REV-613 and REV-615 beside the report: no miss, no false alarm."""
    audited(FEW * 4, tmp_path, views, KINDS)


def audited(lines: int, folder: Path, views: Views, kinds: tuple[str, ...]) -> None:
    made = importer(lines)
    only = Importer(tuple(entry for entry in made.entries if paid_out(entry)), Counter())
    write_lines(only, folder / "es-003.csv")
    money = payments(only)
    outcomes = Outcomes()
    paid, back, declared = write_payments(money, folder)
    outcomes.paid(read_refunds_paid(paid).rows)
    outcomes.returned(read_ach_rejects(back).rows)
    outcomes.declared(read_declaration_results(declared).rows)
    settings = Settings(SEEN_ON, stated=stated(only), payments_told=True)
    results = [one for one in settled(folder / "es-003.csv", views, settings, outcomes) if isinstance(one, EntryRefund)]
    by_entry = {Found(row.entry_number, row.what, row.cause, row.cents) for one in results for row in one.findings}
    whole = audit(
        [one.expected for one in results if one.expected],
        [row for number in sorted(outcomes.entries()) for row in outcomes.of(number).payments],
    )
    found = {Found(row.entry_number, row.what, row.cause, row.cents) for row in whole.findings}

    assert money.kinds == set(kinds)
    assert 0.028 < money.wrong / len(only.entries) < 0.032
    assert set() == money.found - found, "missed"
    assert set() == found - money.found, "false alarms"
    assert by_entry == {row for row in found if row.cause != "not expected"}
    assert money.right == whole.right
    assert [] == outcomes.unmatched


def test_12_345_entries_become_files_of_9_999_and_2_346(tmp_path: Path, views: Views) -> None:
    """From the report to the upload files: one importer, every entry once, nothing refused."""
    made = importer(20_000)
    good = [entry for entry in made.entries if entry.void and not entry.rejects]
    bad = [entry for entry in made.entries if entry.rejects][:50]
    chosen = [alone(good[place % len(good)], place) for place in range(12_345)]
    write_lines(Importer((*chosen, *bad), Counter()), tmp_path / "es-003.csv")
    found = settled(tmp_path / "es-003.csv", views, Settings(SEEN_ON, stated=stated(made)))
    declared = [
        (one.state.entry_number, one.state.importer_number)
        for one in found
        if isinstance(one, EntryRefund) and one.declare
    ]
    files = upload_files(declared)

    assert [9_999, 2_346] == [len(file.entries) for file in files.files]
    assert {entry.number for entry in chosen} == {number for file in files.files for number in file.entries}
    assert () == files.refused
    for file in files.files:
        assert () == file_rejects(file.text, [file.importer_number], "upload.csv")


@pytest.mark.long
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_two_hundred_thousand_lines(check: object, many: Run) -> None:
    assert callable(check)
    check(many)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The importer at full size."""
    return run(MANY, tmp_path_factory.mktemp("synthetic"), Views(LawBook.shipped()), seed=1)


@pytest.mark.long
def test_payments_on_two_hundred_thousand_lines(tmp_path: Path, views: Views) -> None:
    audited(MANY, tmp_path, views, KINDS)
