"""The merchandise processing fee and the harbor maintenance fee of an entry: never in the kernel, for their limits span the lines of one entry.

The line fee is the rate on the line's value, rounded half up to the cent. The processing fee of a formal entry is the sum of its line fees, raised to
the least or cut to the most amount of the fiscal year; an informal entry bears a fixed fee. What a limit adds or takes is shared over the lines
that bear the fee in proportion to their value, by largest remainder, the earlier line first on a tie, so that the lines make up the entry to the cent.

Notes
-----
19 U.S.C. 58c and 19 CFR 24.23; 26 U.S.C. 4461 and 19 CFR 24.24. Rates, limits and exemptions are data (:mod:`kanzei.law.statements`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from kanzei.errors import EntryError
from kanzei.money import RATE_ONE, dollars, half_up, rate_text, whole_dollars

if TYPE_CHECKING:
    from kanzei.duty.line import EntryLine
    from kanzei.duty.view import View

__all__ = ["MODES", "EntryFees", "Facts", "LineFee", "apportion", "entry_fees", "facts_of", "read_mode"]

MODES: dict[str, tuple[str, ...]] = {
    "vessel": ("10", "11", "12", "ocean", "sea", "ship", "water"),
    "rail": ("20", "21"),
    "truck": ("30", "31", "road"),
    "other": ("32", "33", "34", "60", "70", "auto", "pedestrian", "passenger", "pipeline"),
    "air": ("40", "41"),
    "mail": ("50", "post"),
}
"""Mode of transport -> codes of the Automated Commercial Environment and words that mean it."""

INFORMAL = ("11", "12")
"""Entry types of informal entries."""
INFORMAL_UP_TO = 250_000
"""Most value of an informal entry, cents (19 CFR 143.21)."""


class Facts(NamedTuple):
    """What the fees look at on one line.

    value, dutiable : cents, in whole dollars as the duty takes them. under : provision of chapter 98, eight digits, or ``""``. spi : the symbol in
    fact used. mode : a key of :data:`MODES`, or ``""`` where not stated. entry_type : two digits, or ``""``. entered : ISO day.
    """

    value: int
    dutiable: int
    origin: str
    spi: str
    under: str
    mode: str
    entry_type: str
    entered: str


class LineFee(NamedTuple):
    """A fee on one line.

    amount_cents : ``None`` where the book does not hold the fee of that day. entry_cents : the fee of the whole entry. limit : ``at least`` | ``at most``
    where one moved it, else ``""``. why : what exempts the line, or what a reader must know.
    """

    fee: str
    base_cents: int
    rate: str
    amount_cents: int | None
    entry_cents: int | None
    limit: str
    citation: str
    why: str


class EntryFees(NamedTuple):
    """The fees of an entry: two for each line, ``mpf`` and ``hmf``, in the order of the lines.

    assumptions : (what was taken, what the other answer would add to the fees of the entry, cents or ``None``).
    """

    lines: tuple[tuple[LineFee, LineFee], ...]
    assumptions: tuple[tuple[str, int | None], ...]
    warnings: tuple[str, ...]

    def total(self, line: int, fee: str = "") -> int | None:
        """Fees of a line in cents, of one kind or both; ``None`` where one of them is not known."""
        amounts = [one.amount_cents for one in self.lines[line] if fee in ("", one.fee)]
        return None if None in amounts else sum(amount or 0 for amount in amounts)


def read_mode(text: str) -> str:
    """A mode of transport from its word or code; ``""`` for none.

    Raises
    ------
    EntryError   No such mode.
    """
    word = text.strip().lower()
    if not word:
        return ""
    for mode, codes in MODES.items():
        if word == mode or word in codes:
            return mode
    raise EntryError(f"mode {text!r} is not known: vessel, air, truck, rail, mail, other, or a code such as 11 or 40")


def facts_of(view: View, line: EntryLine, mode: str = "", entry_type: str = "") -> Facts:
    """The facts of a line that can be assessed.

    Raises
    ------
    EntryError   The line cannot be assessed, or the mode is not known.
    """
    from kanzei.duty.assess import answer_line

    answer = answer_line(view, line)
    entry_type = entry_type or str(line.claims.get("entry_type", ""))
    under = answer.under
    dutiable = answer.value
    if under:
        part = under.dutiable if view.value_as_given else whole_dollars(under.dutiable)
        dutiable = min(answer.value, part)
    spi = answer.column.spi
    return Facts(
        answer.value,
        dutiable,
        line.origin,
        spi,
        under.code if under else "",
        read_mode(mode),
        entry_type.strip().zfill(2) if entry_type.strip() else "",
        (answer.clock.entry if answer.clock else line.entered_on).isoformat(),
    )


def entry_fees(view: View, lines: Sequence[Facts], unread: int = 0) -> EntryFees:
    """The fees of one entry, shared over its lines.

    Parameters
    ----------
    unread : lines of the entry whose facts are not known. The processing fee has limits over all lines and is shared by value, so that with one
        line unknown the share of no other line that bears it is known; the harbor fee falls on each line by itself.
    """
    if not lines:
        return EntryFees((), (), ())
    warnings: list[str] = []
    days = sorted({line.entered for line in lines})
    if len(days) > 1:
        warnings.append(f"the lines of the entry name {len(days)} days of entry: the fees are those of {days[0]}")
    rules = view.statements("fees", days[0])
    kind = _kind(lines, warnings)
    processing = _processing(view, rules, lines, kind)
    if unread:
        processing = [one if one.rate == "0" else _not_shared(one, unread) for one in processing]
    harbor = [_harbor(view, rules, line) for line in lines]
    total = sum(one.amount_cents or 0 for one in harbor)
    harbor = [one._replace(entry_cents=total) for one in harbor]
    return EntryFees(
        tuple(zip(processing, harbor, strict=True)),
        tuple(_assumed(view, rules, lines, kind, processing, total)),
        tuple(warnings),
    )


def apportion(cents: int, weights: Sequence[int]) -> list[int]:
    """An amount shared in proportion to weights by largest remainder; the shares make up the amount, the earlier one first on a tie.

    Where every weight is zero the first takes all.
    """
    whole = sum(weights)
    if not weights:
        return []
    if not whole:
        return [cents, *[0] * (len(weights) - 1)]
    shares = [cents * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda n: (-(cents * weights[n] % whole), n))
    for number in order[: cents - sum(shares)]:
        shares[number] += 1
    return shares


# ------------------------------------------------------------------ processing


def _kind(lines: Sequence[Facts], warnings: list[str]) -> str:
    types = [line.entry_type for line in lines if line.entry_type]
    if len(set(types)) > 1:
        warnings.append(
            f"the lines of the entry name the entry types {', '.join(sorted(set(types)))}: {types[0]} is taken"
        )
    return "informal" if types and types[0] in INFORMAL else "formal"


def _processing(view: View, rules: list[dict[str, Any]], lines: Sequence[Facts], kind: str) -> list[LineFee]:
    rule = next((r for r in reversed(rules) if r["fee"] == "mpf" and r["entry"] == kind), None)
    exempt = [_exemption(view, rules, "mpf", line) for line in lines]
    bases = [_base(rules, line) for line in lines]
    bearing = [number for number, found in enumerate(exempt) if found is None]
    out: list[LineFee] = []
    if rule is None:
        why = f"the merchandise processing fee of {'an informal' if kind == 'informal' else 'a formal'} entry on {lines[0].entered} is not in the book"
        for number, found in enumerate(exempt):
            if found is not None:
                out.append(LineFee("mpf", bases[number], "0", 0, None, "", found["cite"], found["why"]))
            else:
                out.append(LineFee("mpf", bases[number], "", None, None, "", "", why))
        return out
    fees, limit = _limited(rule, [bases[number] for number in bearing])
    entry = sum(fees)
    rate = rate_text(rule["rate"]) if "rate" in rule else ""
    for number, found in enumerate(exempt):
        if found is not None:
            out.append(LineFee("mpf", bases[number], "0", 0, entry, "", found["cite"], found["why"]))
            continue
        amount = fees[bearing.index(number)]
        why = f"{dollars(rule['each'])} an informal entry" if "each" in rule else ""
        out.append(LineFee("mpf", bases[number], rate, amount, entry, limit, rule["cite"], why))
    return out


def _not_shared(fee: LineFee, unread: int) -> LineFee:
    """The processing fee of a line beside others of its entry that cannot be read."""
    left = "a line" if unread == 1 else f"{unread} lines"
    why = f"the merchandise processing fee is shared over all lines of the entry, of which {left} could not be assessed: mend that first"
    return fee._replace(amount_cents=None, entry_cents=None, limit="", why=why)


def _limited(rule: dict[str, Any], bases: Sequence[int]) -> tuple[list[int], str]:
    """Line fees that make up the fee of the entry, and the limit that moved it."""
    if not bases:
        return [], ""
    if "each" in rule:
        return apportion(rule["each"], bases), ""
    fees = [half_up(rule["rate"] * base, RATE_ONE) for base in bases]
    total = sum(fees)
    if "at_least" in rule and total < rule["at_least"]:
        return apportion(rule["at_least"], bases), "at least"
    if "at_most" in rule and total > rule["at_most"]:
        return apportion(rule["at_most"], bases), "at most"
    return fees, ""


def _base(rules: list[dict[str, Any]], line: Facts) -> int:
    for rule in reversed(rules):
        if rule["fee"] == "mpf" and rule["base"] == "dutiable" and line.under and _under(rule, line.under):
            return line.dutiable
    return line.value


def _exemption(view: View, rules: list[dict[str, Any]], fee: str, line: Facts) -> dict[str, Any] | None:
    """The last known rule that frees a line of a fee."""
    rule: dict[str, Any]
    for rule in reversed(rules):
        if rule["fee"] != fee or not rule["exempt"]:
            continue
        if "origin" in rule and not view.origin_matches(rule["origin"], line.origin.lower(), line.entered):
            continue
        if rule["spi"] and line.spi not in rule["spi"]:
            continue
        if "provisions" in rule and not (line.under and _under(rule, line.under)):
            continue
        if rule["entry_type"] and line.entry_type not in rule["entry_type"]:
            continue
        return rule
    return None


def _under(rule: dict[str, Any], code: str) -> bool:
    chosen = rule.get("provisions")
    if not chosen:
        return False
    return any(code.startswith(p) for p in chosen["in"]) and not any(code.startswith(p) for p in chosen["except"])


# ---------------------------------------------------------------------- harbor


def _harbor(view: View, rules: list[dict[str, Any]], line: Facts) -> LineFee:
    rule = next((r for r in reversed(rules) if r["fee"] == "hmf" and "rate" in r), None)
    if rule is None:
        return LineFee(
            "hmf",
            line.value,
            "",
            None,
            None,
            "",
            "",
            f"the harbor maintenance fee on {line.entered} is not in the book",
        )
    if line.mode not in rule["mode"]:
        why = (
            f"carried by {line.mode}, not by vessel"
            if line.mode
            else "mode of transport not stated: taken as not by vessel"
        )
        return LineFee("hmf", line.value, "0", 0, 0, "", rule["cite"], why)
    found = _exemption(view, rules, "hmf", line)
    if found is not None:
        return LineFee("hmf", line.value, "0", 0, 0, "", found["cite"], found["why"])
    amount = half_up(rule["rate"] * line.value, RATE_ONE)
    return LineFee("hmf", line.value, rate_text(rule["rate"]), amount, 0, "", rule["cite"], "")


# ----------------------------------------------------------------- assumptions


def _assumed(
    view: View, rules: list[dict[str, Any]], lines: Sequence[Facts], kind: str, processing: list[LineFee], harbor: int
) -> list[tuple[str, int | None]]:
    out: list[tuple[str, int | None]] = []
    if any(not line.mode for line in lines):
        shown = sum(
            _harbor(view, rules, line if line.mode else line._replace(mode="vessel")).amount_cents or 0
            for line in lines
        )
        if shown != harbor:
            out.append(("mode of transport not stated: taken as not by vessel; shown for a vessel", shown - harbor))
    elif harbor:
        out.append(("the port of unlading is taken to be one where the harbor fee is due; shown for another", -harbor))
    stated = any(line.entry_type for line in lines)
    known = all(one.amount_cents is not None for one in processing)
    if known and not stated and kind == "formal" and sum(line.value for line in lines) <= INFORMAL_UP_TO:
        now = sum(one.amount_cents or 0 for one in processing)
        other = [one.amount_cents for one in _processing(view, rules, lines, "informal")]
        effect = None if None in other else sum(amount or 0 for amount in other) - now
        if effect != 0:
            out.append(("entry type not stated: taken as a formal entry; shown for an informal one", effect))
    return out
