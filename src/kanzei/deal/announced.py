"""Announced projects as cases: what was announced, and ranges for all that was not, each sourced or marked illustrative.

``JP-01`` is a case with every range at its middle; ``JP-01@low`` and ``JP-01@high`` are its ends. A project whose amount nobody announced, or one report alone tells, or that is a
ceiling of an expression of interest, is refused until the amount is said: ``JP-04:amount=40000000000``. Every assumption can be said so: ``JP-01:yield=9%,build=5``.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from kanzei.deal.case import Case, LoanTerms, Project
from kanzei.deal.deemed import grown
from kanzei.deal.read_terms import file_text
from kanzei.deal.words import Words, percentage
from kanzei.errors import LawError, UsageError
from kanzei.law.marked import Mark, Marked, read_yaml

__all__ = ["ENDS", "Announced", "Range", "announced", "announced_case", "at_ends", "is_announced"]

ENDS = ("low", "middle", "high")
_COUNTS = ("build", "life", "tenor")
_OWN = ("build", "life", "yield", "tenor")
_SHARED = ("spread", "lender", "banks", "premium", "cover")
SAYABLE = ("amount", *_OWN, *_SHARED)
"""What may be said of a project in the place of its range."""


class Range(NamedTuple):
    """An assumption between two ends, low and high as the investor sees them; basis ``illustrative`` or ``sourced``."""

    low: Fraction
    high: Fraction
    basis: str
    note: str

    def at(self, end: str) -> Fraction:
        """The value at an end, or in the middle."""
        return {"low": self.low, "high": self.high}.get(end, (self.low + self.high) / 2)


class Announced(NamedTuple):
    """One project: what was announced (amount in cents, or none) and the ranges of its kind."""

    id: str
    title: str
    kind: str
    sector: str
    operator: str
    announced: date
    selected: date | None
    paid: date | None
    amount: int | None
    grade: str
    ceiling: bool
    status: str
    note: str
    source: str
    ranges: Mapping[str, Range]

    @property
    def doubt(self) -> str:
        """Why it is no case without an assumption said; empty where it is one."""
        if self.amount is None:
            return "no amount was announced"
        if self.grade in "CD":
            return f"its amount rests on one report (grade {self.grade})"
        return "its amount is the ceiling of an expression of interest" if self.ceiling else ""


class _Sheet(NamedTuple):
    terms: str
    discount: Fraction
    benchmark: Fraction
    projects: Mapping[str, Announced]
    path: Path


@cache
def _sheet() -> _Sheet:
    path = Path(str(files("kanzei.deal").joinpath("assumptions/projects-jp.yaml")))
    root, errors = read_yaml(file_text(path), str(path))
    if root is None:
        raise LawError("\n".join(errors))
    made = _read(Words(errors), root, path)
    if errors:
        raise LawError("\n".join(errors))
    return made


def announced() -> Mapping[str, Announced]:
    """Every announced project by its id."""
    return _sheet().projects


def is_announced(word: str) -> bool:
    """Whether a word names an announced project, with or without an end or assumptions."""
    return word.partition(":")[0].partition("@")[0].upper() in _sheet().projects or word[:3].upper() == "JP-"


def announced_case(word: str) -> Case:
    """The case of an announced project.

    Raises
    ------
    UsageError   There is none of that name, it needs an assumption that was not said, or one was said that is none.
    """
    sheet = _sheet()
    head, _, said_words = word.partition(":")
    name, _, end = head.partition("@")
    end = end or "middle"
    one = sheet.projects.get(name.upper())
    if one is None:
        near = difflib.get_close_matches(name.upper(), sheet.projects, 1)
        raise UsageError(
            f"{name}: no announced project{f'; did you mean {near[0]}?' if near else ''} ({', '.join(sheet.projects)})"
        )
    if end not in ENDS:
        raise UsageError(f"{word}: after @ stands low, middle or high")
    said = _said(word, said_words)
    if one.doubt and "amount" not in said:
        amount = f"{one.amount // 100}" if one.amount else "10000000000"
        raise UsageError(
            f"{one.id} ({one.title}): {one.doubt}, so it is run under an assumption of yours only: write {one.id}:amount={amount}"
        )
    return _case(sheet, one, end, said)


def at_ends(word: str) -> list[str]:
    """The same project with the same assumptions said, at each end of its ranges."""
    head, colon, said = word.partition(":")
    return [f"{head.partition('@')[0]}@{end}{colon}{said}" for end in ENDS]


def _said(word: str, text: str) -> dict[str, Fraction]:
    out: dict[str, Fraction] = {}
    for part in filter(None, text.split(",")):
        key, _, value = part.partition("=")
        key = key.strip()
        if key not in SAYABLE:
            near = difflib.get_close_matches(key, SAYABLE, 1)
            raise UsageError(
                f"{word}: {key!r} is no assumption{f'; did you mean {near[0]}?' if near else ''} ({', '.join(SAYABLE)})"
            )
        errors: list[str] = []
        read, item = Words(errors), Marked(value.strip(), Mark(word, 1, 1))
        if key == "amount":
            out[key] = Fraction(read.usd(item))
        elif key in _COUNTS:
            out[key] = Fraction(read.positive(item, 100))
        else:
            out[key] = read.share(item)
        if errors:
            raise UsageError(f"{word}: {key}: " + errors[0].partition(": ")[2])
    return out


def _case(sheet: _Sheet, one: Announced, end: str, said: Mapping[str, Fraction]) -> Case:
    def value(key: str) -> Fraction:
        return said.get(key, one.ranges[key].at(end))

    amount = int(said.get("amount", Fraction(one.amount or 0)))
    build, life, tenor = (round(value(key)) for key in _COUNTS)
    cash = (0,) * build + (grown(amount, value("yield")),) * life
    states: dict[str, date] = {}
    if one.selected:
        # Only the day of selection was told: the states before it are put on it, for none may be passed over (T13).
        states = dict.fromkeys(("proposed", "consulted", "recommended", "selected", "notified"), one.selected)
    loans = {
        "lender": LoanTerms((sheet.benchmark + value("lender"),), build + tenor, build, build),
        "banks": LoanTerms(
            (sheet.benchmark + value("banks"),), build + tenor, build, build, value("premium"), value("cover")
        ),
    }
    project = Project(
        id=one.id, funded=amount, called=amount, life=life, cash=cash, rates=(sheet.benchmark + value("spread"),) * len(cash), title=one.title,
        sector=one.sector, operator=one.operator, states=states, paid_on=one.paid,
    )  # fmt: skip
    told = "; ".join(_told(key, said, one, end) for key in (*_OWN, *_SHARED))
    return Case(
        id=one.id, title=f"{one.title} ({end} of the ranges)", terms=sheet.terms, reading="mou", known=None, period="year", days=(), projects=(project,),
        options={}, written={}, mix=None, loans=loans, declined=0, discount=sheet.discount, exchange=None, guarantee=None, path=sheet.path,
        note=f"{one.status}, grade {one.grade}, {one.source}; {told}",
    )  # fmt: skip


def _told(key: str, said: Mapping[str, Fraction], one: Announced, end: str) -> str:
    def shown(value: Fraction) -> str:
        return str(round(value)) if key in _COUNTS else percentage(value)

    if key in said:
        return f"{key} {shown(said[key])} (said)"
    found = one.ranges[key]
    span = (
        shown(found.low)
        if found.low == found.high
        else f"{shown(found.at(end))} of {shown(found.low)} to {shown(found.high)}"
    )
    return f"{key} {span} ({found.basis})"


def _read(read: Words, root: Marked, path: Path) -> _Sheet:
    body = read.mapping(
        root,
        "projects",
        ["id", "title", "as_of", "terms", "discount", "benchmark", "benchmark_source", "ranges", "loans", "projects"],
    )
    shared = _ranges(read, body["loans"], _SHARED)
    kinds = {name: {**_ranges(read, item, _OWN), **shared} for name, item in read.entries(body["ranges"])}
    projects = {}
    keys = [
        "id",
        "title",
        "kind",
        "sector",
        "operator",
        "announced",
        "selected",
        "paid",
        "amount",
        "grade",
        "ceiling",
        "status",
        "note",
        "source",
    ]
    for item in read.items(body["projects"]):
        own = read.mapping(item, "a project", keys)
        kind = str(own["kind"].value)
        if not read.one_of(kind, tuple(kinds), own["kind"].mark, "kind"):
            continue
        one = Announced(
            id=str(own["id"].value),
            title=str(own["title"].value),
            kind=kind,
            sector=str(own["sector"].value),
            operator=str(own["operator"].value),
            announced=read.when(own["announced"]),
            selected=read.when(own["selected"]) if "selected" in own else None,
            paid=read.when(own["paid"]) if "paid" in own else None,
            amount=None if own["amount"].value == "none" else read.usd(own["amount"]),
            grade=str(own["grade"].value),
            ceiling=str(own["ceiling"].value) == "yes" if "ceiling" in own else False,
            status=str(own["status"].value),
            note=read.optional(own, "note"),
            source=str(own["source"].value),
            ranges=kinds[kind],
        )
        projects[one.id] = one
    return _Sheet(str(body["terms"].value), read.share(body["discount"]), read.share(body["benchmark"]), projects, path)


def _ranges(read: Words, item: Marked, keys: tuple[str, ...]) -> dict[str, Range]:
    body = read.mapping(item, "ranges", [*keys, "source"])
    out = {}
    for key in keys:
        inner = read.mapping(read.needed(body, key, item.mark), key, ["range", "basis", "note", "source"])
        ends = read.items(inner["range"])
        if len(ends) != 2:
            read.error(inner["range"].mark, "a range has two ends")
            continue
        low, high = (Fraction(read.positive(one, 100)) if key in _COUNTS else read.share(one) for one in ends)
        basis = str(inner["basis"].value) if "basis" in inner else ""
        if basis not in ("sourced", "illustrative"):
            read.error(item.mark, f"{key}: say basis: sourced or illustrative")
        out[key] = Range(low, high, basis, read.optional(inner, "note"))
    return out
