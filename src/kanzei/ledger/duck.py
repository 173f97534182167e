"""The ledger in one DuckDB file.

DuckDB lets one process write a file, or several read it, never both. So a writer works on a copy beside the file and moves it into its place when all is
done: readers always find a whole ledger, the one before or the one after, and are never waited for. A writer that is killed leaves the copy behind, which
the next one removes. The price is that a write copies the file once.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pyarrow as pa

from kanzei.errors import UsageError
from kanzei.ledger.base import Base, Cell
from kanzei.ledger.lock import holding

__all__ = ["DuckBase", "reading", "writing"]

_BATCH = 20_000
_USE = "USE ledger"


def _duckdb() -> Any:
    try:
        import duckdb
    except ImportError:
        raise UsageError("a ledger in a file needs DuckDB: pip install 'kanzei[duckdb]'") from None
    return duckdb


class DuckBase(Base):
    """An open DuckDB file. place : the name the user knows it by."""

    def __init__(self, path: Path, place: str, *, read_only: bool) -> None:
        duckdb = _duckdb()
        # A database of its own for every opening, with the file attached: two openings of one name would share the first one's, and so see
        # a file that has been replaced meanwhile.
        self._connection = duckdb.connect(":memory:")
        name = str(path).replace("'", "''")  # the statement takes no parameter
        try:
            self._connection.execute(f"ATTACH '{name}' AS ledger {'(READ_ONLY)' if read_only else ''}")
            self._connection.execute(_USE)
        except duckdb.Error as error:
            self._connection.close()
            raise UsageError(_why(error, place)) from None
        # Whatever SQL a ledger's text could become, it opens no file and loads no code.
        self._connection.execute(
            "SET autoinstall_known_extensions=false; SET autoload_known_extensions=false; SET enable_external_access=false; SET lock_configuration=true"
        )
        self.place = place

    def query(self, sql: str, values: Sequence[Cell] = ()) -> list[tuple[Any, ...]]:
        """See :class:`~kanzei.ledger.base.Base`."""
        found: list[tuple[Any, ...]] = self._connection.execute(sql, list(values)).fetchall()
        return found

    def batches(self, sql: str, values: Sequence[Cell] = ()) -> Iterator[pa.RecordBatch]:
        """See :class:`~kanzei.ledger.base.Base`."""
        cursor = self._connection.cursor()
        try:
            cursor.execute(_USE)
            relation = cursor.sql(sql, params=list(values))
            if relation is not None:
                # The name changed between releases of DuckDB.
                read = getattr(relation, "to_arrow_reader", None) or relation.fetch_arrow_reader
                yield from read(_BATCH)
        finally:
            cursor.close()

    def execute(self, sql: str, values: Sequence[Cell] = ()) -> None:
        """See :class:`~kanzei.ledger.base.Base`."""
        if values:
            self._connection.execute(sql, list(values))
        else:
            self._connection.execute(sql)

    def append(self, table: str, batch: pa.RecordBatch) -> None:
        """See :class:`~kanzei.ledger.base.Base`."""
        self._connection.register("rows_to_add", pa.Table.from_batches([batch]))
        self._connection.execute(f'INSERT INTO "{table}" SELECT * FROM rows_to_add')
        self._connection.unregister("rows_to_add")

    def described(self, table: str) -> list[tuple[str, str]]:
        """See :class:`~kanzei.ledger.base.Base`."""
        return [
            (str(name), str(kind))
            for name, kind in self.query(
                "SELECT column_name, data_type FROM information_schema.columns WHERE table_catalog = 'ledger' AND table_schema = 'main' AND table_name = ? ORDER BY ordinal_position",
                (table,),
            )
        ]

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


@contextmanager
def reading(path: Path) -> Iterator[DuckBase]:
    """Open a ledger to read it: the one that stands in its place now, whatever a writer does meanwhile.

    Raises
    ------
    UsageError   There is none, it is damaged, or it is of another version.
    """
    if not path.is_file():
        raise UsageError(
            f"{path}: there is no ledger here: `kanzei ledger import` makes one, --ledger or KANZEI_LEDGER names another"
        )
    base = DuckBase(path, str(path), read_only=True)
    try:
        base.check_version()
        yield base
    finally:
        base.close()


@contextmanager
def writing(
    path: Path, wait_s: float = 0.0, *, create: bool = False, anew: Callable[[Base, Base], object] | None = None
) -> Iterator[DuckBase]:
    """Open a ledger to write it; what is written stands in its place when the block ends well, and not at all when it does not.

    Parameters
    ----------
    anew : copies what is left, from one ledger to another, into a new file that is put in the place of the old: nothing that was deleted is in its bytes.

    Raises
    ------
    UsageError   Another process writes it, another program has it open, there is none, or it cannot be written here.
    """
    real = path.resolve()
    if not real.exists() and not create:
        raise UsageError(
            f"{path}: there is no ledger here: `kanzei ledger import` makes one, --ledger or KANZEI_LEDGER names another"
        )
    if not real.parent.is_dir():
        raise UsageError(f"{path}: there is no folder {real.parent}: make it first")
    with _locked(real, path, wait_s), _beside(real) as (work, fresh):
        if real.exists():
            _copy(real, path, work)
        yield from _filled(work, path)
        if anew is None:
            _into_place(work, real)
            return
        source = DuckBase(work, str(path), read_only=True)
        try:
            for base in _filled(fresh, path):
                anew(source, base)
        finally:
            source.close()
        _into_place(fresh, real)


def _filled(work: Path, path: Path) -> Iterator[DuckBase]:
    """An open file to be written in one transaction, closed when all of it is in the one file."""
    duckdb = _duckdb()
    base = DuckBase(work, str(path), read_only=False)
    try:
        base.execute("BEGIN TRANSACTION")
        base.upgrade()
        yield base
        base.execute("COMMIT")
        base.execute("CHECKPOINT ledger")
    except duckdb.IOException as error:
        raise UsageError(f"{path} cannot be written: {_first(error)}") from None
    finally:
        base.close()
    if _log(work).exists():
        raise UsageError(f"{path} cannot be written: DuckDB kept changes apart from the file")


@contextmanager
def _locked(real: Path, path: Path, wait_s: float) -> Iterator[None]:
    try:
        with holding(real.with_name(f".{real.name}.lock"), str(path), wait_s):
            yield
    except PermissionError as error:
        raise UsageError(f"{path}: nothing can be written in the folder {real.parent} ({error.strerror})") from None


@contextmanager
def _beside(real: Path) -> Iterator[tuple[Path, Path]]:
    """Names of the copy and of a new file; what a killed writer left there is removed, and what this one leaves too."""
    names = tuple(real.with_name(f".{real.name}.{what}") for what in ("work", "new"))
    for name in names:
        for old in (name, _log(name)):
            old.unlink(missing_ok=True)
    try:
        yield names[0], names[1]
    finally:
        for name in names:
            for old in (name, _log(name)):
                with suppress(OSError):
                    old.unlink(missing_ok=True)


def _log(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _copy(real: Path, path: Path, work: Path) -> None:
    if _log(real).exists():
        raise UsageError(
            f"{path} was opened for writing by another program, which has not ended or ended badly ({_log(real).name} stands beside it): "
            "open and close it there first"
        )
    DuckBase(real, str(path), read_only=True).close()  # refused while another program writes it
    try:
        shutil.copy2(real, work)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {(error.strerror or str(error)).lower()}") from None


def _into_place(work: Path, real: Path) -> None:
    with work.open("rb+") as file:
        os.fsync(file.fileno())
    os.replace(work, real)
    with suppress(OSError):  # a folder that cannot be opened (Windows) flushes by itself
        number = os.open(real.parent, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _first(error: Exception) -> str:
    return str(error).split("\n")[0].removeprefix("IO Error: ")


def _why(error: Exception, place: str) -> str:
    text = _first(error)
    if "lock" in text.lower():
        return f"{place} is open for writing in another program: close it there"
    if "not a valid DuckDB" in text or "serialize" in text.lower() or "version number" in text:
        return f"{place} is no DuckDB file that this DuckDB reads: {text}"
    return f"{place} cannot be opened: {text}"
