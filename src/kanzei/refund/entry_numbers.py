"""Entry numbers: eleven characters (filer code 3, number 7, check digit 1), without dashes."""

from __future__ import annotations

import re

from kanzei.entries.parse import check_digit
from kanzei.errors import EntryError

__all__ = ["normalise", "what_is_wrong", "with_check_digit"]

_FORM = re.compile(r"[A-Z0-9]{3}\d{8}", re.ASCII)


def normalise(text: str) -> str:
    """``ABC-1234567-8`` as ``ABC12345678``: dashes and blanks removed, letters upper case. The check digit is not looked at.

    Raises
    ------
    EntryError   Not three letters or digits and eight digits.
    """
    found = re.sub(r"[-\s]", "", text).upper()
    if not _FORM.fullmatch(found):
        raise EntryError(
            f"{text[:30]!r} is no entry number: filer code (3 characters), number (7 digits) and check digit, such as ABC-1234567-6"
        )
    return found


def what_is_wrong(text: str) -> str:
    """Why the portal would refuse an entry number, or ``""``."""
    try:
        number = normalise(text)
    except EntryError as error:
        return str(error)
    if check_digit(number):
        return ""
    return f"{number} has a wrong check digit: {with_check_digit(number[:10])[-1]} would fit"


def with_check_digit(ten: str) -> str:
    """The entry number of a filer code and seven digits (:func:`kanzei.entries.parse.check_digit`).

    Raises
    ------
    EntryError   Not ten characters of that form.
    """
    return next(number for digit in "0123456789" if check_digit(number := normalise(ten + digit)))
