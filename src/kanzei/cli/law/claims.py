"""``kanzei law claims``: the registry of claims."""

from __future__ import annotations

from argparse import Namespace

from kanzei.cli.law.book import near
from kanzei.cli.options import add_json, say
from kanzei.cli.parser import Parts
from kanzei.errors import UsageError

__all__ = ["add"]


def add(parts: Parts) -> None:
    """Options of the part."""
    made = parts.add_parser("claims", help="facts that may be stated about a line", example=("law claims steel",))
    made.add_argument("word", nargs="?", metavar="WORD", help="only keys that have this word")
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Carry the part out; the exit code."""
    from kanzei.law.claims import REGISTRY, resolve
    from kanzei.render.law import claims_text

    word = (options.word or "").lower()
    rows = [one for one in REGISTRY.values() if not word or any(word in name for name in (one.key, *one.aliases))]
    if word and not rows:
        found = resolve(word)
        if found is None:
            raise UsageError(f"no claim has {word!r} in its name{near(word, REGISTRY)}; `kanzei law claims` lists all")
        rows = [found]
    return say(options, {"claims": [one._asdict() for one in rows]}, claims_text(rows))
