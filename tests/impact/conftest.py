"""Small worlds for the models of trade."""

from __future__ import annotations

import numpy as np
import pytest

from kanzei.impact.hat_one import OneSector

from .worlds import world


@pytest.fixture
def four() -> OneSector:
    """Four countries with deficits and intermediate goods."""
    return world(np.random.default_rng(7), 4, labour=0.6)
