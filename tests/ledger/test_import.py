"""Bringing files in: what holds, what stays, what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.files import EXAMPLE, HEADER, MINE, PAID, entry, many, masks, written

from kanzei.duty.line import EntryLine, Quantity
from kanzei.entries.filed import EntryState
from kanzei.entries.filed_read import read_filed
from kanzei.errors import UsageError
from kanzei.ledger.audit import stamp
from kanzei.ledger.bring import Brought, bring_in, known_files
from kanzei.ledger.facts import facts_of, line_from
from kanzei.ledger.place import reading, writing
from kanzei.ledger.schema import TABLES
from kanzei.ledger.states import current_lines, states_of

BY = stamp(datetime(2026, 10, 15, 12, tzinfo=UTC), "tester")


def bring(place: str, *paths: Path, **more: object) -> Brought:
    with writing(place, create=True) as base:
        return bring_in(base, paths, BY, **more)  # type: ignore[arg-type]


def test_lines_come_back_as_the_file_says(place: str) -> None:
    bring(place, EXAMPLE)
    expected = sorted(read_filed([EXAMPLE]).lines, key=lambda one: one.state.entry_number)
    with reading(place) as base:
        actual = [one.filed for one in current_lines(base)]

    assert expected == actual


def test_states_come_back_as_the_file_says(place: str) -> None:
    bring(place, EXAMPLE)
    with reading(place) as base:
        assert dict(read_filed([EXAMPLE]).states) == states_of(base)


def test_every_field_of_a_state_has_a_column(place: str) -> None:
    bring(place, EXAMPLE)
    with reading(place) as base:
        columns = [name for name, _ in base.described("entries")]

    assert set(EntryState._fields) <= set(columns)
    assert list(columns[6:]) == [n for n in EntryState._fields if n not in ("entry_number", "importer_number")]


def test_both_engines_hold_the_same_columns_and_types(server: str, postgres: str, tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    bring(postgres, EXAMPLE)
    bring(str(tmp_path / "one.duckdb"), EXAMPLE)
    with reading(postgres) as first, reading(str(tmp_path / "one.duckdb")) as second:
        assert set(TABLES) == set(first.schemas) == set(second.schemas)
        assert first.schemas == second.schemas


@given(
    st.builds(
        EntryLine,
        st.from_regex(r"[0-9]{10}", fullmatch=True),
        st.sampled_from(["JP", "CN"]),
        st.dates(date(2025, 1, 1), date(2026, 12, 31)),
        st.integers(0, 10**13),
        st.lists(st.builds(Quantity, st.integers(0, 10**12), st.text(max_size=5)), max_size=3).map(tuple),
        st.none() | st.sampled_from(["S", "A+"]),
        st.none() | st.dates(date(2025, 1, 1), date(2026, 12, 31)),
        st.dictionaries(
            st.text(min_size=1, max_size=8), st.booleans() | st.integers(0, 10**15) | st.text(max_size=8) | st.dates(), max_size=4
        ),
        st.sampled_from(["", "steel", "rest"]),
        st.none() | st.just("5.3%"),
    )
)  # fmt: skip
def test_what_the_law_looks_at_is_kept_without_loss(line: EntryLine) -> None:
    kept = line_from(line.hts, line.origin, line.entered_on, line.value_cents, facts_of(line))

    assert line == kept
    assert {k: type(v) for k, v in line.claims.items()} == {k: type(v) for k, v in kept.claims.items()}


def test_the_same_bytes_are_refused_whatever_their_name(place: str, tmp_path: Path) -> None:
    bring(place, EXAMPLE)
    copy = tmp_path / "renamed.csv"
    copy.write_bytes(EXAMPLE.read_bytes())

    with pytest.raises(UsageError, match=r"was imported before as es-003.csv \(import 1, .*--skip-known.*--again"):
        bring(place, copy)
    with reading(place) as base:
        assert [1] == [one.import_id for one in known_files(base, [copy])]
        assert 1 == base.one("SELECT COUNT(*) FROM imports")


def test_a_file_taken_again_counts_its_lines_once(place: str) -> None:
    bring(place, EXAMPLE)
    again = bring(place, EXAMPLE, again=True)
    with reading(place) as base:
        held = [one.import_id for one in current_lines(base)]

    assert (5, ()) == (again.replaced, again.fewer)
    assert [2] * 5 == held


def test_a_file_with_lines_without_entry_numbers_is_not_taken_again(place: str, tmp_path: Path) -> None:
    path = written(tmp_path, ["6307909870,JP,2025-09-20,10000.00,1500.00"], "plain.csv", "hts,origin,entered_on,value_usd,duty_paid_usd")  # fmt: skip
    bring(place, path, importer=MINE)
    with reading(place) as base:
        lines = list(current_lines(base))
    assert [("import 1 line 1", MINE, date(2025, 9, 20))] == [
        (one.line_key, one.importer_number, one.filed.line.entered_on) for one in lines
    ]
    with pytest.raises(UsageError, match="which a second import would count twice"):
        bring(place, path, again=True)


def test_one_bad_file_keeps_all_out(place: str, tmp_path: Path) -> None:
    bring(place, EXAMPLE)
    bad = tmp_path / "bad.csv"
    bad.write_text("this,is\nno,entry\n")

    with pytest.raises(UsageError):
        bring(place, many(tmp_path, 3), bad)
    with reading(place) as base:
        assert 1 == base.one("SELECT COUNT(*) FROM imports")
        assert 5 == base.one("SELECT COUNT(*) FROM lines")


def test_one_file_named_twice_is_refused(place: str) -> None:
    with pytest.raises(UsageError, match="named twice"):
        bring(place, EXAMPLE, EXAMPLE)


def test_the_newest_state_of_an_entry_holds_and_the_earlier_stays(place: str, tmp_path: Path) -> None:
    number = entry(1)
    bring(place, written(tmp_path, [*masks(number), *masks(number, 2)], "first.csv"))
    later = bring(place, written(tmp_path, masks(number, 1, "700.00", liquidated="08/01/2026", status="Liquidated"), "second.csv"))  # fmt: skip
    with reading(place) as base:
        held = list(current_lines(base))
        state = states_of(base)[number]
        every = base.query("SELECT import_id, COUNT(*) FROM lines GROUP BY import_id ORDER BY import_id")

    assert (1, (number,)) == (later.replaced, later.fewer)
    assert [(2, 70_000)] == [(one.import_id, one.filed.paid) for one in held]
    assert (date(2026, 8, 1), "liquidated") == (state.liquidated_on, state.liquidation_status)
    assert [(1, 2), (2, 1)] == every


def test_what_a_later_file_does_not_say_holds_from_the_earlier(place: str, tmp_path: Path) -> None:
    """A file without a column of liquidation or deposit does not undo what an earlier one told."""
    number = entry(1)
    header = HEADER.replace("Entry Summary Date", "Entry Summary Date,Deposit Date")
    rows = [row.replace("10/03/2025", "10/03/2025,10/05/2025", 1) for row in masks(number, liquidated="08/01/2026")]
    bring(place, written(tmp_path, rows, "first.csv", header))
    bring(place, written(tmp_path, masks(number), "second.csv"))
    with reading(place) as base:
        state = states_of(base)[number]

    assert (date(2026, 8, 1), date(2025, 10, 5), False) == (
        state.liquidated_on,
        state.deposited_on,
        state.estimated_deposit,
    )


def test_a_notice_of_liquidation_changes_the_state(place: str, tmp_path: Path) -> None:
    number = entry(1)
    bring(place, written(tmp_path, masks(number)))
    header = "Entry Number,Liquidation Date,Liquidation Type,Reason,Change of Duty"
    bring(place, written(tmp_path, [f"{number},08/14/2026,Liquidated,No change,0.00"], "es-701.csv", header))
    with reading(place) as base:
        state = states_of(base)[number]
        lines = list(current_lines(base))

    assert (date(2026, 8, 14), "liquidated", MINE) == (
        state.liquidated_on,
        state.liquidation_status,
        state.importer_number,
    )
    assert 1 == len(lines)
    assert [state] == [one.filed.state for one in lines]


def test_money_that_came_belongs_to_the_importer_of_its_entry(place: str) -> None:
    bring(place, EXAMPLE, PAID)
    with reading(place) as base:
        rows = base.query("SELECT importer_number, entry_number, principal_cents, interest_cents, on_day FROM receipts")

    assert [(MINE, "ABC10000018", 1_250_000, 59_699, date(2026, 7, 28))] == rows


def test_the_trail_tells_what_was_done(place: str) -> None:
    bring(place, EXAMPLE)
    bring(place, PAID)
    with reading(place) as base:
        rows = base.query("SELECT at_utc, by_whom, what, about FROM events ORDER BY event_id")
        files = base.query("SELECT import_id, name, layout, row_count, duty_cents FROM files ORDER BY import_id")

    at = "2026-10-15T12:00:00Z"
    assert [(at, "tester", "imported", "import 1"), (at, "tester", "imported", "import 2")] == rows
    assert [(1, "es-003.csv", "ACE ES-003", 12, 5_156_000), (2, "rev-603.csv", "REV-603", 1, 1_309_699)] == files


def test_more_lines_than_one_batch(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kanzei.ledger.base.BATCH", 7)
    done = bring(place, many(tmp_path, 20))
    with reading(place) as base:
        held = list(current_lines(base))

    assert (40, 40) == (done.lines, len(held))
    assert 40 * 150_000 == sum(one.filed.paid or 0 for one in held)
    assert {2} == {len(one.filed.duties) for one in held}


def test_a_zero_byte_in_a_cell_is_the_same_on_both_engines(place: str, tmp_path: Path) -> None:
    from kanzei.ledger.base import Rows

    bring(place, EXAMPLE)
    with writing(place) as base:
        rows = Rows(base, "events")
        rows.add(99, "now", "me\0", "1", "x", "y%s?'\"; DROP TABLE lines; --")
        rows.close()
    with reading(place) as base:
        assert [("me\ufffd", "y%s?'\"; DROP TABLE lines; --")] == base.query(
            "SELECT by_whom, about FROM events WHERE event_id = ?", (99,)
        )
