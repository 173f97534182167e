"""What the law can tell apart: codes into classes, countries into classes, and one duty stack for each pair that differs.

Most of the law does not tell codes, countries or days apart. A pair of code and country is decided by the provisions in force that reach both, and by the
outcome of the tests on goods, origin and entry day inside their conditions. Each of these is a bit; a code has a mask of bits and a country has one; their
intersection is the key of the stack. Two pairs with the same key, on whatever days, share one evaluation.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any, NamedTuple

import numpy as np

from kanzei.duty.evaluator import Evaluation, Situation
from kanzei.duty.view import View

__all__ = ["Classes", "CountryClass", "Day", "alike", "loading_days"]

Array = Any


class CountryClass(NamedTuple):
    """Countries that the law of a day treats alike: ``mask`` of provisions, column 2 or not, programmes open to them."""

    mask: int
    column_2: bool
    programmes: frozenset[str]


class Day(NamedTuple):
    """The classes of one day of entry.

    codes     : class number of each code, int32, shape (number of codes,).
    masks     : mask of each class of codes.
    examples  : a code of each class.
    countries : country class -> its countries (alpha-2), in the order of the alphabet.
    """

    entered: str
    codes: Array
    masks: list[int]
    examples: list[str]
    countries: dict[CountryClass, list[str]]


class _Version(NamedTuple):
    fields: dict[str, Any]
    spans: tuple[tuple[str, str], ...]


class Classes:
    """Classes of a list of codes and countries under one view, for any day, and the stacks of their pairs.

    Parameters
    ----------
    view   : the law as known on a day, with its readings chosen.
    codes  : ten-digit codes. countries : ISO alpha-2.
    claims : what every line states (flags, countries, days as ISO text; amounts count by being stated).
    loaded : ISO day of loading, or ``""``.
    """

    def __init__(
        self, view: View, codes: list[str], countries: list[str], claims: Mapping[str, Any], loaded: str = ""
    ) -> None:
        self.view = view
        self.codes = codes
        self.countries = sorted(countries)
        self.claims = dict(claims)
        self.loaded = loaded
        self.evaluations: dict[tuple[int, str, str, bool], Evaluation] = {}
        """(mask, column, programme claimed, free) -> the stack with its open facts."""
        self._versions = list(_versions(view))
        self._atoms = _atoms(self._versions)
        self._symbols = _symbols(self._versions)
        self._signatures = _Signatures(view, codes, self._versions, self._atoms)
        self._groups: tuple[Any, dict[str, frozenset[str]]] = (None, {})
        self._inside: dict[str, list[str]] = {}
        """Countries of a selection, by its words, as the groups of the day looked at stand."""
        self._open_to: dict[str, frozenset[str]] = {}
        origins = [(bit, version.fields["origin"]) for bit, version in enumerate(self._versions)]
        origins += [
            (bit, value) for bit, (_, kind, value) in enumerate(self._atoms, len(self._versions)) if kind == "origin"
        ]
        self._origins = [(bit, repr(selection)) for bit, selection in origins]
        self._selections = {repr(selection): selection for _, selection in origins}
        self._with_origin = sum(1 << bit for bit, _ in origins)

    def programme(self, symbol: str) -> str:
        """The symbol as far as the law tells it apart: itself where a condition names it, else ``"~"``."""
        return symbol if symbol in self._symbols else "~" if symbol else ""

    def asking(self, kind: str) -> int:
        """Mask of the provisions whose conditions hold a test of a kind."""
        return sum(
            1 << bit
            for bit, version in enumerate(self._versions)
            if any(c[0] == kind for c in _conditions(version.fields))
        )

    def naming(self, word: str) -> int:
        """Mask of the provisions that have a word anywhere in their text: no other can ask for a claim of that name."""
        return sum(1 << bit for bit, version in enumerate(self._versions) if _has(version.fields, word))

    def groups_asked(self) -> list[str]:
        """Groups of countries that conditions on a country stated ask for, in order."""
        return sorted(
            {
                word
                for version in self._versions
                for c in _conditions(version.fields)
                if c[0] == "country"
                for word in c[2]
                if len(word) != 2
            }
        )

    def alike(self) -> tuple[Array, list[str]]:
        """Codes that are in the same sets on every day: number of each code, int32, and a code of each number."""
        return self._signatures.of_code, self._signatures.examples

    def day(self, entered: str) -> Day:
        """Classes of codes and countries on a day of entry."""
        active = self._active(entered)
        masks = self._signatures.masks(entered)
        numbers: dict[int, int] = {}
        examples: list[str] = []
        of_signature = np.empty(len(masks), dtype=np.int32)
        for signature, mask in enumerate(masks):
            key = mask & active
            number = numbers.get(key)
            if number is None:
                number = numbers[key] = len(numbers)
                examples.append(self._signatures.examples[signature])
            of_signature[signature] = number
        return Day(entered, of_signature[self._signatures.of_code], list(numbers), examples, self._countries(entered))

    def evaluation(self, day: Day, code_class: int, country: CountryClass, spi: str, free: bool) -> Evaluation:
        """The stack, with facts left open, of a class of codes and a class of countries."""
        column = "column-2" if country.column_2 else "special" if spi else "general"
        key = (day.masks[code_class] & country.mask, column, self.programme(spi), free)
        found = self.evaluations.get(key)
        if found is None:
            origin = day.countries[country][0]
            situation = Situation(
                day.examples[code_class], origin, day.entered, self.loaded, column, spi, free, self.claims, ""
            )
            found = self.evaluations[key] = Evaluation(self.view, situation, open_facts=True)
        return found

    def _active(self, entered: str) -> int:
        active = 0
        for bit, version in enumerate(self._versions):
            if any(start <= entered < stop for start, stop in version.spans):
                active |= 1 << bit
        for bit, (owner, kind, value) in enumerate(self._atoms, len(self._versions)):
            if active >> owner & 1:
                if kind == "entered":
                    way, limit = value
                    if (entered < limit) == (way == "before"):
                        active |= 1 << bit
                else:
                    active |= 1 << bit
        return active

    def _countries(self, entered: str) -> dict[CountryClass, list[str]]:
        groups = self._groups_on(entered)
        active = self._active(entered)
        reach: dict[str, int] = {}
        for bit, key in self._origins:
            if active >> bit & 1:
                reach[key] = reach.get(key, 0) | 1 << bit
        masks = dict.fromkeys(self.countries, active & ~self._with_origin)
        for key, bits in reach.items():
            inside = self._inside.get(key)
            if inside is None:
                selection = self._selections[key]
                inside = self._inside[key] = [
                    one for one in self.countries if _selected(selection, one.lower(), groups)
                ]
            for country in inside:
                masks[country] |= bits
        column_2 = groups.get("column-2", frozenset())
        out: dict[CountryClass, list[str]] = {}
        for country, mask in masks.items():
            charged_2 = country.lower() in column_2
            open_to = frozenset[str]() if charged_2 else self._open_to[country]
            out.setdefault(CountryClass(mask, charged_2, open_to), []).append(country)
        return out

    def _groups_on(self, entered: str) -> dict[str, frozenset[str]]:
        known = self.view.known
        rows: list[Any] = [
            row for row in self.view.book.groups if row[3] <= entered < row[4] and row[5] <= known < row[6]
        ]
        if self._groups[0] != rows:
            found: dict[str, set[str]] = {}
            for name, code, sign, *_ in rows:
                if sign == "+":
                    found.setdefault(name, set()).add(code)
            for name, code, sign, *_ in rows:
                if sign != "+":
                    found.get(name, set()).discard(code)
            self._groups = (rows, {name: frozenset(members) for name, members in found.items()})
            self._inside = {}
            programmes = [(name[4:].upper(), members) for name, members in found.items() if name.startswith("spi:")]
            self._open_to = {
                country: frozenset(
                    symbol for symbol, members in programmes if country.lower() in members or "all" in members
                )
                for country in self.countries
            }
        return self._groups[1]


def alike(view: View, countries: Iterable[str]) -> list[list[str]]:
    """Countries in groups that no provision of the view tells apart on any day, the groups and their members in order."""
    selections = {repr(one.fields["origin"]): one.fields["origin"] for one in _versions(view)}
    groups: dict[str, set[str]] = {}
    for name, code, *_ in view.book.groups:
        groups.setdefault(name, set()).add(code)
    found: dict[Any, list[str]] = {}
    for country in sorted(countries):
        low = country.lower()
        key = (
            tuple(_selected(one, low, groups) for one in selections.values()),
            tuple(name for name in sorted(groups) if low in groups[name]),
        )
        found.setdefault(key, []).append(country)
    return list(found.values())


def loading_days(view: View) -> list[str]:
    """Every ISO day that a condition on the day of loading names, in order."""
    return sorted({c[2] for one in _versions(view) for c in _conditions(one.fields) if c[0] == "loaded"})


def _selected(selection: dict[str, Any], low: str, groups: Mapping[str, Set[str]]) -> bool:
    def inside(word: str) -> bool:
        if len(word) == 2:
            return word == low
        members = groups.get(word, frozenset())
        return low in members or "all" in members

    if any(inside(word) for word in selection["except"]):
        return False
    return not selection["in"] or any(inside(word) for word in selection["in"])


def _versions(view: View) -> Iterator[_Version]:
    for made, segments in view.slices():
        versions: Any = made
        spans: dict[int, list[tuple[str, str]]] = {}
        for start, stop, number, suspended in segments:
            if not suspended:
                spans.setdefault(number, []).append((start, stop))
        for number, found in spans.items():
            yield _Version(versions[number], tuple(found))


def _conditions(fields: dict[str, Any]) -> Iterator[list[Any]]:
    def walk(condition: list[Any]) -> Iterator[list[Any]]:
        if condition[0] in ("all", "any"):
            for one in condition[1]:
                yield from walk(one)
        elif condition[0] == "not":
            yield from walk(condition[1])
        else:
            yield condition

    if fields.get("when"):
        yield from walk(fields["when"])
    for exception in fields.get("unless", ()):
        yield from walk(exception)


def _has(value: Any, word: str) -> bool:
    if isinstance(value, Mapping):
        return any(_has(one, word) for one in value.values())
    if isinstance(value, list | tuple | Set):
        return any(_has(one, word) for one in value)
    return bool(value == word)


def _atoms(versions: list[_Version]) -> list[tuple[int, str, Any]]:
    """(bit of its provision, kind, what it tests) of every test of goods, origin or entry day inside a condition."""
    out: list[tuple[int, str, Any]] = []
    for bit, version in enumerate(versions):
        for condition in _conditions(version.fields):
            if condition[0] in ("goods", "origin"):
                out.append((bit, condition[0], condition[1]))
            elif condition[0] == "entered":
                out.append((bit, "entered", (condition[1], condition[2])))
    return out


def _symbols(versions: Iterable[_Version]) -> frozenset[str]:
    return frozenset(
        symbol
        for version in versions
        for condition in _conditions(version.fields)
        if condition[0] == "spi"
        for symbol in condition[1]
    )


class _Signatures:
    """Codes by the rows of sets and the digits that can reach them: codes of one signature are alike on every day.

    of_code  : signature of each code, int32. examples : a code of each signature.
    """

    def __init__(
        self, view: View, codes: list[str], versions: list[_Version], atoms: list[tuple[int, str, Any]]
    ) -> None:
        self.versions, self.atoms = versions, atoms
        self._tests: dict[str, tuple[dict[str, Any], int]] = {}
        for bit, version in enumerate(versions):
            self._test(version.fields["goods"], bit)
        for bit, (_, kind, value) in enumerate(atoms, len(versions)):
            if kind == "goods":
                self._test(value, bit)
        self._free_atoms = [
            (bit, owner) for bit, (owner, kind, _) in enumerate(atoms, len(versions)) if kind != "goods"
        ]
        self._owned = [(bit, owner) for bit, (owner, kind, _) in enumerate(atoms, len(versions)) if kind == "goods"]
        digits = {
            word for test, _ in self._tests.values() for word in (*test["in"], *test["except"]) if word[0].isdigit()
        }
        rows = _member_rows(view)
        interned: dict[Any, int] = {}
        signatures: dict[Any, int] = {}
        self.examples: list[str] = []
        self._rows: list[list[tuple[str, int, int, str, str]]] = []
        self._digits: list[frozenset[str]] = []
        numbers = np.empty(len(codes), dtype=np.int32)
        for place, code in enumerate(codes):
            prefixes = [code[:size] for size in range(2, len(code) + 1)]
            held = tuple(
                (len(prefix), interned.setdefault(tuple(rows[prefix]), len(interned)))
                for prefix in prefixes
                if prefix in rows
            )
            words = frozenset(prefix for prefix in prefixes if prefix in digits)
            key = held, words
            number = signatures.get(key)
            if number is None:
                number = signatures[key] = len(signatures)
                self.examples.append(code)
                self._rows.append(
                    [
                        (name, len(prefix), sign, start, stop)
                        for prefix in prefixes
                        for name, sign, start, stop in rows.get(prefix, ())
                    ]
                )
                self._digits.append(words)
            numbers[place] = number
        self.of_code = numbers
        self._steps = [_steps_of(found) for found in self._rows]
        self._masks: list[dict[int, int]] = [{} for _ in self._rows]
        self._by_content: dict[tuple[frozenset[str], frozenset[str]], int] = {}

    def _test(self, selection: dict[str, Any], bit: int) -> None:
        key = repr(selection)
        self._tests[key] = (selection, self._tests.get(key, (selection, 0))[1] | 1 << bit)

    def masks(self, entered: str) -> list[int]:
        """The mask of every signature on a day: bits of the provisions and tests that its codes meet."""
        out = []
        for signature, steps in enumerate(self._steps):
            place = bisect_right(steps, entered)
            kept = self._masks[signature]
            mask = kept.get(place)
            if mask is None:
                mask = kept[place] = self._mask(signature, entered)
            out.append(mask)
        return out

    def _mask(self, signature: int, entered: str) -> int:
        best: dict[str, tuple[int, int]] = {}
        for name, size, sign, start, stop in self._rows[signature]:
            if start <= entered < stop and (
                name not in best or size > best[name][0] or (size == best[name][0] and sign < 0)
            ):
                best[name] = (size, sign)
        sets = frozenset(name for name, (_, sign) in best.items() if sign > 0)
        key = (sets, self._digits[signature])
        mask = self._by_content.get(key)
        if mask is None:
            words = sets | self._digits[signature]
            mask = 0
            for test, bits in self._tests.values():
                if words.isdisjoint(test["except"]) and not (test["in"] and words.isdisjoint(test["in"])):
                    mask |= bits
            for bit, owner in self._owned:
                if not mask >> owner & 1:
                    mask &= ~(1 << bit)
            for bit, owner in self._free_atoms:
                if mask >> owner & 1:
                    mask |= 1 << bit
            self._by_content[key] = mask
        return mask


def _steps_of(rows: list[tuple[str, int, int, str, str]]) -> list[str]:
    return sorted({day for _, _, _, start, stop in rows for day in (start, stop)})


def _member_rows(view: View) -> dict[str, list[tuple[str, int, str, str]]]:
    """prefix -> (set, sign, first day, day after the last) as known in the view."""
    found: dict[str, list[tuple[str, int, str, str]]] = {}
    for name, code, sign, start, stop in view.book.members.execute(
        "SELECT s.name, m.code, m.sign, m.start, m.stop FROM members m JOIN sets s ON s.id = m.set_id "
        "WHERE m.known <= ? AND ? < m.until ORDER BY m.code, s.name, m.start, m.sign",
        (view.known, view.known),
    ):
        found.setdefault(code, []).append((name, sign, start, stop))
    return found
