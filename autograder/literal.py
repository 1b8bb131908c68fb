"""Tensors and calls as short Python that a student can read, copy and run."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.values import Array, Generator, Leaf, Scattered, to_array
from autograder.worker.protocol import ArrayValue, ItemsValue, UnsupportedValue

DIFFERS = "*"
"""Stands behind every cell that is not as expected."""
DEFAULT_DTYPES = {"float32", "int64", "bool"}
MAX_CELLS = 100
LETTERS = "pqrstuvw"
"""Names for parameters that get a line of their own."""


def tensor_text(
    array: Array,
    marked: Array | None = None,
    *,
    digits: int | None = None,
    name: str = "tensor",
    typed: bool = True,
) -> str:
    """An array as `tensor([[0., 1.]])`, one row a line, columns aligned.

    Args:
        array: any shape; more than 100 elements are not written out.
        marked: booleans of the same shape; these cells are followed by an asterisk.
        digits: significant digits of a float; None gives the shortest text that reads back
            as the same number.
        name: what stands before the bracket.
        typed: whether a dtype that is not torch's default is named.
    """
    dtype = array.dtype.name
    suffix = "" if dtype in DEFAULT_DTYPES or not typed else f", dtype=torch.{dtype}"
    if array.size > MAX_CELLS or array.size == 0:
        return f"{name} of shape {shape_text(array.shape)}{suffix}"
    cells = np.empty(array.shape, dtype=object)
    for place in np.ndindex(array.shape):
        mark = DIFFERS if marked is not None and bool(marked[place]) else ""
        cells[place] = number_text(array[place], digits) + mark
    width = max(len(cell) for cell in cells.ravel()) if array.ndim >= 2 else 0
    return f"{name}({_nested(cells, len(name) + 1, width)}{suffix})"


def number_text(number: Any, digits: int | None = None) -> str:
    """A number as Python writes it; floats with at most so many significant digits."""
    if isinstance(number, bool | np.bool_):
        return str(bool(number))
    if isinstance(number, int | np.integer):
        return str(int(number))
    if not np.isfinite(number):
        return str(float(number))
    if digits is None:
        size = abs(float(number))
        if size != 0 and not 1e-4 <= size < 1e7:
            return np.format_float_scientific(number, trim="-")
        return np.format_float_positional(number, trim="." if type(number) is not float else "0")
    text = f"{float(number):.{digits}g}"
    return text if any(mark in text for mark in ".en") else text + "."


def value_text(value: Any) -> str:
    """Any result of a student's function, in short."""
    if isinstance(value, ArrayValue):
        return _array_text(value)
    if isinstance(value, np.ndarray):
        return tensor_text(value, digits=6)
    if isinstance(value, ItemsValue):
        items = [value_text(item) for item in value.items]
        return _sequence_text([] if value.container == "list" else (), items)
    if isinstance(value, UnsupportedValue):
        return value.description
    return repr(value)


def _array_text(value: ArrayValue) -> str:
    array = to_array(value)
    if value.container == "numpy scalar":
        return f"numpy.{array.dtype.name}({number_text(array[()], 6)})"
    if value.container == "ndarray":
        return tensor_text(array, digits=6, name="numpy.array", typed=False)
    return tensor_text(array, digits=6)


def call_text(
    function: str,
    arguments: Sequence[Any],
    names: Sequence[str] = (),
    weights: Sequence[float] | None = None,
) -> str:
    """A call as Python, in several lines where it takes more than the call.

    Args:
        function: its name.
        arguments: as a property passes them.
        names: of the arguments, for those that get a line of their own.
        weights: if given, the call is followed by backward() from sum(weights * result).
    """
    if weights is not None:
        return _backward_text(function, arguments, names, weights)
    setup: list[str] = []
    written = ", ".join(_argument_text(argument, setup) for argument in arguments)
    return "\n".join([*setup, f"{function}({written})"])


def shape_text(shape: Sequence[int]) -> str:
    return str(tuple(shape))


def _backward_text(
    function: str, arguments: Sequence[Any], names: Sequence[str], weights: Sequence[float]
) -> str:
    setup: list[str] = []
    leaves: list[str] = []
    written: list[str] = []
    for name, argument in zip(names, arguments, strict=True):
        if isinstance(argument, Leaf):
            setup.append(f"{name} = {_leaf_text(argument)}")
            leaves.append(f"{name}.grad")
            written.append(name)
        else:
            written.append(_argument_text(argument, setup))
    factors = _flat(tensor_text(np.array(weights, dtype=np.float32)))
    scalar = f"({function}({', '.join(written)}).view(-1) * {factors}).sum()"
    return "\n".join([*setup, f"{scalar}.backward()", *leaves])


def _argument_text(value: Any, setup: list[str]) -> str:  # noqa: PLR0911 - one for each type
    if isinstance(value, np.ndarray):
        return _flat(tensor_text(value))
    if isinstance(value, Leaf):
        if value.grad is None:
            return _leaf_text(value)
        name = LETTERS[len(setup) // 2] if len(setup) // 2 < len(LETTERS) else f"p{len(setup) // 2}"
        setup.append(f"{name} = {_leaf_text(value)}")
        setup.append(f"{name}.grad = {_flat(tensor_text(value.grad))}")
        return name
    if isinstance(value, Scattered):
        if value.layout == "transposed":
            return f"{_flat(tensor_text(value.value.T))}.t()"
        return f"{_flat(tensor_text(np.repeat(value.value, 2, axis=-1)))}[..., ::2]"
    if isinstance(value, Generator):
        return f"(item for item in {_argument_text(list(value.items), setup)})"
    if isinstance(value, list | tuple):
        return _sequence_text(value, [_argument_text(item, setup) for item in value])
    return repr(value)


def _sequence_text(kind: list[Any] | tuple[Any, ...], items: Sequence[str]) -> str:
    inside = ", ".join(items)
    if isinstance(kind, list):
        return f"[{inside}]"
    return f"({inside},)" if len(items) == 1 else f"({inside})"


def _leaf_text(leaf: Leaf) -> str:
    return _flat(tensor_text(leaf.value))[:-1] + ", requires_grad=True)"


def _flat(text: str) -> str:
    return " ".join(text.split()).replace("[ ", "[")


def _nested(cells: Any, indent: int, width: int) -> str:
    if isinstance(cells, str):
        return cells
    if cells.ndim == 0:
        return str(cells[()])
    if cells.ndim == 1:
        return "[" + ", ".join(str(cell).rjust(width) for cell in cells) + "]"
    gap = ",\n" + " " * (indent + 1)
    return "[" + gap.join(_nested(row, indent + 1, width) for row in cells) + "]"
