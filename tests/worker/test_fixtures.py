"""Objects that are no data are built in the worker, and it tells what became of them."""

import gzip
import textwrap

import numpy as np
import pytest

from autograder import fixtures
from autograder.exercise import ONCE, Exercise, StudentFunction
from autograder.inputs import Domain
from autograder.observation import Observation
from autograder.returns import anything
from autograder.session import Session
from autograder.values import Leaf, NumpyArray, Parameter
from autograder.worker.client import Limits
from autograder.worker.protocol import (
    MAX_TRACE,
    Group,
    ItemsValue,
    IterableValue,
    Modules,
    OptimizerValue,
    Options,
    UnsupportedValue,
)

F = np.float32
ONE_WEIGHT = F([[1.0]])
X, Y = F([[1], [3]]), F([[2], [5]])
EXERCISE = Exercise(
    name="f", module="m", section="", points=100, parameters=("a", "b", "c", "d", "e"),
    domain=Domain("none", None), returns=anything, watch=True,
)  # fmt: skip


@pytest.fixture
def observe(zygote):
    """Calls a function of this source, and gives what was observed."""

    def run(source: str, *arguments: object, options: Options = ONCE) -> Observation:
        code = "import torch\nfrom torch import nn\n" + textwrap.dedent(source)
        with Session(zygote, Modules({"m": code.encode()}), Limits()) as session:
            session.module("m")
            session.start_function("m")
            waiting = StudentFunction(EXERCISE).observe(*arguments, options=options)
            (reply,) = session.ask([next(waiting.__await__())])
        assert isinstance(reply, Observation), reply
        return reply

    return run


def training(weight=None, lr=0.25, momentum=0.0):
    """A net of one weight, its loss, data and optimizer."""
    weight = weight or Parameter(ONE_WEIGHT)
    optimizer = fixtures.optimizer([([weight], lr)], momentum=momentum)
    return fixtures.net(("only", weight, None)), fixtures.half_mean_square(), X, Y, optimizer


STEP = """
    def f(net, loss, X, y, optimizer):
        {}
"""
CLEAR, FORWARD, BACKWARD, UPDATE = (
    "optimizer.zero_grad()", "l = loss(net(X), y)", "l.backward()", "optimizer.step()",
)  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "trace"),
    [
        ((CLEAR, FORWARD, BACKWARD, UPDATE), "ZFBS"),
        ((FORWARD, CLEAR, BACKWARD, UPDATE), "FZBS"),
        ((FORWARD, BACKWARD, CLEAR, UPDATE), "FBZS"),
        ((FORWARD, BACKWARD, UPDATE, CLEAR), "FBSZ"),
        ((CLEAR, FORWARD, BACKWARD), "ZFB"),
        (("net.zero_grad()", FORWARD, BACKWARD, UPDATE), "FBS"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_trace_tells_clearing_forward_backward_and_step_apart(observe, lines, trace):
    assert observe(STEP.format("; ".join(lines)), *training()).trace == trace


def test_a_trace_has_an_end(observe):
    source = STEP.format("[net(X) for _ in range(500)]")
    assert observe(source, *training()).trace == "F" * MAX_TRACE


def test_a_step_moves_the_very_parameter_that_was_passed(observe):
    seen = observe(STEP.format(f"{FORWARD}; {BACKWARD}; {UPDATE}"), *training())
    (weight, *_) = seen.states

    assert weight.value.tolist() == [[1.875]]
    assert weight.is_leaf
    assert weight.requires_grad


def test_the_same_object_in_several_places_is_one(observe):
    shared = Leaf(F([1.0]))
    seen = observe("def f(a, b): return a is b, a is b", shared, shared)
    assert seen.value == ItemsValue("tuple", (True, True))
    assert observe("def f(a, b): return a is b", Leaf(F([1.0])), Leaf(F([1.0]))).value is False


def test_a_layer_of_a_net_has_its_name_and_its_parameters(observe):
    W, b = Parameter(F([[1, 2]])), Parameter(F([10]))
    net = fixtures.net(("hidden", W, b), ("output", Parameter(F([[3]])), None))
    source = """
        def f(net, X):
            assert isinstance(net, nn.Module) and net.output.bias is None
            return net(X), [name for name, _ in net.named_parameters()]
    """
    result, names = observe(source, net, F([[1, 1]])).value.items
    assert np.frombuffer(result.data, F).tolist() == [39.0]
    assert names == ItemsValue("list", ("hidden.weight", "hidden.bias", "output.weight"))


def test_a_net_reports_how_it_was_used_and_its_mode_afterwards(observe):
    source = """
        def f(net, X):
            net(X)
            net.eval()
            with torch.no_grad():
                net(X)
    """
    net = fixtures.net(("only", Parameter(ONE_WEIGHT), None))
    (report,) = observe(source, net, X).reports
    assert report == ItemsValue("list", ("train, graph", "eval, no graph", "eval"))


def test_an_affine_net_knows_its_parameters(observe):
    W, b = Leaf(F([[2], [3]])), Leaf(F([1]))
    source = "def f(net, params, X): net(X).sum().backward(); return params[0].grad"
    seen = observe(source, fixtures.affine(W, b), [W, b], F([[1, 10]]))
    assert seen.array.tolist() == [[1], [10]]
    assert seen.trace == "FB"


@pytest.mark.parametrize(
    ("loss", "value", "swapped"),
    [
        (fixtures.half_mean_square(), 1.25, 1.25),
        (fixtures.label_weighted(), 5.5, 3.25),
    ],
)
def test_losses_of_a_batch_are_scalars(observe, loss, value, swapped):
    both = "def f(loss, a, b): return loss(a, b).item(), loss(b, a).item()"
    assert observe(both, loss, X, Y).value == ItemsValue("tuple", (value, swapped))


def test_a_loss_of_distances_gives_one_for_each_example(observe):
    loss = fixtures.distances(F([[0, 0], [1, 1]]))
    seen = observe(
        "def f(loss, a, y): return loss(a, y)", loss, F([[1, 2], [1, 1]]), np.array([0, 1])
    )
    assert seen.array.tolist() == [2.5, 0.0]


class TestOptimizer:
    W, b = Parameter(F([1.0]), F([2.0])), Parameter(F([4.0]), F([8.0]))
    GROUPS = (([W], 0.5), ([b], 0.25))

    def test_it_reports_its_groups(self, observe):
        optimizer = fixtures.optimizer(self.GROUPS, momentum=0.5)
        (report,) = observe("def f(optimizer): pass", optimizer).reports
        assert report.groups == (Group(0.5, 0.5, (0,), (None,)), Group(0.25, 0.5, (1,), (None,)))
        assert report.same

    def test_one_that_has_stepped_has_buffers_and_moved_parameters(self, observe):
        optimizer = fixtures.optimizer(self.GROUPS, momentum=0.5, stepped=True)
        seen = observe("def f(optimizer): pass", optimizer)
        buffers = [np.frombuffer(g.buffers[0].data, F).item() for g in seen.reports[0].groups]
        assert buffers == [2.0, 8.0]
        assert [state.value.item() for state in seen.states] == [0.0, 2.0]
        assert seen.trace == ""

    def test_the_one_that_was_passed_is_told_from_another(self, observe):
        same = observe("def f(optimizer): return optimizer", fixtures.optimizer(self.GROUPS))
        source = (
            "def f(o): return torch.optim.SGD(o.param_groups[1]['params'] + [torch.ones(1)], 0.1)"
        )
        other = observe(source, fixtures.optimizer(self.GROUPS))
        assert same.value.same
        assert other.value == OptimizerValue(
            "torch.optim.sgd.SGD", (Group(0.1, 0.0, (1, -1), (None, None)),), same=False
        )

    @pytest.mark.parametrize(
        "change",
        ["param_groups[0]['lr'] = None", "param_groups = None", "state = None"],
    )
    def test_one_that_can_not_be_read_any_more_says_so(self, observe, change):
        optimizer = fixtures.optimizer(self.GROUPS)
        (report,) = observe(f"def f(optimizer): optimizer.{change}", optimizer).reports
        assert report.description.startswith("torch.optim.sgd.SGD that can't be read: ")

    def test_it_can_be_asked_for_a_step_after_the_call(self, observe):
        source = "def f(optimizer): optimizer.param_groups[0]['lr'] = 1.0"
        optimizer = fixtures.optimizer(self.GROUPS)
        seen = observe(source, optimizer, options=Options(step=True))
        assert [state.value.item() for state in seen.states] == [0.0, 3.75]


class TestIterables:
    @pytest.mark.parametrize(
        ("result", "kind"),
        [
            ("[1, 2, 3]", "list"),
            ("(i + 1 for i in range(3))", "generator"),
            ("zip((1, 2, 3))", "zip"),
        ],
    )
    def test_its_items_are_read(self, observe, result, kind):
        value = observe(f"def f(): return {result}", options=Options(items=5)).value
        items = tuple((i,) if kind == "zip" else i for i in (1, 2, 3))
        expected = tuple(ItemsValue("tuple", i) if kind == "zip" else i for i in items)
        assert value == IterableValue(kind, (expected,))

    def test_not_more_than_asked_for(self, observe):
        source = "import itertools\ndef f(): return itertools.count()"
        value = observe(source, options=Options(items=2)).value
        assert value == IterableValue("itertools.count", ((0, 1),), endless=True)

    def test_several_passes(self, observe):
        value = observe("def f(): return iter([1, 2])", options=Options(items=3, passes=2)).value
        assert value.passes == ((1, 2), ())

    def test_a_tensor_that_is_used_again_is_read_as_it_was(self, observe):
        source = """
            def f():
                x = torch.zeros(1)
                for i in range(2):
                    x += 1
                    yield x, [x]
        """
        value = observe(source, options=Options(items=3)).value
        first = [item.items[0].data for item in value.passes[0]]
        assert [np.frombuffer(data, F).item() for data in first] == [1.0, 2.0]

    @pytest.mark.parametrize(
        "item", ["i", "(i, i)", "[[[i]]]", "([i] * 3, [[i]] * 3)", "[i] * 999"]
    )
    def test_however_much_is_within_its_items_the_answer_keeps_its_limits(self, observe, item):
        source = f"def f(): return ({item} for i in range(99))"
        for options in (Options(items=50), Options(items=20, times=2), Options(items=50, passes=2)):
            assert observe(source, options=options).raised is None

    @pytest.mark.parametrize("result", ["torch.ones(2)", "'text'", "3", "None", "{1: 2}"])
    def test_what_is_no_collection_of_items_is_not_read(self, observe, result):
        value = observe(f"def f(): return {result}", options=Options(items=5)).value
        assert isinstance(value, UnsupportedValue)

    def test_an_exception_while_reading_is_one_of_the_call(self, observe):
        source = "def f():\n    yield 1\n    raise ValueError('no')\n"
        raised = observe(source, options=Options(items=5)).raised
        assert (raised.type, raised.line) == ("ValueError", 5)


def test_a_function_can_be_called_several_times_with_the_same_objects(observe):
    source = "def f(a): a.append(len(a)); return len(a)"
    assert observe(source, [], options=Options(times=3)).value == ItemsValue("tuple", (1, 2, 3))


@pytest.mark.parametrize("result", ["[0] * 400", "[[[0]]]", "[[0] * 30] * 30"])
def test_however_much_is_returned_by_several_calls_the_answer_keeps_its_limits(observe, result):
    seen = observe(f"def f(): return {result}", options=Options(times=3))
    assert len(seen.value.items) == 3


def test_random_numbers_go_on_between_the_calls_and_depend_on_the_seed(observe):
    source = """
        import random, numpy
        def f(): return torch.rand(1).item(), random.random(), float(numpy.random.rand())
    """

    def drawn(seed):
        return observe(source, options=Options(times=2, seed=seed)).value.items

    first, second = drawn(0)
    assert all(a != b for a, b in zip(first.items, second.items, strict=True))
    assert drawn(0) == (first, second)
    assert all(a != b for a, b in zip(drawn(1)[0].items, first.items, strict=True))


def test_a_loader_is_one_of_torchs_and_keeps_the_order(observe):
    source = """
        def f(loader):
            assert type(loader) is torch.utils.data.DataLoader
            return [X.tolist() + y.tolist() for X, y in loader]
    """
    seen = observe(source, fixtures.loader(F([1, 2, 3]), np.array([4, 5, 6]), 2))
    assert seen.value == ItemsValue(
        "list", (ItemsValue("list", (1.0, 2.0, 4, 5)), ItemsValue("list", (3.0, 6)))
    )


def test_an_iterable_reports_how_far_it_was_read(observe):
    (report,) = observe("def f(items): next(iter(items))", fixtures.counted([1, 2, 3])).reports
    assert report == 1


def test_a_dictionary_stays_one(observe):
    seen = observe("def f(a): return list(a), list(a.values())", {"x": 1, "y": (2, 3)})
    names, values = seen.value.items
    assert names == ItemsValue("list", ("x", "y"))
    assert values == ItemsValue("list", (1, ItemsValue("tuple", (2, 3))))


def test_an_array_of_numpy_stays_one_and_a_change_of_it_is_seen(observe):
    seen = observe("def f(a): a += 1; return type(a).__name__", NumpyArray(F([1])))
    assert seen.value == "ndarray"
    assert seen.changed == (0,)


class TestFiles:
    def test_it_can_be_read_by_its_path(self, observe):
        source = "def f(path): return list(open(path, 'rb').read()), path.endswith('.idx')"
        value = observe(source, fixtures.file("images.idx", b"\x00\xff")).value
        assert value == ItemsValue("tuple", (ItemsValue("list", (0, 255)), True))

    def test_one_that_ends_in_gz_is_compressed(self, observe):
        file = fixtures.file("images.gz", b"abc")
        assert gzip.decompress(file.data) == b"abc"
        source = "import gzip\ndef f(path): return gzip.open(path).read().decode()"
        assert observe(source, file).value == "abc"

    @pytest.mark.parametrize(
        "act",
        [
            "open(path, 'ab')", "open(path + 'x', 'wb')", "os.remove(path)", "os.listdir('.')",
            "os.rename(path, 'other')", "os.mkdir('folder')",
        ],
    )  # fmt: skip
    def test_it_can_only_be_read(self, observe, act):
        raised = observe(f"import os\ndef f(path): {act}", fixtures.file("a.idx", b"1")).raised
        assert raised.type == "PermissionError"

    def test_they_are_gone_when_the_zygote_is(self):
        from autograder.worker.client import Zygote

        with Zygote(insist=False) as zygote:
            folder = zygote._files
            assert folder.is_dir()
        assert not folder.exists()
