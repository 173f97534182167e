"""How amounts are applied to lines: four ways to do the same task, to the same cents.

    python -m benchmarks.bulk.kernels [--lines 2000000] [--quick]

The task: lines of (code, country, day, value) and one table of what the law says of each combination become exact integer cents, half up, of the ordinary duty and of
six additional duties, some of which are totals with the ordinary duty. The table is made by the desk from the law (slots whose duties are percentages of the value:
``Desk.straight``); lines and table are in memory, results too; each way runs in processes of its own. The answers are asserted to be equal.

    duckdb   the table joined in SQL, integer arithmetic
    polars   the same with lazy expressions
    numpy    keys found by binary search, then one gather and a few array operations for each duty, in chunks that fit the cache, by threads
    numba    what Kanzei does: keys found in an open table, every line carried out by one compiled loop (:mod:`kanzei.bulk.kernel`), in chunks, by threads

The floor is what none can do without: the same seven columns of cents written once, computed with the rates already beside each line (NumPy, one thread).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.bulk.children import ROOT, ask, machine

__all__: list[str] = []

Array = Any
RATE_ONE = 3_000_000
DUTIES = 6
CHUNK = 1 << 16
RESULTS = Path(__file__).parent / "kernels.json"


# ------------------------------------------------------------------ what is given


def make(given: dict[str, Any]) -> dict[str, Any]:
    """Slots of combinations as they occur, decided by the desk, and lines drawn from them."""
    from benchmarks.bulk.lines import ORIGINS

    import kanzei
    from kanzei.bulk.cache import open_desk, store_desk
    from kanzei.bulk.desk import pack

    rng, folder = np.random.default_rng(11), Path(given["folder"])
    view = kanzei.LawBook.shipped().view()
    desk = open_desk(view)
    listed = np.array([desk.code_number[one] for one in view.book.schedule.codes(date(2026, 6, 15)) if one < "98"])
    first = (date(2025, 1, 1) - date(1970, 1, 1)).days
    # Some slots are left out below, and several days fall into one: draw more than are wanted.
    keys, six = np.zeros(0, dtype=np.int64), None
    size = int(given["distinct"] * 1.5)
    weight = 1 / np.arange(1, len(ORIGINS) + 1)
    own = np.array([desk.origin_number[one] for one in ORIGINS])
    begun = time.perf_counter()
    for _ in range(6):
        code, origin = rng.choice(listed, size), own[rng.choice(len(own), size, p=weight / weight.sum())]
        day = first + rng.integers(0, 690, size)
        epoch = desk.epoch_of(day)
        zero = np.zeros(size, dtype=np.int64)
        new = pack(code, origin, epoch, zero, zero)
        slots = desk.find(new)
        six = _commonest(desk, slots) if six is None else six
        fits, _ = _fitting(desk, slots, six)
        keys = np.unique(np.concatenate([keys, new[fits]]))
        if len(keys) >= given["distinct"]:
            break
    took = time.perf_counter() - begun
    store_desk(desk)
    keys = rng.permutation(keys)[: given["distinct"]]
    slots = desk.find(keys)
    _, table = _fitting(desk, slots, six)
    of_key = _parts(keys)
    drawn = rng.integers(0, len(keys), given["lines"])
    bounds = np.append(desk._epoch_days, first + 690)
    epoch = of_key["epoch"][drawn]
    spread = np.maximum(np.minimum(bounds[epoch + 1], first + 690) - bounds[epoch], 1)
    day = bounds[epoch] + rng.integers(0, 1 << 30, len(drawn)) % spread
    value = np.maximum(np.round(np.exp(rng.normal(8.5, 1.6, len(drawn)))).astype(np.int64), 100) * 100
    days = np.arange(first, first + 690)
    np.savez(
        folder / "table.npz",
        keys=keys,
        **table,
        **of_key,
        days=days,
        epoch_of_days=desk.epoch_of(days),
        straight=desk.straight[slots],
        rows=desk.table[slots],
    )
    np.savez(
        folder / "lines.npz",
        code=of_key["code"][drawn].astype(np.int32),
        origin=of_key["origin"][drawn].astype(np.int32),
        day=day.astype(np.int32),
        value=value,
    )
    return {"slots": len(keys), "decide_seconds": took, "authorities": table["names"].tolist()}


def _steps(desk: Any, slots: Array) -> tuple[Array, Array]:
    """Of straight slots: number of the authority of each step, -1 beyond the last, with the marks of the kernel; and without."""
    from kanzei.bulk.kernel import TOTAL

    rows = desk.straight[slots]
    steps = rows.shape[1] // 2 - 1
    authority = np.where(np.arange(steps) < (rows[:, 0] - 1)[:, None], rows[:, 2::2][:, :steps], -1)
    return authority, np.where(authority >= 0, authority % TOTAL, -1)


def _commonest(desk: Any, slots: Array) -> Array:
    """The six authorities that most slots bear."""
    _, bare = _steps(desk, slots)
    return np.sort(np.argsort(-np.bincount(bare[bare >= 0], minlength=DUTIES), kind="stable")[:DUTIES])


def _fitting(desk: Any, slots: Array, six: Array) -> tuple[Array, dict[str, Array]]:
    """Which slots are percentages under six authorities only, and their rates: the ordinary one and one for each authority, and whether it is a total."""
    from kanzei.bulk.kernel import TOTAL
    from kanzei.law.authorities import AUTHORITIES

    rows = desk.straight[slots]
    authority, bare = _steps(desk, slots)
    steps = authority.shape[1]
    fits = (rows[:, 0] > 0) & (np.isin(bare, six) | (bare < 0)).all(axis=1)
    rates, totals = np.zeros((len(rows), DUTIES), dtype=np.int64), np.zeros((len(rows), DUTIES), dtype=np.int64)
    for place, number in enumerate(six.tolist()):
        mine = bare == number
        fits &= mine.sum(axis=1) <= 1
        rates[:, place] = np.where(mine, rows[:, 3::2][:, :steps], 0).sum(axis=1)
        totals[:, place] = (mine & (authority & TOTAL > 0)).any(axis=1)
    names = np.array(list(AUTHORITIES))[six]
    return fits, {"own": rows[:, 1].astype(np.int64), "rates": rates, "totals": totals, "six": six, "names": names}


def _parts(keys: Array) -> dict[str, Array]:
    from kanzei.bulk.desk import BITS

    out, left = {}, keys.copy()
    for name in reversed(BITS):
        out[name] = left & ((1 << BITS[name]) - 1)
        left >>= BITS[name]
    return {name: out[name] for name in ("code", "origin", "epoch")}


# ------------------------------------------------------------------ the ways


def _share(rate: Array, value: Array) -> Array:
    return (2 * rate * value + RATE_ONE) // (2 * RATE_ONE)


def by_floor(lines: Any, table: Any, threads: int) -> Callable[[], Array]:
    """Seven columns of cents, with the rates at hand."""
    value = lines["value"]

    def run() -> Array:
        out = np.empty((DUTIES + 1, len(value)), dtype=np.int64)
        for at in range(0, len(value), CHUNK):
            for row in range(DUTIES + 1):
                out[row, at : at + CHUNK] = value[at : at + CHUNK] // 7
        return out

    return run


def by_numpy(lines: Any, table: Any, threads: int) -> Callable[[], Array]:
    """Binary search and gathers."""
    order = np.argsort(table["keys"])
    keys = table["keys"][order]
    first, epochs = int(table["days"][0]), table["epoch_of_days"]
    own = table["own"][order]
    rates = np.ascontiguousarray(table["rates"][order].T)
    totals = np.ascontiguousarray(table["totals"][order].T)
    used = [(n, bool(totals[n].any())) for n in range(DUTIES) if rates[n].any()]

    def some(out: Array, at: int) -> None:
        here = slice(at, at + CHUNK)
        place = np.searchsorted(keys, _key(lines, here, first, epochs))
        value = lines["value"][here]
        out[0, here] = _share(own[place], value)
        for n, total in used:
            made = _share(rates[n][place], value)
            out[n + 1, here] = made - out[0, here] * totals[n][place] if total else made

    return _in_chunks(some, lines, threads)


def by_numba(lines: Any, table: Any, threads: int) -> Callable[[], Array]:
    """The engine's own kernel."""
    from kanzei.bulk.kernel import carry_out_lines, find_slots, put_slots
    from kanzei.law.authorities import AUTHORITIES

    size = 1 << (3 * len(table["keys"])).bit_length()
    entries = np.full((size, 2), -1, dtype=np.int64)
    put_slots(table["keys"], np.arange(len(table["keys"])), entries)
    first, epochs, straight, rows = int(table["days"][0]), table["epoch_of_days"], table["straight"], table["rows"]
    row_of = np.zeros(len(AUTHORITIES), dtype=np.int64)
    row_of[table["six"]] = np.arange(DUTIES) + 1
    none, no_facts = np.zeros(0, dtype=np.int64), np.zeros((5, 0), dtype=np.int64)
    quantities = np.zeros((3, CHUNK), dtype=np.int64)

    def some(out: Array, at: int) -> None:
        here = slice(at, at + CHUNK)
        key, value = _key(lines, here, first, epochs), lines["value"][here]
        n = len(key)
        slots = np.empty(n, dtype=np.int64)
        find_slots(key, entries, slots)
        rest, lanes = np.zeros((3, n), dtype=np.int64), np.full(n, -1, dtype=np.int8)
        given = (slots, rows, straight, none, none, row_of, value, value, no_facts, no_facts, no_facts, quantities)
        carry_out_lines(*given, out[:, here], *rest, lanes)
        assert not lanes.any()

    return _in_chunks(some, lines, threads)


def _key(lines: Any, here: slice, first: int, epochs: Array) -> Array:
    from kanzei.bulk.desk import pack

    return pack(lines["code"][here], lines["origin"][here], epochs[lines["day"][here] - first], 0, 0)


def _in_chunks(some: Callable[[Array, int], None], lines: Any, threads: int) -> Callable[[], Array]:
    def run() -> Array:
        n = len(lines["value"])
        out = np.zeros((DUTIES + 1, n), dtype=np.int64)
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda at: some(out, at), range(0, n, CHUNK)))
        return out

    return run


def by_duckdb(lines: Any, table: Any, threads: int) -> Callable[[], Array]:
    """A join in SQL; the numbers of the lines are carried along, and put in order outside the measurement."""
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"SET threads TO {threads}")
    held = _tables(lines, table)
    for name, one in held.items():
        connection.register(name, one)
    for name in ("slots", "days"):
        connection.execute(f"CREATE TABLE t_{name} AS SELECT * FROM {name}")
    share = "(2 * {0} * l.value + 3000000) // 6000000"
    own = share.format("s.own")
    duties = ", ".join(f"{share.format(f's.rate_{n}')} - s.total_{n} * ({own}) AS duty_{n + 1}" for n in range(DUTIES))
    query = (
        f"SELECT l.n, {own} AS duty_0, {duties} FROM lines l JOIN t_days d ON l.day = d.day "
        "JOIN t_slots s ON l.code = s.code AND l.origin = s.origin AND d.epoch = s.epoch"
    )
    return lambda: connection.sql(query).to_arrow_table()


def by_polars(lines: Any, table: Any, threads: int) -> Callable[[], Array]:
    """Joins and expressions."""
    import polars as pl

    held = {name: pl.from_arrow(one) for name, one in _tables(lines, table).items()}
    assert pl.thread_pool_size() == threads

    def share(rate: str) -> Any:
        return (2 * pl.col(rate) * pl.col("value") + RATE_ONE) // (2 * RATE_ONE)

    def run() -> Any:
        joined = (
            held["lines"]
            .lazy()
            .join(held["days"].lazy(), on="day")
            .join(held["slots"].lazy(), on=["code", "origin", "epoch"])
        )
        duties = [
            (share(f"rate_{n}") - pl.col(f"total_{n}") * share("own")).alias(f"duty_{n + 1}") for n in range(DUTIES)
        ]
        return joined.select("n", share("own").alias("duty_0"), *duties).collect()

    return run


def _tables(lines: Any, table: Any) -> dict[str, Any]:
    import pyarrow as pa

    slots = {"code": table["code"].astype(np.int32), "origin": table["origin"].astype(np.int32)}
    slots |= {"epoch": table["epoch"].astype(np.int32), "own": table["own"]}
    for n in range(DUTIES):
        slots |= {f"rate_{n}": table["rates"][:, n].copy(), f"total_{n}": table["totals"][:, n].copy()}
    return {
        "lines": pa.table({**lines, "n": np.arange(len(lines["value"]))}),
        "days": pa.table(
            {"day": table["days"].astype(np.int32), "epoch": table["epoch_of_days"].astype(np.int32)},
        ),
        "slots": pa.table(slots),
    }


WAYS = {"floor": by_floor, "duckdb": by_duckdb, "polars": by_polars, "numpy": by_numpy, "numba": by_numba}


def measure(given: dict[str, Any]) -> dict[str, Any]:
    """One way: a first run that is not counted, then the middle one of three."""
    folder = Path(given["folder"])
    with np.load(folder / "lines.npz") as file:
        lines = {name: file[name] for name in file.files}
    with np.load(folder / "table.npz") as file:
        table = {name: file[name] for name in file.files}
    run = WAYS[given["way"]](lines, table, given["threads"])
    Path("/proc/self/clear_refs").write_text("5")  # the most held is told from here
    before = _held()
    made = run()
    seconds = []
    for _ in range(3):
        del made
        begun = time.perf_counter()
        made = run()
        seconds.append(time.perf_counter() - begun)
    most = _held("VmHWM") - before
    return {"seconds": statistics.median(seconds), "memory_mb": most, "digest": _digest(made)}


def _digest(made: Any) -> str:
    """Of the cents of all lines in their order."""
    if not isinstance(made, np.ndarray):
        order = np.argsort(made["n"].to_numpy())
        made = np.stack([made[f"duty_{n}"].to_numpy()[order] for n in range(DUTIES + 1)])
    return hashlib.sha256(np.ascontiguousarray(made, dtype=np.int64).tobytes()).hexdigest()


def _held(what: str = "VmRSS") -> float:
    """Megabytes of this process (Linux)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(what + ":"):
            return int(line.split()[1]) / 1024
    return 0.0


def main() -> None:
    """Measure all ways, assert that they agree, print."""
    parser = argparse.ArgumentParser(description="four ways to apply amounts, to the same cents")
    parser.add_argument("--lines", type=int, default=20_000_000)
    parser.add_argument("--distinct", type=int, nargs="+", default=[20_000, 1_000_000])
    parser.add_argument("--quick", action="store_true", help="500 thousand lines, 2 thousand combinations")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "bench-kernels")
    parser.add_argument("--results", type=Path)
    parser.add_argument("--note", default="", help="what a reader of the figures should know of this run")
    options = parser.parse_args()
    lines, several = (500_000, [2_000]) if options.quick else (options.lines, options.distinct)
    folder = options.folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, Any]] = []
    tables = []
    for distinct in several:
        os.environ["KANZEI_CACHE"] = str(folder / f"cache-{distinct}")
        made = ask("benchmarks.bulk.kernels", "make", {"folder": str(folder), "lines": lines, "distinct": distinct}, {})
        tables.append({"distinct": distinct, **made})
        print(
            f"{lines:,} lines of {made['slots']:,} combinations, decided in {made['decide_seconds']:.0f} s; six duties: {', '.join(made['authorities'])}"
        )
        digests = set()
        for threads in (1, 2):
            for way in WAYS:
                if way == "floor" and threads > 1:
                    continue
                given = {"folder": str(folder), "way": way, "threads": threads}
                found = ask("benchmarks.bulk.kernels", "measure", given, {"POLARS_MAX_THREADS": str(threads)})
                if way == "floor":
                    floor = found["seconds"]
                else:
                    digests.add(found["digest"])
                rows.append({"distinct": distinct, "lines": lines, "threads": threads, "way": way, **found})
                print(
                    f"  {way:8}{threads} thread(s){lines / found['seconds']:16,.0f} lines/s{found['seconds'] / floor:8.1f} x floor"
                    f"{found['memory_mb']:9,.0f} MB more than lines and table",
                    flush=True,
                )
        assert len(digests) == 1, f"the answers differ: {digests}"
        print("  all answers are equal, to the cent")
    for name in ("lines.npz", "table.npz"):
        (folder / name).unlink()
    kept = {
        "machine": machine(),
        "note": options.note,
        "measured_on": date.today().isoformat(),
        "tables": tables,
        "ways": rows,
    }
    results = options.results or (folder / "kernels.json" if options.quick else RESULTS)
    results.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in ("make", "measure"):
        print(json.dumps({"make": make, "measure": measure}[sys.argv[1]](json.loads(sys.argv[2]))))
    else:
        main()
