"""The kinds of work a job may be: each gives the options its command would have, and runs the command's own function."""

from __future__ import annotations

import json
import os
import shutil
from argparse import Namespace
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from kanzei.times import parse_day
from kanzei.web.jobs.errors import failed_lines
from kanzei.web.jobs.leaf import leaf_of_assess, leaf_of_refund

__all__ = ["KINDS"]

Spec = dict[str, Any]


def _options(command: Any, spec: Spec, words: list[str], folder: Path) -> Namespace:
    """The command's defaults, then what the job says."""
    options: Namespace = command.parser().parse_args(words)
    options.file = _sent(folder, spec, "file")
    for name, value in spec["options"].items():
        setattr(options, name, value)
    return options


def _sent(folder: Path, spec: Spec, field: str) -> list[Path]:
    """The files that came in a field of the form."""
    return [folder / "in" / path for name, path, _ in spec["files"] if name == field]


def _laid(folder: Path, scenarios: list[Path]) -> list[str]:
    """Scenarios by names alone, as lines of the result cite them: nobody is told where the server keeps its files."""
    if not scenarios:
        return []
    place = folder / "law"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    names: list[str] = []
    for number, path in enumerate(scenarios, 1):
        name = path.name if path.name not in names else f"{number}-{path.name}"
        shutil.copyfile(path, place / name)
        names.append(name)
    os.chdir(place)
    return names


def _day(text: object) -> date | None:
    return parse_day(str(text)) if text else None


def assess(folder: Path, spec: Spec, bar: Any) -> dict[str, Any]:
    """``kanzei assess``; a run in bulk that was stopped goes on where it ended."""
    from kanzei.cli import assess as command

    form = spec["options"].pop("form", "csv")
    folder = folder.absolute()
    options = _options(command, spec, ["x", "-o", "y"], folder)
    options.output = folder / "out" / f"assessed.{form}"
    options.output.parent.mkdir(exist_ok=True)
    options.known = [day for day in [_day(spec["options"].get("known"))] if day]
    options.force = True
    options.workers = max(1, (os.cpu_count() or 1) - 1)
    options.resume = spec["attempt"] > 1 and command.engine_of(options) == "local"
    options.scenario = _laid(folder, _sent(folder, spec, "scenario"))
    options.adcvd = next(iter(_sent(folder, spec, "adcvd")), None)
    [(path, summary)] = command.assess_all(options, bar)
    if summary.failed:
        (folder / "failed.json").write_text(json.dumps(failed_lines(path)), encoding="utf-8")
    mapping = dict(word.partition("=")[::2] for word in options.map)
    leaf_of_assess(
        folder,
        path,
        summary.failed,
        options.date_format,
        {name.strip(): text.strip() for name, text in mapping.items()} or None,
    )
    return summary.as_json(path.name)


def refund(folder: Path, spec: Spec, bar: Any) -> dict[str, Any]:
    """``kanzei refund``, into a folder of files."""
    from kanzei.cli import refund as command
    from kanzei.render.refund import refund_json

    options = _options(command, spec, ["x", "-o", "y"], folder)
    options.reports = _sent(folder, spec, "report")
    options.output = folder / "out"
    for name in ("paid_as_known", "as_known", "on"):
        setattr(options, name, _day(spec["options"].get(name)))
    options.force = True
    options.workers = 1
    found = refund_json(command.refund_all(options, bar))
    leaf_of_refund(folder, int(found["failed"]))
    return {**found, "output": ""}


KINDS: dict[str, Callable[[Path, Spec, Any], dict[str, Any]]] = {"assess": assess, "refund": refund}
"""kind -> the work: (folder of the job, its description, the bar told of progress) -> what ``--json`` prints."""
