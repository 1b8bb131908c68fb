"""accuracy, section 3.6.6: the fraction of rows whose largest score is at the label."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder import expect
from autograder.exercise import Exercise, StudentFunction
from autograder.i18n import N_, Phrase, Text
from autograder.inputs import SIZES, Draw, Example, domain, labels, order
from autograder.returns import a_number, a_python_float
from autograder.values import Array

TOLERANCE = 1e-6


def oracle(y_hat: Array, y: Array) -> float:
    """Hits divided by examples, counted one by one."""
    hits = sum(int(np.argmax(row)) == int(label) for row, label in zip(y_hat, y, strict=True))
    return hits / len(y)


def close(got: float, expected: float) -> None:
    expect.close(got, expected, atol=TOLERANCE, what=Phrase("The accuracy"))


def agree(got: float, other: float, what: Text) -> None:
    expect.agree(got, other, atol=TOLERANCE, what=what, other_what=Phrase("the accuracy"))


def example(y_hat: Any, y: Any) -> Example:
    """An example by hand."""
    y_hat, y = np.array(y_hat, dtype=np.float32), np.array(y, dtype=np.int64)
    return {"y_hat": y_hat, "y": y, "rows": np.arange(len(y))[::-1].copy()}


CORNERS = (
    example([[0.25, 0.75]], [1]),
    example([[0.25, 0.75]], [0]),
    example([[0.25, 0.75], [0.75, 0.25]], [1, 1]),
    example([[0.25, 0.75], [0.75, 0.25]], [1, 0]),
    example([[0.125, 0.375, 0.5], [0.25, 0.125, 0.625]], [0, 2]),
    example([[5, 9, 7], [8, 6, 2], [3, 1, 4]], [1, 0, 1]),
)


def draw_example(draw: Draw, least_classes: int = 1) -> Example:
    n, k = draw(SIZES), draw(st.integers(least_classes, 5))
    # No ties, so that every way to find the largest score finds the same.
    scores = np.stack([order(draw, k) + 1 for _ in range(n)]) / 16
    return {"y_hat": scores.astype(np.float32), "y": labels(draw, n, k), "rows": order(draw, n)}


@domain(corners=CORNERS)
def scores(draw: Draw) -> Example:
    return draw_example(draw)


@domain(corners=CORNERS)
def scores_of_several_classes(draw: Draw) -> Example:
    return draw_example(draw, least_classes=2)


accuracy = Exercise(
    name="accuracy",
    module="softmax_regression",
    section="3.6.6",
    points=400,
    parameters=("y_hat", "y"),
    domain=scores,
    returns=a_number,
)


@accuracy.core("the result is the fraction of rows whose largest score is at the label", weight=2)
async def fraction_of_hits(f: StudentFunction, y_hat: Array, y: Array) -> None:
    close(await f(y_hat, y), oracle(y_hat, y))


@accuracy.core("perfect predictions score 1")
async def perfect_is_one(f: StudentFunction, y_hat: Array) -> None:
    close(await f(y_hat, y_hat.argmax(axis=1)), 1.0)


@accuracy.core("predictions that are all wrong score 0", domain=scores_of_several_classes)
async def all_wrong_is_zero(f: StudentFunction, y_hat: Array) -> None:
    close(await f(y_hat, (y_hat.argmax(axis=1) + 1) % y_hat.shape[1]), 0.0)


@accuracy.core("the result lies between 0 and 1")
async def between_0_and_1(f: StudentFunction, y_hat: Array, y: Array) -> None:
    value = await f(y_hat, y)
    expect.holds(
        0 <= value <= 1,
        N_("The accuracy is {accuracy:g}, which is not between 0 and 1."),
        got=value,
        expected=Phrase("a number from 0 to 1"),
        accuracy=value,
    )


@accuracy.core("the same data twice over have the same accuracy")
async def duplicate_data(f: StudentFunction, y_hat: Array, y: Array) -> None:
    once = await f(y_hat, y)
    twice = await f(np.concatenate([y_hat, y_hat]), np.concatenate([y, y]))
    agree(twice, once, Phrase("the accuracy on the data twice over"))


@accuracy.core("probabilities and logits of the same ranking have the same accuracy")
async def rescaling(f: StudentFunction, y_hat: Array, y: Array) -> None:
    numerators = np.exp(y_hat)
    probabilities = numerators / numerators.sum(axis=1, keepdims=True)
    once = await f(y_hat, y)
    agree(await f(probabilities, y), once, Phrase("the accuracy of softmax(y_hat)"))
    negative = await f(y_hat - 1, y)  # as logits may be
    agree(negative, once, Phrase("the accuracy of y_hat - 1"))


@accuracy.core("the order of the examples does not matter", weight=0.5)
async def row_permutation(f: StudentFunction, y_hat: Array, y: Array, rows: Array) -> None:
    once = await f(y_hat, y)
    agree(await f(y_hat[rows], y[rows]), once, Phrase("the accuracy of the reordered examples"))


@accuracy.core("the result is a Python float", weight=0.5)
async def python_float(f: StudentFunction, y_hat: Array, y: Array) -> None:
    a_python_float(await f.observe(y_hat, y))
