"""Panels of rates kept from run to run: the same question under the same law is worked out once on a machine."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import kanzei
from kanzei.bulk.cache import cache_folder, keep, own_digest, taken_up
from kanzei.duty.panel import PanelOptions, Part, panel_parts
from kanzei.duty.panel_rows import LAID_ON_TOP
from kanzei.duty.view import View

__all__ = ["NAMES", "Panel", "panels"]

Array = Any

NAMES = ("mfn", *LAID_ON_TOP)
"""The ordinary rate and the authorities laid on top."""
MOST_KEPT = 24
"""Files kept; the oldest go first."""


class Panel(NamedTuple):
    """A part of a panel as arrays (:class:`kanzei.duty.panel.Part`).

    names : the ordinary rate, and authorities that some row has a rate of. rates: (names, rows), NaN where not known. ways : rows under none, best and listed, int32 (n, 3).
    """

    codes: Array
    starts: list[str]
    stops: list[str]
    origins: dict[str, int]
    runs: list[tuple[Array, Array, Array, Array]]
    names: list[str]
    rates: Array
    ways: Array


def panels(
    view: View,
    origins: Sequence[str],
    since: date,
    until: date,
    options: PanelOptions,
    processes: int = 1,
    tick: Callable[[float], None] = lambda share: None,
) -> list[Panel]:
    """Panels for entries of ``[since, until)``, taken up where an earlier run kept them. Errors as :func:`kanzei.duty.panel.panel_parts`."""
    path = _place(view, origins, since, until, options)
    data = taken_up(path) if path else None
    if data is not None:
        return _read(data)
    found = [_plain(one) for one in panel_parts(view, origins, since, until, options, processes=processes, tick=tick)]
    if path:
        keep(path, _bytes(found))
        _let_go(path.parent)
    return found


def _place(view: View, origins: Sequence[str], since: date, until: date, options: PanelOptions) -> Path | None:
    """Where the answer is kept; ``None`` where rates of the user's own are laid in, which no digest tells."""
    if options.unit_values:
        return None
    told = json.dumps(
        [
            view.digest, view.known, sorted(view.switches.items()), view.answer, sorted(set(origins)), list(options.codes), since.isoformat(), until.isoformat(),
            sorted((key, str(value)) for key, value in options.claims.items()), options.loaded, options.spi, options.bounds, kanzei.__version__,
            own_digest("duty", "law", "schedule", "impact"),
        ]
    )  # fmt: skip
    return cache_folder() / "panels" / f"{hashlib.sha256(told.encode()).hexdigest()[:24]}.npz"


def _plain(part: Part) -> Panel:
    columns = {}
    for name in NAMES:
        rates, null = part.columns.rates[f"{name}_rate"]
        columns[name] = rates if null is None else np.where(null, np.nan, rates)
    names = ["mfn", *(name for name in LAID_ON_TOP if np.nan_to_num(columns[name]).any())]
    codes = np.array(part.codes, dtype=np.int64)
    rates = np.array([columns[name] for name in names])
    return Panel(codes, part.starts, part.stops, part.origins, part.runs, names, rates, part.ways)


def _bytes(found: list[Panel]) -> bytes:
    arrays: dict[str, Array] = {}
    words = []
    for number, one in enumerate(found):
        words.append([one.starts, one.stops, one.origins, one.names, len(one.runs)])
        arrays.update({f"{number}-codes": one.codes, f"{number}-rates": one.rates, f"{number}-ways": one.ways})
        for at in range(4):
            column = [run[at] for run in one.runs]
            arrays[f"{number}-run{at}"] = np.concatenate(column)
        arrays[f"{number}-ends"] = np.cumsum([len(run[0]) for run in one.runs])
    file = io.BytesIO()
    np.savez_compressed(file, words=np.array(json.dumps(words)), **arrays)
    return file.getvalue()


def _read(data: memoryview) -> list[Panel]:
    out = []
    with np.load(io.BytesIO(data), allow_pickle=False) as held:
        for number, (starts, stops, origins, names, _) in enumerate(json.loads(str(held["words"]))):
            ends = held[f"{number}-ends"][:-1]
            columns = [np.split(held[f"{number}-run{at}"], ends) for at in range(4)]
            runs = [(a, b, c, d) for a, b, c, d in zip(*columns, strict=True)]
            codes, rates, ways = (held[f"{number}-{name}"] for name in ("codes", "rates", "ways"))
            out.append(Panel(codes, starts, stops, origins, runs, names, rates, ways))
    return out


def _let_go(folder: Path) -> None:
    with suppress(OSError):
        kept = sorted(folder.glob("*.npz"), key=lambda path: path.stat().st_mtime)
        for path in kept[:-MOST_KEPT]:
            path.unlink(missing_ok=True)
