"""One report set against the law book, the record and the shipped figures, as known on a day."""

from __future__ import annotations

from kanzei.record.checking.check import check
from kanzei.record.checking.model import Finding, Higher, Measures, Trade

__all__ = ["Finding", "Higher", "Measures", "Trade", "check"]
