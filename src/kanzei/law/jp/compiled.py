"""The compiled book of Japan: instruments and tables as one JSON file, with a digest over what decides a duty."""

from __future__ import annotations

import csv
import hashlib
import json
import os
from pathlib import Path
from typing import Any

from kanzei.errors import LawError, ScheduleError
from kanzei.law.jp.cells import read_cell
from kanzei.law.jp.instrument import read_files
from kanzei.schedule.yen_rates import Sum, parse_yen_rate, terms

__all__ = ["FOLDER", "SHIPPED", "compile_book", "digest_of", "write_book"]

FOLDER = Path(__file__).parents[2] / "lawbook" / "jp"
SHIPPED = Path(__file__).parents[2] / "data" / "japan.json"
SEMANTICS = 1
"""Raised when the same book would give other yen."""
SEEN_TO = "2026-07-09"
"""Day of the newest schedule of Japan Customs that the tables were read from."""


def compile_book(folder: Path = FOLDER) -> dict[str, Any]:
    """The book of a folder as JSON values.

    Raises
    ------
    LawError   A file or a table cannot be used: every mistake, a line each.
    """
    instruments = read_files(sorted(folder.glob("*.yaml")))
    sources = {row["id"]: row["url"] for row in _rows(folder / "sources.csv")}
    lines = _lines(folder, instruments, sources)
    content = {"instruments": instruments, "lines": lines, "sources": sources, "seen_to": SEEN_TO}
    return {**content, "digest": digest_of(content)}


def digest_of(content: dict[str, Any]) -> str:
    """SHA-256 over the canonical form of what decides a duty: titles, names and notes apart."""
    kept = [
        {key: one[key] for key in ("id", "known", "columns", "rates", "prices", "rounding", "facts")}
        for one in content["instruments"]
    ]
    lines = [{key: value for key, value in one.items() if key not in ("name", "sources")} for one in content["lines"]]
    text = json.dumps([SEMANTICS, kept, lines], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def write_book(content: dict[str, Any], path: Path = SHIPPED) -> None:
    """Write the compiled book beside itself and move it into place."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.part")
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    temporary.write_text(text + "\n", encoding="utf-8")
    os.replace(temporary, path)


def _rows(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _lines(folder: Path, instruments: list[dict[str, Any]], sources: dict[str, str]) -> list[dict[str, Any]]:
    steps: dict[tuple[str, str], list[list[str]]] = {}
    for row in _rows(folder / "us-japan.csv"):
        key = (row["code"], row["season"])
        steps.setdefault(key, []).append([row["from"], row["to"] or "9999-12-31", row["rate"], row["grade"]])
    prices = {one["name"] for part in instruments for one in part["prices"]}
    facts = {one["key"] for part in instruments for one in part["facts"]}
    lines: list[dict[str, Any]] = []
    wrong: list[str] = []
    for number, row in enumerate(_rows(folder / "lines.csv"), 2):
        made = {**row, "us_japan": steps.pop((row["code"], row["season"]), []), "sources": row["sources"].split()}
        wrong += [f"lines.csv:{number}: {what}" for what in _mistakes(made, prices, facts, sources)]
        lines.append(made)
    wrong += [f"us-japan.csv: {code} {season}: no such line in lines.csv" for code, season in steps]
    if wrong:
        raise LawError("\n".join(wrong))
    return lines


def _mistakes(line: dict[str, Any], prices: set[str], facts: set[str], sources: dict[str, str]) -> list[str]:
    out = [f"no source {one!r} in sources.csv" for one in line["sources"] if one not in sources]
    texts = [line["general"], line["temporary"], line["wto"], *(step[2] for step in line["us_japan"])]
    for text in texts:
        try:
            cell = read_cell(text)
        except ScheduleError as error:
            out.append(str(error))
            continue
        for case in cell.cases if cell else ():
            named = {one.name for one in terms(case.rate) if one.kind == "price"} if case.rate else set()
            out += [f"the price {name!r} is fixed by no instrument" for name in named - prices]
            out += [f"the fact {case.fact!r} is in no instrument"] if case.fact and case.fact not in facts else []
    for edge in filter(None, line["band"].split("; ")):
        if not isinstance(parse_yen_rate(edge.partition(" ")[2]), Sum):
            out.append(f"the edge {edge!r} is no sum")
    spans = [(step[0], step[1]) for step in line["us_japan"]]
    out += [f"steps of {a[0]} and {b[0]} overlap" for a, b in zip(spans, spans[1:], strict=False) if a[1] > b[0]]
    return out
