"""Made-up assessments: rendering is tested apart from the law."""

from __future__ import annotations

from datetime import date

import pytest

from kanzei.duty.line import EntryLine
from kanzei.duty.result import Assessment, Assumption, Component, NotApplied

KNOWN = date(2026, 10, 12)
DIGEST = "0123456789ab" + "0" * 52


def component(authority: str, heading: str, kind: str, rate: str, cents: int, instrument: str) -> Component:
    """A duty on a base of 10,000.00 dollars."""
    return Component(
        authority, heading, kind, "whole", rate, 1_000_000, cents, cents, instrument, "90 FR 1, s.2(a)", "official", "H"
    )


def assessed(addition: int, instrument: str = "us/eo-14345", known: date = KNOWN, **change: object) -> Assessment:
    """An ordinary duty of 390.00 and an addition in cents, on a value of 10,000.00."""
    parts = [component("mfn", "8528.72.64", "ordinary", "0.039", 39_000, "schedule")]
    if addition:
        rate = str(addition / 1_000_000)
        parts.insert(0, component("ieepa_reciprocal", "9903.02.73", "add", rate, addition, instrument))
    made = Assessment(
        39_000 + addition,
        0,
        1_000_000,
        tuple(parts),
        (NotApplied("9903.01.32", "the goods are outside its list"),),
        (Assumption("loading day not stated", -11_100),),
        (),
        date(2025, 8, 20),
        known,
        KNOWN,
        DIGEST,
    )
    return made._replace(**change)


@pytest.fixture
def line() -> EntryLine:
    """A television of Japan."""
    return EntryLine("85287264", "JP", date(2025, 8, 20), 1_000_000)
