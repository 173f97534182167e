"""``kanzei law``: instruments, a country's regime, what changed between two days, claims and switches."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kanzei.cli.options import add_json, day, say
from kanzei.cli.parser import Parser
from kanzei.errors import NotCovered, UsageError

if TYPE_CHECKING:
    from kanzei.duty.book import LawBook

__all__ = ["parser"]


def parser() -> Parser:
    """Options of the command and of its parts."""
    made = Parser(
        prog="kanzei law",
        description="The law book: instruments, regimes, what changed, readings and claims.",
        example=("law list --since 2026-07-01", "law current --from JP", "law diff 2025-09-03 2025-09-10"),
    )
    parts = made.add_subparsers(dest="part", required=True, metavar="PART", parser_class=Parser)
    listing = parts.add_parser("list", help="instruments", example=("law list tariff --since 2026-07-01",))
    listing.add_argument("word", nargs="*", metavar="WORD", help="only instruments whose id or title has every word")
    listing.add_argument("--since", type=day, metavar="DATE", help="known on this day or later")
    listing.add_argument("--known", type=day, metavar="DATE", help="known on this day or before")
    listing.set_defaults(run=_list)
    show = parts.add_parser("show", help="one instrument or one heading", example=("law show us/eo-14345",))
    show.add_argument("id", metavar="ID", help="id of an instrument, or a Chapter 99 heading such as 9903.94.41")
    show.set_defaults(run=_show)
    current = parts.add_parser("current", help="a country's regime", example=("law current --from JP --on 2025-10-01",))
    current.add_argument("--from", dest="origin", required=True, metavar="CC", help="country of origin")
    current.add_argument("--on", type=day, metavar="DATE", help="day of entry (default: the book's newest day)")
    current.add_argument("--known", type=day, metavar="DATE", help="the law as known on this day")
    current.add_argument("--all", action="store_true", help="every heading, those that charge nothing too")
    current.set_defaults(run=_current)
    diff = parts.add_parser(
        "diff", help="what became known between two days", example=("law diff 2025-09-03 2025-09-10",)
    )
    diff.add_argument("before", type=day, metavar="DAY", help="known day to compare from")
    diff.add_argument("after", type=day, metavar="DAY", help="known day to compare to")
    diff.set_defaults(run=_diff)
    check = parts.add_parser("check", help="check instrument files", example=("law check",))
    check.add_argument("file", nargs="*", type=Path, metavar="FILE", help="files to check (default: the whole book)")
    check.set_defaults(run=_check)
    claims = parts.add_parser("claims", help="facts that may be stated about a line", example=("law claims steel",))
    claims.add_argument("word", nargs="?", metavar="WORD", help="only keys that have this word")
    claims.set_defaults(run=_claims)
    readings = parts.add_parser("switches", help="doubtful points and their readings", example=("law switches C7",))
    readings.add_argument("id", nargs="?", metavar="ID", help="only this doubtful point")
    readings.set_defaults(run=_switches)
    for part in (listing, show, current, diff, check, claims, readings):
        add_json(part)
    return made


def _book() -> LawBook:
    from kanzei.duty.book import LawBook

    return LawBook.shipped()


def _list(options: Namespace) -> int:
    from kanzei.render.law import instruments_text

    book = _book()
    since = options.since.isoformat() if options.since else ""
    until = options.known.isoformat() if options.known else "9999"
    words = [word.lower() for word in options.word]
    rows = [
        one
        for one in book.instruments
        if since <= one["known"][:10] <= until
        and all(word in f"{one['id']} {one['title']} {one['citation']}".lower() for word in words)
    ]
    value = {"instruments": rows, "as_of": book.as_of, "lawbook": book.digest}
    return say(options, value, instruments_text(book, rows))


def _show(options: Namespace) -> int:
    from kanzei.render.law import heading_text, instrument_text

    book = _book()
    word = options.id.strip()
    if word[:2] in ("98", "99"):
        from kanzei.render.words import dotted

        heading = dotted(word.replace(".", ""))
        found = {
            name: history
            for name, history in book.provisions.items()
            if any(heading in (fields.get("heading"), fields.get("twin")) for fields in history["versions"])
        }
        if not found:
            raise UsageError(f"no provision of the law book carries heading {heading}")
        return say(options, {"heading": heading, "provisions": found}, heading_text(book, heading, found))
    one = book.instrument.get(word) or book.instrument.get(f"us/{word}")
    if one is None:
        raise UsageError(f"there is no instrument {word!r}{_near(word, book.instrument)}; `kanzei law list` lists them")
    provisions = {
        name: history
        for name, history in book.provisions.items()
        if any(_touched(fields, one["id"]) for fields in history["versions"])
    }
    orders = {name: order for name, order in book.orders.items() if order[0]["instrument"] == one["id"]}
    powers = [power for power in book.authorises if power["instrument"] == one["id"]]
    voids = [void for void in book.voids if void["instrument"] == one["id"]]
    value = {**one, "provisions": provisions, "orders": orders, "authorises": powers, "voids": voids}
    return say(options, value, instrument_text(book, one, provisions, orders, powers, voids))


def _touched(fields: dict[str, Any], name: str) -> bool:
    return fields["instrument"] == name or any(by[0] == name for by in fields.get("amended_by", ()))


def _near(word: str, names: Any) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, list(names), 1) or get_close_matches(f"us/{word}", list(names), 1)
    return f"; did you mean {near[0]}?" if near else ""


def _current(options: Namespace) -> int:
    from kanzei.countries import country_name, normalise_origin
    from kanzei.duty.assess import FIRST_DAY
    from kanzei.render.regime import current_text, pending_for

    book = _book()
    origin, _ = normalise_origin(options.origin)
    view = book.view(known=options.known)
    on = options.on or view.known_on
    if on < FIRST_DAY:
        raise NotCovered(f"entered {on}: the book begins with entries of {FIRST_DAY}")
    rows = [row for row in view.regime(origin, on) if not row.get("inactive")]
    pending = pending_for(view, origin, on, rows)
    value = {
        "origin": origin,
        "entered_on": on,
        "known_on": view.known_on,
        "official_to": book.official_to,
        "seen_to": book.seen_to,
        "provisions": rows,
        "pending": pending,
        "lawbook": view.digest,
    }
    name = country_name(origin)
    text = "" if options.json else current_text(f"{name} ({origin})", view, on, rows, pending, whole=options.all)
    return say(options, value, text)


def _diff(options: Namespace) -> int:
    from kanzei.render.law import diff_text

    book = _book()
    for known in (options.before, options.after):
        if known > book.as_of:
            raise UsageError(f"the book knows the law to {book.as_of}: {known} is later")
    if options.before > options.after:
        raise UsageError(f"the first day, {options.before}, is after the second, {options.after}: turn them round")
    records = book.diff(options.before, options.after)
    value = {"from": options.before, "to": options.after, "changes": records, "lawbook": book.digest}
    return say(options, value, diff_text(book, options.before, options.after, records))


def _check(options: Namespace) -> int:
    from kanzei.law.check import check_book, check_files

    for path in options.file:
        if not path.is_file():
            raise UsageError(f"{path}: there is no such file")
    wrong = check_files(options.file) if options.file else check_book()
    if options.json:
        from kanzei.render.machine import dump

        print(dump({"mistakes": wrong}))
    else:
        what = f"{len(options.file)} files" if options.file else "the law book"
        print("\n".join(wrong) if wrong else f"{what}: no mistakes")
    if wrong:
        sys.stderr.write(f"kanzei law check: {len(wrong)} mistakes\n")
    return 2 if wrong else 0


def _claims(options: Namespace) -> int:
    from kanzei.law.claims import REGISTRY, resolve
    from kanzei.render.law import claims_text

    word = (options.word or "").lower()
    rows = [one for one in REGISTRY.values() if not word or any(word in name for name in (one.key, *one.aliases))]
    if word and not rows:
        found = resolve(word)
        if found is None:
            raise UsageError(f"no claim has {word!r} in its name{_near(word, REGISTRY)}; `kanzei law claims` lists all")
        rows = [found]
    return say(options, {"claims": [one._asdict() for one in rows]}, claims_text(rows))


def _switches(options: Namespace) -> int:
    from kanzei.render.law import switches_text

    book = _book()
    shown = book.readings
    if options.id:
        found = next((name for name in shown if name.lower() == options.id.lower()), "")
        if not found:
            near = _near(options.id, shown)
            raise UsageError(f"there is no doubtful point {options.id!r}{near}; `kanzei law switches` lists them")
        shown = {found: shown[found]}
    return say(options, {"switches": list(shown.values()), "lawbook": book.digest}, switches_text(shown))
