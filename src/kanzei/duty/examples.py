"""Run the worked examples of instrument files, and say which provisions none of them reaches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kanzei.duty.line import EntryLine, Quantity
from kanzei.duty.result import Assessment
from kanzei.errors import KanzeiError, LawError
from kanzei.money import dollars
from kanzei.times import parse_day

if TYPE_CHECKING:
    from kanzei.duty.book import LawBook
    from kanzei.duty.view import View
    from kanzei.law.examples import Example
    from kanzei.law.instrument import Instrument

__all__ = ["Difference", "Outcome", "Runner", "entry_line", "provisions_of", "run_examples", "untested"]


class Difference(NamedTuple):
    """What an example expects and what was found, in words."""

    what: str
    expected: str
    actual: str


class Outcome(NamedTuple):
    """An example carried out. reached: ids of the provisions its answer applies."""

    instrument: str
    example: Example
    wrong: tuple[Difference, ...]
    reached: frozenset[str]


def entry_line(example: Example) -> EntryLine:
    """The entry line an example describes."""
    line = example.line
    return EntryLine(
        hts=line["hts"],
        origin=line["origin"],
        entered_on=parse_day(line["entered_on"]),
        value_cents=line["value_cents"],
        quantities=tuple(Quantity(milli, unit) for milli, unit in line["quantities"]),
        spi=line["spi"],
        loaded_on=parse_day(line["loaded_on"]) if line["loaded_on"] else None,
        claims=line["claims"],
        part=line["part"],
        base_rate=line["base_rate_text"],
    )


class Runner:
    """Runs examples over one book; views are kept, one for each known day, choice of readings and question."""

    def __init__(self, book: LawBook) -> None:
        self.book = book
        self._views: dict[tuple[str, tuple[tuple[str, str], ...], str], View] = {}

    def view(self, example: Example) -> View:
        """The view an example asks for."""
        key = (example.known, tuple(sorted(example.switches.items())), example.answer)
        if key not in self._views:
            known = parse_day(example.known) if example.known else None
            self._views[key] = self.book.view(known=known, switches=example.switches, answer=example.answer)
        return self._views[key]

    def run(self, instrument: str, example: Example) -> Outcome:
        """One example. A refusal of the line is an outcome; a book that cannot answer is an error."""
        line = entry_line(example)
        try:
            view = self.view(example)
            found: Assessment | KanzeiError = view.assess(line, explain="assumptions" in example.expect)
        except LawError:
            raise
        except KanzeiError as error:
            found = error
        reached = self._reached(example, line)
        return Outcome(instrument, example, tuple(_differences(example, found)), reached)

    def _reached(self, example: Example, line: EntryLine) -> frozenset[str]:
        from kanzei.duty.assess import answer_line

        try:
            view = self.view(example)
            before = set(view.stacks)
            answer = answer_line(view, line)
        except KanzeiError:
            # A refusal: the provision that refuses is the one reached.
            asked = [view.stacks[key] for key in view.stacks if key not in before] or [*view.stacks.values()][-1:]
            steps = [step for one in asked for step in one.stack.steps if step.kind in ("refused", "gap_to")]
            return frozenset(step.provision["id"] for step in steps)
        out = {one.step.provision["id"] for one in answer.amounts.charged}
        out |= {answer.replaced["id"]} if answer.replaced else set()
        return frozenset(out)


def run_examples(book: LawBook, instruments: Iterable[Instrument]) -> list[Outcome]:
    """Every example of these instruments under a book, in order."""
    runner = Runner(book)
    return [runner.run(one.id, example) for one in instruments for example in one.examples]


def provisions_of(book: LawBook, instruments: Iterable[str]) -> list[str]:
    """Ids of the provisions that these instruments make or amend."""
    names = set(instruments)
    return [
        name
        for name, history in book.provisions.items()
        if any(
            fields["instrument"] in names or any(by in names for by, _ in fields.get("amended_by", ()))
            for fields in history["versions"]
        )
    ]


def untested(provisions: Iterable[str], outcomes: Sequence[Outcome]) -> list[str]:
    """Those of the provisions that no example's answer applies."""
    reached = frozenset().union(*(one.reached for one in outcomes)) if outcomes else frozenset()
    return [name for name in provisions if name not in reached]


def _differences(example: Example, found: Assessment | KanzeiError) -> list[Difference]:
    expect = example.expect
    if isinstance(found, KanzeiError):
        wanted = expect.get("error")
        if wanted is None:
            return [Difference("the answer", _wanted(example), f"refused: {found}")]
        return [] if wanted.lower() in str(found).lower() else [Difference("refusal", wanted, str(found))]
    out: list[Difference] = []
    if "error" in expect:
        out.append(Difference("refusal", expect["error"], f"duty {dollars(found.duty_cents)}"))
    for key, cents in (("duty_usd", found.duty_cents), ("refundable_usd", found.refundable_cents)):
        if key in expect and expect[key] != cents:
            out.append(Difference(key, dollars(expect[key]), dollars(cents)))
    if "headings" in expect and sorted(set(expect["headings"])) != sorted(found.headings):
        out.append(Difference("headings", " ".join(expect["headings"]) or "none", " ".join(found.headings) or "none"))
    for heading in expect.get("reports", ()):
        if heading not in found.headings:
            out.append(Difference("reports", heading, " ".join(found.headings) or "no heading"))
    out += _components(expect.get("components", {}), found)
    for key, texts in (("assumptions", [a.what for a in found.assumptions]), ("warnings", list(found.warnings))):
        if key not in expect:
            continue
        if not expect[key] and texts:
            out.append(Difference(key, "none", "; ".join(texts)))
        for words in expect[key]:
            if not any(words.lower() in text.lower() for text in texts):
                out.append(Difference(key, words, "; ".join(texts) or "none"))
    return out


def _components(expected: dict[str, int], found: Assessment) -> list[Difference]:
    amounts: dict[str, int] = defaultdict(int)
    for part in found.components:
        for key in {part.heading, part.authority}:
            amounts[key] += part.amount_cents
    return [
        Difference(key, dollars(cents), dollars(amounts[key]) if key in amounts else "not in the answer")
        for key, cents in expected.items()
        if amounts.get(key) != cents
    ]


def _wanted(example: Example) -> str:
    return f"duty {dollars(example.expect['duty_usd'])}" if "duty_usd" in example.expect else "an answer"
