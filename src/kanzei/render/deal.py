"""Waterfalls, runs and comparisons of a deal, for people."""

from __future__ import annotations

from kanzei.deal.case import PERIODS
from kanzei.deal.compare import Answer, Compared
from kanzei.deal.run import Run
from kanzei.deal.sheet import Sheet
from kanzei.deal.waterfall import Outcome
from kanzei.deal.words import percentage
from kanzei.deal.worked import PartyReturn, Worked
from kanzei.render.deal_rows import Column, debt_columns, has_debt, irr_text, label, received, six, split_columns
from kanzei.render.tables import Ink, paragraph, table
from kanzei.render.words import amount

__all__ = ["compared_text", "ledger_text", "run_text", "worked_text"]


def worked_text(worked: Worked, ink: Ink) -> str:
    """A case worked out: a table for each vehicle, recovery, totals and returns."""
    case, sheet = worked.case, worked.sheet
    parts = [
        ink.bold(case.title or case.id),
        f"  {sheet.title}",
        f"  reading {worked.reading.id}: {worked.reading.title}",
    ]
    parts.append(f"  terms as known on {sheet.known_on}" + (f", {case.period}s" if case.period != "year" else ""))
    for outcome in worked.outcomes:
        parts += ["", *_vehicle(worked, outcome, ink)]
    if worked.recovered:
        parts += ["", *_recovery(worked, ink)]
    parts += ["", *_totals(worked)]
    if worked.exchange is not None:
        parts += ["", *_exchange(worked, ink)]
    if worked.guarantee is not None:
        parts += ["", *_guarantee(worked, ink)]
    parts += [paragraph(f"assumed: {one}") for one in worked.planned.assumptions]
    return "\n".join(parts)


def _vehicle(worked: Worked, outcome: Outcome, ink: Ink) -> list[str]:
    out = []
    if len(worked.outcomes) > 1 or outcome.vehicle.id == "pool":
        out.append(f"  {outcome.vehicle.id}: {amount(outcome.vehicle.funded)} funded")
    columns = split_columns(worked, outcome)
    if has_debt(outcome):
        loans = debt_columns(worked, outcome)
        if outcome.rules.daa_mode == "none" and outcome.rules.before:
            loans += columns[1:]
            columns = []
        out.append(_table(outcome, loans, ink))
    if columns:
        out.append(_table(outcome, columns, ink))
    return out


def _table(outcome: Outcome, columns: list[Column], ink: Ink) -> str:
    rows = [[str(one.period), *(amount(column.cents(one)) for column in columns)] for one in outcome.periods]
    return table(["t", *(one.head for one in columns)], rows, range(len(columns) + 1), ink=ink)


def _recovery(worked: Worked, ink: Ink) -> list[str]:
    ours, theirs = label(worked.sheet, "investor"), label(worked.sheet, "host")
    interest = worked.planned.rules.catchup_base == "deemed_interest"
    several = len(worked.outcomes) > 1
    head = [
        *(["vehicle"] if several else []),
        "t",
        f"{ours} before",
        *(["interest part"] if interest else []),
        "diverted",
        ours,
        theirs,
        "shortfall left",
    ]
    rows = [
        [
            *([one.vehicle] if several else []),
            str(one.period),
            amount(one.before),
            *([amount(one.base)] if interest else []),
            *(amount(cents) for cents in (one.diverted, one.investor, one.host, one.left)),
        ]
        for one in worked.recovered
    ]
    what = "deemed interest alone" if interest else "all receipts"
    return [f"  shortfall recovered from {what} (T32, T33)", table(head, rows, range(int(several), len(head)), ink=ink)]


def _totals(worked: Worked) -> list[str]:
    sheet, case = worked.sheet, worked.case
    cash = sum(one.cents for one in worked.ledger if one.payer == "customers" and one.payee == "vehicle")
    # Where operations are worked out the fee, costs and taxes leave what customers paid before there is cash to share.
    brought = "revenue" if any(one.operations for one in case.projects) else "cash"
    ours, theirs = label(sheet, "investor"), label(sheet, "host")
    at = f"NPV at {percentage(case.discount)}"
    host = worked.parties["host"].returns
    out = []
    if any(has_debt(one) for one in worked.outcomes):
        covered = sum(one.cents for one in worked.ledger if one.step == "cover")
        public = sum(received(worked, one) for one in ("investor", "lender", "insurer"))
        out.append(
            f"  totals: {ours} public side {amount(public - covered)}, {label(sheet, 'banks')} {amount(received(worked, 'banks'))}, "
            f"{theirs} {amount(host.received)}, {brought} {amount(cash)}"
        )
        if covered:
            parts = ", ".join(
                f"{label(sheet, one)} {amount(received(worked, one))}" for one in ("investor", "lender", "insurer")
            )
            out.append(f"  of the public side: {parts}, paid out under the cover {amount(covered)}")
        for name in ("public", "banks", "all"):
            out.append("  " + _line(label(sheet, name), worked.parties[name], at, case.period))
    else:
        out.append(
            f"  totals: {ours} {amount(received(worked, 'investor'))}, {theirs} {amount(host.received)}, {brought} {amount(cash)}"
        )
        out.append("  " + _line(ours, worked.parties["investor"], at, case.period))
    out.append(f"  {theirs} {at} {amount(host.npv)}")
    if any(worked.parties["operator"].flows):
        out.append("  " + _line(label(sheet, "operator"), worked.parties["operator"], at, case.period))
    if worked.unpaid:
        out.append(f"  unpaid at the end, written off: {amount(worked.unpaid)} (T45)")
    if worked.never_tested:
        out.append(f"  scheduled principal never tested: {amount(worked.never_tested)} (T57)")
    if worked.recovered and worked.shortfall_left:
        out.append(f"  never recovered: {amount(worked.shortfall_left)}")
    return out


def _line(name: str, party: PartyReturn, at: str, period: str) -> str:
    found = party.returns
    each = "" if period == "year" else f" per {period}"
    text = f"{name} net {amount(found.net)}; IRR{each} {irr_text(party.irr_period)}; {at} {amount(found.npv)}"
    if each and party.irr_year is not None:
        text += f"; IRR a year {irr_text(party.irr_year)}"
    if found.multiple is not None:
        text += f"; multiple {six(found.multiple)[:-2]}"
    if found.payback is not None:
        back = found.payback * PERIODS[period]
        text += f"; paid back in {period} {back}"
    return text


def _exchange(worked: Worked, ink: Ink) -> list[str]:
    assert worked.exchange is not None and worked.case.exchange is not None
    debt, rows, rate = worked.exchange
    name = worked.case.exchange.currency
    head = [
        "t",
        f"USD to {label(worked.sheet, 'investor')}",
        "rate",
        f"{name} in",
        f"{name} interest",
        f"{name} principal",
        f"{name} net",
    ]
    body = [
        [
            str(number),
            amount(one.dollars),
            f"{float(one.rate):.2f}",
            *(amount(cents) for cents in (one.received, one.interest, one.principal, one.net)),
        ]
        for number, one in enumerate(rows, 1)
    ]
    total, net = sum(one.received for one in rows), sum(one.net for one in rows)
    return [
        table(head, body, range(len(head)), ink=ink),
        f"  {name} in {amount(total)}; net after debt service {amount(net)}; IRR on the {amount(debt)} put in {irr_text(rate)}",
    ]


def _guarantee(worked: Worked, ink: Ink) -> list[str]:
    found = worked.guarantee
    assert found is not None
    head = [
        "t",
        "exposure",
        "survival to start",
        "default prob. this year",
        "expected loss",
        "PV loss",
        "expected premium",
        "PV premium",
    ]
    rows = [
        [str(number), amount(one.exposure), six(one.survival), six(one.default),
         *(six(value / 100) for value in (one.expected_loss, one.pv_loss, one.expected_premium, one.pv_premium))]
        for number, one in enumerate(found.periods, 1)
    ]  # fmt: skip
    even = "none" if found.break_even is None else f"{six(found.break_even * 100)}%"
    return [
        "  worth of the guarantee",
        table(head, rows, range(len(head)), ink=ink),
        f"  PV of expected loss {six(found.pv_loss / 100)}; PV of premium {six(found.pv_premium / 100)}; net value to the insurer {six(found.net / 100)}; "
        f"break-even premium {even} a year; cumulative default probability {six(found.cumulative_default * 100)}%",
    ]


def ledger_text(worked: Worked, ink: Ink) -> str:
    """Every payment with its step and clause."""
    rows = [
        [
            one.vehicle,
            str(one.period),
            one.step,
            one.clause,
            label(worked.sheet, one.payer),
            label(worked.sheet, one.payee),
            amount(one.cents),
        ]
        for one in worked.ledger
    ]
    return table(["vehicle", "t", "step", "clause", "from", "to", "USD"], rows, (1, 6), ink=ink)


def run_text(found: Run, ink: Ink) -> str:
    """A run: what happened, who gets what, in which year."""
    sheet, case = found.sheet, found.case
    parts = [
        ink.bold(case.title or case.id),
        f"  {sheet.title}, terms as known on {sheet.known_on}",
        f"  reading {found.reading.id}: {found.reading.title}",
        "",
    ]
    rows = [
        [one.project, str(one.day or ""), one.state.replace("_", " "), one.clause, one.text]
        for one in found.called.events
        if one.state != one.text
    ]
    if rows:
        parts += [table(["project", "day", "state", "term", "what"], rows, ink=ink, fold=True), ""]
    parts.append(f"  funded {amount(found.funded)}; declined {amount(found.shortfall)}")
    if found.called.queue:
        lines = [
            [str(one.year), amount(one.new), amount(one.before), amount(one.paid), amount(one.after)]
            for one in found.called.queue
        ]
        parts += [table(["year", "new calls", "queue before", "paid", "queue after"], lines, range(1, 5), ink=ink)]
    if found.worked is None:
        return "\n".join([*parts, "  nothing is funded, so nothing is paid out"])
    shown = [name for name, one in found.parties.items() if one.by_year]
    if not any(one.vehicle.loans for one in found.worked.outcomes):
        shown = [name for name in shown if name not in ("public", "all", "banks")]
    lines = []
    for name in shown:
        one = found.parties[name].returns
        lines.append(
            [label(sheet, name), amount(one.put_in), amount(one.received), amount(one.net), irr_text(found.parties[name].irr), amount(one.npv),
             "" if one.multiple is None else six(one.multiple)[:-2], "" if one.payback is None else f"{float(one.payback):.1f}"]
        )  # fmt: skip
    head = [
        "party",
        "put in",
        "received",
        "net",
        "IRR a year",
        f"NPV at {percentage(case.discount)}",
        "multiple",
        "years to payback",
    ]
    parts += ["", table(head, lines, range(1, len(head)), ink=ink), ""]
    years = sorted({year for name in shown for year in found.parties[name].by_year})
    body = [[str(year), *(amount(found.parties[name].by_year.get(year, 0)) for name in shown)] for year in years]
    parts.append(table(["year", *(label(sheet, name) for name in shown)], body, range(1, len(shown) + 1), ink=ink))
    most = found.exposure
    parts += ["", f"  most outstanding: {label(sheet, 'investor')}'s own money {amount(most.investor)}"
              + (f", {label(sheet, 'lender')} {amount(most.lender)}, {label(sheet, 'banks')} {amount(most.banks)}, under cover {amount(most.covered)}" if most.lender or most.banks else "")]  # fmt: skip
    if found.worked.exchange is not None:
        parts += ["", *_exchange(found.worked, ink)]
    if found.worked.guarantee is not None:
        parts += ["", *_guarantee(found.worked, ink)]
    if found.worked.unpaid:
        parts.append(f"  unpaid at the end, written off: {amount(found.worked.unpaid)} (T45)")
    if found.shortfall:
        parts.append(f"  shortfall never recovered: {amount(found.worked.shortfall_left)}")
    parts += [paragraph(f"assumed: {one}") for one in found.worked.planned.assumptions]
    return "\n".join(parts)


def compared_text(found: Compared, answers: list[Answer], sheet: Sheet, ink: Ink) -> str:
    """Readings side by side, and each doubtful term with both its answers."""
    ours, theirs = label(sheet, "investor"), label(sheet, "host")
    head = [
        "reading",
        f"{ours} net",
        "IRR a year",
        f"{ours} NPV",
        f"{theirs} gets",
        f"{theirs} NPV",
        f"{theirs} of cash",
        f"{theirs} of profit",
    ]
    rows = []
    for one, share in zip(found.runs, found.share_of_profit, strict=True):
        if one.worked is None:
            rows.append([one.reading.id, *["nothing funded"] * 1, *[""] * 6])
            continue
        every, host = one.parties["all"], one.parties["host"]
        cash = sum(entry.cents for entry in one.worked.ledger if entry.payer == "customers")
        rows.append(
            [one.reading.id, amount(every.returns.net), irr_text(every.irr), amount(every.returns.npv), amount(host.returns.received),
             amount(host.returns.npv), _part(host.returns.received, cash), "none is made" if share is None else _part(share.numerator, share.denominator)]
        )  # fmt: skip
    parts = [
        f"  {sheet.title}, terms as known on {sheet.known_on}",
        "",
        table(head, rows, range(1, len(head)), ink=ink),
    ]
    parts += [paragraph(f"{name}: {why}") for name, why in found.refused]
    if answers:
        body = []
        for answer in answers:
            won = answer.run.parties if answer.run is not None and answer.run.worked is not None else None
            body.append(
                [answer.term, answer.parameter, answer.grade, answer.answer + (" (taken)" if answer.taken else ""),
                 amount(won["all"].returns.net) if won else "", amount(won["host"].returns.received) if won else "",
                 answer.refused or ("" if won else "nothing is funded")]
            )  # fmt: skip
        parts += ["", f"  doubtful terms under {answers[0].run.reading.id if answers[0].run else found.runs[0].reading.id}, with each answer",
                  table(["term", "parameter", "grade", "answer", f"{ours} net", f"{theirs} gets", ""], body, (4, 5), ink=ink, fold=True)]  # fmt: skip
    return "\n".join(parts)


def _part(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else ""
