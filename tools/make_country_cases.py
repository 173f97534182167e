"""Write the country rows of tests/cases/law/countries.yaml from the official lines of Chapter 99.

    python tools/make_country_cases.py ../shared

Each line names its countries and its rate: the reciprocal headings 9903.01.43 to .76 are read in revision 8 of 2025 (2025-04-09) and
9903.02.02 to .71 in revision 18 (2025-08-07); the forced-labor headings 9903.05.20 to .84, of which no export is held, in the table of
provisions. One article shows them all: sunglasses, 9004.10.00, 2% (40% in column 2), on no list but China's 4A.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import sys
from pathlib import Path

from kanzei.countries import normalise_origin

TARGET = Path(__file__).resolve().parent.parent / "tests" / "cases" / "law" / "countries.yaml"
EU = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split()
OWN_LATER = {"JP", "KR", "CH", "LI", *EU}
"""Origins whose rate of 2025-08-07 was replaced by an inclusive one: written by hand in their own groups."""
NAMES = {
    "Burma": "MM", "Myanmar (Burma)": "MM", "Falkland Islands": "FK", "Cote d’Ivoire": "CI", "Côte d’Ivoire": "CI", "Cote d'Ivoire": "CI",
    "Côte d`Ivoire": "CI", "Democratic Republic of the Congo": "CD", "Türkiye": "TR", "Macau": "MO", "North Macedonia": "MK",
    "the Falkland Islands": "FK", "the Philippines": "PH", "Brunei": "BN", "Syria": "SY", "Venezuela": "VE", "the Democratic Republic of the Congo": "CD",
    "the United Kingdom": "GB", "Bosnia": "BA", "Trinidad": "TT", "Myanmar": "MM",
}  # fmt: skip


def iso(name: str) -> str:
    """Alpha-2 of a country as Chapter 99 names it."""
    found = NAMES.get(name) or normalise_origin(name)[0]
    assert found, name
    return found


def lines(path: Path, first: str, last: str) -> dict[str, tuple[str, str]]:
    """Country -> (heading, rate) of the headings of a span in an export."""
    out: dict[str, tuple[str, str]] = {}
    for row in json.loads(gzip.decompress(path.read_bytes())):
        heading = row.get("htsno") or ""
        if not first <= heading <= last:
            continue
        found = re.search(r"articles the product of (.+?),? as provided", row["description"])
        rate = re.search(r"\+ ?(\d+(?:\.\d+)?%)", row["general"])
        if not found or not rate:
            continue
        text = re.sub(r"(Bosnia|Trinidad) and \w+", r"\1", found[1])
        text = (
            text.replace("including ", "")
            .replace("the European Union", "European Union")
            .replace("European Union", ", ".join(EU))
        )
        for name in re.split(r",? or |, and |,? and |, ", text):
            name = name.strip(" ,")
            if name:
                out[name if name in EU else iso(name)] = (heading, rate[1])
    return out


def forced_labor(path: Path) -> dict[str, tuple[str, str]]:
    """Country -> (heading, rate) of 9903.05.20 to .84 that add."""
    out = {}
    for row in csv.DictReader(path.open(encoding="utf-8")):
        if "9903.05.20" <= row["heading"] <= "9903.05.84" and row["duty_kind"] == "add":
            out[row["countries"]] = (row["heading"], row["rate"])
    return out


def main() -> None:
    """Write the file."""
    shared = Path(sys.argv[1])
    april = lines(shared / "hts" / "hts_2025_rev_8.json.gz", "9903.01.43", "9903.01.76")
    august = lines(shared / "hts" / "hts_2025_rev_18.json.gz", "9903.02.02", "9903.02.71")
    july = forced_labor(shared / "law" / "provisions-2026.csv")
    out = [
        "# Country rates: the reciprocal duty, the surcharge and the duty on forced labor, an origin a line.",
        "# Written by tools/make_country_cases.py from the official lines; do not edit.",
    ]
    for origin in sorted({*april, *august, *july} - {"CN", "HK", "MO", "CA", "MX", "RU", "IN", "BR", "JP", "NI", "TW"}):
        base = "9903.01.25: 10%"
        spans = [("2025-01-01", ""), ("2025-04-05", base)]
        if origin in april:
            spans += [("2025-04-09", ": ".join(april[origin])), ("2025-04-10", base)]
        if origin not in OWN_LATER:
            if origin in august:
                spans.append(("2025-08-07", ": ".join(august[origin])))
            spans.append(("2026-02-24", "9903.03.01: 10%"))
            spans.append(("2026-07-24", ": ".join(july[origin]) if origin in july else ""))
        timeline = ", ".join(f"{day}: {{{due}}}" for day, due in spans)
        until = "2025-08-06" if origin in OWN_LATER else "2026-11-01"
        out.append(
            f'- {{id: {origin.lower()}, cite: "headings 9903.01.25, 9903.01.43-.76, 9903.02.02-.71, 9903.03.01, 9903.05.20-.84",\n'
            f'   hts: 9004.10.0000, origin: "{origin}", base: 2%, until: {until}, timeline: {{{timeline}}}}}'
        )
    TARGET.write_text("\n".join(out) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
