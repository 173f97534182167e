"""Check an instrument file and turn it into an :class:`Instrument`; every mistake is told, not the first."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from kanzei.law.authorities import AUTHORITIES
from kanzei.law.conditions import read_conditions
from kanzei.law.examples import read_examples
from kanzei.law.instrument import END, GRADES, Fields, Instrument, Operation, SetChange
from kanzei.law.marked import Mark, Marked, read_yaml
from kanzei.law.reader import Reader
from kanzei.law.statements import read_statements

__all__ = ["instrument_of", "read_instrument"]

KINDS = (
    "executive-order",
    "proclamation",
    "notice",
    "statute",
    "agreement",
    "ruling",
    "memorandum",
    "letter",
    "message",
    "hypothetical",
)
CHECKED = ("text", "table", "none")
_TOP = (
    "id title kind citation signed published known after sources grade confidence checked note provisions orders fixes amends "
    "suspends resumes ends voids authorises sets groups readings examples chapter98 chapter98_terms drawback fees"
).split()
_PROVISION = (
    "id cite heading twin alias authority origin goods duty entered when unless instead_of releases choose cumulative part min_share "
    "base known grade confidence note table"
).split()
PARTS = ("all", "steel", "aluminum", "copper", "us", "rest")
_KNOWN = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?([+-]\d{2}:\d{2})?)?\Z")


def read_instrument(path: Path, text: str | None = None) -> tuple[Instrument | None, list[str]]:
    """Read one instrument file.

    Returns
    -------
    The instrument (``None`` when the file cannot be used) and the list of mistakes, each ``file:line:column: what; how to mend``.
    """
    try:
        source = path.read_text(encoding="utf-8") if text is None else text
    except (OSError, UnicodeDecodeError) as error:
        why = (
            "there is no such file"
            if isinstance(error, FileNotFoundError)
            else getattr(error, "strerror", None) or error
        )
        return None, [f"{path}: cannot be read: {why}"]
    root, errors = read_yaml(source, str(path))
    if root is None:
        return None, errors
    return instrument_of(root, errors, path)


def instrument_of(root: Marked, errors: list[str], path: Path) -> tuple[Instrument | None, list[str]]:
    """The instrument that a marked tree describes; code lists it names stand beside ``path``. ``errors`` is added to."""
    read = Reader(errors)
    body = read.mapping(root, "the file", _TOP)
    if not body:
        return None, errors or [f"{path}: an instrument is a mapping"]
    instrument = _Maker(read, body, root.mark, path).make()
    return (None if errors else instrument), errors


class _Maker:
    def __init__(self, read: Reader, body: dict[str, Marked], mark: Mark, path: Path) -> None:
        self.read = read
        self.body = body
        self.mark = mark
        self.path = path
        self.id = read.text(body, "id", mark)
        self.known = self._known(body.get("known"), mark)
        self.grade = self._grade(body)
        self.own = self.grade in ("user", "hypothetical")
        self.confidence = read.choice(body, "confidence", ("H", "M", "L"), "L" if self.own else "H")
        self.operations: list[Operation] = []
        self.names: set[str] = set()

    def _grade(self, body: dict[str, Marked], default: str = "") -> str:
        """The grade as stated. Nothing is official that its file does not say so of, and nothing supposed ever is."""
        supposed = "kind" in self.body and self.body["kind"].value == "hypothetical"
        grade = self.read.choice(body, "grade", GRADES, default or ("hypothetical" if supposed else "user"))
        if supposed and "grade" in body and grade != "hypothetical":
            self.read.error(
                body["grade"].mark,
                f"a hypothetical has no text of grade {grade!r}: leave grade out, or give the instrument its real kind",
            )
        return grade

    def make(self) -> Instrument:
        read, body = self.read, self.body
        if self.id and not re.fullmatch(r"[a-z]{2}/[a-z0-9][a-z0-9.-]*", self.id):
            read.error(body["id"].mark, f"the id {self.id!r} must look like us/eo-14345")
        for key, kind in (("provisions", "add"), ("orders", "order")):
            for item in read.items(body.get(key)):
                self._provision(item, kind)
        for key, kind in (
            ("amends", "amend"),
            ("suspends", "suspend"),
            ("resumes", "resume"),
            ("ends", "end"),
            ("fixes", "fix"),
        ):
            for item in read.items(body.get(key)):
                self._operation(item, kind)
        sets = [*self._sets("sets", "set"), *self._sets("groups", "group")]
        return Instrument(
            id=self.id,
            title=read.text(body, "title", self.mark),
            kind=read.choice(body, "kind", KINDS, None, self.mark),
            citation=read.optional(body, "citation"),
            signed=self._day_text("signed"),
            published=self._day_text("published"),
            known=self.known,
            after=tuple(read.texts(body.get("after"))),
            sources=tuple(read.texts(body.get("sources"))),
            grade=self.grade,
            confidence=self.confidence,
            checked=read.choice(body, "checked", CHECKED, "none"),
            note=read.optional(body, "note"),
            operations=tuple(self.operations),
            sets=tuple(sets),
            readings=tuple(self._readings()),
            voids=tuple(self._voids()),
            authorises=tuple(self._authorises()),
            file=self.path.name,
            statements=read_statements(read, body, self.id, self.known, self.grade, self.confidence),
            examples=read_examples(read, body.get("examples")),
        )

    def _known(self, item: Marked | None, mark: Mark) -> str:
        if item is None:
            self.read.error(mark, "an instrument needs 'known': the day of its first public text, known: 2025-09-04")
            return "1900-01-01"
        if not isinstance(item.value, str) or not _KNOWN.match(item.value):
            self.read.error(
                item.mark,
                f"{item.value!r} is not a day or a day with a time: write 2025-09-04 or 2025-09-04T16:47-04:00",
            )
            return "1900-01-01"
        self.read.day(Marked(item.value[:10], item.mark))
        return item.value

    def _day_text(self, key: str) -> str:
        item = self.body.get(key)
        if item is None or item.value in ("", "?"):
            return ""
        return self.read.day(item)

    def _entered(self, item: Marked | None, place: Mark, kind: str) -> tuple[str, str]:
        if item is None:
            if kind in ("add", "order", "amend", "suspend", "resume", "end", "fix"):
                self.read.error(place, "needs 'entered: {from: …}': the first day of entry it reaches")
            return "1900-01-01", END
        body = self.read.mapping(item, "entered", ["from", "to"])
        start, stop = "1900-01-01", END
        if "from" in body:
            if body["from"].value == "to-be-fixed":
                if kind != "order":
                    self.read.error(body["from"].mark, "'to-be-fixed' belongs under orders:, not here")
                return END, END
            start = self.read.day(body["from"])
        elif kind != "set":
            self.read.error(item.mark, "'entered' needs a 'from' day")
        if "to" in body:
            stop = self.read.day(body["to"])
            if stop <= start:
                self.read.error(
                    body["to"].mark, f"ends on {stop}, before it begins on {start}: 'to' is the first day not covered"
                )
        if kind == "order" and start != END:
            self.read.error(item.mark, "an order with a start is a provision: put it under provisions:")
        return start, stop

    def _provision(self, item: Marked, kind: str) -> None:
        read = self.read
        body = read.mapping(item, "a provision", _PROVISION)
        if not body:
            return
        name = read.text(body, "id", item.mark)
        if name in self.names:
            read.error(item.mark, f"the provision id {name!r} stands twice in this file")
        self.names.add(name)
        start, stop = self._entered(body.get("entered"), item.mark, kind)
        known = self._known(body["known"], item.mark) if "known" in body else self.known
        fields = self.fields(body, item.mark, whole="table" not in body)
        fields["cite"] = read.optional(body, "cite")
        if not fields["cite"]:
            read.error(item.mark, f"the provision {name!r} needs 'cite': section, note and paragraph")
        fields["grade"] = self._grade(body, self.grade)
        fields["confidence"] = read.choice(body, "confidence", ("H", "M", "L"), self.confidence)
        fields["note"] = read.optional(body, "note")
        fields["instrument"] = self.id
        authorities = read.texts(body.get("authority"))
        if not authorities:
            read.error(item.mark, f"the provision {name!r} needs 'authority': one of the registry")
        for authority in authorities:
            if authority not in AUTHORITIES:
                read.error(
                    body["authority"].mark, f"unknown authority {authority!r}{read.nearest(authority, AUTHORITIES)}"
                )
        for row_id, row in self._rows(name, body, fields, item.mark):
            for authority in authorities:
                full = f"{self.id}#{row_id}" + (f"@{authority}" if len(authorities) > 1 else "")
                one = {**row, "id": full, "authority": authority}
                if "duty" not in one:
                    read.error(item.mark, f"the provision {name!r} needs 'duty'")
                self.operations.append(Operation(kind, full, start, stop, known, one, place=str(item.mark)))

    def _rows(self, name: str, body: dict[str, Marked], shared: Fields, mark: Mark) -> list[tuple[str, Fields]]:
        if "table" not in body:
            return [(name, shared)]
        read = self.read
        table = read.mapping(body["table"], "table", ["by", "columns", "rows"])
        columns = read.texts(table.get("columns"))
        by = read.choice(table, "by", ("origin", "heading"), "origin")
        rows: list[tuple[str, Fields]] = []
        for key, value in read.entries(table.get("rows")):
            cells = read.items(value)
            if len(cells) != len(columns):
                read.error(value.mark, f"the row {key!r} has {len(cells)} cells for {len(columns)} columns {columns}")
                continue
            cell = dict(zip(columns, cells, strict=True))
            fields = {**shared, **self.fields(cell, value.mark, whole=False)}
            if by == "heading":
                fields["heading"] = read.heading(Marked(key, value.mark))
                fields.setdefault("origin", {"in": [], "except": []})
            else:
                fields["origin"] = {"in": [word.lower() for word in key.replace("+", " ").split()], "except": []}
            fields.setdefault("goods", {"in": [], "except": []})
            rows.append((f"{name}.{fields.get('heading', key)}", fields))
        return rows

    def fields(self, body: dict[str, Marked], mark: Mark, *, whole: bool) -> Fields:
        """The fields of a provision (or those an amendment sets) as JSON values."""
        read = self.read
        out: Fields = {}
        for key in ("heading", "twin", "alias"):
            if key in body:
                out[key] = read.heading(body[key])
        if "origin" in body:
            out["origin"] = read.selection(body["origin"], lower=True)
        elif whole:
            out["origin"] = {"in": [], "except": []}
        if "goods" in body:
            out["goods"] = read.selection(body["goods"], codes=True)
        elif whole:
            out["goods"] = {"in": [], "except": []}
        if "duty" in body:
            out["duty"] = self._duty(body["duty"])
        if "part" in body:
            out["part"] = read.choice(body, "part", PARTS, "all")
        if "min_share" in body:
            out["min_share"] = read.rate(body["min_share"])
        if "base" in body:
            out["base"] = self._base(body["base"])
        if "when" in body:
            out["when"] = read_conditions(read, body["when"])
        for key in ("unless", "add_unless"):
            if key in body:
                out[key] = [self._exception(one) for one in read.items(body[key])]
        for key in ("instead_of", "releases"):
            if key in body:
                out[key] = [read.target(one) for one in read.items(body[key])]
        if "choose" in body:
            out["choose"] = read.choice(body, "choose", ("lowest",), "lowest")
        if "cumulative" in body:
            out["cumulative"] = read.yes(body["cumulative"])
        return out

    def _exception(self, item: Marked) -> list[Any]:
        if isinstance(item.value, str):
            target = self.read.target(item)
            return ["heading", *target] if isinstance(target, list) else ["provision", target]
        return read_conditions(self.read, item)

    def _duty(self, item: Marked) -> Fields:
        read = self.read
        if isinstance(item.value, str):
            if item.value in ("exempt", "none", "refused"):
                return {"kind": item.value}
            read.error(
                item.mark,
                f"expected a duty, got {item.value!r}: write {{add: 25%}}, {{total: 15%}}, exempt, none or refused",
            )
            return {"kind": "none"}
        body = read.mapping(item, "duty", ["add", "total", "compare", "replace", "rate_of", "gap_to"])
        kinds = [key for key in ("add", "total", "replace", "rate_of", "gap_to") if key in body]
        if len(kinds) != 1:
            read.error(item.mark, "a duty has exactly one of add, total, replace, rate_of, gap_to")
            return {"kind": "none"}
        kind = kinds[0]
        value = body[kind]
        if kind == "rate_of":
            return {"kind": kind, "code": str(value.value).replace(".", "")}
        if kind == "gap_to":
            found = re.fullmatch(r"([0-9]+(?:\.[0-9]{1,9})?) USD/(\w+\.?)", str(value.value))
            if not found:
                read.error(value.mark, f"expected a price such as 21 USD/kg, got {value.value!r}")
                return {"kind": "none"}
            whole, _, part = found[1].partition(".")
            return {"kind": kind, "price_nano": int(whole) * 10**9 + int((part + "0" * 9)[:9]), "unit": found[2]}
        duty: Fields = {"kind": kind, "rate": read.rate(value)}
        if kind == "total":
            duty["compare"] = read.choice(body, "compare", ("general", "claimed"), "general")
        return duty

    def _base(self, item: Marked) -> Fields:
        read = self.read
        body = read.mapping(item, "base", ["claim", "value_less", "at_most"])
        out: Fields = {}
        for key in ("claim", "value_less"):
            if key in body:
                out[key] = read.claim_key(body[key])
        if "at_most" in body:
            out["at_most"] = read.rate(body["at_most"])
        if len([key for key in out if key != "at_most"]) != 1:
            read.error(item.mark, "a base has exactly one of claim, value_less")
        return out

    def _operation(self, item: Marked, kind: str) -> None:
        read = self.read
        allowed = [
            "provision",
            "authority",
            "instrument",
            "order",
            "entered",
            "set",
            "origin",
            "except_origin",
            "known",
            "cite",
            "note",
        ]
        body = read.mapping(item, f"an item of {kind}s", allowed)
        if not body:
            return
        start, stop = self._entered(body.get("entered"), item.mark, kind)
        known = self._known(body["known"], item.mark) if "known" in body else self.known
        fields: Fields = {}
        if "set" in body:
            change = read.mapping(body["set"], "set", [*_PROVISION, "add_unless"])
            fields = self.fields(change, body["set"].mark, whole=False)
            if "cite" in change:
                fields["cite"] = read.optional(change, "cite")
        elif kind == "amend":
            read.error(item.mark, "an amendment needs 'set': the fields it changes")
        if kind in ("amend", "fix") and self.own:
            fields |= {"grade": self.grade, "confidence": self.confidence}  # what it changes is no longer as official
        targets: list[str] = []
        if "provision" in body or "order" in body:
            targets += [self._full(one) for one in read.texts(body.get("provision") or body.get("order"))]
        if "authority" in body:
            for one in read.texts(body["authority"]):
                if one not in AUTHORITIES:
                    read.error(body["authority"].mark, f"unknown authority {one!r}{read.nearest(one, AUTHORITIES)}")
                targets.append(f"authority:{one}")
        if "instrument" in body:
            targets += [f"instrument:{one}" for one in read.texts(body["instrument"])]
        if not targets:
            read.error(item.mark, "names nothing: write provision: us/eo-14257#country")
        origins = tuple(word.lower() for word in read.texts(body.get("origin")))
        others = tuple(word.lower() for word in read.texts(body.get("except_origin")))
        by = {"by": read.optional(body, "cite")}
        for target in targets:
            self.operations.append(
                Operation(kind, target, start, stop, known, {**fields, **by}, origins, others, place=str(item.mark))
            )

    def _full(self, name: str) -> str:
        return name if "#" in name else f"{self.id}#{name}"

    def _sets(self, key: str, kind: str) -> list[SetChange]:
        read = self.read
        out: list[SetChange] = []
        for item in read.items(self.body.get(key)):
            body = read.mapping(item, key, ["name", "add", "remove", "entered", "known", "cite", "note", "source"])
            if not body:
                continue
            name = read.text(body, "name", item.mark)
            start, stop = self._entered(body["entered"], item.mark, "set") if "entered" in body else ("1900-01-01", END)
            known = self._known(body["known"], item.mark) if "known" in body else self.known
            if "add" not in body and "remove" not in body:
                read.error(item.mark, f"{name!r} neither adds nor removes a member")
            for word, sign in (("add", "+"), ("remove", "-")):
                if word in body:
                    members = self._members(body[word], kind)
                    out.append(SetChange(kind, name, sign, tuple(members), start, stop, known))
        return out

    def _members(self, item: Marked, kind: str) -> list[str]:
        read = self.read
        words: list[tuple[str, Mark]] = []
        if isinstance(item.value, dict):
            body = read.mapping(item, "members", ["file"])
            name = read.text(body, "file", item.mark)
            path = self.path.parent / name
            if Path(name).is_absolute() or ".." in Path(name).parts:
                read.error(item.mark, f"the file {name!r} leads elsewhere: a code list stands beside its instrument")
                return []
            try:
                lines = path.read_text(encoding="utf-8").splitlines()
            except OSError:
                read.error(item.mark, f"the file {name!r} does not stand beside this one")
                return []
            for number, line in enumerate(lines, 1):
                words += [(word, Mark(str(path), number, 1)) for word in line.partition("#")[0].split()]
        else:
            words = [(str(one.value), one.mark) for one in read.items(item)]
        if kind == "group":
            return [word.lower() for word, _ in words]
        codes = []
        for word, mark in words:
            code = word.replace(".", "")
            if not code.isdigit() or len(code) not in (2, 4, 5, 6, 7, 8, 9, 10):
                read.error(mark, f"{word!r} is not a code or a prefix of one")
                continue
            codes.append(code)
        return codes

    def _readings(self) -> list[Fields]:
        read = self.read
        out = []
        for item in read.items(self.body.get("readings")):
            body = read.mapping(item, "a reading", ["id", "question", "choices", "default", "cite", "note"])
            choices = {key: str(value.value) for key, value in read.entries(body.get("choices"))}
            default = read.text(body, "default", item.mark)
            if default not in choices:
                read.error(item.mark, f"the default {default!r} is none of the choices {sorted(choices)}")
            out.append(
                {
                    "id": read.text(body, "id", item.mark),
                    "question": read.text(body, "question", item.mark),
                    "choices": choices,
                    "default": default,
                    "cite": read.optional(body, "cite"),
                    "instrument": self.id,
                }
            )
        return out

    def _voids(self) -> list[Fields]:
        read = self.read
        out = []
        for item in read.items(self.body.get("voids")):
            body = read.mapping(item, "voids", ["authority", "entered", "cite", "remedy", "note"])
            start, stop = self._entered(body.get("entered"), item.mark, "end")
            for authority in read.texts(body.get("authority")):
                if authority not in AUTHORITIES:
                    read.error(item.mark, f"unknown authority {authority!r}{read.nearest(authority, AUTHORITIES)}")
                out.append(
                    {
                        "authority": authority,
                        "from": start,
                        "to": stop,
                        "known": self.known[:10],
                        "cite": read.optional(body, "cite"),
                        "remedy": read.optional(body, "remedy"),
                        "instrument": self.id,
                    }
                )
        return out

    def _authorises(self) -> list[Fields]:
        read = self.read
        out = []
        for item in read.items(self.body.get("authorises")):
            body = read.mapping(item, "authorises", ["id", "cite", "origin", "goods", "what", "authority", "note"])
            out.append(
                {
                    "id": f"{self.id}#{read.text(body, 'id', item.mark)}",
                    "cite": read.optional(body, "cite"),
                    "origin": read.selection(body["origin"], lower=True)
                    if "origin" in body
                    else {"in": [], "except": []},
                    "goods": read.selection(body["goods"], codes=True) if "goods" in body else None,
                    "what": read.optional(body, "what"),
                    "known": self.known[:10],
                    "instrument": self.id,
                }
            )
        return out
