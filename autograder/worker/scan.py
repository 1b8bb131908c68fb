"""What a module's definitions use, by name, read from its syntax tree; nothing is run.

A name is followed through imports and aliases to its full form. Scopes are those of Python:
a name that a function binds is its own, one that the module binds is the student's, and the
rest are builtins or come from an import of everything.
"""

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field

from autograder.worker.scopes import (
    BUILTINS,
    FUNCTIONS,
    IMPORTS,
    METHODS,
    Region,
    Scope,
    bind,
    body_of,
    imported,
    own_attributes,
    parameters,
    unchain,
)
from autograder.worker.suspicious import COMPUTED, COMPUTED_MODULE, is_suspicious

MAX_CHAIN = 10
"""Of a longer chain of attributes, each attribute is told as well."""
BY_NAME = {
    name: index
    for index, names in (
        (1, ("getattr", "setattr", "hasattr", "delattr")),
        (0, ("operator.attrgetter", "operator.methodcaller")),
    )
    for name in names
}
"""Functions that take the name of an attribute, and which of their arguments that is."""
GETTERS = {name.rpartition(".")[2] for name in BY_NAME}
NAMESPACES = {"vars", "globals", "locals"}
MUTATORS = {"add", "append", "extend", "insert", "setdefault", "update"}
IMPORTERS = {"__import__", "importlib.import_module", "pkgutil.resolve_name"}
"""Functions that take the name of a module."""
MAX_LOOKUPS = 8
"""Of lookups within each other so many are followed."""


@dataclass
class Statement:
    """A statement at the top level of a module, and what was found in it.

    Attributes:
        node: its tree.
        cell: of a notebook, or 0.
        bound: the names that it binds in the module, with what each stands for if imported.
        uses: dotted names and the first line of each.
        needs: names of the module that it refers to.
        fills: those of them whose values it may change, without binding them.
        inner: functions that it defines where the module can't see them, and their lines.
        suspicious: what could hide a use, and the first line of each.
    """

    node: ast.stmt
    cell: int = 0
    bound: dict[str, str | None] = field(default_factory=dict)
    uses: dict[str, int] = field(default_factory=dict)
    needs: set[str] = field(default_factory=set)
    fills: set[str] = field(default_factory=set)
    inner: dict[str, int] = field(default_factory=dict)
    suspicious: dict[str, int] = field(default_factory=dict)

    def is_stub(self) -> bool:
        """Whether it is a function that does nothing but say that it is still to be written."""
        if not isinstance(self.node, METHODS):
            return False
        body = [n for n in self.node.body if not _is_constant(n)]
        return not body or (len(body) == 1 and _does_nothing(body[0]))


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
        self._statement.fills.update(scope.outside.intersection(region.stores))
        called = {id(node.func) for node in region.calls if isinstance(node, ast.Call)}
        for name in region.loads:
            for dotted in self._resolve(name.id, scope):
                self._use(dotted, name.lineno)
                if dotted in BY_NAME and id(name) not in called:  # `reduce(getattr, names, torch)`
                    self._suspect(COMPUTED, name.lineno)
        for attribute in region.attributes:
            self._attribute(attribute, scope)
            passed_on = attribute.attr in GETTERS and id(attribute) not in called
            if passed_on and not BY_NAME.keys().isdisjoint(self._denote(attribute, scope)):
                self._suspect(COMPUTED, attribute.lineno)
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
            self._fill(node.value, scope)
        self._attributes_of(base, attributes, scope, node.end_lineno or node.lineno)

    def _attributes_of(
        self, base: ast.AST, attributes: Sequence[str], scope: Scope, line: int
    ) -> None:
        """Uses of `base.a.b`: in full where the base is known, or else of each attribute."""
        dotted = self._denote(base, scope)
        for start in dotted:
            self._use(".".join([start, *attributes]), line)
        if not dotted or not isinstance(base, ast.Name) or len(attributes) > MAX_CHAIN:
            own = self._own(base, scope)
            for place, attribute in enumerate(attributes):
                if place > 0 or attribute not in own:
                    self._use(f".{attribute}", line)

    def _denote(self, node: ast.AST, scope: Scope, depth: int = 0) -> list[str]:
        """What an expression stands for beyond this module, looked up by whatever means."""
        base, attributes = unchain(node)
        if isinstance(base, ast.Name):
            starts = self._resolve(base.id, scope)
        elif depth < MAX_LOOKUPS:
            starts = self._look_up(base, scope, depth + 1)
        else:
            starts = []
        return [".".join([start, *attributes]) for start in starts]

    def _look_up(self, node: ast.AST, scope: Scope, depth: int) -> list[str]:
        """`getattr(torch, "nn")`, `vars(torch)["nn"]`, `import_module("torch.nn")` and the like."""
        if isinstance(node, ast.Subscript):
            return self._look_up_key(node, scope, depth)
        if isinstance(node, ast.Call) and node.args:
            return self._look_up_by_call(node, scope, depth)
        return []

    def _look_up_key(self, node: ast.Subscript, scope: Scope, depth: int) -> list[str]:
        key, owner = text_of(node.slice), namespace_of(node.value)
        if key is None:
            return []
        if owner is None:
            return [key] if "sys.modules" in self._denote(node.value, scope, depth) else []
        return [f"{name}.{key}" for name in self._denote(owner, scope, depth)]

    def _look_up_by_call(self, node: ast.Call, scope: Scope, depth: int) -> list[str]:
        functions = self._denote(node.func, scope, depth)
        first, *rest = node.args
        if IMPORTERS.intersection(functions):
            module = (text_of(first) or "").replace(":", ".")
            top = module.partition(".")[0] if "__import__" in functions else module
            return [top] if top else []
        key = text_of(rest[0]) if "getattr" in functions and rest else None
        if isinstance(node.func, ast.Call) and node.func.args:
            getter = node.func  # `attrgetter("nn.Softmax")(torch)`
            if "operator.attrgetter" in self._denote(getter.func, scope, depth):
                key = text_of(getter.args[0])
        return [f"{name}.{key}" for name in self._denote(first, scope, depth)] if key else []

    def _fill(self, node: ast.AST, scope: Scope) -> None:
        """Notes that a value is changed in place, if it is one of the module's own."""
        while isinstance(node, ast.Attribute | ast.Subscript):
            node = node.value
        if isinstance(node, ast.Name) and scope.find(node.id) is self._module:
            self._statement.fills.add(node.id)

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
        for dotted in self._look_up(node, scope, 0):
            self._use(dotted, node.lineno)
        if isinstance(node.func, ast.Attribute) and changes_in_place(node.func.attr):
            self._fill(node.func.value, scope)
        known = self._denote(node.func, scope)
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
        if type(node.ctx) is not ast.Load:
            self._fill(node.value, scope)
        for dotted in self._look_up(node, scope, 0):
            self._use(dotted, node.lineno)
        text = text_of(node.slice)
        if text is None and "sys.modules" in self._denote(node.value, scope):
            self._suspect(COMPUTED_MODULE, node.lineno)
        if is_namespace(node.value):
            if text is None:
                self._suspect(COMPUTED, node.lineno)
            else:
                self._use(f".{text}", node.lineno)

    def _use(self, name: str, line: int) -> None:
        known = self._statement.uses
        known[name] = min(line, known.get(name, line))
        if is_suspicious(name):
            self._suspect(name, line)

    def _suspect(self, what: str, line: int) -> None:
        known = self._statement.suspicious
        known[what] = min(line, known.get(what, line))


def is_namespace(node: ast.AST) -> bool:
    """Whether it gives the names of something and what they stand for."""
    function = node.func if isinstance(node, ast.Call) else None
    by_function = isinstance(function, ast.Name) and function.id in NAMESPACES
    return by_function or (isinstance(node, ast.Attribute) and node.attr == "__dict__")


def namespace_of(node: ast.AST) -> ast.AST | None:
    """Whose names they are, if that is said: `x` of `vars(x)` and of `x.__dict__`."""
    if not is_namespace(node):
        return None
    if isinstance(node, ast.Attribute):
        return node.value
    return next(iter(node.args), None) if isinstance(node, ast.Call) else None


def changes_in_place(method: str) -> bool:
    """Whether a method changes what it belongs to; those of tensors end in one underscore."""
    return method in MUTATORS or (method.endswith("_") and not method.endswith("__"))


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
