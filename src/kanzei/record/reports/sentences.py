"""Text into sentences with their offsets: hard-wrapped lines are joined, abbreviations do not end a sentence."""

from __future__ import annotations

import re

from kanzei.record.reports.model import Sentence

__all__ = ["plain", "split"]

_SAME = str.maketrans(
    {
        **dict.fromkeys("‘’‛ʼ′", "'"),
        **dict.fromkeys("“”„«»″「」『』", '"'),
        **dict.fromkeys("–—−‐‑", "-"),
        "\u00a0": " ",
        "\u202f": " ",
    }
)
_ABBREVIATED = frozenset(
    "jan feb mar apr jun jul aug sept sep oct nov dec mr mrs ms dr gov sen rep gen lt st inc co corp ltd no vs approx est dept prof "
    "messrs hon jr sr bros fig al ca cf e.g i.e a.m p.m".split()
)
_OPENERS = frozenset(
    "the it he she they we this that these those but and however meanwhile in on at a an as if when while after before its his her their "
    "there although under according despite for by with from to last both some many officials".split()
)
_END = re.compile(r"[.!?。][\"')\]]*(?=\s|$)|(?<=[.!?])[\"')\]]+(?=\s|$)")
_CREDIT = re.compile(
    r"^\W*(?:\((?:with|reporting by|source)\b.*|.*\bcontributed to this (?:article|report|story)\b.*|reporting by\b.*|editing by\b.*)$",
    re.I,
)
_LONG, _WRAPPED = 60, 120


def plain(text: str) -> str:
    """The same text, character for character, with straight quotes, hyphens and spaces: offsets stay true."""
    return text.translate(_SAME)


def split(text: str) -> tuple[tuple[Sentence, ...], int]:
    """Sentences in order, each once, and how many stood again, word for word.

    A line break ends a sentence unless the next line goes on in lower case, or the lines are wrapped at a width below
    120 and the line is nearly full.
    """
    found: list[Sentence] = []
    seen: set[str] = set()
    again = 0
    flat = plain(text)
    for start, stop in _paragraphs(flat):
        for left, right in _within(flat, start, stop):
            body = flat[left:right]
            key = " ".join(re.findall(r"[^\W_]+", body.lower()))
            if not key or key in seen:
                again += bool(key)
                continue
            seen.add(key)
            found.append(Sentence(len(found), body.replace("\n", " "), left, right, _kind(body, bool(found))))
    return tuple(found), again


def _kind(body: str, later: bool) -> str:
    if _CREDIT.match(body):
        return "credit"
    ended = re.search(r"[.!?:]\W*$", body) is not None
    words = [one for one in re.findall(r"[^\W\d_]{4,}", body)]
    titled = not ended and len(words) > 3 and sum(one[0].isupper() for one in words) >= 0.8 * len(words)
    return "headline" if (not later and not ended) or titled else "body"


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """Runs of lines that are one piece of prose."""
    found: list[tuple[int, int]] = []
    position = 0
    for block in re.split(r"(\n[ \t]*\n)", text):
        longest = max((len(line.strip()) for line in block.split("\n")), default=0)
        joined = False
        for line in block.splitlines(keepends=True):
            start = position + len(line) - len(line.lstrip())
            stop = position + len(line.rstrip())
            position += len(line)
            if start >= stop:
                continue
            if joined and _goes_on(text[slice(*found[-1])].rsplit("\n", 1)[-1], text[start:stop], longest):
                found[-1] = (found[-1][0], stop)
            else:
                found.append((start, stop))
            joined = True
    return found


def _goes_on(before: str, line: str, longest: int) -> bool:
    """Whether a line continues the one before: wrapped prose of a width below 120 whose line is nearly full."""
    if re.search(r"[.!?:][\"')]*$", before) or re.match(r"[-*•]\s", line):
        return False
    return line[0].islower() or (longest <= _WRAPPED and len(before) >= max(_LONG, 0.75 * longest))


def _within(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    """Sentences of a paragraph."""
    found = []
    left = start
    for match in _END.finditer(text, start, stop):
        if match.start() < left or not _ends(text, match, stop):
            continue
        found.append((left, match.end()))
        left = match.end() + len(text[match.end() : stop]) - len(text[match.end() : stop].lstrip())
    if left < stop:
        found.append((left, stop))
    return found


def _ends(text: str, match: re.Match[str], stop: int) -> bool:
    after = text[match.end() : stop].lstrip()
    if not after:
        return True
    if not (after[0].isupper() or after[0].isdigit() or after[0] in "\"'$([-"):
        return False
    if text[match.start()] != ".":
        return True
    before = re.search(r"(\S+)$", text[: match.start()])
    word = before.group(1).strip("\"'([").lower() if before else ""
    following = re.match(r"[\"'(\[]*(\w+)", after)
    opener = following is not None and following.group(1).lower() in _OPENERS and following.group(1)[0].isupper()
    if re.fullmatch(r"(?:[a-z]\.)+[a-z]", word):
        return opener
    if re.fullmatch(r"[a-z]", word):
        return False
    return word not in _ABBREVIATED or (opener and word in {"inc", "co", "corp", "ltd", "p.m", "a.m"})
