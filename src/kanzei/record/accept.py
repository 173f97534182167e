"""A finding of a checked report made a record file: its source, its slot, and a claim with the words in place."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from kanzei.errors import UsageError
from kanzei.record.checking import Finding
from kanzei.record.checking.model import DIFFERS
from kanzei.record.model import Record
from kanzei.record.reports import Report

__all__ = ["Provenance", "entry"]


class Provenance(NamedTuple):
    """Where a report can be read: its title, kind and grade of the record, address, and the ids of what it draws on."""

    title: str
    kind: str = "paper"
    grade: str = "C"
    url: str = ""
    via: tuple[str, ...] = ()


def entry(
    report: Report,
    finding: Finding,
    number: int,
    on: date,
    record: Record,
    whence: Provenance,
    slot: str = "",
    says: str = "",
) -> str:
    """A record file in YAML for one finding, ids chosen so that none of the record's is taken.

    slot : the slot it is a claim on; empty takes the finding's, or makes one. says : the claim in the user's own words; empty takes the report's words as they stand.

    Raises
    ------
    UsageError   The slot does not exist, or what the report draws on is no source of the record.
    """
    if slot and slot not in record.slots:
        raise UsageError(
            f"there is no slot {slot!r}; leave --slot out to make one, or see `kanzei record conflicts --all`"
        )
    for name in whence.via:
        if name not in record.sources:
            raise UsageError(f"--via {name}: the record has no such source")
    stem = _slug(whence.title) or "report"
    source = _free(f"{stem}-{on:%m%d}", set(record.sources))
    taken = {one.id for one in record.claims}
    claim = _free(f"{stem}-item-{number}", taken)
    target = slot or finding.slot
    line, column = report.place(finding.start)
    words = " ".join(finding.words.split())
    sentence = next((" ".join(one.text.split()) for one in report.sentences if one.position == finding.sentence), words)
    parts = [f"# Item {number} of {whence.title}, accepted as known on {on}.", "", "sources:"]
    parts += _mapping(
        {
            "id": source,
            "title": whence.title,
            "kind": whence.kind,
            "day": on,
            "grade": whence.grade,
            "url": whence.url,
            "via": list(whence.via),
        }
    )
    if not target:
        target = _free(f"{stem}-{_slug(finding.kind)}-{number}", set(record.slots))
        parts += ["", "slots:", *_mapping({"id": target, "title": f"{finding.kind}: {words}"})]
    parts += ["", "claims:"]
    parts += _mapping(
        {
            "id": claim,
            "slot": target,
            "says": says or words,
            "value": _value(finding) or words,
            "slip": finding.cause if finding.verdict == DIFFERS else "",
            "by": finding.by or whence.title,
            "side": "press",
            "on": on,
            "source": [source],
            "from": [source] if len(whence.via) > 1 else [],
            "note": f"line {line}, column {column}: {words}. In its sentence: {sentence} Set against what was known: {finding.verdict}.",
        }
    )
    return "\n".join(parts) + "\n"


def _value(finding: Finding) -> str:
    """The value as the record writes it: ``15%``, ``USD 550 billion``, a name."""
    number, _, unit = finding.value.partition(" ")
    if unit == "%":
        return f"{number}%"
    if re.fullmatch(r"[A-Z]{3}", unit) and re.fullmatch(r"\d+(?:\.\d+)?", number):
        amount = Decimal(number)
        for size, name in ((10**12, "trillion"), (10**9, "billion"), (10**6, "million")):
            if amount >= size:
                return f"{unit} {(amount / size).normalize():f} {name}"
        return f"{unit} {amount:f}"
    return finding.value


def _mapping(fields: dict[str, object]) -> list[str]:
    """An item of a list: a key a line, empty ones left out."""
    lines: list[str] = []
    for key, value in fields.items():
        if value in ("", []):
            continue
        text = str(value) if isinstance(value, date) else json.dumps(value, ensure_ascii=False)
        lines.append(f"{'  - ' if not lines else '    '}{key}: {text}")
    return lines


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:40].strip("-")


def _free(name: str, taken: set[str]) -> str:
    number = 2
    found = name
    while found in taken:
        found, number = f"{name}-{number}", number + 1
    return found
