"""squared_loss_onehot, section 3.4.5: why squared errors are too strict for classes."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder import expect
from autograder.exercise import Exercise, StudentFunction
from autograder.i18n import Phrase, Text
from autograder.inputs import SIZES, Draw, Example, domain, labels, order, probabilities
from autograder.values import Array

AXES = ("example",)
LOSS = Phrase("The loss")
TOLERANCE = 1e-6
"""The square of a difference may be multiplied out, which leaves rounding of this size."""


def oracle(y_hat: Array, y: Array) -> Array:
    """Half the squared distance of each row to the corner of its label, (n,), in float64."""
    corners = one_hot(y, y_hat.shape[1], np.float64)
    return np.asarray(((y_hat - corners) ** 2).sum(axis=1) / 2)


def one_hot(y: Array, classes: int, dtype: Any = np.float32) -> Array:
    return np.eye(classes, dtype=dtype)[y]


def with_others(y_hat: Array, y: Array, share: Array) -> Array:
    """Rows with the same probability of the label; all other classes have these shares (n, k)."""
    changed = share.astype(y_hat.dtype)
    changed[np.arange(len(y)), y] = y_hat[np.arange(len(y)), y]
    return changed


def close(got: Array, expected: Array, what: Text = LOSS) -> None:
    losses = expect.per_example(got, len(expected))
    expect.close(losses, expected, rtol=1e-5, atol=TOLERANCE, axes=AXES, what=what)


def example(y_hat: Any, y: Any) -> Example:
    """An example by hand."""
    y_hat, y = np.array(y_hat, dtype=np.float32), np.array(y, dtype=np.int64)
    return {"y_hat": y_hat, "y": y, "columns": np.arange(y_hat.shape[1])[::-1].copy()}


CORNERS = (
    example([[0.25, 0.75]], [1]),
    example([[0.25, 0.75]], [0]),
    example([[0.25, 0.75], [0.5, 0.5]], [1, 0]),
)
THREE_CLASSES = (
    example([[0.25, 0.25, 0.5]], [2]),
    example([[0.125, 0.125, 0.75], [0.5, 0.25, 0.25]], [2, 0]),
)


def draw_example(draw: Draw, least_classes: int) -> Example:
    n, k = draw(SIZES), draw(st.integers(least_classes, 5))
    return {"y_hat": probabilities(draw, n, k), "y": labels(draw, n, k), "columns": order(draw, k)}


@domain(corners=(*CORNERS, *THREE_CLASSES, example([[1.0]], [0])))
def shares(draw: Draw) -> Example:
    return draw_example(draw, least_classes=1)


@domain(corners=THREE_CLASSES, count=40)
def shares_of_three_classes(draw: Draw) -> Example:
    return draw_example(draw, least_classes=3)


squared_loss_onehot = Exercise(
    name="squared_loss_onehot",
    module="softmax_regression",
    section="3.4.5",
    points=200,
    parameters=("y_hat", "y"),
    domain=shares,
)


@squared_loss_onehot.core("the loss is half the squared distance to the one-hot label", weight=2)
async def value(f: StudentFunction, y_hat: Array, y: Array) -> None:
    close(await f(y_hat, y), oracle(y_hat, y))


@squared_loss_onehot.core(
    "it matters how the wrong classes share the rest, as it does not for cross-entropy",
    domain=shares_of_three_classes,
)
async def too_strict(f: StudentFunction, y_hat: Array, y: Array) -> None:
    n, k = y_hat.shape
    p = y_hat[np.arange(n), y].astype(np.float64)
    rest = (1 - p)[:, None]
    even = await f(with_others(y_hat, y, rest / (k - 1) * np.ones(k)), y)
    lumped = await f(with_others(y_hat, y, rest * one_hot((y + 1) % k, k)), y)
    # Half of r squared, against half of k - 1 times the square of r / (k - 1).
    expected = rest[:, 0] ** 2 / 2 * (k - 2) / (k - 1)
    difference = expect.per_example(lumped, n).astype(np.float64) - expect.per_example(even, n)
    what = Phrase("With the rest on one class instead of shared evenly, the rise of the loss")
    expect.close(difference, expected, rtol=1e-5, atol=TOLERANCE, axes=AXES, what=what)


@squared_loss_onehot.core("a certain and right prediction costs nothing")
async def perfect_is_zero(f: StudentFunction, y_hat: Array, y: Array) -> None:
    perfect = one_hot(y, y_hat.shape[1])
    what = Phrase("The loss where the label has probability 1")
    close(await f(perfect, y), np.zeros(len(y)), what=what)


@squared_loss_onehot.core("numbering the classes in another order changes nothing")
async def class_relabelling(f: StudentFunction, y_hat: Array, y: Array, columns: Array) -> None:
    losses = expect.per_example(await f(y_hat, y), len(y))
    renumbered = await f(y_hat[:, columns], np.argsort(columns)[y])
    expect.agree(
        expect.per_example(renumbered, len(y)),
        losses,
        rtol=1e-5,
        atol=TOLERANCE,
        axes=AXES,
        what=Phrase("the loss with the classes in another order"),
        other_what=Phrase("the loss"),
    )
