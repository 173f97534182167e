"""Small worlds for the models of trade: the law book's rates of two partners, and countries that are made up."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from kanzei.duty.book import LawBook
from kanzei.impact.hat_one import OneSector
from kanzei.impact.partial_case import Case, case

from .worlds import world


@pytest.fixture
def four() -> OneSector:
    """Four countries with deficits and intermediate goods."""
    return world(np.random.default_rng(7), 4, labour=0.6)


@pytest.fixture(scope="session")
def japan_and_korea() -> Case:
    """Japan and Korea as the whole world, 2025-09-20 against the first day of the book."""
    return case(LawBook.shipped().view(), date(2025, 9, 20), partners=["5880", "5800"])
