"""The summary of a refund run: for a screen, for machines, and as the first tables of the reconciliation page."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any, NamedTuple

from kanzei.counts import counted
from kanzei.entries.reconcile import Reconciliation
from kanzei.law.authorities import AUTHORITIES
from kanzei.money import dollars
from kanzei.refund.choose import NONE_OPEN, PAID, REMEDIES
from kanzei.refund.outcomes import Outcomes
from kanzei.refund.totals import Totals
from kanzei.render.reconciliation import Part
from kanzei.render.tables import Ink, paragraph, table
from kanzei.render.words import amount

__all__ = ["RefundRun", "refund_json", "refund_parts", "refund_text"]


class RefundRun(NamedTuple):
    """A run: its totals, the import it began with, what was written.

    on : the day deadlines are looked at. known_on, as_of : of the law. unread : lines that could not be read. uploads : file -> entries in it.
    """

    totals: Totals
    imported: Reconciliation
    outcomes: Outcomes
    on: date
    known_on: date
    as_of: date
    lawbook: str
    output: str
    uploads: dict[str, int]
    notes: tuple[str, ...]

    @property
    def unread(self) -> int:
        """Lines of the files that could not be read."""
        return len(self.imported.unreadable)

    @property
    def failed(self) -> int:
        """Lines without an answer: not read, or not re-rated."""
        return self.unread + self.totals.counts["failed"]

    @property
    def lines(self) -> int:
        """Lines of the files, read or not."""
        return self.totals.counts["lines"] + self.unread

    @property
    def payments_told(self) -> bool:
        """Whether payments were given."""
        return "REV-603" in self.outcomes.told

    def checks(self) -> list[tuple[str, int, int]]:
        """What must agree: words, one side, the other, in cents."""
        cents = self.totals.cents
        differences = sum(self.totals.by_cause.values())
        return [
            (
                "duty of the lines read: the import and this run",
                self.imported.lines.duty_cents,
                cents["paid in the files"],
            ),
            ("paid less owed: the lines and the causes", cents["paid"] - cents["owed"], differences),
            ("the causes and the remedies", differences, sum(self.totals.by_remedy.values())),
            ("the causes and the authorities", differences, sum(self.totals.by_authority.values())),
        ]

    @property
    def reconciles(self) -> bool:
        """Whether all of it agrees, and the files with their own totals."""
        return self.imported.agrees and all(one == other for _, one, other in self.checks())

    @property
    def numbers_taken(self) -> int:
        """Duty by number above the lines' own totals, where the two differ and the numbers were taken."""
        cents = self.totals.cents
        return cents["paid"] - (cents["paid in the files"] - cents["failed"])

    def not_verified(self) -> list[str]:
        """What the answer rests on and no file shows, most weighty first."""
        counts, cents, told = self.totals.counts, self.totals.cents, self.outcomes.told
        out = []
        if not self.lines:
            out.append("nothing was re-rated: the files have no line with a tariff number; ES-003 has them")
        if self.failed:
            out.append(
                f"{counted(self.failed, 'line')} without an answer, duty {amount(cents['failed'] + self.imported.unread.duty_cents)}: the column error says why"
            )
        if counts["refused splits"]:
            out.append(
                f"{counted(counts['refused splits'], 'line')} with one amount for several duties that no recomputation reaches: their difference is not divided by cause"
            )
        if counts["split by recomputation"]:
            out.append(
                f"{counted(counts['split by recomputation'], 'line')} with one amount for several duties, divided by recomputation (column split)"
            )
        if counts["estimated deposit"]:
            out.append(
                f"{counted(counts['estimated deposit'], 'entry', 'entries')} without a day of deposit: the summary date stands in for it, and interest runs from it"
            )
        if counts["no deposit"]:
            out.append(
                f"{counted(counts['no deposit'], 'entry', 'entries')} without a day of deposit or of summary: no interest is reckoned"
            )
        if counts["estimated liquidation"]:
            out.append(
                f"{counted(counts['estimated liquidation'], 'entry', 'entries')} without a day of liquidation that has passed: last days reckoned from it are estimated, interest runs to {self.on}; "
                "the columns Liquidation Date and Liquidation Status of ES-003, or ES-701, have it"
            )
        if counts["rows without interest"]:
            out.append(
                f"{counted(counts['rows without interest'], 'difference')} without interest: no day of deposit or of summary, or the day of reliquidation is in no file"
            )
        if cents["interest not verified"]:
            out.append(
                f"interest of {amount(cents['interest not verified'])} received on {counted(counts['interest not verified'], 'entry', 'entries')} is held against nothing: "
                "the day of (re)liquidation is in no file; ES-701 has it"
            )
        if not self.payments_told:
            out.append("whether anything was paid back already: no report of payments (REV-603) was given")
        if not told & {"REV-615"}:
            out.append("whether an entry was declared already: no report of outcomes (REV-615) was given")
        if cents["displaced"]:
            out.append(
                f"whether CBP sets off the duty of {amount(cents['displaced'])} that gave way to the void one (EO 14289): no published example, so the refund is a range"
            )
        out += self.outcomes.unmatched
        return out


def _money(counter: Counter[str]) -> dict[str, str]:
    ordered = sorted(counter.items(), key=lambda pair: (-abs(pair[1]), pair[0]))
    return {name: dollars(cents) for name, cents in ordered if cents}


def refund_json(run: RefundRun) -> dict[str, Any]:
    """What ``refund --json`` prints."""
    totals, cents, counts = run.totals, run.totals.cents, run.totals.counts
    received = dollars(cents["received principal"] + cents["received interest"]) if run.payments_told else None
    return {
        "lines": run.lines,
        "entries": run.imported.entries,
        "failed": run.failed,
        "paid_usd": dollars(cents["paid"]),
        "charged_when_filed_usd": dollars(cents["charged when filed"]),
        "charged_usd": dollars(cents["charged"]),
        "owed_usd": dollars(cents["owed"]),
        "overpaid_usd": dollars(cents["overpaid"]),
        "underpaid_usd": dollars(cents["underpaid"]),
        "refundable_low_usd": dollars(cents["refundable low"]),
        "refundable_usd": dollars(cents["refundable"]),
        "displaced_usd": dollars(cents["displaced"]),
        "interest_usd": dollars(cents["interest"]),
        "received_usd": received,
        "received_principal_usd": dollars(cents["received principal"]) if run.payments_told else None,
        "received_interest_usd": dollars(cents["received interest"]) if run.payments_told else None,
        "open_usd": dollars(cents["open"]),
        "by_cause": _money(totals.by_cause),
        "by_remedy": _money(totals.by_remedy),
        "by_authority": _money(totals.by_authority),
        "by_status": _money(totals.by_status),
        "audit": {
            "right": counts["audited right"],
            "differences": {name: {"number": number, "cents_usd": dollars(totals.finding_cents[name])} for name, number in totals.findings.most_common()},
        },
        "declarable": counts["declarable"],
        "uploads": run.uploads,
        "reconciles": run.reconciles,
        "checks": [{"what": what, "one_usd": dollars(one), "other_usd": dollars(other)} for what, one, other in run.checks()],
        "not_verified": run.not_verified(),
        "notes": list(run.notes),
        "on": run.on.isoformat(),
        "known_on": run.known_on.isoformat(),
        "as_of": run.as_of.isoformat(),
        "lawbook": run.lawbook,
        "output": run.output,
    }  # fmt: skip


def _sums(run: RefundRun) -> list[list[str]]:
    """The way from what was paid to what comes back."""
    cents = run.totals.cents
    rows = [
        ["paid", amount(cents["paid"]), "duty by the numbers filed, on the lines re-rated"],
        ["charged", amount(cents["charged"]), f"by the law as known on {run.known_on}"],
        ["owed", amount(cents["owed"]), "without the authorities held void"],
        ["overpaid", amount(cents["overpaid"]), "paid and not owed"],
    ]
    if cents["underpaid"]:
        rows.append(["underpaid", amount(cents["underpaid"]), "owed and not paid"])
    low = (
        ""
        if cents["refundable low"] == cents["refundable"]
        else f"{amount(cents['refundable low'])} with the displaced duty set off"
    )
    rows.append(["refundable", amount(cents["refundable"]), low or "deposited under authorities held void"])
    rows.append(["interest", amount(cents["interest"]), f"on what was overpaid, to the liquidation or to {run.on}"])
    if run.payments_told:
        rows.append(
            [
                "received",
                amount(cents["received principal"]),
                f"principal; interest {amount(cents['received interest'])}",
            ]
        )
    rows.append(["open", amount(cents["open"]), "overpaid, not received, and a remedy is open"])
    return rows


def _by(run: RefundRun) -> list[tuple[str, list[list[str]]]]:
    totals = run.totals

    def rows(counter: Counter[str], words: dict[str, str]) -> list[list[str]]:
        ordered = sorted(counter.items(), key=lambda pair: (-abs(pair[1]), pair[0]))
        return [
            [name or "(no heading of the book)", amount(cents), words.get(name, "")] for name, cents in ordered if cents
        ]

    return [
        ("cause", rows(totals.by_cause, CAUSES)),
        ("authority", rows(totals.by_authority, dict(AUTHORITIES))),
        (
            "remedy",
            rows(
                totals.by_remedy,
                {**REMEDIES, NONE_OPEN: "no remedy can be used on the day", PAID: "paid back, nothing to be done"},
            ),
        ),
        ("status", rows(totals.by_status, STATUS)),
    ]


CAUSES = {
    "ruling": "the authority is held void",
    "retroactive order": "a later text, with effect back in time",
    "wrong heading claimed": "another heading was chargeable",
    "missed exemption": "a heading leaves the goods out",
    "missed programme": "a programme claimed, and more than its rate paid",
    "wrong rate": "the heading is right, the amount is not",
    "duplicate": "filed or entered twice",
    "heading not filed": "chargeable, and no heading of it was filed",
    "not split": "one amount for several duties, not divided",
}


STATUS = {
    "paid": "principal received in full",
    "paid in part": "less than the principal was received",
    "paid too much": "more than principal and interest was received",
    "ACH refused": "the bank sent the payment back",
    "accepted": "a declaration was accepted, nothing received",
    "rejected": "a declaration was refused",
    "open": "nothing received, and a remedy is open",
    "closed": "no remedy is open on the day",
    "to be paid": "by the importer",
}


def refund_text(run: RefundRun, ink: Ink) -> str:
    """The summary for people."""
    failed = f"{run.failed:,} failed" if run.failed else "none failed"
    parts = [
        f"{ink.bold(format(run.lines, ','))} {'line' if run.lines == 1 else 'lines'} of {counted(run.imported.entries, 'entry', 'entries')}: "
        f"{run.lines - run.failed:,} re-rated, {failed}",
        f"deadlines as of {run.on}, law as known on {run.known_on}",
        "",
        table(("", "USD", "what it is"), _sums(run), (1,), ink=ink, fold=True),
    ]
    for name, rows in _by(run):
        if rows:
            parts += ["", table((name, "USD", ""), rows, (1,), ink=ink, fold=True)]
    if run.payments_told:
        parts += ["", f"payments: {counted(run.totals.counts['audited right'], 'entry', 'entries')} paid to the cent"]
        parts += [
            f"  {name}: {counted(number, 'difference')}, {amount(run.totals.finding_cents[name])}"
            for name, number in run.totals.findings.most_common()
        ]
    if run.uploads:
        listed = ", ".join(f"{name} ({counted(number, 'entry', 'entries')})" for name, number in run.uploads.items())
        parts += ["", paragraph(f"to declare: {listed}", indent="", hang="  ")]
    said = run.not_verified()
    if said:
        parts += ["", "not verified"]
        parts += [paragraph(one, hang="  ") for one in said]
    parts += [paragraph(one, hang="  ") for one in run.notes]
    stated = any(one.stated_duty is not None for one in run.imported.files)
    words = (
        f"reconciles to the cent{' with the totals of the files' if stated else '; the files state no totals of their own'}"
        if run.reconciles
        else "does not reconcile: "
        + "; ".join(
            [f"{what}: {amount(one)} and {amount(other)}" for what, one, other in run.checks() if one != other]
            or ["the files' own totals differ from their rows"]
        )
    )
    parts += ["", paragraph(words, indent="") if run.reconciles else ink.warn(paragraph(words, indent=""))]
    return "\n".join([*parts, f"result: {run.output}", ink.dim(f"law book {run.lawbook[:12]}")])


def refund_parts(run: RefundRun) -> list[Part]:
    """The tables of the refund, to stand before those of the import."""
    sums = [[name, value, what] for name, value, what in _sums(run)]
    out = [Part("from what was paid to what comes back", ("", "USD", "what it is"), sums, (1,))]
    for name, rows in _by(run):
        if rows:
            whole = sum(getattr(run.totals, f"by_{name}").values())
            out.append(
                Part(
                    f"difference by {name}", (name, "USD", ""), [*rows, ["all", amount(whole), ""]], (1,), (len(rows),)
                )
            )
    checks = [[what, amount(one), amount(other), amount(one - other)] for what, one, other in run.checks()]
    if run.numbers_taken:
        checks.append(
            ["duty by number above the lines' own totals, where they differ", amount(run.numbers_taken), "", ""]
        )
    out.append(Part("what must agree", ("", "USD", "USD", "difference"), checks, (1, 2, 3)))
    if run.payments_told:
        audited = [
            [name, f"{number:,}", amount(run.totals.finding_cents[name])]
            for name, number in run.totals.findings.most_common()
        ]
        audited.insert(0, ["paid to the cent", f"{run.totals.counts['audited right']:,}", ""])
        out.append(Part("payments received against expected", ("cause", "number", "USD"), audited, (1, 2)))
    said = run.not_verified()
    if said:
        out.append(Part("not verified", ("",), [[one] for one in said]))
    return out
