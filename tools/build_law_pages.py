"""Write a page for every instrument of the shipped law books, and an index, in Markdown.

    python tools/build_law_pages.py out/site-pages

The pages hold what the instrument files say, in words, with links to the instruments they change and to those that change
them. They are built with the documentation site and are not committed.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path
from typing import Any

from kanzei.duty.book import LawBook
from kanzei.duty.explain import duty_words
from kanzei.duty.jp.book import JapanBook
from kanzei.duty.regime import goods_words, origin_words
from kanzei.law.compiled import load_instruments
from kanzei.law.instrument import Instrument, Operation
from kanzei.render.japan_law import CHECKED
from kanzei.render.japan_law import instrument_text as japan_text
from kanzei.render.stack import GRADES
from kanzei.render.statements import statements_text
from kanzei.render.tables import Ink
from kanzei.render.words import amount, codes_dotted, dotted, instrument_name
from site_markdown import NO_MENU, cell, link, listing, page_of, plain, span, table

Touch = tuple[str, Operation]
MEMBERS_SHOWN = 400
"""A longer list of codes is left to the files beside the instrument."""
WORDS = {
    "amend": "amends",
    "fix": "dates",
    "suspend": "suspends",
    "resume": "resumes",
    "end": "ends",
}


class Pages:
    """The shipped books, and who changes whom."""

    def __init__(self) -> None:
        self.book = LawBook.shipped()
        self.japan = JapanBook.shipped()
        self.instruments = {one.id: one for one in load_instruments()}
        self.touched: dict[str, list[Touch]] = defaultdict(list)
        self.defines: dict[str, list[str]] = defaultdict(list)
        self.authority: dict[str, set[str]] = defaultdict(set)
        for one in self.instruments.values():
            for change in one.sets:
                if one.id not in self.defines[change.name]:
                    self.defines[change.name].append(one.id)
            for operation in one.operations:
                if operation.kind in ("add", "order"):
                    self.authority[one.id].add(operation.fields["authority"])
        for one in self.instruments.values():
            for operation in one.operations:
                for name in self.reached(operation):
                    if name != one.id:
                        self.touched[name].append((one.id, operation))

    def reached(self, operation: Operation) -> list[str]:
        """Instruments whose provisions an operation changes."""
        if operation.kind in ("add", "order"):
            return []
        kind, _, name = operation.target.partition(":")
        if kind == "authority":
            return [one for one, found in self.authority.items() if name in found]
        return [name if kind == "instrument" else operation.target.split("#")[0]]

    def named(self, name: str, page: str) -> str:
        """A link to an instrument's page."""
        return link(instrument_name(name), page_of(name), page)

    def target(self, operation: Operation, page: str) -> str:
        """What an operation changes, with a link where it is one instrument."""
        kind, _, name = operation.target.partition(":")
        if kind == "authority":
            return f"every duty of `{name}`"
        if kind == "instrument":
            return f"all of {self.named(name, page)}"
        instrument, _, provision = operation.target.partition("#")
        return f"{self.named(instrument, page)}, {cell(provision)}"


def head(one: Any, page_title: str) -> list[str]:
    """Title, days, source and note of an instrument."""
    get = one.get if isinstance(one, dict) else lambda key, default="": getattr(one, key, default)
    days = ", ".join(f"{word} {get(word)}" for word in ("signed", "published", "known") if get(word))
    source = f"{GRADES.get(get('grade'), get('grade'))}, confidence {get('confidence')}; {CHECKED[get('checked')]}"
    rows = [
        ["id", f"`{get('id')}`"],
        ["kind", cell(get("kind").replace("-", " "))],
        ["citation", cell(get("citation"))],
        ["days", cell(days)],
        ["grade", cell(source)],
        *([f"source {number}" if number > 1 else "source", f"<{url}>"] for number, url in enumerate(get("sources"), 1)),
    ]
    note = [cell(get("note")), ""] if get("note") else []
    return [*NO_MENU, f"# {page_title}", "", *table(["what", "as the book holds it"], rows), *note]


def provisions(pages: Pages, one: Instrument, page: str) -> list[str]:
    """What the book holds of the provisions the instrument lays down, and of those that it changed, as known now."""
    own: list[list[str]] = []
    for name, history in pages.book.provisions.items():
        if not name.startswith(f"{one.id}#"):
            continue
        withdrawn = ""
        states = history["states"]
        if not states[-1][1]:
            withdrawn = f" (nothing of it stands, as known from {states[-1][0]})"
        for start, stop, number, suspended in next((rows for _, rows in reversed(states) if rows), []):
            fields = history["versions"][number]
            by = [pages.named(by, page) + f" ({cell(cite)})" for by, cite in fields.get("amended_by", ())]
            duty = f"suspended by {pages.named(suspended, page)}" if suspended else cell(duty_words(fields))
            own.append(
                [
                    cell(name.split("#")[-1]),
                    cell(fields.get("heading", "")),
                    duty,
                    span(start, stop) + withdrawn,
                    cell(origin_words(fields["origin"])),
                    cell(codes_dotted(goods_words(fields["goods"]))),
                    "; ".join([cell(fields["cite"]), *(f"as changed by {text}" for text in by)]),
                    f"{fields['grade']}/{fields['confidence']}",
                ]
            )
    columns = ["provision", "heading", "duty", "entered", "origin", "goods", "cite", "grade"]
    return ["## Provisions, as now known", "", *table(columns, own)] if own else []


def changes(pages: Pages, one: Instrument, page: str) -> list[str]:
    """What the instrument does to provisions of others and of its own."""
    rows = []
    for operation in one.operations:
        if operation.kind in ("add", "order"):
            continue
        fields = {key: value for key, value in operation.fields.items() if key not in ("by", "cite")}
        told = [f"{key.replace('_', ' ')} {_field(key, value)}" for key, value in fields.items()]
        told += [f"only goods of {', '.join(operation.origin).upper()}"] if operation.origin else []
        told += [f"not goods of {', '.join(operation.except_origin).upper()}"] if operation.except_origin else []
        cite = operation.fields.get("cite") or operation.fields.get("by") or ""
        rows.append(
            [
                WORDS[operation.kind],
                pages.target(operation, page),
                span(operation.start, operation.stop),
                cell(cite),
                cell("; ".join(told)),
            ]
        )
    return ["## What it changes", "", *table(["", "what", "entered", "cite", "to"], rows)] if rows else []


def _field(key: str, value: Any) -> str:
    if key == "duty":
        return duty_words({"duty": value})
    return origin_words(value) if key == "origin" else plain(value)


def ordered(pages: Pages, one: Instrument) -> list[str]:
    """What it ordered for a later instrument to date, authorised, or held void."""
    out: list[str] = []
    for name, (fields, known, fixed) in pages.book.orders.items():
        if fields["instrument"] == one.id:
            done = "the date is still open" if fixed >= "9999" else f"dated by a notice known {fixed}"
            label = name.split("#")[-1]
            out.append(f"{cell(label)}: {cell(duty_words(fields))} ({cell(fields['cite'])}), known {known}; {done}")
    parts = [("## Ordered, to be dated by a later instrument", out)]
    powers = [f"{cell(power['cite'])}: {cell(power['what'])}" for power in one.authorises]
    parts.append(("## Authorised, no duty", powers))
    voids = [
        f"`{void['authority']}` for entries from {void['from']} ({cell(void['cite'])}): {cell(void['remedy'])}"
        for void in one.voids
    ]
    parts.append(("## Held void", voids))
    return [line for title, items in parts if items for line in (title, "", *listing(items))]


def readings(one: Instrument) -> list[str]:
    """Doubtful points, their readings and the one taken."""
    out = ["## Doubtful points", ""] if one.readings else []
    for reading in one.readings:
        out += [f"**{cell(reading['id'])}** {cell(reading['question'])} ({cell(reading['cite'])})", ""]
        out += listing(
            f"`{choice}`: {cell(words)}{' (taken unless `--switch` says otherwise)' if choice == reading['default'] else ''}"
            for choice, words in reading["choices"].items()
        )
    return out


def lists(pages: Pages, one: Instrument, page: str) -> list[str]:
    """Code lists and country groups that it makes or changes, and where the lists it names come from."""
    out: list[str] = []
    for change in one.sets:
        what = "codes" if change.kind == "set" else "countries"
        sign = "joins" if change.sign == "+" else "leaves"
        title = f"{change.name}: {len(change.members):,} {what} {sign if len(change.members) == 1 else sign[:-1]}"
        if what == "codes" and len(change.members) == 1:
            title = title.replace("codes", "code")
        shown = ", ".join(dotted(code) if change.kind == "set" else code.upper() for code in change.members)
        if len(change.members) > MEMBERS_SHOWN:
            shown = f"The list is too long for a page; it stands beside the instrument file, `{one.file}`."
        out += [f'??? note "{title}, entered {span(change.start, change.stop)}"', f"    {cell(shown)}", ""]
    out = ["## Lists it makes or changes", "", *out] if out else []
    named = {
        name
        for operation in one.operations
        for name in (operation.fields.get("goods") or {}).get("in", ())
        if name in pages.defines and pages.defines[name] != [one.id]
    }
    if named:
        where = [
            f"{cell(name)}: {', '.join(pages.named(by, page) for by in pages.defines[name])}" for name in sorted(named)
        ]
        out += ["## Lists of others that it names", "", *listing(where)]
    return out


def back_links(pages: Pages, one: Instrument, page: str) -> list[str]:
    """Later instruments that change this one or hold its authority void."""
    rows: dict[str, dict[str, list[str]]] = {}
    for name, operation in pages.touched.get(one.id, ()):
        what = operation.target.split("#")[-1] if "#" in operation.target else "it"
        rows.setdefault(name, {}).setdefault(WORDS[operation.kind], []).append(what)
    for other in pages.instruments.values():
        for void in other.voids:
            if void["authority"] in pages.authority[one.id]:
                rows.setdefault(other.id, {})[f"holds `{void['authority']}` void"] = []
    cells = [
        [
            pages.instruments[name].known[:10],
            pages.named(name, page),
            cell(pages.instruments[name].title),
            ", ".join(_counted(what, reached) for what, reached in done.items()),
        ]
        for name, done in sorted(rows.items(), key=lambda item: pages.instruments[item[0]].known)
    ]
    return ["## Changed by", "", *table(["known", "by", "title", "what it does"], cells)] if cells else []


def _counted(what: str, reached: list[str]) -> str:
    names = dict.fromkeys(reached)
    if len(names) > 1:
        return f"{what} {len(names)} provisions"
    return " ".join([what, *(cell(name) for name in names)])


def examples(one: Instrument) -> list[str]:
    """Worked examples that the file carries; a test runs each."""
    rows = []
    for example in one.examples:
        expected = example.expect
        duty = expected.get("duty_usd")
        parts = ", ".join(
            f"{dotted(name)} {amount(cents)}" for name, cents in (expected.get("components") or {}).items()
        )
        rows.append([cell(example.name), amount(duty) if duty is not None else "", cell(parts), cell(example.cite)])
    title = ["## Worked examples", "", "`kanzei law test` runs them.", ""] if rows else []
    return [*title, *table(["line", "duty, USD", "of which", "source"], rows)]


def united_states(pages: Pages, one: Instrument) -> str:
    """The page of one instrument of the United States."""
    page = page_of(one.id)
    said = {
        kind: found
        for kind, rows in pages.book.statements.items()
        if (found := [row for row in rows if row["instrument"] == one.id])
    }
    beside = [line for line in (" ".join(text.split()) for text in statements_text(said)) if line]
    lines = [
        *head(one, f"{instrument_name(one.id)}: {cell(one.title)}"),
        *provisions(pages, one, page),
        *ordered(pages, one),
        *changes(pages, one, page),
        *back_links(pages, one, page),
        *readings(one),
        *(["## What it says beside duties", "", "```text", *statements_text(said)[1:], "```", ""] if beside else []),
        *examples(one),
        *lists(pages, one, page),
        f"[The law book](../README.md) · `kanzei law show {one.id}`",
    ]
    return "\n".join(lines) + "\n"


def japanese(pages: Pages, one: dict[str, Any]) -> str:
    """The page of one instrument of Japan: its text as the program prints it, under the same head."""
    import io

    told = japan_text(pages.japan, one, Ink(io.StringIO())).split("\n\n")[1:-1]
    body = [line for part in told for line in _part(part)]
    foot = f"[The law book](../README.md) · `kanzei law show {one['id']}`"
    return "\n".join([*head({"published": "", **one}, f"{one['id']}: {cell(one['title'])}"), *body, foot]) + "\n"


def _part(text: str) -> list[str]:
    """A part of the printed text: its title and an entry for each line that is not the rest of one."""
    title, *lines = text.split("\n")
    items: list[str] = []
    for line in lines:
        if line.startswith("    ") and items:
            items[-1] += f" {line.strip()}"
        else:
            items.append(line.strip())
    return [f"## {title[:1].upper()}{title[1:]}", "", *listing(cell(item) for item in items)]


def index(pages: Pages) -> str:
    """The index: by jurisdiction and the year in which an instrument became known."""
    page = "law/README.md"
    book = pages.book
    groups: dict[str, list[Any]] = defaultdict(list)
    for one in sorted(pages.instruments.values(), key=lambda one: one.known):
        year = one.known[:4]
        groups["United States, before 2025" if year < "2025" else f"United States, {year}"].append(one)
    lines = [
        "# The law book",
        "",
        f"{len(pages.instruments)} instruments of the United States and {len(pages.japan.instruments)} of Japan ship with Kanzei, a page for "
        "each. A page says what the instrument lays down, what it changed, who changed it later, where the text is found and how far it was "
        "checked. The pages are made from the book itself; facts of public record, no official edition.",
        "",
        f"Official text to {book.official_to}; no change seen since {book.seen_to}; law book `{book.digest[:12]}`; law book of Japan `{pages.japan.digest[:12]}`.",
        "",
        "[Term sheets of the deals](../deals/README.md) · [How instrument files are written](../reference/instrument-files.md) · [Rules of stacking](../reference/stacking.md)",
        "",
    ]
    for title, found in groups.items():
        rows = [
            [
                one.known[:10],
                pages.named(one.id, page),
                cell(one.title),
                cell(one.kind.replace("-", " ")),
                cell(one.citation),
            ]
            for one in found
        ]
        lines += [f"## {title}", "", *table(["known", "instrument", "title", "kind", "citation"], rows)]
    rows = [
        [
            one["known"],
            link(one["id"], page_of(one["id"]), page),
            cell(one["title"]),
            cell(one["kind"]),
            cell(one["citation"]),
        ]
        for one in sorted(pages.japan.instruments, key=lambda one: one["known"])
    ]
    lines += ["## Japan", "", *table(["known", "instrument", "title", "kind", "citation"], rows)]
    return "\n".join(lines)


def write(folder: Path) -> int:
    """Write every page below ``folder/law``; the number of instruments."""
    pages = Pages()
    texts = {page_of(one.id): united_states(pages, one) for one in pages.instruments.values()}
    texts |= {page_of(one["id"]): japanese(pages, one) for one in pages.japan.instruments}
    for name, text in {**texts, "law/README.md": index(pages)}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return len(texts)


def main() -> None:
    """Write the pages into the folder named."""
    options = argparse.ArgumentParser(description="a page for every instrument of the law books")
    options.add_argument("folder", type=Path)
    print(f"{write(options.parse_args().folder)} pages of instruments")


if __name__ == "__main__":
    main()
