"""Compile the law book into the files the package ships (src/kanzei/data/law.json and law.sqlite).

Run after every edit of src/kanzei/lawbook: ``python tools/build_law.py``. Fails on any mistake or unordered conflict.
"""

from __future__ import annotations

import sys

from kanzei.law.check import check_book
from kanzei.law.compiled import SHIPPED, compile_book, load_instruments, read_pending, sources_digest


def main() -> int:
    """Check and compile; prints the digest."""
    mistakes = check_book()
    if mistakes:
        print("\n".join(mistakes), file=sys.stderr)
        return 1
    instruments = load_instruments()
    digest = compile_book(instruments, read_pending(), SHIPPED)
    (SHIPPED / "law.sources").write_text(sources_digest() + "\n", encoding="ascii")
    print(f"{len(instruments)} instruments, digest {digest}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
