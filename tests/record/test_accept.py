"""A finding becomes a record file that the record's own check passes; nothing is written over."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from kanzei.cli import main
from kanzei.duty.book import LawBook
from kanzei.errors import UsageError
from kanzei.record.accept import Provenance, entry
from kanzei.record.checking import check
from kanzei.record.read import read_record, shipped
from kanzei.record.reports import read

ON = date(2025, 8, 28)
REPORT = Path(__file__).resolve().parent / "checked" / "korea.txt"


@pytest.fixture(scope="module")
def found() -> tuple:  # type: ignore[type-arg]
    return read(REPORT), check(read(REPORT), ON, LawBook.shipped().view(ON), shipped())


def test_every_finding_can_be_accepted(found: tuple, tmp_path: Path) -> None:  # type: ignore[type-arg]
    report, findings = found
    whence = Provenance(
        'A "paper": of, all # things', url="https://example.org/a?b=1&c", via=("kyodo-0828", "reuters-0828")
    )
    for number, one in enumerate(findings, 1):
        file = tmp_path / f"{number}.yaml"
        file.write_text(entry(report, one, number, ON, shipped(), whence), encoding="utf-8")
        made = read_record([file], shipped())
        claim = made.claims[-1]
        source = made.sources[claim.sources[0]]

        assert len(shipped().claims) + 1 == len(made.claims)
        assert (ON, ON, "C", whence.title, whence.url) == (claim.on, source.day, source.grade, source.title, source.url)
        assert one.words.replace("\n", " ") in claim.note
        assert f"line {report.place(one.start)[0]}, column {report.place(one.start)[1]}" in claim.note
        assert {source.id} == made.first(claim)


def test_a_difference_is_a_slip_with_its_cause(found: tuple) -> None:  # type: ignore[type-arg]
    report, findings = found
    number, one = next((number, one) for number, one in enumerate(findings, 1) if one.verdict == "differs")

    assert f'slip: "{one.cause}"' in entry(report, one, number, ON, shipped(), Provenance("Post"))


def test_a_sum_is_written_as_the_record_writes_it(found: tuple) -> None:  # type: ignore[type-arg]
    report, findings = found
    number, one = next((number, one) for number, one in enumerate(findings, 1) if one.kind == "sum")
    text = entry(report, one, number, ON, shipped(), Provenance("Post"))

    assert 'value: "USD 350 billion"' in text
    assert 'slot: "package-korea"' in text


@pytest.mark.parametrize(
    ("slot", "via", "told"), [("no-such", (), "there is no slot 'no-such'"), ("", ("no-such",), "--via no-such")]
)
def test_what_the_record_does_not_have_is_refused(found: tuple, slot: str, via: tuple[str, ...], told: str) -> None:  # type: ignore[type-arg]
    report, findings = found
    with pytest.raises(UsageError, match=told):
        entry(report, findings[0], 1, ON, shipped(), Provenance("Post", via=via), slot)


def test_the_command_writes_once_and_the_check_passes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "mine.yaml"
    words = [
        "record",
        "accept",
        str(REPORT),
        "--on",
        "2025-08-28",
        "--item",
        "1",
        "-o",
        str(out),
        "--title",
        "Morning Post",
    ]

    assert 0 == main([*words, "--json"])
    told = json.loads(capsys.readouterr().out)
    assert ("ok", "package-korea", "agrees") == (told["status"], told["slot"], told["verdict"])
    before = out.read_bytes()
    assert 2 == main(words)
    assert "the file exists" in capsys.readouterr().err
    assert before == out.read_bytes()
    assert 0 == main(["record", "check", str(out)])
    assert 0 == main(["record", "timeline", "--slot", "package-korea", "--with", str(out)])
    assert "Morning Post" in capsys.readouterr().out
    assert 2 == main([*words[:6], "99", "-o", str(tmp_path / "other.yaml")])
    assert "has" in capsys.readouterr().err
    assert [out] == sorted(tmp_path.iterdir())


def test_the_check_speaks_to_people_and_machines(found: tuple, capsys: pytest.CaptureFixture[str]) -> None:  # type: ignore[type-arg]
    words = ["record", "check", str(REPORT), "--on", "2025-08-28"]
    assert 0 == main([*words, "--json"])
    told = json.loads(capsys.readouterr().out)
    assert 0 == main(words)
    text = capsys.readouterr().out

    assert len(told["findings"]) == sum(told["counts"].values())
    assert [number for number, _ in enumerate(told["findings"], 1)] == [one["item"] for one in told["findings"]]
    for one in told["findings"]:
        assert f"{one['line']}:{one['column']}  “{one['words']}”" in text
    assert LawBook.shipped().digest == told["lawbook"]
    assert text.index("\nDiffers") < text.index("\nAgrees")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("record", "check", str(REPORT)), "a report needs --on DATE"),
        (("record", "check", "none.yaml", "--on", "2025-08-28"), "--on belongs to a report"),
        (("record", "accept", str(REPORT), "--on", "2025-08-28", "--item", "1", "-o", "mine.txt"), "must end in .yaml"),
        (("record", "accept", str(REPORT), "--on", "2025-08-28", "--item", "1", "-o", "nowhere/mine.yaml"), "there is no folder"),
        (("record", "accept", str(REPORT), "--on", "2025-08-28", "--item", "1", "-o", "m.yaml", "--grade", "E"), "--grade E: write one of A, B, C, D"),
        (("record", "timeline", "--plot", "p.bmp"), "must end in .svg or .png"),
        (("record", "timeline", "--plot", "p.svg", "--claims"), "leave --slot and --claims out"),
        (("record", "timeline", "--plot", "p.svg", "--from", "2025-08-01", "--to", "2025-07-01"), "lies before"),
    ],
)  # fmt: skip
def test_bad_usage_is_told_in_a_line(
    words: tuple[str, ...],
    told: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert 2 == main(list(words))
    assert told in capsys.readouterr().err
    assert [] == list(tmp_path.iterdir())
