"""Build the figures that commitments are measured against, from the library of facts.

    python tools/build_record_facts.py ../shared

Sources: Japan's exports of 2025 as the press reported the Finance Ministry's preliminary figures (``economy/data/japan_exports_reported_2025.csv``);
U.S. Census Bureau, imports for consumption and calculated duty of 2024 by ten-digit code (``economy/data/us_imports_2024_hs10_country.parquet``) on the lines of the
agreement of 2019 (``law/lists/usjta-jp-lines.csv``); projects announced under the investment (``facility/projects.csv``); Japan's rice quota as The Yomiuri Shimbun reports it.

``known`` is the day on which a figure was out: that of the report's address, or of another report of the same release; where neither tells, the last day of the month
after the one measured, so that nothing is known too early.
"""

from __future__ import annotations

import calendar
import csv
import re
import sys
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

OUT = Path(__file__).resolve().parents[1] / "src" / "kanzei" / "record" / "facts" / "figures.csv"
COLUMNS = ("slot", "measure", "period", "value", "unit", "known", "source")
JAPAN = "5880"
RELEASED = {
    "2025-07": (
        date(2025, 8, 20),
        "https://www.channelnewsasia.com/east-asia/japan-exports-fall-more-expected-july-us-tariff-pressure-5303631",
    )
}
"""Month -> day of the release and the report that tells it, where the address of the figure's own source does not."""
SLOTS = {
    "exports to US": "c-general",
    "total exports": "c-general",
    "car exports": "c-cars-duty",
    "car parts exports": "c-parts-duty",
    "pharmaceutical exports": "c-chips",
    "imports from US": "c-farm",
}
"""Beginning of a measure -> the commitment it bears on; the longest wins."""
RICE = (
    ("US rice in Japan's minimum access quota", "fiscal 2024", "346000", "t"),
    ("Japan's minimum access quota of rice", "fiscal 2024", "770000", "t"),
)
RICE_SOURCE = ("2025-07-25", "https://japannews.yomiuri.co.jp/business/economy/20250725-271862/")
MISNAMED = ("2024", "share of US in Japan's exports")
"""28.3 percent is the share of motor vehicles in what went to the United States, as a report of April 2025 names it; the United States took 19.9 percent of all exports."""
SHARE = ("part of motor vehicles in Japan's exports to the United States", "2024", "28.3", "percent")
SHARE_SOURCE = ("2025-04-30", "https://www.manufactry.com/news/202504/62646.html")
FIRST_BATCH = ("JP-01", "JP-02", "JP-03")


def main(library: Path) -> None:
    """Write the table."""
    rows = [*exports(library), *rice(), *agreement(library), *projects(library)]
    rows.sort(key=lambda row: (row[0], row[1], row[2]))
    with OUT.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *rows])
    print(f"{OUT.name}: {len(rows)} figures")


def exports(library: Path) -> list[tuple[str, ...]]:
    """Months of Japan's exports, with the day each was out."""
    out = []
    with (library / "economy" / "data" / "japan_exports_reported_2025.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if (row["month"], row["measure"]) == MISNAMED:
                out.append(("c-cars-duty", *SHARE, *SHARE_SOURCE))
                continue
            slot = SLOTS[
                max((one for one in SLOTS if row["measure"].startswith(one)), key=len, default="exports to US")
            ]
            out.append(
                (
                    slot,
                    measure(row["measure"]),
                    row["month"],
                    row["value"],
                    row["unit"],
                    str(known(row)),
                    row["source_url"],
                )
            )
    return out


def measure(words: str) -> str:
    """The measure with its country and its comparison in words."""
    if words.startswith("share of"):
        return "part of the United States in Japan's exports"
    return "Japan's " + words.replace(" US", " the United States").replace(" value", " by value").replace(
        " volume", " by volume"
    ).replace(" year on year", ", on the year before")


def known(row: dict[str, str]) -> date:
    """The day on which a figure was out."""
    found = re.search(r"/(20\d\d)/?(\d\d)/?(\d\d)[/-]", row["source_url"])
    if found:
        return date(int(found[1]), int(found[2]), int(found[3]))
    if row["month"] in RELEASED:
        return RELEASED[row["month"]][0]
    year, month = (int(part) for part in row["month"].split("-"))
    year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, calendar.monthrange(year, month)[1])


def rice() -> list[tuple[str, ...]]:
    """What 75% more is reckoned from."""
    return [("c-rice", *one, *RICE_SOURCE) for one in RICE]


def agreement(library: Path) -> list[tuple[str, ...]]:
    """Imports of 2024 on the lines of the agreement, and what was paid on them."""
    with (library / "law" / "lists" / "usjta-jp-lines.csv").open(encoding="utf-8", newline="") as file:
        lines = tuple({row["code"].ljust(8, "0")[:8] for row in csv.DictReader(file)})
    table = pq.read_table(library / "economy" / "data" / "us_imports_2024_hs10_country.parquet").to_pylist()
    found = [row for row in table if row["cty_code"] == JAPAN and row["hs10"][:8] in lines]
    value, duty = sum(row["con_val_usd"] for row in found), sum(row["cal_dut_usd"] for row in found)
    said = ("2025-03-31", "U.S. Census Bureau, imports for consumption, year to date December 2024")
    return [
        (
            "c-bicycles",
            "US imports from Japan on lines of the agreement",
            "2024",
            f"{value / 1e9:.3f}",
            "bn USD",
            *said,
        ),
        ("c-bicycles", "duty over value on those lines", "2024", f"{100 * duty / value:.3f}", "percent", *said),
    ]


def projects(library: Path) -> list[tuple[str, ...]]:
    """What was selected of the investment."""
    with (library / "facility" / "projects.csv").open(encoding="utf-8", newline="") as file:
        found = [row for row in csv.DictReader(file) if row["id"] in FIRST_BATCH]
    total = sum(int(row["amount_usd"]) for row in found)
    day = max(row["selected_on"] for row in found)
    return [
        (
            "c-investment",
            "projects selected, sum",
            day[:7],
            f"{total / 1e9:.1f}",
            "bn USD",
            "2026-02-18",
            found[0]["source_url"],
        )
    ]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
