"""Countries of origin: ISO 3166 alpha-2 codes, and the other ways a file writes them.

Sources: ISO 3166-1; the Census Bureau's schedule C codes; CBP's codes for Canadian provinces. The table is
built by tools/build_countries.py.
"""

from __future__ import annotations

import os
import unicodedata
from functools import lru_cache

from kanzei.errors import EntryError

__all__ = [
    "all_countries",
    "all_origins",
    "country_name",
    "is_country",
    "normalise_origin",
    "plain_name",
    "plain_names",
]

_ALIASES = {
    "UK": ("GB", "origin UK read as GB (United Kingdom)"),
    "EL": ("GR", "origin EL read as GR (Greece)"),
    "KV": ("XK", "origin KV read as XK (Kosovo)"),
    "GZ": ("PS", "origin GZ (Gaza Strip) read as PS"),
    "WE": ("PS", "origin WE (West Bank) read as PS"),
    "BU": ("MM", "origin BU read as MM (Burma)"),
}
_PROVINCES = dict.fromkeys(["XA", "XB", "XC", "XM", "XN", "XO", "XP", "XQ", "XS", "XT", "XV", "XW", "XY"], "CA")
_NOT_ONE = {
    "EU": "the European Union is not a country of origin for duty: name the member state (DE, FR, IT …)",
    "XX": "XX is no country",
    "ZZ": "ZZ is no country",
    "MULTI": "several countries cannot share a line: one line for each country of origin",
    "MULTIPLE": "several countries cannot share a line: one line for each country of origin",
    "VARIOUS": "several countries cannot share a line: one line for each country of origin",
}

_AT_HOME = frozenset({"US", "PR"})
"""Inside the customs territory of the United States: the States, the District of Columbia and Puerto Rico (HTSUS general note 2)."""
_PUERTO_RICO = (
    "Puerto Rico is inside the customs territory of the United States (HTSUS general note 2) and its goods are not imported: "
    "name the country the goods are a product of, or US for goods that come back"
)


class _Table:
    __slots__ = ("census", "names", "three", "two")

    def __init__(self) -> None:
        self.two: dict[str, str] = {}
        self.three: dict[str, str] = {}
        self.census: dict[str, str] = {}
        self.names: dict[str, str] = {}
        path = os.path.join(os.path.dirname(__file__), "data", "countries.txt")
        with open(path, encoding="utf-8") as file:
            for line in file:
                if line.startswith("#"):
                    continue
                two, three, census, name, others = line.rstrip("\n").split("|")
                self.two[two] = name
                self.three[three] = two
                self.census.update(dict.fromkeys(census.split(), two))
                self.names[_plain(name)] = two
                self.names.update(dict.fromkeys(filter(None, others.split(";")), two))


@lru_cache(maxsize=1)
def _table() -> _Table:
    return _Table()


def _plain(name: str) -> str:
    flat = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return " ".join("".join(c if c.isalnum() else " " for c in flat.replace("'", "").lower()).split())


def plain_name(name: str) -> str:
    """A name in lower-case ASCII words, as the table of names is kept."""
    return _plain(name)


def plain_names() -> dict[str, str]:
    """Every name by which a country is known, plain -> alpha-2 code."""
    return dict(_table().names)


def is_country(code: str) -> bool:
    """Whether ``code`` is an alpha-2 code, upper case."""
    return code in _table().two


def all_countries() -> list[str]:
    """Every code of the table, in the order of the alphabet."""
    return sorted(_table().two)


def all_origins() -> list[str]:
    """Every code goods can be imported from, in the order of the alphabet: without the customs territory itself (general note 2)."""
    return [code for code in all_countries() if code not in _AT_HOME]


def country_name(code: str) -> str:
    """The short name of an alpha-2 code, or the code itself."""
    return _table().two.get(code, code)


@lru_cache(maxsize=4096)
def normalise_origin(text: str) -> tuple[str, str | None]:
    """Read a country of origin into its alpha-2 code, with a note when an alias was taken.

    ``NA`` is Namibia and ``NO`` is Norway: no text stands for a missing value here.

    Raises
    ------
    EntryError   Empty, no country, or Puerto Rico (HTSUS general note 2).
    """
    word = text.replace("\u00a0", " ").strip()
    code = word.upper()
    table = _table()
    if code in table.two:
        return _abroad(code, word), None
    if not word:
        raise EntryError("the country of origin is empty: give its two-letter ISO code, such as JP")
    if code in _ALIASES:
        return _ALIASES[code]
    if code in _PROVINCES:
        return "CA", f"origin {code} (a province) read as CA (Canada)"
    if code in _NOT_ONE:
        raise EntryError(f"origin {_short(word)}: {_NOT_ONE[code]}")
    found = table.three.get(code) or table.census.get(code) or table.names.get(_plain(word))
    if found:
        return _abroad(found, word), f"origin {_short(word)} read as {found} ({table.two[found]})"
    raise EntryError(f"origin {_short(word)} is no country{_nearest(word)}: give its two-letter ISO code, such as JP")


def _abroad(code: str, word: str) -> str:
    if code == "PR":
        raise EntryError(f"origin {_short(word)}: {_PUERTO_RICO}")
    return code


def _short(word: str) -> str:
    return repr(word if len(word) <= 40 else word[:40] + "…")


def _nearest(word: str) -> str:
    import difflib

    table = _table()
    close = difflib.get_close_matches(_plain(word[:60]), table.names, n=1, cutoff=0.8)
    return f" (nearest: {table.names[close[0]]}, {table.two[table.names[close[0]]]})" if close else ""
