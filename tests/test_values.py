"""Arguments cross to the worker unchanged; what can't be one is refused here, not there."""

from typing import get_args

import msgspec
import numpy as np
import pytest

from autograder.values import (
    Generator,
    Leaf,
    MalformedValueError,
    Scattered,
    dtype_code,
    from_argument,
    to_argument,
    to_array,
)
from autograder.worker.protocol import Argument, ArrayValue, DType, ItemsArgument, TensorArgument

A = np.array([[0.5, 1.5, 2.5], [3.5, 4.5, 5.5]], dtype=np.float32)
V = np.array([1.0, 2.0], dtype=np.float32)


def crossed(value):
    """The value after its way over the wire, as bytes."""
    return from_argument(
        msgspec.msgpack.decode(msgspec.msgpack.encode(to_argument(value)), type=Argument)
    )


def same(left, right):
    """Whether two arguments are of the same types with the same elements."""
    if type(left) is not type(right):
        return False
    if isinstance(left, np.ndarray):
        return left.dtype == right.dtype and np.array_equal(left, right, equal_nan=True)
    if isinstance(left, Leaf | Scattered | Generator):
        return same(list(vars(left).values()), list(vars(right).values()))
    if isinstance(left, dict):
        return list(left) == list(right) and same(list(left.values()), list(right.values()))
    if isinstance(left, list | tuple):
        return len(left) == len(right) and all(map(same, left, right))
    return left == right


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(A, id="matrix"),
        pytest.param(np.array(2.5), id="no-axes"),
        pytest.param(np.zeros((0, 3), np.float32), id="no-elements"),
        pytest.param(np.ones((1,) * 8), id="eight-axes"),
        pytest.param(np.array([np.nan, np.inf, -np.inf, -0.0]), id="not-finite"),
        pytest.param(Leaf(V), id="leaf"),
        pytest.param(Leaf(V, 2 * V), id="leaf-with-gradient"),
        pytest.param(Scattered(A), id="scattered-matrix"),
        pytest.param(Scattered(V), id="scattered-vector"),
        pytest.param(Generator((Leaf(V), 1)), id="generator"),
        pytest.param([A, [V, Leaf(V)], ()], id="lists"),
        pytest.param((1, (2.0,)), id="tuples"),
        pytest.param({"b": 0.5, "a": [A]}, id="dict"),
        pytest.param(None, id="none"),
        pytest.param(True, id="true"),
        pytest.param(1, id="one"),
        pytest.param(1.0, id="one-point-zero"),
        pytest.param("", id="empty-text"),
    ],
)
def test_an_argument_arrives_as_it_left(value):
    assert same(crossed(value), value)


@pytest.mark.parametrize("code", get_args(DType))
def test_every_type_of_element_arrives(code):
    array = np.array([0, 1], dtype=code)

    assert dtype_code(array) == code
    assert same(crossed(array), array)


def test_elements_arrive_in_order_from_memory_that_is_not_contiguous():
    assert same(crossed(A.T), A.T.copy())
    assert same(crossed(A[:, ::-1]), A[:, ::-1].copy())


def test_a_received_array_is_read_only():
    with pytest.raises(ValueError, match="read-only"):
        crossed(A)[0, 0] = 1


@pytest.mark.parametrize(
    ("array", "layout"),
    [(A, "transposed"), (V, "strided"), (np.zeros((2, 1, 2)), "transposed")],
    ids=["matrix", "vector", "three-axes"],
)
def test_scattered_memory_is_described_by_its_layout(array, layout):
    assert to_argument(Scattered(array)).layout == layout


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(1j, id="complex"),
        pytest.param(np.float32(1), id="scalar-of-numpy"),
        pytest.param({1, 2}, id="set"),
        pytest.param(b"abc", id="bytes"),
        pytest.param(object(), id="object"),
        pytest.param([A, object()], id="object-in-a-list"),
        pytest.param(Generator((object(),)), id="object-in-a-generator"),
        pytest.param({"a": object()}, id="object-in-a-dict"),
    ],
)
def test_what_cannot_be_an_argument_is_refused(value):
    with pytest.raises(TypeError, match="can't be an argument"):
        to_argument(value)


@pytest.mark.parametrize(
    "grad", [V[:1], V.astype(np.float64), V[:, None]], ids=["shorter", "dtype", "more-axes"]
)
def test_a_gradient_is_of_the_shape_and_type_of_its_leaf(grad):
    with pytest.raises(TypeError, match="gradient"):
        to_argument(Leaf(V, grad))


@pytest.mark.parametrize(
    ("shape", "data"),
    [
        pytest.param((2,), bytes(7), id="a-byte-too-few"),
        pytest.param((2,), bytes(9), id="a-byte-too-many"),
        pytest.param((2,), b"", id="no-bytes"),
        pytest.param((), b"", id="no-bytes-for-a-number"),
        pytest.param((-1,), bytes(4), id="negative-size"),
        pytest.param((-1, -1), bytes(4), id="two-negative-sizes"),
        pytest.param((1 << 31, 0), b"", id="huge-size"),
        pytest.param((1 << 30, 1 << 30, 1 << 30), bytes(4), id="huge-product"),
        pytest.param((1,) * 9, bytes(4), id="nine-axes"),
    ],
)
def test_bytes_that_do_not_fill_the_shape_are_refused(shape, data):
    with pytest.raises(MalformedValueError):
        to_array(ArrayValue("tensor", "f4", shape, data))


def test_a_gradient_that_does_not_fill_the_shape_is_refused():
    with pytest.raises(MalformedValueError):
        from_argument(TensorArgument("f4", (2,), bytes(8), leaf=True, grad=bytes(4)))


@pytest.mark.parametrize(
    "item",
    [
        1,
        ItemsArgument("tuple", (1,)),
        ItemsArgument("tuple", (ItemsArgument("list", ()), 1)),
        ItemsArgument("list", (1, 2)),
        TensorArgument("f4", (2,), bytes(8)),
        TensorArgument("f4", (1 << 19, 1 << 19, 0), b""),
    ],
)
def test_a_dict_of_what_are_no_pairs_is_refused(item):
    with pytest.raises(MalformedValueError):
        from_argument(ItemsArgument("dict", (item,)))
