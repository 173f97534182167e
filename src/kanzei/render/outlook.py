"""The answer to a scenario as text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from kanzei.counts import counted
from kanzei.outlook.answer import OptionAnswer, ShipmentAnswer
from kanzei.outlook.numbers import cents
from kanzei.outlook.plans import WAYS, Option
from kanzei.outlook.report import Report
from kanzei.outlook.scenario import Scenario
from kanzei.outlook.tree import Event, Group, events
from kanzei.outlook.turning import DayCost, Turn
from kanzei.outlook.words import share_text
from kanzei.render.tables import Ink, paragraph, table
from kanzei.render.words import amount, dotted, signed_amount

__all__ = ["percentage", "report_text", "scenario_text"]

_NO_ESTIMATE = "probabilities, days and costs are inputs, as the file states them; they are no estimates"


def percentage(share: Fraction) -> str:
    """A probability for people, two decimals at most: ``4.99%``."""
    text = f"{float(share) * 100:.2f}".rstrip("0").rstrip(".")
    return f"{text or '0'}%"


def _days(one: Event) -> str:
    if not one.days:
        return ""
    if len(one.days) == 1:
        return str(one.days[0][0])
    return f"{one.days[0][0]} to {one.days[-1][0]}, {len(one.days)} days"


def _tree(group: Group, depth: int = 0) -> Iterator[list[str]]:
    for one in group.events:
        chance = share_text(one.probability) + (" (the rest)" if one.rest else "")
        yield [
            "  " * depth + one.id,
            chance if group.kind == "independent" else f"one of: {chance}",
            _days(one),
            one.title,
        ]
        if one.then:
            yield from _tree(one.then, depth + 1)


def _option(option: Option) -> str:
    text = WAYS[option.way]
    if option.way == "delay":
        return f"{text}: {counted(option.days, 'day')}"
    if option.events:
        after = f" {counted(option.plus, 'day')} after" if option.plus else ""
        return f"{text}:{after} when {' or '.join(option.events)} comes, on {option.until} at the latest"
    return f"{text}: {option.until}" if option.until else text


def scenario_text(scenario: Scenario, ink: Ink) -> str:
    """What a scenario holds."""
    out = [ink.bold(f"{scenario.id}: {scenario.title}"), f"  the law as known {scenario.known}", ""]
    out += [paragraph(scenario.note), ""] if scenario.note else []
    out += [table(["event", "probability", "known on", "what"], list(_tree(scenario.tree)), ink=ink, fold=True), ""]
    for one in scenario.shipments:
        line = one.line
        day = f"entered {one.arrives}" if one.options[0].way == "entered" else f"arrives {one.arrives}"
        who = "" if one.ours else f"; importer of record: {one.importer}"
        out.append(
            f"  {ink.bold(one.id)}: {dotted(line.hts)} from {line.origin}, value {amount(line.value_cents)}, {day}{who}"
        )
        out += [paragraph(f"{option.id}: {_option(option)}", "    ", "  ") for option in one.options]
    if scenario.flows:
        out += [
            "",
            *(paragraph(f"trade: {one.title}; {one.basis}; source: {one.source}", hang="  ") for one in scenario.flows),
        ]
    out += [
        paragraph(f"learned: {one.title}" + (f" ({one.source})" if one.source else ""), hang="  ")
        for one in scenario.learned
    ]
    out += ["", *(paragraph(f"source: {one}", hang="  ") for one in scenario.sources), ink.dim(f"  {_NO_ESTIMATE}")]
    return "\n".join(out)


def report_text(report: Report, horizon: tuple[date | None, date | None], ink: Ink) -> str:
    """The answer for people."""
    answer, scenario = report.answer, report.answer.scenario
    head = f"{ink.bold(scenario.title)}\n  the law as known {scenario.known}; {counted(len(answer.worlds), 'world')}; {_NO_ESTIMATE}"
    out = [
        head,
        "",
        table(["event", "probability", "known on", "what"], list(_tree(scenario.tree)), ink=ink, fold=True),
    ]
    for one in answer.shipments:
        out += ["", _shipment_text(one, ink)]
    if answer.plans:
        out += ["", *_plans_text(report, ink)]
    if report.turns:
        out += ["", *_turns_text(report.turns, ink)]
    for event, rows in report.by_day.items():
        out += ["", *_by_day_text(event, rows, report, ink)]
    out += _back_text(report, ink)
    out += _worth_text(report, ink)
    out += _delays_text(report, ink)
    official, seen = horizon
    edge = f"official text to {official}; " if official else ""
    out += [
        "",
        ink.dim(f"{edge}changes looked for to {seen}; law book {answer.digest[:12]}, scenario {scenario.digest[:12]}"),
    ]
    return "\n".join(out)


def _shipment_text(one: ShipmentAnswer, ink: Ink) -> str:
    line = one.shipment.line
    day = "entered" if one.first.option.way == "entered" else "arrives"
    head = f"{ink.bold(one.shipment.id)}: {dotted(line.hts)} from {line.origin}, value {amount(line.value_cents)}, {day} {one.shipment.arrives}"
    rows = [_option_row(option, one) for option in one.options]
    header = ["option", "expected cost", "5% point", "95% point", "duty", "beside duty", "against first", ""]
    out = [head, table(header, rows, right=(1, 2, 3, 4, 5, 6), ink=ink)]
    for option in one.options:
        said = option.refused or option.verdict
        if said:
            mark = "refused: " if option.refused else ""
            text = paragraph(f"{option.option.id}: {mark}{said}", "    ", "  ")
            out.append(ink.warn(text) if option.refused or option.defeated else text)
    out += [paragraph(note, "    ", "  ") for note in one.shipment.notes]
    return "\n".join(out)


def _option_row(option: OptionAnswer, one: ShipmentAnswer) -> list[str]:
    if option.total is None or option.duty is None:
        return [option.option.id, "cannot be", "", "", "", "", "", ""]
    beside = sum(
        (option.parts[name] for name in ("storage", "handling", "bond", "finance", "waiting", "late")), Fraction(0)
    )
    beside -= option.parts["interest"]
    first = one.first.total.expected if one.first.total else option.total.expected
    best = one.best is option and len(one.options) > 1
    return [
        option.option.id,
        amount(option.total.cents),
        amount(option.total.low),
        amount(option.total.high),
        amount(option.duty.cents),
        amount(cents(beside)),
        "" if option is one.first else signed_amount(cents(option.total.expected - first)),
        "best" if best else "clock" if option.defeated else "",
    ]


def _plans_text(report: Report, ink: Ink) -> list[str]:
    planned = [one.shipment.id for one in report.answer.shipments]
    rows = []
    for plan in report.answer.plans:
        chosen = ", ".join(f"{name}: {option}" for name, option in zip(planned, plan.options, strict=True))
        words = (
            chosen if plan.id == "best" else "the first option of each" if plan.id == "first" else f"{plan.id} for each"
        )
        t = plan.total
        rows.append([plan.id, amount(t.cents), amount(t.low), amount(t.high), amount(t.least), amount(t.most), words])
    header = ["plan", "expected cost", "5% point", "95% point", "least", "most", "options"]
    return [ink.bold("all shipments together"), table(header, rows, right=(1, 2, 3, 4, 5), ink=ink, fold=True)]


def _turns_text(found: tuple[Turn, ...], ink: Ink) -> list[str]:
    """The break-even points that exist; of the others, which events never turn anything."""
    rows = []
    for one in found:
        if one.point.at is None:
            continue
        most = "" if one.point.most == 1 else f" (it can be {percentage(one.point.most)} at most)"
        which = f"{one.second} against {one.first}"
        words = f"{_name(one, one.point.better)} above it{most}"
        rows.append([one.event, percentage(one.now), one.shipment or "all", which, percentage(one.point.at), words])
    out = [ink.bold("break-even probability of an event, all else as in the scenario")]
    if rows:
        out.append(
            table(["event", "now", "shipment", "which", "break-even", "cheaper"], rows, right=(4,), ink=ink, fold=True)
        )
    turning = {one.event for one in found if one.point.at is not None}
    still = [name for name in dict.fromkeys(one.event for one in found) if name not in turning]
    if still:
        out.append(paragraph(f"at no probability of {', '.join(still)} does the cheaper of two options change", "  "))
    return out


def _name(one: Turn, which: str) -> str:
    return one.first if which == "first" else one.second


def _by_day_text(event: str, rows: tuple[DayCost, ...], report: Report, ink: Ink) -> list[str]:
    """Runs of days on which one plan is the best."""
    runs: list[list[DayCost]] = []
    for row in rows:
        if runs and runs[-1][-1].best == row.best:
            runs[-1].append(row)
        else:
            runs.append([row])
    shown = []
    for run in runs:
        least = [dict(row.costs)["best"] for row in run]
        first = [dict(row.costs).get("first", Fraction(0)) for row in run]
        plan = ", ".join(
            f"{one.shipment.id}: {option}"
            for one, option in zip(report.answer.shipments, run[0].best, strict=True)
            if one.first.option.way != "entered"
        )
        shown.append([str(run[0].day), str(run[-1].day), _range(least), _range(first), plan])
    title = f"were {event} to come on a day for certain of its day ({percentage(report.answer.scenario.event(event).probability)} as before)"
    step = (rows[1].day - rows[0].day).days if len(rows) > 1 else 1
    title += f"; every {step} days" if step > 1 else ""
    header = ["from", "to", "expected cost of the best plan", "of the first", "best plan"]
    return [ink.bold(title), table(header, shown, right=(2, 3), ink=ink, fold=True)]


def _range(costs: list[Fraction]) -> str:
    low, high = cents(min(costs)), cents(max(costs))
    return amount(low) if low == high else f"{amount(low)} to {amount(high)}"


def _back_text(report: Report, ink: Ink) -> list[str]:
    """Who is paid back, and who is not."""
    scenario = report.answer.scenario
    if not report.answer.shipments:
        return []
    out = ["", ink.bold("paid back")]
    rows = []
    for one in report.back:
        fate = one.refund.fate
        goes = {"ours": "us", "nobody": "nobody"}.get(one.goes, one.goes)
        due = f"{fate.route}, last day {fate.last_day}, file by {fate.file_by}" if fate.last_day else fate.because
        rows.append(
            [
                one.shipment,
                str(one.entered),
                one.event,
                percentage(one.probability),
                amount(one.refund.cents),
                goes,
                f"{due} ({fate.citation})",
            ]
        )
    if rows:
        out.append(
            table(
                ["shipment", "entered", "by", "probability", "USD", "to", "how"], rows, right=(3, 4), ink=ink, fold=True
            )
        )
        out.append(
            paragraph(
                "to the importer of record of the entry alone; days from an estimated liquidation are estimates", "  "
            )
        )
    reach = {one.event for one in report.back}
    silent = [one.id for one in events(scenario.tree) if one.id in scenario.laws and one.id not in reach]
    if silent:
        out.append(paragraph(f"nothing is paid back by {', '.join(silent)}: no entry above is reached back to", "  "))
    return out


def _worth_text(report: Report, ink: Ink) -> list[str]:
    if report.perfect is None:
        return []
    rows = []
    for one in report.worth:
        assert one.learned is not None
        against = amount(cents(one.first - one.knowing)) if one.first is not None else ""
        rows.append(
            [one.learned.id, amount(cents(one.cents)), against, amount(cents(one.blind)), amount(cents(one.knowing))]
        )
    rows.append(
        [
            "which world it is",
            amount(cents(report.perfect.cents)),
            "",
            amount(cents(report.perfect.blind)),
            amount(cents(report.perfect.knowing)),
        ]
    )
    out = [
        "",
        ink.bold(f"what it was worth on {report.answer.scenario.known} to know"),
        table(
            ["known", "over the best plan", "over the first plan", "cost of the best plan, blind", "cost, knowing"],
            rows,
            right=(1, 2, 3, 4),
            ink=ink,
        ),
    ]
    for one in report.worth:
        if one.learned is not None:
            source = f" ({one.learned.source})" if one.learned.source else ""
            out.append(paragraph(f"{one.learned.id}: {one.learned.title}{source}", "    ", "  "))
    return out


def _delays_text(report: Report, ink: Ink) -> list[str]:
    if not report.delays:
        return []
    rows = []
    for one in report.delays:
        reach = f"importers of record, entries from {one.from_day}" if one.from_day else "nobody: not reached back to"
        rows.append(
            [
                one.event,
                one.flow.id,
                amount(one.value),
                amount(cents(one.a_day(one.waiting + one.gone))),
                amount(cents(one.a_day(one.gone))),
                amount(cents(one.a_day(one.waiting))),
                reach,
            ]
        )
    for event in dict.fromkeys(one.event for one in report.delays):
        own = [one for one in report.delays if one.event == event]
        if len(own) > 1:
            more, gone, back = (
                sum((one.a_day(amounts[which]) for one, amounts in zip(own, parts, strict=True)), Fraction(0))
                for parts in [[(one.waiting + one.gone, one.gone, one.waiting) for one in own]]
                for which in range(3)
            )
            a_day = [amount(cents(one)) for one in (more, gone, back)]
            rows.append([event, "together", amount(sum(one.value for one in own)), *a_day, ""])
    header = ["waiting for", "trade", "of a year, USD", "duty more, a day", "not paid back", "paid back", "to whom"]
    out = [
        "",
        ink.bold("what a day of waiting costs on the trade of a year"),
        table(header, rows, right=(2, 3, 4, 5), ink=ink, fold=True),
    ]
    said = dict.fromkeys(
        f"{one.flow.basis}; a day is one of {one.flow.days}; source: {one.flow.source}" for one in report.delays
    )
    out += [paragraph(text, "  ") for text in said]
    missed = {one.flow.id: one for one in report.delays if one.missed}
    out += [
        paragraph(
            f"{name}: {counted(one.missed_lines, 'code')} worth {amount(one.missed)} left out (a rate per piece or weight, or a code of another year whose successors differ)",
            "  ",
        )
        for name, one in missed.items()
    ]
    return out
