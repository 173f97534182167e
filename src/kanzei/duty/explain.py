"""Why not, what was assumed and at what price, and how far the book sees."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from kanzei.duty.line import EntryLine
from kanzei.duty.questions import Asked, open_questions
from kanzei.duty.reasons import is_elective, reason
from kanzei.duty.result import Assumption, NotApplied
from kanzei.errors import KanzeiError
from kanzei.law.claims import REGISTRY
from kanzei.money import dollars, rate_text

if TYPE_CHECKING:
    from kanzei.duty.assess import Answer
    from kanzei.duty.view import View

__all__ = ["assumed", "duty_words", "horizon", "not_applied_to"]


def assumed(view: View, line: EntryLine, answer: Answer) -> list[Assumption]:
    """Every fact the law asked for and the line left open, where another answer would move the duty."""
    out: list[Assumption] = []
    if line.value_cents % 100 and not view.value_as_given:
        out.append(
            Assumption(
                f"value {line.value_cents / 100:,.2f} taken as {answer.value / 100:,.0f}: whole dollars, half up (19 CFR 159.3(a))",
                0,
            )
        )
    loading: dict[int, Assumption] = {}
    countries: dict[int, Assumption] = {}
    for kind, key in sorted(answer.evaluation.consulted):
        for other, words in _others(view, line, answer, kind, key):
            if _inert(view, answer, kind, key, other):
                continue
            effect = _effect(view if isinstance(other, EntryLine) else view.with_switch(*other), line, other, answer)
            if not effect:
                continue
            said = _stated(kind, key, other)
            if kind == "loaded":
                loading[effect] = Assumption(
                    words, effect, *said
                )  # of several days with one effect the last is the plausible one
            elif kind.startswith("country:"):
                countries.setdefault(
                    effect, Assumption(words, effect, *said)
                )  # smelt, second smelt, cast: one fact, three ways to state it
            elif not (kind == "flag" and effect > 0 and _is_relief(key)):
                out.append(Assumption(words, effect, *said))
    out += loading.values()
    priced = {one.effect_cents for one in out}
    out += [one for effect, one in countries.items() if effect not in priced]
    told: set[tuple[str, int]] = set()
    for symbol in answer.column.better:
        effect = _effect(view, line, line._replace(spi=symbol), answer)
        if effect and (symbol.rstrip("+*"), effect) not in told:
            told.add((symbol.rstrip("+*"), effect))
            out.append(
                Assumption(
                    f"no preference claimed: SPI {symbol} is open to this code and origin", effect, "spi", symbol
                )
            )
    return sorted(out, key=lambda a: -abs(a.effect_cents or 0))


def _stated(kind: str, key: str, other: Any) -> tuple[str, str]:
    """The fact an assumption is about, and its other answer as a line states it."""
    if not isinstance(other, EntryLine):
        return "switch", "=".join(other)
    if kind == "loaded":
        return "loaded_on", str(other.loaded_on)
    if kind.startswith(("country:", "date:")) or kind in ("content", "base"):
        value = other.claims[key]
        return key, f"{key}={dollars(value) if isinstance(value, int) else value}"
    return key, key if other.claims[key] else f"!{key}"


def _effect(view: View, line: EntryLine, other: Any, answer: Answer) -> int | None:
    from kanzei.duty.assess import answer_line

    try:
        changed = answer_line(view, other if isinstance(other, EntryLine) else line)
    except KanzeiError:
        return None
    return changed.total - answer.total


def _inert(view: View, answer: Answer, kind: str, key: str, other: Any) -> bool:
    """Whether another answer leaves the stack as it is; found once for a situation, whatever the amounts.

    Only for facts that bear on nothing but the stack: not for contents, which are amounts, nor where the ordinary duty is replaced.
    """
    if kind not in ("flag", "loaded") or answer.replaced is not None or not isinstance(other, EntryLine):
        return False
    known = answer.evaluation.inert
    found = known.get((kind, key))
    if found is None:
        from kanzei.duty.assess import evaluate

        situation = answer.evaluation.situation
        if kind == "flag":
            changed = situation._replace(claims={**situation.claims, key: other.claims[key]})
        else:
            changed = situation._replace(loaded=other.loaded_on.isoformat() if other.loaded_on else "")
        stack = evaluate(view, changed).stack
        found = stack.parts == answer.evaluation.stack.parts and _same_steps(stack.steps, answer.evaluation.stack.steps)
        known[(kind, key)] = found
    return found


def _same_steps(a: tuple[Any, ...], b: tuple[Any, ...]) -> bool:
    return len(a) == len(b) and all(x[:9] == y[:9] and x.provision is y.provision for x, y in zip(a, b, strict=True))


def _is_relief(key: str) -> bool:
    """Whether a claim is an exception its importer must ask for: nobody asks in order to pay more."""
    claim = REGISTRY.get(key)
    return claim is not None and claim.source.startswith("An exception is claimed")


def _others(view: View, line: EntryLine, answer: Answer, kind: str, key: str) -> list[tuple[Any, str]]:
    claims = line.claims
    if kind == "flag":
        default = answer.evaluation.default(key)
        claim = REGISTRY.get(key)
        what = (
            claim.assume
            if claim is not None and claim.assume
            else (
                f"heading {key} is not claimed"
                if key[:2] == "99"
                else f"{key.replace('_', ' ')}: not stated, taken as {'yes' if default else 'no'}"
            )
        )
        return [(line._replace(claims={**claims, key: not default}), what)]
    if kind == "content":
        metal = key.removesuffix("_value")
        unknown = metal in answer.evaluation.unknown_metals
        if key == "us_content_value":
            half = answer.value // 2
            return [
                (
                    line._replace(claims={**claims, key: half}),
                    "US content not stated: taken as none; shown for a US content of half the value",
                )
            ]
        if unknown and metal == answer.evaluation.unknown_metals[0]:
            words = f"{metal} content not stated: the full value is taken as {metal}; shown for a content of nil"
            return [(line._replace(claims={**claims, key: 0}), words)]
        if not unknown:
            return [
                (
                    line._replace(claims={**claims, key: 0}),
                    f"{metal} content not stated: taken as nil beside the content stated",
                )
            ]
        return []
    if kind == "base":
        words = f"{key.removesuffix('_value').replace('_', ' ')} content not stated: the full value is taken; shown for a content of nil"
        return [(line._replace(claims={**claims, key: 0}), words)]
    if kind == "switch":
        reading = view.book.readings.get(key)
        if reading is None:
            return []
        now = view.switch(key)
        return [
            (
                (key, choice),
                f"doubtful point {key} read as '{now}' ({reading['choices'][now]}); shown for '{choice}' ({words})",
            )
            for choice, words in reading["choices"].items()
            if choice != now
        ]
    if kind == "loaded":
        day = date.fromisoformat(key) - timedelta(days=1)
        if day > line.entered_on:
            return []
        return [
            (
                line._replace(loaded_on=day),
                f"loading day not stated: taken as on or after {key}; shown for goods loaded before it",
            )
        ]
    if kind.startswith("country:"):
        country = kind.partition(":")[2]
        return [
            (
                line._replace(claims={**claims, key: country.upper()}),
                f"country of {key.replace('melt_pour', 'melt and pour').replace('smelt2', 'secondary smelt')} not stated: taken not to be {country.upper()}",
            )
        ]
    if kind.startswith("date:"):
        _, way, limit = kind.split(":")
        shown = date.fromisoformat(limit) - timedelta(days=1 if way == "before" else 0)
        return [(line._replace(claims={**claims, key: shown}), f"{key} not stated: taken not to be {way} {limit}")]
    return []


def not_applied_to(view: View, line: EntryLine, answer: Answer) -> list[NotApplied]:
    """Headings that reach these goods on this day and yet do not bear on them, with the reason; then what is only ordered."""
    evaluation = answer.evaluation
    applied = {one.step.heading for one in answer.amounts.charged}
    out: dict[str, NotApplied] = {}
    first = evaluation.parts[0].name
    for p in evaluation.candidates:
        heading = p.get("heading", "")
        if not heading or heading in applied or heading in out or p["duty"]["kind"] == "none" or is_elective(p):
            continue
        if p.get("twin") in applied:
            share = f"{float(rate_text(p['duty']['rate'])) * 100:g}%"
            out[heading] = NotApplied(heading, f"column 1 is at or above {share}: {p['twin']} applies", p["authority"])
            continue
        if p.get("part", "all") != "all" and p["part"] not in [part.name for part in evaluation.parts]:
            what = "US" if p["part"] == "us" else p["part"]
            out[heading] = NotApplied(heading, f"runs on the {what} content only, and none is stated", p["authority"])
            continue
        because = reason(evaluation, p, first, applied)
        if because:
            out[heading] = NotApplied(heading, because, p["authority"])
    rows = list(out.values())
    entered = line.entered_on.isoformat()
    for name, (fields, known, fixed) in view.book.orders.items():
        if known <= view.known < fixed and _reaches(view, evaluation, fields, line.origin, entered):
            instrument = view.book.instrument[fields["instrument"]]
            rows.append(
                NotApplied(
                    fields.get("heading") or name,
                    f"ordered, date open: {_short(instrument)} {fields['cite']} orders {duty_words(fields)} from a notice not yet made "
                    f"as known {view.known}",
                    fields["authority"],
                )
            )
    for power in view.book.authorises:
        if power["known"] <= view.known and power["goods"] and _reaches(view, evaluation, power, line.origin, entered):
            instrument = view.book.instrument[power["instrument"]]
            rows.append(
                NotApplied(
                    power["id"],
                    f"authorised only, never put in force: {_short(instrument)} {power['cite']}: {power['what']}",
                )
            )
    return rows


def _reaches(view: View, evaluation: Any, fields: dict[str, Any], origin: str, entered: str) -> bool:
    return view.origin_matches(fields["origin"], origin.lower(), entered) and evaluation._goods(fields["goods"])


def _short(instrument: dict[str, Any]) -> str:
    kind, _, number = instrument["id"].partition("/")[2].partition("-")
    names = {"eo": "EO", "proc": "Proclamation"}
    return f"{names[kind]} {number}" if kind in names and number[:2].isdigit() else str(instrument["title"])


def duty_words(fields: dict[str, Any]) -> str:
    """A provision's duty in a few words: ``15% in all with column 1``."""
    duty = fields["duty"]
    kind = duty["kind"]
    if kind in ("add", "total", "replace"):
        percent = f"{float(rate_text(duty['rate'])) * 100:g}%"
        return {
            "add": f"+{percent}",
            "total": f"{percent} in all, column 1 included",
            "replace": f"{percent} in place of column 1 or 2",
        }[kind]
    if kind == "rate_of":
        return f"the rate of {duty['code']}"
    if kind == "gap_to":
        return f"the gap to {duty['price_nano'] / 1e9:g} USD/{duty['unit']}"
    return {"exempt": "released", "none": "no addition", "refused": "entry refused"}[kind]


def horizon(view: View, line: EntryLine) -> list[str]:
    """What the reader must know about the edge of the book for this line."""
    book = view.book
    out = book.edits()
    if view.known < "2025-01-01":
        out.append(
            f"as known on {view.known_on} the book holds none of the law of 2025 and after: little more than the ordinary duty"
        )
    if line.entered_on > book.seen_to:
        out.append(
            f"no change seen since {book.seen_to}: the law of that day is taken for an entry of {line.entered_on}"
        )
    elif line.entered_on > view.known_on:
        out.append(f"a forecast: entered {line.entered_on}, under the law as known on {view.known_on}")
    asked = Asked(line.entered_on.isoformat(), line.origin, line.hts, line.spi or "", line.claims)
    out += open_questions(view, asked, lambda: _borne(view, line))
    return out


def _borne(view: View, line: EntryLine) -> set[str]:
    from kanzei.duty.assess import answer_line

    return {one.step.authority for one in answer_line(view, line).amounts.charged}
