"""Has functions of torch's look at something first, whoever already holds them."""

import inspect
import re
import sys
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from fnmatch import translate
from typing import Any

Check = Callable[[], None]


def functions_named(patterns: Mapping[str, Iterable[str]]) -> list[types.FunctionType]:
    """Functions and methods of modules that are loaded, each once; of a decorated one, its core.

    Args:
        patterns: of names, by the module or the package that they are in.
    """
    found: dict[int, types.FunctionType] = {}
    for root, names in patterns.items():
        wanted = re.compile("|".join(map(translate, names))).match
        within = [m for n, m in list(sys.modules.items()) if f"{n}.".startswith(f"{root}.")]
        for value in (value for m in within for name, value in members(m) if wanted(name)):
            function = getattr(value, "__func__", value)
            if isinstance(function, types.FunctionType):
                core = inspect.unwrap(function)
                found[id(core)] = core
    return list(found.values())


def members(module: types.ModuleType) -> Iterator[tuple[str, Any]]:
    """What a module has, and what its own classes have."""
    for name, value in list(vars(module).items()):
        yield name, value
        if isinstance(value, type) and value.__module__ == module.__name__:
            yield from ((f"{name}.{inner}", member) for inner, member in list(vars(value).items()))


def guard(function: types.FunctionType, check: Check) -> None:
    """Has a function call `check` first, which may raise.

    Its code is replaced, and not its name somewhere, since tables, classes and other modules
    have the function already, and so may a student's code by the time that it matters.
    """
    original = types.FunctionType(
        function.__code__,
        function.__globals__,
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )
    original.__kwdefaults__ = function.__kwdefaults__

    def guarded(*arguments: Any, **options: Any) -> Any:
        check()
        return original(*arguments, **options)

    function.__code__ = forward.__code__.replace(co_freevars=function.__code__.co_freevars)
    function.__defaults__ = None
    function.__kwdefaults__ = {"_guarded": guarded}


def forward(*arguments: Any, _guarded: Callable[..., Any], **options: Any) -> Any:
    """The code of every guarded function."""
    return _guarded(*arguments, **options)
