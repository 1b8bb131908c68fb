"""Whatever torch has that may be an exercise's answer is either banned or let through for a reason.

A new version of torch with more of the kind makes these tests fail, until somebody decides.
"""

import json
import re
import subprocess
import sys
from fnmatch import fnmatchcase

import pytest

from autograder.worker.operators import FORMS

RELATED = re.compile(
    r"loss|softmax|softmin|gumbel|logsumexp|logcumsumexp|sumexp|entropy|nll|kl_|kldiv|(^|_)div"
    r"|ctc|attention|log_prob|likelihood|categorical|multinomial|simplex|_fused"
    r"|optim|sgd|adam|adagrad|adadelta|adafactor|rmsprop|rprop|lbfgs|muon",
    re.IGNORECASE,
)
TOLD = """
import inspect, json, re, sys, types
import torch
from autograder.worker.guards import functions_named, members
from autograder.worker.operators import FORMS
related = re.compile(sys.argv[1], re.IGNORECASE).search
guarded = {id(f) for forms in FORMS.values() for f in functions_named(forms.functions)}
functions = {}
for name, module in list(sys.modules.items()):
    if f"{name}.".startswith("torch."):
        for inner, value in members(module):
            function = None
            last = inner.rpartition(".")[2]
            if related(inner if last in ("forward", "_call", "__call__", "step") else last):
                function = getattr(value, "__func__", value)
            if isinstance(function, types.FunctionType) and function.__module__ == name:
                functions[f"{name}.{inner}"] = id(inspect.unwrap(function)) in guarded
has_kernel = torch._C._dispatch_has_computed_kernel_for_dispatch_key
kernels = {}
for name in torch._C._dispatch_get_all_op_names():
    base = name.partition("::")[2].partition(".")[0]
    if name.startswith("aten::") and related(base):
        kernels[base] = kernels.get(base, False) or has_kernel(name, "CPU")
modules = (torch, torch.nn, torch.nn.functional, torch.special)
print(json.dumps({
    "kernels": kernels,
    "functions": functions,
    "names": sorted({name for module in modules for name in dir(module) if related(name)}),
}))
"""
"""Tells which of torch's names are related; of kernels also whether one is for a CPU."""

NO_LOGARITHM = "no logarithm of a probability is in it"
DERIVATIVE = "a derivative, which wants the result of the operator itself"
ARITHMETIC = "arithmetic, element by element"
OTHERWISE = "it is called so, and is something else"
OTHER_DEVICES = "it computes on other devices"
KERNELS_LET_THROUGH = {
    "*_backward*": DERIVATIVE,
    "*div*": ARITHMETIC,
    **dict.fromkeys(
        ("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss", "hinge_embedding_loss"),
        NO_LOGARITHM,
    ),
    **dict.fromkeys(
        ("margin_ranking_loss", "multi*_margin_loss*", "triplet_margin_loss", "cosine_*_loss"),
        NO_LOGARITHM,
    ),
    "multinomial": "it draws numbers",
    **dict.fromkeys(("_fused_dropout", "_fused_rms_norm*", "_thnn_fused_*", "*_obs_*"), OTHERWISE),
    **dict.fromkeys(("_fused_sdp_choice", "choose_qparams_optimized"), OTHERWISE),
    **dict.fromkeys(("_triton_*", "_cudnn_*", "miopen_*", "*_overrideable"), OTHER_DEVICES),
}
ENDS_IN_A_KERNEL = "it ends in a kernel that is banned, as the calls in test_bans show"
CALLS_IT = "it calls or makes what is guarded"
FUNCTIONS_LET_THROUGH = {
    **dict.fromkeys(
        (
            *(
                f"torch.nn.functional.{name}"
                for name in (
                    *("binary_cross_entropy", "binary_cross_entropy_with_logits", "cross_entropy"),
                    *("ctc_loss", "gumbel_softmax", "kl_div", "log_softmax", "nll_loss"),
                    *("poisson_nll_loss", "soft_margin_loss", "softmax", "softmin"),
                    *("multi_head_attention_forward",),
                )
            ),
            *("torch.nn.modules.loss.*.forward", "torch.nn.modules.activation.*.forward"),
            *("torch.ao.nn.*.forward", "torch.masked.*", "torch.nn.attention.*"),
            "torch._higher_order_ops.flex_attention.*",
        ),
        ENDS_IN_A_KERNEL,
    ),
    **dict.fromkeys(
        (
            *(f"torch.*.functional.*{name}" for name in ("l1_loss", "mse_loss", "huber_loss")),
            *("torch.*.functional.*_embedding_loss", "torch.*.functional.triplet_*"),
            *("torch.*.functional.*_triplet_*", "torch.*.functional.m*_margin_loss"),
            *("torch.*.functional.margin_ranking_loss", "torch._decomp.*.m*_margin_loss*"),
            *("torch._decomp.*.mse_loss", "torch._decomp.*.smooth_l1_loss"),
        ),
        NO_LOGARITHM,
    ),
    **dict.fromkeys(
        (
            *(
                f"torch.optim.{name}.{name.strip('_')}"
                for name in (
                    *("_adafactor", "_muon", "adadelta", "adagrad", "adam", "adamax", "adamw"),
                    *("asgd", "nadam", "radam", "rmsprop", "rprop", "sgd"),
                )
            ),
            *("torch.optim.optimizer.*", "torch.optim.swap_in_optimizer_params_and_state"),
            *("torch.distributions.kl.*", "torch.distributions.constraint_registry.*_simplex"),
        ),
        CALLS_IT,
    ),
    "torch._decomp.decompositions.*_backward*": DERIVATIVE,
    "torch._*.*_loss_reduction": "a mean or a sum",
    "torch.*div*": ARITHMETIC,
    **dict.fromkeys(("torch._meta_registrations.*", "torch._subclasses.*"), "it works out shapes"),
    **dict.fromkeys(
        (
            *(
                "torch.amp.*",
                "torch.backends.*",
                "torch.distributed.*",
                "torch.fx.*",
                "torch.jit.*",
            ),
            *("torch.nn.parallel.*", "torch.profiler.*", "torch.utils.*"),
            *("torch._higher_order_ops.scan.*", "torch._*._fused_rms_norm*"),
            *("torch._*._fused_dropout*", "torch.nn.functional._get_softmax_dim"),
        ),
        OTHERWISE,
    ),
}
NAMES_LET_THROUGH = {
    **KERNELS_LET_THROUGH,
    **dict.fromkeys(
        (
            *("MSELoss", "L1Loss", "SmoothL1Loss", "HuberLoss", "HingeEmbeddingLoss"),
            *("MarginRankingLoss", "Multi*MarginLoss", "Triplet*Loss", "triplet*_loss"),
            "Cosine*Loss",
        ),
        NO_LOGARITHM,
    ),
    **dict.fromkeys(
        (
            *("*_cudnn_*", "*_miopen_*", "*_for_mps", "*_efficient_attention"),
            *("*_product_flash_attention", "*_forward_no_dropout_inplace"),
        ),
        OTHER_DEVICES,
    ),
    "_get_softmax_dim": "it chooses an axis",
    "attention": "a module",
    "LinearCrossEntropyOptions": "options",
}


@pytest.fixture(scope="module")
def told():
    done = subprocess.run(
        [sys.executable, "-c", TOLD, RELATED.pattern], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


BANNED = frozenset[str]().union(*(forms.kernels | forms.names for forms in FORMS.values()))


def is_let_through(name, patterns) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def test_each_related_kernel_for_a_cpu_is_banned_or_let_through(told):
    undecided = [
        name
        for name, for_cpu in told["kernels"].items()
        if for_cpu and name not in BANNED and not is_let_through(name, KERNELS_LET_THROUGH)
    ]
    assert undecided == []


def test_each_related_function_in_python_is_guarded_or_let_through(told):
    undecided = [
        name
        for name, is_guarded in told["functions"].items()
        if not is_guarded and not is_let_through(name, FUNCTIONS_LET_THROUGH)
    ]
    assert undecided == []


def test_all_distributions_and_optimizers_are_looked_for_by_the_name_of_their_module():
    assert "distributions" in FORMS["cross_entropy"].names
    assert "optim" in FORMS["optimizer"].names


def test_each_related_name_is_one_that_the_reader_looks_for_or_let_through(told):
    undecided = [
        name
        for name in told["names"]
        if name not in BANNED and not is_let_through(name, NAMES_LET_THROUGH)
    ]
    assert undecided == []
