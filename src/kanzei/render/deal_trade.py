"""The tariff side of a deal for people and for machines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from kanzei.deal.leverage import Bargain, SnapBack, pv_of_years, rounded
from kanzei.deal.sheet import Sheet
from kanzei.deal.trade import ReliefDay, assumptions
from kanzei.deal.words import percentage
from kanzei.law.authorities import AUTHORITIES
from kanzei.render.tables import Ink, paragraph, table

__all__ = ["Traded", "trade_json", "trade_text"]


class Traded(NamedTuple):
    """All that was worked out. static : (what it is, day of entry or none, dollars a year)."""

    sheet: Sheet
    reading: str
    like: str
    general: str
    pass_through: Fraction
    lawbook: str
    law_known: date
    static: tuple[tuple[str, date | None, Fraction], ...]
    days: tuple[ReliefDay, ...]
    bargain: Bargain
    snap_back: SnapBack | None


def _billions(dollars: float) -> str:
    return f"{dollars / 1e9:,.3f}"


def _name(basis: str) -> str:
    return AUTHORITIES.get(basis, basis)


def _against(counterfactual: str, like: str) -> str:
    return f"what {like} owes" if counterfactual == like else counterfactual


def trade_text(found: Traded, ink: Ink) -> str:
    """Static calculation, value by basis and day, bargain, snap-back."""
    years, discount = found.bargain.years, found.bargain.discount
    out = [
        ink.bold("What the tariff side is worth, trade of 2024 held fixed, billions of dollars a year"),
        f"  {found.sheet.title}, terms as known on {found.sheet.known_on}; law as known on {found.law_known}, law book {found.lawbook[:12]}",
        "",
        ink.bold("  Round figures (47.5 of cars and parts x 12.5 points, 93.2 of other goods x 10 points)"),
    ]
    rows = [
        [
            day.isoformat() if day else "",
            what,
            f"{rounded(value / 10**9, 4)}",
            f"{rounded(pv_of_years(value, years, discount) / 10**9, 4)}",
        ]
        for what, day, value in found.static
    ]
    out.append(
        table(["entered on", "", "a year", f"PV of {years} years at {percentage(discount)}"], rows, (2, 3), ink=ink)
    )
    out += ["", ink.bold("  By code, legal basis and day of entry, each against its counterfactual")]
    rows = []
    for day in found.days:
        for number, one in enumerate(day.reliefs):
            value = "ended: 0.000" if one.ended else _billions(one.value)
            most = f"to {_billions(one.most)} if all listed goods are such" if one.most else ""
            rows.append(
                [
                    day.day.isoformat() if not number else "",
                    _name(one.basis),
                    _against(one.counterfactual, found.like),
                    _billions(one.trade),
                    value,
                    most,
                ]
            )
        rows.append(
            [
                "",
                "all, the reciprocal duty against " + found.general,
                "",
                _billions(day.trade),
                _billions(day.total(found.general)),
                "",
            ]
        )
    out.append(table(["entered on", "legal basis", "against", "trade", "relief", ""], rows, (3, 4), ink=ink))
    out += [paragraph(f"{one.day}: {one.what}") for one in found.days if one.what]
    out += [
        paragraph(f"{one.id}: {percentage(one.rate)} on top of column 1, {one.title}")
        for one in assumptions().general.values()
    ]
    out.append(
        paragraph(
            f"flat ({found.like}): what an economy without such a deal owes on the same codes; a value below nothing: Japan owes more than it."
        )
    )
    left = max(one.not_valued for one in found.days) if found.days else 0.0
    out.append(
        paragraph(
            f"not valued: up to {_billions(left)} of trade whose rate is no part of value; shipments' own facts are taken by the registry's defaults."
        )
    )
    b = found.bargain
    out += ["", ink.bold(f"  Against the cost of the facility under {found.reading}")]
    out.append(
        f"  relief {_billions(b.relief)} a year ({found.general}, pass-through {percentage(found.pass_through)}), {b.years} years at {percentage(b.discount)}: PV {_billions(b.pv_relief)}"
    )
    out.append(
        f"  facility: funded {_billions(b.funded)}, cost in present value {_billions(b.cost)}, {b.cost_each:.4f} a dollar funded"
    )
    if b.cost <= 0:
        out.append("  the facility costs nothing in present value at this rate: any relief is a gain")
    elif b.probability is not None and b.amount is not None:
        out.append(
            f"  break-even: relief pays where the counterfactual would have come with a probability of {b.probability:.1%}{' or more' if b.probability <= 1 else ' (never)'}"
        )
        out.append(f"  amount funded at which both are equal: {_billions(b.amount)}")
    else:
        out.append("  no relief is left to hold against the cost")
    if found.snap_back is not None:
        out += ["", *_snap_back(found.snap_back, ink)]
    return "\n".join(out)


def _snap_back(one: SnapBack, ink: Ink) -> list[str]:
    out = [ink.bold(f"  Snap-back to {percentage(one.rate)} all-in from {one.day}, under {one.statute.title}")]
    out.append(f"  covers {one.statute.covers}; needs {one.statute.first}")
    out.append(f"  more duty {_billions(one.a_year)} a year on {_billions(one.reach)} of trade")
    if one.until is not None and one.in_all is not None:
        out.append(f"  ends by statute after {one.statute.days} days, on {one.until}: {_billions(one.in_all)} in all")
    return out


def trade_json(found: Traded) -> dict[str, Any]:
    """The same for machines, dollars."""
    b, snap = found.bargain, found.snap_back
    return {
        "terms": found.sheet.id,
        "terms_digest": found.sheet.digest,
        "known_on": found.sheet.known_on.isoformat(),
        "lawbook": found.lawbook,
        "law_known": found.law_known.isoformat(),
        "static": [
            {
                "what": what,
                "entered_on": day and day.isoformat(),
                "relief_usd_bn": str(rounded(value / 10**9, 4)),
                "pv_usd_bn": str(rounded(pv_of_years(value, b.years, b.discount) / 10**9, 4)),
            }
            for what, day, value in found.static
        ],
        "days": [
            {
                "entered_on": day.day.isoformat(),
                "what": day.what,
                "trade_usd": round(day.trade),
                "not_valued_usd": round(day.not_valued),
                "relief_usd": round(day.total(found.general)),
                "by_basis": [
                    {
                        "basis": one.basis,
                        "against": one.counterfactual,
                        "relief_usd": round(one.value),
                        "trade_usd": round(one.trade),
                        "ended": one.ended,
                        "most_usd": None if one.most is None else round(one.most),
                    }
                    for one in day.reliefs
                ],
            }
            for day in found.days
        ],
        "bargain": {
            "reading": found.reading,
            "relief_usd": round(b.relief),
            "years": b.years,
            "discount": float(b.discount),
            "pv_relief_usd": round(b.pv_relief),
            "funded_usd": round(b.funded),
            "cost_usd": round(b.cost),
            "cost_per_dollar": round(b.cost_each, 6),
            "break_even_probability": None if b.probability is None else round(b.probability, 6),
            "break_even_funded_usd": None if b.amount is None else round(b.amount),
        },
        "snap_back": snap
        and {
            "statute": snap.statute.id,
            "rate": float(snap.rate),
            "from": snap.day.isoformat(),
            "until": snap.until and snap.until.isoformat(),
            "duty_usd_a_year": round(snap.a_year),
            "duty_usd": None if snap.in_all is None else round(snap.in_all),
            "trade_usd": round(snap.reach),
        },
    }


def general_names(like: str) -> Sequence[str]:
    """Names of counterfactuals of the reciprocal duty."""
    return (*assumptions().general, f"flat ({like})")
