"""Law packages for people: what was made, what was taken, what is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kanzei.counts import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kanzei.duty.packed import Took
    from kanzei.law.package import Manifest

__all__ = ["in_force_text", "packed_text", "took_lines"]

_SHOWN = 6


def packed_text(value: dict[str, Any]) -> str:
    """The package that was made. value : as the command's JSON."""
    what = "the whole book" if value["kind"] == "whole" else f"to be laid on the law {value['replaces'][:12]}"
    return (
        f"law package {value['output']}, {value['bytes']:,} bytes: {what}\n"
        f"makes the law {value['makes'][:12]}, {value['instruments']:,} instruments, as of {value['as_of']}, official text to {value['official_to']}\n"
        f"sha256 {value['sha256']}"
    )


def took_lines(manifest: Manifest, took: Took, checked: str, *, only_look: bool) -> list[str]:
    """What taking a package did, or would do."""
    head = "would be taken" if only_look else "taken"
    lines = [
        f"law package {head}, checked {checked}: law {manifest.makes[:12]}, as of {manifest.as_of}, made by {manifest.made_by}"
    ]
    for word, names in (("adds", took.adds), ("changes", took.edits), ("leaves out", took.drops)):
        if names:
            lines.append(f"  {word} {_names(names)}")
    if not (took.adds or took.edits or took.drops):
        lines.append("  the same instruments as the law in force before")
    if took.examples:
        lines.append(f"  {counted(took.examples, 'worked example')} of these agree")
    return lines


def _names(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{counted(len(names), 'instrument')}: {', '.join(names[:_SHOWN])}{more}"


def in_force_text(value: dict[str, Any]) -> str:
    """What was done and what is in force. value : as the command's JSON."""
    lines = [*value["done"], *([""] if value["done"] else [])]
    if value["lawbook"] is None:
        lines.append(f"no law answers:\n{value['error']}")
    else:
        lines.append(
            f"law book {value['lawbook'][:12]}, as of {value['as_of']}, official text to {value['official_to']}"
        )
    package = value["package"]
    if package is None:
        lines.append("from this release of the program")
    else:
        lines.append(f"from the law package {package['sha256']}, checked {package['checked']}")
        if package["other_release"]:
            lines.append(
                "the program was replaced since it was taken; --shipped takes up the law of this release, if that is newer"
            )
    if value["former"] is not None:
        lines.append(
            f"before it: the law package {value['former']['name']}, as of {value['former']['as_of']}; --back takes it up again"
        )
    elif package is not None:
        lines.append("before it: the law of the release; --back takes it up again")
    lines += [f"{one['id']}  {one['file']}" for one in value["own"]] or [
        "your own law book is empty: no file is laid on top"
    ]
    return "\n".join(lines)
