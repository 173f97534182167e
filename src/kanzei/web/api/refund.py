"""``/refund``: what was filed and paid, uploaded and settled as a job, as ``kanzei refund`` does it."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field

from kanzei.web.answers import Job
from kanzei.web.api.given import PROBLEMS, AskedJobs
from kanzei.web.api.submit import accepted, body_of
from kanzei.web.questions import Day, Question, Text

router = APIRouter(tags=["jobs"], responses=PROBLEMS)

KINDS = (".csv", ".tsv", ".txt", ".xlsx", ".parquet")


class Refund(Question):
    """How the entries are settled: the options of ``kanzei refund``."""

    paid_as_known: Day | None = Field(None, description="the law that the filers had, as known on this day")
    as_known: Day | None = Field(None, description="the law as known on this day (default: all the book holds)")
    on: Day | None = Field(None, description="the day on which deadlines are looked at (default: the book's newest)")
    value_as_given: bool = Field(False, description="keep the cents of the value instead of rounding to dollars")
    importer: Text | None = Field(None, description="importer number of entries that name none")
    plaintiff: bool = Field(
        False, description="the importer sues in the refund cases and its number was handed over in time"
    )
    importer_kind: Literal["corporate", "other"] = Field(
        "corporate", description="whose overpayments, for the rate of interest"
    )
    date_format: Text | None = Field(None, description="form of the dates, such as MM/DD/YYYY")
    money: Literal["us", "eu"] | None = Field(None, description="form of amounts: us 1,234.56 or eu 1.234,56")
    map: list[Text] = Field([], description="take a column from this header, COLUMN=HEADER (repeatable)")
    sheet: Text | None = Field(None, description="sheet of an Excel file")


@router.post(
    "/refund", status_code=202, openapi_extra=body_of(Refund, "file", "report"), responses={202: {"model": Job}}
)
async def refund(request: Request, jobs: AskedJobs) -> Response:
    """Take what was filed and paid (field ``file``) and reports of CBP (field ``report``), and settle the entries in the background."""
    return await accepted(request, jobs, "refund", Refund, {"file": KINDS, "report": KINDS})
