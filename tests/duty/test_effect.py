"""The effect by classes is what line-by-line assessment finds, inside the cells and outside them."""

from __future__ import annotations

import random
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from kanzei.countries import all_origins
from kanzei.duty.assess import answer_line
from kanzei.duty.book import LawBook
from kanzei.duty.charge import Asked
from kanzei.duty.deltas import deltas_between
from kanzei.duty.effect import Effect, effect_between
from kanzei.duty.line import EntryLine
from kanzei.duty.reach import Reach
from kanzei.duty.view import View
from kanzei.errors import KanzeiError
from kanzei.money import RATE_ONE

ROOT = Path(__file__).resolve().parents[2]
VALUE = 100 * RATE_ONE

HEAD = "id: us/hypothetical-{name}\ntitle: T\nkind: hypothetical\nknown: 2026-10-01\n"
SCENARIOS = {
    # A total that compares with column 1, one country, one list.
    "cars": None,
    # An addition to every country ended for a while: releases and conditions of loading fall away with it.
    "ends": "ends: [{provision: us/eo-14257#baseline, entered: {from: 2025-06-01, to: 2025-09-01}}]\n",
    # A list that loses members: the goods leave the released ones for every country.
    "list": "sets: [{name: annex-ii, remove: ['8471', 8542.31.00], entered: {from: 2025-05-01, to: 2025-06-01}}]\n",
    # A new total in a slot of its own, by code prefix, with a release by origin.
    "new": """provisions:
  - {id: a, cite: s.1, heading: 9903.99.31, twin: 9903.99.30, authority: s122, origin: [fr, ru, vn], goods: ['22', '8708'],
     duty: {total: 12%}, entered: {from: 2026-09-01, to: 2026-10-01}}
  - {id: b, cite: s.2, heading: 9903.99.32, authority: s122, origin: [vn], goods: ['8708.30'], duty: exempt,
     entered: {from: 2026-09-15, to: 2026-10-01}}
""",
}
DAYS = [("2025-06-12", "2025-07-02"), ("2025-04-08", "2025-04-10"), ("2025-09-03", "2025-09-10")]


@cache
def case(name: str, folder: Path) -> tuple[View, View, Effect]:
    """The two views of a scenario, and the effect between them."""
    book = LawBook.shipped()
    if name in SCENARIOS:
        text = SCENARIOS[name]
        path = ROOT / "examples" / "order.yaml"
        if text is not None:
            path = folder / f"{name}.yaml"
            path.write_text(HEAD.format(name=name) + text, encoding="utf-8")
        before, after = book.view(), book.with_scenario([path]).view()
    else:
        first, second = name.split(" ")
        before, after = book.view(known=date.fromisoformat(first)), book.view(known=date.fromisoformat(second))
    return before, after, effect_between(before, after)


NAMES = [*SCENARIOS, *(f"{a} {b}" for a, b in DAYS)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scenarios")


def duty(view: View, line: EntryLine) -> tuple[int, int, tuple[str, ...]] | str:
    """Duty, ordinary duty and Chapter 99 headings; or the refusal."""
    try:
        answer = answer_line(view, line)
    except KanzeiError as error:
        return str(error)
    headings = tuple(sorted({one.step.heading for one in answer.amounts.charged if one.step.kind != "rate_of"} - {""}))
    return answer.total, sum(part[1] for part in answer.amounts.parts.values()), headings


def samples(before: View, after: View, effect: Effect, count: int, seed: str) -> list[EntryLine]:
    """Lines inside cells, at their borders, and anywhere near the change."""
    pick = random.Random(seed)
    codes = after.book.schedule.codes(date(2026, 6, 30))
    countries = all_origins()
    days = sorted({cell.start for cell in effect.cells} | {cell.stop for cell in effect.cells if cell.stop < "2028"})
    out = []
    for number in range(count):
        cell = pick.choice(effect.cells)
        code = pick.choice(cell.codes) if number % 3 else pick.choice(codes)
        origin = pick.choice(cell.origins) if number % 4 else pick.choice(countries)
        on = date.fromisoformat(pick.choice(days)) - timedelta(days=pick.choice([0, 0, 1]))
        out.append(EntryLine(code, origin, max(on, date(2025, 1, 1)), VALUE))
    return out


@pytest.mark.parametrize("name", NAMES)
def test_cells_are_what_lines_pay(name: str, folder: Path) -> None:
    """A line in a cell pays what the cell says on both sides; a line in none pays the same on both."""
    before, after, effect = case(name, folder)
    assert effect.cells
    compared = inside = 0
    for line in samples(before, after, effect, 240, name):
        day = line.entered_on.isoformat()
        found = [
            c for c in effect.cells if c.start <= day < c.stop and line.origin in c.origins and line.hts in c.codes
        ]
        assert len(found) <= 1, (line, found)
        old, new = duty(before, line), duty(after, line)
        if isinstance(old, str) or isinstance(new, str):
            continue
        compared += 1
        if not found:
            assert (old[0] - old[1], old[2]) == (new[0] - new[1], new[2]), line
            continue
        inside += 1
        cell = found[0]
        for (total, ordinary, headings), charge in ((old, cell.before), (new, cell.after)):
            assert headings == charge.headings, (line, cell)
            assert charge.added is not None
            assert total - ordinary == charge.added * 100, (line, cell)
    assert compared > 80
    assert inside > 20


def test_a_programme_claimed_is_part_of_the_question() -> None:
    """With SPI JP on every line: the classes follow the special column, also past the end of a programme."""
    book = LawBook.shipped()
    before, after = book.view(known=date(2025, 9, 3)), book.view(known=date(2025, 9, 10))
    effect = effect_between(before, after, Asked(spi="JP"))
    inside = 0
    for line in samples(before, after, effect, 120, "JP"):
        line = line._replace(spi="JP")
        day = line.entered_on.isoformat()
        found = [
            c for c in effect.cells if c.start <= day < c.stop and line.origin in c.origins and line.hts in c.codes
        ]
        old, new = duty(before, line), duty(after, line)
        if isinstance(old, str) or isinstance(new, str):
            continue
        if not found:
            assert (old[0] - old[1], old[2]) == (new[0] - new[1], new[2]), line
        elif found[0].before.added is not None and found[0].after.added is not None:
            inside += 1
            assert (old[0] - old[1], new[0] - new[1]) == (found[0].before.added * 100, found[0].after.added * 100), line
    assert inside > 10


def test_a_scenario_that_changes_nothing_has_no_effect(folder: Path) -> None:
    """A note alone, or a list nothing names."""
    path = folder / "nothing.yaml"
    path.write_text(HEAD.format(name="nothing") + "sets: [{name: nobody, add: ['8703']}]\n", encoding="utf-8")
    book = LawBook.shipped()
    effect = effect_between(book.view(), book.with_scenario([path]).view())

    assert [] == effect.cells
    assert [] == deltas_between(book.view(), book.view())


def test_claims_change_the_answer(folder: Path) -> None:
    """A change of a release for aircraft moves nothing by default, and something for lines that state the fact."""
    path = folder / "aircraft.yaml"
    text = "ends: [{provision: us/eo-14345#aircraft, entered: {from: 2025-10-01, to: 2026-01-01}}]\n"
    path.write_text(HEAD.format(name="aircraft") + text, encoding="utf-8")
    book = LawBook.shipped()
    views = book.view(), book.with_scenario([path]).view()
    silent = effect_between(*views)
    stated = effect_between(*views, Asked(claims=(("civil_aircraft", True),)))

    assert [] == [cell for cell in silent.cells if cell.before.duty != cell.after.duty]
    assert any(cell.origins == ("JP",) and cell.before.duty != cell.after.duty for cell in stated.cells)


@pytest.mark.parametrize("day", ["2025-04-09", "2025-09-10", "2026-07-25"])
def test_lists_by_array_are_lists_by_line(day: str) -> None:
    """A code is on a list in the arrays exactly where the view says so."""
    view = LawBook.shipped().view()
    reach = Reach(view)
    codes = reach.codes(day).codes
    names = [row[0] for row in view.book.members.execute("SELECT name FROM sets ORDER BY name")]
    masks = {name: reach.goods({"in": [name], "except": []}, day) for name in names}
    for position in random.Random(day).sample(range(len(codes)), 300):
        found = {name for name, mask in masks.items() if mask[position]}

        assert set(view.memberships(codes[position], day)) == found
