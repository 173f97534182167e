"""Random duty stacks (every kind of step, guard, base and part) and random entry lines."""

from __future__ import annotations

from datetime import date
from functools import cache

from hypothesis import strategies as st

from kanzei.duty.line import EntryLine, Quantity
from kanzei.duty.stack import Part, Stack, Step
from kanzei.money import RATE_ONE

FACTS = ("steel_value", "aluminum_value", "us_content_value")
PARTS = st.sampled_from(
    [
        (Part("whole"),),
        (Part("steel", "steel_value"), Part("rest")),
        (
            Part("steel", "steel_value"),
            Part("aluminum", "aluminum_value"),
            Part("us", "us_content_value", 600_000),
            Part("rest"),
        ),
        (Part("steel"),),
    ]
)
RATES = st.sampled_from(
    [0, 30_000, 75_000, 300_000, 375_000, 450_000, 750_000, 1_000_000, 1_500_000, RATE_ONE, 2 * RATE_ONE]
)


def _guards(names: list[str], number: int):
    leaves = [
        st.booleans(),
        st.tuples(
            st.just("column_1"),
            st.sampled_from(["below", "from"]),
            RATES,
            st.sampled_from(["general", "claimed"]),
            st.sampled_from(names),
        ),
        st.tuples(st.just("share"), st.sampled_from(FACTS), st.sampled_from(["below", "from"]), RATES),
    ]
    if number:
        earlier = st.lists(st.integers(0, number - 1), min_size=1, max_size=3).map(tuple)
        leaves.append(st.tuples(st.sampled_from(["owed", "applies"]), earlier))
    return st.recursive(
        st.one_of(leaves),
        lambda inner: st.one_of(
            st.tuples(st.just("not"), inner),
            st.tuples(st.sampled_from(["and", "or"]), st.lists(inner, min_size=1, max_size=3).map(tuple)),
        ),
        max_leaves=4,
    )


BASES = st.sampled_from(
    [
        (),
        (),
        ("claim", "steel_value"),
        ("claim", "non_us_content_value"),
        ("value_less", "us_content_value", 0),
        ("value_less", "us_content_value", 1_200_000),
    ]
)


@st.composite
def stacks(draw) -> Stack:
    """A stack of one to seven steps; alternatives of one slot stand together, as the evaluator leaves them."""
    parts = draw(PARTS)
    names = [part.name for part in parts]
    steps: list[Step] = []
    for number in range(draw(st.integers(1, 7))):
        kind = draw(st.sampled_from(["add", "add", "total", "none", "exempt", "gap_to", "refused"]))
        slot = draw(st.sampled_from(["s122", "s232_autos", "s232_pharma"]))
        duty = {"price_nano": draw(st.integers(0, 10**11)), "unit": "kg"} if kind == "gap_to" else {}
        choose = draw(st.sampled_from(["", "", "lowest"])) if kind in ("add", "total") else ""
        steps.append(
            Step(
                f"9903.99.{number:02d}",
                slot,
                kind,
                draw(st.sampled_from(names)),
                draw(RATES),
                True,
                "general",
                draw(BASES),
                choose,
                {"id": str(number), "duty": duty},
            )
        )
    steps.sort(key=lambda s: (s.authority, s.part))
    guarded = [step._replace(guard=draw(_guards(names, number))) for number, step in enumerate(steps)]
    return Stack(parts, tuple(guarded))


ORIGINS = "JP CN HK CA MX DE FR GB KR TW CH IN BR VN RU AU TH SG AR NO".split()
STATED: list[dict[str, object]] = [
    {},
    {"civil_aircraft": True},
    {"auto_part": False},
    {"patented": True},
    {"us_metal": True},
    {"donation": True},
    {"steel_value": 300_000},
    {"aluminum_value": 100_000, "steel_value": 200_000},
    {"us_content_value": 400_000},
    {"us_melt_pour": True},
    {"semiconductor_article": True},
]


@cache
def _codes() -> tuple[list[str], list[str], list[date]]:
    """Every code of one revision, those of chapters that many orders name, and days on which the law changes."""
    from kanzei.duty.book import LawBook

    book = LawBook.shipped()
    codes = book.schedule.codes(date(2026, 6, 10))
    busy = [code for code in codes if code[:2] in ("73", "76", "84", "85", "87", "88", "94")]
    days = [date.fromisoformat(day) for day in book.view().bounds() if "2025-01-01" <= day <= "2026-12-01"]
    return codes, busy, days


@st.composite
def lines(draw) -> EntryLine:
    """Entry lines of real codes, origins and days, with facts stated or not; some of them no law can assess."""
    codes, busy, days = _codes()
    origin = draw(st.sampled_from(ORIGINS))
    entered = draw(st.sampled_from(days))
    loaded = draw(st.sampled_from([None, None, date(2025, 3, 1)]))
    return EntryLine(
        hts=draw(st.sampled_from(busy) | st.sampled_from(codes))[:10],
        origin=origin,
        entered_on=entered,
        value_cents=draw(st.integers(10_000, 10_000_000)) * 100,
        quantities=(Quantity(7_000), Quantity(90_000), Quantity(500_000)),
        spi=draw(st.sampled_from([None, None, "S"])) if origin in ("CA", "MX") else None,
        loaded_on=loaded if loaded is None or loaded <= entered else None,
        claims=draw(st.sampled_from(STATED)),
    )
