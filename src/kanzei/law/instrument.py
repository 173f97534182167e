"""What an instrument file says, once read and checked: plain values ready to be replayed.

Provisions are mappings of JSON values (the *fields*), so that an amendment is an update, a compiled book is JSON and a digest is
the hash of canonical JSON. Days are ISO text: they compare as days do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from kanzei.law.examples import Example

__all__ = ["END", "GRADES", "STATEMENTS", "Fields", "Instrument", "Operation", "SetChange"]

END = "9999-12-31"
"""The day no interval reaches."""

GRADES = ("official", "transcription", "agency", "secondary", "user", "hypothetical")
"""Where a text comes from. ``user``: its file does not say; ``hypothetical``: supposed, no text at all."""

STATEMENTS = ("chapter98", "chapter98_terms", "drawback", "fees")
"""What an instrument may say beside its duties (see :mod:`kanzei.law.statements`)."""

Fields = dict[str, Any]
"""Fields of a provision: id, instrument, heading, twin, authority, origin, goods, part, min_share, base, duty, when, unless,
instead_of, releases, choose, cumulative, cite, grade, confidence, note."""


class SetChange(NamedTuple):
    """Codes (or countries) that join or leave a named set for entries of an interval.

    kind : ``set`` or ``group``; sign: ``+`` joins, ``-`` leaves.
    """

    kind: str
    name: str
    sign: str
    members: tuple[str, ...]
    start: str
    stop: str
    known: str


class Operation(NamedTuple):
    """A change to provisions: ``add order fix amend suspend resume end``.

    target : full provision id, a table's id (all of its rows), ``authority:<id>`` or ``instrument:<id>``.
    fields : for ``add`` and ``order`` the provision; for ``amend`` and ``fix`` the fields to set.
    """

    kind: str
    target: str
    start: str
    stop: str
    known: str
    fields: Fields
    origin: tuple[str, ...] = ()
    except_origin: tuple[str, ...] = ()
    place: str = ""


class Instrument(NamedTuple):
    """One instrument.

    known : ISO day, or ISO day and time; ``order`` is the key of replay.
    """

    id: str
    title: str
    kind: str
    citation: str
    signed: str
    published: str
    known: str
    after: tuple[str, ...]
    sources: tuple[str, ...]
    grade: str
    confidence: str
    checked: str
    note: str
    operations: tuple[Operation, ...]
    sets: tuple[SetChange, ...]
    readings: tuple[Fields, ...]
    voids: tuple[Fields, ...]
    authorises: tuple[Fields, ...]
    file: str = ""
    statements: dict[str, list[Fields]] = {}  # noqa: RUF012  (never mutated: a default, shared and empty)
    examples: tuple[Example, ...] = ()
