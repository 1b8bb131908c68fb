"""What a property may demand of random numbers, with bounds that right ones practically never pass.

Six standard errors are exceeded once in a thousand million times.
"""

import numpy as np

from autograder import expect
from autograder.i18n import Phrase, Text
from autograder.literal import tensor_text
from autograder.values import Array

WITHIN_ONE_STD = 0.683
"""Of a normal distribution; it is 0.577 of a uniform one."""


def has_mean_and_std(sample: Array, std: float, *, rtol: float, what: Text) -> None:
    """Demands mean 0 and this standard deviation, the latter within a fraction of it."""
    numbers = sample.astype(np.float64)
    bound = 6 * std / np.sqrt(numbers.size)
    expect.close(numbers.mean(), 0.0, atol=bound, what=Phrase("The mean of {what}", what=what))
    expect.close(
        numbers.std(), std, rtol=rtol, what=Phrase("The standard deviation of {what}", what=what)
    )


def is_bell_shaped(sample: Array, *, atol: float, what: Text) -> None:
    """Demands that as much lies within one standard deviation as of a normal distribution."""
    numbers = sample.astype(np.float64)
    within = np.abs(numbers - numbers.mean()) <= numbers.std()
    expect.close(
        within.mean(),
        WITHIN_ONE_STD,
        atol=atol,
        what=Phrase("The fraction of {what} within one standard deviation of the mean", what=what),
    )


def differ(first: Array, second: Array, what: Text) -> None:
    """Demands that two calls in a row gave different numbers, by more than float32 rounds."""
    if np.allclose(first, second, rtol=0.0, atol=1e-4):
        raise expect.Mismatch(
            Phrase("Two calls in a row gave the same {what}.", what=what),
            Phrase(
                "{numbers} to begin with, both times",
                numbers=tensor_text(second.reshape(-1)[:3], digits=4, typed=False),
            ),
            Phrase("new random numbers in each call"),
        )
