"""A snap-back as an instrument file: what the law would say, for ``--scenario`` of any other command.

Two statutes have an action in force against Japan's goods that could be changed: section 232 on cars and parts (Executive Order 14345 s.4 with its notice) and section 301 on the
want of bans on goods of forced labor (note 52(k)). The others would need an order of their own, whose text nobody can know; they are valued by their rate alone.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from kanzei.deal.leverage import Statute
from kanzei.deal.words import percentage
from kanzei.errors import UsageError

__all__ = ["AMENDED", "instrument_text"]

AMENDED = {
    "s232": ("us/eo-14345#autos", "us/eo-14345#auto-parts"),
    "s301": ("us/ustr-301-forced-labor#jp",),
}
"""Statute -> the provisions that a snap-back under it would amend."""


def instrument_text(statute: Statute, rate: Fraction, day: date, known: date) -> str:
    """The instrument, YAML.

    Raises
    ------
    UsageError   No action under the statute is in force against Japan's goods.
    """
    if statute.id not in AMENDED:
        raise UsageError(
            f"{statute.title}: no action under it bears on goods of Japan, so there is no provision to amend and no file to write "
            f"(files are written for {', '.join(AMENDED)})"
        )
    lines = [
        f"id: us/hypothetical-snap-back-{statute.id}",
        f"title: Hypothetical, {percentage(rate)} in all on goods of Japan under {statute.id}",
        "kind: hypothetical",
        f"known: {known}",
        f"note: Not law. A snap-back after a declined call (T31), under {statute.title}; needs {statute.first}.",
        "amends:",
    ]
    for one in AMENDED[statute.id]:
        lines += [
            f"  - provision: {one}",
            f"    set: {{duty: {{total: {percentage(rate)}, compare: general}}}}",
            f"    entered: {{from: {day}}}",
            "    cite: supposed",
        ]
    return "\n".join(lines) + "\n"
