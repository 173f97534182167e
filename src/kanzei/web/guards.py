"""Who may ask, how often and how much: checks before any route is reached, and the headers of every answer.

Host names are held against a list (DNS rebinding); what changes something must come from our own pages or from no page at all (CSRF); a
server that others can reach wants a token. OWASP ASVS 5.0, V3, V5 and V13, is the list behind these.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
import time
from collections import OrderedDict
from http.cookies import CookieError, SimpleCookie
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kanzei.web.problems import Refused, problem
from kanzei.web.settings import LOOPBACK, Settings

__all__ = ["COOKIE", "Guards", "Sessions"]

COOKIE = "kanzei_session"
SESSION_SECONDS = 12 * 3600
SAFE = ("GET", "HEAD", "OPTIONS")
REPORTS = ("/api/v1/record/check", "/api/v1/record/compare", "/record/check", "/record/compare")
"""Paths that take reports, as files or as text."""
OPEN = ("/static/", "/login", "/health")
"""Paths that are answered without a token: they tell nothing."""
UPLOADS = (
    "/api/v1/assess",
    "/api/v1/refund",
    "/api/v1/deal/waterfall/upload",
    "/api/v1/deal/actus",
    "/api/v1/impact/reproduce/upload",
)
"""Paths that take files."""
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class Sessions:
    """Browsers that have shown the token: random names, forgotten after half a day and at the end of the server."""

    def __init__(self, token: str | None) -> None:
        self._token = token
        self._until: dict[str, float] = {}

    @property
    def is_used(self) -> bool:
        """Whether this server wants a token."""
        return self._token is not None

    def fits(self, shown: str) -> bool:
        """Whether this is the token, compared in constant time."""
        return self._token is not None and hmac.compare_digest(shown.encode(), self._token.encode())

    def open(self) -> str:
        """A new session."""
        name, now = secrets.token_urlsafe(32), time.monotonic()
        self._until = {one: until for one, until in self._until.items() if until > now}
        self._until[name] = now + SESSION_SECONDS
        return name

    def close(self, name: str) -> None:
        """End a session."""
        self._until.pop(name, None)

    def holds(self, name: str) -> bool:
        """Whether a session is open."""
        return self._until.get(name, 0.0) > time.monotonic()


class _Rate:
    """A bucket of questions for each client, filled at the rate allowed; the clients longest silent are forgotten."""

    MOST = 10_000

    def __init__(self, rate: float, burst: int) -> None:
        self.rate, self.burst = rate, burst
        self.buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str) -> float:
        """Seconds that a client must wait; 0 when the question is taken."""
        now = time.monotonic()
        left, then = self.buckets.pop(client, (float(self.burst), now))
        left = min(self.burst, left + (now - then) * self.rate)
        taken = left >= 1.0
        self.buckets[client] = (left - 1.0 if taken else left, now)
        if len(self.buckets) > self.MOST:
            self.buckets.popitem(last=False)
        return 0.0 if taken else (1.0 - left) / self.rate


class Guards:
    """The ASGI layer around the whole application."""

    def __init__(self, app: ASGIApp, settings: Settings, sessions: Sessions) -> None:
        self.app, self.settings, self.sessions = app, settings, sessions
        self.public = (settings.public or "").lower()
        named = {host_name(self.public.partition("://")[2])} if self.public else set()
        self.names = {*settings.names, *named, settings.host, *(LOOPBACK if settings.is_local else ())}
        self.rate = _Rate(settings.rate, settings.burst)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check a request, then hand it on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refused = self._refused(scope, headers)
        if refused is not None:
            await refused(scope, receive, _dressed(scope, send))
            return
        limit = limit_of(scope, self.settings)
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > limit:
            told = problem("too-large", f"the body may have {limit:,} bytes at most", {"connection": "close"})
            await told(scope, receive, _dressed(scope, send))
            return
        await self.app(scope, _counted(receive, limit, self.settings.idle_seconds), _dressed(scope, send))

    def _refused(self, scope: Scope, headers: Headers) -> Response | None:
        host = headers.get("host", "")
        if host_name(host) not in self.names or len(headers.getlist("host")) != 1:
            return problem("bad-host", "this server answers to its own address only: use the one it printed")
        client = scope["client"][0] if scope.get("client") else ""
        wait = self.rate.wait(client)
        if wait:
            after = {"retry-after": str(max(1, round(wait)))}
            return problem("too-many", "too many questions at once: wait and ask again", after)
        if scope["method"] not in SAFE and not _same_site(headers, host, scope["scheme"], self.public):
            return problem("cross-site", "what changes something may be asked from this server's own pages only")
        if scope["method"] not in SAFE and not takes_files(scope) and scope["path"].startswith("/api/"):
            told = headers.get("content-type", "").partition(";")[0].strip().lower()
            if told != "application/json" and headers.get("content-length", "0") != "0":
                return problem("bad-type", "send a JSON object, with the header Content-Type: application/json")
        if self.settings.token is not None and not self._known(scope, headers):
            if scope["method"] == "GET" and "text/html" in headers.get("accept", ""):
                return RedirectResponse("/login", 303)
            bearer = {"www-authenticate": 'Bearer realm="kanzei"'}
            return problem("not-authorised", "send the header Authorization: Bearer TOKEN, or log in at /login", bearer)
        return None

    def _known(self, scope: Scope, headers: Headers) -> bool:
        path = scope["path"]
        if path.startswith(OPEN[0]) or path in OPEN:
            return True
        scheme, _, shown = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self.sessions.fits(shown.strip()):
            return True
        return self.sessions.holds(session_of(headers))


def session_of(headers: Headers) -> str:
    """The session that a browser names, or ``""``."""
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(headers.get("cookie", ""))
    except CookieError:
        return ""
    return cookies[COOKIE].value if COOKIE in cookies else ""


def host_name(host: str) -> str:
    """The name in a ``Host`` header, without port and brackets; ``""`` where it is none."""
    if host.startswith("["):
        name, bracket, port = host[1:].partition("]")
        return name.lower() if bracket and (not port or port[1:].isdigit()) else ""
    name, _, port = host.partition(":")
    return name.lower() if not port or port.isdigit() else ""


def is_upload(scope: Scope) -> bool:
    """Whether a request may carry files."""
    return scope["method"] == "POST" and scope["path"] in UPLOADS


def takes_files(scope: Scope) -> bool:
    """Whether a body may be a form with files: an upload, or reports, which are small."""
    return is_upload(scope) or (scope["method"] == "POST" and scope["path"] in REPORTS)


def limit_of(scope: Scope, settings: Settings) -> int:
    """The most bytes that the body of a request may have."""
    if is_upload(scope):
        return settings.upload_bytes
    return settings.report_bytes if takes_files(scope) else settings.body_bytes


def _same_site(headers: Headers, host: str, scheme: str, public: str = "") -> bool:
    """Whether a request comes from our own pages, or from a program that is no browser."""
    site = headers.get("sec-fetch-site")
    if site not in ("same-origin", "none", None):
        return False
    origin = headers.get("origin")
    if origin == "null" and site == "same-origin":
        return True  # a form of our own: pages send no referrer, and browsers then name no origin either
    return origin is None or origin.lower() in (f"{scheme}://{host}".lower(), public or None)


def _counted(receive: Receive, limit: int, idle: float) -> Receive:
    """The body's messages, until they pass the limit or stay away too long."""
    taken, ended = 0, False

    async def counted() -> Message:
        nonlocal taken, ended
        if ended:
            return await receive()
        try:
            async with asyncio.timeout(idle):
                message = await receive()
        except TimeoutError:
            raise Refused(
                "too-slow", f"nothing of the body came for {idle:g} seconds", {"connection": "close"}
            ) from None
        ended = not message.get("more_body", False)
        taken += len(message.get("body", b""))
        if taken > limit:
            raise Refused("too-large", f"the body may have {limit:,} bytes at most")
        return message

    return counted


def _dressed(scope: Scope, send: Send) -> Send:
    """Answers with the headers that every one of them has."""
    keep = "public, max-age=3600" if scope["path"].startswith("/static/") else "no-store"

    async def dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            given: list[tuple[bytes, bytes]] = list(message.get("headers", []))
            names = {name.lower() for name, _ in given}
            more: dict[str, Any] = {**HEADERS, "cache-control": keep}
            given += [(n.encode(), v.encode()) for n, v in more.items() if n.encode() not in names]
            message = {**message, "headers": given}
        await send(message)

    return dressed
