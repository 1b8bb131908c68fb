"""labels_to_text, section 3.5.1: class numbers become names; classes count from 0."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder import expect
from autograder.exercise import Exercise, StudentFunction
from autograder.i18n import Phrase
from autograder.inputs import Draw, Example, domain, vector
from autograder.returns import texts
from autograder.values import Array, NumpyArray

NAMES = (
    "t-shirt", "trouser", "pullover", "dress", "coat",
    "sandal", "shirt", "sneaker", "bag", "ankle boot",
)  # fmt: skip
"""The names that the stub gives to the classes 0 to 9 of Fashion-MNIST."""


def oracle(labels: Array) -> list[str]:
    return [NAMES[label] for label in labels.tolist()]


def example(*labels: int) -> Example:
    return {"labels": np.array(labels, np.int64)}


@domain(count=25, corners=(example(0), example(9, 0, 0), example(), example(*range(10))))
def class_numbers(draw: Draw) -> Example:
    return {"labels": vector(draw, st.integers(0, 9), draw(st.integers(0, 5)), np.int64)}


labels_to_text = Exercise(
    name="labels_to_text",
    module="image_dataset",
    section="3.5.1",
    points=200,
    parameters=("labels",),
    domain=class_numbers,
    returns=texts,
)


def as_many(found: Sequence[Any], labels: Array) -> None:
    """Demands a string for each label."""
    if len(found) != len(labels):
        raise expect.Mismatch(
            Phrase(
                "The list has {count} strings for {due} labels.", count=len(found), due=len(labels)
            ),
            str(found),
            str(oracle(labels)),
        )


@labels_to_text.core("each label becomes the name of its class", weight=2)
async def lookup(f: StudentFunction, labels: Array) -> None:
    for given in (labels, labels.tolist(), NumpyArray(labels)):
        found = await f(given)
        as_many(found, labels)
        for place, (got, name) in enumerate(zip(found, oracle(labels), strict=True)):
            if got != name:
                raise expect.Mismatch(
                    Phrase(
                        "Label {label} becomes {got} instead of {due}.",
                        label=labels[place],
                        got=repr(got),
                        due=repr(name),
                    ),
                    str(found),
                    str(oracle(labels)),
                )


@labels_to_text.core("the result is a list with one string for each label")
async def length_and_type(f: StudentFunction, labels: Array) -> None:
    found = await f(labels)
    as_many(found, labels)
