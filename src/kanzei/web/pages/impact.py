"""Impact: what the tariffs do to the average rate on a country, to revenue, trade and prices; each measure with its picture and table."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.datastructures import QueryParams
from starlette.responses import Response

from kanzei.duty.line import EntryLine
from kanzei.errors import KanzeiError, UsageError
from kanzei.impact.japan_steps import STEPS
from kanzei.web import rooms
from kanzei.web.api.impact import Ge, History, Japan, Rates, Revenue, Trade
from kanzei.web.api.parts import Place, ask, asked_of
from kanzei.web.desk import Views
from kanzei.web.pages.shell import Page, fragment, page
from kanzei.web.problems import in_fields
from kanzei.web.questions import Question, pairs_of

PAGE = Page("/impact", "Impact", "What the tariffs do to rates, revenue, trade and prices")

router = APIRouter()

GOODS = (("a car", "8703.23.01.40"), ("a piano", "9201.20.00"))
"""Goods whose duty the law gives at once, beside the mean over all goods, which takes seconds."""


MARKED = 40
"""Most days of change whose instruments are looked up."""


class Measure(NamedTuple):
    """A measure of the page: what it is asked with, where it is worked out, and what is shown of the answer."""

    name: str
    part: str
    model: type[Question]
    place: Place
    wait: str
    usual: dict[str, str]
    picture: str = ""


MEASURES = {
    "japan": Measure("The cut for Japan", "impact_japan", Japan, "heavy", "Weighing the rates of nine steps by the imports from Japan", {}, "Rates on imports from Japan at each step, by legal basis, beside what others estimate"),
    "rates": Measure("Average rate by day", "impact_etr", Rates, "heavy", "Weighing the law of each day by the imports of 2024", {"from": "JP", "since": "2025-08-01", "until": "2025-10-01"}, "The average rate by day of entry"),
    "history": Measure("Highest in a century?", "impact_history", History, "heavy", "Weighing the law of the day by all imports of 2024", {"on": "2025-09-16"}, "Duties over imports by year since 1899, with the day's measures marked"),
    "revenue": Measure("Revenue of a month", "impact_revenue", Revenue, "models", "Weighing every day of the month by its imports", {"month": "2025-09"}, "Revenue of the month: by law, as calculated, as received, and the steps between"),
    "trade": Measure("Trade and prices", "impact_trade", Trade, "models", "Moving buyers product by product; about half a minute", {"on": "2025-09-20", "from": "JP", "by": "sector", "top": "10"}, "What the change of duties does to trade, duty and prices"),
    "ge": Measure("The whole economy", "impact_ge", Ge, "models", "Solving for the world's markets", {"rate": "JPN=15"}),
}  # fmt: skip


@router.get("/impact")
async def impact(request: Request) -> Response:
    """The page: at once the question and what the law itself says, then the measure, by a part that is asked for."""
    query = request.query_params
    key = query.get("show") or "japan"
    if key not in MEASURES:
        raise UsageError(f"show {key!r}: choose {', '.join(MEASURES)}")
    measure, given = MEASURES[key], _given(query)
    view: dict[str, Any] = {"errors": [], "link": "", "pinned": "", "panel": None, "command": "", "steps": []}
    try:
        question = question_of(measure, query)
        view["link"] = urlencode(pairs_of(question))
        view["command"] = _command(measure, question)
        view["pinned"] = urlencode(pairs_of(_pinned(question, request.app.state.desk.book.as_of)))
        told = asked_of(question)
        keeper = request.app.state.heavy if measure.place == "heavy" else request.app.state.models
        held = keeper.held(rooms.value, measure.part, told)
        if held is not None or "wait" in query:
            view["panel"] = await _panel(request, key, question, held or await _value(request, measure, told))
        if key == "japan":
            view["steps"] = await request.app.state.desk.ask(goods_by_step)
    except ValidationError as error:
        view["errors"] = [f"{one['loc'][0]}: {one['msg'].removeprefix('Value error, ')}" for one in error.errors()]
    except KanzeiError as error:
        view["errors"] = [in_fields(str(error))]
    return page(
        request, "impact.html", 422 if view["errors"] else 200,
        **view, key=key, measure=measure, measures=MEASURES, given={**measure.usual, **given}, goods=GOODS,
    )  # fmt: skip


@router.get("/impact/panel")
async def panel(request: Request) -> Response:
    """The measure alone, which the page's script puts in its place."""
    query = request.query_params
    key = query.get("show") or "japan"
    measure = MEASURES.get(key)
    if measure is None:
        raise UsageError(f"show {key!r}: choose {', '.join(MEASURES)}")
    try:
        question = question_of(measure, query)
        value = await _value(request, measure, asked_of(question))
    except ValidationError as error:
        said = "; ".join(f"{one['loc'][0]}: {one['msg'].removeprefix('Value error, ')}" for one in error.errors())
        return fragment(request, "impact_refused.html", said=said)
    except KanzeiError as error:
        return fragment(request, "impact_refused.html", said=in_fields(str(error)))
    shown = await _panel(request, key, question, value)
    return fragment(
        request, "impact_panel.html", key=key, measure=measure, panel=shown, link=urlencode(pairs_of(question))
    )


def question_of(measure: Measure, query: QueryParams) -> Question:
    """The question of a measure: what is given, else what is usual.

    Raises
    ------
    ValidationError   A field cannot be read.
    """
    fields: dict[str, Any] = {}
    for name, field in measure.model.model_fields.items():
        key = field.alias or name
        words = [one.strip() for one in query.getlist(key) if one.strip()]
        if words:
            many = isinstance(field.default, list)
            fields[key] = words if many else words[0]
    if not fields:
        usual = measure.usual
        fields = {key: [one] if key == "rate" else one for key, one in usual.items()}
    if measure.part == "impact_japan" and "layer" not in fields:
        fields["layer"] = ["none"]
    return measure.model.model_validate(fields)


def goods_by_step(views: Views) -> list[dict[str, Any]]:
    """The duty on single goods at each step of the deal, as the evaluator gives it."""
    rows = []
    for step in STEPS:
        known = views.at(Namespace(switch=[], answer="charged", value_as_given=False, scenario=[]), step.known)
        rates = [
            known.assess(EntryLine(hts=code.replace(".", ""), origin="JP", entered_on=step.entered, value_cents=1_000_000)).rate
            for _, code in GOODS
        ]  # fmt: skip
        rows.append({"step": step, "rates": rates})
    return rows


async def _value(request: Request, measure: Measure, told: dict[str, Any]) -> Any:
    return await ask(request, measure.place, rooms.value, measure.part, told)


def _pinned(question: Question, as_of: date) -> Question:
    """The question with the known day that it has today; the steps of the deal have their own."""
    looks = "known" in type(question).model_fields and not isinstance(question, Japan)
    if not looks or getattr(question, "known", None) or (isinstance(question, Ge) and not question.on):
        return question
    return question.model_copy(update={"known": as_of})


def _given(query: QueryParams) -> dict[str, str]:
    return {key: one.strip() for key, one in query.items() if one.strip()}


def _command(measure: Measure, question: Question) -> str:
    words = [f"kanzei {measure.part.replace('_', ' ')}"]
    for key, one in pairs_of(question):
        words.append(f"--{key.replace('_', '-')}" + ("" if one == "true" else f" {one}"))
    return " ".join(words)


async def _panel(request: Request, key: str, question: Question, value: Any) -> dict[str, Any]:
    shown = _PANELS[key](value)
    if isinstance(question, Rates):
        days = sorted({str(one["on"]) for one in shown["rows"] if "on" in one})
        origin = question.origins.upper()
        one_country = len(origin) == 2 and origin != "EU" and len(days) <= MARKED
        shown["marks"] = await request.app.state.desk.ask(lambda views: begun(views, origin, days, question)) if one_country else {}  # fmt: skip
    return shown


def begun(views: Views, origin: str, days: list[str], question: Rates) -> dict[str, list[str]]:
    """For each day of entry the instruments of which a provision for goods of a country begins or ends on it."""
    view = views.plain(question.known)
    out: dict[str, list[str]] = {}
    for text in days[1:]:
        on = date.fromisoformat(text)
        rows = [row["instrument"] for row in view.regime(origin, on) if row["from"] == text]
        rows += [row["instrument"] for row in view.regime(origin, on - timedelta(days=1)) if row["to"] == text]
        out[text] = list(dict.fromkeys(rows))
    return out


def _japan(value: Any) -> dict[str, Any]:
    steps = value["steps"]
    held = {one["id"]: one for one in steps}
    cut = [held[one] for one in ("stacked", "inclusive", "autos") if one in held]
    return {"steps": steps, "cut": cut, "value": value}


def _rates(value: Any) -> dict[str, Any]:
    rows = value.get("days") or value.get("rows") or []
    shown, before = [], dict[Any, Any]()
    for one in rows:
        names = tuple(one.get(f"{by}_name") or one.get(by) for by in value["by"])
        if before.get(names) != (one["none"], one["best"]):
            before[names] = (one["none"], one["best"])
            shown.append({**one, "names": names})
    ends = (shown[0], shown[-1]) if shown and not value["by"] else None
    return {"rows": shown, "by": value["by"], "total": value.get("total"), "ends": ends, "value": value}


def _history(value: Any) -> dict[str, Any]:
    main = next((one for one in value["findings"] if one["measure"].startswith("statutory, total") and one["against"] == "calculated"), None)  # fmt: skip
    like = next((one for one in value["findings"] if one["measure"].startswith("calculated, total")), None)
    return {"findings": value["findings"], "main": main, "like": like, "value": value}


def _revenue(value: Any) -> dict[str, Any]:
    return {"months": value["months"], "value": value}


def _trade(value: Any) -> dict[str, Any]:
    return {"value": value}


def _ge(value: Any) -> dict[str, Any]:
    names = [one for one in ("USA", "JPN", "CHN", "CAN", "MEX", "KOR", "DEU") if one in value["countries"]]
    measures = list(next(iter(value["countries"].values())))
    return {"names": names, "measures": measures, "rows": value["countries"], "value": value}


_PANELS: dict[str, Callable[[Any], dict[str, Any]]] = {"japan": _japan, "rates": _rates, "history": _history, "revenue": _revenue, "trade": _trade, "ge": _ge}  # fmt: skip
