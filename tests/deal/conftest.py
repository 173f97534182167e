"""Cases from text, worked out under a reading."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kanzei.deal.read_case import read_case
from kanzei.deal.read_terms import read_sheet
from kanzei.deal.sheet import Sheet
from kanzei.deal.worked import Worked, work


@pytest.fixture(scope="session")
def japan() -> Sheet:
    """All that is known of Japan's terms."""
    return read_sheet("japan").known(None)


@pytest.fixture
def worked(tmp_path: Path, japan: Sheet) -> Callable[..., Worked]:
    """``worked({...}, "mou")``: a case, given as a mapping and written as JSON, under a reading."""

    def make(case: dict[str, Any], reading: str = "mou") -> Worked:
        path = tmp_path / "case.json"
        path.write_text(json.dumps(case, indent="\t"), encoding="utf-8")
        return work(read_case(path), japan, japan.reading(reading, japan))

    return make
