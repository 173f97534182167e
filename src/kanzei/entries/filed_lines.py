"""From the rows of one entry to its lines as filed: rows joined by line, numbers in filing order, duty by number and in all."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from kanzei.entries import cells
from kanzei.entries.codes import is_article
from kanzei.entries.filed import EntryState, FiledDuty, FiledLine
from kanzei.entries.filed_rows import FiledRow, Source
from kanzei.entries.filed_versions import Undecided, place_of, standing_rows
from kanzei.entries.parse import Options, parse_cells
from kanzei.entries.reconcile import Oddity, Sums, Tally, Unreadable
from kanzei.errors import EntryError
from kanzei.money import dollars

__all__ = ["entry_lines"]

_FACTS = ("origin", "spi", "entered_on")


Told = tuple[str, str, "int | None"]
"""Kind of an oddity, what is odd, the duty it is about."""


class _Missing(EntryError):
    """The row of the article is missing."""


class _Joined(NamedTuple):
    """A line and the rows it is made of. below : its amounts are below zero (they are then turned), and it is no line of its own."""

    line: FiledLine
    rows: tuple[FiledRow, ...]
    below: bool = False


class _Desk:
    """What is needed to read the lines of one entry."""

    def __init__(
        self, sources: Sequence[Source], tally: Tally, options: Options, state: EntryState, keep_cells: bool
    ) -> None:
        self.sources, self.tally, self.options, self.state, self.keep_cells = sources, tally, options, state, keep_cells
        self.line = ""

    def tell(self, kind: str, what: str, cents: int | None = None, place: str = "") -> None:
        self.tally.oddities.append(Oddity(kind, what, place, self.state.entry_number, self.line, cents))

    def refuse(self, rows: Sequence[FiledRow], reason: str, kind: str) -> None:
        """A line that is not read: kept with its amounts, and told."""
        place = self.place(rows)
        sums = Sums(len(rows), sum(row.money[0] for row in rows), sum(row.money[1] for row in rows))
        self.tally.unreadable.append(Unreadable(place, self.state.entry_number, self.line, reason, kind, sums))
        self.tell(kind, reason, sums.duty_cents, place)

    def place(self, rows: Sequence[FiledRow]) -> str:
        if len(self.sources) == 1:
            return place_of(rows)
        by_file = {row.source: [one for one in rows if one.source == row.source] for row in rows}
        return "; ".join(f"{self.sources[number].name} {place_of(mine)}" for number, mine in by_file.items())


def entry_lines(
    rows: Sequence[FiledRow],
    state: EntryState,
    sources: Sequence[Source],
    tally: Tally,
    options: Options,
    *,
    keep_cells: bool = False,
) -> list[FiledLine]:
    """The lines that the rows of one entry make, by line number; what makes none is told to the tally.

    keep_cells : the article's row goes with its line.
    """
    desk = _Desk(sources, tally, options, state, keep_cells)
    by_line: dict[object, list[FiledRow]] = {}
    for row in rows:
        by_line.setdefault(row.line or (row.source, row.at), []).append(row)
    joined: list[_Joined] = []
    for key in sorted(by_line, key=_order):
        mine = by_line[key]
        desk.line = mine[0].line
        one = _join(_detailed(mine, desk), desk)
        if one is not None:
            joined.append(one)
    return _standing_lines(joined, desk)


def _order(key: object) -> tuple[int, int, str]:
    if isinstance(key, tuple):
        return 2, key[1], ""
    text = str(key)
    return (0, int(text), "") if text.isdigit() and text.isascii() else (1, 0, text)


def _detailed(rows: list[FiledRow], desk: _Desk) -> list[FiledRow]:
    """The rows of the file that gives the line number by number; those of a file that gives it as a whole are compared and set aside."""
    files = {row.source for row in rows}
    detailed = {number for number in files if desk.sources[number].per_number}
    if len(files) == 1 or not detailed or detailed == files:
        return rows
    kept = [row for row in rows if row.source in detailed]
    whole = [row for row in rows if row.source not in detailed]
    paid, said = (sum(row.money[1] for row in some) for some in (kept, whole))
    desk.tally.put_aside("detail-elsewhere", whole)
    kind = "detail-elsewhere" if paid == said else "amounts-differ"
    desk.tell(
        kind, f"{desk.place(whole)} says {dollars(said)}, its numbers {dollars(paid)}", said - paid, desk.place(rows)
    )
    return kept


def _join(rows: list[FiledRow], desk: _Desk) -> _Joined | None:
    for row in rows:
        if row.problem:
            desk.refuse(rows, row.problem if len(rows) == 1 else f"{row.where}: {row.problem}", "unreadable")
            return None
    aside: list[tuple[str, Sequence[FiledRow]]] = []
    told: list[Told] = []
    try:
        standing = standing_rows(
            rows,
            lambda kind, what, cents: told.append((kind, what, cents)),
            lambda why, some: aside.append((why, some)),
        )
        joined = _line(standing.rows, desk, told) if standing.rows else None
    except EntryError as error:
        kind = (
            "twice" if isinstance(error, Undecided) else "no-article" if isinstance(error, _Missing) else "unreadable"
        )
        desk.refuse(rows, str(error), kind)
        return None
    for why, some in aside:
        desk.tally.put_aside(why, some)
    for kind, what, cents in told:
        desk.tell(kind, what, cents, desk.place(rows))
    return joined


def _line(rows: tuple[FiledRow, ...], desk: _Desk, told: list[Told]) -> _Joined:
    """One line out of the rows that stand.

    Raises
    ------
    EntryError   With what keeps the rows from being a line.
    """
    below = all(max(row.money) <= 0 for row in rows) and any(min(row.money) < 0 for row in rows)
    if below:
        rows = tuple(_turned(row) for row in rows)
    rows = tuple(sorted(rows, key=lambda row: (row.ordinal is None, row.ordinal or 0, row.source, row.at)))
    numbers = [(number, cents, place, row) for row in rows for number, cents, place in row.numbers]
    if not numbers:
        raise EntryError(
            "the file gives the line as a whole, without tariff numbers: bring the report with a row for each number (ACE ES-003)"
            if all("hts" not in desk.sources[row.source].columns.taken for row in rows)
            else "no HTS number stands on the line"
        )
    goods = _article(numbers)
    source = desk.sources[goods[3].source]
    value = _value(rows, goods, source, told)
    if value < 0 or any(min(row.money) < 0 for row in rows):
        raise EntryError(
            "amounts above and below zero stand on the line and do not cancel: enter the corrected line instead"
        )
    stated = {row.line_value for row in rows if row.line_value is not None}
    if not source.line_value and len(stated) == 1 and (one := stated.pop()) != value:
        told.append(
            ("amounts-differ", f"its column of value by line says {dollars(one)}, its rows {dollars(value)}", None)
        )
    duties, paid, blended = _duties(rows, numbers, source, told)
    found = _cells(rows, goods, source, told)
    found["value_usd"] = Decimal(value) / 100
    found["hts"] = _goods_cell(goods, source)
    chapter_98 = next((number for number, _, _, _ in numbers if number.startswith("98")), None)
    if chapter_98 and is_article(goods[0]) and cells.is_blank(found.get("ch98")):
        found["ch98"] = chapter_98
    parsed = parse_cells(found, source.columns.forms, desk.options)
    line = FiledLine(
        line=parsed.line, state=desk.state, line_number=desk.line, duties=duties, paid=paid, blended=blended,
        place=desk.place(rows), warnings=parsed.warnings, source=goods[3].source,
        cells=goods[3].cells if desk.keep_cells else (),
    )  # fmt: skip
    return _Joined(line, rows, below)


_Number = tuple[str, int | None, int, FiledRow]


def _article(numbers: Sequence[_Number]) -> _Number:
    articles = [one for one in numbers if is_article(one[0])]
    names = list(dict.fromkeys(one[0] for one in articles))
    if not articles:
        alone = [one for one in numbers if one[0].startswith("98")]
        if alone and not any(one[0].startswith("99") for one in numbers):
            return alone[0]
        listed = ", ".join(dict.fromkeys(one[0] for one in numbers))
        raise _Missing(f"the line has headings only ({listed}): the row with the article's own code is missing")
    if len(names) > 1:
        raise EntryError(
            f"the line has {len(names)} codes of chapters 1-97 ({', '.join(names[:3])}): give each article a line of its own"
        )
    return next((one for one in articles if one[3].value), articles[0])


def _goods_cell(goods: _Number, source: Source) -> object:
    """The cell of the article's number. Nine digits in a layout of CBP are ten with a zero lost, also where they are text."""
    name, _, place, row = goods
    cell: object = row.cells[place] if place >= 0 else name
    digits = cells.text_of(cell)
    if isinstance(cell, str) and len(digits) == 9 and digits.isdigit() and source.columns.forms.money != "plain":
        return int(digits)
    return cell


def _value(rows: Sequence[FiledRow], goods: _Number, source: Source, told: list[Told]) -> int:
    """The value of the line: it stands once, at the article's own row."""
    valued = [row for row in rows if row.value]
    own = goods[3].value
    if not valued:
        if own is None:
            raise EntryError("the entered value is missing: give it in US dollars")
        return 0
    amounts = {row.value for row in valued}
    if len(amounts) > 1:
        listed = ", ".join(f"{row.where}: {dollars(row.value or 0)}" for row in valued[:4])
        raise EntryError(
            f"several rows of the line carry a goods value ({listed}): it stands once, at the article's own number"
        )
    if len(valued) > 1 and not source.line_value:
        told.append(("value-repeated", f"{dollars(valued[0].value or 0)} stands on {len(valued)} rows", None))
    return valued[0].value or 0


def _duties(
    rows: Sequence[FiledRow], numbers: Sequence[_Number], source: Source, told: list[Told]
) -> tuple[tuple[FiledDuty, ...], int | None, bool]:
    """The duty of each number, of the line, and whether one amount covers several numbers.

    A number booked more than once keeps its amounts apart: whether it was paid twice, or in parts, is for the re-rating to say.
    """
    by_number: dict[str, int | None] = {}
    apart: dict[str, list[int]] = {}
    for number, cents, _, _ in numbers:
        if cents is not None:
            apart.setdefault(number, []).append(cents)
        if number in by_number and cents is not None:
            told.append(
                (
                    "heading-twice",
                    f"{number} stands twice: {dollars(by_number[number] or 0)} and {dollars(cents)}",
                    cents,
                )
            )
        before = by_number.get(number)
        by_number[number] = cents if before is None else before + (cents or 0)
    whole = [
        row.paid
        for row in rows
        if row.paid is not None and (source.line_duty or len(row.numbers) != 1 or row.numbers[0][1] != row.paid)
    ]
    if source.line_duty and len(rows) > 1:
        if len(set(whole)) > 1:
            raise EntryError("the duty of the line differs between its rows: it is one amount, said on each")
        by_number = dict.fromkeys(by_number)
        whole = whole[:1]
    booked = [cents for cents in by_number.values() if cents is not None]
    paid = sum(whole) if whole else sum(booked) if booked else None
    if paid is None:
        told.append(("no-duty", "no amount of duty stands on the line", None))
    silent = [number for number, cents in by_number.items() if cents is None]
    if whole and booked and len(silent) == 1 and is_article(silent[0]) and sum(whole) >= sum(booked):
        # Every heading has its amount: what is left of the whole is the article's.
        by_number[silent.pop()] = sum(whole) - sum(booked)
    elif whole and booked and not silent and sum(whole) != sum(booked):
        said = f"the duty of the line is {dollars(sum(whole))}, that of its numbers together {dollars(sum(booked))}"
        told.append(("amounts-differ", said, sum(whole) - sum(booked)))
    stated = {row.line_duty for row in rows if row.line_duty is not None}
    if not source.line_duty and len(stated) == 1 and paid is not None and (one := stated.pop()) != paid:
        told.append(
            (
                "amounts-differ",
                f"its column of duty by line says {dollars(one)}, its numbers {dollars(paid)}",
                one - paid,
            )
        )
    headings = [number for number in silent if not is_article(number)]
    blended = bool(paid) and (bool(headings) or (len(silent) == len(by_number) > 1) or not source.tells_numbers)
    if blended and len(by_number) == 1:
        by_number = dict.fromkeys(by_number)
    if blended:
        told.append(("blended", f"{dollars(paid or 0)} for {', '.join(by_number)}", paid))
    duties: list[FiledDuty] = []
    for number, cents in by_number.items():
        own = apart.get(number, [])
        if len(own) > 1 and sum(own) == cents:
            duties += [FiledDuty(number, part) for part in own]
        else:
            duties.append(FiledDuty(number, cents))
    return tuple(duties), paid, blended


def _cells(rows: Sequence[FiledRow], goods: _Number, source: Source, told: list[Told]) -> dict[str, object]:
    """The cells of the article's row, a blank filled from another row of the line."""
    found: dict[str, object] = {}
    others = [row for row in rows if row.source == goods[3].source and row is not goods[3]]
    for name, index in source.line_cells:
        cell = goods[3].cells[index]
        blank = cells.is_blank(cell)
        if not blank:
            found[name] = cell
        if name not in _FACTS or all(row.cells[index] == cell for row in others):
            continue
        said = {
            cells.text_of(row.cells[index]): row.cells[index] for row in others if not cells.is_blank(row.cells[index])
        }
        if blank and len(said) == 1:
            found[name] = next(iter(said.values()))
        elif said and set(said) != {cells.text_of(cell)}:
            shown = ", ".join(dict.fromkeys((cells.text_of(cell), *said)))
            told.append(("differs-between-rows", f"{name}: {shown}", None))
    return found


def _turned(row: FiledRow) -> FiledRow:
    """A row below zero as the row it cancels."""
    turned = tuple((number, None if cents is None else -cents, place) for number, cents, place in row.numbers)
    value, paid, duty, line_value, line_duty = (
        None if cents is None else -cents for cents in (row.value, row.paid, row.duty, row.line_value, row.line_duty)
    )
    return row._replace(numbers=turned, value=value, paid=paid, duty=duty, line_value=line_value, line_duty=line_duty)


def _standing_lines(joined: Sequence[_Joined], desk: _Desk) -> list[FiledLine]:
    """The lines that no line below zero cancels."""
    gone: set[int] = set()
    for index, one in enumerate(joined):
        if not one.below:
            continue
        desk.line = one.line.line_number
        rows = tuple(_turned(row) for row in one.rows)
        match = next(
            (
                i
                for i, other in enumerate(joined)
                if i not in gone and not other.below and _opposite(other.line, one.line)
            ),
            None,
        )
        if match is None:
            gone.add(index)
            desk.refuse(
                rows,
                "the line is below zero and cancels no other line of its entry: enter the corrected line instead",
                "negative-line",
            )
            continue
        other = joined[match]
        gone |= {index, match}
        desk.tally.put_aside("reversed", [*other.rows, *rows])
        desk.tell(
            "reversed-line",
            f"line {other.line.line_number} ({other.line.place}) is cancelled by line {desk.line} ({one.line.place})",
            other.line.paid,
        )
    lines = [one for index, one in enumerate(joined) if index not in gone]
    for one in lines:
        extra_value = sum(row.money[0] for row in one.rows) - one.line.line.value_cents
        extra_duty = sum(row.money[1] for row in one.rows) - (one.line.paid or 0)
        if extra_value or extra_duty:
            desk.tally.put_aside("on-every-row", (), extra_value, extra_duty)
    return [one.line for one in lines]


def _opposite(one: FiledLine, other: FiledLine) -> bool:
    return (
        one.line.value_cents == other.line.value_cents
        and sorted(one.duties, key=str) == sorted(other.duties, key=str)
        and one.paid == other.paid
    )
