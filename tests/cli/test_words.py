"""How amounts, rates and names are written."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanzei.render.tables import Ink, table
from kanzei.render.words import amount, codes_dotted, dotted, instrument_name, percent, printable, signed_amount


@given(st.integers(-(10**17), 10**17))
def test_an_amount_reads_back_as_the_same_cents(cents: int) -> None:
    text = amount(cents)

    assert cents == int(text.replace(",", "").replace(".", ""))
    assert "," not in text or len(text.split(",")[-1]) == 6


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        ("0.15", "15%"),
        ("0", "0%"),
        ("0.025", "2.5%"),
        ("1", "100%"),
        ("10", "1000%"),
        ("0.333333333", "33.3333%"),
        ("3¢/kg", "3¢/kg"),
    ],
)
def test_a_rate_is_a_percentage_or_stays_as_it_is(rate: str, text: str) -> None:
    assert text == percent(rate)


def test_names_and_codes() -> None:
    assert ["EO 14345", "Proc. 10908", "FR 2025-17908", "Framework JP"] == [
        instrument_name(name)
        for name in ("us/eo-14345#general", "us/proc-10908", "us/fr-2025-17908", "us/framework-jp-2025-07-22")
    ]
    assert ["8703.23.01.40", "8528.72.64", "8703"] == [dotted(code) for code in ("8703230140", "85287264", "8703")]
    assert ["+1.50", "-1.50", "0.00"] == [signed_amount(cents) for cents in (150, -150, 0)]


def test_codes_in_a_text_get_their_dots_and_other_numbers_do_not() -> None:
    assert "the rate of 0201.30.10; 8471, 8504.40.95.80, in 2025" == codes_dotted(
        "the rate of 02013010; 8471, 8504409580, in 2025"
    )


def test_a_last_column_is_folded_or_cut_to_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    words = " ".join(["word"] * 40)

    assert 80 >= max(len(line) for line in table(["a", "b"], [["x", words]], fold=True).split("\n"))
    assert 40 == table(["a", "b"], [["x", words]], fold=True).count("word")
    assert table(["a", "b"], [["x", words]], clip=True).endswith("word …")
    assert 80 >= max(len(line) for line in table(["a", "b"], [["x", words]], clip=True).split("\n"))


def test_text_of_others_is_inert_on_a_terminal() -> None:
    """Escapes and direction marks in a title or a file name are shown, not obeyed (row 22)."""
    hostile = "\x1b[31mred\x07 \u202eltr\u2066"

    assert r"\u001b[31mred\u0007 \u202eltr\u2066" == printable(hostile)
    assert "\x1b" not in table(["a"], [[hostile]])


def test_no_colour_outside_a_terminal_or_when_it_is_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "x" != Ink(Terminal()).bold("x")
    assert "x" == Ink(io.StringIO()).bold("x")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "x" == Ink(Terminal()).bold("x")


def test_columns_line_up() -> None:
    lines = table(["name", "amount"], [["a", "1.00"], ["bb", "1,000.00"]], right=(1,)).split("\n")

    assert ["  name    amount", "  a         1.00", "  bb    1,000.00"] == lines


def test_a_condition_told_without_a_line_says_what_an_importer_must_do() -> None:
    """A fact taken as yes when unstated need only not be denied; one taken as no must be claimed."""
    from kanzei.duty.reasons import condition_words

    def told(key: str, wanted: bool) -> str:  # noqa: FBT001
        return condition_words(["claim", key, wanted], {}, holds=True)

    assert "hide leather: taken as yes (not stated)" == told("hide_leather", True)
    assert "transshipped: claimed" == told("transshipped", True)
    assert "hide leather: denied" == told("hide_leather", False)
    assert "transshipped: not claimed" == told("transshipped", False)
