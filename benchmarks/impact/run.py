"""Measure the models of trade in one run and rewrite docs/how-it-works/impact-speed.md and its picture.

    python -m benchmarks.impact.run --port DIR --kite DIR

DIR: checkouts of github.com/JoeLoera/liberation-day-replication (58a720e; needs scipy) and github.com/julianhinz/KITE (11c1e30; needs R). What was measured is
kept in results.json beside this file; ``--page`` only writes the page and the picture from it.
"""

from __future__ import annotations

import os

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import argparse
import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.bulk.children import ROOT, machine
from benchmarks.bulk.page import table
from benchmarks.impact import many_sectors, one_sector, partial, sectors, size
from benchmarks.impact.plot import draw

KEPT = Path(__file__).with_name("results.json")
PAGE = ROOT / "docs" / "how-it-works" / "impact-speed.md"
PICTURE = PAGE.with_suffix(".svg")


def main() -> None:
    """Measure what is asked for, keep it, write the page."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--port", type=Path, metavar="DIR")
    options.add_argument("--kite", type=Path, metavar="DIR")
    options.add_argument("--page", action="store_true", help="write the page from results.json only")
    given = options.parse_args()
    if not given.page:
        if not (given.port and given.kite):
            options.error("--port and --kite name the checkouts of the public code")
        KEPT.write_text(json.dumps(measured(given.port, given.kite), indent=1) + "\n", encoding="utf-8")
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    PAGE.write_text(page(kept), encoding="utf-8")
    draw(kept, PICTURE)


def measured(port: Path, kite: Path) -> dict[str, Any]:
    """Every figure, in one run."""
    said = subprocess.run(["Rscript", "--version"], check=True, capture_output=True, text=True)
    return {
        "measured_on": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
        "r": (said.stdout or said.stderr).strip(),
        "one_sector": one_sector.measure(port),
        "many_sectors": many_sectors.measure(kite),
        "sectors": sectors.measure(),
        "partial": partial.measure(),
        "size": size.measure(),
    }


def page(kept: dict[str, Any]) -> str:
    """The page, in Markdown."""
    about, versions = kept["machine"], kept["machine"]["versions"]
    one = [
        [row["scenario"], f"{row['kanzei_ms']:.1f}", f"{row['port_ms']:.0f}", f"{row['ratio']:.0f}", f"{row['residual']:.0e}", f"{row['port_residual']:.0e}"]
        for row in kept["one_sector"]
    ]  # fmt: skip
    many = [
        [f"{row['tolerance']:.0e}", f"{row['kanzei_ms']:.1f}", f"{row['kite_ms']:.0f}", f"{row['ratio']:.0f}", f"{row['kanzei_error']:.0e}", f"{row['kite_error']:.0e}"]
        for row in kept["many_sectors"]
    ]  # fmt: skip
    cells = kept["partial"]
    lines = [
        "# How fast the models of trade are",
        "",
        "Written by `python -m benchmarks.impact.run`; every figure is of one run, the best of its rounds, one thread.",
        f"Measured on {kept['measured_on']}: {about['processor']}, {about['cores']} cores, Python {about['python']}, numpy {versions.get('numpy', '')}, {kept['r']}.",
        "",
        "## 194 countries, one sector",
        "",
        "Against the public Python port of Ignatenko, Lashkaripour, Macedoni and Simonovska (2025): its own system of equations in `fsolve`, as it calls it, on the",
        f"same world and tariffs. Our factor of the base, {max(row['factor_ms'] for row in kept['one_sector']):.0f} ms, is made once for all scenarios and not counted.",
        "",
        *table(["scenario", "Kanzei ms", "port ms", "ratio", "largest residual", "port"], one),
        "",
        "## 31 countries, 40 sectors, inputs and outputs",
        "",
        "NAFTA (Caliendo and Parro 2015) against KITE at equal tolerance; the error is the farthest real wage from the solution at 1e-11.",
        "",
        *table(["tolerance", "Kanzei ms", "KITE ms", "ratio", "error", "KITE"], many),
        "",
        "## Tasks of the many-sector models",
        "",
        "81 countries and 28 sectors (`icio`), 44 and 16 (`wiod14`), 41 and 35 with inputs and outputs (`wiod-io`); processor time.",
        "",
        *table(["task", "ms"], [[name, f"{ms:.1f}"] for name, ms in kept["sectors"].items()]),
        "",
        "## Products",
        "",
        f"One pass of the partial equilibrium over {cells['cells']:,} cells: {cells['ms']:.1f} ms, {cells['ms'] / cells['floor_ms']:.1f} times {cells['floor']}.",
        "",
        "## By size",
        "",
        "Worlds made by chance; 10% charged by one country on all the others.",
        "",
        "![milliseconds by countries and sectors](impact-speed.svg)",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
