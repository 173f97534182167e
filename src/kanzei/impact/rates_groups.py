"""What effective rates are laid out by: keys and labels of the cells."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np

from kanzei.countries import normalise_origin
from kanzei.errors import UsageError
from kanzei.impact.rates_weights import UNION, Weights

__all__ = ["BY", "Keys", "keys_of", "kinds"]

Array = Any

BY = ("partner", "chapter", "section", "sector", "code", "authority")
"""What a table can be laid out by; several at once, separated by commas."""

SECTIONS = (
    (1, 5, "I", "live animals and animal products"),
    (6, 14, "II", "vegetable products"),
    (15, 15, "III", "fats and oils"),
    (16, 24, "IV", "prepared foodstuffs, beverages, tobacco"),
    (25, 27, "V", "mineral products"),
    (28, 38, "VI", "chemicals"),
    (39, 40, "VII", "plastics and rubber"),
    (41, 43, "VIII", "hides, leather, furs"),
    (44, 46, "IX", "wood, cork, straw"),
    (47, 49, "X", "pulp and paper"),
    (50, 63, "XI", "textiles and textile articles"),
    (64, 67, "XII", "footwear, headgear, umbrellas"),
    (68, 70, "XIII", "stone, ceramics, glass"),
    (71, 71, "XIV", "pearls, precious stones and metals"),
    (72, 83, "XV", "base metals"),
    (84, 85, "XVI", "machinery and electrical equipment"),
    (86, 89, "XVII", "vehicles, aircraft, vessels"),
    (90, 92, "XVIII", "instruments, clocks, musical instruments"),
    (93, 93, "XIX", "arms and ammunition"),
    (94, 96, "XX", "miscellaneous manufactures"),
    (97, 97, "XXI", "works of art, antiques"),
    (98, 99, "XXII", "special classification provisions"),
)
"""Sections of the Harmonized Tariff Schedule: first and last chapter, number, subject in short."""


class Keys(NamedTuple):
    """A key of every cell: numbers (n,) of ``keys`` and ``labels``."""

    numbers: Array
    keys: list[str]
    labels: list[str]


def kinds(text: str) -> list[str]:
    """The layouts a user names.

    Raises
    ------
    UsageError   There is no such layout, or one is named twice.
    """
    words = [one.strip() for one in text.split(",") if one.strip()]
    if not words or set(words) - set(BY) or len(set(words)) < len(words):
        raise UsageError(f"--by {text}: choose one or several of {', '.join(BY)}")
    return words


def keys_of(base: Weights, cells: Array, partners: list[str], kind: str) -> Keys:
    """Keys of some cells of the weights by one layout, authority apart."""
    hts = base.hts[cells]
    numbers: Array
    if kind == "partner":
        order = sorted(partners, key=lambda one: base.spans[one])
        firsts = [base.spans[one][0] for one in order]
        numbers = np.searchsorted(firsts, cells, "right") - 1
        return Keys(numbers, [_iso(one) for one in order], [base.name(one) for one in order])
    if kind == "code":
        codes, numbers = np.unique(hts, return_inverse=True)
        words = [f"{one:010d}" for one in codes.tolist()]
        return Keys(numbers, words, [f"{one[:4]}.{one[4:6]}.{one[6:8]}.{one[8:]}" for one in words])
    chapters = hts // 10**8
    if kind == "chapter":
        found, numbers = np.unique(chapters, return_inverse=True)
        return Keys(numbers, [f"{one:02d}" for one in found], [f"chapter {one:02d}" for one in found])
    if kind == "section":
        numbers = np.searchsorted([last for _, last, *_ in SECTIONS], chapters)
        return Keys(numbers, [one[2] for one in SECTIONS], [f"{one[2]} {one[3]}" for one in SECTIONS])
    codes, sectors, names = _sectors()
    place = np.minimum(np.searchsorted(codes, hts), len(codes) - 1)
    numbers = np.where(codes[place] == hts, sectors[place], 0)
    return Keys(
        numbers,
        ["none", *(one for one, _ in names)],
        ["no sector (chapters 98 and 99)", *(f"{one} {name}" for one, name in names)],
    )


def _iso(partner: str) -> str:
    """Two letters, ``EU`` for the Union."""
    return "EU" if partner == UNION else normalise_origin(partner)[0]


@lru_cache(maxsize=1)
def _sectors() -> tuple[Array, Array, list[tuple[str, str]]]:
    """Ten-digit codes, their GTAP sectors by number, and the sectors in the order of their numbers."""
    import pyarrow.parquet as pq

    folder = files("kanzei.impact").joinpath("facts")
    table = pq.read_table(str(folder.joinpath("sectors-gtap.parquet")))
    with folder.joinpath("gtap.csv").open(encoding="utf-8") as file:
        names = [(row["code"], row["name"]) for row in csv.DictReader(file)]
    codes, sectors = (table.column(at).to_numpy().astype(np.int64) for at in (0, 1))
    order = np.argsort(codes)
    return codes[order], sectors[order], names
