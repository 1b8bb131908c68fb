"""What properties pass to a student's function, and its way over the wire.

A property speaks numpy: an array becomes a tensor of the same dtype in the worker, and a
tensor that comes back becomes an array. What else can be an argument is declared here.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

import numpy as np
import numpy.typing as npt

from autograder.i18n import _
from autograder.worker.protocol import (
    MAX_AXES,
    MAX_VALUE_BYTES,
    Argument,
    ArrayValue,
    DType,
    FileArgument,
    FixtureArgument,
    FixtureName,
    ItemsArgument,
    SameArgument,
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
    """A tensor with these elements in memory that is not contiguous.

    Of several axes, the last one lies outermost: `view` can't join them.
    """

    value: Array

    @property
    def layout(self) -> Literal["transposed", "strided"]:
        return "transposed" if self.value.ndim > 1 else "strided"


@dataclass(frozen=True)
class Generator:
    """A generator of arguments, which can be read once and has no length."""

    items: tuple[Any, ...]


@dataclass(frozen=True)
class Parameter(Leaf):
    """A leaf of the type that layers of a net have: `nn.Parameter`."""


@dataclass(frozen=True)
class NumpyArray:
    """An array of numpy, which stays one."""

    value: Array


@dataclass(frozen=True)
class File:
    """The path of a file with this content."""

    name: str
    data: bytes


@dataclass(frozen=True, eq=False)
class Fixture:
    """An object that a worker builds by name; see `fixtures`."""

    name: FixtureName
    arguments: tuple[Any, ...]


class MalformedValueError(ValueError):
    """What came over the wire contradicts itself: its bytes don't fit its shape."""


def to_argument(value: Any) -> Argument:
    """Describes a value for the worker.

    Raises:
        TypeError: a property passed something that can't be an argument.
    """
    return _Describer().describe(value)


def to_arguments(values: Iterable[Any]) -> tuple[Argument, ...]:
    """Describes the arguments of one call; a leaf or fixture among them twice is one object.

    Raises:
        TypeError: a property passed something that can't be an argument.
    """
    return tuple(map(_Describer().describe, values))


class _Describer:
    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._count = 0

    def describe(self, value: Any) -> Argument:  # noqa: PLR0911, C901 - one for each type
        kind = type(value)
        if kind is np.ndarray:
            self._count += 1
            return TensorArgument(dtype_code(value), value.shape, value.tobytes())
        if value is None or kind in (int, float, bool, str):
            return cast("Argument", value)
        if id(value) in self._numbers:
            return SameArgument(self._numbers[id(value)])
        if kind is Leaf or kind is Parameter:
            return self._leaf(value, "tensor" if kind is Leaf else "parameter")
        if kind is Scattered:
            self._count += 1
            array = value.value
            code = dtype_code(array)
            return TensorArgument(code, array.shape, array.tobytes(), layout=value.layout)
        if kind is NumpyArray:
            return self._of_numpy(value.value)
        if kind is Generator:
            return self._items("generator", value.items)
        if kind is dict:
            return self._items("dict", list(value.items()))
        if kind is list or kind is tuple:
            return self._items("list" if kind is list else "tuple", value)
        if kind is Fixture:
            inside = tuple(map(self.describe, value.arguments))
            self._number(value)
            return FixtureArgument(value.name, inside)
        if kind is File:
            return FileArgument(value.name, value.data)
        raise TypeError(
            f"{value!r} of type {kind.__name__} can't be an argument of a student's code"
        )

    def _leaf(self, value: Leaf, container: Literal["tensor", "parameter"]) -> Argument:
        array, grad = value.value, value.grad
        if grad is not None and (grad.shape, grad.dtype) != (array.shape, array.dtype):
            raise TypeError(f"a gradient {grad.dtype} {grad.shape} for {array.dtype} {array.shape}")
        self._number(value)
        return TensorArgument(
            dtype_code(array),
            array.shape,
            array.tobytes(),
            leaf=True,
            grad=None if grad is None else grad.tobytes(),
            container=container,
        )

    def _of_numpy(self, array: Array) -> Argument:
        self._count += 1
        code = dtype_code(array)
        return TensorArgument(code, array.shape, array.tobytes(), container="ndarray")

    def _items(
        self, container: Literal["list", "tuple", "generator", "dict"], items: Sequence[Any]
    ) -> Argument:
        return ItemsArgument(container, tuple(map(self.describe, items)))

    def _number(self, value: object) -> None:
        self._numbers[id(value)] = self._count
        self._count += 1


def from_argument(argument: Argument) -> Any:
    """The value that `to_argument` described."""
    return from_arguments([argument])[0]


def from_arguments(arguments: Iterable[Argument]) -> list[Any]:
    """The values that `to_arguments` described; what was one object is one again.

    Raises:
        MalformedValueError: something is referred to that is not there.
    """
    objects: list[Any] = []

    def read(argument: Argument) -> Any:
        if isinstance(argument, ItemsArgument):
            return CONTAINERS[argument.container]([read(item) for item in argument.items])
        if isinstance(argument, SameArgument):
            if not 0 <= argument.number < len(objects):
                raise MalformedValueError(_("an object that is not there"))
            return objects[argument.number]
        if isinstance(argument, FileArgument):
            return File(argument.name, argument.data)
        if isinstance(argument, TensorArgument):
            objects.append(_tensor(argument))
        elif isinstance(argument, FixtureArgument):
            inside = tuple(map(read, argument.arguments))
            objects.append(Fixture(argument.name, inside))
        else:
            return argument
        return objects[-1]

    return list(map(read, arguments))


def _dict(items: list[Any]) -> dict[Any, Any]:
    if not all(isinstance(item, tuple) and len(item) == 2 for item in items):
        raise MalformedValueError("a dict can't be made: of other items than pairs")
    try:
        return dict(items)
    except (TypeError, ValueError) as error:
        raise MalformedValueError(f"a dict can't be made: {error}") from None


CONTAINERS: dict[str, Callable[[list[Any]], Any]] = {
    "list": list,
    "tuple": tuple,
    "generator": lambda items: Generator(tuple(items)),
    "dict": _dict,
}


def _tensor(argument: TensorArgument) -> Any:
    array = to_array(argument)
    if argument.container == "ndarray":
        return NumpyArray(array)
    if argument.leaf:
        grad = argument.grad
        kind = Leaf if argument.container == "tensor" else Parameter
        return kind(array, None if grad is None else _array(argument.dtype, argument.shape, grad))
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
ITEM_BYTES: dict[DType, int] = {code: dtype.itemsize for dtype, code in _CODES.items()}


def _array(dtype: DType, shape: Sequence[int], data: bytes) -> Array:
    size = ITEM_BYTES[dtype]
    sensible = len(shape) <= MAX_AXES
    for axis in shape:
        size *= axis
        sensible &= 0 <= axis <= MAX_VALUE_BYTES
    if not sensible:
        raise MalformedValueError(
            _("a tensor can't have the shape {shape}").format(shape=tuple(shape))
        )
    if size != len(data):
        said = _("{count} bytes don't fill a {dtype} of shape {shape}")
        raise MalformedValueError(said.format(count=len(data), dtype=dtype, shape=shape))
    try:
        return np.frombuffer(data, dtype).reshape(shape)
    except ValueError as error:  # an empty array of a shape beyond all measure
        raise MalformedValueError(str(error)) from None
