"""Likely slips of an instrument file: right by the format, and yet probably not meant.

Each is a warning with its place and how to mend it or, where it is meant, why nothing need be done. A country that does not exist is a
mistake: no line would ever meet it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from kanzei.law.authorities import ORIGINS
from kanzei.law.instrument import Instrument
from kanzei.law.marked import Mark, Marked, read_yaml

__all__ = ["Slips", "Standing", "likely_slips", "standing"]


class Slips(NamedTuple):
    """mistakes : never meant; warnings : probably not meant. Each ``file:line:column: what; how to mend``."""

    mistakes: list[str]
    warnings: list[str]


class Standing(NamedTuple):
    """What of the book the slips are judged by.

    authorities : heading -> authorities of the bearing provisions that carry it. groups : names defined; used : names of sets that some provision, condition or power names.
    has_codes : whether the schedule has codes under a prefix.
    """

    authorities: dict[str, set[str]]
    groups: set[str]
    used: set[str]
    has_codes: Callable[[str], bool]


_BEARING = ("add", "total", "gap_to", "replace", "rate_of")


def standing(instruments: list[Instrument], has_codes: Callable[[str], bool]) -> Standing:
    """What the book holds, for :func:`likely_slips`."""
    authorities: dict[str, set[str]] = defaultdict(set)
    used: set[str] = set()
    groups: set[str] = set()
    for one in instruments:
        groups |= {change.name for change in one.sets if change.kind == "group"}
        for power in one.authorises:
            used.update((power.get("goods") or {}).get("in", ()))
        for op in one.operations:
            fields = op.fields
            used |= set(_names(fields.get("goods")))
            for key in ("when", "unless", "add_unless"):
                used |= set(_goods_of(fields.get(key)))
            duty = fields.get("duty")
            if op.kind == "add" and duty and duty["kind"] in _BEARING and fields.get("heading"):
                authorities[fields["heading"]].add(fields["authority"])
    return Standing(authorities, groups, used, has_codes)


def _names(selection: Any) -> list[str]:
    return [*selection["in"], *selection["except"]] if isinstance(selection, dict) else []


def _goods_of(condition: Any) -> Iterator[str]:
    if not isinstance(condition, list):
        return
    if condition and condition[0] == "goods":
        yield from _names(condition[1])
    for one in condition:
        yield from _goods_of(one)


def likely_slips(path: Path, instrument: Instrument, book: Standing) -> Slips:
    """Slips of one file that the format lets pass.

    Parameters
    ----------
    instrument : the file as read. book : the standing book without this file's namesake, with the file itself on top.
    """
    root, _ = read_yaml(path.read_text(encoding="utf-8"), str(path))
    if root is None or not isinstance(root.value, dict):
        return Slips([], [])
    found = _Finder(root.value, instrument, book)
    found.days()
    found.sources()
    found.countries(root)
    found.provisions()
    found.sets()
    return Slips(found.mistakes, found.warnings)


class _Finder:
    def __init__(self, body: dict[str, Marked], instrument: Instrument, book: Standing) -> None:
        self.body = body
        self.one = instrument
        self.book = book
        self.mistakes: list[str] = []
        self.warnings: list[str] = []

    def warn(self, mark: Mark, what: str) -> None:
        self.warnings.append(f"{mark}: {what}")

    def days(self) -> None:
        """Days of the instrument that do not follow one another."""
        known, signed, published = self.one.known[:10], self.one.signed, self.one.published
        if signed and known < signed:
            self.warn(
                self.body["known"].mark,
                f"known on {known}, before it was signed on {signed}: the public cannot know an order before it is made; "
                "if a text was out before, say so in note:",
            )
        if signed and published and published < signed:
            self.warn(self.body["published"].mark, f"published on {published}, before it was signed on {signed}")
        if published and known > published:
            self.warn(
                self.body["known"].mark,
                f"known on {known}, after it was published on {published}: 'known' is the day of the first public text",
            )

    def sources(self) -> None:
        """No citation, no source."""
        if self.one.kind == "hypothetical":
            return
        at = self.body["id"].mark
        if not self.one.citation:
            self.warn(at, "has no citation: give the Federal Register page, citation: 90 FR 43535")
        if not self.one.sources:
            self.warn(at, "has no sources: give the address of the official text, sources: [https://…]")
        if "grade" not in self.body:
            self.warn(
                at,
                "has no grade, so results show it as 'user', confidence L: say where the text is from, "
                "grade: official, transcription, agency or secondary",
            )
        if "checked" not in self.body:
            self.warn(at, "says nothing of 'checked': text (read against the official text) or table")

    def countries(self, root: Marked) -> None:
        """Countries that do not exist, and known mix-ups (uk for gb)."""
        for mark, word in _origins(root):
            if len(word) == 2 and not _is_country(word):
                self.mistakes.append(f"{mark}: origin {word!r} is no country{_country_hint(word, self.book.groups)}")
            elif len(word) != 2 and word not in self.book.groups and (code := _code_of(word)):
                self.mistakes.append(f"{mark}: origin {word!r}: write the two-letter code {code}")

    def provisions(self) -> None:
        """Headings among another authority's, codes nobody has, starts long before the order."""
        known = self.one.known[:10]
        for key in ("provisions", "orders"):
            for item in _list(self.body.get(key)):
                if not isinstance(item.value, dict):
                    continue
                self._heading(item.value)
                self._authority(item.value)
                for mark, word in _words(item.value.get("goods")):
                    code = word.replace(".", "")
                    if code.isdigit() and len(code) >= 4 and not self.book.has_codes(code):
                        self.warn(mark, f"no code of the schedule begins with {word}: check the digits")
                start = _text(_get(item.value.get("entered"), "from"))
                if start and start != "to-be-fixed" and start < known and int(known[:4]) - int(start[:4]) > 1:
                    entered = item.value["entered"]
                    self.warn(
                        _get(entered, "from").mark,  # type: ignore[union-attr]
                        f"reaches back to entries of {start}, more than a year before it was known ({known}): check the year",
                    )

    def _heading(self, body: dict[str, Marked]) -> None:
        heading, authority, duty = body.get("heading"), body.get("authority"), body.get("duty")
        if heading is None or authority is None or duty is None or not isinstance(duty.value, dict):
            return
        mine = {str(one.value) for one in _list(authority)}
        own = str(heading.value)
        theirs = self._run_of(own)
        if theirs and not theirs & mine:
            self.warn(
                heading.mark,
                f"{own} stands among headings of {', '.join(sorted(theirs))}, not of {', '.join(sorted(mine))}: check heading and authority",
            )

    def _authority(self, body: dict[str, Marked]) -> None:
        """An authority over the goods of one country, on those of another."""
        table = _get(body.get("table"), "rows")
        named = [(mark, word.lower()) for mark, word in _words(body.get("origin"))]
        if table is not None and isinstance(table.value, dict):
            at = table.keys or {}
            named += [
                (at.get(row, table.mark), word.lower())
                for row in table.value
                for word in row.replace("+", " ").split()
                if not word[:1].isdigit()
            ]
        for one in _list(body.get("authority")):
            home = ORIGINS.get(str(one.value))
            if not home:
                continue
            what = f"{one.value} is the authority over goods of {', '.join(home).upper()}"
            advice = "take the authority that the order rests on (`kanzei law authorities`)"
            origin = body.get("origin")
            if not named or (origin is not None and isinstance(origin.value, dict) and "in" not in origin.value):
                self.warn(one.mark, f"{what}, and this provision reaches every origin: name the origin, or {advice}")
                continue
            foreign = [(mark, word) for mark, word in named if len(word) == 2 and word not in home]
            if foreign:
                words = ", ".join(dict.fromkeys(word.upper() for _, word in foreign))
                self.warn(foreign[0][0], f"{what}, and this provision names {words}: {advice}")

    def _run_of(self, heading: str) -> set[str]:
        """Authorities that carry this heading or, where none does, both of its neighbours under one subheading (``9903.94``)."""
        if heading in self.book.authorities:
            return self.book.authorities[heading]
        near = sorted(one for one in self.book.authorities if one[:7] == heading[:7])
        below, above = [one for one in near if one < heading], [one for one in near if one > heading]
        if not below or not above:
            return set()
        return self.book.authorities[below[-1]] & self.book.authorities[above[0]]

    def sets(self) -> None:
        """Sets that nothing names."""
        for item in _list(self.body.get("sets")):
            name = _get(item, "name")
            if name is not None and isinstance(name.value, str) and name.value not in self.book.used:
                self.warn(name.mark, f"no provision names the set {name.value!r}: it changes nothing")


def _is_country(word: str) -> bool:
    from kanzei.countries import is_country

    return is_country(word.upper())


def _code_of(word: str) -> str:
    from kanzei.countries import normalise_origin
    from kanzei.errors import EntryError

    try:
        return normalise_origin(word)[0].lower()
    except EntryError:
        return ""


def _country_hint(word: str, groups: set[str]) -> str:
    code = _code_of(word)
    if code:
        return f": write {code}"
    near = sorted(one for one in groups if one.startswith(word))
    return f": did you mean the group {near[0]}?" if near else ": give the two-letter ISO code"


def _list(item: Marked | None) -> list[Marked]:
    if item is None or item.value == "":
        return []
    return item.value if isinstance(item.value, list) else [item]


def _get(item: Marked | None, key: str) -> Marked | None:
    return item.value.get(key) if item is not None and isinstance(item.value, dict) else None


def _text(item: Marked | None) -> str:
    return item.value if item is not None and isinstance(item.value, str) else ""


def _words(item: Marked | None) -> Iterator[tuple[Mark, str]]:
    """Words of a selection with their places."""
    if item is None:
        return
    if isinstance(item.value, dict):
        for key in ("in", "except"):
            yield from _words(item.value.get(key))
        return
    for one in _list(item):
        if isinstance(one.value, str):
            yield one.mark, one.value


def _origins(item: Marked) -> Iterator[tuple[Mark, str]]:
    """Every country and group named in a file outside its examples: selections, conditions, tables by origin, members of groups."""
    if isinstance(item.value, list):
        for one in item.value:
            yield from _origins(one)
        return
    if not isinstance(item.value, dict):
        return
    for key, value in item.value.items():
        if key == "examples":
            continue
        if key in ("origin", "except_origin"):
            yield from ((mark, word.lower()) for mark, word in _words(value))
        elif key == "groups":
            for one in _list(value):
                for word in ("add", "remove"):
                    yield from ((mark, text.lower()) for mark, text in _words(_get(one, word)))
        elif key == "rows" and isinstance(value.value, dict):
            at = value.keys or {}
            for words in value.value:
                for word in words.replace("+", " ").split():
                    yield at.get(words, value.mark), word.lower()
        else:
            yield from _origins(value)
