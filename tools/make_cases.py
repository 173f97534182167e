"""Write the worked examples that the tests compute again: tests/cases/{examples-2025,examples-2026,gold}.yaml.

Usage: python tools/make_cases.py [FOLDER]

FOLDER holds ``law/examples-2025.csv``, ``law/examples-2026.csv`` and ``cases/gold.csv``; default ``$KANZEI_SHARED`` or ``../shared``.
The examples state their facts in words (loaded on, content, in quota): ``FACTS`` says them as claims, one entry for each case that has
any. Where a source row is doubtful the case carries ``doubt``: what we hold, and why. Amounts are US dollars; ``parts`` are duties by
heading, ``base`` the ordinary duty; for a total of 15% that includes the ordinary duty the heading's amount is the addition.
"""

from __future__ import annotations

import csv
import json
import os
import re
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases"

Facts = dict[str, Any]
"""What a case states beyond origin, code, day and value: spi, loaded, quantity, claims, hts, value, parts, known, doubt."""

FACTS: dict[str, Facts] = {
    "E02": {"spi": "JP"},
    "E03": {"loaded": "2025-04-06"},
    "E04": {"loaded": "2025-04-09"},
    "E05": {"spi": "JP"},
    "E06a": {"loaded": "2025-08-08"},
    "E06b": {"loaded": "2025-08-08"},
    "E06c": {"spi": "JP", "loaded": "2025-08-08"},
    "E07": {"loaded": "2025-07-30"},
    "E08a": {"loaded": "2025-08-08"},
    "E08b": {"loaded": "2025-08-08"},
    "E09": {"quantity": "1000 liters"},
    "E10": {"spi": "JP"},
    "E13b": {"claims": {"auto_part": True}},
    "E13c": {"claims": {"auto_part": True}},
    "E16a": {
        "claims": {"melt_pour": "JP", "quota_filled": False},
        "parts": {"base": "0.00"},
        "doubt": "The quota heading depends on the product; only the duty is compared.",
    },
    "E17a": {"claims": {"aluminum_value": 2500}},
    "E17b": {"claims": {"aluminum_value": 2500}},
    "E17c": {
        "claims": {"aluminum_value": 2500},
        "loaded": "2025-08-08",
        # 5.2% of 10,000 in all; 15% of the rest (1,125.00) less its ordinary duty (390.00).
        "parts": {"base": "520.00", "9903.85.08": "1250.00", "9903.02.73": "735.00"},
    },
    "E18": {
        "claims": {"steel_value": 30000},
        # 4.2% of 100,000 in all; 15% of the rest (10,500.00) less its ordinary duty (2,940.00).
        "parts": {"base": "4200.00", "9903.81.91": "15000.00", "9903.02.73": "7560.00"},
    },
    "E19": {
        "claims": {"copper_value": 4000},
        "loaded": "2025-08-08",
        # 2.6% of 10,000 in all; 15% of the rest (900.00) less its ordinary duty (156.00).
        "parts": {"base": "260.00", "9903.78.01": "2000.00", "9903.02.73": "744.00"},
    },
    "E20a": {"claims": {"civil_aircraft": True}},
    "E20b": {"claims": {"civil_aircraft": True}},
    "E21": {"claims": {"wood_upholstered": True}},
    "E22": {"claims": {"auto_part": True}},
    "E30c": {"spi": "S"},
    "E31a": {"spi": "S", "claims": {"auto_part": True}},
    "E31b": {"spi": "S", "claims": {"auto_part": True}},
    "E32a": {"spi": "S"},
    "E32b": {"spi": "S"},
    "E34": {"quantity": "100 bbl"},
    "E36": {
        "claims": {"smelt": "RU"},
        "doubt": "Read to the letter note 2(v)(viii)-(ix) does not shelter 9903.85.67 from the reciprocal 10%; held sheltered.",
    },
    # One statistical number of 3926.90.99 is excluded from list 4A whole (note 20(vvv)(iv)); another is meant.
    "E40a": {"hts": "3926.90.99.05"},
    "E40b": {"hts": "3926.90.99.05", "loaded": "2025-04-11"},
    "E40c": {"hts": "3926.90.99.05"},
    "E40d": {"hts": "3926.90.99.05"},
    "E41": {"claims": {"steel_value": 600}},
    "E42": {"hts": "8507.60.00.20", "claims": {"auto_part": False}},
    "E44": {"claims": {"cabinet": True}},
    "E51": {"quantity": "1000 liters", "loaded": "2025-08-08"},
    "E52a": {"spi": "KR"},
    "E52b": {"spi": "KR"},
    "E53b": {"spi": "KR"},
    "E55a": {"claims": {"quota_filled": False}},
    "E55b": {"claims": {"quota_filled": True}},
    "E60a": {"loaded": "2025-08-28"},
    "E62": {"claims": {"us_content_value": 3000}},
    "E63": {"claims": {"wood_upholstered": True}},
    "E64": {"claims": {"semiconductor_article": True}},
    "E65": {"hts": "8541.43.00.10", "loaded": "2025-08-08"},
    "E66": {"loaded": "2025-08-08"},
    "S03": {"loaded": "2026-02-20"},
    "S04": {"loaded": "2026-07-20"},
    "S05": {"loaded": "2026-07-20"},
    "S08": {"claims": {"semiconductor_article": False}},
    "S11": {"claims": {"auto_part": True}},
    "S14": {"claims": {"steel_value": 8000}},
    "S15": {"claims": {"steel_value": 8000}},
    "S17": {"claims": {"auto_part": False, "truck_part": False}},
    "S18": {"claims": {"auto_part": True}},
    "S21": {"claims": {"us_metal": True}},
    "S23": {"claims": {"metal_under_15": True}},
    "S24": {"claims": {"wood_upholstered": True}},
    "S25": {"claims": {"wood_upholstered": True}},
    "S27": {"hts": "3004.90.92.01", "claims": {"patented": True, "maker_listed": False}},
    "S28": {"hts": "3004.90.92.01", "claims": {"patented": True}},
    "S29": {"hts": "3004.90.92.01", "claims": {"generic": True}},
    "S30": {"hts": "3004.90.92.01", "claims": {"patented": True}},
    "S31": {"quantity": "1000 liters"},
    "S32": {
        "hts": "9004.10.00",
        "value": 10000,
        "claims": {"ch98": "9802.00.50", "repair_value": 2000},
        "parts": {"base": "40.00", "9903.05.49": "210.00"},
    },
    "S33": {"claims": {"quota_filled": True, "quartz_surface_product": True}},
    "S34": {
        "claims": {"thermal_imaging": False, "uas_certified": False, "civil_aircraft": True},
        "doubt": "Free of the forced-labor duty by the list of civil aircraft only (general note 6 asserted).",
    },
    "S35": {
        "claims": {"uas_certified": True, "civil_aircraft": True},
        "doubt": "Free of the forced-labor duty by the list of civil aircraft only (general note 6 asserted).",
    },
    "S38": {"spi": "KR"},
    "S41": {"spi": "AU"},
    "S42": {"loaded": "2026-07-22"},
    "S43": {"loaded": "2026-07-25"},
    "S45": {"spi": "S"},
    "S47": {"spi": "S"},
    "S48": {"spi": "S", "claims": {"landed_on": "2026-09-20"}},
    "S49": {"spi": "S"},
    "S50": {"spi": "S"},
    "S54": {"claims": {"auto_part": True}},
    "S55": {"claims": {"auto_part": True}},
    "S56": {"hts": "3004.90.92.01", "claims": {"patented": True, "maker_listed": True}},
    "S57": {"hts": "3004.90.92.01", "claims": {"patented": True, "maker_listed": True}},
    "S58": {"spi": "KR"},
}

GOLD: dict[str, Facts] = {
    "HH-057": {
        "doubt": "In August 2026 only makers named in the proclamation are caught; the maker is taken to be one."
    },
    "HH-059": {
        "doubt": "In August 2026 only makers named in the proclamation are caught; the maker is taken to be one."
    },
    "DD-022": {
        "claims": {"pharma_use": True},
        "zero": ["9903.05.89"],
        "doubt": "Free only for pharmaceutical use (note 52(e)); the use is stated here, in the source it is not.",
    },
    "HH-078": {"zero": ["9903.05.88"], "doubt": "The zero of the forced-labor duty rests on 9903.05.88, added here."},
    "HH-076": {"zero": ["9903.03.05"], "doubt": "The zero of section 122 rests on 9903.03.05, added here."},
    "HH-039": {
        "zero_is": ["9903.03.05", "9903.96.03"],
        "doubt": "An article freed of the metals duty is not entered under a metals heading: 9903.03.05 in place of .06.",
    },
    "HH-008": {
        "doubt": "The importer denies that the origin is confirmed, so the rate of the agreement is not taken; no text says so, and by "
        "the headings alone every car of the Union pays 15%.",
    },
    "HH-073": {
        "claims": {"aluminum_value": 0},
        "doubt": "The code is also an aluminum derivative; right only without aluminum, which is stated here.",
    },
    "HH-032": {
        "doubt": "9903.82.06 names list (viii), the paragraph on United States metal does not; the heading is followed."
    },
    "HH-070": {"doubt": "Section 122 on the part that is not metal, before 2026-04-06, is inferred."},
    "HH-074": {"doubt": "Section 122 on the part that is not metal, before 2026-04-06, is inferred."},
    "HH-065": {"doubt": "Right only if steel makes 15% of the weight or more and no split for USMCA is claimed."},
    "OFF-VN-008": {"doubt": "The penalty that goes with a finding is outside the computation."},
    "SA-002": {"doubt": "Right only if no exclusion of the China action fits the article."},
    "HH-001": {"doubt": "Right only if no exclusion of the China action fits the article."},
    "PRO-CN-001": {"doubt": "Right only if no exclusion of the China action fits the article."},
}

BOTH = {"E06c": ("2025-08-20", {"base": "0.00", "9903.02.30": "1500.00"})}
"""Cases stated for two views: the earlier day, and the duties of that view."""


def plain(rows: list[dict[str, str]]) -> list[dict[str, Any]]:
    """The cases of one examples file."""
    grouped: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        grouped.setdefault(row["example"], []).append(row)
    out: list[dict[str, Any]] = []
    for name, group in grouped.items():
        first = group[0]
        facts = FACTS.get(name, {})
        parts: dict[str, str] = {}
        for row in group:
            found = re.match(r"99\d\d\.\d\d\.\d\d", row["component"])
            key = found.group() if found else "base"
            parts[key] = f"{Decimal(parts.get(key, '0')) + Decimal(row['duty_usd']):.2f}"
        known = first["known_as_of"]
        case = {
            "id": name,
            "cite": first["source"],
            "entered": first["entry_date"],
            "origin": first["origin"],
            "hts": facts.get("hts", first["hts"]),
            "value": facts.get("value", first["value_usd"]),
            **{key: facts[key] for key in ("spi", "loaded", "quantity", "claims") if key in facts},
            "total": first["total_usd"],
            "parts": facts.get("parts", parts),
            "grade": first["confidence"],
            **{key: facts[key] for key in ("doubt",) if key in facts},
        }
        if known == "both views":
            day, then = BOTH[name]
            out += [{**case, "id": f"{name}-then", "known": day, "parts": then}, {**case, "id": f"{name}-now"}]
            continue
        if re.fullmatch(r"\d{4}-\d\d-\d\d", known):
            case["known"] = known
        elif known.endswith("+"):
            # On the day of the announcement the total is known; the headings may still have to be named.
            case["total_from"] = known[:-1]
        out.append(case)
    return out


def gold(rows: list[dict[str, str]]) -> list[dict[str, Any]]:
    """The cases of the gold file."""
    out: list[dict[str, Any]] = []
    for row in rows:
        facts = GOLD.get(row["id"], {})
        claims = {**json.loads(row["claims"], parse_float=str), **facts.get("claims", {})}
        parts = facts.get("parts") or {
            key: f"{Decimal(str(value)):.2f}" for key, value in json.loads(row["expected_components"]).items()
        }
        zero = facts.get("zero_is") or [*row["expected_zero_headings"].split(), *facts.get("zero", [])]
        total = sum(map(Decimal, parts.values())) if "parts" in facts else Decimal(row["expected_total_usd"])
        case: dict[str, Any] = {"id": row["id"], "cite": row["source_url"], "entered": row["entry_date"]}
        case |= {"origin": row["origin"], "hts": row["hts10"], "value": row["value_usd"]}
        if row["quantity"] and row["unit"]:
            case["quantity"] = f"{row['quantity']} {row['unit']}"
        for key, name in (("spi", "spi"), ("loaded_date", "loaded")):
            if key in claims:
                case[name] = claims.pop(key)
        if claims:
            case["claims"] = claims
        case |= {"total": f"{total:.2f}", "parts": parts}
        if zero:
            case["zero"] = zero
        case["grade"] = row["confidence"]
        if "doubt" in facts:
            case["doubt"] = facts["doubt"]
        out.append(case)
    return out


def text(value: Any) -> str:
    """A value in YAML flow form."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {text(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(text, value)) + "]"
    if isinstance(value, bool):
        return "yes" if value else "no"
    word = str(value)
    return word if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9./+-]*", word) else json.dumps(word, ensure_ascii=False)


def write(name: str, head: str, cases: list[dict[str, Any]]) -> None:
    """One file of cases, facts on the first line and results on the second."""
    lines = [f"# {head}\n# Written by tools/make_cases.py.\n"]
    for case in cases:
        lead = {key: case[key] for key in ("id", "cite")}
        rest = {key: value for key, value in case.items() if key not in lead}
        results = {
            key: rest.pop(key) for key in ("total", "parts", "zero", "total_from", "grade", "doubt") if key in rest
        }
        body = [", ".join(f"{key}: {text(value)}" for key, value in block.items()) for block in (lead, rest, results)]
        lines.append("- {" + ",\n   ".join(body) + "}\n")
    (CASES / f"{name}.yaml").write_text("".join(lines), encoding="utf-8")
    print(f"{name}: {len(cases)} cases")


def main() -> int:
    """Write the three files."""
    shared = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("KANZEI_SHARED", ROOT.parent / "shared"))

    def rows(path: str) -> list[dict[str, str]]:
        with open(shared / path, encoding="utf-8") as file:
            return list(csv.DictReader(file))

    CASES.mkdir(parents=True, exist_ok=True)
    write("examples-2025", "Worked examples: entries 2025-01-01 to 2026-02-20.", plain(rows("law/examples-2025.csv")))
    write("examples-2026", "Worked examples: entries 2026-02-20 to 2026-11-22.", plain(rows("law/examples-2026.csv")))
    write("gold", "Computations published by others: messages, forwarders, test suites.", gold(rows("cases/gold.csv")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
