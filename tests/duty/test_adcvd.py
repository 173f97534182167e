"""Deposits of antidumping and countervailing cases: added to the cent, changing nothing else."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kanzei.duty.adcvd import CaseRate, CaseRates, Deposit, entry_type_notes, parse_deposit
from kanzei.duty.adcvd_scope import commonly_within
from kanzei.duty.book import LawBook
from kanzei.duty.line import EntryLine, Quantity
from kanzei.duty.view import View
from kanzei.errors import EntryError, KanzeiError
from kanzei.law.claims import parse_claims
from kanzei.money import RATE_ONE, half_up

from .strategies import lines

ALWAYS = (date(2020, 1, 1), date(9999, 12, 31))


@cache
def view() -> View:
    return LawBook.shipped().view()


def rates(*rows: CaseRate) -> CaseRates:
    return CaseRates(tuple(rows), "digest", "rates.csv")


def row(case: str, rate: str, start: str = "2024-01-01", stop: str = "9999-12-31", **more: object) -> CaseRate:
    made = CaseRate(case, parse_deposit(rate), date.fromisoformat(start), date.fromisoformat(stop), place="row 2")
    return made._replace(**more)


def plate(claims: str, entered: str = "2025-07-10", value: int = 1_000_000, **more: object) -> EntryLine:
    found, _ = parse_claims(claims, strict=True)
    return EntryLine("72085100", "JP", date.fromisoformat(entered), value, claims=found)._replace(**more)


@pytest.mark.parametrize(
    ("text", "deposit"),
    [
        ("25.65%", Deposit(rate=769_500)),
        ("374.15 %", Deposit(rate=11_224_500)),
        ("0%", Deposit()),
        ("0.23 USD/kg", Deposit(nano=230_000_000, unit="kg")),
        ("$4.71/KG", Deposit(nano=4_710_000_000, unit="kg")),
        ("12/No.", Deposit(nano=12_000_000_000, unit="No.")),
    ],
)
def test_rates_are_read(text: str, deposit: Deposit) -> None:
    assert deposit == parse_deposit(text)


@pytest.mark.parametrize("text", ["25.65", "0.2565", "", "free", "-3%", "1e400%", "0.00000001%", "12 EUR/kg", "5/"])
def test_a_rate_without_its_unit_is_refused(text: str) -> None:
    """25.65 could be a percentage or a fraction: never guessed."""
    with pytest.raises(ValueError, match="deposit rate|finer"):
        parse_deposit(text)


@settings(max_examples=60)
@given(lines(), st.integers(0, 5 * RATE_ONE), st.integers(0, 5 * RATE_ONE))
def test_deposits_add_and_change_nothing(line: EntryLine, ad: int, cvd: int) -> None:
    """Every other component, the assumptions and what is refundable stay; the deposits are value × rate, half up, once per case."""
    always = (date(2020, 1, 1), date(9999, 12, 31))
    given_rates = rates(CaseRate("A-588-874", Deposit(ad), *always), CaseRate("C-570-968-001", Deposit(cvd), *always))
    cases = {"ad_case": "A-588-874", "cvd_case": "C-570-968-001"}
    try:
        plain = view().assess(line)
    except KanzeiError:
        assume(False)
        raise
    with_cases = view().with_case_rates(given_rates).assess(line._replace(claims={**line.claims, **cases}))
    own = [one for one in with_cases.components if one.kind == "deposit"]

    assert plain.components == tuple(one for one in with_cases.components if one.kind != "deposit")
    assert ["ad", "cvd"] == [one.authority for one in own]
    assert [half_up(line.value_cents * rate, RATE_ONE) for rate in (ad, cvd)] == [one.amount_cents for one in own]
    assert plain.duty_cents + sum(one.amount_cents for one in own) == with_cases.duty_cents
    assert (plain.refundable_cents, plain.assumptions) == (with_cases.refundable_cents, with_cases.assumptions)
    assert plain.headings == with_cases.headings


def test_a_total_never_counts_a_deposit() -> None:
    """Stacking rule 40: antidumping duty sits on top of the 15% in all."""
    car = EntryLine("8703230140", "JP", date(2025, 9, 20), 3_000_000, claims={"ad_case": "A-588-999"})
    found = view().with_case_rates(rates(row("A-588-999", "10%"))).assess(car)

    assert 450_000 + 300_000 == found.duty_cents
    assert "A-588-999" == found.components[-1].heading
    assert ("user", "", "rates.csv, row 2") == (
        found.components[-1].source,
        found.components[-1].confidence,
        found.components[-1].citation,
    )


def test_owed_leaves_deposits_as_they_are() -> None:
    tv = EntryLine("85287264", "JP", date(2025, 8, 20), 1_000_000, claims={"ad_case": "A-588-999"})
    owed = LawBook.shipped().view(answer="owed").with_case_rates(rates(row("A-588-999", "10%")))

    assert 39_000 + 100_000 == owed.assess(tv).duty_cents


@pytest.mark.parametrize(
    ("quantities", "cents"),
    [
        ((Quantity(2_000_000, "kg"),), 942_000),
        ((Quantity(2_000, "t"),), 942_000),
        ((Quantity(1_000, "g"),), 0),
        ((Quantity(1_001, "kg"),), 471),
    ],
)
def test_a_specific_deposit_takes_the_quantity_in_its_unit(quantities: tuple[Quantity, ...], cents: int) -> None:
    garlic = EntryLine("7208510030", "JP", date(2025, 7, 10), 1_000_000, quantities, claims={"ad_case": "A-570-831"})
    found = view().with_case_rates(rates(row("A-570-831", "4.71 USD/kg"))).assess(garlic)

    assert cents == found.components[-1].amount_cents


CASES = "ad_case=A-588-874-001"


@pytest.mark.parametrize(
    ("claims", "rows", "words"),
    [
        (CASES, (), "there is no rate of this case"),
        (CASES, (row("A-588-874", "1%"),), "it has A-588-874: name the case as the file does"),
        (CASES, (row("A-588-874-001", "1%", "2026-01-01"),), "no rate in rates.csv is of this day (entered 2025-07-10"),
        (CASES, (row("A-588-874-001", "1%", origin="CN"),), "of this origin (the goods are of JP"),
        (CASES, (row("A-588-874-001", "1%", hts=("7209",)),), "for this code (the code is 72085100"),
        (CASES, (row("A-588-874-001", "1%", known=date(2027, 1, 1)),), "known by then"),
        (CASES, (row("A-588-874-001", "1%"), row("A-588-874-001", "2%")), "2 rates in rates.csv stand on 2025-07-10"),
        ("ad_case=A-588-874", (row("A-588-874", "1%", exporter="Tokyo Steel"),), "names nobody: state the exporter"),
        ("ad_case=A-588-874; exporter=JFE", (row("A-588-874", "1%", exporter="Tokyo Steel"),), "the line is of jfe"),
        ("ad_case=A-588-874; ad_rate=2%", (row("A-588-874", "1%"),), "state the rate once"),
        ("ad_rate=2%", (), "the line names no case"),
        ("ad_case=A-588-874; ad_rate=2", (row("A-588-874", "1%"),), "no deposit rate: write 25.65%"),
        (CASES, (row("A-588-874-001", "1 USD/kg"),), "give the quantity in kg"),
    ],
)
def test_what_cannot_be_told_is_an_error(claims: str, rows: tuple[CaseRate, ...], words: str) -> None:
    with pytest.raises(EntryError) as caught:
        view().with_case_rates(rates(*rows)).assess(plate(claims))

    assert words in str(caught.value)


def test_a_named_case_without_any_file_is_an_error_and_none_is_not() -> None:
    with pytest.raises(EntryError, match="--adcvd FILE"):
        view().assess(plate(CASES))

    assert view().assess(plate("ad_case=none")).duty_cents == view().assess(plate("")).duty_cents
    assert 20_000 == view().assess(plate("ad_case=A-588-874; ad_rate=2%")).components[-1].amount_cents


def test_the_newest_known_rate_holds_and_an_earlier_view_sees_the_earlier_one() -> None:
    """A review's new rate ends the old one, as known: two times, as with all law here."""
    first = row("A-588-874", "10%", known=date(2024, 12, 1))
    book = rates(first, row("A-588-874", "20%", "2025-06-01", known=date(2025, 7, 1)))

    def amount(known: date | None, entered: str) -> int:
        law = LawBook.shipped().view(known=known).with_case_rates(book)
        return law.assess(plate("ad_case=A-588-874", entered)).components[-1].amount_cents

    assert [200_000, 100_000, 100_000] == [
        amount(None, "2025-06-10"),
        amount(date(2025, 6, 20), "2025-06-10"),
        amount(None, "2025-05-31"),
    ]


def test_a_rate_that_says_when_it_was_known_does_not_end_one_that_does_not() -> None:
    """One for all origins and one for Japan: which holds is said by the file or by nobody."""
    book = rates(row("A-588-874", "10%"), row("A-588-874", "20%", origin="JP", known=date(2025, 1, 1)))
    with pytest.raises(EntryError, match="2 rates in rates.csv stand on .* say on each when it was known"):
        view().with_case_rates(book).assess(plate("ad_case=A-588-874"))


def test_the_exporter_and_the_producer_choose_among_the_rates_of_a_case() -> None:
    book = rates(
        row("A-570-967", "1%", exporter="Acme Co., Ltd."),
        row("A-570-967", "2%", exporter="Acme Co., Ltd.", producer="Mill One"),
        row("A-570-967", "3%"),
    )

    def rate(claims: str) -> str:
        return view().with_case_rates(book).assess(plate(f"ad_case=A-570-967; {claims}")).components[-1].rate

    assert ["0.01", "0.02", "0.03"] == [
        rate("exporter=ACME CO LTD"),
        rate("exporter=Acme Co. Ltd; producer=mill one"),
        rate("exporter=Somebody else"),
    ]


def test_the_rates_are_part_of_the_digest() -> None:
    one, other = (view().with_case_rates(CaseRates((), said)) for said in ("a", "b"))

    assert 3 == len({view().digest, one.digest, other.digest})
    assert one.with_switch("C21", "named").digest != one.digest


@pytest.mark.parametrize(
    ("kind", "claims", "words"),
    [
        ("01", CASES, "type 01: goods of a case are entered as type 03"),
        ("3", "", "an entry of type 03, and the line names no case"),
        ("21", CASES, "goods go into bond"),
        ("03", CASES, ""),
        ("03", "ad_case=none", ""),
        ("06", CASES, ""),
        ("01", "", ""),
    ],
)
def test_the_type_of_entry_must_fit(kind: str, claims: str, words: str) -> None:
    found = entry_type_notes(kind, plate(claims))

    assert bool(words) == bool(found)
    assert all(words in one for one in found)


def test_a_common_scope_is_warned_of_until_the_line_speaks() -> None:
    def warned(claims: str) -> list[str]:
        sheet = EntryLine("7604210010", "CN", date(2025, 9, 20), 100_000, claims=parse_claims(claims)[0])
        return [one for one in view().assess(sheet).warnings if "commonly within the scope" in one]

    assert "A-570-967 and C-570-968" in warned("")[0] and "not its codes" in warned("")[0]
    assert "of C-570-968 (" in warned("ad_case=none")[0]
    assert [] == warned("ad_case=none; cvd_case=none")
    assert [] == commonly_within("7604210010", "DE") == commonly_within("", "CN")


def test_the_list_of_scopes_is_what_its_tool_makes() -> None:
    """Every order names what was read; `python tools/build_adcvd_scopes.py` after an edit."""
    import subprocess
    import sys
    from pathlib import Path

    tool = Path(__file__).resolve().parents[2] / "tools" / "build_adcvd_scopes.py"
    ran = subprocess.run([sys.executable, str(tool), "--check"], capture_output=True, text=True, check=False)

    assert 0 == ran.returncode, ran.stdout + ran.stderr


def test_a_case_does_not_divide_what_the_law_is_asked() -> None:
    """Ten thousand exporters on one code are one question to the evaluator."""
    law = LawBook.shipped().view().with_case_rates(rates(row("A-570-967", "3%")))
    for name in ("one", "two", "three"):
        law.assess(plate(f"ad_case=A-570-967; exporter={name}"), explain=False)

    assert 1 == len(law.stacks)
