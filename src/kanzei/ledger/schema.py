"""The tables of a ledger, by version. The SQL stands in ``sql/``, one file a version; a ledger of an older one is brought up by running the rest."""

from __future__ import annotations

from importlib.resources import files

__all__ = ["DATA", "HISTORY", "IMPORTED", "NEWEST", "RUN", "TABLES", "statements", "upgrade_texts"]

NEWEST = 1
"""The version this program writes and reads."""

IMPORTED = ("entries", "lines", "duties", "oddities", "receipts", "outcomes", "notices")
"""What imports bring: each row names its import, the importer and the entry."""
RUN = ("assessments", "assessed_duties", "differences", "remedies")
"""What a run finds: each row names its run, the importer and the entry."""
DATA = (*IMPORTED, "filings", *RUN)
"""Tables whose rows belong to one importer."""
HISTORY = ("events", "imports", "files", "runs")
"""Tables that tell what was done."""
TABLES = ("meta", *HISTORY, *DATA)


def statements(name: str) -> str:
    """The SQL of a file in ``sql/``, without its extension."""
    return (files("kanzei.ledger") / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def upgrade_texts(version: int) -> list[tuple[int, str]]:
    """(version, SQL) of every step from a version (0: nothing there yet) to the newest."""
    return [(number, statements(str(number))) for number in range(version + 1, NEWEST + 1)]
