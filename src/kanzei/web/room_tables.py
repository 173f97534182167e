"""Answers of the rooms ``deal`` and ``impact`` as tables for files: columns with what they mean, and what the figures rest on."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kanzei.cli.found import Found
from kanzei.web.problems import Refused
from kanzei.web.tables import Column, Table

__all__ = ["table_of"]

_PARTY = (
    Column("reading", "id", "reading of the terms"),
    Column("party", "id", "investor, host, lender, banks, insurer, operator; public and all: the investing side together"),
    Column("put_in", "USD", "what it put in"),
    Column("received", "USD", "what it received over the whole life"),
    Column("net", "USD", "received less put in"),
    Column("irr", "percent a year", "internal rate of return on dated flows; empty where there is none"),
    Column("npv", "USD", "net present value at the discount rate of the case, on the day of the first flow"),
    Column("multiple", "number", "received over put in"),
    Column("payback", "years", "years until what was put in is back"),
)  # fmt: skip
_DOUBT = (
    Column("term", "id", "term of the sheet"),
    Column("parameter", "id", "what it sets"),
    Column("grade", "A to D", "A official, B two reports agree, C one report, D our inference"),
    Column("answer", "text", "the answer"),
    Column("taken", "0 or 1", "1 where the figures of the reading take it"),
    Column("investor_net", "USD", "net of the investing side under this answer"),
    Column("host_received", "USD", "what the host receives under it"),
    Column("refused", "text", "why it cannot be run"),
)
_YEAR = (
    Column("party", "id", "as in the table of parties"),
    Column("year", "year", "calendar year"),
    Column("net", "USD", "received less put in during the year"),
)
_EVENT = (
    Column("project", "id", "project of the case"),
    Column("day", "day", "the day, empty where none follows from the terms"),
    Column("state", "word", "state of the project or call"),
    Column("text", "text", "what happens"),
    Column("clause", "id", "term that says so"),
)
_TERM = (
    Column("term", "id", "term of the sheet"),
    Column("title", "text", "what it is about"),
    Column("known", "day", "day it became known"),
    Column("grade", "A to D", "A official, B two reports agree, C one report, D our inference"),
    Column("confidence", "H, M, L", "how sure the reading is"),
    Column("rule", "text", "the rule"),
)
_RELIEF = (
    Column("entered_on", "day", "day of entry"),
    Column("basis", "id", "legal basis of the duty that the deal lowered"),
    Column("against", "text", "what it is held against"),
    Column("trade", "USD", "imports of 2024 reached"),
    Column("relief", "USD a year", "duty saved; below nothing: more is owed than under the counterfactual"),
    Column("ended", "0 or 1", "1 where the basis has ended by that day"),
)
_GE = (
    Column("country", "ISO 3166 alpha-3", "country or group"),
    Column("measure", "id", "what changes"),
    Column("change", "percent", "change from the base, long run; duty: percent of base spending"),
)


def table_of(part: str, found: Found, which: str) -> Table:
    """The table of an answer, or one of several by its name.

    Raises
    ------
    Refused   There is no such table.
    """
    name = part.replace("_", "-") + (f"-{which}" if which else "")
    if found.table is not None:
        tidy = found.table()
        meant = [Column(c.name, c.unit, f"{c.meaning} [{c.source}]" if c.source else c.meaning) for c in tidy.columns]
        return Table(name, meant, [[_cell(one) for one in row] for row in tidy.rows], _about(found.value))
    if found.write is not None:
        return _written(name, part, found)
    made = _of_value(part, found.value, which)
    if made is None:
        raise Refused("not-found", "this answer has no such table")
    columns, rows = made
    return Table(name, columns, [[_cell(one) for one in row] for row in rows], _about(found.value))


def _written(name: str, part: str, found: Found) -> Table:
    """A table that the command writes itself."""
    if part == "impact_trade":
        from kanzei.render.impact_trade_tidy import COLUMNS
    else:
        from kanzei.render.impact_japan_rows import COLUMNS
    assert found.write is not None
    with TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        found.write(path)
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))[1:]
    return Table(name, [Column(key, "", words) for key, words in COLUMNS.items()], rows, _about(found.value))


def _of_value(part: str, value: Any, which: str) -> tuple[Sequence[Column], Iterable[Sequence[Any]]] | None:
    if part == "deal_compare" and which == "doubtful":
        return _DOUBT, _doubts(value)
    if part == "deal_compare":
        return _PARTY, [row for one in value["readings"] for row in _parties(one)]
    if part == "deal_run" and which == "events":
        return _EVENT, [[one[key.name] for key in _EVENT] for one in value["events"]]
    if part == "deal_run" and which == "years":
        pairs = ((who, one["by_year_usd"]) for who, one in value["parties"].items())
        return _YEAR, [(who, int(year), usd) for who, years in pairs for year, usd in years.items()]
    if part == "deal_run":
        return _PARTY, _parties(value)
    if part == "deal_waterfall":
        return _waterfall(value)
    if part == "deal_terms":
        return _TERM, [[one.get(key.name) or one.get("id") for key in _TERM] for one in value["terms"]]
    if part == "deal_trade":
        keys = ("basis", "against", "trade_usd", "relief_usd", "ended")
        return _RELIEF, [
            (day["entered_on"], *(one[key] for key in keys)) for day in value["days"] for one in day["by_basis"]
        ]
    if part == "impact_ge":
        rows = value["countries"]
        return _GE, [(who, measure, change) for who, row in rows.items() for measure, change in row.items()]
    return None


def _parties(run: dict[str, Any]) -> Iterable[Sequence[Any]]:
    for who, one in run["parties"].items():
        if one["by_year_usd"]:
            irr = (one["irr"] or "").rstrip("%")
            yield (
                *(run["reading"], who, one["put_in_usd"], one["received_usd"], one["net_usd"]),
                *(irr, one["npv_usd"], one["multiple"], one["payback"]),
            )


def _doubts(value: dict[str, Any]) -> Iterable[Sequence[Any]]:
    for one in value["doubtful"]:
        figures = (one.get("investor_net_usd"), one.get("host_received_usd"))
        yield (
            *(one["term"], one["parameter"], one["grade"], one["answer"]),
            *(int(one["taken"]), *figures, one["refused"]),
        )


def _waterfall(value: dict[str, Any]) -> tuple[Sequence[Column], Iterable[Sequence[Any]]]:
    keys = list(dict.fromkeys(key for one in value["vehicles"] for row in one["rows"] for key in row))
    columns = [Column("vehicle", "id", "vehicle of the facility")]
    for key in keys:
        usd = key.endswith("_usd")
        words = "period" if key == "t" else key.removesuffix("_usd").replace("_", " ")
        columns.append(Column(key.removesuffix("_usd"), "USD" if usd else "number", words))
    return columns, [[one["vehicle"], *(row.get(key) for key in keys)] for one in value["vehicles"] for row in one["rows"]]  # fmt: skip


def _about(value: Any) -> str:
    """Source line of a table: the day known and the digests, where the answer names them."""
    one = value if isinstance(value, dict) else {}
    inner = (one.get("readings") or [one])[0]
    digest = one.get("lawbook") or one.get("terms_digest") or (inner.get("worked") or {}).get("terms_digest")
    parts = [f"as known {one['known_on']}" if one.get("known_on") else "", f"digest {digest}" if digest else ""]
    scenario = one.get("scenario")
    parts += scenario if isinstance(scenario, list) else []
    return "Kanzei; " + "; ".join(filter(None, map(str, parts)))


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    return "" if value is None else value if isinstance(value, int | float | str) else str(value)
