"""Write the code lists of the law book, one text file beside the instrument that adds or removes the codes.

Usage: python tools/build_sets.py [FOLDER]

FOLDER holds the lists (CSV with code, list, from, to, source); default ``$KANZEI_SHARED/law/lists`` or ``../shared/law/lists``.
``tools/lists/<instrument>.csv`` holds lists transcribed since (code, set, from, to, source); a set found there takes none of its codes from FOLDER.
For each change of a set a file ``<instrument>.<set>[.out].codes`` is written, and a ``sets:`` block at the end of an instrument file
that has none. SETS.md lists every set. Facts: annexes and U.S. notes of Chapter 99 as named in each file's head. A ``to`` in the lists is the last full day; here
an interval's end is the first day not covered.
"""

from __future__ import annotations

import csv
import os
import sqlite3
import sys
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
BOOK = ROOT / "src" / "kanzei" / "lawbook" / "us"
SCHEDULE = ROOT / "src" / "kanzei" / "data" / "schedule.sqlite"
TRANSCRIBED = ROOT / "tools" / "lists"


class Change(NamedTuple):
    """Codes that join (``+``) or leave (``-``) a set for entries of an interval, by an instrument."""

    instrument: str
    set: str
    sign: str
    start: str
    stop: str


def after(day: str) -> str:
    """The day after an ISO day; a mark of doubt is dropped."""
    return (date.fromisoformat(day.rstrip("?")) + timedelta(days=1)).isoformat() if day else ""


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """Rows of one list."""
    with open(folder / f"{name}.csv", encoding="utf-8") as file:
        return [*csv.DictReader(file), *READ_IN_TEXT.get(name, ())]


READ_IN_TEXT = {
    # Lines of the notes that the lists lack: printed with slips (2803;00.00 and 7217,10.90), named by the footnotes of every export too.
    "russia-column2-increases": (
        {"code": "28030000", "list": "ru_35", "from": "2022-07-27", "to": "", "source": "note 30(b)"},
        {"code": "72171090", "list": "ru_70", "from": "2023-04-01", "to": "", "source": "note 30(d)"},
    ),
}

WHOLE = {
    # list file: (set, instrument)
    "br-civil-aircraft": ("br-aircraft", "eo-14323"),
    "jp-civil-aircraft": ("jp-aircraft", "fr-2025-17908"),
    "uk-civil-aircraft": ("uk-aircraft", "eo-14309"),
    "eu-civil-aircraft": ("eu-aircraft", "fr-eu-2025-09-25"),
    "kr-civil-aircraft": ("kr-aircraft", "fr-kr-2025-12-04"),
    "ch-li-civil-aircraft": ("chli-aircraft", "fr-chli-2025-12-18"),
    "ch-li-ptaap": ("chli-ptaap", "fr-chli-2025-12-18"),
    "ch-li-generic-pharma": ("chli-pharma", "fr-chli-2025-12-18"),
    "eu-generic-pharma": ("eu-pharma", "fr-eu-2025-09-25"),
    "ieepa-annex2-partial-9903-02-78": ("annex-ii-described", "eo-14360"),
    "s232-copper": ("copper", "proc-10962"),
    "s232-auto-vehicles": ("vehicles", "proc-10908"),
    "s232-auto-parts": ("auto-parts", "proc-10908"),
    "s232-uk-auto-trq-vehicles": ("uk-quota-vehicles", "eo-14309"),
    "s232-uk-auto-parts": ("uk-auto-parts", "eo-14309"),
    "s232-mhd-vehicles": ("trucks", "proc-10984"),
    "s232-buses": ("buses", "proc-10984"),
    "s232-mhd-parts": ("truck-parts", "proc-10984"),
    "s232-semiconductors": ("chips", "proc-11002"),
    "2026_s122_exempt_listed": ("s122-exempt", "proc-11012"),
    "2026_s122_exempt_particular": ("s122-described", "proc-11012"),
    "2026_s122_exempt_civil_aircraft": ("s122-aircraft", "proc-11012"),
    "2026_s201_quartz": ("quartz", "proc-11051"),
    "2026_s301br_civil_aircraft": ("br301-aircraft", "ustr-301-brazil"),
    "2026_s301br_pharma_use": ("br301-pharma", "ustr-301-brazil"),
    "2026_s301fl_52b_exempt": ("fl-exempt", "ustr-301-forced-labor"),
    "2026_s301fl_52c_particular": ("fl-described", "ustr-301-forced-labor"),
    "2026_s301fl_52d_civil_aircraft": ("fl-aircraft", "ustr-301-forced-labor"),
    "2026_s301fl_52e_pharma_use": ("fl-pharma", "ustr-301-forced-labor"),
}
BY_LIST = {
    # list file: {value (or its beginning) of the column 'list': (set, instrument)}
    "eu-ptaap": {
        "eu_ptaap": ("eu-ptaap", "fr-eu-2025-09-25"),
        "eu_particular": ("eu-religious-oils", "fr-eu-2025-09-25"),
    },
    "s232-wood": {
        "softwood": ("softwood", "proc-10976"),
        "upholstered": ("upholstered", "proc-10976"),
        "cabinet": ("cabinets", "proc-10976"),
    },
    "fentanyl-carveouts": {
        "potash_ca": ("potash-ca", "eo-14231"),
        "potash_mx": ("potash-mx", "eo-14232"),
    },
    "russia-column2-increases": {
        "ru_35": ("russia-35", "proc-10420-russia-35"),
        "ru_70": ("russia-70", "proc-10523-russia-70"),
    },
    "s201-solar": {
        "cspv_cell": ("solar-cells", "proc-10339"),
        "cspv_module": ("solar-modules", "proc-10339"),
        "other_module": ("solar-modules", "proc-10339"),
    },
    "2026_s301br_exempt_listed": {
        "9903.05.03": ("br301-exempt", "ustr-301-brazil"),
        "9903.05.04": ("br301-described", "ustr-301-brazil"),
    },
    "2026_s301fl_52j_country_exempt": {
        "9903.05.96": ("fl-gb", "ustr-301-forced-labor"),
        "9903.05.97": ("fl-eu", "ustr-301-forced-labor"),
        "9903.05.98": ("fl-ch", "ustr-301-forced-labor"),
    },
    "2026_s232_uas_43c": {
        "43(c)(1)": ("uas-1", "proc-11055"),
        "43(c)(2)": ("uas-2", "proc-11055"),
        "43(c)(3)": ("uas-3", "proc-11055"),
        "43(c)(4)": ("uas-4", "proc-11055"),
    },
    "2026_s232_polysilicon": {
        "raw": ("polysilicon-raw", "proc-polysilicon"),
        "wafer": ("polysilicon-wafers", "proc-polysilicon"),
        "cell": ("polysilicon-cells", "proc-polysilicon"),
        "module": ("polysilicon-modules", "proc-polysilicon"),
    },
    "2026_s338_canada_import_ban": {
        "ban|alcohol|packaged": ("canada-ban-packaged", "proc-11061-11063"),
        "ban|alcohol|any": ("canada-ban-any", "proc-11061-11063"),
        "ban|dairy": ("canada-ban-dairy", "proc-11061-11063"),
        "ban|motorcycles": ("canada-ban-motorcycles", "proc-11061-11063"),
    },
}
CHINA = {
    "9903.88.01": "301-list1",
    "9903.88.02": "301-list2",
    "9903.88.03": "301-list3",
    "9903.88.04": "301-list3",
    "9903.88.15": "301-list4a",
    "9903.91.11": "301-fyr-wafers",
}
METAL_SETS = {
    "steel_article": ("steel-articles", "proc-9705"),
    "steel_derivative_l_2020": ("steel-derivatives-l", "proc-9980"),
    "steel_derivative_m": ("steel-derivatives-m", "proc-10896"),
    "steel_derivative_n": ("steel-derivatives-n", "proc-10896"),
    "aluminum_article": ("aluminum-articles", "proc-9704"),
    "aluminum_derivative_i_2020": ("aluminum-derivatives-i", "proc-9980"),
    "aluminum_derivative_j": ("aluminum-derivatives-j", "proc-10895"),
    "aluminum_derivative_k": ("aluminum-derivatives-k", "proc-10895"),
}
LATER_METALS = {
    "2025-04-04": "bis-2025-04-04",
    "2025-06-23": "bis-2025-06-16",
    "2025-07-01": "bis-2025-08-19",
    "2025-08-18": "bis-2025-08-19",
}
RENUMBERED = {
    # Statistical numbers split later (2825.60.00 in July 2025, the others in January 2026): the articles stay on their lists under both numbers.
    ("energy-ca", "3801900000"): ("3801900010", "3801900050"),
    ("energy-ca", "2825600000"): ("2825600010", "2825600020", "2825600050"),
    ("aluminum-derivatives-k", "8415908025"): ("8415908010", "8415908020"),
    ("aluminum-derivatives-k", "8541900000"): ("8541900010", "8541900080"),
    ("aluminum-derivatives-k", "9401999070"): ("9401999040", "9401999085"),
    ("uk-auto-parts", "8507600020"): ("8507600030", "8507600090"),
}
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi")


def changes(folder: Path) -> tuple[dict[Change, set[str]], dict[Change, str]]:
    """Every change of a set with its codes, and a word on its source."""
    out: dict[Change, set[str]] = defaultdict(set)
    source: dict[Change, str] = {}

    def put(change: Change, code: str, words: str) -> None:
        out[change].update((code, *RENUMBERED.get((change.set, code), ())))
        source.setdefault(change, words.split(";")[0].split(" (")[0])

    def span(row: dict[str, str], name: str, instrument: str) -> None:
        put(
            Change(instrument, name, "+", (row["from"] or "2018-02-07").rstrip("?"), after(row["to"])),
            row["code"],
            row["source"],
        )

    for file, (name, instrument) in WHOLE.items():
        for row in rows(folder, file):
            span(row, name, instrument)
    for file, kinds in BY_LIST.items():
        for row in rows(folder, file):
            place = next((value for key, value in kinds.items() if row["list"].startswith(key)), None)
            if place is not None:
                span(row, *place)
            else:
                # Energy of Canada: the list of CBP, by statistical number, stands in tools/lists.
                assert row["list"] == "energy_ca"
    for transcribed in sorted(TRANSCRIBED.glob("*.csv")):
        with open(transcribed, encoding="utf-8") as file:
            for row in csv.DictReader(file):
                span(row, row["set"], transcribed.stem)
    for row in rows(folder, "s301-china"):
        if row["heading"] != "9903.88.16":
            instrument = CHINA.get(row["heading"], "301-fyr-2024")
            if row["heading"] == "9903.91.05" and (
                "polysilicon" in row["source"] or row["code"].startswith(("2804", "3818"))
            ):
                instrument = "301-fyr-wafers"
            span(row, f"s301-{row['heading']}", instrument)
    for file in ("s232-steel", "s232-aluminum"):
        for row in rows(folder, file):
            name, first = METAL_SETS[row["list"]]
            instrument = LATER_METALS.get(row["from"], first)
            put(Change(instrument, name, "+", row["from"], ""), row["code"], row["source"])
            if row["to"]:
                put(Change("bis-2025-08-19", name, "-", after(row["to"]), ""), row["code"], row["source"])
    # Annex II and the Brazilian list name the instrument of each addition and removal.
    for file, name in (("ieepa-annex2-exempt", "annex-ii"), ("br-annex1-exempt", "br-annex-i")):
        for row in rows(folder, file):
            for part in row["source"].split(";"):
                word = part.strip().split(" (")[0]
                if word.startswith("add:"):
                    put(Change(word[4:], name, "+", row["from"], ""), row["code"], f"{word[4:]}, annex")
                elif word.startswith("del:"):
                    put(Change(word[4:], name, "-", after(row["to"]), ""), row["code"], f"{word[4:]}, annex")
    for row in rows(folder, "2026_s232_metals_16c"):
        roman = row["list"].split("16(c)(")[1].split(")")[0]
        assert roman in ROMAN
        instrument = "proc-11021" if row["from"] == "2026-04-06" else "proc-11032"
        put(Change(instrument, f"metals-{roman}", "+", row["from"], ""), row["code"], row["source"])
        if row["to"]:
            put(Change("proc-11032", f"metals-{roman}", "-", after(row["to"]), ""), row["code"], row["source"])
    for row in rows(folder, "2026_s232_pharma_40c"):
        instrument = "proc-11020" if row["from"] == "2026-07-31" else "fr-2026-09-23-pharma"
        put(Change(instrument, "pharma", "+", row["from"], ""), row["code"], row["source"])
        # A subheading without statistical numbers that is given some stays on the list in full.
        if row["to"] and not row["code"].endswith("00"):
            put(Change("fr-2026-09-23-pharma", "pharma", "-", after(row["to"]), ""), row["code"], row["source"])
    later = {"9903.03.12": "proc-11064", "9903.03.14": "proc-11065"}
    for row in rows(folder, "2026_s338_canada"):
        name = f"s338-{row['list'][-2:]}"
        instrument = "proc-11046-11048" if row["from"] == "2026-08-22" else later[row["list"]]
        start = "2026-08-19" if row["from"] == "2026-08-22" else row["from"]
        put(Change(instrument, name, "+", start, ""), row["code"], row["source"])
        if row["to"]:
            put(Change(later[row["list"]], name, "-", after(row["to"]), ""), row["code"], row["source"])
    return out, source


def absent(found: dict[Change, set[str]]) -> dict[Change, list[str]]:
    """Codes that no release of the schedule held has while they are on their list."""
    table = sqlite3.connect(f"{SCHEDULE.as_uri()}?mode=ro", uri=True)
    starts = [day for (day,) in table.execute("SELECT effective FROM revisions ORDER BY id")]
    lives: dict[str, set[int]] = defaultdict(set)
    for code, first, last in table.execute("SELECT code, first, last FROM codes"):
        for size in range(4, len(code) + 1, 2):
            lives[code[:size]].update(range(first, last + 1))
    table.close()
    out: dict[Change, list[str]] = {}
    for change, codes in found.items():
        if change.sign == "+":
            first = max((number for number, day in enumerate(starts) if day <= change.start), default=0)
            span = {n for n, day in enumerate(starts) if n >= first and (not change.stop or day < change.stop)} | {
                first
            }
            lost = sorted(code for code in codes if not lives[code] & span)
            if lost:
                out[change] = lost
    return out


def page(found: dict[Change, set[str]], source: dict[Change, str]) -> str:
    """The table of sets, one row for each change, and the codes the schedule does not know."""
    lines = [
        "# Sets of codes\n\nWritten by `tools/build_sets.py`. An interval of entries ends on the first day not covered; files lie beside the\n"
        "instrument. A set is used by its name in `goods`.\n\n"
        "| set | instrument | operation | codes | entered from | to | source |\n|---|---|---|---|---|---|---|\n"
    ]
    for change, codes in sorted(found.items(), key=lambda item: (item[0].set, item[0].start, item[0].sign)):
        word = "add" if change.sign == "+" else "remove"
        lines.append(
            f"| {change.set} | us/{change.instrument} | {word} | {len(codes)} | {change.start} | {change.stop} | {source[change]} |\n"
        )
    lines.append(
        "\n## Codes in no release of the schedule held\n\nNumbers younger than the newest release; they match goods all the same.\n\n"
    )
    for change, codes in sorted(absent(found).items()):
        lines.append(f"- {change.set} from {change.start} (us/{change.instrument}): {', '.join(map(dotted, codes))}\n")
    return "".join(lines)


def dotted(code: str) -> str:
    """A code with its dots."""
    return ".".join(part for part in (code[:4], code[4:6], code[6:8], code[8:]) if part)


def main() -> int:
    """Write the files; prints what was written and which instrument files are missing."""
    shared = Path(os.environ.get("KANZEI_SHARED", ROOT.parent / "shared"))
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else shared / "law" / "lists"
    found, source = changes(folder)
    places = {path.stem: path for path in BOOK.rglob("*.yaml")}
    blocks: dict[str, list[str]] = defaultdict(list)
    missing = set()
    for change, codes in sorted(found.items()):
        place = places.get(change.instrument)
        if place is None:
            missing.add(change.instrument)
            continue
        same = [c for c in found if c[:2] == change[:2]]
        until = f"-{change.stop}" if change.stop else ""
        mark = "" if len(same) == 1 else f".{change.start}{until}" + (".out" if change.sign == "-" else "")
        name = f"{change.instrument}.{change.set}{mark}.codes"
        head = f"# {change.set}: {len(codes)} codes {'leave' if change.sign == '-' else 'join'} the set. Source: {source[change]}\n"
        (place.parent / name).write_text(
            head + "".join(f"{dotted(code)}\n" for code in sorted(codes)), encoding="utf-8"
        )
        stop = f", to: {change.stop}" if change.stop else ""
        word = "add" if change.sign == "+" else "remove"
        blocks[change.instrument].append(
            f"  - {{name: {change.set}, {word}: {{file: {name}}}, entered: {{from: {change.start}{stop}}}}}\n"
        )
    for instrument, lines in blocks.items():
        text = places[instrument].read_text(encoding="utf-8")
        body, _, block = text.partition("\nsets:\n")
        # A block made here is made anew; one with anything else in it is its author's.
        if all("{file: " in line and line.startswith("  - {name: ") for line in block.splitlines()):
            places[instrument].write_text(body.rstrip("\n") + "\nsets:\n" + "".join(lines), encoding="utf-8")
        else:
            print(f"{places[instrument].name}: its sets block is hand made, left alone")
    (BOOK.parent / "SETS.md").write_text(page(found, source), encoding="utf-8")
    print(f"{len(found)} changes of sets, {sum(len(c) for c in found.values())} codes")
    if missing:
        print("no instrument file yet for: " + ", ".join(sorted(missing)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
