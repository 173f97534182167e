"""The check of a report: every finding of every kind, once for each place, in the order of the text."""

from __future__ import annotations

from datetime import date

from kanzei.duty.view import View
from kanzei.record.checking.best import average_findings, best_findings
from kanzei.record.checking.commitments import commitment_findings
from kanzei.record.checking.context import Context
from kanzei.record.checking.events import date_findings, order_findings
from kanzei.record.checking.model import Finding, Measures
from kanzei.record.checking.people import office_findings, traveller_findings
from kanzei.record.checking.shares import share_findings
from kanzei.record.checking.states import state_findings
from kanzei.record.checking.sums import rank_findings, sum_findings
from kanzei.record.checking.tariff import tariff_findings
from kanzei.record.checking.trends import trend_findings
from kanzei.record.model import Record
from kanzei.record.reports import Report

__all__ = ["check"]

_KINDS = (
    traveller_findings,
    office_findings,
    tariff_findings,
    share_findings,
    sum_findings,
    rank_findings,
    trend_findings,
    average_findings,
    best_findings,
    commitment_findings,
    state_findings,
    date_findings,
    order_findings,
)


def check(
    report: Report, on: date, view: View, record: Record, measures: Measures | None = None
) -> tuple[Finding, ...]:
    """Findings of a report in the order of its text.

    Parameters
    ----------
    on : the report's day: nothing later counts, and days without a year are counted from it.
    view : the law book as known on that day. record : the record, of which only what was known by then is used.
    measures : trade of partners and the average tariff, where they are at hand.
    """
    context = Context(report, on, view, record, measures or Measures())
    found: dict[tuple[int, int, str, str], Finding] = {}
    for kind in _KINDS:
        for one in kind(context):
            found.setdefault((one.start, one.stop, one.kind, one.official), one)
    return tuple(sorted(found.values(), key=lambda one: (one.start, one.stop)))
