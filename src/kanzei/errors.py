"""Errors.

KanzeiError                 message = what is wrong, where, how to mend it
├─ LawError                 an instrument file cannot be used
│  └─ ConflictError         two provisions claim the same slot and neither yields
├─ EntryError               a line cannot be assessed (kept in the output, with its reason)
│  └─ NotCovered            outside the reach of the law book: never answered with zero
├─ ScheduleError            a code or a rate text the schedule cannot answer for
├─ NotConverged             a model found no equilibrium to the tolerance asked: no number is given
└─ UsageError               a question that cannot be asked (bad option, bad file, missing extra)
"""

from __future__ import annotations

__all__ = [
    "ConflictError",
    "EntryError",
    "KanzeiError",
    "LawError",
    "NotConverged",
    "NotCovered",
    "ScheduleError",
    "UsageError",
]


class KanzeiError(Exception):
    """Base of every error Kanzei raises on purpose."""


class LawError(KanzeiError):
    """An instrument file cannot be used."""


class ConflictError(LawError):
    """Two provisions claim the same slot and neither yields."""


class EntryError(KanzeiError):
    """A line cannot be assessed."""


class NotCovered(EntryError):
    """The question lies outside the reach of the law book."""


class ScheduleError(KanzeiError):
    """A code or rate text the schedule cannot answer for."""


class NotConverged(KanzeiError):
    """A model found no equilibrium to the tolerance asked."""


class UsageError(KanzeiError):
    """The question cannot be asked this way."""
