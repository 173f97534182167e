"""What a figure is of: the concepts of its clause, its period, its basis, the countries, who says it, and whether it is the new or the old value."""

from __future__ import annotations

from collections.abc import Sequence

from kanzei.record.reports.model import FIGURES, Item, Token
from kanzei.record.reports.words import concepts, lexicon

__all__ = ["clauses", "described", "speaker"]

_BREAKS = frozenset(
    {
        ",",
        ";",
        ":",
        "(",
        ")",
        '"',
        "while",
        "but",
        "whereas",
        "although",
        "though",
        "after",
        "because",
        "which",
        "who",
        "where",
        "when",
    }
)
_BASIS = {
    "YEARONYEAR": "year on year",
    "MONTHONMONTH": "month on month",
    "QUARTERONQUARTER": "quarter on quarter",
}
_BASIS_WORDS = {
    "annualized": "annualised",
    "annualised": "annualised",
    "annual": "a year",
    "yearly": "a year",
    "seasonally": "seasonally adjusted",
    "unadjusted": "unadjusted",
    "nominal": "nominal",
    "real": "real",
    "inflation-adjusted": "real",
    "core": "core",
    "headline": "headline",
    "volume": "by volume",
    "value": "by value",
    "customs": "customs",
    "preliminary": "preliminary",
    "provisional": "preliminary",
    "flash": "preliminary",
    "fiscal": "fiscal",
    "calendar": "calendar",
    "average": "average",
    "averaged": "average",
    "averages": "average",
    "averaging": "average",
    "cumulative": "cumulative",
    "services": "services",
    "yen-denominated": "in yen",
    "per": "per",
}
_ANNUAL = ("a year", "per year", "annually", "each year", "every year", "a month", "per month", "a day", "per day")
_BETWEEN = frozenset(
    "about around nearly roughly almost a an the some just last this previous earlier estimated initial original preliminary first".split()
)
"""Words that may stand between "from" or "to" and its figure."""
_MONTHS = frozenset("january february march april may june july august september october november december".split())
_PRIOR = ("from", "against", "than", "versus", "vs")


def clauses(words: Sequence[Token]) -> list[tuple[int, int]]:
    """Token spans between the breaks of a sentence (commas, brackets, quotes, "while", "but" …)."""
    spans = []
    left = 0
    for place, one in enumerate(words):
        if one.text.lower() in _BREAKS:
            if place > left:
                spans.append((left, place))
            left = place + 1
    if left < len(words):
        spans.append((left, len(words)))
    return spans


def described(items: list[Item], words: Sequence[Token]) -> list[Item]:
    """The items of one sentence, its figures with their scope."""
    spans = clauses(words)
    says = speaker(items, words)
    made = []
    for one in items:
        if one.kind in FIGURES:
            made.append(_figure(one, items, words, spans)._replace(attribution=says))
        else:
            made.append(one._replace(attribution=says if says != one.value else ""))
    return made


def _figure(one: Item, items: list[Item], words: Sequence[Token], spans: list[tuple[int, int]]) -> Item:
    at = next(place for place, word in enumerate(words) if word.start >= one.start)
    span = next((span for span in spans if span[0] <= at < span[1]), (0, len(words)))
    left, right = _alone(one, items, words, span)
    own = [concept for concept, first, after in concepts(words[left:right]) if not _within(words[left + first], items)]
    measure = lexicon().groups["measure"]
    if not measure & set(own):
        before = [concept for concept, first, after in concepts(words[:left]) if not _within(words[first], items)]
        own = [*[concept for concept in before if concept in measure | lexicon().groups["goods"]], *own]
    here = [each for each in items if words[left].start <= each.start < words[right - 1].stop]
    days = [each for each in here if each.kind == "date"] or [each for each in items if each.kind == "date"]
    nearest = min(days, key=lambda each: abs(each.start - one.start), default=None)
    places = [each.value for each in here if each.kind == "place"]
    return one._replace(
        what=tuple(dict.fromkeys(own)),
        period=nearest.value if nearest else "",
        basis=_basis(words, left, right, own, at),
        entity=tuple(dict.fromkeys(places)),
        role=_role(words, at),
    )


def _within(word: Token, items: list[Item]) -> bool:
    return any(each.start <= word.start < each.stop for each in items)


def _alone(one: Item, items: list[Item], words: Sequence[Token], span: tuple[int, int]) -> tuple[int, int]:
    """The part of a clause that is this figure's own: cut at "and" between it and the next figure."""
    left, right = span
    others = [
        each
        for each in items
        if each.kind in FIGURES and each is not one and words[left].start <= each.start < words[right - 1].stop
    ]
    for place in range(left, right):
        word = words[place]
        if word.text.lower() not in {"and", "to", "or"} or _within(word, items):
            continue
        joined = word.text.lower() == "and"
        if (
            joined
            and word.start > one.start
            and any(each.start > word.start for each in others)
            and _verbal(words, place, right)
        ):
            right = place
            break
        if (
            joined
            and word.start < one.start
            and any(each.start < word.start for each in others)
            and _verbal(words, place, right)
        ):
            left = place + 1
    return (left, right) if left < right else span


def _verbal(words: Sequence[Token], place: int, stop: int) -> bool:
    """Whether a new statement follows "and": a measure or a movement stands before the next figure."""
    groups = lexicon().groups
    for concept, first, _ in concepts(words[place + 1 : stop]):
        if concept in groups["measure"] or concept in {"RISE", "FALL", "CUT", "RAISE"}:
            return True
        if words[place + 1 + first].text[0].isdigit():
            return False
    return False


def _basis(words: Sequence[Token], left: int, right: int, own: list[str], at: int) -> str:
    found = [_BASIS[concept] for concept in own if concept in _BASIS]
    whole = [concept for concept, _, _ in concepts(words) if concept in _BASIS]
    if not found and len(set(whole)) == 1:
        found = [_BASIS[whole[0]]]
    low = [one.text.lower() for one in words[left:right]]
    comma = next((place for place, one in enumerate(words) if one.text == ","), 0)
    if 0 < comma <= left and not any(one.text[0].isdigit() for one in words[:comma]):
        found += [
            _BASIS_WORDS[one.text.lower()]
            for one in words[:comma]
            if one.text.lower() in _BASIS_WORDS and one.text.lower() != "per"
        ]
    for place, one in enumerate(low):
        pair = f"{one}-{low[place + 2]}" if low[place + 1 : place + 2] == ["-"] and place + 2 < len(low) else one
        name = _BASIS_WORDS.get(pair) or _BASIS_WORDS.get(one)
        if name == "a year" and left + place > at:
            continue
        if name == "fiscal" and place + 1 < len(low) and (low[place + 1] == "year" or low[place + 1][0].isdigit()):
            continue  # a period of its own
        if name and name != "per" and not (one == "customs" and low[place + 1 : place + 2] in (["duty"], ["duties"])):
            found.append(name)
    if not found and _from_a_month([one.text.lower() for one in words[at:right]]):
        found.append("month on month")
    if "balance of payments" in " ".join(low):
        found.append("balance of payments")
    behind = low[max(0, at - left) :]
    figures = [place for place, one in enumerate(behind) if one[0].isdigit() and place > 3]
    text = " ".join(behind[: figures[0]] if figures else behind)
    found += [
        one.replace("per ", "a ").replace("annually", "a year").replace("each ", "a ").replace("every ", "a ")
        for one in _ANNUAL
        if f" {one} " in f" {text} " and f"{one} earlier" not in text and f"{one} ago" not in text
    ]
    return ", ".join(sorted(set(found)))


def _from_a_month(low: Sequence[str]) -> bool:
    """Whether a change is told "from August": from a month without its year, and not from it to another."""
    for place, one in enumerate(low[:-1]):
        if one == "from" and low[place + 1] in _MONTHS:
            after = low[place + 2 : place + 3]
            return not after or not (after[0][0].isdigit() or after[0] in {"to", "through", "until", "last", "of", "-"})
    return False


def _role(words: Sequence[Token], at: int) -> str:
    """from, to, by or prior: what stands before a figure."""
    before = [one.text.lower() for one in words[max(0, at - 5) : at]]
    while before and (before[-1] in _BETWEEN or before[-1].endswith("'s")):
        before.pop()
    if "had" in before and {"been", "faced", "stood", "paid", "carried"} & set(before):
        return "prior"
    if before[-2:] in (["compared", "with"], ["compared", "to"], ["instead", "of"], ["rather", "than"]):
        return "prior"
    bound = before[-1:] == ["than"] and bool({"more", "less", "fewer", "other"} & set(before[-2:]))
    if before and before[-1] in _PRIOR and not bound:
        return (
            "prior" if before[-1] != "from" or any(one in {"up", "down", "revised"} for one in before[-3:]) else "from"
        )
    if before and before[-1] in {"to", "by"}:
        return before[-1]
    return ""


def speaker(items: Sequence[Item], words: Sequence[Token]) -> str:
    """Who says what the sentence tells: "X said", "said X", "according to X"; the last such one where there are two."""
    book = lexicon()
    found = ""
    names = [one for one in items if one.kind in {"person", "organisation", "role", "name"}]
    for place, word in enumerate(words):
        low = word.text.lower()
        if low == "according" and place + 1 < len(words):
            after = [one for one in names if one.start > word.start]
            found = _main(after[0], after) if after and after[0].start - word.start < 60 else found
        elif (
            word.stem in book.groups["speech"] or book.phrases.get((word.stem,)) in {"ANNOUNCE", "DENY", "CONFIRM"}
        ) and low not in {"report", "reports", "post"}:
            before = [one for one in names if one.stop <= word.start]
            if before and _near(words, before[-1], place):
                found = _main(before[-1], before)
                continue
            after = [one for one in names if one.start > word.start]
            if after and after[0].start - word.stop <= 2:
                found = _main(after[0], after)
    return found


def _near(words: Sequence[Token], name: Item, place: int) -> bool:
    between = [one.text.lower() for one in words[:place] if one.start >= name.stop]
    return len(between) <= 6 and not any(one in {",", ";"} for one in between[:-1] if len(between) > 4)


def _main(one: Item, names: list[Item]) -> str:
    """The person a role belongs to, where it stands right beside."""
    if one.kind == "role":
        near = [each for each in names if each.kind == "person" and abs(each.start - one.stop) < 4]
        return near[0].value if near else one.value
    return one.value
