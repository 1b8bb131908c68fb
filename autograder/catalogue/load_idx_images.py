"""load_idx_images, section 3.5.1: the pixels of an IDX file, the format of MNIST and its heirs."""

import numpy as np
from hypothesis import strategies as st

from autograder import expect, fixtures
from autograder.exercise import Exercise, StudentFunction
from autograder.i18n import Phrase
from autograder.idx import MAGIC, idx_bytes
from autograder.inputs import Draw, Example, domain, vector
from autograder.returns import raises
from autograder.values import Array

AXES = ("image", "row", "column")
NAME = "images-idx3-ubyte"
GENERIC = np.arange(0, 240, 10, dtype=np.uint8).reshape(4, 2, 3)
GENERIC[3, 1] = (128, 200, 255)
"""Four images of 2 x 3, three different sizes, with bytes beyond 127."""


def example(pixels: Array) -> Example:
    return {"pixels": pixels}


@domain(
    count=12,
    corners=(
        example(np.array([[[255]]], np.uint8)),
        example(np.array([[[0, 128]]], np.uint8)),
        example(GENERIC),
    ),
)
def idx_images(draw: Draw) -> Example:
    shape = tuple(draw(st.integers(1, 4)) for _ in range(3))
    steps = vector(draw, st.integers(0, 51), int(np.prod(shape)), np.uint8)
    return {"pixels": (5 * steps).reshape(shape)}


load_idx_images = Exercise(
    name="load_idx_images",
    module="image_dataset",
    section="3.5.1",
    points=400,
    parameters=("path",),
    domain=idx_images,
)


@load_idx_images.core("every pixel is where it belongs", weight=2)
async def pixels(f: StudentFunction, pixels: Array) -> None:
    read = await f(fixtures.file(NAME, idx_bytes(pixels)))
    expect.equal(read, pixels, axes=AXES, what=Phrase("The images"))


@load_idx_images.core("the result is uint8, one matrix of rows and columns for each image")
async def shape_dtype(f: StudentFunction, pixels: Array) -> None:
    read = await f(fixtures.file(NAME, idx_bytes(pixels)))
    expect.same_shape(read, pixels.shape, axes=AXES, what=Phrase("The images"))
    expect.same_dtype(read, np.uint8, what=Phrase("The images"))


@load_idx_images.core("a path that ends in .gz is read too")
async def gz(f: StudentFunction, pixels: Array) -> None:
    read = await f(fixtures.file(f"{NAME}.gz", idx_bytes(pixels)))
    expect.equal(read, pixels, axes=AXES, what=Phrase("The images of a .gz file"))


@load_idx_images.core("a file with another magic number raises ValueError")
async def wrong_magic(f: StudentFunction, pixels: Array) -> None:
    # Long enough to have a whole header of images.
    labels = fixtures.file("labels-idx1-ubyte", idx_bytes(np.arange(10, dtype=np.uint8)))
    # All else may be as it should, so that nothing but the number can be the reason.
    renumbered = fixtures.file(NAME, idx_bytes(pixels, MAGIC[1]))
    because = Phrase("the magic number 2049 is that of labels")
    for other in (labels, renumbered):
        raises(await f.attempt(other), "ValueError", because)
    # A function that raises always would refuse this one, too.
    expect.equal(await f(fixtures.file(NAME, idx_bytes(pixels))), pixels, axes=AXES)


@load_idx_images.stretch("a file that ends too early raises ValueError")
async def truncated(f: StudentFunction, pixels: Array) -> None:
    short = fixtures.file(NAME, idx_bytes(pixels)[:-1])
    raises(await f.attempt(short), "ValueError", Phrase("the last byte is missing"))
    # A function that raises always would refuse this one, too.
    expect.equal(await f(fixtures.file(NAME, idx_bytes(pixels))), pixels, axes=AXES)
