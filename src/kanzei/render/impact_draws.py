"""Ranges over uncertain elasticities for readers and machines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kanzei.impact.ge_draws import Draws
from kanzei.impact.hat_solve import Array
from kanzei.render.tables import Ink, paragraph, table

__all__ = ["ranges_json", "ranges_text"]

Each = Callable[[str, str], Array]
"""(measure, country or group) -> one number a draw."""


def ranges_text(
    names: Sequence[str], measures: Mapping[str, tuple[str, int]], each: Each, drawn: Draws, ink: Ink
) -> str:
    """Median and 5 to 95 percent, a line a country or group, and what moves the first measure most.

    Parameters
    ----------
    measures : measure -> its heading and digits.
    """
    cells = []
    for name in names:
        row = [name]
        for measure, (_, digits) in measures.items():
            one = drawn.spread(each(measure, name))
            row.append(f"{one.median:+.{digits}f} ({one.low:+.{digits}f} to {one.high:+.{digits}f})")
        cells.append(row)
    heading = ["median (5 to 95%)", *(words for words, _ in measures.values())]
    first_input = drawn.inputs[0]
    lines = [
        table(heading, cells, right=range(1, len(heading)), ink=ink),
        "",
        paragraph(
            f"{drawn.kept} draws of {'elasticities by sector' if len(drawn.inputs) > 1 else first_input.name}, seed {drawn.seed}, {drawn.refused} without an equilibrium left "
            f"out; {first_input.kind}, {first_input.source}."
        ),
    ]
    first, (words, _) = next(iter(measures.items()))
    for name in names[:2] if len(drawn.inputs) > 1 else ():
        most = drawn.influences(each(first, name))[:3]
        lines.append(
            paragraph(
                f"What moves {words} of {name} most (rank correlation): "
                + ", ".join(f"{one.name.removeprefix('elasticity ')} {one.correlation:+.2f}" for one in most)
                + "."
            )
        )
    return "\n".join(lines)


def ranges_json(names: Sequence[str], measures: Sequence[str], each: Each, drawn: Draws) -> dict[str, Any]:
    """The same for machines, every measure."""
    return {
        "number": drawn.kept,
        "refused": drawn.refused,
        "seed": drawn.seed,
        "inputs": [one._asdict() for one in drawn.inputs],
        "ranges": {
            name: {measure: drawn.spread(each(measure, name))._asdict() for measure in measures} for name in names
        },
    }
