"""The law book in words: lists of instruments, a country's regime, what changed, readings and claims."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from kanzei.law.instrument import END
from kanzei.render.stack import GRADES
from kanzei.render.tables import Ink, paragraph, table
from kanzei.render.words import codes_dotted, instrument_name

if TYPE_CHECKING:
    from kanzei.duty.book import LawBook
    from kanzei.duty.effect import Effect
    from kanzei.law.claims import Claim

__all__ = [
    "claims_text",
    "diff_text",
    "heading_text",
    "instrument_text",
    "instruments_text",
    "switches_text",
]

Record = dict[str, Any]


def _ink() -> Ink:
    return Ink(sys.stdout)


def _horizon(book: LawBook) -> str:
    return _edge(book, book.digest)


def _edge(book: LawBook, digest: str) -> str:
    seen = f"no change seen since {book.seen_to}"
    return f"official text to {book.official_to}; {seen}; law book {digest[:12]}"


def instruments_text(book: LawBook, rows: Sequence[Record]) -> str:
    """A table of instruments in the order in which they became known."""
    ink = _ink()
    cells = [
        [
            one["id"],
            one["known"][:10],
            one["citation"],
            f"{one['grade']}/{one['confidence']}",
            one["checked"],
            one["title"],
        ]
        for one in rows
    ]
    head = f"{ink.bold(str(len(rows)))} {'instrument' if len(rows) == 1 else 'instruments'}"
    listing = table(["id", "known", "citation", "grade", "checked", "title"], cells, ink=ink, fold=True) if rows else ""
    return "\n".join([head, *([listing] if listing else []), "", ink.dim(_horizon(book))])


def instrument_text(
    book: LawBook,
    one: Record,
    provisions: Mapping[str, Any],
    orders: Mapping[str, Any],
    powers: Sequence[Record],
    voids: Sequence[Record],
    said: Mapping[str, Sequence[Record]],
) -> str:
    """Everything the book holds of one instrument."""
    ink = _ink()
    out = [ink.bold(f"{instrument_name(one['id'])}: {one['title']}"), f"  {one['kind']}, {one['citation']}"]
    days = [f"{word} {one[word]}" for word in ("signed", "published", "known") if one[word]]
    out += [
        f"  {', '.join(days)}",
        f"  {_source(one)}; {_CHECKED.get(one['checked'], one['checked'])}",
    ]
    out += [f"  {link}" for link in one["sources"]]
    out += [paragraph(one["note"])] if one["note"] else []
    if provisions:
        out += ["", ink.bold("provisions"), _provisions(provisions)]
    if orders:
        out += ["", ink.bold("ordered, to be dated by a later instrument")]
        for name, (fields, known, fixed) in orders.items():
            done = "date still open" if fixed >= END else f"dated by a notice known {fixed}"
            out.append(paragraph(f"{name}: {_duty(fields)}, {fields['cite']}; known {known}; {done}", hang="  "))
    if powers:
        out += ["", ink.bold("authorised, no duty")]
        out += [paragraph(f"{power['cite']}: {power['what']}", hang="  ") for power in powers]
    if voids:
        out += ["", ink.bold("held void")]
        out += [
            paragraph(
                f"{void['authority']} for entries from {void['from']} ({void['cite']}): {void['remedy']}",
                hang="  ",
            )
            for void in voids
        ]
    from kanzei.render.statements import statements_text

    out += statements_text(said)
    return "\n".join([*out, "", ink.dim(_horizon(book))])


_CHECKED = {
    "text": "checked against the official text",
    "table": "checked against the tables of facts only",
    "none": "checked against no text",
}


def _source(one: Record) -> str:
    return f"{GRADES.get(one['grade'], one['grade'])}, confidence {one['confidence']}"


def _duty(fields: Record) -> str:
    from kanzei.duty.explain import duty_words

    return duty_words(fields)


def _provisions(found: Mapping[str, Any], *, known: bool = False) -> str:
    from kanzei.duty.regime import goods_words, origin_words

    rows = []
    for name, history in found.items():
        for state in history["states"] if known else history["states"][-1:]:
            for start, stop, number, suspended in state[1]:
                fields = history["versions"][number]
                span = f"{start} to {_last_day(stop)}" if stop < END else f"{start} on"
                label = name if known else name.split("#")[-1]
                rows.append(
                    [
                        *([state[0]] if known else []),
                        label,
                        fields.get("heading", ""),
                        f"suspended by {instrument_name(suspended)}" if suspended else _duty(fields),
                        span,
                        origin_words(fields["origin"]),
                        codes_dotted(goods_words(fields["goods"])),
                    ]
                )
    header = [*(["known"] if known else []), "provision", "heading", "duty", "entered", "origin", "goods"]
    return table(header, rows, ink=_ink(), fold=True)


def heading_text(book: LawBook, heading: str, found: Mapping[str, Any], said: Sequence[str] = ()) -> str:
    """Every version of the provisions that carry a heading, with the day each became known.

    said : lines on what else the law says of it.
    """
    ink = _ink()
    listing = [_provisions(found, known=True)] if found else []
    return "\n".join([ink.bold(heading), *listing, *said, "", ink.dim(_horizon(book))])


def _last_day(stop: str) -> str:
    return (date.fromisoformat(stop) - timedelta(days=1)).isoformat()


_GROUPS = {
    "in force": "in force for entries of the days given",
    "suspended": "suspended",
    "ended": "ended",
    "void": "held void",
    "ordered, date open": "ordered, date open: nothing is charged until a notice dates it",
    "authorised only": "authorised only: a power, no duty",
    "sets": "lists changed",
}


def diff_text(
    book: LawBook,
    before: date,
    after: date,
    records: Sequence[Record],
    revisions: Sequence[Record] = (),
    effect: Effect | None = None,
) -> str:
    """What became known between two days, in groups; then what it does to duties, where that was worked out."""
    ink = _ink()
    out = [ink.bold(f"what became known after {before} up to {after}")]
    named = dict.fromkeys(
        one["id"] for one in book.instruments if before.isoformat() < one["known"][:10] <= after.isoformat()
    )
    out += [
        paragraph(
            f"{instrument_name(name)} ({book.instrument[name]['known'][:10]}): {book.instrument[name]['title']}",
            hang="  ",
        )
        for name in named
    ]
    for group, title in _GROUPS.items():
        rows = [row for row in records if row["group"] == group]
        if not rows:
            continue
        header = ["heading", "what", "entered", "origin", "goods", "codes", "by"]
        cells = _change_cells(rows)
        if group in ("authorised only", "void"):  # a sentence, not a rate: it goes last
            header = ["heading", "entered", "origin", "by", "what"]
            cells = [[label, entered, origin, by, what] for label, what, entered, origin, _, _, by in cells]
        used = [i for i, name in enumerate(header) if i == len(header) - 1 or any(row[i] for row in cells)]
        cells = [[row[i] for i in used] for row in cells]
        out += ["", ink.bold(title), table([header[i] for i in used], cells, ink=ink, fold=True)]
    if revisions:
        out += ["", ink.bold("releases of the schedule that became known"), _releases(revisions, ink)]
    if not records:
        out += ["", "  nothing that the book holds changed"]
    if effect is not None and records:
        from kanzei.render.effect import changes_table, totals, totals_text

        title = "duty that changes, for a line that states nothing else"
        changed = changes_table(effect.cells, ink, 12, "--codes")
        out += ["", ink.bold(title), changed, "", totals_text(totals(effect.cells), ink)]
    return "\n".join([*out, "", ink.dim(_horizon(book))])


def _releases(revisions: Sequence[Record], ink: Ink) -> str:
    rows = []
    for one in revisions:
        counts = ", ".join(f"{count:,} {what}" for what, count in one["changes"].items())
        rows.append([one["release"], one["known"], one["effective"], counts or one["note"]])
    return table(["release", "known", "entered from", "codes of chapters 1 to 98"], rows, ink=ink, fold=True)


def _change_cells(rows: Sequence[Record]) -> list[list[str]]:
    """Cells of changes; those that differ in provision, authority or pinpoint only share a row."""
    joined: dict[tuple[str, ...], tuple[dict[str, None], dict[str, None], list[int]]] = {}
    for row in rows:
        entered = row["from"] + (f" to {_last_day(row['to'])}" if row["to"] else " on") if row["from"] else ""
        key = (row["what"], entered, row["origin"], row["instrument"], codes_dotted(row["goods"]))
        labels, cites, reach = joined.setdefault(key, ({}, {}, []))
        reach += [row["codes"]] if row.get("codes") else []
        labels[row["heading"] or row["provision"].split("#")[-1].split("@")[0]] = None
        if row["cite"]:
            cites[row["cite"]] = None
    return [
        [
            ", ".join(labels),
            what,
            entered,
            origin,
            goods,
            f"{max(reach):,}" if reach else "",
            " ".join([instrument_name(name), "; ".join(cites)]),
        ]
        for (what, entered, origin, name, goods), (labels, cites, reach) in joined.items()
    ]


def claims_text(rows: Iterable[Claim]) -> str:
    """The claims registry: key, type, and what is taken when nothing is stated."""
    ink = _ink()
    cells = []
    for one in rows:
        kind = f"{one.type} {one.unit}".strip()
        taken = {True: "yes", False: "no", None: ""}[one.default]
        told = one.assume + (f" [also: {', '.join(one.aliases)}]" if one.aliases else "")
        told += f" [excludes: {', '.join(one.excludes)}]" if one.excludes else ""
        cells.append([one.key, kind, taken, told])
    note = "A Chapter 99 heading is a key too. State KEY, deny with --no KEY, give a value with KEY=VALUE."
    return "\n".join(
        [
            table(["key", "type", "taken", "when nothing is stated"], cells, ink=ink, fold=True),
            "",
            ink.dim(note),
        ]
    )


def switches_text(readings: Mapping[str, Record]) -> str:
    """Doubtful points, the choices, the default marked by a star."""
    ink = _ink()
    out = []
    for name, one in readings.items():
        cite = f" ({one['cite']})" if one.get("cite") else ""
        out.append(f"{ink.bold(name)}  {one['question']}{cite}")
        for choice, words in one["choices"].items():
            out.append(
                paragraph(
                    f"{'*' if choice == one['default'] else ' '} {choice}: {words}",
                    indent="    ",
                    hang="    ",
                )
            )
    return "\n".join([*out, "", ink.dim("* is the default; choose another with --switch ID=CHOICE")])
