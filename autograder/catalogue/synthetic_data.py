"""synthetic_data, section 3.2.1: random features, and labels on a line with Gaussian noise."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder import expect
from autograder.exercise import Exercise, StudentFunction
from autograder.i18n import Phrase, ngettext
from autograder.inputs import SIZES, Draw, Example, domain, grid, vector
from autograder.literal import tensor_text
from autograder.returns import repeated, several, tensors_of
from autograder.samples import differ, has_mean_and_std, is_bell_shaped
from autograder.values import Array
from autograder.worker.protocol import Options

MANY = 4000
"""So many examples that the bounds below, six standard errors and more, still are narrow."""
STD = 0.25
STD_TOLERANCE = 0.08
WITHIN_TOLERANCE = 0.05
DEFAULT_NOISE = 0.01


def line(X: Array, w: Array, b: float) -> Array:
    """The labels without noise, Xw + b, shape (n,), float64."""
    return np.asarray(X @ w.astype(np.float64) + b)


def data(parts: list[Array], n: int, d: int) -> tuple[Array, Array]:
    """Features (n, d) and labels (n,) in float64, of whatever dtype they came."""
    X, y = parts
    expect.same_shape(X, (n, d), axes=("example", "feature"), what="X")
    labels_have_shape(y, n)
    return X.astype(np.float64), y.astype(np.float64).reshape(n)


def labels_have_shape(y: Array, n: int) -> None:
    """Demands (n,) or (n, 1); both are one label for each example."""
    if y.shape != (n, 1):
        expect.same_shape(y, (n,), axes=("example",), what="y")


def noise(parts: list[Array], w: Array, b: float) -> Array:
    """What the labels have beyond Xw + b."""
    X, y = data(parts, MANY, len(w))
    residuals = y - line(X, w, b)
    expect.finite(residuals, axes=("example",), what="y - (Xw + b)")
    return residuals


def example(w: Any, b: float, n: int = 2, seed: int = 0) -> Example:
    """An example by hand."""
    return {"w": np.array(w, dtype=np.float32), "b": b, "n": n, "seed": seed}


@domain(
    corners=(
        example([2], 1.0, n=1),
        example([2, -3], 4.0),
        example([1, 0, -1], 0.5, n=3),
        example([0], 0.0, n=4),
    ),
    count=25,
)
def few(draw: Draw) -> Example:
    return {
        "w": vector(draw, grid(4, 4), draw(st.integers(1, 3))),
        "b": draw(grid(4, 4)),
        "n": draw(SIZES),
        "seed": draw(st.integers(0, 99)),
    }


@domain(
    corners=(
        example([2, -3], 4.0, n=MANY),
        example([2], -1.5, n=MANY, seed=1),
        example([0.5, 3, -1], 0.0, n=MANY, seed=2),
    ),
    count=6,
)
def many(draw: Draw) -> Example:
    drawn = draw(few.strategy)
    return {**drawn, "n": MANY}


synthetic_data = Exercise(
    name="synthetic_data",
    module="linear_regression",
    section="3.2.1",
    points=400,
    parameters=("w", "b", "num_examples", "noise_std=0.01"),
    domain=many,
    returns=several(2),
)


@synthetic_data.core("without noise the labels are Xw + b", weight=2, domain=few)
async def noiseless_line(f: StudentFunction, w: Array, b: float, n: int, seed: int) -> None:
    X, y = data(await f(w, b, n, 0.0, options=Options(seed=seed)), n, len(w))
    expect.close(
        y,
        line(X, w, b),
        rtol=1e-5,
        atol=1e-4,
        axes=("example",),
        what=Phrase("With noise_std=0, y"),
    )


@synthetic_data.core("the noise y - (Xw + b) has mean 0 and standard deviation noise_std", weight=2)
async def noise_std_mean(f: StudentFunction, w: Array, b: float, seed: int) -> None:
    residuals = noise(await f(w, b, MANY, STD, options=Options(seed=seed)), w, b)
    has_mean_and_std(residuals, STD, rtol=STD_TOLERANCE, what="y - (Xw + b)")


@synthetic_data.core("each label has noise of its own, in the shape of a bell")
async def noise_per_example(f: StudentFunction, w: Array, b: float, seed: int) -> None:
    residuals = noise(await f(w, b, MANY, STD, options=Options(seed=seed)), w, b)
    # Rounded, because one and the same noise differs in the last digits of the labels.
    different = len(np.unique(residuals.round(5)))
    if different <= MANY / 2:
        raise expect.Mismatch(
            ngettext(
                "The noise y - (Xw + b) of {labels} labels has only {count} different value.",
                "The noise y - (Xw + b) of {labels} labels has only {count} different values.",
                different,
            ).format(labels=MANY, count=different),
            Phrase(
                "{numbers} for the first five labels",
                numbers=tensor_text(residuals[:5], digits=4, typed=False),
            ),
            Phrase("a draw for each label"),
        )
    is_bell_shaped(residuals, atol=WITHIN_TOLERANCE, what="y - (Xw + b)")


@synthetic_data.core("the features are drawn from the standard normal distribution")
async def features_normal(f: StudentFunction, w: Array, b: float, seed: int) -> None:
    X, _ = data(await f(w, b, MANY, STD, options=Options(seed=seed)), MANY, len(w))
    expect.finite(X, axes=("example", "feature"), what="X")
    for j, column in enumerate(X.T):
        has_mean_and_std(column, 1.0, rtol=STD_TOLERANCE, what=f"X[:, {j}]")
        is_bell_shaped(column, atol=WITHIN_TOLERANCE, what=f"X[:, {j}]")
    for j in range(1, X.shape[1]):
        expect.close(
            np.corrcoef(X[:, j - 1], X[:, j])[0, 1],
            0.0,
            atol=6 / np.sqrt(MANY),
            what=Phrase("The correlation of X[:, {left}] and X[:, {right}]", left=j - 1, right=j),
        )


@synthetic_data.core("a second call gives other features and other noise")
async def fresh_each_call(f: StudentFunction, w: Array, b: float, seed: int) -> None:
    observation = await f.observe(w, b, MANY, STD, options=Options(seed=seed, times=2))
    calls = [tensors_of(value, 2) for value in repeated(observation.value, 2)]
    (X, _), (more_X, _) = (data(parts, MANY, len(w)) for parts in calls)
    residuals, more_residuals = (noise(parts, w, b) for parts in calls)
    differ(X, more_X, Phrase("features X"))
    differ(residuals, more_residuals, Phrase("noise y - (Xw + b)"))


@synthetic_data.core("X is (n, d), y is (n,) or (n, 1), both float32", domain=few)
async def shapes_dtype(f: StudentFunction, w: Array, b: float, n: int, seed: int) -> None:
    X, y = await f(w, b, n, STD, options=Options(seed=seed))
    expect.same_shape(X, (n, len(w)), axes=("example", "feature"), what="X")
    labels_have_shape(y, n)
    expect.same_dtype(X, np.float32, what="X")
    expect.same_dtype(y, np.float32, what="y")


@synthetic_data.core("w is not modified", weight=0.5, domain=few)
async def w_unchanged(f: StudentFunction, w: Array, b: float, n: int, seed: int) -> None:
    expect.unchanged(await f.changes(w, b, n, STD, options=Options(seed=seed)), ("w",))


@synthetic_data.core("a single example with the default noise is one near the line", weight=0.5)
async def one_example(f: StudentFunction, w: Array, b: float, seed: int) -> None:
    X, y = data(await f(w, b, 1, options=Options(seed=seed)), 1, len(w))
    expect.close(y, line(X, w, b), atol=10 * DEFAULT_NOISE, axes=("example",), what="y")
