"""Accepting uploads as jobs: files to the disk, fields through the model of the kind, then the promise."""

from __future__ import annotations

import asyncio
import shutil
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.responses import RedirectResponse

from kanzei.web.api.given import answer
from kanzei.web.api.shown import shown
from kanzei.web.jobs.keeper import Keeper
from kanzei.web.problems import Refused
from kanzei.web.questions import Question
from kanzei.web.uploads import Kinds, Received, receive

__all__ = ["accepted", "body_of"]


async def accepted(request: Request, jobs: Keeper, kind: str, model: type[Question], kinds: Kinds) -> Response:
    """Take the upload of a request and promise the job: 202 and where it stands, or a page for a form without script."""
    place = jobs.incoming()
    try:
        received = await receive(request, place, kinds)
        if not any(field == "file" for field, _, _ in received.files):
            raise Refused("bad-question", "no file is sent: name one in the field 'file'")
        options = _options(received, model)
        name = await asyncio.to_thread(jobs.accept, kind, place, received, options)
    except BaseException:
        await asyncio.to_thread(shutil.rmtree, place, True)
        raise
    if "text/html" in request.headers.get("accept", ""):
        return RedirectResponse(f"/files?job={name}", 303)
    return answer(shown(jobs, jobs.entry(name)), 202, {"location": f"/api/v1/jobs/{name}"})


def _options(received: Received, model: type[Question]) -> dict[str, Any]:
    """The fields beside the files, read by the model; what is left empty is not stated."""
    fields = model.model_fields
    given: dict[str, Any] = {}
    for name, text in received.fields:
        if text == "":
            continue
        if name in fields and isinstance(fields[name].default, list):
            given.setdefault(name, []).append(text)
        elif name in given:
            raise Refused("bad-question", f"{name} is given twice: say it once")
        else:
            given[name] = text
    try:
        return model.model_validate(given).model_dump(mode="json")
    except ValidationError as error:
        raise RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in error.errors()]) from None


def body_of(model: type[Question], *files: str) -> dict[str, Any]:
    """The multipart body in the OpenAPI document: the fields of the model and the files."""
    schema = model.model_json_schema()
    parts = {name: {"type": "array", "items": {"type": "string", "format": "binary"}} for name in files}
    schema["properties"] = {**parts, **schema["properties"]}
    schema["required"] = ["file", *schema.get("required", [])]
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}
