"""The code lists: well formed, each used by its instrument, and codes the schedule knows."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import yaml

from kanzei.duty.book import LawBook
from kanzei.duty.view import View
from kanzei.law.compiled import LAWBOOK

FILES = sorted(LAWBOOK.rglob("*.codes"))
SCHEDULE = LAWBOOK.parent / "data" / "schedule.sqlite"


def codes_in(path: Path) -> list[str]:
    """The codes of a file, as written."""
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


@cache
def view() -> View:
    """The newest view of the shipped book."""
    return LawBook.shipped().view()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_list_is_sorted_counted_and_says_its_source(path: Path) -> None:
    """One dotted code a line, each once; the head tells the set, the count and the source."""
    head = path.read_text(encoding="utf-8").splitlines()[0]
    codes = codes_in(path)
    assert re.fullmatch(rf"# \S+: {len(codes)} codes (join|leave) the set\. Source: .+", head)
    assert all(re.fullmatch(r"\d{4}(\.\d\d){0,3}", code) for code in codes)
    assert codes == sorted(set(codes))


def test_every_list_is_named_by_the_instrument_beside_it() -> None:
    """No list lies about unused, and none is named by a file of another instrument."""
    named: set[Path] = set()
    for path in LAWBOOK.rglob("*.yaml"):
        body = yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CBaseLoader", yaml.BaseLoader))
        for operation in body.get("sets", []):
            for codes in (operation.get("add"), operation.get("remove")):
                if isinstance(codes, dict):
                    named.add(path.parent / codes["file"])
                    assert codes["file"].startswith(f"{path.stem}.{operation['name']}.")
    assert set(FILES) == named


def test_codes_stand_in_the_schedule() -> None:
    """Every code is, or begins, a code of some release held, but for the numbers of releases not held.

    The numbers the schedule does not know are those of 2026-09-29 (medicines) and 2026-12-04 (wafers).
    """
    table = sqlite3.connect(f"{SCHEDULE.as_uri()}?mode=ro", uri=True)
    known = {code[:size] for (code,) in table.execute("SELECT code FROM codes") for size in range(4, len(code) + 1)}
    table.close()
    strange: dict[str, int] = defaultdict(int)
    for path in FILES:
        for code in codes_in(path):
            if code.replace(".", "") not in known:
                strange[path.name] += 1
    assert dict(strange) == {
        "fr-2026-09-23-pharma.pharma.2026-09-29.codes": 24,
        "proc-polysilicon.polysilicon-wafers.codes": 4,
    }


def test_every_set_a_provision_names_has_members() -> None:
    """A name in ``goods`` that no list fills would silently reach nothing."""
    filled = {name for (name,) in view().book.members.execute("SELECT name FROM sets")}
    named = set()
    for history in view().book.provisions.values():
        for fields in history["versions"]:
            goods = fields["goods"]
            named |= {word for side in ("in", "except") for word in goods[side] if not word[0].isdigit()}
    assert named <= filled, sorted(named - filled)


@pytest.mark.parametrize(
    ("code", "entered", "inside", "outside"),
    [
        # Annex II: copper leaves on 2025-08-01 (Proc. 10962), coffee joins on 2025-11-13 (EO 14360).
        ("7403110000", "2025-07-31", {"annex-ii"}, {"copper"}),
        ("7411101030", "2025-08-01", {"copper"}, {"annex-ii"}),
        ("0901110025", "2025-11-12", set(), {"annex-ii"}),
        ("0901110025", "2025-11-13", {"annex-ii"}, set()),
        # Phones join by the memorandum of 2025-04-11, back to 2025-04-05.
        ("8517130000", "2025-04-05", {"annex-ii"}, {"s301-9903.88.15"}),
        # The longest prefix wins: 9401.61.40.11 is under note 20(g), not list 3.
        ("9401614011", "2025-10-20", {"s301-9903.88.04", "upholstered"}, {"s301-9903.88.03"}),
        # Batteries that are not for vehicles: list 4A to the end of 2025, the step of 2026 after it.
        ("8507600020", "2025-12-31", {"s301-9903.88.15"}, {"s301-9903.91.06"}),
        ("8507600020", "2026-01-01", {"s301-9903.91.06"}, {"s301-9903.88.15"}),
        # A number renumbered in 2026 revision 2 stays where its article is.
        ("8541900080", "2026-02-10", {"aluminum-derivatives-k"}, set()),
        # Excavators: annex I-B, then the list of equipment from 2026-06-08 (Proc. 11032).
        ("8429521010", "2026-06-07", {"metals-vii"}, {"metals-xi"}),
        ("8429521010", "2026-06-08", {"metals-xi"}, {"metals-vii"}),
        # Only two statistical numbers of 8482.10.50 are car parts; .16 is a steel derivative.
        ("8482105048", "2025-11-10", {"auto-parts"}, {"steel-derivatives-n"}),
        ("8482105016", "2025-11-10", {"steel-derivatives-n"}, {"auto-parts"}),
        # Structures of steel join the Canadian list on 2026-09-15 (Proc. 11065).
        ("7308909530", "2026-09-14", set(), {"s338-14"}),
        ("7308909530", "2026-09-15", {"s338-14"}, set()),
        ("0101210010", "2026-10-09", set(), {"fl-exempt", "s338-12", "s338-13", "s338-14"}),
    ],
)
def test_membership_follows_the_day_of_entry(code: str, entered: str, inside: set[str], outside: set[str]) -> None:
    """Membership by code and day, at the turns of the law."""
    found = view().memberships(code, entered)
    assert inside <= found
    assert not outside & found


@pytest.mark.parametrize(
    ("code", "name", "entered", "day_before", "day"),
    [
        ("0901110025", "annex-ii", "2025-11-13", "2025-11-13", "2025-11-14"),
        ("8517130000", "annex-ii", "2025-04-06", "2025-04-10", "2025-04-11"),
        ("0901210035", "br-annex-i", "2025-11-15", "2025-11-19", "2025-11-20"),
    ],
)
def test_a_list_is_visible_from_the_day_it_was_public(
    code: str, name: str, entered: str, day_before: str, day: str
) -> None:
    """A retroactive addition is unknown the day before, and known from its day for entries already made."""
    book = LawBook.shipped()
    assert name not in book.view(known=date.fromisoformat(day_before)).memberships(code, entered)
    assert name in book.view(known=date.fromisoformat(day)).memberships(code, entered)


@pytest.mark.parametrize(
    ("group", "country", "entered", "member"),
    [
        ("spi:jp", "JP", "2025-01-01", True),
        ("spi:kr", "JP", "2025-01-01", False),
        ("spi:a", "TH", "2025-01-01", False),
        ("spi:d", "KE", "2025-09-30", True),
        ("spi:d", "KE", "2025-12-01", True),
        ("spi:d", "KE", "2027-01-01", False),
        ("spi:s", "MX", "2026-11-01", True),
        ("spi:k", "CH", "2026-11-01", True),
        ("column-2", "CU", "2025-01-01", True),
        ("column-2", "RU", "2025-01-01", True),
        ("column-2", "CN", "2025-01-01", False),
        ("eu-27", "DE", "2025-08-07", True),
        ("eu-27", "GB", "2025-08-07", False),
    ],
)
def test_groups(group: str, country: str, entered: str, member: bool) -> None:
    """Who may claim what, and when."""
    assert view().in_group(group, country, entered) is member


def test_the_gap_of_agoa_is_seen_as_it_was() -> None:
    """In November 2025 the programme had lapsed; since 2026-02-03 it never did."""
    book = LawBook.shipped()
    assert not book.view(known=date(2026, 2, 2)).in_group("spi:d", "KE", "2025-11-01")
    assert book.view(known=date(2026, 2, 3)).in_group("spi:d", "KE", "2025-11-01")
