"""The tools: a name, what it answers, a typed question, and the function of the command that answers it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, Field

from kanzei.cli import duty, record_conflicts, record_status, record_timeline, timeline
from kanzei.cli.law import current, diff, listing, show
from kanzei.cli.schedule import found_of, shown_of
from kanzei.errors import KanzeiError, UsageError
from kanzei.web.api import duty as duty_door
from kanzei.web.api import law, record, schedule
from kanzei.web.api import timeline as timeline_door
from kanzei.web.assistant import commands
from kanzei.web.desk import Views
from kanzei.web.entry_line import EntryLine, settled
from kanzei.web.problems import in_fields
from kanzei.web.questions import Duty, Question, Text, Timeline
from kanzei.web.reports import Sent, checked

__all__ = ["TOOLS", "Tool", "answered"]


class Lines(Question):
    """A few entry lines."""

    lines: Annotated[list[Duty], Field(min_length=1, max_length=100)]


class Shown(Question):
    """An instrument, or a heading."""

    id: Text = Field(description="id of an instrument, or a heading such as 9903.94.41", examples=["us/eo-14345"])


class Code(schedule.Shown):
    """The rates of a code."""

    hts: Text = Field(description="tariff code, or the beginning of one")


class Searched(Question):
    """Words of a description."""

    words: Text = Field(description="words of the description, or the beginning of a code")
    limit: int = Field(20, ge=1, le=200)


class Tool(NamedTuple):
    """An operation: ``work(views, question)`` gives what the command prints with ``--json``; long : it takes seconds and has a process of its own."""

    name: str
    what: str
    question: type[BaseModel]
    work: Callable[[Views, Any], Any]
    long: bool = False


def _duty(views: Views, question: Duty) -> Any:
    return duty.value_of(duty_door.answered(views, question))


def _timeline(views: Views, question: Timeline) -> Any:
    return timeline.value_of(timeline_door.told(views, question))


def _assess(views: Views, question: Lines) -> Any:
    """Each line as ``duty`` answers it; one that has no answer says why."""
    out: list[Any] = []
    for one in question.lines:
        try:
            out.append({"status": "ok", **_duty(views, one)})
        except KanzeiError as error:
            out.append({"status": "error", "error": in_fields(str(error))})
    return {"lines": out, "failed": sum(one["status"] == "error" for one in out), "lawbook": views.book.digest}


def _refund(views: Views, question: EntryLine) -> Any:
    return settled(views, question.model_dump(mode="json"))


def _current(views: Views, question: law.Current) -> Any:
    asked = Namespace(origin=question.origin, on=question.on, known=question.known)
    return current.value_of(asked, views.plain(question.known))


def _diff(views: Views, question: law.Between) -> Any:
    return diff.value_of(Namespace(**question.model_dump(), spi="", loaded=None, no=[]), views.book)[0]


def _code(views: Views, question: Code) -> Any:
    asked = Namespace(hts=question.hts, on=question.on, known=question.known)
    return shown_of(asked, views.book.schedule)[0]


def _check(views: Views, question: record.Checked) -> Any:
    return checked(views, Sent(question.name, question.text.encode()), question.on)[0]


def _command(views: Views, question: Any) -> Any:
    return commands.told(views, *question.command())


TOOLS: dict[str, Tool] = {
    one.name: one
    for one in (
        Tool("duty", "United States import duty on one entry line, to the cent, with the law for every cent, what was assumed, and what the other answer would cost.", Duty, _duty),
        Tool("timeline", "The duty on a line for every day of entry, as intervals of one answer.", Timeline, _timeline),
        Tool("assess", "The duty on up to a hundred entry lines; a line without an answer says why.", Lines, _assess),
        Tool("refund", "Whether an entry line as filed and paid can still be refunded, how, and until when: differences by cause, interest, remedies and last days.", EntryLine, _refund, long=True),
        Tool("law_list", "Instruments of the law book, by words and days.", law.Listed, lambda views, q: listing.value_of(Namespace(**q.model_dump()), views.book)),
        Tool("law_show", "One instrument with its provisions, or every provision of one heading of Chapter 98 or 99.", Shown, lambda views, q: show.value_of(Namespace(id=q.id), views.book)),
        Tool("law_current", "Every provision that reaches goods of a country entered on a day, with the horizon and what is pending.", law.Current, _current),
        Tool("law_diff", "What became known between two days; with brief false also the codes, countries and rates it reaches, which takes seconds.", law.Between, _diff, long=True),
        Tool("law_pending", "What is dated and to come, what is open, and what is ordered without a day.", Question, lambda views, _: law.awaited(views)),
        Tool("law_coverage", "The book against the official Chapter 99: which headings are encoded, out of scope, or differ, and why.", law.Covered, lambda views, q: law.compared(views, q.model_dump()), long=True),
        Tool("schedule_search", "Headings and codes of the tariff schedule by words of their description.", Searched, lambda views, q: found_of(q.words, q.limit)),
        Tool("schedule_show", "The rates of a code, or of the codes below it.", Code, _code),
        Tool("deal_compare", "What each reading of the terms of the investment facility is worth to each side, and what the doubtful terms move.", commands.DealCompare, _command, long=True),
        Tool("deal_waterfall", "Who is paid what, period by period, in a case of the investment facility.", commands.DealWaterfall, _command, long=True),
        Tool("impact_etr", "Effective tariff rates of a day or a span, weighted by imports of 2024.", commands.ImpactEtr, _command, long=True),
        Tool("impact_history", "Average tariffs of a day against the years on file: the last year in which the rate was higher.", commands.ImpactHistory, _command, long=True),
        Tool("impact_revenue", "Revenue by month: what the law would bring on the imports, what was calculated, what the Treasury received, and the steps between.", commands.ImpactRevenue, _command, long=True),
        Tool("impact_partners", "Trading partners of 2024 by rank on each basis, goods or goods and services.", commands.ImpactPartners, _command, long=True),
        Tool("impact_trade", "What a change of duties does to trade, revenue, prices and mean rates, product by product, once buyers move; estimates.", commands.ImpactTrade, _command, long=True),
        Tool("impact_ge", "Trade, prices, welfare under other tariffs in general equilibrium; best and Nash rates; estimates.", commands.ImpactGe, _command, long=True),
        Tool("impact_japan", "Rates on Japan at each step from 2024 to 2026, and what layers of models make of them; effects are estimates with ranges.", commands.ImpactJapan, _command, long=True),
        Tool("record_status", "The state of every commitment of the deal between the United States and Japan on a day, as known that day, and what came of it.", record.Status, lambda _, q: record_status.value_of(q.options())),
        Tool("record_conflicts", "Where claims differ: the sides, their sources, how they are weighed, the ruling with its reason.", record.Conflicts, lambda _, q: record_conflicts.value_of(q.options())),
        Tool("record_timeline", "Events, and claims, in the order of their days, with sources.", record.Told, lambda _, q: record_timeline.value_of(q.options())),
        Tool("record_check", "A report set against law, record and figures as known on its day: agrees, differs with the likely cause, opinion, or cannot be checked.", record.Checked, _check, long=True),
    )
}  # fmt: skip
"""name -> tool, in the order of the list."""


def answered(views: Views, name: str, arguments: dict[str, Any]) -> Any:
    """The answer of a tool, for a process that is given names and plain values.

    Raises
    ------
    UsageError   There is no such tool. KanzeiError   As the tool raises it.
    """
    if name not in TOOLS:
        raise UsageError(f"there is no tool {name!r}: the tools are {', '.join(TOOLS)}")
    tool = TOOLS[name]
    return tool.work(views, tool.question.model_validate(arguments))
