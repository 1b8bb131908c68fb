"""An operator that is an exercise's answer raises while its function runs, in all spellings."""

import msgspec
import numpy as np
import pytest

from autograder.values import to_argument
from autograder.worker.client import Limits, read_answer
from autograder.worker.protocol import FORBIDDEN_ERROR, Call, Modules

X = np.array([[0.0, 1.0, 2.0], [2.0, 4.0, 1.0]], dtype=np.float32)
y = np.array([2, 0])
HEAD = """
import operator, threading, torch
import torch.nn as nn
import torch.nn.functional as F

def scripted(X: torch.Tensor) -> torch.Tensor:
    return torch.softmax(X, 1)

def in_a_thread(act):
    raised = []
    def run():
        try: act()
        except Exception as error: raised.append(error)
    thread = threading.Thread(target=run)
    thread.start(); thread.join()
    if raised: raise raised[0]
"""

SOFTMAX_CALLS = [
    "torch.softmax(X, 1)",
    "F.softmax(X, dim=1)",
    "X.softmax(1)",
    "X.double().softmax(1).float()",
    "X.clone().requires_grad_().softmax(1)",
    "torch.special.softmax(X, 1)",
    "torch.special.log_softmax(X, 1)",
    "torch.special.logsumexp(X, 1)",
    "torch._softmax(X, 1, False)",
    "torch.ops.aten._softmax.default(X, 1, False)",
    "torch.ops.aten.softmax.int(X, 1)",
    "torch._C._VariableFunctions.softmax(X, 1)",
    "torch._C.TensorBase.softmax(X, 1)",
    "torch.log_softmax(X, 1).exp()",
    "(X - torch.logsumexp(X, 1, keepdim=True)).exp()",
    "torch.logsumexp(X, 1, out=torch.empty(2))",
    "torch.logcumsumexp(X, 1)",
    "F.softmin(-X, 1)",
    "F.gumbel_softmax(X)",
    "torch.masked.softmax(X, 1)",
    "torch.sparse.softmax(X.to_sparse(), 1)",
    "torch.sparse.log_softmax(X.to_sparse(), 1)",
    "X.to_mkldnn().softmax(1)",
    "torch.softmax(X, 1, out=torch.empty(2, 3))",
    "F.scaled_dot_product_attention(X, X, X)",
    "F.scaled_dot_product_attention(X[None, None], X[None, None], X[None, None])",
    "nn.MultiheadAttention(3, 1)(X, X, X)",
    "torch.distributions.Categorical(logits=X).probs",
    "F.cross_entropy(X, torch.tensor([0, 1]))",
    "nn.Softmax(dim=1)(X)",
    "nn.LogSoftmax(dim=1)(X)",
    "torch.vmap(lambda row: row.softmax(0))(X)",
    "torch.func.grad(lambda Z: torch.logsumexp(Z, 1).sum())(X)",
    "getattr(torch, 'soft' + 'max')(X, 1)",
    "eval('torch.soft' + 'max(X, 1)')",
    "operator.methodcaller('softmax', 1)(X)",
    "vars(F)['softmax'](X, dim=1)",
    "torch.jit.script(scripted)(X)",
    "in_a_thread(lambda: torch.softmax(X, 1))",
]
CROSS_ENTROPY_CALLS = [
    "F.cross_entropy(X, y, reduction='none')",
    "nn.CrossEntropyLoss()(X, y)",
    "torch._C._nn.cross_entropy_loss(X, y)",
    "F.cross_entropy(X, torch.ones(2, 3) / 3)",
    "F.nll_loss(X.log(), y, reduction='none')",
    "nn.NLLLoss()(X.log(), y)",
    "torch._C._nn.nll_loss(X, y)",
    "torch.ops.aten.nll_loss_forward(X, y, None, 0, -100)[0]",
    "F.nll_loss(X.t()[None, :, :], torch.zeros(1, 2).long())",
]
OPTIMIZER_CALLS = [
    "torch.optim.SGD([X.requires_grad_()], lr=0.1).step()",
    "torch.optim.Adam([X.requires_grad_()]).step()",
]


@pytest.fixture
def ask(zygote):
    """Calls functions of a module of this source; gives the answers."""
    workers = []

    def start(source, forbidden, calls):
        worker = zygote.fork(60.0, Limits(call_seconds=30.0))
        workers.append(worker)
        worker.send_modules(Modules({"m": (HEAD + source).encode()}, forbidden))
        loaded = worker.load("m")
        assert loaded.raised is None, loaded.raised
        arguments = (to_argument(X), to_argument(y))
        encoded = [msgspec.msgpack.encode(Call(name, arguments)) for name in calls]
        return list(worker.call(encoded, read_answer))

    yield start
    for worker in workers:
        worker.end()


def functions(expressions) -> str:
    return "".join(f"def f{i}(X, y): return {e}\n" for i, e in enumerate(expressions))


@pytest.mark.parametrize(
    ("operator", "expressions"),
    [
        ("softmax", SOFTMAX_CALLS),
        ("cross_entropy", CROSS_ENTROPY_CALLS),
        ("optimizer", OPTIMIZER_CALLS),
    ],
)
def test_every_way_to_call_the_operator_is_refused(ask, operator, expressions):
    names = [f"f{i}" for i in range(len(expressions))]
    answers = ask(functions(expressions), dict.fromkeys(names, (operator,)), names)
    raised = [answer.raised and (answer.raised.type, answer.raised.message) for answer in answers]
    assert dict(zip(expressions, raised, strict=True)) == dict.fromkeys(
        expressions, (FORBIDDEN_ERROR, operator)
    )


@pytest.mark.parametrize(
    "expressions", [SOFTMAX_CALLS, CROSS_ENTROPY_CALLS, OPTIMIZER_CALLS], ids=["s", "c", "o"]
)
def test_nothing_is_refused_to_a_function_without_bans(ask, expressions):
    expressions = [e for e in expressions if "out=" not in e]  # those want other arguments
    names = [f"f{i}" for i in range(len(expressions))]
    answers = ask(functions(expressions), {"other": ("softmax", "cross_entropy")}, names)
    raised = {
        e: answer.raised.type
        for e, answer in zip(expressions, answers, strict=True)
        if answer.raised
    }
    assert raised == {}


def test_bans_of_one_function_are_lifted_for_the_next(ask):
    source = functions(["torch.softmax(X, 1)", "torch.softmax(X, 1)"])
    answers = ask(source, {"f0": ("softmax",)}, ["f0", "f1", "f0", "f1"])
    assert [bool(answer.raised) for answer in answers] == [True, False, True, False]


def test_the_line_of_the_student_is_named(ask):
    source = "def f(X, y):\n    E = X.exp()\n    return F.softmax(X, dim=1)\n"
    (answer,) = ask(source, {"f": ("softmax",)}, ["f"])
    assert answer.raised.code == "return F.softmax(X, dim=1)"
    assert answer.raised.line == HEAD.count("\n") + 3


def test_a_call_that_is_refused_and_replaced_by_own_code_is_no_offence(ask):
    source = (
        "def f(X, y):\n    try: return torch.softmax(X, 1)\n"
        "    except Exception: return X.exp() / X.exp().sum(1, keepdim=True)\n"
    )
    (answer,) = ask(source, {"f": ("softmax",)}, ["f"])
    assert answer.raised is None
    np.testing.assert_allclose(np.frombuffer(answer.value.data, "f4").reshape(2, 3).sum(1), 1.0)


def test_own_calculations_are_not_refused(ask):
    expressions = [
        "X.exp() / X.exp().sum(1, keepdim=True)",
        "-X.gather(1, y.view(-1, 1)).log()",
        "-(F.one_hot(y, 3) * X.log()).sum(1)",
        "torch.sigmoid(X)",
        "torch.logaddexp(X, X)",
        "F.mse_loss(X, X)",
        "F.normalize(X.exp(), p=1, dim=1)",
    ]
    names = [f"f{i}" for i in range(len(expressions))]
    bans = dict.fromkeys(names, ("softmax", "cross_entropy", "optimizer"))
    answers = ask(functions(expressions), bans, names)
    assert [answer.raised for answer in answers] == [None] * len(expressions)
