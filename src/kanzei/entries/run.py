"""Assessing a file line by line: every line in, every line out, none stops the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from kanzei.duty.adcvd import entry_type_notes
from kanzei.duty.line import EntryLine
from kanzei.duty.result import Assessment
from kanzei.entries.columns import Columns
from kanzei.entries.fold import Group, group_rows, parse_group
from kanzei.entries.parse import DEFAULT, Options, Parsed
from kanzei.entries.read import Row, Table
from kanzei.entries.split import as_part, decide
from kanzei.errors import KanzeiError, NotCovered, UsageError
from kanzei.law.authorities import AUTHORITIES
from kanzei.money import dollars

if TYPE_CHECKING:
    from kanzei.duty.filed import Filing, Review
    from kanzei.entries.fees import Fees, FeeTotals

__all__ = ["Assessor", "Outcome", "Summary", "assess_rows", "assess_table"]

_BLOCK = 2_000
"""Lines of one entry looked at together."""


class Assessor(Protocol):
    """What a view of the law must offer."""

    @property
    def digest(self) -> str:
        """Digest of the law and the schedule, 64 hex digits."""

    def assess(self, line: EntryLine) -> Assessment:
        """The duty on a line, or an ``EntryError``."""

    def review(self, line: EntryLine, filed: Filing) -> Review:
        """What was filed on a line, held against the law."""


class Outcome(NamedTuple):
    """A line and what came of it. status : ``ok`` | ``error`` | ``not-covered``; error : the reason, in plain words.

    review : what was filed held against it, where the file has a column ``filed`` and the line says something in it.
    fees : where they were asked for (:mod:`kanzei.entries.fees`), with what was assumed for them.
    """

    row: Row
    parsed: Parsed | None
    assessment: Assessment | None
    status: str
    error: str = ""
    warnings: tuple[str, ...] = ()
    review: Review | None = None
    fees: Fees | None = None
    assumed: tuple[str, ...] = ()


class Summary:
    """Counts and totals of a run, in cents; they reconcile with the lines written."""

    __slots__ = (
        "by_authority",
        "duty",
        "fees",
        "lawbook",
        "lines",
        "notes",
        "padded",
        "refundable",
        "statuses",
        "value",
    )

    def __init__(self, lawbook: str = "") -> None:
        self.lawbook = lawbook
        self.lines = self.duty = self.refundable = self.value = self.padded = 0
        self.by_authority = dict.fromkeys(AUTHORITIES, 0)
        self.statuses = {"ok": 0, "error": 0, "not-covered": 0}
        self.notes: list[str] = []
        self.fees: FeeTotals | None = None

    @property
    def assessed(self) -> int:
        """Lines with status ``ok``."""
        return self.statuses["ok"]

    @property
    def failed(self) -> int:
        """Lines that could not be assessed, those not covered included."""
        return self.lines - self.assessed

    def add(self, outcome: Outcome) -> None:
        """Count one line."""
        self.lines += 1
        self.statuses[outcome.status] += 1
        if outcome.parsed is not None and outcome.parsed.padded:
            self.padded += 1
        if outcome.assessment is None:
            return
        self.duty += outcome.assessment.duty_cents
        self.refundable += outcome.assessment.refundable_cents
        self.value += outcome.assessment.value_cents
        for component in outcome.assessment.components:
            self.by_authority[component.authority] = (
                self.by_authority.get(component.authority, 0) + component.amount_cents
            )

    def as_json(self, output: str = "") -> dict[str, Any]:
        """The summary of ``assess --json``; authorities without duty are left out."""
        return {
            "lines": self.lines,
            "assessed": self.assessed,
            "failed": self.failed,
            "not_covered": self.statuses["not-covered"],
            "value_usd": dollars(self.value),
            "duty_usd": dollars(self.duty),
            "refundable_usd": dollars(self.refundable),
            "by_authority": {name: dollars(cents) for name, cents in self.by_authority.items() if cents},
            **(self.fees.as_json() if self.fees else {}),
            "notes": self.notes,
            "lawbook": self.lawbook,
            "output": output,
        }


def assess_table(
    table: Table,
    view: Assessor,
    summary: Summary,
    options: Options = DEFAULT,
    progress: Callable[[int], object] | None = None,
) -> Iterator[Outcome]:
    """Assess an opened file; its notes are added to the summary at the end."""
    yield from assess_rows(table.rows, table.columns, view, summary, options, progress)
    summary.notes.extend(f"{table.path.name}: {note}" for note in table.notes)
    if summary.padded:
        summary.notes.append(
            f"{table.path.name}: a lost leading zero was put back in {summary.padded} HTS numbers (numeric "
            "cells of nine digits)"
        )
        summary.padded = 0


def assess_rows(
    rows: Iterable[Row],
    columns: Columns,
    view: Assessor,
    summary: Summary,
    options: Options = DEFAULT,
    progress: Callable[[int], object] | None = None,
) -> Iterator[Outcome]:
    """Assess rows in their order; lines of one entry are looked at together, to recognise split articles.

    Parameters
    ----------
    summary  : counts and totals are added to it. progress : called with the number of lines just done.
    """
    summary.lawbook = summary.lawbook or view.digest
    seen: set[int] = set()
    for block in _blocks(group_rows(rows, columns), columns, options):
        lines = [parsed for _, parsed, _ in block if parsed is not None]
        for group, parsed, failure in block:
            if parsed is None:
                outcome = Outcome(group.shown, None, None, "error", failure)
            else:
                outcome = _one(group, parsed, lines, view, _again(parsed, seen), "filed" in columns.taken)
            summary.add(outcome)
            yield outcome
        if progress is not None:
            progress(len(block))


_Read = tuple[Group, Parsed | None, str]


def _blocks(groups: Iterable[Group], columns: Columns, options: Options) -> Iterator[list[_Read]]:
    """Neighbouring lines of one entry together; a line without an entry number stands alone."""
    block: list[_Read] = []
    entry = ""
    for group in groups:
        parsed, failure = None, ""
        try:
            parsed = parse_group(group, columns, options)
        except UsageError:
            raise
        except KanzeiError as error:
            failure = _placed(group.shown, str(error))
        this = parsed.entry_number if parsed else entry
        if block and (not this or this != entry or len(block) >= _BLOCK):
            yield block
            block = []
        block.append((group, parsed, failure))
        entry = this
    if block:
        yield block


def _placed(row: Row, reason: str) -> str:
    """A reason with the place in a workbook, whose rows are not those of the result."""
    return f"{reason} ({row.where})" if row.where.startswith("sheet ") and "cell " not in reason else reason


def _again(parsed: Parsed, seen: set[int]) -> tuple[str, ...]:
    if not (parsed.entry_number and parsed.line_number):
        return ()
    key = hash((parsed.entry_number, parsed.line_number))
    if key in seen:
        return (f"entry {parsed.entry_number} line {parsed.line_number} stands in the file more than once",)
    seen.add(key)
    return ()


def _one(
    group: Group, parsed: Parsed, lines: list[Parsed], view: Assessor, notes: tuple[str, ...], reviewed: bool
) -> Outcome:
    try:
        line, assessment, found = _assess(parsed, lines, view)
        review = view.review(line, parsed.filed) if reviewed and parsed.filed else None
    except NotCovered as error:
        return Outcome(group.shown, parsed, None, "not-covered", str(error), (*parsed.warnings, *notes))
    except KanzeiError as error:
        return Outcome(group.shown, parsed, None, "error", _placed(group.shown, str(error)), (*parsed.warnings, *notes))
    except Exception as error:  # a fault of ours must not cost the user the other lines; the line says so
        reason = f"internal fault ({type(error).__name__}: {error}): please report this line"
        return Outcome(group.shown, parsed, None, "error", reason, (*parsed.warnings, *notes))
    entry_type = parsed.carried.get("entry_type", "")
    notes = (*notes, *(entry_type_notes(entry_type, line) if entry_type else ()))
    said = tuple(dict.fromkeys((*parsed.warnings, *notes, *found, *assessment.warnings)))
    return Outcome(group.shown, parsed, assessment, "ok", "", said, review)


def _assess(parsed: Parsed, lines: list[Parsed], view: Assessor) -> tuple[EntryLine, Assessment, tuple[str, ...]]:
    """The line as the part of an article that it is found to be, its assessment, and how that was found."""
    line = parsed.line
    assessment = view.assess(line)
    mine = next(number for number, other in enumerate(lines) if other is parsed)
    siblings = [
        number
        for number, other in enumerate(lines)
        if number != mine and (other.line.hts, other.line.origin) == (line.hts, line.origin) and line.hts
    ]
    decision = decide(
        line,
        assessment,
        lambda part: view.assess(as_part(line, part)),
        [heading for heading, _ in parsed.filed],
        [lines[number].line for number in siblings],
        first=all(number > mine for number in siblings),
    )
    if decision.part:
        part = as_part(line, decision.part)
        return part, view.assess(part), (f"read as the {decision.part} part of a split article: {decision.because}",)
    if decision.doubt:
        rest = view.assess(as_part(line, "rest"))
        return (
            line,
            assessment,
            (
                "may be a split line: another line of the entry has the same code and origin. Duty as a whole "
                "article "
                f"{dollars(assessment.duty_cents)}, as the rest of a split one {dollars(rest.duty_cents)}; "
                "state `part`, or the "
                "metal content",
            ),
        )
    return line, assessment, ()
