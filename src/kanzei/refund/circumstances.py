"""What decides over a declaration and stands in no report, as a file states it: for all entries, and for single ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from kanzei.errors import UsageError
from kanzei.refund.entry_numbers import normalise
from kanzei.refund.phases import NOWHERE, Circumstances
from kanzei.times import parse_day

__all__ = ["Stated", "read_circumstances"]

_FLAGS = ("plaintiff", "ach", "in_ace", "statement_paid", "adcvd_pending", "cancelled")
_OF_ONE = ("in_ace", "statement_paid", "adcvd_pending", "cancelled", "reconciled_on")
_ALL = ("importer_number", *_FLAGS, "reconciled_on", "accepted")


class Stated(NamedTuple):
    """Circumstances of all entries, and what is stated of single ones instead."""

    all: Circumstances = NOWHERE
    entries: Mapping[str, Mapping[str, object]] = {}  # noqa: RUF012  (never mutated: a default, shared and empty)

    def of(self, entry_number: str, *, accepted: bool = False) -> Circumstances:
        """The circumstances of an entry. accepted : a report says that a declaration with it was accepted."""
        own = self.entries.get(entry_number)
        found = self.all._replace(**own) if own else self.all  # type: ignore[arg-type]
        return found._replace(accepted=found.accepted | {entry_number}) if accepted else found


def read_circumstances(body: object, where: str) -> Stated:
    """Circumstances out of a mapping.

    Parameters
    ----------
    body : ``importer_number`` · ``plaintiff``, ``ach``, ``in_ace``, ``statement_paid``, ``adcvd_pending``, ``cancelled``: true or false ·
           ``reconciled_on``: a day · ``accepted``: entry numbers · ``entries``: entry number -> those of them that speak of one entry.

    Raises
    ------
    UsageError   Another word, or a value of another kind.
    """
    if not isinstance(body, Mapping):
        raise UsageError(f"{where} is no mapping: write one fact a line, such as plaintiff: true")
    facts = {name: value for name, value in body.items() if name != "entries"}
    every = NOWHERE._replace(**_facts(facts, _ALL, where))  # type: ignore[arg-type]
    single = body.get("entries") or {}
    if not isinstance(single, Mapping):
        raise UsageError(f"{where}: entries is no mapping of entry numbers")
    entries = {}
    for number, own in single.items():
        if not isinstance(own, Mapping):
            raise UsageError(f"{where}: entries: {number} is no mapping of facts")
        entries[normalise(str(number))] = _facts(own, _OF_ONE, f"{where}: entries: {number}")
    return Stated(every, entries)


def _facts(body: Mapping[object, object], names: tuple[str, ...], where: str) -> dict[str, object]:
    out: dict[str, object] = {}
    for name, value in body.items():
        if name not in names:
            raise UsageError(f"{where}: {name!r} is not known: {', '.join(names)}")
        if name in _FLAGS:
            if not isinstance(value, bool):
                raise UsageError(f"{where}: {name} is {value!r}: true or false")
            out[str(name)] = value
        elif name == "reconciled_on":
            out[str(name)] = _day(value, where)
        elif name == "accepted":
            if not isinstance(value, list):
                raise UsageError(f"{where}: accepted is no list of entry numbers")
            out[str(name)] = frozenset(normalise(str(one)) for one in value)
        else:
            out[str(name)] = str(value)
    return out


def _day(value: object, where: str) -> date:
    if isinstance(value, date):
        return value
    try:
        return parse_day(str(value))
    except ValueError as error:
        raise UsageError(f"{where}: reconciled_on: {error}") from None
