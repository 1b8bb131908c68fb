"""Random numbers are told apart by their mean, their spread and their shape."""

import numpy as np
import pytest

from autograder.expect import Mismatch
from autograder.samples import differ, has_mean_and_std, is_bell_shaped

N = 4000
DRAWN = np.random.default_rng(0).standard_normal(N).astype(np.float32)
UNIFORM = np.random.default_rng(0).uniform(-(3**0.5), 3**0.5, N)


def test_normal_numbers_are_normal():
    has_mean_and_std(DRAWN / 4, 0.25, rtol=0.08, what="x")
    is_bell_shaped(DRAWN / 4, atol=0.05, what="x")
    differ(DRAWN[:10], DRAWN[10:20], "x")


@pytest.mark.parametrize(
    ("sample", "message"),
    [
        (DRAWN + 0.2, "The mean of x is 0.18"),
        (DRAWN / 2, "The standard deviation of x is 0.4992"),
        (np.full(N, np.nan), "The mean of x is nan"),
        (np.zeros(N), "The standard deviation of x is 0 instead of 1"),
    ],
)
def test_another_mean_or_spread_is_said(sample, message):
    with pytest.raises(Mismatch, match=message):
        has_mean_and_std(sample, 1.0, rtol=0.08, what="x")


@pytest.mark.parametrize("sample", [UNIFORM, np.sign(DRAWN)], ids=["uniform", "two values"])
def test_another_shape_of_the_right_spread_is_noticed(sample):
    has_mean_and_std(sample, 1.0, rtol=0.08, what="x")
    with pytest.raises(Mismatch, match="The fraction of x within one standard deviation"):
        is_bell_shaped(sample, atol=0.05, what="x")


def test_the_same_numbers_twice_are_noticed_even_when_rounded():
    with pytest.raises(Mismatch, match="Two calls in a row gave the same noise"):
        differ(DRAWN, DRAWN + np.float32(1e-6), "noise")
