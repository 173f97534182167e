"""What came of the rows of an import: lines joined, rows set aside, lines that could not be read, against the file's own sums, to the cent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kanzei.entries.codes import is_article, is_case
from kanzei.entries.filed import FiledLine
from kanzei.entries.filed_rows import FiledRow, Source, TotalRow

__all__ = ["ASIDE", "ODDITIES", "Oddity", "ReadFile", "Reconciliation", "Sums", "Tally", "Unreadable"]

ODDITIES = {
    "repeated": "rows that stand twice, word for word: counted once",
    "reversed": "rows cancelled by a row of the opposite amount: both set aside",
    "reversed-line": "lines cancelled by another line, or by their own rows: set aside",
    "corrected": "lines that stand in two versions: the later stands, the earlier is set aside",
    "credit": "amounts below zero beside a larger one of the same number: netted",
    "detail-elsewhere": "lines that another file gives number by number: that file stands",
    "amounts-differ": "two files, or two columns, that give one line another amount",
    "heading-twice": "a number that stands twice on a line: both amounts count",
    "value-repeated": "a goods value said on several rows of a line: counted once",
    "no-article": "lines with Chapter 99 headings only: the article's own row is missing",
    "twice": "lines that stand twice with other amounts, and nothing tells which is the later",
    "negative-line": "lines below zero that cancel no other line of their entry",
    "unreadable": "lines that could not be read, for another reason",
    "blended": "one amount for several numbers: what belongs to which is not told",
    "no-duty": "lines without an amount of duty",
    "differs-between-rows": "origin, programme or day that differ between the rows of a line: the article's row stands",
    "check-digit": "entry numbers whose check digit does not fit",
    "entry-number": "entry numbers that are missing or not eleven characters",
    "mixed-importers": "more than one importer number",
    "dates": "days that do not follow each other",
    "state-differs": "states of an entry that differ between its rows: the last is taken",
    "state-unreadable": "states of an entry that could not be read",
    "entry-total": "entries whose lines do not make the total that the file states for them",
    "rows-apart": "entries whose rows do not stand together in the file: brought together",
    "rounded": "amounts finer than a cent: rounded half up",
    "zero-put-back": "numbers given the zero that a spreadsheet took from them",
}
"""Kind of an oddity -> what it is, with what was done. The order is that of the page."""
ASIDE = {
    "repeated": "rows repeated",
    "reversed": "rows reversed, with their reversals",
    "corrected": "earlier versions of corrected lines",
    "detail-elsewhere": "lines that another file gives number by number",
    "on-every-row": "amounts of the line said again on its further rows",
}
"""Why an amount of the file is in no line."""
ARTICLES, APART, CASES = "chapters 1-97", "not told apart", "AD/CVD cases"


class Sums(NamedTuple):
    """How many, their value and their duty, in cents."""

    number: int = 0
    value_cents: int = 0
    duty_cents: int = 0

    def plus(self, value: int, duty: int, count: int = 1) -> Sums:
        """The sums with one more."""
        return Sums(self.number + count, self.value_cents + value, self.duty_cents + duty)


class Oddity(NamedTuple):
    """Something to look at. kind : a key of :data:`ODDITIES`. cents : the duty it is about, where it is about money."""

    kind: str
    what: str
    place: str = ""
    entry_number: str = ""
    line_number: str = ""
    cents: int | None = None


class Unreadable(NamedTuple):
    """A line that is in the file and not among the lines read. rows : how many; sums : of the amounts that could be read."""

    place: str
    entry_number: str
    line_number: str
    reason: str
    kind: str
    sums: Sums


class ReadFile(NamedTuple):
    """A file that was read.

    digest : SHA-256. rows : of data. raw : the sums of its columns of value and duty, row by row. stated : the sums of its own row of totals,
    ``None`` where it has none or leaves the amount out. columns : in words.
    """

    name: str
    layout: str
    digest: str
    rows: int
    raw: Sums
    stated_value: int | None
    stated_duty: int | None
    stated_where: str
    columns: str
    notes: tuple[str, ...]

    @property
    def duty_difference(self) -> int | None:
        """The file's own total of duty less the sum of its rows; ``None`` where it states none."""
        return None if self.stated_duty is None else self.stated_duty - self.raw.duty_cents

    @property
    def value_difference(self) -> int | None:
        """The file's own total of value less the sum of its rows; ``None`` where it states none."""
        return None if self.stated_value is None else self.stated_value - self.raw.value_cents


class Reconciliation(NamedTuple):
    """An import as a whole.

    lines      : joined, with the sums of value and duty. entries : entry numbers met. raw : of all rows of the files that tell of lines.
    aside      : why (a key of :data:`ASIDE`) -> sums of the rows in no line. unreadable : lines, with the reasons.
    headings   : heading of chapter 98 or 99 -> lines that bear it, their value, the duty booked against it; the articles' own numbers, the cases and what
                 is not told apart each in one sum. Duties add up to those of the lines.
    oddities   : in the order met.
    """

    files: tuple[ReadFile, ...]
    rows: int
    lines: Sums
    entries: int
    raw: Sums
    aside: Mapping[str, Sums]
    unreadable: tuple[Unreadable, ...]
    headings: Mapping[str, Sums]
    oddities: tuple[Oddity, ...]

    @property
    def unread(self) -> Sums:
        """Sums of the lines that could not be read."""
        return Sums(
            len(self.unreadable),
            sum(one.sums.value_cents for one in self.unreadable),
            sum(one.sums.duty_cents for one in self.unreadable),
        )

    @property
    def duty_difference(self) -> int:
        """Duty of all rows less that of the lines, of the rows set aside and of the lines not read: nothing, or a fault."""
        aside = sum(one.duty_cents for one in self.aside.values())
        return self.raw.duty_cents - self.lines.duty_cents - aside - self.unread.duty_cents

    @property
    def value_difference(self) -> int:
        """The same of value."""
        aside = sum(one.value_cents for one in self.aside.values())
        return self.raw.value_cents - self.lines.value_cents - aside - self.unread.value_cents

    @property
    def agrees(self) -> bool:
        """Whether every amount of the files is accounted for and no total of a file contradicts its rows."""
        own = all(not one.duty_difference and not one.value_difference for one in self.files)
        return own and not self.duty_difference and not self.value_difference

    def counts(self) -> dict[str, int]:
        """Kind of an oddity -> how often, in the order of :data:`ODDITIES`."""
        found: dict[str, int] = dict.fromkeys(ODDITIES, 0)
        for one in self.oddities:
            found[one.kind] += 1
        return {kind: count for kind, count in found.items() if count}


class Tally:
    """The counts of a reconciliation while the lines are read.

    outside : numbers of the files that tell of entries and not of lines: their sums stand beside those of the lines.
    """

    __slots__ = (
        "_raw",
        "aside",
        "entries",
        "headings",
        "importers",
        "lines",
        "oddities",
        "outside",
        "rows",
        "unreadable",
    )

    def __init__(self, outside: Iterable[int] = ()) -> None:
        self.outside = frozenset(outside)
        self.rows = self.entries = 0
        self._raw: dict[int, list[int]] = {}
        self.lines = Sums()
        self.aside: dict[str, Sums] = {}
        self.headings: dict[str, Sums] = {}
        self.unreadable: list[Unreadable] = []
        self.oddities: list[Oddity] = []
        self.importers: dict[str, None] = {}

    def row(self, row: FiledRow) -> None:
        """Count a row of a file."""
        self.rows += 1
        held = self._raw.get(row.source)
        if held is None:
            held = self._raw[row.source] = [0, 0, 0]
        held[0] += 1
        held[1] += row.value or 0
        held[2] += row.duty or 0

    def raw(self, source: int) -> Sums:
        """Sums of the rows of a file."""
        return Sums(*self._raw.get(source, ()))

    def line(self, line: FiledLine) -> None:
        """Count a line."""
        value, paid = line.line.value_cents, line.paid or 0
        self.lines = self.lines.plus(value, paid)
        left = paid
        seen: set[str] = set()
        for number, cents in line.duties:
            name = ARTICLES if is_article(number) else CASES if is_case(number) else number
            new = name not in seen
            seen.add(name)
            self.headings[name] = self.headings.get(name, Sums()).plus(value if new else 0, cents or 0, int(new))
            left -= cents or 0
        if left:
            self.headings[APART] = self.headings.get(APART, Sums()).plus(value, left)

    def put_aside(self, why: str, rows: Iterable[FiledRow], value: int = 0, duty: int = 0) -> None:
        """Count rows that are in no line."""
        found = self.aside.get(why, Sums()).plus(value, duty, 0)
        for row in rows:
            found = found.plus(*row.money)
        self.aside[why] = found

    def close(self, files: Sequence[ReadFile]) -> Reconciliation:
        """What was counted."""
        raw = Sums()
        for one in (self.raw(number) for number in self._raw if number not in self.outside):
            raw = raw.plus(one.value_cents, one.duty_cents, one.number)
        order = sorted(self.headings, key=lambda name: (not name[:1].isdigit(), name in (APART, CASES), name))
        return Reconciliation(
            tuple(files), self.rows, self.lines, self.entries, raw, {why: self.aside[why] for why in ASIDE if why in self.aside},
            tuple(self.unreadable), {name: self.headings[name] for name in order}, tuple(self.oddities),
        )  # fmt: skip


def read_file(source: Source, digest: str, raw: Sums) -> ReadFile:
    """A file as it was read, with the last of its rows of totals that is none of a part."""
    total = _own_total(source.totals)
    return ReadFile(
        source.name,
        source.columns.forms.name,
        digest,
        source.rows,
        raw,
        total.value if total else None,
        total.duty if total else None,
        total.where if total else "",
        source.columns.described(),
        (*source.columns.notes, *source.notes),
    )


def _own_total(totals: Sequence[TotalRow]) -> TotalRow | None:
    """The row of totals of the whole file: one called so, else the last, where it is none of a part."""
    stated = [one for one in totals if one.value is not None or one.duty is not None]
    for one in reversed(stated):
        if "grand" in one.words.lower() or "overall" in one.words.lower():
            return one
    last = stated[-1] if stated else None
    if last is None or _agrees(last, last.above):
        return last
    return None if (len(stated) > 1 and _agrees(last, last.since)) or "sub" in last.words.lower() else last


def _agrees(total: TotalRow, sums: tuple[int, int]) -> bool:
    return total.value in (None, sums[0]) and total.duty in (None, sums[1])
