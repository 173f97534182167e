"""Build src/kanzei/data/countries.txt: codes and names of countries for reading the origin of an entry line.

Sources: ISO 3166-1 as packaged by pycountry (build-time only); the country codes of the U.S. Census Bureau's
schedule C (census_country_codes.csv, read from the folder of trade files given); common short names added
here.

Usage: python tools/build_countries.py FOLDER_WITH_CENSUS_CSV [--check]
"""

from __future__ import annotations

import csv
import sys
import unicodedata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "src" / "kanzei" / "data" / "countries.txt"

SHORT = {
    "AE": "UAE; Emirates", "BA": "Bosnia", "BN": "Brunei", "BO": "Bolivia", "CD": "DR Congo; DRC; Congo "
                                                                                  "Kinshasa; Zaire",
    "CG": "Congo; Republic of the Congo; Congo Brazzaville", "CI": "Ivory Coast; Cote d'Ivoire",
    "CN": "PRC; PR China; P.R. China; P.R.C.; Mainland China; People's Republic of China; China PR",
    "CV": "Cape Verde", "CZ": "Czechia; Czech Rep", "DE": "Deutschland; Federal Republic of Germany",
    "DK": "Denmark", "DO": "Dominican Rep", "FK": "Falkland Islands", "GB": "Great Britain; England; "
                                                                            "Scotland; Wales; "
    "Northern Ireland; Britain; U.K.", "GM": "The Gambia", "HK": "Hongkong; Hong Kong SAR", "IR": "Iran",
    "KP": "North Korea; DPRK",
    "KR": "South Korea; Korea South; Korea Republic of; Republic of Korea; Korea; ROK",
    "LA": "Laos; Lao PDR", "MD": "Moldova",
    "MK": "Macedonia", "MM": "Burma; Myanmar", "MO": "Macau; Macao SAR", "NL": "Holland; The Netherlands",
    "PS": "Palestine; Gaza Strip; West Bank", "RE": "Reunion", "RU": "Russia; Russian Fed", "SY": "Syria",
    "SZ": "Swaziland", "TL": "East Timor", "TR": "Turkiye; Turkey", "TW": "Taiwan; Chinese Taipei; "
                                                                          "Republic of China; ROC",
    "TZ": "Tanzania", "US": "USA; U.S.A.; U.S.; United States; America", "VA": "Vatican; Vatican City; "
                                                                               "Holy See",
    "VE": "Venezuela", "VN": "Vietnam; Viet Nam", "XK": "Kosovo", "FM": "Micronesia", "SH": "Saint Helena",
    "VG": "British Virgin Islands", "VI": "Virgin Islands of the United States", "SX": "Sint Maarten",
}  # fmt: skip
"""Short and older names the two sources lack."""

CENSUS = {
    "4031": "SJ", "4099": "DK", "4280": "DE", "4752": "VA", "4803": "XK", "5082": "PS", "5083": "PS",
    "5790": "KP", "5800": "KR",
    "7630": "CG", "7660": "CD", "6024": "CX", "6150": "WS", "9110": "VI", "9800": "UM", "7580": "SH",
    "6820": "FM", "6225": "PN",
    "7905": "TF",
}  # fmt: skip
"""Census codes whose name does not lead to the country by itself."""


def plain(name: str) -> str:
    """A name for comparison: lower case, no accents, no punctuation."""
    flat = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return " ".join("".join(c if c.isalnum() else " " for c in flat.replace("'", "").lower()).split())


def table(census: Path) -> str:
    """One line a country: alpha-2, alpha-3, Census codes, name, other names; parted by a bar."""
    import pycountry  # type: ignore[import-not-found]

    rows: dict[str, tuple[str, str, list[str]]] = {}
    for country in pycountry.countries:
        names = [getattr(country, key, "") for key in ("common_name", "name", "official_name")]
        rows[country.alpha_2] = (
            country.alpha_3,
            next(name for name in names if name),
            [name for name in names if name],
        )
    rows["XK"] = ("XKX", "Kosovo", ["Kosovo"])
    for code, names_text in SHORT.items():
        rows[code][2].extend(names_text.split("; "))
    known = {plain(name): code for code, (_, _, names) in rows.items() for name in names}
    codes: dict[str, list[str]] = {}
    with census.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            name = row["Name"]
            short = name.split(" (")[0]
            alpha = CENSUS.get(row["Code"]) or known.get(plain(name)) or known.get(plain(short))
            if alpha is None:
                raise SystemExit(f"census code {row['Code']} {name!r} leads to no country: add it to CENSUS")
            codes.setdefault(alpha, []).append(row["Code"])
            if row["Code"] not in CENSUS:
                rows[alpha][2].extend([name, short])
    lines = ["# alpha-2|alpha-3|Census codes|name|other names. Built by tools/build_countries.py: do not edit."]
    for alpha in sorted(rows):
        three, name, names = rows[alpha]
        others = sorted({plain(other) for other in names} - {plain(name)})
        lines.append("|".join((alpha, three, " ".join(codes.get(alpha, ())), name, ";".join(others))))
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the table, or with ``--check`` say whether it is current."""
    folders = [word for word in sys.argv[1:] if not word.startswith("--")]
    if len(folders) != 1:
        print(__doc__)
        return 2
    text = table(Path(folders[0]) / "census_country_codes.csv")
    if "--check" in sys.argv[1:]:
        current = TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text
        print("countries.txt is current" if current else "countries.txt is out of date")
        return 0 if current else 1
    TARGET.write_text(text, encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {text.count(chr(10)) - 1} countries")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
