"""Lines that say the same twice."""

from __future__ import annotations

from datetime import date

from kanzei.duty.line import EntryLine
from kanzei.entries.filed import EntryState, FiledDuty, FiledLine
from kanzei.refund.repeats import repeats
from kanzei.refund.rerate import Views, rerate

GOODS = EntryLine("6307909870", "JP", date(2025, 9, 20), 1_000_000)
DUTIES = (FiledDuty("9903.02.73", 150_000), FiledDuty("6307.90.98.70", 0))


def line(entry: str, number: str = "1", invoice: str = "", **changes: object) -> FiledLine:
    state = EntryState(entry, importer_number="12-345678900", other={"invoice": invoice})
    return FiledLine(GOODS, state, number, DUTIES)._replace(**changes)  # type: ignore[arg-type]


def test_one_line_in_two_files() -> None:
    found = repeats(
        [line("ABC12345676", place="row 2"), line("ABC-1234567-6", place="row 9", state=line("ABC12345676").state)]
    )

    assert [(1, 0, "read twice", False)] == [(one.place, one.first, one.kind, one.differs) for one in found]


def test_one_line_in_two_states() -> None:
    found = repeats([line("ABC12345676"), line("ABC12345676", duties=DUTIES[:1])])

    assert [True] == [one.differs for one in found]
    assert "says something else" in found[0].because


def test_one_shipment_entered_twice() -> None:
    found = repeats([line("ABC12345676", invoice="INV 7"), line("XYZ00000013", invoice="INV 7")])

    assert [(1, 0, "entered twice", "M")] == [(one.place, one.first, one.kind, one.confidence) for one in found]


def test_likeness_alone_is_no_repetition() -> None:
    """Two boxes of one invoice in one entry, or the same goods without an invoice named."""
    assert () == repeats([line("ABC12345676", "1", "INV 7"), line("ABC12345676", "2", "INV 7")])
    assert () == repeats([line("ABC12345676"), line("XYZ00000013")])
    assert () == repeats([line("", ""), line("", "")])


def test_all_that_was_paid_on_a_repetition_is_not_owed(views: Views) -> None:
    found = rerate(line("XYZ00000013"), views, repeated="entered twice")

    assert [("duplicate", "ieepa_reciprocal", 80_000, True), ("duplicate", "mfn", 70_000, False)] == [
        (one.cause, one.authority, one.cents, one.void) for one in found.rows
    ]
    assert (150_000, 0, 80_000) == (found.paid, found.owed, found.refundable)
