"""Small changes of a solution, each of which the properties should notice.

An AST pass of our own, because mutation tools run a test suite for each mutant, and ours are
to be loaded by the hundred into one worker.
"""

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

ARITHMETIC: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
}
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
NAMES = {
    "sum": "mean",
    "mean": "sum",
    "max": "min",
    "argmax": "argmin",
    "exp": "log",
    "log": "exp",
    "randn": "rand",
    "randperm": "arange",
    "zeros": "ones",
    "ones": "zeros",
}


@dataclass(frozen=True)
class Mutant:
    """A changed function: what was changed into what, in which line, and the whole module."""

    function: str
    line: int
    change: str
    source: bytes


def mutants(source: str, functions: set[str]) -> Iterator[Mutant]:
    """All mutants of these functions of a module, one change each."""
    tree = ast.parse(source)
    for place, node in enumerate(tree.body):
        if isinstance(node, ast.FunctionDef) and node.name in functions:
            yield from _mutants_of(tree, place, node)


def _mutants_of(tree: ast.Module, place: int, function: ast.FunctionDef) -> Iterator[Mutant]:
    before = ast.unparse(function)
    count = sum(1 for _ in ast.walk(function))
    for number in range(count):
        for variant in range(len(_changes(_nth(function, number)))):
            changed = copy.deepcopy(function)
            target = _nth(changed, number)
            old = ast.unparse(target) if isinstance(target, ast.expr | ast.stmt) else ""
            _changes(target)[variant]()
            if ast.unparse(changed) == before:
                continue
            module = ast.Module([*tree.body[:place], changed, *tree.body[place + 1 :]], [])
            new = ast.unparse(target) if isinstance(target, ast.expr | ast.stmt) else ""
            line = getattr(target, "lineno", function.lineno)
            text = ast.unparse(ast.fix_missing_locations(module))
            yield Mutant(function.name, line, f"{old} -> {new}", text.encode())


def _nth(function: ast.FunctionDef, number: int) -> ast.AST:
    for place, node in enumerate(ast.walk(function)):
        if place == number:
            return node
    raise IndexError(number)


def _changes(node: ast.AST) -> list[Callable[[], None]]:
    """The ways to change one node in place."""
    changes: list[Callable[[], None]] = []
    if isinstance(node, ast.BinOp | ast.AugAssign):
        changes += [_setter(node, "op", kind()) for kind in ARITHMETIC.get(type(node.op), ())]
    elif isinstance(node, ast.Compare):
        if kind := COMPARISONS.get(type(node.ops[0])):
            changes.append(_setter(node, "ops", [kind(), *node.ops[1:]]))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        changes.append(_setter(node, "op", ast.UAdd()))
    elif isinstance(node, ast.Constant):
        changes += [_setter(node, "value", value) for value in _other_constants(node.value)]
    elif isinstance(node, ast.Attribute) and node.attr in NAMES:
        changes.append(_setter(node, "attr", NAMES[node.attr]))
    elif isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        changes.append(_setter(node, "op", other))
    return changes


def _other_constants(value: object) -> list[object]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, *([value - 1] if value else [])]
    if isinstance(value, float):
        return [value + 1.0]
    return []


def _setter(node: ast.AST, name: str, value: object) -> Callable[[], None]:
    return lambda: setattr(node, name, value)
