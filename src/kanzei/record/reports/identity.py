"""Whether two names mean the same: family name and full name, either order, a role for a name, namesakes, a capital for its government."""

from __future__ import annotations

import unicodedata
from datetime import date
from functools import lru_cache

from kanzei.record.reports.listed import capital_of
from kanzei.record.reports.model import Item
from kanzei.record.reports.offices import holders, office_holders, role_key

__all__ = ["name_parts", "same_name", "shown"]

_GOVERNMENT = {"White House": "United States", "Department of Commerce": "United States"}


@lru_cache(maxsize=4096)
def name_parts(name: str) -> frozenset[str]:
    """Parts of a name without accents, case, initials and junior or senior."""
    bare = (
        unicodedata.normalize("NFKD", name)
        .encode("ascii", "ignore")
        .decode()
        .lower()
        .replace("'", "")
        .replace("-", " ")
    )
    return frozenset(
        one for one in bare.split() if len(one) > 1 and one not in {"jr", "sr", "mr", "mrs", "ms", "dr", "san"}
    )


def same_name(one: Item, first: date | None, other: Item, second: date | None) -> bool | None:
    """True, False, or None where it cannot be told. first, second : days of the two reports, for the table of offices."""
    kinds = {one.kind, other.kind}
    if kinds <= {"person", "name"}:
        return _people(one, first, other, second)
    if kinds == {"person", "role"}:
        person, role, day = (one, other, second) if one.kind == "person" else (other, one, first)
        return _held(person, role, day)
    if kinds == {"role"}:
        return _roles(one, first, other, second)
    if kinds == {"person", "organisation"}:
        return None if name_parts(one.value) & name_parts(other.value) else False
    if kinds <= {"place", "organisation", "name"}:
        return _bodies(one.value, other.value, kinds == {"organisation"})
    return None


def _people(one: Item, first: date | None, other: Item, second: date | None) -> bool | None:
    here, there = name_parts(one.value), name_parts(other.value)
    if not here or not there:
        return None
    if _younger(one.value) != _younger(other.value) and min(len(here), len(there)) > 1:
        return False
    if here == there and len(here) > 1:
        return True
    if not (here <= there or there <= here):
        return False
    held = [
        holders(item.entity[0], item.entity[1], day) if item.entity and item.entity[0] else frozenset()
        for item, day in ((one, first), (other, second))
    ]
    if held[0] and held[1] and not held[0] & held[1] and not _shared_role(one, other):
        named = [[name for name in names if here & there <= name_parts(name)] for names in held]
        if named[0] and named[1]:
            return False
    if len(here) == 1 or len(there) == 1:
        for item, names in ((other, held[0]), (one, held[1])):
            full = [name for name in names if (here & there) <= name_parts(name)]
            if (
                full
                and len(name_parts(item.value)) > 1
                and not any(name_parts(item.value) == name_parts(name) for name in full)
            ):
                return False
    return True


def _younger(name: str) -> bool:
    """Whether a name has "Jr": the father is another man."""
    return name.lower().rstrip(".").endswith((" jr", " junior"))


def _shared_role(one: Item, other: Item) -> bool:
    return bool(one.entity and other.entity and role_key(one.entity[0]) == role_key(other.entity[0]))


def _held(person: Item, role: Item, day: date | None) -> bool | None:
    if person.entity and person.entity[0] and role_key(person.entity[0]) == role_key(role.value):
        return True
    country = role.entity[1] if len(role.entity) > 1 else ""
    names = holders(role.value, country, day)
    if not names:
        return None
    parts = name_parts(person.value)
    if any(parts <= name_parts(name) for name in names):
        return True
    if sum(parts <= name_parts(name) for name in office_holders()) == 1:
        return False
    return False if country or (len(names) == 1 and day is not None) else None


def _roles(one: Item, first: date | None, other: Item, second: date | None) -> bool | None:
    lands = [item.entity[1] if len(item.entity) > 1 else "" for item in (one, other)]
    if lands[0] and lands[1] and lands[0] != lands[1]:
        return False
    if role_key(one.value) == role_key(other.value):
        return True
    here, there = holders(one.value, lands[0], first), holders(other.value, lands[1], second)
    if not here or not there:
        return None
    return bool(here & there)


def _bodies(one: str, other: str, bodies: bool) -> bool:
    if one == other:
        return True
    here, there = (capital_of().get(name, _GOVERNMENT.get(name, name)) for name in (one, other))
    if here == there:
        return True
    left, right = name_parts(one), name_parts(other)
    return bodies and bool(left and right) and (left <= right or right <= left) and bool(left & right)


def shown(one: Item) -> str:
    """A name as it is told: the full one, with the role where that is all there is."""
    if one.kind == "role" and len(one.entity) > 1 and one.entity[1]:
        return f"{one.entity[1]}: {one.value}"
    return one.value
