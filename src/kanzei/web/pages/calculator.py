"""The Calculator: a code by words or number, origin, day and value in; the stack of duties with its law, what was assumed and what it costs out."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from markupsafe import Markup
from pydantic import ValidationError
from starlette.datastructures import QueryParams
from starlette.responses import RedirectResponse, Response

from kanzei.cli.duty import Answered
from kanzei.cli.timeline import Told, caption_of
from kanzei.errors import KanzeiError, UsageError
from kanzei.law.claims import resolve
from kanzei.render.stack import horizon_text
from kanzei.render.steps import draw_steps
from kanzei.render.words import dotted
from kanzei.schedule.user import names
from kanzei.web.api.duty import answered
from kanzei.web.api.timeline import told
from kanzei.web.desk import Desk, Views
from kanzei.web.pages.facts import Fact, facts_of, unasked
from kanzei.web.pages.shell import Page, fragment, page, picture
from kanzei.web.problems import in_fields
from kanzei.web.questions import Duty, Timeline, pairs_of
from kanzei.web.stack import about_of

PAGE = Page("/", "Calculator", "The duty on one line")

router = APIRouter()

NEEDED = ("hts", "from", "on", "value")
_LISTS = ("quantity", "claim", "no", "switch")
EXAMPLES = (
    ("A car from Japan", "hts=8703.23.01.40&from=JP&on=2025-09-20&value=30000"),
    ("The same car, as known ten days before", "hts=8703.23.01.40&from=JP&on=2025-09-20&value=30000&known=2025-09-10"),
    ("A television set from China", "hts=8528.72.64.40&from=CN&on=2025-11-20&value=10000"),
    ("Steel screws from Taiwan", "hts=7318.15.80.66&from=TW&on=2025-08-20&value=5000"),
)


class Times(NamedTuple):
    """The same line on every other day of entry, or why there is no such picture."""

    told: Told | None
    steps: Markup
    why: str


class Shown(NamedTuple):
    """What the page shows of a question that was answered; ``times`` is None where it is fetched afterwards."""

    found: Answered
    facts: list[Fact]
    unasked: list[str]
    times: Times | None
    name: str
    about: str
    horizon: str


@router.get("/")
async def calculator(request: Request) -> Response:
    """The page; with a whole question, its answer too; with ``days``, the other days of entry in it, for a reader without script."""
    given, errors, question = read(request.query_params)
    if question is not None and any(
        "." in key.rstrip(".") and key.startswith(("fact.", "switch.")) for key in request.query_params
    ):
        return RedirectResponse(f"/?{urlencode(pairs_of(question))}", 303)
    desk: Desk = request.app.state.desk
    view = await _view(desk, question, errors, whole="days" in request.query_params)
    return page(request, "calculator.html", 422 if errors else 200, **view, given=given, examples=EXAMPLES)


@router.get("/calculator/answer")
async def answer(request: Request) -> Response:
    """The answer alone, which the page's script puts in its place."""
    _, errors, question = read(request.query_params)
    view = await _view(request.app.state.desk, question, errors, whole=False)
    return fragment(request, "answer.html", **view)


@router.get("/calculator/times")
async def times(request: Request) -> Response:
    """The line on every other day of entry, which the page's script puts below the answer."""
    _, errors, question = read(request.query_params)
    if question is None:
        raise UsageError("; ".join(errors.values()) or "name code, origin, day of entry and value")
    found = await request.app.state.desk.once(_key("times", question), lambda views: times_of(views, question))
    return fragment(request, "times.html", times=found, line_query=_line_query(question))


def _key(what: str, question: Duty) -> tuple[str, str]:
    return what, question.model_dump_json()


async def _view(desk: Desk, question: Duty | None, errors: dict[str, str], *, whole: bool) -> dict[str, Any]:
    """What the templates need; ``whole``: with the other days of entry, which take longer than the answer itself."""
    view: dict[str, Any] = {
        "question": question,
        "errors": errors,
        "shown": None,
        "link": "",
        "pinned": "",
        "line_query": "",
        "command": "",
        "lately": [],
        "units": [],
    }
    if question is None:
        view["lately"] = sorted(desk.book.instruments, key=lambda one: str(one["known"]), reverse=True)[:8]
        return view
    view["link"] = f"/?{urlencode(pairs_of(question))}"
    try:
        view["units"] = await desk.ask(lambda views: units_of(views, question))
        shown = await desk.once(_key("shown", question), lambda views: show(views, question))
        if whole:
            shown = shown._replace(
                times=await desk.once(_key("times", question), lambda views: times_of(views, question))
            )
        view["shown"] = shown
    except KanzeiError as error:
        errors["line"] = in_fields(str(error))
        return view
    pinned = question.model_copy(update={"known": shown.found.answer.known_on})
    return {
        **view,
        "pinned": urlencode(pairs_of(pinned)),
        "line_query": _line_query(pinned),
        "command": command_of(question),
    }


def _line_query(question: Duty) -> str:
    return urlencode(pairs_of(_line_of(question)))


def _line_of(question: Duty) -> Timeline:
    """The question of ``timeline`` about the same line."""
    fields = {name: getattr(question, name) for name in Timeline.model_fields if name not in ("since", "until")}
    return Timeline.model_validate(fields)


def read(query: QueryParams) -> tuple[dict[str, str], dict[str, str], Duty | None]:
    """The form's fields as given, what is wrong with each, and the question when it is whole.

    A field ``fact.KEY`` holds ``yes``, ``no`` or the value of a claim, ``switch.ID`` a reading; empty ones are not stated.
    """
    given = {key: value.strip() for key, value in query.items() if value.strip()}
    if not all(given.get(name) for name in NEEDED):
        return given, {}, None
    fields: dict[str, Any] = {name: [] for name in _LISTS}
    for key, value in query.multi_items():
        kind, dot, name = key.partition(".")
        value = value.strip()
        if not value or key == "days":
            continue
        if dot and kind == "fact":
            _add_fact(fields, name, value)
        elif dot and kind == "switch":
            fields["switch"].append(f"{name}={value}")
        elif key in _LISTS:
            fields[key].append(value)
        else:
            fields[key] = value
    try:
        return given, {}, Duty.model_validate(fields)
    except ValidationError as error:
        return given, {str(one["loc"][0]): one["msg"].removeprefix("Value error, ") for one in error.errors()}, None


def _add_fact(fields: dict[str, Any], key: str, value: str) -> None:
    claim = resolve(key)
    if claim is not None and claim.type == "flag" and value in ("yes", "no"):
        fields["claim" if value == "yes" else "no"].append(key)
    else:
        fields["claim"].append(f"{key}={value}")


def units_of(views: Views, question: Duty) -> list[str]:
    """Units of the quantities that the rate of the code looks at; none where the rate is a share of value."""
    line = views.book.schedule.lookup("".join(c for c in question.hts if c.isdigit()), question.on, question.known)
    rates = [line.general, *line.special.values(), line.other]
    return list(line.units) if any(one.rate[0] not in ("free", "adval") for one in rates) else []


def show(views: Views, question: Duty) -> Shown:
    """What the page says of an answer, without the other days of entry."""
    found = answered(views, question)
    facts = facts_of(question, found.answer, views.book.readings, lambda other: answered(views, other).answer)
    book, code = found.view.book, found.line.hts
    horizon = horizon_text(found.answer, (book.official_to, book.seen_to))
    return Shown(found, facts, unasked(found.answer), None, names([code]).get(code, ""), about_of(found), horizon)


def times_of(views: Views, question: Duty) -> Times:
    """The line on every day of entry, drawn."""
    line = _line_of(question)
    try:
        run = told(views, line)
    except KanzeiError as error:
        return Times(None, Markup(""), in_fields(str(error)))
    book = run.view.book
    return Times(run, picture(draw_steps(run.segments, caption_of(line.options(), book, run.line), book.seen_to)), "")


def command_of(question: Duty) -> str:
    """The same question on the command line."""
    words = ["kanzei duty", dotted(question.hts)]
    for key, value in pairs_of(question):
        if key != "hts":
            plain = all(c.isalnum() or c in "._-=:" for c in value)
            words.append(
                f"--{key.replace('_', '-')}" + ("" if value == "true" else f" {value}" if plain else f" '{value}'")
            )
    return " ".join(words)
