"""The data dictionary of the tables of effective rates, their history, revenue and partners; and those tables, tidy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from kanzei.duty.view import View
from kanzei.impact.history import SERIES, Finding, Year, century
from kanzei.impact.history_partners import Partner
from kanzei.impact.law_chosen import law_chosen
from kanzei.impact.rates_conventions import Conventions
from kanzei.impact.rates_tables import Row, Sums
from kanzei.impact.rates_weights import BASIS
from kanzei.impact.revenue import STEPS, MonthRevenue
from kanzei.impact.tables import Column, Tidy, columns_of

__all__ = [
    "HISTORY",
    "PARTNERS",
    "RATES",
    "REVENUE",
    "Asked",
    "history_table",
    "partners_table",
    "rates_table",
    "revenue_table",
]

ESTIMATED = "partners outside the 49 and the Union, and its members: duty exact by chapter, estimated by code"
WEIGHTS = f"{BASIS}; {ESTIMATED}"
LAW = "the law book"
MONTHS = "U.S. Census Bureau, vintage early 2026"

_ASKED = (
    Column("use_of_preferences", "text", "the use of preferences stated, empty where none is", "user"),
    Column(
        "conventions",
        "text",
        "facts, metal content and loading taken for every line",
        "user, or the registry's defaults",
    ),
    Column("weights", "text", f"basis, period and vintage of the weights; {ESTIMATED}", "U.S. Census Bureau"),
    Column("known_on", "date", "the law as known on this day", LAW),
    Column("lawbook", "text", "digest of law, schedule and switches", LAW),
    Column(
        "law_chosen",
        "text",
        "instruments laid on top or left out, readings chosen, void authorities left out; empty: the book under its defaults",
        "user",
    ),
)

RATES = (
    Column("since", "date", "first day of entry the rates hold for", LAW),
    Column("until", "date", "the day after the last; empty where one day was asked for", LAW),
    Column("partner", "code", "country of origin, two letters; EU the Union as one", ""),
    Column("chapter", "code", "chapter of the Harmonized Tariff Schedule", ""),
    Column("section", "code", "section of the Harmonized Tariff Schedule, Roman", ""),
    Column("sector", "code", "GTAP sector", "crosswalk of the Budget Lab at Yale"),
    Column("code", "code", "ten-digit code of 2024", "weights"),
    Column("authority", "code", "whose duty the rates are; `ordinary` is column 1, column 2 or the preference", LAW),
    Column("imports_usd", "US dollars", "imports of 2024 that the rates are weighted by", "weights"),
    Column("none", "fraction", "mean statutory rate, no preference claimed", f"{LAW}; weights"),
    Column("best", "fraction", "mean statutory rate, every preference claimed that is cheaper", f"{LAW}; weights"),
    Column("use", "fraction", "mean statutory rate under the use of preferences stated", f"{LAW}; weights; user"),
    Column("calculated_2024", "fraction", "duty over value of the same goods in 2024", "weights"),
    *_ASKED,
)
HISTORY = (
    Column("kind", "text", "`year` of a series, or `finding` of the day asked for", ""),
    Column("series", "text", "the series; a finding's is the one it is set against", ""),
    Column("measure", "text", "what is divided by what", ""),
    Column(
        "year",
        "year",
        "the year; of a finding, the last year before the day with a higher rate, empty where none on file has",
        "",
    ),
    Column("rate_percent", "percent", "the rate; of a finding, the day's", "see source"),
    Column("months", "number", "months the year has on file", ""),
    Column("years_not_on_file", "number", "of a finding: years since that one which are not on file", ""),
    Column("highest_in_a_century", "text", "of a finding: yes, no, or not known because years are not on file", ""),
    Column(
        "basis",
        "text",
        "goods or services, Census or balance of payments, imports for consumption or general imports",
        "",
    ),
    Column("period", "text", "what the years are", ""),
    Column("vintage", "text", "of which edition the figures are", ""),
    Column("source", "text", "who publishes them", ""),
)
REVENUE = (
    Column("month", "month", "calendar month, YYYY-MM", ""),
    Column("step", "text", "; ".join(f"{name}: {words}" for name, words in STEPS.items()), ""),
    Column(
        "amount_musd",
        "million US dollars",
        "of the step; levels and differences as `step` says",
        f"{LAW}; {MONTHS}; Treasury",
    ),
    Column("imports_musd", "million US dollars", "goods, Census, customs value, that the rates are laid on", MONTHS),
    Column("imports_basis", "text", "imports for consumption, or general imports where those are not on file", MONTHS),
    Column(
        "utilisation",
        "fraction",
        "calculated duty over what the law's rates would bring under the use stated (else every cheaper preference)",
        f"{LAW}; {MONTHS}",
    ),
    *_ASKED,
)
PARTNERS = (
    Column("partner", "text", "country or area", ""),
    Column("period", "text", "the period of the figures", ""),
    Column("basis", "text", "what is counted: goods or goods and services, Census or balance of payments", ""),
    Column("rank", "number", "rank on this basis, as far as it is known", ""),
    Column("rank_among", "text", "what the rank is among", ""),
    Column("imports_busd", "billion US dollars", "imports from the partner", "see source"),
    Column("exports_busd", "billion US dollars", "exports to the partner", "see source"),
    Column("source", "text", "who states it, and its vintage", ""),
    Column("note", "text", "what the source says of it", ""),
)


class Asked(NamedTuple):
    """What the answers rest on besides the days: the law, the use of preferences in the user's words, and the conventions."""

    view: View
    use: str
    taken: Conventions

    def cells(self) -> tuple[Any, ...]:
        """The columns of it."""
        return (self.use, self.taken.words(), BASIS, self.view.known_on, self.view.digest, law_chosen(self.view))

    def about(self) -> dict[str, Any]:
        """The same for machines."""
        return {
            "use_of_preferences": self.use or None,
            "conventions": self.taken.words(),
            "weights": WEIGHTS,
            "known_on": self.view.known_on,
            "seen_to": self.view.book.seen_to,
            "lawbook": self.view.digest,
            "law_chosen": law_chosen(self.view) or None,
        }


def rates_table(by: Sequence[str], found: Sequence[tuple[Sums, Sequence[Row]]], asked: Asked) -> Tidy:
    """Effective rates: a row for each group of each day or span."""
    names = [
        "since",
        "until",
        *by,
        "imports_usd",
        "none",
        "best",
        "use",
        "calculated_2024",
        *(one.name for one in _ASKED),
    ]
    rows = [
        (one.on, one.until, *row.keys[: len(by)], *row[2:], *asked.cells()) for one, lines in found for row in lines
    ]
    return Tidy("rates", columns_of(RATES, names), rows)


def history_table(found: Sequence[Finding], years: dict[str, list[Year]]) -> Tidy:
    """The history: a row for each year of each series, and one for each finding."""
    rows: list[tuple[Any, ...]] = []
    for name, listed in years.items():
        about = SERIES[name]
        rows += [
            ("year", name, about.measure, one.year, one.percent, one.months, None, None, about.basis, about.period, about.vintage, about.source)
            for one in listed
        ]  # fmt: skip
    for measure, words, against in found:
        about = SERIES[measure.partition(",")[0]]
        rows += [
            ("finding", one.series, f"{measure} ({words})", one.last_higher.year if one.last_higher else None, one.percent, None, one.lacking, century(one),
             about.basis, about.period, about.vintage, about.source)
            for one in against
        ]  # fmt: skip
    return Tidy("history", HISTORY, rows)


def revenue_table(found: Sequence[MonthRevenue], asked: Asked) -> Tidy:
    """Revenue: a row for each step of each month."""
    rows = [
        (
            one.month, step.name, step.amount, one.base, "imports for consumption" if one.consumption else "general imports",
            one.utilisation, *asked.cells(),
        )
        for one in found
        for step in one.steps()
    ]  # fmt: skip
    return Tidy("revenue", REVENUE, rows)


def partners_table(found: Sequence[Partner]) -> Tidy:
    """Partners: a row for each partner on each basis."""
    rows = [
        (one.partner, one.period, one.basis, one.rank, one.among, one.imports, one.exports, one.source, one.note)
        for one in found
    ]
    return Tidy("partners", PARTNERS, rows)
