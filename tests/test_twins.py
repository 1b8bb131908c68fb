"""torch's own softmax is recognised by its last bits; handwritten forms are not taken for it."""

import pytest

from autograder.authoring.versions import read_versions
from autograder.session import Session
from autograder.twins import FORMS, SoftmaxTwins
from autograder.worker.client import Limits
from autograder.worker.protocol import Modules

DISGUISED = [
    "torch.softmax(X, 1)",
    "torch.softmax(X.t(), 0).t()",
    "torch.stack([torch.softmax(row, 0) for row in X])",
    "torch.log_softmax(X, 1).exp()",
    "(X - torch.logsumexp(X, 1, keepdim=True)).exp()",
    "torch.nn.Softmax(dim=-1)(X.clone())",
]


@pytest.fixture(scope="module")
def twins(zygote):
    return SoftmaxTwins(zygote)


def are_like(zygote, twins, source: bytes) -> bool:
    with Session(zygote, Modules({"m": source}), Limits()) as session:
        session.module("m")
        session.start_function("m")
        return twins.are_like(session.ask, "softmax")


@pytest.mark.parametrize("expression", DISGUISED)
def test_the_library_is_recognised(zygote, twins, expression):
    source = f"import torch\ndef softmax(X): return {expression}\n"
    assert are_like(zygote, twins, source.encode())


def test_no_right_version_that_calculates_is_taken_for_the_library(zygote, twins):
    written = [
        v
        for v in read_versions("softmax")
        if v.verdict != "wrong"
        and not any(name in v.source for name in (b"torch.softmax(", b"F.softmax(", b"Softmax("))
        and not any(name in v.source for name in (b"log_softmax", b"logsumexp("))
    ]
    assert len(written) > 20
    assert [v.name for v in written if are_like(zygote, twins, v.source)] == []


def test_a_form_that_ones_own_code_matches_here_is_not_told_apart(zygote, monkeypatch):
    same = FORMS + b"\ndef own_that_is_the_same(X): return torch.softmax(X, 1)\n"
    monkeypatch.setattr("autograder.twins.FORMS", same)
    source = b"import torch\ndef softmax(X): return torch.softmax(X, 1)\n"
    assert not are_like(zygote, SoftmaxTwins(zygote), source)


@pytest.mark.parametrize("body", ["raise ValueError", "return None", "import os; os._exit(1)"])
def test_a_function_that_gives_no_tensors_is_not_like_it(zygote, twins, body):
    assert not are_like(zygote, twins, f"def softmax(X): {body}\n".encode())
