"""Lists that the importer says the goods are on, where a line gives a rate in place of a code."""

from __future__ import annotations

from typing import Any

__all__ = ["stated_lists"]

_CHINA_LISTS = {"1": "s301-9903.88.01", "2": "s301-9903.88.02", "3": "s301-9903.88.03", "4A": "s301-9903.88.15"}


def stated_lists(claims: dict[str, Any]) -> set[str]:
    """Lists the importer says the goods are on, for a line that gives a rate in place of a code."""
    out = set()
    china = _CHINA_LISTS.get(str(claims.get("s301_list", "")).upper())
    if china:
        out.add(china)
    if claims.get("aluminum_derivative_outside_ch76") is True:
        out.add("aluminum-derivatives-k")
    return out
