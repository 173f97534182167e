"""A simulation for people and for machines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kanzei.deal.case import Case
from kanzei.deal.montecarlo import QUANTILES, Distribution, Simulation
from kanzei.deal.sensitivity import Bar, Part
from kanzei.deal.sheet import Sheet
from kanzei.deal.uncertainty import Uncertainty
from kanzei.deal.words import percentage
from kanzei.money import dollars
from kanzei.render.deal_rows import label
from kanzei.render.deal_unit import Unit, unit_of
from kanzei.render.tables import Ink, paragraph, table

__all__ = ["montecarlo_json", "montecarlo_text"]

_CENTS = ("net", "npv", "exposure")
NAMES = {
    "net": "net",
    "npv": "NPV",
    "irr": "IRR a year",
    "multiple": "multiple",
    "payback": "years to payback",
    "exposure": "most outstanding",
}


def _shown(measure: str, value: float | None, unit: Unit) -> str:
    if value is None:
        return "not defined"
    if measure in _CENTS:
        # Cents would feign a precision that a simulation has not.
        return f"{value / unit.cents:,.3f}"
    return f"{value * 100:.2f}%" if measure == "irr" else f"{value:.2f}"


def montecarlo_text(
    case: Case,
    sheet: Sheet,
    found: Sequence[Simulation],
    assumed: Uncertainty,
    sensitivity: tuple[float, Sequence[Bar], Sequence[Part]],
    group: str,
    ink: Ink,
) -> str:
    """Tables of every reading, then what matters most under the first."""
    first = found[0]
    unit = unit_of(sum(one.funded for one in first.planned.vehicles))

    def money(cents: float) -> str:
        return _shown("npv", cents, unit)

    out = [
        ink.bold(case.title or case.id),
        f"  {sheet.title}, terms as known on {sheet.known_on}",
        f"  {first.paths:,} paths, seed {first.seed}; draws {assumed.id} ({assumed.digest[:12]}); {unit.words}, NPV at {percentage(case.discount)}",
    ]
    for one in found:
        out += ["", ink.bold(f"  {one.reading.id}: {one.reading.title}")]
        head = ["party", "measure", "mean", *(f"{round(q * 100)}%" for q in QUANTILES), "not defined"]
        rows = []
        for name, measures in one.parties.items():
            if name == "investor" and "public" not in one.parties:
                continue
            shown = [
                key
                for key, dist in measures.items()
                if dist.mean is not None and not (name == "host" and key in ("irr", "multiple", "payback", "exposure"))
            ]
            for number, key in enumerate(shown):
                dist = measures[key]
                rows.append(
                    [
                        label(sheet, name) if not number else "",
                        NAMES[key],
                        _shown(key, dist.mean, unit),
                        *(_shown(key, q, unit) for q in dist.quantiles),
                        str(dist.undefined or ""),
                    ]
                )
        out.append(table(head, rows, range(2, len(head)), ink=ink))
        ours = label(sheet, "all")
        out.append(
            f"  {ours}: less back than put in on {one.loss['all'] * 100:.1f}% of paths; in {assumed.currency}, unhedged, on {one.yen_loss * 100:.1f}% "
            f"(multiple {_shown('multiple', one.yen.quantiles[0], unit)} to {_shown('multiple', one.yen.quantiles[-1], unit)})"
        )
        if one.guarantee is not None:
            cover = one.guarantee
            out.append(
                f"  cover of {label(sheet, 'insurer')}: paid on {cover.frequency * 100:.1f}% of paths; present values: paid {money(cover.paid)}, "
                f"recovered {money(cover.recovered)}, expected loss {money(cover.expected_loss)}, premiums {money(cover.premiums)}"
            )
    centre, bars, parts = sensitivity
    out += ["", ink.bold(f"  What matters most to {label(sheet, group)} under {first.reading.id}")]
    out.append(f"  NPV with nothing drawn: {money(centre)}")
    rows = [[one.name, one.kind, money(one.low), money(one.high), f"{one.said_low} … {one.said_high}"] for one in bars]
    out.append(table(["moved alone", "kind", "low", "high", "low … high is"], rows, (2, 3), ink=ink, fold=True))
    if parts:
        rows = [[one.name, f"{one.variance * 100:.1f}%", f"{one.rank:+.2f}"] for one in parts]
        out.append(table(["draw", "part of variance", "rank correlation"], rows, (1, 2), ink=ink))
    out += [paragraph(f"assumed: {one}") for one in first.planned.assumptions]
    guessed = ", ".join(one.part for one in assumed.bases if one.basis == "illustrative")
    if guessed:
        out.append(
            paragraph(f"assumed: figures of {guessed} are illustrative, no facts; the file says what each rests on")
        )
    return "\n".join(out)


def _number(measure: str, value: float | None) -> Any:
    if value is None:
        return None
    return dollars(round(value)) if measure in _CENTS else round(value, 6)


def _distribution(measure: str, dist: Distribution) -> dict[str, Any]:
    return {
        "mean": _number(measure, dist.mean),
        "quantiles": {f"{q:g}": _number(measure, value) for q, value in zip(QUANTILES, dist.quantiles, strict=True)},
        "not_defined": dist.undefined,
    }


def montecarlo_json(
    case: Case,
    sheet: Sheet,
    found: Sequence[Simulation],
    assumed: Uncertainty,
    sensitivity: tuple[float, Sequence[Bar], Sequence[Part]],
    group: str,
) -> dict[str, Any]:
    """The same for machines; amounts in dollars."""
    centre, bars, parts = sensitivity
    units = {
        key: "usd" if key in _CENTS else ("a year" if key == "irr" else "years" if key == "payback" else "times")
        for key in NAMES
    }
    return {
        "case": case.id,
        "terms": sheet.id,
        "terms_digest": sheet.digest,
        "known_on": sheet.known_on.isoformat(),
        "paths": found[0].paths,
        "seed": found[0].seed,
        "draws": {"id": assumed.id, "digest": assumed.digest, "bases": [one._asdict() for one in assumed.bases]},
        "discount": float(case.discount),
        "units": units,
        "readings": [
            {
                "reading": one.reading.id,
                "parties": {
                    name: {key: _distribution(key, dist) for key, dist in measures.items()}
                    for name, measures in one.parties.items()
                },
                "probability_of_loss": {name: round(value, 6) for name, value in one.loss.items()},
                "own_currency": {
                    "currency": assumed.currency,
                    "multiple": _distribution("multiple", one.yen),
                    "probability_of_loss": round(one.yen_loss, 6),
                },
                "guarantee": one.guarantee
                and {
                    "frequency": round(one.guarantee.frequency, 6),
                    "pv_paid_usd": dollars(round(one.guarantee.paid)),
                    "pv_recovered_usd": dollars(round(one.guarantee.recovered)),
                    "expected_loss_usd": dollars(round(one.guarantee.expected_loss)),
                    "pv_premiums_usd": dollars(round(one.guarantee.premiums)),
                },
            }
            for one in found
        ],
        "sensitivity": {
            "party": group,
            "reading": found[0].reading.id,
            "central_npv_usd": dollars(round(centre)),
            "moved_alone": [
                {
                    "name": one.name,
                    "kind": one.kind,
                    "low_npv_usd": dollars(round(one.low)),
                    "high_npv_usd": dollars(round(one.high)),
                    "low": one.said_low,
                    "high": one.said_high,
                }
                for one in bars
            ],
            "parts_of_variance": [
                {"draw": one.name, "part": round(one.variance, 6), "rank_correlation": round(one.rank, 6)}
                for one in parts
            ],
        },
        "assumptions": list(found[0].planned.assumptions),
    }
