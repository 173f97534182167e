"""Case files, YAML or JSON: read with positions, typed, and checked; every mistake is told with its place and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

from kanzei.deal.case import PERIODS, Case, LoanTerms, Project
from kanzei.deal.guarantee import Guarantee
from kanzei.deal.operations import Operations
from kanzei.deal.parameters import PARAMETERS
from kanzei.deal.read_terms import Mix, file_text, parameter_value, written_value
from kanzei.deal.rules import OPTIONS
from kanzei.deal.words import MOST_PERIODS, Words
from kanzei.deal.yen import Exchange
from kanzei.errors import LawError
from kanzei.law.marked import Mark, Marked, read_yaml

__all__ = ["ALIASES", "TOP", "read_case"]

TOP = [
    "id", "title", "terms", "reading", "known", "period", "days", "funded", "called", "drawn", "life", "rate", "build", "cash", "tax", "operations", "sold",
    "sector", "operator", "states", "paid_on", "decision", "benefit", "options", "mix", "loans", "declined", "discount", "projects", "exchange", "guarantee", "note",
]  # fmt: skip
_PROJECT = [
    "id", "title", "sector", "operator", "states", "paid_on", "decision", "benefit", "funded", "called", "drawn", "life", "rate", "build", "cash", "tax",
    "operations", "sold", "at",
]  # fmt: skip
_OWN = ("id", "title", "states", "paid_on", "decision", "called", "drawn", "operations", "at", "sold")
"""What a project does not take over from its case."""
_OPERATIONS = ["revenue", "costs", "tax", "capex", "fee", "reserve"]
STATES = ("proposed", "consulted", "recommended", "selected", "notified")
DECISIONS = ("fund", "decline")
_LOAN = ["rate", "tenor", "grace", "capitalised", "premium", "cover", "cost"]
ALIASES = {
    "funded_amount": "funded",
    "funded_usd": "funded",
    "amount": "funded",
    "deemed_rate": "rate",
    "project_life": "life",
    "life_periods": "life",
    "cash_by_period": "cash",
    "discount_rate": "discount",
    "exit": "sold",
    "shortfall": "declined",
    "pooled": "pooling",
}
"""Other names of keys, taken as well."""
_PERIOD_WORDS = {
    "annual": "year",
    "yearly": "year",
    "half": "half-year",
    "semiannual": "half-year",
    "quarterly": "quarter",
    "monthly": "month",
}
_YES_NO = {"true": "yes", "false": "no"}
_OPTION_WORDS = {
    "catchup_base": {"interest": "deemed_interest", "all": "all_receipts"},
    "daa_mode": {"periodic": "periodic_carry"},
}


def read_case(path: Path) -> Case:
    """Read a case file.

    Raises
    ------
    LawError     The file has mistakes: all of them, a line each, ``file:line:column: what; how to mend``.
    UsageError   It cannot be read.
    """
    root, errors = read_yaml(file_text(path), str(path))
    if root is None:
        raise LawError("\n".join(errors))
    case = _Maker(Words(errors), root, path).make()
    if errors:
        raise LawError("\n".join(dict.fromkeys(errors)))
    return case


def _renamed(item: Marked) -> Marked:
    """A mapping with the other names of keys replaced; the name in full wins where both stand."""
    if not isinstance(item.value, dict):
        return item
    keys = item.keys or {}
    value: dict[str, Marked] = {}
    marks: dict[str, Mark] = {}
    for key, one in item.value.items():
        key = str(key)
        name: str = ALIASES.get(key, key)
        if name != key and name in item.value:
            name = key
        value[name], marks[name] = one, keys.get(key, one.mark)
    return Marked(value, item.mark, marks)


class _Maker:
    def __init__(self, read: Words, root: Marked, path: Path) -> None:
        self.read, self.path = read, path
        self.root = _renamed(root)
        self.body = read.mapping(self.root, "a case", [*TOP, "pooling"])

    def make(self) -> Case:
        read, body, mark = self.read, self.body, self.root.mark
        period = str(body["period"].value) if "period" in body else "year"
        period = _PERIOD_WORDS.get(period, period)
        if period not in PERIODS:
            read.error(body["period"].mark, f"period: {period!r} is none of {', '.join(PERIODS)}")
            period = "year"
        projects = self._projects()
        options, written = self._options()
        loans = {
            key: self._loan(value, key)
            for key, value in read.entries(body.get("loans"))
            if read.one_of(key, ("lender", "banks"), value.mark, "loan")
        }
        if "declined" in body and not projects:
            read.error(body["declined"].mark, "a shortfall is recovered from a project's distributions: give cash")
        return (
            Case(
                id=read.optional(body, "id") or self.path.stem,
                title=read.optional(body, "title"),
                terms=read.optional(body, "terms") or "japan",
                reading=read.optional(body, "reading") or "mou",
                known=read.when(body["known"]) if "known" in body else None,
                period=period,
                days=self._days(projects),
                projects=tuple(projects),
                options=options,
                written=written,
                mix=self._mix(),
                loans=loans,
                declined=read.usd(body["declined"]) if "declined" in body else 0,
                discount=read.share(body["discount"]) if "discount" in body else Fraction(4, 100),
                exchange=self._exchange(),
                guarantee=self._guarantee(),
                path=self.path,
                note=read.optional(body, "note"),
            )
            if projects
            else _nothing(self.path, read, mark)
        )

    def _projects(self) -> list[Project]:
        read, body = self.read, self.body
        if "projects" not in body:
            one = self._project(self.root, body, "project")
            return [one] if one else []
        out: list[Project] = []
        for item in read.items(body["projects"]):
            inner = _renamed(item)
            own = read.mapping(inner, "a project", _PROJECT)
            # What a project does not say is the case's.
            made = self._project(
                inner,
                {**{key: body[key] for key in _PROJECT if key in body and key not in _OWN}, **own},
                f"project-{len(out) + 1}",
            )
            if made:
                out.append(made)
        if len({one.id for one in out}) < len(out):
            read.error(body["projects"].mark, "two projects have one id: give each its own")
        return out

    def _project(self, item: Marked, body: Mapping[str, Marked], name: str) -> Project | None:
        read = self.read
        missing = [] if "life" in body else ["life"]
        # What is declined is never built: its cash need not be known.
        unbuilt = "decision" in body and body["decision"].value == "decline"
        if "cash" not in body and "operations" not in body and not unbuilt:
            missing.append("cash")
        if not {"funded", "called", "drawn"} & set(body):
            missing.insert(0, "funded")
        for key in missing:
            read.error(item.mark, f"needs {key!r}: {_NEEDS[key]}")
        if missing:
            return None
        if name != "project" and "id" in body:
            name = read.text(dict(body), "id", item.mark)
        life = read.positive(body["life"], MOST_PERIODS)
        build = read.count(body["build"], MOST_PERIODS) if "build" in body else 0
        operations = self._operations(body["operations"], life, build) if "operations" in body else None
        cash = tuple(read.series(body["cash"], read.usd, life)) if "cash" in body else ()
        if "cash" in body and not cash:
            read.error(body["cash"].mark, "cash: holds no period")
            return None
        cash = (0,) * build + (cash or ((0,) * life if unbuilt else ()))
        number = max(len(cash), len(operations.revenue) if operations else 0)
        cash += (0,) * (number - len(cash))
        if operations and len(operations.revenue) < number:
            read.error(body["operations"].mark, f"operations: {len(operations.revenue)} periods, cash has {number}")
            return None
        drawn = read.series(body["drawn"], read.usd) if "drawn" in body else []
        whole = next((key for key in ("funded", "called") if key in body), None)
        funded = read.usd(body[whole]) if whole else sum(drawn)
        if drawn and (sum(drawn) != funded or len(drawn) > number or not drawn[0]):
            read.error(
                body["drawn"].mark,
                "drawn: amounts at the start and at the end of each period that follows; the first is not nothing, they make what is "
                f"funded ({funded / 100:.2f}), and none comes with or after the last cash",
            )
            return None
        called = read.usd(body["called"]) if "called" in body else funded
        if called < funded:
            read.error(body["called"].mark, "called: less than was funded: a call is paid in full or in part")
        sold = 0
        if "sold" in body and body["sold"].value not in ("none", "no"):
            sold = read.count(body["sold"], MOST_PERIODS)
            if sold and sold != number:
                read.error(
                    body["sold"].mark,
                    f"sold: period {sold}, but cash is given for {number}: the sale is the last period",
                )
        tax = tuple(read.series(body["tax"], read.usd, number)) if "tax" in body else ()
        if tax and len(tax) != number:
            read.error(body["tax"].mark, f"tax: {len(tax)} periods, cash has {number}")
            return None
        plain = dict(body)
        states = self._states(body.get("states"))
        ended = next((key for key in ("decision", "paid_on") if key in body), None)
        if states and ended and "notified" not in states:
            read.error(body[ended].mark, f"{ended} without notified: no state is passed over (T13)")
        return Project(
            id=name,
            funded=funded,
            called=called,
            life=life,
            cash=cash,
            rates=self._rates(body.get("rate"), number),
            sold=sold,
            tax=tax,
            instalments=tuple((at, cents) for at, cents in enumerate(drawn) if cents),
            at=read.count(body["at"], MOST_PERIODS) if "at" in body else 0,
            operations=operations,
            title=read.optional(plain, "title"),
            sector=read.optional(plain, "sector"),
            operator=read.optional(plain, "operator"),
            states=states,
            paid_on=read.when(body["paid_on"]) if "paid_on" in body else None,
            decision=read.choice(plain, "decision", DECISIONS, "fund"),
            benefit=read.yes(body["benefit"]) if "benefit" in body else None,
        )

    def _states(self, item: Marked | None) -> dict[str, date]:
        """Days of the states of a project; none may be passed over, none may come before the one ahead of it (T13)."""
        read = self.read
        if item is None:
            return {}
        body = read.mapping(item, "states", list(STATES))
        found = {key: read.when(body[key]) for key in STATES if key in body}
        for before, after in zip(STATES, STATES[1:], strict=False):
            if after in found and before not in found:
                read.error(item.mark, f"{after} without {before}: no state is passed over (T13)")
            elif after in found and found[after] < found[before]:
                read.error(body[after].mark, f"{after} on {found[after]}, before {before} on {found[before]} (T13)")
        return found

    def _operations(self, item: Marked, life: int, build: int) -> Operations:
        read = self.read
        body = read.mapping(item, "operations", _OPERATIONS)
        revenue = read.series(read.needed(body, "revenue", item.mark, "by period, or one amount"), read.usd, life)
        lists = {}
        for key in ("costs", "tax", "capex"):
            lists[key] = read.series(body[key], read.usd, len(revenue)) if key in body else [0] * len(revenue)
            if len(lists[key]) != len(revenue):
                read.error(body[key].mark, f"{key}: {len(lists[key])} periods, revenue has {len(revenue)}")
                lists[key] = [0] * len(revenue)
        blank = (0,) * build
        return Operations(
            blank + tuple(revenue),
            blank + tuple(lists["costs"]),
            blank + tuple(lists["tax"]),
            blank + tuple(lists["capex"]),
            read.share(body["fee"], Fraction(1)) if "fee" in body else Fraction(0),
            read.usd(body["reserve"]) if "reserve" in body else 0,
        )

    def _rates(self, item: Marked | None, number: int) -> tuple[Fraction, ...]:
        """Deemed rate by period: one, a list, or benchmark and spread (T54)."""
        read = self.read
        if item is None:
            return ()
        if isinstance(item.value, dict):
            body = read.mapping(item, "a rate", ["benchmark", "spread"])
            base = read.series(read.needed(body, "benchmark", item.mark), read.share, number)
            over = read.share(read.needed(body, "spread", item.mark))
            found = [one + over for one in base]
        else:
            found = read.series(item, read.share, number)
        if len(found) < number:
            read.error(
                item.mark, f"{len(found)} rates for {number} periods of cash: give one for each, or a single one"
            )
            return (Fraction(0),) * number
        return tuple(found[:number])

    def _days(self, projects: list[Project]) -> tuple[int, ...]:
        read, item = self.read, self.body.get("days")
        if item is None:
            return ()
        number = max((one.at + len(one.cash) for one in projects), default=1)
        days = tuple(read.series(item, lambda one: read.positive(one, 400), number))
        if len(days) < number:
            read.error(item.mark, f"{len(days)} counts of days for {number} periods")
        return days

    def _options(self) -> tuple[dict[str, object], dict[str, str]]:
        read = self.read
        item = self.body.get("options")
        values: dict[str, object] = {}
        written: dict[str, str] = {}
        pairs = read.entries(_renamed(item)) if item else []
        if "pooling" in self.body:
            pairs.append(("pooling", self.body["pooling"]))
        for key, value in pairs:
            if not read.one_of(key, OPTIONS, value.mark, "option"):
                continue
            word = str(value.value)
            plain = _OPTION_WORDS.get(key, {}).get(word.lower(), _YES_NO.get(word.lower(), word))
            values[key] = parameter_value(
                read, key, value._replace(value=plain) if isinstance(value.value, str) else value
            )
            written[key] = written_value(value)
            if values[key] is None:
                read.error(value.mark, f"{key}: needs a value: {PARAMETERS[key].what}")
        return values, written

    def _mix(self) -> Mix | None:
        item = self.body.get("mix")
        if item is None:
            return None
        found = parameter_value(self.read, "mix", item)
        return found if isinstance(found, Mix) else None

    def _loan(self, item: Marked, party: str) -> LoanTerms:
        read = self.read
        body = read.mapping(item, "a loan", _LOAN)
        rates = tuple(read.series(read.needed(body, "rate", item.mark), read.share))
        grace = read.count(body["grace"], MOST_PERIODS) if "grace" in body else 0
        tenor = read.positive(body["tenor"], MOST_PERIODS) if "tenor" in body else 0
        capitalised = read.count(body["capitalised"], MOST_PERIODS) if "capitalised" in body else 0
        if tenor and grace >= tenor:
            read.error(item.mark, f"a grace of {grace} leaves no instalment in a tenor of {tenor}")
        if capitalised > grace:
            read.error(item.mark, "capitalised: interest is added to the balance in periods of grace alone")
        premium = read.share(body["premium"]) if "premium" in body and body["premium"].value != "none" else None
        cover = read.share(body["cover"], Fraction(1)) if "cover" in body else Fraction(1)
        if premium is None and "cover" in body:
            read.error(body["cover"].mark, "cover without premium: say premium: 0% where cover costs nothing")
        cost = read.share(body["cost"]) if "cost" in body else None
        return LoanTerms(rates or (Fraction(0),), tenor, grace, capitalised, premium, cover, cost)

    def _exchange(self) -> Exchange | None:
        read, item = self.read, self.body.get("exchange")
        if item is None:
            return None
        body = read.mapping(item, "exchange", ["currency", "at_funding", "rates", "debt_rate", "hedge"])
        hedge = None
        if "hedge" in body:
            inner = read.mapping(body["hedge"], "a hedge", ["foreign", "dollar"])
            hedge = tuple(read.share(read.needed(inner, key, body["hedge"].mark)) for key in ("foreign", "dollar"))
        elif "rates" not in body:
            read.error(item.mark, "needs 'rates' by period, or 'hedge': {foreign: 1.3%, dollar: 4.0%}")
        return Exchange(
            read.optional(body, "currency") or "JPY",
            _plain(read, read.needed(body, "at_funding", item.mark)),
            tuple(read.series(body["rates"], lambda one: _plain(read, one))) if "rates" in body else (),
            read.share(body["debt_rate"]) if "debt_rate" in body else Fraction(0),
            (hedge[0], hedge[1]) if hedge else None,
        )

    def _guarantee(self) -> Guarantee | None:
        read, item = self.read, self.body.get("guarantee")
        if item is None:
            return None
        body = read.mapping(item, "guarantee", ["default", "loss", "premium", "discount", "cover", "exposures"])
        return Guarantee(
            tuple(read.series(read.needed(body, "default", item.mark), lambda one: read.share(one, Fraction(1)))),
            read.share(read.needed(body, "loss", item.mark), Fraction(1)),
            read.share(read.needed(body, "premium", item.mark)),
            read.share(body["discount"]) if "discount" in body else Fraction(4, 100),
            read.share(body["cover"], Fraction(1)) if "cover" in body else Fraction(1),
            tuple(read.series(body["exposures"], read.usd)) if "exposures" in body else (),
        )


_NEEDS = {
    "funded": "dollars put in, funded: 1000.00",
    "life": "periods over which principal is deemed to come back, life: 4",
    "cash": "distributable cash by period, cash: [700, 700, 700, 700], or one amount for every period of the life",
}


def _plain(read: Words, item: Marked) -> Fraction:
    try:
        value = Fraction(str(item.value))
    except (ValueError, ZeroDivisionError):
        value = Fraction(0)
    if value <= 0:
        read.error(item.mark, f"{item.value!r} is no rate of exchange: units of the currency a dollar, such as 158.20")
        return Fraction(1)
    return value


def _nothing(path: Path, read: Words, mark: Mark) -> Case:
    """Stands for a case with mistakes; they are told in its place."""
    if not read.errors:
        read.errors.append(f"{mark}: holds no project")
    return Case("", "", "", "", None, "year", (), (), {}, {}, None, {}, 0, Fraction(0), None, None, path)
