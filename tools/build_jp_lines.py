"""Build the tables of the Japanese tariff that the law book of Japan rests on, from the library of facts.

    python tools/build_jp_lines.py ../shared/law

Source: ``japan-tariff-lines.csv``, whose rates were read in a public transcription of the schedules of Japan Customs of 2026-01-01 (fiscal
year 2025) and 2026-07-09 (fiscal year 2026); a few figures of fiscal year 2024 from another transcription; steps before that from press
reports. Its texts are turned into the rate language of :mod:`kanzei.schedule.yen_rates`; a text that is not understood ends the run.
After it, ``python tools/build_jp_law.py`` compiles the book.
"""

from __future__ import annotations

import csv
import re
import sys
from fractions import Fraction
from pathlib import Path

from kanzei.schedule.yen_rates import Sum, Term, parse_yen_rate, write_yen_rate

BOOK = Path(__file__).resolve().parents[1] / "src" / "kanzei" / "lawbook" / "jp"
YEARS = {
    "us_japan_rate_jfy2024": ("2024-04-01", "2025-04-01"),
    "us_japan_rate": ("2025-04-01", "2026-04-01"),
    "us_japan_rate_jfy2026": ("2026-04-01", "2027-04-01"),
}
"""Column -> its Japanese fiscal year, half open."""
LAST = "2027-04-01"
UNITS = {"kg": "kg", "t": "kg", "l": "l", "number": "number", "number, kg": "kg", "l, kg": "l", "kl, kg": "l"}
"""Statistical unit of the schedule -> the unit in which its duty is reckoned (a tonne is a thousand kilograms)."""
SEASONS = {
    "June to November": "06-11",
    "December to May": "12-05",
    "March to October": "03-10",
    "November to February": "11-02",
}
BAND = re.compile(
    r"; (customs value at or under|between that|above the gate|at or under the gate)|value (?:under|over|67)"
)

CUTS_LIMIT, CARCASS_LIMIT = "price(pork-cuts) - 482 yen/kg", "price(pork-carcass) - 361 yen/kg"
CUTS_GATE, CARCASS_GATE = "1000/1043 price(pork-cuts)", "1000/1043 price(pork-carcass)"
PROCESSED_GATE = "300/137 price(pork-processed)"
"""Gate prices as the schedule defines them: the standard import price over 1 + 4.3%; for processed pork 1.5 times it over 0.6 + 8.5%."""

STEPS = {
    "MFN 38.5%; 26.6%": [
        ("2020-01-01", "2020-04-01", "26.6%"),
        ("2020-04-01", "2021-04-01", "25.8%"),
        ("2021-04-01", "2022-04-01", "25%"),
        ("2024-04-01", "2025-04-01", "22.5%"),
    ],
    "tongue (12.8%)": [("2024-04-01", "2025-04-01", "2.5%")],
    "13.3% on 2020-01-01": [
        ("2020-01-01", "2020-04-01", "13.3%"),
        ("2020-04-01", "2021-04-01", "10%"),
        ("2021-04-01", "2022-04-01", "6.6%"),
    ],
    "4.2% on 2020-01-01": [
        ("2020-01-01", "2020-04-01", "4.2%"),
        ("2020-04-01", "2021-04-01", "2.1%"),
        ("2021-04-01", "2025-04-01", "free"),
    ],
    "Free on 2020-01-01 where": [("2020-01-01", "2025-04-01", "free")],
}
"""Beginning of a staging text -> the steps it tells of, from reports: of a lower grade than the schedules."""
FOUND = {
    "220429010": (
        ["2024-04-01", "2025-04-01", "greatest(least(1.4%, 125 yen/l), 6.38 yen/l)", "transcription"],
        "https://htshub.com/jp-hs/detail/220429010",
    )
}
"""Figures that the library lacks, found since: code -> step and the page on which it was read."""
CUTS_2024 = ("ad valorem 4.3% to zero", "0.7%", "least(527.668 yen/kg - 100%, 62 yen/kg)")


def main(folder: Path) -> None:
    """Write ``lines.csv``, ``us-japan.csv`` and ``sources.csv``."""
    with open(folder / "japan-tariff-lines.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    sources: dict[str, str] = {}
    lines, steps = [], []
    for row in rows:
        season = next((months for words, months in SEASONS.items() if words in row["short_name"]), "")
        marks = []
        urls = row["source_url"].split(" ; ") + [FOUND[code][1] for code in FOUND if code == row["code9"]]
        for url in urls:
            marks.append(sources.setdefault(url, f"s{len(sources) + 1}"))
        lines.append(
            [
                row["code9"],
                season,
                row["short_name"].replace("between that limit and", "between the specific-duty limit and"),
                UNITS[row["unit"]],
                band(row),
                *(column(row[name]) for name in ("general", "temporary", "wto")),
                gap(row),
                " ".join(marks),
            ]
        )
        steps += [[row["code9"], season, *one] for one in agreement(row)]
    write("lines.csv", "code season name unit band general temporary wto gap sources".split(), lines)
    write("us-japan.csv", "code season from to rate grade".split(), steps)
    write("sources.csv", ["id", "url"], [[mark, url] for url, mark in sources.items()])


def write(name: str, header: list[str], rows: list[list[str]]) -> None:
    """One table."""
    with open(BOOK / name, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
    print(f"{name}: {len(rows)} rows")


def column(text: str) -> str:
    """A cell of the general, temporary or WTO column; what the schedule prints around the rate is kept."""
    found = re.fullmatch(r"(\*\*|\*|◎|)(\((?!73)(.*)\)|(.*))", text)
    assert found
    if not text:
        return ""
    bare = found[3] if found[3] is not None else found[4]
    rate = plain(bare)
    return f"{found[1]}({rate})" if found[3] is not None else f"{found[1]}{rate}"


def plain(text: str) -> str:
    """A rate of the library in our language.

    Raises
    ------
    ScheduleError   A text that is not understood.
    """
    body = text.strip().replace("Free", "free")
    if body.startswith("per kg: standard import price of "):
        name, factor, off = re.fullmatch(
            r"per kg: standard import price of (\w+)(?: pork)?(?: x ([\d.]+))? - customs value(?: x ([\d.]+))?", body
        ).groups()  # type: ignore[union-attr]
        price = Term("price", Fraction(factor or 1), f"pork-{name}")
        return write_yen_rate(Sum((price, Term("value", -Fraction(off or 1)))))
    if found := re.fullmatch(
        r"\(?\((\d+(?:\.\d+)?) yen(?: x ([\d.]+))? - customs value\)/kg(?: or (.*), whichever is less)?\)?", body
    ):
        gap_rate = write_yen_rate(
            Sum((Term("unit", Fraction(found[1]) * Fraction(found[2] or 1), "kg"), Term("value", Fraction(-1))))
        )
        return f"least({gap_rate}, {plain(found[3])})" if found[3] else gap_rate
    if found := re.search(r"customs value x \(([\d.]+) ?- ?([\d.]+)/([\d.]+)\) \+ ([\d.]+) yen", body):
        share = Fraction(found[1]) - 1
        terms = (
            Term("unit", Fraction(found[4]), "kg"),
            Term("value", share),
            Term("value", -Fraction(found[2]) / Fraction(found[3])),
        )
        return write_yen_rate(Sum(terms))
    if body == "21.50 yen per kg of sugar content":
        return "21.5 yen/kg-sugar"
    body, _, least = body.partition(", minimum ")
    if found := re.fullmatch(r"(.*) or (.*), whichever is (less|greater)", body):
        body = f"{'least' if found[3] == 'less' else 'greatest'}({found[1]}, {found[2]})"
    body = f"greatest({body}, {least})" if least else body
    return write_yen_rate(parse_yen_rate(body.replace("(free)", "free")))


def cases(text: str) -> str:
    """A cell of the agreement's column: a rate, or rates under conditions, the first that holds."""
    if text.startswith("◆"):
        return f"?note {text[1:]} of the column, whose text was not seen"
    if text == "WTO tariff quota: Free; other: Free":
        return "free"
    out = []
    for part in text.split("; "):
        for words, condition in CONDITIONS.items():
            if part.startswith(words):
                out.append(f"{condition}{plain(part.removeprefix(words))}")
                break
        else:
            out.append(plain(part))
    return " | ".join(out)


CONDITIONS = {
    "in the quota: ": "[quota] ",
    "WTO tariff quota: ": "[quota] ",
    "outside the quota: ": "[!quota] ",
    "with sugar: ": "[added_sugar] ",
    "other: ": "[!added_sugar] ",
    "dyed blue, for mixed feed: ": "[dyed_feed] ",
    "cheese other than soft (Codex moisture test): ": "[!soft_cheese] ",
    "cheese other than soft: ": "[!soft_cheese] ",
}


def agreement(row: dict[str, str]) -> list[list[str]]:
    """from, to, rate, grade of the US-Japan column for one line."""
    out: dict[str, list[str]] = {}
    printed = {name: row[name] for name in YEARS if row[name]}
    for name, text in printed.items():
        if "December to March" in text:
            out["2024-04-01"] = ["2024-04-01", "2024-06-01", "free", "transcription"]
            out["2024-12-01"] = ["2024-12-01", "2025-04-01", "5.1%", "transcription"]
            continue
        start, stop = YEARS[name]
        out[start] = [start, stop, cases(text), "transcription"]
    for words, told in STEPS.items():
        if row["staging"].startswith(words) and printed:
            for start, stop, rate in told:
                out.setdefault(start, [start, stop, rate, "secondary"])
    words, share, lump = CUTS_2024
    if row["staging"].startswith(words) and "cuts" in row["quota_or_gate_price"]:
        rate = share if row["us_japan_rate"].endswith("%") else lump
        out.setdefault("2024-04-01", ["2024-04-01", "2025-04-01", rate, "secondary"])
    if row["code9"] in FOUND:
        step = FOUND[row["code9"]][0]
        out.setdefault(step[0], [*step])
    found = [out[start] for start in sorted(out)]
    for one, after in zip(found, found[1:], strict=False):
        one[1] = min(one[1], after[0])
    for one in found:
        # A duty that an agreement has brought to nothing stays at nothing.
        if one[1] == LAST and one[2] == "free":
            one[1] = ""
    return found


def band(row: dict[str, str]) -> str:
    """The values a unit that a code holds, as ``over A; to B``; nothing for a code of every value."""
    name, text = row["short_name"], row["quota_or_gate_price"]
    if name.startswith("Onions"):
        low, high = {"070310011": ("", "67"), "070310012": ("67", "73.7"), "070310013": ("73.7", "")}[row["code9"]]
        return "; ".join([*([f"over {low} yen/kg"] if low else []), *([f"to {high} yen/kg"] if high else [])])
    if not BAND.search(name):
        return ""
    cuts = "carcass" not in text
    if "processed" in text:
        limit, gate = "", PROCESSED_GATE
    else:
        limit, gate = (CUTS_LIMIT, CUTS_GATE) if cuts else (CARCASS_LIMIT, CARCASS_GATE)
    if "above the gate price" in name:
        return f"over {gate}"
    if "at or under the gate price" in name:
        return f"to {gate}"
    if "at or under the specific" in name:
        return f"to {limit}"
    edge = re.search(r"value (under )?([\d.]+) yen/kg", name)
    assert edge, name
    return f"over {limit}; under {edge[2]} yen/kg" if edge[1] else f"from {edge[2]} yen/kg; to {gate}"


def gap(row: dict[str, str]) -> str:
    """What the library says it did not see of a line beside whole years, in a few words."""
    out = []
    if "end level not seen" in row["staging"]:
        out.append("the end level of the steps")
    return "; ".join(out)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
