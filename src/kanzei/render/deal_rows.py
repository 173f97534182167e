"""The rows of a waterfall: one list of columns for the screen, for JSON and for whoever else reads them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from kanzei.deal.loans import DebtPeriod
from kanzei.deal.returns import Returns
from kanzei.deal.run import Run
from kanzei.deal.sheet import Sheet
from kanzei.deal.waterfall import Outcome, Period
from kanzei.deal.words import percentage
from kanzei.deal.worked import Worked
from kanzei.money import dollars

__all__ = [
    "Column",
    "debt_columns",
    "has_debt",
    "irr_text",
    "label",
    "returns_json",
    "run_json",
    "split_columns",
    "worked_json",
]


class Column(NamedTuple):
    """Head on the screen, key in JSON, and the cents of a period."""

    head: str
    key: str
    cents: Callable[[Period], int]


def label(sheet: Sheet, party: str) -> str:
    """What a party is called in a deal."""
    own = {
        "public": f"{sheet.parties.get('investor', 'investor')}, public side",
        "all": f"{sheet.parties.get('investor', 'investor')}, all",
    }
    return own.get(party) or sheet.parties.get(party, party)


def irr_text(rate: float | None, places: int = 4) -> str:
    """A rate as a percentage, half up on the decimal digits of the number, or the word for none."""
    return "not defined" if rate is None else f"{Decimal(repr(rate)) * 100:.{places}f}%"


def has_debt(outcome: Outcome) -> bool:
    """Whether loans are served in it."""
    return any(one.debt for one in outcome.periods)


def split_columns(worked: Worked, outcome: Outcome) -> list[Column]:
    """The columns of the split under the test of the reading."""
    sheet, rules = worked.sheet, outcome.rules
    ours, theirs = label(sheet, "investor"), label(sheet, "host")
    cash = Column("cash C", "cash_usd", lambda one: one.split)
    tiers = [
        Column("tier-1 x", "tier1_usd", lambda one: one.tier1),
        Column("tier-2 y", "tier2_usd", lambda one: one.tier2),
    ]
    both = [Column(ours, "investor_usd", lambda one: one.investor), Column(theirs, "host_usd", lambda one: one.host)]
    if rules.daa_mode == "periodic_carry" and any(one.until for one in rules.split):
        return [
            cash,
            Column("deemed int.", "deemed_interest_usd", lambda one: one.due.interest),
            Column("deemed princ.", "deemed_principal_usd", lambda one: one.due.principal),
            Column("carried in", "carried_in_usd", lambda one: one.due.carried_in),
            Column("D_t", "due_usd", lambda one: one.due.amount),
            *tiers,
            *both,
            Column("carried out", "carried_out_usd", lambda one: one.left),
        ]
    if rules.daa_mode == "cumulative" and any(one.until for one in rules.split):
        return [
            cash,
            Column("hurdle before pay", "hurdle_before_usd", lambda one: one.due.amount),
            *tiers,
            *both,
            Column("hurdle after", "hurdle_after_usd", lambda one: one.left),
        ]
    share = rules.split[-1].investor
    return [
        cash,
        Column(f"{ours} {percentage(share)}", "investor_usd", lambda one: one.investor),
        Column(f"{theirs} {percentage(1 - share)}", "host_usd", lambda one: one.host),
    ]


def debt_columns(worked: Worked, outcome: Outcome) -> list[Column]:
    """The columns of the loans; those of a default only where there was one."""
    sheet = worked.sheet
    parties = [loan.party for loan in outcome.vehicle.loans]
    lender, banks, insurer = (label(sheet, one) for one in ("lender", "banks", "insurer"))

    def total(field: str, party: str | None = None) -> Callable[[Period], int]:
        def cents(one: Period) -> int:
            rows: list[DebtPeriod] = [
                row for row, whose in zip(one.debt, parties, strict=True) if party in (None, whose)
            ]
            return sum(int(getattr(row, field)) for row in rows)

        return cents

    out = [
        Column("cash C", "cash_usd", lambda one: one.cash),
        Column(f"{insurer} premium", "premium_usd", total("premium")),
    ]
    for party, name in (("lender", lender), ("banks", "bank" if banks == "banks" else banks)):
        out += [
            Column(f"{name} interest", f"{party}_interest_usd", total("interest", party)),
            Column(f"{name} principal", f"{party}_principal_usd", total("principal", party)),
        ]
    late = [
        Column(f"{insurer} pays {banks}", "cover_usd", total("covered")),
        Column(f"{lender} claims", "lender_claims_usd", total("claims", "lender")),
        Column(f"{banks} claims", "banks_claims_usd", total("claims", "banks")),
        Column(f"{insurer} claims", "insurer_claims_usd", total("insurer_claims")),
    ]
    shown = [one for one in late if any(one.cents(period) for period in outcome.periods)]
    if outcome.rules.before:
        shown.append(Column("left for equity", "left_usd", lambda one: one.split))
    return out + shown


def worked_json(worked: Worked, *, ledger: bool = True) -> dict[str, Any]:
    """A case worked out, for machines."""
    sheet, case = worked.sheet, worked.case
    vehicles = []
    for outcome in worked.outcomes:
        columns = split_columns(worked, outcome)
        if has_debt(outcome):
            taken = {one.key for one in columns}
            columns = [
                one for one in debt_columns(worked, outcome) if one.key == "cash_usd" or one.key not in taken
            ] + columns[1:]
        rows = [
            {"t": one.period, **{column.key: dollars(column.cents(one)) for column in columns}}
            for one in outcome.periods
        ]
        vehicles.append({"vehicle": outcome.vehicle.id, "funded_usd": dollars(outcome.vehicle.funded), "rows": rows})
    value: dict[str, Any] = {
        "case": case.id,
        "terms": sheet.id,
        "reading": worked.reading.id,
        "known_on": sheet.known_on.isoformat(),
        "parties": dict(sheet.parties),
        "vehicles": vehicles,
        "totals": totals_json(worked),
        "returns": {name: returns_json(one.returns, one.irr_period, one.irr_year, one.flows) for name, one in worked.parties.items()},
        "recovery": [
            {
                "vehicle": one.vehicle, "t": one.period, "before_usd": dollars(one.before), "base_usd": dollars(one.base),
                "diverted_usd": dollars(one.diverted), "investor_usd": dollars(one.investor), "host_usd": dollars(one.host),
                "shortfall_left_usd": dollars(one.left),
            }
            for one in worked.recovered
        ],
        "assumptions": list(worked.planned.assumptions),
        "terms_digest": sheet.digest,
    }  # fmt: skip
    if worked.exchange is not None:
        debt, rows_out, rate = worked.exchange
        value["exchange"] = {
            "currency": case.exchange.currency if case.exchange else "",
            "debt": dollars(debt),
            "irr": None if rate is None else irr_text(rate),
            "rows": [
                {"t": number, "usd": dollars(one.dollars), "rate": str(Decimal(one.rate.numerator) / Decimal(one.rate.denominator)),
                 "received": dollars(one.received), "interest": dollars(one.interest), "principal": dollars(one.principal), "net": dollars(one.net)}
                for number, one in enumerate(rows_out, 1)
            ],
        }  # fmt: skip
    if worked.guarantee is not None:
        found = worked.guarantee
        value["guarantee"] = {
            "pv_loss_usd": six(found.pv_loss / 100), "pv_premium_usd": six(found.pv_premium / 100), "net_usd": six(found.net / 100),
            "break_even_premium": None if found.break_even is None else six(found.break_even * 100) + "%",
            "cumulative_default": six(found.cumulative_default * 100) + "%",
            "rows": [
                {"t": number, "exposure_usd": dollars(one.exposure), "survival": six(one.survival), "default": six(one.default),
                 "expected_loss_usd": six(one.expected_loss / 100), "pv_loss_usd": six(one.pv_loss / 100),
                 "expected_premium_usd": six(one.expected_premium / 100), "pv_premium_usd": six(one.pv_premium / 100)}
                for number, one in enumerate(found.periods, 1)
            ],
        }  # fmt: skip
    if ledger:
        value["ledger"] = [
            {"vehicle": one.vehicle, "t": one.period, "step": one.step, "clause": one.clause, "from": one.payer, "to": one.payee, "usd": dollars(one.cents)}
            for one in worked.ledger
        ]  # fmt: skip
    return value


def six(value: Any) -> str:
    """An exact number with six decimals, half up."""
    from kanzei.money import half_up

    millionths = half_up(value.numerator * 1_000_000, value.denominator)
    sign = "-" if millionths < 0 else ""
    return f"{sign}{abs(millionths) // 1_000_000}.{abs(millionths) % 1_000_000:06d}"


def totals_json(worked: Worked) -> dict[str, str]:
    """Receipts of the parties over the whole life; cash is what the waterfall pays out, revenue what customers paid before costs and taxes."""
    revenue = sum(one.cents for one in worked.ledger if one.payer == "customers" and one.payee == "vehicle")
    cash = sum(period.cash for outcome in worked.outcomes for period in outcome.periods)
    out = {"cash_usd": dollars(cash), "revenue_usd": dollars(revenue)}
    for party in ("investor", "host", "lender", "banks", "insurer"):
        out[f"{party}_usd"] = dollars(received(worked, party))
    out["covered_usd"] = dollars(sum(one.cents for one in worked.ledger if one.step == "cover"))
    out["unpaid_usd"] = dollars(worked.unpaid)
    out["never_tested_usd"] = dollars(worked.never_tested)
    out["shortfall_left_usd"] = dollars(worked.shortfall_left)
    return out


def received(worked: Worked, party: str) -> int:
    """What a party got after the funding, less what it gave up in recoveries; what the insurer paid out is not taken off."""
    return sum(
        one.cents * ((one.payee == party) - (one.payer == party and one.step not in ("funding", "cover")))
        for one in worked.ledger
    )


def returns_json(
    found: Returns, irr: float | None, yearly: float | None, flows: tuple[int, ...] | None = None
) -> dict[str, Any]:
    """Returns of a party; rates are percentages of six decimals, ``None`` where there is none."""
    value: dict[str, Any] = {
        "put_in_usd": dollars(found.put_in),
        "received_usd": dollars(found.received),
        "net_usd": dollars(found.net),
        "irr": None if irr is None else irr_text(irr, 6),
        "irr_year": None if yearly is None else irr_text(yearly, 6),
        "npv_usd": dollars(found.npv),
        "multiple": None if found.multiple is None else six(found.multiple),
        "payback": None if found.payback is None else six(found.payback),
    }
    if flows is not None:
        value["flows_usd"] = [dollars(one) for one in flows]
    return value


def run_json(found: Run, *, ledger: bool = False) -> dict[str, Any]:
    """A run, for machines."""
    value: dict[str, Any] = {
        "case": found.case.id,
        "terms": found.sheet.id,
        "reading": found.reading.id,
        "known_on": found.sheet.known_on.isoformat(),
        "funded_usd": dollars(found.funded),
        "declined_usd": dollars(found.shortfall),
        "tariff_snapback_allowed": any(one.state == "tariff_snapback_allowed" for one in found.called.events),
        "events": [
            {"project": one.project, "day": one.day, "state": one.state, "text": one.text, "clause": one.clause} for one in found.called.events
        ],
        "parties": {
            name: {**returns_json(one.returns, one.irr, one.irr), "by_year_usd": {str(year): dollars(cents) for year, cents in one.by_year.items()}}
            for name, one in found.parties.items()
        },
        "exposure": {f"{name}_usd": dollars(cents) for name, cents in found.exposure._asdict().items()},
    }  # fmt: skip
    if found.called.queue:
        value["queue"] = [
            {"year": one.year, "new_usd": dollars(one.new), "before_usd": dollars(one.before), "paid_usd": dollars(one.paid), "after_usd": dollars(one.after)}
            for one in found.called.queue
        ]  # fmt: skip
    if found.worked is not None:
        value["worked"] = worked_json(found.worked, ledger=ledger)
    return value
