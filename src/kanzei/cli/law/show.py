"""``kanzei law show``: show one instrument, or every provision of one heading."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from kanzei.cli.law.book import near, shipped_book
from kanzei.cli.options import add_json, say
from kanzei.cli.parser import Parts
from kanzei.errors import UsageError

if TYPE_CHECKING:
    from kanzei.duty.book import LawBook

__all__ = ["add", "value_of"]


def add(parts: Parts) -> None:
    """Options of the part."""
    made = parts.add_parser(
        "show", help="one instrument or one heading", example=("law show us/eo-14345", "law show jp/pork-prices")
    )
    made.add_argument("id", metavar="ID", help="id of an instrument, or a heading such as 9903.94.41 or 9802.00.80")
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Carry the part out; the exit code."""
    if options.id.strip().startswith("jp/"):
        from kanzei.cli.law.japan import show_japan

        return show_japan(options)
    from kanzei.render.law import heading_text, instrument_text

    book = shipped_book()
    value = value_of(options, book)
    if "heading" in value:
        from kanzei.render.statements import statements_text

        words = statements_text(value["statements"])
        return say(options, value, heading_text(book, value["heading"], value["provisions"], words))
    one = book.instrument[value["id"]]
    told = [value[name] for name in ("provisions", "orders", "authorises", "voids", "statements")]
    return say(options, value, instrument_text(book, one, *told))


def value_of(options: Namespace, book: LawBook) -> dict[str, Any]:
    """The instrument, or the provisions of the heading, as a JSON object.

    Raises
    ------
    UsageError   There is no such instrument, or no provision carries the heading.
    """
    word = options.id.strip()
    if word[:2] in ("98", "99"):
        from kanzei.render.words import dotted

        heading = dotted(word.replace(".", ""))
        if word[:2] == "98":
            from kanzei.render.statements import chapter98_statements

            return {"heading": heading, "provisions": {}, "statements": chapter98_statements(book, heading)}
        found = {
            name: history
            for name, history in book.provisions.items()
            if any(
                heading in (fields.get("heading"), fields.get("twin"), fields.get("alias"))
                for fields in history["versions"]
            )
        }
        if not found:
            raise UsageError(f"no provision of the law book carries heading {heading}")
        from kanzei.render.statements import heading_statements

        return {"heading": heading, "provisions": found, "statements": heading_statements(book, heading, found)}
    one = book.instrument.get(word) or book.instrument.get(f"us/{word}")
    if one is None:
        raise UsageError(f"there is no instrument {word!r}{near(word, book.instrument)}; `kanzei law list` lists them")
    provisions = {
        name: history
        for name, history in book.provisions.items()
        if any(_touched(fields, one["id"]) for fields in history["versions"])
    }
    orders = {name: order for name, order in book.orders.items() if order[0]["instrument"] == one["id"]}
    powers = [power for power in book.authorises if power["instrument"] == one["id"]]
    voids = [void for void in book.voids if void["instrument"] == one["id"]]
    said = {
        kind: rows
        for kind, all_of_them in book.statements.items()
        if (rows := [row for row in all_of_them if row["instrument"] == one["id"]])
    }
    return {
        **one,
        "provisions": provisions,
        "orders": orders,
        "authorises": powers,
        "voids": voids,
        "statements": said,
    }


def _touched(fields: dict[str, Any], name: str) -> bool:
    return fields["instrument"] == name or any(by[0] == name for by in fields.get("amended_by", ()))
