"""What is kept of the mutants that live on: why no case can tell them apart, or that the case is still to be written."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import yaml

__all__ = ["Kept", "explained", "read_kept"]

KEPT = Path(__file__).resolve().parent / "survivors.yaml"


class Kept(NamedTuple):
    """Survivors under one reason.

    kind : ``equivalent``: no line of the book's days can show a difference; ``open``: one could, and no case says so yet.
    """

    kind: str
    reason: str
    mutants: tuple[re.Pattern[str], ...]


def read_kept() -> list[Kept]:
    """The kept reasons, in the order of the file."""
    out = []
    for row in yaml.safe_load(KEPT.read_text(encoding="utf-8")):
        assert row["kind"] in ("equivalent", "open"), row
        out.append(Kept(row["kind"], row["reason"], tuple(re.compile(one) for one in row["mutants"])))
    return out


def explained(name: str, kept: list[Kept]) -> Kept | None:
    """The first reason that covers a mutant."""
    return next((one for one in kept if any(pattern.fullmatch(name) for pattern in one.mutants)), None)
