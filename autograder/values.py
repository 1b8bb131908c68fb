"""What properties pass to a student's function, and its way over the wire.

A property speaks numpy: an array becomes a tensor of the same dtype in the worker, and a
tensor that comes back becomes an array. What else can be an argument is declared here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

import numpy as np
import numpy.typing as npt

from autograder.worker.protocol import (
    MAX_AXES,
    MAX_VALUE_BYTES,
    Argument,
    ArrayValue,
    DType,
    ItemsArgument,
    TensorArgument,
)

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Leaf:
    """A leaf tensor that requires grad, as a parameter does; `grad` goes into its `.grad`."""

    value: Array
    grad: Array | None = None


@dataclass(frozen=True)
class Scattered:
    """A tensor with these elements in memory that is not contiguous."""

    value: Array

    @property
    def layout(self) -> Literal["transposed", "strided"]:
        return "transposed" if self.value.ndim == 2 else "strided"


@dataclass(frozen=True)
class Generator:
    """A generator of arguments, which can be read once and has no length."""

    items: tuple[Any, ...]


class MalformedValueError(ValueError):
    """What came over the wire contradicts itself: its bytes don't fit its shape."""


def to_argument(value: Any) -> Argument:
    """Describes an argument for the worker.

    Raises:
        TypeError: a property passed something that can't be an argument.
    """
    kind = type(value)
    if kind is np.ndarray:
        return TensorArgument(dtype_code(value), value.shape, value.tobytes())
    if value is None or kind in (int, float, bool, str):
        return cast("Argument", value)
    if kind is Leaf:
        array, grad = value.value, value.grad
        if grad is not None and (grad.shape, grad.dtype) != (array.shape, array.dtype):
            raise TypeError(f"a gradient {grad.dtype} {grad.shape} for {array.dtype} {array.shape}")
        encoded = None if grad is None else grad.tobytes()
        return TensorArgument(
            dtype_code(array), array.shape, array.tobytes(), leaf=True, grad=encoded
        )
    if kind is Scattered:
        array = value.value
        return TensorArgument(dtype_code(array), array.shape, array.tobytes(), layout=value.layout)
    if kind is Generator:
        return _items("generator", value.items)
    if kind is list or kind is tuple:
        return _items("list" if kind is list else "tuple", value)
    raise TypeError(f"{value!r} of type {kind.__name__} can't be an argument of a student's code")


def from_argument(argument: Argument) -> Any:
    """The value that `to_argument` described."""
    if isinstance(argument, ItemsArgument):
        items = [from_argument(item) for item in argument.items]
        if argument.container == "list":
            return items
        return tuple(items) if argument.container == "tuple" else Generator(tuple(items))
    if not isinstance(argument, TensorArgument):
        return argument
    array = to_array(argument)
    if argument.leaf:
        grad = argument.grad
        return Leaf(array, None if grad is None else _array(argument.dtype, argument.shape, grad))
    return array if argument.layout == "contiguous" else Scattered(array)


def to_array(value: ArrayValue | TensorArgument) -> Array:
    """The elements as a read-only array.

    Raises:
        MalformedValueError: shape and data don't fit.
    """
    return _array(value.dtype, value.shape, value.data)


def dtype_code(array: Array) -> DType:
    """The short name of a dtype, the same on both sides: "f4" for float32.

    Raises:
        TypeError: there is no tensor of that type in a worker.
    """
    try:
        return _CODES[array.dtype]
    except KeyError:
        raise TypeError(f"an array of {array.dtype} can't be sent") from None


_CODES: dict[Any, DType] = {np.dtype(code): code for code in get_args(DType)}


def flatten_arguments(values: Iterable[Any]) -> list[Any]:
    """All tensors among arguments, in the order in which the worker numbers them."""
    found: list[Any] = []
    for value in values:
        if isinstance(value, np.ndarray | Leaf | Scattered):
            found.append(value)
        elif isinstance(value, Generator):
            found.extend(flatten_arguments(value.items))
        elif isinstance(value, list | tuple):
            found.extend(flatten_arguments(value))
    return found


def _items(container: Literal["list", "tuple", "generator"], items: Sequence[Any]) -> ItemsArgument:
    return ItemsArgument(container, tuple(to_argument(item) for item in items))


def _array(dtype: DType, shape: Sequence[int], data: bytes) -> Array:
    if len(shape) > MAX_AXES or any(not 0 <= size <= MAX_VALUE_BYTES for size in shape):
        raise MalformedValueError(f"a tensor can't have the shape {tuple(shape)}")
    size = np.dtype(dtype).itemsize
    for axis in shape:
        size *= axis
    if size != len(data):
        raise MalformedValueError(f"{len(data)} bytes don't fill a {dtype} of shape {shape}")
    try:
        return np.frombuffer(data, dtype).reshape(shape)
    except ValueError as error:  # an empty array of a shape beyond all measure
        raise MalformedValueError(str(error)) from None
