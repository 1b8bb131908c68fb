"""flatten, section 3.7.2: each image of a batch becomes one row."""

import math

import numpy as np
from hypothesis import strategies as st

from autograder import expect
from autograder.exercise import Exercise, StudentFunction
from autograder.i18n import Phrase
from autograder.inputs import SIZES, Draw, Example, domain
from autograder.values import Array, Leaf, Scattered

AXES = ("example", "pixel")


def oracle(X: Array) -> Array:
    """The numbers of each example in the order of their indices, one after the other."""
    return np.array([[image[place] for place in np.ndindex(image.shape)] for image in X])


def example(shape: tuple[int, ...], start: int = 0, row: int = 0) -> Example:
    """Images of this shape; no two pixels are equal, so that none can take another's place."""
    numbers = np.arange(start, start + math.prod(shape))
    return {"X": (numbers / 4).astype(np.float32).reshape(shape), "row": row}


@domain(
    corners=(
        example((1, 1, 2)),
        example((2, 1, 1)),
        example((2, 1, 2, 3), row=1),
        example((4, 1, 2, 3), row=2),
        example((3, 2, 2), row=2),
    ),
    count=60,
)
def images(draw: Draw) -> Example:
    n = draw(SIZES)
    sides = draw(st.lists(st.integers(1, 4), min_size=2, max_size=3))
    if n == math.prod(sides):  # where rows and columns could be exchanged unseen
        n += 1
    return example((n, *sides), draw(st.integers(-99, 99)), draw(st.integers(0, n - 1)))


flatten = Exercise(
    name="flatten",
    module="softmax_regression",
    section="3.7.2",
    points=200,
    parameters=("X",),
    domain=images,
)


@flatten.core("row i holds all numbers of example i, in their order", weight=2)
async def rows_are_examples(f: StudentFunction, X: Array) -> None:
    expect.equal(await f(X), oracle(X), axes=AXES)


@flatten.core("a row does not depend on the other examples")
async def row_independence(f: StudentFunction, X: Array, row: int) -> None:
    rows = await f(X)
    expect.same_shape(rows, oracle(X).shape, axes=AXES)
    expect.agree(
        await f(X[row : row + 1]),
        rows[row : row + 1],
        axes=AXES,
        what=Phrase("example {row} alone", row=row),
        other_what=Phrase("row {row} of the batch", row=row),
    )


@flatten.core("gradients flow back to where their numbers came from", weight=0.5)
async def gradient(f: StudentFunction, X: Array) -> None:
    weights = np.arange(1, X.size + 1)
    (got,) = await f.gradients(Leaf(X), weights=weights)
    expect.equal(got, weights.reshape(X.shape), what="X.grad")


@flatten.core("a batch that is flat already stays as it is", weight=0.5)
async def already_flat(f: StudentFunction, X: Array) -> None:
    flat = oracle(X)
    expect.equal(await f(flat), flat, axes=AXES)


@flatten.stretch("images whose memory is in another order give the same")
async def non_contiguous(f: StudentFunction, X: Array) -> None:
    expect.equal(await f(Scattered(X)), oracle(X), axes=AXES)
