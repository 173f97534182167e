"""Reports laid side by side: pairs written for the purpose, altered copies, paraphrases, the two reports of August 2025."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.record.mutations import conflicts, copies

from kanzei.record.reports import read, read_text
from kanzei.record.reports.compare import compare
from kanzei.record.reports.results import Comparison, Finding

HERE = Path(__file__).parent
PAIRS: list[dict[str, Any]] = [
    pair
    for file in sorted((HERE / "pairs").glob("*.yaml"))
    for pair in yaml.safe_load(file.read_text(encoding="utf-8"))
]
CLASSES = {
    "rounding",
    "unit and currency",
    "translation twins",
    "role for name",
    "namesakes",
    "announcer for actor",
    "revised figure",
    "different period or basis",
    "negation and denial",
    "quote inside quote",
}
SHARED = Path(os.environ.get("KANZEI_SHARED", HERE.parents[1].parent / "shared"))
SEEDS = sorted((SHARED / "seeds").glob("*.txt"))
seeds = pytest.mark.skipif(len(SEEDS) != 2, reason="does not apply: the two reports are not here")


def laid(one: str, other: str) -> Comparison:
    return compare([read_text(one), read_text(other)])


def scored(pair: dict[str, Any], turned: bool) -> tuple[int, list[Finding], list[tuple[str, str]]]:
    """How many wanted conflicts were named, the others named, and the wanted ones missed."""
    texts = (pair["b"], pair["a"]) if turned else (pair["a"], pair["b"])
    left = list(laid(*texts).of("conflict"))
    hits, missed = 0, []
    for one, other in pair["conflicts"]:
        words = (other, one) if turned else (one, other)
        found = next(
            (
                each
                for each in left
                if all(word.lower() in value.lower() for word, (_, value) in zip(words, each.values, strict=True))
            ),
            None,
        )
        if found is None:
            missed.append(words)
        else:
            left.remove(found)
            hits += 1
    return hits, left, missed


def test_every_class_has_three_pairs() -> None:
    counts = {name: sum(pair["class"] == name for pair in PAIRS) for name in CLASSES}

    assert CLASSES == {pair["class"] for pair in PAIRS}
    assert 3 <= min(counts.values())
    assert len(PAIRS) == len({pair["id"] for pair in PAIRS})


@pytest.mark.parametrize("turned", [False, True], ids=["in order", "turned"])
def test_precision_and_recall_on_conflicts(turned: bool, capsys: pytest.CaptureFixture[str]) -> None:
    hits = false = missed = 0
    wrong = []
    for pair in PAIRS:
        found, others, lost = scored(pair, turned)
        hits, false, missed = hits + found, false + len(others), missed + len(lost)
        wrong += [f"{pair['id']}: named {each.values}" for each in others] + [
            f"{pair['id']}: missed {each}" for each in lost
        ]
    precision, recall = hits / (hits + false), hits / (hits + missed)
    with capsys.disabled():
        print(f"\n{len(PAIRS)} pairs, {hits + missed} conflicts: precision {precision:.2f}, recall {recall:.2f}")

    assert [] == [one for one in wrong if ": named" in one]
    assert 0.9 <= recall, wrong


def altered(text: str, step: int) -> list[Any]:
    """Altered copies of a text, every ``step``-th, that do not yield exactly one conflict; turned every other time."""
    wrong = []
    for number, (item, put, how, other) in enumerate(copies(text)):
        if number % step:
            continue
        found = conflicts(text, other) if number // step % 2 else conflicts(other, text)
        if len(found) != 1:
            wrong.append((item.text, put, how, [each.values for each in found]))
    return wrong


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["id"])
def test_one_figure_day_or_name_altered_is_one_conflict(pair: dict[str, Any]) -> None:
    """Every fourth altered copy here; all of both reports among the long tests."""
    assert [] == altered(pair["a"], 4)


@pytest.mark.long
@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["id"])
def test_every_altered_copy_is_one_conflict(pair: dict[str, Any]) -> None:
    assert [] == altered(pair["a"], 1) + altered(pair["b"], 1)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["id"])
def test_a_report_agrees_with_itself(pair: dict[str, Any]) -> None:
    for text in (pair["a"], pair["b"]):
        assert () == laid(text, text).of("conflict")
        assert () == laid(text, text).of("only")


PARAPHRASES = [
    ("cancelled", "called off"),
    ("visit", "trip"),
    ("tariffs", "duties"),
    ("fell", "dropped"),
    ("rose", "climbed"),
    ("per cent", "%"),
    ("US$", "$"),
    (" billion", "bn"),
    ("the United States", "the US"),
    ("House of Councillors", "Upper House"),
    ("said", "told reporters"),
    ("roughly", "about"),
]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["id"])
def test_other_words_are_no_conflict(pair: dict[str, Any]) -> None:
    """Words of one meaning put for one another, each alone and all at once."""
    text = pair["a"]
    changed = [text.replace(one, other) for one, other in PARAPHRASES if one in text]
    whole = text
    for one, other in PARAPHRASES:
        whole = whole.replace(one, other)
    for other in [*changed, whole]:
        assert () == conflicts(text, other)
        assert () == conflicts(other, text)


def _named(found: Comparison, rule: str) -> list[Finding]:
    return [one for one in found.of("conflict") if one.kind == rule]


@seeds
@pytest.mark.parametrize("turned", [False, True], ids=["in order", "turned"])
def test_the_two_reports_of_august_2025(turned: bool) -> None:
    files = list(reversed(SEEDS)) if turned else SEEDS
    found = compare([read(one) for one in files])
    first, second = (1, 0) if turned else (0, 1)

    def values(rule: str) -> dict[int, str]:
        (one,) = _named(found, rule)
        return dict(one.values)

    assert 6 == len(found.of("conflict"))
    assert {first: "Yoshimasa Hayashi", second: "Ryosei Akazawa"} == values("traveller")
    assert "tariff agreements" in values("purpose")[first] and "investment terms" in values("purpose")[second]
    assert {first: "settled", second: "still open"} == values("settled")
    assert {first: "fund", second: "loans and guarantees"} == values("nature")
    assert {first: "cars and auto parts", second: "auto parts"} == values("scope-of-order")
    (later,) = _named(found, "new-date")
    assert [(first, "next week"), (first, "undecided")] == list(later.values)

    agreed = {one.about for one in found.of("agreed")}
    assert {"the trip is called off", "USD 550,000,000,000", "90%", "15%"} <= agreed
    same = " ".join(one.about.lower() for one in found.of("same statement"))
    assert "further technical" in same and "administrative level" in same
    assert "reciprocal" in same and "mutual" in same

    alone = {
        number: " ".join(f"{one.about} {one.places[0].words}" for one in found.of("only") if one.values[0][0] == number)
        for number in (0, 1)
    }
    for words in (
        "Aug. 28-30",
        "$192 billion",
        "$129 billion",
        "sixth",
        "24%",
        "in 2020",
        "pork, cheese",
        "bikes and musical instruments",
    ):
        assert words in alone[first] and words not in alone[second]
    for words in ("1.2 per cent", "0.7 per cent", "monthly decrease in four years", "our money to invest"):
        assert words in alone[second] and words not in alone[first]
    warnings = {number: text for number, text in found.warnings}
    assert "no year" in warnings[first]
    assert "more than once" in warnings[second]


@seeds
@pytest.mark.parametrize("number", [0, 1])
def test_the_two_reports_altered(number: int) -> None:
    """Every seventh altered copy here; all of them among the long tests."""
    assert [] == altered(SEEDS[number].read_text(encoding="utf-8"), 7)


@seeds
@pytest.mark.long
@pytest.mark.parametrize("number", [0, 1])
def test_the_two_reports_altered_everywhere(number: int) -> None:
    assert [] == altered(SEEDS[number].read_text(encoding="utf-8"), 1)


SWAPS: list[tuple[int, str, int]] = [
    (0, "Yoshimasa Hayashi > Carla Brandt; Hayashi > Brandt", 1),
    (1, "Ryosei Akazawa > Toshimitsu Motegi; Akazawa > Motegi", 1),
    (0, "Commerce Secretary > Treasury Secretary", 1),
    (1, "Reuters > AFP", 1),
    (0, "sixth-largest > seventh-largest", 1),
    (0, "in a century > in a decade", 1),
    (1, "1:11 PM > 2:11 PM", 1),
    (0, "next week > next month", 1),
    (0, "pork > beef", 1),
    (1, "has cancelled > has not cancelled", 1),
    (
        0,
        "canceled > called off; planned to > was to; amounted to > came to; $550 billion > US$550bn; last year > in the past year",
        0,
    ),
    (
        1,
        "has cancelled > has called off; per cent > percent; scheduled > due; auto parts > car parts; reduce > lower",
        0,
    ),
    (1, "mutual tariffs > reciprocal tariffs; at the administrative level > at the working level", 0),
]


@seeds
@pytest.mark.parametrize(("number", "swaps", "named"), SWAPS, ids=[one for _, one, _ in SWAPS])
def test_words_put_for_others_in_the_two_reports(number: int, swaps: str, named: int) -> None:
    text = SEEDS[number].read_text(encoding="utf-8")
    other = text
    for swap in swaps.split("; "):
        before, after = swap.split(" > ")
        assert before in other
        other = other.replace(before, after)

    assert (named, named) == (len(conflicts(text, other)), len(conflicts(other, text)))


NAMES = ["Anna Keller", "Tomas Brandt", "Mei Tanaka", "Lars Holm", "Rosa Diaz"]
PLACES = ["Norway", "Chile", "Vietnam", "Canada"]
MEASURES = ["exports to {place}", "imports from {place}", "car sales in {place}"]


@st.composite
def synthetic(draw: st.DrawFn) -> tuple[str, str, str]:
    """A report, one of its figures, and a figure to put in its place."""
    figures = draw(st.lists(st.integers(11, 999), min_size=4, max_size=4, unique=True))
    place = draw(st.sampled_from(PLACES))
    person = draw(st.sampled_from(NAMES))
    month = draw(st.sampled_from(["March", "June", "October"]))
    measure = draw(st.sampled_from(MEASURES)).format(place=place)
    text = (
        f"{person} said on Tuesday that {measure} had reached ${figures[0]} million in {month}.\n"
        f"The government plans to spend {figures[1]} billion yen on ports.\n"
        f"A quota of {figures[2]} tonnes of beef was agreed with {place}.\n"
        f"The delegation has {figures[3]} members."
    )
    here = draw(st.sampled_from(figures))
    put = draw(st.integers(11, 999))
    assume(put not in figures)
    return text, str(here), str(put)


@given(synthetic())
@settings(max_examples=40)
def test_a_figure_altered_in_a_report_made_up_is_one_conflict(made: tuple[str, str, str]) -> None:
    text, figure, put = made
    other = text.replace(figure, put, 1)
    assume(text.count(figure) == 1 and text != other)
    (found,) = conflicts(text, other)

    assert figure in found.values[0][1]
    assert put in found.values[1][1]


def test_three_reports_stand_in_one_table() -> None:
    texts = ["The fund is worth $550 billion.", "The fund is worth US$550bn.", "The fund is worth $540 billion."]
    found = compare([read_text(text, name) for text, name in zip(texts, "abc", strict=True)])

    assert {
        frozenset({(0, "$550 billion"), (2, "$540 billion")}),
        frozenset({(1, "US$550bn"), (2, "$540 billion")}),
    } == {frozenset(one.values) for one in found.of("conflict")}
    (agreed,) = [one for one in found.of("agreed") if one.kind == "figure"]
    assert {0, 1} == {place.report for place in agreed.places}


def test_every_conflict_names_its_rule_and_two_places() -> None:
    for pair in PAIRS:
        for one in laid(pair["a"], pair["b"]).of("conflict"):
            assert one.rule and 2 <= len(one.places)
            for place in one.places:
                text = pair["ab"[place.report]]
                assert text.count("\n", 0, place.start) + 1 == place.line


RULES = [
    ("Nippon Steel cut 300 jobs in May.", "Nippon Paper cut 500 jobs in May.", []),
    ("Exports to China rose 7.6% in the first 20 days of May.", "Exports to China rose 1.3% in May.", []),
    ("Sales will reach $40 million in the year to March.", "Sales will reach $45 million this fiscal year.", [("$40", "$45")]),
    ("Customs receipts were $136 billion in 2024.", "In 2024 receipts from customs came to $163 billion.", [("136", "163")]),
    ("A court ruled that the tariffs are illegal.", "The tariffs are legal, a court ruled.", [("illegal", "legal")]),
    ("A $20 billion line was agreed.", "The line that was agreed is for $20 billion.", []),
    ("Jan. 5, 2025\nChina will grow 4% this year.", "March 9, 2025\nChina will grow 5% this year.", []),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "named"), RULES, ids=[one for one, _, _ in RULES])
def test_what_makes_two_figures_one_thing(one: str, other: str, named: list[tuple[str, str]]) -> None:
    found = conflicts(one, other)

    assert len(named) == len(found)
    for (left, right), each in zip(named, found, strict=True):
        assert left in each.values[0][1] and right in each.values[1][1]


def test_figures_are_listed_in_their_own_words() -> None:
    found = laid("The sixth round in a century began at 1:11 PM.", "The first Trump administration met.")

    assert ["sixth", "a century", "1:11 PM"] == [one.about for one in found.of("only") if one.kind == "figure"]
