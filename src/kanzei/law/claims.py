"""The claims registry: what an importer may state about a line, and what is taken when he does not.

A claim is written ``key`` (asserted), ``!key`` (denied) or ``key=value``; several stand in a semicolon list
or in a JSON object. A Chapter 99 heading is a key too: the importer asserts, or denies, that very heading.

Values after reading
--------------------
flag, heading as key   ``True`` asserted, ``False`` denied; absent is unstated
usd                    integer cents
share                  rate units over 3,000,000 (:mod:`kanzei.money`)
date                   :class:`datetime.date`
country                ISO alpha-2, upper case
number                 integer thousandths of its unit
text, heading          text; a heading with its dots
case                   ``A-588-874`` or ``A-588-874-001``; ``none``
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from kanzei.errors import EntryError
from kanzei.money import MILLI, RATE_ONE, half_up
from kanzei.times import parse_day

__all__ = ["REGISTRY", "Claim", "parse_claims", "resolve", "settle_shares"]

_HEADING = re.compile(r"(9[89]\d\d)\.?(\d\d)\.?(\d\d)\Z")
_CASE = re.compile(r"([AC])[- ]?(\d{3})[- ]?(\d{3})(?:[- ]?(\d{3}))?\Z", re.I)
_NUMBER = re.compile(r"[+]?(\d+)(?:\.(\d*))?\Z|[+]?\.(\d+)\Z")
_YES = {"yes", "true", "1", "y", "asserted"}
_NO = {"no", "false", "0", "n", "denied"}
_UNSTATED = {"", "unstated", "none", "null", "unknown"}
_MAX_CENTS = 10**17


class Claim(NamedTuple):
    """A fact that may be stated about a line.

    default : the state of an unstated flag; ``None`` for every other type. source : on what the default
              rests.
    assume  : the sentence shown when the default is taken. excludes : keys that cannot be asserted with this
              one.
    reads   : the provisions that look at the claim. expands : keys that one value fills.
    """

    key: str
    type: str
    aliases: tuple[str, ...] = ()
    unit: str = ""
    default: bool | None = None
    source: str = ""
    assume: str = ""
    excludes: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    expands: tuple[str, ...] = ()
    column: bool = False
    informative: bool = False


def _load() -> dict[str, Claim]:
    path = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", "claims.json")
    with open(path, encoding="utf-8") as file:
        raw: dict[str, dict[str, Any]] = json.load(file)
    return {key: Claim(key=key, **_tuples(row)) for key, row in raw.items()}


def _tuples(row: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}


REGISTRY: dict[str, Claim] = _load()
"""key -> claim, in the order of the registry's file."""

_NAMES: dict[str, str] = {name: key for key, claim in REGISTRY.items() for name in (key, *claim.aliases)}


def resolve(key: str) -> Claim | None:
    """The claim that a key, an alias or a Chapter 99 heading names, or ``None``.

    ``steel_content_pct`` names a share of the entered value: its claim has the key ``steel_value_pct`` and
    the type ``share``.
    """
    word = _plain(key)
    if word in _NAMES:
        return REGISTRY[_NAMES[word]]
    found = _HEADING.match(word)
    if found:
        heading = ".".join(found.groups())
        if heading.startswith("99"):
            return Claim(heading, "flag", assume=f"heading {heading} is not claimed", default=False)
        return REGISTRY["ch98"]
    if word.endswith("_pct"):
        stem = word[:-4]
        base = _NAMES.get(stem + "_value") or _NAMES.get(stem)
        if base and REGISTRY[base].type == "usd":
            return Claim(base + "_pct", "share", assume=REGISTRY[base].assume, expands=(base,))
    return None


def parse_claims(
    source: str | Mapping[str, object] | None, *, strict: bool = False, value_cents: int | None = None
) -> tuple[dict[str, object], list[str]]:
    """Read claims into canonical keys and typed values.

    Parameters
    ----------
    source      : a JSON object, its text, or a list ``key; !key; key=value``.
    strict      : an unknown key is an error, not a warning.
    value_cents : the entered value; shares of value (``*_pct``) are then turned into amounts as well.

    Returns
    -------
    The claims, and warnings in plain words.

    Raises
    ------
    EntryError   A value that does not fit its key, two statements that differ, or claims that exclude each
                 other.
    """
    out: dict[str, object] = {}
    said: dict[str, str] = {}
    warnings: list[str] = []
    for name, value in _pairs(source):
        claim = resolve(name)
        if claim is None:
            message = f"unknown claim {name!r}{_nearest(name)}"
            if strict:
                raise EntryError(f"{message}. `law claims` lists the keys")
            warnings.append(f"{message}: ignored")
            continue
        if claim.key == "ch98" and _HEADING.match(_plain(name)) and _flag(claim, name, value) is True:
            value = name
        typed = _typed(claim, name, value, warnings)
        if typed is None:
            continue
        targets = claim.expands if claim.expands and claim.type == "country" else (claim.key,)
        for key in targets:
            if key in out and out[key] != typed:
                raise EntryError(f"claims {said[key]!r} and {name!r} state the same fact and differ: state it once")
            out[key], said[key] = typed, name
    _exclusive(out)
    _derive(out)
    if value_cents is not None:
        settle_shares(out, value_cents)
    return out, warnings


def settle_shares(claims: dict[str, object], value_cents: int) -> None:
    """Give each share of value (``steel_value_pct``) its amount in cents (``steel_value``), in place.

    The share stays beside the amount, so that a threshold can be tested exactly.

    Raises
    ------
    EntryError   An amount is stated as well and differs by more than a cent.
    """
    for key in [key for key in claims if key.endswith("_pct") and key[:-4] in REGISTRY]:
        share = claims[key]
        assert isinstance(share, int)
        cents = half_up(value_cents * share, RATE_ONE)
        stated = claims.get(key[:-4], cents)
        if not isinstance(stated, int) or abs(stated - cents) > 1:
            raise EntryError(f"{key} and {key[:-4]} state the same fact and differ: state it once")
        claims[key[:-4]] = stated


def _plain(key: str) -> str:
    return key.strip().lower().replace("-", "_").replace(" ", "_")


def _pairs(source: str | Mapping[str, object] | None) -> list[tuple[str, object]]:
    if source is None:
        return []
    if isinstance(source, Mapping):
        return list(source.items())
    text = source.strip()
    if text.startswith("{"):
        return _json(text)
    pairs: list[tuple[str, object]] = []
    for item in text.replace("\n", ";").split(";"):
        word = item.strip()
        if not word:
            continue
        name, sign, value = word.partition("=")
        denied = name.startswith("!")
        name = name.lstrip("!").strip()
        if not name:
            raise EntryError(f"claim {word!r} has no key: write key, !key or key=value, with ';' between claims")
        if denied and sign:
            raise EntryError(f"claim {word!r} is both denied and given a value: write !{name} or {name}=value")
        pairs.append((name, value.strip() if sign else not denied))
    return pairs


def _json(text: str) -> list[tuple[str, object]]:
    from decimal import Decimal

    if len(text) > 100_000:
        raise EntryError("the claims of one line are longer than 100,000 characters")
    pairs: list[tuple[str, object]] = []

    def keep(items: list[tuple[str, object]]) -> object:
        pairs[:] = items
        return dict(items)

    try:
        body = json.loads(text, parse_float=Decimal, object_pairs_hook=keep)
    except (ValueError, RecursionError) as error:
        where = f" at character {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else ""
        raise EntryError(
            f'claims are not a JSON object{where}: write {{"key": true}} or key; !key; key=value'
        ) from None
    if not isinstance(body, dict) or any(isinstance(value, (dict, list)) for value in body.values()):
        raise EntryError("claims are one flat JSON object: no lists and no objects inside it")
    return pairs


def _typed(claim: Claim, name: str, value: object, warnings: list[str]) -> object:
    """The value in the claim's type, or ``None`` when it states nothing."""
    if claim.type == "case":
        return _case(claim, name, value)
    if value is None or (isinstance(value, str) and value.strip().lower() in _UNSTATED):
        return None
    if claim.type == "flag":
        return _flag(claim, name, value)
    if value is False:
        return None
    if value is True:
        raise EntryError(f"claim {name!r} needs a value: write {name}={_EXAMPLES[claim.type]}")
    text = str(value).strip()
    match claim.type:
        case "usd":
            return _cents(name, text, warnings)
        case "share":
            return _share(name, text)
        case "number":
            return _scaled(name, text, MILLI, warnings)
        case "date":
            try:
                return parse_day(text)
            except ValueError as error:
                raise EntryError(f"claim {name!r}: {error}") from None
        case "country":
            from kanzei.countries import normalise_origin

            try:
                code, note = normalise_origin(text)
            except EntryError as error:
                raise EntryError(f"claim {name!r}: {error}") from None
            if note:
                warnings.append(f"claim {name}: {note}")
            return code
        case "heading":
            found = _HEADING.match(text)
            if not found:
                raise EntryError(f"claim {name!r}: {text!r} is not a heading of chapter 98 or 99, such as 9802.00.40")
            return ".".join(found.groups())
    return text


_EXAMPLES = {
    "usd": "1234.56",
    "share": "60%",
    "number": "12.5",
    "date": "2025-08-01",
    "country": "JP",
    "heading": "9802.00.40",
    "text": "text",
    "case": "A-588-874-001",
}


def _case(claim: Claim, name: str, value: object) -> str | None:
    """A case number of antidumping (A-) or countervailing duty (C-) with its hyphens; ``none`` where no case covers the goods."""
    text = "none" if value is False else str(value if value is not None else "").strip()
    if text.lower() in ("none", "no"):
        return "none"
    if text.lower() in _UNSTATED:
        return None
    found = _CASE.match(text)
    letter = "A" if claim.key.startswith("ad") else "C"
    if not found or found[1].upper() != letter:
        raise EntryError(
            f"claim {name!r}: {text[:40]!r} is no case number, such as {letter}-588-874-001, and not 'none'"
        )
    return "-".join(part for part in (letter, found[2], found[3], found[4]) if part)


def _flag(claim: Claim, name: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    if claim.key == "ch98":
        return False
    raise EntryError(f"claim {name!r} is a yes or a no, not {str(value)!r}: write {name} or !{name}")


def _scaled(name: str, text: str, scale: int, warnings: list[str]) -> int:
    """Plain digits times ``scale``, half up; a finer number is rounded and said so."""
    found = _NUMBER.match(text)
    if not found:
        raise EntryError(f"claim {name!r}: {text[:40]!r} is not a plain number of zero or more, such as 1234.56")
    if len(text) > 40:
        raise EntryError(f"claim {name!r}: a number of {len(text)} characters is out of range")
    fraction = found[2] or found[3] or ""
    units = int((found[1] or "0") + fraction) * scale
    scaled = half_up(units, 10 ** len(fraction))
    if units % 10 ** len(fraction):
        warnings.append(f"claim {name}: {text} is finer than 1/{scale} and was rounded half up")
    return scaled


def _cents(name: str, text: str, warnings: list[str]) -> int:
    cents = _scaled(name, text, 100, warnings)
    if cents > _MAX_CENTS:
        raise EntryError(f"claim {name!r}: {text} is above 1,000,000,000,000,000 dollars")
    return cents


def _share(name: str, text: str) -> int:
    """60 and ``60%`` are 60 percent; 0.6 could be either 0.6% or 60% and is refused."""
    body, percent = (text[:-1].strip(), True) if text.endswith("%") else (text, False)
    found = _NUMBER.match(body)
    if not found or len(body) > 20:
        raise EntryError(f"claim {name!r}: {text[:40]!r} is not a percentage, such as 60%")
    fraction = found[2] or found[3] or ""
    digits = int((found[1] or "0") + fraction)
    scale = 10 ** len(fraction)
    if not percent and 0 < digits <= scale:
        raise EntryError(
            f"claim {name!r}: {text} may mean {text}% or {text} of the whole (out of 1): write the percent sign"
        )
    if digits > 100 * scale:
        raise EntryError(f"claim {name!r}: {text} is more than the whole (100%)")
    return half_up(digits * RATE_ONE, 100 * scale)


def _exclusive(claims: Mapping[str, object]) -> None:
    for key, value in claims.items():
        claim = REGISTRY.get(key)
        if claim is None or value is not True:
            continue
        for other in claim.excludes:
            if claims.get(other) is True:
                raise EntryError(f"claims {key!r} and {other!r} exclude each other: assert only one of them")


def _derive(claims: dict[str, object]) -> None:
    """Fill what one statement about the origin of metal says about another, never against a statement."""
    if claims.get("melt_pour") == "US":
        claims.setdefault("us_melt_pour", True)
    elif claims.get("us_melt_pour") is True:
        claims.setdefault("melt_pour", "US")
    if claims.get("smelt") == "US" and claims.get("cast") == "US":
        claims.setdefault("us_smelt_cast", True)
    elif claims.get("us_smelt_cast") is True:
        claims.setdefault("smelt", "US")
        claims.setdefault("cast", "US")
    if "RU" in (claims.get("melt_pour"), claims.get("smelt"), claims.get("smelt2"), claims.get("cast")):
        claims.setdefault("russian_metal", True)


def _nearest(name: str) -> str:
    import difflib

    close = difflib.get_close_matches(_plain(name), _NAMES, n=1, cutoff=0.6)
    return f" (nearest: {_NAMES[close[0]]})" if close else ""
