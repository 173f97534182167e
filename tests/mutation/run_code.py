"""Try the corpus, then the suite's own tests of these rooms, on mutants of the code."""

from __future__ import annotations

import os
import signal
from typing import Any

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
    "kanzei.duty.scalar": ("tests/duty/test_decisions.py", "tests/duty/test_interpreters.py"),
    "kanzei.law.replay": ("tests/law/test_replay.py",),
}
OTHERS = ("tests/duty/test_decisions.py", "tests/duty/test_explanation.py", "tests/duty/test_parts.py", "tests/duty/test_japan.py")


class TooLongError(Exception):
    """A mutant that runs on."""


class Bench:
    """The corpus on fresh views of the standing book, the likeliest killers first."""

    def __init__(self) -> None:
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
        signal.signal(signal.SIGALRM, _too_long)
        signal.setitimer(signal.ITIMER_REAL, LIMIT_S)
        try:
            found = self._corpus(mutant)
        except TooLongError:
            found = Verdict(True, "time")
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            take_away()
        if not found.killed and suite:
            return self._suite(mutant)
        return found

    def _corpus(self, mutant: CodeMutant) -> Verdict:
        book = self.book
        if mutant.module == "kanzei.law.replay":
            try:
                book = self._replayed(mutant)
            except TooLongError:
                raise
            except Exception as error:
                return Verdict(True, f"the book does not compile: {type(error).__name__}")
        views: dict[Any, Any] = {}
        for case in sorted(self.cases, key=lambda case: -self.kills.get(case.id, 0)):
            if case.key not in views:
                views[case.key] = base_views_of(book, case, None if mutant.module.endswith(("view", "replay")) else self.warm)
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
            base.execute("CREATE TABLE members(code TEXT, set_id INT, sign INT, start TEXT, stop TEXT, known TEXT, until TEXT)")
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

    def _suite(self, mutant: CodeMutant) -> Verdict:
        child = os.fork()
        if not child:
            code = 0
            try:
                import pytest

                signal.signal(signal.SIGALRM, signal.SIG_DFL)
                signal.alarm(SUITE_LIMIT_S)
                null = os.open(os.devnull, os.O_WRONLY)
                os.dup2(null, 1)
                os.dup2(null, 2)
                install(mutant)
                paths = SUITES.get(mutant.module, OTHERS)
                code = int(pytest.main(["-x", "-q", "-n0", "-p", "no:randomly", "-p", "no:cacheprovider", *paths]))
            except BaseException:
                code = 70
            os._exit(code)
        _, status = os.waitpid(child, 0)
        return Verdict(True, "the suite") if status else Verdict(False, "")


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


def _too_long(*_: Any) -> None:
    raise TooLongError
