"""Reading one cell: codes, money, days, numbers, units.

Nothing is guessed: an ambiguous cell is refused with the reason.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from kanzei.counts import counted
from kanzei.entries.columns import Forms
from kanzei.errors import EntryError, UsageError
from kanzei.money import half_up
from kanzei.times import parse_day

__all__ = [
    "MAX_CENTS",
    "is_blank",
    "read_code",
    "read_day",
    "read_money",
    "read_quantity",
    "read_signed",
    "read_unit",
    "shown",
    "text_of",
]

MAX_CENTS = 10**17
"""A value above a thousand billion dollars is refused."""

_BLANK = {"", "nan", "nat", "null", "none", "inf", "+inf", "-inf", "infinity", "#n/a", "-"}
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+\Z")
_CUT = re.compile(r"\d{4}[. -]\d\d[. -](?:\d\d[. -]?)?\d\Z", re.ASCII)
"""A code with its dots whose last digit is missing."""
_BOOKED = re.compile(r"\s*(?:\(\s*([^()-]+?)\s*\)|([^()-]+?)\s*-)\s*\Z")
"""An amount in parentheses, or with its minus behind."""
_USUAL = re.compile(r"\$?(\d{1,3}(?:,\d{3}){0,4}|\d{1,15})\.(\d\d)\Z", re.ASCII)
"""Money as most cells of CBP's reports have it."""
_PLAIN = re.compile(r"(-?)(\d*)(?:\.(\d*))?\Z")
_US = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?\Z|\d*(?:\.\d*)?\Z")
_EU = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d*)?\Z|\d*(?:,\d*)?\Z")
_US_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: 0?0:00(?::00)?)?\Z")
_STAMP = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?\Z")

_WORDS = {
    "kg": "kg|kgs|kilogram|kilograms",
    "No.": "no|nos|number|ea|each|pc|head|unit|units",
    "doz.": "doz|dz|dozen|dozens",
    "doz. prs.": "dpr|doz prs|dozen pairs",
    "prs.": "prs|pr|pair|pairs",
    "m2": "m2|m²|m<sup>2</sup>|sqm",
    "m3": "m3|m³|m<sup>3</sup>",
    "m": "m|meter|meters",
    "cm2": "cm2|cm²",
    "liters": "l|ltr|liter|liters|litre|litres",
    "pf.liters": "pfl|pf liter|pf liters|proof liters",
    "t": "t|mt|tonne|tonnes|metric ton|metric tons",
    "g": "g|gm|gram|grams",
    "gross": "grs|gro|gross",
    "bbl": "bbl|barrel|barrels",
    "pcs": "pcs|pieces",
    "thousands": "ths|k|thousand|thousands",
    "hundreds": "hun|hundred|hundreds",
    "carat": "car|carat|carats|ct",
    "W": "w|watts",
    "cy kg": "cyk|cy kg",
    "Jwls.": "jwl|jwls",
    "X": "x",
}
_UNITS = {word: unit for unit, words in _WORDS.items() for word in words.split("|")}
"""A unit as files write it -> the schedule's own word."""


def is_blank(cell: object) -> bool:
    """Whether the cell states nothing: empty, NaN, infinity, an error value of a spreadsheet."""
    if type(cell) is str:
        return not cell or cell.strip().lower() in _BLANK
    if cell is None:
        return True
    if isinstance(cell, float):
        return cell != cell or cell in (float("inf"), float("-inf"))
    if isinstance(cell, Decimal):
        return not cell.is_finite()
    return isinstance(cell, str) and cell.strip().lower() in _BLANK


def shown(cell: object) -> str:
    """A cell in a message: quoted, short, and free of control and direction marks."""
    text = "".join(c if c.isprintable() else "?" for c in str(cell))
    return repr(text if len(text) <= 40 else text[:40] + "…")


def text_of(cell: object) -> str:
    """A cell as text without blanks around it; a whole number loses its ``.0``."""
    if type(cell) is str:
        return cell.replace("\u00a0", " ").strip()
    if cell is None or (isinstance(cell, float) and cell != cell):
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, Decimal):
        return str(int(cell)) if cell == cell.to_integral_value() else str(cell)
    return str(cell).replace("\u00a0", " ").strip()


def read_code(cell: object) -> str:
    """The goods' code as 6, 8 or 10 digits.

    Raises
    ------
    EntryError   Scientific notation, a lost leading zero, a Chapter 99 provision, letters, or too few digits.
    """
    numeric = isinstance(cell, (int, float, Decimal)) and not isinstance(cell, bool)
    text = text_of(cell)
    if _SCIENTIFIC.match(text):
        raise EntryError(
            f"HTS number {shown(text)} is in scientific notation: a spreadsheet has probably turned the "
            "code into a number and "
            "lost digits. Format the column as text and enter the code again"
        )
    if text.endswith(".0") and text[:-2].isdigit() and len(text[:-2]) in (8, 9, 10):
        text = text[:-2]
    digits = text.replace(".", "").replace("-", "").replace(" ", "")
    if not digits.isdigit() or not digits.isascii():
        raise EntryError(f"HTS number {shown(text)} is not made of digits: give ten digits such as 8703.23.01.40")
    if digits.startswith("99") and len(digits) in (8, 10):
        heading = f"{digits[:4]}.{digits[4:6]}.{digits[6:8]}"
        raise EntryError(
            f"{heading} is a provision of Chapter 99, not the code of an article: give the article's own "
            "code of chapters 1-97 "
            f"(the heading may stand in `filed`, or among the claims)"
        )
    if _CUT.match(text):
        raise EntryError(
            f"HTS number {shown(text)} has {len(digits)} digits: one is missing at the end. Look up the code and write all ten digits"
        )
    if len(digits) in (9, 7):
        padded = _dotted("0" + digits)
        how = "the cell is a number, so a leading zero was lost" if numeric else "a leading zero may be lost"
        raise EntryError(f"HTS number {shown(text)} has {len(digits)} digits: {how}. If so, write {padded}")
    if len(digits) not in (6, 8, 10):
        raise EntryError(
            f"HTS number {shown(text)} has {counted(len(digits), 'digit')}: ten are needed (8 for a subheading)"
        )
    if digits.startswith(("00", "77")):
        raise EntryError(f"HTS number {shown(text)} begins with chapter {digits[:2]}, which the schedule does not have")
    return digits


def _dotted(digits: str) -> str:
    return ".".join(filter(None, (digits[:4], digits[4:6], digits[6:8], digits[8:])))


def read_money(cell: object, what: str, forms: Forms, warnings: list[str]) -> int | None:
    """An amount of zero or more in cents, or ``None`` for a blank cell; fractions of a cent are rounded half up."""
    if is_blank(cell):
        return None
    text, negative, units, scale = _amount(cell, what, forms)
    if negative and units:
        raise EntryError(
            f"{what} {shown(text)} is negative: Kanzei takes no credit lines; enter the corrected line instead"
        )
    return _rounded(text, units, scale, what, warnings)


def read_signed(cell: object, what: str, forms: Forms, warnings: list[str]) -> int | None:
    """An amount of either sign in cents, or ``None`` for a blank cell: ``-1500``, ``(1500.00)`` and ``1500.00-`` are below zero.

    For files of what was booked, where reversals and credits stand; a line to be assessed takes :func:`read_money`.
    """
    if isinstance(cell, str):
        usual = _USUAL.match(cell) if forms.money == "us" else None
        if usual:
            return int(usual[1].replace(",", "") + usual[2])
        if is_blank(cell):
            return None
        found = _BOOKED.match(cell)
        if found:
            cell = "-" + (found[1] or found[2])
    elif is_blank(cell):
        return None
    text, negative, units, scale = _amount(cell, what, forms)
    cents = _rounded(text, units, scale, what, warnings)
    return -cents if negative else cents


def _rounded(text: str, units: int, scale: int, what: str, warnings: list[str]) -> int:
    if units % scale:
        warnings.append(f"{what} {shown(text)} has fractions of a cent: rounded half up")
    return half_up(units, scale)


def _amount(cell: object, what: str, forms: Forms) -> tuple[str, bool, int, int]:
    """The text of an amount, whether a minus stands before it, and hundredths over a scale."""
    if isinstance(cell, bool):
        raise EntryError(f"{what} is {cell}, not an amount")
    text = f"{cell:.15g}" if isinstance(cell, float) else text_of(cell)
    if _SCIENTIFIC.match(text):
        if isinstance(cell, (float, Decimal)):
            text = f"{Decimal(text):f}"
        else:
            raise EntryError(f"{what} {shown(text)} is in scientific notation: write plain digits such as 1234.56")
    body = text if isinstance(cell, (int, float, Decimal)) else _declared(text, what, forms)
    found = _PLAIN.match(body)
    if not found or not (found[2] or found[3]):
        raise EntryError(f"{what} {shown(text)} is not a number: write plain digits such as 1234.56")
    fraction = found[3] or ""
    if len(found[2].lstrip("0")) > 15:
        raise EntryError(f"{what} {shown(text)} is above 1,000,000,000,000,000 dollars: check the column")
    return text, bool(found[1]), int((found[2] or "0") + fraction) * 100, 10 ** len(fraction)


def _declared(text: str, what: str, forms: Forms) -> str:
    """Turn a declared way of writing money into plain digits."""
    if forms.money == "plain":
        if re.search(r"[,$€£()']|\d\s\d", text):
            raise EntryError(
                f"{what} {shown(text)} is not plain digits, and this layout does not say what commas and "
                "signs mean: write "
                "1234.56, or name the form (--money us for $1,234.56; --money eu for 1.234,56)"
            )
        return text
    body = text.replace(" ", "")
    sign = ""
    if body.startswith("(") and body.endswith(")"):
        sign, body = "-", body[1:-1]
    if body.startswith("-"):
        sign, body = "-", body[1:]
    body = body.removeprefix("USD").removeprefix("$").removesuffix("USD")
    if body.startswith("-"):
        sign, body = "-", body[1:]
    if not (_US if forms.money == "us" else _EU).match(body):
        raise EntryError(
            f"{what} {shown(text)} is not an amount written {'1,234.56' if forms.money == 'us' else '1.234,56'}"
        )
    plain = body.replace(",", "") if forms.money == "us" else body.replace(".", "").replace(",", ".")
    return sign + plain


def read_day(
    cell: object, what: str, forms: Forms, date_format: str | None = None, warnings: list[str] | None = None
) -> date | None:
    """A day, or ``None`` for a blank cell.

    Midnight UTC is a day that a program stamped with a zone, and is that day; another time with a zone is
    taken to US Eastern. Both are said in ``warnings``.
    """
    if is_blank(cell):
        return None
    if isinstance(cell, datetime):
        return _stamped(cell, what, warnings)
    if isinstance(cell, date):
        return cell
    text = text_of(cell)
    if date_format:
        return _by_format(text, what, date_format)
    stamp = _STAMP.match(text)
    try:
        if stamp:
            day = parse_day(stamp[1])
            if int(stamp[2]) > 23 or int(stamp[3]) > 59 or int(stamp[4] or 0) > 59:
                raise ValueError(f"{text[:40]!r} has a time that no clock shows: write the day as {day}")
            if not stamp[5]:
                return day
            return _stamped(datetime.fromisoformat(text.replace("Z", "+00:00")), what, warnings)
        us = _US_DAY.match(text) if "us" in forms.dates else None
        if us:
            return parse_day(f"{us[3]}-{int(us[1]):02d}-{int(us[2]):02d}")
        return parse_day(text)
    except ValueError as error:
        raise EntryError(f"{what}: {error}{_day_hint(text)}") from None


def _day_hint(text: str) -> str:
    if re.fullmatch(r"\d{5}(\.0)?", text) and 20000 < int(text[:5]) < 80000:
        guess = date(1899, 12, 30) + timedelta(days=int(text[:5]))
        return f". It looks like a spreadsheet's day number ({guess}): format the column as a date or as text"
    if re.fullmatch(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}", text):
        return ". Its order of day and month is not declared: give --date-format, such as DD/MM/YYYY"
    if re.fullmatch(r"\d{8}", text):
        return ". Give --date-format YYYYMMDD if it is written that way"
    return ""


_TOKENS = (("YYYY", "%Y"), ("YY", "%y"), ("MMM", "%b"), ("MM", "%m"), ("DD", "%d"))
_FIELDS = {
    "%Y": r"(?P<Y>\d{4})",
    "%y": r"(?P<y>\d\d)",
    "%m": r"(?P<m>\d\d?)",
    "%d": r"(?P<d>\d\d?)",
    "%b": r"(?P<b>[A-Za-z]{3})",
}
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def _by_format(text: str, what: str, date_format: str) -> date:
    pattern = date_format.strip()
    if "%" not in pattern:
        for token, field in _TOKENS:
            pattern = pattern.replace(token, field)
    if not ("%d" in pattern and ("%m" in pattern or "%b" in pattern) and ("%Y" in pattern or "%y" in pattern)):
        raise UsageError(
            f"date format {date_format!r} is not known: write it with YYYY, MM (or MMM) and DD, such as DD/MM/YYYY"
        )
    regex = re.escape(pattern).replace("\\%", "%")
    for field, group in _FIELDS.items():
        regex = regex.replace(field, group)
    found = re.fullmatch(regex, text)
    try:
        if not found:
            raise ValueError(f"{text[:40]!r} is not a date written {date_format}")
        parts = found.groupdict()
        year = int(parts["Y"]) if parts.get("Y") else 2000 + int(parts["y"])
        month = int(parts["m"]) if parts.get("m") else _MONTHS.index(parts["b"].lower()) + 1
        return parse_day(f"{year:04d}-{month:02d}-{int(parts['d']):02d}")
    except ValueError as error:
        raise EntryError(f"{what}: {error}") from None


def _stamped(stamp: datetime, what: str, warnings: list[str] | None) -> date:
    """The day that a time means; whatever its zone changes is said."""
    zone = stamp.utcoffset()
    if zone is None:
        return stamp.date()
    said = stamp.isoformat(sep=" ")
    if not zone and (stamp.hour, stamp.minute, stamp.second, stamp.microsecond) == (0, 0, 0, 0):
        if warnings is not None:
            warnings.append(f"{what} {said} is midnight UTC: taken as the day {stamp.date()}")
        return stamp.date()
    try:
        day = _eastern(stamp)
    except OverflowError:
        raise EntryError(f"{what}: {said} lies beyond the calendar") from None
    if warnings is not None and (not zone or day != stamp.date()):
        warnings.append(f"{what} {said} was taken to US Eastern time: the day is {day}")
    return day


def _eastern(stamp: datetime) -> date:
    """The day in US Eastern time (summer time: second Sunday of March to first Sunday of November)."""
    if stamp.tzinfo is None:
        return stamp.date()
    utc = stamp.astimezone(UTC).replace(tzinfo=None)
    march, november = date(utc.year, 3, 8), date(utc.year, 11, 1)
    spring = march + timedelta(days=(6 - march.weekday()) % 7)
    autumn = november + timedelta(days=(6 - november.weekday()) % 7)
    summer = (
        datetime(spring.year, spring.month, spring.day, 7) <= utc < datetime(autumn.year, autumn.month, autumn.day, 6)
    )
    return (utc - timedelta(hours=4 if summer else 5)).date()


def read_quantity(cell: object, what: str, forms: Forms) -> int | None:
    """A quantity in thousandths, or ``None`` for a blank cell."""
    if is_blank(cell):
        return None
    text = f"{cell:.15g}" if isinstance(cell, float) else text_of(cell)
    if forms.money == "us" and isinstance(cell, str) and "$" not in text and _US.match(text):
        text = text.replace(",", "")
    elif forms.money == "eu" and isinstance(cell, str) and _EU.match(text):
        text = text.replace(".", "").replace(",", ".")
    found = _PLAIN.match(text)
    if not found or found[1] or not (found[2] or found[3]) or len(found[2]) > 15:
        raise EntryError(f"{what} {shown(text)} is not a plain number of zero or more, such as 1250.5")
    fraction = found[3] or ""
    return half_up(int((found[2] or "0") + fraction) * 1000, 10 ** len(fraction))


def read_unit(cell: object) -> str:
    """A unit in the schedule's own word, or as it stands when the schedule may know it (``Pb kg``)."""
    text = text_of(cell)
    return _UNITS.get(" ".join(text.lower().replace(".", " ").split()), text)
