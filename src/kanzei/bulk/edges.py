"""Entries that lie across a cut: the lines beside a batch that belong to the entry at its edge.

Whether a line is one part of a split article hangs on the other lines of its entry (:mod:`kanzei.entries.split`). Where a file is cut must not change that: the
lines beyond a cut are looked at beside those before it, where one of them has the entry, the code and the origin of one of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import pyarrow as pa

from kanzei.bulk.carry import Cents

if TYPE_CHECKING:
    from kanzei.bulk.batch import Plan, Work

__all__ = ["Edge", "Looked", "beside", "inner", "join_edges", "looked_at", "run_at", "with_next"]

_MOST = 2_000
"""Lines of one entry looked at together, as line by line."""

Some = TypeVar("Some")


class Edge(NamedTuple):
    """Lines of the first and of the last entry of a part; ``None`` where there are none, or no entry number."""

    head: pa.RecordBatch | None = None
    tail: pa.RecordBatch | None = None


class Looked(NamedTuple):
    """A batch with the lines beside it. at : place of its own first line; n : how many are its own."""

    batch: pa.RecordBatch
    problems: Mapping[int, str]
    at: int
    n: int


def with_next(items: Iterable[Some]) -> Iterator[tuple[Some, Some | None]]:
    """Each with the one that follows it."""
    held: list[Some] = []
    for one in items:
        if held:
            yield held.pop(), one
        held.append(one)
    for one in held:
        yield one, None


def run_at(batch: pa.RecordBatch, plan: Plan, *, end: bool) -> pa.RecordBatch | None:
    """The lines of the entry with which a batch begins, or ends."""
    place = plan.columns.taken.get("entry_number")
    if place is None or not batch.num_rows:
        return None
    some = batch.slice(max(0, batch.num_rows - _MOST)) if end else batch.slice(0, _MOST)
    names = [_text(one) for one in some.column(place).to_pylist()]
    wanted = names[-1 if end else 0]
    if not wanted:
        return None
    run = 0
    for name in reversed(names) if end else names:
        if name != wanted:
            break
        run += 1
    return some.slice(some.num_rows - run) if end else some.slice(0, run)


def beside(before: pa.RecordBatch | None, after: pa.RecordBatch | None, plan: Plan) -> bool:
    """Whether lines on both sides of a cut are of one entry, and one article stands on both."""
    if before is None or after is None:
        return False
    place = plan.columns.taken["entry_number"]
    if _text(before.column(place)[-1].as_py()) != _text(after.column(place)[0].as_py()):
        return False
    return bool(_articles(before, plan) & _articles(after, plan))


def _articles(batch: pa.RecordBatch, plan: Plan) -> set[tuple[str, str]]:
    hts, origin = (batch.column(plan.columns.taken[name]).to_pylist() for name in ("hts", "origin"))
    return {
        ("".join(c for c in _text(code) if c.isdigit()), _text(country))
        for code, country in zip(hts, origin, strict=True)
    }


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip().upper()


def join_edges(
    batch: pa.RecordBatch,
    problems: Mapping[int, str],
    before: pa.RecordBatch | None,
    after: pa.RecordBatch | None,
    plan: Plan,
) -> Looked:
    """A batch with what lies beyond its cuts, where that may matter."""
    head, tail = run_at(batch, plan, end=False), run_at(batch, plan, end=True)
    first = before if beside(before, head, plan) else None
    last = after if beside(tail, after, plan) else None
    if first is None and last is None:
        return Looked(batch, problems, 0, batch.num_rows)
    parts = [one.cast(batch.schema) for one in (first, batch, last) if one is not None]
    whole = pa.Table.from_batches(parts).combine_chunks().to_batches()[0]
    at = first.num_rows if first is not None else 0
    return Looked(whole, {line + at: why for line, why in problems.items()}, at, batch.num_rows)


def looked_at(batches: Iterable[pa.RecordBatch], plan: Plan) -> Iterator[tuple[pa.RecordBatch, Looked]]:
    """Batches of a stream, each with what lies beyond its ends; one is read ahead."""
    before = None
    for batch, following in with_next(batches):
        beyond = None if following is None else run_at(following, plan, end=False)
        yield batch, join_edges(batch, {}, before, beyond, plan)
        before = run_at(batch, plan, end=True)


def inner(work: Work, at: int, n: int) -> Work:
    """What became of the lines of a batch, without those beside it."""
    if len(work.totals) == n:
        return work
    own = slice(at, at + n)
    cents = Cents(n, {number: row[own] for number, row in work.cents.rows.items()})
    return type(work)(cents, *(part[own] for part in work[1:]))
