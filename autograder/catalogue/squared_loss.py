"""squared_loss, section 3.2.5: half the squared error of each example."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder import expect
from autograder.exercise import Exercise, StudentFunction
from autograder.i18n import Phrase, Text
from autograder.inputs import SIZES, Draw, Example, domain, grid, matrix, vector
from autograder.values import Array, Leaf

AXES = ("row", "output")
NUMBERS = grid(8, 8)
"""Squares of so few digits are exact in float32, so nothing is allowed for rounding."""


def oracle(y_hat: Array, y: Array) -> Array:
    """Half the square of each error, shape (n, 1), float64."""
    pairs = zip(y_hat[:, 0].tolist(), y[:, 0].tolist(), strict=True)
    return np.array([[(prediction - label) ** 2 / 2] for prediction, label in pairs])


def per_example(losses: Array, n: int) -> Array:
    """Losses (n,) or (n, 1) as (n, 1): what properties about values alone put up with."""
    if losses.shape not in {(n,), (n, 1)}:
        expect.same_shape(losses, (n, 1), axes=AXES)
    return losses.reshape(n, 1).astype(np.float64)


def agree(got: Array, other: Array, what: Text, other_what: Text) -> None:
    expect.agree(got, other, axes=AXES, what=what, other_what=other_what)


def example(y_hat: Any, y: Any) -> Example:
    """An example by hand."""
    y_hat, y = np.array(y_hat, dtype=np.float32), np.array(y, dtype=np.float32)
    v = np.arange(1, len(y) + 1, dtype=np.float32)
    return {"y_hat": y_hat[:, None], "y": y[:, None], "v": v[:, None]}


@domain(
    corners=(
        example([0], [1]),
        example([1], [0]),
        example([0], [0]),
        example([1, 3], [1, 3]),
        example([1, 3], [2, 7]),
        example([2, 0, -1], [0.5, 1, -3]),
    )
)
def regression_outputs(draw: Draw) -> Example:
    n = draw(SIZES)
    return {
        "y_hat": matrix(draw, NUMBERS, n, 1),
        "y": matrix(draw, NUMBERS, n, 1),
        "v": vector(draw, st.integers(-3, 3), n)[:, None],
    }


squared_loss = Exercise(
    name="squared_loss",
    module="linear_regression",
    section="3.2.5",
    points=500,
    parameters=("y_hat", "y"),
    domain=regression_outputs,
)
# Labels come as a vector in the first three properties, as in the training loop, and as a column
# in the others, so that a mistake with their shape does not cost all points.


@squared_loss.core("the loss of an example is half its squared error", weight=2)
async def half_square(f: StudentFunction, y_hat: Array, y: Array) -> None:
    expect.equal(await f(y_hat, y[:, 0]), oracle(y_hat, y), axes=AXES)


@squared_loss.core("the result has the shape of y_hat, for y of shape (n,) or (n, 1)")
async def shape_of_y_hat(f: StudentFunction, y_hat: Array, y: Array) -> None:
    expect.same_shape(await f(y_hat, y), y_hat.shape, axes=AXES)
    expect.same_shape(await f(y_hat, y[:, 0]), y_hat.shape, axes=AXES)


@squared_loss.core("labels of shape (n,) and (n, 1) have the same losses")
async def label_shape(f: StudentFunction, y_hat: Array, y: Array) -> None:
    column = await f(y_hat, y)
    flat = await f(y_hat, y[:, 0])
    agree(
        flat,
        column,
        Phrase("the loss for y of shape (n,)"),
        Phrase("the loss for y of shape (n, 1)"),
    )


@squared_loss.core("a prediction that equals its label costs nothing")
async def zero_when_equal(f: StudentFunction, y_hat: Array) -> None:
    losses = per_example(await f(y_hat, y_hat), len(y_hat))
    expect.equal(
        losses, np.zeros(y_hat.shape), axes=AXES, what=Phrase("The loss where y equals y_hat")
    )


@squared_loss.core("twice the error, four times the loss")
async def error_doubling(f: StudentFunction, y_hat: Array, y: Array) -> None:
    n = len(y)
    once = per_example(await f(y_hat, y), n)
    twice = per_example(await f(y + 2 * (y_hat - y), y), n)
    agree(twice, 4 * once, Phrase("the loss for twice the error"), Phrase("four times the loss"))


@squared_loss.core("a prediction too high by some amount costs as much as one too low by it")
async def sign_symmetry(f: StudentFunction, y_hat: Array, y: Array) -> None:
    n = len(y)
    losses = per_example(await f(y_hat, y), n)
    mirrored = per_example(await f(2 * y - y_hat, y), n)
    agree(mirrored, losses, Phrase("the loss for the opposite error"), Phrase("the loss"))


@squared_loss.core("the gradient of the loss with respect to a prediction is its error")
async def gradient_is_error(f: StudentFunction, y_hat: Array, y: Array, v: Array) -> None:
    (got,) = await f.gradients(Leaf(y_hat), y, weights=v)
    expect.equal(got, v * (y_hat - y), axes=AXES, what="y_hat.grad")


@squared_loss.core("the arguments are not modified", weight=0.5)
async def inputs_unchanged(f: StudentFunction, y_hat: Array, y: Array) -> None:
    for labels in (y, y[:, 0]):
        expect.unchanged(await f.changes(y_hat, labels), ("y_hat", "y"))
