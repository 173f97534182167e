"""Who held an office on a day: a role that a report names for a person is that person."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import NamedTuple

from kanzei.record.reports.words import load, stem

__all__ = ["holders", "office_holders", "role_key", "surnames"]

_RANKS = frozenset("the a top lead senior then current".split())
_NOT_HELD = frozenset("former ex deputy act assistant under incom outgo".split())


class _Office(NamedTuple):
    roles: frozenset[str]
    country: str
    name: str
    start: date
    stop: date


def role_key(role: str) -> str:
    """A role's words by root, without ranks like "top" or "leading"."""
    return " ".join(
        one for word in role.replace("-", " ").replace(",", " ").split() if (one := stem(word)) not in _RANKS
    )


@cache
def _offices() -> tuple[_Office, ...]:
    return tuple(
        _Office(
            frozenset(role_key(one) for one in row["role"].split(";")),
            row["country"],
            row["name"],
            row["from"],
            row.get("until", date.max),
        )
        for row in load("offices.yaml")
    )


@cache
def surnames() -> frozenset[str]:
    """Family names of the holders of offices in the table."""
    return frozenset(_family(one.name) for one in _offices())


def _family(name: str) -> str:
    parts = name.split()
    return parts[0] if "-" in parts[-1] or len(parts[-1]) <= 2 or name in {"Xi Jinping", "Wang Wentao"} else parts[-1]


@cache
def office_holders() -> frozenset[str]:
    """Everybody in the table."""
    return frozenset(one.name for one in _offices())


def holders(role: str, country: str, day: date | None) -> frozenset[str]:
    """Names of those who held an office on a day, or on any day of the table where the day is not known.

    Empty where the table does not know the office. ``country`` may be empty: then every country's holder is named.
    """
    key = role_key(role)
    if _NOT_HELD & set(key.split()):
        return frozenset()
    return frozenset(
        one.name
        for one in _offices()
        if key in one.roles and (not country or country == one.country) and (day is None or one.start <= day < one.stop)
    )
