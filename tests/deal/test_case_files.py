"""Case files: mistakes with their place, other names of keys, JSON with tabs."""

from __future__ import annotations

from pathlib import Path

import pytest

from kanzei.deal.read_case import read_case
from kanzei.errors import LawError, UsageError

GOOD = """\
id: small
funded: 1000.00
life: 4
rate: 6%
cash: [700, 700, 700, 700]
options: {carry_rate: 0%}
"""


def test_it_reads(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(GOOD, encoding="utf-8")
    case = read_case(path)

    assert (100_000, 4, (70_000,) * 4) == (case.projects[0].funded, case.projects[0].life, case.projects[0].cash)
    assert ("mou", "japan", "year") == (case.reading, case.terms, case.period)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("funded: 1000.00", "funded: 1,000", ":2:9: '1,000' is no amount in dollars: write plain digits such as 1234.56"),
        ("funded: 1000.00", "funded: 1000.005", ":2:9: '1000.005' is no amount in dollars"),
        ("funded: 1000.00", "funded: -5", ":2:9: '-5' is no amount"),
        ("funded: 1000.00", "fundd: 1000", ":2:1: unknown key 'fundd' in a case; did you mean 'funded'?"),
        ("life: 4", "life: 0", ":3:7: '0' must be at least 1"),
        ("life: 4\n", "", ":1:1: needs 'life': periods over which principal is deemed to come back"),
        ("rate: 6%", "rate: 6", ":4:7: '6': write 6% with its sign, or a fraction such as 0.06"),
        ("rate: 6%", "rate: -1%", ":4:7: '-1%' must lie from 0"),
        ("rate: 6%", "rate: [6%, 6%]", ":4:7: 2 rates for 4 periods of cash"),
        ("rate: 6%", "rate: {benchmark: 4%}", ":4:7: needs 'spread'"),
        ("cash: [700, 700, 700, 700]", "cash: []", ":5:7: cash: holds no period"),
        ("[700, 700, 700, 700]", "[700, x, 700, 700]", ":5:13: 'x' is no amount"),
        ("carry_rate: 0%", "carry_rat: 0%", ":6:22: there is no option 'carry_rat'; did you mean 'carry_rate'?"),
        ("{carry_rate: 0%}", "{catchup_base: some}", "catchup_base: 'some' is none of deemed_interest, all_receipts"),
        ("id: small", "period: week", ":1:9: period: 'week' is none of year, half-year, quarter, month"),
        ("id: small", "sold: 2", ":1:7: sold: period 2, but cash is given for 4: the sale is the last period"),
        ("id: small", "called: 900", ":1:9: called: less than was funded"),
        ("id: small", "tax: [1]", ":1:6: tax: 1 periods, cash has 4"),
        ("id: small", "loans: {lenders: {rate: 5%}}", "there is no loan 'lenders'; did you mean 'lender'?"),
        ("id: small", "loans: {lender: {rate: 5%, tenor: 3, grace: 3}}", "a grace of 3 leaves no instalment in a tenor of 3"),
        ("id: small", "loans: {lender: {rate: 5%, cover: 50%}}", "cover without premium"),
        ("id: small", "exchange: {at_funding: 0, rates: [1]}", "'0' is no rate of exchange"),
        ("id: small", "mix: {equity: 2%}", "needs 'public'"),
        ("id: small", "id: small\nid: other", ":2:1: the key 'id' stands twice"),
    ],
)  # fmt: skip
def test_mistakes_are_told_with_their_place(old: str, new: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(LawError) as error:
        read_case(path)

    assert told in str(error.value), str(error.value)
    assert str(path) in str(error.value)


def test_every_mistake_is_told(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("funded: x\nlife: y\nrate: z\ncash: w\n", encoding="utf-8")
    with pytest.raises(LawError) as error:
        read_case(path)

    assert 4 == str(error.value).count("\n") + 1


@pytest.mark.parametrize("text", ["", "[1, 2]", "a: &x 1\nb: *x", "{", '{"funded": 1000.00, "life": 4,, }'])
def test_what_is_no_case_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LawError, match=r"case\.json"):
        read_case(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no such file"):
        read_case(tmp_path / "none.yaml")


def test_other_names_of_keys_and_tabs_in_json(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text(
        '{\n\t"funded_amount": 1000,\n\t"project_life": 4,\n\t"deemed_rate": 0.06,\n\t"cash_by_period": [700.5, 700],\n\t"period": "annual",\n'
        '\t"reading": "MOU_TEXT",\n\t"options": {"catchup_base": "all", "accelerate_on_exit": false}\n}\n',
        encoding="utf-8",
    )
    case = read_case(path)

    assert (100_000, 4, (70_050, 70_000)) == (case.projects[0].funded, case.projects[0].life, case.projects[0].cash)
    assert {"catchup_base": "all_receipts", "accelerate_on_exit": False} == case.options
