"""The effect of a change of the law: rows that people, machines and files read, and the text."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from kanzei.counts import counted
from kanzei.duty.explain import duty_words
from kanzei.duty.regime import goods_words, origin_words
from kanzei.law.instrument import END
from kanzei.money import rate_text
from kanzei.render.tables import Ink, paragraph, table
from kanzei.render.words import codes_dotted, percent

if TYPE_CHECKING:
    from kanzei.duty.charge import Charge
    from kanzei.duty.effect import Cell, Effect, Touched

__all__ = [
    "cell_json",
    "cell_rows",
    "change_words",
    "changes_table",
    "origins_text",
    "span_text",
    "effect_text",
    "totals",
    "totals_text",
    "touched_json",
    "touched_table",
]

_MANY = 8
CELL_COLUMNS = (
    "class,entered_from,entered_to,origins,codes,column_1,added_before,added_after,total_before,total_after,"
    "authorities_before,authorities_after,headings_before,headings_after"
).split(",")


def span_text(start: str, stop: str) -> str:
    """Entry days in words: ``2025-08-07 to 2025-09-15``, ``2025-09-16 on``."""
    if stop >= END:
        return f"{start} on"
    return f"{start} to {(date.fromisoformat(stop) - timedelta(days=1)).isoformat()}"


def origins_text(origins: Sequence[str]) -> str:
    """Countries by code, or how many they are."""
    return " ".join(origins) if len(origins) <= _MANY else f"{len(origins)} countries"


def _rate(units: int) -> str:
    return percent(rate_text(units))


def _added(charge: Charge) -> str:
    return charge.words if charge.added is None else f"+{_rate(charge.added)}"


def _total(charge: Charge) -> str:
    if charge.added is None or charge.ordinary is None:
        return ""
    return rate_text(charge.added + charge.ordinary)


def _moved(charge: tuple[Charge, Charge]) -> int | None:
    """Change of the rate in units, column 1 included where it is known; ``None`` where a side is no share of value."""
    old, new = charge
    if old.added is None or new.added is None:
        return None
    return (new.added + (new.ordinary or 0)) - (old.added + (old.ordinary or 0))


def _span_of_rates(rates: Iterable[int], *, signed: bool = False) -> str:
    """``+15%``, or ``+0% to +15%`` for several."""
    found = sorted(set(rates))
    texts = [
        ("+" if one >= 0 else "-") + _rate(abs(one)) for one in (found[:1] + found[-1:] if len(found) > 1 else found)
    ]
    return " to ".join(texts)


def change_words(changes: dict[tuple[Charge, Charge], int]) -> str:
    """What changes of duty, in a cell of a table: ``74 codes: +15% → +12.5%``; nothing where nothing does."""
    moving = {key: count for key, count in changes.items() if key[0].duty != key[1].duty}
    if not moving:
        return "no duty changes"
    plain = [key for key in moving if _moved(key) is not None]
    pairs = sum(moving.values())
    if not plain:
        return f"{counted(pairs, 'pair')}: {_added(next(iter(moving))[0])} → {_added(next(iter(moving))[1])}"
    before = _span_of_rates(key[0].added or 0 for key in plain)
    after = _span_of_rates(key[1].added or 0 for key in plain)
    return f"{counted(pairs, 'pair')}: {before} → {after}"


def touched_table(touched: Sequence[Touched], ink: Ink) -> str:
    """Each difference of the law with what it reaches and what it moves."""
    rows = []
    for one in touched:
        delta = one.delta
        fields = delta.after or delta.before
        if delta.kind == "provision" and fields is not None:
            what = f"{_duty(delta.before)} → {_duty(delta.after)}"
            where = f"{origin_words(fields['origin'])}; {codes_dotted(goods_words(fields['goods']))}"
            label = fields.get("heading") or delta.name
        else:
            what = f"{counted(len(delta.members), 'member')} of {delta.name} changed"
            where, label = delta.kind, delta.name
        reach = f"{counted(one.codes, 'code')}, {counted(len(one.origins), 'origin')}" if one.codes else "no code"
        rows.append([label, span_text(delta.start, delta.stop), reach, f"{what}; {where}; {change_words(one.changes)}"])
    return table(["heading", "entered", "reaches", "what changes"], rows, ink=ink, fold=True)


def _duty(fields: dict[str, Any] | None) -> str:
    return duty_words(fields) if fields is not None else "nothing"


def changes_table(cells: Sequence[Cell], ink: Ink, limit: int = 24, option: str = "-o") -> str:
    """Cells whose duty changes, those of one rate before put together, the widest first."""
    together: dict[tuple[Any, ...], list[Cell]] = defaultdict(list)
    for cell in cells:
        if cell.before.duty != cell.after.duty:
            together[(cell.origins, cell.start, cell.stop, cell.before.added, cell.before.words)].append(cell)
    if not together:
        return "  no duty changes"
    joined: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for (origins, start, stop, _, _), found in together.items():
        codes = frozenset(code for cell in found for code in cell.codes)
        plain = [cell.after.added for cell in found if cell.after.added is not None]
        after = _span_of_rates(plain) if plain else found[0].after.words
        joined[(start, stop, codes, _added(found[0].before), after)] += origins
    rows = []
    for (start, stop, codes, old, new), members in joined.items():
        shown_as = origins_text(sorted(set(members)))
        rows.append((len(codes) * len(set(members)), [span_text(start, stop), shown_as, f"{len(codes):,}", old, new]))
    rows.sort(key=lambda row: (-row[0], row[1]))
    shown = [row for _, row in rows[:limit]]
    out = table(["entered", "origins", "codes", "added before", "added after"], shown, right=(2,), ink=ink, fold=True)
    if len(rows) > limit:
        out += f"\n  and {len(rows) - limit} smaller groups; {option} FILE.csv writes them all"
    return out


def totals(cells: Sequence[Cell]) -> dict[str, Any]:
    """Counts of (code, origin) pairs that change, by origin and by authority, with the range of the change of the rate.

    A pair that changes in several spans counts once.
    """
    by_origin: dict[str, set[str]] = defaultdict(set)
    by_authority: dict[str, set[tuple[str, str]]] = defaultdict(set)
    moves: dict[str, list[int]] = defaultdict(list)
    reported: set[tuple[str, str]] = set()
    for cell in cells:
        pairs = [(code, origin) for origin in cell.origins for code in cell.codes]
        if cell.before.duty == cell.after.duty:
            reported.update(pairs)
            continue
        moved = _moved((cell.before, cell.after))
        for origin in cell.origins:
            by_origin[origin].update(cell.codes)
            if moved is not None:
                moves[origin].append(moved)
        old, new = dict(cell.before.by_authority), dict(cell.after.by_authority)
        for name in {*old, *new}:
            if old.get(name, 0) != new.get(name, 0):
                by_authority[name].update(pairs)
                moves[name].append(new.get(name, 0) - old.get(name, 0))
    return {
        "pairs": sum(map(len, by_origin.values())),
        "codes": len(set().union(*by_origin.values())) if by_origin else 0,
        "origins": len(by_origin),
        "headings_only": len(reported),
        "by_origin": {
            name: {"codes": len(codes), "change": _span_of_rates(moves[name])}
            for name, codes in sorted(by_origin.items())
        },
        "by_authority": {
            name: {"pairs": len(pairs), "change": _span_of_rates(moves[name])}
            for name, pairs in sorted(by_authority.items())
        },
    }


def totals_text(found: dict[str, Any], ink: Ink) -> str:
    """The totals for people."""
    reach = f"{counted(found['codes'], 'code')}, {counted(found['origins'], 'country', 'countries')}"
    head = f"{found['pairs']:,} {'pair' if found['pairs'] == 1 else 'pairs'} of a code and a country {'changes' if found['pairs'] == 1 else 'change'} ({reach})"
    out = [head]
    if found["headings_only"]:
        only = found["headings_only"]
        out.append(f"{counted(only, 'pair')} {'reports' if only == 1 else 'report'} other headings at the same duty")
    rows = [[name, f"{one['pairs']:,}", one["change"]] for name, one in found["by_authority"].items()]
    if rows:
        out += ["", table(["authority", "pairs", "change"], rows, right=(1,), ink=ink)]
    return "\n".join(out)


def cell_rows(cells: Sequence[Cell]) -> list[list[str]]:
    """A row of :data:`CELL_COLUMNS` for each class; its codes go to a file of their own."""
    return [
        [
            str(number),
            cell.start,
            "" if cell.stop >= END else cell.stop,
            " ".join(cell.origins),
            str(len(cell.codes)),
            cell.ordinary,
            cell.before.words if cell.before.added is None else rate_text(cell.before.added),
            cell.after.words if cell.after.added is None else rate_text(cell.after.added),
            _total(cell.before),
            _total(cell.after),
            " ".join(f"{name}={rate_text(rate)}" for name, rate in cell.before.by_authority),
            " ".join(f"{name}={rate_text(rate)}" for name, rate in cell.after.by_authority),
            " ".join(cell.before.headings),
            " ".join(cell.after.headings),
        ]
        for number, cell in enumerate(cells, 1)
    ]


def cell_json(cells: Sequence[Cell]) -> list[dict[str, Any]]:
    """Classes for machines."""
    out: list[dict[str, Any]] = []
    for row, cell in zip(cell_rows(cells), cells, strict=True):
        value: dict[str, Any] = dict(zip(CELL_COLUMNS, row, strict=True))
        value["class"], value["codes"] = int(row[0]), len(cell.codes)
        value["first_code"] = cell.codes[0]
        value["origins"] = list(cell.origins)
        out.append(value)
    return out


def touched_json(touched: Sequence[Touched]) -> list[dict[str, Any]]:
    """Differences of the law for machines."""
    return [
        {
            "kind": one.delta.kind,
            "name": one.delta.name,
            "entered_from": one.delta.start,
            "entered_to": "" if one.delta.stop >= END else one.delta.stop,
            "before": _duty(one.delta.before) if one.delta.kind == "provision" else "",
            "after": _duty(one.delta.after) if one.delta.kind == "provision" else "",
            "members": list(one.delta.members),
            "codes": one.codes,
            "origins": list(one.origins),
            "pairs_changed": sum(n for key, n in one.changes.items() if key[0].duty != key[1].duty),
            "change": change_words(one.changes),
        }
        for one in touched
    ]


def effect_text(head: str, effect: Effect, examples: str, horizon: str) -> str:
    """The whole answer of ``law effect``."""
    ink = Ink(sys.stdout)
    out = [ink.bold(head), "", ink.bold("what changes in the law")]
    out.append(touched_table(effect.touched, ink) if effect.touched else "  nothing")
    out += ["", ink.bold("duty that changes, for a line that states nothing else"), changes_table(effect.cells, ink)]
    out += ["", totals_text(totals(effect.cells), ink)]
    if examples:
        out += ["", examples]
    quiet = [one for one in effect.touched if not any(a.duty != b.duty for a, b in one.changes)]
    asks = [
        one
        for one in quiet
        if one.delta.kind == "provision" and (one.delta.after or one.delta.before or {}).get("when")
    ]
    if asks:
        names = ", ".join(dict.fromkeys(one.delta.name for one in asks))
        out += ["", paragraph(f"moves nothing unless a line states more (--claim, --spi, --loaded): {names}")]
    return "\n".join([*out, "", ink.dim(horizon)])
