"""``kanzei ledger`` as a process: exit codes, JSON, messages, where the ledger is."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.ledger.files import EXAMPLE, HEADER, MINE, OTHER, PAID, entry, kanzei, masks, written

pytestmark = pytest.mark.needs("duckdb")


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with the shipped entries, made once."""
    folder = tmp_path_factory.mktemp("imported")
    assert 0 == kanzei("import", str(EXAMPLE), cwd=folder).returncode
    return folder / "kanzei.ledger.duckdb"


def test_from_the_files_to_what_lapses(place: str, tmp_path: Path) -> None:
    """The whole way on either engine, the amounts to the cent."""
    told = []
    for words in (
        ("import", str(EXAMPLE), str(PAID)),
        ("assess", "--known", "2026-02-19"),
        ("assess",),
        ("changes", "1", "2"),
        ("due", "--on", "2026-07-20", "--within", "90d"),
        ("show", "ABC-1000002-6"),
        ("list",),
        ("export", "--importer", MINE, "-o", "out"),
        ("delete", "--importer", MINE, "--yes"),
        ("list", "entries"),
    ):
        ran = kanzei(*words, "--json", "--ledger", place, cwd=tmp_path)
        assert (0, "") == (ran.returncode, ran.stderr), words
        told.append(json.loads(ran.stdout))
    brought, before, after, changed, lapses, shown, listed, exported, deleted, left = told

    assert (5, "51560.00", True, 0) == (
        brought["lines"],
        brought["duty_usd"],
        brought["agrees"],
        brought["unread"],
    )
    assert [{"name": "rev-603.csv", "rows": 1, "unread": 0, "sums_usd": {"principal": "12500.00", "interest": "596.99", "total": "13096.99"}}] == brought["reports"]  # fmt: skip
    assert ("0.00", "30800.00") == (before["refundable_usd"], after["refundable_usd"])
    assert {"cause": "ruling", "instrument": "us/scotus-2026-02-20", "lines": 4, "before_usd": "0.00", "after_usd": "30800.00", "change_usd": "30800.00"} in changed["by_instrument"]  # fmt: skip
    assert ["ABC10000026", "ABC10000026", "ABC10000018", "ABC10000018"] == [
        one["entry_number"] for one in lapses["due"]
    ]
    first = {name: lapses["due"][0][name] for name in ("remedy", "last_day", "file_by", "estimated", "amount_usd")}
    assert {"remedy": "declaration", "last_day": "2026-08-29", "file_by": "2026-08-28", "estimated": False, "amount_usd": "15000.00"} == first  # fmt: skip
    assert "30000.00" == lapses["at_stake_usd"]
    assert ("27500.00", "12500.00") == (shown["lines"][0]["paid_usd"], shown["lines"][0]["assessment"][0]["owed_usd"])
    assert (2, 2) == (len(listed["imports"]), len(listed["runs"]))
    assert 16 == len(exported["files"]) and (tmp_path / "out" / "lines.parquet").is_file()
    assert 4 == deleted["deleted"]["lines"]
    assert ["XYZ20000011"] == [one["entry_number"] for one in left["rows"]]


def test_the_ledger_is_in_the_working_folder_or_where_the_variable_says(tmp_path: Path) -> None:
    assert 0 == kanzei("import", str(EXAMPLE), cwd=tmp_path).returncode
    assert 0 == kanzei("import", str(EXAMPLE), cwd=tmp_path, place=str(tmp_path / "mine.duckdb")).returncode

    assert {"kanzei.ledger.duckdb", "mine.duckdb"} == {one.name for one in tmp_path.glob("*.duckdb")}


def test_lines_that_could_not_be_read_give_exit_code_1(tmp_path: Path) -> None:
    rows = [*masks(entry(1)), masks(entry(2))[0]]
    ran = kanzei("import", str(written(tmp_path, rows)), "--json", cwd=tmp_path)
    found = json.loads(ran.stdout)

    assert (1, 1, 1) == (ran.returncode, found["lines"], found["unread"])
    assert "unread" in kanzei("list", "oddities", "--json", cwd=tmp_path).stdout


def test_files_known_already_can_be_skipped(tmp_path: Path) -> None:
    kanzei("import", str(EXAMPLE), cwd=tmp_path)
    ran = kanzei("import", str(EXAMPLE), str(PAID), "--skip-known", "--json", cwd=tmp_path)
    found = json.loads(ran.stdout)
    again = kanzei("import", str(EXAMPLE), "--skip-known", cwd=tmp_path)

    assert (2, ["rev-603.csv"], [str(EXAMPLE)]) == (found["import"], [one["name"] for one in found["files"]], found["skipped"])  # fmt: skip
    assert (0, "nothing to import") == (again.returncode, again.stdout.strip().split("\n")[-1])


def test_a_mapping_file_reads_an_odd_layout(tmp_path: Path) -> None:
    rows = [f"{entry(1)};1;JP;20.09.2025;6307909870;10000,00;1500,00"]
    path = written(tmp_path, rows, "odd.csv", "Vorgang;Pos;Ursprung;Datum;Tarif;Wert;Abgabe")
    (tmp_path / "odd.yaml").write_text(
        "entry_number: Vorgang\nline: Pos\norigin: Ursprung\nentered_on: Datum\nhts: Tarif\nvalue_usd: Wert\nduty_paid_usd: Abgabe\n"
        "date_format: DD.MM.YYYY\nmoney: eu\n"
    )
    ran = kanzei("import", str(path), "--mapping", "odd.yaml", "--importer", MINE, "--json", cwd=tmp_path)

    assert (0, "1500.00") == (ran.returncode, json.loads(ran.stdout)["duty_usd"]), ran.stderr
    assert MINE in kanzei("list", "importers", cwd=tmp_path).stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("list", "--ledger", "none.duckdb"), "none.duckdb: there is no ledger here: `kanzei ledger import` makes one"),
        (("import", "none.csv"), "none.csv: there is no such file"),
        (("import", "lines.csv", "--ledger", "no/where.duckdb"), "there is no folder"),
        (("show", "ABC10000099"), "entry ABC10000099 is not in kanzei.ledger.duckdb"),
        (("due", "--within", "90d"), "required: --on"),
        (("due", "--on", "2026-07-20", "--within", "soon"), "'soon' is no span: write days or weeks"),
        (("due", "--on", "2026-07-20"), "is assessed yet: `kanzei ledger assess` does it"),
        (("due", "--on", "2026-07-20", "--remedy", "prayer"), "--remedy prayer: the remedies are correction, post-summary"),
        (("due", "--on", "2026-07-20", "-o", "due.pdf"), "must end in .csv or .ics"),
        (("assess", "--plaintiff", "maybe"), "'maybe' is neither yes nor no"),
        (("assess", "--known", "2199-01-01"), "2199-01-01"),
        (("assess", "--importer", "11-1"), "no line of importer 11-1"),
        (("changes", "1", "2"), "has no run 1: it has none"),
        (("delete", "--importer", "12-345678900"), "say --yes"),
        (("delete", "--importer", " "), "name an importer number"),
        (("delete", "--importer", "11-1", "--yes"), "is of importer 11-1; it has 12-345678900, 98-765432100"),
        (("export", "-o", "lines.csv"), "is no folder"),
        (("backup", "-o", "kanzei.ledger.duckdb"), "a copy goes to a place where nothing stands"),
        (("filed", "--remedy", "protest", "--on", "2026-07-01"), "no entry number is given"),
        (("list", "--wait", "1"), "invalid choice: '1'"),
        (("import", "lines.csv", "--wait", "-1"), "'-1' is no number of seconds"),
    ],
)  # fmt: skip
def test_bad_usage_is_one_clear_message_and_exit_code_2(
    words: tuple[str, ...], told: str, tmp_path: Path, imported: Path
) -> None:
    shutil.copy(imported, tmp_path)
    written(tmp_path, masks(entry(1)))
    words = ("import", "lines.csv", "--wait=-1") if words[-1] == "-1" else words
    ran = kanzei(*words, cwd=tmp_path)

    assert (2, "") == (ran.returncode, ran.stdout)
    assert told in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """A full disk, a folder without rights: nothing of the file is in, and the message names the ledger."""
    import os

    folder = tmp_path / "locked"
    folder.mkdir()
    kanzei("import", str(EXAMPLE), cwd=tmp_path, place=str(folder / "books.duckdb"))
    (folder / ".books.duckdb.lock").unlink()
    os.chmod(folder, 0o500)
    try:
        if os.access(folder, os.W_OK):
            pytest.skip("does not apply: this user may write anywhere")
        ran = kanzei("import", str(PAID), cwd=tmp_path, place=str(folder / "books.duckdb"))
    finally:
        os.chmod(folder, 0o700)

    assert 2 == ran.returncode and "nothing can be written in the folder" in ran.stderr


def test_what_people_read(tmp_path: Path) -> None:
    """Tables, not JSON: the numbers and days that matter are there."""
    kanzei("import", str(EXAMPLE), cwd=tmp_path)
    kanzei("assess", "--known", "2026-02-19", cwd=tmp_path)
    said = kanzei("assess", cwd=tmp_path).stdout
    changed = kanzei("changes", "1", "2", cwd=tmp_path).stdout
    lapses = kanzei("due", "--on", "2026-07-20", "-o", "due.ics", cwd=tmp_path)
    shown = kanzei("show", "ABC12345676", cwd=tmp_path).stdout
    listed = kanzei("list", cwd=tmp_path).stdout

    assert "run 2: 5 lines of 5 entries re-rated as known on" in said and "30,800.00" in said
    assert "4 lines changed, 1 the same" in changed and "Supreme Court" in changed and "+30,800.00" in changed
    assert "2026-08-28  2026-08-29" in lapses.stdout and "at stake 30,000.00" in lapses.stdout
    assert (tmp_path / "due.ics").read_text().startswith("BEGIN:VCALENDAR")
    assert "refundable 800.00" in shown and "9903.02.73 1,500.00" in shown
    assert (
        "still refundable: yes, 800.00 USD\n  first: declaration in the 2026 process, phase 1, file by 2026-10-19 (estimated)\n"
        in shown
    )
    assert OTHER not in listed and "es-003.csv" in listed


def test_filings_from_an_upload_file(tmp_path: Path) -> None:
    kanzei("import", str(EXAMPLE), cwd=tmp_path)
    kanzei("assess", cwd=tmp_path)
    written(tmp_path, ["ABC10000026", "ABC10000018"], "upload.csv", "Entry Number")
    written(tmp_path, masks(entry(1)), "other.csv", HEADER)
    words = ("--remedy", "declaration", "--on", "2026-07-01", "--file")
    ran = kanzei("filed", *words, "upload.csv", cwd=tmp_path)
    bad = kanzei("filed", *words, "other.csv", cwd=tmp_path)
    lapses = json.loads(kanzei("due", "--on", "2026-07-20", "--json", cwd=tmp_path).stdout)

    assert (0, "declaration of 2026-07-01 kept for 2 entries") == (ran.returncode, ran.stdout.strip())
    assert (2, True) == (bad.returncode, "the first row must be 'Entry Number'" in bad.stderr)
    assert (2, {"reliquidation"}) == (lapses["left_out_as_filed"], {one["remedy"] for one in lapses["due"]})
