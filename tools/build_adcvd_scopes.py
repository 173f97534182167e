"""Compile tools/adcvd_scopes.yaml into src/kanzei/data/adcvd_scopes.json: origin -> orders, for the warning of the scope of a case.

Usage: python tools/build_adcvd_scopes.py [--check]
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "tools" / "adcvd_scopes.yaml"
TARGET = ROOT / "src" / "kanzei" / "data" / "adcvd_scopes.json"
GRADES = ("official", "transcription")


def compiled() -> str:
    """The table as JSON text, checked; a mistake ends the program."""
    import yaml

    book: dict[str, Any] = yaml.load(SOURCE.read_text(encoding="utf-8"), yaml.BaseLoader)  # NO stays Norway
    out: dict[str, list[dict[str, Any]]] = {}
    seen: set[str] = set()
    for name, source in book["sources"].items():
        if source["grade"] not in GRADES or not re.fullmatch(r"\d{4}-\d\d-\d\d", source["as_of"]) or not source["read"]:
            raise SystemExit(f"{name}: a source has a grade of {GRADES}, a day as_of, and says what was read")
    for order in book["orders"]:
        for case in order["cases"]:
            if not re.fullmatch(r"[AC]-\d{3}-\d{3}", case) or case in seen:
                raise SystemExit(f"{case}: not a case number, or it stands twice")
            seen.add(case)
        if not all(re.fullmatch(r"\d{4}(\d{2}){0,2}", code) for code in order["hts"]):
            raise SystemExit(f"{order['cases'][0]}: codes are prefixes of 4 to 8 digits")
        source = book["sources"][order["source"]]
        out.setdefault(order["origin"], []).append(
            {
                "cases": order["cases"],
                "product": order["product"],
                "hts": sorted(order["hts"]),
                "as_of": source["as_of"],
                "grade": source["grade"],
                "read": source["read"],
            }
        )
    return json.dumps(dict(sorted(out.items())), indent=0, ensure_ascii=False) + "\n"


def main() -> int:
    """Write the table, or with ``--check`` say whether it is current."""
    text = compiled()
    if "--check" in sys.argv[1:]:
        current = TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text
        print(
            "adcvd_scopes.json is current"
            if current
            else "adcvd_scopes.json is out of date: run tools/build_adcvd_scopes.py"
        )
        return 0 if current else 1
    TARGET.write_text(text, encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {sum(len(rows) for rows in json.loads(text).values())} orders")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
