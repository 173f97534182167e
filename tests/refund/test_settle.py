"""An entry settled: reports joined, interest and payments shared out, the remedy to take, what a page of circumstances may say."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanzei.duty.line import EntryLine
from kanzei.entries.filed import EntryState, FiledDuty, FiledLine
from kanzei.entries.reports import AchReject, CourtesyNotice, DeclarationResult, RefundPaid
from kanzei.errors import UsageError
from kanzei.refund.circumstances import read_circumstances
from kanzei.refund.outcomes import UNKNOWN, Outcomes, with_notice
from kanzei.refund.rerate import Views
from kanzei.refund.run import groups, refund
from kanzei.refund.settle import EntryRefund, Settings, settle, share_out
from kanzei.refund.tables import PROTESTS, tables
from kanzei.refund.totals import Totals

ENTRY, OTHER = "ABC12345676", "KZI41002304"
ON = date(2026, 10, 12)


def masks(number: str = ENTRY, line: str = "1", nine: int = 150_000, article: int = 0, **state: object) -> FiledLine:
    goods = EntryLine("6307909870", "JP", entered_on=date(2025, 9, 20), value_cents=1_000_000)
    known = EntryState(number, "01", "12-345678900", entered_on=date(2025, 9, 20), deposited_on=date(2025, 10, 3))
    duties = (FiledDuty("9903.02.73", nine), FiledDuty("6307.90.98.70", article))
    return FiledLine(goods, known._replace(**state), line, duties, nine + article)  # type: ignore[arg-type]


def paid(
    entry: str, principal: int | None, interest: int | None, total: int | None = None, number: str = "R1"
) -> RefundPaid:
    return RefundPaid(number, entry, principal, interest, total, date(2026, 7, 20), "", "row 2", {})


def returned(entry: str, amount: int | None, number: str = "") -> AchReject:
    return AchReject("12-345678900", "ACCOUNT CLOSED", amount, None, number, entry, "row 2", {})


def answered(entry: str, status: str, reason: str = "", day: date | None = None) -> DeclarationResult:
    return DeclarationResult("D1", entry, status, reason, None, day, "", "row 2", {})


def settled(views: Views, *lines: FiledLine, outcomes: Outcomes | None = None, on: date = ON) -> EntryRefund:
    told = outcomes is not None and "REV-603" in outcomes.told
    outcome = outcomes.of(lines[0].state.entry_number) if outcomes else UNKNOWN
    return settle(lines, views, Settings(on, payments_told=told), outcome)


@given(
    st.integers(0, 10**9),
    st.dictionaries(st.tuples(st.integers(0, 9), st.integers(0, 9)), st.integers(1, 10**8), min_size=1),
)
def test_shares_sum_to_the_whole(whole: int, weights: dict[tuple[int, int], int]) -> None:
    shares = share_out(whole, weights)

    assert whole == sum(shares.values())
    assert all(
        abs(shares[place] * sum(weights.values()) - whole * weight) < sum(weights.values())
        for place, weight in weights.items()
    )


def test_interest_ends_with_a_liquidation_since_the_process_opened(views: Views) -> None:
    before = settled(views, masks(liquidated_on=date(2026, 2, 18)))
    after = settled(views, masks(liquidated_on=date(2026, 7, 31)))

    assert (ON, False) == before.span[1::2]
    assert (date(2026, 7, 31), True) == after.span[1::2]


@pytest.mark.parametrize(
    ("change", "kind", "until"),
    [(0, "", ON), (None, "No Change", ON), (-80_000, "Change", date(2026, 7, 31)), (None, "", date(2026, 7, 31))],
)
def test_interest_runs_on_where_the_notice_says_that_nothing_changed(
    change: int | None, kind: str, until: date, views: Views
) -> None:
    """Liquidated as entered, the void duty is still to be paid back, and the reliquidation that ends the interest to come."""
    reports = Outcomes()
    reports.noticed([CourtesyNotice(ENTRY, date(2026, 7, 31), kind, "", change, "", "row 2", {})])

    assert until == settled(views, masks(liquidated_on=date(2026, 7, 31)), outcomes=reports).span.stop


def test_interest_to_a_day_that_no_file_gives_is_not_verified(views: Views) -> None:
    reports = Outcomes()
    reports.paid([paid(ENTRY, 80_000, 4_000)])
    found = settled(views, masks(), outcomes=reports)

    assert (4_000, ()) == (found.unverified, found.findings)
    assert ["paid"] == [row.status for row in found.lines[0].rows]
    assert all(not one.open for one in found.lines[0].remedies if one.direction == "refund")


def test_a_line_left_out_of_a_payment_goes_another_way(views: Views) -> None:
    reports = Outcomes()
    reports.paid([paid(ENTRY, 80_000, 3_848)])
    state = {"liquidated_on": date(2026, 8, 12)}
    found = settled(views, masks(**state), masks(line="2", nine=75_000, article=75_000, **state), outcomes=reports)

    assert "unpaid line" in {one.cause for one in found.findings}
    assert [("protest", "open"), (None, "paid")] == [
        (row.remedy.id if row.remedy else None, row.status) for one in found.lines for row in one.rows
    ]
    assert not found.declare, "a payment shows that the declaration was taken"


def test_a_protest_asks_for_what_was_not_paid_and_no_more(views: Views) -> None:
    """Whichever line of an entry was left out, its protest stays open, for the principal of that line alone."""
    reports = Outcomes()
    reports.paid([paid(ENTRY, 80_000, 3_848)])
    state = {"liquidated_on": date(2026, 8, 12)}
    entry = masks(**state), masks(line="2", nine=75_000, article=75_000, **state)

    def protest(*lines: FiledLine) -> dict[str, object]:
        (row,) = tables(settled(views, *lines, outcomes=reports), "", payments_told=True).protests
        return dict(zip(PROTESTS, row, strict=True))

    for lines in (entry, entry[::-1]):
        row = protest(*lines)
        assert ("yes", "", 80_000) == (row["open"], row["why_not"], row["principal_usd"])


def test_principal_that_is_short_is_not_made_good_by_interest(views: Views) -> None:
    """Of 800.00 with 38.49 interest came 790.00 and 38.01, which together are more than 800.00: 10.00 are still open."""
    reports = Outcomes()
    reports.paid([paid(ENTRY, 79_000, 3_801)])
    found = settled(views, masks(liquidated_on=date(2026, 8, 12)), outcomes=reports)
    (row,) = found.lines[0].rows
    totals = Totals()
    totals.entry(found)

    assert ("paid in part", 82_801, 1_000) == (row.status, row.received, row.outstanding)
    assert row.remedy is not None and "protest" == row.remedy.id
    assert 1_000 == totals.cents["open"]


@pytest.mark.parametrize(
    ("number", "first", "declared"), [("9903.02.73", "declaration", True), ("9903.88.03", "correction", False)]
)
def test_an_amount_that_nothing_divides_is_declared_where_part_of_it_is_void(
    number: str, first: str, declared: bool, views: Views
) -> None:
    """How much of it is void is not told, and the process asks for the entry, not for an amount: it is not left out."""
    whole = masks(summary_on=date(2025, 10, 3))
    line = whole._replace(
        duties=(FiledDuty(number, None), FiledDuty("6307.90.98.70", None)), paid=123_456, blended=True
    )
    found = settled(views, line, on=date(2025, 9, 25) if not declared else ON)
    (row,) = found.lines[0].rows

    assert ("not split", 0) == (row.difference.cause, row.refundable)
    assert row.remedy is not None and first == row.remedy.id
    assert declared == found.declare


def test_an_entry_without_a_heading_laid_under_ieepa_is_in_no_phase(views: Views) -> None:
    line = masks()._replace(duties=(FiledDuty("6307.90.98.70", 70_000),), paid=70_000)

    assert (0, "no heading of 9903.01 or 9903.02 was filed") == settled(views, line).phase[0:3:2]
    assert 1 == settled(views, masks()).phase.number


def test_payments_without_their_parts_and_sent_back() -> None:
    reports = Outcomes()
    reports.paid([paid(ENTRY, None, 500, 80_500), paid(OTHER, 100, None, 150, number="R2")])
    reports.returned([returned("", None, "R2"), returned("", 80_500), returned("", 7), returned("QQQ", 9)])

    assert (80_000, 500, "ACCOUNT CLOSED") == (reports.of(ENTRY).payments[0][1:3] + reports.of(ENTRY).payments[0][5:])
    assert (50, "ACCOUNT CLOSED") == (reports.of(OTHER).payments[0].interest, reports.of(OTHER).payments[0].ach_reject)
    assert 9 == reports.of("QQQ").payments[0].principal
    assert ["REV-613 row 2: a payment of 0.07 that came back names no entry"] == reports.unmatched


@pytest.mark.parametrize(
    ("rows", "accepted", "rejected"),
    [
        ([answered(ENTRY, "Accepted")], True, ""),
        ([answered(ENTRY, "Rejected", "ENTRY ON DRAWBACK")], False, "ENTRY ON DRAWBACK"),
        ([answered(ENTRY, "Not accepted")], False, "Not accepted"),
        (
            [answered(ENTRY, "Rejected", "X", date(2026, 5, 1)), answered(ENTRY, "Accepted", "", date(2026, 6, 1))],
            True,
            "",
        ),
        (
            [answered(ENTRY, "Accepted", "", date(2026, 6, 1)), answered(ENTRY, "Rejected", "X", date(2026, 5, 1))],
            True,
            "",
        ),
        ([answered(ENTRY, "In process")], True, ""),
    ],
)
def test_the_last_answer_to_a_declaration_stands(rows: list[DeclarationResult], accepted: bool, rejected: str) -> None:
    reports = Outcomes()
    reports.declared(rows)

    assert (accepted, rejected) == reports.of("ABC-1234567-6")[1:3]


def test_a_notice_is_later_knowledge_than_the_entry() -> None:
    state = EntryState(ENTRY, liquidated_on=date(2026, 8, 1), liquidation_status="scheduled")
    notice = CourtesyNotice(ENTRY, date(2026, 9, 4), "Extension", "", None, "", "row 2", {})

    assert (date(2026, 9, 4), "", True) == (
        with_notice(state, notice).liquidated_on,
        with_notice(state, notice).liquidation_status,
        with_notice(state, notice).extended,
    )
    assert state == with_notice(state, None)


def test_an_accepted_entry_is_not_declared_again(views: Views) -> None:
    reports = Outcomes()
    reports.declared([answered(ENTRY, "Accepted")])
    found = settled(views, masks(), outcomes=reports)

    assert not found.declare
    assert [("accepted", "declaration")] == [
        (row.status, row.remedy.id if row.remedy else "") for row in found.lines[0].rows
    ]


def test_one_shipment_entered_twice_is_found_by_its_invoice(views: Views) -> None:
    lines = [masks()._replace(cells=("INV-1",)), masks(OTHER)._replace(cells=("INV-1",))]
    found = [settle(one.lines, views, Settings(ON), one.outcome, one.repeated) for one in groups(lines, None, {0: 0})]

    assert [["ruling"], ["duplicate", "duplicate"]] == [
        [row.difference.cause for row in one.lines[0].rows] for one in found
    ]
    assert 150_000 == sum(row.principal for row in found[1].lines[0].rows)


def test_totals_of_shares_are_those_of_the_whole(views: Views) -> None:
    found = [settled(views, masks()), settled(views, masks(OTHER, article=70_000))]
    whole, parts = Totals(), Totals()
    for one in found:
        whole.entry(one)
        share = Totals()
        share.entry(one)
        parts.merge(share)

    assert vars(whole) == vars(parts)
    assert whole.cents["paid"] - whole.cents["owed"] == sum(whole.by_cause.values()) == sum(whole.by_remedy.values())


def test_lines_without_an_entry_number_stand_alone() -> None:
    assert [1, 1] == [len(one.lines) for one in groups([masks(""), masks("")])]


def test_the_public_function_is_the_room() -> None:
    import kanzei
    from kanzei.refund import run

    assert kanzei.refund is not run
    assert next(kanzei.refund([masks()], on=ON)) == next(refund([masks()], on=ON))


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ([], "is no mapping"),
        ({"plaintif": True}, "'plaintif' is not known"),
        ({"plaintiff": "yes"}, "true or false"),
        ({"accepted": "ABC12345676"}, "no list of entry numbers"),
        ({"reconciled_on": "12/31/2026"}, "reconciled_on"),
        ({"entries": []}, ""),
        ({"entries": [ENTRY]}, "no mapping of entry numbers"),
        ({"entries": {ENTRY: True}}, "no mapping of facts"),
        ({"entries": {ENTRY: {"plaintiff": True}}}, "'plaintiff' is not known"),
    ],
)
def test_circumstances_are_read_strictly(body: object, told: str) -> None:
    if not told:
        assert {} == read_circumstances(body, "facts.yaml").entries
        return
    with pytest.raises(UsageError, match=told):
        read_circumstances(body, "facts.yaml")


def test_circumstances_of_one_entry_stand_before_those_of_all() -> None:
    body = {
        "importer_number": 12,
        "in_ace": True,
        "accepted": ["ABC-1234567-6"],
        "entries": {"ABC-1234567-6": {"in_ace": False, "reconciled_on": "2026-09-01"}},
    }
    found = read_circumstances(body, "facts.yaml")

    assert (True, "12") == (found.of(OTHER).in_ace, found.all.importer_number)
    assert (False, date(2026, 9, 1)) == (found.of(ENTRY).in_ace, found.of(ENTRY).reconciled_on)
    assert {ENTRY, OTHER} == found.of(OTHER, accepted=True).accepted


def short_of_301(**state: object) -> FiledLine:
    """Goods of List 3 of China on which the 25% of section 301 was not paid."""
    goods = EntryLine("4819100040", "CN", entered_on=date(2025, 6, 13), value_cents=5_000_000)
    known = EntryState(ENTRY, "01", "12-345678900", entered_on=date(2025, 6, 13), deposited_on=date(2025, 6, 27))
    duties = (FiledDuty("9903.01.24", 1_000_000), FiledDuty("9903.01.25", 500_000), FiledDuty("4819.10.00.40", 0))
    return FiledLine(goods, known._replace(**state), "1", duties, 1_500_000)  # type: ignore[arg-type]


def test_interest_on_duty_owed_runs_from_the_liquidation_once_there_was_one(views: Views) -> None:
    """19 U.S.C. 1592(c)(4)(B): computed from the date of liquidation; before it, 1505(c): from the deposit. Both at the rate for underpayments."""
    open_entry, liquidated = (
        settled(views, short_of_301(**state)) for state in ({"extended": True}, {"liquidated_on": date(2026, 6, 10)})
    )
    owed = [row for one in (open_entry, liquidated) for row in one.lines[0].rows if row.principal < 0]

    assert [-1_250_000, -1_250_000] == [row.principal for row in owed]
    assert [date(2025, 6, 27), date(2026, 6, 10)] == [
        open_entry.span_of(owed[0]).start,
        liquidated.span_of(owed[1]).start,
    ]
    # By hand: 124 days of 2026 at 6% (20 days of June) and 7% (104 days).
    assert round(-1_250_000 * ((1 + 0.06 / 365) ** 20 * (1 + 0.07 / 365) ** 104 - 1)) == owed[1].interest
    assert date(2026, 6, 10) == liquidated.span.stop, "what comes back keeps its own days"
