"""The promised answers, asked at the command line."""

from __future__ import annotations

import json
import re

import pytest

from .test_commands import CAR, kanzei

TELEVISION = ("duty", "8528.72.64", "--from", "JP", "--on", "2025-08-20", "--value", "10000")


def answer(*words: str) -> dict[str, object]:
    """The JSON answer of a command that must succeed."""
    ran = kanzei(*words, "--json")
    assert 0 == ran.returncode, ran.stderr
    found: dict[str, object] = json.loads(ran.stdout)
    return found


@pytest.mark.parametrize(
    ("known", "duty", "rate"),
    [
        ((), "4500.00", "0.15"),
        (("--known", "2025-09-03"), "8250.00", "0.275"),
        (("--known", "2025-09-10"), "8250.00", "0.275"),
        (("--known", "2025-09-15"), "4500.00", "0.15"),
    ],
)
def test_a_car_of_japan_in_both_times(known: tuple[str, ...], duty: str, rate: str) -> None:
    """Entered 2025-09-20: 15% in all, known from the notice of 2025-09-15 on (90 FR 44638)."""
    found = answer(*CAR, *known)

    assert (duty, rate) == (found["duty_usd"], found["rate"])


def test_what_is_ordered_and_not_yet_dated_is_told() -> None:
    ran = kanzei(*CAR, "--known", "2025-09-10")
    told = " ".join(ran.stdout.split())

    assert "ordered, date open: EO 14345 s.4" in told
    assert "from a notice not yet made" in told


def test_charged_and_owed_are_two_answers() -> None:
    """The Supreme Court's ruling of 2026-02-20 makes the reciprocal part refundable; the charge stands as it was."""
    then = answer(*TELEVISION, "--known", "2025-08-28")
    today = answer(*TELEVISION)
    owed = answer(*TELEVISION, "--answer", "owed")

    assert ("1890.00", "0.00") == (then["duty_usd"], then["refundable_usd"])
    assert ("1500.00", "1110.00") == (today["duty_usd"], today["refundable_usd"])
    assert "390.00" == owed["duty_usd"]


def test_what_became_known_has_its_three_groups() -> None:
    """Between 2025-09-03 and 2025-09-10: in force since a day, ordered with the date open, authorised only."""
    found = answer("law", "diff", "2025-09-03", "2025-09-10")
    changes = found["changes"]
    assert isinstance(changes, list)
    japan = {}
    for one in changes:
        if one["instrument"] == "us/eo-14345":
            japan.setdefault(one["group"], set()).add(re.split("[#@]", one["provision"])[1])

    assert {"in force", "ordered, date open", "authorised only"} <= set(japan)
    assert {"autos", "auto-parts", "aircraft"} == japan["ordered, date open"]
    assert {"generics", "natural-resources"} == japan["authorised only"]
    assert all(
        ("2025-08-07", "9903.02.73") == (one["from"], one["heading"])
        for one in changes
        if one["instrument"] == "us/eo-14345" and one["group"] == "in force"
    )


def test_the_groups_are_shown_in_order_with_their_instruments() -> None:
    text = kanzei("law", "diff", "2025-09-03", "2025-09-10").stdout
    places = [text.index(word) for word in ("in force for entries", "ordered, date open", "authorised only")]

    assert sorted(places) == places
    assert "EO 14345 (2025-09-04)" in text and "2025-08-07 on" in text


def test_a_country_s_regime_begins_with_the_horizon() -> None:
    lines = kanzei("law", "current", "--from", "JP", "--on", "2025-10-01", COLUMNS="110").stdout.split("\n")

    assert lines[0].startswith("Japan (JP), entered 2025-10-01, as known ")
    assert lines[1].startswith("official text to ") and "no change seen since" in lines[1]
    assert any(re.match(r" \? +9903\.41\.10 ", line) for line in lines), "doubtful rows are marked"
    assert all(len(line) <= 110 for line in lines)
    assert any("9903.02.73" in line and "15% in all" in line for line in lines)


def test_an_older_view_or_an_entry_long_past_has_nothing_pending() -> None:
    """What was not known, or lies behind the entry day, is not ahead of it; a question stays open until it is answered."""
    newest = answer("law", "current", "--from", "CN")
    last = str(newest["known_on"])

    assert newest["pending"]
    assert all(str(event["on"]) >= last for event in newest["pending"])  # type: ignore[attr-defined]
    assert [] == answer("law", "current", "--from", "CN", "--known", "2025-05-01")["pending"]
    assert [] == answer("law", "current", "--from", "CN", "--on", "2025-05-01")["pending"]
    later = answer("law", "current", "--from", "CN", "--on", "2027-01-15")["pending"]
    assert all(str(event["on"]) >= "2027-01-15" or event["certainty"] == "?" for event in later)  # type: ignore[attr-defined]
    assert any("CN-EXCLUSIONS" in event["what"] for event in later)  # type: ignore[attr-defined]


def test_a_country_s_regime_fits_a_screen_and_starts_with_what_falls_on_all_goods() -> None:
    lines = kanzei("law", "current", "--from", "CN", COLUMNS="140").stdout.split("\n")
    rows = [line for line in lines if re.match(r" [ ?] +9903", line)]
    metals = [line for line in rows if "9903.82." in line]

    assert len(lines) <= 50
    assert "all goods" in rows[0]
    assert 1 == len(metals) and "+50%" in metals[0] and "+10%" in metals[0]


def test_void_authorities_and_conditions_are_marked() -> None:
    lines = kanzei("law", "current", "--from", "JP", "--on", "2025-10-01", COLUMNS="160").stdout.split("\n")
    row = next(line for line in lines if "9903.02.01" in line)
    title = next(line for line in lines if line.startswith("IEEPA, reciprocal"))
    wood = next(line for line in lines if line.startswith("Section 232, automobiles"))

    assert "transshipped claimed" in row
    assert "held void" in title and "held void" not in wood


def test_one_doubtful_point_can_be_shown() -> None:
    shown = kanzei("law", "switches", "c7").stdout
    refused = kanzei("law", "switches", "C999")

    assert shown.startswith("C7 ") and "C15" not in shown
    assert 2 == refused.returncode and "law switches" in refused.stderr


def test_the_timeline_names_the_next_change_after_the_days_it_shows() -> None:
    """The duty on goods of Nicaragua steps up on 2027-01-01 (section 301), after the last day shown."""
    words = ("timeline", "8528.72.64", "--from", "NI", "--value", "10000")
    shown = answer(*words)
    asked = answer(*words, "--until", "2027-01-02")

    (said,) = [one for one in shown["warnings"] if "after the days shown" in one]  # type: ignore[attr-defined]
    last = asked["timeline"][-1]  # type: ignore[index]
    assert f"{float(last['duty_usd']):,.2f} from {last['entered_from']}" in said
    assert "2027-01-01" == last["entered_from"]
    assert not asked["warnings"]


def test_a_timeline_of_a_view_before_the_first_release_says_what_stands_in() -> None:
    found = answer("timeline", "9004.10.00", "--from", "JP", "--known", "2024-11-10", "--until", "2025-02-01")

    assert any("2024HTS stands in" in one for one in found["warnings"])  # type: ignore[attr-defined]


def test_the_timeline_has_the_days_of_the_agreement_with_japan() -> None:
    """27.5% to 2025-09-15 and 15% from 2025-09-16, not one day earlier."""
    found = answer("timeline", *CAR[1:4], "--value", "30000", "--until", "2026-02-01")
    rows = found["timeline"]
    assert isinstance(rows, list)
    by_day = {row["entered_from"]: row["duty_usd"] for row in rows}

    assert ("750.00", "8250.00", "4500.00") == tuple(by_day[day] for day in ("2025-01-01", "2025-04-03", "2025-09-16"))
    assert all(row["duty_usd"] == "8250.00" for row in rows if "2025-04-03" <= row["entered_from"] < "2025-09-16")
    assert rows[-1]["entered_to"] == "2026-02-01"


def test_a_code_that_comes_or_goes_is_shown_for_its_subheading() -> None:
    """0901.11.00.45 left the schedule in July 2025."""
    ran = kanzei("timeline", "0901.11.00.45", "--from", "BR")

    assert 0 == ran.returncode, ran.stderr
    assert "shown for the subheading 0901.11.00: 0901.11.00.45 is not in" in " ".join(ran.stdout.split())


def test_the_schedule_answers_for_a_day() -> None:
    shown = answer("schedule", "show", "8703.23.01.40", "--on", "2025-09-20")
    codes = answer("schedule", "codes", "--on", "2025-09-20")
    lines, listed = shown["lines"], codes["codes"]
    assert isinstance(lines, list) and isinstance(listed, list)

    assert ("2.5%", "10%", "Free") == (lines[0]["general"], lines[0]["column_2"], lines[0]["special"]["KR"])
    assert "8703230140" in listed and len(listed) > 18_000 and listed == sorted(set(listed))


def test_an_instrument_and_a_heading_can_be_shown() -> None:
    order = answer("law", "show", "us/eo-14345")
    heading = answer("law", "show", "9903.94.41")

    assert ("90 FR 43535", "2025-09-04") == (order["citation"], order["signed"])
    assert {"orders", "provisions", "authorises"} <= set(order)
    assert "9903.94.41" == heading["heading"] and heading["provisions"]


def test_an_entry_after_the_last_day_looked_at_is_a_projection() -> None:
    ran = kanzei(*CAR[:5], "2027-01-15", *CAR[6:])

    assert 0 == ran.returncode
    assert re.search(r"no change seen since \S+: an entry of 2027-01-15 is a projection", ran.stdout)
