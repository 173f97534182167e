"""What the answer says beside the amount: reasons, assumptions, and nothing of the future in a past view."""

from __future__ import annotations

from datetime import date

import pytest

from kanzei import Assessment, EntryLine, LawBook


def assess(hts: str, origin: str, entered: str, known: str | None = None, **claims: object) -> Assessment:
    """10,000 dollars of goods, as known on a day."""
    view = LawBook.shipped().view(known=date.fromisoformat(known) if known else None)
    return view.assess(EntryLine(hts, origin, date.fromisoformat(entered), 1_000_000, claims=claims))


@pytest.mark.parametrize("entered", ["2026-04-05", "2026-04-06", "2026-06-01"])
def test_a_past_view_knows_no_later_change(entered: str) -> None:
    """As known 2026-03-01 nobody knew of the metals change of 2026-04-06: the surcharge stays off the metal."""
    assert 500_000 == assess("9403200075", "MX", entered, "2026-03-01").duty_cents


@pytest.mark.parametrize("code", ["30049092", "3004909206"])
def test_a_short_code_keeps_its_assumptions(code: str) -> None:
    """A duty of nothing that rests on a fact not stated says so, under eight digits as under ten."""
    found = assess(code, "JP", "2026-08-01")

    assert 0 == found.duty_cents
    assert any("patented" in one.what and one.effect_cents == 150_000 for one in found.assumptions)


def test_what_is_assumed_is_not_called_claimed() -> None:
    """The importer said nothing: the heading that releases other goods says what was taken."""
    reasons = {one.heading: one.because for one in assess("8703230140", "JP", "2025-09-20").not_applied}

    assert "passenger vehicle: taken as yes (not stated)" == reasons["9903.94.02"]
    assert "9903.94.41 takes its place" == reasons["9903.94.01"]


def test_the_twin_that_applies_is_named() -> None:
    """Column 1 of 16.5% is above 15%: 9903.02.72 applies, and is what stands in the place of the baseline."""
    reasons = {one.heading: one.because for one in assess("6110202079", "JP", "2025-09-20").not_applied}

    assert "column 1 is at or above 15%: 9903.02.72 applies" == reasons["9903.02.73"]
    assert "9903.02.72 takes its place" == reasons["9903.01.25"]


def test_a_denied_claim_is_called_denied() -> None:
    """Stated facts are told apart from defaults."""
    reasons = {
        one.heading: one.because for one in assess("8708295160", "JP", "2025-09-20", auto_part=False).not_applied
    }

    assert "auto part: denied" == reasons["9903.94.43"]


def test_contents_of_two_metals_taken_whole_are_warned_of() -> None:
    """Contents cannot sum above the value (EO 14289 s.3(a)(iii), stacking rule 13): neither is stated, so both are taken whole."""
    view = LawBook.shipped().view()
    line = EntryLine("9403200050", "CN", date(2025, 5, 1), 100_000)
    told = [one for one in view.assess(line).warnings if "so state them" in one]
    stated = view.assess(line._replace(claims={"steel_value": 60_000, "aluminum_value": 10_000}))

    assert ["steel and aluminum are charged on more than the value together"] == [one.split(",")[0] for one in told]
    assert not any("so state them" in one for one in stated.warnings)
