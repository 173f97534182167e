"""YAML with positions: every scalar is text, every value knows its line and column.

Duplicate keys, tags, anchors and aliases are refused, and so is anything deeper than a law file needs.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Mark", "Marked", "read_yaml"]

_DEEPEST = 24


class Mark(NamedTuple):
    """A place in a file, counted from one."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Marked(NamedTuple):
    """A value with its place: ``value`` is ``str``, ``list[Marked]`` or ``dict[str, Marked]``."""

    value: object
    mark: Mark
    keys: dict[str, Mark] | None = None


def read_yaml(text: str, file: str) -> tuple[Marked | None, list[str]]:
    """Read one YAML document as marked text; second, the list of what is wrong with it."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        node = yaml.compose(text, Loader=loader)
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        where = f"{file}:{place.line + 1}:{place.column + 1}" if place else file
        what = getattr(error, "problem", None) or str(error)
        return None, [f"{where}: not YAML: {what}"]
    if node is None:
        return None, [f"{file}:1:1: the file is empty"]
    errors: list[str] = []
    seen: set[int] = set()

    def build(item: object, depth: int) -> Marked:
        start = item.start_mark  # type: ignore[attr-defined]
        mark = Mark(file, start.line + 1, start.column + 1)
        if id(item) in seen:
            errors.append(f"{mark}: anchors and aliases are not allowed: write the value out")
            return Marked("", mark)
        seen.add(id(item))
        if depth > _DEEPEST:
            errors.append(f"{mark}: nested deeper than {_DEEPEST} levels")
            return Marked("", mark)
        if isinstance(item, yaml.ScalarNode):
            if item.tag not in _PLAIN_TAGS:
                errors.append(f"{mark}: the tag {item.tag} is not allowed")
            return Marked(item.value, mark)
        if isinstance(item, yaml.SequenceNode):
            return Marked([build(child, depth + 1) for child in item.value], mark)
        keys: dict[str, Mark] = {}
        found: dict[str, Marked] = {}
        for key_node, value_node in item.value:  # type: ignore[attr-defined]
            at = Mark(file, key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if not isinstance(key_node, yaml.ScalarNode):
                errors.append(f"{at}: a key must be a word")
                continue
            if key_node.value in found:
                errors.append(f"{at}: the key {key_node.value!r} stands twice: keep one")
                continue
            keys[key_node.value] = at
            found[key_node.value] = build(value_node, depth + 1)
        return Marked(found, mark, keys)

    return build(node, 0), errors


_PLAIN_TAGS = frozenset(
    "tag:yaml.org,2002:" + name for name in ("str", "int", "float", "bool", "null", "timestamp", "value", "merge")
)
