"""The claims registry and the reading of claims."""

from __future__ import annotations

import csv
import importlib.util
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanzei.errors import EntryError
from kanzei.law.claims import REGISTRY, parse_claims, resolve
from kanzei.money import RATE_ONE, parse_rate


def test_the_shipped_table_is_the_compiled_registry(root: Path) -> None:
    pytest.importorskip("yaml")
    spec = importlib.util.spec_from_file_location("build_claims", root / "tools" / "build_claims.py")
    assert spec and spec.loader
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.TARGET.read_text(encoding="utf-8") == tool.compiled()


def test_every_claim_says_what_is_taken_when_it_is_not_stated() -> None:
    for key, claim in REGISTRY.items():
        assert claim.assume, key
        assert (claim.type == "flag") == isinstance(claim.default, bool), key
        if claim.type == "flag":
            assert claim.source, key


def test_every_key_of_the_worked_cases_is_known(shared: Path) -> None:
    with (shared / "cases" / "gold.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for key in json.loads(row["claims"] or "{}"):
                assert resolve(key) is not None, (row["id"], key)


@pytest.mark.parametrize(
    ("alias", "key"),
    [
        ("civil_aircraft_gn6", "civil_aircraft"),
        ("us_origin_metal_95pct", "us_metal"),
        ("no_metal_content", "no_metal"),
        ("metal_weight_below_15pct", "metal_under_15"),
        ("transshipped_finding", "transshipped"),
        ("loaded_date", "loaded_on"),
        ("Steel-Content-Value", "steel_value"),
        ("steel_content_pct", "steel_value_pct"),
        ("us_content_pct", "us_content_value_pct"),
        ("99030273", "9903.02.73"),
        ("9903.02.73", "9903.02.73"),
        ("9802.00.40", "ch98"),
    ],
)
def test_aliases_lead_to_their_key(alias: str, key: str) -> None:
    claim = resolve(alias)
    assert claim is not None and claim.key == key


def test_a_flag_has_three_states() -> None:
    claims, warnings = parse_claims("auto_part; !kit; patented=no; generic=yes; donation=unstated")
    assert claims == {"auto_part": True, "kit": False, "patented": False, "generic": True}
    assert warnings == []


def test_the_list_and_the_json_object_say_the_same() -> None:
    text = parse_claims(
        "auto_part; !kit; repair_value=2000; melt_pour=JP; loaded_date=2025-08-01; ch98=98020040; 9903.01.33"
    )
    body = {
        "auto_part": True,
        "kit": False,
        "repair_value": 2000,
        "melt_pour": "jp",
        "loaded_date": "2025-08-01",
        "ch98": "9802.00.40",
        "99030133": True,
    }
    assert text == parse_claims(body) == parse_claims(json.dumps(body))
    assert text[0]["repair_value"] == 200_000
    assert text[0]["loaded_on"] == date(2025, 8, 1)
    assert text[0]["ch98"] == "9802.00.40"


@pytest.mark.parametrize(
    ("stated", "share"), [("60", "60%"), ("60%", "60%"), ("33.5 %", "33.5%"), ("0.5%", "0.5%"), ("100", "100%")]
)
def test_shares_are_percentages(stated: str, share: str) -> None:
    claims, _ = parse_claims({"steel_content_pct": stated}, value_cents=1_000_00)
    assert claims["steel_value_pct"] == parse_rate(share)
    assert claims["steel_value"] == 1_000_00 * parse_rate(share) // RATE_ONE


@given(st.integers(0, 10**12), st.integers(101, 10_000))
def test_a_share_becomes_its_amount_to_half_a_cent(cents: int, hundredths: int) -> None:
    claims, _ = parse_claims({"us_content_pct": f"{hundredths / 100:.2f}%"}, value_cents=cents)
    amount = claims["us_content_value"]
    assert isinstance(amount, int)
    assert abs(amount * 10_000 - cents * hundredths) <= 5_000


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("patented; generic", "'patented' and 'generic' exclude each other"),
        ("steel_content_pct=0.6", "0.6 may mean 0.6% or 0.6 of the whole"),
        ("steel_content_pct=1", "1 may mean 1% or 1 of the whole"),
        ("steel_content_pct=130", "more than the whole"),
        ("steel_value=-5", "not a plain number of zero or more"),
        ("steel_value=1,000", "not a plain number"),
        ("steel_value=1e400", "not a plain number"),
        ("steel_value", "needs a value: write steel_value=1234.56"),
        ("auto_part=perhaps", "is a yes or a no"),
        ("!auto_part=yes", "both denied and given a value"),
        ("=5", "has no key"),
        ("steel_value=100; steel_content_value=200", "state the same fact and differ"),
        ("auto_part; !auto_part", "state the same fact and differ"),
        ("loaded_on=08/01/2025", "is not a date written YYYY-MM-DD"),
        ("melt_pour=Atlantis", "is no country"),
        ("ch98=4711", "is not a heading of chapter 98 or 99"),
        ('{"auto_part": tru', "are not a JSON object at character"),
        ('{"auto_part": [1]}', "one flat JSON object"),
        ('{"auto_part": true, "auto_part": false}', "state the same fact and differ"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(text: str, message: str) -> None:
    with pytest.raises(EntryError) as caught:
        parse_claims(text)
    assert message in str(caught.value)


def test_a_share_and_an_amount_must_agree() -> None:
    with pytest.raises(EntryError, match="state the same fact and differ"):
        parse_claims("steel_content_pct=60; steel_value=500", value_cents=1_000_00)


def test_an_unknown_key_is_a_warning_and_strictly_an_error() -> None:
    claims, warnings = parse_claims("auto_prt")
    assert claims == {}
    assert warnings == ["unknown claim 'auto_prt' (nearest: auto_part): ignored"]
    with pytest.raises(EntryError, match="nearest: auto_part"):
        parse_claims("auto_prt", strict=True)


def test_one_statement_on_the_metal_fills_the_other() -> None:
    assert parse_claims("melt_pour=US")[0]["us_melt_pour"] is True
    assert parse_claims("us_smelt_cast")[0] == {"us_smelt_cast": True, "smelt": "US", "cast": "US"}
    assert parse_claims("smelt=RU")[0]["russian_metal"] is True
    assert parse_claims("smelt=RU; !russian_metal")[0]["russian_metal"] is False
    assert parse_claims("aluminum_smelt_cast=CA")[0] == {"smelt": "CA", "cast": "CA"}


def test_a_country_claim_of_puerto_rico_is_refused() -> None:
    """Inside the customs territory (general note 2), whatever the fact."""
    with pytest.raises(EntryError, match=r"claim 'smelt': origin 'PR': Puerto Rico"):
        parse_claims("smelt=PR", strict=True)
