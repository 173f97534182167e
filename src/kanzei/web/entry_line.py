"""One entry line as filed and paid, settled by the refund command: whether it can still be refunded, how, until when."""

from __future__ import annotations

import csv
import io
import re
from argparse import Namespace
from contextlib import redirect_stderr
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from kanzei.errors import UsageError
from kanzei.web.desk import Views
from kanzei.web.questions import Amount, Day, Question, Text

__all__ = ["EntryLine", "settled"]

STAND_IN = "ZZZ00000003"
"""A number of the right form for a line that names none; ``ZZZ`` stands for any filer."""
_FILED = re.compile(r"[\d.]{4,13}=\d[\d,]*(\.\d{1,2})?\Z")


def _filed(words: list[str]) -> list[str]:
    for one in words:
        if not _FILED.match(one):
            raise ValueError(f"{one!r}: write NUMBER=USD, such as 9903.02.73=1500.00")
    return words


class EntryLine(Question):
    """What was filed and paid on a line, and the days looked at."""

    entry: Text = Field("", description="entry number", examples=["ABC12345676"])
    hts: Text = Field(description="tariff code of the goods", examples=["6307.90.98.70"])
    origin: Text = Field(alias="from", description="country of origin, two letters", examples=["JP"])
    entered: Day = Field(description="day of entry", examples=["2025-09-20"])
    value: Amount = Field(description="entered value in USD, a plain number", examples=["10000"])
    filed: Annotated[list[Text], Field(max_length=20), AfterValidator(_filed)] = Field(
        [], description="each number filed with the duty paid under it, NUMBER=USD (repeatable)"
    )
    summary: Day | None = Field(None, description="day of the entry summary")
    liquidated: Day | None = Field(None, description="day of liquidation")
    importer: Text = Field("", description="importer number")
    entry_type: Text = Field("01", description="entry type of Form 7501")
    on: Day | None = Field(None, description="the day on which deadlines are looked at (default: the book's newest)")
    as_known: Day | None = Field(None, description="the law as known on this day (default: all the book holds)")
    plaintiff: bool = Field(False, description="the importer sues in the refund cases")
    importer_kind: Literal["corporate", "other"] = Field("corporate", description="for the rate of interest")

    def rows(self) -> list[dict[str, str]]:
        """The line as a table of our own columns: a row for each number filed, the code of the goods last, with its value."""
        paid = dict(one.split("=") for one in self.filed)
        plain = {re.sub(r"\D", "", number): number for number in paid}
        goods = plain.get(re.sub(r"\D", "", self.hts))
        numbers = [(number, "0", usd) for number, usd in paid.items() if number != goods]
        numbers.append((self.hts, self.value, paid.get(goods or "", "0")))
        first = {
            "entry_number": self.entry or STAND_IN,
            "line": "1",
            "entry_type": self.entry_type,
            "importer_number": self.importer,
            "entered_on": str(self.entered),
            "summary_on": str(self.summary or ""),
            "origin": self.origin,
            "liquidated_on": str(self.liquidated or ""),
        }
        return [
            {**first, "ordinal": str(place), "hts": number, "value_usd": value, "duty_paid_usd": usd.replace(",", "")}
            for place, (number, value, usd) in enumerate(numbers, 1)
        ]


def settled(views: Views, asked: dict[str, Any]) -> dict[str, Any]:
    """The line settled: what ``kanzei refund --json`` prints of it, and the rows of its files of lines and remedies.

    Raises
    ------
    UsageError   The line cannot be read; its own error says why.
    """
    from kanzei.cli import refund as command
    from kanzei.render.refund import refund_json

    question = EntryLine.model_validate(asked)
    rows = question.rows()
    with TemporaryDirectory() as folder:
        source, out = Path(folder) / "line.csv", Path(folder) / "out"
        with source.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        options: Namespace = command.parser().parse_args([str(source), "-o", str(out)])
        options.on, options.as_known, options.plaintiff = question.on, question.as_known, question.plaintiff
        options.importer_kind, options.workers, options.raw = question.importer_kind, 1, True
        with redirect_stderr(io.StringIO()):
            summary = refund_json(command.refund_all(options))
        lines, remedies = _read(out / "lines.csv"), _read(out / "remedies.csv")
    wrong = next((one["error"] for one in lines if one["error"]), "")
    if wrong:
        raise UsageError(wrong)
    notes = [] if question.entry else [f"no entry number is given: {STAND_IN} stands in for it"]
    return {"summary": {**summary, "output": ""}, "lines": lines, "remedies": remedies, "notes": notes}


def _read(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))
