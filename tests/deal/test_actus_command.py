"""``kanzei deal actus``: what it prints, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kanzei.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
FILE = str(ROOT / "examples" / "contracts.json")


@pytest.fixture
def mixed(tmp_path: Path) -> str:
    """One case that passes, one that does not, and one of a type that is not supported."""
    cases = json.loads(Path(FILE).read_text(encoding="utf-8"))
    wrong, other = (json.loads(json.dumps(cases["bullet"])) for _ in range(2))
    wrong["results"][1]["payoff"] = 51
    other["terms"]["contractType"] = "SWAPS"
    file = tmp_path / "mixed.json"
    file.write_text(json.dumps({"right": cases["bullet"], "wrong": wrong, "other": other}), encoding="utf-8")
    return str(file)


def test_all_passed_is_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["deal", "actus", FILE])

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["passed", "bullet", "PAM", "4", "rows"]
    assert lines[-1].endswith("contracts.json: 11 of 11 cases passed, 0 failed")


def test_a_failure_is_1_and_tells_the_first_difference(mixed: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert 1 == main(["deal", "actus", mixed])

    lines = capsys.readouterr().out.splitlines()
    assert lines[1].endswith("4 rows  2027-01-01T00:00:00 IP: payoff expected 51, found 50")
    assert "contract type not supported: SWAPS" in lines[2]
    assert lines[3].endswith("1 of 3 cases passed, 2 failed")


def test_json_holds_the_same(mixed: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert 1 == main(["deal", "actus", mixed, "--json"])

    told = json.loads(capsys.readouterr().out)
    assert (3, 1, 2) == (told["cases"], told["passed"], told["failed"])
    assert ["passed", "failed", "failed"] == [one["status"] for one in told["results"]]
    assert {"event": "2027-01-01T00:00:00 IP", "field": "payoff", "expected": "51", "found": "50"} == told["results"][
        1
    ]["difference"]
    assert told["results"][2]["error"].startswith("contract type not supported: SWAPS")


def test_one_case_can_be_asked_for(mixed: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["deal", "actus", mixed, "--case", "right"])
    assert 2 == len(capsys.readouterr().out.splitlines())
    assert 2 == main(["deal", "actus", mixed, "--case", "left"])
    assert "there is no case 'left': it has right, wrong, other" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe\x00", None])
def test_a_bad_file_is_2(content: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "bad.json"
    if content is not None:
        file.write_bytes(content)

    assert 2 == main(["deal", "actus", str(file)])
    assert "bad.json" in capsys.readouterr().err
