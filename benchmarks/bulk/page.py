"""Rewrite the figures of the pages from what the benchmarks left: ``python -m benchmarks.bulk.page``.

``results.json`` (run.py) fills docs/how-it-works/bulk.md, ``kernels.json`` (kernels.py) the decision record. Nothing between the markers is typed by hand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.bulk.children import ROOT

__all__: list[str] = []

HERE = Path(__file__).parent
BULK = ROOT / "docs" / "how-it-works" / "bulk.md"
KERNELS = ROOT / "docs" / "decisions" / "0010-classes-slots-programs-one-kernel.md"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table in Markdown."""
    rule = ["---", *["---:"] * (len(head) - 1)]
    return ["| " + " | ".join(row) + " |" for row in (head, rule, *rows)]


def speed(lines: int, seconds: float) -> str:
    """Lines a second, to three figures."""
    found = lines / seconds
    digits = max(0, len(str(int(found))) - 3)
    return f"{round(found, -digits):,.0f}"


def seconds(found: float) -> str:
    """Seconds, as many figures as mean something."""
    return f"{found:,.0f}" if found >= 100 else f"{found:.1f}" if found >= 10 else f"{found:.2f}"


def timed(name: str, lines: int, found: dict[str, Any], floor: float | None) -> list[str]:
    """A row of the first table."""
    ratio = f"{found['seconds'] / floor:.2f}" if floor else ""
    return [name, speed(lines, found["seconds"]), seconds(found["seconds"]), f"{found['peak_mb']:,.0f} MB", ratio]


def about(kept: dict[str, Any]) -> str:
    """The machine, in a sentence."""
    machine = kept["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    note = f" {kept['note']}" if kept.get("note") else ""
    return (
        f"Measured on {kept['measured_on']}: {machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB of memory, "
        f"{machine['system']}, Python {machine['python']}, {versions}.{note}"
    )


def figures(kept: dict[str, Any]) -> list[str]:
    """Everything measured by run.py."""
    head, sql, rules, by_line = kept["headline"], kept["sql"], kept.get("rules"), kept["by_line"]
    lines, floor = head["lines"], head["floor"]["seconds"]
    out = [
        about(kept),
        f"{lines:,} lines of {head['distinct']:,} combinations, {head['input_bytes'] / 1e6:,.0f} MB of Parquet in, {head['warm']['bytes'] / 1e6:,.0f} MB out, "
        f"{head['workers']} threads, every run a fresh process:",
        "",
        *table(
            ("file to file", "lines/s", "seconds", "memory", "of the floor"),
            [
                timed("floor: the same columns read, as many written", lines, head["floor"], floor),
                timed("Kanzei, warm", lines, head["warm"], floor),
                timed("Kanzei, cold: no kernel compiled, nothing decided", lines, head["cold"], floor),
                timed("DuckDB, join of one total rate", lines, sql["run"], floor),
                timed(f"Kanzei, line by line (first {by_line['lines']:,} lines)", by_line["lines"], by_line, None),
            ],
        ),
        "",
        f"Warm runs take {head['ratio']:.2f} times the floor; the cold run adds {head['cold_adds_seconds']:.0f} s once, and keeps {head['slots']['combinations']:,} combinations in {head['slots']['slots']:,} slots, "
        f"{head['slots']['bytes'] / 1e6:,.0f} MB.",
        "",
        *table(
            ("lines", *(f"{one['lines']:,}" for one in kept["memory"])),
            [
                ("most memory held", *(f"{one['peak_mb']:,.0f} MB" for one in kept["memory"])),
                ("lines/s", *(speed(one["lines"], one["seconds"]) for one in kept["memory"])),
            ],
        ),
        "",
        *table(
            (f"{kept['workers'][0]['lines']:,} lines", "lines/s", "floor, lines/s", "of the floor", "memory"),
            [
                (
                    f"{one['workers']} thread{'s' if one['workers'] > 1 else ''}",
                    speed(one["lines"], one["warm"]["seconds"]),
                    speed(one["lines"], one["floor"]["seconds"]),
                    f"{one['warm']['seconds'] / one['floor']['seconds']:.2f}",
                    f"{one['warm']['peak_mb']:,.0f} MB",
                )
                for one in kept["workers"]
            ]
            + [
                (
                    f"{one['views']} view{'s' if one['views'] > 1 else ''}, read once",
                    speed(one["lines"], one["warm"]["seconds"]),
                    "",
                    "",
                    f"{one['warm']['peak_mb']:,.0f} MB",
                )
                for one in kept["views"]
            ]
            + [
                (name, speed(kept["damaged"]["lines"], one["seconds"]), "", "", f"{one['peak_mb']:,.0f} MB")
                for name, one in (
                    ("the same file again", kept["damaged"]["whole"]),
                    ("with 1% damaged lines", kept["damaged"]["damaged"]),
                )
            ],
        ),
        "",
        *table(
            ("distinct combinations", "slots", "kept", "warm, lines/s", "floor, lines/s", "cold run", "memory, cold"),
            [
                (
                    f"{one['distinct']:,}",
                    f"{one['slots']:,}" if one["slots"] else "not kept",
                    f"{one['bytes'] / 1e6:,.0f} MB",
                    speed(one["lines"], one["warm"]["seconds"]),
                    speed(one["lines"], one["floor"]["seconds"]),
                    f"{seconds(one['cold']['seconds'])} s",
                    f"{one['cold']['peak_mb']:,.0f} MB",
                )
                for one in kept["distinct"]
            ],
        ),
        "",
        *_sql(sql),
    ]
    return out + (["", *_rules(rules)] if rules else [])


def _sql(sql: dict[str, Any]) -> list[str]:
    compared, rates = sql["compared"], sql["rates"]
    lines = compared["lines"]

    def share(name: str) -> str:
        return f"{compared[name] / lines:.1%}"

    return [
        f"The join reads a table of {rates['rows']:,} rows, which Kanzei made from the same law in {rates['seconds']:.0f} s (not counted). It writes two columns instead of "
        "all the amounts, headings, assumptions and reasons; rates are floats; it sees no claim, preference or quantity, and one view. "
        f"Of {lines:,} lines it has the same cents on {share('same_cents')}, other cents on {share('other_cents')}, no answer on {share('no_answer')}, and an answer on "
        f"{share('answered_where_we_say_why_not')} where Kanzei says why there is none.",
    ]


def _rules(rules: dict[str, Any]) -> list[str]:
    theirs, ours = rules["theirs"], rules["kanzei"]
    return [
        f"Against a rules engine, {theirs['engine']}, memory to memory in one thread, on lines of Japan that bear the ordinary duty and the reciprocal one and nothing else. It is "
        "handed the column 1 rate of every line and computes these two duties; Kanzei looks up everything and writes every column.",
        "",
        *table(
            ("", "lines/s"),
            [
                ("OpenFisca, one line a question", speed(theirs["lines_alone"], theirs["seconds_alone"])),
                ("OpenFisca, whole vectors, two duties", speed(theirs["lines"], theirs["seconds"])),
                ("Kanzei, warm, the whole law", speed(ours["lines"], ours["seconds"])),
            ],
        ),
        "",
        f"Its floats of 32 bits give other cents on {ours['other_cents']:,} of {ours['compared']:,} lines, by up to {ours['most_cents_apart']:,} cents.",
    ]


def kernels(kept: dict[str, Any]) -> list[str]:
    """Everything measured by kernels.py."""
    out = [about(kept)]
    for made in kept["tables"]:
        mine = [one for one in kept["ways"] if one["distinct"] == made["distinct"]]
        lines = mine[0]["lines"]
        floor = next(one for one in mine if one["way"] == "floor")["seconds"]
        by = {(one["way"], one["threads"]): one for one in mine}
        rows = []
        for way, words in WORDS.items():
            one, two = by[way, 1], by.get((way, 2))
            rows.append(
                (
                    words,
                    speed(lines, one["seconds"]),
                    f"{one['seconds'] / floor:.1f}",
                    speed(lines, two["seconds"]) if two else "",
                    f"{one['memory_mb']:,.0f} MB",
                )
            )
        title = f"{lines:,} lines, {made['slots']:,} slots"
        out += ["", *table((title, "lines/s, 1 thread", "of the floor", "lines/s, 2 threads", "memory beside"), rows)]
    return out


WORDS = {
    "floor": "floor: seven columns of cents written",
    "numba": "Numba, one fused loop",
    "numpy": "NumPy, search and gather",
    "polars": "Polars, join and expressions",
    "duckdb": "DuckDB, join in SQL",
}


def fill(page: Path, rows: list[str]) -> None:
    """Put rows between the markers of a page."""
    text = page.read_text(encoding="utf-8")
    made = re.sub(
        r"(?<=<!-- figures -->\n).*?(?=<!-- /figures -->)", lambda _: "\n" + "\n".join(rows) + "\n\n", text, flags=re.S
    )
    page.write_text(made, encoding="utf-8")


def main() -> None:
    """Both pages."""
    for page, source, rows in ((BULK, "results.json", figures), (KERNELS, "kernels.json", kernels)):
        path = HERE / source
        if path.exists():
            fill(page, rows(json.loads(path.read_text(encoding="utf-8"))))
            print(page.relative_to(ROOT))


if __name__ == "__main__":
    main()
