"""The rows of zones.yaml: read, checked, and known from their instruments."""

from __future__ import annotations

from pathlib import Path

import pytest

from kanzei import LawBook
from kanzei.errors import LawError
from kanzei.law.authorities import AUTHORITIES
from kanzei.law.compiled import LAWBOOK, load_instruments
from kanzei.law.zones import read_zones

GOOD = """clauses:
  - id: a
    authority: [s232_steel]
    instrument: us/proc-10896
    rates_of: entry
    cite: note 16
    grade: official
    confidence: H
    because: it says so
"""


@pytest.fixture(scope="module")
def instruments():
    return load_instruments()


def test_a_good_file(instruments, tmp_path: Path) -> None:
    (tmp_path / "zones.yaml").write_text(GOOD, encoding="utf-8")
    (row,) = read_zones(tmp_path, instruments)

    assert ("2025-02-10", ["zone"], "entry", "") == (row["known"], row["of"], row["rates_of"], row["switch"])


def test_no_file_is_no_row(tmp_path: Path) -> None:
    assert [] == read_zones(tmp_path, [])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "us/proc-10896",
            "us/proc-1089",
            "zones.yaml:2:5: no instrument 'us/proc-1089'; did you mean 'us/proc-10896'?",
        ),
        ("s232_steel", "s232_stel", "unknown authority 's232_stel'; did you mean 's232_steel'?"),
        ("rates_of: entry", "rates_of: exit", "exit"),
        ("rates_of: entry", "switch: Q9", "the reading 'Q9' is defined by no instrument"),
        ("    rates_of: entry\n", "", "a clause says rates_of (entry or status), or names a switch"),
        ("because: it", "becuase: it", "unknown key 'becuase'"),
        ("cite: note 16", "of: [ship]\n    cite: note 16", "'ship' is none of zone, transportation"),
        ("cite: note 16", "entered: {from: 2025-13-01}\n    cite: note 16", "2025-13-01"),
    ],
)
def test_a_mistake_is_told_with_its_place(instruments, tmp_path: Path, old: str, new: str, said: str) -> None:
    (tmp_path / "zones.yaml").write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(LawError) as caught:
        read_zones(tmp_path, instruments)
    assert said in str(caught.value)
    assert "zones.yaml:" in str(caught.value)


def test_the_shipped_rows_are_those_of_the_file(instruments) -> None:
    book = LawBook.shipped()
    rows = read_zones(LAWBOOK, instruments)

    assert [row["id"] for row in rows] == [row["id"] for row in book.zones]
    assert len({row["id"] for row in rows}) == len(rows)
    assert all(name in AUTHORITIES for row in rows for name in row["authority"])
    assert all(row["known"] == book.instrument[row["instrument"]]["known"][:10] for row in rows)


def test_the_headings_reported_are_of_the_official_exports(shared: Path) -> None:
    """Each heading on zone goods stands in an export, with the day that the row names."""
    import gzip
    import json

    lines = json.loads(gzip.decompress((shared / "hts" / "hts_2025_rev_14.json.gz").read_bytes()))
    text = {row["htsno"]: row["description"] for row in lines if row["htsno"].startswith("9903.8")}
    row = next(one for one in LawBook.shipped().zones if one["id"] == "steel-50")

    assert "2025-06-04" == row["before"]
    for heading in set(row["report"].values()):
        assert "privileged foreign status" in text[heading]
        assert "June 4, 2025" in text[heading]
