"""``/timeline``: one line on every day of entry, as ``kanzei timeline`` answers it; its pictures."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from kanzei.cli.timeline import Told, caption_of, told_of, two_times, value_of
from kanzei.render.canvas import Drawing, svg
from kanzei.render.picture import draw
from kanzei.render.steps import draw_steps
from kanzei.web.answers import TimelineAnswer
from kanzei.web.api.given import PROBLEMS, AskedDesk, AskedHeavy, answer
from kanzei.web.desk import Views
from kanzei.web.questions import Timeline
from kanzei.web.stack import timeline_table
from kanzei.web.tables import table_response

__all__ = ["router", "told"]

router = APIRouter(tags=["timeline"], responses=PROBLEMS)


class _Tabled(Timeline):
    form: Literal["csv", "dictionary", "xlsx"] = "csv"


class _Drawn(Timeline):
    form: Literal["svg", "png"] = "svg"


def told(views: Views, question: Timeline) -> Told:
    """The question answered by the command's own function."""
    options = question.options()
    return told_of(options, lambda known: views.at(options, known))


@router.get("/timeline", responses={200: {"model": TimelineAnswer}})
async def get_timeline(question: Annotated[Timeline, Query()], desk: AskedDesk) -> Response:
    """The duty on a line for every day of entry, as intervals of one answer."""
    return answer(value_of(await desk.ask(lambda views: told(views, question))))


@router.get("/timeline/table", response_class=Response)
async def timeline_file(question: Annotated[_Tabled, Query()], desk: AskedDesk) -> Response:
    """The intervals as a table: tidy CSV, its data dictionary, or Excel."""
    found = await desk.ask(lambda views: told(views, question))
    return table_response(timeline_table(found), question.form)


@router.get("/timeline/steps", response_class=Response)
async def steps(question: Annotated[_Drawn, Query()], desk: AskedDesk) -> Response:
    """The rate over the days of entry as a picture, SVG or PNG."""
    return await desk.ask(lambda views: picture(_steps(views, question), question.form))


@router.get("/timeline/two-times", response_class=Response)
async def both(question: Annotated[_Drawn, Query()], heavy: AskedHeavy) -> Response:
    """The duty over entry days and known days as a picture, SVG or PNG."""
    content: Response = await heavy.ask(both_picture, question.model_dump(), question.form)
    return content


def _steps(views: Views, question: Timeline) -> Drawing:
    found = told(views, question)
    return draw_steps(
        found.segments, caption_of(question.options(), found.view.book, found.line), found.view.book.seen_to
    )


def both_picture(views: Views, asked: dict[str, object], form: str) -> Response:
    """The picture of both times; runs in the process for long questions."""
    question = Timeline.model_validate({name: one for name, one in asked.items() if name != "form"})
    options = question.options()
    found = told_of(options, lambda known: views.at(options, known))
    book = found.view.book
    grid = two_times(options, book, found.line, found.until, lambda known: views.at(options, known))
    return picture(draw(grid, caption_of(options, book, found.line)), form)


def picture(drawing: Drawing, form: str) -> Response:
    """A drawing as a response.

    Raises
    ------
    UsageError   PNG is asked for and matplotlib is not installed.
    """
    keep = {"cache-control": "private, max-age=600"}
    if form == "svg":
        return Response(svg(drawing), media_type="image/svg+xml", headers=keep)
    from kanzei.render.png import write_png

    with TemporaryDirectory() as folder:
        path = Path(folder) / "picture.png"
        write_png(drawing, path)
        return Response(path.read_bytes(), media_type="image/png", headers=keep)
