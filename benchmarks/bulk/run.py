"""Bulk assessment, all of it in one run: against the floor, a join in SQL, a rules engine, and itself.

    python -m benchmarks.bulk.run [--lines 100000000] [--quick] [--folder build/bench-bulk]

Every measurement is a fresh process. *Cold* finds no slots kept, and the first cold run no compiled kernel either; *warm* finds what the cold run left. Figures are printed and written to ``benchmarks/bulk/results.json`` (``--quick``: to the folder, so that figures of a small run never take the place of a
large one's). Input files stay in the folder for the next run; results are removed.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.bulk.children import ROOT, ChildError, ask, machine

__all__: list[str] = []

RESULTS = Path(__file__).parent / "results.json"
MODULE = "benchmarks.bulk.measure"
TYPICAL = 20_000
"""Distinct combinations of the headline: a large importer's year."""


class Bench:
    """Where it works, how large, and what was found."""

    def __init__(self, folder: Path, lines: int, *, quick: bool, repeats: int, workers: int) -> None:
        self.folder, self.lines, self.quick, self.repeats, self.workers = folder, lines, quick, repeats, workers
        self.typical = 2_000 if quick else TYPICAL
        self.found: dict[str, Any] = {}
        folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(folder / "caches", ignore_errors=True)

    # ------------------------------------------------------------ the pieces

    def file(self, lines: int, distinct: int, damaged: float = 0.0) -> Path:
        """Lines to read, written once."""
        path = self.folder / f"lines-{lines}-{distinct}-{damaged:g}.parquet"
        if not path.exists():
            given = {"path": str(path), "lines": lines, "distinct": distinct, "damaged": damaged}
            ask(MODULE, "write", given, {})
        return path

    def child(self, task: str, given: Mapping[str, Any], cache: str = "typical") -> dict[str, Any]:
        """One measurement, with a cache folder of its name."""
        place = self.folder / "caches" / cache
        extra = {"KANZEI_CACHE": str(place), "NUMBA_CACHE_DIR": str(place.parent / "numba")}
        return ask(MODULE, task, {"out": str(self.folder / "out.parquet"), **given}, extra)

    def assess(self, path: Path, *, views: int = 1, workers: int = 0, cache: str = "typical") -> dict[str, Any]:
        """Kanzei once, file to file."""
        return self.child(
            "assess", {"path": str(path), "views": views, "workers": workers or self.workers, "keep": False}, cache
        )

    def median(self, runs: list[dict[str, Any]]) -> dict[str, Any]:
        """The run in the middle by seconds, with the seconds of all beside it."""
        chosen = statistics.median_low([one["seconds"] for one in runs])
        middle = next(one for one in runs if one["seconds"] == chosen)
        return {
            **middle,
            "all_seconds": [round(one["seconds"], 3) for one in runs],
            "peak_mb": max(one["peak_mb"] for one in runs),
        }

    def warm(self, path: Path, **how: Any) -> dict[str, Any]:
        """Kanzei several times, the middle one."""
        return self.median([self.assess(path, **how) for _ in range(1 if self.quick else self.repeats)])

    # ------------------------------------------------------------ the questions

    def against_floor(self) -> None:
        """Cold once; then floor and warm runs in turn, so that a busy moment strikes both."""
        lines = self.lines
        path = self.file(lines, self.typical)
        cold = self.assess(path)
        floors, warms = [], []
        given = {"path": str(path), "workers": self.workers}
        for _ in range(self.repeats):
            floors.append(self.child("floor", given))
            warms.append(self.assess(path))
        floor, warm = self.median(floors), self.median(warms)
        kept = self.child("slots", {})
        ratio, colder = warm["seconds"] / floor["seconds"], cold["seconds"] - warm["seconds"]
        self.found["headline"] = {
            "lines": lines,
            "distinct": self.typical,
            "workers": self.workers,
            "cold": cold,
            "warm": warm,
            "floor": floor,
            "ratio": ratio,
            "cold_adds_seconds": colder,
            "slots": kept,
            "input_bytes": path.stat().st_size,
        }
        say(
            f"{lines:,} lines, {self.typical:,} combinations, {self.workers} threads, Parquet to Parquet",
            ("floor", lines, floor),
            ("kanzei, warm", lines, warm),
            ("kanzei, cold", lines, cold),
        )
        print(
            f"  ratio to the floor {ratio:.2f}; the cold run adds {colder:.1f} s once; {kept['combinations']:,} combinations kept in {kept['slots']:,} slots, {kept['bytes'] / 1e6:.0f} MB"
        )

    def memory(self) -> None:
        """The most memory a process holds, at sizes apart by ten."""
        rows = []
        for lines in (self.lines // 100, self.lines // 10, self.lines):
            found = (
                self.found["headline"]["warm"] if lines == self.lines else self.assess(self.file(lines, self.typical))
            )
            rows.append({"lines": lines, "peak_mb": found["peak_mb"], "seconds": found["seconds"]})
        self.found["memory"] = rows
        print("memory: " + ", ".join(f"{one['lines']:,} lines {one['peak_mb']:,.0f} MB" for one in rows))

    def scaling(self) -> None:
        """Threads, distinct combinations, views, damaged lines; each beside its floor where the floor differs."""
        lines = self.lines // 10
        path = self.file(lines, self.typical)
        rows = []
        for workers in (1, 2):
            found = self.warm(path, workers=workers)
            base = self.child("floor", {"path": str(path), "workers": workers})
            rows.append({"workers": workers, "lines": lines, "warm": found, "floor": base})
        self.found["workers"] = rows
        say(
            f"{lines:,} lines by threads",
            *((f"{one['workers']} thread(s), floor", lines, one["floor"]) for one in rows),
            *((f"{one['workers']} thread(s)", lines, one["warm"]) for one in rows),
        )

        rows = []
        for distinct in (1_000, 5_000) if self.quick else (1_000, 20_000, 1_000_000, 4_000_000):
            path, cache = self.file(lines, distinct), f"distinct-{distinct}"
            try:
                cold = self.assess(path, cache=cache)
                warm = self.warm(path, cache=cache)
                base = self.child("floor", {"path": str(path), "workers": self.workers}, cache)
                kept = self.child("slots", {}, cache)
            except ChildError as error:  # such as for want of memory: the other sizes still count
                print(f"{distinct:,} distinct combinations: {error}")
            else:
                rows.append({"distinct": distinct, "lines": lines, "cold": cold, "warm": warm, "floor": base, **kept})
            shutil.rmtree(self.folder / "caches" / cache, ignore_errors=True)
        self.found["distinct"] = rows
        say(
            f"{lines:,} lines by distinct combinations",
            *((f"{one['distinct']:,}, {name}", lines, one[name]) for one in rows for name in ("floor", "warm", "cold")),
        )

        path, rows = self.file(lines, self.typical), []
        for views in (1, 2, 3):
            self.assess(path, views=views)
            rows.append({"views": views, "lines": lines, "warm": self.warm(path, views=views)})
        self.found["views"] = rows
        say(f"{lines:,} lines by views, read once", *((f"{one['views']} view(s)", lines, one["warm"]) for one in rows))

        spoilt = self.file(lines, self.typical, 0.01)
        self.assess(spoilt, cache="damaged")
        whole, damaged = self.warm(path), self.warm(spoilt, cache="damaged")
        self.found["damaged"] = {"lines": lines, "share": 0.01, "whole": whole, "damaged": damaged}
        say(f"{lines:,} lines, 1% of them damaged", ("without", lines, whole), ("with", lines, damaged))

    def against_sql(self) -> None:
        """A join of a rate table in DuckDB; then its duty held against ours on a smaller file."""
        table = self.folder / f"rates-{'quick' if self.quick else 'full'}.parquet"
        size = (
            {"origins": 2, "since": "2026-09-01", "processes": 1}
            if self.quick
            else {"origins": 40, "since": "2025-01-01", "processes": 2}
        )
        made = self.child("rates", {"path": str(table), **size})
        given = {"rates": str(table), "workers": self.workers}
        lines = self.lines
        path = self.file(lines, self.typical)
        run = self.child("sql", {"path": str(path), **given, "out": str(self.folder / "sql.parquet")})
        small = self.lines // 100
        path = self.file(small, self.typical)
        targets = {"path": str(path), "views": 1, "workers": self.workers, "out": str(self.folder / "ours.parquet")}
        ours = self.folder / "0-ours.parquet"
        self.child("assess", {**targets, "keep": True})
        compared = self.child(
            "sql", {"path": str(path), **given, "out": str(self.folder / "sql.parquet"), "against": str(ours)}
        )["compared"]
        ours.unlink()
        self.found["sql"] = {"lines": lines, "rates": made, "run": run, "compared": compared}
        say(
            "DuckDB, a join of one total rate, file to file",
            ("sql join", lines, run),
            ("kanzei, warm", lines, self.found["headline"]["warm"]),
        )
        print(
            f"  rate table: {made['rows']:,} rows of {made['origins']} countries from {made['since']}, made in {made['seconds']:.0f} s (not counted)\n"
            f"  of {compared['lines']:,} lines: {compared['same_cents']:,} the same cents, {compared['other_cents']:,} other "
            f"({compared['of_which_a_few_cents']:,} by five cents at most), {compared['no_answer']:,} without an answer, "
            f"{compared['answered_where_we_say_why_not']:,} answered where Kanzei says why it cannot be\n"
            "  it has no amount by authority, no headings, no claims or preferences, no quantities, no reasons, no view but one"
        )

    def against_rules(self) -> None:
        """A rules engine in Python on a small part of the law."""
        python = _rules_environment(ROOT / "build" / "openfisca")
        if python is None:
            print("OpenFisca-Core could not be installed: left out")
            return
        path, answers = self.folder / "rules.parquet", self.folder / "rules.npy"
        self.child("rules_lines", {"path": str(path), "lines": 100_000 if self.quick else 1_000_000})
        script = Path(__file__).with_name("fisca.py")
        words = [str(python), str(script), str(path), str(answers), "200" if self.quick else "5000"]
        ran = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True)
        theirs = json.loads(ran.stdout.splitlines()[-1])
        ours = self.child("rules_kanzei", {"path": str(path), "answers": str(answers)}, "rules")
        self.found["rules"] = {"theirs": theirs, "kanzei": ours}
        alone = theirs["lines_alone"] / theirs["seconds_alone"]
        print(
            f"{theirs['engine']}, Japan, column 1 handed over, reciprocal duty only; memory to memory, one thread\n"
            f"  {'one situation at a time':26}{alone:14,.0f} lines/s\n"
            f"  {'whole vectors':26}{theirs['lines'] / theirs['seconds']:14,.0f} lines/s\n"
            f"  {'kanzei, the whole law':26}{ours['lines'] / ours['seconds']:14,.0f} lines/s\n"
            f"  its cents (float32) differ on {ours['other_cents']:,} of {ours['compared']:,} lines, by up to {ours['most_cents_apart']:,} cents"
        )

    def line_by_line(self) -> None:
        """The engine that explains every line in dollars, on the same lines."""
        lines = 500 if self.quick else 20_000
        found = self.child("by_line", {"path": str(self.file(self.lines // 100, self.typical)), "lines": lines})
        self.found["by_line"] = found
        say("line by line, explained in dollars", ("kanzei, --engine lines", found["lines"], found))


def _rules_environment(folder: Path) -> Path | None:
    """The interpreter of an environment with OpenFisca-Core, made once."""
    python, ready = folder / "bin" / "python", folder / "ready"
    if not ready.exists():
        made = subprocess.run([sys.executable, "-m", "venv", str(folder)], check=False)
        words = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "openfisca-core", "pyarrow"]
        if made.returncode or subprocess.run(words, check=False).returncode:
            return None
        ready.touch()
    return python


def say(title: str, *rows: tuple[str, int, Mapping[str, Any]]) -> None:
    """Print lines a second."""
    print(title)
    for name, lines, found in rows:
        memory = f"{found['peak_mb']:8,.0f} MB"
        print(f"  {name:26}{lines / found['seconds']:14,.0f} lines/s{found['seconds']:9.2f} s{memory}")
    sys.stdout.flush()


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description="bulk assessment against the floor, SQL, a rules engine, and itself")
    parser.add_argument("--lines", type=int, default=100_000_000)
    parser.add_argument("--quick", action="store_true", help="300 thousand lines; under two minutes")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "bench-bulk", help="where files are written")
    parser.add_argument("--repeats", type=int, default=3, help="runs of a measurement, of which the middle one counts")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--results", type=Path, help="where the figures go")
    parser.add_argument("--note", default="", help="what a reader of the figures should know of this run")
    options = parser.parse_args()

    lines = min(options.lines, 300_000) if options.quick else options.lines
    bench = Bench(
        options.folder.absolute(),
        lines,
        quick=options.quick,
        repeats=1 if options.quick else options.repeats,
        workers=options.workers,
    )
    results = options.results or (bench.folder / "results.json" if options.quick else RESULTS)
    begun = time.perf_counter()
    about = machine()
    versions = ", ".join(f"{name} {version}" for name, version in about["versions"].items())
    print(
        f"{about['processor']}, {about['cores']} cores, {about['memory_gib']} GiB; Python {about['python']}, {versions}"
    )
    for question in (
        bench.against_floor,
        bench.memory,
        bench.scaling,
        bench.against_sql,
        bench.against_rules,
        bench.line_by_line,
    ):
        question()
        kept = {"machine": about, "note": options.note, "measured_on": date.today().isoformat(), "lines": lines}
        kept |= bench.found
        results.write_text(json.dumps(_rounded(kept), indent=1) + "\n", encoding="utf-8")
    print(f"{time.perf_counter() - begun:,.0f} s in all; figures in {results.name}")


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    return round(value, 4) if isinstance(value, float) else value


if __name__ == "__main__":
    main()
