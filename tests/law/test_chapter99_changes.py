"""What a release changed in Chapter 99, from the shipped facts of the official exports."""

from __future__ import annotations

from kanzei.law.chapter99 import read_table
from kanzei.law.chapter99_changes import chapter99_changes


def changes(first: str, second: str) -> dict[tuple[str, str], tuple[str, str]]:
    found = chapter99_changes(read_table(), first, second)
    assert found is not None
    return {(one.heading, one.what): (one.before, one.after) for one in found}


def test_the_agreement_with_japan_came_with_revision_23_of_2025() -> None:
    """Posted 2025-09-16: the totals of 15% and their twins; the heading of 24% and those of automobiles are reworded."""
    found = changes("2025HTSRev22", "2025HTSRev23")

    added = {heading for heading, what in found if what == "added"}
    assert added == {f"9903.{end}" for end in ("02.72", "02.73", "94.40", "94.41", "94.42", "94.43", "96.02")}
    assert found[("9903.02.73", "added")] == ("", "15%")
    assert {heading for heading, what in found if what == "words"} == {"9903.02.30", "9903.94.01", "9903.94.05"}


def test_a_rate_that_changed_is_told_before_and_after() -> None:
    """Steel at 50% (Proclamation 10947) stands printed from revision 14 of 2025."""
    found = changes("2025HTSRev12", "2025HTSRev14")

    before, after = found[("9903.81.87", "general")]
    assert ("25%" in before, "50%" in after) == (True, True)


def test_turned_round_what_was_added_is_removed() -> None:
    there, back = changes("2025HTSRev17", "2025HTSRev18"), changes("2025HTSRev18", "2025HTSRev17")
    turned = {"added": "removed", "removed": "added"}

    assert {(heading, turned.get(what, what)): pair[::-1] for (heading, what), pair in there.items()} == back
    assert len(there) > 70


def test_a_release_not_held_is_not_answered_for() -> None:
    assert chapter99_changes(read_table(), "2025HTSRev17", "2026HTSRev20") is None
