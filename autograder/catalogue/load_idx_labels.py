"""load_idx_labels, section 3.5.1: the labels of an IDX file, as numbers that can index."""

import numpy as np
from hypothesis import strategies as st

from autograder import expect, fixtures
from autograder.exercise import Exercise, StudentFunction
from autograder.i18n import Phrase
from autograder.idx import MAGIC, idx_bytes
from autograder.inputs import Draw, Example, domain, vector
from autograder.returns import raises
from autograder.values import Array

AXES = ("label",)
NAME = "labels-idx1-ubyte"


def example(*labels: int) -> Example:
    return {"labels": np.array(labels, np.uint8)}


@domain(count=12, corners=(example(0), example(9, 0, 3), example(255, 128)))
def label_files(draw: Draw) -> Example:
    return {"labels": vector(draw, st.integers(0, 9), draw(st.integers(1, 6)), np.uint8)}


load_idx_labels = Exercise(
    name="load_idx_labels",
    module="image_dataset",
    section="3.5.1",
    points=200,
    parameters=("path",),
    domain=label_files,
)


@load_idx_labels.core("every label is read, in order", weight=2)
async def values(f: StudentFunction, labels: Array) -> None:
    read = await f(fixtures.file(NAME, idx_bytes(labels)))
    expect.equal(read, labels, axes=AXES, what=Phrase("The labels"))


@load_idx_labels.core("the labels are int64, which can index")
async def labels_int64(f: StudentFunction, labels: Array) -> None:
    read = await f(fixtures.file(NAME, idx_bytes(labels)))
    expect.same_shape(read, labels.shape, axes=AXES, what=Phrase("The labels"))
    expect.same_dtype(read, np.int64, what=Phrase("The labels"))


@load_idx_labels.core("a path that ends in .gz is read too")
async def gz(f: StudentFunction, labels: Array) -> None:
    read = await f(fixtures.file(f"{NAME}.gz", idx_bytes(labels)))
    expect.equal(read, labels, axes=AXES, what=Phrase("The labels of a .gz file"))


@load_idx_labels.core("a file with another magic number raises ValueError")
async def wrong_magic(f: StudentFunction, labels: Array) -> None:
    images = fixtures.file("images-idx3-ubyte", idx_bytes(labels.reshape(-1, 1, 1)))
    # All else may be as it should, so that nothing but the number can be the reason.
    renumbered = fixtures.file(NAME, idx_bytes(labels, MAGIC[3]))
    because = Phrase("the magic number 2051 is that of images")
    for other in (images, renumbered):
        raises(await f.attempt(other), "ValueError", because)
    # A function that raises always would refuse this one, too.
    expect.equal(await f(fixtures.file(NAME, idx_bytes(labels))), labels, axes=AXES)


@load_idx_labels.stretch("a file that ends too early raises ValueError")
async def truncated(f: StudentFunction, labels: Array) -> None:
    short = fixtures.file(NAME, idx_bytes(labels)[:-1])
    raises(await f.attempt(short), "ValueError", Phrase("the last byte is missing"))
    # A function that raises always would refuse this one, too.
    expect.equal(await f(fixtures.file(NAME, idx_bytes(labels))), labels, axes=AXES)
