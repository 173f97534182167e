"""Mapping files: one form, column to header."""

from __future__ import annotations

from pathlib import Path

import pytest

from kanzei.entries.mapping import read_mapping
from kanzei.errors import UsageError


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("m.yaml", "hts: Tariff No\norigin: No\nline: 33\ndate_format: DD/MM/YYYY\nmoney: eu\n"),
        ("m.json", '{"hts": "Tariff No", "origin": "No", "line": "33", "date_format": "DD/MM/YYYY", "money": "eu"}'),
    ],
)
def test_both_notations_say_the_same(tmp_path: Path, name: str, text: str) -> None:
    """In YAML too a header called No, or 33, is a text."""
    (tmp_path / name).write_text(text)
    found = read_mapping(tmp_path / name)

    assert {"hts": "Tariff No", "origin": "No", "line": "33"} == found.columns
    assert ("DD/MM/YYYY", "eu", None) == (found.date_format, found.money, found.sheet)
    assert ("DD/MM/YYYY", "eu") == (found.options().date_format, found.options().money)


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("m.yaml", "- a\n", "is no mapping"),
        ("m.yaml", "hts: [a]\n", "a header is a text"),
        ("m.yaml", "hts: a\nhts: b\n", "'hts' stands twice"),
        ("m.yaml", "hts: 'a\n", "is not YAML"),
        ("m.yaml", "hts: !!python/name:os.system x\n", "is not YAML"),
        ("m.yaml", "money: yen\n", "us (1,234.56) or eu"),
        ("m.json", '{"hts": "a", "hts": "b"}', "'hts' stands twice"),
        ("m.json", "{", "is not JSON"),
        ("m.txt", "hts: a", "the extension '.txt' is not known"),
    ],
)
def test_what_is_no_mapping_is_refused(tmp_path: Path, name: str, text: str, reason: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(UsageError) as raised:
        read_mapping(tmp_path / name)

    assert reason in str(raised.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        read_mapping(tmp_path / "none.yaml")
