"""Try the corpus, then the suite's own tests of these rooms, on mutants of the code."""

from __future__ import annotations

import importlib
import signal
from collections.abc import Callable
from types import FrameType
from typing import Any

from hypothesis import HealthCheck, settings

from kanzei.duty.book import LawBook
from kanzei.law.compiled import _content, load_instruments
from kanzei.law.replay import replay

from .code import CodeMutant, install
from .corpus import Case, base_views, cases, fails
from .run_law import Verdict

__all__ = ["Bench"]

LIMIT_S = 20
SUITE_LIMIT_S = 240
SUITES = {
    "kanzei.duty.evaluator": (
        "tests.duty.test_evaluator",
        "tests.duty.test_decisions",
        "tests.duty.test_explanation",
        "tests.duty.test_clocks",
        "tests.duty.test_parts",
    ),
    "kanzei.duty.scalar": (
        "tests.duty.test_evaluator",
        "tests.duty.test_decisions",
        "tests.duty.test_parts",
        "tests.duty.test_interpreters",
    ),
    "kanzei.duty.assess": (
        "tests.duty.test_assess",
        "tests.duty.test_decisions",
        "tests.cases.test_chapter_98",
        "tests.duty.test_explanation",
        "tests.duty.test_parts",
        "tests.duty.test_preference",
        "tests.duty.test_clocks",
    ),
    "kanzei.duty.column": (
        "tests.duty.test_column",
        "tests.duty.test_decisions",
        "tests.duty.test_preference",
        "tests.duty.test_explanation",
    ),
    "kanzei.duty.components": ("tests.duty.test_components", "tests.duty.test_column", "tests.duty.test_decisions"),
    "kanzei.duty.preference": ("tests.duty.test_preference",),
    "kanzei.duty.chapter98": (
        "tests.duty.test_chapter_98_clauses",
        "tests.cases.test_chapter_98",
        "tests.duty.test_decisions",
        "tests.duty.test_parts",
    ),
    "kanzei.duty.view": (
        "tests.duty.test_view",
        "tests.duty.test_decisions",
        "tests.duty.test_explanation",
        "tests.duty.test_parts",
    ),
    "kanzei.law.replay": ("tests.law.test_replay",),
}
OTHERS = ("tests.duty.test_decisions", "tests.duty.test_explanation", "tests.duty.test_parts")
"""The tests called on what the corpus lets live; those of a module that states its own come in place of the others."""


class TooLongError(BaseException):
    """A mutant that runs on: no ``except Exception`` on the way may take it for a failure of another kind."""


class Bench:
    """The corpus on fresh views of the standing book, the likeliest killers first."""

    def __init__(self) -> None:
        # The properties are tried on the same few examples for every mutant.
        settings.register_profile(
            "mutation",
            deadline=None,
            derandomize=True,
            max_examples=60,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        settings.load_profile("mutation")
        self.book = LawBook.shipped()
        self.instruments = load_instruments()
        self.bare = [one._replace(sets=()) for one in self.instruments]
        self.kills: dict[str, int] = {}
        self.cases = list(cases())
        self.warm = base_views(self.book)
        for case in self.cases:
            fails(case, self.warm[case.key])

    def try_mutant(self, mutant: CodeMutant, *, suite: bool = True) -> Verdict:
        """Killed by a case, by the limit of time or by the suite; else a survivor."""
        take_away = install(mutant)
        try:
            found = _within(LIMIT_S, self._corpus, mutant)
            if not found.killed and suite:
                found = _within(SUITE_LIMIT_S, self._suite, mutant)
        finally:
            take_away()
        return found

    def _corpus(self, mutant: CodeMutant) -> Verdict:
        book = self.book
        if mutant.module == "kanzei.law.replay":
            try:
                book = self._replayed(mutant)
            except Exception as error:  # a mutant may fail in any way: that it fails is what is looked for
                return Verdict(True, f"the book does not compile: {type(error).__name__}")
        views: dict[Any, Any] = {}
        for case in sorted(self.cases, key=lambda case: -self.kills.get(case.id, 0)):
            if case.key not in views:
                views[case.key] = base_views_of(
                    book, case, None if mutant.module.endswith(("view", "replay")) else self.warm
                )
            if fails(case, views[case.key]):
                self.kills[case.id] = self.kills.get(case.id, 0) + 1
                return Verdict(True, case.id)
        return Verdict(False, "")

    def _replayed(self, mutant: CodeMutant) -> LawBook:
        import copy

        members = mutant.function == "_members"
        found = replay(self.instruments if members else self.bare)
        content = _content(self.instruments, found)
        book = copy.copy(self.book)
        book.provisions = content["provisions"]
        if members:
            import sqlite3

            book.groups = content["groups"]
            base = sqlite3.connect(":memory:")
            base.execute("CREATE TABLE sets(id INTEGER PRIMARY KEY, name TEXT)")
            base.execute(
                "CREATE TABLE members(code TEXT, set_id INT, sign INT, start TEXT, stop TEXT, known TEXT, until TEXT)"
            )
            rows = [m for m in found.members if m.kind == "set"]
            names = {name: number for number, name in enumerate(sorted({m.name for m in rows}))}
            base.executemany("INSERT INTO sets VALUES(?,?)", [(number, name) for name, number in names.items()])
            base.executemany(
                "INSERT INTO members VALUES(?,?,?,?,?,?,?)",
                [(m.code, names[m.name], 1 if m.sign == "+" else -1, m.start, m.stop, m.known, m.until) for m in rows],
            )
            base.execute("CREATE INDEX by_code ON members(code)")
            book._members = base
        return book

    @staticmethod
    def _suite(mutant: CodeMutant) -> Verdict:
        for name in SUITES.get(mutant.module, OTHERS):
            failed = _failing(importlib.import_module(name))
            if failed:
                return Verdict(True, failed)
        return Verdict(False, "")


def _within(seconds: int, work: Callable[[CodeMutant], Verdict], mutant: CodeMutant) -> Verdict:
    """The verdict of some work, or that it ran on: seconds of this process, however busy the machine is."""
    signal.signal(signal.SIGVTALRM, _too_long)
    # Rung again every second, for what is raised inside a callback of the garbage collector is lost.
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 1)
    try:
        return work(mutant)
    except TooLongError:
        return Verdict(True, "time")
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _too_long(_: int, frame: FrameType | None) -> None:
    while frame is not None:
        # Hypothesis times the collector: raised in there the error would be printed and lost, so wait for the next ring.
        if frame.f_code.co_name == "gc_callback":
            return
        frame = frame.f_back
    raise TooLongError


def _failing(module: Any) -> str:
    """The first test of a module that fails, each called with every set of its parameters."""
    for value in vars(module).values():
        # A view kept from one mutant to the next would keep its stacks.
        if hasattr(value, "cache_clear"):
            value.cache_clear()
    for name, test in vars(module).items():
        if not name.startswith("test_"):
            continue
        sets: list[dict[str, Any]] = [{}]
        for mark in getattr(test, "pytestmark", ()):
            if mark.name != "parametrize":
                continue
            keys, values = mark.args[:2]
            keys = [key.strip() for key in keys.split(",")] if isinstance(keys, str) else keys
            rows = [getattr(row, "values", row) for row in values]
            rows = [
                row if len(keys) > 1 or hasattr(old, "values") else (row,)
                for row, old in zip(rows, values, strict=True)
            ]
            sets = [{**known, **dict(zip(keys, row, strict=True))} for known in sets for row in rows]
        for arguments in sets:
            try:
                test(**arguments)
            except TooLongError:
                raise
            except BaseException:
                return f"{module.__name__}.{name}"
    return ""


def base_views_of(book: LawBook, case: Case, warm: Any) -> Any:
    """A fresh view for a case; with ``warm``, what no mutant can have touched is taken over."""
    from tests.cases.rows import known_day

    view = book.view(known=known_day(case.key[0]), switches=dict(case.key[1]))
    if warm is not None:
        old = warm[case.key]
        view._slices, view._sets, view._groups, view._members = old._slices, old._sets, old._groups, old._members
        view._candidates = old._candidates
    elif book.members is not None and book.provisions is not None:
        view._slices = None
    return view
