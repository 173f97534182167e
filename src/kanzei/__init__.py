"""Kanzei makes a trade deal executable: duty on a shipment, on its day, under the law as known on any day.

Examples
--------
>>> from datetime import date
>>> import kanzei
>>> view = kanzei.LawBook.shipped().view(known=date(2025, 9, 16))
>>> car = kanzei.EntryLine(hts="8703230140", origin="JP", entered_on=date(2025, 9, 20), value_cents=3_000_000)
>>> view.assess(car).duty_cents
450000
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kanzei.bulk.frames import assess_reader, assess_table, register_sql
    from kanzei.duty.book import LawBook
    from kanzei.duty.line import EntryLine, Quantity
    from kanzei.duty.panel import PanelOptions, panel
    from kanzei.duty.result import Assessment, Assumption, Component, NotApplied
    from kanzei.duty.view import View
    from kanzei.entries.filed import EntryState, FiledDuty, FiledLine
    from kanzei.entries.filed_read import read_filed
    from kanzei.errors import (
        ConflictError,
        EntryError,
        KanzeiError,
        LawError,
        NotCovered,
        ScheduleError,
        UsageError,
    )
    from kanzei.refund.run import refund
    from kanzei.refund.settle import EntryRefund
    from kanzei.schedule import Schedule

__all__ = [
    "assess_reader",
    "assess_table",
    "Assessment",
    "Assumption",
    "Component",
    "ConflictError",
    "EntryError",
    "EntryLine",
    "EntryRefund",
    "EntryState",
    "FiledDuty",
    "FiledLine",
    "KanzeiError",
    "LawBook",
    "LawError",
    "NotApplied",
    "NotCovered",
    "panel",
    "PanelOptions",
    "Quantity",
    "read_filed",
    "refund",
    "register_sql",
    "Schedule",
    "ScheduleError",
    "UsageError",
    "View",
]

_HOME = {
    "assess_reader": "kanzei.bulk.frames",
    "assess_table": "kanzei.bulk.frames",
    "register_sql": "kanzei.bulk.frames",
    "Assessment": "kanzei.duty.result",
    "Assumption": "kanzei.duty.result",
    "Component": "kanzei.duty.result",
    "EntryLine": "kanzei.duty.line",
    "EntryRefund": "kanzei.refund.settle",
    "EntryState": "kanzei.entries.filed",
    "FiledDuty": "kanzei.entries.filed",
    "FiledLine": "kanzei.entries.filed",
    "read_filed": "kanzei.entries.filed_read",
    "refund": "kanzei.refund.run",
    "LawBook": "kanzei.duty.book",
    "NotApplied": "kanzei.duty.result",
    "panel": "kanzei.duty.panel",
    "PanelOptions": "kanzei.duty.panel",
    "Quantity": "kanzei.duty.line",
    "Schedule": "kanzei.schedule",
    "View": "kanzei.duty.view",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("kanzei")
    # Loaded when first asked for: a command pays only for what it uses.
    if name not in __all__:
        raise AttributeError(f"module 'kanzei' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME.get(name, "kanzei.errors")), name)
