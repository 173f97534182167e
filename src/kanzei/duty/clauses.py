"""Why a filed heading cannot stand on a line, and which two headings exclude each other, each with the clause that says so."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from kanzei.duty.reasons import reason

if TYPE_CHECKING:
    from kanzei.duty.evaluator import Evaluation
    from kanzei.duty.view import View

__all__ = ["Standing", "exclusion", "standings", "why_not"]

_CHARGING = ("add", "total", "gap_to")

Standing = tuple[dict[str, Any], str, str, str]
"""A version of a provision with the days in which it stands, half open, and the instrument that suspends it or nothing."""


def standings(view: View, heading: str) -> list[Standing]:
    """Every version of the provisions that carry a heading, as known in a view."""
    out: list[Standing] = []
    for versions, segments in view.slices():
        for start, stop, number, suspended in segments:
            fields = versions[number]
            if heading in (fields.get("heading"), fields.get("twin")):
                out.append((fields, start, stop, suspended))
    return out


def why_not(view: View, evaluation: Evaluation, heading: str, applied: tuple[str, ...]) -> tuple[str, str]:
    """Why a heading does not stand on these goods: the kind of reason and the reason in a broker's words.

    applied : Chapter 99 headings that do.

    Returns
    -------
    ``unknown`` | ``time`` | ``suspended`` | ``origin`` | ``goods`` | ``condition`` | ``idle``, and words. ``idle``: its conditions hold and
    it is still not to be reported, because another heading says it.
    """
    situation = evaluation.situation
    all_of_it = standings(view, heading)
    if not all_of_it:
        return "unknown", _not_known(view, heading)
    entered = situation.entered
    in_time = [one for one in all_of_it if one[1] <= entered < one[2]]
    if not in_time:
        words = _in_time_words(all_of_it, entered)
        if not any(view.origin_matches(p["origin"], situation.origin.lower(), entered) for p, *_ in all_of_it):
            words += f"; and it is for {_origins([p for p, *_ in all_of_it])}"
        return "time", words + _instead(all_of_it, evaluation, applied)
    standing = [one for one in in_time if not one[3]]
    if not standing:
        names = " and ".join(dict.fromkeys(_title(view, one[3]) for one in in_time))
        return "suspended", f"suspended by {names} for entries of {entered}" + _instead(in_time, evaluation, applied)
    here = [p for p, *_ in standing if view.origin_matches(p["origin"], situation.origin.lower(), entered)]
    if not here:
        words = _origins([p for p, *_ in standing])
        return "origin", f"holds for {words}; the line is of {situation.origin}"
    reaching = [p for p in here if evaluation._goods(p["goods"])]
    if not reaching:
        return "goods", f"the code {situation.code or '(none)'} is outside its list on {entered} ({here[0]['cite']})"
    # What stands only under another reading of a doubtful point says nothing of these goods where something else does.
    read = [p for p in reaching if not _other_reading(view, p.get("when"))] or reaching
    return _conditions(evaluation, read, heading, set(applied))


def _other_reading(view: View, condition: Any) -> bool:
    if not condition:
        return False
    if condition[0] == "all":
        return any(_other_reading(view, one) for one in condition[1])
    return bool(condition[0] == "switch" and view.switch(condition[1]) != condition[2])


def _conditions(
    evaluation: Evaluation, reaching: list[dict[str, Any]], heading: str, applied: set[str]
) -> tuple[str, str]:
    first = evaluation.parts[0].name
    found: dict[str, None] = {}
    for p in reaching:
        part = p.get("part", "all")
        if p["duty"]["kind"] == "exempt" and part == "all" and evaluation._holds(p, first) is True:
            saying = _released(evaluation, p, applied)
            also = f"{saying} says as much" if saying else "there is nothing to release from"
            return "idle", f"its conditions hold, and {also} ({p['cite']})"
        if part not in ("all", "rest") and part not in [one.name for one in evaluation.parts]:
            found[f"runs on the {'US' if part == 'us' else part} content only, and none is stated"] = None
            continue
        other = p.get("twin") if heading == p.get("heading") else p.get("heading")
        if p.get("twin") and other in applied:
            found[f"column 1 decides between the two: {other} applies ({p['cite']})"] = None
            continue
        because = reason(evaluation, p, first, applied)
        released = _released(evaluation, p, applied) if p["duty"]["kind"] == "exempt" else ""
        if because and released and released not in because:
            because += f", and {released} releases the goods already"
        if because:
            found[because] = None
    if found:
        return "condition", "; or ".join(list(found)[:3])
    return "idle", "it reaches the goods and bears nothing beside the headings that apply"


def _released(evaluation: Evaluation, p: dict[str, Any], applied: set[str]) -> str:
    """The release headings of the same duty that the line bears."""
    found = [
        step.heading
        for step in evaluation.stack.steps
        if step.authority == p["authority"] and step.kind == "exempt" and step.heading in applied
    ]
    return " and ".join(dict.fromkeys(found))


def _not_known(view: View, heading: str) -> str:
    history = view.book.provisions.values()
    later = [
        known
        for one in history
        for known, _ in one["states"][:1]
        if known > view.known and any(heading in (v.get("heading"), v.get("twin")) for v in one["versions"])
    ]
    gone = [taken for one in history if (taken := _taken_back(one, heading, view.known))]
    if gone:
        first, last = min(gone)
        return f"stood in views known from {first} and was taken back on {last} for every day of entry"
    if later:
        return f"became known on {min(later)}, after the day of the view ({view.known})"
    if any(fields.get("heading") == heading for fields, *_ in view.book.orders.values()):
        return "ordered, date open: no notice has put it in force"
    return "no provision of the law book carries this heading"


def _taken_back(history: dict[str, Any], heading: str, known: str) -> tuple[str, str] | None:
    """The days on which a heading became known and on which a later instrument left it no day of entry."""
    first = last = ""
    for day, rows in history["states"]:
        if day > known:
            break
        stands = any(
            heading in (history["versions"][number].get("heading"), history["versions"][number].get("twin"))
            for _, _, number, _ in rows
        )
        if stands:
            first, last = first or day, ""
        elif first:
            last = last or day
    return (first, last) if first and last else None


def _in_time_words(found: list[Standing], entered: str) -> str:
    ended = [one[2] for one in found if one[2] <= entered]
    if ended:
        last = date.fromisoformat(max(ended)) - timedelta(days=1)
        return f"its last entries were those of {last}"
    return f"holds for entries from {min(one[1] for one in found)}"


def _instead(found: list[Standing], evaluation: Evaluation, applied: tuple[str, ...]) -> str:
    """The headings of the same duties that this entry bears."""
    slots = {one[0]["authority"] for one in found}
    names = [step.heading for step in evaluation.stack.steps if step.authority in slots and step.heading in applied]
    return f"; for this entry {' and '.join(dict.fromkeys(names))}" if names else ""


def _origins(found: list[dict[str, Any]]) -> str:
    inside = list(dict.fromkeys(word for p in found for word in p["origin"]["in"]))
    if inside:
        return f"goods of {', '.join(word.upper() if len(word) == 2 else word for word in inside[:6])}"
    outside = list(dict.fromkeys(word for p in found for word in p["origin"]["except"]))
    return (
        f"goods of other countries than {', '.join(word.upper() if len(word) == 2 else word for word in outside[:6])}"
    )


def _title(view: View, name: str) -> str:
    return str(view.book.instrument.get(name, {}).get("title", name))


def exclusion(view: View, evaluation: Evaluation, one: str, other: str) -> str:
    """The clause by which two headings cannot both stand on one line of these goods, or nothing."""
    entered = evaluation.situation.entered
    found = [
        [p for p, start, stop, suspended in standings(view, name) if start <= entered < stop and not suspended]
        for name in (one, other)
    ]
    reach = [[p for p in side if p in evaluation.candidates] for side in found]
    for p in reach[0]:
        for q in reach[1]:
            said = [words for words in (_excludes(p, q, one, other), _excludes(q, p, other, one)) if words]
            if said:
                # What the text orders by name says more than that there is but one duty.
                return min(said, key=lambda words: "one duty at two rates" in words)
    return ""


def _excludes(p: dict[str, Any], q: dict[str, Any], one: str, other: str) -> str:
    """Why provision ``p`` under heading ``one`` keeps ``q`` under ``other`` away."""
    if p is q:
        return f"column 1 decides between {one} and {other}: never both ({p['cite']})" if one != other else ""
    if not _parts_meet(p, q):
        return ""
    if _named(p.get("instead_of", ()), q):
        return f"{one} takes the place of {other} ({p['cite']})"
    for exception in q.get("unless", ()):
        if exception[0] == "heading" and exception[1] <= one <= exception[2]:
            return f"{other} is not due where {one} applies ({q['cite']})"
        if exception[0] == "under" and any(first <= one <= last for first, last in exception[1]):
            return f"{other} is not due where {one} applies ({q['cite']})"
        if exception[0] == "provision" and _is(p, exception[1]):
            return f"{other} is not due where {one} applies ({q['cite']})"
    if p["authority"] != q["authority"]:
        return ""
    charges = q["duty"]["kind"] in _CHARGING
    if p["duty"]["kind"] == "exempt" and charges and (not p.get("releases") or _named(p["releases"], q)):
        return f"{one} releases from what {other} charges ({p['cite']})"
    both = charges and p["duty"]["kind"] in _CHARGING
    if both and not p.get("cumulative") and not q.get("cumulative"):
        return f"{one} and {other} are one duty at two rates: at most one of them ({p['cite']}; {q['cite']})"
    return ""


def _parts_meet(p: dict[str, Any], q: dict[str, Any]) -> bool:
    first, second = p.get("part", "all"), q.get("part", "all")
    return "all" in (first, second) or first == second


def _is(p: dict[str, Any], name: str) -> bool:
    return bool(p["id"] == name or p["id"].startswith((f"{name}.", f"{name}@")))


def _named(targets: Any, p: dict[str, Any]) -> bool:
    names = (p.get("heading", ""), p.get("twin", ""))
    return any(
        _is(p, target) if isinstance(target, str) else any(target[0] <= name <= target[1] for name in names if name)
        for target in targets
    )
