"""A PostgreSQL server of the tests' own: started in a folder of its own, reached through a socket there, stopped at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def programs() -> Path | None:
    """The folder of ``initdb`` and ``pg_ctl``, the newest there is."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3].split(".")[0])
    )
    return folders[-1].parent if folders else None


def _owner() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: it runs as the package's user then."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}
    raise RuntimeError("PostgreSQL does not run as root, and there is no user postgres or nobody")


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Start a server; the address of its first database."""
    owner = _owner()
    base = Path(tempfile.mkdtemp(prefix="kanzei-pg-"))
    try:
        if owner:
            os.chown(base, owner["user"], owner["group"])
        data = base / "data"
        _run(folder, base, owner, "initdb", "-D", data, "-A", "trust", "-U", "kanzei", "-E", "UTF8", "--locale=C", "--no-sync")  # fmt: skip
        options = f"-k {base} -c listen_addresses='' -c fsync=off"
        _run(folder, base, owner, "pg_ctl", "-D", data, "-w", "-t", "60", "-l", base / "log", "-o", options, "start")
        try:
            yield f"postgresql://kanzei@/postgres?host={base}"
        finally:
            _run(folder, base, owner, "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(base, ignore_errors=True)


def _run(folder: Path, base: Path, owner: dict[str, Any], program: str, *words: object) -> None:
    """Run a program of PostgreSQL. What it says goes to a file: a pipe would stay open in the server that is left running."""
    with (base / "said").open("w") as said:
        done = subprocess.run(
            [str(folder / program), *map(str, words)], check=False, cwd=base, stdout=said, stderr=said, **owner
        )
    if done.returncode:
        raise RuntimeError(f"{program}: {(base / 'said').read_text()}")
