"""The rules the room reckons with, read from ``rules.yaml`` beside this module: a page that a lawyer can read and mend."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

__all__ = ["Clock", "Phase", "Process", "Reason", "clock", "clocks", "interest_rates", "process", "reason", "reasons"]


class Clock(NamedTuple):
    """A rule that gives a day.

    runs_from : ``entry`` | ``liquidation`` | ``deposit`` | ``release`` | ``import`` | ``acceptance``; the day itself does not count.
    days, years : one of the two is not zero. moves : the rule that moves a last day on which the court is closed, or ``""``.
    """

    id: str
    name: str
    runs_from: str
    days: int
    years: int
    cite: str
    moves: str
    grade: str
    confidence: str
    note: str

    @property
    def length(self) -> str:
        """``180 days``, ``2 years``."""
        number, word = (self.years, "year") if self.years else (self.days, "day")
        return f"{number} {word}{'' if abs(number) == 1 else 's'}"


class Phase(NamedTuple):
    """A phase of the 2026 process. types : entry types it is for, empty for all. handed_over : last day on which importer numbers were handed over."""

    id: int
    opened: date
    rule: str
    cite: str
    grade: str
    confidence: str
    types: tuple[str, ...] = ()
    handed_over: date | None = None
    note: str = ""


class Process(NamedTuple):
    """The 2026 process. closed_types : entry type -> what it is, in no phase. adcvd_types : entry types that bear antidumping or countervailing duty."""

    cite: str
    closed_types: dict[str, str]
    adcvd_types: tuple[str, ...]
    phases: tuple[Phase, ...]

    def phase(self, number: int) -> Phase:
        """The phase of a number."""
        return next(one for one in self.phases if one.id == number)


class Reason(NamedTuple):
    """A reason for rejection. level : ``file`` | ``entry``. words : CBP's; message : as the portal's result file shows it, where that was seen."""

    id: str
    level: str
    words: str
    message: str
    cite: str
    grade: str
    confidence: str


@cache
def _content() -> dict[str, Any]:
    import yaml

    text = files("kanzei.refund").joinpath("rules.yaml").read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.safe_load(text)
    return content


@cache
def clocks() -> dict[str, Clock]:
    """Every clock by its id."""
    return {
        row["id"]: Clock(
            row["id"],
            row["name"],
            row["from"],
            row.get("days", 0),
            row.get("years", 0),
            row["cite"],
            row.get("moves", ""),
            row["grade"],
            row["confidence"],
            row.get("note", ""),
        )
        for row in _content()["clocks"]
    }


def clock(name: str) -> Clock:
    """The clock of an id."""
    return clocks()[name]


@cache
def process() -> Process:
    """The phases of the 2026 process and what they leave out."""
    content = _content()["process"]
    phases = tuple(
        Phase(
            row["id"],
            row["opened"],
            row["rule"],
            row["cite"],
            row["grade"],
            row["confidence"],
            tuple(row.get("types", ())),
            row.get("handed_over"),
            row.get("note", ""),
        )
        for row in content["phases"]
    )
    return Process(content["cite"], dict(content["closed_types"]), tuple(content["adcvd_types"]), phases)


@cache
def reasons() -> dict[str, Reason]:
    """Every reason for rejection by its id, in the order of the page."""
    return {
        row["id"]: Reason(
            row["id"],
            row["level"],
            row["words"],
            row.get("message", ""),
            row["cite"],
            row["grade"],
            row["confidence"],
        )
        for row in _content()["rejects"]
    }


def reason(name: str) -> Reason:
    """The reason of an id."""
    return reasons()[name]


@cache
def interest_rates() -> dict[str, tuple[int, int, str]]:
    """Quarter (``2026Q2``) -> percent a year for overpayments of corporations, percent for others and for underpayments, source."""
    return {row["quarter"]: (row["corporate"], row["other"], row["source"]) for row in _content()["interest"]["rates"]}
