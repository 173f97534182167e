"""``kanzei law effect``: which codes, countries, entry days and rates an instrument file changes."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kanzei.cli.law.book import existing, shipped_book
from kanzei.cli.options import add_json, day, say
from kanzei.cli.parser import Parser, Parts
from kanzei.counts import counted
from kanzei.errors import UsageError

if TYPE_CHECKING:
    from kanzei.duty.charge import Asked
    from kanzei.duty.effect import Cell, Effect
    from kanzei.duty.samples import Sample, Weighed
    from kanzei.duty.view import View

__all__ = ["add", "add_asked", "asked", "effect_of", "write_classes"]


def add(parts: Parts) -> None:
    """Options of the part."""
    made = parts.add_parser(
        "effect",
        help="what an instrument file changes: codes, countries, days, rates",
        example=("law effect examples/order.yaml", "law effect examples/order.yaml --spi JP"),
        description="Lay files on the book (in place of the instruments of their ids where there are such) and say which codes, "
        "countries, entry days and rates change, with worked lines before and after. Every code and every country is looked at; a "
        "line is taken to state nothing but what --claim, --no, --spi and --loaded say.",
    )
    made.add_argument("file", nargs="+", type=Path, metavar="FILE", help="instrument files to lay on the book")
    made.add_argument(
        "--known", type=day, metavar="DATE", help="the law as known on this day (default: with all files)"
    )
    add_asked(made)
    made.add_argument("--trade", type=Path, metavar="FILE", help="weights: CSV with hts, origin, value (US dollars)")
    made.add_argument(
        "--on", type=day, metavar="DATE", help="day of entry whose rates weigh the trade (default: the last change)"
    )
    made.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="write every class to FILE.csv, its codes beside it"
    )
    made.add_argument("--force", action="store_true", help="write over existing files")
    add_json(made)
    made.set_defaults(run=run)


def add_asked(made: Parser) -> None:
    """Options that say what every line states."""
    made.add_argument("--spi", default="", metavar="SYM", help="special program indicator every line claims")
    made.add_argument("--loaded", type=day, metavar="DATE", help="day of loading of every line")
    made.add_argument(
        "--claim", action="append", default=[], metavar="KEY[=VALUE]", help="a fact every line states (repeatable)"
    )
    made.add_argument("--no", action="append", default=[], metavar="KEY", help="a fact every line denies (repeatable)")


def asked(options: Namespace) -> Asked:
    """What every line states, read as for one line."""
    from kanzei.duty.charge import VALUE, Asked
    from kanzei.duty.preference import certified_claims
    from kanzei.law.claims import parse_claims, settle_shares

    claims, _ = parse_claims(";".join([*options.claim, *(f"!{key}" for key in options.no)]), strict=True)
    settle_shares(claims, VALUE)
    loaded = options.loaded.isoformat() if options.loaded else ""
    claims = certified_claims(options.spi, claims)
    return Asked(options.spi.upper(), loaded, tuple(claims.items()))


def run(options: Namespace) -> int:
    """Carry the part out; the exit code."""
    from kanzei.duty.samples import samples
    from kanzei.render.effect import cell_json, effect_text, totals, touched_json

    existing(options.file)
    given = asked(options)
    outputs = check_outputs(options.output, options.force) if options.output else None
    trade = _trade(options.trade) if options.trade else None
    base = shipped_book()
    book = base.with_scenario(options.file)
    known = options.known or book.as_of
    after = book.view(known=known)
    before = base.view(known=min(known, base.as_of))
    effect = effect_of(before, after, given)
    lines = samples(before, after, effect.cells, given)
    weighed = _weigh(effect.cells, trade, options.on) if trade is not None else None
    if outputs:
        write_classes(effect.cells, outputs)
    new = [row for row in book.laid if row not in base.laid]
    head = f"{'; '.join(f'{name} {how}' for name, _, how in new)}; as known {after.known_on}"
    value: dict[str, Any] = {
        "laid": [dict(zip(("id", "file", "how"), row, strict=True)) for row in new],
        "known_on": after.known_on,
        "differences": touched_json(effect.touched),
        "classes": cell_json(effect.cells),
        "totals": totals(effect.cells),
        "examples": [_sample_json(one) for one in lines],
        "trade": _weighed_json(*weighed) if weighed else None,
        "lawbook_before": before.digest,
        "lawbook": after.digest,
    }
    text = ""
    if not options.json:
        edge = f"official text to {book.official_to}; law book {before.digest[:12]}, with the files {after.digest[:12]}"
        shown = [*_samples_text(lines), *(_weighed_text(*weighed) if weighed else [])]
        text = effect_text(head, effect, "\n".join(shown), edge)
    return say(options, value, text)


def effect_of(before: View, after: View, given: Asked) -> Effect:
    """The effect, with a note of progress where it takes long."""
    from kanzei.cli.progress import Progress
    from kanzei.duty.effect import effect_between

    with Progress("looking at stretches of days") as bar:
        return effect_between(before, after, given, bar.tick)


def check_outputs(path: Path, force: bool) -> tuple[Path, Path]:
    """The files of the classes and of their codes; refused when they would write over something."""
    if path.suffix.lower() != ".csv":
        raise UsageError(f"-o {path}: the name must end in .csv")
    if not path.parent.is_dir():
        raise UsageError(f"-o {path}: there is no folder {path.parent}")
    found = (path, path.with_name(f"{path.stem}-codes.csv"))
    for one in found:
        if one.exists() and not force:
            raise UsageError(f"-o {one}: the file exists; name another or say --force")
    return found


def write_classes(cells: list[Cell], outputs: tuple[Path, Path]) -> None:
    """Write every class, and the codes of each beside it; each file appears whole or not at all."""
    import csv
    import os

    from kanzei.entries.write import explained
    from kanzei.render.effect import CELL_COLUMNS, cell_rows

    codes = [[str(number), code] for number, cell in enumerate(cells, 1) for code in cell.codes]
    for path, header, rows in ((outputs[0], CELL_COLUMNS, cell_rows(cells)), (outputs[1], ["class", "hts"], codes)):
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        try:
            with open(part, "w", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows([header, *rows])
            os.replace(part, path)
        except OSError as error:
            raise explained(error, part, path) from None
        finally:
            part.unlink(missing_ok=True)
    sys.stderr.write(
        f"{counted(len(cells), 'class', 'classes')} written to {outputs[0]}, their codes to {outputs[1]}\n"
    )


def _trade(path: Path) -> dict[tuple[str, str], int]:
    import csv
    from decimal import Decimal, InvalidOperation

    from kanzei.countries import normalise_origin

    existing([path])
    out: dict[tuple[str, str], int] = {}
    with open(path, encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = {"hts", "origin", "value"} - set(reader.fieldnames or ())
        if missing:
            raise UsageError(
                f"--trade {path}: the header lacks {', '.join(sorted(missing))}: hts, origin and value are needed"
            )
        for number, row in enumerate(reader, 2):
            code = (row["hts"] or "").replace(".", "")
            try:
                cents = int(Decimal(row["value"] or "") * 100)
            except (InvalidOperation, ValueError, OverflowError):
                raise UsageError(f"--trade {path}:{number}: {row['value']!r} is no amount in dollars") from None
            if not (code.isdigit() and len(code) == 10):
                raise UsageError(f"--trade {path}:{number}: {row['hts']!r} is no code of ten digits")
            key = (code, normalise_origin(row["origin"] or "")[0])
            out[key] = out.get(key, 0) + cents
    return out


def _weigh(cells: list[Cell], trade: dict[tuple[str, str], int], on: Any) -> tuple[str, Weighed]:
    from kanzei.duty.samples import weigh

    day = on.isoformat() if on else max((cell.start for cell in cells), default="2025-01-01")
    return day, weigh(cells, trade, day)


def _weighed_json(on: str, found: Weighed) -> dict[str, Any]:
    from kanzei.money import dollars

    return {
        "on": on,
        "value_usd": dollars(found.value),
        "reached_usd": dollars(found.reached),
        "change_usd": dollars(found.change),
        "by_origin": {name: dollars(cents) for name, cents in sorted(found.by_origin.items())},
        "by_authority": {name: dollars(cents) for name, cents in sorted(found.by_authority.items())},
    }


def _weighed_text(on: str, found: Weighed) -> list[str]:
    from kanzei.render.tables import table
    from kanzei.render.words import amount, signed_amount

    rows = [
        [name, signed_amount(cents)] for name, cents in sorted(found.by_origin.items(), key=lambda row: -abs(row[1]))
    ]
    head = (
        f"on the trade given, at the rates of {on}: {signed_amount(found.change)} USD on {amount(found.reached)} USD reached, "
        f"of {amount(found.value)} USD"
    )
    return ["", head, *([table(["origin", "change, USD"], rows[:12], right=(1,))] if rows else [])]


def _sample_json(one: Sample) -> dict[str, Any]:
    from kanzei.render.machine import assessment_json

    line = one.line
    sides = {
        name: {"error": found} if isinstance(found, str) else assessment_json(found)
        for name, found in (("before", one.before), ("after", one.after))
    }
    return {"hts": line.hts, "origin": line.origin, "entered_on": line.entered_on, "value_usd": "10000.00", **sides}


def _samples_text(lines: list[Sample]) -> list[str]:
    from kanzei.render.stack import stack_table
    from kanzei.render.tables import Ink
    from kanzei.render.words import amount, dotted, percent

    ink = Ink(sys.stdout)
    out: list[str] = []
    for one in lines:
        line = one.line
        out += [ink.bold(f"{dotted(line.hts)} from {line.origin}, entered {line.entered_on}, value 10,000.00")]
        for name, found in (("before", one.before), ("after", one.after)):
            if isinstance(found, str):
                out.append(f"  {name}: {found}")
            else:
                out.append(f"  {name}: {amount(found.duty_cents)} USD, {percent(found.rate)} of value")
                out.append(stack_table(found, ink))
        out.append("")
    return out[:-1]
