"""Examples of every seed have the kinds of those that are looked at; other data have not."""

import numpy as np
import pytest

from autograder.catalogue import EXERCISES
from autograder.corpus import PUBLIC_SEED, Cache, examples_for
from autograder.inputs import identity
from autograder.kinds import Kinds
from autograder.values import File, Fixture, Generator, Leaf, NumpyArray, Parameter, Scattered

X = np.array([[1.0, 2.0]], dtype=np.float32)
LABELS = np.array([0, 1])
EXAMPLES = (
    {"X": X, "n": 3, "rate": 0.5, "shuffle": True, "names": ["bag"], "params": [Leaf(X, X)]},
    {"X": X, "n": 500, "rate": 2.0, "shuffle": False, "names": [], "params": [Leaf(X), Leaf(X)]},
)
KINDS = Kinds.of(EXAMPLES)


def changed(**values):
    return {**EXAMPLES[0], **values}


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_examples_of_another_seed_have_the_same_kinds(exercise, cache_folder):
    known = examples_for(exercise, PUBLIC_SEED, Cache(cache_folder))
    others = examples_for(exercise, 1, Cache(cache_folder))

    for name, examples in others.items():
        kinds = Kinds.of(known[name])
        assert [e for e in examples if not kinds.fit(e)] == []
    assert {*map(identity, others[name])} != {*map(identity, known[name])}


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({}, id="the-same"),
        pytest.param({"X": np.zeros((100, 100), np.float32)}, id="a-larger-shape"),
        pytest.param({"X": 100 * X / 2}, id="larger-elements"),
        pytest.param({"X": np.zeros((0, 2), np.float32)}, id="no-elements"),
        pytest.param({"n": -5000}, id="ten-times-the-largest"),
        pytest.param({"params": [Leaf(X, X), Leaf(X)]}, id="a-gradient-at-the-first"),
        pytest.param({"names": []}, id="an-empty-list"),
    ],
)
def test_an_example_may_differ_in_size(values):
    assert KINDS.fit(changed(**values))


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"more": 1}, id="another-name"),
        pytest.param({"X": X.astype(np.float64)}, id="dtype"),
        pytest.param({"X": X[0]}, id="fewer-axes"),
        pytest.param({"X": np.zeros((101, 1), np.float32)}, id="a-long-axis"),
        pytest.param({"X": np.zeros((1 << 19, 0), np.float32)}, id="a-long-axis-without-elements"),
        pytest.param({"X": 101 * X}, id="large-elements"),
        pytest.param({"X": X * np.nan}, id="nan"),
        pytest.param({"X": X * np.inf}, id="infinity"),
        pytest.param({"X": Leaf(X)}, id="a-leaf"),
        pytest.param({"X": Scattered(X)}, id="scattered"),
        pytest.param({"X": NumpyArray(X)}, id="an-array-of-numpy"),
        pytest.param({"X": [X]}, id="a-list"),
        pytest.param({"X": None}, id="none"),
        pytest.param({"n": 5001}, id="large"),
        pytest.param({"n": -(2**63)}, id="the-smallest-integer"),
        pytest.param({"n": True}, id="a-truth-value"),
        pytest.param({"n": 3.0}, id="a-float-for-an-integer"),
        pytest.param({"rate": float("nan")}, id="nan-for-a-number"),
        pytest.param({"rate": float("-inf")}, id="infinity-for-a-number"),
        pytest.param({"rate": "0.5"}, id="a-text-for-a-number"),
        pytest.param({"names": ["coat"]}, id="another-text"),
        pytest.param({"names": ("bag",)}, id="a-tuple-for-a-list"),
        pytest.param({"names": {"bag": 1}}, id="a-dictionary"),
        pytest.param({"names": ["bag", "bag"]}, id="a-longer-list-than-any"),
        pytest.param({"params": [Parameter(X, X)]}, id="a-parameter-for-a-leaf"),
        pytest.param({"params": Generator((Leaf(X, X),))}, id="a-generator-for-a-list"),
        pytest.param({"params": [Leaf(X, X * np.nan)]}, id="nan-in-a-gradient"),
        pytest.param({"params": [Leaf(LABELS)]}, id="a-leaf-of-integers"),
        pytest.param({"params": [File("a", b"")]}, id="a-file"),
        pytest.param({"params": [Fixture("half_mean_square", ())]}, id="a-fixture"),
    ],
)
def test_other_data_are_told_apart(values):
    assert not KINDS.fit(changed(**values))


def test_a_name_that_is_missing_is_noticed():
    assert not KINDS.fit({name: value for name, value in EXAMPLES[0].items() if name != "n"})


def test_lists_within_lists_are_not_looked_into_deeper_than_examples_go():
    deep = []
    for _ in range(100_000):
        deep = [deep]
    assert not KINDS.fit(changed(names=deep))
