"""Countries of origin as files write them."""

from __future__ import annotations

import pytest

from kanzei.countries import all_countries, all_origins, country_name, is_country, normalise_origin
from kanzei.errors import EntryError


@pytest.mark.parametrize("text", ["JP", "jp ", " Jp", "\u00a0JP"])
def test_a_code_needs_no_note(text: str) -> None:
    assert normalise_origin(text) == ("JP", None)


@pytest.mark.parametrize("code", ["NA", "NO", "na", "no"])
def test_namibia_and_norway_stay_text(code: str) -> None:
    assert normalise_origin(code) == (code.upper(), None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("UK", "GB"), ("EL", "GR"), ("JPN", "JP"), ("Japan", "JP"), ("5880", "JP"), ("Republic of Korea", "KR"), ("Korea", "KR"),
        ("Viet Nam", "VN"), ("Côte d'Ivoire", "CI"), ("Cote d\u2019Ivoire", "CI"), ("Türkiye", "TR"), ("Turkey", "TR"), ("U.S.A.", "US"),
        ("XQ", "CA"), ("Mainland China", "CN"), ("4280", "DE"), ("Holland", "NL"), ("Kosovo", "XK"), ("Niger", "NE"),
        ("Nigeria", "NG"), ("Guinea", "GN"), ("North Korea", "KP"),
    ],
)  # fmt: skip
def test_aliases_are_taken_with_a_note(text: str, code: str) -> None:
    found, note = normalise_origin(text)
    assert found == code
    assert note is not None and code in note


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("XX", "XX is no country"),
        ("EU", "name the member state"),
        ("PR", "Puerto Rico is inside the customs territory of the United States (HTSUS general note 2)"),
        ("pri", "not imported"),
        ("Puerto Rico", "not imported"),
        ("9030", "not imported"),
        ("Germny", "nearest: DE, Germany"),
        ("Q", "is no country"),
        ("x" * 100_000, "is no country"),
        ("various", "one line for each country"),
    ],
)
def test_what_is_no_country_is_refused(text: str, message: str) -> None:
    with pytest.raises(EntryError) as caught:
        normalise_origin(text)
    assert message in str(caught.value)
    assert len(str(caught.value)) < 250


def test_names_and_codes() -> None:
    assert country_name("JP") == "Japan"
    assert is_country("JP") and not is_country("XX") and not is_country("jp")


def test_goods_are_imported_from_outside_the_customs_territory() -> None:
    """General note 2: the States, the District of Columbia and Puerto Rico; other possessions are outside it."""
    assert {"US", "PR"} == set(all_countries()) - set(all_origins())
    assert {"VI", "GU", "AS"} <= set(all_origins())
