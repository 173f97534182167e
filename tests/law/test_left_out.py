"""A book in which an instrument says nothing."""

from __future__ import annotations

from datetime import date

import pytest

from kanzei.duty.book import LawBook
from kanzei.errors import LawError
from kanzei.law.compiled import load_instruments
from kanzei.law.left_out import left_out
from kanzei.law.replay import replay


def test_its_provisions_go_and_what_others_did_to_them() -> None:
    """EO 14345: its own provisions, the fixes of 90 FR 44638, and the amendment by Proclamation 10984 of its rule on parts."""
    standing = load_instruments()
    silent = left_out(standing, ["us/eo-14345"])
    before, after = (replay(one).provisions for one in (standing, silent))

    assert [one.id for one in standing] == [one.id for one in silent]
    gone = {name for name in before if name not in after}
    assert gone == {name for name in before if name.startswith("us/eo-14345#")}
    ended = "us/eo-14326#country.9903.02.30"
    assert before[ended].states[-1] != after[ended].states[-1]
    assert {name for name in set(after) - {ended} if before[name] != after[name]} == set()


def test_additions_to_lists_of_others_fall_and_lists_of_its_own_stay() -> None:
    """The memorandum of 11 April adds to Annex II of EO 14257; Proclamation 10908 defines the vehicles that later orders name."""
    silent = {one.id: one for one in left_out(load_instruments(), ["us/memo-2025-04-11", "us/proc-10908"])}

    assert () == silent["us/memo-2025-04-11"].sets
    assert "vehicles" in {change.name for change in silent["us/proc-10908"].sets}
    assert () == silent["us/proc-10908"].operations


def test_a_book_that_cannot_stand_is_refused() -> None:
    """Without EO 14326 the old country rates run on beside the new agreements, and nothing orders them."""
    with pytest.raises(LawError, match=r"cannot stand without us/eo-14326"):
        LawBook.shipped().with_scenario([], ["us/eo-14326"])


def test_before_the_instrument_was_known_nothing_is_another() -> None:
    book = LawBook.shipped()
    without = book.with_scenario([], ["us/eo-14345"])
    day = "2025-08-28"

    seen = [[one["id"] for one in each.view(known=date(2025, 9, 3)).candidates(day, "JP")] for each in (book, without)]
    assert seen[0] == seen[1]
    later = [[one["id"] for one in each.view(known=date(2025, 9, 4)).candidates(day, "JP")] for each in (book, without)]
    assert later[0] != later[1]
