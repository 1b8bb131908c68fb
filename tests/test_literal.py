"""What a student reads is short, aligned, and gives the same tensors when it is run."""

import types

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.literal import call_text, number_text, shape_text, tensor_text, value_text
from autograder.values import Generator, Leaf, Scattered
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


class Tensor(np.ndarray):
    """As much of a torch.Tensor as the texts use."""

    def t(self):
        return self.T


def tensor(cells, dtype=None, *, requires_grad=False):
    made = np.array(cells)
    kinds = {"f": F, "i": np.int64, "b": np.bool_}
    made = made.astype(dtype or kinds[made.dtype.kind]).view(Tensor)
    made.requires_grad = requires_grad
    return made


def arguments_of(text):
    """What the function is called with when the text is run line by line."""
    seen = []
    names = {"tensor": tensor, "torch": np, "nan": np.nan, "inf": np.inf}
    exec(text, names | {"f": lambda *arguments: seen.append(arguments)})
    (arguments,) = seen
    return arguments


def same(array, other):
    return array.dtype == other.dtype and np.array_equal(array, other, equal_nan=True)


ARRAYS = st.tuples(
    st.sampled_from([F, np.float64, np.int64, np.bool_, np.uint8, np.float16]),
    st.sampled_from([(), (1,), (3,), (1, 1), (2, 3), (3, 1), (2, 1, 2)]),
    st.lists(st.integers(-8, 8).map(lambda i: i / 8), min_size=6, max_size=6),
).map(
    lambda made: (8 * np.array(made[2])[: int(np.prod(made[1]))]).reshape(made[1]).astype(made[0])
)


@given(ARRAYS)
def test_a_call_that_is_copied_and_run_has_the_same_tensor(array):
    (run,) = arguments_of(call_text("f", [array]))

    assert same(run, array)


@given(st.lists(st.floats(width=32), min_size=1, max_size=5))
def test_whatever_its_elements_are(cells):
    (run,) = arguments_of(call_text("f", [F(cells)]))

    assert same(run, F(cells))


@given(ARRAYS.filter(lambda array: array.ndim in {1, 2}))
def test_a_scattered_tensor_has_the_same_elements_with_gaps_between(array):
    (run,) = arguments_of(call_text("f", [Scattered(array)]))

    assert same(run, array)
    assert run.strides != array.strides or 1 in array.shape


def test_the_way_to_scatter_a_tensor_is_short():
    assert call_text("f", [Scattered(A)]) == "f(tensor([[0., -20.], [1.5, 0.1]]).t())"
    assert call_text("f", [Scattered(V)]) == "f(tensor([1., 1., 2., 2.])[..., ::2])"


def test_a_leaf_requires_grad():
    (run,) = arguments_of(call_text("f", [Leaf(A)]))

    assert same(run, A)
    assert run.requires_grad


def test_leaves_with_gradients_are_made_on_lines_of_their_own():
    text = call_text("f", [[Leaf(V, 2 * V), Leaf(A, -A)], 0.5, 4])
    params, *others = arguments_of(text)

    assert text.splitlines()[-1] == "f([p, q], 0.5, 4)"
    assert others == [0.5, 4]
    assert [same(p, value) for p, value in zip(params, (V, A), strict=True)] == [True, True]
    assert [same(p.grad, grad) for p, grad in zip(params, (2 * V, -A), strict=True)] == [True, True]
    assert all(p.requires_grad for p in params)


def test_a_generator_can_be_read_once():
    (params,) = arguments_of(call_text("f", [Generator((Leaf(V, V), 3))]))

    assert isinstance(params, types.GeneratorType)
    assert same(next(params), V)
    assert list(params) == [3]


@pytest.mark.parametrize(
    "value", [None, True, 3, 0.03, "a\n'b", [1, [2]], [], (1,), (1, (2, 3))], ids=repr
)
def test_plain_arguments_are_written_as_python_does(value):
    (run,) = arguments_of(call_text("f", [value]))

    assert run == value
    assert type(run) is type(value)


def test_a_call_without_gradients_is_a_line():
    assert call_text("softmax", [A]) == "softmax(tensor([[0., 1.5], [-20., 0.1]]))"
    assert call_text("f", []) == "f()"


def test_a_call_for_gradients_is_followed_by_backward():
    y = np.array([0, 1])
    text = call_text("f", [Leaf(A), y], names=("y_hat", "y"), weights=(1.0, -2.0))

    assert text.splitlines() == [
        "y_hat = tensor([[0., 1.5], [-20., 0.1]], requires_grad=True)",
        "(f(y_hat, tensor([0, 1])).view(-1) * tensor([1., -2.])).sum().backward()",
        "y_hat.grad",
    ]
