"""What a student reads is short, and aligned."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.literal import number_text, shape_text, tensor_text, value_text
from autograder.worker.protocol import ArrayValue, ItemsValue, UnsupportedValue

F = np.float32
A = np.array([[0, 1.5], [-20, 0.1]], dtype=F)
V = np.array([1, 2], dtype=F)


@pytest.mark.parametrize(
    ("array", "text"),
    [
        pytest.param(F([[0, 1]]), "tensor([[0., 1.]])", id="one-row"),
        pytest.param(F([1, 2.5]), "tensor([1., 2.5])", id="vector"),
        pytest.param(np.array(2.5, F), "tensor(2.5)", id="no-axes"),
        pytest.param(np.array([3, -4]), "tensor([3, -4])", id="integers"),
        pytest.param(np.array([True, False]), "tensor([True, False])", id="booleans"),
        pytest.param(
            np.array([0.1]), "tensor([0.1], dtype=torch.float64)", id="double-is-not-the-default"
        ),
        pytest.param(
            np.array([1], np.uint8), "tensor([1], dtype=torch.uint8)", id="small-integers"
        ),
        pytest.param(F([np.nan, np.inf, -np.inf]), "tensor([nan, inf, -inf])", id="not-finite"),
        pytest.param(A, "tensor([[  0.,  1.5],\n        [-20.,  0.1]])", id="a-row-on-each-line"),
        pytest.param(
            np.arange(8).reshape(2, 2, 2),
            "tensor([[[0, 1],\n         [2, 3]],\n        [[4, 5],\n         [6, 7]]])",
            id="three-axes",
        ),
        pytest.param(np.zeros((0, 3), F), "tensor of shape (0, 3)", id="no-elements"),
        pytest.param(
            np.zeros((11, 10)), "tensor of shape (11, 10), dtype=torch.float64", id="too-many"
        ),
    ],
)
def test_a_tensor_is_written_as_torch_reads_it(array, text):
    assert tensor_text(array) == text


def test_a_hundred_elements_are_written_out_and_no_more():
    assert tensor_text(np.zeros(100, F)).count("0.") == 100
    assert tensor_text(np.zeros(101, F)) == "tensor of shape (101,)"


def test_marked_cells_have_an_asterisk_and_stay_aligned():
    marked = np.array([[False, True], [False, False]])

    assert tensor_text(A, marked) == "tensor([[  0., 1.5*],\n        [-20.,  0.1]])"
    assert tensor_text(np.array(1.0, F), np.array(True)) == "tensor(1.*)"


def test_the_name_and_the_type_are_as_asked_for():
    array = np.array([[1.0], [2.0]])

    assert tensor_text(array, name="P", typed=False) == "P([[1.],\n   [2.]])"


@pytest.mark.parametrize(
    ("number", "digits", "text"),
    [
        (F(0.1), None, "0.1"),
        (F(1), None, "1."),
        (1.0, None, "1.0"),
        (0.1, None, "0.1"),
        (F(1e-5), None, "1e-05"),
        (F(12345678), None, "1.2345678e+07"),
        (F(-0.0), None, "-0."),
        (np.float64(2) / 3, 4, "0.6667"),
        (F(1), 4, "1."),
        (12345.678, 4, "1.235e+04"),
        (np.int64(123456789), 4, "123456789"),
        (7, 1, "7"),
        (True, 4, "True"),
        (np.bool_(False), None, "False"),
        (F(np.nan), 4, "nan"),
        (-np.inf, None, "-inf"),
    ],
)
def test_a_number_is_written_as_python_does(number, digits, text):
    assert number_text(number, digits) == text


@given(st.floats(width=32) | st.floats(width=16))
def test_the_shortest_text_reads_back_as_the_same_number(number):
    assert np.array_equal(F(number_text(F(number))), F(number), equal_nan=True)


@given(st.floats())
def test_so_does_that_of_a_float_of_python(number):
    for double in (number, np.float64(number)):
        assert np.array_equal(float(number_text(double)), number, equal_nan=True)


@given(st.floats(-1e300, 1e300), st.integers(1, 17))
def test_a_rounded_number_has_so_many_digits_at_most(number, digits):
    text = number_text(number, digits)
    mantissa = text.split("e")[0].replace("-", "").replace(".", "").lstrip("0")

    assert len(mantissa.rstrip("0")) <= digits
    assert float(text) == pytest.approx(number, rel=10.0 ** (1 - digits))


def array_value(array, container="tensor"):
    return ArrayValue(container, array.dtype.str[1:], array.shape, array.tobytes())


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(None, "None", id="none"),
        pytest.param(0.5, "0.5", id="float"),
        pytest.param("it's", '"it\'s"', id="text"),
        pytest.param(array_value(F([[1, 2]]) / 3), "tensor([[0.333333, 0.666667]])", id="tensor"),
        pytest.param(F([[1, 2]]) / 3, "tensor([[0.333333, 0.666667]])", id="array-of-our-own"),
        pytest.param(array_value(F([1]), "ndarray"), "numpy.array([1.])", id="array-of-numpy"),
        pytest.param(
            array_value(np.array(0.5), "numpy scalar"), "numpy.float64(0.5)", id="scalar-of-numpy"
        ),
        pytest.param(
            ItemsValue("list", (1, array_value(V), ItemsValue("tuple", (2, 3)))),
            "[1, tensor([1., 2.]), (2, 3)]",
            id="list",
        ),
        pytest.param(UnsupportedValue("module"), "module", id="something-else"),
    ],
)
def test_any_result_is_written_in_short(value, text):
    assert value_text(value) == text


def test_the_type_of_an_array_of_numpy_is_not_called_one_of_torch():
    assert "torch" not in value_text(array_value(np.array([1.0]), "ndarray"))


def test_a_shape_is_a_tuple():
    assert [shape_text(shape) for shape in ((), [2], (2, 3))] == ["()", "(2,)", "(2, 3)"]
