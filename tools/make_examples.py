"""Make examples/entries.csv: entry lines of our own, plausible, with a fixed seed. No importer is real.

Goods, prices and origins are chosen here; codes and units are checked against the shipped schedule on the
day of entry.

Usage: python tools/make_examples.py [--check]
"""

from __future__ import annotations

import csv
import io
import random
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from kanzei.entries.cells import read_unit
from kanzei.entries.parse import check_digit
from kanzei.errors import ScheduleError
from kanzei.schedule import Schedule

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "examples" / "entries.csv"
SEED = 20250762
ENTRIES = 200
FIRST, LAST = date(2025, 1, 6), date(2026, 11, 16)

COLUMNS = (
    "entry_number,line,entered_on,hts,origin,value_usd,quantity,unit,quantity2,unit2,spi,loaded_on,exported_from,steel_value,"
    "aluminum_value,copper_value,us_content_value,part,claims,description"
).split(",")


class Good(NamedTuple):
    """A good of the catalogue.

    price : dollars for one first unit, low and high. second : second units in one first unit.
    often : claims some lines carry. metal : metal and the share of value it makes, for lines that state it.
    """

    code: str
    name: str
    origins: str
    price: tuple[float, float]
    count: tuple[int, int]
    second: float = 0.0
    often: str = ""
    metal: tuple[str, int] | None = None


CATALOGUE = [
    Good("8703230140", "passenger cars, 1.5 to 3 liters", "JP JP JP DE KR GB SK MX", (21000, 42000), (1, 12)),
    Good("8703220110", "passenger cars, small engine", "JP KR IN MX", (14500, 21000), (2, 20)),
    Good("8703800020", "electric cars", "DE KR JP CN", (30000, 61000), (1, 6)),
    Good("8703600020", "plug-in hybrid cars", "JP SE DE", (28000, 52000), (1, 6)),
    Good("8704310120", "pickup trucks", "JP MX TH", (19000, 31000), (1, 8)),
    Good("8701210015", "road tractors", "MX SE CA", (88000, 135000), (1, 3)),
    Good("8708295160", "body parts for cars", "JP JP CN DE MX TW", (6, 45), (100, 3000), often="auto_part"),
    Good("8708305030", "brake rotors", "CN JP IT BR", (9, 38), (200, 4000)),
    Good("8708401110", "gear boxes for cars", "JP DE KR MX", (420, 1400), (10, 220)),
    Good("8482105044", "ball bearings", "JP CN DE RO", (2, 14), (500, 8000), 0.4, often="!auto_part"),
    Good("4011101020", "passenger car tires", "JP KR TH VN ID", (28, 70), (200, 2400)),
    Good("8507600010", "traction batteries", "KR JP CN HU", (2400, 7800), (4, 80), 210.0),
    Good("8507600020/8507600090", "lithium-ion batteries", "CN KR JP MY", (18, 240), (50, 3000), 1.2, often="!auto_part; !truck_part"),
    Good("7208510030", "universal mill plate", "JP KR DE CA BR", (0.8, 1.3), (8000, 90000), often="melt_pour=origin"),
    Good("7210490045", "galvanized sheet", "JP KR VN CA MX", (0.9, 1.6), (6000, 60000), often="melt_pour=origin"),
    Good("7304191020", "line pipe, seamless", "JP AR IT KR", (1.4, 2.8), (4000, 50000)),
    Good("7318152041", "anchor bolts", "TW CN JP IN", (2.1, 4.8), (800, 9000)),
    Good("7326908688", "other articles of steel", "CN VN JP DE IN TW", (3, 12), (300, 6000), metal=("steel", 65)),
    Good("7323930045", "stainless steel kitchen ware", "CN IN JP KR", (4, 22), (200, 5000), metal=("steel", 75)),
    Good("7318156080", "socket screws", "CN TW JP", (3, 9), (300, 6000)),
    Good("7310210025", "steel cans", "CN MX KR TW", (0.6, 3), (2000, 30000), metal=("steel", 80)),
    Good("7308909590", "steel structures", "CA MX CN TR", (2.2, 4.9), (2000, 40000)),
    Good("7606123045", "aluminum body stock", "JP KR DE CA", (3.1, 4.6), (2000, 30000), often="smelt=CA; cast=origin"),
    Good("7610100010", "aluminum windows", "CN MX CO TH", (6, 15), (300, 5000), metal=("aluminum", 55)),
    Good("7616995130", "aluminum ladders", "CN VN MX", (24, 90), (60, 900), metal=("aluminum", 70)),
    Good("7411101030", "copper tube", "MX KR VN JP", (9, 13), (500, 9000)),
    Good("7408116000", "copper wire", "CA MX CL", (9, 12), (800, 12000)),
    Good("8544429090", "insulated cable with connectors", "CN VN MX TW JP", (0.9, 9), (1000, 20000), metal=("copper", 35)),
    Good("8516606000", "rice cookers", "JP CN KR TH", (28, 190), (60, 1800)),
    Good("8516790000", "electric kettles", "CN DE IT", (9, 40), (100, 4000)),
    Good("8528726420", "television sets", "MX VN CN", (160, 900), (20, 900)),
    Good("8467210010", "cordless drills", "CN MX JP MY", (22, 120), (80, 3000)),
    Good("8433110010", "electric lawn mowers", "CN VN", (110, 320), (20, 700)),
    Good("8413702015", "centrifugal pumps", "JP DE CN IT", (180, 900), (5, 160), metal=("steel", 40)),
    Good("8481801020", "bath faucets", "CN TW DE IT", (22, 140), (100, 2400), 1.6, metal=("copper", 30)),
    Good("8457100055", "machining centers", "JP JP DE TW KR", (98000, 410000), (1, 3)),
    Good("8458110050", "turning centers", "JP TW KR", (72000, 250000), (1, 3)),
    Good("8479500000", "industrial robots", "JP DE CH CH", (21000, 74000), (1, 9)),
    Good("8429521010", "hydraulic excavators", "JP KR CN GB", (62000, 190000), (1, 4)),
    Good("8486200000", "machines for making chips", "JP NL SG", (400000, 2600000), (1, 2)),
    Good("9031494000", "coordinate measuring machines", "JP DE GB", (38000, 120000), (1, 3)),
    Good("8501104020", "small motors, AC", "JP CN MX", (4, 16), (500, 9000)),
    Good("8504404000", "speed drives", "JP DE FI CN", (120, 900), (20, 400)),
    Good("9201100021", "upright pianos", "JP ID KR CN", (2100, 5200), (2, 24)),
    Good("9201200021", "grand pianos", "JP DE AT", (14000, 68000), (1, 6)),
    Good("9202100000", "violins", "JP CN IT DE", (90, 2400), (5, 200)),
    Good("9205100080", "brass wind instruments", "JP CN DE", (180, 1500), (5, 160)),
    Good("9207100010", "electronic keyboards", "JP CN ID", (140, 900), (20, 500)),
    Good("8712001550", "bicycles, both wheels over 65 cm", "JP TW CN KH VN", (110, 900), (20, 600)),
    Good("3004909206", "medicines", "JP IE CH CH IN", (420, 9000), (20, 600), often="patented"),
    Good("3004200010", "antibiotics for animals", "IN CN IT", (40, 240), (200, 3000), often="generic"),
    Good("3002150011", "monoclonal antibodies", "IE CH DE KR SG", (90000, 900000), (1, 9), often="patented"),
    Good("8542310030", "processors", "TW KR MY JP VN", (3, 160), (500, 20000)),
    Good("8542320032", "memory chips", "KR TW JP CN", (2, 22), (2000, 60000)),
    Good("8471500150", "accelerator servers", "TW MX CN", (21000, 190000), (1, 12), often="semiconductor_article"),
    Good("8471300100", "portable computers", "CN VN TW", (310, 1300), (50, 1500)),
    Good("8517130000", "smartphones", "CN IN VN", (180, 820), (100, 4000)),
    Good("8523510000", "solid-state drives", "KR TW CN TH", (24, 160), (100, 5000)),
    Good("8806220000", "camera drones", "CN JP CH", (320, 1400), (10, 300)),
    Good("9006910001", "parts of cameras", "JP TH CN", (8, 90), (50, 900)),
    Good("9004100000", "sunglasses", "JP IT CN", (40, 900), (30, 600)),
    Good("9001500000", "spectacle lenses", "JP TH CN", (6, 40), (200, 4000)),
    Good("6403919045", "leather shoes for men", "JP IT VN PT", (38, 160), (60, 900)),
    Good("6403599045", "leather shoes for women", "JP IT ES BR", (36, 150), (60, 900)),
    Good("6404119020", "sports shoes, textile upper", "VN CN ID", (13, 38), (200, 6000)),
    Good("4202219000", "leather handbags", "IT FR JP CN", (60, 900), (20, 500)),
    Good("4107122000", "leather of bovine hides", "JP IT BR", (2, 9), (200, 4000)),
    Good("6109100012", "cotton T-shirts for men", "VN BD IN CN HN LK", (22, 70), (100, 3000), 1.9),
    Good("6110202010", "cotton sweaters for men", "VN KH CN PE", (60, 190), (60, 1500), 5.1),
    Good("6203420711", "cotton trousers for men", "BD MX PK VN", (80, 220), (60, 1500), 7.4),
    Good("6302213020", "cotton sheets", "IN PK PT CN", (6, 40), (100, 4000), 0.9),
    Good("5208124040", "woven cotton fabric", "JP IN PK", (1, 5), (1000, 20000), 0.18),
    Good("6110110015", "wool sweaters for men", "IT GB CN JP", (240, 900), (10, 300), 4.2),
    Good("5702504000", "carpets of wool", "IN TR BE", (20, 120), (50, 1500), 2.8),
    Good("6307909891", "made-up textile articles", "CN JP VN IN", (1.5, 9), (300, 8000), 0.4),
    Good("2204215040", "red and white wine", "FR IT AU CL JP", (4, 26), (900, 12000)),
    Good("2206004500", "sake", "JP JP KR", (5, 38), (300, 6000)),
    Good("2208303030", "whisky", "GB JP IE IN", (9, 60), (300, 8000)),
    Good("2203000030", "beer in glass", "MX CA DE JP BE", (1.1, 2.4), (4000, 60000)),
    Good("0901210055", "roasted coffee", "IT CO BR VN", (8, 22), (200, 6000)),
    Good("0901110025", "green coffee", "BR CO VN ET", (4.2, 8.8), (5000, 40000)),
    Good("1006309057", "jasmine rice", "TH VN", (0.8, 1.6), (10000, 90000)),
    Good("1006309015", "organic rice", "JP IN TH", (1.4, 4.8), (1000, 20000)),
    Good("0406905700", "sheep's milk cheese", "IT FR ES", (9, 19), (200, 4000)),
    Good("0902109015", "green tea", "JP CN LK", (9, 60), (100, 3000)),
    Good("0302140003", "farmed salmon, fresh", "NO CA CL", (7, 12), (1000, 18000)),
    Good("0306170005", "frozen shrimp", "IN EC VN ID", (6, 11), (2000, 30000)),
    Good("0803900035", "bananas", "GT EC CR", (0.4, 0.8), (15000, 90000)),
    Good("0702002006", "tomatoes", "MX CA", (1, 2.2), (4000, 40000)),
    Good("2009110060", "orange juice, frozen", "BR MX", (0.8, 2.1), (15000, 120000)),
    Good("2709002090", "crude oil", "CA MX BR", (58, 79), (20000, 90000)),
    Good("3104200050", "potash", "CA RU", (230, 420), (900, 8000)),
    Good("7110210000", "palladium, unwrought", "RU RU ZA", (32, 39), (900, 20000)),
    Good("3105300000", "diammonium phosphate", "RU RU MA", (540, 790), (200, 4000)),
    Good("7403110000", "copper cathode", "CL CA PE", (8.8, 11.5), (20000, 180000)),
    Good("7102390050", "cut diamonds", "IN BE IL", (400, 2600), (5, 90)),
    Good("7113192900", "gold necklaces", "IT IN TR", (55, 95), (200, 3000)),
    Good("3304995000", "skin care", "KR JP FR", (12, 60), (100, 4000)),
    Good("3926909989", "articles of plastics", "CN TW JP DE MX", (3, 14), (200, 6000)),
    Good("9503000073", "toys", "CN VN MX", (2, 18), (500, 12000)),
    Good("9504500000", "video game consoles", "VN CN JP", (180, 420), (50, 3000)),
    Good("9506310000", "golf clubs", "JP CN TW", (30, 380), (20, 500)),
    Good("6911105200", "porcelain cups", "JP CN GB", (20, 90), (30, 500)),
    Good("8211922000", "kitchen knives", "JP DE CN", (9, 90), (50, 1500)),
    Good("9401614011", "upholstered wooden chairs", "VN JP CN IT MX GB", (70, 420), (20, 400)),
    Good("9403409060", "kitchen cabinets", "VN MY CA CN", (90, 420), (20, 400)),
    Good("4407110042", "softwood lumber", "CA DE SE", (190, 330), (100, 2500)),
    Good("9403608040", "wooden dining tables", "VN ID IT JP", (110, 900), (10, 200)),
    Good("8411919085", "parts of gas turbines", "JP GB DE", (40, 900), (10, 300), often="civil_aircraft"),
    Good("8807300060", "parts of airplanes", "JP GB FR CA", (90, 1900), (20, 900), often="civil_aircraft"),
    Good("8541430010", "solar modules", "VN KR MY IN", (70, 160), (200, 3000), 410.0),
    Good("9018908000", "medical instruments", "JP DE MX IE", (40, 900), (20, 900)),
    Good("2933110000", "active ingredients", "CN IN JP", (18, 90), (100, 2000)),
    Good("8426190000", "gantry cranes", "CN JP", (900000, 2600000), (1, 1)),
    Good("91021125", "wrist watches", "CH CH JP", (40, 160), (50, 900), often="watch"),
]  # fmt: skip

PROGRAMMES = {"CA": "S", "MX": "S", "KR": "KR", "AU": "AU", "CL": "CL", "CO": "CO", "PE": "PE", "SG": "SG",
"IL": "IL", "HN": "P",
              "GT": "P", "CR": "P", "JP": "JP"}  # fmt: skip

SPLIT = [
    ("7326908688", "steel", 60),
    ("7616995130", "aluminum", 65),
    ("8544429090", "copper", 35),
    ("8481801020", "copper", 30),
]


def entry_number(rng: random.Random) -> str:
    """An invented entry number of filer KZI, with its check digit."""
    body = f"KZI{rng.randrange(10**7):07d}"
    return next(f"{body}{digit}" for digit in range(10) if check_digit(f"{body}{digit}"))


def found(schedule: Schedule, code: str, day: date) -> Any:
    """The schedule's line for a code (or the first of several) on a day; none of them there ends the program."""
    for one in code.split("/"):
        try:
            line = schedule.lookup(one, day, LAST)
        except ScheduleError:
            continue
        if not line.warnings:
            return line
    raise SystemExit(f"{code} is not in the schedule of {day}")


def row_of(good: Good, day: date, origin: str, schedule: Schedule, rng: random.Random) -> dict[str, str]:
    """One line of a good."""
    line = found(schedule, good.code, day)
    count = rng.randint(*good.count)
    value = round(count * rng.uniform(*good.price))
    row = dict.fromkeys(COLUMNS, "")
    row |= {
        "entered_on": day.isoformat(),
        "hts": line.code,
        "origin": origin,
        "value_usd": f"{value}.00",
        "exported_from": origin,
        "description": good.name,
    }
    units = [read_unit(unit) for word in line.units for unit in word.split(" and ") if unit and unit != "X"]
    if good.often == "watch":
        units = ["No."]
    if units:
        row["quantity"], row["unit"] = str(count), units[0]
    if len(units) > 1:
        row["quantity2"], row["unit2"] = str(max(1, round(count * (good.second or 1.0)))), units[1]
    symbol = PROGRAMMES.get(origin)
    if symbol and symbol in line.special and rng.random() < 0.55:
        row["spi"] = symbol
    if good.metal and date(2025, 6, 4) <= day <= date(2026, 4, 5) and rng.random() < 0.9:
        metal, share = good.metal
        row[f"{metal}_value"] = f"{round(value * share / 100)}.00"
    claims: list[str] = []
    if good.often == "watch":
        shares = {"case_value": 38, "strap_value": 14, "battery_value": 1}
        claims = [f"{key}={round(value * share / 100)}" for key, share in shares.items()]
    elif good.often and rng.random() < 0.7:
        claims += [word.strip().replace("=origin", f"={origin}") for word in good.often.split(";")]
    if rng.random() < 0.06 and origin not in ("CA", "MX"):
        row["us_content_value"] = f"{round(value * 0.25)}.00"
    if day in TRANSIT and rng.random() < 0.8:
        row["loaded_on"] = TRANSIT[day].isoformat()
    elif rng.random() < 0.25:
        row["loaded_on"] = (day - timedelta(days=rng.randint(3, 34))).isoformat()
    if row["loaded_on"] and row["loaded_on"] < "2025-01-01":
        row["loaded_on"] = ""
    row["claims"] = "; ".join(claims)
    return row


TRANSIT = {
    date(2025, 4, 9): date(2025, 4, 7), date(2025, 4, 14): date(2025, 4, 3), date(2025, 8, 20): date(2025, 8,
    1),
    date(2025, 9, 30): date(2025, 8, 5), date(2026, 2, 26): date(2026, 2, 20), date(2026, 7, 25): date(2026,
    7, 21),
}  # fmt: skip
"""Days of entry on which goods loaded some time before had their own rule -> such a day of loading."""

TURNS = [
    date(*day)
    for day in (
        (2025, 2, 4), (2025, 3, 4), (2025, 3, 12), (2025, 4, 3), (2025, 4, 5), (2025, 4, 9), (2025, 4, 10), (2025, 4, 14),
        (2025, 5, 14), (2025, 6, 4), (2025, 7, 31), (2025, 8, 1), (2025, 8, 6), (2025, 8, 7), (2025, 8, 20), (2025, 8, 27),
        (2025, 9, 15), (2025, 9, 16), (2025, 9, 30), (2025, 10, 14), (2025, 11, 1), (2025, 11, 13), (2025, 11, 14),
        (2025, 12, 15), (2026, 1, 15), (2026, 2, 23), (2026, 2, 24), (2026, 2, 26), (2026, 4, 6), (2026, 6, 8), (2026, 7, 22),
        (2026, 7, 24), (2026, 7, 25), (2026, 7, 31), (2026, 8, 22), (2026, 9, 3), (2026, 9, 29), (2026, 10, 12),
    )
]  # fmt: skip
"""Days on which the law turned; half of the entries fall on them, where a mistake would show."""


def split_rows(
    day: date, origin: str, code: str, metal: str, share: int, schedule: Schedule, rng: random.Random
) -> list[dict[str, str]]:
    """An article split by its metal: the rest with the quantity, then the metal with none; some say so, some leave it to be seen."""
    good = next(good for good in CATALOGUE if good.code == code)
    rest = row_of(good._replace(metal=None, often=""), day, origin, schedule, rng)
    rest["us_content_value"] = ""
    whole = round(float(rest["value_usd"]))
    part = round(whole * share / 100)
    body = dict(rest)
    rest["value_usd"], body["value_usd"] = f"{whole - part}.00", f"{part}.00"
    body["quantity"] = "0"
    if body["quantity2"]:
        body["quantity2"] = "0"
    if rng.random() < 0.5:
        rest["part"], body["part"] = "rest", metal
    return [rest, body]


def lines() -> list[dict[str, str]]:
    """Every line of the example file."""
    rng = random.Random(SEED)
    schedule = Schedule.open()
    out: list[dict[str, str]] = []
    bag: list[Good] = []
    for number in range(ENTRIES):
        day = rng.choice(TURNS) if rng.random() < 0.5 else FIRST + timedelta(days=rng.randrange((LAST - FIRST).days))
        entry: list[dict[str, str]] = []
        if number % 16 == 5:
            day = date(2025, 6, 4) + timedelta(days=rng.randrange(300))
            code, metal, share = SPLIT[(number // 16) % len(SPLIT)]
            if metal == "copper":
                day = max(day, date(2025, 8, 4))
            origin = rng.choice(next(good for good in CATALOGUE if good.code == code).origins.split())
            entry = split_rows(day, origin, code, metal, share, schedule, rng)
        else:
            if not bag:
                bag = rng.sample(CATALOGUE, len(CATALOGUE))
            lead = bag.pop()
            origin = rng.choice(lead.origins.split())
            entry.append(row_of(lead, day, origin, schedule, rng))
            others = [good for good in CATALOGUE if origin in good.origins.split() and good.code != lead.code]
            for good in rng.sample(others, min(len(others), rng.choice((0, 0, 1, 1, 2)))):
                entry.append(row_of(good, day, origin, schedule, rng))
        name = entry_number(rng)
        for place, row in enumerate(entry, start=1):
            row["entry_number"], row["line"] = name, str(place)
        out += entry
    return out


def text() -> str:
    """The file."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines())
    return buffer.getvalue()


def main() -> int:
    """Write the file, or with ``--check`` say whether it is current."""
    made = text()
    if "--check" in sys.argv[1:]:
        current = TARGET.is_file() and TARGET.read_text(encoding="utf-8") == made
        print("entries.csv is current" if current else "entries.csv is out of date: run tools/make_examples.py")
        return 0 if current else 1
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(made, encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {made.count(chr(10)) - 1} lines")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
