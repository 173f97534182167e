"""The law as it stands, by group of origins: the form and the rate of the general duty of 2026-11-22."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest
import yaml

from kanzei.duty.book import LawBook
from kanzei.duty.line import EntryLine
from kanzei.duty.view import View

GROUPS = yaml.load(Path(__file__).with_name("today.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
COLUMN_2 = {"CU", "KP", "BY", "RU"}


@cache
def view() -> View:
    """The newest view of the shipped book."""
    return LawBook.shipped().view()


@pytest.mark.parametrize(
    ("form", "percent", "origin"),
    [(group["form"], float(group["percent"]), origin) for group in GROUPS for origin in group["origins"]],
)
def test_general_duty_by_origin(form: str, percent: float, origin: str) -> None:
    """A total counts the ordinary rate in; the other form is added to it. Nothing goes by the name of an ended action."""
    line = EntryLine(hts="9004100000", origin=origin, entered_on=date(2026, 11, 22), value_cents=1_000_000)
    parts = view().assess(line, explain=False).components
    charged = {part.authority: part.amount_cents / 10_000 for part in parts if part.amount_cents}
    ordinary = 40 if origin in COLUMN_2 else 2
    assert charged.pop("mfn") == ordinary
    assert charged.pop("s301_forced_labor", 0) == (percent - ordinary if form == "total" else percent)
    assert charged == {"CN": {"s301_china": 7.5}, "BR": {"s301_brazil": 25}}.get(origin, {})
