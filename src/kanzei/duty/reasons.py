"""Why a heading that reaches the goods does not bear on the line, in a broker's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kanzei.law.claims import REGISTRY

__all__ = ["condition_words", "is_elective", "reason"]


def is_elective(p: dict[str, Any]) -> bool:
    """Whether a provision reaches all goods and only those whose importer certifies them: nobody expects it elsewhere."""
    return not p["goods"]["in"] and any(
        atom[0] == "claim" and atom[1].startswith("certified_") for atom in _flat(p.get("when"))
    )


def reason(evaluation: Any, p: dict[str, Any], part: str, applied: set[str]) -> str:
    """The first reason that keeps a provision from the line, or nothing where another answer says it all."""
    stated = evaluation.situation.claims
    for condition in _flat(p.get("when")):
        if evaluation.test(condition, p, part, False) is False:
            return condition_words(condition, stated)
    for exception in p.get("unless", ()):
        if evaluation.test(exception, p, part, False) is True:
            return "excepted: " + condition_words(exception, stated, holds=True)
    for q in evaluation.by_slot.get(p["authority"], ()):
        if q is p or not q.get("heading") or evaluation._holds(q, part) is False:
            continue
        shown = next((heading for heading in (q["heading"], q.get("twin", "")) if heading in applied), "")
        if shown and q["duty"]["kind"] == "exempt":
            return f"released by {shown}"
        if shown and q.get("instead_of"):
            return f"{shown} takes its place"
    if p["duty"]["kind"] == "exempt":
        return ""
    return "another heading of the same authority is taken (the lowest)" if p.get("choose") else ""


def _flat(condition: Any) -> list[Any]:
    if not condition:
        return []
    return condition[1] if condition[0] == "all" else [condition]


def _claim_words(key: str, wanted: bool, stated: Mapping[str, Any], holds: bool) -> str:
    """``patented: not claimed`` · ``auto part: denied`` · ``passenger vehicle: taken as yes (not stated)``."""
    if key[:2] == "99":
        return "not claimed by its heading" if not holds else f"{key} claimed"
    claim = REGISTRY.get(key)
    name = (claim.key if claim is not None else key).replace("_", " ")
    value = wanted if holds else not wanted
    if isinstance(stated.get(key), bool) or value is not bool(claim is not None and claim.default):
        # Stated, or a condition told without a line: then it asks for what is not taken by default.
        return f"{name}: {'claimed' if value else 'denied'}"
    return f"{name}: {'taken as yes (not stated)' if value else 'not claimed'}"


_NAMES = {
    "smelt": "country of primary smelt",
    "smelt2": "country of secondary smelt",
    "cast": "country of cast",
    "melt_pour": "country of melt and pour",
}


def condition_words(c: Any, stated: Mapping[str, Any], *, holds: bool = False) -> str:
    """A condition that fails (or, with ``holds``, one that is met) in words."""
    kind = c[0]
    if kind == "claim":
        return _claim_words(c[1], c[2], stated, holds)
    if kind in ("loaded", "entered"):
        return f"{kind} {c[1]} {c[2]}" if holds else f"holds for goods {kind} {c[1]} {c[2]}"
    if kind == "spi":
        symbols = " or ".join(c[1])
        return f"preference {symbols} claimed" if holds else f"needs the preference {symbols}, not claimed"
    if kind == "under":
        spans = [a if a == b else f"{a} to {b}" for a, b in c[1]]
        what = ", ".join(spans) if len(spans) <= 4 else f"the {len(spans)} headings it names, {spans[0]} … {spans[-1]}"
        what = what or ", ".join(c[2])
        return f"the goods bear {what}" if holds else f"the goods bear none of {what}"
    if kind == "heading":
        span = c[1] if c[1] == c[2] else f"{c[1]} to {c[2]}"
        return f"{span} applies" if holds else f"{span} does not apply"
    if kind == "country":
        return (
            f"{_NAMES.get(c[1], c[1])} {'is' if holds else 'not stated to be'} {', '.join(one.upper() for one in c[2])}"
        )
    if kind == "date":
        return f"{c[1].replace('_', ' ')} {c[2]} {c[3]}" + ("" if holds else ": not stated")
    if kind == "switch":
        return (
            f"the doubtful point {c[1]} is read as '{c[2]}'"
            if holds
            else f"the doubtful point {c[1]} is not read as '{c[2]}'"
        )
    if kind == "free":
        return (
            "the goods enter free under the preference" if holds else "the goods do not enter free under the preference"
        )
    if kind == "column":
        return f"{'' if holds else 'holds for goods '}charged from {', '.join(c[1])}"
    if kind == "claimed":
        return "claimed by its heading" if holds else "must be claimed by its heading"
    if kind == "stated":
        return f"{c[1].replace('_', ' ')} {'stated' if holds else 'not stated'}"
    if kind in ("share", "column_1"):
        return "the amounts meet its test" if holds else "the amounts do not meet its test"
    if kind == "not":
        return condition_words(c[1], stated, holds=not holds)
    if kind in ("any", "all"):
        parts = list(dict.fromkeys(condition_words(one, stated, holds=holds) for one in c[1]))
        joined = (" or " if (kind == "any") == holds or kind == "any" else " and ").join(parts)
        return joined if len(joined) < 200 else joined[:197] + "…"
    if kind == "goods":
        return "the goods are on its list" if holds else "the goods are outside its list"
    return "its conditions hold" if holds else "its conditions do not hold"
