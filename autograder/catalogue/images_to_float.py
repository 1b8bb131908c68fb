"""images_to_float, section 3.5.1: bytes become numbers from 0 to 1, with a channel axis."""

import numpy as np
from hypothesis import strategies as st

from autograder import expect
from autograder.exercise import Exercise, StudentFunction
from autograder.i18n import N_, Phrase
from autograder.inputs import Draw, Example, domain, vector
from autograder.values import Array

AXES = ("image", "channel", "row", "column")


def oracle(images: Array) -> Array:
    """Shape (n, 1, rows, columns), a byte divided by 255."""
    return images.astype(np.float64)[:, None] / 255


def example(images: object) -> Example:
    return {"images": np.array(images, np.uint8)}


@domain(
    count=25,
    corners=(
        example([[[255]]]),
        example([[[0, 51], [102, 204]]]),  # none of them is the largest byte
        example([[[0, 51, 102], [255, 1, 254]]]),
        example([[[204], [0]], [[51], [102]], [[153], [255]]]),
    ),
)
def byte_images(draw: Draw) -> Example:
    shape = tuple(draw(st.integers(1, 4)) for _ in range(3))
    fives = vector(draw, st.integers(0, 51), int(np.prod(shape)), np.uint8)
    return {"images": (5 * fives).reshape(shape)}


images_to_float = Exercise(
    name="images_to_float",
    module="image_dataset",
    section="3.5.1",
    points=200,
    parameters=("images",),
    domain=byte_images,
)


@images_to_float.core("each byte is divided by 255", weight=2)
async def over_255(f: StudentFunction, images: Array) -> None:
    result = await f(images)
    # Where the channel stands is the business of another property.
    expect.holds(
        np.array(result.size == images.size),
        N_("The result has {value} numbers in all."),
        got=result.size,
        expected=Phrase("{count} numbers", count=images.size),
    )
    flat = result.reshape(-1).astype(np.float64)
    expect.close(flat, images.reshape(-1) / 255, atol=1e-6, what=Phrase("The result, flattened,"))


@images_to_float.core("the result is float32 of shape (n, 1, rows, columns)")
async def shape_dtype(f: StudentFunction, images: Array) -> None:
    result = await f(images)
    expect.same_shape(result, oracle(images).shape, axes=AXES)
    expect.same_dtype(result, np.float32)


@images_to_float.core("the images are not modified", weight=0.5)
async def input_unchanged(f: StudentFunction, images: Array) -> None:
    expect.unchanged(await f.changes(images), ("images",))
