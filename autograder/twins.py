"""Recognises torch's own softmax by the last bits of its results, in whatever disguise.

Sums of exponentials are rounded in the order in which they are added up, and no handwritten
form that we know adds up 37 of them as torch's kernel does. Where the machine's kernels are such
that one does, which is tried first, that form of the library is not told apart.
"""

from collections.abc import Iterable
from functools import cached_property

import msgspec
import numpy as np

from autograder.engine import Ask
from autograder.observation import Observation
from autograder.session import Session
from autograder.values import to_argument
from autograder.worker.client import Limits, Zygote
from autograder.worker.protocol import ArrayValue, Call, Modules

MATRICES = 5
SHAPE = (32, 37)
FORMS = b"""
import torch
def library_softmax(X): return torch.softmax(X, 1)
def library_transposed(X): return torch.softmax(X.t(), 0).t()
def library_log_softmax(X): return torch.log_softmax(X, 1).exp()
def library_logsumexp(X): return (X - torch.logsumexp(X, 1, keepdim=True)).exp()
def own_book(X):
    E = X.exp()
    return E / E.sum(1, keepdim=True)
def own_reciprocal(X):
    E = X.exp()
    return E * (1 / E.sum(1, keepdim=True))
def own_shifted(X): return own_book(X - X.max(1, keepdim=True).values)
def own_shifted_reciprocal(X): return own_reciprocal(X - X.max(1, keepdim=True).values)
def own_rows(X): return torch.stack([own_shifted(row[None])[0] for row in X])
def own_matrix_product(X): return X.exp() / (X.exp() @ torch.ones(X.shape[1], 1))
def own_double(X): return own_shifted(X.double()).float()
def own_logarithm(X): return (X - X.exp().sum(1, keepdim=True).log()).exp()
"""
Bits = tuple[bytes, ...]


class SoftmaxTwins:
    """What the forms of torch's own softmax give on some matrices, to the last bit."""

    def __init__(self, zygote: Zygote) -> None:
        self._zygote = zygote
        rng = np.random.default_rng(0)
        self._matrices = [
            to_argument(rng.standard_normal(SHAPE, dtype=np.float32)) for _ in range(MATRICES)
        ]

    def are_like(self, ask: Ask, function: str) -> bool:
        """Whether this function, too, gives exactly what a form of the library gives."""
        bits = self._bits(ask, function)
        return bits is not None and bits in self._library

    @cached_property
    def _library(self) -> set[Bits]:
        with Session(self._zygote, Modules({"forms": FORMS}), Limits()) as session:
            names = session.module("forms").functions
            session.start_function("forms")
            of_form = {name: self._bits(session.ask, name) for name in sorted(names)}
        own = {bits for name, bits in of_form.items() if name.startswith("own")}
        return {bits for bits in of_form.values() if bits is not None and bits not in own}

    def _bits(self, ask: Ask, function: str) -> Bits | None:
        calls = [msgspec.msgpack.encode(Call(function, (matrix,))) for matrix in self._matrices]
        values = list(values_of(ask(calls)))
        return tuple(values) if len(values) == MATRICES else None


def values_of(replies: Iterable[object]) -> Iterable[bytes]:
    """The elements of the results that are tensors."""
    for reply in replies:
        if isinstance(reply, Observation) and isinstance(reply.value, ArrayValue):
            yield reply.value.data
