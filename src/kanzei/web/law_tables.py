"""Answers about the law as tables for files: columns with what they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from kanzei.duty.explain import duty_words
from kanzei.render.coverage import official_words, ours_words, reason_words
from kanzei.web.tables import Column, Table

if TYPE_CHECKING:
    from kanzei.duty.effect import Cell

__all__ = ["TABLES", "classes_table", "codes_table", "provisions_table"]

_INSTRUMENTS = (
    Column("id", "id", "the instrument"),
    Column("kind", "word", "executive order, proclamation, notice, ruling, statute …"),
    Column("title", "text", "its title"),
    Column("citation", "text", "where it stands"),
    Column("signed", "day", "day of signing"),
    Column("published", "day", "day of publication"),
    Column("known", "day", "the day it could first be known"),
    Column("grade", "word", "grade of the source"),
    Column("confidence", "H, M, L", "how sure the reading is"),
)
_CHANGES = (
    Column("group", "word", "how the state of the provision changed"),
    Column("provision", "id", "the provision"),
    Column("heading", "code", "heading of Chapter 99"),
    Column("authority", "id", "the authority"),
    Column("what", "text", "what it does to the duty"),
    Column("origin", "text", "origins it reaches"),
    Column("goods", "text", "goods it falls on"),
    Column("from", "day", "first day of entry"),
    Column("to", "day", "day after the last day of entry; empty while open"),
    Column("instrument", "id", "the order, proclamation or notice"),
    Column("cite", "text", "where it stands"),
)
_CLASSES = (
    Column("class", "number", "codes and countries whose duty moves alike"),
    Column("entered_from", "day", "first day of entry"),
    Column("entered_to", "day", "day after the last day of entry; empty while open"),
    Column("origins", "ISO 3166", "countries of origin"),
    Column("codes", "count", "codes of the class; the table of codes lists them"),
    Column("column_1", "text", "the ordinary rate"),
    Column("added_before", "fraction or text", "duty above the ordinary, as known on the earlier day"),
    Column("added_after", "fraction or text", "the same, as known on the later day"),
    Column("total_before", "fraction or text", "duty in all, as known on the earlier day"),
    Column("total_after", "fraction or text", "the same, as known on the later day"),
    Column("authorities_before", "ids and rates", "what it rests on, earlier"),
    Column("authorities_after", "ids and rates", "what it rests on, later"),
    Column("headings_before", "codes", "headings to report, earlier"),
    Column("headings_after", "codes", "headings to report, later"),
)
_CODES = (Column("class", "number", "the class in the table of classes"), Column("hts", "code", "a code of it"))
_COVERAGE = (
    Column("heading", "code", "heading of 9903 in the official schedule"),
    Column("section", "code", "the block it stands in"),
    Column("state", "word", "encoded, out-of-scope, pending, unaccounted"),
    Column("agreement", "word", "agrees; printed: before or after its time; explained; different"),
    Column("first_release", "id", "first official release that prints it"),
    Column("last_release", "id", "last one"),
    Column("official", "text", "what the official line says"),
    Column("ours", "text", "what the book holds"),
    Column("reason", "text", "why they differ, or why it is out of scope"),
)
_PROVISIONS = (
    Column("provision", "id", "the provision"),
    Column("heading", "code", "heading of Chapter 99"),
    Column("authority", "id", "the authority"),
    Column("known", "day", "as known from this day"),
    Column("entered_from", "day", "first day of entry"),
    Column("entered_to", "day", "day after the last day of entry; empty while open"),
    Column("duty", "text", "what it does to the duty, or suspended"),
    Column("instrument", "id", "the instrument that wrote it"),
    Column("cite", "text", "where it stands"),
    Column("amended_by", "ids", "instruments that changed it"),
)
_PENDING = (
    Column("kind", "word", "event: dated and to come; open: a question; order: ordered without a day"),
    Column("on", "day", "the day, or open"),
    Column("what", "text", "what it is"),
    Column("authority", "ids", "authorities it touches"),
    Column("origin", "ISO 3166", "countries it reaches; empty: all"),
    Column("certainty", "word", "how sure it is"),
)


def _plain(rows: Iterable[dict[str, Any]], columns: Sequence[Column]) -> list[list[object]]:
    return [["" if row.get(one.name) is None else _cell(row[one.name]) for one in columns] for row in rows]


def _cell(value: object) -> object:
    return " ".join(map(str, value)) if isinstance(value, list | tuple) else value if isinstance(value, int) else str(value)  # fmt: skip


def _instruments(value: dict[str, Any]) -> Table:
    about = f"Kanzei; law as known {value['as_of']}; law book {value['lawbook']}"
    return Table("instruments", _INSTRUMENTS, _plain(value["instruments"], _INSTRUMENTS), about)


def _between(value: dict[str, Any]) -> str:
    return f"Kanzei; what became known after {value['from']} up to {value['to']}; law book of the newest {value['lawbook']}"


def _changes(value: dict[str, Any]) -> Table:
    name = f"changes-{value['from']}-{value['to']}"
    return Table(name, _CHANGES, _plain(value["changes"], _CHANGES), _between(value))


def classes_table(value: dict[str, Any]) -> Table:
    """A row for each class of codes and countries whose duty moves alike; ``value`` is the whole answer of ``law diff``."""
    name = f"classes-{value['from']}-{value['to']}"
    return Table(name, _CLASSES, _plain(value["classes"], _CLASSES), _between(value))


def codes_table(value: dict[str, Any], cells: Sequence[Cell]) -> Table:
    """A row for each code of each class."""
    rows = [(number, code) for number, cell in enumerate(cells, 1) for code in cell.codes]
    return Table(f"codes-{value['from']}-{value['to']}", _CODES, rows, _between(value))


def _coverage(value: dict[str, Any]) -> Table:
    rows = [
        (
            *(row["heading"], row["section"], row["state"], row["agreement"], *(row["releases"] or ("", ""))),
            *(official_words(row), "; ".join(ours_words(row)), "; ".join(reason_words(row))),
        )
        for row in value["headings"]
    ]
    return Table("coverage", _COVERAGE, rows, f"Kanzei; the official Chapter 99; law book {value['lawbook']}")


def provisions_table(value: dict[str, Any], lawbook: str) -> Table:
    """A row for each interval of each state of a provision; ``value`` is the answer of ``law show``."""
    rows = [
        (
            *(name, fields.get("heading") or "", fields["authority"], known, "" if start < "1900-01-02" else start),
            *("" if stop >= "9999" else stop, "suspended" if suspended else duty_words(fields)),
            *(fields["instrument"], fields["cite"], " ".join(by[0] for by in fields.get("amended_by", ()))),
        )
        for name, history in value["provisions"].items()
        for known, segments in history["states"]
        for start, stop, number, suspended in segments
        for fields in (history["versions"][number],)
    ]
    name = str(value.get("heading") or value["id"]).replace("/", "-")
    return Table(f"provisions-{name}", _PROVISIONS, rows, f"Kanzei; provisions of {name}; law book {lawbook}")


def _pending(value: dict[str, Any]) -> Table:
    rows = [{**one, "kind": "event"} for one in value["events"]] + [{**one, "kind": "open"} for one in value["open"]]
    rows += [
        {"kind": "order", "on": "open", "what": f"{one['instrument']}, {one['cite']}", "authority": one["authority"]}
        for one in value["undated_orders"]
    ]
    about = (
        f"Kanzei; law as known {value['as_of']}; no change seen since {value['seen_to']}; law book {value['lawbook']}"
    )
    return Table("pending", _PENDING, _plain(rows, _PENDING), about)


TABLES: dict[str, Callable[[dict[str, Any]], Table]] = {
    "instruments": _instruments,
    "changes": _changes,
    "coverage": _coverage,
    "pending": _pending,
}
