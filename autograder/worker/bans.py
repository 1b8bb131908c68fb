"""Operators of torch that are an exercise's answer: they raise while that function is called.

Kernels are replaced in the dispatcher, so that every spelling of a call, in any thread, from
scripted code or from an evaluated string, ends here. Nothing is replaced in the grader.
"""

import warnings
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import torch
from torch.optim.optimizer import register_optimizer_step_pre_hook

from autograder.worker.protocol import Operator

Kernels = dict[str, tuple[str, ...]]
"""Names of operators of aten by the dispatch key that their kernel serves."""

KERNELS: dict[Operator, Kernels] = {
    "softmax": {
        "CPU": (
            *("_softmax", "_softmax.out", "_safe_softmax", "_masked_softmax"),
            *("_log_softmax", "_log_softmax.out", "special_log_softmax"),
            *("logsumexp", "logsumexp.out", "logcumsumexp", "logcumsumexp.out"),
            *("_logcumsumexp", "_logcumsumexp.out", "_nested_tensor_softmax_with_shape"),
            *("_scaled_dot_product_flash_attention_for_cpu", "cross_entropy_loss"),
        ),
        "MkldnnCPU": ("_softmax", "_log_softmax"),
        "SparseCPU": ("_sparse_softmax", "_sparse_log_softmax"),
    },
    "cross_entropy": {
        "CPU": (
            *("cross_entropy_loss", "nll_loss", "nll_loss.out", "nll_loss_nd"),
            *("nll_loss_forward", "nll_loss_forward.output", "nll_loss2d", "nll_loss2d.out"),
            *("nll_loss2d_forward", "nll_loss2d_forward.output"),
        ),
    },
    "optimizer": {},
}


class ForbiddenCallError(Exception):
    """The function called the operator that it is to replace."""


class Bans:
    """Puts the bans of one function at a time into force.

    Attributes:
        broken: the operator that was called since the bans were last put into force.
    """

    def __init__(self) -> None:
        self.broken: Operator | None = None
        self._operators: Mapping[str, tuple[Operator, ...]] = {}
        self._in_force: tuple[Operator, ...] = ()
        self._lift: list[Callable[[], None]] = []

    def declare(self, operators: Mapping[str, tuple[Operator, ...]]) -> None:
        """Sets the operators that each function may not call."""
        self._operators = operators

    def put_into_force(self, function: str) -> None:
        """Those of this function from now on, and no others."""
        self.broken = None
        operators = self._operators.get(function, ())
        if operators == self._in_force:
            return
        while self._lift:
            self._lift.pop()()
        self._lift = [self._ban(operator) for operator in operators]
        self._in_force = operators

    def _ban(self, operator: Operator) -> Callable[[], None]:
        """Makes an operator raise; returns what undoes it."""

        def refuse(*_arguments: Any, **_options: Any) -> NoReturn:
            self.broken = operator
            raise ForbiddenCallError(operator)

        if operator == "optimizer":
            return register_optimizer_step_pre_hook(refuse).remove
        library = torch.library.Library("aten", "IMPL")  # type: ignore[no-untyped-call]
        with warnings.catch_warnings(action="ignore"):  # that kernels are overridden, as we wish
            for key, names in KERNELS[operator].items():
                for name in names:
                    library.impl(name, refuse, key)  # type: ignore[no-untyped-call]
        return library._destroy  # noqa: SLF001 - torch has no public name for it
