"""first_batch, section 3.5.2: one look at a loader, by iter and next."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder import expect, fixtures
from autograder.exercise import Exercise, StudentFunction
from autograder.i18n import Phrase
from autograder.inputs import Draw, Example, domain
from autograder.literal import value_text
from autograder.returns import several
from autograder.values import Array, Generator


def batches_of(features: Array, labels: Array, batch_size: int) -> list[Any]:
    """The pairs that a loader would give in order."""
    starts = range(0, len(labels), batch_size)
    return [(features[i : i + batch_size], labels[i : i + batch_size]) for i in starts]


def example(count: int, batch_size: int) -> Example:
    features = 2 * np.arange(2 * count, dtype=np.float32).reshape(count, 2)
    return {"features": features, "labels": 10 * np.arange(count), "batch_size": batch_size}


@domain(count=8, corners=(example(3, 1), example(2, 2), example(5, 2)))
def loaders(draw: Draw) -> Example:
    return example(draw(st.integers(1, 7)), draw(st.integers(1, 4)))


first_batch = Exercise(
    name="first_batch",
    module="image_dataset",
    section="3.5.2",
    points=200,
    parameters=("loader",),
    domain=loaders,
    returns=several(2),
    watch=True,
)


@first_batch.core("the first batch is returned, from whatever can be iterated over", weight=2)
async def is_first(f: StudentFunction, features: Array, labels: Array, batch_size: int) -> None:
    batches = batches_of(features, labels, batch_size)
    loader = fixtures.loader(features, labels, batch_size)
    for given, kind in (
        (batches, "list"),
        (Generator(tuple(batches)), "generator"),
        (loader, "DataLoader"),
    ):
        X, *_ = await f(given)
        what = Phrase("X of a {kind}", kind=kind)
        expect.equal(X, batches[0][0], axes=("example", "feature"), what=what)


@first_batch.core("both parts of the batch are returned, features and then labels")
async def pair(f: StudentFunction, features: Array, labels: Array, batch_size: int) -> None:
    batches = batches_of(features, labels, batch_size)
    X, y = await f(batches)
    expect.equal(X, batches[0][0], axes=("example", "feature"), what=Phrase("The first part"))
    expect.equal(y, batches[0][1], axes=("example",), what=Phrase("The second part"))


@first_batch.stretch("exactly one batch is taken")
async def pulls_one(f: StudentFunction, features: Array, labels: Array, batch_size: int) -> None:
    observation = await f.observe(fixtures.counted(batches_of(features, labels, batch_size)))
    (taken,) = observation.reports
    if taken != 1:
        found = value_text(taken)
        message = Phrase("{count} batches were taken from the loader.", count=found)
        raise expect.Mismatch(message, found, "1")
