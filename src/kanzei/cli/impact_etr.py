"""``kanzei impact etr``: statutory rates weighted by trade."""

from __future__ import annotations

from argparse import Namespace
from datetime import date, timedelta

from kanzei.cli.found import Found, How
from kanzei.cli.impact_options import (
    add_conventions,
    add_law,
    add_output,
    conventions_of,
    run_part,
)
from kanzei.cli.options import count, day
from kanzei.cli.parser import Parts
from kanzei.errors import UsageError

__all__ = ["add", "answer_of", "run"]


def add(parts: Parts) -> None:
    """Add the part."""
    made = parts.add_parser(
        "etr",
        help="statutory rates weighted by imports, by partner, product group, authority or day",
        description="The law book's rates of a day, weighted by the imports of 2024, without preferences, with every one that is cheaper, and with a use you state; "
        "over a span, by day or as the mean of its days.",
        example=(
            "impact etr --on 2025-09-20 --from JP --by authority",
            "impact etr --on 2025-09-20 --from CA,MX --use observed:2025-09 --by partner,section",
            "impact etr --since 2025-09-01 --until 2025-10-01 --from JP",
            "impact etr --since 2025-09-01 --until 2025-10-01 --from IT --mean --by sector --top 5",
        ),
    )
    made.add_argument("--on", type=day, metavar="DATE", help="day of entry")
    made.add_argument("--since", type=day, metavar="DATE", help="first day of a span: the rate by day")
    made.add_argument("--until", type=day, metavar="DATE", help="the day after the last of a span")
    made.add_argument("--mean", action="store_true", help="the mean over the days of the span, every day alike")
    made.add_argument(
        "--from",
        dest="origins",
        default="all",
        metavar="CC,…",
        help="partners, EU for the Union as one, or all (the default)",
    )
    made.add_argument(
        "--by",
        metavar="KIND,…",
        help="what it is laid out by: partner (the default of a day), chapter, section, sector (GTAP), code, authority; several with commas",
    )
    made.add_argument("--top", type=count, metavar="N", help="only so many rows of the screen")
    made.add_argument(
        "--shift",
        metavar="SET",
        help="the mean rate once buyers have moved too, with this set of elasticities of `impact trade` (goes with --on)",
    )
    add_conventions(made)
    add_law(made)
    add_output(made, "a group of goods and partners on a day", "bars of a day, or a line over a span")
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Rates, and what is asked to be written."""
    return run_part(options, "RATES", answer_of)


def answer_of(options: Namespace, how: How) -> Found:
    """A table of a day, of the mean of a span, or the days of a span."""
    from kanzei.impact.dictionary import Asked, rates_table
    from kanzei.impact.rates_groups import kinds
    from kanzei.impact.rates_tables import Answer, Row, Sums, days, mean_between, table
    from kanzei.impact.rates_use import stated_use
    from kanzei.impact.rates_weights import check_on_file, partner_of
    from kanzei.render.impact_rates import days_json, days_text, rates_json, rates_text
    from kanzei.render.impact_rates_picture import draw_days, draw_rows

    if options.shift and not options.on:
        raise UsageError("--shift goes with --on: buyers move between two days")
    if options.shift:
        from kanzei.impact.partial_elasticities import check_set

        check_set(options.shift)
    since, until = _span(options)
    words = [one for one in options.origins.replace(";", ",").split(",") if one.strip()]
    partners = None if options.origins.strip().lower() == "all" else sorted({partner_of(one) for one in words})
    if options.shift:
        check_on_file(partners)
    if partners == []:
        raise UsageError("--from: name partners, such as JP,EU, or all")
    by = kinds(options.by) if options.by else ([] if options.since and not options.mean else ["partner"])
    use, said = stated_use(options.use), ", ".join(options.use)
    view = how.view_of(options.known)
    asked = Asked(view, said, conventions_of(options))
    found: list[tuple[Sums, list[Row]]] = []
    answers: list[Answer] = []
    with how.shares("rates") as tick:
        for one in days(view, since, until, partners, use, asked.taken, how.processes, tick):
            if options.mean:
                answers.append(one)
            else:
                found.append((one.bare(), table(one, ",".join(by)) if by else [one.total()]))
    if options.mean:
        mean = mean_between(answers, since, until)
        found = [(mean.bare(), table(mean, ",".join(by)))]
    if options.since and not options.mean:
        return Found(
            days_json(by, found, asked),
            lambda ink: days_text(by, found, asked, options.top, ink),
            lambda: rates_table(by, found, asked),
            lambda path: draw_days(by, found, asked, path),
        )
    answer, rows = found[0]
    if options.on:
        answer = answer._replace(until=None)
    shifted = None
    if options.shift:
        from kanzei.impact.partial_mean import shifted_mean

        with how.shares("buyers move") as tick:
            shifted = shifted_mean(view, options.on, options.shift, partners, use, asked.taken.claims, tick)
    return Found(
        rates_json(answer, by, rows, asked, shifted),
        lambda ink: rates_text(answer, by, rows[: options.top], asked, ink, len(rows), shifted),
        lambda: rates_table(by, [(answer, rows)], asked),
        lambda path: draw_rows(by, answer, rows, asked, path),
    )


def _span(options: Namespace) -> tuple[date, date]:
    spans = bool(options.since and options.until)
    if bool(options.on) == spans or (options.on and (options.since or options.until)):
        raise UsageError("name the days: --on DATE, or --since DATE and --until DATE (the day after the last)")
    if options.mean and options.on:
        raise UsageError("--mean goes with --since and --until: one day is its own mean")
    return (options.on, options.on + timedelta(days=1)) if options.on else (options.since, options.until)
