"""An answer of ``kanzei impact ge``: beside the screen a tidy table with its dictionary, and a picture."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kanzei.cli.found import Found

if TYPE_CHECKING:
    from kanzei.render.tables import Ink

__all__ = ["ge_found"]


def ge_found(options: Namespace, value: Any, text: Callable[[Ink], str]) -> Found:
    """The answer, whose table and picture are made from what ``--json`` prints."""
    from kanzei.render.impact_ge_picture import draw_ge
    from kanzei.render.impact_ge_tidy import ge_table

    return Found(value, text, lambda: ge_table(value), lambda path: draw_ge(value, bool(options.country), path))
