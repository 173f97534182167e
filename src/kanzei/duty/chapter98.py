"""Goods entered under a provision of chapter 98: what of their value is dutiable, and what each other duty falls on.

Both are law as data (:mod:`kanzei.law.statements`): ``chapter98_terms`` say what a provision leaves dutiable, ``chapter98`` what the duties of an
authority fall on. Where a provision has no terms of its own the schedule's rate for it decides: free, a rate, or the rate of the article.

Notes
-----
A specific or compound rate falls on the dutiable part in proportion: for repairs it is turned into the ad valorem rate that gives the same duty on the full
value (chapter 98, subchapter II, US note 3), for assembly abroad the duty is reduced in proportion to the American components (US note 4). The rate
is that of the article as an entirety, so contents of it (metal, American content) are shares of what is dutiable.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kanzei.duty.result import Assumption
from kanzei.duty.scalar import Amounts, Reach
from kanzei.errors import EntryError, NotCovered, ScheduleError
from kanzei.money import whole_dollars
from kanzei.schedule.table import dotted

if TYPE_CHECKING:
    from kanzei.duty.assess import Answer
    from kanzei.duty.column import Column
    from kanzei.duty.evaluator import Evaluation
    from kanzei.duty.line import EntryLine
    from kanzei.duty.stack import Stack, Step
    from kanzei.duty.view import View

__all__ = ["Under", "bond_broken", "check_reach", "enter_under", "reach", "reach_of"]

_ABSENT = "the rate applicable in the absence of this"
"""How the schedule says that the article's own rate applies."""


class Under(NamedTuple):
    """A line entered under a provision of chapter 98.

    code     : eight digits of the provision. line : the line under the article's own code.
    dutiable : cents of the value that the provision leaves dutiable. column : the column it gives, or ``None``: that of the article.
    bond     : free under bond, for as long as the bond's terms are kept. cite : what says so.
    """

    code: str
    line: EntryLine
    dutiable: int
    column: Column | None
    bond: bool
    cite: str
    notes: tuple[str, ...]


def enter_under(view: View, line: EntryLine) -> Under | None:
    """How chapter 98 treats a line, or ``None`` where none of its provisions is claimed.

    Raises
    ------
    EntryError   A claim contradicts the code, a value or a programme that the provision needs is missing or cannot be.
    NotCovered   A provision the book cannot compute, with the reason.
    """
    code, line, whole_is_work = _named(line)
    if not code:
        return None
    entered = line.entered_on.isoformat()
    terms = _longest(view.statements("chapter98_terms", entered), code)
    name = dotted(code)
    if terms.get("outside"):
        raise NotCovered(f"{name} is not computed: {terms['outside']} ({terms['cite']})")
    own = _own_column(view, line, code)
    if "origin" in terms and not view.origin_matches(terms["origin"], line.origin.lower(), entered):
        raise EntryError(f"{name} is not open to goods of {line.origin} entered on {entered}: {terms['cite']}")
    made = Under(code, line, 0, None, bool(terms.get("bond")), terms.get("cite", ""), ())
    word, *key = terms.get("dutiable", ["rate"])
    if word in ("claim", "less"):
        return _on_part(made, own, word, key[0], terms["what"], whole_is_work=whole_is_work)
    if word == "none":
        return made._replace(column=_free(own), notes=_bond_note(made))
    return _by_rate(view, made, own)


def reach_of(view: View, under: Under, step: Step) -> tuple[str, str]:
    """What a duty falls on: ``none`` | ``dutiable`` | ``full`` | ``""`` (the book does not know), and the doubtful point it rests on.

    The ordinary duty and what stands in its place follow the provision itself. A clause that names headings stands over one of the whole
    authority; of two alike the one known last.
    """
    if step.authority == "mfn":
        return "dutiable", ""
    entered = under.line.entered_on.isoformat()
    found, reading, narrow = "", "", False
    for clause in view.statements("chapter98", entered):
        if step.authority not in clause["authority"]:
            continue
        if clause["headings"] and not any(first <= step.heading <= last for first, last in clause["headings"]):
            continue
        if clause["switch"] and view.switch(clause["switch"][0]) != clause["switch"][1]:
            continue
        prefix = max((p for p in clause["under"] if under.code.startswith(p)), key=len, default=None)
        if prefix is None or bool(clause["headings"]) < narrow:
            continue
        found, narrow = clause["under"][prefix], bool(clause["headings"])
        reading = clause["switch"][0] if clause["switch"] else ""
    return found, reading


def _named(line: EntryLine) -> tuple[str, EntryLine, bool]:
    """The provision claimed, the line under the article's code, and whether its value is that of the work alone."""
    claimed = str(line.claims.get("ch98", "")).replace(".", "")[:8]
    if not line.hts.startswith("98"):
        return claimed, line, False
    own = line.hts[:8]
    if claimed and claimed != own:
        raise EntryError(f"the code is {own} and the claim ch98 is {claimed}: name one provision of chapter 98")
    article = str(line.claims.get("article", "")).replace(".", "")
    if not article:
        raise EntryError(
            f"{dotted(own)} names how the goods enter, not the goods: give the article's own code as the claim 'article', "
            "for example article=9004.10.00"
        )
    return own, line._replace(hts=article), True


def _longest(rows: list[dict[str, Any]], code: str) -> dict[str, Any]:
    """The terms of the longest prefix of a code; of two the last known."""
    best: tuple[int, dict[str, Any]] = (-1, {})
    for row in rows:
        for prefix in row["provisions"]:
            if code.startswith(prefix) and len(prefix) >= best[0]:
                best = (len(prefix), row)
    return best[1]


def _own_column(view: View, line: EntryLine, code: str) -> Column:
    """The column that the schedule gives under the provision itself.

    Raises
    ------
    NotCovered   No such provision on that day.
    """
    from kanzei.duty.column import choose_column

    try:
        view.book.schedule.lookup(code, line.entered_on, view.known_on)
    except ScheduleError as error:
        raise NotCovered(f"chapter 98 provision {dotted(code)}: {error}") from None
    return choose_column(view, line._replace(hts=code))


def _on_part(made: Under, own: Column, word: str, key: str, what: str, *, whole_is_work: bool) -> Under:
    name = dotted(made.code)
    if own.name == "special" and own.free:
        return made._replace(column=own, notes=(f"{name}: free under SPI {own.spi}",))
    line = made.line
    stated = line.claims.get(key)
    if not isinstance(stated, int):
        if word == "claim" and whole_is_work:
            note = f"{name}: the value entered is taken as {what}, which alone is dutiable; state {key} if it is that of the article"
            return made._replace(dutiable=line.value_cents, notes=(note,))
        raise EntryError(f"{name} is dutiable on {what}: give the claim {key!r}")
    if stated > line.value_cents:
        raise EntryError(f"{key} {stated / 100:,.2f} exceeds the entered value {line.value_cents / 100:,.2f}")
    amount = stated if word == "claim" else line.value_cents - stated
    return made._replace(dutiable=amount, notes=(f"{name}: dutiable on {what} only",))


def _by_rate(view: View, made: Under, own: Column) -> Under:
    """The schedule's rate decides: free, a rate of the provision's own, or that of the article."""
    name, rate, line = dotted(made.code), own.actual, made.line
    if own.text.strip().lower().startswith(_ABSENT):
        return made._replace(dutiable=line.value_cents)
    if rate[0] == "free":
        return made._replace(column=own)
    if rate[0] == "plus":
        general = view.book.schedule.lookup(line.hts, line.entered_on, view.known_on).general
        text = f"{general.text} minus {-rate[1] / 30_000:g}%"
        return made._replace(
            dutiable=line.value_cents,
            column=own._replace(actual=("sum", [general.rate, ("adval", rate[1])]), text=text),
        )
    if rate[0] == "not_computable":
        special = view.book.schedule.lookup(made.code, line.entered_on, view.known_on).special
        open_to = sorted(symbol for symbol in special if symbol)
        if open_to and own.name == "general":
            raise EntryError(f"{name} is open under SPI {', '.join(open_to)} only: claim one that the goods meet")
        raise NotCovered(f"{name} is not computed: {rate[1]}")
    if rate[0] == "see":
        raise NotCovered(f"{name} is not computed: the schedule refers to {rate[1]} for its rate")
    return made._replace(dutiable=line.value_cents, column=own)


def _free(own: Column) -> Column:
    return own._replace(actual=("free",), text="Free", free=True)


def _bond_note(made: Under) -> tuple[str, ...]:
    if not made.bond:
        return ()
    return (
        f"{dotted(made.code)}: free under bond, which must cover the duties shown as the price of breaking its terms; headings that would apply are still reported",
    )


def reach(view: View, under: Under, value: int, evaluation: Evaluation, stack: Stack) -> Reach:
    """What each duty falls on under chapter 98.

    Raises
    ------
    NotCovered   A duty reaches the goods and the book does not hold what its text says of the provision.
    """
    part = min(value, under.dutiable if view.value_as_given else whole_dollars(under.dutiable))
    cents = {"none": 0, "dutiable": part, "full": value}
    found: dict[int, int] = {}
    for number, step in enumerate(stack.steps):
        if step.kind not in ("add", "total", "gap_to"):
            continue
        word, reading = reach_of(view, under, step)
        if reading:
            evaluation.consulted.add(("switch", reading))
        if word:
            found[number] = cents[word]
    return Reach(part, found)


def check_reach(under: Under, amounts: Amounts) -> None:
    """Refuse a line that a duty reaches whose text on the provision the book does not hold.

    Raises
    ------
    NotCovered
    """
    for one in amounts.charged:
        if one.base is None:
            raise NotCovered(
                f"{dotted(under.code)}: the book does not hold what {one.step.heading or one.step.provision['id']} "
                f"({one.step.authority}) falls on under chapter 98"
            )


def bond_broken(view: View, line: EntryLine, answer: Answer) -> Assumption:
    """What the goods would owe had they been entered for consumption: the price of the bond."""
    from kanzei.duty.assess import answer_line

    assert answer.under is not None
    plain = answer.under.line._replace(claims={k: v for k, v in line.claims.items() if k != "ch98"})
    try:
        effect: int | None = answer_line(view, plain).total - answer.total
    except EntryError:
        effect = None
    return Assumption(f"{dotted(answer.under.code)}: the terms of the bond are kept, export in time among them", effect)
