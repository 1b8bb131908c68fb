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
import operator, sys, threading, torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.attention.flex_attention import flex_attention

def scripted(X: torch.Tensor) -> torch.Tensor:
    return torch.softmax(X, 1)

# What a module may keep when it is run, before any ban is in force.
KERNELS = {
    name: torch.library.get_kernel(f"aten::{name}", "CPU")
    for name in (
        *("_softmax", "softmax.int", "_log_softmax", "logsumexp", "nll_loss_forward", "kl_div"),
        *("binary_cross_entropy", "_fused_sgd_"),
    )
}
MKLDNN = torch._C._dispatch_get_computed_kernel_for_dispatch_key(
    "aten::_softmax", torch._C._dispatch_key_parse("MkldnnCPU")
)
TABLE = dict(torch._decomp.decomposition_table)
SCRIPT = torch.jit.script(scripted)
STATIC = torch._C._jit_to_static_module(SCRIPT.graph)
TRACE = torch.jit.trace(lambda X: F.cross_entropy(X, torch.tensor([2, 0])), torch.ones(2, 3))
SOFTMAX, CROSS_ENTROPY = nn.Softmax(dim=1), nn.CrossEntropyLoss()
BOUND = torch.distributions.transforms.SoftmaxTransform()._call
STEP = torch.optim.SGD.step.__wrapped__
FUNCTIONAL = vars(sys.modules["torch.optim.sgd"])
W = torch.ones(2, 3, requires_grad=True)
W.grad = torch.ones(2, 3)
SGD = torch.optim.SGD([W], lr=0.1)
P = torch.full((2, 3), 1 / 3)
OPTIONS = {"weight_decay": 0.0, "momentum": 0.0, "lr": 0.1, "dampening": 0.0, "nesterov": False,
           "maximize": False}
FUSED = OPTIONS | {"is_first_step": True}
ADAM = {"lr": 0.1, "beta1": 0.9, "beta2": 0.9, "weight_decay": 0.0, "eps": 1e-8,
        "amsgrad": False, "maximize": False}
ADAGRAD = {"lr": 0.1, "lr_decay": 0.0, "weight_decay": 0.0, "eps": 1e-8, "maximize": False}
SINGLE = OPTIONS | {"grad_scale": None, "found_inf": None, "has_sparse_grad": False}

def kept(name, X, *arguments, **options):
    first = X if isinstance(X, torch.Tensor) else X[0]
    return KERNELS[name].call_boxed(torch._C._dispatch_keys(first), X, *arguments, **options)

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
    "torch.distributions.OneHotCategorical(logits=X).probs",
    "torch.distributions.RelaxedOneHotCategorical(torch.tensor(1.0), logits=X).rsample()",
    "torch.distributions.utils.logits_to_probs(X)",
    "torch.distributions.transforms.SoftmaxTransform()(X)",
    "torch.distributions.transform_to(torch.distributions.constraints.simplex)(X)",
    "BOUND(X)",
    "torch._refs.softmax(X, 1)",
    "torch._refs.special.softmax(X, 1)",
    "torch._refs.nn.functional.softmin(X, 1)",
    "(X - torch._refs.logsumexp(X, 1, keepdim=True)).exp()",
    "torch._decomp.decompositions._softmax(X, 1, False)",
    "torch._decomp.decompositions._log_softmax.__wrapped__(X, 1, False)",
    "TABLE[torch.ops.aten._softmax.default](X, 1, False)",
    "TABLE[torch.ops.aten._log_softmax.default](X, 1, False)",
    "kept('_softmax', X, 1, False)",
    "kept('softmax.int', X, 1)",
    "kept('_log_softmax', X, 1, False)",
    "kept('logsumexp', X, [1], True)",
    "MKLDNN.call_boxed(torch._C._dispatch_keys(X.to_mkldnn()), X.to_mkldnn(), 1, False)",
    "SCRIPT(X)",
    "STATIC(X)",
    "SOFTMAX(X)",
    "CROSS_ENTROPY(X, y)",
    "torch.ops.aten._safe_softmax(X, 1)",
    "torch.ops.aten._masked_softmax(X, torch.zeros(2, 3).bool(), 1)",
    "torch.ops.quantized.softmax(torch.quantize_per_tensor(X, 0.1, 0, torch.qint8), 1, 0.1, 0)",
    "torch.nested.nested_tensor(list(X)).softmax(1).to_padded_tensor(0.0)",
    "torch.nested.nested_tensor(list(X), layout=torch.jagged)[..., None].softmax(1)",
    "torch.ops.aten._scaled_dot_product_attention_math(X[None], X[None], X[None])",
    "F.linear_cross_entropy(X, torch.eye(3), y)",
    "F.linear_cross_entropy(X, torch.eye(3), y, reduction='none')",
    "flex_attention(X[None, None], X[None, None], X[None, None])",
    "torch.func.hessian(lambda Z: torch.logsumexp(Z, 1).sum())(X)",
    "torch.func.jvp(lambda Z: torch.softmax(Z, 1), (X,), (X,))",
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
    "torch.vmap(lambda x: F.cross_entropy(x, torch.ones(3) / 3))(X)",
    "torch._refs.nn.functional.nll_loss(X, y)",
    "torch._refs.nn.functional.poisson_nll_loss(X, X)",
    "torch._decomp.decompositions.nll_loss_forward(X, y, None, 0, -100)",
    "torch._decomp.decompositions.binary_cross_entropy(P, P)",
    "TABLE[torch.ops.aten.nll_loss_forward.default](X, y, None, 0, -100)",
    "TABLE[torch.ops.aten.binary_cross_entropy_with_logits.default](X, P)",
    "TABLE[torch.ops.aten.soft_margin_loss.default](X, P)",
    "kept('nll_loss_forward', X, y, None, 0, -100)",
    "kept('kl_div', P.log(), P, 0)",
    "kept('binary_cross_entropy', P, P, None, 0)",
    "TRACE(X)",
    "CROSS_ENTROPY(X, y)",
    "F.kl_div(P.log(), P, reduction='none')",
    "torch.kl_div(P.log(), P)",
    "nn.KLDivLoss(reduction='sum')(P.log(), P)",
    "F.binary_cross_entropy(P, P)",
    "nn.BCELoss()(P, P)",
    "F.binary_cross_entropy_with_logits(X, P)",
    "torch.binary_cross_entropy_with_logits(X, P)",
    "nn.BCEWithLogitsLoss()(X, P)",
    "F.ctc_loss(P.log()[:, None], y[:1, None], torch.tensor([2]), torch.tensor([1]))",
    "nn.CTCLoss()(P.log()[:, None], y[:1, None], torch.tensor([2]), torch.tensor([1]))",
    "F.poisson_nll_loss(X, X)",
    "nn.PoissonNLLLoss(log_input=False)(P, P)",
    "F.gaussian_nll_loss(X, X, P)",
    "nn.GaussianNLLLoss()(X, X, P)",
    "F.soft_margin_loss(P, P)",
    "F.multilabel_soft_margin_loss(X, P)",
    "nn.MultiLabelSoftMarginLoss()(X, P)",
    "F.linear_cross_entropy(X, torch.eye(3), y)",
    "nn.AdaptiveLogSoftmaxWithLoss(3, 3, [1])(X, y).loss",
    "torch.distributions.Categorical(probs=P).log_prob(y)",
    "torch.distributions.Categorical(probs=P).entropy()",
    "torch.distributions.OneHotCategorical(probs=P).log_prob(F.one_hot(y, 3).float())",
    "torch.distributions.Multinomial(1, probs=P).log_prob(F.one_hot(y, 3).float())",
    "torch.distributions.Bernoulli(P).log_prob(torch.ones(2, 3))",
    "torch.distributions.Geometric(P).log_prob(torch.zeros(2, 3))",
    "torch.distributions.Exponential(P).log_prob(torch.zeros(2, 3))",
    "torch.distributions.kl_divergence(*[torch.distributions.Categorical(probs=P)] * 2)",
]
OPTIMIZER_CALLS = [
    "torch.optim.SGD([X.requires_grad_()], lr=0.1).step()",
    "torch.optim.Adam([X.requires_grad_()]).step()",
    *(
        f"torch.optim.{name}([W]).step()"
        for name in (
            *("Adadelta", "Adafactor", "Adagrad", "Adam", "AdamW", "Adamax", "ASGD", "Muon"),
            *("NAdam", "RAdam", "RMSprop", "Rprop", "SGD"),
        )
    ),
    "torch.optim.LBFGS([W]).step(lambda: W.sum())",
    "torch.optim.SGD([W], lr=0.1, foreach=True).step()",
    "torch.optim.SGD([W], lr=0.1, fused=True).step()",
    "torch.optim.SGD([W.data], lr=0.1, differentiable=True).step()",
    "SGD.step()",
    "torch.no_grad()(STEP)(SGD)",
    "torch.optim.SGD.step(SGD)",
    "torch.no_grad()(torch.optim.Optimizer.profile_hook_step(STEP))(SGD)",
    "sys.modules['torch.optim.' + 'sgd'].sgd([W.data], [W.grad], [None], **OPTIONS)",
    "FUNCTIONAL['_single_tensor_sgd']([W.data], [W.grad], [None], **SINGLE)",
    "FUNCTIONAL['_multi_tensor_sgd']([W.data], [W.grad], [None], **SINGLE)",
    "torch.amp.GradScaler('cpu', enabled=False).step(SGD)",
    "torch._fused_sgd_([W.data], [W.grad], [], **FUSED)",
    "torch._fused_sgd_([W.data], [W.grad], [], **FUSED | {'lr': torch.tensor(0.1)})",
    "torch.ops.aten._fused_sgd([W.data], [W.grad], [], **FUSED)",
    "torch._fused_adam_([W.data], [W.grad], [P], [P], [], [torch.tensor(1.0)], **ADAM)",
    "torch._fused_adamw_([W.data], [W.grad], [P], [P], [], [torch.tensor(1.0)], **ADAM)",
    "torch._fused_adagrad_([W.data], [W.grad], [P], [torch.tensor(1.0)], **ADAGRAD)",
    "kept('_fused_sgd_', [W.data], [W.grad], [], **FUSED)",
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
