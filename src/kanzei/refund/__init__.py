"""What is owed back on an entry, why, by which remedy and until when: two assessments held apart from what was filed. Pure: no file is read or written here."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

__all__: list[str] = []


class _Room(ModuleType):
    """The room has the name of its public function: ``kanzei.refund(lines)`` is :func:`kanzei.refund.run.refund`, whichever of the two was met first."""

    def __call__(self, *args: Any, **named: Any) -> Any:
        from kanzei.refund.run import refund

        return refund(*args, **named)


sys.modules[__name__].__class__ = _Room
