"""Which day's rates a line pays, duty by duty: entry, withdrawal from warehouse, immediate transportation, zone.

A clock chooses days and nothing else: no rate, no amount. The facts stand among the claims of a line (``entry_type``, ``withdrawn_on``,
``it_on``, ``zone_status``, ``admitted_on``, ``released_on``, ``general_order``); without one of them there is no clock, and the day of
entry decides.

Notes
-----
19 U.S.C. 1315(a); 19 CFR 141.68 and 141.69: rates in effect at the time of entry; withdrawn from warehouse, at the time of withdrawal
(141.69(a)); under immediate transportation, when that entry was accepted (141.69(b)), unless the goods are under a quota or went to
general order. 19 U.S.C. 81c(a); 19 CFR 146.65(a): privileged foreign merchandise, on the day that status was applied for;
nonprivileged, on entry. Where an order says otherwise a row of ``lawbook/zones.yaml`` says so (stacking-2026 rule 5).
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from kanzei.errors import EntryError

__all__ = ["CLOCK_CLAIMS", "ENTRY_TYPES", "Clock", "Facts", "Turn", "required_status", "run_clock", "state_facts"]

CLOCK_CLAIMS = (
    "entry_type",
    "withdrawn_on",
    "it_on",
    "zone_status",
    "admitted_on",
    "released_on",
    "general_order",
)
"""Keys of the claims that a clock reads."""

ENTRY_TYPES: dict[str, tuple[str, str]] = {
    "01": ("consumption", "consumption, free and dutiable"),
    "02": ("consumption", "consumption, quota or visa"),
    "03": ("consumption", "consumption, antidumping or countervailing duty"),
    "06": ("zone", "consumption from a foreign-trade zone"),
    "07": ("consumption", "consumption, quota or visa and antidumping or countervailing duty"),
    "08": ("consumption", "duty deferral"),
    "11": ("consumption", "informal, free and dutiable"),
    "12": ("consumption", "informal, quota"),
    "21": ("warehouse", "warehouse"),
    "22": ("warehouse", "re-warehouse"),
    "23": ("temporary", "temporary importation under bond"),
    "26": ("admission", "foreign-trade zone admission"),
    "31": ("withdrawal", "warehouse withdrawal for consumption"),
    "32": ("withdrawal", "warehouse withdrawal, quota or visa"),
    "34": ("withdrawal", "warehouse withdrawal, antidumping or countervailing duty"),
    "38": ("withdrawal", "warehouse withdrawal, quota or visa and antidumping or countervailing duty"),
    "51": ("consumption", "government, defense contracts"),
    "52": ("consumption", "government, other agencies"),
}
"""Entry type code -> (what kind it is, its name): CBP Form 7501 instructions, block 2."""

QUOTA_TYPES = frozenset({"02", "07", "12", "32", "38"})
_NOT_ENTERED = {
    "61": "immediate transportation",
    "62": "transportation and exportation",
    "63": "immediate exportation",
    "69": "transit by rail",
    "86": "the de minimis exemption of 19 U.S.C. 1321",
}
_PF = "privileged foreign"
_NPF = "nonprivileged foreign"
_STATUS = {
    **dict.fromkeys(("p", "pf", "privileged", "privileged foreign", "privileged foreign status"), _PF),
    **dict.fromkeys(("n", "npf", "non privileged", "nonprivileged"), _NPF),
    **dict.fromkeys(("non privileged foreign", "nonprivileged foreign", "nonprivileged foreign status"), _NPF),
    **dict.fromkeys(("d", "domestic", "domestic status"), "domestic"),
    **dict.fromkeys(("z", "zr", "zone restricted", "zone restricted status"), "zone restricted"),
}


class Facts(NamedTuple):
    """What a line states about its way into consumption, read and found to agree.

    kind : of the entry type (``consumption``, ``zone``, ``warehouse``, ``withdrawal``, ``admission``, ``temporary``), or ``""``.
    status : ``privileged foreign`` | ``nonprivileged foreign`` | ``""``; status_on : day of status, or of admission.
    quota : the line says that the goods are under a quota. unread : an entry type that is no code of Form 7501.
    """

    entered: date
    entry_type: str = ""
    kind: str = ""
    withdrawn: date | None = None
    transported: date | None = None
    status: str = ""
    status_on: date | None = None
    released: date | None = None
    general_order: bool = False
    quota: bool = False
    unread: str = ""


class Turn(NamedTuple):
    """A duty whose day is not the clock's own: which day, why, on what authority, and the doubtful point it hangs on, or ``""``."""

    authority: str
    day: date
    because: str
    citation: str
    switch: str = ""


class Clock(NamedTuple):
    """The days whose rates a line pays.

    name  : ``entry`` | ``warehouse`` | ``transportation`` | ``privileged`` | ``nonprivileged``.
    day   : the day of the ordinary duty, and of every duty that ``turns`` does not name.
    entry : the day of entry, or of withdrawal, for consumption.
    because, citation : why ``day``; notes : what the reader must know, what is missing among it.
    headings : heading -> the one to report in its place for goods of this zone status.
    """

    name: str
    day: date
    entry: date
    because: str
    citation: str
    notes: tuple[str, ...] = ()
    turns: tuple[Turn, ...] = ()
    headings: tuple[tuple[str, str], ...] = ()
    facts: Facts | None = None

    @property
    def days(self) -> tuple[tuple[str, str], ...]:
        """(authority, ISO day) where it differs from ``day``: what the evaluator takes."""
        return tuple((one.authority, one.day.isoformat()) for one in self.turns if one.day != self.day)


def state_facts(claims: dict[str, Any], entered: date) -> Facts | None:
    """The facts that move a clock, or ``None`` when the line states none.

    Raises
    ------
    EntryError   Facts that contradict each other, with what to change.
    """
    if not any(key in claims for key in CLOCK_CLAIMS):
        return None
    code, kind = _entry_type(claims.get("entry_type"))
    facts = Facts(
        entered,
        code,
        kind,
        _day(claims, "withdrawn_on"),
        _day(claims, "it_on"),
        _zone_status(claims.get("zone_status")),
        _day(claims, "admitted_on"),
        _day(claims, "released_on"),
        claims.get("general_order") is True,
        code in QUOTA_TYPES or "quota_filled" in claims,
        "" if code else str(claims.get("entry_type") or "").strip()[:20],
    )
    for wrong in _contradictions(facts):
        raise EntryError(wrong)
    return facts


def _day(claims: dict[str, Any], key: str) -> date | None:
    value = claims.get(key)
    return date.fromisoformat(value) if isinstance(value, str) else value


def _entry_type(value: Any) -> tuple[str, str]:
    if value is None:
        return "", ""
    text = str(value).strip().upper().removesuffix(".0")
    # ABI status indicators follow the two digits on the form (01 ABI/A).
    code = text.split()[0].split("/")[0][:2] if text else ""
    code = code.zfill(2) if code.isdigit() else code
    if code in ENTRY_TYPES:
        return code, ENTRY_TYPES[code][0]
    if code in _NOT_ENTERED:
        raise EntryError(
            f"entry type {code} is {_NOT_ENTERED[code]}, no entry for consumption: no duty is assessed on it; "
            "give the line of the entry that follows"
        )
    return "", ""


def _zone_status(value: Any) -> str:
    if value is None or not str(value).strip():
        return ""
    found = _STATUS.get(" ".join(str(value).lower().replace("-", " ").replace("_", " ").split()))
    if found is None:
        raise EntryError(
            f"zone status {str(value)[:30]!r}: write privileged-foreign (PF), non-privileged-foreign (NPF) or domestic"
        )
    if found == "domestic":
        raise EntryError(
            "goods of domestic status leave a zone without entry and free of duty (19 CFR 146.43): nothing is assessed on them"
        )
    if found == "zone restricted":
        raise EntryError(
            "goods of zone-restricted status may not be entered for consumption unless the Foreign-Trade Zones Board allows it "
            "(19 CFR 146.44): state the status under which they are entered"
        )
    return found


def _contradictions(f: Facts) -> list[str]:
    out: list[str] = []
    if f.withdrawn and f.withdrawn < f.entered:
        out.append(f"withdrawn on {f.withdrawn}, before the entry of {f.entered}: one of the two days is wrong")
    if f.transported and f.transported > f.entered:
        out.append(f"I.T. entry of {f.transported}, after the entry of {f.entered}: one of the two days is wrong")
    if f.status == _PF and f.status_on is None:
        out.append("privileged foreign status fixes the rates of a day: give it as zone_status_on")
    if f.status_on and f.status_on > f.entered:
        out.append(f"zone status of {f.status_on}, after the entry of {f.entered}: one of the two days is wrong")
    zoned = f.status or f.status_on
    if zoned and f.kind not in ("", "zone", "admission"):
        out.append(
            f"goods from a foreign-trade zone are entered under type 06, not {f.entry_type} ({ENTRY_TYPES[f.entry_type][1]}): "
            "correct the type, or leave the zone status out"
        )
    if f.withdrawn and f.kind not in ("", "warehouse", "withdrawal"):
        out.append(
            f"withdrawal from warehouse is entry type 31, 32, 34 or 38, not {f.entry_type} ({ENTRY_TYPES[f.entry_type][1]}): "
            "correct the type, or leave withdrawn_on out"
        )
    if zoned and f.withdrawn:
        out.append(
            "a zone status and a withdrawal from warehouse are both stated: the goods are entered from one of the two"
        )
    return out


def run_clock(facts: Facts, zones: list[dict[str, Any]], law: Any, origin: str, code: str) -> Clock:
    """The days whose rates apply.

    Parameters
    ----------
    zones : rows of ``lawbook/zones.yaml`` in their order. law : the view: its known day, groups of countries and readings.
    """
    if facts.status == _PF and facts.status_on is not None:
        return _privileged(facts, facts.status_on, zones, law, origin, code)
    if facts.status == _NPF:
        return _nonprivileged(facts)
    if facts.withdrawn or facts.kind == "withdrawal":
        return _withdrawn(facts)
    if facts.transported is not None:
        return _transported(facts, facts.transported, zones, law, origin, code)
    return Clock(
        "entry", facts.entered, facts.entered, "the day of entry", "19 CFR 141.69", _missing(facts), facts=facts
    )


def _missing(f: Facts) -> tuple[str, ...]:
    if f.unread:
        return (
            f"entry type {f.unread!r} is none of {', '.join(ENTRY_TYPES)} (Form 7501, block 2): taken as consumption",
        )
    if f.kind == "zone":
        return (
            "entry type 06 and no zone_status: taken as nonprivileged foreign, the rates of the day of entry; privileged foreign "
            "status would fix those of its own day (19 CFR 146.65(a))",
        )
    if f.kind == "admission":
        return (
            f"entry type 26 admits goods to a zone: no duty is due until they are entered from it (type 06); shown as if entered on {f.entered}",
        )
    if f.kind == "warehouse":
        return (
            f"entry type {f.entry_type} enters goods for warehouse: no duty is due until withdrawal, at the rates of that day "
            f"(19 CFR 141.69(a)); shown as if withdrawn on {f.entered}",
        )
    if f.kind == "temporary":
        return ("entry type 23: no duty is paid on goods exported in time; shown is what the bond must cover",)
    if f.status_on is not None:
        return (
            f"a zone day ({f.status_on}) and no zone_status: the rates of the day of entry are taken; privileged foreign status would "
            "fix those of its own day (19 CFR 146.65(a))",
        )
    return ()


def _withdrawn(f: Facts) -> Clock:
    notes: list[str] = []
    day = f.withdrawn
    if day is None:
        day = f.entered
        notes.append(f"entry type {f.entry_type} and no withdrawn_on: {day} is taken as the day of withdrawal")
    if f.transported:
        notes.append(
            f"the I.T. entry of {f.transported} fixes no rate: 19 CFR 141.69(b) is for goods entered for consumption at the port "
            "of destination, not for goods withdrawn from warehouse"
        )
    why = "the day of withdrawal from warehouse"
    if day != f.entered:
        why += f", not the day of the warehouse entry, {f.entered}"
    return Clock("warehouse", day, day, why, "19 CFR 141.69(a)", tuple(notes), facts=f)


def _transported(f: Facts, day: date, zones: list[dict[str, Any]], law: Any, origin: str, code: str) -> Clock:
    kept = ""
    if f.quota:
        kept = "the goods are stated to be under a quota"
    elif f.general_order:
        kept = "the goods went to general order"
    elif f.kind in ("warehouse", "zone", "admission", "temporary"):
        kept = f"entry type {f.entry_type} is no entry for consumption at the port of destination"
    if kept:
        note = f"the I.T. entry of {day} fixes no rate: {kept} (19 CFR 141.69(b))"
        return Clock(
            "entry", f.entered, f.entered, "the day of entry", "19 CFR 141.69(b)", (note, *_missing(f)), facts=f
        )
    note = (
        "taken: the goods are under no quota, did not go to general order, and are entered at the port named in the I.T. entry "
        "(19 CFR 141.69(b))"
    )
    turns = _turns(zones, "transportation", law, origin, code, day, f.entered)
    return Clock(
        "transportation",
        day,
        f.entered,
        f"the day the I.T. entry was accepted, not the day of entry, {f.entered}",
        "19 U.S.C. 1315(a)(2); 19 CFR 141.69(b)",
        (note,) if day != f.entered else (),
        turns,
        facts=f,
    )


def _privileged(f: Facts, day: date, zones: list[dict[str, Any]], law: Any, origin: str, code: str) -> Clock:
    notes = []
    turns = _turns(zones, "zone", law, origin, code, day, f.entered)
    if f.quota and not any(one.authority == "s232_autos" and one.day == f.entered for one in turns):
        notes.append(
            "zone goods under a tariff-rate quota are charged the rate outside the quota of the day of status (19 CFR 146.65(a)(1)): "
            "claim quota_filled"
        )
    if f.transported:
        notes.append(f"the I.T. entry of {f.transported} fixes no rate for goods entered from a zone")
    if not f.kind:
        notes.append("goods from a zone are entered under type 06; no entry type is stated")
    headings: dict[str, str] = {}
    for row in _rows(zones, "zone", law, origin, code, day, f.entered):
        if row["before"] and day.isoformat() < row["before"]:
            for heading, other in row["report"].items():
                headings.setdefault(heading, other)
    return Clock(
        "privileged",
        day,
        f.entered,
        f"the day of privileged foreign status, not the day of entry, {f.entered}",
        "19 U.S.C. 81c(a); 19 CFR 146.65(a)(1)",
        tuple(notes),
        turns,
        tuple(headings.items()),
        f,
    )


def _nonprivileged(f: Facts) -> Clock:
    notes = []
    if f.status_on is None:
        notes.append(
            "nonprivileged foreign status and no zone_status_on: whether an order asked for privileged status on the day of "
            "admission cannot be told"
        )
    return Clock(
        "nonprivileged",
        f.entered,
        f.entered,
        "the day of entry, in the condition in which the goods leave the zone",
        "19 CFR 146.65(a)(2)",
        tuple(notes),
        facts=f,
    )


def _rows(
    zones: list[dict[str, Any]], clock: str, law: Any, origin: str, code: str, fixed: date, entered: date
) -> list[dict[str, Any]]:
    """Rows that reach the goods, in their order, as far as they are known in the view."""
    day, status = entered.isoformat(), fixed.isoformat()
    return [
        row
        for row in zones
        if clock in row["of"]
        and row["known"] <= law.known
        and row["from"] <= day < row["to"]
        and row["status"][0] <= status < row["status"][1]
        and (not row["origin"] or any(law.in_group(word, origin, day) for word in row["origin"]))
        and (not row["goods"] or code.startswith(tuple(row["goods"])))
    ]


def _turns(
    zones: list[dict[str, Any]], clock: str, law: Any, origin: str, code: str, fixed: date, entered: date
) -> tuple[Turn, ...]:
    """The duties that a row speaks of; the first row that fits an authority decides."""
    out: dict[str, Turn] = {}
    for row in _rows(zones, clock, law, origin, code, fixed, entered):
        for authority in row["authority"]:
            if authority not in out:
                choice = law.switch(row["switch"]) if row["switch"] else row["rates_of"]
                day = entered if choice == "entry" else fixed
                out[authority] = Turn(authority, day, row["because"], row["cite"], row["switch"])
    return tuple(out.values())


def required_status(
    zones: list[dict[str, Any]], law: Any, origin: str, code: str, entered: date, admitted: date
) -> dict[str, tuple[str, str]]:
    """authority -> (day, citation) of the clause that asks for privileged foreign status of goods admitted on a day."""
    out: dict[str, tuple[str, str]] = {}
    for row in _rows(zones, "zone", law, origin, code, admitted, entered):
        if row["admitted"] and row["admitted"] <= admitted.isoformat():
            for authority in row["authority"]:
                out.setdefault(authority, (row["admitted"], row["cite"]))
    return out
