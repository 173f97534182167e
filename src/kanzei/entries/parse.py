"""From the cells of a row to an entry line, or to a reason a broker understands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from kanzei.countries import normalise_origin
from kanzei.duty.clocks import state_facts
from kanzei.duty.line import EntryLine, Quantity
from kanzei.entries import cells
from kanzei.entries.columns import Columns, Forms, plain_name
from kanzei.entries.filing import read_filing
from kanzei.entries.split import as_part
from kanzei.errors import EntryError
from kanzei.law.claims import parse_claims, settle_shares
from kanzei.schedule.units import is_unit

__all__ = ["Options", "Parsed", "check_digit", "parse_cells", "parse_row"]

PARTS = ("steel", "aluminum", "copper", "us", "rest")
CARRIED = [
    "invoice",
    "entry_type",
    "importer_number",
    "port",
    "mode",
    "deposited_on",
    "liquidated_on",
    "liquidation_status",
    "protest",
    "reconciliation",
    "drawback",
    "phase",
    "released_on",
    "it_on",
    "withdrawn_on",
    "zone_status",
    "zone_status_on",
    "exported_from",
    "exported_on",
]
"""Columns other rooms read (refunds, fees); kept as text."""

_CASES = ("ad_case", "cvd_case", "ad_rate", "cvd_rate", "exporter", "producer")
_METALS = {"72": "steel_value", "73": "steel_value", "76": "aluminum_value", "74": "copper_value"}


class Options(NamedTuple):
    """How to read a file, where the user says so.

    date_format : such as ``MM/DD/YYYY``, for every date of the file. money : ``us`` or ``eu``.
    strict      : an unknown claim is an error. known_code : whether a ten-digit code exists on a day (to
                  mend a lost zero).
    """

    date_format: str | None = None
    money: str | None = None
    strict: bool = False
    known_code: Callable[[str, date], bool] | None = None


DEFAULT = Options()
"""The strict reading."""


class Parsed(NamedTuple):
    """An entry line as read.

    filed           : Chapter 99 headings (with dots) as filed, with the duty booked against each, cents or
                      ``None``.
    duty_paid_cents : duty paid on the line, all headings together.
    carried         : further columns of the contract, as text. padded : a lost leading zero was put back.
    """

    line: EntryLine
    warnings: tuple[str, ...] = ()
    entry_number: str = ""
    line_number: str = ""
    filed: tuple[tuple[str, int | None], ...] = ()
    duty_paid_cents: int | None = None
    carried: Mapping[str, str] = {}
    padded: bool = False


def parse_row(row: Sequence[object], columns: Columns, options: Options = DEFAULT) -> Parsed:
    """Read one row of a file whose columns are known (see :func:`parse_cells`)."""
    found = {name: row[index] for name, index in columns.taken.items() if index < len(row)}
    shares: dict[str, object] = {}
    for key, index in columns.shares.items():
        if index < len(row) and not cells.is_blank(row[index]):
            if key in columns.mixed and not cells.text_of(row[index]).endswith("%"):
                raise EntryError(
                    f"{columns.mixed[key]}: whether {cells.shown(row[index])} is out of 1 or out of 100 cannot be "
                    "known; write every share with a percent sign"
                )
            shares[columns.header[index]] = row[index]
    filed: list[tuple[object, object]] = []
    if columns.pairs:
        for hts, _, duty in columns.pairs:
            if hts < len(row) and not cells.is_blank(row[hts]):
                filed.append((row[hts], row[duty] if 0 <= duty < len(row) else None))
    return parse_cells(found, columns.forms, options, shares=shares, numbers=filed)


def parse_cells(
    row: Mapping[str, object],
    forms: Forms,
    options: Options = DEFAULT,
    *,
    shares: Mapping[str, object] | None = None,
    numbers: Sequence[tuple[object, object]] = (),
) -> Parsed:
    """Read the cells of one line into an :class:`~kanzei.duty.line.EntryLine`.

    Parameters
    ----------
    row     : column of the contract -> cell. shares : column of a share of value
              (``steel_content_pct``), as the user names it -> cell.
    numbers : HTS numbers of the line with the duty booked against each, where the layout lists several.

    Raises
    ------
    EntryError   The first thing that keeps the line from being assessed, with how to mend it.
    """
    if options.money:
        forms = forms._replace(money=options.money)
    warnings: list[str] = []
    filed, goods, booked = _numbers(numbers, forms, warnings)
    hts_cell = goods if goods is not None else row.get("hts")
    value = cells.read_money(row.get("value_usd"), "the entered value", forms, warnings)
    if value is None:
        raise EntryError("the entered value is missing: give it in US dollars")
    claims, claim_warnings = parse_claims(_claim_source(row.get("claims")), strict=options.strict)
    warnings += claim_warnings
    own = {**forms.names, **_share_columns(claims, shares or {})}
    settle_shares(claims, value)
    origin = _origin(row.get("origin"), warnings)
    entered = _day(row, "entered_on", forms, options, warnings, needed=True)
    assert entered is not None
    base_rate = claims.pop("base_rate_text", None)
    hts, padded = _code(hts_cell, base_rate, entered, options, claims)
    _amount_columns(row, claims, hts, forms, warnings)
    _work_abroad(hts_cell, claims, value, warnings)
    _fact_columns(row, claims, entered, forms, options, warnings)
    state_facts(claims, entered)
    if origin == "US" and "ch98" not in claims:
        warnings.append(_HOME)
    _contents(claims, value, own)
    loaded = claims.pop("loaded_on", None)
    assert loaded is None or isinstance(loaded, date)
    if loaded and loaded > entered:
        raise EntryError(f"loaded on {loaded}, after the entry of {entered}: one of the two days is wrong")
    if value == 0:
        warnings.append("the entered value is 0: only a duty on quantity can arise")
    number = cells.text_of(row.get("entry_number"))
    if check_digit(number) is False:
        warnings.append(f"entry number {cells.shown(number)} has a wrong check digit")
    filed = filed or read_filing(row.get("filed"))
    line = EntryLine(
        hts=hts,
        origin=origin,
        entered_on=entered,
        value_cents=value,
        quantities=_quantities(row, forms, warnings),
        spi=_merged_text(row.get("spi"), claims.pop("spi", None), "spi"),
        loaded_on=loaded,
        claims=claims,
        part=_part(_merged_text(row.get("part"), claims.pop("part", None), "part")),
        base_rate=str(base_rate) if base_rate is not None and not hts else None,
    )
    if line.part:
        line = as_part(line, line.part)
    paid = (
        cells.read_money(row.get("duty_paid_usd"), "the duty paid", forms, warnings)
        if row.get("duty_paid_usd")
        else None
    )
    return Parsed(
        line,
        tuple(warnings),
        number,
        cells.text_of(row.get("line")),
        filed,
        booked if booked is not None else paid,
        {name: cells.text_of(row[name]) for name in CARRIED if name in row and not cells.is_blank(row[name])},
        padded,
    )


def check_digit(entry_number: str) -> bool | None:
    """Whether the check digit of an entry number fits; ``None`` when it has not eleven characters.

    Letters count A, J = 1; B, K, S = 2; … I, R, Z = 9. From the left every second figure is doubled, less 9
    above 9; the check digit brings the sum to the next multiple of ten.
    """
    text = entry_number.replace("-", "").replace(" ", "").upper()
    if len(text) != 11 or not text.isalnum() or not text.isascii() or not text[-1].isdigit():
        return None
    total = 0
    for place, character in enumerate(text[:10]):
        if character.isdigit():
            figure = int(character)
        else:
            offset = ord(character) - ord("A")
            figure = offset % 9 + 1 if character < "S" else ord(character) - ord("S") + 2
        if place % 2:
            figure = figure * 2 - (9 if figure > 4 else 0)
        total += figure
    return (10 - total % 10) % 10 == int(text[-1])


def _numbers(
    numbers: Sequence[tuple[object, object]], forms: Forms, warnings: list[str]
) -> tuple[tuple[tuple[str, int | None], ...], object, int | None]:
    """The filed Chapter 99 headings of a line, its goods' code, and the duty of all of them."""
    filed: list[tuple[str, int | None]] = []
    goods: list[object] = []
    total: int | None = None
    for number, duty in numbers:
        cents = cells.read_money(duty, "the duty filed", forms, warnings)
        total = total if cents is None else (total or 0) + cents
        digits = "".join(c for c in cells.text_of(number) if c.isdigit())
        if digits.startswith(("99", "98")) and len(digits) >= 8:
            filed.append((f"{digits[:4]}.{digits[4:6]}.{digits[6:8]}", cents))
        else:
            goods.append(number)
    if len(goods) > 1:
        raise EntryError(
            f"the line has {len(goods)} codes of chapters 1-97 "
            f"({', '.join(cells.shown(one) for one in goods[:3])}): "
            "give each article a line of its own"
        )
    return tuple(filed), goods[0] if goods else None, total


def _claim_source(cell: object) -> str | Mapping[str, object] | None:
    if cells.is_blank(cell):
        return None
    if isinstance(cell, Mapping):
        return cell
    text = str(cell).strip()
    # A list of flags may be parted by blanks or bars; a value (key=…) never is.
    if not text.startswith("{") and "=" not in text and ";" not in text:
        return ";".join(text.replace("|", " ").replace(",", " ").split())
    return text


def _share_columns(claims: dict[str, object], shares: Mapping[str, object]) -> dict[str, str]:
    """Take shares of value into the claims; returns amount (``steel_value``) -> the user's name of the column."""
    own: dict[str, str] = {}
    for header, cell in shares.items():
        name = plain_name(header)
        try:
            typed, _ = parse_claims({name: cells.text_of(cell)})
        except EntryError as error:
            raise EntryError(str(error).replace(f"claim {name!r}", f"column {header!r}")) from None
        for key, value in typed.items():
            if claims.get(key, value) != value:
                raise EntryError(f"{header} stands in a column and among the claims, and they differ: state it once")
            claims[key] = value
            own[key.removesuffix("_pct")] = header
    return own


_HOME = (
    "origin US: no text read leaves products of the United States out of a duty on products of any country (9903.01.25, 9903.03.01), so they are "
    "charged; American goods returned are usually entered under 9801.00.10, not taken unless ch98 states it"
)


def _origin(cell: object, warnings: list[str]) -> str:
    if isinstance(cell, bool):
        raise EntryError(
            f"the country of origin was read as {cell} by the program that wrote the file: write NO as text"
        )
    code, note = normalise_origin(cells.text_of(cell))
    if note:
        warnings.append(note)
    return code


def _day(
    row: Mapping[str, object],
    name: str,
    forms: Forms,
    options: Options,
    warnings: list[str],
    *,
    needed: bool = False,
) -> date | None:
    day = cells.read_day(row.get(name), forms.own(name), forms, options.date_format, warnings)
    if day is None and needed:
        raise EntryError(f"{forms.own(name)} is missing: give the day of entry as YYYY-MM-DD")
    return day


def _code(
    cell: object, base_rate: object, entered: date, options: Options, claims: dict[str, object]
) -> tuple[str, bool]:
    if cells.is_blank(cell):
        if base_rate is not None:
            return "", False
        raise EntryError("the HTS number is missing: give the ten digits of the article")
    digits = cells.text_of(cell).removesuffix(".0")
    if len(digits) == 9 and digits.isdigit() and options.known_code:
        padded = "0" + digits
        if not options.known_code(padded, entered):
            raise EntryError(
                f"HTS number {cells.shown(digits)} has 9 digits, and {padded} is no code either: ten digits are needed"
            )
        if not isinstance(cell, str):
            return padded, True
    code = cells.read_code(cell)
    article = claims.get("article")
    if code.startswith("98") and isinstance(article, str):
        claims.setdefault("ch98", f"{code[:4]}.{code[4:6]}.{code[6:8]}")
        return cells.read_code(article), False
    return code, False


_WORK_ABROAD = ("9802.00.40", "9802.00.50", "9802.00.60")


def _work_abroad(cell: object, claims: dict[str, object], value: int, warnings: list[str]) -> None:
    """Where the line's own number is that of work abroad, the value beside it is that of the work (Form 7501 shows the article apart)."""
    provision = claims.get("ch98")
    named = "".join(c for c in cells.text_of(cell) if c.isdigit()).startswith("9802")
    if named and provision in _WORK_ABROAD and "article" in claims and "repair_value" not in claims:
        claims["repair_value"] = value
        warnings.append(
            f"the value beside {provision} is taken as that of the work abroad; state repair_value if it is that of the article"
        )


def _amount_columns(
    row: Mapping[str, object], claims: dict[str, object], hts: str, forms: Forms, warnings: list[str]
) -> None:
    for name in (
        "steel_value",
        "aluminum_value",
        "copper_value",
        "us_content_value",
        "us_components_value",
        "repair_value",
    ):
        _put(claims, name, cells.read_money(row.get(name), forms.own(name), forms, warnings))
    metal = cells.read_money(row.get("metal_content_value"), "metal_content_value", forms, warnings)
    if metal is None:
        return
    if hts[:2] in _METALS:
        _put(claims, _METALS[hts[:2]], metal)
    else:
        warnings.append(
            "metal_content_value names no metal for this code: give steel_value, aluminum_value or copper_value"
        )


def _fact_columns(
    row: Mapping[str, object],
    claims: dict[str, object],
    entered: date,
    forms: Forms,
    options: Options,
    warnings: list[str],
) -> None:
    for name in ("loaded_on", "exported_on", "withdrawn_on", "it_on"):
        _put(claims, name, _day(row, name, forms, options, warnings))
    _put(claims, "admitted_on", _day(row, "zone_status_on", forms, options, warnings))
    released = _day(row, "released_on", forms, options, warnings)
    if released != entered:
        _put(claims, "released_on", released)
    found: dict[str, object] = {
        name: cells.text_of(row[name])
        for name in ("melt_pour", "smelt", "cast", "ch98", "zone_status", "entry_type", *_CASES)
        if row.get(name)
    }
    if found:
        typed, notes = parse_claims(found)
        warnings += notes
        for name, value in typed.items():
            if name in found:
                _put(claims, name, value)
            else:
                claims.setdefault(name, value)


def _put(claims: dict[str, object], name: str, value: object) -> None:
    if value is None:
        return
    if claims.get(name, value) != value:
        raise EntryError(f"{name} stands in a column and among the claims, and they differ: state it once")
    claims[name] = value


def _contents(claims: Mapping[str, object], value: int, own: Mapping[str, str]) -> None:
    names = [
        name
        for name in ("steel_value", "aluminum_value", "copper_value", "us_content_value")
        if isinstance(claims.get(name), int)
    ]
    total = sum(int(str(claims[name])) for name in names)
    # Shares were rounded to cents one by one: a cent each may be too much.
    slack = sum(1 for name in names if name + "_pct" in claims)
    if total > value + slack:
        raise EntryError(
            f"{' + '.join(own.get(name, name) for name in names)} is {total / 100:,.2f}, more than the entered value of "
            f"{value / 100:,.2f}: check the contents"
        )


def _quantities(row: Mapping[str, object], forms: Forms, warnings: list[str]) -> tuple[Quantity, ...]:
    out: list[Quantity] = []
    for place, suffix in enumerate(("", "2", "3")):
        milli = cells.read_quantity(row.get("quantity" + suffix), forms.own("quantity" + suffix), forms)
        unit = cells.read_unit(row.get("unit" + suffix))
        if milli is not None and unit != "X":
            if not is_unit(unit):
                warnings.append(f"unit {cells.shown(unit)} is unknown: no rate can be reckoned on this quantity")
            # One without a unit is in the unit that the code asks for in its place: a place left blank is kept.
            while not unit and len(out) < place:
                out.append(Quantity(0))
            out.append(Quantity(milli, unit))
    return tuple(out)


def _merged_text(cell: object, claim: object, name: str) -> str | None:
    column = cells.text_of(cell).upper() if not cells.is_blank(cell) else ""
    stated = str(claim).strip().upper() if claim is not None else ""
    if column and stated and column != stated:
        raise EntryError(f"{name} is {column} in its column and {stated} among the claims: state it once")
    return column or stated or None


def _part(text: str | None) -> str:
    part = (text or "").lower().replace("aluminium", "aluminum")
    if part in ("", "whole"):
        return ""
    if part not in PARTS:
        raise EntryError(f"part {cells.shown(part)} is none of {', '.join(PARTS)}")
    return part
