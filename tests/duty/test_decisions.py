"""Decisions around the law: the column taken, whole dollars, claims that cannot be, provisions of chapter 98, what is said of them."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from kanzei import EntryLine, LawBook, Quantity
from kanzei.errors import EntryError, NotCovered

TV, GLASSES, SHIRT = "8528726420", "9004100000", "6110202079"


@cache
def book():
    """The shipped book."""
    return LawBook.shipped()


def view(**options):
    """The shipped book, newest view."""
    return book().view(**options)


def line(hts, origin="VN", entered="2025-01-15", value=1_000_000, **rest):
    """10,000 dollars of goods."""
    return EntryLine(hts, origin, date.fromisoformat(entered), value, **rest)


def duty(*args, **rest):
    """Duty in cents."""
    return view().assess(line(*args, **rest), explain=False).duty_cents


def test_a_value_is_rounded_to_whole_dollars_half_up_unless_given():
    """Form 7501; 19 CFR 159.3(a): 100.50 is 101, 100.49 is 100; 3.9% of each."""
    assert 394 == duty(TV, value=10_050)
    assert 390 == duty(TV, value=10_049)
    assert 392 == view(value_as_given=True).assess(line(TV, value=10_050)).duty_cents


def test_a_worthless_line_owes_nothing_and_a_negative_one_is_refused():
    """Zero is a value; a credit is not."""
    assert 0 == duty(TV, value=0)
    with pytest.raises(EntryError, match="negative"):
        duty(TV, value=-1)


@pytest.mark.parametrize("cents", [0, 49])
@pytest.mark.parametrize(
    ("code", "origin", "heading"),
    [
        (TV, "JP", "9903.02.73"),
        (TV, "DE", "9903.02.20"),
        ("8703230140", "JP", "9903.94.41"),
        ("08071980", "JP", "9903.02.72"),
    ],
)
def test_a_worthless_line_reports_the_heading_of_its_rate(code, origin, heading, cents):
    """Headings .72 and .73 go by the rate of column 1 (note 2(v)(xix)), and 3.9% of nothing is still below 15%; 28% is not."""
    goods = line(code, origin, "2025-09-20", cents, quantities=(Quantity(0, "kg"),) if code.startswith("0") else ())

    found = view().assess(goods)

    assert (0, True) == (found.duty_cents, heading in [one.heading for one in found.components])


def test_a_worthless_line_of_a_rate_on_quantity_is_answered():
    """Nothing of nothing: no rate can be told, and no quantity is asked for."""
    assert 0 == duty("22042150", "DE", "2025-09-20", 0, quantities=(Quantity(0, "liters"),))


def test_the_book_begins_on_2025_01_01():
    """The day before is not covered."""
    assert 39_000 == duty(TV, entered="2025-01-01")
    with pytest.raises(NotCovered, match="2025-01-01"):
        duty(TV, entered="2024-12-31")


def test_loading_comes_not_after_entry():
    """The same day is possible."""
    assert 39_000 == duty(TV, loaded_on=date(2025, 1, 15))
    with pytest.raises(EntryError, match="after entry"):
        duty(TV, loaded_on=date(2025, 1, 16))


@pytest.mark.parametrize(
    ("hts", "origin", "spi", "cents", "why"),
    [
        (GLASSES, "AU", "AU", 0, ""),
        (GLASSES, "au", "AU", 0, ""),
        (GLASSES, "VN", "AU", 20_000, "VN is no beneficiary"),
        (GLASSES, "JP", "XX", 20_000, "XX is no symbol of a programme"),
        (GLASSES, "TH", "A", 20_000, "date: it ended for entries after 2020-12-31"),
        (GLASSES, "MX", "S+", 0, ""),
        ("7214100000", "AU", "AU", 250_000, ""),
        ("7214100000", "VN", "AU", 250_000, "AU"),
    ],
)
def test_a_preference_is_granted_only_where_it_can_be(hts, origin, spi, cents, why):
    """Origin, code and programme must fit; goods free for everybody take the claim as it stands."""
    found = view().assess(line(hts, origin.upper(), spi=spi))
    notes = [one for one in found.warnings if "cannot be granted" in one]
    if hts == GLASSES:
        assert cents == found.duty_cents
    assert bool(why) == bool(notes)
    assert all(why in one for one in notes)


def test_a_programme_open_and_not_claimed_is_shown_with_its_price():
    """Australia could claim; civil aircraft and the like are no programme of a country; what is claimed is not shown again."""
    found = view().assess(line(GLASSES, "AU"))
    offers = [one for one in found.assumptions if "no preference claimed" in one.what]
    assert [("no preference claimed: SPI AU is open to this code and origin", -20_000)] == [
        (one.what, one.effect_cents) for one in offers
    ]
    assert [] == [one for one in view().assess(line(GLASSES, "AU", spi="AU")).assumptions if "SPI" in one.what]
    assert [] == [one for one in view().assess(line(GLASSES, "VN")).assumptions if "SPI" in one.what]


def test_void_duties_are_left_out_of_what_is_owed():
    """Charged 13.9%, owed 3.9%; what was void is refundable either way, and the components say it."""
    charged = view().assess(line(TV, entered="2025-05-20"))
    owed = view(answer="owed").assess(line(TV, entered="2025-05-20"))
    assert (139_000, 100_000) == (charged.duty_cents, charged.refundable_cents)
    assert (39_000, 100_000) == (owed.duty_cents, owed.refundable_cents)
    assert [True, False] == [one.void for one in charged.components]
    assert ["mfn"] == [one.authority for one in owed.components]


def test_a_duty_that_gave_way_to_a_void_one_is_told_as_a_range():
    """EO 14289: steel of Canada paid 25% at the border and not the 25% on steel; the latter may come back."""
    found = view().assess(line("7214100000", "CA", "2025-05-20"))
    said = [one for one in found.warnings if "came back" in one]
    assert 250_000 == found.refundable_cents
    assert [
        "a duty that gave way to the void one would be 2,500.00 if it came back: refundable 0.00 to 2,500.00"
    ] == said
    assert [] == [one for one in view().assess(line(TV, "CA", "2025-05-20")).warnings if "came back" in one]
    assert [] == [one for one in view().assess(line(TV)).warnings if "came back" in one]


def test_a_replaced_column_stands_in_the_ordinary_duty():
    """HTSUS 9903.90.08: 35% in place of column 2 on goods of Russia."""
    found = view().assess(line("8806220000", "RU"))
    assert 350_000 == found.duty_cents
    assert [("9903.90.08", "replace", 350_000)] == [(c.heading, c.kind, c.amount_cents) for c in found.components]
    found = view().assess(line("8806220000", "BY"))
    assert [("8806.22.00.00", "ordinary", 300_000)] == [(c.heading, c.kind, c.amount_cents) for c in found.components]


def test_a_quantity_without_a_unit_is_in_the_unit_of_the_code():
    """2206.00.45: 3 cents a liter; a quantity that names its unit counts as named."""
    assert 3_000 == duty("2206004500", "JP", quantities=(Quantity(1_000_000),))
    assert 3_000 == duty("2206004500", "JP", quantities=(Quantity(1_000_000, "liters"),))
    with pytest.raises(EntryError, match="liters"):
        duty("2206004500", "JP")


def test_a_total_is_filed_on_its_own_row():
    """CSMS 66319804: the whole 15% on 9903.02.73 and zero on the code; the parts stay exact."""
    found = view().assess(line(TV, "JP", "2025-09-20"))
    assert [(150_000, 111_000), (0, 39_000)] == [(c.filed_cents, c.amount_cents) for c in found.components]
    found = view().assess(line(TV, "VN", "2025-09-20"))
    assert [(200_000, 200_000), (39_000, 39_000)] == [(c.filed_cents, c.amount_cents) for c in found.components]


def test_parts_are_named_where_there_are_several():
    """A whole article says so; of a split one each part, and a part of nothing is not shown."""
    whole = view().assess(line(TV, "VN", "2025-09-20"))
    split = view().assess(line("8431310020", "VN", "2025-09-20", claims={"steel_value": 600_000}))
    steel = view().assess(line("8431310020", "VN", "2025-09-20", claims={"steel_value": 1_000_000}))
    assert {"whole"} == {c.part for c in whole.components}
    assert {("steel", 600_000), ("rest", 400_000)} == {(c.part, c.base_cents) for c in split.components}
    assert {("steel", 1_000_000)} == {(c.part, c.base_cents) for c in steel.components}
    given = view().assess(line("8431310020", "VN", "2025-09-20", part="rest"))
    assert {"rest"} == {c.part for c in given.components}


def test_contents_may_not_pass_the_value():
    """Contents to the value, to the cent, and not beyond it."""
    claims = {"steel_value": 500_000, "aluminum_value": 500_000}
    assert 500_000 == view().assess(line("9403200075", "VN", "2025-09-20", claims=claims)).duty_cents
    with pytest.raises(EntryError, match="may not sum above it"):
        duty("9403200075", "VN", "2025-09-20", claims={**claims, "aluminum_value": 500_100})


def test_a_heading_denied_does_not_stand():
    """The importer denies the heading itself: the law is decided as if it were not there."""
    assert 250_000 == duty("7214100000", "VN")
    assert 0 == duty("7214100000", "VN", claims={"9903.80.01": False})


@pytest.mark.parametrize("code", ["9802.00.40", "9802.00.50", "9802.00.60"])
def test_goods_returned_after_work_pay_on_the_work(code):
    """HTSUS 9802.00.40, .50 and .60: 2% of 2,000, whether the provision is the code or a claim; all of the value at most."""
    assert 4_000 == duty(GLASSES, claims={"ch98": code, "repair_value": 200_000})
    assert 20_000 == duty(GLASSES, claims={"ch98": code, "repair_value": 1_000_000})
    with pytest.raises(EntryError, match="exceeds"):
        duty(GLASSES, claims={"ch98": code, "repair_value": 1_000_001})
    with pytest.raises(EntryError, match="repair_value"):
        duty(GLASSES, claims={"ch98": code})


def test_goods_assembled_of_american_parts_pay_on_the_rest():
    """HTSUS 9802.00.80: 2% of 10,000 less 3,000; nothing where all is American."""
    assert 14_000 == duty(GLASSES, claims={"ch98": "9802.00.80", "us_components_value": 300_000})
    assert 0 == duty(GLASSES, claims={"ch98": "9802.00.80", "us_components_value": 1_000_000})
    with pytest.raises(EntryError, match="exceeds"):
        duty(GLASSES, claims={"ch98": "9802.00.80", "us_components_value": 1_000_001})
    with pytest.raises(EntryError, match="us_components_value"):
        duty(GLASSES, claims={"ch98": "9802.00.80"})


def test_the_same_refusal_on_every_call():
    """A refusal leaves nothing behind that would answer the next line."""
    shared = view()
    for _ in range(2):
        with pytest.raises(EntryError, match="negative"):
            shared.assess(line(TV, value=-5))
        assert 39_000 == shared.assess(line(TV)).duty_cents


def test_goods_without_a_code_are_on_the_lists_the_importer_names():
    """A rate in place of a code: list 1, 2 and 3 at 25%, 4A at 7.5%; no list, none."""
    for name, cents in (("1", 250_000), ("2", 250_000), ("3", 250_000), ("4A", 75_000), ("", 0)):
        claims = {"s301_list": name} if name else {}
        assert cents == duty("", "CN", base_rate="Free", claims=claims)


def test_a_timeline_joins_equal_neighbours_and_keeps_to_its_days():
    """EO 14257 and 14266 on a television of Japan: no gap, no overlap, one row for each duty."""
    rows = view().timeline(line(TV, "JP"), date(2025, 4, 4), date(2025, 4, 12))
    assert [
        (date(2025, 4, 4), date(2025, 4, 5), 39_000),
        (date(2025, 4, 5), date(2025, 4, 9), 139_000),
        (date(2025, 4, 9), date(2025, 4, 10), 279_000),
        (date(2025, 4, 10), date(2025, 4, 12), 139_000),
    ] == [(start, stop, found.duty_cents) for start, stop, found in rows]


def test_a_switch_marks_the_digest():
    """A view under another reading is another book; without switches it is the book's."""
    assert view().digest == book().digest
    assert view(switches={"C6": "rest"}).digest != view().digest
