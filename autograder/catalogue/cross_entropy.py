"""cross_entropy, section 3.6.5: minus the logarithm of the probability of the label."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder import expect
from autograder.exercise import Exercise, StudentFunction
from autograder.i18n import N_, Phrase, Text
from autograder.inputs import SIZES, Draw, Example, domain, labels, probabilities, vector
from autograder.values import Array, Leaf

AXES = ("example",)
LOSS = Phrase("The loss")


def oracle(y_hat: Array, y: Array) -> Array:
    """-log of entry y[i] of row i, shape (n,), in float64."""
    return np.asarray(-np.log(picked(y_hat, y).astype(np.float64)))


def picked(y_hat: Array, y: Array) -> Array:
    return np.asarray(y_hat[np.arange(len(y)), y])


def with_label_probability(y_hat: Array, y: Array, p: Array) -> Array:
    """Rows in which the label has probability p, and all other classes share the rest equally."""
    n, k = y_hat.shape
    changed = np.repeat(((1 - p) / (k - 1))[:, None], k, axis=1)
    changed[np.arange(n), y] = p
    return changed.astype(y_hat.dtype)


def close(
    got: Array, expected: Any, rtol: float = 1e-5, atol: float = 1e-5, what: Text = LOSS
) -> None:
    expected = np.asarray(expected)
    expect.close(
        expect.per_example(got, len(expected)), expected, rtol=rtol, atol=atol, axes=AXES, what=what
    )


def example(y_hat: Any, y: Any, row: int = 0) -> Example:
    """An example by hand: what is not given is the simplest choice."""
    y_hat, y = np.array(y_hat, dtype=np.float32), np.array(y, dtype=np.int64)
    return {"y_hat": y_hat, "y": y, "row": row, "v": np.arange(1, len(y) + 1, dtype=np.float32)}


CORNERS = (
    example([[0.5, 0.5]], [0]),
    example([[0.25, 0.75]], [0]),
    example([[0.25, 0.75]], [1]),
    example([[0.25, 0.75], [0.5, 0.5]], [1, 0], row=1),
    example([[0.125, 0.375, 0.5], [0.25, 0.25, 0.5]], [0, 2], row=1),
    example([[0.25, 0.75], [0.5, 0.5], [0.125, 0.875]], [1, 0, 1], row=2),
)


def draw_example(draw: Draw, least_classes: int = 1) -> Example:
    n, k = draw(SIZES), draw(st.integers(least_classes, 5))
    return {
        "y_hat": probabilities(draw, n, k),
        "y": labels(draw, n, k),
        "row": draw(st.integers(0, n - 1)),
        "v": vector(draw, st.integers(-3, 3), n),
    }


@domain(corners=(*CORNERS, example([[1.0]], [0])))
def predictions(draw: Draw) -> Example:
    return draw_example(draw)


@domain(corners=CORNERS)
def predictions_of_several_classes(draw: Draw) -> Example:
    return draw_example(draw, least_classes=2)


@domain(count=40)
def certainties(draw: Draw) -> Example:
    n, k = draw(SIZES), draw(SIZES)
    y = labels(draw, n, k)
    # Not zero elsewhere: 0 * log 0 is NaN in solutions that multiply by a one-hot vector.
    y_hat = np.full((n, k), 1e-6, dtype=np.float32)
    y_hat[np.arange(n), y] = 1
    return {"y_hat": y_hat, "y": y}


cross_entropy = Exercise(
    name="cross_entropy",
    module="softmax_regression",
    section="3.6.5",
    points=500,
    parameters=("y_hat", "y"),
    domain=predictions,
    forbidden=("cross_entropy",),
)


@cross_entropy.core("the loss is -log of the probability of the label", weight=2)
async def minus_log_picked(f: StudentFunction, y_hat: Array, y: Array) -> None:
    close(await f(y_hat, y), oracle(y_hat, y))


@cross_entropy.core("there is one loss for each example, not their mean or sum")
async def one_per_example(f: StudentFunction, y_hat: Array, y: Array) -> None:
    expect.per_example(await f(y_hat, y), len(y))


@cross_entropy.core(
    "halving the probability of the label adds log 2", domain=predictions_of_several_classes
)
async def halving(f: StudentFunction, y_hat: Array, y: Array) -> None:
    halved = with_label_probability(y_hat, y, picked(y_hat, y) / 2)
    losses = await f(y_hat, y)
    expect.agree(
        await f(halved, y),
        losses + np.log(2),
        atol=1e-5,
        axes=AXES,
        what=Phrase("the loss at half the probability"),
        other_what=Phrase("the loss plus log 2"),
    )


@cross_entropy.core(
    "only the probability of the label counts", domain=predictions_of_several_classes
)
async def only_labelled(f: StudentFunction, y_hat: Array, y: Array) -> None:
    levelled = with_label_probability(y_hat, y, picked(y_hat, y))
    losses = await f(y_hat, y)
    expect.agree(
        await f(levelled, y),
        losses,
        rtol=1e-5,
        atol=1e-5,
        axes=AXES,
        what=Phrase("the loss with the same probability of the label and others elsewhere"),
        other_what=Phrase("the loss"),
    )


@cross_entropy.core("a certain and right prediction costs nothing", domain=certainties)
async def certain_is_zero(f: StudentFunction, y_hat: Array, y: Array) -> None:
    close(
        await f(y_hat, y),
        np.zeros(len(y)),
        what=Phrase("The loss where the label has probability 1"),
    )


@cross_entropy.core("no loss is negative", weight=0.5)
async def non_negative(f: StudentFunction, y_hat: Array, y: Array) -> None:
    losses = await f(y_hat, y)
    expect.holds(
        losses >= -1e-6,
        N_("The loss{place} is negative: {value}."),
        got=losses,
        expected=Phrase("losses of at least 0"),
        axes=AXES,
    )


@cross_entropy.core("an example's loss does not depend on the other examples")
async def example_independence(f: StudentFunction, y_hat: Array, y: Array, row: int) -> None:
    losses = expect.per_example(await f(y_hat, y), len(y))
    alone = await f(y_hat[row : row + 1], y[row : row + 1])
    expect.agree(
        expect.per_example(alone, 1),
        losses[row : row + 1],
        rtol=1e-5,
        atol=1e-5,
        what=Phrase("the loss of example {row} alone", row=row),
        other_what=Phrase("its loss within the batch"),
    )


@cross_entropy.core("gradients flow back: -1/p at the label, 0 elsewhere", weight=2)
async def gradient(f: StudentFunction, y_hat: Array, y: Array, v: Array) -> None:
    (got,) = await f.gradients(Leaf(y_hat), y, weights=v)
    expected = np.zeros(y_hat.shape)
    expected[np.arange(len(y)), y] = -v / picked(y_hat, y).astype(np.float64)
    expect.close(
        got,
        expected,
        rtol=1e-4,
        atol=1e-6,
        axes=("example", "class"),
        what="y_hat.grad",
    )


@cross_entropy.core("the dtype is that of the probabilities", weight=0.5)
async def dtype(f: StudentFunction, y_hat: Array, y: Array) -> None:
    for wanted in (np.float64, np.float32):
        expect.same_dtype(await f(y_hat.astype(wanted), y), wanted)


@cross_entropy.core("the arguments are not modified", weight=0.5)
async def inputs_unchanged(f: StudentFunction, y_hat: Array, y: Array) -> None:
    expect.unchanged(await f.changes(y_hat, y), ("y_hat", "y"))
