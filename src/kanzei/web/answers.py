"""Answers as typed models: the contract of the command line, written down for the OpenAPI document.

They describe and are tested against what is answered; answers themselves are made by the commands' own functions.
"""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["DutyAnswer", "Job", "Problem", "TimelineAnswer"]

Usd = str
"""Dollars with two decimals, as text."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Component(_Model):
    """One duty, or one heading reported at zero."""

    authority: str
    heading: str
    kind: str
    part: str
    rate: str = Field(description="decimal text of a fraction, or the text of a specific rate")
    base_usd: Usd
    amount_usd: Usd
    filed_usd: Usd
    instrument: str
    citation: str
    source: str
    confidence: str
    drawback: bool | None
    drawback_citation: str


class NotApplied(_Model):
    """A heading a reader would expect, and why it does not bear."""

    heading: str
    because: str


class Assumption(_Model):
    """A fact not stated, and what the other answer would add to the duty."""

    what: str
    effect_usd: Usd | None


class RateDay(_Model):
    """Whose rates a duty pays."""

    authority: str
    rates_of: date
    because: str
    citation: str


class Assessment(_Model):
    """The duty on a line, with the law for every cent."""

    duty_usd: Usd
    rate: str
    refundable_usd: Usd
    components: list[Component]
    not_applied: list[NotApplied]
    assumptions: list[Assumption]
    warnings: list[str]
    entered_on: date
    known_on: date
    as_of: date
    lawbook: str
    clock: list[RateDay] = []


class DutyAnswer(Assessment):
    """The answer of ``duty``; with ``fees`` or ``filed`` it has their members too."""

    model_config = ConfigDict(extra="allow")


class Interval(Assessment):
    """The duty on entries of ``entered_from <= day < entered_to``."""

    entered_from: date
    entered_to: date


class TimelineAnswer(_Model):
    """The answer of ``timeline``."""

    timeline: list[Interval]
    warnings: list[str]
    lawbook: str


class File(_Model):
    """A file of a finished job."""

    name: str
    bytes: int
    url: str


class Job(_Model):
    """Accepted work and how far it is."""

    id: str
    kind: str
    state: str = Field(description="queued, running, done, failed or cancelled")
    accepted: str
    done: int = Field(description="units of work done: lines, or thousandths where total is 1000")
    total: int | None
    files: list[str]
    options: dict[str, object]
    error: str
    summary: dict[str, object] | None
    results: list[File]
    url: str


class Problem(BaseModel):
    """A problem document (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
