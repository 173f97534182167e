"""Facts that a line leaves unstated and that would change which headings its goods bear.

The law itself names them: what the evaluator consulted, and the conditions of the provisions in question. Nothing is taken over what a line
states; a set of facts is only a proposal, which the evaluator then answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice, product
from typing import TYPE_CHECKING, Any, NamedTuple

from kanzei.duty.evaluator import METALS, Evaluation
from kanzei.duty.line import as_part
from kanzei.duty.reasons import is_elective
from kanzei.law.claims import REGISTRY
from kanzei.money import RATE_ONE, dollars

if TYPE_CHECKING:
    from kanzei.duty.line import EntryLine
    from kanzei.duty.view import View

__all__ = ["Fact", "Facts", "apply_facts", "consistent", "proposals"]

MOST = 3
"""Facts in one set at most: a filing that needs more was not made with them in mind."""
_WAYS = 24
_DEPTH = 3


class Fact(NamedTuple):
    """One fact.

    kind  : ``claim`` (a key of the registry or a heading) | ``loaded`` | ``spi`` | ``part`` | ``switch`` (a reading of a doubtful point).
    value : as in :class:`~kanzei.duty.line.EntryLine`; cents for a content of unknown size, of which half the value stands as an example.
    """

    kind: str
    key: str
    value: Any

    @property
    def option(self) -> str:
        """As a claim is written: ``civil_aircraft`` · ``!auto_part`` · ``loaded_on=2025-04-04`` · ``spi=S``."""
        if self.kind == "switch":
            return f"switch {self.key}={self.value}"
        key = {"loaded": "loaded_on", "spi": "spi", "part": "part"}.get(self.kind, self.key)
        if self.value is True:
            return key
        if self.value is False:
            return f"!{key}"
        claim = REGISTRY.get(key)
        text = dollars(self.value) if claim is not None and claim.type == "usd" else str(self.value)
        return f"{key}={text}"

    @property
    def words(self) -> str:
        """In a broker's words."""
        name = self.key.replace("_", " ")
        if self.kind == "switch":
            return f"the doubtful point {self.key} is read as '{self.value}'"
        if self.kind == "loaded":
            return f"loaded on or before {self.value}"
        if self.kind == "spi":
            return f"preference {self.value} is claimed"
        if self.kind == "part":
            return f"the line is the {'US' if self.value == 'us' else self.value} part of a split article"
        if self.key[:2] == "99":
            return f"{self.key} is {'claimed by its importer' if self.value else 'not claimed'}"
        if isinstance(self.value, bool):
            return f"{name}: {'yes' if self.value else 'no'}"
        claim = REGISTRY.get(self.key)
        if claim is not None and claim.type == "usd":
            content = name.removesuffix(" value").replace("us content", "US content")
            return f"{content}{'' if 'content' in content else ' content'} stated (shown for {dollars(self.value)})"
        return f"{name} is {self.value}"


Facts = frozenset[Fact]
_NONE: Facts = frozenset()


def apply_facts(view: View, line: EntryLine, facts: Facts) -> tuple[View, EntryLine]:
    """The line with the facts stated, and the view with the readings taken."""
    claims = dict(line.claims)
    part = ""
    for fact in facts:
        if fact.kind == "claim":
            claims[fact.key] = fact.value
        elif fact.kind == "loaded":
            line = line._replace(loaded_on=fact.value)
        elif fact.kind == "spi":
            line = line._replace(spi=fact.value)
        elif fact.kind == "part":
            part = fact.value
        else:
            view = view.with_switch(fact.key, fact.value)
    line = line._replace(claims=claims)
    return view, as_part(line, part) if part else line


def consistent(facts: Facts) -> bool:
    """Whether a set states each fact once, asserts no two claims that exclude each other, and is not too large."""
    places = {(fact.kind, fact.key) for fact in facts}
    if len(facts) > MOST or len(places) < len(facts) or sum(fact.kind == "part" for fact in facts) > 1:
        return False
    asserted = {fact.key for fact in facts if fact.kind == "claim" and fact.value is True}
    return not any(other in asserted for key in asserted if key in REGISTRY for other in REGISTRY[key].excludes)


def proposals(
    view: View,
    line: EntryLine,
    evaluation: Evaluation,
    wanted: Iterable[str],
    unwanted: Iterable[str],
    open_to: Iterable[str],
) -> list[Facts]:
    """Sets of facts that may bring the ``wanted`` headings onto a line or keep the ``unwanted`` off it.

    Parameters
    ----------
    evaluation : of the line as it stands; it is asked further questions, so it must not be one that is kept.
    open_to    : programme symbols that the code and the origin may claim.
    """
    wanted, unwanted = set(wanted), set(unwanted)
    asker = _Asker(view, line, evaluation, tuple(open_to), wanted)
    consulted = sorted(evaluation.consulted)
    out: dict[Facts, None] = {}

    def add(found: Iterable[Facts]) -> None:
        out.update(dict.fromkeys(one for one in found if one))

    for p in evaluation.candidates:
        names = {p.get("heading"), p.get("twin")}
        if names & wanted:
            add(asker.to_hold(p, _DEPTH))
        if names & unwanted:
            add(asker.to_fail(p, _DEPTH))
    for kind, key in consulted:
        add(asker.answers(kind, key))
    add(frozenset({fact}) for fact in asker.parts())
    if not evaluation.situation.spi:
        add(frozenset({Fact("spi", "", symbol)}) for symbol in asker.open_to)
    return [one for one in out if consistent(one)]


class _Asker:
    """Turns conditions into the sets of unstated facts that would meet, or break, them."""

    def __init__(
        self, view: View, line: EntryLine, evaluation: Evaluation, open_to: tuple[str, ...], wanted: set[str]
    ) -> None:
        self.view, self.line, self.evaluation, self.open_to = view, line, evaluation, open_to
        # What any goods could be certified for is thought of where its own heading was filed, and nowhere else.
        self.elective = [p for p in evaluation.candidates if is_elective(p) and p.get("heading") not in wanted]
        self.barred = {key for p in self.elective for key in _certificates(p.get("when"))}
        self.part = evaluation.parts[0].name

    # ------------------------------------------------------------- provisions

    def to_hold(self, p: dict[str, Any], depth: int) -> list[Facts]:
        """Facts that meet every condition of a provision and none of its exceptions."""
        lists = [self.ways(p["when"], p, True, depth)] if p.get("when") else []
        lists += [self.ways(exception, p, False, depth) for exception in p.get("unless", ())]
        content = self._content_of(p)
        if content:
            lists.append([content])
        return _joined(lists)

    def to_fail(self, p: dict[str, Any], depth: int) -> list[Facts]:
        """Facts each of which breaks a condition of a provision or meets an exception."""
        out = self.ways(p["when"], p, False, depth) if p.get("when") else []
        for exception in p.get("unless", ()):
            out += self.ways(exception, p, True, depth)
        return out[:_WAYS]

    def _content_of(self, p: dict[str, Any]) -> Facts:
        part = p.get("part", "all")
        if part in ("all", "rest") or part in [one.name for one in self.evaluation.parts]:
            return _NONE
        return frozenset({Fact("claim", f"{part}_value" if part in METALS else "us_content_value", self._half())})

    def _half(self) -> int:
        return self.line.value_cents // 200 * 100

    # ------------------------------------------------------------- conditions

    def ways(self, c: list[Any], p: dict[str, Any], want: bool, depth: int) -> list[Facts]:
        """Sets of facts under which a condition holds (or, with ``want`` false, does not)."""
        held = self.evaluation.test(c, p, self.part, False)
        if held is want:
            return [_NONE]
        kind = c[0]
        if kind in ("all", "any"):
            each = [self.ways(one, p, want, depth) for one in c[1]]
            return _joined(each) if (kind == "all") == want else [one for found in each for one in found][:_WAYS]
        if kind == "not":
            return self.ways(c[1], p, not want, depth)
        if kind in ("under", "heading", "provision"):
            return self._through(c, p, want, depth - 1) if depth > 0 else []
        if held is not True and held is not False and kind != "share":
            return [_NONE]  # a test on amounts: the interpreter decides
        return [frozenset({fact}) for fact in self._atom(c, p, want)]

    def _through(self, c: list[Any], p: dict[str, Any], want: bool, depth: int) -> list[Facts]:
        """Facts about the provisions that a condition looks at."""
        out: list[Facts] = []
        for q in self.evaluation.candidates:
            if q is p or q in self.elective or not self._named(c, q):
                continue
            out += self.to_hold(q, depth) if want else self.to_fail(q, depth)
            if len(out) > _WAYS:
                break
        return out[:_WAYS]

    @staticmethod
    def _named(c: list[Any], q: dict[str, Any]) -> bool:
        names = (q.get("heading", ""), q.get("twin", ""))
        if c[0] == "provision":
            return bool(q["id"] == c[1] or q["id"].startswith((f"{c[1]}.", f"{c[1]}@")))
        spans = [c[1:3]] if c[0] == "heading" else c[1]
        if spans:
            return any(first <= name <= last for first, last in spans for name in names if name)
        return q["authority"] in c[2] and q["duty"]["kind"] in ("add", "total", "gap_to")

    def _atom(self, c: list[Any], p: dict[str, Any], want: bool) -> Iterator[Fact]:
        situation = self.evaluation.situation
        claims, kind = situation.claims, c[0]
        if kind in ("claim", "stated", "country", "date", "share") and c[1] in claims:
            return
        if kind == "claim":
            yield Fact("claim", c[1], c[2] is want)
        elif kind == "stated" and want:
            yield from self._stated(c[1])
        elif kind == "claimed" and want and p.get("heading"):
            yield Fact("claim", p["heading"], True)
        elif kind == "country" and want:
            yield from (Fact("claim", c[1], code.upper()) for code in c[2] if len(code) == 2)
        elif kind == "date":
            limit = date.fromisoformat(c[3])
            before = (c[2] == "before") is want
            yield Fact("claim", c[1], limit - timedelta(days=1) if before else limit)
        elif kind == "loaded" and not situation.loaded:
            yield from self._loaded(c[2], before=(c[1] == "before") is want)
        elif kind in ("spi", "free", "column") and want and not situation.spi:
            symbols = c[1] if kind == "spi" else self.open_to if kind == "free" or "special" in c[1] else ()
            yield from (Fact("spi", "", symbol) for symbol in symbols)
        elif kind == "switch":
            reading = self.view.book.readings.get(c[1])
            for choice in reading["choices"] if reading else ():
                if (choice == c[2]) is want:
                    yield Fact("switch", c[1], choice)
        elif kind == "share":
            edge = -(-c[3] * self.line.value_cents // (RATE_ONE * 100)) * 100
            yield Fact("claim", c[1], edge if (c[2] == "from") is want else 0)

    def _stated(self, key: str) -> Iterator[Fact]:
        claim = REGISTRY.get(key)
        if claim is not None and claim.type == "flag":
            yield from (Fact("claim", key, value) for value in (True, False))
        elif claim is not None and claim.type == "usd":
            yield Fact("claim", key, self._half())

    def _loaded(self, limit: str, *, before: bool) -> Iterator[Fact]:
        day = date.fromisoformat(limit) - timedelta(days=1 if before else 0)
        if day <= self.line.entered_on:
            yield Fact("loaded", "", day)

    # -------------------------------------------------------------- consulted

    def answers(self, kind: str, key: str) -> Iterator[Facts]:
        """The other answers to a fact that the evaluator asked for and the line leaves open."""
        if key in self.evaluation.situation.claims or key in self.barred:
            return
        if kind == "flag":
            yield frozenset({Fact("claim", key, not self.evaluation.default(key))})
        elif kind in ("content", "base"):
            yield from (frozenset({Fact("claim", key, cents)}) for cents in dict.fromkeys((self._half(), 0)))
        elif kind == "loaded":
            yield from (frozenset({fact}) for fact in self._loaded(key, before=True))
        elif kind.startswith("country:"):
            code = kind.partition(":")[2]
            if len(code) == 2:
                yield frozenset({Fact("claim", key, code.upper())})
        elif kind.startswith("date:"):
            _, way, limit = kind.split(":")
            day = date.fromisoformat(limit)
            yield frozenset({Fact("claim", key, day - timedelta(days=1) if way == "before" else day)})
        elif kind == "switch":
            reading = self.view.book.readings.get(key)
            for choice in reading["choices"] if reading else ():
                if choice != self.view.switch(key):
                    yield frozenset({Fact("switch", key, choice)})

    def parts(self) -> Iterator[Fact]:
        """The parts of a split article that an undivided line may be."""
        evaluation = self.evaluation
        if self.line.part or any(f"{metal}_value" in self.line.claims for metal in METALS):
            return
        names = [*evaluation.unknown_metals, *(["rest"] if evaluation.unknown_metals else [])]
        if any(p.get("part") == "us" for p in evaluation.candidates) and "us_content_value" not in self.line.claims:
            names.append("us")
        yield from (Fact("part", "", name) for name in names)


def _certificates(c: Any) -> Iterator[str]:
    """Keys of certificates that a condition asks for."""
    if c and c[0] in ("all", "any"):
        for one in c[1]:
            yield from _certificates(one)
    elif c and c[0] == "claim" and c[1].startswith("certified_"):
        yield c[1]


def _joined(lists: list[list[Facts]]) -> list[Facts]:
    """One choice of each list, all together."""
    if any(not one for one in lists):
        return []
    out: dict[Facts, None] = {}
    for choice in islice(product(*lists), _WAYS * 8):
        facts: Facts = frozenset().union(*choice)
        if consistent(facts):
            out[facts] = None
        if len(out) >= _WAYS:
            break
    return list(out)
