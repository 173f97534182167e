"""How an article is divided into parts."""

from __future__ import annotations

from datetime import date

import pytest

from kanzei import EntryLine, LawBook


@pytest.mark.parametrize(
    ("hts", "origin", "entered"),
    [("8703230190", "CA", "2025-04-10"), ("8703230190", "MX", "2025-11-10"), ("8704225120", "MX", "2025-11-10")],
)
def test_approved_us_content_is_charged_once(hts: str, origin: str, entered: str) -> None:
    """25% on the non-US content only (note 33(d), 38(f); stacking rule 20): the reciprocal rule on US content divides nothing here."""
    claims = {"commerce_approved_us_content": True, "us_content_value": 500_000}
    line = EntryLine(hts, origin, date.fromisoformat(entered), 1_000_000, spi="S", claims=claims)
    found = LawBook.shipped().view().assess(line)

    assert 125_000 == found.duty_cents


@pytest.mark.parametrize(("claims", "duty"), [({}, 150_000), ({"auto_part": False}, 290_000)])
def test_a_chassis_goes_by_its_use(claims: dict[str, object], duty: int) -> None:
    """On the list of car parts and on that of trucks: one action, never both (stacking-2026 rule 22)."""
    line = EntryLine("87060003", "JP", date(2025, 11, 5), 1_000_000, claims=claims)

    assert duty == LawBook.shipped().view().assess(line).duty_cents


@pytest.mark.parametrize("origin", ["DE", "GB", "AR", "AU", "JP"])
def test_russian_metal_pays_200_percent_inside_a_quota_too(origin: str) -> None:
    """Note 19(a)(vii)(A): a quota does not shelter aluminum with Russian primary metal (9903.85.67, full value)."""
    line = EntryLine("7608100030", origin, date(2025, 2, 1), 1_000_000, claims={"russian_metal": True, "smelt": "RU"})

    assert 2_057_000 == LawBook.shipped().view().assess(line).duty_cents


@pytest.mark.parametrize(
    ("entered", "claims"), [("2025-11-05", {"auto_part": False}), ("2026-09-05", {"auto_part": False})]
)
def test_a_truck_chassis_is_no_usmca_part(entered: str, claims: dict[str, object]) -> None:
    """USMCA frees parts, not vehicles (note 38(k)): a chassis that is no car part pays 25% (9903.74.01)."""
    line = EntryLine("87060003", "MX", date.fromisoformat(entered), 1_000_000, spi="S", claims=claims)

    assert 250_000 == LawBook.shipped().view().assess(line).duty_cents
