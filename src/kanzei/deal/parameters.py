"""The parameters a term sheet may set: what each is, how it is written, and which answers it may have.

A term (``T20`` …) carries its rule by setting parameters; the engine reads parameters and never a term's prose. The registry is closed: a term sheet that
sets something else does not load.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["PARAMETERS", "Parameter"]


class Parameter(NamedTuple):
    """One parameter.

    kind    : ``usd`` cents · ``count`` · ``day`` · ``days`` (a list) · ``yes`` · ``rate`` · ``carry`` (a rate, or ``deemed``) · ``share`` · ``shares`` (investor, host) · ``mix`` · ``word`` (of
              ``choices``) · ``words`` · ``text``. Each may also be ``none``: known to be open, or known not to be there.
    what    : the parameter in a few words.
    choices : the closed set of a ``word``.
    """

    kind: str
    what: str
    choices: tuple[str, ...] = ()


PARAMETERS: dict[str, Parameter] = {
    # parties, size, deadline, sectors
    "parties": Parameter("words", "who signed"),
    "commitment_cap": Parameter("usd", "the most that is to be funded"),
    "cap_is_target": Parameter("yes", "whether that is an amount to be reached, or an upper limit"),
    "deadline": Parameter("day", "the last day for investments"),
    "annual_cap": Parameter("usd", "the most that is paid in a calendar year"),
    "deadline_binds": Parameter("word", "what must lie on or before the deadline", ("notice", "funding")),
    "sectors": Parameter("words", "sectors named"),
    "sector_list_closed": Parameter("yes", "whether a project of another sector is refused"),
    "lender_window": Parameter("days", "first day and first day after of the public lender's own window"),
    "lender_sectors": Parameter("words", "sectors of that window that the list of sectors lacks"),
    # selection
    "selector": Parameter("text", "who selects"),
    "committee_chair": Parameter("text", "who chairs the Investment Committee"),
    "committee_investor_seats": Parameter("count", "seats of the investing country in it"),
    "consultation_binding": Parameter("yes", "whether the Consultation Committee has a vote"),
    "states": Parameter("words", "states of a project in their order; none may be passed over"),
    "committee_meetings": Parameter("days", "meetings of the Consultation Committee that were reported"),
    "administrator": Parameter("text", "who administers the investments"),
    "mutual_benefit_required": Parameter(
        "yes", "whether a project without benefit to the investing country is declined"
    ),
    "commercially_reasonable": Parameter("yes", "whether a project must earn principal and interest over its life"),
    # notice, call, currency
    "notice_business_days": Parameter("count", "business days from the notice to the earliest day of payment"),
    "notice_is_minimum": Parameter("yes", "whether that is a minimum (not earlier than), or a limit (within)"),
    "business_calendar": Parameter("word", "whose business days", ("JOINT", "US", "INVESTOR", "NONE")),
    "currency": Parameter("text", "currency of payment"),
    "funds": Parameter("text", "form of the funds"),
    "drawdown": Parameter("word", "how money is drawn", ("capital_call", "lump_sum")),
    "first_loans_signed": Parameter("day", "first known step of funding"),
    # declining
    "may_decline": Parameter("yes", "whether the investing country may choose not to fund"),
    "consult_first": Parameter("yes", "whether it must consult before it declines"),
    "snapback_allowed": Parameter("yes", "whether a declined call lets the host raise tariffs"),
    "snapback_rate": Parameter("rate", "the rate then; none: the President's choice"),
    "catchup": Parameter("yes", "whether the shortfall may be recovered from other distributions"),
    "catchup_base": Parameter("word", "which receipts are diverted", ("deemed_interest", "all_receipts")),
    "partial_rule": Parameter("word", "what part payment is", ("pro_rata", "declined")),
    "tariffs_stay_while_funded": Parameter("yes", "no snap-back without a declined call"),
    # vehicles
    "spv_per_project": Parameter("yes", "one vehicle for each investment"),
    "general_partner": Parameter("text", "who manages the vehicle"),
    "pooling": Parameter("yes", "whether the cash of all vehicles meets one test"),
    "vendor_preference": Parameter("text", "which vendors are preferred"),
    "host_support": Parameter("words", "what the host intends to arrange; best efforts, no price"),
    "operator_per_project": Parameter("yes", "whether an operator runs each project"),
    "loss_sharing": Parameter("word", "who bears a vehicle's loss", ("funder", "shared")),
    # distributions
    "tier1": Parameter("shares", "shares before the deemed allocation amount is reached"),
    "tier2": Parameter("shares", "shares after it"),
    "host_matches_investor": Parameter(
        "yes", "whether the host receives as much as the investor before the shares change"
    ),
    "daa_mode": Parameter(
        "word", "how the deemed allocation amount is tested", ("periodic_carry", "cumulative", "none")
    ),
    "flip_within_period": Parameter("yes", "whether the shares change inside a period, at the very cent"),
    "deemed_benchmark": Parameter("text", "benchmark of the deemed rate"),
    "deemed_spread": Parameter("rate", "spread over it"),
    "day_count": Parameter("word", "fraction of a year of a period", ("act/360", "act/365", "period")),
    "carry_rate": Parameter(
        "carry", "interest on unpaid amounts carried forward: a rate a year, or deemed, the deemed rate"
    ),
    "balance_basis": Parameter("word", "which principal bears deemed interest", ("scheduled", "paid")),
    "tax_before_split": Parameter("yes", "whether the project's tax is paid before cash is shared"),
    "accelerate_on_exit": Parameter("yes", "whether all deemed principal falls due when the project is sold"),
    "lender_income_covers_cost": Parameter("yes", "whether the public lender's and insurer's income must cover cost"),
    "debt_level": Parameter(
        "word", "where loans are served: ahead of the split, or from one side's part", ("project", "feeder")
    ),
    "mix": Parameter("mix", "sources of funds: equity, public lender with its equity, insured banks"),
    "recovery_test_years": Parameter(
        "count", "years after which the shares may be re-cut if capital has not come back"
    ),
    # tariff
    "general_rate": Parameter("rate", "general inclusive rate given"),
    "general_rate_from": Parameter("day", "first day of entry of that rate"),
    "auto_rate": Parameter("rate", "rate on automobiles and parts given"),
    "auto_rate_before": Parameter("rate", "rate before"),
    "auto_rate_from": Parameter("day", "first day of entry of that rate"),
    "aircraft_rate": Parameter("rate", "rate on civil aircraft and parts"),
    "metals_rate": Parameter("rate", "rate on steel and aluminium, unchanged"),
    "order_lets_raise": Parameter("yes", "whether the order itself lets the President change it"),
    "emergency_power_until": Parameter("day", "day of the ruling that ended tariffs under the emergency act"),
    "s122_rate": Parameter("rate", "rate of the surcharge under section 122"),
    "s122_rate_other": Parameter("rate", "rate that others report"),
    "s122_span": Parameter("days", "first day, and first day after, of that surcharge"),
    "post_s122_rate": Parameter("rate", "rate after it"),
    "snapback_rate_example": Parameter("rate", "a level that was named"),
    "quarterly_review": Parameter("yes", "whether a check each quarter was agreed"),
    # legal nature
    "binding": Parameter("yes", "whether the memorandum binds in law"),
    "enforcement": Parameter("text", "what enforces it"),
    "law_override": Parameter("yes", "whether each side's laws come first"),
    "amendment": Parameter("text", "how it is amended"),
    "terms_version": Parameter("count", "version of the terms"),
    "goes_on_after_ruling": Parameter("yes", "whether projects go on after the ruling"),
    # statements before and beside the text
    "profit_share": Parameter("shares", "shares of profit as stated"),
    "profit_share_of": Parameter("word", "what that share is of", ("all", "equity")),
    "equity_share": Parameter("share", "part of the total that is equity, as stated"),
}
