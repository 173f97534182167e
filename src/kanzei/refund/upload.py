"""Upload files of the 2026 process: one header, one entry number a row, one importer a file (CSMS 68340863)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kanzei.refund.entry_numbers import normalise, what_is_wrong

__all__ = ["HEADER", "MOST_BYTES", "MOST_ROWS", "Refused", "Upload", "UploadFile", "upload_files"]

HEADER = "Entry Number"
MOST_ROWS = 9_999
MOST_BYTES = 1_000_000
"""1 MB, taken as the smaller of its two meanings."""
_END = "\r\n"


class UploadFile(NamedTuple):
    """One file. part : its place among the files of the importer, from 1."""

    importer_number: str
    part: int
    entries: tuple[str, ...]

    @property
    def text(self) -> str:
        """The file as CSV, ASCII."""
        return _END.join((HEADER, *self.entries)) + _END


class Refused(NamedTuple):
    """An entry left out, and why."""

    entry_number: str
    importer_number: str
    because: str


class Upload(NamedTuple):
    """Files and what stands in none of them."""

    files: tuple[UploadFile, ...]
    refused: tuple[Refused, ...]


def upload_files(
    entries: Iterable[tuple[str, str]], most_rows: int = MOST_ROWS, most_bytes: int = MOST_BYTES
) -> Upload:
    """Upload files for entries, each of them in one file once.

    Parameters
    ----------
    entries : (entry number, importer number) in the order wanted; one number may be named more than once, once per line.
    """
    importers: dict[str, dict[str, None]] = {}
    owner: dict[str, str] = {}
    refused: dict[tuple[str, str], Refused] = {}
    for text, importer in entries:
        wrong = what_is_wrong(text)
        if not wrong and not importer.strip():
            wrong = "no importer number: a file holds the entries of one importer; `--importer N` gives it"
        if wrong:
            refused[text, importer] = Refused(text, importer, wrong)
            continue
        number = normalise(text)
        if owner.setdefault(number, importer) != importer:
            refused[number, importer] = Refused(
                number, importer, f"the entry also stands under importer {owner[number]}: which is right must be known"
            )
            continue
        importers.setdefault(importer, {})[number] = None
    room = (most_bytes - len(HEADER) - len(_END)) // (11 + len(_END))
    size = max(1, min(most_rows, room))
    files = []
    for importer, numbers in importers.items():
        held = list(numbers)
        files += [
            UploadFile(importer, part, tuple(held[start : start + size]))
            for part, start in enumerate(range(0, len(held), size), 1)
        ]
    return Upload(tuple(files), tuple(refused.values()))
