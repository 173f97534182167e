"""The log-in of a server that wants a token: the token goes in, a session that scripts cannot read comes out."""

from __future__ import annotations

from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from kanzei.web.guards import COOKIE, SESSION_SECONDS, Sessions, session_of
from kanzei.web.pages.shell import page

router = APIRouter()


@router.get("/login")
async def ask(request: Request) -> Response:
    """The form."""
    return page(request, "login.html", wrong=False)


@router.post("/login")
async def check(request: Request) -> Response:
    """Open a session where the token is right."""
    sessions: Sessions = request.app.state.sessions
    body = (await request.body()).decode("utf-8", "replace")
    shown = parse_qs(body).get("token", [""])[0].strip()
    if not sessions.fits(shown):
        return page(request, "login.html", 403, wrong=True)
    answer = RedirectResponse("/", 303)
    public = request.app.state.settings.public or ""
    secure = request.url.scheme == "https" or public.startswith("https:")
    answer.set_cookie(COOKIE, sessions.open(), max_age=SESSION_SECONDS, httponly=True, samesite="strict", secure=secure)
    return answer


@router.post("/logout")
async def leave(request: Request) -> Response:
    """End the session."""
    request.app.state.sessions.close(session_of(request.headers))
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE)
    return answer
