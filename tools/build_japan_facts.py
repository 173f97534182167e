"""Build the facts that ``kanzei impact japan`` sets beside its estimates, from the library of facts.

    python tools/build_japan_facts.py ../shared/economy

``japan-outside.csv``: what others estimate for Japan, one figure a row, with source. Which step a row comes closest to is our reading of the source's own
words ("24 percent", "15 percent deal"); a row that names no such rate has none. ``japan-exports.csv``: Japan's exports month by month as the press
reported the Ministry of Finance's preliminary figures, one figure a row, with source; the rows added here were read at the addresses they name.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from pathlib import Path

FACTS = Path(__file__).resolve().parents[1] / "src" / "kanzei" / "impact" / "facts"

NEAREST = (
    ("15 percent deal", "autos"),
    ("Cabinet Office", "autos"),
    ("24 percent", "twenty-four"),
    ("GSM", "twenty-four"),
)
"""Words of a source's title -> the step it comes closest to; the first that fits."""

MEASURES = {
    "exports to US year on year": "us_growth",
    "exports to US": "us_value",
    "total exports year on year": "total_growth",
    "total exports": "total_value",
    "car exports to US value year on year": "cars_growth",
    "car exports to US volume year on year": "cars_volume_growth",
    "car parts exports to US year on year": "parts_growth",
    "pharmaceutical exports to US year on year": "pharmaceuticals_growth",
    "imports from US year on year": "us_imports_growth",
}
MISNAMED = ("2024", "share of US in Japan's exports")
"""28.3 percent: one outlet calls it the share of the United States in Japan's exports. It is the share of motor vehicles in what went there; the
United States took 19.9 percent of all exports (21.3 of 107.1 trillion yen)."""

WAM = "https://www.wam.ae/en/article/15mhy3q-japan-logs-6376-billion-yen-trade-deficit-may"
KYODO = "https://japantoday.com/category/business/update2-japanese-exports-to-u.s.-down-14-in-aug.-fall-for-5th-month-on-tariffs"
KASHMIRIE = "https://kashmirie.in/japans-exports-to-u-s-plunge-for-fifth-straight-month-amid-tariff-strain"
JOONGANG = "https://koreajoongangdaily.joins.com/news/2025-10-22/world/world/Japans-exports-and-imports-grew-in-September-despite-Trumps-tariffs/2426178"
JIJI = "https://english.adnkronos.com/?p=7959"
NIPPON = "https://www.nippon.com/en/japan-data/h02371/trump-tariffs-set-to-deal-heavy-blow-to-trade-partner-japan.html"
ADDED = (
    ("2024", "total_value", "107100", "bn JPY", NIPPON, "final figures, to a tenth of a trillion"),
    ("2024", "us_value", "21300", "bn JPY", NIPPON, "final figures, to a tenth of a trillion"),
    ("2024", "cars_share_of_us", "28.3", "percent", "https://www.manufactry.com/news/202504/62646.html", "motor vehicles in exports to the US"),
    ("2025-05", "total_growth", "-1.7", "percent", WAM, ""),
    ("2025-05", "total_value", "8130", "bn JPY", WAM, ""),
    ("2025-08", "us_value", "1390", "bn JPY", KYODO, ""),
    ("2025-08", "cars_growth", "-28.4", "percent", KYODO, ""),
    ("2025-08", "total_value", "8430", "bn JPY", KASHMIRIE, ""),
    ("2025-09", "us_growth", "-13.3", "percent", JOONGANG, ""),
    ("2025-09", "cars_growth", "-24.2", "percent", JOONGANG, ""),
    ("2025-09", "total_growth", "4.2", "percent", JOONGANG, ""),
    ("2025-10", "total_value", "9770", "bn JPY", "https://www.newsbeep.com/il/147279", "another agency has +3.7 percent for the growth"),
    ("2025-04/2025-09", "us_value", "9711.5", "bn JPY", JIJI, "first half of fiscal year 2025"),
    ("2025-04/2025-09", "us_growth", "-10.2", "percent", JIJI, "first half of fiscal year 2025"),
    ("2025-04/2025-09", "cars_value", "2389.0", "bn JPY", JIJI, "first half of fiscal year 2025"),
    ("2025-04/2025-09", "cars_growth", "-22.7", "percent", JIJI, "first half of fiscal year 2025"),
    ("2025-04/2025-09", "total_value", "53653.3", "bn JPY", JIJI, "first half of fiscal year 2025"),
    ("2025-04/2025-09", "total_growth", "0.2", "percent", JIJI, "first half of fiscal year 2025"),
)  # fmt: skip
NOTES = {
    ("2025-07", "us_growth"): "one outlet has -11.4 for July: that is the figure of June",
    ("2025-05", "us_growth"): "another agency has -11.1",
}


def main(economy: Path) -> None:
    """Write both tables."""
    FACTS.mkdir(parents=True, exist_ok=True)
    outside = [row for row in _rows(economy / "expected" / "benchmarks_japan_us_macro.csv") if row["country"] == "JPN"]
    _write(
        "japan-outside.csv",
        ("study", "measure", "value", "previous", "context", "nearest_step", "source"),
        (
            (
                row["study"],
                row["measure"],
                row["value"],
                _previous(row["context"]),
                row["context"],
                _nearest(row["study"]),
                row["source"],
            )
            for row in outside
        ),
    )
    reported = [
        (row["month"], MEASURES[row["measure"]], row["value"], row["unit"], row["source_url"], NOTES.get((row["month"], MEASURES[row["measure"]]), ""))
        for row in _rows(economy / "data" / "japan_exports_reported_2025.csv")
        if (row["month"], row["measure"]) != MISNAMED
    ]  # fmt: skip
    _write(
        "japan-exports.csv",
        ("month", "measure", "value", "unit", "source", "note"),
        sorted([*reported, *ADDED], key=lambda row: row[:2]),
    )
    print(f"{len(outside)} outside estimates, {len(reported) + len(ADDED)} reported figures")


def _nearest(study: str) -> str:
    return next((step for words, step in NEAREST if words in study), "")


def _previous(context: str) -> str:
    """What a forecast was before it was revised: "previous 1.2 (Jan 2025)"."""
    words = context.split()
    return words[1] if words[:1] == ["previous"] else ""


def _rows(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(name: str, head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with open(FACTS / name, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
