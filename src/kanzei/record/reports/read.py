"""Reports read from files: plain text, HTML and PDF; broken words are mended, a repeated body counts once, what is doubtful is said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

from kanzei.errors import UsageError
from kanzei.record.reports.days import find_days
from kanzei.record.reports.model import Report
from kanzei.record.reports.sentences import plain, split
from kanzei.record.reports.times import interval

__all__ = ["read", "read_text"]

LONGEST = 200_000
"""Characters of a report, some seventy pages: every sentence is laid against every other."""
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_BLOCKS = frozenset(
    "p div br h1 h2 h3 h4 h5 h6 li ul ol tr table section article blockquote figcaption td th dt dd header hr".split()
)
_SILENT = frozenset("script style noscript template svg nav footer aside form button iframe select option".split())
_WANTING = frozenset({"day", "range", "relative", "weekday", "month"})
"""Grains of days that cannot be placed without a year."""
_DATED = re.compile(r"\b(?:updated|published|posted|released|dateline|as of|first published|last modified)\b", re.I)

_PLACED = re.compile(r"(?:[A-Z][\w.'’/-]*[ ,/:]*){0,6}\(?")
"""What may stand before the day in an agency's dateline: a place, an agency."""
_OPENS = re.compile(r"\)?\s*(?:\([^()]{2,40}\)\s*)?[-–—:](?:\s|$)|\s*\([A-Z][^()]{1,40}\)\s")
"""What follows the day there: a dash, an agency in brackets, or both."""


def read(path: Path | str) -> Report:
    """A report from a file; the kind of file is told by its content.

    Raises
    ------
    UsageError   The file is missing, empty, longer than :data:`LONGEST`, no text, or a PDF that cannot be opened.
    """
    path = Path(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {(error.strerror or str(error)).lower()}") from None
    if not raw.strip():
        raise UsageError(f"{path}: is empty: there is no report to compare")
    if raw[:1024].lstrip().startswith(b"%PDF"):
        text = _pdf(path)
    else:
        text = _decoded(path, raw)
        if re.match(
            r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype html|html|head|body|article|div|p|h1)\b",
            text[:2000],
            re.I | re.S,
        ):
            text = _html(text)
    return read_text(text, str(path))


def read_text(text: str, name: str = "report") -> Report:
    """A report from its text.

    Raises
    ------
    UsageError   It holds no words, or is longer than :data:`LONGEST`.
    """
    text = _clean(text)
    if len(text) > LONGEST:
        raise UsageError(
            f"{name}: {len(text):,} characters: too long for a report; give its part of at most {LONGEST:,}"
        )
    sentences, again = split(text)
    if not sentences or not re.search(r"[^\W\d_]{2}", text):
        raise UsageError(f"{name}: holds no words: a scanned page has to be made text first")
    dated = _dated(text)
    return Report(name, text, sentences, dated, tuple(_warnings(text, dated)), again)


def _decoded(path: Path, raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    if b"\x00" in raw[:4096]:
        raise UsageError(f"{path}: is no text, HTML or PDF")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    odd = sum(unicodedata.category(one) in {"Cc", "Co", "Cn"} and one not in "\n\r\t\f" for one in text[:4096]) + text[
        :4096
    ].count("\ufffd")
    if odd > 0.02 * min(len(text), 4096):
        raise UsageError(f"{path}: is no text, HTML or PDF (neither UTF-8 nor Windows-1252)")
    return text


class _Words(HTMLParser):
    """The words of a page: blocks on lines of their own, scripts and furniture left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0
        self.body: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent += 1
        elif tag in _BLOCKS:
            self.parts.append("\n")
        if tag == "time":
            stamp = dict(attrs).get("datetime")
            self.parts.append(f"\nPublished {stamp[:10]}\n" if stamp and not self.silent else "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in _BLOCKS or tag == "title":
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(re.sub(r"\s+", " ", data))


def _html(text: str) -> str:
    article = re.search(r"<article\b.*</article>", text, re.I | re.S)
    heading = re.search(r"<h1\b.*?</h1>", text, re.I | re.S)
    parser = _Words()
    parser.feed(
        (heading.group() if heading and article and heading.group() not in article.group() else "")
        + (article.group() if article else text)
    )
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.parts).split("\n"))
    return "\n\n".join(line for line in lines if line)


def _pdf(path: Path) -> str:
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError:
        raise UsageError(f"{path}: reading PDF needs pypdf: pip install 'kanzei[reports]'") from None
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UsageError(f"{path}: is locked by a password: save it without one first")
        pages = [page.extract_text() or "" for page in reader.pages]
    except (PyPdfError, ValueError, KeyError, OSError, TypeError) as error:
        raise UsageError(f"{path}: is no PDF that can be read: {str(error) or type(error).__name__}") from None
    if not "".join(pages).strip():
        raise UsageError(f"{path}: holds no words: a scanned page has to be made text first")
    return "\n\n".join(_without_margins(pages))


def _without_margins(pages: list[str]) -> Iterable[str]:
    """Pages without the lines that stand on most of them, page numbers, and words broken at line ends."""
    lines = [page.splitlines() for page in pages]
    shared = {
        line
        for page in lines
        for line in set(page)
        if line.strip() and sum(line in other for other in lines) > max(2, len(pages) // 2)
    }
    for page in lines:
        yield "\n".join(
            line
            for line in page
            if line not in shared and not re.fullmatch(r"\W*(?:page\s)?\d{1,4}(?:\s(?:of|/)\s\d+)?\W*", line, re.I)
        )


def _clean(text: str) -> str:
    text = (
        text.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\f", "\n")
        .replace("\u00ad", "")
        .replace("\u200b", "")
        .replace("\ufeff", "")
    )
    for one, plainly in _LIGATURES.items():
        text = text.replace(one, plainly)
    text = text.translate(
        {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF05: "%", 0xFF0E: ".", 0xFFE5: "¥", 0xFF04: "$"}
    )
    return re.sub(r"(?<=[a-z])-\n(?=[a-z])", "", text)


def _dated(text: str) -> date | None:
    """The day a report bears: after "updated" or "published", in a line of its own, or in the agency's dateline."""
    flat = plain(text)
    lines = [line for line in flat.split("\n") if line.strip()]
    best: date | None = None
    for line in lines[:12]:
        placed = [(start, stop, when) for start, stop, when in find_days(line) if when.grain == "day" and when.year]
        span = interval(placed[0][2], None) if placed else None
        if span is None:
            continue
        if _PLACED.fullmatch(line[: placed[0][0]]) and _OPENS.match(line[placed[0][1] :]):
            best = max(best or span[0], span[0])
            continue
        alone = len(line) < 60 or _DATED.search(line) or re.match(r"^[A-Z][A-Z .,/]{2,40}[,(]? ", line)
        if (
            alone
            and not line.rstrip().endswith((".", '."'))
            or _DATED.search(line[:40])
            or re.match(r"^[A-Z][A-Z .,]{2,40},[^.]{0,30}(?:\(|-)", line)
        ):
            best = max(best or span[0], span[0])
    return best


def _warnings(text: str, dated: date | None) -> Iterable[str]:
    flat = plain(text)
    whens = [when for _, _, when in find_days(flat.replace("\n", " "))]
    partial = [
        when for when in whens if when.grain in {"day", "range", "relative", "weekday", "month"} and when.year is None
    ]
    if dated is None:
        years = sorted({when.year for when in whens if when.year})
        if partial or not years:
            only = f"; the years it names ({', '.join(map(str, years))}) are of other things" if years else ""
            lost = f": days such as {_first(flat)!r} cannot be placed in a year" if partial else ""
            yield f"bears no day and no year of its own{only}{lost}; --reported-on says when it was published"
    bodies = [line for line in flat.split("\n") if len(line) > 60]
    again = len(bodies) - len(set(bodies))
    if again:
        yield f"{again} paragraph{'s stand' if again > 1 else ' stands'} more than once: each is counted once"


def _first(flat: str) -> str:
    """The first day that wants a year."""
    days = [(start, stop) for start, stop, when in find_days(flat) if when.year is None and when.grain in _WANTING]
    return flat[slice(*days[0])] if days else "today"
