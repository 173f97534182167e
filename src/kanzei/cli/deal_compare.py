"""``kanzei deal compare``: readings side by side, and doubtful terms with each answer."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from kanzei.cli.deal_view import add_known, add_plot, add_switch, answered, case_of, plot_file, view
from kanzei.cli.found import Found, How, here
from kanzei.cli.options import add_json
from kanzei.cli.parser import Parts
from kanzei.errors import UsageError

__all__ = ["add", "answer_of", "run"]


def add(parts: Parts) -> None:
    """Add the part."""
    made = parts.add_parser(
        "compare",
        help="every reading side by side, and every doubtful term with both its answers",
        example=("deal compare", "deal compare --known 2025-08-28", "deal compare --case examples/deal/base.yaml"),
        description="What each reading known on a day is worth to each side, on the same projects; then, under one of them, each term of grade C or D with the answer "
        "taken and the others.",
    )
    made.add_argument(
        "terms", nargs="?", metavar="TERMS", help="japan, korea, or a file of terms (default: the case's)"
    )
    made.add_argument(
        "--case",
        default="illustration",
        metavar="ID|FILE",
        help="projects: a shipped case or a file (default: illustration)",
    )
    made.add_argument(
        "--reading",
        action="append",
        default=[],
        metavar="ID|FILE",
        help="only these readings, the first for the doubtful terms (repeatable)",
    )
    add_known(made)
    add_switch(made)
    add_plot(made, "readings side by side")
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Compare readings."""
    plot_file(options)
    return answered(options, answer_of(options, here(options)))


def answer_of(options: Namespace, how: How) -> Found:
    """Each reading on the same projects, and the answers to doubtful terms under one."""
    from kanzei.deal.compare import compare, doubts
    from kanzei.money import dollars
    from kanzei.render.deal import compared_text
    from kanzei.render.deal_rows import run_json, six

    case = case_of(options.case, options.switch, calls=True)
    name, known = options.terms or case.terms, options.known or case.known
    sheet, _ = view(name, known, None)
    readings = [one for word in options.reading if (one := view(name, known, word)[1])] or list(sheet.readings.values())
    if not readings:
        raise UsageError(f"no reading of {sheet.id} was known on {sheet.known_on}")
    with how.shares("comparing readings"):
        found = compare(case, sheet, readings)
        answers = doubts(case, sheet, readings[0])
    value = {
        "known_on": sheet.known_on.isoformat(),
        "readings": [
            {**run_json(one), "host_share_of_profit": None if share is None else six(share)}
            for one, share in zip(found.runs, found.share_of_profit, strict=True)
        ],
        "refused": [{"reading": one, "because": why} for one, why in found.refused],
        "doubtful": [
            {
                "term": one.term,
                "parameter": one.parameter,
                "grade": one.grade,
                "answer": one.answer,
                "taken": one.taken,
                "refused": one.refused,
                **(
                    {
                        "investor_net_usd": dollars(one.run.parties["all"].returns.net),
                        "host_received_usd": dollars(one.run.parties["host"].returns.received),
                    }
                    if one.run is not None and one.run.worked is not None
                    else {}
                ),
            }
            for one in answers
        ],
    }

    def draw(path: Path) -> None:
        from kanzei.render.deal_picture import draw_compared

        draw_compared(found, sheet, case, path)

    return Found(value, lambda ink: compared_text(found, answers, sheet, ink), draw=draw)
