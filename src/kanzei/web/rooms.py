"""Questions of the rooms ``deal`` and ``impact``, answered by the parts of their commands; what was answered lately is kept.

A question is told as a dictionary of the command's options, so that it can be sent to the process for long questions and be found again. Its
answer as a value, a table and a picture are three asks of one piece of work: the answer is kept where it was made.
"""

from __future__ import annotations

import json
from argparse import ArgumentTypeError, Namespace
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kanzei.cli.found import Found, How
from kanzei.errors import KanzeiError, UsageError
from kanzei.web.desk import Views
from kanzei.web.problems import Refused
from kanzei.web.room_tables import table_of
from kanzei.web.tables import Table

__all__ = ["drawn", "found_of", "small_file", "tabled", "value"]

KEPT = 24
_kept: OrderedDict[tuple[str, str], Found] = OrderedDict()
_SHORTEST = {"deal_run": ["--reading", "mou"], "deal_waterfall": ["x"], "deal_actus": ["x"], "impact_reproduce": ["x"], "impact_ge": ["--optimal"]}  # fmt: skip
"""Words without which a part cannot be parsed; what the question says takes their place."""


def found_of(views: Views, part: str, asked: dict[str, Any]) -> Found:
    """The answer of a part, such as ``deal_compare``, to a question given as its options.

    Raises
    ------
    KanzeiError   As the command raises it; files of the server are none of the asker's.
    """
    key = (part, repr(asked))
    found = _kept.pop(key, None)
    if found is None:
        with _given(part, asked) as options:
            found = import_module(f"kanzei.cli.{part}").answer_of(options, _how(views, part, options))
    _kept[key] = found
    if len(_kept) > KEPT:
        _kept.popitem(last=False)
    return found


def value(views: Views, part: str, asked: dict[str, Any]) -> Any:
    """The answer as ``--json`` prints it."""
    return found_of(views, part, asked).value


def tabled(views: Views, part: str, asked: dict[str, Any], which: str = "") -> Table:
    """The answer as a table; ``which``: of a part that has several.

    Raises
    ------
    Refused   The answer has no such table.
    """
    return table_of(part, found_of(views, part, asked), which)


def drawn(views: Views, part: str, asked: dict[str, Any], form: str) -> bytes:
    """The picture of the answer, svg or png.

    Raises
    ------
    Refused   The answer has no picture. UsageError   matplotlib is not installed.
    """
    from kanzei.render.deal_picture import check_plot

    found = found_of(views, part, asked)
    if found.draw is None:
        raise Refused("not-found", "this answer has no picture")
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"picture.{form}"
        check_plot(path)
        found.draw(path)
        return path.read_bytes()


def _how(views: Views, part: str, options: Namespace) -> How:
    """The views of the server, in silence and in this process alone."""
    if part.startswith("deal_"):
        return How(views.plain, _silent, 1)
    return How(lambda known: views.at(options, known), _silent, 1)


@contextmanager
def _silent(what: str) -> Iterator[Callable[[float], None]]:
    yield lambda share: None


@contextmanager
def _given(part: str, asked: dict[str, Any]) -> Iterator[Namespace]:
    """The command's defaults and over them what is asked; a case or file sent as an object stands in a file of its own while it is read."""
    room, _, name = part.partition("_")
    parser = import_module(f"kanzei.cli.{room}").parser()
    options: Namespace = parser.parse_args([name, *_SHORTEST.get(part, [])])
    if part == "impact_ge":
        options.optimal = False
    with TemporaryDirectory() as folder:
        for key, one in asked.items():
            if isinstance(one, dict):
                # Objects are small files: a case, or a test file.
                path = Path(folder) / Path(one["name"]).name
                path.write_text(one["text"], encoding="utf-8")
                one = str(path)
            elif key in ("case", "terms", "reading", "name"):
                _check(part, key, one, asked)
            setattr(options, key, one)
        if part == "impact_ge":
            options.rate = [_rate(word) for word in asked.get("rate", [])] or None
            if sum(map(bool, (options.rate, options.on, options.case, options.optimal, options.nash))) != 1:
                raise UsageError("say one of rate, on, case, optimal and nash")
        try:
            yield options
        except KanzeiError as error:
            raise type(error)(str(error).replace(f"{folder}/", "")) from None


def _rate(word: str) -> tuple[str, float]:
    from kanzei.cli.impact_ge import _rate as read

    try:
        return read(word)
    except ArgumentTypeError as error:
        raise UsageError(f"rate: {error}") from None


def _check(part: str, key: str, given: Any, asked: dict[str, Any]) -> None:
    """Refuse names that are none of ours: on the command line they may be files, here they may not."""
    from kanzei.deal.announced import announced, is_announced
    from kanzei.deal.read_terms import read_sheet, shipped_sheets
    from kanzei.deal.shipped import shipped_cases

    if given in (None, [], "") or (part.startswith("impact_") and part != "impact_reproduce"):
        return
    words = given if isinstance(given, list) else [given]
    if part == "impact_reproduce":
        known: list[str] = ["liberation-day", "nafta"]
    elif key == "terms":
        known = list(shipped_sheets())
    elif key == "case":
        known = [*shipped_cases(), *announced()]
        words = [one for one in words if not is_announced(one)]
    else:
        known = list(dict.fromkeys(name for one in shipped_sheets() for name in read_sheet(one).readings))
    for one in words:
        if one not in known:
            raise UsageError(f"{key} {one!r}: there is no such {key} here; there are {', '.join(known)}")


def small_file(name: str, content: Any) -> dict[str, str]:
    """An object or a text that stands in the place of a file."""
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    return {"name": name, "text": text}
