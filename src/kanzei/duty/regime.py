"""A country's regime on a day, and what the book came to know between two days."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from kanzei.duty.drawback import drawback_of
from kanzei.duty.explain import duty_words
from kanzei.duty.reasons import condition_words
from kanzei.law.authorities import AUTHORITIES, DEPOSITS, FILING_RANK, ORIGINS
from kanzei.law.instrument import END

if TYPE_CHECKING:
    from kanzei.duty.book import LawBook
    from kanzei.duty.view import View

__all__ = ["authority_rows", "book_diff", "regime_rows"]


def regime_rows(view: View, origin: str, on: date) -> list[dict[str, Any]]:
    """Provisions that reach goods of an origin on a day: authority, heading, goods, duty, entered, instrument, cite, grade,
    confidence, note; in filing order, bearing ones before releases."""
    entered = on.isoformat()
    low = origin.lower()
    rows: list[dict[str, Any]] = []
    for versions, segments in view.slices():
        for start, stop, number, suspended in segments:
            if not start <= entered < stop or suspended:
                continue
            fields = versions[number]
            if view.origin_matches(fields["origin"], low, entered):
                said = drawback_of(view, fields["authority"], fields.get("heading", ""), entered)
                rows.append(
                    {
                        "authority": fields["authority"],
                        "heading": fields.get("heading", ""),
                        "twin": fields.get("twin", ""),
                        "kind": fields["duty"]["kind"],
                        "goods": goods_words(fields["goods"]),
                        "duty": duty_words(fields),
                        "named": bool(fields["origin"]["in"]),
                        "when": condition_words(fields["when"], {}, holds=True) if fields.get("when") else "",
                        "inactive": _other_reading(view, fields.get("when")),
                        "void": any(
                            v["authority"] == fields["authority"]
                            and v["known"] <= view.known
                            and v["from"] <= entered < v["to"]
                            for v in view.book.voids
                        ),
                        "from": start,
                        "to": "" if stop >= END else stop,
                        "instrument": fields["instrument"],
                        "cite": fields["cite"],
                        "grade": fields["grade"],
                        "confidence": fields["confidence"],
                        "note": fields["note"],
                        "drawback": said.available,
                        "drawback_citation": said.by,
                    }
                )
    rows.sort(key=lambda r: (FILING_RANK[r["authority"]], r["kind"] in ("exempt", "none"), r["heading"]))
    return rows


def _other_reading(view: View, condition: Any) -> bool:
    """Whether a provision stands only under a reading that is not the one in force."""
    if not condition:
        return False
    if condition[0] == "all":
        return any(_other_reading(view, one) for one in condition[1])
    return bool(condition[0] == "switch" and view.switch(condition[1]) != condition[2])


def _charges(view: View, fields: dict[str, Any]) -> bool:
    return fields["duty"]["kind"] not in ("exempt", "none") and not _other_reading(view, fields.get("when"))


def authority_rows(view: View, on: date) -> list[dict[str, Any]]:
    """The registry of authorities in filing order, each with what stands of it for entries of a day.

    status : ``charged`` (provisions in force bear duty) | ``no duty`` (none does) | ``void`` (held void) | ``deposit`` (rates of a user's file).
    provisions : in force that bear duty. origins : the only countries whose goods it charges, empty for any.
    """
    entered = on.isoformat()
    bearing = dict.fromkeys(AUTHORITIES, 0)
    for versions, segments in view.slices():
        for start, stop, number, suspended in segments:
            fields = versions[number]
            if start <= entered < stop and not suspended and _charges(view, fields):
                bearing[fields["authority"]] += 1
    void = {
        row["authority"] for row in view.book.voids if row["known"] <= view.known and row["from"] <= entered < row["to"]
    }
    rows = []
    for name, what in AUTHORITIES.items():
        charged = "charged" if bearing[name] or name == "mfn" else "no duty"
        status = "deposit" if name in DEPOSITS else "void" if name in void else charged
        origins = [code.upper() for code in ORIGINS.get(name, ())]
        rows.append({"id": name, "name": what, "origins": origins, "status": status, "provisions": bearing[name]})
    return rows


def goods_words(selection: dict[str, Any]) -> str:
    """A goods selection in a few words."""
    inside = ", ".join(selection["in"][:6]) + (" …" if len(selection["in"]) > 6 else "")
    outside = ", ".join(selection["except"][:4]) + (" …" if len(selection["except"]) > 4 else "")
    return (inside or "all goods") + (f" except {outside}" if outside else "")


def book_diff(book: LawBook, known_a: date, known_b: date) -> list[dict[str, Any]]:
    """What the book came to know after ``known_a`` up to ``known_b``.

    Returns records with ``group`` (``in force`` | ``ordered, date open`` | ``authorised only`` | ``ended`` | ``suspended`` |
    ``void`` | ``sets``), provision, instrument, what, origin, goods, from, to.
    """
    a, b = known_a.isoformat(), known_b.isoformat()
    out: list[dict[str, Any]] = []
    for name, history in book.provisions.items():
        before = _state(history, a)
        after = _state(history, b)
        if before == after:
            continue
        old = {(row[0], row[1]): row for row in before}
        for row in after:
            if old.get((row[0], row[1])) == row or row in before:
                continue
            fields = history["versions"][row[2]]
            same = any(r[2] == row[2] and r[3] == row[3] for r in before)
            if same:
                continue
            out.append(_record("suspended" if row[3] else "in force", name, fields, row, row[3] or _last(fields)))
        for row in before:
            gap = _uncovered(row, after)
            if gap:
                fields = history["versions"][row[2]]
                out.append(_record("ended", name, fields, [gap, row[1], row[2], ""], _ender(book, a, b, fields)))
    for name, (fields, known, fixed) in book.orders.items():
        if a < known <= b < fixed:
            out.append(_record("ordered, date open", name, fields, ["", "", 0, ""], fields["instrument"]))
    for power in book.authorises:
        if a < power["known"] <= b:
            out.append(
                {
                    "group": "authorised only",
                    "provision": power["id"],
                    "instrument": power["instrument"],
                    "heading": "",
                    "authority": "",
                    "what": power["what"],
                    "origin": origin_words(power["origin"]),
                    "goods": goods_words(power["goods"]) if power["goods"] else "",
                    "from": "",
                    "to": "",
                    "cite": power["cite"],
                }
            )
    for void in book.voids:
        if a < void["known"] <= b:
            out.append(
                {
                    "group": "void",
                    "provision": void["authority"],
                    "instrument": void["instrument"],
                    "heading": "",
                    "authority": void["authority"],
                    "what": void["remedy"] or "held void",
                    "origin": "",
                    "goods": "",
                    "from": void["from"],
                    "to": "" if void["to"] >= END else void["to"],
                    "cite": void["cite"],
                }
            )
    for name, count, start, instrument in _set_changes(book, a, b):
        out.append(
            {
                "group": "sets",
                "provision": name,
                "instrument": instrument,
                "heading": "",
                "authority": "",
                "what": f"{count} members changed",
                "origin": "",
                "goods": name,
                "from": start,
                "to": "",
                "cite": "",
            }
        )
    order = ("in force", "suspended", "ended", "void", "ordered, date open", "authorised only", "sets")
    return sorted(out, key=lambda r: (order.index(r["group"]), r["instrument"], r["provision"], r["from"]))


def origin_words(selection: dict[str, Any]) -> str:
    """An origin selection in a few words."""
    inside = " ".join(word.upper() if len(word) == 2 else word for word in selection["in"])
    outside = " ".join(word.upper() if len(word) == 2 else word for word in selection["except"])
    return (inside or "every origin") + (f" except {outside}" if outside else "")


def _state(history: dict[str, Any], day: str) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for known, segments in history["states"]:
        if known <= day:
            rows = segments
    return rows


def _last(fields: dict[str, Any]) -> str:
    amended = fields.get("amended_by")
    return str(amended[-1][0]) if amended else str(fields["instrument"])


def _uncovered(row: list[Any], after: list[list[Any]]) -> str:
    """First day of a segment that no later segment covers, or nothing."""
    day = row[0]
    for other in sorted(after):
        if other[0] <= day < other[1]:
            day = other[1]
    return day if day < row[1] else ""


def _ender(book: LawBook, a: str, b: str, fields: dict[str, Any]) -> str:
    known = [one["id"] for one in book.instruments if a < one["known"][:10] <= b]
    return known[-1] if len(known) == 1 else str(fields["instrument"])


def _record(group: str, name: str, fields: dict[str, Any], row: list[Any], instrument: str) -> dict[str, Any]:
    return {
        "group": group,
        "provision": name,
        "instrument": instrument,
        "heading": fields.get("heading", ""),
        "authority": fields["authority"],
        "what": duty_words(fields),
        "origin": origin_words(fields["origin"]),
        "goods": goods_words(fields["goods"]),
        "from": row[0],
        "to": "" if row[1] >= END else row[1],
        "cite": fields["cite"],
    }


def _set_changes(book: LawBook, a: str, b: str) -> list[tuple[str, int, str, str]]:
    rows = book.members.execute(
        "SELECT s.name, COUNT(*), m.start, m.known FROM members m JOIN sets s ON s.id = m.set_id WHERE m.known > ? AND m.known <= ? "
        "GROUP BY s.name, m.start, m.known ORDER BY s.name, m.start",
        (a, b),
    ).fetchall()
    by_day: dict[str, list[str]] = {}
    for one in book.instruments:
        by_day.setdefault(one["known"][:10], []).append(one["id"])
    return [(name, count, start, (by_day.get(known) or [""])[0]) for name, count, start, known in rows]
