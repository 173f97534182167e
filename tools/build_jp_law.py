"""Compile the law book of Japan (src/kanzei/lawbook/jp) into the file the package ships (src/kanzei/data/japan.json).

Run after every edit there: ``python tools/build_jp_law.py``. Fails on any mistake.
"""

from __future__ import annotations

import sys

from kanzei.errors import LawError
from kanzei.law.jp.compiled import compile_book, write_book


def main() -> int:
    """Compile; prints the digest."""
    try:
        content = compile_book()
    except LawError as error:
        print(error, file=sys.stderr)
        return 1
    write_book(content)
    print(f"{len(content['instruments'])} instruments, {len(content['lines'])} lines, digest {content['digest']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
