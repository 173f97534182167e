"""The command line as a process: exit codes, streams, help, and the ways in which it may be cut short."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kanzei.cli.main import COMMANDS, command_parser
from kanzei.cli.parser import Parser, first_parser

ROOT = Path(__file__).resolve().parents[2]
CAR = ("duty", "8703.23.01.40", "--from", "JP", "--on", "2025-09-20", "--value", "30000")


def kanzei(*words: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user does."""
    return kanzei_for(300, *words, cwd=cwd, **env)


def kanzei_for(seconds: int, *words: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the command line with so much patience."""
    return subprocess.run(
        [sys.executable, "-m", "kanzei.cli", *words],
        cwd=cwd or ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8", **own_data(cwd), **env},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=seconds,
    )


def own_data(folder: Path | None) -> dict[str, str]:
    """A data folder that no import of the user's has filled."""
    return {"XDG_DATA_HOME": str((folder or ROOT) / "data-of-no-user")}


EXPORT = [
    {"htsno": "9201", "indent": "0", "description": "Pianos", "general": "", "special": "", "other": "", "units": []},
    {
        "htsno": "9201.10.00.05",
        "indent": "1",
        "description": "Upright pianos of less than 111.76 cm in height",
        "general": "4.7%",
        "special": "Free (JP)",
        "other": "40%",
        "units": ["No."],
    },
]


@pytest.fixture(scope="session")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with the shipped entries as filed, re-rated before the ruling and after it."""
    folder = tmp_path_factory.mktemp("ledger")
    (folder / "examples").symlink_to(ROOT / "examples")
    for words in (("import", "examples/ledger/es-003.csv"), ("assess", "--known", "2026-02-19"), ("assess",)):
        assert 0 == kanzei("ledger", *words, cwd=folder).returncode
    return folder / "kanzei.ledger.duckdb"


@pytest.fixture
def place(tmp_path: Path, ledger: Path) -> Path:
    """A folder with what the examples name: the shipped entry lines, a ledger, and an official export that was imported once."""
    shutil.copy(ledger, tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    export = tmp_path / "hts_2026_revision_10_json.json"
    export.write_text(json.dumps(EXPORT), encoding="utf-8")
    assert 0 == kanzei("schedule", "import", export.name, cwd=tmp_path).returncode
    return tmp_path


def walk() -> Iterator[Parser]:
    """Every command and every part of one."""
    yield first_parser(COMMANDS)
    for name in COMMANDS:
        parser = command_parser(name)
        yield parser
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                yield from action.choices.values()


PARSERS = list(walk())
EXAMPLES = [(parser.prog, line) for parser in PARSERS for line in parser.example]


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.prog)
def test_every_command_explains_itself_and_shows_an_example(parser: Parser) -> None:
    text = parser.format_help()

    assert parser.example, f"{parser.prog} has no example"
    assert all(f"  kanzei {line}" in text for line in parser.example)
    undocumented = [action.dest for action in parser._actions if not action.help and action.dest != "part"]
    assert [] == undocumented


@pytest.mark.parametrize(("prog", "line"), EXAMPLES, ids=[line for _, line in EXAMPLES])
def test_the_example_of_the_help_runs(prog: str, line: str, place: Path) -> None:
    """The example is executed, not admired."""
    ran = kanzei(*shlex.split(line), cwd=place)

    assert 0 == ran.returncode, ran.stderr
    assert ran.stdout.strip()


HEAVY = tuple(f"impact {part} " for part in ("ge", "history", "japan", "reproduce", "revenue", "trade"))
"""Examples that take seconds: the suite runs them once, for people; their JSON is held by the tests of the part, and by the long run."""


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(line, marks=pytest.mark.long) if line.startswith(HEAVY) and "--json" not in line else line
        for _, line in EXAMPLES
    ],
)
def test_every_example_speaks_json(line: str, place: Path) -> None:
    words = shlex.split(line)
    ran = kanzei(*words, *([] if "--json" in words else ["--json"]), cwd=place)

    assert 0 == ran.returncode, ran.stderr
    assert isinstance(json.loads(ran.stdout), dict)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("dutty",), "did you mean 'duty'?"),
        (("law", "lst"), "invalid choice: 'lst'"),
        (("duty", "8703.23.01.40"), "required: --from, --value, --on"),
        ((*CAR[:5], "30/02/2025", *CAR[6:]), "'30/02/2025' is not a date written YYYY-MM-DD"),
        ((*CAR[:5], "2025-02-30", *CAR[6:]), "'2025-02-30' is not a day of the calendar"),
        ((*CAR[:7], "30,000"), "--value '30,000' is not plain digits: write 30000"),
        ((*CAR[:7], "1.234,56"), "write digits, with a point before the cents"),
        ((*CAR[:7], "1e400"), "scientific notation"),
        ((*CAR[:7], "-5"), "is negative"),
        (("duty", "8.70323E+09", *CAR[2:]), "a spreadsheet has probably turned the code into a number"),
        (("duty", "101210000", *CAR[2:]), "write 0101.21.00.00"),
        (("duty", "9903.94.41", *CAR[2:]), "is a provision of Chapter 99"),
        ((*CAR[:3], "XX", *CAR[4:]), "XX is no country"),
        ((*CAR, "--switch", "C6"), "write ID=CHOICE"),
        ((*CAR, "--claim", "melt_poor=JP", "--strict"), "nearest: melt_pour"),
        ((*CAR, "--quantity", "kg"), "write a number and its unit"),
        ((*CAR, "--into", "JP"), "imports into Japan need the nine of Japan's own code"),
        ((*CAR, "--memo", "memo.pdf"), "must end in .html or .docx"),
        ((*CAR, "--spi", "JP", "--spi", "S"), "argument --spi: given twice, JP and S: say it once"),
        ((*CAR, "--quantity", "-500l"), "--option=-value"),
        ((*CAR, "--quantity=-500l"), "'-500l' is negative"),
        ((*CAR, "--filed", ""), "--filed names no heading"),
        ((*CAR, "--scenario", "nofile.yaml"), "nofile.yaml: cannot be read: there is no such file"),
        (("timeline", *CAR[1:4], "--plot", "x.bmp"), "must end in .png, .svg or .html"),
        (("law", "check", "nowhere.yaml"), "nowhere.yaml: there is no such file"),
    ],
)
def test_bad_usage_is_one_clear_message_and_exit_code_2(words: tuple[str, ...], told: str, tmp_path: Path) -> None:
    ran = kanzei(*words, cwd=tmp_path)

    assert (2, "") == (ran.returncode, ran.stdout)
    assert told in ran.stderr
    assert "Traceback" not in ran.stderr
    assert 2 >= len(ran.stderr.strip().split("\n"))


@pytest.mark.parametrize(
    "words",
    [
        (*CAR[:5], "2025-13-31", *CAR[6:]),
        (*CAR, "--colour"),
        (*CAR, "--switch", "C6"),
        (*CAR[:3], "XX", *CAR[4:]),
        ("law", "show", "nothing-of-the-kind"),
        ("law", "current"),
        ("timeline", *CAR[1:4], "--until", "2024-01-01"),
    ],
    ids=" ".join,
)
def test_a_refusal_is_json_where_json_was_asked_for(words: tuple[str, ...]) -> None:
    ran = kanzei(*words, "--json")
    told = json.loads(ran.stdout)

    assert (2, "error") == (ran.returncode, told["status"])
    assert told["error"] in ran.stderr


def test_without_a_command_the_help_goes_to_standard_error() -> None:
    ran = kanzei()

    assert (2, "") == (ran.returncode, ran.stdout)
    assert all(name in ran.stderr for name in COMMANDS)


def test_a_closed_pipe_is_quiet() -> None:
    """``kanzei law claims | head -1`` ends without a word on standard error."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kanzei.cli", "law", "claims"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout and process.stderr
    process.stdout.close()
    told = process.stderr.read()
    process.stderr.close()

    assert (0, b"") == (process.wait(60), told)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="does not apply: no named pipes here")
def test_control_c_ends_with_130_and_without_a_traceback(tmp_path: Path) -> None:
    """Interrupted while it waits for its input."""
    pipe = tmp_path / "lines.csv"
    os.mkfifo(pipe)
    process = subprocess.Popen(
        [sys.executable, "-m", "kanzei.cli", "assess", str(pipe), "-o", str(tmp_path / "out.csv")],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with pipe.open("wb"):  # opens once the program reads from the other end
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)

    assert 130 == process.returncode
    assert "Traceback" not in told
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    "env", [{"LC_ALL": "tr_TR.UTF-8"}, {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}, {"HOME": "/nonexistent"}]
)
def test_the_answer_does_not_depend_on_the_machine(env: dict[str, str]) -> None:
    """A Turkish locale, a terminal without a cent sign, no home folder (row 25)."""
    ran = kanzei(*CAR, **env)

    assert 0 == ran.returncode, ran.stderr
    assert "4,500.00 USD" in ran.stdout


def test_no_escape_reaches_a_pipe() -> None:
    ran = kanzei(*CAR, TERM="xterm-256color")

    assert "\x1b" not in ran.stdout + ran.stderr


def test_one_line_loads_nothing_heavy() -> None:
    """Felt as instant: no array, table, YAML or plotting library on the way to one answer."""
    code = (
        "import sys; from kanzei.cli import main; code = main(sys.argv[1:]);"
        "heavy = {'numpy', 'pyarrow', 'yaml', 'openpyxl', 'matplotlib', 'dataclasses', 'csv', 'asyncio'};"
        "print(code, sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, *CAR],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )

    assert "0 []" == ran.stderr.strip()


def test_an_import_adds_descriptions(place: Path) -> None:
    """They are searched, and shown beside the rates; a release that the shipped table holds changes no rate."""
    found = json.loads(kanzei("schedule", "search", "upright", "pian", "--json", cwd=place).stdout)["found"]
    shown = json.loads(kanzei("schedule", "show", "9201.10.00.05", "--json", cwd=place).stdout)["lines"][0]
    nothing = kanzei("schedule", "search", "zeppelin", cwd=place)

    assert "9201100005" in [one["hts"] for one in found]
    assert all("Upright pianos" in one["description"] for one in found)
    assert ("4.7%", True) == (shown["general"], "Upright pianos" in shown["name"])
    assert (0, "nothing found for 'zeppelin'\n") == (nothing.returncode, nothing.stdout)


def test_what_is_no_export_is_refused(tmp_path: Path) -> None:
    (tmp_path / "list.json").write_text('{"a": 1}', encoding="utf-8")
    ran = kanzei("schedule", "import", "list.json", cwd=tmp_path)

    assert (2, "") == (ran.returncode, ran.stdout)
    assert "not an official export" in ran.stderr


def test_an_unknown_unit_is_told_even_where_no_rate_needs_it() -> None:
    ran = kanzei(*CAR, "--quantity", "5zork", "--json")

    assert "unit 'zork' is unknown: no rate can be reckoned on this quantity" in json.loads(ran.stdout)["warnings"]
