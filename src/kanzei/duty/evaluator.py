"""The legal evaluator: a situation (everything the law looks at except amounts) becomes a duty stack.

It is the only place where law is decided; precedence is worked out on demand, so the order of slots follows the provisions of the day
(stacking rule 6; stacking-2026, order of work). Every fact it consults is noted, so that what a line leaves unstated can be priced.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

from kanzei.duty.lists import stated_lists
from kanzei.duty.spans import Reached
from kanzei.duty.stack import Guard, Part, Stack, Step, all_of, any_of, negate
from kanzei.errors import ConflictError
from kanzei.law.claims import REGISTRY
from kanzei.money import rate_text

__all__ = ["Evaluation", "LawSlice", "Situation"]

METALS = {"steel": "s232_steel", "aluminum": "s232_aluminum", "copper": "s232_copper"}
"""Part of the goods -> the slot that charges it. The order is that in which a metal of unknown content is taken."""
METAL_SLOTS = (*METALS.values(), "s232_metals")
BEARING = ("add", "total", "gap_to", "refused")


class Situation(NamedTuple):
    """What the law looks at.

    column : general | special | column-2; spi: the symbol in fact used, or ``""``; free: whether its rate is free.
    under  : provision of chapter 98 the goods are entered under (eight digits), or ``""``.
    flags  : claims as stated (flags, countries, days, texts, contents by key); amounts count only by being stated.
    clock  : (authority, day) of the duties whose rates are those of another day than ``entered`` (:mod:`kanzei.duty.clocks`).
    """

    code: str
    origin: str
    entered: str
    loaded: str
    column: str
    spi: str
    free: bool
    claims: dict[str, Any]
    part: str
    under: str = ""
    clock: tuple[tuple[str, str], ...] = ()


class LawSlice(Protocol):
    """The law at one known day, as the evaluator needs it."""

    def candidates(self, entered: str, origin: str) -> list[dict[str, Any]]: ...
    def memberships(self, code: str, entered: str) -> frozenset[str]: ...
    def in_group(self, name: str, origin: str, entered: str) -> bool: ...
    def switch(self, name: str) -> str: ...
    @property
    def reached(self) -> Reached: ...


class Evaluation:
    """One run of the evaluator over one situation.

    Parameters
    ----------
    without    : authorities left out (what would be due had they never been).
    open_facts : leave what the situation does not state open: unstated flags, countries, days, the loading day and the doubtful points stand
                 as guards in the stack (see :mod:`kanzei.duty.stack`), so that one stack answers for every claim set. What decides the
                 parts of the goods (contents, American content) is never left open.
    """

    def __init__(
        self,
        law: LawSlice,
        situation: Situation,
        without: frozenset[str] = frozenset(),
        *,
        open_facts: bool = False,
    ) -> None:
        self.law = law
        self.situation = situation
        self.open_facts = open_facts
        self.consulted: set[tuple[str, str]] = set()
        self.days = dict(situation.clock)
        self.words = {day: self.words_on(day) for day in (situation.entered, *self.days.values())}
        if self.days:
            self.candidates = [
                p
                for day in dict.fromkeys((situation.entered, *self.days.values()))
                for p in law.candidates(day, situation.origin)
                if self._day(p) == day and self._goods(p["goods"], p)
            ]
        else:
            apart = self.words[situation.entered].isdisjoint
            self.candidates = [
                p
                for p in law.candidates(situation.entered, situation.origin)
                if not ((goods := p["goods"])["in"] and apart(goods["in"])) and apart(goods["except"])
            ]
        if without:
            self.candidates = [p for p in self.candidates if p["authority"] not in without]
        if situation.claims.get("metals_heading_not_applicable") is True:
            self.candidates = [p for p in self.candidates if p["authority"] not in METAL_SLOTS]
        self.by_slot: dict[str, list[dict[str, Any]]] = {}
        for p in self.candidates:
            self.by_slot.setdefault(p["authority"], []).append(p)
        bit = law.reached.bit
        self._headings: dict[str, int] = {}
        self._every_heading = 0
        for slot, mine in self.by_slot.items():
            held = 0
            for p in mine:
                held |= bit(p)
            self._headings[slot] = held
            self._every_heading |= held
        self.unknown_metals: list[str] = []
        self.inert: dict[tuple[str, str], bool] = {}
        self.stack = self._stack()

    def _day(self, p: dict[str, Any]) -> str:
        """The day whose law a provision is taken from: that of entry, unless a clock says otherwise of its authority."""
        return self.days.get(p["authority"], self.situation.entered)

    def words_on(self, day: str) -> frozenset[str]:
        """What a selection of goods can name the goods by on a day: the sets they are in, and the digits their code begins with."""
        code, under = self.situation.code, self.situation.under
        sets = self.law.memberships(code, day)
        if under:  # lists of civil aircraft name provisions of chapter 98 beside codes of articles
            sets |= self.law.memberships(under, day)
        return sets.union(code[:size] for size in range(1, 11)) if code else sets | stated_lists(self.situation.claims)

    # ------------------------------------------------------------------ parts

    def _stack(self) -> Stack:
        metals = self._metals()
        american = next((p for p in self.candidates if p.get("part") == "us"), None)
        while True:
            parts = self._parts(metals, american)
            self.parts = parts
            self.steps: list[Step] = []
            self.done: dict[tuple[str, str], list[int]] = {}
            self.busy: list[tuple[str, str]] = []
            self.holding: dict[tuple[str, str], Guard] = {}
            for slot in self.by_slot:
                for part in parts:
                    self._resolve(slot, part.name)
            idle = [m for m in metals if not self._bears(m)]
            if (
                american is not None
                and "us" in [part.name for part in parts]
                and not self._charges(american["authority"])
            ):
                american = None  # no duty asks for the US content: the article is not divided by it
                continue
            if not idle:
                return Stack(tuple(parts), tuple(self.steps))
            metals = [m for m in metals if m not in idle]

    def _bears(self, metal: str) -> bool:
        return any(step.authority == METALS[metal] and step.part == metal for step in self.steps)

    def _metals(self) -> list[str]:
        return [m for m, slot in METALS.items() if any(p.get("part") == m for p in self.by_slot.get(slot, ()))]

    def _charges(self, slot: str) -> bool:
        return any(step.authority == slot and step.kind in BEARING for step in self.steps)

    def _parts(self, metals: list[str], american: dict[str, Any] | None) -> list[Part]:
        claims, out = self.situation.claims, []
        self.unknown_metals = []
        if self.situation.part:
            return [Part(self.situation.part)]
        stated = [m for m in metals if f"{m}_value" in claims]
        if metals and not stated:
            self.unknown_metals = metals
            for metal in metals:
                self.consulted.add(("content", f"{metal}_value"))
            return [Part(metals[0])]
        for metal in metals:
            if metal in stated:
                out.append(Part(metal, f"{metal}_value"))
            else:
                self.consulted.add(("content", f"{metal}_value"))
        if american is not None:
            if "us_content_value" in claims:
                out.append(Part("us", "us_content_value", american.get("min_share", 0)))
            else:
                self.consulted.add(("content", "us_content_value"))
        return [*out, Part("rest")] if out else [Part("whole")]

    # ------------------------------------------------------------------ slots

    def _resolve(self, slot: str, part: str) -> list[int]:
        key = (slot, part)
        if key in self.done:
            return self.done[key]
        if key in self.busy:
            circle = " → ".join(f"{s} ({p})" for s, p in [*self.busy[self.busy.index(key) :], key])
            raise ConflictError(f"precedence runs in a circle: {circle}")
        self.busy.append(key)
        mine = [p for p in self.by_slot.get(slot, ()) if _runs_on(p, part)]
        held = [(p, self._holds(p, part)) for p in mine]
        held = [(p, g) for p, g in held if g is not False]
        exempts = [(p, g) for p, g in held if p["duty"]["kind"] == "exempt"]
        steps: list[Step] = []
        for p, guard in held:
            kind = p["duty"]["kind"]
            if kind == "exempt":
                continue
            blocked = [g for e, g in exempts if not e.get("releases") or _named(e["releases"], p)]
            replaced = [g for q, g in held if q is not p and _named(q.get("instead_of", ()), p)]
            final = all_of([guard, *[negate(g) for g in blocked], *[negate(g) for g in replaced]])
            if final is not False:
                steps += _steps(p, part, final, self._reported_as(p))
                content = (p.get("base") or {}).get("claim", "")
                if content and content not in self.situation.claims and part == "whole":
                    self.consulted.add(("base", content))
        self._no_conflict(slot, part, steps)
        if not any(p["duty"]["kind"] in BEARING for p in self.by_slot.get(slot, ())):
            # No duty of the slot reaches the origin and the goods: only a heading that names the origin is reported.
            exempts = [(p, g) for p, g in exempts if p["origin"]["in"] and "when" not in p]
        shown = _reported(exempts)
        steps = [
            Step(p["heading"], slot, "exempt", part, 0, g, "", (), "", p) for p, g in shown if p.get("heading")
        ] + steps
        numbers = list(range(len(self.steps), len(self.steps) + len(steps)))
        self.steps += steps
        self.busy.pop()
        self.done[key] = numbers
        return numbers

    def _reported_as(self, p: dict[str, Any]) -> str:
        """The heading a provision is reported under: its alias where the importer claims that one."""
        alias = p.get("alias", "")
        return str(alias if self.situation.claims.get(alias) is True else p.get("heading", ""))

    def _no_conflict(self, slot: str, part: str, steps: list[Step]) -> None:
        sure = {
            s.provision["id"]: s
            for s in steps
            if s.guard is True and s.kind in BEARING and not s.choose and not s.provision.get("cumulative")
        }
        if len(sure) > 1:
            names = " and ".join(f"{s.heading} ({name})" for name, s in sure.items())
            raise ConflictError(
                f"{names} both claim the slot {slot} on {part} for {self.situation.code} of {self.situation.origin} entered "
                f"{self.situation.entered}: order them with instead_of, unless or choose"
            )

    # ------------------------------------------------------------- conditions

    def _holds(self, p: dict[str, Any], part: str) -> Guard:
        key = (p["id"], part)
        if key in self.holding:
            return self.holding[key]
        self.holding[key] = False
        said = self.situation.claims.get(p.get("heading", "-"))
        guard: Guard = True
        if said is False:
            guard = False
        else:
            if "when" in p:
                claimed: Guard = said is True
                if self.open_facts and not claimed and p.get("heading") and _asks_its_heading(p["when"]):
                    claimed = ("fact", p["heading"])
                guard = self.test(p["when"], p, part, claimed)
            if guard is not False:
                for exception in p.get("unless", ()):
                    guard = all_of([guard, negate(self.test(exception, p, part, False))])
                    if guard is False:
                        break
        self.holding[key] = guard
        return guard

    def test(self, c: list[Any], p: dict[str, Any], part: str, claimed: Guard) -> Guard:
        """Whether a condition holds: ``True``, ``False``, or a guard on amounts and, with open facts, on these."""
        s = self.situation
        kind = c[0]
        if kind == "all":
            return self._every(c[1], p, part, claimed)
        if kind == "any":
            return any_of([self.test(one, p, part, claimed) for one in c[1]])
        if kind == "not":
            return negate(self.test(c[1], p, part, False))
        if kind == "claim":
            return any_of([claimed if c[2] else False, self._flag_is(c[1], c[2])])
        if kind == "stated":
            self.consulted.add(("flag", c[1]))
            return c[1] in s.claims
        if kind == "claimed":
            self.consulted.add(("flag", p.get("heading", "")))
            return claimed
        if kind == "country":
            value = s.claims.get(c[1])
            if value is None:
                self.consulted.add((f"country:{c[2][0]}", c[1]))
                return any_of([claimed, ("country", c[1], tuple(c[2]))]) if self.open_facts else claimed
            day = self._day(p)
            return any(str(value).lower() == one or self.law.in_group(one, str(value), day) for one in c[2])
        if kind == "date":
            value = s.claims.get(c[1])
            if value is None:
                self.consulted.add((f"date:{c[2]}:{c[3]}", c[1]))
                return any_of([claimed, ("date", c[1], c[2], c[3])]) if self.open_facts else claimed
            return str(value) < c[3] if c[2] == "before" else str(value) >= c[3]
        if kind == "loaded":
            if not s.loaded:
                self.consulted.add(("loaded", c[2]))
                return ("loaded", c[1], c[2]) if self.open_facts else c[1] == "from"
            return s.loaded < c[2] if c[1] == "before" else s.loaded >= c[2]
        if kind == "entered":
            return self._day(p) < c[2] if c[1] == "before" else self._day(p) >= c[2]
        if kind == "spi":
            return s.spi in c[1]
        if kind == "free":
            return s.free
        if kind == "column":
            return s.column in c[1]
        if kind == "switch":
            self.consulted.add(("switch", c[1]))
            return ("switch", c[1], c[2]) if self.open_facts else self.law.switch(c[1]) == c[2]
        if kind == "goods":
            return self._goods(c[1], p)
        if kind == "origin":
            return self._origin(c[1], p)
        if kind == "column_1":
            return ("column_1", c[1], c[2], c[3], part)
        if kind == "share":
            if c[1] not in s.claims:
                self.consulted.add(("content", c[1]))
                return c[2] == "below"
            return ("share", c[1], c[2], c[3])
        if kind == "under":
            return self._under(c, part)
        if kind == "heading":
            return self._heading(c[1], c[2], p, part)
        if kind == "provision":
            return any_of([self._holds(q, part) for q in self.candidates if _is(q, c[1]) and q is not p])
        raise AssertionError(c)

    def _every(self, conditions: list[Any], p: dict[str, Any], part: str, claimed: Guard) -> Guard:
        # Static facts first: a condition that fails on the code's own facts must not make other facts look as if they mattered.
        out: list[Guard] = []
        for one in sorted(conditions, key=lambda c: _COST.get(c[0], 0)):
            guard = self.test(one, p, part, claimed)
            if guard is False:
                return False
            out.append(guard)
        return all_of(out)

    def _flag_is(self, key: str, wanted: bool) -> Guard:
        """Whether a flag is as wanted: as stated, else by the registry's default, or open (and noted as consulted)."""
        value = self.situation.claims.get(key)
        if isinstance(value, bool):
            return value is wanted
        self.consulted.add(("flag", key))
        if self.open_facts:
            return ("fact", key) if wanted else ("not", ("fact", key))
        return self.default(key) is wanted

    def default(self, key: str) -> bool:
        """What an unstated flag is taken to be, for this code."""
        claim = REGISTRY.get(key)
        return claim is not None and bool(claim.default)

    def _under(self, c: list[Any], part: str) -> Guard:
        _, spans, authorities, test, reach = c
        hit = self.law.reached.under(spans, self._every_heading) if spans else 0
        slots = [slot for slot, held in self._headings.items() if held & hit or slot in authorities]
        parts = [part] if reach == "part" else [one.name for one in self.parts]
        numbers = []
        for slot in slots:
            for name in parts:
                for number in self._resolve(slot, name):
                    step = self.steps[number]
                    if spans:
                        if not any(first <= step.heading <= last for first, last in spans):
                            continue
                    elif step.kind == "exempt":
                        continue
                    if test == "owed" and step.kind in ("exempt", "none"):
                        continue
                    numbers.append(number)
        if test == "applies":
            return any_of([self.steps[n].guard if not self.steps[n].choose else ("applies", (n,)) for n in numbers])
        sure = [
            n for n in numbers if self.steps[n].kind == "add" and self.steps[n].rate > 0 and self.steps[n].guard is True
        ]
        if any(not self.steps[n].base and not self.steps[n].choose for n in sure) and reach == "part":
            return True
        return ("owed", tuple(numbers)) if numbers else False

    def _heading(self, first: str, last: str, p: dict[str, Any], part: str) -> Guard:
        out: list[Guard] = []
        for q in self.candidates:
            if q is p or not _within((first, last), q) or not _runs_on(q, part):
                continue
            if q["authority"] == p["authority"]:
                out.append(self._holds(q, part))
            else:
                out.append(self._under(["under", [[first, last]], [q["authority"]], "applies", "part"], part))
        return any_of(out)

    # -------------------------------------------------------------- selection

    def _goods(self, selection: dict[str, Any], p: dict[str, Any] | None = None) -> bool:
        words = self.words[self.situation.entered if p is None else self._day(p)]
        return words.isdisjoint(selection["except"]) and not (selection["in"] and words.isdisjoint(selection["in"]))

    def _origin(self, selection: dict[str, Any], p: dict[str, Any]) -> bool:
        origin, day = self.situation.origin, self._day(p)

        def among(words: list[str]) -> bool:
            return any(word == origin.lower() or self.law.in_group(word, origin, day) for word in words)

        return not among(selection["except"]) and (not selection["in"] or among(selection["in"]))


_COST = dict.fromkeys(("claim", "country", "date", "loaded", "switch", "share", "claimed", "all", "not"), 1)
_COST |= {"under": 3, "heading": 2, "provision": 2, "any": 2}


def _asks_its_heading(condition: Any) -> bool:
    """Whether a condition asks that the provision be claimed by its own heading."""
    return condition[0] == "claimed" or (
        condition[0] in ("all", "any") and any(_asks_its_heading(one) for one in condition[1])
    )


def _runs_on(p: dict[str, Any], part: str) -> bool:
    wanted = p.get("part", "all")
    if wanted == "all":
        return True
    if wanted == "rest":
        return part in ("rest", "whole")
    return bool(wanted == part)


def _within(span: Any, p: dict[str, Any]) -> bool:
    return bool(span[0] <= p.get("heading", "") <= span[1] or span[0] <= p.get("twin", "") <= span[1])


def _is(p: dict[str, Any], name: str) -> bool:
    return bool(p["id"] == name or p["id"].startswith((name + ".", name + "@")))


def _named(targets: Any, p: dict[str, Any]) -> bool:
    return any(_is(p, t) if isinstance(t, str) else _within(t, p) for t in targets)


def _steps(p: dict[str, Any], part: str, guard: Guard, heading: str) -> list[Step]:
    duty = p["duty"]
    kind, rate = duty["kind"], duty.get("rate", 0)
    base = p.get("base") or {}
    form: tuple[Any, ...] = ()
    if "claim" in base:
        form = ("claim", base["claim"])
    elif "value_less" in base:
        form = ("value_less", base["value_less"], base.get("at_most", 0))
    slot, choose = p["authority"], p.get("choose", "")
    if kind == "total" and p.get("twin"):
        compare = duty["compare"]
        above = all_of([guard, ("column_1", "from", rate, compare, part)])
        below = all_of([guard, ("column_1", "below", rate, compare, part)])
        return [
            Step(p["twin"], slot, "none", part, 0, above, compare, form, choose, p),
            Step(heading, slot, "total", part, rate, below, compare, form, choose, p),
        ]
    return [Step(heading, slot, kind, part, rate, guard, duty.get("compare", ""), form, choose, p)]


def _reported(exempts: list[tuple[dict[str, Any], Guard]]) -> list[tuple[dict[str, Any], Guard]]:
    """Which release headings to report where several hold: a release by origin alone says all; one by classification alone
    is not needed beside one that rests on another duty or on a claim."""
    out: list[tuple[dict[str, Any], Guard]] = []
    unless: list[Guard] = []
    by_origin = [
        one for one in exempts if not one[0].get("when") and not one[0]["goods"]["in"] and one[0]["origin"]["in"]
    ]
    grounded = [one for one in exempts if one[0].get("when")]
    others = [one for one in exempts if not one[0].get("when") and one not in by_origin]
    for p, guard in by_origin:
        out.append((p, all_of([guard, *unless])))
        unless.append(negate(guard))
    out += [(p, all_of([guard, *unless])) for p, guard in grounded]
    unless += [negate(guard) for _, guard in grounded]
    for p, guard in others:
        out.append((p, all_of([guard, *unless])))
        unless.append(negate(guard))
    return [(p, guard) for p, guard in out if guard is not False]


def step_text(step: Step) -> str:
    """A step in a few words, for messages."""
    return f"{step.heading} {step.kind} {rate_text(step.rate)} on {step.part}"
