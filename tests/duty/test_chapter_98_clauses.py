"""Chapter 98 on law of our own: which clause and which terms are followed, and what is said of it."""

from __future__ import annotations

from datetime import date
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest

from kanzei.duty.assess import answer_line
from kanzei.duty.book import LawBook
from kanzei.duty.chapter98 import Under, _by_rate, _longest, _named, _on_part, bond_broken, enter_under, reach, reach_of
from kanzei.duty.column import Column
from kanzei.duty.line import EntryLine
from kanzei.duty.stack import Part, Stack, Step
from kanzei.duty.view import View
from kanzei.errors import EntryError, NotCovered

LINE = EntryLine("9004100000", "JP", date(2026, 3, 10), 1_000_000)


@cache
def view() -> View:
    return LawBook.shipped().view()


def under(code: str = "98020050", line: EntryLine = LINE) -> Under:
    return Under(code, line, 400_000, None, False, "", ())


def step(authority: str = "s122", heading: str = "9903.03.01", kind: str = "add") -> Step:
    return Step(heading, authority, kind, "whole", 300_000, True, "general", (), "", {"id": "p", "duty": {}})


def column(name: str = "general", rate: Any = ("adval", 60_000), text: str = "2%") -> Column:
    return Column(name, ("adval", 60_000), rate, text, "S" if name == "special" else "", rate == ("free",), ())


def clause(fallen: dict[str, str], *headings: tuple[str, str], switch: tuple[str, str] | None = None) -> dict[str, Any]:
    return {"authority": ["s122"], "headings": list(headings), "under": fallen, "switch": list(switch or ())}


def law(*clauses: dict[str, Any], choice: str = "") -> Any:
    """A view that knows the clauses in that order, each reading chosen alike."""
    return SimpleNamespace(statements=lambda kind, entered: list(clauses), switch=lambda name: choice)


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        ([clause({"": "none"})], "none"),
        ([clause({"9813": "none"})], ""),
        ([clause({"": "full", "9802": "none", "98020050": "dutiable"})], "dutiable"),
        ([clause({"98020050": "dutiable", "9802": "none", "": "full"})], "dutiable"),
        ([clause({"": "none"}), clause({"": "full"})], "full"),
        ([clause({"": "none"}), clause({"9813": "full"})], "none"),
        ([clause({"": "none"}, ("9903.03.01", "9903.03.11")), clause({"": "full"})], "none"),
        ([clause({"": "full"}), clause({"": "none"}, ("9903.03.01", "9903.03.11"))], "none"),
        ([clause({"": "full"}), clause({"": "none"}, ("9903.03.02", "9903.03.11"))], "full"),
        ([clause({"": "none"}, ("9903.03.01", "9903.03.01"))], "none"),
        ([clause({"": "none"}, ("9903.01.01", "9903.01.99"), ("9903.03.01", "9903.03.11"))], "none"),
        (
            [
                clause({"": "none"}, ("9903.01.01", "9903.01.99"), ("9903.03.01", "9903.03.11")),
                clause({"": "full"}, ("9903.03.01", "9903.03.11")),
            ],
            "full",
        ),
        ([clause({"": "none"}) | {"authority": ["s338"]}], ""),
    ],
)  # fmt: skip
def test_the_clause_that_names_the_heading_stands_over_one_that_does_not_and_of_two_alike_the_last_known(
    clauses: list[dict[str, Any]], expected: str
) -> None:
    assert (expected, "") == reach_of(law(*clauses), under(), step())


@pytest.mark.parametrize(("choice", "expected"), [("terms", "dutiable"), ("apart", "full")])
def test_a_clause_of_another_reading_is_passed_over(choice: str, expected: str) -> None:
    clauses = clause({"": "dutiable"}, switch=("CH98", "terms")), clause({"": "full"}, switch=("CH98", "apart"))

    assert (expected, "CH98") == reach_of(law(*clauses, choice=choice), under(), step())


def test_a_clause_without_a_reading_ends_the_doubt_of_one_known_before() -> None:
    clauses = clause({"": "dutiable"}, switch=("CH98", "terms")), clause({"": "none"})

    assert ("none", "") == reach_of(law(*clauses, choice="terms"), under(), step())


def test_the_ordinary_duty_follows_the_provision_whatever_a_clause_says() -> None:
    assert ("dutiable", "") == reach_of(law(clause({"": "none"}) | {"authority": ["mfn"]}), under(), step("mfn"))


@pytest.mark.parametrize("kind", ["add", "total", "gap_to"])
def test_every_duty_that_adds_is_given_its_reach_and_asks_the_reading(kind: str) -> None:
    evaluation: Any = SimpleNamespace(consulted=set())
    stack = Stack((Part("whole"),), (step(kind="exempt"), step(kind=kind)))

    found = reach(
        _dollars(law(clause({"": "dutiable"}, switch=("CH98", "terms")), choice="terms")),
        under(),
        1_000_000,
        evaluation,
        stack,
    )

    assert (400_000, {1: 400_000}) == (found.ordinary, found.steps)
    assert {("switch", "CH98")} == evaluation.consulted


def test_a_release_asks_no_reading_and_is_given_no_reach() -> None:
    """The doubtful point moves nothing there, so it is not named."""
    evaluation: Any = SimpleNamespace(consulted=set())
    known = _dollars(law(clause({"": "dutiable"}, switch=("CH98", "terms")), choice="terms"))

    found = reach(known, under(), 1_000_000, evaluation, Stack((Part("whole"),), (step(kind="exempt"),)))

    assert ({}, set()) == (found.steps, evaluation.consulted)


def _dollars(known: Any) -> Any:
    known.value_as_given = False
    return known


def test_the_terms_of_the_longest_prefix_are_followed_and_of_two_alike_the_last_known() -> None:
    rows = [
        {"provisions": ["9802", "98020050"], "n": 1},
        {"provisions": ["98020050"], "n": 2},
        {"provisions": ["9802"], "n": 3},
    ]

    assert [2, 3] == [_longest(rows, code)["n"] for code in ("98020050", "98020060")]
    assert {} == _longest(rows, "98010010")


@pytest.mark.parametrize("claimed", ["9801.00.10", "98010010", "9801.00.10.98", ""])
def test_a_provision_named_twice_alike_is_one(claimed: str) -> None:
    line = LINE._replace(hts="9801001098", claims={"ch98": claimed, "article": "9004.10.00"})

    assert ("98010010", "90041000", True) == (_named(line)[0], _named(line)[1].hts, _named(line)[2])


def test_two_provisions_of_chapter_98_contradict_each_other() -> None:
    line = LINE._replace(hts="9801001098", claims={"ch98": "9802.00.50", "article": "9004.10.00"})

    with pytest.raises(EntryError, match="the code is 98010010 and the claim ch98 is 98020050"):
        _named(line)


@pytest.mark.parametrize(
    ("own", "freed"),
    [
        (column("special", ("free",), "Free"), True),
        (column("special"), False),
        (column("general", ("free",), "Free"), False),
        (column(), False),
    ],
)
def test_repairs_are_free_where_a_programme_frees_them_and_there_alone(own: Column, freed: bool) -> None:
    made = under(line=LINE._replace(claims={"repair_value": 200_000}))

    found = _on_part(made, own, "claim", "repair_value", "the value of the repairs", whole_is_work=False)

    assert ((own, 400_000) if freed else (None, 200_000)) == (found.column, found.dutiable)


def test_the_value_entered_under_the_provision_itself_is_that_of_the_work() -> None:
    """The code of 9802.00.50 with its article: CBP has the value of the repairs on a line of its own."""
    line = LINE._replace(hts="9802005060", claims={"article": "9004.10.00"})
    found = enter_under(view(), line)

    assert found is not None
    assert 1_000_000 == found.dutiable
    assert "the value entered is taken as the value of the repairs or alterations" in found.notes[0]


def test_american_components_are_asked_for_under_the_code_of_assembly_too() -> None:
    """9802.00.80: what is dutiable is the full value less a part, which no value entered tells."""
    with pytest.raises(EntryError, match="give the claim 'us_components_value'"):
        enter_under(view(), LINE._replace(hts="9802008068", claims={"article": "9004.10.00"}))


@pytest.mark.parametrize(
    ("code", "own", "error", "says"),
    [
        ("98230437", column("general", ("not_computable", "why"), ""), EntryError, r"9823\.04\.37 is open under SPI S\+ only"),
        ("98230437", column("column-2", ("not_computable", "why"), ""), NotCovered, r"9823\.04\.37 is not computed: why"),
        ("98010010", column("general", ("not_computable", "why"), ""), NotCovered, r"9801\.00\.10 is not computed: why"),
        ("98191103", column("general", ("not_computable", "why"), ""), NotCovered, r"9819\.11\.03 is not computed: why"),
    ],
)  # fmt: skip
def test_a_programme_is_asked_for_where_one_opens_the_provision(
    code: str, own: Column, error: type[EntryError], says: str
) -> None:
    """Goods of column 2 can claim none; a Special column without a symbol opens it to nobody by itself."""
    with pytest.raises(EntryError, match=says) as raised:
        _by_rate(view(), under(code), own)

    assert error is type(raised.value)


@pytest.mark.parametrize(("provision", "bonded"), [("9813.00.05", True), ("9804.00.60", False)])
def test_a_bond_is_said_where_there_is_one(provision: str, bonded: bool) -> None:
    """Subchapter XIII, US note 1; 9804.00.60 is free without a bond."""
    found = enter_under(view(), LINE._replace(claims={"ch98": provision}))

    assert found is not None
    assert bonded == any("free under bond, which must cover the duties" in note for note in found.notes)


def test_a_bond_under_the_code_of_chapter_98_is_priced_as_the_article() -> None:
    line = LINE._replace(hts="9813000520", claims={"article": "9004.10.00"})

    found = bond_broken(view(), line, answer_line(view(), line))

    assert answer_line(view(), LINE).total == found.effect_cents
