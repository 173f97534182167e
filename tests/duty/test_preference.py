"""Claims of special programmes: granted, or refused by country, code and day."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest

from kanzei.duty.book import LawBook
from kanzei.duty.line import EntryLine, Quantity
from kanzei.duty.preference import Grant, _span, certified_claims, claim_rate
from kanzei.duty.view import View
from kanzei.errors import EntryError
from kanzei.schedule.rates import parse_rate_text
from kanzei.schedule.table import Column, ScheduleLine

TV = "85287264"


@cache
def view(known: str | None = None) -> View:
    return LawBook.shipped().view(known=date.fromisoformat(known) if known else None)


def claim(hts: str, origin: str, on: str, spi: str, **claims: Any) -> EntryLine:
    kilos = (Quantity(100_000, "kg"),) if hts.startswith("0") else ()
    return EntryLine(hts, origin, date.fromisoformat(on), 1_000_000, kilos, spi, claims=claims)


@pytest.mark.parametrize(
    ("line", "because"),
    [
        (claim(TV, "CN", "2025-11-15", "KR"), "(general note 33): country: CN is no beneficiary (KR)"),
        (claim(TV, "ID", "2025-11-15", "A"), "(general note 4(d)): date: it ended for entries after 2020-12-31"),
        (
            claim(TV, "IN", "2025-11-15", "A"),
            "date: it ended for entries after 2020-12-31, as known 2026-10-12; country: IN is no beneficiary",
        ),
        (
            claim("8703230140", "JP", "2025-11-15", "JP"),
            "(general note 36): code: the Special column of 8703.23.01.40 names A+, AU",
        ),
        (claim("4202110030", "NP", "2026-01-15", "NP"), "date: it ended for entries after 2025-12-31"),
        (claim(TV, "CA", "2025-11-15", "CA"), "(former general note 12): date: ended after 2020-06-30"),
        (claim(TV, "RU", "2025-11-15", "A"), "goods of RU are charged from column 2 (general note 3(b))"),
        (claim(TV, "BY", "2025-11-15", "C"), "goods of BY are charged from column 2 (general note 3(b))"),
        (claim(TV, "JO", "2025-11-15", "N"), "general note 3(a)(v)"),
        (claim(TV, "KR", "2025-11-15", "KRR"), "did you mean KR?"),
        (claim(TV, "CA", "2025-11-15", "B"), "no country is a beneficiary in the book"),
        (
            claim("0402295000", "AU", "2025-11-15", "AU"),
            "'See 9822.04.25': 9822.04.25 gives Free to goods inside its yearly quantity",
        ),
        (claim("0401507500", "MX", "2025-11-15", "S"), "the rate stands in 9823.03.01"),
        (
            claim("8471300100", "CN", "2025-11-15", "KR"),
            "country: CN is no beneficiary (KR); code: the Special column of 8471.30.01.00 names nothing",
        ),
        (
            claim(TV, "CN", "2025-11-15", "R"),
            "(general note 17): country: CN is no beneficiary (BB, BZ, CW, GY, HT, JM, LC, TT)",
        ),
        (
            claim(TV, "CN", "2025-11-15", "E"),
            "country: CN is no beneficiary (17 countries; `kanzei law programs E` lists them)",
        ),
    ],
)
def test_a_claim_that_cannot_be(line: EntryLine, because: str) -> None:
    """The reason is given as a warning and in ``not_applied``, and the duty is the one without the claim."""
    found = view().assess(line)
    plain = view().assess(line._replace(spi=None))

    assert plain.duty_cents == found.duty_cents
    assert f"SPI {line.spi}" == found.not_applied[0].heading
    assert because in found.not_applied[0].because
    assert any(because in one and "cannot be granted" in one for one in found.warnings)


@pytest.mark.parametrize(
    ("line", "worth"),
    [
        (claim(TV, "CN", "2025-11-15", "KR"), "would have made the duty 2,750.00, 390.00 less"),
        (claim(TV, "JP", "2025-11-15", "KR"), "would move nothing"),
    ],
)
def test_the_difference_is_shown(line: EntryLine, worth: str) -> None:
    assert any(worth in one for one in view().assess(line).warnings), view().assess(line).warnings


@pytest.mark.parametrize(
    ("line", "duty"),
    [
        (claim(TV, "KR", "2025-03-01", "KR"), 0),
        (claim(TV, "MX", "2025-03-01", "S"), 0),
        (claim(TV, "MX", "2025-03-01", "S+"), 0),  # the line prints S: the sign of the claim is the importer's
        (claim("0402295000", "AU", "2025-03-01", "AU", quota_filled=False), 0),
        (claim("84159080", "JP", "2025-03-01", "JP"), 14_000),
        (claim("84159080", "JP", "2025-03-01", "JP", auto_part=False), 0),
    ],
)
def test_a_claim_that_is_granted(line: EntryLine, duty: int) -> None:
    found = view().assess(line)

    assert duty == next(one.amount_cents for one in found.components if one.authority == "mfn")
    assert "column 1 special" in found.components[-1].citation
    assert not any(one.heading.startswith("SPI") for one in found.not_applied)


def test_an_asterisk_is_said() -> None:
    """What a general note excludes under E* is not in the book; the claim is taken at its word, and said so."""
    found = view().assess(claim("0201100510", "HT", "2025-03-01", "E"))

    assert any("the schedule prints E*: what general note 7(d) excludes" in one for one in found.warnings), (
        found.warnings
    )


def test_the_gap_of_agoa_in_both_times() -> None:
    """AGOA ran out after 2025-09-30 and was renewed without a gap on 2026-02-03."""
    line = claim(TV, "ZA", "2025-11-15", "D")

    lapsed, renewed = view("2026-02-02").assess(line), view("2026-02-03").assess(line)

    assert 39_000 == lapsed.duty_cents - renewed.duty_cents
    assert "date: it ended for entries after 2025-09-30, as known 2026-02-02" in lapsed.not_applied[0].because
    assert "2026-02-03" not in " ".join(lapsed.warnings)
    assert any("390.00 less" in one for one in lapsed.warnings)
    assert 39_000 == lapsed.components[-1].amount_cents
    before = view("2025-09-01").assess(claim(TV, "ZA", "2025-09-30", "D"))
    assert 0 == before.components[-1].amount_cents
    after = view().assess(claim(TV, "ZA", "2027-01-01", "D"))
    assert "date: it ended for entries after 2026-12-31" in after.not_applied[0].because


@pytest.mark.parametrize(("known", "open_on"), [("2025-12-01", False), ("2026-02-03", True)])
def test_haiti_in_both_times(known: str, open_on: bool) -> None:
    assert open_on == view(known).in_group("program:ht", "HT", "2025-11-01")


@pytest.mark.parametrize(
    ("country", "first"),
    [("SV", "2006-03-01"), ("HN", "2006-04-01"), ("GT", "2006-07-01"), ("DO", "2007-03-01"), ("CR", "2009-01-01")],
)
def test_each_country_of_dr_cafta_has_its_own_start(country: str, first: str) -> None:
    from kanzei.duty.preference import spans

    assert [(country.lower(), first)] == [(code, start) for code, start, _ in spans(view(), "P", country)]


@pytest.mark.parametrize(("day", "column"), [("2022-04-08", False), ("2022-04-09", True), ("2026-10-01", True)])
def test_russia_and_belarus_are_in_column_2_from_a_day(day: str, column: bool) -> None:
    """Pub. L. 117-110."""
    assert [column, column] == [view().in_group("column-2", one, day) for one in ("RU", "BY")]


@pytest.mark.parametrize(("year", "gum", "sweets"), [(2025, "1.6%", "1.8%"), (2026, "1.2%", "1.35%")])
def test_the_rates_of_the_agreement_with_japan_that_still_move(year: int, gum: str, sweets: str) -> None:
    """1704.10.00 and 1704.90.10 (general note 36; the exports of 2025 and 2026)."""
    found = [
        view().book.schedule.lookup(code, date(year, 6, 1)).special["JP"].text for code in ("17041000", "17049010")
    ]

    assert [gum, sweets] == found


@pytest.mark.parametrize("code", ["8518210000", "8411919081"])
def test_a_claim_of_c_states_a_civil_aircraft_article(code: str) -> None:
    """General note 6: whoever claims C has the certificate, so note 35(b) frees the goods without a second claim."""
    made = view().assess(claim(code, "JP", "2025-10-10", "C"))
    said = view().assess(claim(code, "JP", "2025-10-10", "C", civil_aircraft=True))

    assert (0, 0) == (made.duty_cents, said.duty_cents)
    assert "9903.96.02" in [one.heading for one in made.components]
    assert [True, False] == [any("SPI C states" in one.what for one in found.assumptions) for found in (made, said)]


def test_c_where_the_schedule_prints_none_is_said() -> None:
    """A code free for everybody prints no C: the claim counts, and moves nothing in the column."""
    assert any(
        "prints no C for 8411.91.90.81" in one
        for one in view().assess(claim("8411919081", "JP", "2025-10-10", "C")).warnings
    )


def test_c_and_a_denial_of_civil_aircraft_contradict() -> None:
    """The error names both."""
    with pytest.raises(EntryError, match=r"SPI C and a denial of civil_aircraft"):
        view().assess(claim("8518210000", "JP", "2025-10-10", "C", civil_aircraft=False))


def test_an_aircraft_shaft_on_the_list_of_auto_parts_prices_the_other_answer() -> None:
    """Note 35(b) does not name 9903.94.43, and note 33(g) takes only parts of passenger vehicles: which it is, is a fact."""
    found = view().assess(claim("8483103050", "JP", "2025-10-10", "C"))
    denied = view().assess(claim("8483103050", "JP", "2025-10-10", "C", auto_part=False))

    assert (150_000, 0) == (found.duty_cents, denied.duty_cents)
    assert any("automobile parts" in one.what and one.effect_cents == -150_000 for one in found.assumptions)


@pytest.mark.parametrize(
    ("country", "symbol", "day", "because"),
    [
        ("CN", "KR", "2012-03-14", "date: it begins with entries of 2012-03-15; country: CN is no beneficiary (KR)"),
        ("CN", "KR", "2012-03-15", "country: CN is no beneficiary (KR)"),
        ("KR", "KR", "2012-03-14", "date: it begins with entries of 2012-03-15"),
        ("CR", "P", "2008-12-31", "date: for CR it covers entries from 2009-01-01, as known 2026-10-12"),
        ("CA", "B", "2025-11-15", "date: no country is a beneficiary in the book"),
        ("CA", "CA", "2025-11-15", "date: ended after 2020-06-30"),
        ("ID", "A", "2020-12-31", ""),
        ("ID", "A", "2021-01-01", "date: it ended for entries after 2020-12-31, as known 2026-10-12"),
    ],
)
def test_of_country_and_day_only_what_stands_against_a_claim_is_told(
    country: str, symbol: str, day: str, because: str
) -> None:
    """Each side of the first and of the last day; the Special column prints every symbol here."""
    found = line_of_the_schedule("3.9%", {symbol: "Free"})
    told = claim_rate(view(), claim(TV, country, day, symbol), found, symbol)

    if not because:
        assert Grant(("free",), "Free") == told
        return
    assert isinstance(told, str)
    assert because == told.partition("): ")[2]


def line_of_the_schedule(general: str, special: dict[str, str]) -> ScheduleLine:
    made = {symbol: Column(text, parse_rate_text(text, "Special")) for symbol, text in special.items()}
    rate = Column(general, parse_rate_text(general, "General"))
    return ScheduleLine(TV, rate, made, rate, (), "made", ())


@pytest.mark.parametrize(
    ("general", "country", "granted"), [("Free", "KR", True), ("Free", "CN", False), ("3.9%", "KR", False)]
)
def test_a_symbol_that_is_not_printed_is_granted_where_the_goods_are_free_for_everybody(
    general: str, country: str, granted: bool
) -> None:
    """To a country of the programme, and at the general rate: nothing is granted by it."""
    told = claim_rate(view(), claim(TV, country, "2025-11-15", "KR"), line_of_the_schedule(general, {}), "KR")

    assert granted == isinstance(told, Grant)
    assert granted or "code: the Special column of 8528.72.64 names nothing (made)" in str(told)


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        ({}, "9921.01.01, 1.4%, is taken (auto_part not denied)"),
        ({"auto_part": False}, "9921.01.02, Free, is taken (auto_part denied)"),
    ],
)
def test_the_heading_taken_by_use_is_named_with_the_claim_that_decides(claims: dict[str, Any], told: str) -> None:
    """General note 36; 9921.01."""
    assert any(told in one for one in view().assess(claim("84159080", "JP", "2025-03-01", "JP", **claims)).warnings)


@pytest.mark.parametrize("stated", [None, True])
def test_a_claim_of_c_says_the_same_as_the_flag_beside_it(stated: bool | None) -> None:
    claims = {} if stated is None else {"civil_aircraft": stated}

    assert [{"civil_aircraft": True}, claims, claims] == [certified_claims(spi, claims) for spi in ("c", "S", None)]


def test_a_span_without_an_end_is_told_by_its_first_day() -> None:
    told = [_span("2025-01-01", stop) for stop in ("9999-12-31", "2026-01-01")]

    assert ["from 2025-01-01", "of 2025-01-01 to 2025-12-31"] == told
