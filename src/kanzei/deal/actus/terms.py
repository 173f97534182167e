"""Contract terms as ACTUS names them, read from text, numbers or dates.

The official test files write every value as text (`" 5000"`, `"2013-01-01T00:00:00"`), Python callers pass numbers and
dates: both are read by the same rules, and what cannot be read is refused with the name of the term.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from kanzei.deal.actus.cycles import Cycle
from kanzei.errors import UsageError

__all__ = ["Terms", "moment"]

_MISSING = {"", "NULL", "null", "NA"}


def moment(value: object, what: str) -> datetime:
    """A time written as ACTUS does: ISO 8601, seconds optional, no time zone; 24:00 is the midnight that follows.

    Raises
    ------
    UsageError   The text is not a time.
    """
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    text = str(value).strip()
    try:
        day, separator, clock = text.partition("T")
        if separator and clock[:5] == "24:00":
            return datetime.fromisoformat(day) + timedelta(days=1)
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise UsageError(f"{what}: {text!r} is not a time: write YYYY-MM-DDThh:mm:ss") from None


class Terms:
    """The terms of one contract, by their names in the ACTUS data dictionary.

    Parameters
    ----------
    values : what the contract says; a missing, empty or null term is absent.
    """

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = {
            name: value
            for name, value in values.items()
            if value is not None and not (isinstance(value, str) and value.strip() in _MISSING)
        }

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def __repr__(self) -> str:
        return f"Terms({self._values!r})"

    def raw(self, name: str) -> Any:
        """The value as it was given, or ``None``."""
        return self._values.get(name)

    def text(self, name: str, default: str = "") -> str:
        """A term that is a word, such as a convention."""
        value = self._values.get(name)
        return default if value is None else str(value).strip()

    def number(self, name: str) -> float | None:
        """A term that is an amount or a rate; ``None`` when it is absent."""
        return None if name not in self._values else _number(self._values[name], name)

    def amount(self, name: str, default: float = 0.0) -> float:
        """A number with the value it has when the term is absent."""
        found = self.number(name)
        return default if found is None else found

    def needed(self, name: str) -> float:
        """A number the contract cannot do without."""
        found = self.number(name)
        if found is None:
            raise UsageError(f"{self.label}: {name} is missing")
        return found

    def time(self, name: str) -> datetime | None:
        """A term that is a time; ``None`` when it is absent."""
        return None if name not in self._values else moment(self._values[name], name)

    def needed_time(self, name: str) -> datetime:
        """A time the contract cannot do without."""
        found = self.time(name)
        if found is None:
            raise UsageError(f"{self.label}: {name} is missing")
        return found

    def cycle(self, name: str) -> Cycle | None:
        """A term that is a cycle; ``None`` when it is absent."""
        return None if name not in self._values else Cycle.parse(str(self._values[name]), name)

    def items(self, name: str) -> list[Any]:
        """An array term of an exotic contract; a single value is an array of one, an absent term is empty."""
        value = self._values.get(name)
        if value is None:
            return []
        if isinstance(value, str):
            return [part.strip().strip("\"'") for part in value.strip().strip("[]").split(",")]
        return list(value) if isinstance(value, Sequence) else [value]

    def times(self, name: str) -> list[datetime]:
        """An array of times."""
        return [moment(value, name) for value in self.items(name)]

    def numbers(self, name: str) -> list[float]:
        """An array of numbers."""
        return [_number(value, name) for value in self.items(name)]

    def cycles(self, name: str) -> list[Cycle]:
        """An array of cycles."""
        return [Cycle.parse(str(value), name) for value in self.items(name)]

    @property
    def label(self) -> str:
        """The contract in a message: its type and identifier."""
        return " ".join(part for part in (self.text("contractType"), self.text("contractID")) if part) or "contract"


def _number(value: object, name: str) -> float:
    try:
        found = float(str(value).strip())
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise UsageError(f"{name}: {value!r} is not a number")
    return found
