"""``/record``: what stood on a day, events and claims, conflicts; a report against law and data, reports side by side.

Nothing enters the record through this door.
"""

from __future__ import annotations

from argparse import Namespace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.datastructures import UploadFile

from kanzei.cli import record_conflicts, record_status, record_timeline
from kanzei.cli.record_options import open_record
from kanzei.errors import UsageError
from kanzei.web.api.given import PROBLEMS, AskedDesk, AskedHeavy, answer
from kanzei.web.api.timeline import picture
from kanzei.web.problems import Refused
from kanzei.web.questions import Day, Question, Text
from kanzei.web.record_tables import TABLES
from kanzei.web.reports import Sent, checked, laid_beside
from kanzei.web.tables import table_response

__all__ = ["Checked", "Compared", "Conflicts", "Status", "Told", "router", "taken"]

router = APIRouter(prefix="/record", tags=["record"], responses=PROBLEMS)

MOST_REPORTS = 10
LONGEST = 2_000_000


class Status(Question):
    """What stood on a day."""

    on: Day = Field(description="the day, told as it was known that day", examples=["2025-08-28"])
    known: Day | None = Field(None, description="also what came of it, as known on this later day")

    def options(self) -> Namespace:
        """The options of the command."""
        return Namespace(on=self.on, known=self.known, files=[])


class Conflicts(Question):
    """Where claims on one slot differ."""

    slot: Text | None = Field(None, description="one slot or topic, such as profit-split or R04")
    word: Text | None = Field(None, description="only slots whose title, claims or ruling hold all these words")
    all: bool = Field(False, description="slots with a single value, too, where the record says why it stands alone")
    known: Day | None = Field(None, description="the record as it was known on this day (default: all)")

    def options(self) -> Namespace:
        """The options of the command."""
        return Namespace(slot=self.slot, word=self.word, all=self.all, known=self.known, files=[])


class Told(Question):
    """Events, and claims, between two days."""

    start: Day | None = Field(None, alias="from", description="from this day")
    to: Day | None = Field(None, description="to this day")
    claims: bool = Field(False, description="claims, too")
    slot: Text | None = Field(None, description="the claims on one slot alone")
    known: Day | None = Field(None, description="the record as it was known on this day (default: all)")

    def options(self) -> Namespace:
        """The options of the command."""
        asked: dict[str, Any] = {"claims": self.claims, "slot": self.slot, "known": self.known, "files": []}
        return Namespace(start=self.start, stop=self.to, **asked)


class _Drawn(Told):
    form: Literal["svg", "png"] = "svg"


class _Text(BaseModel):
    """A report as text: its words stay as they are."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(max_length=LONGEST, description="the report: plain text or HTML")
    name: Text = Field("report", description="its name in the answer")


class Checked(_Text):
    """A report to be checked."""

    on: Day = Field(description="the day of the report: nothing known later counts")


class Compared(BaseModel):
    """Reports to be laid side by side."""

    model_config = ConfigDict(extra="forbid")

    reports: list[_Text] = Field(min_length=2, max_length=MOST_REPORTS)
    reported_on: Day | None = Field(None, description="day of publication of the reports that bear none")


@router.get("/status")
async def status(question: Annotated[Status, Query()], desk: AskedDesk) -> Response:
    """The state of every commitment on a day, as ``kanzei record status`` gives it."""
    return answer(await desk.ask(lambda _: record_status.value_of(question.options())))


@router.get("/conflicts")
async def conflicts(question: Annotated[Conflicts, Query()], desk: AskedDesk) -> Response:
    """Claims that differ, the evidence on each side and the ruling, as ``kanzei record conflicts`` gives them."""
    return answer(await desk.ask(lambda _: record_conflicts.value_of(question.options())))


@router.get("/timeline")
async def timeline(question: Annotated[Told, Query()], desk: AskedDesk) -> Response:
    """Events, and claims, in the order of their days, as ``kanzei record timeline`` gives them."""
    return answer(await desk.ask(lambda _: record_timeline.value_of(question.options())))


@router.get("/timeline/picture", response_class=Response)
async def drawn(question: Annotated[_Drawn, Query()], desk: AskedDesk) -> Response:
    """Events and every commitment's states in two times, SVG or PNG."""
    if question.slot or question.claims:
        raise UsageError("the picture draws events and commitments: leave slot and claims out")

    def draw() -> Response:
        options = question.options()
        record = open_record(options)
        seen = record.as_known(question.known) if question.known else record
        return picture(record_timeline.drawing_of(options, seen), question.form)

    return await desk.ask(lambda _: draw())


@router.get("/{what}/table", response_class=Response)
async def table(what: Literal["status", "conflicts", "timeline"], request: Request, desk: AskedDesk) -> Response:
    """One of the answers as a table: tidy CSV, its data dictionary, or Excel."""
    query = dict(request.query_params)
    form = query.pop("form", "csv")
    if form not in ("csv", "dictionary", "xlsx"):
        raise UsageError(f"form {form!r} is none of csv, dictionary, xlsx")
    model: Any = {"status": Status, "conflicts": Conflicts, "timeline": Told}[what]
    options = _read(model, query).options()
    value = {"status": record_status, "conflicts": record_conflicts, "timeline": record_timeline}[what].value_of
    return table_response(TABLES[what](await desk.ask(lambda _: value(options))), form)


@router.post("/check", openapi_extra={"requestBody": {"required": True, "content": {
    "application/json": {"schema": Checked.model_json_schema()}, "multipart/form-data": {"schema": {"type": "object"}}}}})  # fmt: skip
async def check(request: Request, heavy: AskedHeavy) -> Response:
    """A report against law, record and figures as known on its day, as ``kanzei record check`` gives it; JSON, or a form with ``file`` and ``on``."""
    sent, fields = await taken(request)
    if len(sent) != 1:
        raise UsageError("send one report: its words in text, or one file")
    on = _read(Status, {"on": fields.get("on", "")}).on
    value, _ = await heavy.ask(checked, sent[0], on, keep=False)
    return answer(value)


@router.post("/compare", openapi_extra={"requestBody": {"required": True, "content": {
    "application/json": {"schema": {"type": "object", "required": ["reports"], "properties": {
        "reports": {"type": "array", "items": _Text.model_json_schema()}, "reported_on": {"type": "string", "format": "date"}}}}, "multipart/form-data": {"schema": {"type": "object"}}}}})  # fmt: skip
async def compare(request: Request, heavy: AskedHeavy) -> Response:
    """Reports side by side, as ``kanzei record compare`` gives them; JSON, or a form with files in ``file`` and ``reported_on``."""
    sent, fields = await taken(request)
    reported_on = _read(Told, {"to": fields["reported_on"]}).to if fields.get("reported_on") else None
    value, _ = await heavy.ask(laid_beside, tuple(sent), reported_on, keep=False)
    return answer(value)


async def taken(request: Request) -> tuple[list[Sent], dict[str, str]]:
    """The reports of a body and the fields beside them: a JSON object, or a form with files (``file``) and texts (``text``).

    Raises
    ------
    Refused   The body is neither, or holds too many reports. RequestValidationError   A field of the JSON object cannot be read.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        return _from_json(await request.body(), Compared if request.url.path.endswith("compare") else Checked)
    if kind not in ("multipart/form-data", "application/x-www-form-urlencoded"):
        raise Refused("bad-type", "send a JSON object, or the reports as multipart/form-data")
    sent: list[Sent] = []
    fields: dict[str, str] = {}
    async with request.form(max_files=MOST_REPORTS, max_fields=40, max_part_size=2 * LONGEST) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                raw = await value.read()
                if raw or value.filename:
                    sent.append(Sent((value.filename or "report")[:200], raw))
            elif name == "text" and value.strip():
                sent.append(Sent(f"text {len(sent) + 1}", value.encode()))
            elif name != "text":
                fields[name] = value.strip()
    if len(sent) > MOST_REPORTS:
        raise Refused("too-large", f"{MOST_REPORTS} reports at most at once")
    return sent, fields


def _from_json(body: bytes, model: type[Checked] | type[Compared]) -> tuple[list[Sent], dict[str, str]]:
    try:
        asked = model.model_validate_json(body)
    except ValidationError as error:
        raise RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in error.errors()]) from None
    if isinstance(asked, Checked):
        return [Sent(asked.name, asked.text.encode())], {"on": str(asked.on)}
    day = {"reported_on": str(asked.reported_on)} if asked.reported_on else {}
    return [Sent(one.name, one.text.encode()) for one in asked.reports], day


def _read(model: Any, fields: dict[str, str]) -> Any:
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        raise RequestValidationError([{**one, "loc": ("query", *one["loc"])} for one in error.errors()]) from None
