"""A memorandum as one HTML file that prints well: no script, no network."""

from __future__ import annotations

from html import escape

from kanzei.render.memo import (
    Block,
    Heading,
    Items,
    Matter,
    Para,
    Table,
    compose,
    link_parts,
    subject_rows,
    title,
)

__all__ = ["memo_html"]

STYLE = """
@page { size: Letter; margin: 25mm 22mm; }
html { font: 11.5pt/1.5 Charter, 'Iowan Old Style', Georgia, 'Times New Roman', serif; color: #111; background: #fff; }
body { max-width: 46rem; margin: 3rem auto; padding: 0 1.5rem; }
h1 { font-size: 1.15rem; letter-spacing: .14em; text-transform: uppercase; font-weight: 600; margin: 0 0 1.2rem; }
h2 { font-size: 1.02rem; margin: 1.9rem 0 .5rem; break-after: avoid; }
dl { display: grid; grid-template-columns: 8.5rem 1fr; gap: .2rem 1rem; border-bottom: 1.5px solid #111; padding-bottom: 1rem; }
dt { color: #555; } dd { margin: 0; }
p, ul { margin: .4rem 0 .7rem; } ul { padding-left: 1.2rem; } li { margin: .2rem 0; overflow-wrap: anywhere; }
.answer { font-size: 1.2rem; font-weight: 600; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .87rem; line-height: 1.38; font-variant-numeric: tabular-nums lining-nums; }
th { text-align: left; font-weight: 600; border-bottom: 1px solid #111; padding: .3rem .8rem .3rem 0; vertical-align: bottom; }
td { padding: .34rem .8rem .34rem 0; vertical-align: top; border-bottom: 1px solid #ddd; overflow-wrap: break-word; }
tr { break-inside: avoid; }
th.r, td.r { text-align: right; white-space: nowrap; overflow-wrap: normal; }
tr.total td { font-weight: 600; border-top: 1px solid #111; border-bottom: 3px double #111; }
td:first-child { min-width: 6.6rem; }
a { color: inherit; } .small { font-size: .8rem; color: #555; overflow-wrap: anywhere; }
@media print { body { margin: 0; padding: 0; max-width: none; } }
"""  # noqa: E501


def memo_html(matter: Matter) -> str:
    """The memorandum as the text of an HTML file."""
    head = "".join(f"<dt>{escape(name)}</dt><dd>{escape(str(text))}</dd>" for name, text in subject_rows(matter))
    number, body = 0, []
    for block in compose(matter):
        number += isinstance(block, Heading)
        body.append(_block(block, number))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title(matter))}</title><style>{STYLE}</style></head>\n"
        f"<body><h1>Memorandum</h1><dl>{head}</dl>\n" + "\n".join(body) + "\n</body></html>\n"
    )


def _block(block: Block, number: int) -> str:
    if isinstance(block, Heading):
        return f"<h2>{number}. {escape(block.text)}</h2>"
    if isinstance(block, Para):
        kind = ' class="answer"' if block.strong else ' class="small"' if block.text.startswith("Law book") else ""
        return f"<p{kind}>{_text(block.text)}</p>"
    if isinstance(block, Items):
        return "<ul>" + "".join(f"<li>{_text(one)}</li>" for one in block.items) + "</ul>"
    return _table(block)


def _table(block: Table) -> str:
    def mark(column: int) -> str:
        return ' class="r"' if column in block.right else ""

    head = "".join(f'<th scope="col"{mark(i)}>{escape(one)}</th>' for i, one in enumerate(block.header))
    rows = []
    for number, row in enumerate(block.rows):
        kind = ' class="total"' if block.total and number == len(block.rows) - 1 else ""
        rows.append(f"<tr{kind}>" + "".join(f"<td{mark(i)}>{_text(one)}</td>" for i, one in enumerate(row)) + "</tr>")
    body = f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody>"
    return f'<div class="scroll"><table>{body}</table></div>'


def _text(text: str) -> str:
    return "".join(
        f'<a href="{escape(address)}">{escape(piece)}</a>' if address else escape(piece)
        for piece, address in link_parts(text)
    )
