"""normal_equation, section 3.1: the least squares fit of a line, solved instead of approached."""

from typing import Any

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from autograder import expect
from autograder.exercise import Exercise, StudentFunction
from autograder.i18n import Phrase, Text
from autograder.inputs import Draw, Example, domain, matrix, vector
from autograder.returns import several
from autograder.values import Array

SMALLEST_SINGULAR_VALUE = 0.3
LARGEST_CONDITION = 60
"""Solving by AᵀA squares it; in float64 that leaves an error of about 1e-12."""
BIAS = 4.25
"""Of the exact lines: unlike any of their weights, which are integers."""
AS_IT_IS = (Phrase("the weights w for X and y"), Phrase("the bias b for X and y"))
Solution = tuple[Array, float]


def with_ones(X: Array) -> Array:
    """The matrix [X, 1], shape (n, d + 1): the bias is the weight of a column of ones."""
    return np.column_stack([X, np.ones(len(X))])


def solution(parts: list[Array], d: int) -> Solution:
    """The weights as (d,) and the bias, of whatever shapes: only `shapes` looks at those."""
    w, b = parts
    if w.size != d:
        expect.same_shape(w, (d, 1), axes=("feature", "output"), what="w")
    if b.size != 1:
        expect.same_shape(b, (1,), what="b")
    return w.astype(np.float64).reshape(d), float(b.reshape(()))


def close(got: Solution, w: Any, b: float) -> None:
    expect.close(got[0], w, atol=1e-6, axes=("feature",), what="w")
    expect.close(got[1], b, atol=1e-6, what="b")


def agree(
    got: Solution, other: Solution, what: Text, other_whats: tuple[Text, Text], atol: float = 1e-6
) -> None:
    """Demands the same weights and the same bias; `other_whats` says what these are, for each."""
    names = (
        Phrase("the weights w for {data}", data=what),
        Phrase("the bias b for {data}", data=what),
    )
    for i, name in enumerate(names):
        expect.agree(got[i], other[i], atol=atol, what=name, other_what=other_whats[i])


def fits_best(parts: list[Array], X: Array, y: Array, tolerance: float) -> None:
    """Demands a minimum of the squared error: there its gradient [X, 1]ᵀ(Xw + b - y) is zero."""
    w, b = solution(parts, X.shape[1])
    A = with_ones(X)
    gradient = A.T @ (X @ w + b - y)
    expect.close(
        gradient,
        np.zeros(len(gradient)),
        atol=tolerance * (1 + (A**2).sum()),
        axes=("column",),
        what=Phrase("With the w and b that came, [X, 1]ᵀ(Xw + b - y)"),
    )


def example(X: Any, y: Any) -> Example:
    """An example by hand."""
    X, y = np.array(X, dtype=np.float64), np.array(y, dtype=np.float64)
    return {"X": X, "y": y, "w": np.arange(2.0, 2 + X.shape[1])}


@domain(
    corners=(
        example([[0], [1], [2]], [1, 3, 5]),
        example([[0], [1], [2], [3]], [1, 2, 2, 5]),
        example([[0, 1], [1, 0], [2, 1], [3, 3]], [1, 0, 2, 4]),
    ),
    count=25,
)
def lines(draw: Draw) -> Example:
    # Integers in float64, because AᵀA in float32 would punish the formula of the book.
    integers = st.integers(-4, 4)
    d = draw(st.integers(1, 3))
    n = d + draw(st.integers(2, 4))
    X = matrix(draw, integers, n, d, np.float64)
    singular = np.linalg.svd(with_ones(X), compute_uv=False)
    assume(singular[-1] > SMALLEST_SINGULAR_VALUE)
    assume(singular[0] < LARGEST_CONDITION * singular[-1])
    return {
        "X": X,
        "y": vector(draw, integers, n, np.float64),
        "w": vector(draw, integers, d, np.float64),
    }


normal_equation = Exercise(
    name="normal_equation",
    module="linear_regression",
    section="3.1",
    points=600,
    parameters=("X", "y"),
    domain=lines,
    returns=several(2),
)


@normal_equation.core("the residual is orthogonal to every feature and to the ones", weight=2)
async def residual_orthogonal(f: StudentFunction, X: Array, y: Array) -> None:
    fits_best(await f(X, y), X, y, tolerance=1e-7)


@normal_equation.core("labels on a line give back its weights and its bias", weight=2)
async def recovers_exact_line(f: StudentFunction, X: Array, w: Array) -> None:
    close(solution(await f(X, X @ w + BIAS), len(w)), w, BIAS)


@normal_equation.core("adding 3 to all labels adds 3 to the bias and changes no weight")
async def label_shift(f: StudentFunction, X: Array, y: Array) -> None:
    w, b = solution(await f(X, y), X.shape[1])
    shifted = solution(await f(X, y + 3), X.shape[1])
    agree(
        shifted,
        (w, b + 3),
        "y + 3",
        (Phrase("the weights w for y"), Phrase("3 plus the bias b for y")),
    )


@normal_equation.core("the same data twice over have the same solution")
async def duplicate_data(f: StudentFunction, X: Array, y: Array) -> None:
    d = X.shape[1]
    once = solution(await f(X, y), d)
    twice = solution(await f(np.concatenate([X, X]), np.concatenate([y, y])), d)
    agree(twice, once, Phrase("the data twice over"), AS_IT_IS)


@normal_equation.core("the order of the examples does not matter")
async def row_order(f: StudentFunction, X: Array, y: Array) -> None:
    d = X.shape[1]
    forwards = solution(await f(X, y), d)
    backwards = solution(await f(X[::-1], y[::-1]), d)
    agree(backwards, forwards, Phrase("the data in reverse"), AS_IT_IS)


@normal_equation.core("labels of shape (n,) and (n, 1) have the same solution")
async def label_shape(f: StudentFunction, X: Array, y: Array) -> None:
    d = X.shape[1]
    flat = solution(await f(X, y), d)
    column = solution(await f(X, y[:, None]), d)
    agree(column, flat, Phrase("y of shape (n, 1)"), AS_IT_IS, atol=1e-8)


@normal_equation.core("w has shape (d, 1), b has shape (1,) or ()", weight=0.5)
async def shapes(f: StudentFunction, X: Array, y: Array) -> None:
    w, b = await f(X, y)
    expect.same_shape(w, (X.shape[1], 1), axes=("feature", "output"), what="w")
    if b.shape:
        expect.same_shape(b, (1,), what="b")


@normal_equation.core("the arguments are not modified", weight=0.5)
async def inputs_unchanged(f: StudentFunction, X: Array, y: Array) -> None:
    expect.unchanged(await f.changes(X, y), ("X", "y"))


@normal_equation.stretch("a feature that is there twice does not matter")
async def rank_deficient(f: StudentFunction, X: Array, y: Array) -> None:
    repeated = np.column_stack([X, X[:, :1]])
    fits_best(await f(repeated, y), repeated, y, tolerance=1e-5)
