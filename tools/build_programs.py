"""Write the instrument files of the special programmes: which countries may claim which symbol, from when to when.

Usage: python tools/build_programs.py [FILE] | --words | --check

FILE is a table symbol, iso2, from, to; default ``$KANZEI_SHARED/law/program_countries.csv`` or ``../shared/…``. Source: HTSUS general notes.
``--words`` compiles only src/kanzei/law/programs.yaml, what the symbols stand for, into src/kanzei/data/programs.json; ``--check`` says
whether that is current.
"""

from __future__ import annotations

import csv
import json
import os
import sys
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BOOK = ROOT / "src" / "kanzei" / "lawbook" / "us"
GENERAL_NOTES = {
    "A": "GN 4", "A+": "GN 4(b)", "A*": "GN 4(d)", "D": "GN 16", "E": "GN 7", "E*": "GN 7(d)", "R": "GN 17", "S": "GN 11",
    "S+": "GN 11", "AU": "GN 28", "BH": "GN 30", "CL": "GN 26", "CO": "GN 34", "IL": "GN 8", "JO": "GN 18", "JP": "GN 36",
    "KR": "GN 33", "MA": "GN 27", "OM": "GN 31", "PA": "GN 35", "PE": "GN 32", "SG": "GN 25", "P": "GN 29", "P+": "GN 29", "NP": "GN 3",
    "HT": "chapter 98 subchapter XX",
}  # fmt: skip
STARTS = {"D": "2000-10-02", "A+": "1997-05-30"}
"""First day of a programme whose table gives countries no day of their own."""
HAITI = "HT (HOPE/HELP)"
LAPSE = "2025-10-01"
"""AGOA and HOPE/HELP ran out after 2025-09-30; the renewal is an instrument of its own, known later."""
OPEN = {"C": "GN 6", "K": "GN 13", "L": "GN 14"}
HEAD = """# Written by tools/build_programs.py from the general notes of the schedule; eligibility is the importer's claim.
id: us/programs
title: Special tariff programmes and their beneficiary countries
kind: statute
citation: HTSUS general notes 3 to 36
known: 2020-12-31
sources: [https://hts.usitc.gov/]
grade: secondary
confidence: M
checked: table
note: One group spi:SYMBOL for each symbol printed in the Special column. GSP (A, A+, A*) lapsed after 2020-12-31.
groups:
"""
AGOA = """# Written by tools/build_programs.py.
id: us/hr-7148-agoa
title: Renewal of AGOA and of HOPE/HELP in the Consolidated Appropriations Act, 2026
kind: statute
citation: H.R. 7148 (119th); 91 FR 30469
signed: 2026-02-03
known: 2026-02-03
sources: [https://content.govdelivery.com/bulletins/gd/USDHSCBP-408372f]
grade: agency
confidence: H
checked: table
note: Restores symbol D, and HOPE/HELP of Haiti, without a gap for entries from 2025-10-01 and runs them to 2026-12-31; claims for the gap by 2026-08-02.
groups:
"""


def group(symbol: str) -> str:
    """The group of a symbol; one that stands in no column has a name of its own, so that no claim finds it."""
    return f"{'program' if symbol == 'HT' else 'spi'}:{symbol.lower()}"


def rows(members: dict[tuple[str, str], list[str]], name: str, cite: str) -> str:
    """Group operations, one for each interval."""
    out = ""
    for (start, stop), codes in sorted(members.items()):
        limits = ", ".join(word for word in (f"from: {start or '1989-01-01'}", f"to: {stop}" if stop else "") if word)
        out += f'  - {{name: "{name}", cite: {cite}, entered: {{{limits}}},\n     add: [{", ".join(sorted(codes))}]}}\n'
    return out


WORDS = ROOT / "src" / "kanzei" / "law" / "programs.yaml"
TARGET = ROOT / "src" / "kanzei" / "data" / "programs.json"
KEYS = {"name", "note", "from", "to", "column", "effect", "mpf", "why", "remark"}


def words() -> str:
    """What the symbols stand for, as JSON text; a mistake ends the program with the symbol that has it."""
    import yaml

    out = {}
    for symbol, row in yaml.safe_load(WORDS.read_text(encoding="utf-8"))["programs"].items():
        if strange := set(row) - KEYS:
            raise SystemExit(f"programs.yaml: {symbol}: unknown {sorted(strange)}; a programme has {sorted(KEYS)}")
        if row["mpf"] not in ("due", "exempt") or (row["mpf"] == "exempt") != ("why" in row):
            raise SystemExit(f"programs.yaml: {symbol}: mpf is due, or exempt with a why")
        out[symbol] = {
            "name": row["name"],
            "note": row["note"],
            "start": str(row["from"]),
            "end": str(row.get("to", "")),
            "column": row["column"],
            "effect": row["effect"],
            "mpf": row["mpf"],
            "why": row.get("why", ""),
            "remark": row.get("remark", ""),
        }
    return json.dumps(out, indent=0, ensure_ascii=False) + "\n"


def main() -> int:
    """Write the files."""
    if sys.argv[1:] == ["--check"]:
        current = TARGET.exists() and TARGET.read_text(encoding="utf-8") == words()
        print("current" if current else "stale: run make law")
        return 0 if current else 1
    TARGET.write_text(words(), encoding="utf-8")
    if sys.argv[1:] == ["--words"]:
        return 0
    shared = Path(os.environ.get("KANZEI_SHARED", ROOT.parent / "shared"))
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else shared / "law" / "program_countries.csv"
    groups: dict[str, dict[tuple[str, str], list[str]]] = defaultdict(lambda: defaultdict(list))
    with open(path, encoding="utf-8") as file:
        for row in csv.DictReader(file):
            symbol = "HT" if row["symbol"] == HAITI else row["symbol"]
            if symbol not in GENERAL_NOTES:
                continue
            stop = (date.fromisoformat(row["to"]) + timedelta(days=1)).isoformat() if row["to"] else ""
            if symbol in ("D", "HT"):
                stop = LAPSE
            for name in {symbol, *({"E*"} if symbol == "E" else ()), *({"A*"} if symbol == "A" else ())}:
                groups[name][(row["from"] or STARTS.get(symbol, ""), stop)].append(row["iso2"].lower())
    text = HEAD
    for symbol, members in sorted(groups.items()):
        text += rows(members, group(symbol), GENERAL_NOTES[symbol])
    for symbol, cite in OPEN.items():
        text += f'  - {{name: "spi:{symbol.lower()}", cite: {cite}, add: [all]}}\n'
    (BOOK / "before-2025" / "programs.yaml").write_text(text, encoding="utf-8")
    renewed = ""
    for symbol in ("D", "HT"):
        members = {(LAPSE, "2027-01-01"): next(iter(groups[symbol].values()))}
        renewed += rows(members, group(symbol), GENERAL_NOTES[symbol])
    (BOOK / "2026" / "hr-7148-agoa.yaml").write_text(AGOA + renewed, encoding="utf-8")
    print(f"{len(groups) + len(OPEN)} symbols")
    return 0


if __name__ == "__main__":
    sys.exit(main())
