"""Questions as typed models: the same names as the options of the command line, read by the same functions.

Amounts are text, so that no float becomes money; days are ISO days; unknown fields are refused. A model gives the options its command
would have (:meth:`Line.options`), and the door asks the command's own function.
"""

from __future__ import annotations

from argparse import Namespace
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from kanzei.times import parse_day

__all__ = ["Amount", "Day", "Duty", "Line", "Question", "Text", "Timeline", "Words", "pairs_of"]


def _day(value: object) -> object:
    return parse_day(value) if isinstance(value, str) else value


def _amount(value: object) -> object:
    if isinstance(value, float):
        raise ValueError('write an amount as text, such as "1234.56": a float may not hold it to the cent')
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Day = Annotated[date, BeforeValidator(_day)]
"""A day written YYYY-MM-DD."""
Text = Annotated[str, Field(max_length=200)]
Amount = Annotated[str, BeforeValidator(_amount), Field(max_length=60)]
Words = Annotated[list[Text], Field(max_length=60)]


_FIRST = ("hts", "origin", "on", "since", "until", "value")
"""Fields that stand first in a link."""


class Question(BaseModel):
    """What every question holds to: no field but those it names."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, str_strip_whitespace=True)


class Law(Question):
    """The law looked at."""

    known: Day | None = Field(None, description="the law as it was known on this day (default: all the book holds)")
    switch: Words = Field([], description="a reading of a doubtful point, ID=CHOICE (repeatable)")
    answer: Literal["charged", "owed"] = Field(
        "charged", description="charged by law, or owed without void authorities"
    )
    value_as_given: bool = Field(False, description="keep the cents of the value instead of rounding to dollars")


class Line(Law):
    """An entry line and the law looked at."""

    hts: Text = Field(description="tariff code of 8 or 10 digits, with or without dots", examples=["8703.23.01.40"])
    origin: Text = Field(alias="from", description="country of origin, two letters", examples=["JP"])
    quantity: Words = Field([], description="quantity in the unit of the code, such as 100kg (repeatable)")
    spi: Text | None = Field(None, description="special program indicator claimed, such as S, KR, JP")
    loaded: Day | None = Field(None, description="day of loading on the final mode of transit")
    claim: Words = Field(
        [], description="a fact about the goods, KEY or KEY=VALUE; /api/v1/law/claims lists them (repeatable)"
    )
    no: Words = Field([], description="a fact denied, KEY (repeatable)")
    strict: bool = Field(False, description="an unknown claim is an error, not a warning")
    part: Text = Field("", description="the part of a split article that this line is")
    entry_type: Text | None = Field(None, description="entry type of Form 7501: 01, 03, 06, 11, 21, 23, 31")
    withdrawn: Day | None = Field(None, description="day of withdrawal from warehouse")
    it: Day | None = Field(None, description="day the immediate transportation entry was accepted")
    zone_status: Text | None = Field(None, description="privileged-foreign (PF) or non-privileged-foreign (NPF)")
    zone_status_on: Day | None = Field(None, description="day of the zone status, or of admission")
    released: Day | None = Field(None, description="day of release, where it is not the day of entry")

    def options(self) -> Namespace:
        """The options of the command that asks the same; files of the asker's machine are none."""
        return Namespace(
            **{name: getattr(self, name) for name in type(self).model_fields}, scenario=[], adcvd=None, into="US"
        )


class Duty(Line):
    """The question of ``kanzei duty``."""

    on: Day = Field(description="day of entry", examples=["2025-09-20"])
    value: Amount = Field(description="entered value in USD, a plain number", examples=["30000"])
    fees: bool = Field(False, description="add the fees of the line, taken as an entry by itself")
    mode: Text = Field("", description="mode of transport: vessel, air, truck, rail, or its code")
    filed: Annotated[str, Field(max_length=2000)] | None = Field(None, description="headings filed, with HEADING=USD")


class Timeline(Line):
    """The question of ``kanzei timeline``."""

    value: Amount = Field("10000", description="entered value in USD, a plain number")
    since: Day = Field(date(2025, 1, 1), description="first day of entry")
    until: Day | None = Field(None, description="day after the last day of entry shown")


def pairs_of(question: Question) -> list[tuple[str, str]]:
    """The question as the pairs of a query, without what is as by default: the link that asks it again."""
    out: list[tuple[str, str]] = []
    fields = type(question).model_fields
    for name, field in sorted(
        fields.items(), key=lambda pair: _FIRST.index(pair[0]) if pair[0] in _FIRST else len(_FIRST)
    ):
        value: Any = getattr(question, name)
        if value == field.get_default(call_default_factory=True) and not field.is_required():
            continue
        key = field.alias or name
        for one in value if isinstance(value, list) else [value]:
            out.append((key, "true" if one is True else str(one)))
    return out
