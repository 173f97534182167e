"""``kanzei ledger changes``: two runs held against each other."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from kanzei.cli.ledger.options import add_ledger, place
from kanzei.cli.options import count, say
from kanzei.cli.parser import Parts

if TYPE_CHECKING:
    from kanzei.ledger.changes import Changes, LineChange

__all__ = ["add", "value_of"]


def add(parts: Parts) -> None:
    """Options of the part."""
    made = parts.add_parser(
        "changes",
        help="what changed between two runs, by instrument",
        example=("ledger changes 1 2",),
        description="What changed between two runs: lines whose duty or cause moved, the instruments that moved them, and remedies that opened, closed or "
        "got another last day.",
    )
    made.add_argument("before", type=count, metavar="RUN", help="the earlier run; `kanzei ledger list runs` shows them")
    made.add_argument("after", type=count, metavar="RUN", help="the later run")
    made.add_argument("--limit", type=count, default=20, metavar="N", help="most lines shown (default: 20)")
    add_ledger(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Compare the runs."""
    from kanzei.render.ledger_changes import changes_text

    found = _found(options)
    return say(options, _json(found), changes_text(found, options.limit))


def value_of(options: Namespace) -> dict[str, Any]:
    """What changed as a JSON object."""
    return _json(_found(options))


def _found(options: Namespace) -> Changes:
    from kanzei.ledger.changes import changes
    from kanzei.ledger.place import reading

    with reading(place(options)) as base:
        return changes(base, options.before, options.after)


def _json(found: Changes) -> dict[str, Any]:
    from kanzei.money import dollars

    return {
        "before": found.before,
        "after": found.after,
        "lines_changed": len(found.lines),
        "lines_same": found.same,
        "by_instrument": [
            {
                "cause": cause,
                "instrument": instrument,
                "lines": lines,
                "before_usd": dollars(before),
                "after_usd": dollars(after),
                "change_usd": dollars(after - before),
            }
            for (cause, instrument), (lines, before, after) in found.instruments.items()
        ],
        "lines": [_line(one) for one in found.lines],
        "remedies": [
            {
                "entry_number": one.entry_number,
                "remedy": one.remedy,
                "name": one.name,
                "what": one.what,
                "last_day_before": one.last_day_before,
                "last_day_after": one.last_day_after,
                "before_usd": dollars(one.cents_before),
                "after_usd": dollars(one.cents_after),
            }
            for one in found.remedies
        ],
    }


def _line(one: LineChange) -> dict[str, Any]:
    from kanzei.money import dollars

    def side(values: dict[str, Any] | None) -> dict[str, Any] | None:
        if values is None:
            return None
        cents = {
            f"{name}_usd": None if value is None else dollars(value)
            for name, value in values.items()
            if name != "status"
        }
        return {"status": values["status"], **cents}

    moved = [
        {
            "cause": m.cause,
            "instrument": m.instrument,
            "authority": m.authority,
            "before_usd": dollars(m.before),
            "after_usd": dollars(m.after),
        }
        for m in one.moved
    ]
    return {
        "line": one.line_key,
        "entry_number": one.entry_number,
        "importer_number": one.importer_number,
        "before": side(one.before),
        "after": side(one.after),
        "moved": moved,
    }
