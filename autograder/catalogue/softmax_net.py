"""softmax_net, section 3.6.4: from images to probabilities by one linear layer and softmax."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder import expect
from autograder.exercise import Exercise, StudentFunction
from autograder.i18n import Phrase, Text
from autograder.inputs import SIZES, Draw, Example, domain, grid, matrix, vector
from autograder.values import Array, Leaf

AXES = ("example", "class")
RTOL, ATOL = 3e-5, 1e-7


def oracle(X: Array, W: Array, b: Array) -> Array:
    """Softmax of the scores x W + b of each image x, in float64, shifted by their maximum."""
    scores = rows(X) @ W.astype(np.float64) + b
    numerators = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(numerators / numerators.sum(axis=1, keepdims=True))


def rows(X: Array) -> Array:
    """The pixels of each image as a row, in float64."""
    return X.reshape(len(X), -1).astype(np.float64)


def agree(got: Array, other: Array, what: Text, other_what: Text) -> None:
    expect.agree(got, other, rtol=RTOL, atol=ATOL, axes=AXES, what=what, other_what=other_what)


def example(X: Any, W: Any, b: Any, row: int = 0) -> Example:
    """An example by hand."""
    X, W, b = (np.array(numbers, dtype=np.float32) for numbers in (X, W, b))
    return {"X": X, "W": W, "b": b, "row": row}


@domain(
    corners=(
        example([[[[1.0]]]], [[0.0, 1.0]], [0.0, 0.0]),
        example([[[[1.0]]]], [[0.0, 0.0]], [0.0, 1.0]),
        example([[[[1.0, 2.0]]], [[[0.0, 1.0]]]], [[1.0, 0.0], [0.0, 0.5]], [0.0, 0.5], row=1),
        example([[[[0.0, 1.0], [0.0, 0.0]]]], [[0, 0], [1, 0], [0, 0], [0, 0]], [0.0, 0.0]),
        example(
            [[[[1.0, 0.0, 2.0], [0.5, 1.0, 0.0]]], [[[0.0, 1.0, 0.0], [2.0, 0.0, 1.0]]]],
            [[1, 0, 0], [0, 1, 0], [0, 0, 1], [-1, 0, 0], [0, -1, 0], [0, 0, -1]],
            [0.5, 0.0, -0.5],
            row=1,
        ),
    ),
    count=50,
)
def layers(draw: Draw) -> Example:
    n, h, w, q = draw(SIZES), draw(st.integers(1, 2)), draw(st.integers(1, 3)), draw(SIZES)
    return {
        "X": matrix(draw, grid(2, 4), n, h * w).reshape(n, 1, h, w),
        "W": matrix(draw, grid(2, 4), h * w, q),
        "b": vector(draw, grid(2, 4), q),
        "row": draw(st.integers(0, n - 1)),
    }


softmax_net = Exercise(
    name="softmax_net",
    module="softmax_regression",
    section="3.6.4",
    points=300,
    parameters=("X", "W", "b"),
    domain=layers,
    forbidden=("softmax",),
)


@softmax_net.core("row i is the softmax of the scores of image i", weight=2)
async def matches_reference(f: StudentFunction, X: Array, W: Array, b: Array) -> None:
    expect.close(await f(X, W, b), oracle(X, W, b), rtol=RTOL, atol=ATOL, axes=AXES)


@softmax_net.core("the probabilities of each image sum to one")
async def rows_sum_to_one(f: StudentFunction, X: Array, W: Array, b: Array) -> None:
    P = await f(X, W, b)
    expect.same_shape(P, (len(X), len(b)), axes=AXES)
    expect.finite(P, axes=AXES)
    sums = P.astype(np.float64).sum(axis=1)
    what = Phrase("The sum of the probabilities")
    expect.close(sums, np.ones(len(X)), atol=1e-5, axes=AXES[:1], what=what)


@softmax_net.core("an image's probabilities do not depend on the other images")
async def example_independence(f: StudentFunction, X: Array, W: Array, b: Array, row: int) -> None:
    P = await f(X, W, b)
    expect.same_shape(P, (len(X), len(b)), axes=AXES)
    alone = await f(X[row : row + 1], W, b)
    what = Phrase("image {row} alone", row=row)
    agree(alone, P[row : row + 1], what, Phrase("image {row} within the batch", row=row))


@softmax_net.core("raising the bias of all classes alike changes nothing")
async def common_bias(f: StudentFunction, X: Array, W: Array, b: Array) -> None:
    P = await f(X, W, b)
    agree(await f(X, W, b + 1), P, Phrase("the result with b + 1"), Phrase("the result with b"))


@softmax_net.core("gradients flow back to W and b")
async def gradients(f: StudentFunction, X: Array, W: Array, b: Array) -> None:
    P = oracle(X, W, b)
    # These weights give, at this place, the gradient of the sum of -log p of class 0.
    weights = np.zeros_like(P)
    weights[:, 0] = -1 / P[:, 0]
    of_W, of_b = await f.gradients(X, Leaf(W), Leaf(b), weights=weights)
    errors = P - np.eye(len(b))[0]
    expect.close(of_W, rows(X).T @ errors, atol=2e-4, axes=("pixel", "class"), what="W.grad")
    expect.close(of_b, errors.sum(axis=0), atol=2e-4, axes=("class",), what="b.grad")
