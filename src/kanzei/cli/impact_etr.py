"""``kanzei impact etr``: statutory rates weighted by trade."""

from __future__ import annotations

import sys
from argparse import Namespace

from kanzei.cli.law.book import shipped_book
from kanzei.cli.options import add_json, add_reading, day, open_view, say
from kanzei.cli.parser import Parts
from kanzei.errors import UsageError

__all__ = ["add", "run"]


def add(parts: Parts) -> None:
    """Add the part."""
    made = parts.add_parser(
        "etr",
        help="statutory rates weighted by imports, by partner, chapter, authority or day",
        description="The law book's rates of a day, weighted by the imports of 2024, without preferences, with every one that is cheaper, and with a use you state; "
        "or the rate by day over a span.",
        example=(
            "impact etr --on 2025-09-20 --from JP --by authority",
            "impact etr --on 2025-09-20 --from CA,MX --use observed:2025-09",
            "impact etr --since 2025-09-01 --until 2025-10-01 --from JP",
        ),
    )
    made.add_argument("--on", type=day, metavar="DATE", help="day of entry")
    made.add_argument("--since", type=day, metavar="DATE", help="first day of a span: the rate by day")
    made.add_argument("--until", type=day, metavar="DATE", help="the day after the last of a span")
    made.add_argument(
        "--from", dest="origins", default="all", metavar="CC,…", help="partners, EU for the Union, or all (the default)"
    )
    made.add_argument(
        "--by",
        choices=("partner", "chapter", "authority"),
        default="partner",
        help="what a day is laid out by (default: partner)",
    )
    made.add_argument(
        "--use",
        action="append",
        default=[],
        metavar="SHARE",
        help="use of preferences: 0.6 of every partner's value, CA=0.87 of one's, or observed:YYYY-MM for Canada and Mexico (repeatable)",
    )
    made.add_argument(
        "--assume",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="a fact of every line, contents as a share: steel_content_pct=30%% (repeatable)",
    )
    made.add_argument(
        "--shift",
        metavar="SET",
        help="the mean rate once buyers have moved too, with this set of elasticities of `impact trade` (goes with --on)",
    )
    law = made.add_argument_group("the law looked at")
    law.add_argument("--known", type=day, metavar="DATE", help="the law as known on this day")
    add_reading(law)
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """A table of a day, or the days of a span."""
    from kanzei.cli.progress import Progress
    from kanzei.impact.rates import partner_of
    from kanzei.impact.rates_tables import answer, law_days, stated_use, table
    from kanzei.law.claims import parse_claims
    from kanzei.render.impact_rates import days_json, days_text, rates_json, rates_text
    from kanzei.render.tables import Ink

    if bool(options.on) == bool(options.since and options.until) or (options.on and (options.since or options.until)):
        raise UsageError("name the days: --on DATE, or --since DATE and --until DATE (the day after the last)")
    if options.shift and not options.on:
        raise UsageError("--shift goes with --on: buyers move between two days")
    if options.shift:
        from kanzei.impact.partial_elasticities import check_set

        check_set(options.shift)
    words = [one for one in options.origins.replace(";", ",").split(",") if one.strip()]
    partners = None if options.origins.strip().lower() == "all" else sorted({partner_of(one) for one in words})
    if partners == []:
        raise UsageError("--from: name partners, such as JP,EU, or all")
    use, said = stated_use(options.use), ", ".join(options.use)
    claims, _ = parse_claims(";".join(options.assume), strict=True)
    view = open_view(shipped_book(), options, options.known)
    days = [options.on] if options.on else law_days(view, options.since, options.until)
    steps, ink = 1000, Ink(sys.stdout)
    with Progress("rates", steps) as bar:
        found = [
            answer(
                view,
                one,
                partners,
                use,
                claims,
                lambda share, at=at: bar.tick(int((at + share) / len(days) * steps) - bar.done),  # type: ignore[misc]
            )
            for at, one in enumerate(days)
        ]
    if options.since:
        return say(options, days_json(found, said, view), days_text(found, said, view, ink))
    shifted = None
    if options.shift:
        from kanzei.impact.partial_mean import shifted_mean

        with Progress("buyers move", steps) as bar:
            shifted = shifted_mean(
                view,
                options.on,
                options.shift,
                partners,
                use,
                claims,
                lambda share: bar.tick(int(share * steps) - bar.done),
            )
    rows = table(found[0], options.by)
    text = rates_text(found[0], options.by, rows, said, view, ink, shifted)
    return say(options, rates_json(found[0], options.by, rows, said, view, shifted), text)
