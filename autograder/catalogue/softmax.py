"""softmax, section 3.6.3: rows of logits become rows of probabilities."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder import expect
from autograder.exercise import Exercise, StudentFunction
from autograder.i18n import N_, Phrase, Text
from autograder.inputs import SIZES, Draw, Example, domain, grid, matrix, order
from autograder.literal import tensor_text
from autograder.values import Array, Leaf, Scattered

AXES = ("row", "class")
EPSILON = 2e-5
"""Right solutions differ from float64 by up to 3e-6 on these logits; five times as much is safe."""


def oracle(X: Array) -> Array:
    """exp(x) / sum of exp(x) over each row, in float64, shifted by the row's maximum."""
    shifted = X.astype(np.float64) - X.max(axis=1, keepdims=True)
    numerators = np.exp(shifted)
    return np.asarray(numerators / numerators.sum(axis=1, keepdims=True))


def close(got: Array, expected: Any, rtol: float = EPSILON, atol: float = 0.0) -> None:
    expect.close(got, expected, rtol=rtol, atol=atol, axes=AXES)


def agree(got: Array, other: Array, what: Text, other_what: Text) -> None:
    expect.agree(got, other, rtol=EPSILON, atol=1e-12, axes=AXES, what=what, other_what=other_what)


def example(X: Any, c: float = 1.0, row: int = 0, column: int = 0) -> Example:
    """An example by hand: what is not given is the simplest choice."""
    X = np.array(X, dtype=np.float32)
    n, k = X.shape
    columns = np.arange(k)[::-1].copy()
    V = np.arange(1, n * k + 1, dtype=np.float32).reshape(n, k)
    return {"X": X, "c": c, "row": row, "column": column, "columns": columns, "V": V}


def draw_logits(draw: Draw, bound: int) -> Array:
    return matrix(draw, grid(bound, 8), draw(SIZES), draw(SIZES))


CORNERS = (
    example([[0.0]]),
    example([[0.0, 0.0]]),
    example([[0.0], [0.0]], row=1),
    example([[0.0, 0.125]], column=1),
    example([[0.0, 1.0], [2.0, 4.0]], row=1, column=1),
    example([[-1.0, 3.0]], column=1),
    example([[0.0, 1.0, 2.0], [4.0, 3.0, 1.0]], row=1, column=2),
)


@domain(corners=CORNERS)
def logits(draw: Draw) -> Example:
    X = draw_logits(draw, 8)
    n, k = X.shape
    return {
        "X": X,
        "c": draw(grid(4, 8)),
        "row": draw(st.integers(0, n - 1)),
        "columns": order(draw, k),
        "V": matrix(draw, st.integers(-3, 3), n, k),
    }


@domain(corners=(*CORNERS, example([[-20.0] * 3]), example([[20.0, -20.0], [0.0, 0.0]])))
def wide_logits(draw: Draw) -> Example:
    return {"X": draw_logits(draw, 20)}


@domain(corners=CORNERS[:6])
def narrow_logits(draw: Draw) -> Example:
    X = draw_logits(draw, 4)
    row, column = (draw(st.integers(0, size - 1)) for size in X.shape)
    return {"X": X, "row": row, "column": column}


@domain(corners=(example([[1000.0, 0.0], [0.0, 0.0]]), example([[-1000.0, -1000.0]])))
def large_logits(draw: Draw) -> Example:
    # Two draws for one integer within ±1000: see `inputs` on larger integers.
    hundreds, rest = st.integers(-9, 9), st.integers(-99, 99)
    large = st.tuples(hundreds, rest).map(lambda pair: 100 * pair[0] + pair[1])
    return {"X": matrix(draw, large, draw(SIZES), draw(SIZES))}


softmax = Exercise(
    name="softmax",
    module="softmax_regression",
    section="3.6.3",
    points=700,
    parameters=("X",),
    domain=logits,
    forbidden=("softmax",),
)


@softmax.core("each entry is exp(x) divided by the sum of exp(x) over its row", weight=2)
async def matches_reference(f: StudentFunction, X: Array) -> None:
    close(await f(X), oracle(X), atol=1e-12)


@softmax.core("each row sums to one", domain=wide_logits)
async def rows_sum_to_one(f: StudentFunction, X: Array) -> None:
    P = await f(X)
    expect.same_shape(P, X.shape, axes=AXES)
    expect.finite(P, axes=AXES)
    sums = P.astype(np.float64).sum(axis=1)
    expect.close(
        sums, np.ones(len(X)), atol=1e-5, axes=("row",), what=Phrase("The sum of each row")
    )


@softmax.core("each entry lies between 0 and 1", domain=wide_logits)
async def entries_in_0_1(f: StudentFunction, X: Array) -> None:
    P = await f(X)
    expect.same_shape(P, X.shape, axes=AXES)
    expect.holds(
        (P >= 0) & (P <= 1),
        N_("The entry {value}{place} is no probability."),
        got=P,
        expected=Phrase("entries from 0 to 1"),
        axes=AXES,
    )


@softmax.core("adding a constant to all logits of a row changes nothing")
async def shift_invariance(f: StudentFunction, X: Array, c: float) -> None:
    P = await f(X)
    expect.same_shape(P, X.shape, axes=AXES)
    agree(await f(X + np.float32(c)), P, f"softmax(X + {c:g})", "softmax(X)")


@softmax.core("reordering the classes reorders the probabilities")
async def column_permutation(f: StudentFunction, X: Array, columns: Array) -> None:
    P = await f(X)
    expect.same_shape(P, X.shape, axes=AXES)
    reordered = await f(X[:, columns])
    agree(
        reordered,
        P[:, columns],
        Phrase("softmax of the reordered X"),
        Phrase("the reordered softmax(X)"),
    )


@softmax.core("a row's result does not depend on the other rows")
async def row_independence(f: StudentFunction, X: Array, row: int) -> None:
    P = await f(X)
    expect.same_shape(P, X.shape, axes=AXES)
    alone = await f(X[row : row + 1])
    what = Phrase("row {row} alone", row=row)
    agree(alone, P[row : row + 1], what, Phrase("row {row} within the batch", row=row))


@softmax.core("the logarithm of a ratio is the difference of the logits", domain=narrow_logits)
async def log_ratio(f: StudentFunction, X: Array) -> None:
    P = await f(X)
    expect.same_shape(P, X.shape, axes=AXES)
    expect.holds(
        P > 0,
        N_("The entry {value}{place} has no logarithm."),
        got=P,
        expected=Phrase("positive entries"),
        axes=AXES,
    )
    logs = np.log(P.astype(np.float64))
    differences = X.astype(np.float64) - X[:, :1]
    expect.close(
        logs - logs[:, :1], differences, atol=2e-5, axes=AXES, what=Phrase("log(p / p of class 0)")
    )


@softmax.core("a larger logit gets a larger probability")
async def order_preserving(f: StudentFunction, X: Array) -> None:
    P = await f(X)
    expect.same_shape(P, X.shape, axes=AXES)
    unordered = (X[:, :, None] > X[:, None, :]) & ~(P[:, :, None] > P[:, None, :])
    if unordered.any():
        row, high, low = (int(i) for i in np.argwhere(unordered)[0])
        raise expect.Mismatch(
            Phrase(
                "In row {row}, class {high} has a larger logit than class {low}, "
                "but no larger probability.",
                row=row,
                high=high,
                low=low,
            ),
            tensor_text(P, digits=6),
            f"P[{row}, {high}] > P[{row}, {low}]",
        )


@softmax.core(
    "raising one logit raises its probability and lowers the others", domain=narrow_logits
)
async def monotone(f: StudentFunction, X: Array, row: int, column: int) -> None:
    raised = X.copy()
    raised[row, column] += 1
    before, after = await f(X), await f(raised)
    expect.same_shape(before, X.shape, axes=AXES)
    expect.same_shape(after, X.shape, axes=AXES)
    change = after[row].astype(np.float64) - before[row]
    right = change < 0
    right[column] = change[column] > 0 or len(change) == 1
    expect.holds(
        right,
        N_(
            "The logit of class {column} in row {row} was raised by 1, and the probability{place} "
            "changed by {value}."
        ),
        got=change,
        expected=Phrase("class {column} rises, all others fall", column=column),
        axes=("class",),
        column=column,
        row=row,
    )


@softmax.core("gradients flow back to the logits", weight=2)
async def gradient(f: StudentFunction, X: Array, V: Array) -> None:
    (got,) = await f.gradients(Leaf(X), weights=V)
    P = oracle(X)
    # The Jacobian of a row is diag(p) - p pT.
    expected = P * (V - (V * P).sum(axis=1, keepdims=True))
    expect.close(got, expected, atol=1e-4, axes=AXES, what="X.grad")


@softmax.core("shape and dtype are those of the logits", weight=0.5)
async def dtype_shape(f: StudentFunction, X: Array) -> None:
    for dtype in (np.float64, np.float32):
        P = await f(X.astype(dtype))
        expect.same_shape(P, X.shape, axes=AXES)
        expect.same_dtype(P, dtype)


@softmax.core("the logits are not modified", weight=0.5)
async def input_unchanged(f: StudentFunction, X: Array) -> None:
    expect.unchanged(await f.changes(X), ("X",))


@softmax.core("logits whose memory is not contiguous give the same", weight=0.5)
async def non_contiguous(f: StudentFunction, X: Array) -> None:
    close(await f(Scattered(X)), oracle(X), atol=1e-12)


@softmax.stretch("logits as large as 1000 neither overflow nor vanish", domain=large_logits)
async def stable_for_large_logits(f: StudentFunction, X: Array) -> None:
    close(await f(X), oracle(X), rtol=1e-4, atol=1e-30)
