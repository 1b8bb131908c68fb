"""pick_label_probabilities, section 3.6.5: from each row the entry of its label."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder import expect
from autograder.exercise import Exercise, StudentFunction
from autograder.i18n import Phrase
from autograder.inputs import SIZES, Draw, Example, domain, labels, order, probabilities, vector
from autograder.values import Array, Leaf, Scattered

AXES = ("example",)


def oracle(y_hat: Array, y: Array) -> Array:
    """Entry y[i] of row i, shape (n,)."""
    return np.array([row[label] for row, label in zip(y_hat, y, strict=True)])


def at_labels(y_hat: Array, y: Array, inside: Any, outside: Any) -> Array:
    """An array like y_hat with one value at the labels and another elsewhere."""
    labelled = np.arange(y_hat.shape[1]) == y[:, None]
    return np.asarray(np.where(labelled, inside, outside), dtype=y_hat.dtype)


def equal(got: Array, y_hat: Array, y: Array) -> None:
    """Demands exactly the labelled entries, because nothing is calculated."""
    expect.equal(expect.per_example(got, len(y)), oracle(y_hat, y), axes=AXES)


def example(y_hat: Any, y: Any) -> Example:
    """An example by hand."""
    y_hat, y = np.array(y_hat, dtype=np.float32), np.array(y, dtype=np.int64)
    rows = np.arange(len(y))[::-1].copy()
    return {"y_hat": y_hat, "y": y, "rows": rows, "v": np.arange(1, len(y) + 1, dtype=np.float32)}


CORNERS = (
    example([[0.25, 0.75]], [0]),
    example([[0.25, 0.75]], [1]),
    example([[0.25, 0.75], [0.375, 0.625]], [1, 0]),
    example([[0.25, 0.75], [0.5, 0.5], [0.125, 0.875]], [1, 0, 1]),
    example([[0.125, 0.375, 0.5], [0.25, 0.125, 0.625]], [0, 2]),
    example([[0.15, 0.65, 0.2]], [1]),  # whose sum is not quite 1 in float32
)


def draw_example(draw: Draw, least_classes: int) -> Example:
    n, k = draw(SIZES), draw(st.integers(least_classes, 5))
    return {
        "y_hat": probabilities(draw, n, k),
        "y": labels(draw, n, k),
        "rows": order(draw, n),
        "v": vector(draw, st.integers(-3, 3), n),
    }


@domain(corners=(*CORNERS, example([[1.0]], [0])), count=80)
def labelled_rows(draw: Draw) -> Example:
    return draw_example(draw, least_classes=1)


@domain(corners=CORNERS, count=40)
def labelled_rows_of_several_classes(draw: Draw) -> Example:
    return draw_example(draw, least_classes=2)


pick_label_probabilities = Exercise(
    name="pick_label_probabilities",
    module="softmax_regression",
    section="3.6.5",
    points=300,
    parameters=("y_hat", "y"),
    domain=labelled_rows,
)


@pick_label_probabilities.core("number i is the entry of row i at its label", weight=2)
async def picks_labelled(f: StudentFunction, y_hat: Array, y: Array) -> None:
    equal(await f(y_hat, y), y_hat, y)


@pick_label_probabilities.core("there is one number for each example")
async def one_per_example(f: StudentFunction, y_hat: Array, y: Array) -> None:
    expect.per_example(await f(y_hat, y), len(y))


@pick_label_probabilities.core("reordering the examples reorders the result")
async def row_permutation(f: StudentFunction, y_hat: Array, y: Array, rows: Array) -> None:
    picked = expect.per_example(await f(y_hat, y), len(y))
    reordered = await f(y_hat[rows], y[rows])
    expect.agree(
        expect.per_example(reordered, len(y)),
        picked[rows],
        axes=AXES,
        what=Phrase("the result for the reordered examples"),
        other_what=Phrase("the reordered result"),
    )


@pick_label_probabilities.core(
    "only the entry of the label counts", domain=labelled_rows_of_several_classes
)
async def ignores_other_columns(f: StudentFunction, y_hat: Array, y: Array) -> None:
    picked = expect.per_example(await f(y_hat, y), len(y))
    overwritten = await f(at_labels(y_hat, y, y_hat, 7), y)
    expect.agree(
        expect.per_example(overwritten, len(y)),
        picked,
        axes=AXES,
        what=Phrase("the result with 7 everywhere but at the labels"),
        other_what=Phrase("the result"),
    )


@pick_label_probabilities.core(
    "gradients flow back to the labelled entries, and to no other", weight=2
)
async def gradient(f: StudentFunction, y_hat: Array, y: Array, v: Array) -> None:
    (got,) = await f.gradients(Leaf(y_hat), y, weights=v)
    expected = at_labels(y_hat, y, v[:, None], 0)
    expect.equal(got, expected, axes=("example", "class"), what="y_hat.grad")


@pick_label_probabilities.core("the dtype is that of y_hat", weight=0.5)
async def dtype(f: StudentFunction, y_hat: Array, y: Array) -> None:
    for wanted in (np.float64, np.float32):
        expect.same_dtype(await f(y_hat.astype(wanted), y), wanted)


@pick_label_probabilities.core("the arguments are not modified", weight=0.5)
async def inputs_unchanged(f: StudentFunction, y_hat: Array, y: Array) -> None:
    expect.unchanged(await f.changes(y_hat, y), ("y_hat", "y"))


@pick_label_probabilities.core("labels whose memory is not contiguous give the same", weight=0.5)
async def strided_labels(f: StudentFunction, y_hat: Array, y: Array) -> None:
    equal(await f(y_hat, Scattered(y)), y_hat, y)
