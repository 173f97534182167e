"""The duty stack and the timeline as tables for files: columns with what they mean."""

from __future__ import annotations

from datetime import timedelta

from kanzei.cli.duty import Answered
from kanzei.cli.timeline import Told
from kanzei.money import dollars
from kanzei.render.stack import horizon_text
from kanzei.web.tables import Column, Table

__all__ = ["about_of", "stack_table", "timeline_table"]

_STACK = (
    Column("hts", "code", "tariff code of the goods"),
    Column("origin", "ISO 3166", "country of origin"),
    Column("entered_on", "day", "day of entry"),
    Column("known_on", "day", "the law as it was known on this day"),
    Column("heading", "code", "heading of Chapter 99, or the code of the goods for the ordinary duty"),
    Column("authority", "id", "the authority that the duty rests on"),
    Column("kind", "word", "ordinary, add, total, replace, exempt, none, deposit"),
    Column("part", "word", "the part of the value it falls on"),
    Column("rate", "fraction or text", "rate as a fraction of value, or the text of a specific rate"),
    Column("base", "USD", "the part of the value the rate falls on"),
    Column("amount", "USD", "duty, by law"),
    Column("filed", "USD", "duty as it is filed under this heading"),
    Column("void", "0 or 1", "1 where the authority was held void for this entry"),
    Column("instrument", "id", "the order, proclamation or notice"),
    Column("citation", "text", "where it stands"),
    Column("source", "word", "grade of the source"),
    Column("confidence", "H, M, L", "how sure the reading is"),
)
_TIMELINE = (
    Column("hts", "code", "tariff code of the goods"),
    Column("origin", "ISO 3166", "country of origin"),
    Column("entered_from", "day", "first day of entry"),
    Column("entered_to", "day", "last day of entry, included"),
    Column("known_on", "day", "the law as it was known on this day"),
    Column("value", "USD", "entered value"),
    Column("duty", "USD", "duty on entries of these days"),
    Column("rate", "fraction", "duty over value"),
    Column("refundable", "USD", "charged under authorities held void"),
    Column("headings", "codes", "headings of Chapter 99 to report, in filing order"),
)


def about_of(found: Answered) -> str:
    """Source line: the view, how far the law is known, the digest."""
    book = found.view.book
    return f"Kanzei; {horizon_text(found.answer, (book.official_to, book.seen_to))}; law book {found.answer.lawbook}"


def stack_table(found: Answered) -> Table:
    """A row for each duty of the stack."""
    line, answer = found.line, found.answer
    first = (line.hts, line.origin, answer.entered_on.isoformat(), answer.known_on.isoformat())
    rows = [
        (
            *(*first, one.heading, one.authority, one.kind, one.part, one.rate),
            *(dollars(cents) for cents in (one.base_cents, one.amount_cents, one.filed_cents)),
            *(int(one.void), one.instrument, one.citation, one.source, one.confidence),
        )
        for one in answer.components
    ]
    return Table(f"duty-{line.hts}-{line.origin}-{answer.entered_on}", _STACK, rows, about_of(found))


def timeline_table(told: Told) -> Table:
    """A row for each run of entry days with one duty."""
    line = told.line
    rows = [
        (
            *(
                line.hts,
                line.origin,
                start.isoformat(),
                (stop - timedelta(days=1)).isoformat(),
                answer.known_on.isoformat(),
            ),
            *(dollars(answer.value_cents), dollars(answer.duty_cents), answer.rate, dollars(answer.refundable_cents)),
            " ".join(answer.headings),
        )
        for start, stop, answer in told.segments
    ]
    book = told.view.book
    about = f"Kanzei; as known {told.view.known}; official text to {book.official_to}; no change seen since {book.seen_to}; law book {told.view.digest}"
    return Table(f"timeline-{line.hts}-{line.origin}", _TIMELINE, rows, about)
