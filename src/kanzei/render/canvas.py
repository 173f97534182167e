"""A drawing as a list of marks, painted as SVG here and as PNG by matplotlib: one layout for every format."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

__all__ = ["Box", "Drawing", "Label", "Stroke", "svg"]

FONT = "Inter, 'Helvetica Neue', Helvetica, Arial, 'DejaVu Sans', sans-serif"


class Box(NamedTuple):
    """A filled rectangle; ``tip`` is what hovering tells, line by line."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    edge: str = ""
    tip: tuple[str, ...] = ()
    hatch: bool = False


class Stroke(NamedTuple):
    """A line through points."""

    points: tuple[tuple[float, float], ...]
    colour: str
    width: float = 1.0
    dash: bool = False


class Label(NamedTuple):
    """A text; ``anchor`` is start, middle or end; ``turn`` degrees clockwise about its point;
    ``halo`` the colour that keeps lines off it."""

    x: float
    y: float
    text: str
    size: float = 12.0
    colour: str = "#222222"
    anchor: str = "start"
    bold: bool = False
    turn: float = 0.0
    halo: str = ""


class Drawing(NamedTuple):
    """A canvas in pixels, origin at the top left, marks painted in order."""

    width: float
    height: float
    marks: list[Box | Stroke | Label]
    title: str


def svg(drawing: Drawing, *, standalone: bool = True) -> str:
    """The drawing as SVG text."""
    space = ' xmlns="http://www.w3.org/2000/svg"' if standalone else ""
    size = f'viewBox="0 0 {drawing.width:.0f} {drawing.height:.0f}"'
    fixed = f' width="{drawing.width:.0f}" height="{drawing.height:.0f}"' if standalone else ""
    head = f'<svg{space} {size}{fixed} role="img" aria-label="{escape(drawing.title)}" font-family="{FONT}">'
    hatch = (
        '<defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="7" stroke="#6b7280" '
        'stroke-opacity="0.45"/></pattern></defs>'
    )
    return "\n".join([head, hatch, *(_mark(mark) for mark in drawing.marks), "</svg>"]) + "\n"


def _mark(mark: Box | Stroke | Label) -> str:
    if isinstance(mark, Box):
        return _box(mark)
    if isinstance(mark, Stroke):
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in mark.points)
        dash = ' stroke-dasharray="5 4"' if mark.dash else ""
        return (
            f'<polyline points="{points}" fill="none" stroke="{mark.colour}" stroke-width="{mark.width}"'
            f'{dash} stroke-linejoin="round"/>'
        )
    turn = f' transform="rotate({mark.turn:g} {mark.x:.1f} {mark.y:.1f})"' if mark.turn else ""
    weight = ' font-weight="600"' if mark.bold else ""
    place = f'x="{mark.x:.1f}" y="{mark.y:.1f}" font-size="{mark.size:g}" text-anchor="{mark.anchor}"'
    shape = f'{place}{weight}{turn} pointer-events="none"'
    text = f'<text {shape} fill="{mark.colour}">{escape(mark.text)}</text>'
    if not mark.halo:
        return text
    around = f'stroke="{mark.halo}" stroke-width="4" stroke-linejoin="round" aria-hidden="true"'
    return f'<text {shape} fill="{mark.halo}" {around}>{escape(mark.text)}</text>\n{text}'


def _box(mark: Box) -> str:
    edge = f' stroke="{mark.edge}" stroke-width="1"' if mark.edge else ""
    fill = "url(#hatch)" if mark.hatch else mark.fill
    size = f'width="{mark.width:.1f}" height="{mark.height:.1f}"'
    shape = f'x="{mark.x:.1f}" y="{mark.y:.1f}" {size} fill="{fill}"{edge}'
    if not mark.tip:
        return f'<rect {shape} pointer-events="none"/>'
    told = "&#10;".join(escape(line) for line in mark.tip)
    return f'<rect class="cell" {shape} data-tip="{told}"><title>{told}</title></rect>'
