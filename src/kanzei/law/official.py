"""What an official line of Chapter 99 states: rates as formulas, countries, days, notes; its words only as a hash.

The reading of countries and days is ours, made by rules over the line and the text rows above it. What the rules cannot place is
left out rather than guessed: an origin that rests on a note is not stated by the line.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from kanzei.countries import plain_name, plain_names
from kanzei.schedule.rates import Rate, normalise, parse_rate_text, parse_special

__all__ = ["ANY", "COLUMN_2", "UNION", "Line", "footnotes_of", "lines_of", "read_line", "rate_of"]

ANY = "any"
"""The line says *any country*."""
UNION = "eu"
"""The European Union, named as one."""
COLUMN_2 = ("by", "cu", "kp", "ru")
"""Countries of general note 3(b)."""


class Line(NamedTuple):
    """A heading of Chapter 99 as one export states it.

    general, special, other : formulas of the three columns, ``None`` where the column is blank. symbols : programmes the special rate is
    limited to. origins, barred : ISO alpha-2 codes (lower case), ``eu``, ``any``. days : (kind, ISO day), kinds ``entered-from``,
    ``entered-before``, ``loaded-before``, ``contract-before``, ``zone-before``, ``exported-before``. notes : U.S. notes it refers to.
    words : 12 hex digits of the hash of the line's words and of those above it. above : whether the countries stand in the words above.
    """

    heading: str
    general: Rate | None
    special: Rate | None
    symbols: tuple[str, ...]
    other: Rate | None
    origins: tuple[str, ...]
    barred: tuple[str, ...]
    days: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    words: str


def lines_of(rows: Iterable[Mapping[str, Any]]) -> list[Line]:
    """Every numbered row of Chapter 99 of an export's raw rows, in order; a number that stands twice keeps its first row."""
    out: dict[str, Line] = {}
    above: list[tuple[int, str]] = []
    for row in rows:
        heading = str(row.get("htsno") or "").strip()
        if heading and not heading.startswith("99"):
            above.clear()
            continue
        words = _plain(str(row.get("description") or ""))
        depth = int(row.get("indent") or 0)
        while above and above[-1][0] >= depth:
            above.pop()
        if heading and heading not in out:
            cells = [str(row.get(key) or "") for key in ("general", "special", "other")]
            out[heading] = read_line(heading, words, [text for _, text in above], cells)
        above.append((depth, words))
    return list(out.values())


def read_line(heading: str, words: str, above: Sequence[str], cells: Sequence[str]) -> Line:
    """Read one line from its words, those of the rows above it, and the texts of its three columns."""
    special, symbols = _special(cells[1])
    whole = " / ".join([*above, words])
    origins, barred = _origins(words)
    for text in reversed(above):
        if not origins:
            origins, more = _origins(text)
            barred = barred or more
    return Line(
        heading,
        rate_of(cells[0]),
        special,
        symbols,
        rate_of(cells[2]),
        origins,
        barred,
        tuple(dict.fromkeys(_days(whole))),
        tuple(dict.fromkeys(_notes(whole))),
        hashlib.sha256(_for_hash(whole).encode()).hexdigest()[:12],
    )


def rate_of(cell: str) -> Rate | None:
    """The formula of a cell; ``None`` where nothing is printed."""
    return parse_rate_text(cell) if normalise(cell) else None


def _special(cell: str) -> tuple[Rate | None, tuple[str, ...]]:
    if not normalise(cell):
        return None, ()
    found = parse_special(cell)
    rates = {json_key(rate): rate for _, rate in found.values()}
    if len(rates) > 1:
        return ("not_computable", "several special rates"), tuple(sorted(found))
    return next(iter(rates.values())), tuple(sorted(symbol for symbol in found if symbol))


def json_key(rate: Rate) -> str:
    """A formula as text, to tell formulas apart."""
    return repr(rate)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", "", text).replace("\xa0", " ").split())


def _for_hash(text: str) -> str:
    """Letters, digits and brackets only: exports differ in blanks, dashes and quotes."""
    return re.sub(r"[^\w()\[\]]+", " ", text.lower()).strip()


# ------------------------------------------------------------------ countries

_BRACKETS = re.compile(r"\[[^\]]*\]")
_BARRED = re.compile(
    r"\b(?:(?:except|other than) (?:for )?(?:products|articles|goods|those) (?:the product )?|(?:are|is) not (?:products?|the product) )of\b",
    re.IGNORECASE,
)
_METAL = re.compile(
    r"(?:melted and poured|smelted|cast|processed|produced|finished|made|assembled|manufactured|facility) in |"
    r"country of (?:smelt|most recent cast)|components?, assemblies|components that are products? of|from \w+ of|"
    r"in a (?:country|united kingdom facility)|government of|owned or controlled by|citizen|national of|law of|laws of",
    re.IGNORECASE,
)
_ITEM = re.compile(
    r"\A(?: of| including| the product of| and of| or of| and| or| the| in| republic of| member countries of| countries of|,|;)*\Z"
)


def _names() -> dict[str, str]:
    out = {plain_name(name): code.lower() for name, code in plain_names().items() if len(name) > 3}
    out.update(
        {"european union": UNION, "any country": ANY, "hong kong": "hk", "macau": "mo", "burma": "mm", "congo": "cg"}
    )
    out.update({"democratic republic of the congo": "cd", "republic of the congo": "cg"})
    out.pop("united states", None)
    out.pop("united states of america", None)
    return out


_TABLE: list[Any] = []


def _pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    if not _TABLE:
        names = _names()
        words = sorted(names, key=len, reverse=True)
        _TABLE.extend((re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b"), names))
    return _TABLE[0], _TABLE[1]


def _origins(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(countries whose products the text names, those it excepts).

    A name counts where it follows *of*, or another name that counts, with nothing but commas and conjunctions between; the country of
    melting, smelting or of an owner is not an origin.
    """
    clean = _BRACKETS.sub(" ", text)
    if re.search(r"any country (?:identified|listed|specified) in general note 3\(b\)", clean):
        return COLUMN_2, ()
    bar = _BARRED.search(clean)
    pattern, names = _pattern()
    inside: list[str] = []
    outside: list[str] = []
    for number, piece in enumerate((clean[: bar.start()], clean[bar.start() :]) if bar else (clean,)):
        # Clauses in brackets name notes, not countries.
        flat = _flat(re.sub(r"\((?:as|except as) [^)]*\)", " ", piece))
        counted_to = -1
        for found in pattern.finditer(flat):
            before = flat[max(0, found.start() - 60) : found.start()]
            follows = counted_to >= 0 and _ITEM.match(flat[counted_to : found.start()].rstrip())
            after_of = re.search(
                r"\b(?:of|of the|product|products|loaded in) (?:the )?(?:republic of |federal republic of )?\Z", before
            )
            if names[found[0]] != ANY and not (follows or after_of):
                continue
            if not follows and _METAL.search(before[-45:]):
                continue
            counted_to = found.end()
            (outside if number else inside).append(names[found[0]])
    return tuple(dict.fromkeys(inside)), tuple(dict.fromkeys(outside))


def _flat(text: str) -> str:
    """Plain names between commas: the commas stay, since lists run over them."""
    return " ".join(f"{plain_name(part)}," for part in re.split(r"[,;:]", text.replace("`", "'"))).rstrip(",")


# ----------------------------------------------------------------------- days

_DAY = r"(January|February|March|April|May|June|July|August|September|October|November|December) (\d{1,2}),? (20\d\d)"
_MONTHS = "January February March April May June July August September October November December".split()


def _days(text: str) -> Iterable[tuple[str, str]]:
    """Days with what they limit, from the words in front of each."""
    clean = _BRACKETS.sub(" ", text)
    last = 0
    for found in re.finditer(_DAY, clean):
        before = clean[max(last, found.start() - 260) : found.start()].lower()
        last = found.end()
        day = f"{found[3]}-{_MONTHS.index(found[1]) + 1:02}-{int(found[2]):02}"
        near = before[-90:]
        if re.search(r"starting on|calendar year|year beginning", near):
            continue
        if "privileged foreign status" in before or "admitted" in before:
            yield "zone-before", day
        elif re.search(r"contract[^.;]{0,40}(?:before|prior to)[^,;]*\Z", near):
            yield "contract-before", day
        elif "exported" in near and "before" in near:
            yield "exported-before", day
        elif re.search(r"\b(?:before|prior to)\b", near):
            transit = "loaded onto" in before or "in transit" in before
            entry = re.search(r"entered|entries|withdrawn", before)
            if transit and not (entry and before.rfind("entered for") > before.rfind("in transit")):
                yield "loaded-before", day
            else:
                yield "entered-before", day
        elif re.search(r"\b(?:on or after|after|beginning)\b", near):
            yield "entered-from", day
        elif re.search(r"\b(?:through|until|on or before)\b", near):
            yield "entered-through", day


# ---------------------------------------------------------------------- notes


def _notes(text: str) -> Iterable[str]:
    """``2(v)(iii)(a)`` for *subdivision (v)(iii)(a) of U.S. note 2*, ``20(f)`` for *U.S. note 20(f)*."""
    clean = text.replace("\u00a0", " ")
    for found in re.finditer(
        r"subdivisions? ((?:\([a-zA-Z]+\))+)[^.;]{0,60}? (?:of|to) (?:such )?(?:U\.S\. )?note (\d+)", clean
    ):
        yield f"{found[2]}{found[1].lower()}"
    for found in re.finditer(r"\bnotes? (\d+)((?:\([a-zA-Z]+\))*)", clean):
        if int(found[1]) < 100:
            yield f"{found[1]}{found[2].lower()}"


# ------------------------------------------------------------------ footnotes


def footnotes_of(rows: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Heading of subchapter III -> codes of chapters 1 to 97 whose footnote points to it, digits only, in order."""
    out: dict[str, list[str]] = {}
    for row in rows:
        code = str(row.get("htsno") or "").replace(".", "").strip()
        if len(code) not in (8, 10) or code[:2] in ("98", "99"):
            continue
        for note in row.get("footnotes") or ():
            for heading in re.findall(r"9903\.\d\d\.\d\d", str(note.get("value") or "")):
                if code not in out.setdefault(heading, []):
                    out[heading].append(code)
    return out
