"""One official line against the provisions that carry its heading: rate, columns, origins, days.

A line is compared with the book as known on the day its release was published, for entries of that day. Where no provision is in force
then, the nearest one (ended, not yet begun, suspended) is compared, and that it is not in force is itself a difference, unless the line
states the very day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from kanzei.law.carried import Book, Carried
from kanzei.law.instrument import END
from kanzei.law.official import ANY, UNION, Line
from kanzei.money import RATE_ONE
from kanzei.schedule.rates import Rate

__all__ = ["Difference", "compare_line", "compare_rates", "duty_text", "origin_text", "rate_text"]

COLUMN_2 = frozenset({"cu", "kp", "ru", "by"})
"""General note 3(b)."""


class Difference(NamedTuple):
    """What the official line says and what ours says. what : ``rate``, ``special``, ``column-2``, ``origin``, ``day``, ``in-force``,
    ``absent``, ``content``, ``footnote``, ``note``."""

    what: str
    official: str
    ours: str


def percent(units: int) -> str:
    """A rate in units over 3,000,000 as ``25%``."""
    whole, rest = divmod(units * 100, RATE_ONE)
    return f"{whole}%" if not rest else f"{units * 100 / RATE_ONE:g}%"


def rate_text(rate: Rate | None) -> str:
    """A formula of Chapter 99 in a few words: ``+25%``, ``15%``, ``free``, ``no change``, ``blank``."""
    if rate is None:
        return "blank"
    match rate[0]:
        case "plus":
            content = f" on the {'non-US' if rate[2] == 'non-u.s.' else rate[2]} content" if rate[2] else ""
            return (f"+{percent(rate[1])}" if rate[1] else "no addition") + content
        case "adval":
            return percent(rate[1])
        case "free":
            return "free"
        case "no_change":
            return "no change"
    return "told in words"


def duty_text(one: Carried) -> str:
    """What a provision charges under a heading, in the same words."""
    duty = one.fields["duty"]
    if one.role == "twin":
        return "no addition"
    match duty["kind"]:
        case "add":
            part = _content(one.fields)
            return f"+{percent(duty['rate'])}" + (f" on the {part} content" if part else "")
        case "total":
            return f"{percent(duty['rate'])} in all"
        case "replace":
            return percent(duty["rate"])
        case "exempt" | "none":
            return "no addition"
    return str(duty["kind"])


def _content(fields: Mapping[str, Any]) -> str:
    part = fields.get("part", "all")
    if part in ("steel", "aluminum", "copper"):
        return str(part)
    base = fields.get("base") or {}
    key = base.get("claim") or base.get("value_less") or ""
    return {"steel_value": "steel", "aluminum_value": "aluminum", "copper_value": "copper"}.get(
        key, "non-US" if key else ""
    )


def origin_text(origins: Iterable[str], world: frozenset[str] = frozenset()) -> str:
    """Countries in a few words."""
    found = sorted(origins)
    if world and len(found) > len(world) / 2:
        gone = sorted(world - set(found))
        return "every country" + (f" except {' '.join(gone).upper()}" if gone else "")
    return " ".join(found).upper() or "none"


def compare_line(book: Book, line: Line, day: str) -> list[Difference]:
    """Differences between an official line and the book as known on a day, for entries of that day."""
    known = book.carried(line.heading, day)
    live = [one for one in known if one.start <= day < one.stop and not one.suspended]
    out: list[Difference] = []
    if not live:
        near, state = _nearest(book, line, known, day)
        if state:
            out.append(Difference("in-force", "printed", state))
        live = near
    if not live:
        return out
    out += _rates(line, live)
    out += _columns(book, line, live, day)
    out += _origins(book, line, live, day)
    out += _days(line, known)
    return out


def compare_rates(book: Book, heading: str, general: Rate | None, other: Rate | None, day: str) -> list[Difference]:
    """A second-hand line, which states column 1 general and column 2 alone, against the book on a day."""
    line = Line(heading, general, None, (), other, (), (), (), (), "")
    return [one for one in compare_line(book, line, day) if one.what in ("rate", "content", "in-force")]


def _nearest(book: Book, line: Line, known: list[Carried], day: str) -> tuple[list[Carried], str]:
    """The provisions to compare where none is in force, and why none is (``""`` where the line states the day itself)."""
    stated = {kind: found for kind, found in line.days}
    stops = {found for kind, found in line.days if kind == "entered-before"}
    stops |= {_next(found) for kind, found in line.days if kind == "entered-through"}
    held = [one for one in known if one.suspended and one.start <= day < one.stop]
    ended = [one for one in known if one.stop <= day]
    ahead = [one for one in known if one.start > day]
    if held:
        return held, f"suspended by {held[0].suspended}"
    if ahead and (not ended or "entered-from" in stated):
        first = min(one.start for one in ahead)
        near = [one for one in ahead if one.start == first]
        if first == END:
            return [], "ordered, date open"
        return near, "" if stated.get("entered-from") == first else f"begins {first}"
    if ended:
        last = max(one.stop for one in ended)
        return [one for one in ended if one.stop == last], "" if last in stops else f"ended {last}"
    if line.heading in book.ordered and book.first_known(line.heading) > day:
        return [], "ordered, date open"
    first = book.first_known(line.heading)
    if first > day:
        return [], f"known from {first}"
    other = book.under_other_reading(line.heading, day)
    return other, "only under another reading" if other else "withdrawn as then known"


def _next(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _rates(line: Line, live: list[Carried]) -> list[Difference]:
    """The rate of the column that states one: general, else special, else column 2."""
    stated = next((rate for rate in (line.general, line.special, line.other) if rate is not None), None)
    if line.general is not None and line.general[0] == "no_change" and line.special and line.special[0] == "plus":
        stated = line.special  # a heading for goods of a programme states its addition there
    if stated is None:
        return []
    out: list[Difference] = []
    wrong = sorted({duty_text(one) for one in live if not _agrees(stated, one)})
    if wrong:
        out.append(Difference("rate", rate_text(stated), ", ".join(wrong)))
    content = stated[2].replace("non-u.s.", "non-US") if stated[0] == "plus" else ""
    parts = sorted({_content(one.fields) or "whole value" for one in live if one.bears})
    if content and parts != [content]:
        out.append(Difference("content", f"on the {content} content", ", ".join(parts)))
    elif not content and stated[0] == "plus" and stated[1] and any(part != "whole value" for part in parts):
        out.append(Difference("content", "the base is left to the note", ", ".join(parts)))
    return out


def _agrees(rate: Rate, one: Carried) -> bool:
    duty = one.fields["duty"]
    kind = "none" if one.role == "twin" else duty["kind"]
    match rate[0]:
        case "plus":
            if not rate[1]:
                return kind in ("none", "exempt") or (kind in ("add", "total") and not duty.get("rate"))
            return kind == "add" and duty["rate"] == rate[1]
        case "adval":
            return kind in ("total", "replace") and duty["rate"] == rate[1]
        case "free" | "no_change":
            return kind in ("none", "exempt")
    return False


def _bearing(rate: Rate | None) -> bool:
    return rate is not None and (rate[0] == "adval" or (rate[0] == "plus" and rate[1] > 0))


def _columns(book: Book, line: Line, live: list[Carried], day: str) -> list[Difference]:
    """Special and column 2: whether they bear where the line says so. A blank says nothing."""
    bearing = [one for one in live if one.bears]
    if not bearing or not _bearing(line.general):
        return []
    out: list[Difference] = []
    if line.special is not None and not line.symbols:
        general = [one for one in bearing if "special" not in _column(one.fields)]
        reached = [one for one in bearing if not _limits(one.fields, ("column", "spi"))]
        if _bearing(line.special) and len(general) == len(bearing):
            out.append(Difference("special", rate_text(line.special), "only with column 1 general"))
        elif not _bearing(line.special) and reached:
            out.append(Difference("special", rate_text(line.special), "with a special rate too"))
        elif _bearing(line.special) and line.special != line.general:
            out.append(Difference("special", rate_text(line.special), "the rate of column 1 general"))
    if line.other is not None:
        reach = frozenset().union(
            *(book.origins(one.fields["origin"], day, day) for one in bearing if not _limits(one.fields, ("column",)))
        )
        possible = COLUMN_2 & (_spread(book, line.origins, day) if line.origins else book.world)
        if _bearing(line.other) and possible - reach:
            out.append(Difference("column-2", rate_text(line.other), f"not for {origin_text(possible - reach)}"))
        elif not _bearing(line.other) and possible & reach:
            out.append(Difference("column-2", rate_text(line.other), f"also for {origin_text(possible & reach)}"))
        elif _bearing(line.other) and line.other != line.general:
            out.append(Difference("column-2", rate_text(line.other), "the rate of column 1 general"))
    return out


def _column(fields: Mapping[str, Any]) -> set[str]:
    """Columns under which a provision can bear: those its ``when`` names, else all."""
    named = [set(atom[1]) for atom in _atoms([fields.get("when", [])]) if atom[0] == "column"]
    return set.intersection(*named) if named else {"general", "special", "column-2"}


def _limits(fields: Mapping[str, Any], kinds: tuple[str, ...]) -> bool:
    found = _atoms([fields.get("when", []), fields.get("unless", [])])
    return any(atom[0] in kinds for atom in found)


def _atoms(condition: Any) -> list[Any]:
    """Every elementary condition inside nested ones."""
    if not isinstance(condition, list) or not condition:
        return []
    if isinstance(condition[0], str) and condition[0] not in ("all", "any", "not"):
        return [condition]
    return [atom for one in condition for atom in _atoms(one)]


def _spread(book: Book, words: Iterable[str], day: str) -> frozenset[str]:
    out: set[str] = set()
    for word in words:
        if word == ANY:
            out |= book.world
        elif word == UNION:
            out |= book.group("eu-27", day, day) or {UNION}
        else:
            out.add(word)
    return frozenset(out)


def _origins(book: Book, line: Line, live: list[Carried], day: str) -> list[Difference]:
    """Countries the line names. American goods are left aside: their treatment is a matter of chapter 98 and of the note."""
    ours = frozenset().union(*(book.origins(one.fields["origin"], day, day) for one in live)) - {"us"}
    out: list[Difference] = []
    if line.origins:
        theirs = _spread(book, line.origins, day) - {"us"}
        if ANY in line.origins and not _bearing(line.other):
            ours = ours | COLUMN_2
        if theirs != ours:
            out.append(_origin_difference(book, theirs, ours))
    elif line.barred:
        barred = _spread(book, line.barred, day)
        theirs = book.world - barred - {"us"}
        if theirs != ours:
            out.append(_origin_difference(book, theirs, ours))
    return out


def _origin_difference(book: Book, theirs: frozenset[str], ours: frozenset[str]) -> Difference:
    less, more = theirs - ours, ours - theirs
    told = [f"without {origin_text(less, book.world)}"] if less else []
    told += [f"also {origin_text(more, book.world)}"] if more else []
    return Difference("origin", origin_text(theirs, book.world), ", ".join(told))


def _days(line: Line, known: list[Carried]) -> list[Difference]:
    """Days the line states that no provision of the heading has in the same sense."""
    starts = {one.start for one in known}
    stops = {one.stop for one in known}
    limits: dict[str, set[str]] = {"loaded": set(), "date": set(), "entered-before": set(), "entered-from": set()}
    for one in known:
        for atom in _atoms([one.fields.get("when", []), one.fields.get("unless", [])]):
            if atom[0] == "loaded":
                limits["loaded"].add(atom[2])
            elif atom[0] == "date":
                limits["date"].add(atom[3])
            elif atom[0] == "entered":
                limits[f"entered-{atom[1]}"].add(atom[2])
    ours = {
        "entered-from": starts | limits["entered-from"],
        "entered-before": stops | limits["entered-before"],
        "entered-through": stops,
        "loaded-before": limits["loaded"],
        "contract-before": limits["date"],
    }
    out: list[Difference] = []
    for kind, day in line.days:
        meant = _next(day) if kind == "entered-through" else day
        if meant not in ours.get(kind, ()):
            told = ", ".join(sorted(one for one in ours.get(kind, ()) if "1900" < one < END)) or "none"
            out.append(Difference("day", f"{kind.replace('-', ' ')} {day}", told))
    return out
