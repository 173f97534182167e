"""Run every mutant and write the page: ``python -m tests.mutation -o docs/reference/mutation.md``; 1 where one lives on unexplained."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from .code import MODULES, mutants_of_module
from .law import mutants_of
from .reach import reached
from .run_code import Bench
from .run_law import Court
from .verdicts import explained, read_kept

INSTRUMENTS = [
    f"us/{name}"
    for name in """
    eo-14193 eo-14194 eo-14195 eo-14197 eo-14198 eo-14228 eo-14231 eo-14232 eo-14257 eo-14259 eo-14266 eo-14289 eo-14298 eo-14309
    eo-14316 eo-14323 eo-14325 eo-14326 eo-14329 eo-14334 eo-14345 eo-14346 eo-14357 eo-14358 eo-14360 eo-14361 eo-14384 eo-14389
    fr-2025-17908 fr-eu-2025-09-25 fr-kr-2025-12-04 fr-chli-2025-12-18 proc-10895 proc-10896 proc-10908 proc-10962 proc-11012
    ustr-301-brazil ustr-301-forced-labor scotus-2026-02-20 fr-2026-04-23-metals-camx fr-2026-04-29-metals-fix
""".split()
]
"""The instruments held to it; ``--law all`` tries every one."""

Row = tuple[str, str, bool, str]
"""(module or instrument, mutant, killed, by)."""

_court: Court
_bench: Bench
_mutants: dict[str, Any] = {}


def _try(name: str) -> Row:
    mutant = _mutants[name]
    if hasattr(mutant, "module"):
        verdict = _bench.try_mutant(mutant)
        return mutant.module, name, *verdict
    verdict = _court.try_mutant(mutant)
    return mutant.instrument_id, name, *verdict


def run(law: list[str] | None, code: list[str] | None, processes: int, resume: Path | None) -> tuple[list[Row], Court]:
    """Every mutant of the instruments and modules named (``None``: all); what a stopped run found is taken from ``resume``."""
    global _court, _bench
    _court, _bench = Court(), Bench()
    stamp = _court.book.law_digest[:12]
    for module in MODULES if code is None else code:
        _mutants.update((one.id, one) for one in mutants_of_module(module))
    for instrument in sorted(_court.instruments, key=lambda one: (-len(one.operations), one.id)):
        if law is None or instrument.id in law:
            _mutants.update((one.id, one) for one in mutants_of(instrument))
    rows: list[Row] = []
    if resume and resume.exists():
        found = [json.loads(line) for line in resume.read_text(encoding="utf-8").splitlines()]
        rows = [
            (one[1], one[2], one[3], one[4]) for one in found if one[0][:12] == stamp and one[3] and one[2] in _mutants
        ]
    left = [name for name in _mutants if name not in {row[1] for row in rows}]
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        for number, row in enumerate(pool.imap_unordered(_try, left, chunksize=8), len(rows) + 1):
            rows.append(row)
            if resume:
                with resume.open("a", encoding="utf-8") as file:
                    file.write(json.dumps([stamp, *row]) + "\n")
            if sys.stderr.isatty():
                print(f"\r{number} of {len(_mutants)} mutants", end="", file=sys.stderr)
    return rows, _court


def page(rows: list[Row], court: Court) -> tuple[str, list[str]]:
    """The page, and the survivors nobody has explained."""
    kept = read_kept()
    unexplained: list[str] = []
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    reasons: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for place, name, killed, by in rows:
        if killed:
            counts[place]["killed"] += 1
            continue
        why = None if by else explained(name, kept)
        kind, reason = ("equivalent", by) if by else (why.kind, why.reason) if why else ("unexplained", "")
        counts[place][kind] += 1
        if kind == "unexplained":
            unexplained.append(name)
        else:
            reasons[(kind, reason)][place.removeprefix("kanzei.").removeprefix("us/")] += 1
    total: Counter[str] = Counter()
    for one in counts.values():
        total.update(one)
    provisions, unreached = reached(court)
    share = 100 * (provisions - len(unreached)) / provisions
    out = [
        "# Mutants",
        "",
        "Each condition of the evaluator and of the decisions around it, and each predicate of each instrument, is turned, dropped or moved by a",
        "day or a point, one at a time; the published computations, the worked examples and the rows derived from the law's text must tell the",
        "difference. Written by `make long` (`python -m tests.mutation`), which fails on a survivor without a reason. The reasons are kept in",
        "`tests/mutation/survivors.yaml`: *equivalent* where no line can show a difference, *open* where a case is still to be written.",
        "",
        f"Law {court.book.law_digest[:12]}, {len(court.cases)} cases. {sum(total.values())} mutants: {total['killed']} killed, "
        f"{total['equivalent']} equivalent, {total['open']} open, {total['unexplained']} unexplained.",
        "",
    ]
    for title, code in (("Code", True), ("Law", False)):
        if not any(place.startswith("kanzei.") == code for place in counts):
            out += [f"## {title}", "", "Not in this run.", ""]
            continue
        out += [f"## {title}", "", "| | mutants | killed | equivalent | open |", "|---|---:|---:|---:|---:|"]
        for place in sorted(counts, key=lambda p: (counts[p]["open"] > 0, p)):
            if place.startswith("kanzei.") == code:
                one = counts[place]
                name = place.removeprefix("kanzei.").removeprefix("us/")
                out.append(f"| {name} | {sum(one.values())} | {one['killed']} | {one['equivalent']} | {one['open']} |")
        out.append("")
    out += ["## Reasons", "", "| | mutants | reason | where |", "|---|---:|---|---|"]
    for (kind, reason), where in sorted(reasons.items()):
        places = ", ".join(f"{place} {number}" for place, number in where.most_common(4))
        out.append(f"| {kind} | {sum(where.values())} | {reason} | {places}{' …' if len(where) > 4 else ''} |")
    out += [
        "",
        "## Reach",
        "",
        f"{provisions - len(unreached)} of {provisions} provisions ({share:.1f}%) bear on a line of the corpus, or release it. Reached by none:",
        "",
    ]
    groups: dict[str, list[str]] = defaultdict(list)
    for name in unreached:
        instrument, _, provision = name.partition("#")
        groups[instrument.removeprefix("us/")].append(provision)
    out += [f"- {instrument}: {', '.join(names)}" for instrument, names in sorted(groups.items())]
    return "\n".join(out) + "\n", unexplained


def main() -> int:
    """Run, write, report."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("-o", "--output", type=Path, help="the page to write; left out, nothing is written")
    parser.add_argument("--law", nargs="*", default=INSTRUMENTS, help="instruments, such as us/eo-14257, or all")
    parser.add_argument("--code", nargs="*", help="modules, such as kanzei.duty.evaluator (default: all)")
    parser.add_argument("--resume", type=Path, help="a file that keeps what was found, so that a stopped run goes on")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    rows, court = run(None if options.law == ["all"] else options.law, options.code, options.processes, options.resume)
    text, unexplained = page(rows, court)
    if options.output:
        options.output.write_text(text, encoding="utf-8")
    print(text.split("\n## ")[0].splitlines()[-2])
    for name in unexplained:
        print(f"lives on unexplained: {name}")
    return 1 if unexplained else 0


if __name__ == "__main__":
    raise SystemExit(main())
