"""``/assess``: files of entry lines uploaded and assessed as a job, as ``kanzei assess`` does it."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field

from kanzei.web.answers import Job
from kanzei.web.api.given import PROBLEMS, AskedJobs
from kanzei.web.api.submit import accepted, body_of
from kanzei.web.questions import Law, Text

router = APIRouter(tags=["jobs"], responses=PROBLEMS)

KINDS = (".csv", ".tsv", ".txt", ".xlsx", ".parquet")
FILES = {"file": KINDS, "scenario": (".yaml", ".yml"), "adcvd": (".csv", ".xlsx", ".json", ".yaml", ".yml")}
"""Field -> kinds of files: entry lines, hypothetical instruments laid on the law, deposit rates of antidumping and countervailing cases."""


class Assess(Law):
    """How the files are assessed: the options of ``kanzei assess``."""

    form: Literal["csv", "xlsx", "parquet", "jsonl"] = Field("csv", description="kind of the result")
    fees: bool = Field(False, description="add the merchandise processing and harbor maintenance fees, by entry number")
    mode: Text = Field("", description="mode of transport of lines that state none: vessel, air")
    layout: Literal["7501"] | None = Field(None, description="result with a row for each HTS number, as to be filed")
    date_format: Text | None = Field(None, description="form of the dates, such as MM/DD/YYYY")
    money: Literal["us", "eu"] | None = Field(None, description="form of amounts: us 1,234.56 or eu 1.234,56")
    map: list[Text] = Field([], description="take a column from this header, COLUMN=HEADER (repeatable)")
    sheet: Text | None = Field(None, description="sheet of an Excel file")
    strict: bool = Field(False, description="an unknown claim fails its line")
    raw: bool = Field(False, description="CSV for machines: do not guard text against spreadsheet formulas")


@router.post("/assess", status_code=202, openapi_extra=body_of(Assess, *FILES), responses={202: {"model": Job}})
async def assess(request: Request, jobs: AskedJobs) -> Response:
    """Take files of entry lines (field ``file``, repeatable), scenarios and case rates (``scenario``, ``adcvd``), and assess the lines in the background; the answer says where the job stands."""
    return await accepted(request, jobs, "assess", Assess, FILES)
