"""What an author of instrument files reads: mistakes and warnings of a check, examples that fail."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kanzei.counts import counted
from kanzei.render.tables import Ink, paragraph, table

if TYPE_CHECKING:
    from datetime import date

    from kanzei.duty.examples import Outcome
    from kanzei.duty.view import View

__all__ = ["authorities_text", "check_text", "examples_text"]


def examples_text(
    outcomes: Sequence[Outcome], files: int, provisions: int, missing: Sequence[str], *, listed: bool
) -> str:
    """Counts; each example that fails with what was expected and what was found; provisions no example reaches."""
    ink = Ink(sys.stdout)
    failed = [one for one in outcomes if one.wrong]
    said = "all agree" if not failed else ink.warn(f"{len(failed)} fail")
    if not outcomes:
        said = "nothing was tried; write one under examples:"
    out = [
        f"{ink.bold(str(len(outcomes)))} worked {'example' if len(outcomes) == 1 else 'examples'} in {counted(files, 'file')}: {said}"
    ]
    for one in failed:
        rows = [list(difference) for difference in one.wrong]
        out += ["", one.example.place, paragraph(f"{one.example.name}; {one.example.cite}")]
        out.append(table(["what", "expected", "found"], rows, indent="    ", ink=ink, fold=True))
    found = provisions - len(missing)
    out += ["", f"{found} of {counted(provisions, 'provision')} {'is' if found == 1 else 'are'} reached by an example"]
    if listed:
        out += [f"  {name}" for name in missing]
    elif missing:
        out[-1] += "; --untested lists the others"
    return "\n".join(out)


def authorities_text(rows: Sequence[dict[str, Any]], on: date, view: View) -> str:
    """The registry as a table, in the order in which the duties are filed."""
    ink = Ink(sys.stdout)
    cells = [
        [row["id"], row["status"], str(row["provisions"] or ""), " ".join(row["origins"]) or "any", row["name"]]
        for row in rows
    ]
    return "\n".join(
        [
            f"{ink.bold('the authorities')}, for entries of {on}; as known {view.known}",
            "",
            table(["id", "status", "provisions", "origins", "what it is"], cells, right=(2,), ink=ink, fold=True),
            "",
            paragraph(
                "At most one provision of an authority bears duty on a part of the goods, unless it says cumulative: true. "
                "Which one to take for a new order: docs/authoring.md."
            ),
            ink.dim(f"law book {view.digest[:12]}"),
        ]
    )


def check_text(what: str, mistakes: Sequence[str], warnings: Sequence[str], notes: Sequence[str] = ()) -> str:
    """Mistakes first, then warnings, then what was counted; a line each, so that an editor can jump to the place."""
    ink = Ink(sys.stdout)
    out = list(mistakes)
    out += [f"{ink.warn('warning')}: {one}" for one in warnings]
    if not mistakes:
        out.append(f"{what}: no mistakes" + (f", {counted(len(warnings), 'warning')}" if warnings else ""))
    return "\n".join([*out, *notes])
