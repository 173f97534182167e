"""What the tests of the refund room share: the views of the shipped book, made once."""

from __future__ import annotations

from functools import cache

import pytest

from kanzei.duty.book import LawBook
from kanzei.refund.rerate import Views


@cache
def _views(as_given: bool) -> Views:
    return Views(LawBook.shipped(), value_as_given=as_given)


@pytest.fixture(scope="session")
def views() -> Views:
    """The newest views, values rounded to whole dollars."""
    return _views(False)


@pytest.fixture(scope="session")
def views_as_given() -> Views:
    """The newest views, cents of value kept."""
    return _views(True)
