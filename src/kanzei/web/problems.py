"""What went wrong, as a problem document (RFC 9457): a kind, a sentence that says how to mend it, the field where one is at fault."""

from __future__ import annotations

import re
import secrets
import sys
import traceback
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kanzei.errors import EntryError, KanzeiError, LawError, NotConverged, NotCovered, ScheduleError, UsageError

__all__ = ["KINDS", "Refused", "in_fields", "kind_of", "problem", "problem_of"]

KINDS: dict[str, tuple[int, str]] = {
    "bad-question": (400, "The question cannot be asked this way"),
    "not-authorised": (401, "A token is needed"),
    "cross-site": (403, "The request comes from another site"),
    "not-found": (404, "There is nothing at this address"),
    "bad-method": (405, "This address does not take the method"),
    "too-slow": (408, "The body does not come"),
    "too-late": (409, "The job is not in a state for this"),
    "too-large": (413, "The body is larger than this server takes"),
    "bad-type": (415, "The body is of another type than this address takes"),
    "bad-host": (421, "The request names another host"),
    "bad-line": (422, "The line cannot be assessed"),
    "not-covered": (422, "Outside the reach of the law book"),
    "bad-law": (422, "The law file cannot be used"),
    "not-converged": (422, "The model found no equilibrium"),
    "bad-fields": (422, "A field cannot be read"),
    "too-many": (429, "More questions than this server takes from one client"),
    "fault": (500, "A fault of this program"),
    "busy": (503, "No answer within the time allowed"),
    "no-room": (507, "No room on the disk"),
}
"""kind -> (status, title)."""

_OF_ERROR: tuple[tuple[type[KanzeiError], str], ...] = (
    (NotCovered, "not-covered"),
    (EntryError, "bad-line"),
    (ScheduleError, "bad-line"),
    (LawError, "bad-law"),
    (NotConverged, "not-converged"),
    (UsageError, "bad-question"),
)


class Refused(Exception):
    """A request that is not answered, for a reason of the door itself; ``kind`` is one of :data:`KINDS`."""

    def __init__(self, kind: str, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.kind, self.detail, self.headers = kind, detail, headers


def kind_of(error: KanzeiError) -> str:
    """The kind of problem of an error raised on purpose."""
    return next((kind for base, kind in _OF_ERROR if isinstance(error, base)), "bad-question")


def in_fields(text: str) -> str:
    """A message of the command line for somebody who fills in fields: ``--known`` is the field ``known``."""
    return re.sub(r"(?<![\w-])--([a-z][a-z-]+)", lambda found: found[1].replace("-", "_"), text)


def problem(kind: str, detail: str, headers: dict[str, str] | None = None, **more: Any) -> Response:
    """A problem document as a response."""
    status, title = KINDS[kind]
    value = {"type": f"urn:kanzei:problem:{kind}", "title": title, "status": status, "detail": detail, **more}
    return JSONResponse(value, status, headers, media_type="application/problem+json")


def problem_of(request: Request, error: Exception) -> tuple[str, str, dict[str, Any]]:
    """Kind, detail and further members for an error; a fault of ours gets a number that the log has too.

    The log names the place in the code, never what was asked.
    """
    if isinstance(error, Refused):
        return error.kind, error.detail, {}
    if isinstance(error, KanzeiError):
        return kind_of(error), in_fields(str(error)), {}
    if isinstance(error, TimeoutError):
        return "busy", "the question took longer than this server allows: ask for less, or again later", {}
    number = secrets.token_hex(4)
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{frames[-1].filename.rpartition('kanzei')[2]}:{frames[-1].lineno}" if frames else "?"
    sys.stderr.write(f"kanzei serve: fault {number}: {type(error).__name__} at {where}, {request.url.path}\n")
    return "fault", f"an internal fault, number {number} in the server's log: please report it", {"number": number}
