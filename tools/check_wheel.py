"""Print the size of a built wheel and refuse one that is too large or lacks a file of the package.

python tools/check_wheel.py dist/kanzei-0.1.0-py3-none-any.whl --limit-mb 15
"""

from __future__ import annotations

import argparse
import sys
import zipfile
from pathlib import Path

SRC = Path(__file__).resolve().parent.parent / "src"


def missing(wheel: Path) -> list[str]:
    """Files of the source tree that the wheel does not carry."""
    with zipfile.ZipFile(wheel) as archive:
        carried = set(archive.namelist())
    wanted = {
        path.relative_to(SRC).as_posix()
        for path in (SRC / "kanzei").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }
    return sorted(wanted - carried)


def main() -> int:
    """Check and print; 1 when the wheel may not be published."""
    parser = argparse.ArgumentParser(description="check a built wheel")
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--limit-mb", type=float, default=15.0, help="largest size in megabytes (10^6 bytes)")
    options = parser.parse_args()

    megabytes = options.wheel.stat().st_size / 1e6
    print(f"wheel: {options.wheel}, {megabytes:.2f} MB of {options.limit_mb:g} MB")
    lacking = missing(options.wheel)
    for name in lacking:
        print(f"not in the wheel: {name}", file=sys.stderr)
    if megabytes > options.limit_mb:
        print("the wheel is too large", file=sys.stderr)
    return 1 if lacking or megabytes > options.limit_mb else 0


if __name__ == "__main__":
    sys.exit(main())
