"""Typed reading of marked YAML: each helper returns a usable value and notes what is wrong, where, and how to mend it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Any

from kanzei.law.marked import Mark, Marked
from kanzei.money import parse_rate
from kanzei.times import parse_day

__all__ = ["Reader"]

_HEADING = re.compile(r"99\d{2}\.\d{2}\.\d{2}\Z")


class Reader:
    """Reads values out of a marked tree and collects the mistakes in ``errors``."""

    def __init__(self, errors: list[str]) -> None:
        self.errors = errors

    def error(self, mark: Mark, what: str) -> None:
        """Note a mistake at a place."""
        self.errors.append(f"{mark}: {what}")

    def nearest(self, word: str, among: Iterable[str]) -> str:
        """``'; did you mean …?'`` or nothing."""
        close = difflib.get_close_matches(word, list(among), 1)
        return f"; did you mean {close[0]!r}?" if close else ""

    def mapping(self, item: Marked | None, what: str, allowed: list[str]) -> dict[str, Marked]:
        """A mapping with no key outside ``allowed``."""
        if item is None:
            return {}
        if not isinstance(item.value, dict):
            self.error(item.mark, f"{what} must be a mapping (key: value)")
            return {}
        for key in item.value:
            if key not in allowed:
                at = (item.keys or {}).get(key, item.mark)
                self.error(at, f"unknown key {key!r} in {what}{self.nearest(key, allowed)}")
        return {key: value for key, value in item.value.items() if key in allowed}

    def entries(self, item: Marked | None) -> list[tuple[str, Marked]]:
        """Key and value of a mapping with free keys."""
        if item is None:
            return []
        if not isinstance(item.value, dict):
            self.error(item.mark, "must be a mapping (key: value)")
            return []
        return list(item.value.items())

    def items(self, item: Marked | None) -> list[Marked]:
        """A list; a single value counts as a list of one."""
        if item is None or item.value == "":
            return []
        return item.value if isinstance(item.value, list) else [item]

    def texts(self, item: Marked | None) -> list[str]:
        """A list of words."""
        out = []
        for one in self.items(item):
            if isinstance(one.value, str):
                out.append(one.value)
            else:
                self.error(one.mark, "expected a word")
        return out

    def text(self, body: dict[str, Marked], key: str, mark: Mark) -> str:
        """A text that must be there."""
        item = body.get(key)
        if item is None or item.value == "":
            self.error(mark, f"needs {key!r}")
            return ""
        if not isinstance(item.value, str):
            self.error(item.mark, f"{key!r} must be text")
            return ""
        return item.value

    def optional(self, body: dict[str, Marked], key: str) -> str:
        """A text that may be missing."""
        item = body.get(key)
        if item is None:
            return ""
        if isinstance(item.value, list):
            return "; ".join(self.texts(item))
        if not isinstance(item.value, str):
            self.error(item.mark, f"{key!r} must be text")
            return ""
        return " ".join(item.value.split())

    def choice(
        self, body: dict[str, Marked], key: str, among: Iterable[str], default: str | None, mark: Mark | None = None
    ) -> str:
        """One of a closed set of words."""
        item = body.get(key)
        words = tuple(among)
        if item is None:
            if default is None and mark is not None:
                self.error(mark, f"needs {key!r}: one of {', '.join(words)}")
            return default or words[0]
        if item.value not in words:
            self.error(item.mark, f"{key}: {item.value!r} is none of {', '.join(words)}")
            return words[0]
        return str(item.value)

    def day(self, item: Marked) -> str:
        """An ISO day."""
        try:
            return parse_day(str(item.value)).isoformat()
        except ValueError as error:
            self.error(item.mark, str(error))
            return "1900-01-01"

    def rate(self, item: Marked) -> int:
        """A percentage in rate units."""
        try:
            rate = parse_rate(str(item.value))
        except ValueError:
            self.error(
                item.mark,
                f"expected a percentage, got {item.value!r}: write 15% (a percentage) with the sign",
            )
            return 0
        if rate < 0:
            self.error(item.mark, f"a rate cannot be negative: {item.value!r}")
        return rate

    def yes(self, item: Marked) -> bool:
        """``yes``/``no`` (``true``/``false``)."""
        word = str(item.value).lower()
        if word not in ("yes", "no", "true", "false"):
            self.error(item.mark, f"expected yes or no, got {item.value!r}")
        return word in ("yes", "true")

    def heading(self, item: Marked) -> str:
        """A Chapter 99 heading, ``9903.02.73``."""
        if not isinstance(item.value, str) or not _HEADING.match(item.value):
            self.error(item.mark, f"{item.value!r} is not a Chapter 99 heading written 9903.02.73")
            return "9900.00.00"
        return item.value

    def span(self, item: Marked) -> list[str]:
        """A heading or a range ``9903.01.30..9903.01.34`` (or ``9903.01.30..34``) as [first, last]."""
        text = str(item.value)
        first, dots, last = text.partition("..")
        if dots and re.fullmatch(r"\d{2}", last):
            last = first[:8] + last
        last = last if dots else first
        if not _HEADING.match(first) or not _HEADING.match(last) or last < first:
            self.error(item.mark, f"{text!r} is not a heading or a range such as 9903.01.30..9903.01.34")
            return ["9900.00.00", "9900.00.00"]
        return [first, last]

    def target(self, item: Marked) -> list[str] | str:
        """A heading span, or a provision named in full (``us/eo-14257#baseline``)."""
        if isinstance(item.value, str) and "#" in item.value:
            return item.value
        return self.span(item)

    def claim_key(self, item: Marked) -> str:
        """A key of the claims registry."""
        from kanzei.law.claims import REGISTRY

        word = str(item.value)
        if word not in REGISTRY and not _HEADING.match(word):
            self.error(item.mark, f"unknown claim {word!r}{self.nearest(word, REGISTRY)}")
        return word

    def selection(self, item: Marked, *, lower: bool = False, codes: bool = False) -> dict[str, Any]:
        """``[a, b]``, ``{except: […]}`` or ``{in: […], except: […]}`` as ``{"in": […], "except": […]}``."""
        body = item.value
        if isinstance(body, dict):
            part = self.mapping(item, "a selection", ["in", "except", "all"])
            inside = self.texts(part.get("in"))
            outside = self.texts(part.get("except"))
        else:
            inside, outside = self.texts(item), []

        def tidy(word: str) -> str:
            if lower:
                return word.lower()
            bare = word.replace(".", "")
            return bare if codes and bare.isdigit() else word

        return {"in": [tidy(w) for w in inside if w != "all"], "except": [tidy(w) for w in outside]}
