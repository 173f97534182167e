"""``kanzei record accept``: a finding of a checked report becomes a record file."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path

from kanzei.cli.options import add_json, count, day, say
from kanzei.cli.parser import Parts
from kanzei.cli.record_options import add_file, open_record
from kanzei.errors import UsageError

__all__ = ["add", "run"]


def add(parts: Parts) -> None:
    """Add the part."""
    made = parts.add_parser(
        "accept",
        help="write one finding of a checked report as a record file, with its provenance",
        example=("record accept examples/record/steel.txt --on 2025-08-28 --item 1 -o steel.yaml",),
        description="Takes an item by its number in `kanzei record check REPORT --on DATE` and writes a record file: the report as a source with its day, address and grade, "
        "a slot, and a claim with the words and their place. `kanzei record check FILE` passes it, and `--with FILE` adds it to an answer.",
    )
    made.add_argument("report", metavar="REPORT", help="the report: plain text, HTML or PDF")
    made.add_argument("--on", type=day, required=True, metavar="DATE", help="the day of the report")
    made.add_argument(
        "--item", type=count, required=True, metavar="N", help="the item's number in the check of the report"
    )
    made.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FILE", help="the record file to write (.yaml)"
    )
    made.add_argument("--title", default="", metavar="TEXT", help="who published it (default: the file's name)")
    made.add_argument(
        "--kind",
        default="paper",
        metavar="KIND",
        help="official, statement, broadcast, wire, paper, analyst, forum or unnamed (default: paper)",
    )
    made.add_argument(
        "--grade",
        default="C",
        metavar="G",
        help="A official, B two reports agree, C one report, D inference (default: C)",
    )
    made.add_argument("--url", default="", metavar="URL", help="where it can be read")
    made.add_argument(
        "--via",
        action="append",
        default=[],
        metavar="SOURCE",
        help="a source of the record that it draws on (repeatable)",
    )
    made.add_argument(
        "--slot",
        default="",
        metavar="SLOT",
        help="the slot it is a claim on (default: that of the finding, or a new one)",
    )
    made.add_argument(
        "--says", default="", metavar="TEXT", help="the claim in your own words (default: the report's words)"
    )
    made.add_argument("--force", action="store_true", help="write over an existing file")
    add_file(made)
    add_json(made)
    made.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Write the file; it is checked before it takes its place."""
    from kanzei.cli.record_check import findings
    from kanzei.entries.write import explained
    from kanzei.record.accept import Provenance, entry
    from kanzei.record.model import GRADES, KINDS
    from kanzei.record.read import read_record

    path: Path = options.output
    if path.suffix.lower() not in (".yaml", ".yml"):
        raise UsageError(f"-o {path}: the name must end in .yaml")
    if path.exists() and not options.force:
        raise UsageError(f"-o {path}: the file exists; name another or say --force")
    if not path.parent.is_dir():
        raise UsageError(f"-o {path}: there is no folder {path.parent}")
    for name, value, known in (("--kind", options.kind, KINDS), ("--grade", options.grade, GRADES)):
        if value not in known:
            raise UsageError(f"{name} {value}: write one of {', '.join(known)}")
    source = Path(options.report)
    report, found, _ = findings(options, source, options.on)
    if options.item > len(found):
        raise UsageError(f"--item {options.item}: the check of {source} on {options.on} has {len(found)} items")
    finding = found[options.item - 1]
    record = open_record(options)
    whence = Provenance(options.title or source.stem, options.kind, options.grade, options.url, tuple(options.via))
    text = entry(report, finding, options.item, options.on, record, whence, options.slot, options.says)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8")
        made = read_record([part], record)
        os.replace(part, path)
    except OSError as error:
        raise explained(error, part, path) from None
    finally:
        part.unlink(missing_ok=True)
    claim = next(reversed(made.claims))
    machine = {
        "status": "ok",
        "file": str(path),
        "claim": claim.id,
        "slot": claim.slot,
        "source": claim.sources[0],
        "verdict": finding.verdict,
    }
    return say(
        options,
        machine,
        f"{path}: claim {claim.id} on {claim.slot}, from {claim.sources[0]}; the check says: {finding.verdict}",
    )
