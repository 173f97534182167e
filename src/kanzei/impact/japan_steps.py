"""The steps of the deal with Japan: which entries, under which law as known when, and what each step isolates.

A step is two days and no rate: the day of entry and the day on which the law is looked at. Everything else is asked of the law book.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

__all__ = ["BASE", "STEPS", "Step"]


class Step(NamedTuple):
    """One step.

    entered  : day of entry.
    known    : the law as known on this day is charged on it.
    isolates : what moves between the step before and this one, and what else applies on that day.
    """

    id: str
    title: str
    entered: date
    known: date
    isolates: str


STEPS = (
    Step(
        "base",
        "2024",
        date(2025, 1, 1),
        date(2025, 1, 1),
        "Before the tariffs. The rate shown for 2024 is the duty that the Census Bureau calculated, over value; beside it stands the book on 2025-01-01, its "
        "first day, whose rates are those of the end of 2024. Effects are measured from the book's rates, like from like.",
    ),
    Step(
        "ten",
        "10%",
        date(2025, 4, 8),
        date(2025, 4, 8),
        "10% on every country (EO 14257, entries of 5 to 8 April 2025). 25% on vehicles (since 3 April) and on steel, aluminum and their derivatives (since "
        "12 March) are charged too: the column of the reciprocal duty is the 10% alone.",
    ),
    Step(
        "twenty-four",
        "24%, as charged",
        date(2025, 4, 9),
        date(2025, 4, 9),
        "Japan's own 24% in the place of the 10%, for the entries of one day; the pause of EO 14266, known the same day, begins on 10 April. Nothing else changes. "
        "The exemptions of the memorandum of 11 April reach back to 5 April and are not known yet: they stand in the column of what is known now.",
    ),
    Step(
        "stacked",
        "15%, stacked",
        date(2025, 8, 28),
        date(2025, 8, 28),
        "15% on top of column 1 (EO 14326), as known on the day on which Tokyo's negotiator called off his trip. Since the step before: duty on auto parts (3 May), metals at 50% "
        "(4 June), copper (1 August), the derivatives of 18 August, and rules on what is charged together (EO 14289).",
    ),
    Step(
        "inclusive",
        "15%, inclusive",
        date(2025, 8, 28),
        date(2025, 9, 4),
        "The same entries under EO 14345, which reaches back to 7 August: 15% in all, column 1 included. Vehicles still pay 27.5%. Nothing else changes.",
    ),
    Step(
        "autos",
        "autos 15%",
        date(2025, 9, 16),
        date(2025, 9, 16),
        "15% in all on vehicles and parts, and civil aircraft free, from the day of the notice (90 FR 44638). The list of exempt goods of EO 14346 changed on 8 September.",
    ),
    Step(
        "s122",
        "after 2026-02-24",
        date(2026, 2, 24),
        date(2026, 2, 24),
        "The duties under the emergency powers end; section 122 takes their place, stacked on column 1. Trucks are under section 232 since November 2025.",
    ),
    Step(
        "s301",
        "after 2026-07-24",
        date(2026, 7, 24),
        date(2026, 7, 24),
        "Section 122 has run out; section 301 (forced labor) takes its place. Metals were put on one basis on 6 April 2026.",
    ),
)
"""In the order of entry. The seventh step of the deal has two days: after 24 February and after 24 July 2026."""

BASE = STEPS[0]
