"""The house rules that a machine can hold."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "kanzei"
MODULES = sorted(PACKAGE.rglob("*.py"))

STOREYS = (
    {"times", "money", "counts", "sources", "errors", "countries", "shipped"},
    {"schedule"},
    {"law", "lawbook"},
    {"duty"},
    {"entries"},
    {"bulk"},
    {"record"},
    {"impact"},
    {"refund"},
    {"outlook"},
    {"deal"},
    {"ledger"},
    {"render"},
    {"cli", "web"},
)
"""Rooms from the ground up: a room imports only from its own storey and from those before it.
The package's own door (``__init__``, ``__main__``, ``api``) may import from any room."""

LONGEST_MODULE = 500

MODULE_OF_DISTRIBUTION = {
    "pyyaml": "yaml",
    "python-docx": "docx",
    "types-pyyaml": "",
    "pytest-xdist": "xdist",
    "pytest-randomly": "",
}


def tracked_texts() -> list[Path]:
    """Files that are, or are about to be, in the repository and that people read."""
    try:
        listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
            "\n"
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("does not apply: not a git clone")
    wanted = {".py", ".md", ".toml", ".yaml", ".yml", ".json", ".csv", ".codes", ".txt", ""}
    files = [ROOT / name for name in listed if name and Path(name).suffix in wanted]
    return [file for file in files if file.is_file()]


def module_name(file: Path) -> str:
    """``kanzei.law.reader`` for ``src/kanzei/law/reader.py``."""
    parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room(module: str) -> str:
    """The room a module stands in: ``law`` for ``kanzei.law.reader``, empty for the package itself."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def storey(name: str) -> int | None:
    """How far up a room stands, or ``None`` when it is not in the list."""
    return next((number for number, rooms in enumerate(STOREYS) if name in rooms), None)


def imports(file: Path) -> Iterator[tuple[int, str]]:
    """Line and absolute name of everything a file imports, inside functions too."""
    package = module_name(file) if file.name == "__init__.py" else module_name(file).rpartition(".")[0]
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, base] if base else above)
            if base == "kanzei":
                yield from ((node.lineno, f"kanzei.{alias.name}") for alias in node.names)
            else:
                yield node.lineno, base


def identify(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("file", MODULES, ids=identify)
def test_a_room_imports_only_from_rooms_above_it(file: Path) -> None:
    """Design, section 3: imports run in one direction."""
    own = room(module_name(file))
    if own in {"", "__main__", "api"}:
        return
    assert storey(own) is not None, f"the room {own!r} stands in no storey: add it to STOREYS"
    wrong = [
        f"{identify(file)}:{line} imports {name}"
        for line, name in imports(file)
        if name.startswith("kanzei.") and (storey(room(name)) or 0) > (storey(own) or 0)
    ]
    assert [] == wrong


@pytest.mark.parametrize("file", MODULES, ids=identify)
def test_a_module_says_what_it_is_for_and_is_not_long(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    if not text.strip():
        return

    assert ast.get_docstring(ast.parse(text)), f"{identify(file)} has no docstring"
    assert text.count("\n") < LONGEST_MODULE, f"{identify(file)}: split it where it has two reasons to change"


def test_no_module_is_named_for_having_no_subject() -> None:
    vague = {"utils", "util", "helpers", "helper", "misc", "common", "stuff", "tools"}

    assert [] == [identify(file) for file in MODULES if file.stem in vague]


def test_all_is_sorted_and_is_what_is_public() -> None:
    """``kanzei.__all__`` is a decision: every name in it exists, and nothing else is public."""
    import kanzei

    listed = list(getattr(kanzei, "__all__", []))
    modules = {file.stem for file in PACKAGE.glob("*.py")} | {path.name for path in PACKAGE.iterdir() if path.is_dir()}
    public = (
        {name for name in dir(kanzei) if not name.startswith("_")} - modules - {"Any", "TYPE_CHECKING", "annotations"}
    )

    assert listed == sorted(listed, key=str.lower)
    assert [] == [name for name in listed if not hasattr(kanzei, name)]
    assert public <= set(listed)


def test_every_foreign_import_is_declared() -> None:
    """A module outside the standard library is a dependency or an extra of the package."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    declared = [
        *project["dependencies"],
        *(item for name, items in extras.items() if name != "dev" for item in items),
    ]
    distributions = {re.split(r"[^\w.-]", item)[0].lower() for item in declared}
    allowed = {MODULE_OF_DISTRIBUTION.get(name, name.replace("-", "_")) for name in distributions}
    foreign = {
        f"{identify(file)}:{line} {name}"
        for file in MODULES
        for line, name in imports(file)
        if (top := name.split(".")[0]) not in sys.stdlib_module_names and top != "kanzei" and top not in allowed
    }

    assert set() == foreign


def test_the_cold_path_loads_nothing_heavy() -> None:
    """``kanzei duty`` is felt as instant: the command line imports no array, table or YAML library."""
    heavy = {"numpy", "pyarrow", "yaml", "openpyxl", "matplotlib", "dataclasses", "inspect", "asyncio"}
    code = f"import sys, kanzei.cli; print(sorted(set(sys.modules) & {heavy!r}))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)

    assert (ran.stdout.strip(), ran.stderr) == ("[]", "")


def test_a_cold_answer_is_instant() -> None:
    """A cold `kanzei duty` takes at most 1.5 times a bare `import numpy`, best of five runs of each in turn."""
    path = ROOT / "benchmarks" / "cold_start.py"
    spec = importlib.util.spec_from_file_location("cold_start", path)
    assert spec and spec.loader
    bench = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bench)
    rounds = [(bench.milliseconds(bench.KANZEI), bench.milliseconds(bench.NUMPY)) for _ in range(6)][1:]
    kanzei, numpy = (min(times) for times in zip(*rounds, strict=True))

    assert kanzei <= 1.5 * numpy, f"kanzei duty {kanzei:.0f} ms, import numpy {numpy:.0f} ms"


def test_the_shipped_book_is_the_compiled_lawbook(tmp_path: Path) -> None:
    """`make law` was run after the last edit of an instrument: the package ships what the files say."""
    from kanzei.law.compiled import SHIPPED, compile_book, load_instruments, read_pending

    compile_book(load_instruments(), read_pending(), tmp_path)
    expected = json.loads((tmp_path / "law.json").read_bytes())
    actual = json.loads((SHIPPED / "law.json").read_bytes())

    stale = [key for key in expected if expected[key] != actual.get(key)]
    assert [] == stale, "run `make law`"


def test_the_shipped_claims_are_the_registry() -> None:
    command = [sys.executable, str(ROOT / "tools" / "build_claims.py"), "--check"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    ran = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)

    assert 0 == ran.returncode, ran.stdout + ran.stderr


def test_nothing_leaves_the_machine() -> None:
    """No module can open a connection."""
    doors = {"socket", "ssl", "http.client", "http.server", "urllib.request", "ftplib", "smtplib", "requests"}
    found = [f"{identify(file)}:{line}" for file in MODULES for line, name in imports(file) if name in doors]

    assert [] == found


def test_no_file_speaks_of_one_machine_or_of_unfinished_work() -> None:
    """Paths of somebody's machine, notes to oneself and pictographs do not belong in the repository."""
    refused = re.compile(
        r"(?<![\w.])/(?:work|tmp|root|home/\w+|Users/\w+)/"  # absolute paths
        r"|\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b"
        r"|[\U0001F300-\U0001FAFF\u2600-\u27BF]"
    )
    found = [
        f"{identify(file)}:{number}: {match.group(0)}"
        for file in tracked_texts()
        for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").split("\n"), 1)
        if (match := refused.search(line))
    ]

    assert [] == found


def test_make_help_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.M)
    assert phony
    described = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.M))

    assert set(phony.group(1).split()) == described


@pytest.mark.parametrize(("wanted", "outcome"), [("", "2 skipped"), ("all", "1 skipped, 1 error")])
def test_nothing_is_skipped_for_a_missing_part_when_all_is_wanted(wanted: str, outcome: str, tmp_path: Path) -> None:
    """CI sets KANZEI_TESTS=all: what a test needs must be there; what does not apply may be skipped."""
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    (tmp_path / "test_parts.py").write_text(
        "import pytest\n"
        "@pytest.mark.needs('a_module_nobody_has')\n"
        "def test_part(): pass\n"
        "def test_elsewhere(): pytest.skip('does not apply: another system')\n"
    )
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-c",
        str(ROOT / "pyproject.toml"),
        str(tmp_path),
    ]
    environment = {**os.environ, "KANZEI_TESTS": wanted}
    ran = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment, check=False)
    closing = ran.stdout.strip().split("\n")[-1]

    assert outcome in closing
    assert "suite: 2 tests" in ran.stdout
