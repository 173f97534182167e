"""The shell of every page: navigation, the book's horizon at the foot, filters that write amounts and codes, pages for problems."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from kanzei.countries import country_name
from kanzei.law.authorities import AUTHORITIES
from kanzei.render.canvas import Drawing, svg
from kanzei.render.stack import GRADES, citation, component_rate
from kanzei.render.words import amount, dotted, heading_name, instrument_name, percent, printable, signed_amount
from kanzei.web.pages.figures import FILTERS
from kanzei.web.problems import KINDS, in_fields

__all__ = ["Page", "fragment", "page", "picture", "problem_page"]

FOLDER = Path(__file__).parent.parent / "templates"


class Page(NamedTuple):
    """A page of the navigation: its path, its name, what it is for."""

    path: str
    name: str
    what: str


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {
        "amount": amount,
        "signed": signed_amount,
        "percent": percent,
        "dotted": dotted,
        "country": country_name,
        "authority": lambda name: AUTHORITIES.get(name, name),
        "instrument": instrument_name,
        "heading": heading_name,
        "rate_words": component_rate,
        "citation": citation,
        "grade": lambda name: GRADES.get(name, name),
        "plain": printable,
        "last_day": lambda text: str(date.fromisoformat(text) - timedelta(days=1)),
        "grouped": _grouped,
        **FILTERS,
        "in_fields": in_fields,
        "rate_share": _rate_share,
        "day_before": lambda day: day - timedelta(days=1),
    }
    made.globals["pairs"] = parse_qsl
    return made


@cache
def _navigation() -> list[Page]:
    from kanzei.web.pages import PAGES

    return [import_module(f"kanzei.web.pages.{name}").PAGE for name in PAGES]


def _context(request: Request) -> dict[str, Any]:
    book = request.app.state.desk.book
    return {
        "pages": _navigation(),
        "here": request.url.path,
        "official_to": book.official_to,
        "seen_to": book.seen_to,
        "as_of": book.as_of,
        "digest": book.digest,
        "edits": book.edits(),
        "instruments": book.instrument,
        "has_session": request.app.state.sessions.is_used,
    }


def page(request: Request, template: str, status: int = 200, /, **given: Any) -> HTMLResponse:
    """A whole page from a template that extends ``shell.html``."""
    return HTMLResponse(_templates().get_template(template).render({**_context(request), **given}), status)


def fragment(request: Request, template: str, /, **given: Any) -> HTMLResponse:
    """A part of a page, to be put in its place by the page's script."""
    return HTMLResponse(_templates().get_template(template).render({**_context(request), **given}))


def picture(drawing: Drawing) -> Markup:
    """A drawing as SVG inside a page; its texts are escaped where it is made (:mod:`kanzei.render.canvas`)."""
    return Markup(svg(drawing, standalone=False))


def problem_page(request: Request, kind: str, detail: str, headers: dict[str, str] | None) -> Response:
    """A problem as a page."""
    status, title = KINDS[kind]
    made = page(request, "problem.html", status, title=title, detail=detail)
    made.headers.update(headers or {})
    return made


def _rate_share(text: str) -> str:
    """A rate as a fraction, ``0.15``, in percent; another rate as it is."""
    try:
        return f"{(Decimal(text) * 100).normalize():f}%"
    except InvalidOperation:
        return text


def _grouped(text: str) -> str:
    """``1234.50`` with thousands separated."""
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, _, part = digits.partition(".")
    return f"{sign}{int(whole):,}.{part}"
