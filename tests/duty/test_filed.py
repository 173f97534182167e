"""Filed against computed: what holds for every line, and the shape of the answers."""

from __future__ import annotations

from datetime import date
from functools import cache

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kanzei.duty.book import LawBook
from kanzei.duty.filed import review
from kanzei.duty.line import EntryLine, Quantity
from kanzei.duty.result import Assessment
from kanzei.duty.supposed import Fact, apply_facts, consistent
from kanzei.duty.view import View
from kanzei.errors import KanzeiError
from kanzei.law.claims import parse_claims
from kanzei.times import parse_day

from .strategies import lines


@cache
def view() -> View:
    return LawBook.shipped().view()


def computed(line: EntryLine) -> Assessment:
    """The assessment of a random line; a line that no law can assess is no example."""
    try:
        return view().assess(line, explain=False)
    except KanzeiError:
        assume(False)
        raise


def headings_of(line: EntryLine) -> list[tuple[str, int | None]]:
    return [(heading, None) for heading in computed(line).headings]


@given(lines())
def test_the_computed_headings_agree(line: EntryLine) -> None:
    """Filing exactly what is computed agrees, in its order, with nothing missing, wrong or contradictory."""
    found = review(view(), line, headings_of(line))

    assert "agrees" == found.verdict
    assert {"expected"} >= {one.verdict for one in found.headings}
    assert ((), (), (), ()) == (found.missing, found.alternatives, found.contradictions, found.order)


@given(lines())
def test_amounts_agree_in_both_layouts(line: EntryLine) -> None:
    """A total whole on its Chapter 99 row, or column 1 on the goods' own: both are to the cent what is computed."""
    answer = computed(line)
    for layout in ("filed_cents", "amount_cents"):
        amounts: dict[str, int] = {}
        for one in answer.components:
            if one.heading:
                amounts[one.heading] = amounts.get(one.heading, 0) + getattr(one, layout)
        found = review(view(), line, list(amounts.items()))

        assert "agrees" == found.verdict
        assert [0] * len(amounts) == [one.difference_cents for one in found.headings]
        assert 0 == found.total_difference_cents


@settings(max_examples=40)
@given(lines(), st.data())
def test_a_heading_taken_out_is_the_one_missing(line: EntryLine, data: st.DataObject) -> None:
    whole = headings_of(line)
    assume(whole)
    gone = data.draw(st.sampled_from(whole))
    found = review(view(), line, [one for one in whole if one != gone])

    assert "agrees" != found.verdict
    assert [gone[0]] == [one.heading for one in found.missing]
    assert {"expected"} >= {one.verdict for one in found.headings}


@settings(max_examples=40)
@given(lines(), st.sampled_from(["9903.99.99", "9903.17.01", "9903.53.01"]))
def test_a_heading_that_reaches_nothing_is_wrong(line: EntryLine, strange: str) -> None:
    found = review(view(), line, [*headings_of(line), (strange, None)])
    verdicts = {one.heading: one.verdict for one in found.headings}

    assert "differs" == found.verdict
    assert "not-possible" == verdicts.pop(strange)
    assert {"expected"} >= set(verdicts.values())


@settings(max_examples=40)
@given(lines(), st.data())
def test_a_heading_of_another_day_is_never_expected(line: EntryLine, data: st.DataObject) -> None:
    """A heading whose provisions stood on no day like this is wrong, with the days on which they did."""
    other = data.draw(st.sampled_from([date(2025, 3, 20), date(2025, 9, 20), date(2026, 5, 20), date(2026, 9, 1)]))
    elsewhere = headings_of(line._replace(entered_on=other, loaded_on=None))
    mine = dict(headings_of(line))
    odd = [one for one in elsewhere if one[0] not in mine]
    assume(odd)
    found = review(view(), line, [*mine.items(), *odd])

    assert "agrees" != found.verdict
    assert all(one.verdict != "expected" and one.because for one in found.headings if (one.heading, None) in odd)


@settings(max_examples=60)
@given(lines(), st.data())
def test_every_alternative_holds(line: EntryLine, data: st.DataObject) -> None:
    """Stating the facts that an alternative names, as claims, computes the headings it says, and the duty."""
    other = data.draw(st.sampled_from([{}, {"civil_aircraft": True}, {"donation": True}, {"auto_part": False}]))
    bare = line._replace(claims={}, loaded_on=None)
    filed = headings_of(bare._replace(claims=other, loaded_on=line.loaded_on))
    found = review(view(), bare, filed)
    for one in found.alternatives:  # none where the filing agrees as it stands or nothing explains it
        stated = [fact for fact in one.facts if not fact.startswith("switch ")]
        if len(stated) < len(one.facts) or any(fact.startswith("part=") for fact in stated):
            continue
        claims, _ = parse_claims(";".join(stated), strict=True)
        loaded, spi = claims.pop("loaded_on", None), claims.pop("spi", None)
        under = view().assess(bare._replace(claims=claims, loaded_on=loaded, spi=spi or bare.spi), explain=False)

        assert one.headings == under.headings
        assert one.duty_cents == under.duty_cents
        assert found.duty_cents + one.effect_cents == one.duty_cents
        assert {heading for heading, _ in filed} == set(one.headings)


def test_facts_of_every_kind_can_be_weighed_together() -> None:
    """Rails of Japan inside the quota, filed without the quota heading: facts that are words, days and amounts are put in one order."""
    line = EntryLine("7301100000", "JP", date(2025, 1, 1), 1_000_000, quantities=(Quantity(90_000, ""),))
    whole = headings_of(line)
    found = review(view(), line, [one for one in whole if one[0] != "9903.81.72"])

    assert "9903.81.72" in dict(whole)
    assert ["9903.81.72"] == [one.heading for one in found.missing]


def test_a_stated_fact_is_never_taken_back() -> None:
    """A line that denies civil aircraft is not told that its filing is right if it is one."""
    line = EntryLine("88073000", "GB", parse_day("2025-09-20"), 1_000_000, claims={"civil_aircraft": False})
    line = line._replace(hts="8807300060")
    found = review(view(), line, [("9903.96.01", None)])

    assert "not-possible" == found.headings[0].verdict
    assert "denied" in found.headings[0].because


def test_what_was_charged_is_compared_even_where_the_duty_is_void() -> None:
    line = EntryLine("85287264", "JP", parse_day("2025-08-20"), 1_000_000)
    owed = LawBook.shipped().view(answer="owed")

    assert "agrees" == review(owed, line, headings_of(line)).verdict
    assert "agrees" != review(owed, line, []).verdict


def test_duplicates_and_order() -> None:
    line = EntryLine("8703230140", "JP", parse_day("2025-09-20"), 3_000_000)
    found = review(view(), line, [("9903.94.41", None), ("9903.01.33", None), ("9903.01.33", None)])

    assert ["expected", "expected", "duplicate"] == [one.verdict for one in found.headings]
    assert ("9903.01.33", "9903.94.41") == found.order
    assert "differs" == found.verdict


def test_facts_that_exclude_each_other_are_no_proposal() -> None:
    patented, generic = Fact("claim", "patented", True), Fact("claim", "generic", True)

    assert not consistent(frozenset({patented, generic}))
    assert not consistent(frozenset({patented, Fact("claim", "patented", False)}))
    assert consistent(frozenset({patented}))


def test_facts_are_written_as_claims() -> None:
    line = EntryLine("8703230140", "JP", parse_day("2025-09-20"), 3_000_000)
    facts = frozenset({Fact("claim", "auto_part", False), Fact("loaded", "", date(2025, 4, 4)), Fact("spi", "", "S")})
    _, stated = apply_facts(view(), line, facts)

    assert ["!auto_part", "loaded_on=2025-04-04", "spi=S"] == sorted(fact.option for fact in facts)
    assert ({"auto_part": False}, date(2025, 4, 4), "S") == (stated.claims, stated.loaded_on, stated.spi)
