"""What pages read from a link: days, and the forms of a table."""

from __future__ import annotations

from datetime import date

from starlette.datastructures import QueryParams

from kanzei.errors import UsageError
from kanzei.times import parse_day
from kanzei.web.tables import FORMS

__all__ = ["day_of", "form_of"]


def day_of(query: QueryParams, name: str) -> date | None:
    """A day of the query, or ``None`` where it is not stated.

    Raises
    ------
    UsageError   It is no day.
    """
    text = query.get(name, "").strip()
    try:
        return parse_day(text) if text else None
    except ValueError as error:
        raise UsageError(f"{name}: {error}") from None


def form_of(query: QueryParams) -> str:
    """The form of a table.

    Raises
    ------
    UsageError   It is none.
    """
    form = query.get("form", "csv")
    if form not in FORMS:
        raise UsageError(f"form {form!r} is none of {', '.join(FORMS)}")
    return form
