"""What a module's definitions use, by name, read from its syntax tree; nothing is run.

A name is followed through imports and aliases to its full form. Scopes are those of Python:
a name that a function binds is its own, one that the module binds is the student's, and the
rest are builtins or come from an import of everything.
"""

import ast
import builtins
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

MAX_CHAIN = 10
"""Of a longer chain of attributes, each attribute is told as well."""
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
BY_NAME = {
    name: index
    for index, names in (
        (1, ("getattr", "setattr", "hasattr", "delattr")),
        (0, ("operator.attrgetter", "operator.methodcaller")),
    )
    for name in names
}
"""Functions that take the name of an attribute, and which of their arguments that is."""
NAMESPACES = {"vars", "globals", "locals"}
SUSPICIOUS = {
    *("exec", "eval", "compile", "__import__", "globals", "locals", "vars", "__builtins__"),
    *("builtins", "ctypes", "gc", "importlib", "multiprocessing", "subprocess", "sys._getframe"),
    *("_thread", "threading", "concurrent.futures", "torch._C", "torch.jit", "torch.library"),
    *("torch.ops", "torch.overrides", "torch.fx", "inspect"),
}
SUSPICIOUS_ATTRIBUTES = {
    *("__builtins__", "__code__", "__globals__", "__subclasses__", "_getframe"),
    *("_DisableTorchDispatch", "_disable_current_modes", "DisableTorchFunction"),
    *("tb_frame", "f_back", "f_locals", "f_globals", "gi_frame", "cr_frame", "__wrapped__"),
    *("_decomp", "_functional", "_prims", "_refs", "decomposition_table"),
}
COMPUTED = "an attribute by a computed name"


@dataclass
class Statement:
    """A statement at the top level of a module, and what was found in it.

    Attributes:
        node: its tree.
        cell: of a notebook, or 0.
        bound: the names that it binds in the module, with what each stands for if imported.
        uses: dotted names and the first line of each.
        needs: names of the module that it refers to.
        inner: functions that it defines where the module can't see them, and their lines.
        suspicious: what could hide a use, and the first line of each.
    """

    node: ast.stmt
    cell: int = 0
    bound: dict[str, str | None] = field(default_factory=dict)
    uses: dict[str, int] = field(default_factory=dict)
    needs: set[str] = field(default_factory=set)
    inner: dict[str, int] = field(default_factory=dict)
    suspicious: dict[str, int] = field(default_factory=dict)

    def is_stub(self) -> bool:
        """Whether it is a function that does nothing but say that it is still to be written."""
        if not isinstance(self.node, METHODS):
            return False
        body = [n for n in self.node.body if not _is_constant(n)]
        return not body or (len(body) == 1 and _does_nothing(body[0]))


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


def scan(statements: Sequence[Statement]) -> list[str]:
    """Fills in what the statements of a module bind and use; returns the stars of its imports."""
    module = Scope()
    stars: dict[str, None] = {}
    regions = [Region([statement.node]) for statement in statements]
    for statement, region in zip(statements, regions, strict=True):
        before, module.names = module.names, {}
        bind(region, module, before)
        statement.bound, module.names = module.names, before
        module.names.update(statement.bound)
        stars.update(dict.fromkeys(region.stars))
    for statement, region in zip(statements, regions, strict=True):
        Uses(statement, module, list(stars)).of_module(region)
    return list(stars)


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


class Uses:
    """Collects what one statement uses, scope by scope."""

    def __init__(self, statement: Statement, module: Scope, stars: Sequence[str]) -> None:
        self._statement = statement
        self._module = module
        self._stars = stars

    def of_module(self, region: Region) -> None:
        """Goes through the region of the statement itself and all scopes within."""
        waiting = [(region, self._module)]
        while waiting:
            current, scope = waiting.pop()
            self._of_region(current, scope)
            waiting += [self._enter(node, scope) for node in current.inner]

    def _enter(self, node: ast.AST, parent: Scope) -> tuple[Region, Scope]:
        scope = Scope(parent, is_class=isinstance(node, ast.ClassDef))
        if isinstance(node, ast.ClassDef):
            scope.own = own_attributes(node)
        elif isinstance(node, FUNCTIONS):
            names = [a.arg for a in parameters(node.args)]
            scope.names.update(dict.fromkeys(names))
            if parent.is_class and names:
                scope.instance, scope.own = names[0], parent.own
        region = Region(body_of(node))
        bind(region, scope, {})
        return region, scope

    def _of_region(self, region: Region, scope: Scope) -> None:
        for name in region.loads:
            for dotted in self._resolve(name.id, scope):
                self._use(dotted, name.lineno)
        for attribute in region.attributes:
            self._attribute(attribute, scope)
        for node in region.calls:
            self._by_text(node, scope)
        for binder in region.binders:
            if binder is not self._statement.node:
                self._binder(binder, scope)
        for annotation in region.annotations:
            self._annotation(annotation, scope)

    def _annotation(self, annotation: ast.expr, scope: Scope) -> None:
        """What an annotation names has to be there, but is not used."""
        plain = isinstance(annotation, ast.Name)
        for node in (annotation,) if plain else ast.walk(annotation):
            if isinstance(node, ast.Name) and scope.find(node.id) is self._module:
                self._statement.needs.add(node.id)

    def _binder(self, node: ast.AST, scope: Scope) -> None:
        """An import is a use where it is made for the statement alone, perhaps one of several."""
        if isinstance(node, IMPORTS):
            for dotted in imported(node).values():
                self._use(dotted or "", node.lineno)
        elif isinstance(node, METHODS) and scope is not self._module:
            self._statement.inner.setdefault(node.name, node.lineno)

    def _resolve(self, name: str, scope: Scope) -> list[str]:
        """What a name stands for beyond this module: nothing, if it is a value of its own."""
        owner = scope.find(name)
        if owner is None:
            from_stars = [] if name in BUILTINS else [f"{star}.{name}" for star in self._stars]
            return [name, *from_stars]
        if owner is self._module:
            self._statement.needs.add(name)
        dotted = owner.names[name]
        return [dotted] if dotted else []

    def _attribute(self, node: ast.Attribute, scope: Scope) -> None:
        base, attributes = unchain(node)
        if type(node.ctx) is not ast.Load:
            attributes.pop()
        self._attributes_of(base, attributes, scope, node.end_lineno or node.lineno)

    def _attributes_of(
        self, base: ast.AST, attributes: Sequence[str], scope: Scope, line: int
    ) -> None:
        """Uses of `base.a.b`: in full where the base is known, or else of each attribute."""
        dotted = self._resolve(base.id, scope) if isinstance(base, ast.Name) else []
        for start in dotted:
            self._use(".".join([start, *attributes]), line)
        if not dotted or len(attributes) > MAX_CHAIN:
            own = self._own(base, scope)
            for place, attribute in enumerate(attributes):
                if place > 0 or attribute not in own:
                    self._use(f".{attribute}", line)

    def _own(self, base: ast.AST, scope: Scope) -> set[str]:
        """The attributes that are the student's own, because the base is her class."""
        if not isinstance(base, ast.Name):
            return set()
        owner = scope.find(base.id)
        if owner is None:
            return set()
        if owner.instance == base.id:
            return owner.own
        return owner.classes.get(base.id, set())

    def _by_text(self, node: ast.Call | ast.Subscript | ast.MatchClass, scope: Scope) -> None:
        if isinstance(node, ast.Call):
            self._call(node, scope)
        elif isinstance(node, ast.Subscript):
            self._subscript(node, scope)
        else:  # `case object(softmax=f)`
            for attribute in node.kwd_attrs:
                self._use(f".{attribute}", node.lineno)

    def _call(self, node: ast.Call, scope: Scope) -> None:
        """`getattr(F, "softmax")` is a use of F.softmax; by a computed name it is suspicious."""
        base, attributes = unchain(node.func)
        if not isinstance(base, ast.Name):
            return
        known = [".".join([d, *attributes]) for d in self._resolve(base.id, scope)]
        index = next((BY_NAME[name] for name in known if name in BY_NAME), None)
        if index is None:
            return
        texts = [text_of(argument) for argument in node.args[index:][: None if index == 0 else 1]]
        for text in texts[:1] if "operator.methodcaller" in known else texts:
            if text is None:
                self._suspect(COMPUTED, node.lineno)
            elif index == 0:
                self._attributes_of(node, text.split("."), scope, node.lineno)
            else:
                inner, first = unchain(node.args[0])
                self._attributes_of(inner, [*first, text], scope, node.lineno)

    def _subscript(self, node: ast.Subscript, scope: Scope) -> None:
        """`vars(F)["softmax"]`, `F.__dict__["softmax"]` and `sys.modules["torch.optim"]`."""
        value = node.value
        base, attributes = unchain(value)
        if isinstance(base, ast.Name) and "sys.modules" in (
            ".".join([dotted, *attributes]) for dotted in self._resolve(base.id, scope)
        ):
            module = text_of(node.slice)
            if module is None:
                self._suspect("a module by a computed name", node.lineno)
            else:
                self._use(module, node.lineno)
        by_dict = isinstance(value, ast.Attribute) and value.attr == "__dict__"
        function = value.func if isinstance(value, ast.Call) else None
        if by_dict or (isinstance(function, ast.Name) and function.id in NAMESPACES):
            text = text_of(node.slice)
            if text is None:
                self._suspect(COMPUTED, node.lineno)
            else:
                self._attributes_of(node, [text], scope, node.lineno)

    def _use(self, name: str, line: int) -> None:
        known = self._statement.uses
        known[name] = min(line, known.get(name, line))
        if is_suspicious(name):
            self._suspect(name, line)

    def _suspect(self, what: str, line: int) -> None:
        known = self._statement.suspicious
        known[what] = min(line, known.get(what, line))


@lru_cache(maxsize=4096)
def is_suspicious(name: str) -> bool:
    """Whether a dotted name is, begins with or contains one that could hide a use."""
    parts = name.split(".")
    if parts[0] == "torch" and any(is_internal(part) for part in parts):
        return True
    starts = {".".join(parts[:n]) for n in (1, 2, 3)}
    return not (SUSPICIOUS.isdisjoint(starts) and SUSPICIOUS_ATTRIBUTES.isdisjoint(parts))


def is_internal(part: str) -> bool:
    """Whether torch keeps what has this name to itself."""
    return part.startswith("_") and not part.startswith("__")


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


def text_of(node: ast.AST) -> str | None:
    """A text that is written out, or None."""
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return node.value if is_text else None  # type: ignore[attr-defined]


def _is_constant(node: ast.stmt) -> bool:
    """A docstring or an ellipsis."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _does_nothing(node: ast.stmt) -> bool:
    if not isinstance(node, ast.Raise):
        return isinstance(node, ast.Pass)
    raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
