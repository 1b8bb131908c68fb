"""A call that a student copies and runs has the same arguments."""

import types

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from autograder import fixtures
from autograder.call_text import call_text
from autograder.values import Generator, Leaf, NumpyArray, Parameter, Scattered
from autograder.worker.protocol import Options

F = np.float32
A = np.array([[0, 1.5], [-20, 0.1]], dtype=F)
V = np.array([1, 2], dtype=F)


class Tensor(np.ndarray):
    """As much of a torch.Tensor as the texts use."""

    def t(self):
        return self.T

    def permute(self, *axes):
        return self.transpose(axes)


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


@given(ARRAYS.filter(lambda array: array.ndim > 0))
def test_a_scattered_tensor_has_the_same_elements_with_gaps_between(array):
    (run,) = arguments_of(call_text("f", [Scattered(array)]))

    assert same(run, array)
    assert run.strides != array.strides or 1 in array.shape


def test_the_way_to_scatter_a_tensor_is_short():
    assert call_text("f", [Scattered(A)]) == "f(tensor([[0., -20.], [1.5, 0.1]]).t())"
    images = F([[[1, 2]]])
    assert call_text("f", [Scattered(images)]) == "f(tensor([[[1.]], [[2.]]]).permute(2, 1, 0))"
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
    "value",
    [None, True, 3, 0.03, "a\n'b", [1, [2]], [], (1,), (1, (2, 3)), {}, {"a": 1, "b": [2]}],
    ids=repr,
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


def ran(text, names=()):
    """What the names stand for after the text was run with torch itself."""
    seen = {}
    setup = "import collections, pathlib, torch\nfrom torch import nn, tensor\n"
    setup += "from torch.utils.data import DataLoader, TensorDataset\n"
    namespace = {"f": lambda *arguments: seen.setdefault("arguments", []).append(arguments)}
    exec(setup + text, namespace)
    return seen["arguments"], namespace


class TestFixtures:
    W, b = Parameter(F([[1, 2]]), F([[3, 4]])), Parameter(F([5]))

    def test_a_net_and_its_optimizer_share_their_parameters(self):
        net = fixtures.net(("hidden", self.W, self.b), ("output", Parameter(F([[1]])), None))
        groups = [([self.W], 0.5), ([self.b], 0.25)]
        optimizer = fixtures.optimizer(groups, momentum=0.5, stepped=True)
        text = call_text("f", [net, optimizer], names=("net", "optimizer"))
        ((made, sgd),), _ = ran(text)

        assert made.hidden.weight.tolist() == [[-0.5, 0.0]]  # after the step
        assert made.output.bias is None
        assert [group["lr"] for group in sgd.param_groups] == [0.5, 0.25]
        assert sgd.param_groups[0]["params"][0] is made.hidden.weight
        assert text.splitlines()[-1] == "f(net, optimizer)"

    def test_a_function_and_the_list_of_its_parameters_share_them(self):
        W, b = Leaf(F([[1], [2]])), Leaf(F([3]))
        ((net, params),), _ = ran(
            call_text("f", [fixtures.affine(W, b), [W, b]], ("net", "params"))
        )
        net(params[0].detach().t()).sum().backward()

        assert params[0].grad.tolist() == [[1], [2]]

    @pytest.mark.parametrize(
        ("loss", "value"),
        [
            (fixtures.half_mean_square(), 1.25),
            (fixtures.label_weighted(), 5.5),
        ],
    )
    def test_a_loss_is_a_function(self, loss, value):
        ((made,),), _ = ran(call_text("f", [loss], ("loss",)))
        assert made(torch.tensor([1.0, 3.0]), torch.tensor([2.0, 5.0])).item() == value

    def test_a_loss_of_distances_has_its_centres(self):
        ((made,),), _ = ran(call_text("f", [fixtures.distances(F([[0, 1], [1, 0]]))], ("loss",)))
        assert made(torch.tensor([[1.0, 1.0]]), torch.tensor([1])).tolist() == [0.5]

    def test_loaders_and_iterators_are_read(self):
        given = [fixtures.loader(V, np.array([0, 1]), 1), fixtures.counted([1, 2])]
        ((loader, items),), _ = ran(call_text("f", given, ("loader", "items")))
        assert [y.item() for _, y in loader] == [0, 1]
        assert list(items) == [1, 2]

    def test_a_file_is_written_first(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        ((path,),), _ = ran(call_text("f", [fixtures.file("images.idx", b"\x00\xff")]))
        assert (tmp_path / path).read_bytes() == b"\x00\xff"

    def test_an_array_of_numpy_is_called_so(self):
        assert call_text("f", [NumpyArray(np.array([1, 2]))]) == "f(numpy.array([1, 2]))"


class TestOptions:
    def test_several_calls_are_several_lines(self):
        assert call_text("f", [1], options=Options(times=2, seed=3)).splitlines() == [
            "torch.manual_seed(3)", "f(1)", "f(1)",
        ]  # fmt: skip

    def test_items_are_listed(self):
        assert call_text("f", [1], options=Options(items=9, times=2)) == "list(f(1))\nlist(f(1))"
        assert call_text("f", [1], options=Options(items=9, passes=2)).splitlines() == [
            "result = f(1)", "list(result)", "list(result)",
        ]  # fmt: skip

    def test_a_step_follows(self):
        p = Leaf(V)
        text = call_text(
            "f", [fixtures.optimizer([([p], 0.5)])], ("optimizer",), options=Options(step=True)
        )
        _, namespace = ran(text)
        assert namespace["p"].tolist() == [0.5, 1.5]

    def test_a_step_of_a_result_follows_its_call(self):
        text = call_text("f", [[Leaf(V, V)]], options=Options(step=True))
        assert text.splitlines()[-3:] == [
            "result = f([p])", "p.grad = torch.ones_like(p)", "result.step()",
        ]  # fmt: skip


def torch_call(text):
    """The tensor that a function is called with when the text is run with torch."""
    seen = []
    exec(text, {"torch": torch, "tensor": torch.tensor, "f": seen.append})
    (argument,) = seen
    return argument


@pytest.mark.parametrize(
    ("array", "text"),
    [
        (np.arange(40, dtype=F), "torch.arange(40.)"),
        (np.arange(40), "torch.arange(40)"),
        (np.arange(2, 40, 2), "torch.arange(2, 40, 2)"),
        (np.arange(24, dtype=F).reshape(2, 12) / 4, "torch.arange(0., 6., 0.25).view(2, 12)"),
        (np.arange(1, 200, dtype=np.uint8), "torch.arange(1, 200, dtype=torch.uint8)"),
        (np.zeros((4, 5), dtype=F), "torch.zeros(4, 5)"),
        (np.zeros((4, 5), dtype=int), "torch.zeros(4, 5, dtype=torch.int64)"),
        (np.ones((4, 5)), "torch.ones(4, 5, dtype=torch.float64)"),
        (np.full((4, 5), 3), "torch.full((4, 5), 3)"),
        (
            2 * np.arange(40, dtype=F)[:, None] + np.arange(2, dtype=F) / 8,
            "(torch.arange(0., 80., 2.).view(40, 1) + torch.arange(0., 0.25, 0.125))",
        ),
        (
            (2 * np.arange(7)[:, None] + np.arange(6) / 8).reshape(7, 2, 3).astype(F),
            "(torch.arange(0., 14., 2.).view(7, 1, 1) + torch.arange(0., 0.75, 0.125).view(2, 3))",
        ),
    ],
)
def test_a_long_input_is_written_as_a_person_would(array, text):
    call = call_text("f", [array])

    assert call == f"f({text})"
    assert same(torch_call(call).numpy(), array)


@pytest.mark.parametrize(
    "array", [np.arange(8, dtype=F), np.arange(9)[::-1], np.arange(9, dtype=F) / 10, A]
)
def test_a_short_or_irregular_input_is_written_out(array):
    assert call_text("f", [array]).startswith("f(tensor([")


def test_a_long_leaf_and_a_long_transposed_tensor_stay_what_they_are():
    numbers = np.arange(24, dtype=F).reshape(6, 4)
    leaf = torch_call(call_text("f", [Leaf(numbers)]))
    assert leaf.is_leaf
    assert leaf.requires_grad
    assert same(leaf.detach().numpy(), numbers)
    turned = torch_call(call_text("f", [Scattered(numbers)]))
    assert same(turned.numpy(), numbers)
    assert not turned.is_contiguous()
