"""The picture of both times as one standalone HTML page: inline SVG, hover, and the same facts as tables."""

from __future__ import annotations

from datetime import timedelta
from html import escape

from kanzei.render.canvas import Drawing, svg
from kanzei.render.grid import Cell, Grid
from kanzei.render.picture import Caption
from kanzei.render.words import amount, instrument_name, percent

__all__ = ["picture_page"]

STYLE = """
:root { font: 15px/1.5 Inter, 'Helvetica Neue', Arial, sans-serif; color: #111827; background: #f3f4f6; }
body { max-width: 84rem; margin: 2rem auto; padding: 0 1.2rem; }
figure { margin: 0; background: #fff; border: 1px solid #e5e7eb; border-radius: 6px; padding: .6rem; overflow-x: auto; }
svg { width: 100%; min-width: 60rem; height: auto; display: block; }
.cell:hover, .cell:focus { filter: brightness(1.06); outline: none; }
h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
table { border-collapse: collapse; width: 100%; background: #fff; font-size: .86rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .35rem .7rem; border-bottom: 1px solid #e5e7eb; vertical-align: top; }
td.r, th.r { text-align: right; white-space: nowrap; } td.d { white-space: nowrap; }
details { margin: .4rem 0; } summary { cursor: pointer; }
#tip { position: fixed; display: none; max-width: 32rem; padding: .5rem .7rem; background: #111827; color: #fff; border-radius: 4px;
  font-size: .82rem; white-space: pre-line; pointer-events: none; z-index: 2; }
@media print { :root { background: #fff; } figure { border: 0; } }
"""  # noqa: E501
SCRIPT = """
const tip = document.getElementById('tip');
for (const cell of document.querySelectorAll('.cell')) {
  const title = cell.querySelector('title'); if (title) title.remove();
  cell.addEventListener('mousemove', e => {
    tip.textContent = cell.dataset.tip; tip.style.display = 'block';
    tip.style.left = Math.min(e.clientX + 14, innerWidth - tip.offsetWidth - 8) + 'px';
    tip.style.top = Math.min(e.clientY + 14, innerHeight - tip.offsetHeight - 8) + 'px';
  });
  cell.addEventListener('mouseleave', () => { tip.style.display = 'none'; });
}
"""


def picture_page(drawing: Drawing, grid: Grid, caption: Caption) -> str:
    """The text of the page."""
    rows = "".join(_view(grid, number) for number in reversed(range(len(grid.rows))))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(caption.title)}</title><style>{STYLE}</style></head><body>\n"
        f"<main><figure>{svg(drawing, standalone=False)}</figure>\n"
        "<h2>The same in figures, by the day on which the law is looked at</h2>\n"
        f'{rows}</main><div id="tip" role="status"></div>\n<script>{SCRIPT}</script></body></html>\n'
    )


def _headings(cell: Cell) -> str:
    return ", ".join(f"{heading} {instrument_name(by)}" for _, heading, by, _ in cell.bearing) or "none"


def _view(grid: Grid, number: int) -> str:
    row = grid.rows[number]
    newest = number == len(grid.rows) - 1
    by = ", ".join(instrument_name(one) for one in row.by)
    head = f"as known from {row.start}" + (f", after {by}" if by else "") + (" (newest)" if newest else "")
    cells = "".join(
        f'<tr><td class="d">{cell.start}</td><td class="d">{cell.stop - timedelta(days=1)}</td>'
        f'<td class="r">{percent(cell.rate, 2)}</td><td class="r">{amount(cell.duty_cents)}</td>'
        f"<td>{escape(_headings(cell))}</td></tr>"
        for cell in row.cells
    )
    return (
        f"<details{' open' if newest else ''}><summary>{escape(head)}</summary><table><thead><tr>"
        '<th>Entered from</th><th>to</th><th class="r">Rate</th><th class="r">Duty, USD</th>'
        "<th>Headings above the ordinary duty</th></tr></thead>"
        f"<tbody>{cells}</tbody></table></details>\n"
    )
