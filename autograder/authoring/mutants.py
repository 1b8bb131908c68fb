"""Small changes of a solution, each of which the properties should notice.

An AST pass of our own, because mutation tools run a test suite for each mutant, and ours are
to be loaded by the hundred into one worker.
"""

import ast
import copy
from collections.abc import Callable, Iterator, Sequence
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


@dataclass(frozen=True)
class Change:
    """A way to change a function.

    Attributes:
        shown: the expression or statement whose text tells what was there.
        apply: makes the change.
        new: what is there then; None where the text of `shown` tells it.
    """

    shown: ast.expr | ast.stmt
    apply: Callable[[], None]
    new: str | None = None


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
        for variant in range(len(list(_changes(_nth(function, number))))):
            changed = copy.deepcopy(function)
            change = list(_changes(_nth(changed, number)))[variant]
            old = _first_line(change.shown)
            change.apply()
            if ast.unparse(changed) == before:
                continue
            module = ast.Module([*tree.body[:place], changed, *tree.body[place + 1 :]], [])
            new = _first_line(change.shown) if change.new is None else change.new
            text = ast.unparse(ast.fix_missing_locations(module))
            yield Mutant(function.name, change.shown.lineno, f"{old} -> {new}", text.encode())


def _first_line(node: ast.AST) -> str:
    """The text of an expression or a statement, of one with a body what stands before that."""
    return ast.unparse(node).partition("\n")[0]


def _nth(function: ast.FunctionDef, number: int) -> ast.AST:
    for place, node in enumerate(ast.walk(function)):
        if place == number:
            return node
    raise IndexError(number)


def _changes(node: ast.AST) -> Iterator[Change]:
    """The ways to change one node in place, or what stands directly in it."""
    if isinstance(node, ast.expr | ast.AugAssign):
        for apply in _other_operators(node):
            yield Change(node, apply)
    if isinstance(node, ast.Call):
        yield from _other_arguments(node)
    if isinstance(node, ast.Expr):
        return  # its value is thrown away; to leave the statement out says it all
    for field, child in ast.iter_fields(node):
        siblings = child if isinstance(child, list) else [child]
        for index, each in enumerate(siblings):
            if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute):
                value = each.func.value
                put = _putter(node, field, index if isinstance(child, list) else None, [value])
                yield Change(each, put, ast.unparse(value))
            elif isinstance(each, ast.stmt) and not isinstance(each, ast.Return):
                yield from _without(node, field, index, each)


def _without(node: ast.AST, field: str, index: int, statement: ast.stmt) -> Iterator[Change]:
    """Leaves a statement out; of a `with` or an `if` also what stands around the body."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return  # a docstring
    yield Change(statement, _putter(node, field, index, [ast.Pass()]), "pass")
    if isinstance(statement, ast.With | ast.If):
        yield Change(statement, _putter(node, field, index, statement.body), "its body")


def _other_arguments(call: ast.Call) -> Iterator[Change]:
    """Leaves out an argument that has a name, or exchanges the first two that have none."""
    for keyword in call.keywords:
        yield Change(call, _setter(call, "keywords", [k for k in call.keywords if k != keyword]))
    if len(call.args) > 1 and not any(isinstance(a, ast.Starred) for a in call.args):
        first, second, *others = call.args
        yield Change(call, _setter(call, "args", [second, first, *others]))


def _other_operators(node: ast.AST) -> list[Callable[[], None]]:
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


def _putter(
    node: ast.AST, field: str, index: int | None, values: Sequence[ast.AST]
) -> Callable[[], None]:
    """Puts nodes in the place of a child, which may stand in a list of children."""

    def put() -> None:
        if index is None:
            setattr(node, field, *values)
        else:
            getattr(node, field)[index : index + 1] = values

    return put
