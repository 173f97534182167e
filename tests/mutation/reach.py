"""Which provisions the corpus reaches: those that bear on a line, or are reported on it at zero."""

from __future__ import annotations

from kanzei.duty.assess import answer_line
from kanzei.errors import KanzeiError

from .law import FIRST_DAY
from .run_law import Court

__all__ = ["reached"]


def reached(court: Court) -> tuple[int, list[str]]:
    """(number of provisions that can reach an entry since 2025-01-01, those that no case reaches)."""
    seen: set[str] = set()
    for case in court.cases:
        try:
            answer = answer_line(court.views[case.key], case.line)
        except KanzeiError:
            continue
        seen.update(one.step.provision["id"] for one in answer.amounts.charged)
        evaluation = answer.evaluation
        # A release without a heading of its own is reported nowhere, and takes its duty off all the same.
        seen.update(
            p["id"]
            for p in evaluation.candidates
            if p["duty"]["kind"] == "exempt"
            and not p.get("heading")
            and any(evaluation._holds(p, part.name) is True for part in evaluation.parts)
        )
        if answer.replaced:
            seen.add(answer.replaced["id"])
    alive = [
        name
        for name, history in court.standing.items()
        if any(segment.stop > FIRST_DAY for _, rows in history.states for segment in rows)
    ]
    return len(alive), sorted(set(alive) - seen)
