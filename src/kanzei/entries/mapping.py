"""A mapping file: what ``--map`` says on the command line, kept in YAML or JSON beside an odd layout.

The one form is column to header, ``hts: Tariff No``; beside the columns stand the words of the other options of reading:
``date_format``, ``money`` and ``sheet``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from kanzei.entries.parse import DEFAULT, Options
from kanzei.errors import UsageError

__all__ = ["FileMap", "read_mapping"]

_OPTIONS = ("date_format", "money", "sheet")
_LONGEST = 1 << 20


class FileMap(NamedTuple):
    """A mapping as read. columns : column of Kanzei -> header in the file."""

    columns: Mapping[str, str]
    date_format: str | None = None
    money: str | None = None
    sheet: str | None = None

    def options(self, base: Options = DEFAULT) -> Options:
        """How to read a file with this mapping; what ``base`` states goes before it."""
        return base._replace(date_format=base.date_format or self.date_format, money=base.money or self.money)


def read_mapping(path: str | Path) -> FileMap:
    """Read a mapping file, ``.yaml``, ``.yml`` or ``.json``.

    Raises
    ------
    UsageError   It is missing or damaged, or holds anything but texts by name.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UsageError(f"{path}: there is no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from None
    if len(text) > _LONGEST:
        raise UsageError(f"{path} is longer than {_LONGEST >> 20} MB: this is no mapping")
    body = _parsed(path, text)
    if not isinstance(body, dict) or not body:
        raise UsageError(f"{path} is no mapping: write one column a line, such as hts: Tariff No")
    for name, header in body.items():
        if not isinstance(name, str) or not isinstance(header, str) or not header.strip():
            raise UsageError(
                f"{path}: {name!r} is mapped to {header!r}: a header is a text, in quotation marks if need be"
            )
    money = body.get("money")
    if money not in (None, "us", "eu"):
        raise UsageError(f"{path}: money is {money!r}: us (1,234.56) or eu (1.234,56)")
    columns = {name: header for name, header in body.items() if name not in _OPTIONS}
    return FileMap(columns, body.get("date_format"), money, body.get("sheet"))


def _parsed(path: Path, text: str) -> object:
    if path.suffix.lower() == ".json":
        try:
            return json.loads(text, object_pairs_hook=lambda pairs: _once(path, pairs))
        except (ValueError, RecursionError) as error:
            raise UsageError(f"{path} is not JSON: {error}") from None
    if path.suffix.lower() not in (".yaml", ".yml"):
        raise UsageError(f"{path}: the extension {path.suffix!r} is not known: .yaml, .yml or .json")
    import yaml

    class Loader(yaml.SafeLoader):
        """Texts stay texts (a header may be called ``No`` or ``33``), and no name stands twice."""

        yaml_implicit_resolvers: dict[str, list[object]] = {}

    Loader.add_constructor(
        "tag:yaml.org,2002:map",
        lambda loader, node: _once(path, loader.construct_pairs(node)),
    )
    try:
        return yaml.load(text, Loader=Loader)
    except yaml.YAMLError as error:
        raise UsageError(f"{path} is not YAML: {' '.join(str(error).split())}") from None


def _once(path: Path, pairs: list[tuple[object, object]]) -> dict[object, object]:
    found: dict[object, object] = {}
    for name, value in pairs:
        if not isinstance(name, str):
            raise UsageError(f"{path}: {name!r} is no column")
        if name in found:
            raise UsageError(f"{path}: {name!r} stands twice")
        found[name] = value
    return found
