"""Every row of the provisions tables is in the book with the same effect, or the difference and its reason stand here.

The tables lie in the library of facts; without it the tests are skipped. Rows are numbered from 0, as in the files.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from .provision_rows import Row, differences, rows

ZONE = (
    "a heading for zone goods of privileged foreign status at the rate of its neighbour: named in the instrument's note"
)
QUOTA = "a range of headings by product: the book frees goods within the quota and names the range in its citation"
OUT_OF_QUOTA = "the origins excepted have a quota; out of it this heading charges them (note 16(a) and 19(a) of the time; Proclamations 10327-10328, 10356, 10405)"
ORDERED = "ordered on the day named, dated only by the certification of 2025-03-11 (us/cert-2025-03-11): until then ordered, date open"
BASELINE = "the 10% stands for every origin since EO 14257; the later order only lifts what took its place"
MARITIME = "the start is known from the notice of 2025-10-10 and the pause from that of 2025-11-06; the row has the day the headings were printed"
SIGNED = "Proclamation 11032 was signed and public on 2026-06-01 (91 FR 34085, printed 2026-06-04); the row has its first day of entry"
NOTICE = "ordered 2025-09-04 with the day left to a notice, which was public on 2025-09-15 (90 FR 44638), as the 2025 table says"
NUMBERS = "the numbers belong to the quartz safeguard (91 FR, Proclamation 11051); the book holds the duty without a heading until the notice numbers it"
BEEF = "the numbers bear the in-quota rate already; the heading widens the quantity (the export reads: no change)"
READING_EXCLUSIONS = "after 2026-11-09 only under the second reading of CN-EXCLUSIONS"
SUMMARY = "a summary of earlier rows, each of which is compared by itself"
QUARTZ = "the developing countries and Caribbean beneficiaries outside the safeguard are the group quartz-outside (note 41(c))"

EXPLAINED: dict[str, dict[int, str]] = {
    "provisions-2025": {
        21: "list 4B never came into force (84 FR 69447)",
        31: "the set of one subheading is written as the code itself",
        35: READING_EXCLUSIONS,
        39: READING_EXCLUSIONS,
        45: OUT_OF_QUOTA,
        47: QUOTA,
        48: QUOTA,
        49: QUOTA,
        57: ZONE,
        60: ORDERED,
        64: ORDERED,
        66: ZONE,
        164: BASELINE,
        165: BASELINE,
        166: BASELINE,
        169: "after the day CBP names only under the second reading of C15",
        177: "after 2025-04-09 only under the second reading of C5",
        326: BEEF,
        329: ZONE,
        330: ZONE,
        331: ZONE,
        332: ZONE,
        333: ZONE,
        334: ZONE,
        343: QUOTA,
    },
    "provisions-2026": {
        9: SUMMARY,
        12: SUMMARY,
        148: "the set of one subheading is written as the code itself",
        149: READING_EXCLUSIONS,
        150: READING_EXCLUSIONS,
        151: MARITIME,
        152: MARITIME,
        161: QUARTZ,
        162: QUARTZ,
        195: SIGNED,
        196: SIGNED,
        197: SIGNED,
        198: SIGNED,
        199: SIGNED,
        200: SIGNED,
        201: SIGNED,
        209: "note 33(i) has a list of its own for the quota, as the 2025 table says",
        210: "note 33(j) has a list of its own for parts of vehicles of the United Kingdom, as the 2025 table says",
        212: NOTICE,
        213: NOTICE,
        214: NOTICE,
        215: NOTICE,
        235: NOTICE,
        267: "the 10% as known to 2026-08-03; the notice of 2026-08-04 put zero in its place from the start (91 FR 49406)",
        283: NUMBERS,
        284: NUMBERS,
        285: NUMBERS,
        286: NUMBERS,
        287: NUMBERS,
        288: NUMBERS,
        289: NUMBERS,
        290: BEEF,
        291: BEEF,
        296: ZONE,
        297: ZONE,
        301: MARITIME,
        302: MARITIME,
    },
}
"""Rows the book answers otherwise, with the reason; a row that agrees may not stand here."""

WITHOUT_HEADING: dict[str, dict[int, str]] = {
    "provisions-2025": {
        0: "column 1 general: the schedule in force",
        1: "column 2: the group column-2",
        2: "USMCA: the group spi:s",
        3: "Japan: the group spi:jp and the special column",
        4: "KORUS: the group spi:kr",
        5: "civil aircraft: the group spi:c",
        6: "AGOA lapsed as known to 2026-02-02: tests/lawbook/test_sets.py",
        7: "AGOA back in time: tests/lawbook/test_sets.py",
        8: "GSP lapsed: no beneficiary in the group spi:a",
        9: "a fee, not a duty",
        307: "a power only: us/eo-14345#generics and #natural-resources",
        324: "parcels: no duty on a line of an entry changes",
        325: "parcels: no duty on a line of an entry changes",
    },
    "provisions-2026": {
        0: "column 1 general: the schedule in force",
        1: "column 2: the group column-2",
        2: "programmes: the groups spi:*",
        3: "a fee, not a duty",
        4: "a fee, not a duty",
        5: "antidumping and countervailing duties are the user's",
        6: "parcels: no duty on a line of an entry changes",
        7: "chapter 98: kanzei.duty.chapter98",
        8: SUMMARY,
        154: "no rate is due until one is announced: pending.yaml, 2027-06-23",
        160: "the import ban: us/proc-11061-11063",
        292: "a power only: us/act-2026-09-18-russia-iran",
    },
}
"""Rows that name no heading of Chapter 99, and where their law is."""


@pytest.fixture(scope="module")
def table(shared: Path) -> list[Row]:
    """Every row of both tables."""
    return list(rows(shared))


def test_every_row_is_read(table: list[Row]) -> None:
    """351 and 307 rows; those without a heading are the ones accounted for by hand."""
    assert [sum(row.table == name for row in table) for name in EXPLAINED] == [351, 307]
    assert {(row.table, row.number) for row in table if not row.headings} == {
        (name, number) for name, numbers in WITHOUT_HEADING.items() for number in numbers
    }


def test_rows_agree_or_are_explained(table: list[Row]) -> None:
    """Heading, authority, kind, rate, origins, goods, first and last day, day of knowledge."""
    by_heading: dict[str, list[Row]] = defaultdict(list)
    for row in table:
        for heading in row.headings:
            by_heading[heading].append(row)
    unexplained, agreed = [], []
    for row in table:
        if not row.headings:
            continue
        others = [other for heading in row.headings for other in by_heading[heading] if other is not row]
        found = differences(row, others)
        explained = row.number in EXPLAINED[row.table]
        if found and not explained:
            unexplained.append(f"{row.table} row {row.number}, {row.heading}: {'; '.join(found[:3])}")
        if explained and not found:
            agreed.append(f"{row.table} row {row.number}, {row.heading}: agrees, so its explanation is stale")
    assert not unexplained + agreed, "\n".join(unexplained + agreed)
