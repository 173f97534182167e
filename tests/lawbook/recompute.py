"""A second reckoning of the law, from the tables of the library of facts alone.

Nothing of the engine is used here but the reader of rate texts: lists are read from CSV, rates and days are written out again from the
tables, and the order among duties is one plain function. A cell is one ten-digit code, origin and day of entry, at the defaults an importer
who states nothing gets: column 1 general, no programme, metal content not stated (so the whole value), listed goods taken for what their list is
about, no exception claimed, goods not afloat. :func:`expected` gives rates of value in percent by authority, or ``None`` where the cell needs
more than a code (a specific rate, a quota, a use).
"""

from __future__ import annotations

import csv
import gzip
import json
from bisect import bisect_right
from collections import defaultdict
from fractions import Fraction
from pathlib import Path
from typing import Any

__all__ = ["Tables"]

EU = set("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split())
COLUMN_2 = {"CU", "KP", "RU", "BY"}
LABOR = {
    "12.5": "DZ AO AU BS BH BR CL CN CO CR DO EG GY HK IQ IL KZ KW LY MA NZ NI NG NO OM PE PH QA RU SA SG ZA TH TR AE UY VE VN".split(),
    "10": "AR BD KH CA EC SV GT HN IN ID JO MY MX PK LK TT GB".split(),
}
EXCLUDED = set(
    "8483509040 8607211000 9030904600 9025198010 9025198020 9025198085 0304725000 0304831015 0304831020 0304835015 0304835020 0304835090 "
    "3808945010 3923210095 5603920070 5603920095 5603930090 6505008015 8424909080 8425310100 0505100050 0505100055 3401190000 3926909910 "
    "5504100000 6210105010 6210105090 6506106030".split()
)
"""Statistical numbers that note 20(vvv) excludes whole."""
LABOR_TOTAL = {"JP": "12.5", "KR": "12.5", "CH": "12.5", "TW": "10", **dict.fromkeys(EU, "10")}


class Codes:
    """A list of codes with days of entry: the longest prefix that stands on a day decides."""

    def __init__(self, rows: list[dict[str, str]]) -> None:
        self.rows: dict[str, list[tuple[str, str, dict[str, str]]]] = defaultdict(list)
        for row in rows:
            first, last = (row["from"] or "0").rstrip("?"), (row["to"] or "9999").rstrip("?")
            self.rows[row["code"]].append((first, last, row))

    def find(self, code: str, day: str) -> dict[str, str] | None:
        """The row of the longest prefix of a code that stands on a day."""
        for size in range(len(code), 3, -1):
            for first, last, row in self.rows.get(code[:size], ()):
                if first <= day <= last:
                    return row
        return None


class Tables:
    """The tables, read once."""

    def __init__(self, shared: Path) -> None:
        self.shared = shared
        self.lists: dict[tuple[str, str], Codes] = {}
        self._transcribed: dict[str, set[str]] = defaultdict(set)
        self._exports: dict[str, dict[str, tuple[str, str]]] = {}
        with open(shared / "hts" / "revision-dates.csv", encoding="utf-8") as file:
            self.releases = [
                (row["release_start_date"], row["file_here"].split(" ")[0])
                for row in csv.DictReader(file)
                if row["file_here"].startswith("hts_20") and ".json" in row["file_here"]
            ]
        self.releases.sort()
        self.reciprocal: dict[str, list[dict[str, str]]] = defaultdict(list)
        with open(shared / "law" / "lists" / "reciprocal-country-rates.csv", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                self.reciprocal[row["iso2"]].append(row)

    def named(self, name: str, only: str = "") -> Codes:
        """One list, or the rows of it whose column ``list`` begins with a word."""
        key = (name, only)
        if key not in self.lists:
            with open(self.shared / "law" / "lists" / f"{name}.csv", encoding="utf-8") as file:
                self.lists[key] = Codes([row for row in csv.DictReader(file) if row.get("list", "").startswith(only)])
        return self.lists[key]

    def transcribed(self, name: str) -> set[str]:
        """Codes of a list transcribed since the library was made (tools/lists)."""
        if not self._transcribed:
            for place in sorted((Path(__file__).resolve().parents[2] / "tools" / "lists").glob("*.csv")):
                with open(place, encoding="utf-8") as file:
                    for row in csv.DictReader(file):
                        self._transcribed[row["set"]].add(row["code"])
        return self._transcribed[name]

    def on(self, name: str, code: str, day: str, only: str = "") -> bool:
        """Whether a code stands on a list on a day."""
        return self.named(name, only).find(code, day) is not None

    def export(self, day: str) -> dict[str, tuple[str, str]]:
        """Ten-digit codes of the release in force -> texts of column 1 general and column 2 (inherited from above)."""
        file = self.releases[bisect_right([start for start, _ in self.releases], day) - 1][1]
        if file not in self._exports:
            found: dict[str, tuple[str, str]] = {}
            above: list[tuple[int, str, str]] = []
            with gzip.open(self.shared / "hts" / file, "rt", encoding="utf-8") as text:
                body: list[dict[str, Any]] = json.load(text)
            for row in body:
                depth, code = int(row["indent"]), row["htsno"].replace(".", "")
                while above and above[-1][0] >= depth:
                    above.pop()
                general, other = row["general"] or "", row["other"] or ""
                if not general and above:
                    general, other = above[-1][1], above[-1][2]
                above.append((depth, general, other))
                if len(code) == 10 and code[:2] < "98":
                    found[code] = (general.strip(), other.strip())
            self._exports[file] = found
        return self._exports[file]

    # ------------------------------------------------------------------ rates

    def expected(self, code: str, origin: str, day: str) -> dict[str, Fraction] | None:
        """Percent of value by authority; ``None`` where the code alone cannot answer."""
        texts = self.export(day).get(code)
        if texts is None:
            return None
        ordinary = ad_valorem(texts[1] if origin in COLUMN_2 else texts[0])
        if ordinary is None:
            return None
        if origin == "RU":
            raised = self.named("russia-column2-increases").find(code, day)
            if raised:
                ordinary = Fraction(35 if raised["list"] == "ru_35" else 70)
        out: dict[str, Fraction] = {"mfn": ordinary}
        if origin == "JP" and (code[:4] in {"4104", "4105", "4106", "4107", "4112", "4113"} or code[:2] == "64"):
            return None  # leather: by description
        if code[:4] in {"8806", "8807"} or code in {
            "8504409580",
            "8537109170",
            "6810990020",
            "6810990040",
            "7020006000",
        }:
            return None  # unmanned aircraft and quartz: by use, weight or quota
        if day >= "2025-11-01" and self.on("s232-auto-parts", code, day) and self.on("s232-mhd-vehicles", code, day):
            return None  # chassis: by use
        metals, share = self.section_232(code, origin, day, ordinary)
        if origin == "RU" and "autos" in share and self.named("s232-aluminum").find(code, min(day, "2026-04-05")):
            if day < "2026-04-06":
                return None
            # Note 33 keeps off 9903.82.02 to .26 and does not name 9903.85.67 and .68.
            metals = {**metals, "s232_aluminum": Fraction(200)}
        if {"s232_steel", "s232_aluminum", "s232_copper"} <= set(metals) or len(
            {"s232_steel", "s232_aluminum", "s232_copper"} & set(metals)
        ) > 1:
            return None  # the content decides
        if "metals" in share and origin in ("CA", "MX") and "2025-03-12" <= day <= "2025-06-03":
            metals, share = (
                {},
                set(),
            )  # the border duty is owed and sets the metals aside (EO 14289 s.3(a)(ii), back in time)
        out.update(metals)
        inside = bool(metals)
        """Whether the article bears a section 232 duty on its whole value (content not stated)."""
        out.update(self.china(code, origin, day))
        out.update(self.border(code, origin, day, share))
        out.update(self.reciprocal_duty(code, origin, day, ordinary, inside))
        out.update(self.countries(code, origin, day, inside))
        out.update(self.later(code, origin, day, ordinary, metals))
        return {name: rate for name, rate in out.items() if rate or name == "mfn"}

    def section_232(self, code: str, origin: str, day: str, ordinary: Fraction) -> tuple[dict[str, Fraction], set[str]]:
        """The duties of section 232 and the families they belong to ("autos", "metals", "copper", "wood")."""

        def to_total(limit: int) -> Fraction:
            return max(Fraction(limit) - ordinary, Fraction(0))

        if day >= "2025-04-03" and self.on("s232-auto-vehicles", code, day):
            if origin == "GB" and day >= "2025-06-30" and self.on("s232-uk-auto-trq-vehicles", code, day):
                return {"s232_autos": Fraction("7.5")}, {"autos"}
            if (
                (origin == "JP" and day >= "2025-09-16")
                or (origin in EU and day >= "2025-08-01")
                or (origin == "KR" and day >= "2025-11-01")
            ):
                return {"s232_autos": to_total(15)}, {"autos"}
            return {"s232_autos": Fraction(25)}, {"autos"}
        if day >= "2025-11-01":
            if self.on("s232-mhd-vehicles", code, day):
                return {"s232_trucks": Fraction(25)}, {"autos"}
            if self.on("s232-buses", code, day):
                return {"s232_trucks": Fraction(10)}, {"autos"}
        if day >= "2025-05-03" and self.on("s232-auto-parts", code, day) and not code.startswith("8471"):
            partners = {"JP": "2025-09-16", "KR": "2025-11-01", "TW": "2026-05-01", **dict.fromkeys(EU, "2025-08-01")}
            if day >= partners.get(origin, "9999"):
                return {"s232_autos": to_total(15)}, {"autos"}
            return {"s232_autos": Fraction(25)}, {"autos"}
        if day >= "2025-11-01" and self.on("s232-mhd-parts", code, day):
            return {"s232_trucks": Fraction(25)}, {"autos"}
        if day >= "2025-10-14":
            for kind in ("softwood", "upholstered", "cabinet"):
                if self.on("s232-wood", code, day, kind):
                    if kind == "softwood":
                        return {"s232_wood": Fraction(10)}, {"wood"}
                    if origin == "GB":
                        return {"s232_wood": Fraction(10)}, {"wood"}
                    if (
                        origin == "JP"
                        or origin in EU
                        or (origin == "KR" and day >= "2025-11-14")
                        or (origin == "TW" and day >= "2026-05-01")
                    ):
                        return {"s232_wood": to_total(15)}, {"wood"}
                    if day >= "2027-01-01":
                        return {"s232_wood": Fraction(30 if kind == "upholstered" else 50)}, {"wood"}
                    return {"s232_wood": Fraction(25)}, {"wood"}
        if day >= "2026-04-06":
            return self.metals_2026(code, origin, day, ordinary)
        return self.metals_2025(code, origin, day)

    def metals_2026(self, code: str, origin: str, day: str, ordinary: Fraction) -> tuple[dict[str, Fraction], set[str]]:
        """One heading of 9903.82 on the full value; aluminum of Russia apart."""
        row = self.named("2026_s232_metals_16c").find(code, day)
        if row is None:
            return {}, set()
        roman, metal = row["list"].split("16(c)(")[1].split(")")[0], row["list"].split("|")[-1]
        if origin == "RU" and metal.startswith("aluminum"):
            return {"s232_aluminum": Fraction(200)}, {"russian"}
        if roman in ("i", "ii", "iii", "iv", "v"):
            rate = Fraction(25 if origin == "GB" and roman != "v" else 50)
        elif roman in ("ix", "x"):
            rate = Fraction(25) if origin in COLUMN_2 else max(15 - ordinary, Fraction(0))
        elif roman == "xi" and origin in {"AR", "EC", "SV", "GT", "JP", "KR", "LI", "CH", "TW", "GB", *EU}:
            rate = max(15 - ordinary, Fraction(0))
        else:
            rate = Fraction(15 if origin == "GB" and roman in ("vi", "vii") else 25)
        return {"s232_metals": rate}, {"metals"}

    def metals_2025(self, code: str, origin: str, day: str) -> tuple[dict[str, Fraction], set[str]]:
        """Steel, aluminum and copper before 2026-04-06; where two fit a code, the content decides and the cell is left out."""
        out: dict[str, Fraction] = {}
        steel = self.named("s232-steel").find(code, day)
        aluminum = self.named("s232-aluminum").find(code, day)
        if aluminum and origin == "RU":
            return {"s232_aluminum": Fraction(200)}, {"russian"}
        if day < "2025-03-12":
            quota = {"AR", "AU", "BR", "CA", "MX", "KR", "UA", "JP", "GB", *EU}
            if steel and steel["list"] in ("steel_article", "steel_derivative_l_2020") and origin not in quota:
                out["s232_steel"] = Fraction(25)
            listed = aluminum and aluminum["list"] in ("aluminum_article", "aluminum_derivative_i_2020")
            if listed and origin not in {"AR", "AU", "CA", "MX", "GB", *EU}:
                out["s232_aluminum"] = Fraction(10)
            return out, {"metals"} if out else set()
        rate = Fraction(25) if day < "2025-06-04" or origin == "GB" else Fraction(50)
        if steel:
            out["s232_steel"] = rate
        if aluminum:
            out["s232_aluminum"] = rate
        if day >= "2025-08-01" and self.on("s232-copper", code, day):
            out["s232_copper"] = Fraction(50)
        families = {"metals"} if {"s232_steel", "s232_aluminum"} & set(out) else set()
        return out, families | ({"copper"} if "s232_copper" in out else set())

    def china(self, code: str, origin: str, day: str) -> dict[str, Fraction]:
        """Section 301 on China: one heading for a code, by its list."""
        if origin != "CN":
            return {}
        if day < "2026-11-10" and code in EXCLUDED:
            return {}
        row = self.named("s301-china").find(code, day)
        return {"s301_china": Fraction(row["rate"]) * 100} if row and row["heading"] != "9903.88.16" else {}

    def border(self, code: str, origin: str, day: str, families: set[str]) -> dict[str, Fraction]:
        """The emergency duties of the borders, at the rate where no programme is claimed."""
        if not "2025-02-04" <= day <= "2026-02-23":
            return {}
        if origin in ("CN", "HK"):
            return {"ieepa_border_cn": Fraction(20 if "2025-03-04" <= day <= "2025-11-09" else 10)}
        if origin not in ("CA", "MX") or day < "2025-03-04":
            return {}
        if {"autos", "wood"} & families or ("metals" in families and day >= "2025-06-04"):
            return {}
        name = f"ieepa_border_{origin.lower()}"
        low = self.on("fentanyl-carveouts", code, day, f"potash_{origin.lower()}") or (
            origin == "CA" and code in self.transcribed("energy-ca")
        )
        if low:
            return {name: Fraction(10)}
        return {name: Fraction(35 if origin == "CA" and day >= "2025-08-01" else 25)}

    def reciprocal_duty(
        self, code: str, origin: str, day: str, ordinary: Fraction, inside: bool
    ) -> dict[str, Fraction]:
        """The reciprocal duty: baseline, country rate or total."""
        group = "EU" if origin in EU else origin
        if not "2025-04-05" <= day <= "2026-02-23" or origin in {"CA", "MX", *COLUMN_2} or inside:
            return {}
        if self.on("ieepa-annex2-exempt", code, day):
            return {}
        if (origin in EU and self.on("eu-ptaap", code, day, "eu_ptaap")) or (
            origin in ("CH", "LI") and self.on("ch-li-ptaap", code, day)
        ):
            return {}
        if origin in ("CN", "HK", "MO") and "2025-04-09" <= day <= "2025-05-13":
            return {"ieepa_reciprocal": Fraction(84 if day == "2025-04-09" else 125)}
        if origin in EU and day == "2025-04-09":
            return {"ieepa_reciprocal": Fraction(20)}
        live = [
            row
            for row in self.reciprocal[group]
            if row["from"] <= day <= (row["to"] or "9999") and row["heading"] not in ("9903.02.01", "9903.01.25")
        ]
        if not live:
            return {"ieepa_reciprocal": Fraction(10)}
        total = [row for row in live if row["kind"] == "floor_total"]
        if total:
            return {"ieepa_reciprocal": max(percent(total[0]["rate"]) - ordinary, Fraction(0))}
        return {"ieepa_reciprocal": max(percent(row["rate"]) for row in live if row["kind"] == "add")}

    def countries(self, code: str, origin: str, day: str, inside: bool) -> dict[str, Fraction]:
        """Brazil's 40% and India's 25% of the emergency duties, Brazil's 25% of section 301."""
        out: dict[str, Fraction] = {}
        if (
            origin == "BR"
            and "2025-08-06" <= day <= "2026-02-23"
            and not inside
            and not self.on("br-annex1-exempt", code, day)
        ):
            out["ieepa_brazil"] = Fraction(40)
        if (
            origin == "IN"
            and "2025-08-27" <= day <= "2026-02-06"
            and not inside
            and not self.on("ieepa-annex2-exempt", code, day)
        ):
            out["ieepa_india"] = Fraction(25)
        return out

    def later(
        self, code: str, origin: str, day: str, ordinary: Fraction, metals: dict[str, Fraction]
    ) -> dict[str, Fraction]:
        """The surcharge of section 122, section 301 on forced labor and on Brazil, section 338 on Canada."""
        out: dict[str, Fraction] = {}
        named = bool(
            {"s232_autos", "s232_trucks", "s232_wood", "s232_metals", "s232_steel", "s232_copper"} & set(metals)
        ) or ("s232_aluminum" in metals and day < "2026-04-06" and origin != "RU")
        if "2026-02-24" <= day <= "2026-07-23" and not named and not self.on("2026_s122_exempt_listed", code, day):
            out["s122"] = Fraction(10)
        if (
            origin == "BR"
            and day >= "2026-07-22"
            and not named
            and not self.on("2026_s301br_exempt_listed", code, day, "9903.05.03")
        ):
            out["s301_brazil"] = Fraction(25)
        if day >= "2026-07-24" and not named and not self.on("2026_s301fl_52b_exempt", code, day):
            group = "EU" if origin in EU else origin
            own = any(
                row["list"].endswith(f"|{group}")
                for size in range(4, len(code) + 1)
                for _, _, row in self.named("2026_s301fl_52j_country_exempt").rows.get(code[:size], ())
            )
            own = own or code[:8] in self.transcribed(f"fl-{origin.lower()}")
            own = own or (origin == "JO" and code[:8] in self.transcribed("fl-textiles"))
            if not own:
                if origin in LABOR_TOTAL:
                    out["s301_forced_labor"] = max(Fraction(LABOR_TOTAL[origin]) - ordinary, Fraction(0))
                for rate, origins in LABOR.items():
                    if origin in origins:
                        out["s301_forced_labor"] = Fraction(rate)
        if origin == "CA" and day >= "2026-08-22":
            row = self.named("2026_s338_canada").find(code, day)
            if row and not (named and (day < "2026-09-15" or row["list"].endswith(".13"))):
                out["s338"] = Fraction(50)
        return out


def ad_valorem(text: str) -> Fraction | None:
    """Percent of a plain ad valorem text, 0 for free, ``None`` for every other."""
    word = text.split(" (")[0].split(" 1/")[0].strip()
    if word == "Free":
        return Fraction(0)
    if word.endswith("%") and word[:-1].replace(".", "", 1).isdigit():
        return Fraction(word[:-1])
    return None


def percent(text: str) -> Fraction:
    """``19%`` as 19."""
    return Fraction(text.rstrip("%"))
