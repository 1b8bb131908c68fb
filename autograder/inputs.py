"""What properties are tried on: Hypothesis strategies for small, readable tensors.

Floats come from grids of numbers i/q, which print short, shrink to 0, 0.5, 1 and add up
without rounding. Integers are drawn within ±99: Hypothesis mixes larger constants of the
modules that happen to be loaded into its draws, which would make the examples depend on them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec
import numpy as np
from hypothesis import strategies as st

from autograder.values import Array, Generator, Leaf, Scattered, to_argument

Example = Mapping[str, Any]
Draw = st.DrawFn
Strategy = st.SearchStrategy

SIZES = st.integers(1, 5)
"""Sizes of an axis: 1, equal and different ones all occur."""
LARGEST_INTEGER = 99


@dataclass(frozen=True)
class Domain:
    """A set of examples that properties share; an example gives a value to each name.

    Attributes:
        name: part of the key under which the examples are kept.
        strategy: draws an example.
        corners: examples picked by hand, always tried.
        count: how many examples there are at most, corners included.
    """

    name: str
    strategy: Strategy[Example]
    corners: tuple[Example, ...] = ()
    count: int = 100


def domain(*, corners: tuple[Example, ...] = (), count: int = 100) -> Callable[[Any], Domain]:
    """Makes a domain of a function that draws an example; its name is the function's."""

    def make(function: Callable[[Draw], Example]) -> Domain:
        strategy = st.composite(function)()
        return Domain(function.__name__, strategy, corners, count)

    return make


@cache
def grid(bound: int, parts: int) -> Strategy[float]:
    """Numbers i/parts within ±bound."""
    if bound * parts <= LARGEST_INTEGER:
        return st.integers(-bound * parts, bound * parts).map(lambda i: i / parts)
    whole = st.integers(-bound, bound - 1)
    return st.tuples(whole, st.integers(0, parts - 1)).map(lambda pair: pair[0] + pair[1] / parts)


def matrix(
    draw: Draw, elements: Strategy[Any], rows: int, columns: int, dtype: Any = np.float32
) -> Array:
    """An array (rows, columns) of drawn elements."""
    return vector(draw, elements, rows * columns, dtype).reshape((rows, columns))


def vector(draw: Draw, elements: Strategy[Any], size: int, dtype: Any = np.float32) -> Array:
    """An array (size,) of drawn elements."""
    return np.array(draw(_list_of(elements, size)), dtype=dtype)


def labels(draw: Draw, size: int, classes: int) -> Array:
    """Class numbers (size,), int64, from 0 to classes - 1."""
    return vector(draw, st.integers(0, classes - 1), size, np.int64)


def order(draw: Draw, size: int) -> Array:
    """The numbers 0 to size - 1 in any order, int64."""
    return np.array(draw(_orders(size)), dtype=np.int64)


def probabilities(
    draw: Draw, rows: int, columns: int, largest_weight: int = 9, dtype: Any = np.float32
) -> Array:
    """Rows (rows, columns) of small integer weights divided by their sum; all positive."""
    weights = matrix(draw, st.integers(1, largest_weight), rows, columns, np.float64)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), dtype=dtype)


# Strategies are made once: making one costs more than drawing from it.
@cache
def _list_of(elements: Strategy[Any], size: int) -> Strategy[list[Any]]:
    return st.lists(elements, min_size=size, max_size=size)


@cache
def _orders(size: int) -> Strategy[Any]:
    return st.permutations(range(size))


def size_of(example: Example) -> tuple[int, int, float, bytes]:
    """How large an example looks to a person: elements, then digits, then the numbers' size."""
    elements, digits, magnitude = 0, 0, 0.0
    for array in _arrays(example.values()):
        elements += array.size
        digits += sum(len(f"{number:g}") for number in array.ravel().tolist())
        magnitude += float(np.abs(array).sum())
    return elements, digits, magnitude, identity(example)


def identity(example: Example) -> bytes:
    """The same bytes for the same values."""
    return msgspec.msgpack.encode({name: to_argument(value) for name, value in example.items()})


def _arrays(values: Any) -> list[Array]:
    found: list[Array] = []
    for value in values:
        if isinstance(value, np.ndarray):
            found.append(value)
        elif isinstance(value, Leaf):
            found += [value.value] if value.grad is None else [value.value, value.grad]
        elif isinstance(value, Scattered):
            found.append(value.value)
        elif isinstance(value, Generator):
            found += _arrays(value.items)
        elif isinstance(value, list | tuple):
            found += _arrays(value)
        elif isinstance(value, dict):
            found += _arrays(value.values())
        elif isinstance(value, int | float):
            found.append(np.asarray(value))
    return found
