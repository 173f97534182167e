"""Clocks at work on a view: the clock of a line, the days it turned to, and what another reading of a day would cost.

The pure part is :mod:`kanzei.duty.clocks`. A kernel over batches takes the same clock as a column: the day of the ordinary duty in the
place of ``entered_on``, and lines whose duties follow several days (steel from a zone) one by one through this module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanzei.duty.clocks import CLOCK_CLAIMS, Clock, Facts, required_status, run_clock, state_facts
from kanzei.duty.evaluator import BEARING
from kanzei.duty.result import Assumption, RateDay
from kanzei.duty.stack import Stack
from kanzei.errors import EntryError, KanzeiError, NotCovered

if TYPE_CHECKING:
    from kanzei.duty.assess import Answer
    from kanzei.duty.evaluator import Evaluation, Situation
    from kanzei.duty.line import EntryLine
    from kanzei.duty.view import View

__all__ = ["priced_days", "rate_days", "started", "with_releases"]


def started(view: View, line: EntryLine) -> Clock | None:
    """The clock a line states facts for, or ``None``: then the day of entry decides, as it stands.

    Raises
    ------
    EntryError   The facts contradict each other, or an order asks for a zone status the goods do not have.
    NotCovered   A day whose rates apply lies before the book.
    """
    from kanzei.duty.assess import FIRST_DAY

    facts = state_facts(line.claims, line.entered_on)
    if facts is None:
        return None
    for day, what in ((facts.status_on, "zone status"), (facts.transported, "I.T. entry")):
        if day is not None and line.loaded_on is not None and line.loaded_on > day:
            raise EntryError(f"loaded on {line.loaded_on}, after the {what} of {day}: one of the two days is wrong")
    clock = run_clock(facts, view.book.zones, view, line.origin, line.hts)
    if clock.day < FIRST_DAY:
        raise NotCovered(
            f"the rates of {clock.day} apply, {clock.because} ({clock.citation}): the book begins with {FIRST_DAY}"
        )
    if clock.name == "nonprivileged" and facts.status_on is not None:
        clock = clock._replace(notes=(*clock.notes, *_check_status(view, line, facts)))
    return clock


def _check_status(view: View, line: EntryLine, facts: Facts) -> tuple[str, ...]:
    """Refuse nonprivileged status where an order asked for privileged status of goods it charged on the day of admission.

    Returns notes on what could not be checked.
    """
    from kanzei.duty.assess import FIRST_DAY, answer_line

    day = facts.status_on
    assert day is not None
    doubt = f"whether an order asked for privileged foreign status on {day} cannot be told"
    if day < FIRST_DAY:
        return (f"{doubt}: the book begins with {FIRST_DAY}",)
    plain = {key: value for key, value in line.claims.items() if key not in CLOCK_CLAIMS}
    try:
        then = answer_line(view, line._replace(entered_on=day, claims=plain))
    except KanzeiError as error:
        return (f"{doubt}: {error}",)
    needed = required_status(view.book.zones, view, line.origin, line.hts, facts.entered, day)
    unknown = []
    for one in then.amounts.charged:
        authority = one.step.authority
        if one.step.kind not in BEARING or not one.amount:
            continue
        if authority in needed:
            since, cite = needed[authority]
            raise EntryError(
                f"nonprivileged foreign status of {day} cannot be: goods subject to {one.step.heading} ({authority}) and admitted to a "
                f"zone from {since} must take privileged foreign status ({cite})"
            )
        unknown.append(authority)
    if not unknown:
        return ()
    return (f"no zone clause was found for {', '.join(dict.fromkeys(unknown))}: {doubt}",)


def with_releases(view: View, situation: Situation, without: frozenset[str]) -> tuple[Evaluation, Stack]:
    """The law of a line whose duties follow several days: what the fixed day had released stays released.

    A release is decided among the duties of its own day: steel in a zone is out of a general duty under the headings of the day of
    status, though it reports another heading on the day of entry.
    """
    from kanzei.duty.assess import evaluate

    found = evaluate(view, situation, without)
    then = evaluate(view, situation._replace(clock=()), without)
    bearing = {one.authority for one in found.stack.steps if one.kind in BEARING} - set(found.days)
    kept = bearing - {one.authority for one in then.stack.steps if one.kind in BEARING}
    releases = [one for one in then.stack.steps if one.authority in kept and one.kind == "exempt" and one.guard is True]
    if not releases:
        return found, found.stack
    gone = frozenset(one.authority for one in releases)
    found = evaluate(view, situation, without | gone)
    part = found.stack.parts[0].name
    return found, Stack(found.stack.parts, found.stack.steps + tuple(one._replace(part=part) for one in releases))


def rate_days(view: View, answer: Answer) -> tuple[RateDay, ...]:
    """Whose rates a line pays, in words: the clock's own day, then the duties that follow another."""
    clock = answer.clock
    if clock is None or clock.facts is None:
        return ()
    out = []
    if clock.name != "entry":
        out.append(RateDay("", clock.day, clock.because, clock.citation))
    reached = _reached(view, answer)
    out += [
        RateDay(one.authority, one.day, one.because, one.citation)
        for one in clock.turns
        if one.day != clock.day and one.authority in reached
    ]
    return tuple(out)


def _reached(view: View, answer: Answer) -> set[str]:
    """Authorities that charge these goods as assessed, or would charge them had every duty the clock's own day."""
    from kanzei.duty.assess import evaluate

    plain = evaluate(view, answer.evaluation.situation._replace(clock=()))
    return {
        one.authority for stack in (answer.evaluation.stack, plain.stack) for one in stack.steps if one.kind in BEARING
    }


def priced_days(view: View, line: EntryLine, answer: Answer) -> list[Assumption]:
    """What another reading of the days would cost: doubtful clauses on zones, and a release after the day of entry."""
    from kanzei.duty.assess import answer_line

    clock = answer.clock
    if clock is None or clock.facts is None:
        return []
    out: list[Assumption] = []
    reached = _reached(view, answer)
    for name in dict.fromkeys(one.switch for one in clock.turns if one.switch and one.authority in reached):
        reading, now = view.book.readings[name], view.switch(name)
        for choice, words in reading["choices"].items():
            if choice == now:
                continue
            effect = _total(view.with_switch(name, choice), line)
            if effect is not None and effect != answer.total:
                told = (
                    f"doubtful point {name} read as '{now}' ({reading['choices'][now]}); shown for '{choice}' ({words})"
                )
                out.append(Assumption(told, effect - answer.total))
    released = clock.facts.released
    if released is not None and released > line.entered_on and clock.name == "entry":
        claims = {key: value for key, value in line.claims.items() if key != "released_on"}
        try:
            effect = answer_line(view, line._replace(entered_on=released, claims=claims)).total - answer.total
        except KanzeiError:
            effect = 0
        if effect:
            told = (
                f"released on {released}, after the day of entry: an earlier time than release is the time of entry only if asked for, "
                f"with the goods arrived (19 CFR 141.68); shown for {released}"
            )
            out.append(Assumption(told, effect))
    return out


def _total(view: View, line: EntryLine) -> int | None:
    from kanzei.duty.assess import answer_line

    try:
        return answer_line(view, line).total
    except KanzeiError:
        return None
