"""Term sheets and readings: YAML read with positions, typed by the registry of parameters, and checked; every mistake is told."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from kanzei.deal.parameters import PARAMETERS
from kanzei.deal.sheet import Document, Reading, Sheet, Statement, Term
from kanzei.deal.steps import KINDS, Step
from kanzei.deal.words import Words
from kanzei.errors import LawError, UsageError
from kanzei.law.marked import Marked, read_yaml
from kanzei.shipped import find_file, yaml_files

__all__ = ["Mix", "find_sheet", "file_text", "read_reading", "read_sheet", "shipped_sheets"]

GRADES = ("A", "B", "C", "D")
CONFIDENCES = ("H", "M", "L")
_TOP = ["id", "title", "as_of", "parties", "calendar", "documents", "terms", "statements", "readings", "note"]
_TERM = [
    "id",
    "title",
    "rule",
    "values",
    "unit",
    "document",
    "known",
    "says",
    "sources",
    "grade",
    "grades",
    "confidence",
    "switches",
    "note",
]
_STATEMENT = ["id", "topic", "says", "who", "said", "known", "source", "grade", "values"]
_READING = ["id", "title", "who", "rests_on", "base", "values", "waterfall", "sources", "aliases", "note"]
_STEP = ["id", "title", "do", "clause", "shares", "until"]


class Mix(NamedTuple):
    """Sources of funds as parts of the total: equity; the public lender with its equity; the rest is insured bank loans."""

    equity: Fraction
    public: Fraction


def shipped_sheets() -> dict[str, Path]:
    """Id -> file of every shipped term sheet."""
    return yaml_files("kanzei.deal", "terms")


def find_sheet(name: str) -> Path:
    """The file of a shipped term sheet by its id, or the path given.

    Raises
    ------
    UsageError   It is neither.
    """
    return find_file(name, shipped_sheets(), "term sheet")


def file_text(path: Path) -> str:
    """The text of a file of the user's.

    Raises
    ------
    UsageError   It cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{path}: is no text in UTF-8") from None
    except FileNotFoundError:
        raise UsageError(f"{path}: cannot be read: there is no such file") from None
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {(error.strerror or str(error)).lower()}") from None
    # JSON may be indented with tabs, which YAML does not allow; a raw tab never stands inside a JSON string.
    return text.replace("\t", " ") if path.suffix.lower() == ".json" else text


def read_sheet(name: str = "japan") -> Sheet:
    """A term sheet, shipped or from a file.

    Raises
    ------
    LawError     The file has mistakes: all of them, a line each, ``file:line:column: what; how to mend``.
    UsageError   There is no such file.
    """
    path = find_sheet(name)
    text = file_text(path)
    shown = path.name if path in shipped_sheets().values() else str(path)
    root, errors = read_yaml(text, shown)
    if root is None:
        raise LawError("\n".join(errors))
    sheet = _Maker(Words(errors), root, path).make()
    if errors:
        raise LawError("\n".join(dict.fromkeys(errors)))
    return sheet._replace(digest=hashlib.sha256(text.encode()).hexdigest())


def read_reading(path: Path, sheet: Sheet, whole: Sheet) -> Reading:
    """A reading of the user's from a file: ``reading: {id, title, base, values, waterfall, …}``.

    Raises
    ------
    LawError, UsageError   As for a term sheet; and where it rests on something not known on the day of the view.
    """
    root, errors = read_yaml(file_text(path), str(path))
    if root is None:
        raise LawError("\n".join(errors))
    read = Words(errors)
    body = read.mapping(root, "a file with a reading", ["reading"])
    item = read.needed(body, "reading", root.mark, "reading: {id: mine, title: …, base: mou, values: {…}}")
    made = None
    if not errors:
        known = {one.id: (one.known, one.title) for one in reversed(whole.terms)}
        known.update({one.id: (one.known, one.topic) for one in reversed(whole.statements)})
        made = _reading(read, item, known, dict(whole.readings))
    if errors or made is None:
        raise LawError("\n".join(dict.fromkeys(errors)))
    if made.known > sheet.known_on:
        raise UsageError(
            f"the reading {made.id} was not known on {sheet.known_on}: it rests on {made.known_by}, known from {made.known}"
        )
    return made


class _Maker:
    def __init__(self, read: Words, root: Marked, path: Path) -> None:
        self.read, self.root, self.path = read, root, path
        self.body = read.mapping(root, "a term sheet", _TOP)

    def make(self) -> Sheet:
        read, body, mark = self.read, self.body, self.root.mark
        as_of = read.when(read.needed(body, "as_of", mark, "the last day the sheet answers for"))
        documents = dict(self._documents())
        terms = tuple(
            term for item in read.items(body.get("terms")) if (term := self._term(item, documents)) is not None
        )
        statements = tuple(
            one for item in read.items(body.get("statements")) if (one := self._statement(item)) is not None
        )
        known: dict[str, tuple[date, str]] = {}
        for ident, day, title in [
            *((one.id, one.known, _by(one, documents)) for one in terms),
            *((one.id, one.known, f"what was said of the {one.topic}") for one in statements),
        ]:
            if ident not in known or day < known[ident][0]:
                known[ident] = (day, title)
        readings: dict[str, Reading] = {}
        for item in read.items(body.get("readings")):
            made = _reading(read, item, known, readings)
            if made is not None:
                readings[made.id] = made
        for ident, day in [*((one.id, one.known) for one in terms), *((one.id, one.known) for one in statements)]:
            if day > as_of:
                read.error(mark, f"{ident} is known from {day}, after as_of {as_of}: raise as_of")
        parties = {key: str(value.value) for key, value in read.entries(body.get("parties"))}
        return Sheet(
            id=read.name(body, mark, "the term sheet"),
            title=read.text(body, "title", mark),
            parties=parties,
            calendar=read.choice(body, "calendar", ("JP", "NONE"), "NONE"),
            documents=documents,
            terms=terms,
            statements=statements,
            readings=readings,
            path=self.path,
            digest="",
            as_of=as_of,
            known_on=as_of,
            note=read.optional(body, "note"),
        )

    def _documents(self) -> Iterable[tuple[str, Document]]:
        read = self.read
        for key, item in read.entries(self.body.get("documents")):
            body = read.mapping(item, "a document", ["title", "known", "source"])
            known = read.when(read.needed(body, "known", item.mark))
            yield key, Document(key, read.text(body, "title", item.mark), known, read.optional(body, "source"))

    def _term(self, item: Marked, documents: Mapping[str, Document]) -> Term | None:
        read = self.read
        body = read.mapping(item, "a term", _TERM)
        if not body:
            return None
        document = read.optional(body, "document")
        if document and document not in documents:
            read.one_of(document, documents, body["document"].mark, "document")
            document = ""
            body.setdefault("known", Marked("1900-01-01", item.mark))
        if "known" not in body and not document:
            read.error(item.mark, "needs 'known' or 'document': the day on which the term became known")
        day = (
            read.when(body["known"]) if "known" in body else documents[document].known if document else date(1900, 1, 1)
        )
        values, written = _values(read, body.get("values"))
        grade = read.choice(body, "grade", GRADES, None, item.mark)
        grades = {key: str(value.value) for key, value in read.entries(body.get("grades"))}
        for key, word in grades.items():
            if key not in values or word not in GRADES:
                read.error(
                    body["grades"].mark, f"grades: {key}: {word}: name a parameter of the term and one of A, B, C, D"
                )
        switches = {}
        for key, value in read.entries(body.get("switches")):
            others = tuple(read.texts(value))
            if key not in values:
                read.error(value.mark, f"switches: {key!r} is no parameter of this term")
            else:
                for one in others:
                    parameter_value(read, key, Marked(one, value.mark))
                switches[key] = others
        return Term(
            id=read.text(body, "id", item.mark),
            title=read.text(body, "title", item.mark),
            rule=read.optional(body, "rule"),
            values=values,
            written=written,
            unit=read.optional(body, "unit"),
            document=document,
            known=day,
            says=read.optional(body, "says") or "text",
            sources=tuple(read.texts(body.get("sources"))),
            grade=grade,
            confidence=read.choice(body, "confidence", CONFIDENCES, None, item.mark),
            grades=grades,
            switches=switches,
            note=read.optional(body, "note"),
        )

    def _statement(self, item: Marked) -> Statement | None:
        read = self.read
        body = read.mapping(item, "a statement", _STATEMENT)
        if not body:
            return None
        values, written = _values(read, body.get("values"))
        return Statement(
            id=read.text(body, "id", item.mark),
            topic=read.text(body, "topic", item.mark),
            says=read.text(body, "says", item.mark),
            who=read.text(body, "who", item.mark),
            said=read.optional(body, "said"),
            known=read.when(read.needed(body, "known", item.mark)),
            source=read.optional(body, "source"),
            grade=read.choice(body, "grade", GRADES, None, item.mark),
            values=values,
            written=written,
        )


def _by(term: Term, documents: Mapping[str, Document]) -> str:
    return documents[term.document].title if term.document in documents else term.title


def _reading(
    read: Words, item: Marked, known: Mapping[str, tuple[date, str]], others: Mapping[str, Reading]
) -> Reading | None:
    body = read.mapping(item, "a reading", _READING)
    if not body:
        return None
    base = None
    if "base" in body and read.one_of(str(body["base"].value), others, body["base"].mark, "reading"):
        base = others[str(body["base"].value)]
    rests = read.texts(body.get("rests_on"))
    found = [(known[one], one) for one in rests if read.one_of(one, known, body["rests_on"].mark, "term or statement")]
    days = [(day, f"{one} ({title})") for (day, title), one in found]
    if base is not None:
        days.append((base.known, base.known_by))
        rests = [*base.rests_on, *rests]
    if not days:
        read.error(
            item.mark, "needs 'rests_on': the terms and statements it rests on, which say since when it is known"
        )
    last = max(days, default=(date(1900, 1, 1), ""))
    values, written = _values(read, body.get("values"))
    steps = tuple(one for each in read.items(body.get("waterfall")) if (one := _step(read, each, known)) is not None)
    if not steps and base is None:
        read.error(
            item.mark, "needs 'waterfall': the steps in which cash is paid out, or 'base': a reading to start from"
        )
    if steps and (steps[-1].kind != "split" or steps[-1].until):
        read.error(body["waterfall"].mark, "the last step must be a split without 'until': what is left needs an owner")
    return Reading(
        id=read.name(body, item.mark, "a reading"),
        title=read.text(body, "title", item.mark),
        who=read.optional(body, "who"),
        rests_on=tuple(rests),
        known=last[0],
        known_by=last[1],
        steps=steps or (base.steps if base else ()),
        values={**(base.values if base else {}), **values},
        written={**(base.written if base else {}), **written},
        sources=tuple(read.texts(body.get("sources"))),
        aliases=tuple(one.lower() for one in read.texts(body.get("aliases"))),
        note=read.optional(body, "note"),
    )


def _step(read: Words, item: Marked, known: Mapping[str, object]) -> Step | None:
    body = read.mapping(item, "a step", _STEP)
    if not body:
        return None
    kind = read.choice(body, "do", KINDS, None, item.mark)
    clause = read.text(body, "clause", item.mark)
    if clause:
        read.one_of(clause, known, body["clause"].mark, "term or statement")
    investor = Fraction(0)
    if kind == "split":
        investor, _ = read.shares(read.needed(body, "shares", item.mark, "{investor: 50%, host: 50%}"))
    until = read.choice(body, "until", ("", "deemed"), "")
    if until and not investor:
        read.error(item.mark, "a split up to the deemed amount of the investor gives the investor a share")
    return Step(read.text(body, "id", item.mark), read.text(body, "title", item.mark), kind, clause, investor, until)


def _values(read: Words, item: Marked | None) -> tuple[dict[str, object], dict[str, str]]:
    values: dict[str, object] = {}
    written: dict[str, str] = {}
    for key, value in read.entries(item):
        if read.one_of(key, PARAMETERS, (item.keys or {}).get(key, value.mark) if item else value.mark, "parameter"):
            values[key] = parameter_value(read, key, value)
            written[key] = written_value(value)
    return values, written


def written_value(item: Marked) -> str:
    """A value on one line, as the file has it."""
    if isinstance(item.value, list):
        return "; ".join(written_value(one) for one in item.value)
    if isinstance(item.value, dict):
        return ", ".join(f"{key} {written_value(one)}" for key, one in item.value.items())
    return str(item.value)


def parameter_value(read: Words, name: str, item: Marked) -> object:
    """The exact value of a parameter, by its kind in the registry."""
    one = PARAMETERS[name]
    if item.value == "none" and not (one.kind == "word" and "none" in one.choices):
        return None
    match one.kind:
        case "usd":
            return read.usd(item)
        case "count":
            return read.count(item, 10_000)
        case "day":
            return read.when(item)
        case "days":
            return tuple(read.when(each) for each in read.items(item))
        case "yes":
            return read.yes(item)
        case "carry" if item.value == "deemed":
            return "deemed"
        case "rate" | "share" | "carry":
            return read.share(item)
        case "shares":
            return read.shares(item)
        case "mix":
            body = read.mapping(item, "a mix", ["equity", "public"])
            return Mix(*(read.share(read.needed(body, key, item.mark), Fraction(1)) for key in ("equity", "public")))
        case "word":
            if item.value not in one.choices:
                read.error(item.mark, f"{name}: {item.value!r} is none of {', '.join(one.choices)}")
            return str(item.value)
        case "words":
            return tuple(read.texts(item))
    return " ".join(str(item.value).split())
