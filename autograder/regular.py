"""Long arrays as a person would write them: `torch.arange(40.)`, not forty numbers."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.literal import DEFAULT_DTYPES, number_text
from autograder.values import Array

FEW = 8
"""Arrays of no more elements are written out."""
MANY = 20
"""And of no more than these, if it takes two such expressions."""
FINEST = 2.0**-10
"""Of multiples of this, sums are the same however torch adds them up."""
KINDS = "fiu"
"""Of numpy: numbers that can be counted."""


@np.errstate(all="ignore")
def regular_text(array: Array) -> str:
    """An expression that gives the array again; "" if it is short or there is no simple one."""
    if array.size <= FEW or array.dtype.kind not in KINDS or not np.isfinite(array).all():
        return ""
    dtype = array.dtype.name
    typed = "" if dtype in DEFAULT_DTYPES else f", dtype=torch.{dtype}"
    first = array.ravel()[0]
    if (array == first).all():
        return constant_text(array.shape, first, typed)
    if text := counted_text(array.ravel(), typed):
        return text if array.ndim == 1 else f"{text}.view{array.shape}"
    return sum_text(array, typed) if array.ndim > 1 and array.size > MANY else ""


def sum_text(array: Array, typed: str) -> str:
    """Rows that are the same but for a number, which grows from row to row."""
    step = array[0] - array.ravel()[0]
    numbers = array.reshape(len(array), -1)[:, 0]
    down = numbers.reshape(-1, *[1] * step.ndim)
    if not np.array_equal(down + step, array):
        return ""
    rows, row = counted_text(numbers, typed), counted_text(step.ravel(), typed)
    shape = f".view{step.shape}" if step.ndim > 1 else ""
    return f"({rows}.view{down.shape} + {row}{shape})" if rows and row else ""


def constant_text(shape: Sequence[int], number: Any, typed: str) -> str:
    """An array of one number."""
    sizes = ", ".join(map(str, shape))
    int_typed = ", dtype=torch.int64" if number.dtype.kind in "iu" else ""
    if number in (0, 1) and not np.signbit(number):
        name = "ones" if number else "zeros"
        return f"torch.{name}({sizes}{typed or int_typed})"
    return f"torch.full({tuple(shape)}, {number_text(number)}{typed})"


def counted_text(line: Array, typed: str) -> str:
    """Numbers at equal distances; "" if these are not exactly equal, or the same number."""
    if len(line) < 2:
        return ""
    start, step = line[0], line[1] - line[0]
    exact = all(float(number) % FINEST == 0 for number in (start, step))
    numbers = start + step * np.arange(len(line), dtype=line.dtype)
    if not (step and exact and np.array_equal(numbers, line)):
        return ""
    bounds = [start, line[-1] + step]
    if bounds != sorted(bounds):  # of unsigned numbers that fall, or beyond the last one
        return ""
    if step != 1:
        bounds.append(step)
    elif not start:
        bounds = bounds[1:]
    return f"torch.arange({', '.join(map(number_text, bounds))}{typed})"
