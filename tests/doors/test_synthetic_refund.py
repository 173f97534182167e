"""The synthetic importer through `kanzei refund`: real files, real processes, every seeded mistake in the files that come out."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from tests.refund.synthetic.files import write_lines
from tests.refund.synthetic.importer import (
    IMPORTER,
    OTHER,
    REJECTED,
    SEEN_ON,
    Entry,
    Importer,
    alone,
    importer,
    upload_number,
)
from tests.refund.synthetic.money import Found, paid_out, payments, write_payments

from .test_commands import kanzei_for

_PATIENCE = 1_800
"""Seconds: 200,000 lines take two or three minutes on two free cores."""


def cents(text: str) -> int:
    return int(Decimal(text) * 100)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def refunded(made: Importer, folder: Path, *words: str) -> dict[str, object]:
    """Write the report and what stands in none, and run the command: its summary."""
    accepted = [entry.number for entry in made.entries if entry.stated.get("accepted")]
    own = {
        entry.number: {name: str(v) if name.endswith("_on") else v for name, v in entry.stated.items()}
        for entry in made.entries
        if entry.stated and "accepted" not in entry.stated
    }
    every = {
        "importer_number": IMPORTER,
        "plaintiff": False,
        "ach": True,
        "in_ace": True,
        "statement_paid": True,
        "accepted": accepted,
        "entries": own,
    }
    (folder / "stated.json").write_text(json.dumps(every), encoding="utf-8")
    ran = kanzei_for(
        _PATIENCE,
        "refund", "es-003.csv", "-o", "out", "--on", SEEN_ON.isoformat(), "--circumstances", "stated.json", "--json", *words, cwd=folder
    )  # fmt: skip
    assert 0 == ran.returncode, ran.stderr
    return json.loads(ran.stdout)  # type: ignore[no-any-return]


def every_seed_is_in_the_files(lines: int, folder: Path, *words: str) -> None:
    made = importer(lines, 7)
    write_lines(made, folder / "es-003.csv")
    refunded(made, folder, *words)
    found: dict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
    paid: Counter[tuple[str, str]] = Counter()
    owed: Counter[tuple[str, str]] = Counter()
    refundable: Counter[tuple[str, str]] = Counter()
    for row in rows(folder / "out" / "lines.csv"):
        key = row["refund_entry"], row["refund_line"]
        assert "ok" == row["status"], row
        found[key][row["cause"], row["authority"]] += cents(row["principal_usd"])
        refundable[key] += cents(row["refundable_usd"])
        paid[key] += cents(row["paid_usd"] or "0")  # a line's own amounts stand on its first row
        owed[key] += cents(row["owed_usd"] or "0")
    truths = {(entry.number, str(line.number)): line.truth for entry, line in made.lines()}

    assert set(truths) == set(found)
    for key, truth in truths.items():
        assert truth.rows == {name: amount for name, amount in found[key].items() if amount}, key
        assert (truth.paid, truth.owed, truth.high) == (paid[key], owed[key], refundable[key]), key
    told = defaultdict(set)
    for row in rows(folder / "out" / "rejects.csv"):
        told[row["entry_number"]].add(row["words"])
    void = {
        entry.number: {REJECTED[name] for name in entry.rejects}
        for entry in made.entries
        if entry.void and entry.rejects
    }
    assert void == {number: words for number, words in told.items() if number in void}
    assert uploads(folder) == {entry.number for entry in made.entries if entry.declarable and not entry.rejects}


def uploads(folder: Path) -> set[str]:
    paths = sorted((folder / "out" / "uploads").iterdir())
    held = [number for path in paths for number in path.read_text(encoding="ascii").splitlines()[1:]]
    assert len(held) == len(set(held))
    assert all(OTHER not in path.name for path in paths)
    return set(held)


def payments_are_audited(lines: int, folder: Path) -> None:
    made = importer(lines)
    only = Importer(tuple(entry for entry in made.entries if paid_out(entry)), Counter())
    write_lines(only, folder / "es-003.csv")
    money = payments(only)
    paths = write_payments(money, folder)
    refunded(only, folder, "--reports", *(path.name for path in paths))
    found = {
        Found(row["entry_number"], row["what"], row["cause"], cents(row["difference_usd"]))
        for row in rows(folder / "out" / "audit.csv")
        if row["difference_usd"] and cents(row["difference_usd"])
    }

    assert set() == money.found - found, "missed"
    assert set() == found - money.found, "false alarms"


def test_every_seeded_mistake_is_in_the_files(tmp_path: Path) -> None:
    every_seed_is_in_the_files(2_500, tmp_path, "--workers", "2")


def test_an_audit_without_a_miss_or_a_false_alarm(tmp_path: Path) -> None:
    payments_are_audited(20_000, tmp_path)


@pytest.mark.long
def test_every_seeded_mistake_of_200_000_lines(tmp_path: Path) -> None:
    every_seed_is_in_the_files(200_000, tmp_path, "--workers", "2")


@pytest.mark.long
def test_an_audit_of_200_000_lines(tmp_path: Path) -> None:
    payments_are_audited(200_000, tmp_path)


@pytest.mark.long
def test_12_345_entries_become_files_of_9_999_and_2_346(tmp_path: Path) -> None:
    good: list[Entry] = [entry for entry in importer(20_000).entries if entry.void and not entry.rejects]
    chosen = tuple(alone(good[place % len(good)], place) for place in range(12_345))
    write_lines(Importer(chosen, Counter()), tmp_path / "es-003.csv")
    refunded(Importer(chosen, Counter()), tmp_path)
    files = sorted((tmp_path / "out" / "uploads").iterdir())

    assert [9_999, 2_346] == [len(path.read_text(encoding="ascii").splitlines()) - 1 for path in files]
    assert {upload_number(place) for place in range(12_345)} == uploads(tmp_path)
