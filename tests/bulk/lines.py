"""Random entry lines of every kind the bulk engine may meet, and what the line-by-line engine says of them."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from kanzei.bulk.batch import RESULT_TYPES
from kanzei.countries import all_countries
from kanzei.duty.view import View
from kanzei.entries.columns import Columns
from kanzei.entries.parse import DEFAULT, Options, parse_row
from kanzei.errors import KanzeiError, NotCovered
from kanzei.law.authorities import AUTHORITIES

COLUMNS = (
    "hts origin entered_on value_usd spi loaded_on quantity unit quantity2 unit2 steel_value aluminum_value copper_value us_content_value steel_content_pct claims "
    "part melt_pour smelt"
).split()

BUSY_ORIGINS = "CN JP MX CA DE VN KR TW IN IE CH GB TH IT BR RU CU LI US HK FR".split()
BUSY_CODES = (
    "8703230140 8708295160 7318152020 9403200050 8528726460 7616995190 4407110001 8544429090 7408113000 8547900010 9401616011 3004909250 8541430010 8704210100 "
    "2204215040 0201100510 2402103070"
).split()
"""Of chapters that many orders name, and of specific and compound rates."""
CLAIMS = [
    "civil_aircraft",
    "donation",
    "auto_part",
    "!auto_part",
    "passenger_vehicle",
    "truck_part",
    "steel_content_pct=40%",
    "steel_content_pct=33.3%;us_content_pct=10%",
    "melt_pour=US",
    "us_melt_pour",
    "9903.01.31",
    "us_content_value=5000",
    "steel_value=100;aluminum_value=200",
    "smelt=RU",
    "cast=CN",
    "patented",
    "steel_value=0",
    '{"steel_value": 12.34}',
    "nonsense",
    "semiconductor_article",
    "loaded_on=2025-04-01",
    "spi=JP",
    "part=rest",
    "auto_part;civil_aircraft;!donation",
]
SPI = ["S", "S+", "A", "JP", "KR", "C", "AU", "D", "E", "CL", "ZZ"]
VALUES = [
    0,
    0.01,
    1,
    7.49,
    100,
    1234.56,
    10_000,
    99_999.99,
    999_999_999.99,
    1_000_000_000,
    4_200_000_000.5,
    250_000_000_000,
]


RATE_LIMIT = 10**12
"""Rates from here on do not fit into a column of numbers; the lines engine writes them as text."""


def an_amount(rng: random.Random) -> float:
    """Mostly plain, sometimes nothing, cents, or beyond what the kernel carries."""
    kind = rng.random()
    return rng.choice(VALUES) if kind < 0.4 else rng.random() * (1e6 if kind < 0.8 else 50)


def random_rows(
    seed: int, number: int, codes: Sequence[str], *, odd: float = 0.05, long_ago: bool = False
) -> list[dict[str, str]]:
    """Lines as text, with columns :data:`COLUMNS`.

    Parameters
    ----------
    odd : share of lines that state a content in a column, a part, a code cut short or damaged, or a day before the book.
    """
    rng = random.Random(seed)
    countries = [one for one in all_countries() if one != "PR"]
    first = date(2025, 1, 1)
    rows = []
    for _ in range(number):
        entered = first + timedelta(rng.randrange(240 if long_ago else 690))
        value = an_amount(rng)

        def now_and_then(made: Any, share: float = odd) -> str:
            return str(made()) if rng.random() < share else ""  # noqa: B023

        if rng.random() < odd / 4:  # before the book, and nothing else amiss: of two faults an engine names one
            rows.append({**dict.fromkeys(COLUMNS, ""), "hts": rng.choice(codes), "origin": "JP"})
            rows[-1] |= {"entered_on": "2024-12-31", "value_usd": f"{value:.2f}"}
            continue
        code = rng.choice(BUSY_CODES) if rng.random() < 0.3 else rng.choice(codes)
        rows.append(
            {
                "hts": rng.choice([code[:8], "9" * 10, code[:-1] + "x", ""]) if rng.random() < odd / 2 else code,
                "origin": rng.choice(BUSY_ORIGINS) if rng.random() < 0.8 else rng.choice(countries),
                "entered_on": entered.isoformat(),
                "value_usd": f"{value:.2f}",
                "spi": rng.choice(SPI) if rng.random() < 0.3 else "",
                "loaded_on": (entered - timedelta(rng.randrange(-1, 60))).isoformat() if rng.random() < 0.2 else "",
                "quantity": f"{rng.random() * rng.choice([10, 1000, 1e8]):.3f}" if rng.random() < 0.9 else "",
                "unit": rng.choice(["", "", "kg", "No.", "KG", "t", "liters", "X"]),
                "quantity2": f"{rng.random() * 1000:.1f}" if rng.random() < 0.3 else "",
                "unit2": rng.choice(["", "kg", "m2"]),
                "steel_value": now_and_then(lambda: f"{rng.random() * value:.2f}"),  # noqa: B023
                "aluminum_value": now_and_then(lambda: f"{rng.random() * value * 0.6:.2f}"),  # noqa: B023
                "copper_value": now_and_then(lambda: f"{rng.random() * value * 0.3:.2f}", odd / 2),  # noqa: B023
                "us_content_value": now_and_then(lambda: f"{rng.random() * value:.2f}"),  # noqa: B023
                "steel_content_pct": now_and_then(lambda: rng.choice(["10%", "14.99%", "15%", "100%"]), odd / 2),
                "claims": rng.choice(CLAIMS) if rng.random() < 0.25 else "",
                "part": now_and_then(lambda: rng.choice(["steel", "rest", "aluminum", "us"]), odd / 2),
                "melt_pour": now_and_then(lambda: rng.choice(["US", "CN", "GB"])),
                "smelt": now_and_then(lambda: rng.choice(["US", "RU"]), odd / 2),
            }
        )
    return rows


def batch_of(rows: Sequence[dict[str, Any]]) -> pa.RecordBatch:
    """Rows as one record batch."""
    return pa.Table.from_pylist(list(rows)).combine_chunks().to_batches()[0]


def cents(amount: Any) -> int | None:
    """A decimal amount as cents."""
    return None if amount is None else int(amount * 100)


def of_bulk(row: dict[str, Any]) -> dict[str, Any]:
    """What matters of a result row of the bulk engine: amounts as cents, the rate as text."""
    found: dict[str, Any] = {name: cents(row[name]) for name in RESULT_TYPES if name.endswith("_usd")}
    found["rate"] = None if row["rate"] is None else f"{row['rate']:f}".rstrip("0").rstrip(".") or "0"
    return {**found, **{name: row[name] or "" for name in ("headings", "status")}, "error": shape(row["error"] or "")}


def of_line(view: View, cells: Sequence[object], columns: Columns, options: Options = DEFAULT) -> dict[str, Any]:
    """The same of the line-by-line engine."""
    found: dict[str, Any] = {name: None for name in RESULT_TYPES if name.endswith("_usd")}
    found |= {"rate": None, "headings": "", "status": "ok", "error": ""}
    try:
        made = view.assess(parse_row(cells, columns, options).line, explain=False)
    except KanzeiError as error:
        status = "not-covered" if isinstance(error, NotCovered) else "error"
        return {**found, "status": status, "error": shape(str(error))}
    found |= {f"{name}_usd": 0 for name in AUTHORITIES}
    for one in made.components:
        found[f"{one.authority}_usd"] += one.amount_cents
    found |= {"duty_usd": made.duty_cents, "refundable_usd": made.refundable_cents}
    found["rate"] = made.rate if Decimal(made.rate) < RATE_LIMIT else None
    found["headings"] = " ".join(made.headings)
    return found


def shape(words: str) -> str:
    """An error without amounts of quantities and names of columns of shares: the bulk engine says it once for many lines."""
    words = words.replace("_content_pct + ", "_value + ").replace("_content_pct is ", "_value is ")
    before, given, after = words.partition("given: ")
    return before + given + re.sub(r"(^|, )[\d.,]+ (?=\S)", r"\1", after)


def differences(
    expected: Iterable[dict[str, Any]],
    actual: Iterable[dict[str, Any]],
    rows: Sequence[dict[str, Any]],
    *,
    words: bool = True,
) -> list[Any]:
    """The first lines on which two engines differ, with the columns in question. words : errors are compared too."""
    out = []
    for row, one, other in zip(rows, expected, actual, strict=True):
        names = [name for name in one if one[name] != other[name] and (words or name != "error")]
        if names:
            stated = {name: cell for name, cell in row.items() if cell}
            out.append((stated, {name: (one[name], other[name]) for name in names[:4]}))
    return out[:5]


def plain_rows(seed: int, number: int) -> list[dict[str, str]]:
    """Lines of few codes, countries and days, soon decided, each with a text of its own that must come back as it went in."""
    rng = random.Random(seed)
    rows = []
    for line in range(number):
        claims = rng.choice(["", "", "", "civil_aircraft", "steel_content_pct=40%"])
        rows.append(
            {
                "entry_number": f"E{line // 3:07d}",
                "line": str(line % 3 + 1),
                "hts": rng.choice(BUSY_CODES[:12]),
                "origin": rng.choice(BUSY_ORIGINS[:6]),
                "entered_on": rng.choice(["2025-03-14", "2025-08-20", "2026-01-15"]),
                "value_usd": f"{rng.random() * 1e5:.2f}",
                "quantity": str(rng.randrange(1, 999)),
                "claims": claims,
                "note": rng.choice(["plain", "with, a comma", 'with "marks"', "Käse – ½", "-5", ""]) + str(line % 7),
                "rate": "of the broker",
            }
        )
    return rows


def told(rows: Iterable[dict[str, Any]]) -> list[dict[str, str]]:
    """Result rows as text that is the same whatever held them: CSV, Parquet or a database."""
    return [{name: _told(name, cell) for name, cell in row.items()} for row in rows]


def _told(name: str, cell: Any) -> str:
    if cell is None or cell == "":
        return ""
    if name == "rate" and not isinstance(cell, str):
        cell = f"{cell:f}"
    if name == "rate" and str(cell)[0].isdigit():
        return f"{Decimal(str(cell)):f}".rstrip("0").rstrip(".") or "0"
    return str(cell)


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a result of any kind, as text."""
    if path.suffix in (".csv", ".tsv"):
        with path.open(encoding="utf-8", newline="") as file:
            return told(csv.DictReader(file, delimiter="\t" if path.suffix == ".tsv" else ","))
    if path.suffix == ".duckdb":
        import duckdb

        with duckdb.connect(str(path), read_only=True) as base:
            return told(base.sql("SELECT * FROM assessed").to_arrow_table().to_pylist())
    return told(pq.read_table(path).to_pylist())


def write_csv(path: Path, rows: Sequence[dict[str, str]], delimiter: str = ",") -> Path:
    """Rows as a file of text."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path
