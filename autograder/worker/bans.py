"""Operators of torch that are an exercise's answer: they raise while that function is called.

Kernels are replaced in the dispatcher, so that every spelling of a call, in any thread, from
scripted code or from an evaluated string, ends here. What torch has in Python, and kernels that
can be taken out of the dispatcher, are guarded from before a student's code runs: what a module
keeps of them when it is run looks at the bans when it is called. Nothing is replaced in the
grader.
"""

import warnings
from collections.abc import Callable, Mapping
from functools import partial
from types import SimpleNamespace
from typing import Any, NoReturn

import torch

from autograder.worker.guards import functions_named, guard
from autograder.worker.operators import FORMS
from autograder.worker.protocol import Operator

KEYS = (
    *("CPU", "MkldnnCPU", "SparseCPU", "NestedTensorCPU", "QuantizedCPU"),
    *("CompositeExplicitAutograd", "CompositeExplicitAutogradNonFunctional"),
    *("CompositeImplicitAutograd", "CompositeImplicitAutogradNestedTensor"),
    "FuncTorchBatchedDecomposition",
)
"""Of the dispatcher: all under which a kernel that computes on a CPU is found."""
TAKE_KERNEL = "_dispatch_get_computed_kernel_for_dispatch_key"
"""What gives a kernel away, from torch 2.9 on."""


class ForbiddenCallError(Exception):
    """The function called the operator that it is to replace."""


class Bans:
    """Puts the bans of one function at a time into force.

    To be made in the zygote before it freezes its objects, among which no search then finds it.

    Attributes:
        broken: the operator that was called since the bans were last put into force.
    """

    def __init__(self) -> None:
        self.broken: Operator | None = None
        self._operators: Mapping[str, tuple[Operator, ...]] = {}
        self._in_force: tuple[Operator, ...] = ()
        self._library: Any = None
        self._kernels = find_kernels()
        for operator, forms in FORMS.items():
            for function in functions_named(forms.functions):
                guard(function, partial(self._look_at, operator))
        guard_kernels(self._look_at)

    def declare(self, operators: Mapping[str, tuple[Operator, ...]]) -> None:
        """Sets the operators that each function may not call."""
        self._operators = operators

    def put_into_force(self, function: str) -> None:
        """Those of this function from now on, and no others."""
        self.broken = None
        operators = self._operators.get(function, ())
        if operators == self._in_force:
            return
        self.lift()
        self._in_force = operators
        # Not a torch.library.Library, which anybody can find among weakref's finalizers and end.
        self._library = torch._C._dispatch_library("IMPL", "aten", "", __file__, 0)  # noqa: SLF001
        with warnings.catch_warnings(action="ignore"):  # that kernels are overridden, as we wish
            for operator in operators:
                for name, key in self._kernels[operator]:
                    self._library.impl(name, key, self._refusal(operator), False)

    def lift(self) -> None:
        """Lets everything be called again."""
        if self._library is not None:
            self._library.reset()
        self._library, self._in_force, self.broken = None, (), None

    def _refusal(self, operator: Operator) -> Callable[..., NoReturn]:
        def refuse(*_arguments: Any, **_options: Any) -> NoReturn:
            self.broken = operator
            raise ForbiddenCallError(operator)

        return refuse

    def _look_at(self, operator: Operator) -> None:
        if operator in self._in_force:
            self._refusal(operator)()


def find_kernels() -> dict[Operator, list[tuple[str, str]]]:
    """The kernels of each operator: names of the dispatcher, with overloads, and keys."""
    known = torch._C._dispatch_get_all_op_names()  # noqa: SLF001 - there is no public list
    has_kernel = torch._C._dispatch_has_kernel_for_dispatch_key  # noqa: SLF001
    return {
        operator: [
            (name, key)
            for name in known
            if name.startswith("aten::") and base_name(name) in forms.kernels
            for key in KEYS
            if has_kernel(name, key)
        ]
        for operator, forms in FORMS.items()
    }


def base_name(name: str) -> str:
    """`_softmax` of `aten::_softmax.out`."""
    return name.rpartition("::")[2].partition(".")[0]


def guard_kernels(look_at: Callable[[Operator], None]) -> None:
    """Has a kernel that is taken out of the dispatcher look at the bans whenever it is called."""
    take = getattr(torch._C, TAKE_KERNEL, None)  # noqa: SLF001 - torch.library looks there for it
    if take is None:
        return

    def take_guarded(name: str, key: Any) -> Any:
        kernel = take(name, key)
        operators = [o for o, forms in FORMS.items() if base_name(name) in forms.kernels]

        def call_boxed(*arguments: Any, **options: Any) -> Any:
            for operator in operators:
                look_at(operator)
            return kernel.call_boxed(*arguments, **options)

        return SimpleNamespace(call_boxed=call_boxed) if operators else kernel

    setattr(torch._C, TAKE_KERNEL, take_guarded)  # noqa: SLF001
