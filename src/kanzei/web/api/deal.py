"""``/deal``: the investment facility, as ``kanzei deal`` answers: terms, runs, readings side by side, waterfalls, draws, the tariff side, contracts."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BeforeValidator, Field, ValidationError

from kanzei.web import rooms
from kanzei.web.api.given import PROBLEMS, answer
from kanzei.web.api.parts import add, ask
from kanzei.web.problems import Refused
from kanzei.web.questions import Day, Question, Text, Words
from kanzei.web.uploads import Received, receive

__all__ = ["UPLOAD", "Compare", "MonteCarlo", "Run", "Terms", "Trade", "Waterfall", "router", "upload_of"]

router = APIRouter(prefix="/deal", tags=["deal"], responses=PROBLEMS)

SMALL = 2 * 1024**2
"""Largest case or test file, in bytes."""


def _case(value: object) -> object:
    return rooms.small_file("case.json", value) if isinstance(value, dict) else value


Case = Annotated[Text | dict[str, Any], BeforeValidator(_case)]
"""A shipped case or announced project by its id, or, in a JSON object, the case itself."""
CASE = "a shipped case or announced project by its id, such as illustration or JP-01; in a JSON object also the case itself, as docs/reference/deal-files.md says"


class _Sheet(Question):
    terms: Text | None = Field(None, description="japan or korea (default: those of the case)")
    known: Day | None = Field(
        None, description="the terms as they were known on this day (default: all that is on file)"
    )


class Terms(_Sheet):
    """The question of ``kanzei deal terms``."""

    terms: Text = Field("japan", description="japan or korea")
    reading: Text | None = Field(None, description="a reading of the terms")


class _Run(_Sheet):
    case: Case = Field("illustration", description=CASE)
    switch: Words = Field([], description="an answer to a doubtful term, PARAMETER=ANSWER (repeatable)")


class Compare(_Run):
    """The question of ``kanzei deal compare``."""

    reading: Words = Field([], description="only these readings, the first for the doubtful terms (repeatable)")


class Run(_Run):
    """The question of ``kanzei deal run``."""

    reading: Text = Field(description="whose reading: mou, us-cumulative, us-headline, japan-headline")


class Waterfall(Question):
    """The question of ``kanzei deal waterfall``."""

    case: Case = Field(description=CASE, examples=["illustration"])
    known: Day | None = Field(None, description="the terms as they were known on this day")
    reading: Text | None = Field(None, description="a reading of the terms (default: that of the case)")
    switch: Words = Field([], description="an answer to a doubtful term, PARAMETER=ANSWER (repeatable)")


class MonteCarlo(_Run):
    """The question of ``kanzei deal montecarlo``."""

    reading: Words = Field([], description="whose reading (repeatable; default: every one known)")
    paths: int = Field(10_000, ge=1, le=100_000, description="how many paths")
    seed: int = Field(1, ge=0, description="of the draws")
    party: Literal["investor", "host", "public", "banks", "all"] = Field(
        "all", description="whose value the sensitivity is of"
    )


class Trade(_Run):
    """The question of ``kanzei deal trade``."""

    on: Annotated[list[Day], Field(max_length=20)] = Field(
        [], description="day of entry (repeatable; default: every day on which a basis changed)"
    )
    reading: Text = Field("mou", description="reading under which the facility is run")
    against: Text = Field("april-24", description="counterfactual of the reciprocal duty: april-24, letter-25 or flat")
    like: Text = Field("AU", description="economy that stands for one without a deal")
    years: int = Field(4, ge=1, le=100, description="years that the relief of the last day stays")
    pass_through: Text = Field("1", description="part of the relief that is the investing side's")
    snap_back: Text | None = Field(None, description="tariffs put back, STATUTE=RATE@DATE")


add(router, "deal_terms", Terms, "The terms as known on a day, what was said of them, and the readings that rest on them.", "desk")  # fmt: skip
add(router, "deal_run", Run, "Projects selected, notified, paid or declined; who gets what, and when.", "desk", tables=("", "years", "events"), picture=True, body=True)  # fmt: skip
add(router, "deal_compare", Compare, "Every reading side by side, and every doubtful term with each answer.", "desk", tables=("", "doubtful"), picture=True, body=True)  # fmt: skip
add(router, "deal_waterfall", Waterfall, "A case paid out period by period, to the cent.", "desk", body=True)
add(router, "deal_montecarlo", MonteCarlo, "Returns of every party along many paths, and what matters most.", "models", tables=None, picture=True, body=True)  # fmt: skip
add(router, "deal_trade", Trade, "Tariff relief by legal basis and day, against the cost of the facility.")


async def upload_of(request: Request, kinds: tuple[str, ...]) -> tuple[dict[str, str], dict[str, str]]:
    """The one small file of a multipart body, as an object that stands for it, and the fields beside it.

    Raises
    ------
    Refused   There is no file or more than one, or it is larger than such a file may be.
    """
    if int(request.headers.get("content-length", "0")) > SMALL:
        raise Refused("too-large", f"a file of this kind may have {SMALL:,} bytes at most")
    with TemporaryDirectory() as folder:
        received: Received = await receive(request, Path(folder) / "in", kinds)
        if len(received.files) != 1 or received.files[0][0] != "file":
            raise Refused("bad-question", "send one file, in the field 'file'")
        path = received.files[0][1]
        if path.stat().st_size > SMALL:
            raise Refused("too-large", f"a file of this kind may have {SMALL:,} bytes at most")
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise Refused("bad-type", f"{path.name}: the content is no text in UTF-8") from None
    return rooms.small_file(path.name, text), {name: text for name, text in received.fields if text}


UPLOAD: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {"type": "object", "required": ["file"], "properties": {"file": {"type": "string", "format": "binary"}}}
            }
        },
    }
}  # fmt: skip


@router.post("/waterfall/upload", openapi_extra=UPLOAD)
async def waterfall_upload(request: Request) -> Response:
    """A case of a file (field ``file``, YAML or JSON) paid out; the fields ``reading``, ``known`` and ``switch`` beside it."""
    file, fields = await upload_of(request, (".yaml", ".yml", ".json"))
    given = {**fields, "switch": [fields["switch"]] if "switch" in fields else [], "case": "sent"}
    try:
        asked = {**Waterfall.model_validate(given).model_dump(), "case": file}
    except ValidationError as error:
        raise RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in error.errors()]) from None
    return answer(await ask(request, "desk", rooms.value, "deal_waterfall", asked))


@router.post("/actus", openapi_extra=UPLOAD)
async def actus(request: Request) -> Response:
    """A test file of the ACTUS layout (field ``file``, JSON) run case by case; the field ``case`` names one of them."""
    file, fields = await upload_of(request, (".json",))
    asked = {"file": file, "case": fields.get("case")}
    found = await ask(request, "heavy", rooms.value, "deal_actus", asked)
    return answer({**found, "file": file["name"]})
