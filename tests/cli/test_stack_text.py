"""The explanation of a line: nothing that decides it is left unsaid."""

from __future__ import annotations

import json
from datetime import date

from kanzei.duty.line import EntryLine
from kanzei.render.machine import assessment_json, dump
from kanzei.render.stack import explain
from kanzei.render.tables import Ink
from kanzei.render.timeline import timeline_text

from .conftest import KNOWN, assessed

HORIZON = (date(2026, 10, 7), KNOWN)


def test_the_explanation_says_amounts_reasons_and_horizon(line: EntryLine) -> None:
    answer = assessed(111_000, refundable_cents=111_000, warnings=("take note",))
    text = explain(line, answer, HORIZON, Ink())

    for told in (
        "8528.72.64 from JP, entered 2025-08-20, value 10,000.00; as known 2026-10-12",
        "EO 14345, 90 FR 1, s.2(a)",
        "1,500.00 USD, 15% of value",
        "refundable  1,110.00 USD",
        "9903.01.32: the goods are outside its list",
        "loading day not stated (the other answer: -111.00)",
        "take note",
        "official text to 2026-10-07; no change seen since 2026-10-12; law book 0123456789ab",
    ):
        assert told in text


def test_an_entry_after_the_last_day_looked_at_is_called_a_projection(line: EntryLine) -> None:
    answer = assessed(0, entered_on=date(2026, 11, 1))

    assert "no change seen since 2026-10-12: an entry of 2026-11-01 is a projection" in explain(
        line, answer, HORIZON, Ink()
    )


def test_json_has_the_keys_of_the_contract() -> None:
    value = json.loads(dump(assessment_json(assessed(111_000))))

    assert [
        "duty_usd", "rate", "refundable_usd", "components", "not_applied", "assumptions", "warnings",
        "entered_on", "known_on", "as_of", "lawbook",
    ] == list(value)  # fmt: skip
    assert [
        "authority", "heading", "kind", "part", "rate", "base_usd", "amount_usd", "filed_usd",
        "instrument", "citation", "source", "confidence", "drawback", "drawback_citation",
    ] == list(value["components"][0])  # fmt: skip
    assert ("1500.00", "0.15", "-111.00") == (value["duty_usd"], value["rate"], value["assumptions"][0]["effect_usd"])


def test_the_timeline_writes_last_days_not_days_after(line: EntryLine) -> None:
    segments = [
        (date(2025, 1, 1), date(2025, 8, 7), assessed(0)),
        (date(2025, 8, 7), date(2026, 1, 1), assessed(111_000, refundable_cents=111_000)),
    ]
    text = timeline_text(line, segments, HORIZON, Ink())

    assert "2025-01-01    2025-08-06" in text
    assert "ordinary duty only" in text and "9903.02.73 EO 14345" in text and "1,110.00" in text
