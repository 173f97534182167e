"""Reports of the press and of governments: read, taken apart by rules that can be read, and laid side by side."""

from __future__ import annotations

from kanzei.record.reports.extract import extract
from kanzei.record.reports.model import Item, Report, Sentence
from kanzei.record.reports.read import read, read_text

__all__ = ["Item", "Report", "Sentence", "extract", "read", "read_text"]
