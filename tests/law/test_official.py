"""Reading an official line: rates as formulas, countries, days, notes. The lines are made up; the ways of writing are those of the exports."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanzei.countries import country_name
from kanzei.law.official import footnotes_of, lines_of, read_line

ADD = "The duty provided in the applicable subheading + 25%"


def line(words: str, above: tuple[str, ...] = (), cells: tuple[str, str, str] = (ADD, ADD, ADD)) -> Any:
    return read_line("9903.99.01", words, above, cells)


@pytest.mark.parametrize(
    ("words", "origins", "barred"),
    [
        ("Articles the product of Japan", ("jp",), ()),
        ("Articles the product of Cameroon or the Democratic Republic of the Congo", ("cm", "cd"), ()),
        ("Articles the product of China, including Hong Kong and Macau", ("cn", "hk", "mo"), ()),
        ("Articles the product of the European Union or Jordan", ("eu", "jo"), ()),
        ("Articles the product of Côte d`Ivoire or Namibia", ("ci", "na"), ()),
        ("Articles the product of Myanmar (Burma) or Sri Lanka", ("mm", "lk"), ()),
        ("Articles the product of any country", ("any",), ()),
        ("Articles the product of any country identified in general note 3(b)", ("by", "cu", "kp", "ru"), ()),
        ("Steel, except products of Australia, of Argentina, or of Brazil", (), ("au", "ar", "br")),
        ("Cranes that: (1) are not products of China", (), ("cn",)),
        ("Steel articles of Mexico, melted and poured in a country other than Canada", ("mx",), ()),
        ("Products of the European Union, of steel melted and poured in Ukraine", ("eu",), ()),
        ("Turkeys, and porcelain china", (), ()),
        ("Articles the product of Japan [Compiler's note: see also Korea]", ("jp",), ()),
    ],
)
def test_countries(words: str, origins: tuple[str, ...], barred: tuple[str, ...]) -> None:
    found = line(words)
    assert (origins, barred) == (found.origins, found.barred)


def test_countries_stand_in_the_words_above() -> None:
    assert ("jp",) == line("Leather", ("Articles the product of Japan:",)).origins


ISO = ["JP", "DE", "BR", "IN", "VN", "MX", "CH", "ZA", "NZ", "TH", "PE", "KE", "NO", "EG", "LK"]


@given(st.lists(st.sampled_from(ISO), min_size=1, max_size=8, unique=True), st.sampled_from([" and ", " or "]))
def test_any_list_of_countries_is_read(codes: list[str], joint: str) -> None:
    """However many countries, and however the last is joined."""
    names = [country_name(code) for code in codes]
    told = names[0] if len(names) == 1 else ", ".join(names[:-1]) + f",{joint}{names[-1]}"
    assert [code.lower() for code in codes] == list(
        line(f"Articles the product of {told}, as provided for in U.S. note 2").origins
    )


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("Effective with respect to entries on or after April 3, 2025", {("entered-from", "2025-04-03")}),
        (
            "Goods loaded onto a vessel and in transit before 12:01 a.m. eastern daylight time on August 7, 2025, and entered for "
            "consumption before 12:01 a.m. eastern daylight time on October 5, 2025",
            {("loaded-before", "2025-08-07"), ("entered-before", "2025-10-05")},
        ),
        (
            "Entered on or after January 1, 2024 and through November 9, 2026",
            {("entered-from", "2024-01-01"), ("entered-through", "2026-11-09")},
        ),
        (
            "Fulfilling a contract for sale dated prior to May 14, 2024 for goods that are entered for consumption prior to May 14, 2026",
            {("contract-before", "2024-05-14"), ("entered-before", "2026-05-14")},
        ),
        (
            'Admitted to a zone under "privileged foreign status" prior to 12:01 a.m. on June 4, 2025',
            {("zone-before", "2025-06-04")},
        ),
        ("For any calendar year starting on January 1, 2018", set()),
        ("[Compiler's note: effective on or after June 30, 2025]", set()),
    ],
)
def test_days(words: str, days: set[tuple[str, str]]) -> None:
    assert days == set(line(words).days)


@pytest.mark.parametrize(
    ("words", "notes"),
    [
        ("as provided for in U.S. note 20(f) to this subchapter", ("20(f)",)),
        ("as provided for in subdivision (v)(iii)(a) of U.S. note 2 to this subchapter", ("2(v)(iii)(a)", "2")),
        ("no note at all", ()),
    ],
)
def test_notes(words: str, notes: tuple[str, ...]) -> None:
    assert notes == line(words).notes


def test_columns() -> None:
    found = line("x", cells=(ADD, "The duty provided in the applicable subheading + 10% (AU, CA, SG)", ""))
    assert ("plus", 750_000, "") == found.general
    assert (("plus", 300_000, ""), ("AU", "CA", "SG")) == (found.special, found.symbols)
    assert found.other is None


def test_the_hash_sees_words_and_not_blanks() -> None:
    """Exports differ in blanks, dashes, quotes and markup."""
    same = {line(words).words for words in ("Cars–new, “of” Japan", 'Cars-new,  "of" Japan', "Cars-new of  Japan")}
    assert 1 == len(same)
    assert line("Cars, new, of Korea").words not in same


def row(code: str, words: str, indent: int = 0, general: str = "", footnotes: tuple[str, ...] = ()) -> dict[str, Any]:
    notes = [{"columns": ["general"], "value": one} for one in footnotes]
    return {
        "htsno": code,
        "indent": str(indent),
        "description": words,
        "general": general,
        "special": "",
        "other": "",
        "footnotes": notes,
    }


def test_lines_take_the_rows_above_them() -> None:
    rows = [
        row("9701.21.00", "Paintings of Italy"),
        row("", "Articles the product of Japan:", 0),
        row("9903.41.05", "Leather", 1, "40%"),
        row("9903.53.01", "Lumber", 0, "10%"),
        row("9903.53.01", "Lumber again", 0, "15%"),
    ]
    found = {one.heading: one for one in lines_of(rows)}
    assert {"9903.41.05", "9903.53.01"} == set(found)
    assert ("jp",) == found["9903.41.05"].origins
    assert () == found["9903.53.01"].origins
    assert ("adval", 300_000) == found["9903.53.01"].general


def test_footnotes_point_from_codes_to_headings() -> None:
    rows = [
        row("8703.23.01.40", "Cars", footnotes=("See 9903.88.03.", "See 9903.88.15 and 9903.88.25.")),
        row("9802.00.80", "Assembled abroad", footnotes=("See 9903.88.01.",)),
        row("8703", "Cars", footnotes=("See 9903.88.03.",)),
    ]
    assert {"9903.88.03": ["8703230140"], "9903.88.15": ["8703230140"], "9903.88.25": ["8703230140"]} == footnotes_of(
        rows
    )
