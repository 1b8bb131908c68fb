"""A counterexample becomes as small as it can be, or stays what it is when time is up."""

import numpy as np
import pytest

from autograder.catalogue import EXERCISES
from autograder.corpus import examples_for
from autograder.engine import Plan, examine
from autograder.session import Session
from autograder.shrink import BUDGET_SECONDS, smaller
from autograder.worker.client import Limits
from autograder.worker.protocol import Modules

SOFTMAX = next(exercise for exercise in EXERCISES if exercise.name == "softmax")
WRONG_FROM_12_ON = b"""
def softmax(X):
    E = X.exp()
    return E / E.sum(1, keepdim=True) if X.numel() < 12 else E
"""


@pytest.fixture(scope="module")
def shrink(zygote):
    """Gives the first finding and what becomes of it by a given clock."""
    with Session(zygote, Modules({"m": WRONG_FROM_12_ON}), Limits()) as session:
        session.module("m")
        session.start_function("m")
        findings = examine(Plan(SOFTMAX, examples_for(SOFTMAX, 0)), session.ask).findings
        prop = SOFTMAX.find("rows-sum-to-one")
        finding = findings[prop.id]
        yield lambda clock: (finding, smaller(SOFTMAX, prop, finding, session, clock))


def test_with_time_enough_it_is_the_smallest_that_still_breaks_the_property(shrink):
    _, found = shrink(lambda: 0.0)
    assert found.status == "failed"
    assert found.example["X"].size == 12
    np.testing.assert_array_equal(found.example["X"], 0)


def test_without_any_time_it_is_the_given_one(shrink):
    times = iter([0.0])
    given, found = shrink(lambda: next(times, BUDGET_SECONDS + 1))
    assert found is given
