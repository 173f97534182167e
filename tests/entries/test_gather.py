"""Rows of one key brought together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kanzei.entries.gather import Gathering


@given(st.lists(st.sampled_from(["", "a", "b", "c"]), max_size=60))
def test_every_row_comes_out_with_its_key(keys: list[str]) -> None:
    """Keys in the order in which they first came, rows of a key in theirs; a row without a key alone, in its place."""
    expected: dict[object, list[tuple[int, str]]] = {}
    for number, key in enumerate(keys):
        expected.setdefault(key or number, []).append((number, key))
    with Gathering[tuple[int, str]]() as store:
        for number, key in enumerate(keys):
            store.add(key, (number, key))

        assert list(expected.values()) == list(store.groups())


def test_a_key_of_many_rows_comes_whole() -> None:
    with Gathering[tuple[int]]() as store:
        for number in range(5_000):
            store.add("a" if number % 2_500 else "b", (number,))

        assert [2, 4_998] == sorted(len(rows) for rows in store.groups())
        assert {"a", "b"} == store.apart
