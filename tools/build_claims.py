"""Compile the claims registry, src/kanzei/law/claims.yaml, into src/kanzei/data/claims.json.

The package reads the JSON only, so that a question on the command line needs no YAML.

Usage: python tools/build_claims.py [--check]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "kanzei" / "law" / "claims.yaml"
TARGET = ROOT / "src" / "kanzei" / "data" / "claims.json"

TYPES = {"flag", "usd", "share", "date", "country", "text", "heading", "number", "case"}
KEYS = {
    "type",
    "unit",
    "default",
    "why",
    "assume",
    "excludes",
    "aliases",
    "column",
    "expands",
    "informative",
    "reads",
}


def compiled() -> str:
    """The registry as JSON text, checked; a mistake ends the program with the key that has it."""
    import yaml

    book: dict[str, Any] = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    sources, claims = book["sources"], book["claims"]
    names: dict[str, str] = {}
    out: dict[str, dict[str, Any]] = {}
    for key, claim in claims.items():
        if strange := set(claim) - KEYS:
            raise SystemExit(f"claims.yaml: {key}: unknown {sorted(strange)}; a claim has {sorted(KEYS)}")
        if claim["type"] not in TYPES:
            raise SystemExit(f"claims.yaml: {key}: type is one of {sorted(TYPES)}, not {claim['type']!r}")
        if (claim["type"] == "flag") != isinstance(claim.get("default"), bool):
            raise SystemExit(f"claims.yaml: {key}: a flag, and only a flag, has default: yes or no")
        for name in (key, *claim.get("aliases", ())):
            if name in names:
                raise SystemExit(f"claims.yaml: {name} names both {names[name]} and {key}")
            names[name] = key
        unknown = [other for field in ("excludes", "expands") for other in claim.get(field, ()) if other not in claims]
        if unknown:
            raise SystemExit(f"claims.yaml: {key}: {unknown} are no keys")
        row = {name: value for name, value in claim.items() if name != "why"}
        if "why" in claim:
            row["source"] = sources[claim["why"]]
        out[key] = dict(sorted(row.items()))
    return json.dumps(out, indent=0, ensure_ascii=False) + "\n"


def main() -> int:
    """Write the table, or with ``--check`` say whether it is current."""
    text = compiled()
    if "--check" in sys.argv[1:]:
        current = TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text
        print("claims.json is current" if current else "claims.json is out of date: run tools/build_claims.py")
        return 0 if current else 1
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(text, encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {len(json.loads(text))} claims")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
