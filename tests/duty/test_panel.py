"""The panel says what the evaluator says of one line: drawn cells are assessed one by one and compared."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

import kanzei
from kanzei.duty.line import EntryLine
from kanzei.duty.panel import COLUMNS, PanelOptions, panel
from kanzei.errors import EntryError, UsageError
from kanzei.law.authorities import AUTHORITIES, DEPOSITS
from kanzei.law.claims import parse_claims
from kanzei.money import RATE_ONE

pa = pytest.importorskip("pyarrow")

VALUE = 9_000_000_000_00
ORIGINS = ("AU", "BR", "CA", "CH", "CN", "CU", "DE", "GB", "IN", "JP", "KR", "MX", "RU", "TW", "VN")
DAYS = ("2025-02-05", "2025-04-20", "2025-06-05", "2025-09-20", "2025-12-01", "2026-03-01", "2026-06-10", "2026-10-01")


@pytest.fixture(scope="module")
def view() -> kanzei.View:
    return kanzei.LawBook.shipped().view()


def some_codes(view: kanzei.View, day: str, size: int, start: str = "0") -> tuple[str, ...]:
    """Codes drawn by heading, the same ones each time."""
    codes = [code for code in view.book.schedule.codes(date.fromisoformat(day)) if start <= code < "98"]
    return tuple(random.Random(day + start).sample(codes, size))


def rows_of(view: kanzei.View, origins: tuple[str, ...], day: str, **options: Any) -> list[dict[str, Any]]:
    on = date.fromisoformat(day)
    found = panel(view, origins, on, on + timedelta(days=1), PanelOptions(**options))
    return [row for batch in found for row in batch.to_pylist()]


def close(rate: float | None, cents: int) -> bool:
    return rate is not None and abs(Fraction(rate) - Fraction(cents, VALUE)) < Fraction(1, 10**9)


def assert_cell(view: kanzei.View, row: dict[str, Any], claims: dict[str, object], seen: dict[str, int]) -> None:
    line = EntryLine(
        hts=row["hts"], origin=row["origin"], entered_on=row["entered_from"], value_cents=VALUE, claims=claims
    )
    try:
        found = view.assess(line)
    except EntryError as error:
        assert row["total_rate"] is None, (row, str(error))
        seen["not computable"] += 1
        return
    where = row["hts"], row["origin"], row["entered_from"]
    by_authority = dict.fromkeys(AUTHORITIES, 0)
    for one in found.components:
        by_authority[one.authority] += one.amount_cents
    assert (where, " ".join(found.headings)) == (where, row["headings"])
    for name in (one for one in AUTHORITIES if one not in DEPOSITS):
        column = "mfn_rate" if name == "mfn" else f"{name}_rate"
        assert close(row[column], by_authority[name]), (where, column, row[column], by_authority[name])
    assert close(row["total_rate"], found.duty_cents), where
    effects = [one.effect_cents or 0 for one in found.assumptions]
    assert close(row["total_rate_low"], found.duty_cents + min(0, *effects, 0)), (where, row, found.assumptions)
    assert close(row["total_rate_high"], found.duty_cents + max(0, *effects, 0)), (where, row, found.assumptions)
    assert bool(row["conditional"]) == any(effects), (where, row["conditional"], found.assumptions)
    seen["agree"] += 1


@pytest.mark.parametrize("day", DAYS)
def test_drawn_cells_are_what_the_evaluator_says(view: kanzei.View, day: str) -> None:
    """Rates, headings, bounds and whether anything is conditional: as `kanzei duty` answers and prices its assumptions."""
    pick = random.Random(day)
    seen = {"agree": 0, "not computable": 0}
    rows = rows_of(view, ORIGINS, day, codes=some_codes(view, day, 60))
    for row in pick.sample(rows, 40):
        assert_cell(view, row, {}, seen)

    assert seen["agree"] > 20


def test_a_convention_is_a_fact_stated_for_every_line(view: kanzei.View) -> None:
    """Metal content of 40%, denied aircraft: the same as stating them on a line."""
    claims, _ = parse_claims("steel_content_pct=40;aluminum_content_pct=10;!civil_aircraft")
    stated, _ = parse_claims("steel_content_pct=40;aluminum_content_pct=10;!civil_aircraft", value_cents=VALUE)
    pick = random.Random(1)
    seen = {"agree": 0, "not computable": 0}
    codes = some_codes(view, "2025-09-20", 40, "72")
    rows = rows_of(view, ORIGINS, "2025-09-20", claims=claims, codes=codes)
    for row in pick.sample(rows, 60):
        assert_cell(view, row, stated, seen)

    assert seen["agree"] > 30


@pytest.mark.parametrize("how", ["listed", "best"])
def test_preferences_by_convention(view: kanzei.View, how: str) -> None:
    """KORUS and USMCA goods: free where listed; best is never dearer than none."""
    codes = some_codes(view, "2025-09-20", 300)
    plain = {(row["hts"], row["origin"]): row for row in rows_of(view, ("CA", "KR"), "2025-09-20", codes=codes)}
    chosen = {
        (row["hts"], row["origin"]): row for row in rows_of(view, ("CA", "KR"), "2025-09-20", spi=how, codes=codes)
    }

    free = [row for row in chosen.values() if row["mfn_rate"] == 0]
    assert len(free) > 0.9 * len(chosen)
    if how == "best":
        assert all(
            row["total_rate"] <= plain[key]["total_rate"] + 1e-12
            for key, row in chosen.items()
            if row["total_rate"] is not None and plain[key]["total_rate"] is not None
        )


def test_specific_rates_are_null_and_filled_by_unit_values(view: kanzei.View) -> None:
    """0406.10.48.00 pays an amount a kilogram; a value of 8 dollars a kilogram makes it a percentage."""
    plain = {row["hts"]: row for row in rows_of(view, ("NZ",), "2026-10-01", codes=("04",))}
    specific = [row for row in plain.values() if row["mfn_rate"] is None]
    code = next(row["hts"] for row in specific if row["mfn_text"].endswith("¢/kg") and row["total_rate"] is None)
    filled = {row["hts"]: row for row in rows_of(view, ("NZ",), "2026-10-01", unit_values={(code[:8], "", "kg"): 8.0})}
    cents = Decimal(plain[code]["mfn_text"].removesuffix("¢/kg"))

    assert len(specific) > 100
    assert all("quantity" in row["conditional"].split() for row in specific)
    assert abs(filled[code]["mfn_rate"] - float(cents / 100 / 8)) < 1 / RATE_ONE
    assert filled[code]["total_rate"] is not None


def test_intervals_meet_and_differ(view: kanzei.View) -> None:
    """Each code's intervals follow one another without a gap, and neighbours differ; each day of an interval answers alike."""
    since, until = date(2025, 3, 1), date(2025, 9, 1)
    codes = (*some_codes(view, "2025-04-07", 150), "8703", "7318", "0901")
    found = panel(view, ("JP",), since, until, PanelOptions(codes=codes))
    rows = [row for batch in found for row in batch.to_pylist()]
    by_code: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_code.setdefault(row["hts"], []).append(row)
    days = {
        day: {row["hts"]: row for row in rows_of(view, ("JP",), day, codes=codes)}
        for day in ("2025-04-07", "2025-08-06")
    }
    rates = [name for name in COLUMNS if name not in ("entered_from", "entered_to")]

    for code, spans in by_code.items():
        for before, after in zip(spans, spans[1:], strict=False):
            assert before["entered_to"] <= after["entered_from"], code
            if before["entered_to"] == after["entered_from"]:
                assert [before[name] for name in rates] != [after[name] for name in rates], code
    for day, answers in days.items():
        on = date.fromisoformat(day)
        for code in answers:
            here = [row for row in by_code[code] if row["entered_from"] <= on < row["entered_to"]]
            assert [answers[code][name] for name in rates] == [here[0][name] for name in rates], (code, day)


def test_processes_share_the_work_and_change_nothing(view: kanzei.View) -> None:
    on = date(2026, 10, 1)
    span = on, on + timedelta(days=1)
    options = PanelOptions(codes=("8703", "0406"))
    alone = [batch.to_pylist() for batch in panel(view, ORIGINS, *span, options)]
    shared = [batch.to_pylist() for batch in panel(view, ORIGINS, *span, options, processes=2)]

    assert alone == shared


def test_a_panel_out_of_reach_is_refused(view: kanzei.View) -> None:
    with pytest.raises(UsageError, match="begins with entries of 2025-01-01"):
        list(panel(view, ("JP",), date(2024, 12, 1), date(2025, 2, 1)))
    with pytest.raises(UsageError, match="ends before"):
        list(panel(view, ("JP",), date(2025, 2, 1), date(2025, 2, 1)))
    with pytest.raises(UsageError, match="none, best or listed"):
        list(panel(view, ("JP",), date(2025, 2, 1), date(2025, 2, 2), PanelOptions(spi="any")))
