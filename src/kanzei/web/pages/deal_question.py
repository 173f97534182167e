"""What the page Deal asks: its fields as the options of the command's parts, the choice of projects, the same question on the command line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from starlette.datastructures import QueryParams

from kanzei.deal.announced import announced
from kanzei.deal.read_terms import file_text
from kanzei.deal.shipped import shipped_cases
from kanzei.errors import KanzeiError, UsageError
from kanzei.times import parse_day
from kanzei.web import rooms

__all__ = ["FIELDS", "cases", "command_of", "compare_question", "one_question", "pairs_asked", "sheet_question"]

FIELDS = ("case", "terms", "known", "amount", "yield", "life")
_PLANT = "illustration"


def compare_question(query: QueryParams) -> dict[str, Any]:
    """The options of ``deal compare`` that the page asks with."""
    return {
        "terms": query.get("terms") or None,
        "known": _known(query),
        "case": _case(query),
        "switch": _switches(query),
        "reading": query.getlist("reading"),
    }


def one_question(query: QueryParams, part: str) -> dict[str, Any]:
    """The options of a part that looks at one reading."""
    asked = {**compare_question(query), "reading": query.get("under") or "mou"}
    if part == "deal_waterfall":
        del asked["terms"]
    return asked


def sheet_question(query: QueryParams) -> dict[str, Any]:
    """The options of ``deal terms``."""
    return {"terms": query.get("terms") or "japan", "known": _known(query), "reading": None}


def _known(query: QueryParams) -> date | None:
    text = query.get("known", "").strip()
    try:
        return parse_day(text) if text else None
    except ValueError as error:
        raise UsageError(f"known: {error}") from None


def _switches(query: QueryParams) -> list[str]:
    found = [f"{key.partition('.')[2]}={one}" for key, one in query.multi_items() if key.startswith("switch.") and one]
    return [*found, *query.getlist("switch")]


def _case(query: QueryParams) -> Any:
    """The case: a shipped one, an announced project with what is said of it, or the plant of the illustration in the reader's size."""
    name = query.get("case") or _PLANT
    said = {key: _number(query, key) for key in ("amount", "yield", "life") if query.get(key, "").strip()}
    if not said:
        return name
    if name in announced():
        words = [f"{key}={one}{'%' if key == 'yield' else ''}" for key, one in said.items()]
        return f"{name}:{','.join(words)}"
    if name != _PLANT:
        raise UsageError(f"amount, yield and life are said of the illustration or an announced project: {name} has its own")  # fmt: skip
    funded = Decimal(said.get("amount", "10000000000"))
    life = int(said.get("life", "20"))
    cash = funded * Decimal(said.get("yield", "16")) / 100
    text = file_text(shipped_cases()[_PLANT])
    for old, new in (("funded: 10000000000", f"funded: {funded:f}"), ("life: 20", f"life: {life}"), ("cash: 1600000000", f"cash: {cash:.2f}"), ("A plant of 10 billion dollars (illustration, no project)", "A plant of the size stated (illustration, no project)")):  # fmt: skip
        text = text.replace(old, new)
    return rooms.small_file("plant.yaml", text)


def _number(query: QueryParams, key: str) -> str:
    text = query.get(key, "").strip().rstrip("%")
    if not text.replace(".", "", 1).isdigit() or not text.isascii() or Decimal(text) <= 0 or len(text) > 18:
        raise UsageError(f"{key} {text!r}: write a number above zero in plain digits")
    if key == "life" and not (text.isdigit() and int(text) <= 100):
        raise UsageError(f"life {text!r}: write whole years up to 100")
    return text


def cases() -> list[tuple[str, str]]:
    """Projects to choose from: ids and names."""
    plain = [
        (_PLANT, "A plant of 10 billion (illustration)"),
        ("secretarys-example", "The Commerce Secretary's example"),
    ]
    return plain + [(one.id, f"{one.title}{' (say an amount)' if one.doubt else ''}") for one in announced().values()]


def pairs_asked(query: QueryParams) -> list[tuple[str, str]]:
    """The pairs of the query that belong to the question."""
    keep = (*FIELDS, "reading", "under", "switch")
    return [(key, one.strip()) for key, one in query.multi_items() if one.strip() and (key in keep or key.startswith("switch."))]  # fmt: skip


def command_of(query: QueryParams) -> str:
    """The same question on the command line; a plant of the reader's size is a case file there."""
    words = ["kanzei deal compare"]
    if query.get("terms"):
        words.append(query["terms"])
    try:
        case = _case(query)
        words += [f"--switch {one}" for one in _switches(query)]
    except KanzeiError:
        return words[0]
    if isinstance(case, dict):
        words.append("--case plant.yaml")
    elif case != _PLANT:
        words.append(f"--case '{case}'" if ":" in case else f"--case {case}")
    words += [f"--reading {one}" for one in query.getlist("reading")]
    if query.get("known"):
        words.append(f"--known {query['known']}")
    return " ".join(words)
