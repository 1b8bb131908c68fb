"""The exercises as parameters of tests."""

import pytest

from autograder.catalogue import EXERCISES

EXERCISE = {exercise.name: exercise for exercise in EXERCISES}
OF_EACH_KIND = (
    *("first_batch", "train_epoch", "accuracy", "flatten", "data_iter", "pair_titles"),
    *("make_optimizer", "decay_learning_rate"),
)
"""An exercise for each way to read a result; fast tests that run versions do with these."""


def parameters(names=EXERCISE, *, fast=tuple(EXERCISE)):
    """A parameter for each name, which are slow but for some; one process has all tests of it."""
    return [
        pytest.param(
            name,
            marks=[pytest.mark.xdist_group(name), *([] if name in fast else [pytest.mark.slow])],
        )
        for name in names
    ]


each_exercise = pytest.mark.parametrize("name", parameters())
each_exercise_slowly = pytest.mark.parametrize("name", parameters(fast=OF_EACH_KIND))
