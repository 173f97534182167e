"""How amounts, rates, codes and instruments are written for people."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

__all__ = [
    "amount",
    "codes_dotted",
    "dotted",
    "heading_name",
    "instrument_name",
    "percent",
    "printable",
    "signed_amount",
]

_KINDS = {"eo": "EO", "proc": "Proc.", "fr": "FR", "csms": "CSMS", "pl": "Pub. L."}
_WORDS = {
    "memo": "Memorandum",
    "letter": "Letter",
    "framework": "Framework",
    "scotus": "Supreme Court",
    "cit": "CIT",
    "cafc": "CAFC",
    "ustr": "USTR",
    "cbp": "CBP",
    "301": "s.301",
}
_DATED = re.compile(r"-\d{4}-\d{2}-\d{2}(?=-|\Z)")
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def amount(cents: int) -> str:
    """Cents as dollars with thousands separated, ``'4,500.00'``."""
    sign = "-" if cents < 0 else ""
    whole, part = divmod(abs(cents), 100)
    return f"{sign}{whole:,}.{part:02d}"


def signed_amount(cents: int) -> str:
    """Cents with their sign always written, ``'+750.00'``."""
    return f"+{amount(cents)}" if cents > 0 else amount(cents)


def percent(rate: str, places: int = 4) -> str:
    """A decimal fraction as a percentage (``'0.15'`` is ``'15%'``); a rate text stays as it is."""
    try:
        value = Decimal(rate) * 100
    except InvalidOperation:
        return rate
    text = f"{value:.{places}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "%"


def dotted(code: str) -> str:
    """A tariff code of 4 to 10 digits with its dots, ``'8703.23.01.40'``."""
    if not code.isdigit() or len(code) < 4:
        return code
    parts = [code[:4], code[4:6], code[6:8], code[8:10]]
    return ".".join(part for part in parts if part)


def codes_dotted(text: str) -> str:
    """A text in which every code of 6, 8 or 10 digits has its dots."""
    return re.sub(r"(?<![\w.])\d{6}(?:\d\d){0,2}(?![\w.])", lambda found: dotted(found[0]), text)


def instrument_name(name: str) -> str:
    """The short name people use for an instrument id: ``us/eo-14345`` is ``EO 14345``."""
    body = name.split("#")[0].split("/", 1)[-1]
    kind, _, number = body.partition("-")
    if kind in _KINDS and number[:1].isdigit():
        return f"{_KINDS[kind]} {number}"
    words = _DATED.sub("", body).split("-")
    first = _WORDS.get(words[0], words[0])
    text = " ".join([first, *(word.upper() if len(word) == 2 else word for word in words[1:])])
    return text[:1].upper() + text[1:] if not text.startswith("s.") else text


def heading_name(text: str) -> str:
    """A heading as it is, or the name of the instrument where a provision has none (``us/eo-14345#generics``)."""
    name, mark, provision = text.partition("#")
    return f"{instrument_name(name)} ({provision.replace('-', ' ')})" if mark else text


def printable(text: str) -> str:
    """Text with control characters and direction marks made visible: inert on a terminal."""
    return _HIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
