"""Tensors and other results as short Python that a student can read."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.heard import in_readers_language
from autograder.i18n import Phrase
from autograder.values import Array, to_array
from autograder.worker.protocol import (
    ArrayValue,
    ItemsValue,
    IterableValue,
    OptimizerValue,
    UnsupportedValue,
    Value,
)

DIFFERS = "*"
"""Stands behind every cell that is not as expected."""
DEFAULT_DTYPES = {"float32", "int64", "bool"}
MAX_CELLS = 100


def tensor_text(
    array: Array,
    marked: Array | None = None,
    *,
    digits: int | None = None,
    name: str = "tensor",
    typed: bool = True,
    cells: int = MAX_CELLS,
) -> str:
    """An array as `tensor([[0., 1.]])`, one row a line, columns aligned.

    Args:
        array: any shape; of one with more than `cells` elements only that is written.
        marked: booleans of the same shape; these cells are followed by an asterisk.
        digits: significant digits of a float; None gives the shortest text that reads back
            as the same number.
        name: what stands before the bracket.
        typed: whether a dtype that is not torch's default is named.
        cells: how many elements are written out.
    """
    dtype = array.dtype.name
    suffix = "" if dtype in DEFAULT_DTYPES or not typed else f", dtype=torch.{dtype}"
    if array.size > cells or array.size == 0:
        shape = shape_text(array.shape)
        return str(Phrase("{name} of shape {shape}{dtype}", name=name, shape=shape, dtype=suffix))
    texts = np.empty(array.shape, dtype=object)
    for place in np.ndindex(array.shape):
        mark = DIFFERS if marked is not None and bool(marked[place]) else ""
        texts[place] = number_text(array[place], digits) + mark
    width = max(len(text) for text in texts.ravel()) if array.ndim >= 2 else 0
    return f"{name}({_nested(texts, len(name) + 1, width)}{suffix})"


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


def value_text(value: Any) -> str:  # noqa: PLR0911 - one for each type
    """Any result of a student's function, in short."""
    if isinstance(value, ArrayValue):
        return _array_text(value)
    if isinstance(value, np.ndarray):
        return tensor_text(value, digits=6)
    if isinstance(value, ItemsValue):
        return _sequence_text(value.container, value.items)
    if isinstance(value, IterableValue):
        return "\n".join(_sequence_text("list", taken) for taken in value.passes)
    if isinstance(value, OptimizerValue):
        rates = ", ".join(f"{group.lr:g}" for group in value.groups)
        return str(Phrase("{kind} with learning rates {rates}", kind=value.kind, rates=rates))
    if isinstance(value, UnsupportedValue):
        return in_readers_language(value.description)
    return repr(value)


def _array_text(value: ArrayValue) -> str:
    array = to_array(value)
    if value.container == "numpy scalar":
        return f"numpy.{array.dtype.name}({number_text(array[()], 6)})"
    if value.container == "ndarray":
        return tensor_text(array, digits=6, name="numpy.array", typed=False)
    return tensor_text(array, digits=6)


def shape_text(shape: Sequence[int]) -> str:
    return str(tuple(shape))


def _sequence_text(container: str, items: Sequence[Value]) -> str:
    inside = ", ".join(map(value_text, items))
    if container == "list":
        return f"[{inside}]"
    return f"({inside},)" if len(items) == 1 else f"({inside})"


def _nested(cells: Any, indent: int, width: int) -> str:
    if isinstance(cells, str):
        return cells
    if cells.ndim == 0:
        return str(cells[()])
    if cells.ndim == 1:
        return "[" + ", ".join(str(cell).rjust(width) for cell in cells) + "]"
    gap = ",\n" + " " * (indent + 1)
    return "[" + gap.join(_nested(row, indent + 1, width) for row in cells) + "]"
