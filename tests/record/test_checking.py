"""A report against law, record and figures: the two reports the project began with, and reports of the same kind of other countries."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kanzei.cli.record_measures import measures
from kanzei.duty.book import LawBook
from kanzei.duty.line import EntryLine
from kanzei.record.checking import Finding, Higher, Measures, check
from kanzei.record.checking.goods import GENERAL, GOODS
from kanzei.record.checking.model import AGREES, DIFFERS, OPINION, UNCHECKED, VERDICTS
from kanzei.record.checking.rates import charged, matched
from kanzei.record.read import shipped
from kanzei.record.reports import read, read_text

THAT_DAY = date(2025, 8, 28)
SEEDS = sorted((Path(__file__).resolve().parents[2].parent / "shared" / "seeds").glob("*.txt"))
OWN = Path(__file__).resolve().parent / "checked"
BOOK = LawBook.shipped()

needs_seeds = pytest.mark.skipif(len(SEEDS) != 2, reason="does not apply: the two reports are not here")


@cache
def checked(text: str | Path, on: date = THAT_DAY, figures: Measures | None = None) -> tuple[Finding, ...]:
    view = BOOK.view(on)
    report = read(text) if isinstance(text, Path) else read_text(text)
    if figures is None:
        figures = measures(view)._replace(highest=None)
    return check(report, on, view, shipped(), figures)


def one(found: tuple[Finding, ...], words: str, kind: str) -> Finding:
    hits = [each for each in found if each.words == words and each.kind == kind]
    assert hits, f"nothing of {words!r} ({kind}) in {[(each.words, each.kind) for each in found]}"
    return hits[0]


@pytest.fixture(scope="module")
def first() -> tuple[Finding, ...]:
    if len(SEEDS) != 2:
        pytest.skip("does not apply: the two reports are not here")
    return checked(SEEDS[0])


@pytest.fixture(scope="module")
def second() -> tuple[Finding, ...]:
    if len(SEEDS) != 2:
        pytest.skip("does not apply: the two reports are not here")
    return checked(SEEDS[1])


@needs_seeds
@pytest.mark.parametrize(
    ("words", "kind", "verdict", "official", "cause"),
    [
        ("Yoshimasa Hayashi", "person", DIFFERS, "Ryosei Akazawa", "wrong person"),
        ("Yoshimasa Hayashi", "office", AGREES, "chief cabinet secretary", ""),
        ("24%", "rate", AGREES, "entries of 2025-04-09 only", ""),
        ("15%", "rate", AGREES, "15% on top of column 1 (9903.02.30)", ""),
        ("2020", "date", DIFFERS, "was signed on 2019-10-07; it came into force on 2020-01-01", "in force is taken for signed"),
        ("went out the window", "state", DIFFERS, "US-Japan Trade Agreement of 2019: in force", "laid on top"),
        ("$192 billion", "sum", AGREES, "goods and services", ""),
        ("$129 billion", "sum", AGREES, "goods and services", ""),
        ("sixth", "rank", AGREES, "goods and services", ""),
        ("largest Deal ever made", "record", OPINION, "no measure", ""),
        ("$550 billion", "sum", AGREES, "550 billion", ""),
        ("90%", "share", AGREES, "Howard Lutnick 2025-07-23", ""),
        ("Aug. 28-30", "date", AGREES, "cancelled", ""),
        ("next week", "date", UNCHECKED, "Kyodo News: undecided", ""),
        ("paused", "state", AGREES, "EO 14266", ""),
        ("early April", "date", AGREES, "2025-04-02", ""),
        ("July", "date", AGREES, "2025-07-22", ""),
        ("Rice", "commitment", AGREES, "nothing is legislated", ""),
        ("pork", "commitment", AGREES, "in force", ""),
    ],
)  # fmt: skip
def test_the_first_report(
    first: tuple[Finding, ...], words: str, kind: str, verdict: str, official: str, cause: str
) -> None:
    found = one(first, words, kind)

    assert verdict == found.verdict
    assert official in found.official
    assert cause in found.cause
    assert found.source or verdict == OPINION


@needs_seeds
def test_what_stands_beside_in_the_first_report(first: tuple[Finding, ...]) -> None:
    """Another basis is no conflict; the preference stood beneath the duty; other partners' promises as known that day."""
    assert "148.4 billion" in one(first, "$192 billion", "sum").beside[0]
    assert all("another basis, no conflict" in each for each in one(first, "$129 billion", "sum").beside)
    assert "column 1 0% with program JP and 3.9% without it" in one(first, "went out the window", "state").beside[0]
    rows = one(first, "largest Deal ever made", "record").beside
    assert ["USD 550 billion", "USD 600 billion", "USD 750 billion", "USD 350 billion", "USD 100 billion"] == [
        each.partition(": ")[2].partition(" (")[0] for each in rows
    ]
    assert "18.9% in all" in one(first, "15%", "rate").beside[0]
    assert any("open on 2025-08-28" in each for each in one(first, "90%", "share").beside)


@needs_seeds
@pytest.mark.long
def test_in_a_century_is_ninety_two_years() -> None:
    found = one(checked(SEEDS[0], figures=measures(BOOK.view(THAT_DAY))), "highest U.S. tariffs in a century", "record")

    assert (DIFFERS, "rounding of 92 years to 100") == (found.verdict, found.cause)
    assert "last higher in 1933" in found.official
    assert "2025-06" in found.beside[0]  # the newest month that was out


@needs_seeds
@pytest.mark.parametrize(
    ("words", "kind", "verdict", "official"),
    [
        ("Ryosei Akazawa", "person", AGREES, "Ryosei Akazawa"),
        ("Ryosei Akazawa", "office", AGREES, "negotiator"),
        ("15 per cent", "rate", AGREES, "15% on top of column 1"),
        ("1.2 per cent", "forecast", AGREES, "January"),
        ("0.7 per cent", "forecast", AGREES, "Cabinet Office 2025-08-07"),
        ("most significant monthly decrease in four years", "record", UNCHECKED, "2025-07 -2.6%"),
        ("$550 billion", "sum", AGREES, "550 billion"),
        ("90 per cent", "share", AGREES, "Donald Trump 2025-07-22"),
        ("has been cancelled", "state", AGREES, "cancelled 2025-08-28"),
    ],
)
def test_the_second_report(second: tuple[Finding, ...], words: str, kind: str, verdict: str, official: str) -> None:
    found = one(second, words, kind)

    assert verdict == found.verdict
    assert official in found.official
    assert found.needs or verdict != UNCHECKED


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("europe", [
            ("15%", AGREES, "15% in all, column 1 included (9903.02.20)"), ("27.5%", AGREES, "25% on top of column 1 (9903.94.01)"),
            ("15%", UNCHECKED, "25% on top of column 1 (9903.94.01)"), ("50%", AGREES, "9903.81.87"), ("25%", AGREES, "9903.81.94"), ("30%", DIFFERS, "15% in all"),
        ]),
        ("korea", [
            ("15%", AGREES, "15% on top of column 1 (9903.02.56)"), ("25%", AGREES, "cars of South Korea"), ("25%", AGREES, "car parts of South Korea"),
            ("25%", AGREES, "entries of 2025-04-09 only"), ("25%", DIFFERS, "50% on top of column 1 (9903.81.87)"),
        ]),
        ("steel", [
            ("50%", AGREES, "11 of 12 partners"), ("25%", AGREES, "as the rate before"), ("25%", AGREES, "9903.81.94"), ("50%", AGREES, "aluminum"),
            ("50%", AGREES, "copper"), ("100%", DIFFERS, "column 1 alone"), ("5%", UNCHECKED, "wheat"),
        ]),
    ],
)  # fmt: skip
def test_rates_of_other_reports(name: str, rows: list[tuple[str, str, str]]) -> None:
    found = [each for each in checked(OWN / f"{name}.txt") if each.kind == "rate"]

    assert [(words, verdict) for words, verdict, _ in rows] == [(each.words, each.verdict) for each in found]
    assert all(official in each.official for (_, _, official), each in zip(rows, found, strict=True))


@pytest.mark.parametrize(
    ("name", "words", "kind", "verdict"),
    [
        ("europe", "$600 billion", "sum", AGREES),
        ("europe", "$750 billion", "sum", AGREES),
        ("europe", "biggest deal ever made", "record", OPINION),
        ("korea", "$350 billion", "sum", AGREES),
        ("korea", "April 2", "date", AGREES),
        ("korea", "Executive Order 14326", "date", AGREES),
        ("korea", "July 31", "date", AGREES),
        ("korea", "Lee Jae-myung", "office", AGREES),
        ("steel", "June 3", "date", AGREES),
        ("steel", "Howard Lutnick", "office", DIFFERS),
        ("steel", "highest since 1934", "record", UNCHECKED),
    ],
)
def test_sums_days_and_names_of_other_reports(name: str, words: str, kind: str, verdict: str) -> None:
    assert verdict == one(checked(OWN / f"{name}.txt"), words, kind).verdict


@pytest.mark.parametrize(
    ("text", "on", "verdict", "part"),
    [
        ("Cars from South Korea pay a 25% tariff.", date(2025, 12, 10), DIFFERS, "other date: no longer charged"),
        ("Cars from South Korea pay a 15% tariff.", date(2025, 12, 10), AGREES, ""),
        ("Cars from Japan pay a 15% tariff.", date(2025, 8, 28), DIFFERS, "announced is taken for in force"),
        ("Washington agreed to cut the tariff on Japanese cars to 15%.", date(2025, 8, 28), AGREES, ""),
        ("Cars from Japan pay a 15% tariff.", date(2025, 9, 20), AGREES, ""),
        ("Goods from Japan pay a 25% tariff.", date(2025, 8, 28), DIFFERS, "other goods: 25% is charged on cars"),
        ("Goods from Japan pay a 24% tariff.", date(2025, 8, 28), DIFFERS, "other date: no longer charged"),
        (
            "Goods from Japan pay a 25% tariff, a letter said.",
            date(2025, 7, 10),
            DIFFERS,
            "announced is taken for in force",
        ),
        ("Trump signed an order to lower the tariff on Japanese cars to 15%.", date(2025, 9, 5), AGREES, ""),
        ("He signed a proclamation that imposes a 10% tariff on all imports.", date(2026, 2, 21), AGREES, ""),
        ("U.S. tariffs on Chinese goods stay at 30%.", date(2025, 8, 12), AGREES, ""),
        ("Tariffs on Chinese goods would have risen to 145%.", date(2025, 8, 12), UNCHECKED, ""),
        ("The tariff on goods from Japan rose to 15% from 10%.", date(2025, 8, 20), AGREES, ""),
        ("Steel tariffs rose to 50% from 25%.", date(2025, 6, 10), AGREES, ""),
        ("Advanced chips are charged a 25% tariff.", date(2026, 3, 5), AGREES, ""),
        ("Kitchen cabinets from Japan pay a 15% tariff.", date(2026, 3, 5), AGREES, ""),
        ("The 15% on imports from Japan replaces a 24% tariff that would have come.", date(2025, 8, 28), AGREES, ""),
        ("Goods from India will pay a 50% tariff from Aug. 27.", date(2025, 8, 8), AGREES, ""),
        ("Goods from Switzerland pay a 39% tariff.", date(2025, 8, 28), AGREES, ""),
        ("Goods from India pay a 50% tariff.", date(2025, 8, 28), AGREES, ""),
    ],
)
def test_a_rate_is_asked_of_the_law_of_its_day(text: str, on: date, verdict: str, part: str) -> None:
    found = next(each for each in checked(text, on) if each.kind == "rate")

    assert verdict == found.verdict, found
    assert part in found.cause


@pytest.mark.parametrize(
    ("text", "kind", "words", "verdict", "part"),
    [
        ("Japan's exports fell 2.6% in July from a year earlier.", "trend", "2.6%", AGREES, "2025-07 -2.6%"),
        ("Japan's exports to the United States fell 11.4% in July.", "trend", "11.4%", DIFFERS, "2025-07 -10.1%"),
        ("Japan's exports rose 2.6% in July.", "trend", "2.6%", DIFFERS, "-2.6%"),
        ("The U.S. trade deficit with Japan was $69.4 billion in 2024.", "sum", "$69.4 billion", AGREES, "goods only"),
        ("U.S. imports from Japan were $180 billion in 2024.", "sum", "$180 billion", DIFFERS, "192"),
        ("Japan is the third-largest U.S. trading partner.", "rank", "third", DIFFERS, "rank 6"),
        ("Japan pledged to invest $400 billion.", "sum", "$400 billion", DIFFERS, "550 billion"),
        ("The trade agreement with Japan was signed in October 2019.", "date", "October 2019", AGREES, "2019-10-07"),
        ("Japan's government forecasts growth of 0.9% this fiscal year.", "forecast", "0.9%", DIFFERS, "0.7%"),
        ("The trade deal with Japan has been scrapped.", "state", "has been scrapped", DIFFERS, "in force"),
        ("Proclamation 99999 raised the tariff on cars.", "date", "Proclamation 99999", UNCHECKED, "no order of this number"),
        ("Executive Order 14345 cut the tariff on cars of Japan.", "date", "Executive Order 14345", UNCHECKED, "no order of this number"),
        ("The OECD expects Japan's economy to grow 0.8%, up from its forecast of 1.1%.", "forecast", "0.8%", "", ""),
        ("Japan's economy grew an annualised 1.0%, beating a forecast of 0.4%.", "forecast", "0.4%", "", ""),
        ("Japan's exports to China rose 1.3% in July.", "trend", "1.3%", "", ""),
        ("Japan's car exports fell 28.4% by value in July, while the number of cars sold fell 3.2%.", "trend", "3.2%", UNCHECKED, "by volume"),
        ("EU trade commissioner Maros Sefcovic will travel to Washington next week.", "person", "Maros Sefcovic", "", ""),
        ("Tokyo denied that it had promised to buy more American rice.", "commitment", "rice", "", ""),
        ("Japan will buy 75,000 tonnes of American rice.", "commitment", "rice", UNCHECKED, "75%"),
        ("Japan's package is worth more than $500 billion.", "sum", "$500 billion", AGREES, "as far as it is rounded"),
        ("Japan will invest 80 trillion yen.", "sum", "80 trillion yen", UNCHECKED, "no promise"),
        ("Japanese shipments fell in July, according to data of the ministry on tariffs.", "date", "July", "", ""),
        ("Trump had ordered the tariff on Japanese cars cut to 15%.", "rate", "15%", DIFFERS, "nothing is signed"),
        ("Switzerland's economy will grow 0.8%, the government forecast.", "forecast", "0.8%", "", ""),
    ],
)  # fmt: skip
def test_other_words_of_a_report(text: str, kind: str, words: str, verdict: str, part: str) -> None:
    found = [each for each in checked(text) if each.kind == kind and each.words == words]

    assert [verdict] * bool(verdict) == [each.verdict for each in found]
    assert all(part in each.official for each in found)


@pytest.mark.parametrize("concept", ["", *GOODS])
def test_a_word_for_goods_has_a_code_that_the_book_answers_for(concept: str) -> None:
    goods = GOODS[concept] if concept else GENERAL
    for origin in ("JP", "DE", "KR"):
        intervals = charged(BOOK.view(THAT_DAY), goods, origin, THAT_DAY)
        today = next(each for each in intervals if each.start <= THAT_DAY < each.stop)
        line = EntryLine(goods.code, origin, THAT_DAY, 1_000_000)
        whole = BOOK.view(THAT_DAY).assess(line, explain=False)

        assert int(today.whole * 10_000) == whole.duty_cents
        assert all(matched([today], 100 * type(today.whole)(each.rate)) for each in today.added)


_WHO = ("Japan", "the European Union", "South Korea", "Atlantis", "all countries", "")
_WHAT = ("cars", "steel", "chips and medicines", "rice", "goods", "planes", "")
_SAYS = (
    "{what} of {who} pay a {n}% tariff", "a {n}% duty on {what} from {who} was signed on {day}", "{who} will invest ${n} billion, the largest deal in history",
    "exports of {who} fell {n}% in {day}", "the deal with {who} was scrapped on {day}", "Akazawa cancelled his visit to {who}", "tariffs are the highest in {n} years",
    "{who} is the {n}th-largest partner", "profits are split {n}% to {who}",
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(
    parts=st.lists(
        st.tuples(
            st.sampled_from(_SAYS),
            st.sampled_from(_WHO),
            st.sampled_from(_WHAT),
            st.one_of(st.integers(0, 10**6), st.decimals(0, 1000, places=2)),
            st.sampled_from(("July", "Aug. 7, 2025", "2019", "April 2", "next week", "31 February")),
        ),
        min_size=1,
        max_size=3,
    ),
    on=st.dates(date(2019, 1, 1), date(2026, 10, 12)),
)
def test_any_report_is_answered(parts: list[tuple[str, str, str, object, str]], on: date) -> None:
    """No words bring the check down, and whatever it says has a verdict, a place and an answer."""
    text = ". ".join(says.format(who=who, what=what, n=n, day=day) for says, who, what, n, day in parts) + "."
    report = read_text(text)
    for each in check(report, on, BOOK.view(on), shipped()):
        assert each.verdict in VERDICTS
        assert each.words == report.text[each.start : each.stop]
        assert each.official or each.needs


@pytest.mark.parametrize(
    "row", yaml.safe_load((OWN / "more.yaml").read_text(encoding="utf-8")), ids=lambda row: str(row["day"])
)
def test_every_place_of_longer_reports(row: dict[str, Any]) -> None:
    """The whole of a report, so that a place that is passed over or judged anew is seen."""
    found = [[each.kind, each.words, each.verdict[0]] for each in checked(row["text"].strip(), row["day"])]

    assert row["found"] == found


def test_an_average_is_no_rate_of_duty() -> None:
    """The measures of 28 August 2025 as the impact room has them; two of them, so that a report may mean either."""
    rows = [Higher("rates of the law", 19.07, 1933, 1899, "years"), Higher("duties over imports in 2025-06", 9.14, 1946, 1899, "years")]  # fmt: skip
    figures = Measures(highest=lambda on: rows)

    def verdict(text: str) -> str:
        return one(checked(text, THAT_DAY, figures), text.split("%")[0].split()[-1] + "%", "average").verdict

    assert AGREES == verdict("The effective tariff rate is near 18.2%, economists said.")
    assert AGREES == verdict("The tariff actually paid was 9.1% by customs receipts.")
    assert DIFFERS == verdict("The average tariff is now 28%.")
    assert (
        DIFFERS
        == one(
            checked("Tariffs are the highest in a century.", THAT_DAY, figures), "highest in a century", "record"
        ).verdict
    )
    assert (
        AGREES
        == one(
            checked("Tariffs are the highest since 1934.", THAT_DAY, figures), "highest since 1934", "record"
        ).verdict
    )
    assert (
        DIFFERS
        == one(
            checked("Tariffs are the highest since 1910.", THAT_DAY, figures), "highest since 1910", "record"
        ).verdict
    )


def test_nothing_later_than_the_day_is_used() -> None:
    """A report of 28 August is not told of the order of 4 September."""
    for each in checked(OWN / "europe.txt"):
        assert "14345" not in f"{each.official}{each.source}{each.beside}"
    early = checked("Japan will invest $550 billion in the United States. Japan signed.", date(2025, 7, 1))
    assert UNCHECKED == one(early, "$550 billion", "sum").verdict


@pytest.mark.parametrize(
    ("text", "on", "words", "kind", "verdict", "part", "cause"),
    [
        # A namesake of another given name; a short or written-out given name is the same man.
        ("Japan's finance minister, Shunichi Kato, spoke of the deal.", date(2025, 9, 26), "Shunichi Kato", "office", DIFFERS, "Katsunobu Kato", "wrong given name"),
        ("Federal Reserve Chair Jay Powell spoke.", THAT_DAY, "Jay Powell", "office", AGREES, "Jerome Powell", ""),
        # An office named without its country, by one who has left it.
        ("Japan pays the tariff. Japan's exports fell. Prime Minister Shigeru Ishiba spoke.", date(2026, 3, 1), "Shigeru Ishiba", "office", DIFFERS, "Sanae Takaichi", "wrong person"),
        ("Japan pays the tariff. Japan's exports fell. Prime Minister Shigeru Ishiba spoke.", THAT_DAY, "Shigeru Ishiba", "office", AGREES, "Shigeru Ishiba", ""),
        # EO 14266 was signed on Wednesday, 9 April 2025 and charged from the day after.
        ("Trump on Wednesday paused the 24% tariff on Japan for 90 days.", date(2025, 4, 10), "Wednesday", "date", AGREES, "paused on 2025-04-09", ""),
        ("Trump paused the 24% tariff on Japan on April 2.", date(2025, 4, 12), "April 2", "date", DIFFERS, "", ""),
        # Column 1 named beside the duty laid on it.
        ("Cars from Japan are charged a tariff of 25% on top of the normal 2.5%.", date(2025, 4, 10), "2.5%", "rate", AGREES, "as column 1", ""),
        ("Cars from Japan are charged a tariff of 25% on top of the normal 4%.", date(2025, 4, 10), "4%", "rate", DIFFERS, "", ""),
        # Sums of projects, and the whole sum where its profit is spoken of.
        ("Japan's first three projects total $36 billion.", date(2026, 3, 1), "$36 billion", "sum", AGREES, "three projects", ""),
        ("Japan's first three projects total $46 billion.", date(2026, 3, 1), "$46 billion", "sum", UNCHECKED, "", ""),
        ("Japan's $33.3 billion project is built at Portsmouth, Ohio.", date(2026, 3, 1), "$33.3 billion", "sum", AGREES, "33.3", ""),
        ("Profits of Japan's $550 billion will be split.", date(2025, 9, 17), "$550 billion", "sum", AGREES, "550 billion", ""),
        ("Japan's $550 billion memorandum was signed in July.", THAT_DAY, "$550 billion", "sum", AGREES, "550 billion", ""),
        ("Japan's $550 billion memorandum was signed in July.", THAT_DAY, "July", "date", DIFFERS, "nothing signed was known on 2025-08-28", "announced is taken for signed"),
        ("The executive order on the tariff of Japan was signed on July 3.", THAT_DAY, "July 3", "date", UNCHECKED, "nothing on file was signed", ""),
        ("In exchange, Washington agreed to do the same for Japanese bikes.", THAT_DAY, "bikes", "commitment", AGREES, "in force", ""),
        ("Japan promised to buy and invest $500 billion.", THAT_DAY, "$500 billion", "sum", DIFFERS, "550 billion", "another sum"),
        ("Japan's deal has a $332 billion project for nuclear power.", date(2025, 10, 30), "$332 billion", "sum", AGREES, "joint fact sheet", ""),
        # The 25% of the letter of July was never charged; as the rate before the deal it is told everywhere.
        ("Tariffs on Japanese goods were cut to 15% from 25%.", date(2025, 10, 30), "25%", "rate", AGREES, "25% from 1 August, by letter", ""),
        ("Tariffs on Japanese goods were cut to 15% from 26%.", date(2025, 10, 30), "26%", "rate", DIFFERS, "", "no instrument"),
        # An order whose day is open is not in force.
        ("The tariff cut on cars of Japan took effect on Friday.", date(2025, 9, 8), "Friday", "date", DIFFERS, "from a day that a notice will fix", "ordered is taken for in force"),
        ("The tariff cut on cars of Japan took effect on September 16.", date(2025, 9, 20), "September 16", "date", AGREES, "2025-09-16", ""),
        # Of several words on one sum the newest counts.
        ("Japan will buy $7 billion of U.S. energy a year.", date(2025, 9, 8), "$7 billion", "sum", AGREES, "long-term", ""),
        # Whether a rate stacks is half of what it says.
        ("The tariff on Japanese goods is 15% on top of normal duties.", date(2025, 11, 20), "15%", "rate", DIFFERS, "15% in all", "included"),
        ("The tariff on Japanese goods is 15% on top of normal duties.", THAT_DAY, "15%", "rate", AGREES, "on top of column 1", ""),
        ("The tariff on Japanese goods is 15%, including existing duties.", THAT_DAY, "15%", "rate", DIFFERS, "on top of column 1", "does not include"),
        ("The tariff on Japanese goods is 15%, including existing duties.", date(2025, 11, 20), "15%", "rate", AGREES, "in all", ""),
        ("Japan pays a 15% tariff on cars, and China 47%.", date(2025, 11, 20), "15%", "rate", AGREES, "cars of Japan", ""),
        ("China's project costs $36 billion.", date(2026, 3, 1), "$36 billion", "sum", UNCHECKED, "", ""),
    ],
)  # fmt: skip
def test_places_a_reporter_would_dispute(
    text: str, on: date, words: str, kind: str, verdict: str, part: str, cause: str
) -> None:
    found = one(checked(text, on), words, kind)

    assert verdict == found.verdict
    assert part in found.official
    assert cause in found.cause


def test_a_report_of_something_else_finds_nothing() -> None:
    assert () == checked("The museum opened a new wing on Saturday. Entry is free for children.")


def test_every_verdict_is_one_of_four_and_every_place_is_in_the_text() -> None:
    for name in ("europe", "korea", "steel"):
        report = read(OWN / f"{name}.txt")
        for each in checked(OWN / f"{name}.txt"):
            assert each.verdict in VERDICTS
            assert each.words == report.text[each.start : each.stop]
            assert each.needs if each.verdict == UNCHECKED else each.official
