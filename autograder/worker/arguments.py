"""The arguments of a call, built in a worker from what the grader says of them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from autograder.worker.fixtures import FIXTURES, Trace
from autograder.worker.protocol import (
    Argument,
    ArrayValue,
    FileArgument,
    FixtureArgument,
    ItemsArgument,
    OptimizerValue,
    SameArgument,
    TensorArgument,
    TensorState,
    UnsupportedValue,
    Value,
)
from autograder.worker.results import (
    IS_LEAF,
    REQUIRES_GRAD,
    TORCH_DTYPES,
    cut,
    encode_array,
    encode_optimizer,
    encode_value,
    is_tensor,
    type_name,
)

# Torch's public function imports sympy for a result of several elements, which takes 0.3 s, and
# needs twice the time of this one, which it calls.
BACKWARD: Any = torch.autograd.Variable._execution_engine.run_backward  # noqa: SLF001
NDARRAY = np.ndarray  # as it is before any of a student's code runs
NUMPY_DTYPES = {code: np.dtype(code) for code in TORCH_DTYPES}


class Arguments:
    """The arguments of one call, built anew from their descriptions."""

    def __init__(self, descriptions: Sequence[Argument]) -> None:
        self.trace = Trace()
        self._tensors: list[BuiltTensor] = []
        self._fixtures: list[Any] = []
        self._objects: list[Any] = []  # tensors and fixtures, as they are numbered
        self.values = [self._build(description) for description in descriptions]

    def _build(self, argument: Argument) -> Any:  # noqa: PLR0911 - one for each type
        if isinstance(argument, TensorArgument):
            built = BuiltTensor(argument)
            self._tensors.append(built)
            self._objects.append(built.value)
            return built.value
        if isinstance(argument, ItemsArgument):
            items = [self._build(item) for item in argument.items]
            if argument.container == "list":
                for place, item in enumerate(items):
                    self._remember_place(items, place, item)
                return items
            if argument.container == "dict":
                return dict(items)
            return tuple(items) if argument.container == "tuple" else (item for item in items)
        if isinstance(argument, FixtureArgument):
            made = FIXTURES[argument.name](self.trace, *map(self._build, argument.arguments))
            self._fixtures.append(made)
            self._objects.append(made)
            return made
        if isinstance(argument, FileArgument):
            return argument.path
        if isinstance(argument, SameArgument):
            return self._objects[argument.number]
        return argument

    def _remember_place(self, items: list[Any], place: int, item: Any) -> None:
        for built in self._tensors:
            if built.tensor is item:
                built.place = (items, place)

    def changed(self) -> tuple[int, ...]:
        return tuple(i for i, built in enumerate(self._tensors) if built.has_changed())

    def states(self) -> tuple[TensorState, ...]:
        return tuple(built.state() for built in self._tensors)

    def reports(self) -> tuple[Value, ...]:
        """What the fixtures have to say after the call."""
        return tuple(map(self._report, self._fixtures))

    def _report(self, fixture: Any) -> Value:
        try:
            if isinstance(fixture, torch.optim.Optimizer):
                return self.optimizer(fixture)
            report = self.trace.reports.get(id(fixture))
            return encode_value(report()) if report else None
        except Exception as error:  # noqa: BLE001 - a student may have left it in any state
            return UnsupportedValue(cut(f"{type_name(fixture)} that can't be read: {error}"))

    def optimizer(self, optimizer: torch.optim.Optimizer) -> OptimizerValue:
        """An optimizer, by the numbers of its parameters among the arguments."""
        numbers = {id(built.tensor): i for i, built in enumerate(self._tensors)}
        return encode_optimizer(
            optimizer,
            lambda parameter: numbers.get(id(parameter), -1),
            same=any(fixture is optimizer for fixture in self._fixtures),
        )

    def step(self, result: Any) -> None:
        """Has the optimizer that was returned, or else the one that was passed, make a step.

        Every gradient is one before. Without an optimizer nothing happens.
        """
        candidates = [result, *self._fixtures]
        optimizers = [o for o in candidates if isinstance(o, torch.optim.Optimizer)]
        if optimizers:
            for built in self._tensors:
                if built.was_leaf:
                    built.tensor.grad = torch.ones_like(built.tensor)
            optimizers[0].step()

    def gradients(
        self, result: Any, weights: tuple[float, ...]
    ) -> tuple[ArrayValue | UnsupportedValue | None, ...]:
        """The gradients of sum(weights * result) with respect to the leaves.

        Raises:
            Exception: autograd's own, for instance where the result has no graph.
        """
        if not is_tensor(result):  # the engine would take another object's word for it
            raise TypeError(f"{type_name(result)} has no gradients")
        grad = torch.from_numpy(np.array(weights)).to(result.dtype).reshape(result.shape)
        BACKWARD((result,), (grad,), False, False, (), allow_unreachable=True, accumulate_grad=True)
        gradients = [built.tensor.grad for built in self._tensors if built.was_leaf]
        return tuple(None if g is None else encode_array(g) for g in gradients)


class BuiltTensor:
    """A tensor over memory that we own, so that a change is seen by comparing bytes."""

    __slots__ = (
        "_buffer",
        "_original",
        "_pointer",
        "_shape",
        "_stride",
        "_type",
        "place",
        "tensor",
        "value",
        "was_leaf",
    )

    def __init__(self, argument: TensorArgument) -> None:
        if argument.layout == "contiguous":
            self._original = argument.data
            self._buffer = bytearray(argument.data)
            tensor = tensor_over(self._buffer, argument)
        else:
            array = np.frombuffer(argument.data, argument.dtype).reshape(argument.shape)
            transposed = argument.layout == "transposed"
            spread = array.T if transposed else np.repeat(array, 2, axis=-1)
            self._original = spread.tobytes()
            self._buffer = bytearray(self._original)
            dtype = TORCH_DTYPES[argument.dtype]
            whole = torch.frombuffer(self._buffer, dtype=dtype).view(spread.shape)
            tensor = whole.permute(*reversed(range(array.ndim))) if transposed else whole[..., ::2]
        if argument.container == "parameter":
            tensor = torch.nn.Parameter(tensor)
        elif argument.leaf:
            tensor.requires_grad_()
        if argument.grad is not None:
            tensor.grad = tensor_over(bytearray(argument.grad), argument)
        self.tensor = tensor
        # An array of numpy over the same memory, so that a change of it is seen as well.
        self.value: Any = tensor if argument.container != "ndarray" else tensor.numpy()
        self.was_leaf = argument.leaf
        self.place: tuple[list[Any], int] | None = None
        self._type = type(tensor)
        self._pointer = tensor.data_ptr()
        self._shape = tensor.shape
        self._stride = tensor.stride()

    def has_changed(self) -> bool:
        tensor = self.tensor
        same = (
            self._buffer == self._original
            and tensor.data_ptr() == self._pointer
            and tensor.shape == self._shape
            and tensor.stride() == self._stride
        )
        return not same

    def state(self) -> TensorState:
        tensor = self.tensor
        if type(tensor) is not self._type:  # whose own methods would answer for it
            unreadable = UnsupportedValue(type_name(tensor))
            return TensorState(unreadable, None, False, False, True, -1)
        replaced = False
        if self.place is not None:
            items, place = self.place
            replaced = place >= len(items) or items[place] is not tensor
        return TensorState(
            value=encode_array(tensor),
            grad=None if tensor.grad is None else encode_array(tensor.grad),
            requires_grad=REQUIRES_GRAD(tensor),
            is_leaf=IS_LEAF(tensor),
            replaced=replaced,
            version=tensor._version,  # noqa: SLF001 - torch has no public name for it
        )


def tensor_over(buffer: bytearray, argument: TensorArgument) -> torch.Tensor:
    """A tensor of the argument's type and shape that has its elements there, in C order."""
    # By way of numpy, because the view of a flat tensor is called so in torch's messages.
    return torch.from_numpy(NDARRAY(argument.shape, NUMPY_DTYPES[argument.dtype], buffer))
