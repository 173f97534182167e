"""Trade, revenue and prices of the product layer as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from kanzei.duty.view import View
from kanzei.impact.draws import Spread
from kanzei.impact.law_chosen import law_chosen
from kanzei.impact.partial_prices import PRICE_SOURCE, Prices, consumption
from kanzei.impact.partial_range import Answer, Ranges
from kanzei.impact.partial_sums import Sums
from kanzei.impact.partial_tables import MEASURES, Groups, Row
from kanzei.impact.rates import BASIS
from kanzei.render.impact_history import law_line
from kanzei.render.tables import Ink, paragraph, table

__all__ = [
    "LEFT_OUT",
    "Said",
    "Shown",
    "OF_ROWS",
    "OF_TOTALS",
    "source_lines",
    "trade_json",
    "trade_text",
]

LEFT_OUT = (
    "Left out: wages, incomes, exchange rates, prices of home goods, retaliation, exports, partners outside the weights (1.3% of imports), stocks and goods on the water, "
    "and quotas that are not by price."
)
OF_TOTALS = tuple(name for name in MEASURES if name in Sums._fields)
OF_ROWS = tuple(name for name in MEASURES if name in Row._fields)


class Said(NamedTuple):
    """What the user asked with: law, scenario files, switches, use of preferences, facts, part of duty collected."""

    view: View
    scenario: tuple[str, ...]
    switches: tuple[str, ...]
    use: str
    assumed: str
    collected: float


class Shown(NamedTuple):
    """An answer laid out: lines, the line of all partners asked for (``None`` for all there are), ranges, consumer prices."""

    answer: Answer
    groups: Groups
    rows: list[Row]
    asked: Row | None
    ranges: Ranges | None
    said: Said
    prices: Prices | None = None


def _bn(value: float) -> str:
    return f"{value / 1e9 + 0.0:,.1f}".replace("-0.0", "0.0")


def _percent(value: float) -> str:
    return f"{100 * value:.2f}%"


def source_lines(shown: Shown) -> list[str]:
    """Where every figure comes from, and what is left out."""
    case, chosen, border, said = shown.answer.case, shown.answer.chosen, shown.answer.border, shown.said
    when = "the long run" if chosen.horizon is None else f"{chosen.horizon:g} years after the change"
    found = f" ({', '.join(f'{words} {100 * share:.0f}%' for words, share in chosen.found.items())} of the value)"
    eta, kappa = float(chosen.demand.eta[0]), float(chosen.demand.kappa[0])
    if border.inverse_supply is not None:
        bears = f"pass-through by cell from an inverse supply elasticity of {border.inverse_supply:g}"
    else:
        bears = f"pass-through at the border {border.pass_through:g} ({border.source})"
    lines = [
        f"trade: {BASIS}; {100 * case.left:.1f}% of it is left alone (chapters 98 and 99, and codes without a rate)",
        f"rates: the law book on {case.since} and on {case.on} under the same conventions, so that law alone moves trade; {case.preferences}"
        + (f": {said.use}" if said.use else "")
        + (f"; stated for every line: {said.assumed}" if said.assumed else ""),
        f"elasticities: {chosen.name}, {chosen.source}{found if chosen.found else ''}; {when}; between products {eta:.3g}, against home goods {kappa:.3g} ({chosen.upper})",
        f"imports in spending by sector: OECD ICIO 2022; {bears}",
    ]
    if shown.prices:
        lines.append(f"{PRICE_SOURCE}; shops pass on {100 * shown.prices.retail:.0f}%")
    if said.collected != 1:
        lines.append(f"of duty, {100 * said.collected:.0f}% is collected; prices carry all of it")
    return [*lines, LEFT_OUT, law_line(said.view, case.on)]


def trade_text(shown: Shown, ink: Ink) -> str:
    """Totals, lines, what moves the result, and sources."""
    sums, case = shown.answer.sums, shown.answer.case
    lines = [_total_line(shown, name) for name in OF_TOTALS]
    head = ("all partners", "figure", *(("median", "5%", "95%") if shown.ranges else ()))
    parts = [
        ink.bold(f"Trade under the law of {case.on} against {case.since}: partial equilibrium by product"),
        "",
        table(head, lines, right=tuple(range(1, len(head))), ink=ink),
        "",
        *([paragraph(f"imports from {', '.join(shown.groups.partners)}:")] if shown.groups.partners else []),
        _line_table(shown, ink),
        "",
    ]
    if shown.prices:
        parts += [_price_table(shown, ink), ""]
    if shown.ranges:
        parts += [paragraph(one) for one in _range_lines(shown.ranges)]
    if not sums.imports_after:
        parts.append(paragraph("no trade is left"))
    return "\n".join([*parts, *(paragraph(one, hang="  ") for one in source_lines(shown))])


MOST_CATEGORIES = 10
WORDS = {
    "imports_before": "imports before, bn USD",
    "imports_after": "imports after",
    "diverted": "moved to other origins",
    "revenue_before": "duty before",
    "revenue_static": "duty, trade unchanged",
    "revenue_after": "duty after buyers moved",
    "rate_before": "mean rate before",
    "rate_static": "mean rate, weights of 2024",
    "rate_after": "mean rate after buyers moved",
    "import_prices": "duty-paid prices of imports",
    "exporters": "exporters, price cut",
    "buyers": "buyers, equivalent variation",
    "treasury": "treasury",
    "net": "net: buyers and treasury",
    "consumer_prices": "consumer prices",
}


def _shown(name: str, value: float) -> str:
    return _bn(value) if MEASURES[name][0] == "US dollars" else _percent(value)


def _total_line(shown: Shown, name: str) -> tuple[str, ...]:
    value = getattr(shown.answer.sums, name)
    spread = shown.ranges.sums[name] if shown.ranges else None
    if spread is not None and spread.high - spread.low <= 1e-12 * abs(spread.high):
        # Nothing that was drawn moves it.
        return (WORDS[name], _shown(name, value), "", "", "")
    return (WORDS[name], _shown(name, value), *(_shown(name, one) for one in spread or ()))


def _line_table(shown: Shown, ink: Ink) -> str:
    """Trade, duty and rates by line."""
    spreads = shown.ranges.groups["imports_after"] if shown.ranges else None
    # Of all partners together nothing moves to other origins: a column of zeros says nothing.
    moves = any(abs(row.diverted) > 1e-6 * row.imports_before for row in shown.rows)
    head = (
        shown.groups.by,
        "before",
        "after",
        *(("5%", "95%") if spreads else ()),
        "change",
        *(("moved",) if moves else ()),
        "duty before",
        "duty after",
        "rate, 2024 mix",
        "rate, new mix",
    )
    lines = []
    asked = [] if shown.asked is None else [shown.asked]
    for at, row in enumerate([*shown.rows, *asked]):
        spread = spreads[at] if spreads and at < len(shown.rows) else None
        change = row.imports_after / row.imports_before - 1 if row.imports_before else 0.0
        between = (_bn(spread.low), _bn(spread.high)) if spread else ("", "") if spreads else ()
        label = (
            f"{row.key} {row.label}"
            if shown.groups.by == "sector" and row.key not in ("others", "asked")
            else row.label
        )
        lines.append(
            (
                label,
                _bn(row.imports_before),
                _bn(row.imports_after),
                *between,
                f"{100 * change:+.1f}%",
                *((_bn(row.diverted),) if moves else ()),
                _bn(row.revenue_before),
                _bn(row.revenue_after),
                _percent(row.rate_static),
                _percent(row.rate_after),
            )
        )
    return table(head, lines, right=tuple(range(1, len(head))), ink=ink)


def _price_table(shown: Shown, ink: Ink) -> str:
    """Consumer prices: all spending, and the categories that rise most."""
    prices = shown.prices
    assert prices is not None
    spread = shown.ranges.sums["consumer_prices"] if shown.ranges else None
    between = f" (5% {_percent(spread.low)}, 95% {_percent(spread.high)})" if spread else ""
    held = consumption()
    lines = [
        (
            "all consumer spending",
            f"{held.spending.sum() / 1e3:,.1f}",
            _percent(prices.static),
            _percent(prices.moved) + between,
        )
    ]
    for one in prices.categories[:MOST_CATEGORIES]:
        lines.append((one.name, f"{one.spending_musd / 1e3:,.1f}", _percent(one.static), _percent(one.moved)))
    return table(("consumer prices", "spending bn", "weights of 2024", "buyers moved"), lines, right=(1, 2), ink=ink)


def _range_lines(found: Ranges) -> Iterator[str]:
    yield f"ranges: {found.number} draws, seed {found.seed}, the same numbers whatever the scenario; median, 5th and 95th percentile"
    for one in found.inputs:
        yield f"drawn: {one.name}, {one.words()}: {one.source}"
    for name, moves in found.moves.items():
        strongest = ", ".join(f"{one.name} {one.correlation:+.2f}" for one in moves[:3])
        yield f"what moves {WORDS[name]} (rank correlation): {strongest}"


def _with(value: float, spread: Spread | None) -> Any:
    return value if spread is None else {"value": value, **spread._asdict()}


def trade_json(shown: Shown) -> dict[str, Any]:
    """For machines: money in US dollars, rates as fractions; with draws every drawn figure is value, median, low, high."""
    case, chosen, border, drawn = shown.answer.case, shown.answer.chosen, shown.answer.border, shown.ranges
    totals = {name: _with(getattr(shown.answer.sums, name), drawn.sums[name] if drawn else None) for name in OF_TOTALS}
    rows = []
    for at, row in enumerate(shown.rows):
        spreads = {name: many[at] for name, many in drawn.groups.items()} if drawn else {}
        rows.append({name: _with(value, spreads.get(name)) for name, value in row._asdict().items()})
    said = shown.said
    return {
        "on": case.on,
        "since": case.since,
        "by": shown.groups.by,
        "from": list(shown.groups.partners) or "all",
        "totals": totals,
        "asked": shown.asked._asdict() if shown.asked else None,
        "rows": rows,
        "consumer_prices": None if shown.prices is None else _prices_json(shown),
        "ranges": None
        if drawn is None
        else {
            "draws": drawn.number,
            "seed": drawn.seed,
            "inputs": [one._asdict() for one in drawn.inputs],
            "moves": {name: [one._asdict() for one in moves] for name, moves in drawn.moves.items()},
        },
        "elasticities": {
            "set": chosen.name,
            "source": chosen.source,
            "horizon_years": chosen.horizon,
            "between_products": float(chosen.demand.eta[0]),
            "against_home": float(chosen.demand.kappa[0]),
            "found": chosen.found,
            "upper_nests": chosen.upper,
        },
        "border": border._asdict(),
        "collected": said.collected,
        "left_alone": case.left,
        "rate_found_otherwise": case.refilled,
        "preferences": f"{case.preferences}{': ' + said.use if said.use else ''}",
        "assumed": said.assumed or None,
        "basis": BASIS,
        "known_on": said.view.known_on,
        "seen_to": said.view.book.seen_to,
        "lawbook": said.view.digest,
        "scenario": list(said.scenario),
        "law_chosen": law_chosen(said.view) or None,
        "switches": list(said.switches),
        "left_out": LEFT_OUT,
    }


def _prices_json(shown: Shown) -> dict[str, Any]:
    prices, drawn = shown.prices, shown.ranges
    assert prices is not None
    return {
        "static": _with(prices.static, drawn.sums["consumer_prices_static"] if drawn else None),
        "moved": _with(prices.moved, drawn.sums["consumer_prices"] if drawn else None),
        "retail": prices.retail,
        "source": PRICE_SOURCE,
        "categories": [one._asdict() for one in prices.categories],
    }
