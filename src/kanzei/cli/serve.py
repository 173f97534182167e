"""``kanzei serve``: the HTTP interface and the pages, on this machine."""

from __future__ import annotations

import os
import re
import sys
from argparse import ArgumentTypeError, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from kanzei.cli.options import add_json, say
from kanzei.cli.parser import Parser
from kanzei.errors import UsageError

if TYPE_CHECKING:
    from kanzei.web.settings import Settings

__all__ = ["parser"]

LEAST_TOKEN = 20


def parser() -> Parser:
    """Options of the command."""
    made = Parser(
        prog="kanzei serve",
        description="Serve the HTTP interface (/api/v1, described at /openapi.json) and the pages. It listens on this machine only, unless "
        "--host says otherwise; then a token is needed. It ends with Ctrl-C; work it accepted is taken up again when --data names a folder.",
        example=("serve --check",),
    )
    made.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="address listened on (default: 127.0.0.1)")
    made.add_argument("--port", type=_port, default=8765, metavar="N", help="port; 0 takes a free one (default: 8765)")
    made.add_argument(
        "--token-file", type=Path, metavar="FILE", help="file whose first line is the token that clients must show"
    )
    made.add_argument(
        "--data", type=Path, metavar="DIR", help="folder of uploads, jobs and results (default: a temporary one)"
    )
    made.add_argument(
        "--name", action="append", default=[], metavar="HOST", help="a host name the server is reached by (repeatable)"
    )
    made.add_argument(
        "--public",
        type=_public,
        metavar="URL",
        help="the address that people use where a proxy stands in front, such as https://kanzei.example.org",
    )
    made.add_argument(
        "--ledger", metavar="PLACE", help="a ledger to read: a DuckDB file, or postgresql://user@host/base"
    )
    made.add_argument("--rate", type=_rate, metavar="N", help="questions a second of one client")
    made.add_argument("--check", action="store_true", help="say where and what would be served, and listen to nothing")
    add_json(made)
    made.set_defaults(run=run)
    return made


def run(options: Namespace) -> int:
    """Serve until interrupted."""
    from kanzei.web.settings import Settings

    try:
        from kanzei.web.server import serve
    except ImportError as error:
        raise UsageError(f"serving needs {error.name}: pip install 'kanzei[web]'") from None
    settings = Settings(options.host, options.port, options.data, _token(options.token_file), tuple(options.name))
    settings = settings._replace(ledger=_ledger(options.ledger), public=options.public)
    if not settings.is_local and settings.token is None:
        raise UsageError(f"--host {options.host}: others could reach it; give --token-file FILE with a token")
    if options.rate:
        settings = settings._replace(rate=options.rate, burst=max(1, int(options.rate * 5)))
    if options.check:
        return _check(options, settings)
    if options.json:
        from kanzei.render.machine import dump

        return serve(settings, lambda address: print(dump({"address": address}), flush=True))
    return serve(settings, lambda address: print(f"Kanzei is at {address} (Ctrl-C ends it)", flush=True))


def _check(options: Namespace, settings: Settings) -> int:
    """Say what would be served."""
    from kanzei.duty.book import LawBook

    book = LawBook.shipped()
    value = {
        "host": settings.host,
        "port": settings.port,
        "token": settings.token is not None,
        "data": settings.data,
        "ledger": _shown(settings.ledger),
        "body_bytes": settings.body_bytes,
        "upload_bytes": settings.upload_bytes,
        "questions_a_second": settings.rate,
        "as_of": book.as_of,
        "lawbook": book.digest,
    }
    where = f"{settings.host}, port {settings.port or 'free'}, {'with a token' if settings.token else 'no token'}"
    kept = f"kept in {settings.data}" if settings.data else "in a temporary folder"
    text = (
        f"would listen on {where}; uploads and results {kept}; ledger {_shown(settings.ledger) or 'none'}\n"
        f"bodies to {settings.body_bytes:,} bytes, uploads to {settings.upload_bytes:,}; {settings.rate:g} questions a second of one client\n"
        f"law as known {book.as_of}; law book {book.digest[:12]}"
    )
    return say(options, value, text)


def _ledger(place: str | None) -> str | None:
    """The ledger named, looked at once, so that a wrong one is told at the start.

    Raises
    ------
    UsageError   There is none at the place, or its tables are newer than this program.
    """
    if place is not None:
        from kanzei.ledger.place import reading

        with reading(place):
            pass
    return place


def _shown(place: str | None) -> str | None:
    from kanzei.ledger.place import shown

    return shown(place) if place else None


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise ArgumentTypeError(f"{text!r} is no port: write a number up to 65535")
    return int(text)


def _public(text: str) -> str:
    if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?", text):
        raise ArgumentTypeError(f"{text!r} is no address such as https://kanzei.example.org, without a path")
    return text.lower()


def _rate(text: str) -> float:
    if not re.fullmatch(r"\d{1,6}(\.\d+)?", text) or not float(text):
        raise ArgumentTypeError(f"{text!r} is no number above zero")
    return float(text)


def _token(path: Path | None) -> str | None:
    """The token of a file that only its owner may read."""
    if path is None:
        return None
    try:
        text = path.read_text(encoding="utf-8").partition("\n")[0].strip()
        mode = os.stat(path).st_mode
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"--token-file {path}: cannot be read ({getattr(error, 'strerror', None) or 'no text'})"
        ) from None
    if len(text) < LEAST_TOKEN:
        raise UsageError(f"--token-file {path}: a token has {LEAST_TOKEN} letters at least")
    if os.name == "posix" and mode & 0o077:
        sys.stderr.write(f"kanzei: {path} can be read by others: chmod 600 {path}\n")
    return text
