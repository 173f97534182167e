"""Reports laid side by side: what they agree on, say in other words, contradict each other on, and have alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations

from kanzei.record.reports.apart import earlier_values, margin, two_people, two_things
from kanzei.record.reports.denials import denials, opposed
from kanzei.record.reports.differences import Difference, differences
from kanzei.record.reports.doubts import other_subjects
from kanzei.record.reports.event_match import EventMatch, match_events, of_side
from kanzei.record.reports.figure_match import match_figures
from kanzei.record.reports.figure_scope import times_of
from kanzei.record.reports.frames import compare_terms
from kanzei.record.reports.leftover import leftover
from kanzei.record.reports.measured import facts
from kanzei.record.reports.merging import distinct, once
from kanzei.record.reports.model import Item, Report
from kanzei.record.reports.near import Pairing, in_place, pair_up
from kanzei.record.reports.one_difference import one_difference
from kanzei.record.reports.results import Comparison, Finding, Place
from kanzei.record.reports.shared import alone, both_have, other_words
from kanzei.record.reports.statements import Side, Statement, prepared
from kanzei.record.reports.trips import compare_trips, new_dates, trips, within
from kanzei.record.reports.words import load

__all__ = ["compare"]

_COPY = 0.6
_OF_BODIES = frozenset({"figure", "day", "place", "denial", "opposite"})


def compare(reports: Sequence[Report], reported_on: date | None = None) -> Comparison:
    """Two or more reports compared, each with each.

    Parameters
    ----------
    reported_on : day from which relative days are counted in a report that bears none.

    Returns
    -------
    Comparison   Findings in the order of the first report; a conflict between several pairs stands once for each pair.
    """
    sides = [prepared(one, reported_on) for one in reports]
    found: list[Finding] = []
    for one, other in combinations(range(len(sides)), 2):
        found += _Pair(sides, one, other).findings()
    found += alone(sides, found)
    warnings = [(place, text) for place, side in enumerate(sides) for text in side.report.warnings]
    if reported_on is not None:
        warnings = [(place, text) for place, text in warnings if not text.startswith("bears no day")]
    return Comparison(
        tuple(one.name for one in reports), tuple(once(found)), tuple(warnings), tuple(_items(one) for one in sides)
    )


def _items(side: Side) -> tuple[Item, ...]:
    return tuple(item for statement in side.statements for item in statement.items)


class _Pair:
    """The comparison of two reports."""

    def __init__(self, sides: Sequence[Side], one: int, other: int) -> None:
        self.numbers = (one, other)
        self.first, self.second = sides[one], sides[other]
        self.pairs = pair_up(self.first, self.second)
        self.copies = self._copies()
        self.pairs += in_place(self.first, self.second, self.pairs, self.copies)
        self.rules = load("frames.yaml")

    def _copies(self) -> bool:
        """Whether one report is a copy of the other, but for a few words: most of its sentences stand in both."""
        prose = [sum(not margin(one) for one in side.statements) for side in (self.first, self.second)]
        exact = sum(each.exact and not margin(self.first.statements[each.one]) for each in self.pairs)
        most = prose[0] == prose[1] and exact == prose[0] - 1
        return exact > 0 and (most or exact >= _COPY * min(prose))

    def findings(self) -> list[Finding]:
        """Everything these two reports agree or differ on; what only one has is found later, over all reports."""
        near = [finding for pair in self.pairs if not pair.exact for finding in self._near(pair)]
        conflicts = self._merged(near)
        used = [{pair.one for pair in self.pairs}, {pair.other for pair in self.pairs}]
        rest = [
            [one for place, one in enumerate(side.statements) if place not in used[number]]
            for number, side in enumerate((self.first, self.second))
        ]
        skips = [frozenset(each) for each in used]
        made = [*conflicts, *(self._weighed(each) for each in [*self._figures(skips), *self._facts(rest, skips)])]
        agreed = both_have(self.numbers, self.first, self.second)
        return [*distinct(made), *agreed, *other_words(self.numbers, self.first, self.second, self.pairs, made)]

    def _weighed(self, found: Finding) -> Finding:
        """A conflict outside like sentences, or a different scope where each statement is about another body."""
        if (
            found.status != "conflict"
            or found.kind not in _OF_BODIES
            or len({place.report for place in found.places}) < 2
        ):
            return found
        one, other = (
            next(each for each in side.statements if each.sentence.start <= place.start < each.sentence.stop + 1)
            for side, place in zip((self.first, self.second), found.places, strict=True)
        )
        if other_subjects(self.first, one, self.second, other):
            return found._replace(status="different scope", rule="of different bodies")
        return found

    def _near(self, pair: Pairing) -> Iterator[tuple[Difference, str]]:
        """Differences of two like sentences with their status."""
        one, other = self.first.statements[pair.one], self.second.statements[pair.other]
        every = differences(self.first, one, self.second, other)
        found = [each for each in every if each.same is not None]
        if all(each.same for each in found):
            more = leftover(self.first, one, self.second, other)
            if more is not None and not any(_over(each, more) for each in found):
                found.append(more)
        if not self.copies and any(each.kind == "denial" for each in found):
            found = [each for each in found if each.kind != "name"]
        false = [each for each in found if not each.same]
        kinds = {each.kind for each in false} | {
            each.kind for each in every if each.same is None and each.kind == "date"
        }
        values = {(each.kind, each.one, each.other) for each in false}
        credit = margin(one)
        apart = two_things(one, other, kinds, values) or two_people(one, other, kinds)
        alike = [each.key for each in one.elements] == [each.key for each in other.elements]
        earlier = set() if alike else earlier_values(one, other)
        for each in found:
            if each.same:
                yield each, "same statement"
            elif each.kind == "figure" and (each.one in earlier or each.other in earlier) and not self.copies:
                yield each._replace(rule="superseded: an earlier value and the later one"), "different scope"
            elif each.kind == "figure" and not self.copies and (scope := self._scope(each)):
                yield each._replace(rule=scope), "different scope"
            elif each.kind == "figure" and not alike and not self.copies and self._elsewhere(each, one, other):
                yield each._replace(rule="the other report has this figure too, in another sentence"), "different scope"
            elif (credit or each.kind == "goods") and not self.copies:
                continue
            elif each.kind in _OF_BODIES and not self.copies and other_subjects(self.first, one, self.second, other):
                yield each._replace(rule="of different bodies"), "different scope"
            elif apart and not self.copies:
                yield each, "different scope"
            else:
                yield each, "conflict"

    def _scope(self, each: Difference) -> str:
        """Why two figures of like sentences are of different periods or told at different times; empty where they are not."""
        here, there = (
            next((fact for fact in facts(side) if fact.item.start == start), None)
            for side, start in ((self.first, each.here[0]), (self.second, each.there[0]))
        )
        return times_of(self.first, here, self.second, there) if here is not None and there is not None else ""

    def _elsewhere(self, each: Difference, one: Statement, other: Statement) -> bool:
        """Whether a figure that differs stands in another sentence of the other report."""
        for text, statement, side, beside in (
            (each.one, one, self.second, other),
            (each.other, other, self.first, one),
        ):
            values = {(item.unit, item.number) for item in statement.items if item.text == text and item.unit}
            rest = [item for row in side.statements if row is not beside for item in row.items]
            if any((item.unit, item.number) in values for item in rest):
                return True
        return False

    def _merged(self, near: Iterable[tuple[Difference, str]]) -> list[Finding]:
        """One finding for one substitution, wherever it stands."""
        made: dict[tuple[str, str, str, str], Finding] = {}
        for each, status in near:
            key = (status, each.kind, each.one, each.other)
            places = (self._place(0, each.here), self._place(1, each.there))
            if key in made:
                made[key] = made[key]._replace(places=made[key].places + places)
                continue
            values = ((self.numbers[0], each.one), (self.numbers[1], each.other))
            made[key] = Finding(status, each.kind, f"{each.one} / {each.other}", values, each.rule, places)
        return list(made.values())

    def _figures(self, skips: Sequence[frozenset[int]]) -> Iterator[Finding]:
        sides = [facts(self.first), facts(self.second)]
        ours, theirs = (
            [one for one in found if one.item.sentence not in skips[number]] for number, found in enumerate(sides)
        )
        settled = self._settled(sides[0], sides[1], skips)
        for match in match_figures(self.first, self.second, ours, theirs):
            if match.verdict.same is None:
                continue
            status = "same statement" if match.verdict.same else "different scope" if match.scope else "conflict"
            if match.verdict.same and match.verdict.rule == "same figure":
                continue
            if status == "conflict" and (match.one.item in settled[0] or match.other.item in settled[1]):
                continue
            values = ((self.numbers[0], match.one.item.text), (self.numbers[1], match.other.item.text))
            places = (self._place(0, _span(match.one.item)), self._place(1, _span(match.other.item)))
            about = match.one.family.lower() or " ".join(match.one.item.what[:2]).lower() or match.one.item.kind
            yield Finding(status, "figure", about, values, match.scope or match.verdict.rule, places)

    def _settled(
        self, ours: Sequence[object], theirs: Sequence[object], skips: Sequence[frozenset[int]]
    ) -> tuple[set[Item], set[Item]]:
        """Figures that the other report has too, in a sentence already paired."""
        found: tuple[set[Item], set[Item]] = (set(), set())
        pools = [
            [
                item
                for statement in side.statements
                for item in statement.items
                if item.number is not None and item.kind != "ordinal"
            ]
            for side in (self.first, self.second)
        ]
        for number in (0, 1):
            elsewhere = {(item.unit, item.number) for item in pools[1 - number] if item.sentence in skips[1 - number]}
            found[number].update(item for item in pools[number] if (item.unit, item.number) in elsewhere)
        return found

    def _facts(self, rest: Sequence[Sequence[Statement]], skips: Sequence[frozenset[int]]) -> Iterator[Finding]:
        """Events, trips and terms in the sentences that were not paired."""
        ours, theirs = of_side(self.first, skips[0]), of_side(self.second, skips[1])
        journeys = trips(self.first, ours), trips(self.second, theirs)
        for each in compare_trips(self.first, journeys[0], self.second, journeys[1]):
            yield self._finding(each)
        for each in compare_terms(self.first, rest[0], self.second, rest[1]):
            yield self._finding(each)
        for each in match_events(self.first, self.second, ours, theirs):
            yield self._finding(each)
        for each in denials(self.first, rest[0], self.second, rest[1]):
            yield self._finding(each)
        for each in opposed(self.first, rest[0], self.second, rest[1]):
            yield self._finding(each)
        for each in one_difference(self.first, rest[0], self.second, rest[1]):
            yield self._finding(each)
        for here, one, there, other in within(
            self.first, new_dates(self.first, ours), self.second, new_dates(self.second, theirs)
        ):
            values = ((self.numbers[here], one.text), (self.numbers[there], other.text))
            inside = " (inside one report)" if here == there else ""
            places = (self._place(here, (one.start, one.stop)), self._place(there, (other.start, other.stop)))
            yield Finding(
                "conflict",
                "new-date",
                "when the trip is made instead",
                values,
                self.rules["new-date"]["text"] + inside,
                places,
            )

    def _finding(self, each: EventMatch) -> Finding:
        values = ((self.numbers[0], each.one), (self.numbers[1], each.other))
        return Finding(
            "conflict",
            each.rule,
            each.about,
            values,
            self.rules[each.rule]["text"],
            (self._place(0, each.here), self._place(1, each.there)),
        )

    def _place(self, number: int, span: tuple[int, int]) -> Place:
        side = (self.first, self.second)[number]
        line, column = side.report.place(span[0])
        return Place(self.numbers[number], span[0], span[1], line, column, side.excerpt(*span))


def _over(each: Difference, more: Difference) -> bool:
    """Whether a difference already judged the same lies over another; that one end of a range stands in the other settles nothing."""
    return each.here[0] < more.here[1] and more.here[0] < each.here[1] and "range" not in each.rule


def _span(item: Item) -> tuple[int, int]:
    return item.start, item.stop
