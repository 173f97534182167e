"""A filed line held against the law at four points: as paid, as chargeable when it was filed, as chargeable as known now, and as owed.

paid - owed = (paid - chargeable when filed) + (chargeable when filed - chargeable as known now) + (chargeable as known now - owed)

The first is the filing's own mistake, the second what later texts changed with effect back in time, the third what is held void. Each is divided by authority
and cause, and the rows sum to the whole exactly.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from kanzei.duty.assess import Answer, answer_line
from kanzei.duty.book import LawBook
from kanzei.duty.line import EntryLine
from kanzei.duty.result import Assessment
from kanzei.duty.view import View
from kanzei.entries.filed import FiledDuty, FiledLine
from kanzei.errors import EntryError, KanzeiError
from kanzei.money import dollars
from kanzei.refund.causes import Cause, Difference, Folded, Headings, by_authority, fold, mistakes, same_amount
from kanzei.refund.epochs import Epochs
from kanzei.refund.rejects import is_ieepa_heading

__all__ = ["Rerate", "Views", "rerate"]


class Views:
    """The views a re-rating looks through: one per day on which the book came to know something, made when first asked for.

    Parameters
    ----------
    now : the day whose knowledge counts as "now"; ``None`` is the newest of the book.
    """

    def __init__(
        self,
        book: LawBook,
        now: date | None = None,
        switches: Mapping[str, str] | None = None,
        *,
        value_as_given: bool = False,
    ) -> None:
        self.book, self._switches, self._as_given = book, switches, value_as_given
        self.now = book.view(now, switches, value_as_given=value_as_given)
        self.owed = book.view(now, switches, answer="owed", value_as_given=value_as_given)
        self.headings = Headings(book)
        self.days = [day for day in book.known_days() if day <= self.now.known_on]
        self.epochs = Epochs(book, self.days)
        self._views: dict[date, View] = {}
        self._unchanged: dict[object, bool] = {}
        self._displacing: dict[object, bool] = {}
        self._void: dict[date, tuple[dict[str, Any], ...]] = {}

    def place(self, day: date) -> int:
        """The place, among the days of the book, of the last one not after a day."""
        return max(0, bisect_right(self.days, day) - 1)

    def view(self, place: int) -> View:
        """The view of a day of the book."""
        if place == len(self.days) - 1:
            return self.now
        day = self.days[place]
        found = self._views.get(day)
        if found is None:
            found = self._views[day] = self.book.view(day, self._switches, value_as_given=self._as_given)
        return found

    def voids(self, entered: date) -> tuple[dict[str, Any], ...]:
        """What is held void for entries of a day, as known now."""
        found = self._void.get(entered)
        if found is None:
            day, known = entered.isoformat(), self.now.known
            found = self._void[entered] = tuple(
                row for row in self.book.voids if row["known"] <= known and row["from"] <= day < row["to"]
            )
        return found

    def unchanged(self, line: EntryLine, place: int) -> bool:
        """Whether nothing that became known since a place reaches the line, whatever its amounts."""
        key = (place, _situation(line))
        found = self._unchanged.get(key)
        if found is None:
            found = self._unchanged[key] = _law(answer_line(self.view(place), line)) == _law(
                answer_line(self.now, line)
            )
        return found

    def displaced(self, line: EntryLine, void: frozenset[str]) -> int | None:
        """Duty in cents without the void authorities, or ``None`` where leaving them out changes no other duty, whatever the amounts."""
        key = (void, _situation(line))
        found = self._displacing.get(key)
        if found is False:
            return None
        without = answer_line(self.now, line, void)
        if found is None:
            whole = answer_line(self.now, line)
            found = self._displacing[key] = _steps(without) != _steps(whole, void)
        return without.total if found else None


def _situation(line: EntryLine) -> tuple[object, ...]:
    """All that the law looks at but amounts."""
    claims = tuple(
        sorted(
            (name, value if isinstance(value, bool | str | date) else type(value))
            for name, value in line.claims.items()
        )
    )
    return line.hts, line.origin, line.entered_on, line.spi, line.loaded_on, line.part, line.base_rate, claims


def _law(answer: Answer) -> tuple[object, ...]:
    """What decides the duty of a line beside its amounts."""
    column = answer.column
    rates = column.name, column.general, column.actual, column.spi, column.free
    return rates, answer.evaluation.stack, answer.replaced, answer.clock and answer.clock.days, answer.under


def _steps(answer: Answer, without: frozenset[str] = frozenset()) -> list[object]:
    """The steps of a stack by name, guards too, those of some authorities left out."""
    stack = answer.evaluation.stack

    def named(guard: Any) -> Any:
        if not isinstance(guard, tuple):
            return guard
        if guard and guard[0] in ("owed", "applies"):
            return guard[0], tuple(
                (stack.steps[n].authority, stack.steps[n].heading, stack.steps[n].part) for n in guard[1]
            )
        return tuple(named(one) for one in guard)

    return [
        stack.parts,
        *(step._replace(guard=named(step.guard)) for step in stack.steps if step.authority not in without),
    ]


class Rerate(NamedTuple):
    """A line re-rated, in cents.

    paid : by the numbers filed. then, now, owed : chargeable when filed, as known now, and owed; each includes antidumping and countervailing
    duty that no case rate is known for as it was paid.
    rows : sum to paid - owed. void : authorities held void for the entry.
    displaced : duty that gave way to a void one and might come back (EO 14289; R5); never taken off.
    refundable_low, refundable : what was deposited under void authorities, with the displaced duty taken off and without.
    split : how one amount for several duties was divided (``H``, ``M``, ``L``), ``""`` where the file tells them apart, ``refused`` where it could not be.
    filed_as_known : the day of the law the filing follows.
    by_law, now_by_law, owed_by_law : authority -> duty paid, chargeable as known now, and owed; the last two without duty of cases that no rate is known for.
    """

    paid: int
    then: int
    now: int
    owed: int
    rows: tuple[Difference, ...]
    void: frozenset[str]
    displaced: int
    refundable_low: int
    refundable: int
    split: str
    filed_as_known: date
    by_law: Mapping[str, int]
    notes: tuple[str, ...] = ()
    now_by_law: Mapping[str, int] = {}  # noqa: RUF012  (never mutated: a default, shared and empty)
    owed_by_law: Mapping[str, int] = {}  # noqa: RUF012


def rerate(filed: FiledLine, views: Views, known_when_filed: date | None = None, repeated: str = "") -> Rerate:
    """Re-rate a filed line.

    Parameters
    ----------
    known_when_filed : the day of the law the filer had; default: the summary date, or the day of entry.
    repeated : why the line repeats another, so that nothing is owed on it (:func:`kanzei.refund.repeats.repeats`), or ``""``.

    Raises
    ------
    EntryError, NotCovered   The line cannot be assessed, or nothing tells what was paid on it.
    """
    line = filed.line
    day = known_when_filed or filed.state.summary_on or line.entered_on
    still, place = views.epochs.still(line), views.place(day)
    try:
        path = _path(views, still, place)
    except KanzeiError:
        path = _path(views, line, place)  # what is wrong is said with the line's own day
    line = still
    now = path[-1][1]
    # What is owed is what is charged without the void.
    by_law = by_authority(now._replace(components=tuple(one for one in now.components if not one.void)))
    owed = sum(by_law.values())
    void = frozenset(one.authority for one in now.components if one.void)
    notes: list[str] = list(filed.warnings)
    duties, split, at = _duties(filed, path, views.headings, notes)
    paid_total = sum(one.cents or 0 for one in duties)
    reference = path[at][1]
    if at:
        notes.append(f"filed by the law as known from {path[at][0]}, later than {path[0][0]}")
    paid = fold(duties, reference, views.headings)
    apart = _unassessed(paid, now)
    if apart:
        notes.append(
            "antidumping or countervailing duty of a case whose rate is not known is taken as owed as it was paid"
        )
    held = sum(apart.values())
    unassessed = {name: paid[name] for name in apart}
    owed_cents = 0 if repeated else owed + held
    if repeated:
        rows = _repeated(paid, _void_on(views, line), repeated)
    elif split == "refused":
        cents = paid_total - owed
        why = "one amount for several duties, and no recomputation reaches it: what belongs to which is not told"
        void_headings = " ".join(one.number for one in filed.duties if is_ieepa_heading(one.number))
        rows = [Difference("not split", "", "", void_headings, cents, False, why, "", "")] if cents else []
    else:
        paid = {name: one for name, one in paid.items() if name not in apart}
        every = void | _void_on(views, line)
        rows = mistakes(paid, reference, duties, every, line.spi)
        notes += same_amount(paid, reference, views.headings)
        for before, after in zip(path[at:], path[at + 1 :], strict=False):
            rows += _later(views.book, before, after, every)
        rows += [_ruling(views, now, one, cents) for one, cents in _void_amounts(now).items()]
        rows = _netted(rows, every, notes)
        rows = [one._replace(confidence=_least(one.confidence, split)) for one in rows]
    assert sum(one.cents for one in rows) == paid_total - owed_cents, (rows, paid_total, owed_cents)
    high = sum(one.cents for one in rows if one.void and one.cents > 0)
    displaced = _displaced(views, line, void, now) if high and not repeated else 0
    if displaced:
        low = max(0, high - displaced)
        notes.append(
            f"a duty of {dollars(displaced)} gave way to the void one: refundable {dollars(low)} to {dollars(high)} (EO 14289; 19 CFR 159.1, 24.72)"
        )
    return Rerate(
        paid_total,
        path[0][1].duty_cents + held,
        now.duty_cents + held,
        owed_cents,
        tuple(rows),
        void,
        displaced,
        max(0, high - displaced),
        high,
        split,
        path[at][0],
        {} if split == "refused" else {name: one.cents for name, one in {**paid, **unassessed}.items()},
        tuple(dict.fromkeys(notes)),
        by_authority(now),
        {} if repeated else by_law,
    )


def _repeated(paid: Mapping[str, Folded], void: frozenset[str], because: str) -> list[Difference]:
    """All that was paid on a line that repeats another."""
    return [
        Difference("duplicate", "", name, next(iter(one.headings), ""), one.cents, name in void, because, "", "M")
        for name, one in paid.items()
        if one.cents
    ]


Step = tuple[date, Assessment]


def _path(views: Views, line: EntryLine, start: int) -> list[Step]:
    """The line as chargeable in the law of a day and after every later day of knowledge that changed it, to now."""
    last = len(views.days) - 1
    start = min(start, last)
    places = views.epochs.places(line, start)
    now = views.now.assess(line, explain=False)
    if len(places) == 1 or views.unchanged(line, places[0]):
        return [(views.days[start], now)]
    seen: dict[int, Assessment] = {len(places) - 1: now}

    def at(number: int) -> Assessment:
        if number not in seen:
            seen[number] = views.view(places[number]).assess(line, explain=False)
        return seen[number]

    changes: list[int] = []

    def search(low: int, high: int) -> None:
        if _key(at(low)) == _key(at(high)):
            return
        if high - low == 1:
            changes.append(high)
            return
        middle = (low + high) // 2
        search(low, middle)
        search(middle, high)

    search(0, len(places) - 1)
    out = [(views.days[start], at(0)), *((views.days[places[number]], at(number)) for number in changes)]
    out[-1] = (out[-1][0], now)  # the same duty; what is void is known only now
    return out


def _key(assessment: Assessment) -> tuple[object, ...]:
    return tuple((one.authority, one.heading, one.part, one.amount_cents) for one in assessment.components)


def _duties(
    filed: FiledLine, path: Sequence[Step], headings: Headings, notes: list[str]
) -> tuple[tuple[FiledDuty, ...], str, int]:
    """The duties by number, how they were divided, and the place on the path of the law they follow."""
    duties = filed.duties
    if not filed.blended and duties and all(one.cents is not None for one in duties):
        if filed.paid is not None and filed.paid != sum(one.cents or 0 for one in duties):
            notes.append(
                f"the line's own total, {dollars(filed.paid)}, is not the sum of its numbers: the numbers are taken"
            )
        return duties, "", _followed(duties, path, headings)
    total = filed.paid
    if total is None:
        known = [one.cents for one in duties if one.cents is not None]
        if not known:
            raise EntryError("what was paid on the line is not told: neither a duty by number nor a total")
        total = sum(known)
    if len(duties) == 1:
        alone = (duties[0]._replace(cents=total),)
        return alone, "", _followed(alone, path, headings)
    return _split(duties, total, path)


def _split(duties: Sequence[FiledDuty], total: int, path: Sequence[Step]) -> tuple[tuple[FiledDuty, ...], str, int]:
    """Divide one amount by recomputation where a recomputation reaches it to the cent."""
    named = {one.number for one in duties if one.number[:2] == "99"}
    fits: list[int] = []
    for place, (_, assessment) in enumerate(path):
        bearing = {one.heading for one in assessment.components if one.filed_cents and one.heading[:2] == "99"}
        if assessment.duty_cents == total and (not duties or bearing <= named):
            fits.append(place)
    if not fits:
        return (FiledDuty("", total),), "refused", 0
    place = fits[0]
    made = tuple(FiledDuty(one.heading, one.filed_cents) for one in path[place][1].components if one.heading)
    confidence = "H" if duties else "M"
    if any(by_authority(path[one][1]) != by_authority(path[place][1]) for one in fits):
        confidence = "L"
    return made, confidence, place


def _followed(duties: Sequence[FiledDuty], path: Sequence[Step], headings: Headings) -> int:
    """The place on the path of the law that a filing follows: the headings tell first, then the amounts, then the earlier day."""
    best: tuple[int, int, int] | None = None
    named = {one.number for one in duties if one.cents and one.number[:2] == "99"}
    for place, (_, assessment) in enumerate(path):
        bearing = {one.heading for one in assessment.components if one.filed_cents and one.heading[:2] == "99"}
        paid = {name: one.cents for name, one in fold(duties, assessment, headings).items()}
        due = by_authority(assessment)
        gap = sum(abs(paid.get(name, 0) - due.get(name, 0)) for name in {*paid, *due})
        found = (len(named ^ bearing), gap, place)
        if best is None or found < best:
            best = found
    assert best is not None
    return best[2]


def _unassessed(paid: Mapping[str, Folded], now: Assessment) -> dict[str, int]:
    """Antidumping and countervailing duty paid for which the view has no rate."""
    known = {one.authority for one in now.components}
    return {name: paid[name].cents for name in ("ad", "cvd") if name in paid and name not in known}


def _void_amounts(now: Assessment) -> dict[str, int]:
    out: dict[str, int] = {}
    for one in now.components:
        if one.void:
            out[one.authority] = out.get(one.authority, 0) + one.amount_cents
    return out


def _void_on(views: Views, line: EntryLine) -> frozenset[str]:
    """Every authority held void on the line's day, chargeable or not: duty deposited under it is reached all the same."""
    return frozenset(str(row["authority"]) for row in views.voids(line.entered_on))


def _ruling(views: Views, now: Assessment, authority: str, cents: int) -> Difference:
    row = next(one for one in views.voids(now.entered_on) if one["authority"] == authority)
    instrument = views.book.instrument.get(row["instrument"], {})
    heading = next(one.heading for one in now.components if one.authority == authority and one.void)
    cite = str(instrument.get("citation") or row["cite"])
    because = f"{instrument.get('title', row['instrument'])}: the addition is owed to nobody"
    confidence = str(instrument.get("confidence", "M"))
    return Difference("ruling", row["instrument"], authority, heading, cents, True, because, cite, confidence)


def _later(book: LawBook, before: Step, after: Step, void: frozenset[str]) -> list[Difference]:
    """What one day of knowledge changed, by authority."""
    then, now = by_authority(before[1]), by_authority(after[1])
    out = []
    for authority in dict.fromkeys((*then, *now)):
        cents = then.get(authority, 0) - now.get(authority, 0)
        if not cents:
            continue
        name = _instrument(book, before, after, authority)
        text = book.instrument.get(name, {})
        cause: Cause = "ruling" if text.get("kind") == "ruling" else "retroactive order"
        heading = next((c.heading for c in before[1].components if c.authority == authority and c.amount_cents), "")
        other = next((c.heading for c in after[1].components if c.authority == authority and c.heading), "")
        moved = (
            f"{heading} gave way to {other}"
            if heading and other and other != heading
            else f"{heading or other} changed"
        )
        because = f"{text.get('title', name or 'a text')}, known on {after[0]}: {moved}"
        out.append(
            Difference(
                cause,
                name,
                authority,
                heading or other,
                cents,
                authority in void,
                because,
                str(text.get("citation", "")),
                str(text.get("confidence", "M")),
            )
        )
    return out


def _instrument(book: LawBook, before: Step, after: Step, authority: str) -> str:
    """The instrument of a day of knowledge that changed an authority's duty on a line."""
    day = after[0].isoformat()
    own = [one.instrument for one in after[1].components if one.authority == authority]
    new = {one["id"] for one in book.instruments if one["known"][:10] == day}
    if any(name in new for name in own):
        return next(name for name in own if name in new)
    touched: dict[str, None] = {}
    was = {one.instrument for one in before[1].components if one.authority == authority}
    for history in book.provisions.values():
        if not any(v["authority"] == authority and (not was or v["instrument"] in was) for v in history["versions"]):
            continue
        for known, segments in history["states"]:
            if known[:10] != day:
                continue
            for _, _, number, by in segments:
                amended = [name for name, _ in history["versions"][number].get("amended_by", ())]
                touched |= dict.fromkeys(name for name in (by, *amended) if name in new)
    return next(iter(touched), "") or (min(new) if len(new) == 1 else ", ".join(sorted(new)))


def _netted(rows: list[Difference], void: frozenset[str], notes: list[str]) -> list[Difference]:
    """A void duty that was not paid in full is owed to nobody: what is missing comes off what its authority would give back, not beside it."""
    out = list(rows)
    for authority in void:
        short = -sum(one.cents for one in out if one.authority == authority and one.cents < 0)
        left = short
        for cause in ("retroactive order", "ruling"):
            for place, one in enumerate(out):
                if left and one.authority == authority and one.cause == cause and one.cents > 0:
                    part = min(left, one.cents)
                    out[place] = one._replace(cents=one.cents - part)
                    left -= part
        taken = short - left
        for place, one in enumerate(out):
            if taken and one.authority == authority and one.cents < 0:
                part = min(taken, -one.cents)
                out[place] = one._replace(cents=one.cents + part)
                taken -= part
        if short:
            notes.append(
                f"{authority}: {dollars(short)} less was deposited than was chargeable; the authority is held void, so it is not owed"
            )
    return [one for one in out if one.cents]


def _displaced(views: Views, line: EntryLine, void: frozenset[str], now: Assessment) -> int:
    """Duty that would be due had the void authorities never been, above what is owed without them."""
    due = views.displaced(line, void) if void else None
    return 0 if due is None else max(0, due - (now.duty_cents - now.refundable_cents))


def _least(one: str, other: str) -> str:
    return min((word for word in (one, other) if word in ("H", "M", "L")), key="LMH".index, default=one)
