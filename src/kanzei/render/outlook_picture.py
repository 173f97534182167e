"""The picture of a scenario: duty by day of entry under each branch, and expected cost by probability with the break-even marked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from kanzei.outlook.numbers import cents
from kanzei.outlook.report import Curve, Report
from kanzei.outlook.turning import Turn
from kanzei.render.canvas import Box, Drawing, Label, Stroke
from kanzei.render.outlook import percentage
from kanzei.render.words import amount

__all__ = ["draw_report"]

Mark = Box | Stroke | Label
WIDTH = 1180.0
LEFT, RIGHT = 104.0, 300.0
TOP, HIGH, GAP = 118.0, 300.0, 118.0
INK, GREY, SOFT, GRID = "#111827", "#4b5563", "#9ca3af", "#e5e7eb"
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#b58900", "#6b7280", "#332288")
"""Colours told apart by any colour vision (Okabe and Ito 2008, darkened where they stand on white)."""
MOST_CURVES = 8
LINE = 17.0


class _Panel:
    """A plotted area: values to pixels."""

    def __init__(self, top: float, across: tuple[float, float], up: tuple[float, float]) -> None:
        self.top, self.across, self.up = top, across, up

    def x(self, value: float) -> float:
        low, high = self.across
        return LEFT + (WIDTH - LEFT - RIGHT) * (value - low) / (high - low or 1)

    def y(self, value: float) -> float:
        low, high = self.up
        return self.top + HIGH - HIGH * (value - low) / (high - low or 1)


def draw_report(report: Report, horizon: tuple[date | None, date | None]) -> Drawing:
    """Lay the picture out."""
    scenario = report.answer.scenario
    second = TOP + HIGH + GAP
    turn = _turn(report)
    height = (second + HIGH if turn else TOP + HIGH) + 96
    official, seen = horizon
    edge = f"official text to {official}; changes looked for to {seen}; " if official else ""
    footer = (
        f"Source: Kanzei, law as known {scenario.known}; {edge}law book {report.answer.digest[:12]}; "
        f"scenario {scenario.id} {scenario.digest[:12]}."
    )
    marks: list[Mark] = [
        Box(0, 0, WIDTH, height, "#ffffff"),
        Label(36, 40, scenario.title, 19, INK, bold=True),
        Label(
            36,
            62,
            f"The law as known {scenario.known}. Probabilities, days and costs are inputs, no estimates.",
            12.5,
            GREY,
        ),
        *_curves(report),
        *(_by_probability(report, turn, second) if turn else []),
        Label(36, height - 18, footer, 10.5, GREY),
    ]
    return Drawing(WIDTH, height, marks, scenario.title)


def _ticks(low: int, high: int) -> list[int]:
    """Round amounts in cents between two, four to seven of them."""
    span = max(high - low, 1)
    step = 10 ** len(str(span))
    for divisor in (1, 2, 4, 5, 10, 20, 40, 50, 100):
        if span // (step // divisor or 1) >= 4:
            step = step // divisor or 1
            break
    first = -(-low // step) * step
    return list(range(first, high + 1, step))


def _frame(panel: _Panel, ticks: Sequence[int], title: str) -> list[Mark]:
    right = WIDTH - RIGHT
    out: list[Mark] = [Label(36, panel.top - 22, title, 13.5, INK, bold=True)]
    for value in ticks:
        y = panel.y(value)
        out.append(Stroke(((LEFT, y), (right, y)), GRID))
        out.append(Label(LEFT - 8, y + 4, amount(value).removesuffix(".00"), 11, GREY, "end"))
    out.append(Stroke(((LEFT, panel.top + HIGH), (right, panel.top + HIGH)), SOFT))
    return out


def _room(values: Sequence[int]) -> tuple[int, int]:
    low, high = min(values), max(values)
    spare = max((high - low) // 12, high // 100, 100)
    return max(low - spare, 0), high + spare


def _curves(report: Report) -> list[Mark]:
    """Duty on the planned shipments by the day of entry: a line for each branch; dashed what is deposited, where that is another amount."""
    curves = [one for one in report.curves if one.days][:MOST_CURVES]
    low, high = _room([value for one in curves for value in (*one.owed, *one.deposited)])
    first, last = min(one.days[0] for one in curves), max(one.days[-1] for one in curves)
    panel = _Panel(TOP, (first.toordinal(), last.toordinal() + 1), (low, high))
    out = _frame(
        panel,
        _ticks(low, high),
        "Duty on all planned shipments by day of entry, USD: in the end (line), deposited at first (dashed); equal lines set apart",
    )
    out += _calendar(panel, first, last)
    ends = []
    for number, one in enumerate(curves):
        colour = COLOURS[number % len(COLOURS)]
        if one.deposited != one.owed:
            out.append(Stroke(_steps(panel, one.days, one.deposited, number), colour, 1.4, dash=True))
        out.append(Stroke(_steps(panel, one.days, one.owed, number), colour, 2.4))
        ends.append((panel.y(one.owed[-1]), _words(one), colour))
    return out + _events(report, panel, curves) + _beside(ends, panel.top)


def _words(one: Curve) -> tuple[str, str]:
    return one.name, f"{amount(one.owed[-1])} at the end; probability {percentage(one.probability)}"


def _steps(panel: _Panel, days: Sequence[date], values: Sequence[int], number: int) -> tuple[tuple[float, float], ...]:
    """A step line; branches that lie on each other are set apart by a pixel and a half each."""
    points: list[tuple[float, float]] = []
    shift = number * 1.6
    for day, value in zip(days, values, strict=True):
        y = panel.y(value) + shift
        if not points or points[-1][1] != y:
            points.append((panel.x(day.toordinal()), points[-1][1] if points else y))
            points.append((panel.x(day.toordinal()), y))
    points.append((panel.x(days[-1].toordinal() + 1), points[-1][1]))
    return tuple(points)


def _beside(ends: Sequence[tuple[float, tuple[str, str], str]], top: float) -> list[Mark]:
    """Names at the right end of lines, moved apart where they would lie on each other."""
    out: list[Mark] = []
    left = WIDTH - RIGHT + 14
    places: list[float] = []
    ordered = sorted(ends, key=lambda one: one[0])
    least = 2 * LINE + 3
    for y, _, _ in ordered:
        places.append(max(y, places[-1] + least) if places else max(y, top + 8))
    over = places[-1] - (top + HIGH - 16) if places else 0
    if over > 0:
        places[-1] -= over
        for number in range(len(places) - 2, -1, -1):
            places[number] = min(places[number], places[number + 1] - least)
    for (y, (name, more), colour), place in zip(ordered, places, strict=True):
        out.append(Stroke(((WIDTH - RIGHT + 1, y), (left - 3, place)), colour, 1.0))
        out.append(Label(left, place + 2, name, 12, colour, bold=True))
        out.append(Label(left, place + 2 + LINE - 2, more, 10.5, GREY))
    return out


def _calendar(panel: _Panel, first: date, last: date) -> list[Mark]:
    """Days under a panel, a week or two apart."""
    out: list[Mark] = []
    bottom = panel.top + HIGH
    step = 7 if (last - first).days <= 70 else 14 if (last - first).days <= 140 else 28
    day = first
    while day <= last:
        x = panel.x(day.toordinal())
        out.append(Stroke(((x, bottom), (x, bottom + 5)), SOFT))
        out.append(Label(x, bottom + 18, day.isoformat(), 10.5, GREY, "middle"))
        day += timedelta(days=step)
    out.append(Label(WIDTH - RIGHT, bottom + 36, "day of entry or withdrawal for consumption", 11, GREY, "end"))
    return out


def _events(report: Report, panel: _Panel, curves: Sequence[Curve]) -> list[Mark]:
    """The days on which events come in the branches drawn."""
    named: dict[date, list[str]] = {}
    for one in curves:
        for name, day in one.came:
            if day is not None and name not in named.setdefault(day, []):
                named[day].append(name)
    out: list[Mark] = []
    for number, (day, names) in enumerate(sorted(named.items())):
        x = panel.x(day.toordinal())
        out.append(Stroke(((x, panel.top - 4), (x, panel.top + HIGH)), SOFT, 1.0, dash=True))
        out.append(_note(x, panel.top + HIGH * 0.42 + 15 * (number % 4), f"{', '.join(names)}: {day}", GREY))
    return out


def _turn(report: Report) -> Turn | None:
    """The break-even that is drawn: of the plan where there is one, that moves most as its probability runs."""

    def moves(one: Turn) -> Fraction:
        return max(abs(side[1] - side[0]) for side in (one.point.first, one.point.second))

    found = [one for one in report.turns if one.point.first != one.point.second]
    whole = (
        [one for one in found if not one.shipment and one.second == "best"]
        or [one for one in found if not one.shipment]
        or found
    )
    return max(whole, key=lambda one: (one.point.at is not None, moves(one)), default=None)


def _by_probability(report: Report, turn: Turn, top: float) -> list[Mark]:
    """Expected cost of plans as the probability of an event runs from nothing to its most."""
    point = turn.point
    beside = [one for one in report.turns if (one.event, one.shipment) == (turn.event, turn.shipment)]
    names = {"first": "first option of each", "best": "best plan"} if not turn.shipment else {}
    sides = [
        (names.get(turn.first, turn.first), point.first),
        *((names.get(one.second, one.second), one.point.second) for one in beside),
    ]
    sides = sides[:MOST_CURVES]
    values = [cents(value) for _, side in sides for value in side]
    low, high = _room(values)
    panel = _Panel(top, (0.0, float(point.most)), (low, high))
    whose = turn.shipment or "all shipments"
    out = _frame(
        panel,
        _ticks(low, high),
        f"Expected cost of {whose} by the probability of {turn.event}, USD, all else as in the scenario",
    )
    bottom = top + HIGH
    for number in range(11):
        share = point.most * number / 10
        x = panel.x(float(share))
        out.append(Stroke(((x, bottom), (x, bottom + 5)), SOFT))
        out.append(Label(x, bottom + 18, percentage(share), 10.5, GREY, "middle"))
    out.append(Label(WIDTH - RIGHT, bottom + 36, f"probability of {turn.event}", 11, GREY, "end"))
    ends = []
    for number, (name, side) in enumerate(sides):
        a, b = cents(side[0]), cents(side[1])
        line = ((panel.x(0), panel.y(a)), (panel.x(float(point.most)), panel.y(b)))
        out.append(Stroke(line, COLOURS[number], 2.0))
        ends.append((panel.y(b), (name, f"{amount(a)} at 0, {amount(b)} at {percentage(point.most)}"), COLOURS[number]))
    now = panel.x(float(turn.now))
    out.append(Stroke(((now, top), (now, bottom)), SOFT, 1.0, dash=True))
    out.append(_note(now, top + 6, f"in the scenario: {percentage(turn.now)}", GREY))
    if point.at is not None:
        at = point.at
        cost = cents(point.first[0] + (point.first[1] - point.first[0]) * at / point.most)
        x, y = panel.x(float(at)), panel.y(cost)
        out.append(Stroke(((x, y), (x, bottom)), INK, 1.2, dash=True))
        out.append(Box(x - 4, y - 4, 8, 8, INK))
        out.append(
            _note(
                x,
                bottom - 12,
                f"break-even with {names.get(turn.second, turn.second)} {percentage(at)}: both cost {amount(cost)}",
                INK,
            )
        )
    return out + _beside(ends, top)


def _note(x: float, y: float, text: str, colour: str) -> Label:
    """A label to the right of a line, or to the left where the panel ends."""
    if x > LEFT + (WIDTH - LEFT - RIGHT) * 0.72:
        return Label(x - 6, y, text, 11, colour, "end", halo="#ffffff")
    return Label(x + 6, y, text, 11, colour, halo="#ffffff")
