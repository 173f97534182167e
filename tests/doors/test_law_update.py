"""A law package on its way from one machine to another: the same law and the same cents, or a refusal; and back."""

from __future__ import annotations

import csv
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.doors.law_packages import LIST2, NICARAGUA, ORDER, ROOT, kanzei, law, packed, small_book

from kanzei.duty.book import LawBook
from kanzei.duty.packed import make_package, standing, take_package
from kanzei.errors import LawError, UsageError
from kanzei.law.compiled import LAWBOOK
from kanzei.law.package import read_package, sha256
from kanzei.law.taken import book_folder, in_force, law_folder, step_back

CARS = (
    "id,hts,origin,entered_on,value_usd\n"
    "1,8703.23.01.40,JP,2026-11-20,30000\n2,8703.23.01.40,JP,2026-10-20,30000\n3,8703.23.01.40,DE,2026-11-20,30000\n"
)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder and a cache for this process alone."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "data"


def take(data: bytes, **how: bool) -> None:
    take_package(read_package(data), "by a test", **how)


def test_a_book_packed_here_answers_there_to_the_cent(tmp_path: Path) -> None:
    """Packed with an order of one's own in it, taken elsewhere: the same digest and the same cents for the shipped lines and for what the order is about."""
    here, there, book = tmp_path / "here", tmp_path / "there", tmp_path / "book.kanzei-law"
    lines = tmp_path / "lines.csv"
    with (ROOT / "examples" / "entries.csv").open(encoding="utf-8", newline="") as file:
        shown = list(csv.DictReader(file))[::4]
    with lines.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(shown[0]), extrasaction="ignore")
        out.writeheader()
        out.writerows([*shown, *({**dict.fromkeys(shown[0], ""), **row} for row in csv.DictReader(CARS.splitlines()))])
    assert 0 == kanzei(here, "law", "update", str(ORDER)).returncode
    made = json.loads(kanzei(here, "law", "pack", "-o", str(book), "--json").stdout)
    took = kanzei(there, "law", "update", str(book), "--sha256", made["sha256"])

    answers = []
    for number, place in enumerate((here, there)):
        path = tmp_path / f"{number}.csv"
        assert 1 >= kanzei(place, "assess", str(lines), "-o", str(path)).returncode
        with path.open(encoding="utf-8", newline="") as file:
            kept = ("duty_usd", "headings", "status", "lawbook", "rate")
            answers.append([[row[name] for name in kept] for row in csv.DictReader(file)])

    assert (0, "") == (took.returncode, took.stderr)
    assert "adds 1 instrument: us/hypothetical-japan-cars" in took.stdout
    assert answers[0] == answers[1]
    assert ["3750.00", "4500.00"] == [row[0] for row in answers[1][-3:-1]]
    assert f"law {made['makes'][:12]}, as of" in took.stdout
    assert f"law package {made['sha256'][:16]}" in kanzei(there, "--version").stdout


def test_additions_are_laid_on_the_law_they_were_made_for(data: Path) -> None:
    take(packed(small_book(LIST2)))
    before = law()
    files = [LAWBOOK / NICARAGUA]
    made, again, other = (make_package(files, by) for by in ("kanzei 0", "kanzei 0", "kanzei 1"))
    take(made.data)

    assert made == again
    assert (before, law(), law()) == (made.manifest.replaces, made.manifest.makes, standing().law)
    with pytest.raises(UsageError, match=f"is to be laid on the law {before[:12]}, and {law()[:12]} is in force"):
        take(other.data)
    with pytest.raises(UsageError, match="is in force already"):
        take(made.data)
    assert (before, made.manifest.makes) == (_back(), _back())


def _back() -> str:
    step_back()
    return law()


def test_an_addition_takes_the_place_of_the_instrument_of_its_id(data: Path, tmp_path: Path) -> None:
    """With its code list, which is not left behind."""
    take(packed(small_book(LIST2, NICARAGUA)))
    path = tmp_path / "mended.yaml"
    text = (LAWBOOK / LIST2).read_text(encoding="utf-8")
    path.write_text(text.replace("add: {file: 301-list2.s301-9903.88.02.codes}", "add: ['3902']"), encoding="utf-8")
    took = take_package(read_package(make_package([path], "kanzei 0").data), "by a test")
    names = {file.relative_to(book_folder()).as_posix() for file in book_folder().rglob("*") if file.is_file()}

    assert ((), ("us/301-list2",), ()) == took[:3]
    assert {"pending.yaml", NICARAGUA, "added/us-301-list2/us-301-list2.yaml"} == names
    assert {"3902"} == {code for (code,) in LawBook.shipped().members.execute("SELECT code FROM members")}


def test_older_law_is_not_taken_by_accident(data: Path) -> None:
    newer, older = packed(small_book(LIST2)), packed(small_book(LIST2, seen=b"10-11"))
    take(newer)
    with pytest.raises(
        UsageError, match="knows the law to 2026-10-11, and the law in force to 2026-10-12: say --force"
    ):
        take(older)
    take(older, force=True)

    assert "2026-10-11" == standing().as_of


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"semantics": 99}, "is of law with meaning 99"),
        ({"makes": "1" * 64}, "makes another law than it says: law digest"),
        ({"as_of": "2030-01-01"}, "newest day 2026-10-12, promised 2030-01-01"),
        ({"official_to": "2030-01-01"}, "last day of official text 2026-06-08, promised 2030-01-01"),
        ({"instruments": 2}, "number of instruments 1, promised 2"),
        ({"kind": "additions"}, "is to be laid on the law 000000000000"),
    ],
)
def test_what_does_not_hold_its_promise_is_not_taken(other: dict[str, object], told: str, data: Path) -> None:
    before = law()
    with pytest.raises((LawError, UsageError), match=told):
        take(packed(small_book(LIST2), **other))

    assert (before, []) == (law(), [path for path in data.rglob("*") if path.is_file()])


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("us/2026/broken.yaml", b"id: us/broken\n", r"us/2026/broken\.yaml:1:1"),
        ("us/2026/bytes.yaml", b"\xff\xfe\x00", r"us/2026/bytes\.yaml: cannot be read"),
        ("us/2026/twice.yaml", small_book(NICARAGUA)[NICARAGUA], "has the id us/301-nicaragua"),
        ("zones.yaml", b"clauses: [{instrument: us/none}]\n", "no instrument 'us/none'"),
    ],
)
def test_law_that_cannot_be_used_is_not_taken(name: str, content: bytes, told: str, data: Path) -> None:
    with pytest.raises(LawError, match=told) as caught:
        take(_as_it_is({**small_book(LIST2, NICARAGUA), name: content}))

    assert ".part" not in str(caught.value)
    assert None is in_force()


def _as_it_is(members: dict[str, bytes]) -> bytes:
    """Packed without looking, as somebody careless would."""
    from kanzei.law.package import build_package

    return build_package(read_package(packed(small_book(LIST2))).manifest, members)


def test_a_code_list_from_elsewhere_is_refused(data: Path) -> None:
    text = small_book(LIST2)[LIST2].replace(b"file: 301-list2", b"file: ../../../301-list2")
    with pytest.raises(LawError, match="leads elsewhere: a code list stands beside its instrument"):
        take(_as_it_is({**small_book(LIST2), LIST2: text}))


def test_a_package_without_a_horizon_is_refused(data: Path) -> None:
    members = {name: text for name, text in small_book(LIST2).items() if name != "pending.yaml"}
    with pytest.raises(LawError, match=r"pending\.yaml is missing"):
        take(_as_it_is(members))


EXAMPLE = """
examples:
  - name: a cent too much
    cite: note 20
    line: {hts: 3902.10.00.00, origin: CN, entered_on: 2025-01-15, value_usd: 1000}
    expect: {components: {9903.88.02: 250.01}}
"""


def test_an_example_that_fails_is_told_and_nothing_is_taken(data: Path) -> None:
    members = small_book(LIST2)
    text = members[LIST2].decode() + EXAMPLE
    with pytest.raises(
        LawError, match=r"us/301-list2: the example 'a cent too much' fails: 9903.88.02 250.00, expected 250.01"
    ):
        take(packed({**members, LIST2: text.encode()}))
    assert None is in_force()
    take(packed({**members, LIST2: text.replace("250.01", "250.00").encode()}))

    assert in_force() is not None


def test_own_files_that_do_not_fit_are_named_before_anything_changes(data: Path, tmp_path: Path) -> None:
    from kanzei.duty.own import put_in

    take(packed(small_book(LIST2, NICARAGUA)))
    path = tmp_path / "own.yaml"
    text = (LAWBOOK / NICARAGUA).read_text(encoding="utf-8").partition("chapter98:")[0]
    path.write_text(text.replace("    when:", "    goods: [s301-9903.88.02]\n    when:"), encoding="utf-8")
    put_in([path], replace=True)
    before = law()
    with pytest.raises(LawError, match="do not fit on the package: take them out first with --remove"):
        take(packed(small_book(NICARAGUA)))

    assert before == law()


def test_a_look_changes_nothing(data: Path) -> None:
    before = law()
    take(packed(small_book(LIST2)), only_look=True)

    assert (before, []) == (law(), [path for path in data.rglob("*") if path.is_file()])


def test_files_that_are_gone_are_said_and_can_be_mended(data: Path) -> None:
    import shutil

    take(packed(small_book(LIST2)))
    folder = book_folder().parent
    shutil.rmtree(folder)
    with pytest.raises(LawError, match="is missing: take the law package again with 'kanzei law update', or go back"):
        law()
    take(packed(small_book(LIST2)))
    first = law()
    (law_folder() / "in-force.json").write_text("{", encoding="utf-8")
    with pytest.raises(LawError, match=r"in-force\.json is damaged: remove it"):
        law()
    (law_folder() / "in-force.json").unlink()

    assert first != law()


def test_another_release_compiles_the_package_anew(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A release that is put in does not change the law: that is for `law update` alone."""
    take(packed(small_book(LIST2)))
    before = law()
    monkeypatch.setattr("kanzei.law.taken.release_stamp", lambda: "another")

    assert before == law()
    assert [] != list((data.parent / "cache" / "kanzei" / "book").iterdir())


def test_the_former_law_stays_and_older_ones_go(data: Path) -> None:
    books = [packed(small_book(LIST2, seen=day)) for day in (b"10-12", b"10-13", b"10-14")]
    for one in books:
        take(one)
    names = {path.name for path in law_folder().iterdir() if path.is_dir()}

    assert {sha256(one)[:16] for one in books[1:]} == names


def test_killed_at_every_step(data: Path) -> None:
    """Processes that end at each write, flush and rename in turn: before the last of them the old law answers, after it the new, and never another."""
    script = Path(__file__).with_name("law_stops.py")
    ran = subprocess.run(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )
    assert 0 == ran.returncode, ran.stderr
    told = json.loads(ran.stdout)

    assert [told["old"], told["new"]] == list(dict.fromkeys(told["found"]))
    assert 20 < len(told["found"])
    assert {"in-force.json", told["name"], told["former"]} == set(told["left"])


@pytest.mark.long
def test_killed_at_random_moments(tmp_path: Path) -> None:
    """Real processes of the command line, killed at any moment."""
    chance = random.Random(20261012)
    path = tmp_path / "order.kanzei-law"
    digest = json.loads(kanzei(tmp_path, "law", "pack", str(ORDER), "-o", str(path), "--json").stdout)["sha256"]
    words = ["law", "update", str(path), "--sha256", digest]
    begun = time.monotonic()
    assert 0 == kanzei(tmp_path / "0", *words, "--check").returncode
    whole = time.monotonic() - begun
    before = json.loads(kanzei(tmp_path, "law", "update", "--json").stdout)["law"]
    for _ in range(8):
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "XDG_DATA_HOME": str(tmp_path / "data")}
        process = subprocess.Popen(
            [sys.executable, "-m", "kanzei.cli", *words],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(whole * chance.uniform(0.2, 1.1))
        process.send_signal(signal.SIGKILL)
        process.wait()
        told = json.loads(kanzei(tmp_path, "law", "update", "--json").stdout)
        assert (told["law"] == before) == (told["package"] is None)
        if told["package"]:
            assert 0 == kanzei(tmp_path, "law", "update", "--shipped").returncode


def test_the_command_says_what_is_in_force_and_goes_back(tmp_path: Path) -> None:
    """In words, as real processes; what cannot be meant is refused."""
    path = tmp_path / "small.kanzei-law"
    path.write_bytes(packed(small_book(LIST2, NICARAGUA)))
    digest = sha256(path.read_bytes())
    first = kanzei(tmp_path, "law", "update")
    took = kanzei(tmp_path, "law", "update", str(path), "--sha256", digest.upper())
    cold = kanzei(tmp_path, "duty", "3902.10.00.00", "--from", "CN", "--on", "2025-02-01", "--value", "1000", "--json")
    back = kanzei(tmp_path, "law", "update", "--back")

    assert "from this release of the program" in first.stdout
    assert (0, True) == (took.returncode, f"from the law package {digest}, checked by the digest given" in took.stdout)
    assert json.loads(cold.stdout)["lawbook"].startswith(took.stdout.split("law book ")[1][:12])
    assert ["s301_china"] == [
        one["authority"] for one in json.loads(cold.stdout)["components"] if one["authority"].startswith("s301")
    ]
    assert (0, True) == (back.returncode, "back to the law that came with this release" in back.stdout)
    assert first.stdout.split("\n")[0] in back.stdout


def test_the_cold_path_under_a_package_loads_nothing_heavy(data: Path) -> None:
    take(packed(small_book(LIST2)))
    code = (
        "import sys; from kanzei.cli import main; code = main(sys.argv[1:]);"
        "heavy = {'numpy', 'pyarrow', 'yaml', 'zipfile', 'dataclasses'};"
        "print(code, sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    words = ["duty", "3902.10.00.00", "--from", "CN", "--on", "2025-02-01", "--value", "1000"]
    ran = subprocess.run(
        [sys.executable, "-c", code, *words],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "0 []" == ran.stderr.strip()
