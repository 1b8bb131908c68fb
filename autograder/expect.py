"""What a property may demand of a result.

Each function returns in silence or raises `Mismatch`, which says what came, what was due and
where they differ. Comparisons look at the shape first, then at finite values, then at the
values themselves, and name axes as the exercise does: "row", "class".
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.literal import number_text, shape_text, tensor_text, value_text
from autograder.values import Array

SHOWN_DIGITS = range(4, 18)
CLOSE = 1000
"""A difference of fewer tolerances than this is said together with the tolerance."""


class Mismatch(Exception):  # noqa: N818 - a finding about the student's code, not an error of ours
    """A result is not what a property demands.

    Args:
        message: one or two sentences for the student.
        got: what came back, as text.
        expected: what was due, as text.
    """

    def __init__(self, message: str, got: str = "", expected: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.got = got
        self.expected = expected


def close(
    got: Any,
    expected: Any,
    *,
    rtol: float = 0.0,
    atol: float = 0.0,
    axes: Sequence[str] = (),
    what: str = "The result",
) -> None:
    """Demands the same shape, finite values, and |got - expected| <= atol + rtol * |expected|.

    Never broadcasts; NaN is a failure; compared in float64.
    """
    got, expected = np.asarray(got), np.asarray(expected, dtype=np.float64)
    if got.shape == expected.shape:
        with np.errstate(invalid="ignore", over="ignore"):
            good = np.abs(got - expected) <= atol + rtol * np.abs(expected)
        if good.all():
            return
    same_shape(got, expected.shape, axes=axes, what=what, expected=expected)
    finite(got, axes=axes, what=what, expected=expected)
    raise _values_differ(got, expected, ~good, axes, what, atol, rtol)


def equal(got: Any, expected: Any, *, axes: Sequence[str] = (), what: str = "The result") -> None:
    """Demands the same shape and exactly the same values."""
    close(got, expected, axes=axes, what=what)


def same_shape(
    got: Any,
    shape: Sequence[int],
    *,
    axes: Sequence[str] = (),
    what: str = "The result",
    expected: Array | None = None,
) -> None:
    """Demands a shape; the message tells which axis has which size."""
    got = np.asarray(got)
    if got.shape == tuple(shape):
        return
    named = f" ({', '.join(map(str, _named_sizes(shape, axes)))})" if axes else ""
    raise Mismatch(
        f"{what} has shape {shape_text(got.shape)}; expected {shape_text(shape)}{named}.",
        tensor_text(got, digits=4),
        tensor_text(expected, digits=4, typed=False)
        if expected is not None
        else f"shape {shape_text(shape)}",
    )


def finite(
    got: Any,
    *,
    axes: Sequence[str] = (),
    what: str = "The result",
    expected: Array | None = None,
) -> None:
    """Demands that no value is NaN or infinite."""
    got = np.asarray(got)
    bad = ~np.isfinite(got)
    if not bad.any():
        return
    place = tuple(int(i) for i in np.argwhere(bad)[0])
    raise Mismatch(
        f"{what} is {_spoken(got[place], 6)}{_at(place, axes)}.",
        tensor_text(got, bad, digits=4),
        "finite values" if expected is None else tensor_text(expected, digits=4, typed=False),
    )


def holds(
    good: Any,
    message: str,
    *,
    got: Any,
    expected: str,
    axes: Sequence[str] = (),
) -> None:
    """Demands a condition of every cell (an array of booleans), or of the whole (one boolean).

    The message may use {value} and {place} of the first cell that breaks it.
    """
    good = np.asarray(good)
    if good.all():
        return
    got = np.asarray(got)
    if good.shape != got.shape:
        raise Mismatch(message, value_text(got), expected)
    place = tuple(int(i) for i in np.argwhere(~good)[0])
    value = _spoken(got[place], 6)
    text = message.format(value=value, place=_at(place, axes))
    raise Mismatch(text, tensor_text(got, ~good, digits=6), expected)


def same_dtype(got: Array, dtype: Any, *, what: str = "The result") -> None:
    """Demands an element type."""
    wanted = np.dtype(dtype)
    if got.dtype != wanted:
        raise Mismatch(
            f"{what} is of type {got.dtype.name}; expected {wanted.name}.",
            f"dtype {got.dtype.name}",
            f"dtype {wanted.name}",
        )


def unchanged(changed: Sequence[int], names: Sequence[str]) -> None:
    """Demands that no tensor argument was modified; `changed` numbers those that were."""
    if changed:
        which = ", ".join(names[i] for i in changed if i < len(names))
        raise Mismatch(
            f"The call modified {which}, which belongs to the caller. In-place operations are "
            "-=, *= and functions whose names end in _.",
            f"{which} has other values or another shape after the call",
            f"{which} as before",
        )


def _values_differ(
    got: Array,
    expected: Array,
    bad: Array,
    axes: Sequence[str],
    what: str,
    atol: float,
    rtol: float,
) -> Mismatch:
    digits = _digits_that_differ(got, expected, bad)
    distance = np.where(bad, np.abs(got - expected), -1)
    place = tuple(int(i) for i in np.unravel_index(np.argmax(distance), distance.shape))
    values = f"{_spoken(got[place], digits)} instead of {_spoken(expected[place], digits)}"
    where = _at(place, axes)
    allowed = atol + rtol * abs(float(expected[place]))
    if 0 < allowed < distance[place] < CLOSE * allowed:
        values += f", which is {distance[place]:.2g} off ({allowed:.2g} is allowed)"
    count = int(bad.sum())
    if got.size == 1:
        message = f"{what} is {values}."
    elif count == 1:
        message = f"{what} has {values}{where}."
    else:
        message = f"{what} differs in {count} of {got.size} values, most{where}: {values}."
    return Mismatch(
        message,
        tensor_text(got, bad, digits=digits),
        tensor_text(expected, digits=digits, typed=False),
    )


def _spoken(number: Any, digits: int) -> str:
    """A number within a sentence, where "1." would look like its end."""
    return number_text(number, digits).removesuffix(".")


def _digits_that_differ(got: Array, expected: Array, bad: Array) -> int:
    """The fewest digits with which every differing cell also looks different."""
    pairs = list(zip(got[bad].tolist(), expected[bad].tolist(), strict=True))
    for digits in SHOWN_DIGITS:
        if all(number_text(a, digits) != number_text(b, digits) for a, b in pairs):
            return digits
    return SHOWN_DIGITS[-1]


def _at(place: Sequence[int], axes: Sequence[str]) -> str:
    if not place:
        return ""
    if len(axes) != len(place):
        return f" at [{', '.join(map(str, place))}]"
    return " at " + ", ".join(f"{name} {i}" for name, i in zip(axes, place, strict=True))


def _named_sizes(shape: Sequence[int], axes: Sequence[str]) -> list[str]:
    if len(axes) != len(shape):
        return []
    return [f"{size} {_plural(name, size)}" for name, size in zip(axes, shape, strict=True)]


def _plural(name: str, size: int) -> str:
    if size == 1:
        return name
    return f"{name}es" if name.endswith("s") else f"{name}s"
