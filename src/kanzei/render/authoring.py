"""What an author of instrument files reads: mistakes and warnings of a check, examples that fail."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kanzei.counts import counted
from kanzei.render.tables import Ink, paragraph, table

if TYPE_CHECKING:
    from kanzei.duty.examples import Outcome

__all__ = ["check_text", "examples_text"]


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


def check_text(what: str, mistakes: Sequence[str], warnings: Sequence[str], notes: Sequence[str] = ()) -> str:
    """Mistakes first, then warnings, then what was counted; a line each, so that an editor can jump to the place."""
    ink = Ink(sys.stdout)
    out = list(mistakes)
    out += [f"{ink.warn('warning')}: {one}" for one in warnings]
    if not mistakes:
        out.append(f"{what}: no mistakes" + (f", {counted(len(warnings), 'warning')}" if warnings else ""))
    return "\n".join([*out, *notes])
