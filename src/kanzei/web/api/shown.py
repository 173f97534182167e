"""A job as a JSON object."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from kanzei.web.jobs.journal import Entry
from kanzei.web.jobs.keeper import Keeper

__all__ = ["shown"]


def shown(jobs: Keeper, job: Entry) -> dict[str, Any]:
    """How far a job is, and where its results lie."""
    url = f"/api/v1/jobs/{job.id}"
    done, total = jobs.progress.get(job.id, (0, None))
    results = jobs.results(job.id) if job.state == "done" else []
    named = [(jobs.result_name(job.id, path), path.stat().st_size) for path in results]
    return {
        "id": job.id,
        "kind": job.kind,
        "state": job.state,
        "accepted": job.accepted,
        "done": done,
        "total": total,
        "files": [sent for _, _, sent in job.files],
        "options": {name: value for name, value in job.options.items() if value not in (None, [], False, "")},
        "error": job.error,
        "summary": job.summary,
        "results": [{"name": name, "bytes": size, "url": f"{url}/results/{quote(name)}"} for name, size in named],
        "url": url,
    }
