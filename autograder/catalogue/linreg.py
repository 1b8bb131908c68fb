"""linreg, section 3.2.4: the linear model Xw + b, one prediction for each row."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder import expect
from autograder.exercise import Exercise, StudentFunction
from autograder.i18n import Phrase
from autograder.inputs import Draw, Example, domain, grid, matrix, order, vector
from autograder.values import Array, Leaf

AXES = ("row", "output")
NUMBERS = grid(4, 4)
"""Products and sums of so few of them are exact in float32, so nothing is allowed for rounding."""


def oracle(X: Array, w: Array, b: Array) -> Array:
    """The sum of x[j] * w[j] over the features j of each row, plus b; shape (n, 1), float64."""
    rows = X.astype(np.float64).tolist()
    weights = w[:, 0].tolist()
    return np.array([[sum(map(float.__mul__, row, weights)) + float(b[0])] for row in rows])


def as_column(predictions: Array, n: int) -> Array:
    """Predictions (n,) or (n, 1) as (n, 1): what properties about values alone put up with."""
    if predictions.shape not in {(n,), (n, 1)}:
        expect.same_shape(predictions, (n, 1), axes=AXES)
    return predictions.reshape(n, 1).astype(np.float64)


def example(X: Any, w: Any, b: float, row: int = 0) -> Example:
    """An example by hand: what is not given is the simplest choice."""
    X = np.array(X, dtype=np.float32)
    n, d = X.shape
    return {
        "X": X,
        "w": np.array(w, dtype=np.float32).reshape(d, 1),
        "b": np.array([b], dtype=np.float32),
        "row": row,
        "columns": np.arange(d)[::-1].copy(),
        "v": np.arange(1, n + 1, dtype=np.float32),
    }


@domain(
    corners=(
        example([[1]], [2], 0),
        example([[1]], [0], 0.5),
        example([[1, 2]], [1, 0], 0.5),
        example([[1], [2]], [1], 0.5, row=1),
        example([[1, 2], [3, 4]], [2, -1], 0.5, row=1),
        example([[1, 2], [3, 4], [0, 1]], [2, -1], -3, row=2),
    )
)
def inputs(draw: Draw) -> Example:
    n, d = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    return {
        "X": matrix(draw, NUMBERS, n, d),
        "w": matrix(draw, NUMBERS, d, 1),
        "b": vector(draw, NUMBERS, 1),
        "row": draw(st.integers(0, n - 1)),
        "columns": order(draw, d),
        "v": vector(draw, st.integers(-3, 3), n),
    }


linreg = Exercise(
    name="linreg",
    module="linear_regression",
    section="3.2.4",
    points=300,
    parameters=("X", "w", "b"),
    domain=inputs,
)


@linreg.core("the result is the matrix product Xw plus b", weight=2)
async def equals_xw_plus_b(f: StudentFunction, X: Array, w: Array, b: Array) -> None:
    expect.equal(await f(X, w, b), oracle(X, w, b), axes=AXES)


@linreg.core("the result has shape (n, 1), one prediction for each row")
async def n_by_1(f: StudentFunction, X: Array, w: Array, b: Array) -> None:
    expect.same_shape(await f(X, w, b), (len(X), 1), axes=AXES)


@linreg.core("adding 2 to b adds 2 to every prediction")
async def bias_shift(f: StudentFunction, X: Array, w: Array, b: Array) -> None:
    before = as_column(await f(X, w, b), len(X))
    after = as_column(await f(X, w, b + 2), len(X))
    expect.agree(
        after, before + 2, axes=AXES, what="linreg(X, w, b + 2)", other_what="linreg(X, w, b) + 2"
    )


@linreg.core("adding 1 to every weight adds the sum of its row to each prediction")
async def additive_in_w(f: StudentFunction, X: Array, w: Array, b: Array) -> None:
    before = as_column(await f(X, w, b), len(X))
    after = as_column(await f(X, w + 1, b), len(X))
    expect.agree(
        after,
        before + X.sum(axis=1, keepdims=True),
        axes=AXES,
        what="linreg(X, w + 1, b)",
        other_what=Phrase("linreg(X, w, b) plus the sum of each row of X"),
    )


@linreg.core("a row's prediction does not depend on the other rows")
async def row_independence(f: StudentFunction, X: Array, w: Array, b: Array, row: int) -> None:
    together = as_column(await f(X, w, b), len(X))
    alone = as_column(await f(X[row : row + 1], w, b), 1)
    expect.agree(
        alone,
        together[row : row + 1],
        axes=AXES,
        what=Phrase("row {row} alone", row=row),
        other_what=Phrase("row {row} within the batch", row=row),
    )


@linreg.core("reordering the features together with their weights changes nothing", weight=0.5)
async def feature_permutation(
    f: StudentFunction, X: Array, w: Array, b: Array, columns: Array
) -> None:
    predictions = as_column(await f(X, w, b), len(X))
    reordered = as_column(await f(X[:, columns], w[columns], b), len(X))
    expect.agree(
        reordered,
        predictions,
        axes=AXES,
        what=Phrase("linreg of the reordered features and weights"),
        other_what="linreg(X, w, b)",
    )


@linreg.core("gradients flow back to w and b")
async def gradients(f: StudentFunction, X: Array, w: Array, b: Array, v: Array) -> None:
    w_grad, b_grad = await f.gradients(X, Leaf(w), Leaf(b), weights=v)
    expect.equal(w_grad, X.T @ v[:, None], axes=("feature", "output"), what="w.grad")
    expect.equal(b_grad, v.sum(keepdims=True), what="b.grad")


@linreg.core("the arguments are not modified", weight=0.5)
async def inputs_unchanged(f: StudentFunction, X: Array, w: Array, b: Array) -> None:
    expect.unchanged(await f.changes(X, w, b), ("X", "w", "b"))


@linreg.core("the dtype is that of the arguments", weight=0.5)
async def dtype_follows(f: StudentFunction, X: Array, w: Array, b: Array) -> None:
    for dtype in (np.float64, np.float32):
        expect.same_dtype(await f(X.astype(dtype), w.astype(dtype), b.astype(dtype)), dtype)
