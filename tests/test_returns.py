"""A result is read as what an exercise wants, and named in words where it is something else."""

import numpy as np
import pytest

from autograder.expect import Mismatch
from autograder.observation import Observation
from autograder.returns import a_number, a_python_float, changed, numbers, something
from autograder.worker.protocol import Answer, ArrayValue, ItemsValue, IterableValue


def observed(value):
    return Observation(Answer(value=value))


def array_value(number, container):
    array = np.array(number)
    return ArrayValue(
        dtype=array.dtype.str[1:], shape=array.shape, data=array.tobytes(), container=container
    )


@pytest.mark.parametrize("value", [0.5, array_value(0.5, "numpy scalar")])
def test_a_float_of_numpy_is_one_of_python(value):
    assert a_python_float(observed(value)) == 0.5


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (1, "a Python int"),
        (True, "a Python bool"),
        (array_value(np.float32(0.5), "numpy scalar"), "a numpy.float32"),
        (array_value(0.5, "tensor"), "a tensor of shape ()"),
        (None, "None"),
        (ItemsValue("list", (0.5,)), "a list of 1"),
    ],
)
def test_other_numbers_are_no_python_float(value, kind):
    with pytest.raises(Mismatch, match=r"expected a Python float") as caught:
        a_python_float(observed(value))
    assert kind in caught.value.message


@pytest.mark.parametrize("value", [0.5, array_value(0.5, "tensor"), array_value([0.5], "ndarray")])
def test_a_number_may_come_in_a_tensor_or_an_array(value):
    assert a_number(observed(value)) == 0.5


EMPTY = ArrayValue("tensor", "f4", (0, 3), b"")


@pytest.mark.parametrize(
    "value",
    [
        EMPTY,
        ItemsValue("tuple", ()),
        ItemsValue("tuple", (EMPTY, EMPTY)),
        ItemsValue("list", (ItemsValue("list", ()), EMPTY)),
        IterableValue("generator", ((), ())),
        IterableValue("generator", ((ItemsValue("tuple", (EMPTY, EMPTY)),),)),
    ],
)
def test_a_value_that_holds_nothing_is_nothing(value):
    with pytest.raises(Mismatch, match=r"expected at least one element"):
        something(value)
    with pytest.raises(Mismatch):
        changed(observed(value))


@pytest.mark.parametrize(
    "value",
    [None, 0.0, "", array_value(0.5, "tensor"), ItemsValue("tuple", (EMPTY, None))],
)
def test_any_other_value_is_something(value):
    something(value)
    assert changed(observed(value)) == ()


@pytest.mark.parametrize("container", ["tuple", "list"])
def test_several_numbers_may_be_of_any_kind(container):
    value = ItemsValue(container, (0.5, 1, array_value(2.0, "tensor")))
    assert numbers(3)(observed(value)) == [0.5, 1.0, 2.0]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "is None"),
        (0.5, "is a Python float; expected a tuple of 2 numbers"),
        (ItemsValue("tuple", (1,)), "is a tuple of 1; expected a tuple of 2 numbers"),
        (ItemsValue("tuple", (1, "a")), "Part 1 of the result is a Python str"),
        (array_value([1.0, 2.0], "tensor"), r"is a tensor of shape \(2,\)"),
    ],
)
def test_anything_else_is_not_several_numbers(value, words):
    with pytest.raises(Mismatch, match=words):
        numbers(2)(observed(value))
