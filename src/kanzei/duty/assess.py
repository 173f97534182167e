"""Assess one line: choose the column, decide the law, carry out the stack, explain.

The filed amount of a total is the whole total on the Chapter 99 row and zero on the goods' own (stacking rule 41; CSMS 66319804). Antidumping and countervailing
duty stands beside the law's own answer as deposits of cases that the user names (stacking rule 46). Fees and the routes of correction are not part of an
assessment (stacking rules 48 and 50; stacking-2026 rule 47).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from kanzei.duty.adcvd import CASE_KEYS, deposit_notes, deposits
from kanzei.duty.chapter98 import Under, bond_broken, check_reach, enter_under, reach
from kanzei.duty.clockwork import priced_days, rate_days, started, with_releases
from kanzei.duty.column import Column, choose_column, replace_column, replacement_of
from kanzei.duty.components import components_of, is_void
from kanzei.duty.drawback import with_drawback
from kanzei.duty.evaluator import METALS, Evaluation, Situation
from kanzei.duty.line import EntryLine, Quantity
from kanzei.duty.preference import CERTIFIED, certified
from kanzei.duty.result import Assessment, Assumption, Component, NotApplied
from kanzei.duty.scalar import Amounts, Figures, carry_out
from kanzei.duty.short import settle_code, siblings
from kanzei.errors import EntryError, KanzeiError, NotCovered, ScheduleError
from kanzei.law.claims import REGISTRY
from kanzei.money import RATE_ONE, whole_dollars

if TYPE_CHECKING:
    from kanzei.duty.clocks import Clock
    from kanzei.duty.view import View

__all__ = ["FIRST_DAY", "Answer", "answer_line", "assess_line"]

FIRST_DAY = date(2025, 1, 1)
"""First day of entry the book reaches."""


class Answer(NamedTuple):
    """A line answered, before it is explained."""

    evaluation: Evaluation
    amounts: Amounts
    column: Column
    value: int
    warnings: tuple[str, ...]
    total: int
    replaced: dict[str, Any] | None
    clock: Clock | None = None
    under: Under | None = None


def assess_line(view: View, line: EntryLine, *, explain: bool) -> Assessment:
    """See :meth:`kanzei.duty.view.View.assess`."""
    stated, line = line, certified(line)
    answer = answer_line(view, line)
    if answer.clock is not None:
        line = line._replace(entered_on=answer.clock.entry)
    components = components_of(view, line, answer)
    refundable = sum(c.amount_cents for c in components if c.void)
    components += deposits(line, view.case_rates, view.known_on, _entered_value(view, line), _quantities(view, line))
    if view.answer == "owed":
        components = [c for c in components if not c.void]
    assumptions: list[Assumption] = []
    not_applied: list[NotApplied] = []
    days = rate_days(view, answer)
    warnings = [*(one.sentence for one in days), *answer.warnings, *deposit_notes(line)]
    if explain:
        from kanzei.duty.adcvd_scope import scope_notes
        from kanzei.duty.explain import assumed, horizon, not_applied_to

        # Under a short code another answer may tell its children apart: priced on the one that decides. A provision of chapter 98
        # is no short code: what is assumed is priced under it.
        priced = line if line.hts.startswith("98") else line._replace(hts=answer.evaluation.situation.code)
        assumptions = assumed(view, priced, answer)
        assumptions += [Assumption(CERTIFIED, None)] if len(line.claims) > len(stated.claims) else []
        if answer.under and answer.under.bond:
            assumptions.append(bond_broken(view, line, answer))
        for sibling in siblings(view, line, answer.evaluation.situation.code):
            known = {one.what for one in assumptions}
            assumptions += [one for one in assumed(view, sibling, answer_line(view, sibling)) if one.what not in known]
        not_applied = not_applied_to(view, line, answer)
        warnings += scope_notes(line)
        warnings += horizon(view, line)
        warnings += _metals_twice(components, answer.value)
        warnings += _revived(view, line, answer, refundable)
        assumptions += priced_days(view, line, answer)
        if answer.column.refused:
            not_applied.insert(0, NotApplied(f"SPI {str(line.spi).upper()}", answer.column.refused))
            warnings += _worth(view, line, answer)
    components = [with_drawback(view, one, line) for one in components] if explain else components
    return Assessment(
        duty_cents=sum(c.amount_cents for c in components),
        refundable_cents=refundable,
        value_cents=line.value_cents,
        components=tuple(components),
        not_applied=tuple(not_applied),
        assumptions=tuple(assumptions),
        warnings=tuple(dict.fromkeys(warnings)),
        entered_on=line.entered_on,
        known_on=view.known_on,
        as_of=view.book.as_of,
        lawbook=view.digest,
        clock=days,
    )


def _metals_twice(components: list[Component], value: int) -> list[str]:
    """Metals charged on more than the goods together, for a content not stated is taken as the full value (stacking rules 12 and 13)."""
    charged = {one.authority: one.base_cents for one in components if one.amount_cents}
    metals = [name for name, authority in METALS.items() if authority in charged]
    if sum(charged[METALS[name]] for name in metals) <= value:
        return []
    return [
        f"{' and '.join(metals)} are charged on more than the value together, for a content that is not stated is taken as the full value; "
        "contents cannot sum above it, so state them"
    ]


def _revived(view: View, line: EntryLine, answer: Answer, refundable: int) -> list[str]:
    """A duty that gave way to a void one may come back: said as a range, never netted (EO 14289, 2025-03-04 to 06-03)."""
    entered = line.entered_on.isoformat()
    void = frozenset(
        one.step.authority
        for one in answer.amounts.charged
        if one.amount and is_void(view, one.step.authority, entered)
    )
    if not void:
        return []
    due = answer_line(view, line, void).total
    back = due - (answer.total - refundable)
    if back <= 0:
        return []
    return [
        f"a duty that gave way to the void one would be {back / 100:,.2f} if it came back: "
        f"refundable {max(0, refundable - back) / 100:,.2f} to {refundable / 100:,.2f}"
    ]


def _worth(view: View, line: EntryLine, answer: Answer) -> list[str]:
    """What a claim that cannot be granted would have moved."""
    try:
        granted = answer_line(view, line, grant=True)
    except KanzeiError:
        return []
    if granted.column.refused:
        return []
    if granted.total == answer.total:
        return [f"granted, the claim of SPI {str(line.spi).upper()} would move nothing"]
    less = (answer.total - granted.total) / 100
    words = f"{less:,.2f} less" if less > 0 else f"{-less:,.2f} more"
    return [
        f"granted, the claim of SPI {str(line.spi).upper()} would have made the duty {granted.total / 100:,.2f}, {words}"
    ]


def answer_line(view: View, line: EntryLine, without: frozenset[str] = frozenset(), *, grant: bool = False) -> Answer:
    """Decide and carry out; no words yet. ``without`` leaves authorities out; ``grant`` prices a claim that is refused."""
    if line.entered_on < FIRST_DAY and "withdrawn_on" not in line.claims:
        raise NotCovered(f"entered {line.entered_on}: the book begins with entries of {FIRST_DAY}")
    if line.value_cents < 0:
        raise EntryError(
            f"the value {line.value_cents / 100:,.2f} is negative: enter a credit as a correction of its own entry line"
        )
    if line.loaded_on is not None and line.loaded_on > line.entered_on:
        raise EntryError(f"loaded on {line.loaded_on}, after entry on {line.entered_on}: one of the two days is wrong")
    line = certified(line)
    under = enter_under(view, line)
    line = under.line if under else line
    value = line.value_cents if view.value_as_given else whole_dollars(line.value_cents)
    notes = under.notes if under else ()
    clock = started(view, line)
    if clock is not None:
        line = line._replace(entered_on=clock.entry)
    deciding, told = settle_code(view, line)
    if clock is not None:
        line = line._replace(entered_on=clock.day)
        notes = (*notes, *clock.notes)
    column = choose_column(view, line, grant=grant)
    if under and under.column:
        column = column._replace(**{k: getattr(under.column, k) for k in ("name", "actual", "text", "spi", "free")})
    situation = Situation(
        code=deciding,
        origin=line.origin,
        entered=line.entered_on.isoformat(),
        loaded=line.loaded_on.isoformat() if line.loaded_on else "",
        column=column.name,
        spi=column.spi,
        free=column.free,
        claims=_stated(line),
        part=line.part,
        clock=clock.days if clock is not None else (),
        under=under.code if under else "",
    )
    evaluation = evaluate(view, situation, without)
    stack = evaluation.stack
    if situation.clock:
        evaluation, stack = with_releases(view, situation, without)
    replaced = replacement_of(evaluation)
    if replaced is not None:
        column = replace_column(view, line, column, replaced)
    facts, shares = _amounts_stated(view, line, value)
    quantities = _quantities(view, line)
    figures = Figures(
        value,
        facts,
        _duty_of(column.general, quantities, facts),
        _duty_of(column.actual, quantities, facts),
        quantities,
        shares,
        reach=reach(view, under, value, evaluation, stack) if under else None,
    )
    amounts = carry_out(stack, figures)
    if under:
        check_reach(under, amounts)
    refused = [one for one in amounts.charged if one.step.kind == "refused"]
    if refused:
        step = refused[0].step
        raise EntryError(
            f"{step.heading or step.provision['id']}: goods of {line.hts} from {line.origin} may not be entered on {line.entered_on} "
            f"({step.provision['cite']})"
        )
    total = sum(part[1] for part in amounts.parts.values()) + sum(one.amount for one in amounts.charged)
    return Answer(evaluation, amounts, column, value, (*notes, *column.notes, *told), total, replaced, clock, under)


def evaluate(view: View, situation: Situation, without: frozenset[str] = frozenset()) -> Evaluation:
    """The evaluator, with stacks kept by situation: amounts do not change what the law says."""
    key = (
        *situation[:7],
        tuple(sorted((k, v if isinstance(v, bool | str) else "stated") for k, v in situation.claims.items())),
        situation.part,
        situation.under,
        situation.clock,
        without,
    )
    found = view.stacks.get(key)
    if found is None:
        found = Evaluation(view, situation, without)
        if len(view.stacks) > 50_000:
            view.stacks.clear()
        view.stacks[key] = found
    return found


def _stated(line: EntryLine) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in line.claims.items() if k not in CASE_KEYS}


def _amounts_stated(view: View, line: EntryLine, value: int) -> tuple[dict[str, int], dict[str, tuple[int, int]]]:
    """Amounts by claim key, dollars rounded as the value is, and the contents as stated for tests of a share."""
    facts: dict[str, int] = {}
    shares: dict[str, tuple[int, int]] = {}
    exact = line.value_cents
    for key, amount in line.claims.items():
        if not isinstance(amount, int) or isinstance(amount, bool):
            continue
        claim = REGISTRY.get(key)
        if claim is None or claim.type != "usd":
            facts[key] = amount
            continue
        facts[key] = amount if view.value_as_given else min(whole_dollars(amount), value) if amount <= exact else amount
        stated = line.claims.get(f"{key}_pct")
        shares[key] = (stated, RATE_ONE) if isinstance(stated, int) else (amount, exact)
    return facts, shares


def _entered_value(view: View, line: EntryLine) -> int:
    return line.value_cents if view.value_as_given else whole_dollars(line.value_cents)


def _quantities(view: View, line: EntryLine) -> dict[str, int]:
    """Thousandths by unit; a quantity without a unit is in the one that the schedule asks for in its place."""
    if not line.quantities:
        return {}
    try:
        units = view.book.schedule.lookup(line.hts, line.entered_on, view.known_on).units
    except ScheduleError:
        units = ()
    out: dict[str, int] = {}
    for index, quantity in enumerate(line.quantities):
        if not quantity.milli and not quantity.unit:
            continue  # the place of a quantity that is not stated
        unit = quantity.unit or (units[index] if index < len(units) else "")
        out.setdefault(unit, quantity.milli)
    return out


def _duty_of(rate: Any, quantities: dict[str, int], facts: dict[str, int]) -> Any:
    from kanzei.schedule.amounts import ordinary_duty

    def duty(part_value: int, value: int) -> tuple[int, int]:
        if not value:
            return ordinary_duty(rate, 0, quantities, facts, (1, 1))
        try:
            return ordinary_duty(rate, part_value, quantities, facts, (part_value, value))
        except ScheduleError as error:
            raise EntryError(str(error)) from None

    return duty


def quantity(milli: int, unit: str = "") -> Quantity:
    """A quantity in thousandths of its unit."""
    return Quantity(milli, unit)
