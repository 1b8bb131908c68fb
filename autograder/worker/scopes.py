"""The scopes of a module's syntax tree: which names each of them binds, and what is in it.

Scopes are those of Python. A name that was imported stands for its full form.
"""

import ast
import builtins
from collections.abc import Iterable, Sequence

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
IMPORTS = (ast.Import, ast.ImportFrom)
ASSIGNMENTS = (ast.Assign, ast.AnnAssign)
OUTSIDE = (ast.Global, ast.Nonlocal)
PATTERNS = (ast.MatchAs, ast.MatchStar, ast.MatchMapping)
METHODS = (ast.FunctionDef, ast.AsyncFunctionDef)
NAMED = (*METHODS, ast.ClassDef)
BINDERS = {*IMPORTS, *ASSIGNMENTS, *OUTSIDE, *PATTERNS, *NAMED, ast.ExceptHandler}
BY_TEXT = {ast.Call, ast.Subscript, ast.MatchClass}
LEAVES = {ast.Constant, ast.Load, ast.Store, ast.Del, ast.Pass, ast.Break, ast.Continue}
BUILTINS = frozenset(dir(builtins))


class Scope:
    """The names of a module, a class, a function or a comprehension.

    A name stands for a dotted name where it was imported, or else for None. `own` are the
    attributes that a class gives to itself, `instance` is what its methods call it.
    """

    __slots__ = ("classes", "instance", "is_class", "names", "outside", "own", "parent")

    def __init__(self, parent: "Scope | None" = None, *, is_class: bool = False) -> None:
        self.parent = parent
        self.is_class = is_class
        self.names: dict[str, str | None] = {}
        self.outside: set[str] = set()
        self.classes: dict[str, set[str]] = {}
        self.own: set[str] = set()
        self.instance = ""

    def find(self, name: str) -> "Scope | None":
        """The scope that a name belongs to, seen from here."""
        scope: Scope | None = self
        while scope is not None:
            visible = not scope.is_class or scope is self
            if visible and name in scope.names:
                return scope
            scope = scope.parent
        return None


class Region:
    """The nodes that belong to one scope, sorted by kind; scopes within are not entered.

    Attributes:
        loads: names that are read.
        attributes: chains of attributes, each by its last one.
        calls: calls, subscripts and patterns of classes, which may take an attribute by its name.
        stores: names that are bound by their mere place.
        binders: statements and patterns that bind names in ways of their own.
        inner: what opens a scope of its own.
        annotations: of arguments, results and variables.
        stars: modules of which all names are imported.
    """

    __slots__ = (
        "annotations",
        "attributes",
        "binders",
        "calls",
        "inner",
        "loads",
        "stars",
        "stores",
    )

    def __init__(self, roots: Iterable[ast.AST]) -> None:
        self.loads: list[ast.Name] = []
        self.attributes: list[ast.Attribute] = []
        self.calls: list[ast.Call | ast.Subscript | ast.MatchClass] = []
        self.stores: list[str] = []
        self.binders: list[ast.AST] = []
        self.inner: list[ast.AST] = []
        self.annotations: list[ast.expr] = []
        self.stars: list[str] = []
        waiting = list(roots)
        waiting.reverse()
        while waiting:
            waiting += reversed(self._take(waiting.pop()))

    def _take(self, node: ast.AST) -> Sequence[ast.AST]:  # noqa: PLR0911 - one for each kind
        """Files a node; returns the nodes to go on with."""
        kind = type(node)
        if kind in LEAVES:
            return ()
        if kind is ast.Name:
            if type(node.ctx) is ast.Load:  # type: ignore[attr-defined]
                self.loads.append(node)  # type: ignore[arg-type]
            else:
                self.stores.append(node.id)  # type: ignore[attr-defined]
            return ()
        if kind is ast.Attribute:
            self.attributes.append(node)  # type: ignore[arg-type]
            base, _ = unchain(node)
            return () if type(base) is ast.Name else (base,)
        if kind in BY_TEXT:
            self.calls.append(node)  # type: ignore[arg-type]
        elif kind in COMPREHENSIONS:
            self.inner.append(node)
            return ()
        elif isinstance(node, FUNCTIONS):
            return self._take_function(node)
        elif kind in BINDERS:
            return self._take_binder(node)
        return children(node)

    def _take_binder(self, node: ast.AST) -> Sequence[ast.AST]:
        self.binders.append(node)
        if isinstance(node, ast.ClassDef):
            self.inner.append(node)
            return [*node.decorator_list, *node.bases, *node.keywords]
        if isinstance(node, ast.AnnAssign):
            self.annotations.append(node.annotation)
            return [node.target, *([node.value] if node.value else [])]
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            self.stars.append(node.module or "")
        return children(node)

    def _take_function(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    ) -> Sequence[ast.AST]:
        self.inner.append(node)
        defaults = [*node.args.defaults, *(d for d in node.args.kw_defaults if d)]
        if isinstance(node, ast.Lambda):
            return defaults
        self.binders.append(node)
        self.annotations += [a.annotation for a in parameters(node.args) if a.annotation]
        if node.returns:
            self.annotations.append(node.returns)
        return [*node.decorator_list, *defaults]


def bind(region: Region, scope: Scope, outer: dict[str, str | None]) -> None:
    """Puts the names that a region binds into its scope; `outer` are those known before."""
    names = scope.names
    names.update(dict.fromkeys(region.stores))
    for node in region.binders:
        if isinstance(node, ASSIGNMENTS):
            bind_assignment(node, scope, outer)
        elif isinstance(node, IMPORTS):
            names.update(imported(node))
        elif isinstance(node, OUTSIDE):
            scope.outside.update(node.names)
        elif isinstance(node, ast.MatchMapping):
            names.update({node.rest: None} if node.rest else {})
        elif name := getattr(node, "name", None):
            names[name] = None
            if isinstance(node, ast.ClassDef):
                scope.classes[name] = own_attributes(node)
    for name in scope.outside:
        names.pop(name, None)


def bind_assignment(
    node: ast.Assign | ast.AnnAssign, scope: Scope, outer: dict[str, str | None]
) -> None:
    """`nnf = torch.nn.functional` makes another name for the same; all else makes a value."""
    base, attributes = unchain(node.value) if node.value else (None, [])
    if not isinstance(base, ast.Name):
        return
    owner = scope.find(base.id)
    known = (owner.names[base.id] if owner else None) or outer.get(base.id)
    if owner is None and known is None and base.id in BUILTINS:
        known = base.id
    for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
        if isinstance(target, ast.Name) and known:
            scope.names[target.id] = ".".join([known, *attributes])


def imported(node: ast.Import | ast.ImportFrom) -> dict[str, str | None]:
    """The names that an import binds, and what they stand for."""
    if isinstance(node, ast.Import):
        return {
            a.asname or a.name.partition(".")[0]: a.name if a.asname else a.name.partition(".")[0]
            for a in node.names
        }
    package = [node.module] if node.module else []
    return {a.asname or a.name: ".".join([*package, a.name]) for a in node.names if a.name != "*"}


def unchain(node: ast.AST) -> tuple[ast.AST, list[str]]:
    """`a.b.c` as the node of `a` and ["b", "c"]."""
    attributes: list[str] = []
    while isinstance(node, ast.Attribute):
        attributes.append(node.attr)
        node = node.value
    attributes.reverse()
    return node, attributes


def children(node: ast.AST) -> list[ast.AST]:
    found: list[ast.AST] = []
    for name in node._fields:
        value = getattr(node, name, None)
        if isinstance(value, list):
            found += [item for item in value if isinstance(item, ast.AST)]
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


def parameters(arguments: ast.arguments) -> list[ast.arg]:
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return [*named, *(a for a in (arguments.vararg, arguments.kwarg) if a)]


def body_of(node: ast.AST) -> list[ast.AST]:
    """What belongs to the scope that a node opens."""
    if isinstance(node, NAMED):
        return list(node.body)
    if isinstance(node, ast.Lambda):
        return [node.body]
    return children(node)


def own_attributes(node: ast.ClassDef) -> set[str]:
    """What a class defines or assigns to `self`."""
    assigned = {
        inner.attr
        for inner in ast.walk(node)
        if isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store)
        if isinstance(inner.value, ast.Name) and inner.value.id == "self"
    }
    return assigned | {method.name for method in node.body if isinstance(method, METHODS)}
