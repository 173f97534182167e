"""What the tests of the outlook room share: scenarios written in a few lines, and the shipped book."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from kanzei.duty.book import LawBook
from kanzei.outlook.answer import Answer, answer_scenario
from kanzei.outlook.read import read_scenario

AUTOS = """
      law:
        provisions:
          - id: vehicles
            cite: supposed
            heading: 9903.94.41
            twin: 9903.94.40
            authority: s232_autos
            origin: [jp]
            goods: [vehicles]
            duty: {total: 15%, compare: general}
            when: {claims: {passenger_vehicle: yes}}
            instead_of: [9903.94.01]
            entered: {from: $day}
          - id: out-of-reciprocal
            cite: supposed
            heading: 9903.01.33
            authority: ieepa_reciprocal
            origin: [jp]
            duty: exempt
            when: {under: {headings: [9903.94.40..9903.94.41], of: article}}
            entered: {from: $day}
"""
BACK = """
      law:
        ends:
          - {provision: us/eo-14326#country.9903.02.30, entered: {from: START}, cite: supposed}
        provisions:
          - id: general
            cite: supposed
            heading: 9903.02.73
            twin: 9903.02.72
            authority: ieepa_reciprocal
            origin: [jp]
            duty: {total: 15%, compare: general}
            instead_of: [9903.01.25]
            entered: {from: START}
"""
HEAD = "id: case\ntitle: A case\nknown: 2025-08-28\ntree:\n  independent:\n"
CARS = """
  - id: cars
    hts: 8703.23.01.40
    origin: JP
    value_usd: 3000000
    arrives: 2025-09-01
    options:
      - arrival
      - {id: warehouse, warehouse: 2025-09-20}
      - {id: zone, zone-privileged: 2025-09-20}
"""


def autos(probability: str = "70%", day: str = "2025-09-16", name: str = "autos") -> str:
    """An event: the duty on vehicles of Japan 15% in all from the day it becomes known."""
    return f"    - id: {name}\n      title: Autos\n      probability: {probability}\n      day: {day}{AUTOS}"


def amended(start: str, probability: str = "50%", day: str = "2025-09-04") -> str:
    """An event: the reciprocal duty 15% in all, for entries from ``start``."""
    head = f"    - id: amended\n      title: Amended\n      probability: {probability}\n      day: {day}"
    return head + BACK.replace("START", start)


@cache
def _book() -> LawBook:
    return LawBook.shipped()


@pytest.fixture(scope="session")
def book() -> LawBook:
    """The shipped book."""
    return _book()


@pytest.fixture
def ask(tmp_path: Path, book: LawBook) -> Callable[..., Answer]:
    """``ask(text, *settings)``: the answer to a scenario."""

    def answer(text: str, *settings: str) -> Answer:
        path = tmp_path / "case.yaml"
        path.write_text(text, encoding="utf-8")
        return answer_scenario(read_scenario(path, settings), book)

    return answer
