"""The provisions tables of the library of facts, row by row, against the book.

A row says: a heading, for goods of some countries, entered from a day to a day, known from a day, adds or totals or frees. :func:`differences`
asks the book the same things through its views and says in words what differs.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from kanzei.duty.book import LawBook
from kanzei.duty.view import View
from kanzei.money import RATE_ONE

__all__ = ["Row", "differences", "rows"]

SAMPLE = "JP CN HK MO DE GB KR TW CH LI BR IN CA MX RU CU VN AU AR KE NI NO UA RU BY KP ZA SG".split()
AUTHORITIES: dict[str, set[str]] = {
    "201": {"s201_solar"},
    "201-quartz": {"s201_quartz"},
    "301-china": {"s301_china", "s301_maritime"},
    "301-maritime": {"s301_maritime"},
    "301-brazil": {"s301_brazil"},
    "301-forced-labor": {"s301_forced_labor"},
    "301-nicaragua": {"s301_nicaragua"},
    "301-japan-leather": {"s301_japan_leather"},
    "122": {"s122"},
    "338": {"s338"},
    "232-steel": {"s232_steel"},
    "232-aluminum": {"s232_aluminum"},
    "232-copper": {"s232_copper"},
    "232-metals": {"s232_metals", "s232_steel", "s232_aluminum", "s232_copper"},
    "232-autos": {"s232_autos"},
    "232-auto-parts": {"s232_autos"},
    "232-mhd": {"s232_trucks"},
    "232-mhdv": {"s232_trucks"},
    "232-timber": {"s232_wood"},
    "232-wood": {"s232_wood"},
    "232-semiconductors": {"s232_semiconductors"},
    "232-pharma": {"s232_pharma"},
    "232-uas": {"s232_uas"},
    "232-polysilicon": {"s232_polysilicon"},
    "IEEPA-fentanyl": {"ieepa_border_ca", "ieepa_border_mx", "ieepa_border_cn"},
    "IEEPA-reciprocal": {"ieepa_reciprocal"},
    "IEEPA-brazil": {"ieepa_brazil"},
    "IEEPA-india": {"ieepa_india"},
    "MFN": {"mfn"},
    "MFN-TRQ": {"mfn"},
}
"""Name of an authority in the tables -> ids of the book."""
EU = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split()
LISTS = {
    "list=steel_article": "steel-articles",
    "list=steel_derivative_l_2020": "steel-derivatives-l",
    "list=steel_derivative_m": "steel-derivatives-m",
    "list=steel_derivative_n": "steel-derivatives-n",
    "list=aluminum_article": "aluminum-articles",
    "list=aluminum_derivative_i_2020": "aluminum-derivatives-i",
    "list=aluminum_derivative_j": "aluminum-derivatives-j",
    "list=aluminum_derivative_k": "aluminum-derivatives-k",
    "s232-auto-vehicles": "vehicles",
    "autos_33b": "vehicles",
    "s232-auto-parts.csv": "auto-parts",
    "auto_parts_33g": "auto-parts",
    "uk-auto-trq-vehicles": "uk-quota-vehicles",
    "s232-uk-auto-parts": "uk-auto-parts",
    "s232-copper": "copper",
    "copper_pre_annex": "copper",
    "list=softwood": "softwood",
    "37(b)": "softwood",
    "list=upholstered": "upholstered",
    "37(d)": "upholstered",
    "list=cabinet": "cabinets",
    "s232-mhd-vehicles": "trucks",
    "mhdv_38.csv rows .01": "trucks",
    "s232-buses": "buses",
    "mhdv_38.csv rows .02": "buses",
    "s232-mhd-parts.csv": "truck-parts",
    "mhdv_38.csv rows .08": "truck-parts",
    "s232-semiconductors": "chips",
    "semiconductors_39b": "chips",
    "partial-9903-02-78": "annex-ii-described",
    "list=eu_ptaap": "eu-ptaap",
    "religious_oils": "eu-religious-oils",
    "eu-civil-aircraft": "eu-aircraft",
    "eu-generic-pharma": "eu-pharma",
    "kr-civil-aircraft": "kr-aircraft",
    "ch-li-ptaap": "chli-ptaap",
    "ch-li-civil-aircraft": "chli-aircraft",
    "ch-li-generic-pharma": "chli-pharma",
    "uk-civil-aircraft": "uk-aircraft",
    "jp-civil-aircraft": "jp-aircraft",
    "jp_civil_aircraft_35b": "jp-aircraft",
    "br-civil-aircraft": "br-aircraft",
    "list=ru_35": "russia-35",
    "list=ru_70": "russia-70",
    "list=energy_ca": "energy-ca",
    "list=potash_ca": "potash-ca",
    "list=potash_mx": "potash-mx",
    "s122_exempt_listed": "s122-exempt",
    "s122_exempt_particular": "s122-described",
    "s122_exempt_civil_aircraft": "s122-aircraft",
    "52b_exempt": "fl-exempt",
    "52c_particular": "fl-described",
    "52d_civil_aircraft": "fl-aircraft",
    "52e_pharma_use": "fl-pharma",
    "s301br_civil_aircraft": "br301-aircraft",
    "s301br_pharma_use": "br301-pharma",
    "s338_canada.csv rows .12": "s338-12",
    "s338_canada.csv rows .13": "s338-13",
    "s338_canada.csv rows .14": "s338-14",
    "s201_quartz": "quartz",
    "pharma_40c": "pharma",
}
"""Words of the goods column -> the set of the book."""
ROMAN = "i ii iii iv v vi vii viii ix x xi".split()
KINDS: dict[str, set[str]] = {
    "add": {"add"},
    "floor_total": {"total", "gap_to"},
    # "exempt" and "none" both report a heading at zero; the second heading of a pair is the twin of a total.
    "exempt": {"exempt", "none", "twin", "add"},
    "none": {"exempt", "none", "twin"},
    "replace": {"replace", "rate_of"},
}


class Row(NamedTuple):
    """One row of a table; ``number`` counts from 0."""

    table: str
    number: int
    heading: str
    headings: tuple[str, ...]
    authorities: tuple[str, ...]
    kind: str
    rate: int | None
    countries: frozenset[str]
    excluded: frozenset[str]
    starts: str
    stops: str
    known: str
    goods: frozenset[str]


def day(text: str) -> str:
    """An ISO day without its mark of doubt or its time; "" for an empty or incomplete one."""
    found = re.match(r"\d{4}-\d\d-\d\d", text)
    return found.group() if found else ""


def rate_of(text: str) -> int | None:
    """The rate as units of :data:`kanzei.money.RATE_ONE`."""
    found = re.match(r"(\d+(?:\.\d+)?)%?( |$)", text)
    return round(float(found.group(1)) * RATE_ONE / 100) if found else None


def expand(text: str) -> tuple[str, ...]:
    """The headings a cell names, ranges written out."""
    out: list[str] = []
    for first, last in re.findall(r"(9903\.\d\d\.\d\d)(?:-\.(\d\d)|-9903\.\d\d\.\d\d)?", text):
        prefix, start = first[:8], int(first[8:])
        stop = int(last) if last else start
        out += [f"{prefix}{number:02d}" for number in range(start, stop + 1)]
    return tuple(out)


def goods_of(text: str, kind: str, heading: str) -> frozenset[str]:
    """The sets of the book a goods column means; empty where it names none that can be told."""
    if "rows with this heading" in text or "s301-china.csv heading=" in text:
        return frozenset({f"s301-{heading}"})
    if "metals_16c" in text:
        found: set[str] = set()
        # What joins on 2026-06-08 is asked for on its own day, by the tests of lists.
        for first, last in re.findall(
            r"\(([ivx]+)\)(?:-\(([ivx]+)\))?", text.split("; (xi)")[0].split(", US metal")[0]
        ):
            stop = ROMAN.index(last or first)
            found |= {f"metals-{name}" for name in ROMAN[ROMAN.index(first) : stop + 1]}
        return frozenset(found)
    if "ieepa-annex2-exempt" in text or "br-annex1-exempt" in text:
        name = "annex-ii" if "annex2" in text else "br-annex-i"
        return frozenset({name}) if kind == "exempt" else frozenset()
    return frozenset(
        name for words, name in LISTS.items() if words in text and "outside" not in text and "upholstered+" not in text
    )


def rows(shared: Path) -> Iterator[Row]:
    """Every row of both tables."""
    for table in ("provisions-2025", "provisions-2026"):
        with open(shared / "law" / f"{table}.csv", encoding="utf-8") as file:
            for number, cell in enumerate(csv.DictReader(file)):
                head, _, tail = cell["countries"].partition("ALL_EXCEPT ")
                words = set(re.findall(r"\b[A-Z]{2}\b", head))
                if "EU" in words:
                    words = words - {"EU"} | set(EU)
                everybody = "ALL" in cell["countries"] or not words or "any origin" in head
                yield Row(
                    table,
                    number,
                    cell["heading"],
                    expand(cell["heading"]),
                    tuple(part.strip() for part in cell["authority"].split(";")),
                    cell["duty_kind"],
                    rate_of(cell["rate"]),
                    frozenset() if everybody else frozenset(words),
                    frozenset(re.findall(r"\b[A-Z]{2}\b(?!\()", tail)),
                    day(cell["effective_from"]),
                    day(cell["effective_to"]),
                    day(cell["known_from"]),
                    goods_of(cell["product_scope"], cell["duty_kind"], cell["heading"]),
                )


@cache
def view(known: str | None) -> View:
    """The shipped book as known on a day."""
    book = LawBook.shipped()
    return book.view(
        known=None if known is None or date.fromisoformat(known) > book.as_of else date.fromisoformat(known)
    )


def found(known: str | None, entered: str, origin: str, row: Row) -> list[dict[str, Any]]:
    """Provisions that report one of the row's headings for its authority on an entry day."""
    wanted = {name for word in row.authorities for name in AUTHORITIES.get(word, ())}
    return [
        one
        for one in view(known).candidates(entered, origin)
        if (one.get("heading") in row.headings or one.get("twin") in row.headings) and one["authority"] in wanted
    ]


def agrees(one: dict[str, Any], row: Row) -> bool:
    """Whether a provision does what the row says."""
    if one.get("twin") in row.headings and one.get("heading") not in row.headings:
        return row.kind in ("none", "exempt")
    kind = one["duty"]["kind"]
    if kind not in KINDS[row.kind]:
        return False
    if kind in ("add", "total", "replace") and row.rate is not None:
        return bool(one["duty"]["rate"] == row.rate)
    return True


def displaced(known: str | None, entered: str, origin: str, row: Row) -> bool:
    """Whether another provision takes the place of the row's heading for the origin."""
    mine = {one["id"] for one in found(known, entered, origin, row)}
    for one in view(known).candidates(entered, origin):
        for place in one.get("instead_of", ()):
            if len(place) == 2 and any(place[0] <= heading <= place[1] for heading in row.headings):
                return True
            if len(place) != 2 and (place if isinstance(place, str) else place[0]) in mine:
                return True
    return False


def shift(text: str, days: int) -> str:
    """A day some days later."""
    return (date.fromisoformat(text) + timedelta(days=days)).isoformat()


def differences(row: Row, others: list[Row]) -> list[str]:
    """What the book says otherwise than a row; ``others`` are the rows of the same headings."""
    out: list[str] = []
    start = max(row.starts or "2025-01-01", "2025-01-01")
    annulled = bool(row.stops) and row.stops < row.starts
    origins = sorted(row.countries) or [code for code in SAMPLE if code not in row.excluded]
    if row.stops and row.stops < start and not annulled:
        return []

    def says(entered: str, origin: str, known: str | None) -> bool:
        return any(agrees(one, row) for one in found(known, entered, origin, row))

    def covered(entered: str, origin: str, known: str = "9999") -> bool:
        """Whether another row, known by then, says the same for that day."""
        return any(
            (origin in other.countries or not other.countries and origin not in other.excluded)
            and (other.starts or "0") <= entered <= (other.stops or "9999")
            and (other.kind, other.rate) == (row.kind, row.rate)
            and (other.known or "0") <= known
            for other in others
        )

    newest = None if not annulled else row.known
    last = row.stops if row.stops and not annulled else start
    for origin in origins:
        for entered in sorted({start, last}):
            if not says(entered, origin, newest):
                seen = [(one["id"], one["duty"]) for one in found(newest, entered, origin, row)]
                out.append(f"{origin} {entered}: not there ({seen or 'no such heading'})")
        if annulled:
            if says(start, origin, None) and not covered(start, origin):
                out.append(f"{origin} {start}: still there, though annulled")
            continue
        if (
            row.starts > "2025-01-01"
            and says(shift(row.starts, -1), origin, None)
            and not covered(shift(row.starts, -1), origin)
        ):
            out.append(f"{origin} {shift(row.starts, -1)}: there before it starts")
        if row.stops and says(shift(row.stops, 1), origin, None) and not covered(shift(row.stops, 1), origin):
            out.append(f"{origin} {shift(row.stops, 1)}: there after it ends")
    for origin in sorted(row.excluded & set(SAMPLE)):
        if says(start, origin, newest) and not covered(start, origin) and not displaced(newest, start, origin, row):
            out.append(f"{origin} {start}: there, though excepted")
    if row.goods:
        reached = {
            name
            for origin in origins
            for one in found(newest, start, origin, row)
            if agrees(one, row)
            for name in one["goods"]["in"]
        }
        if not row.goods <= reached or (row.goods != reached and "metals" in "".join(row.goods)):
            out.append(f"goods {sorted(row.goods)}, the book has {sorted(reached)}")
    if row.known > "2025-01-01" and row.starts:
        origin = origins[0]
        if not says(start, origin, row.known):
            out.append(f"{origin} {start}: not yet known on {row.known}")
        before = shift(row.known, -1)
        if says(start, origin, before) and not covered(start, origin, before):
            out.append(f"{origin} {start}: known already on {before}")
    return out
