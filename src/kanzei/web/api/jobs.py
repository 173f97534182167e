"""``/jobs``: accepted work, how far it is, its results; cancelling and removing."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import FileResponse
from pydantic import Field

from kanzei.web.answers import Job
from kanzei.web.api.given import PROBLEMS, AskedJobs, answer
from kanzei.web.api.shown import shown
from kanzei.web.problems import Refused
from kanzei.web.questions import Question, Text
from kanzei.web.report import sheet_of

router = APIRouter(prefix="/jobs", tags=["jobs"], responses=PROBLEMS)

Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="id of a job")]


@router.get("")
async def listed(jobs: AskedJobs) -> Response:
    """Jobs, the newest first, a hundred at most."""
    return answer({"jobs": [shown(jobs, one) for one in jobs.journal.entries()]})


@router.get("/{job}", responses={200: {"model": Job}})
async def one(job: Id, jobs: AskedJobs) -> Response:
    """How far a job is; once it is done, what the command prints with ``--json``, and its files."""
    return answer(shown(jobs, jobs.entry(job)))


@router.post("/{job}/cancel", responses={200: {"model": Job}})
async def cancel(job: Id, jobs: AskedJobs) -> Response:
    """End a job that waits or runs; nothing of its result is kept."""
    jobs.entry(job)
    jobs.cancel(job)
    return answer(shown(jobs, jobs.entry(job)))


@router.delete("/{job}", status_code=204)
async def remove(job: Id, jobs: AskedJobs) -> Response:
    """Remove a job that has ended, with the files uploaded and its results."""
    jobs.entry(job)
    jobs.remove(job)
    return Response(status_code=204)


@router.get("/{job}/failed")
async def failed(job: Id, jobs: AskedJobs) -> Response:
    """The first lines that a finished job could not assess, with the reason of each; the result has them all."""
    jobs.entry(job)
    return answer({"failed": jobs.failed_lines(job)})


class Rows(Question):
    """Which rows of which table."""

    what: Literal["lines", "months", "authorities", "causes", "remedies"] = "lines"
    failed: bool = Field(False, description="only lines that failed")
    open: bool = Field(False, description="only remedies that are open")
    entry: Text = Field("", description="only rows of this entry, its number with or without dashes")
    page: int = Field(1, ge=1, le=1_000_000)
    size: int = Field(50, ge=1, le=1000, description="rows of a page")


@router.get("/{job}/rows")
async def rows(job: Id, question: Annotated[Rows, Query()], jobs: AskedJobs) -> Response:
    """Rows of a finished job: the first 20,000 lines and those that failed, totals by month, remedies with their last days."""
    asked = question
    chosen = {
        "skip": (asked.page - 1) * asked.size,
        "limit": asked.size,
        "failed": asked.failed,
        "entry": asked.entry,
        "is_open": asked.open,
    }
    found = sheet_of(jobs, job, asked.what, **chosen)
    told = [{"row": number, **dict(zip(found.columns, cells, strict=True))} for number, cells in found.rows]
    return answer({"what": asked.what, "total": found.total, "page": asked.page, "rows": told})


@router.get("/{job}/results/{name:path}", response_class=FileResponse)
async def result(job: Id, name: str, jobs: AskedJobs) -> FileResponse:
    """A file of a finished job."""
    if jobs.entry(job).state == "done":
        for path in jobs.results(job):
            if jobs.result_name(job, path) == name:
                return FileResponse(path, media_type="application/octet-stream", filename=path.name)
    raise Refused("not-found", "the job has no such result")
