"""Tensors are read back from their texts, and nothing else is."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from autograder.literal import tensor_text
from autograder.reports.submission_view import DIFFERING_CELL
from autograder.reports.tensors import largest, marked_parts, read_tensor, shade

ARRAYS = npst.arrays(
    np.float32,
    npst.array_shapes(max_dims=2, max_side=6),
    elements=st.floats(width=32, allow_subnormal=False),
)


@given(ARRAYS, st.data())
def test_what_is_written_is_read_back_with_its_marks(array, data):
    marked = data.draw(npst.arrays(bool, array.shape))
    grid = read_tensor(tensor_text(array, marked, digits=6))

    assert grid.shape == array.shape
    cells = [cell for row in grid.rows for cell in row]
    assert [cell.differs for cell in cells] == marked.ravel().tolist()
    np.testing.assert_allclose([cell.value for cell in cells], array.ravel(), rtol=1e-5)


@pytest.mark.parametrize(
    ("text", "name", "shape", "dtype", "remark"),
    [
        ("tensor([1, 2*])", "tensor", (2,), "", ""),
        ("tensor([[True], [False*]])", "tensor", (2, 1), "", ""),
        ("tensor([[1.], [2.]], dtype=torch.float64)", "tensor", (2, 1), "float64", ""),
        ("numpy.array([[nan, -inf, 1e-07]])", "numpy.array", (1, 3), "", ""),
        ("tensor([[0.5]])  (row 1 of the batch)", "tensor", (1, 1), "", "(row 1 of the batch)"),
    ],
)
def test_name_shape_dtype_and_remark(text, name, shape, dtype, remark):
    grid = read_tensor(text)

    assert (grid.name, grid.shape, grid.dtype, grid.remark) == (name, shape, dtype, remark)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "None",
        "tensor(0.5)",
        "tensor([])",
        "tensor([[]])",
        "tensor([[1.], [2., 3.]])",
        "tensor([[[1.]]])",
        "tensor of shape (20, 20)",
        "tensor([1.]) tensor([2.])\nand more",
        "tensor([__import__('os')])",
        "tensor([1., x])",
        "tensor([\u0661])",
        "tensor([1" + ", 1" * 100 + "])",
        "tensor([[" + "1." * 1_000_000,
        "tensor(" + "[" * 1_000_000,
        "[(tensor([[0.]]), tensor([0.]))]",
        "a result, no exception",
    ],
)
def test_what_is_no_small_tensor_stays_a_text(text):
    assert read_tensor(text) is None


def test_two_tensors_share_one_scale_and_infinity_does_not_count():
    small, large = read_tensor("tensor([1.])"), read_tensor("tensor([[-4., inf]])")

    assert largest([small, large, None]) == 4
    assert largest([None]) == 0


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (0, "z"),
        (0.1, "p1"),
        (4, "p4"),
        (-4, "n4"),
        (-2, "n2"),
        (math.nan, "odd"),
        (-math.inf, "odd"),
    ],
)
def test_a_shade_tells_sign_and_size(value, name):
    assert shade(value, 4) == name


def test_nothing_but_zeros_has_no_shade():
    assert shade(0, 0) == "z"


@given(st.text(alphabet="01.* \n[](),ab", max_size=60))
def test_marked_parts_lose_nothing(text):
    parts = marked_parts(text, DIFFERING_CELL)

    assert "".join(part for part, _ in parts) == text
    assert all(part.endswith("*") for part, marked in parts if marked)
