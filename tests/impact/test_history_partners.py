"""Partners by basis: where the figures of the reports come from."""

from __future__ import annotations

import pytest

from kanzei.errors import UsageError
from kanzei.impact.history_partners import consumption, partners


def test_japan_is_fifth_in_goods_and_sixth_with_services() -> None:
    """Imports of 192 and exports of 129 billion dollars are goods and services (balance of payments), not customs values."""
    goods, both, consumption = partners("Japan")

    assert (5, 148.4, 79.0) == (goods.rank, goods.imports, goods.exports)
    assert goods.basis.startswith("Census, goods only")
    assert (6, 192.0, 129.0) == (both.rank, both.imports, both.exports)
    assert both.basis.startswith("BOP, goods and services")
    assert (5, pytest.approx(151.34, abs=5e-3), None) == (consumption.rank, consumption.imports, consumption.exports)
    assert partners("JP") == partners("Japan")


def test_every_row_says_its_basis_and_source() -> None:
    assert all(one.basis and one.source and one.period for one in partners())
    assert list(range(1, 233)) == [one.rank for one in consumption() if one.rank]


def test_a_partner_that_is_not_there_is_refused() -> None:
    with pytest.raises(UsageError, match="impact partners"):
        partners("Atlantis")
