"""Mutants of the code: each condition of the evaluator and of the decisions around it turned, one at a time.

A module is parsed, one node changed, and the function that holds it compiled again; its code is then put in the place of the standing
function's. A mutant is named by module, function and the text before and after: no line numbers.
"""

from __future__ import annotations

import ast
import copy
import importlib
import types
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

__all__ = ["MODULES", "CodeMutant", "install", "mutants_of_module"]

MODULES = (
    "kanzei.duty.evaluator",
    "kanzei.duty.scalar",
    "kanzei.duty.stack",
    "kanzei.duty.assess",
    "kanzei.duty.column",
    "kanzei.duty.components",
    "kanzei.duty.preference",
    "kanzei.duty.chapter98",
    "kanzei.duty.view",
    "kanzei.law.replay",
)

_COMPARE: dict[type, type] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip


class CodeMutant(NamedTuple):
    """A changed function, or (``function`` empty) a changed constant of the module."""

    module: str
    function: str
    what: str
    path: tuple[Any, ...]
    new: ast.AST
    name: str = ""

    @property
    def id(self) -> str:
        """Its name in the kept list of equivalents."""
        return f"{self.module.removeprefix('kanzei.')}:{self.function or self.name}: {self.what}"


def mutants_of_module(module: str) -> list[CodeMutant]:
    """Every mutant of a module, in the order of its text; the second of two alike is marked ``(2)``."""
    tree = _parsed(module)
    out: list[CodeMutant] = []
    seen: Counter[str] = Counter()
    for path, owner, node in _nodes(tree, (), ""):
        for what, new in _changes(node):
            name = "" if owner else _assigned(tree, path)
            if not owner and not name:
                continue
            mutant = CodeMutant(module, owner, what, path, new, name)
            seen[mutant.id] += 1
            if seen[mutant.id] > 1:
                mutant = mutant._replace(what=f"{what} ({seen[mutant.id]})")
            out.append(mutant)
    return out


def _parsed(module: str) -> ast.Module:
    return ast.parse(_source(module))


@cache
def _source(module: str) -> str:
    """Read once: a file changed while mutants are tried must not change them."""
    source = importlib.import_module(module).__file__
    assert source is not None
    with open(source, encoding="utf-8") as file:
        return file.read()


def _nodes(node: ast.AST, path: tuple[Any, ...], owner: str) -> Iterator[tuple[tuple[Any, ...], str, ast.AST]]:
    """(path from the root, function, node); a nested function counts with the one that holds it."""
    if isinstance(node, ast.FunctionDef):
        outer = owner.rpartition(".")[0] if owner.endswith(".") else ""
        owner = owner if owner and not owner.endswith(".") else f"{outer}.{node.name}" if outer else node.name
    elif isinstance(node, ast.ClassDef) and not owner:
        owner = f"{node.name}."
    if owner.endswith(".") and not isinstance(node, ast.ClassDef):
        return
    yield path, owner.rstrip("."), node
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "args", "type_comment"):
            continue
        if isinstance(value, list):
            for number, one in enumerate(value):
                if isinstance(one, ast.AST):
                    yield from _nodes(one, (*path, (field, number)), owner)
        elif isinstance(value, ast.AST):
            yield from _nodes(value, (*path, (field, None)), owner)


def _put(tree: ast.AST, path: tuple[Any, ...], new: ast.AST) -> None:
    for field, number in path[:-1]:
        value = getattr(tree, field)
        tree = value if number is None else value[number]
    field, number = path[-1]
    if number is None:
        setattr(tree, field, new)
    else:
        getattr(tree, field)[number] = new


def _assigned(tree: ast.Module, path: tuple[Any, ...]) -> str:
    top = tree.body[path[0][1]] if path and path[0][0] == "body" else None
    target = top.targets[0] if isinstance(top, ast.Assign) else getattr(top, "target", None)
    return target.id if isinstance(target, ast.Name) and not target.id.startswith("__") else ""


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 90 else text[:87] + "…"


def _not(node: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), copy.deepcopy(node))


def _changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    new: Any
    if isinstance(node, ast.Compare):
        for number, op in enumerate(node.ops):
            new = copy.deepcopy(node)
            new.ops[number] = _COMPARE[type(op)]()
            yield f"{_short(node)} -> {_short(new)}", new
    elif isinstance(node, ast.BoolOp):
        new = copy.deepcopy(node)
        new.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield f"{_short(node)}: {'and to or' if isinstance(node.op, ast.And) else 'or to and'}", new
        for number, value in enumerate(node.values):
            left = [copy.deepcopy(v) for n, v in enumerate(node.values) if n != number]
            yield (
                f"{_short(node)}: without {_short(value)}",
                left[0] if len(left) == 1 else ast.BoolOp(copy.deepcopy(node.op), left),
            )
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield f"{_short(node)}: not dropped", copy.deepcopy(node.operand)
    elif isinstance(node, ast.If | ast.While | ast.IfExp):
        new = copy.deepcopy(node)
        new.test = _not(node.test)
        if not isinstance(node.test, ast.Compare) and not (isinstance(node, ast.While) and _short(node.test) == "True"):
            yield f"{'while' if isinstance(node, ast.While) else 'if'} {_short(node.test)}: negated", new
    elif isinstance(node, ast.comprehension):
        for number, test in enumerate(node.ifs):
            new = copy.deepcopy(node)
            new.ifs[number] = _not(test)
            yield f"for … if {_short(test)}: negated", new
            new = copy.deepcopy(node)
            del new.ifs[number]
            yield f"for … if {_short(test)}: dropped", new
    elif isinstance(node, ast.Return) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, bool):
        yield f"{_short(node)}: the other", ast.Return(ast.Constant(not node.value.value))
    elif isinstance(node, ast.Continue | ast.Break):
        yield f"{_short(node)} dropped", ast.Pass()
    elif isinstance(node, ast.Tuple | ast.List) and isinstance(node.ctx, ast.Load) and len(node.elts) > 1:
        if all(isinstance(one, ast.Constant) for one in node.elts):
            for number, one in enumerate(node.elts):
                new = copy.deepcopy(node)
                del new.elts[number]
                yield f"{_short(node)}: without {_short(one)}", new
    elif isinstance(node, ast.Dict) and len(node.keys) > 1:
        for number, key in enumerate(node.keys):
            if isinstance(key, ast.Constant):
                new = copy.deepcopy(node)
                del new.keys[number], new.values[number]
                yield f"without {_short(key)}", new


def _codes(code: types.CodeType, prefix: str = "") -> Iterator[tuple[str, types.CodeType]]:
    for one in code.co_consts:
        if isinstance(one, types.CodeType) and not one.co_name.startswith("<"):
            name = f"{prefix}{one.co_name}"
            yield name, one
            yield from _codes(one, f"{name}.")


def install(mutant: CodeMutant) -> Any:
    """Put a mutant in place; returns a function that takes it away again."""
    module = importlib.import_module(mutant.module)
    tree = _parsed(mutant.module)
    _put(tree, mutant.path, copy.deepcopy(mutant.new))
    compiled = compile(ast.fix_missing_locations(tree), module.__file__ or "", "exec")
    if not mutant.function:
        scratch: dict[str, Any] = {"__name__": f"{mutant.module} (changed)"}
        exec(compiled, scratch)
        old = getattr(module, mutant.name)
        setattr(module, mutant.name, scratch[mutant.name])
        return lambda: setattr(module, mutant.name, old)
    place: Any = module
    for word in mutant.function.split("."):
        place = place.__dict__[word] if isinstance(place, type) else getattr(place, word)
    place = place.fget if isinstance(place, property) else getattr(place, "__func__", place)
    standing = place.__code__
    place.__code__ = dict(_codes(compiled))[mutant.function]
    return lambda: setattr(place, "__code__", standing)
