"""``/duty``: the duty on one entry line, as ``kanzei duty`` answers it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from kanzei.cli.duty import Answered, answer_of, value_of
from kanzei.web.answers import DutyAnswer
from kanzei.web.api.given import PROBLEMS, AskedDesk, answer
from kanzei.web.desk import Desk, Views
from kanzei.web.questions import Duty
from kanzei.web.stack import stack_table
from kanzei.web.tables import table_response

__all__ = ["answered", "router"]

router = APIRouter(tags=["duty"], responses=PROBLEMS)


class _Tabled(Duty):
    form: Literal["csv", "dictionary", "xlsx"] = "csv"


def answered(views: Views, question: Duty) -> Answered:
    """The question answered by the command's own function."""
    options = question.options()
    return answer_of(options, lambda: views.at(options, options.known))


@router.get("/duty", responses={200: {"model": DutyAnswer}})
async def get_duty(question: Annotated[Duty, Query()], desk: AskedDesk) -> Response:
    """The duty on a line, with the law for every cent; what was assumed, and what the other answer would cost."""
    return answer(await _value(desk, question))


@router.post("/duty", responses={200: {"model": DutyAnswer}})
async def post_duty(question: Duty, desk: AskedDesk) -> Response:
    """The same, asked with a JSON object."""
    return answer(await _value(desk, question))


async def _value(desk: Desk, question: Duty) -> dict[str, Any]:
    key = ("duty", question.model_dump_json())
    return await desk.once(key, lambda views: value_of(answered(views, question)))


@router.get("/duty/table", response_class=Response)
async def duty_table(question: Annotated[_Tabled, Query()], desk: AskedDesk) -> Response:
    """The duties of the line as a table: tidy CSV, its data dictionary, or Excel."""
    found = await desk.ask(lambda views: answered(views, question))
    return table_response(stack_table(found), question.form)
